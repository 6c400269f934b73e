"""What the demo prints, and the page in its folder that says what to open."""

from pathlib import Path
from typing import Protocol

from shuangsuiji.draw.verification.verify import Verdict, Verification
from shuangsuiji.report.asjson import dump, findings_json
from shuangsuiji.report.checked import Report
from shuangsuiji.report.checks import print_report as print_plan
from shuangsuiji.report.checks import report_json
from shuangsuiji.report.draws import DrawReport, print_report, print_verification, verification_json
from shuangsuiji.report.text import console, say

CONTENTS = (
    ("plan.xlsx", "一个县的年度抽查工作计划，其中若干行有问题"),
    ("items.xlsx", "随机抽查事项清单"),
    ("register.csv", "检查对象名录库，四千户"),
    ("findings.yaml", "人工认定"),
    ("inspectors.xlsx", "检查人员：执法人员、专家、回避、请假"),
    ("draw.yaml", "抽取任务书"),
    ("核查报告.txt", "计划核查的结果：每个问题注明单元格和条款"),
    ("核查报告.html", "同上，网页，可以打印和转发"),
    ("核查报告.json", "同上，供程序读取"),
    ("抽取包/", "一次抽取的全部记录：抽中谁、谁去检查，任何人可以复核"),
    ("台账.jsonl", "抽取各步的事件，依次记录"),
    ("复核抽取.html", "复核工具，一个网页：双击打开，把 抽取包 拖进去；不联网"),
    ("verify_draw.py", "同样的复核，只需要 Python"),
)
"""What stands in the demo's folder."""


class Demo(Protocol):
    """What workflow hands over of a demo."""

    @property
    def folder(self) -> Path:
        """Where it stands."""

    @property
    def report(self) -> Report:
        """The report on the plan."""

    @property
    def drawn(self) -> DrawReport:
        """What was drawn."""

    @property
    def assigned(self) -> DrawReport:
        """Who goes where."""

    @property
    def verification(self) -> Verification:
        """The verification of the bundle."""


def demo_words() -> str:
    """Return the page that says what the folder holds and how to check the draw."""
    lines = [
        "双随机、一公开监管：演示",
        "",
        "数据全部虚构，抽取的用途为演示，非正式抽取；时钟和随机数都是固定的，每次运行结果相同。",
        "",
        "这里有：",
        *(f"  {name}：{words}" for name, words in CONTENTS),
        "",
        "复核这次抽取（任选一种）：",
        "  双击 复核抽取.html，把 抽取包 这个文件夹拖进去，再查一家企业",
        "  python3 verify_draw.py 抽取包",
        "  cd 抽取包 && sha256sum -c SHA256SUMS",
        "  shuangsuiji draw verify 抽取包",
        "",
        "试着改动 抽取包 中任何一个文件的一个字，再复核一次，看它指出哪一步对不上。",
        "",
    ]
    return "\n".join(lines)


def print_demo(demo: Demo, form: str) -> None:
    """Print the plan's findings, who was drawn, who goes there, whether it verifies, what to open next."""
    verified = demo.verification.verdict is Verdict.VERIFIED
    if form == "json":
        print(
            dump(
                {
                    "folder": str(demo.folder),
                    "plan": report_json(demo.report),
                    "draw": {**demo.drawn.record, "said": findings_json(demo.drawn.said)},
                    "assignment": {
                        **demo.assigned.record,
                        "said": findings_json(demo.assigned.said),
                    },
                    "verification": verification_json(demo.verification),
                }
            )
        )
        return
    out = console()
    say(out, "一、核查计划", "bold")
    print_plan(demo.report, out)
    say(out, "\n二、随机抽取", "bold")
    print_report(demo.drawn, form)
    say(out, "\n三、匹配检查人员", "bold")
    print_report(demo.assigned, form)
    say(out, "\n四、复核", "bold")
    print_verification(demo.verification, form)
    say(out, f"\n全部结果在 {demo.folder}", "bold")
    say(out, f"先看：{demo.folder / '说明.txt'}、{demo.folder / '核查报告.txt'}")
    say(out, f"再复核：python3 {demo.folder / 'verify_draw.py'} {demo.folder / '抽取包'}")
    if not verified:
        say(out, "复核没有通过", "bold red")

"""A plan of up to 100,000 lines checked under gaoqing, with every report: seconds, memory, curve, parts.

Each size is a process of its own, from the command line to the last file: text, JSON, HTML, the workbook
with remarks, SARIF. The plan is a workbook as a bureau writes one, a part of its lines with faults.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import xlsxwriter
from measure import finish, verdict
from plan_parts import REST

SIZES = (1_000, 3_000, 10_000, 30_000, 100_000)
SECONDS, MEMORY = 20.0, 1_000_000_000
STEADY, STEADY_FROM = 1.3, 1_000
"""How much longer a line may take in the largest plan than in one of 1,000, what every run needs apart."""
REPORTS = ("报告.txt", "报告.json", "报告.html", "批注.xlsx", "报告.sarif")
ONCE_FROM = 10_000
"""Above so many lines one run tells enough."""
SEVERAL = 5
"""Below, what other programs take from the processor's caches would drown what a line takes."""
ITEMS = 500
HEADER = (
    "序号", "计划编号", "抽查任务名称", "抽查事项", "责任科室", "抽查范围", "检查对象",
    "抽取方式", "抽查比例", "对象基数", "预估数量", "时间安排", "备注",
)  # fmt: skip
LIST_HEADER = (
    "事项编码", "抽查类别", "抽查事项", "事项类别", "检查对象", "检查方式", "检查主体", "检查依据",
    "抽查内容", "抽查比例上限",
)  # fmt: skip
SPANS = ("3-6月", "第二季度", "2026年9月1日至11月30日", "全年", "下半年", "7月—10月")
OFFICES = ("信用监管科", "价格监督检查科", "食品生产监管科", "计量标准科", "广告监管科")


def plan(path: Path, lines: int) -> None:
    """Write a plan; of each hundred lines one has no number, one is vague, one contradicts itself."""
    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    sheet = book.add_worksheet("年度计划")
    sheet.write_row(0, 0, ["某县市场监督管理局2026年度抽查工作计划"])
    sheet.write_row(1, 0, HEADER)
    for n in range(lines):
        ratio, base = 2 + n % 4, 40 + n % 900
        count: str | int | None = -(-base * ratio // 100)
        if n % 100 == 17:
            count = None
        elif n % 100 == 41:
            count = "若干"
        elif n % 100 == 73:
            count = base
        row = (
            n + 1, f"GQ-2026-{n + 1:06}", f"第{n + 1}项抽查", f"事项{n % ITEMS}的检查",
            OFFICES[n % 5], f"全县第{n % 37}类经营主体", "企业、个体工商户", "不定向", f"{ratio}%", base,
            count, SPANS[n % 6], "按计划" if n % 3 else None,
        )  # fmt: skip
        sheet.write_row(n + 2, 0, row)
    book.close()


def items(path: Path) -> None:
    """Write the list of items."""
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("清单")
    sheet.write_row(0, 0, LIST_HEADER)
    for n in range(ITEMS):
        sort = "重点检查事项" if n % 4 == 0 else "一般检查事项"
        row = (
            f"A{n:04}", f"第{n % 20}类", f"事项{n}的检查", sort, "企业", "实地核查", "县局",
            f"某法第{n % 60 + 1}条", "各项内容", None if n % 4 == 0 else "5%",
        )  # fmt: skip
        sheet.write_row(n + 1, 0, row)
    book.close()


@dataclass(frozen=True)
class Run:
    """Seconds on the clock and of the processors, and the peak memory in bytes."""

    clock: float
    processor: float
    memory: int


def measured(command: list[str]) -> Run:
    """Return what a process of its own took."""
    start = time.perf_counter()
    child = os.posix_spawn(sys.executable, command, os.environ)
    _, status, usage = os.wait4(child, 0)
    clock = time.perf_counter() - start
    if os.waitstatus_to_exitcode(status) not in (0, 1, 4):
        sys.exit("the check itself failed")
    return Run(clock, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024)


def check(here: Path, lines: int, reports: list[str]) -> Run:
    """Return the best run on a plan of so many lines: of five, of a large plan the only one."""
    plan(here / "计划.xlsx", lines)
    runs = [checked(here, reports) for _ in range(1 if lines > ONCE_FROM else SEVERAL)]
    return min(runs, key=lambda run: run.processor)


def checked(here: Path, reports: list[str]) -> Run:
    """Check the plan in the folder, with the reports that are asked for."""
    program = "from shuangsuiji.cli import main; main()"
    return measured([sys.executable, "-c", program, *arguments(here, reports)])


def arguments(here: Path, reports: list[str]) -> list[str]:
    """Return the command line of the check."""
    outputs = [part for name in reports for part in ("-o", str(here / name))]
    return [
        "plan", "check", str(here / "计划.xlsx"), "--items", str(here / "清单.xlsx"),
        "--pack", "gaoqing", "--as-of", "2026-02-01", *outputs,
    ]  # fmt: skip


def print_parts(here: Path, reports: list[str]) -> None:
    """Check the plan in the folder once more, and print what share of the processor each part took."""
    seconds = here / "用时.json"
    program = str(Path(__file__).with_name("plan_parts.py"))
    run = measured([sys.executable, program, str(seconds), *arguments(here, reports)])
    parts = json.loads(seconds.read_text("utf-8"))
    parts[REST] += run.processor - sum(parts.values())  # before the clock starts, after it stops
    for part, used in sorted(parts.items(), key=lambda entry: -entry[1]):
        print(f"  {used / run.processor:6.1%}  {used:6.2f} 秒  {part}")


def main() -> None:
    """Measure and print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--lines", type=int, nargs="*", default=list(SIZES))
    asked.add_argument("--reports", nargs="*", default=list(REPORTS), choices=REPORTS)
    chosen = asked.parse_args()
    runs: dict[int, Run] = {}
    with tempfile.TemporaryDirectory() as scratch:
        here = Path(scratch)
        items(here / "清单.xlsx")
        start = check(here, 10, chosen.reports)
        print(f"10 行：{start.clock:.2f} 秒（处理器 {start.processor:.2f} 秒），是开头固定要用的")
        for lines in chosen.lines:
            run = runs[lines] = check(here, lines, chosen.reports)
            each = (run.processor - start.processor) / lines * 1000
            print(
                f"{lines} 行：{run.clock:.2f} 秒（处理器 {run.processor:.2f} 秒），"
                f"除去固定部分每千行 {each:.3f} 秒，内存至多 {run.memory / 1e6:.0f} MB",
                flush=True,
            )
        sizes = {name: (here / name).stat().st_size / 1e6 for name in chosen.reports}
        print("，".join(f"{name} {size:.1f} MB" for name, size in sizes.items()))
        print(f"{chosen.lines[-1]} 行的处理器时间，按部分（另一次运行）：")
        print_parts(here, chosen.reports)
    most, few = max(runs), min([n for n in runs if n >= STEADY_FROM] or runs)
    over = verdict(f"{most} 行的处理器时间 / {SECONDS:.0f} 秒", runs[most].processor / SECONDS, 1)
    over |= verdict("内存 / 1 GB", runs[most].memory / MEMORY, 1)
    each = [(runs[n].processor - start.processor) / n for n in (most, few)]
    over |= verdict(f"每行用时，{most} 行比 {few} 行", each[0] / each[1], STEADY)
    finish(over)


if __name__ == "__main__":
    main()

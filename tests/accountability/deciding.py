"""What tests of decide write and ask: a file of cases, the command, its record."""

import json
from pathlib import Path

from shuangsuiji.cli import run
from shuangsuiji.store import export_events, open_store

PLACES = Path(__file__).parents[2] / "jurisdictions"
DAY = ("--as-of", "2021-12-01")
HEAD = "- case: 甲案\n"
LATE = """
- case: 甲案
  person: 张某
  findings:
    - {fact: 造成不良后果, who: 李某, when: 2021-11-20, grounds: 调查报告}
    - {fact: 相关市场主体出现问题, value: 否, who: 李某, when: 2021-11-20, grounds: 调查报告}
  records:
    检查结果:
      - {检查对象: 某店, 现场检查: 是, 抽查任务完成日期: 2021-09-28, 公示日期: DAY}
"""


def decide(capsys, *arguments):
    code = run(["decide", *map(str, arguments)])
    out = capsys.readouterr()
    return code, out.out + out.err


def answer(capsys, *arguments):
    code, text = decide(capsys, *arguments, "-f", "json")
    return code, json.loads(text)


def verdicts(told):
    return [c["verdict"] for pack in told["packs"] for c in pack["cases"]]


def write(here, text, name="cases.yaml"):
    path = here / name
    path.write_text(text, "utf-8")
    return path


def events(here, store="台账.db"):
    with open_store(here / store) as opened:
        return [json.loads(line) for line in export_events(opened).splitlines()]


def record(capsys, *arguments):
    told = {
        "--store": "台账.db",
        "--decision": "追责",
        "--who": "赵某",
        "--on": "2021-12-05",
        "--grounds": "会议纪要〔2021〕9号",
    }
    given = dict(zip(map(str, arguments[::2]), map(str, arguments[1::2]), strict=True))
    return decide(capsys, "record", *[word for pair in (told | given).items() for word in pair])

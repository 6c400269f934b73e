"""How long packs take: a generated one of five hundred rules, read, resolved and linted; the five shipped ones.

Each measurement is a process of its own, from the first line of ours that runs: what a check waits for.
Importing the libraries is told apart.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from measure import finish, verdict

PACK = """\
id: made
title: 生成的规则包
code: "370000"
documents:
  - id: d
    title: 办法
    status: in_force
"""
RULE = """\
- id: r{n}
  kind: {kind}
  title: 第{n}条
  cite: [MM-{n}]
  modality: must
{keys}
  message: 不符合第{n}条
  fix: 改正
  cases:
{cases}
"""
CASE = "    - name: {name}\n      given: {{{given}}}\n      expect: {expect}\n"
KINDS = (
    (
        "required_fields",
        "  table: plan_line\n  fields: [scope]",
        (("写明", "scope: 全县", "pass"), ("空白", "", "fail"), ("读不出", "scope: unreadable", "unknown")),
    ),
    (
        "requirement",
        "  table: plan_line\n  when: mode = 'directed' AND estimated_count >= {n}\n"
        "  require: ratio <= 0.5 OR (base >= {n} AND NOT contains(partners, '甲'))",
        (
            ("不超过", "mode: directed, estimated_count: {n}, ratio: 50%", "pass"),
            ("超过", "mode: directed, estimated_count: {n}, ratio: 51%, base: 0", "fail"),
            ("不明", "mode: directed, estimated_count: {n}", "unknown"),
        ),
    ),
    (
        "frequency_cap",
        "  counts: inspections_in_year\n  cap: {n}",
        (
            ("正好", "inspections_in_year: {n}", "pass"),
            ("多了", "inspections_in_year: 1000", "fail"),
            ("不明", "", "unknown"),
        ),
    ),
    (
        "due_on",
        "  table: plan\n  when: title <> '{n}'\n  event: made_on\n"
        "  due:\n    - {{is: 01-31, from: 2020-01-01, cite: [MM-{n}]}}",
        (
            ("当日", "title: 甲, made_on: 2026-01-31", "pass"),
            ("次日", "title: 甲, made_on: 2026-02-01", "fail"),
            ("读不出", "title: 甲, made_on: unreadable", "unknown"),
        ),
    ),
    (
        "due_within",
        "  table: plan\n  after: made_on\n  event: published_on\n  within: {{workdays: 20}}",
        (
            ("当日", "made_on: 2021-09-28, published_on: 2021-11-01", "pass"),
            ("次日", "made_on: 2021-09-28, published_on: 2021-11-02", "fail"),
            ("读不出", "made_on: unreadable, published_on: 2021-11-02", "unknown"),
        ),
    ),
)  # fmt: skip
FAMILIES = ("plans", "ratios", "frequency", "deadlines", "duties")
TIMED = """
import json, sys, time
start = time.perf_counter()
from shuangsuiji.packs.resolve import load_pack
from shuangsuiji.workflow.packs import lint
imported = time.perf_counter()
names = sys.argv[2:]
rules = sum(len(load_pack(name).rules) for name in names)
loaded = time.perf_counter()
found = len(lint(names).findings) if sys.argv[1] == "lint" else 0
print(json.dumps({"imports": imported - start, "loads": loaded - imported,
  "lints": time.perf_counter() - loaded, "rules": rules, "findings": found}))
"""


def made(folder: Path, rules: int) -> None:
    """Write a pack of so many rules, of several kinds, each with three cases and a clause."""
    folder.mkdir()
    (folder / "pack.yaml").write_text(PACK, "utf-8")
    clauses = (
        f'- id: MM-{n}\n  document: d\n  place: 第{n}条\n  says: 第{n}条的要求\n  mark: "yes"\n'
        "  reading: duty\n  modality: must\n"
        for n in range(1, rules + 1)
    )
    (folder / "clauses.yaml").write_text("".join(clauses), "utf-8")
    texts: dict[str, list[str]] = {family: [] for family in FAMILIES}
    for n in range(1, rules + 1):
        kind, keys, cases = KINDS[n % len(KINDS)]
        shown = "".join(CASE.format(name=c, given=g.format(n=n), expect=e) for c, g, e in cases)
        written = RULE.format(n=n, kind=kind, keys=keys.format(n=n), cases=shown.rstrip("\n"))
        texts[FAMILIES[n % len(FAMILIES)]].append(written)
    for family, own in texts.items():
        (folder / f"{family}.yaml").write_text("".join(own), "utf-8")


def timed(how: str, *names: str) -> dict[str, float]:
    """Return the seconds of one process."""
    told = subprocess.run(
        [sys.executable, "-c", TIMED, how, *names], capture_output=True, check=True, text=True
    )
    return dict(json.loads(told.stdout))


def typical(runs: list[dict[str, float]], *names: str) -> float:
    """Return the median of the sum of some parts."""
    return statistics.median(sum(run[name] for name in names) for run in runs)


def main() -> None:
    """Measure and print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rules", type=int, default=500)
    asked.add_argument("--repeats", type=int, default=5)
    chosen = asked.parse_args()
    shipped = ("national", "shanghai", "guiyang", "chongqing", "gaoqing")
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "made"
        made(folder, chosen.rules)
        large, five = [], []
        for _ in range(chosen.repeats):
            large.append(timed("lint", str(folder)))
            five.append(timed("load", *shipped))
    print(f"{chosen.repeats} 次轮流，中位；引入库 {typical(large, 'imports'):.2f} 秒，不计")
    print(
        f"生成的规则包：{large[0]['rules']:.0f} 条规则，载入 {typical(large, 'loads'):.2f} 秒，"
        f"lint {typical(large, 'lints'):.2f} 秒（{large[0]['findings']:.0f} 个问题）"
    )
    print(f"五个规则包：{five[0]['rules']:.0f} 条规则，载入 {typical(five, 'loads'):.2f} 秒")
    over = verdict("生成的规则包 / 2 秒", typical(large, "loads", "lints") / 2, 1)
    over |= verdict("五个规则包 / 0.5 秒", typical(five, "loads") / 0.5, 1)
    finish(over)


if __name__ == "__main__":
    main()

"""What the worksheet of a case says, whether as a page or as a workbook."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Protocol

from shuangsuiji.findings import Finding
from shuangsuiji.report.case_words import MissingLine, Outcome, Run
from shuangsuiji.report.wording import cited, file_name, words

TITLE = "责任认定工作单"
CHOICES = ("追责", "免责", "不予追责", "退回补充")
"""The decisions that decide record takes."""
SIGNERS = ("承办人、日期", "审核人、日期", "批准人、日期")
HEADS = ("事实", "怎样补", "用于", "补上以后")
"""Over the missing facts as `gathered` gives them."""
MOST_PROBLEMS = 12
"""More on one page are counted: the page is for the decision."""
NOTE = "本单供有权的人作决定时参考，不代替决定。决定作出后，用 decide record 记入台账。"


class Worksheets(Protocol):
    """What workflow hands over of a run."""

    @property
    def as_of(self) -> date:
        """The day of the decision."""

    @property
    def runs(self) -> Sequence[Run]:
        """The cases under each pack."""

    @property
    def assumed(self) -> tuple[str, ...]:
        """The what-if, in words."""

    @property
    def engines(self) -> tuple[str, ...]:
        """Which engines decided."""

    @property
    def event(self) -> int:
        """The number of the run in the record."""


def about(report: Worksheets, run: Run, outcome: Outcome) -> Iterator[tuple[str, str]]:
    """Yield what a worksheet says at its head: label and value."""
    yield "人员", outcome.case.person or "（未写）"
    yield "单位", outcome.case.unit or "（未写）"
    yield "规则包", f"{run.pack.title}（{run.pack.id}）"
    yield "按哪一天看", str(report.as_of)
    yield "台账编号", f"第 {report.event} 号"
    yield "推算", "两个程序各推一遍，结果一致" if len(report.engines) > 1 else "只有一个程序"


def gathered(missing: Iterable[MissingLine]) -> Iterator[tuple[str, str, str, str]]:
    """Yield the missing facts as rows; those of which the same is to be said stand in one."""
    groups: dict[tuple[str, str, str], list[str]] = {}
    for each in missing:
        groups.setdefault((each.who, each.waits, each.effect), []).append(each.label)
    for (who, waits, effect), labels in groups.items():
        yield "、".join(labels), who, waits, effect


def problem_lines(findings: Sequence[Finding]) -> Iterator[str]:
    """Yield findings in a line each: where, what, by which law, what would do; of many, the first."""
    for finding in findings[:MOST_PROBLEMS]:
        told = words(finding)
        said = "；".join(part for part in (told.title, told.what) if part)
        law = "".join(f"（{cited(c)}）" for c in finding.citations)
        remedy = f"。建议：{told.remedy}" if told.remedy else ""
        place = replace(finding.location, file=file_name(finding.location))
        yield f"{place}　{said}{law}{remedy}"
    if len(findings) > MOST_PROBLEMS:
        yield f"还有 {len(findings) - MOST_PROBLEMS} 处，见文字版和 JSON"

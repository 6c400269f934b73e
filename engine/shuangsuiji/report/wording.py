"""How a finding becomes words, once for text, HTML, workbooks and SARIF: verdict, what, why, remedy."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePath
from unicodedata import category

from shuangsuiji.findings import Citation, Finding, Location, Outcome, Severity
from shuangsuiji.report.sentences import SENTENCES, sentence

OUTCOMES = {
    Outcome.PASS: "符合",
    Outcome.FAIL: "不符合",
    Outcome.UNKNOWN: "无法判断",
    Outcome.MANUAL: "待人认定",
    Outcome.NOT_APPLICABLE: "不适用",
    Outcome.EXCEPTED: "属于例外",
}
SEVERITIES = {Severity.ERROR: "错误", Severity.WARNING: "提示", Severity.NOTE: "说明"}
MODALITIES = {"must": "应当", "in_principle": "原则上", "should": "宜"}
HEADINGS = ("错误", "提示", "无法判断", "待人认定", "属于例外", "不适用", "说明")
"""The verdicts in a word, the worst first."""
NOTHING = "没有发现问题"
_NOTHING_HIDDEN = re.compile(r"[\n -~·°×—‘’“”…、-〟一-鿿！-～℃㎡]*")
"""Texts of plain characters alone, as nearly all are: told at once."""


@dataclass(frozen=True, slots=True)
class Words:
    """A finding in words. `title` is the rule's, None for the engine's own remarks.

    `what` was found; `why` tells the grounds and limits of the verdict, a sentence each; `remedy` is what
    would do.
    """

    verdict: str
    title: str | None
    what: str | None
    why: tuple[str, ...]
    remedy: str | None


def words(finding: Finding) -> Words:
    """Return the words of a finding."""
    if finding.code in SENTENCES:
        what, remedy = sentence(finding)
        return Words(heading(finding), None, what, (), remedy)
    return Words(
        heading(finding),
        finding.title,
        finding.message or None,
        tuple(_why(finding)),
        finding.fix or None,
    )


def heading(finding: Finding) -> str:
    """Return the verdict in a word: how bad for a failure, the outcome for the rest."""
    if finding.outcome is Outcome.FAIL:
        return SEVERITIES[finding.severity]
    if finding.code in SENTENCES and finding.outcome is Outcome.NOT_APPLICABLE:
        return SEVERITIES[Severity.NOTE]
    return OUTCOMES[finding.outcome]


def worst(findings: Iterable[Finding]) -> str:
    """Return the worst verdict of several, in a word."""
    return min((heading(f) for f in findings), key=HEADINGS.index, default=NOTHING)


def is_verdict(finding: Finding) -> bool:
    """Tell whether a finding bears on the verdict; the others are explanations."""
    return finding.outcome in (Outcome.FAIL, Outcome.UNKNOWN, Outcome.MANUAL)


def summary(findings: Iterable[Finding]) -> str:
    """Return how many findings of each sort there are, in a sentence."""
    counts = Counter(heading(f) for f in findings)
    told = [f"{word} {counts[word]}" for word in HEADINGS if counts[word]]
    return "，".join(told) or NOTHING


def cited(citation: Citation) -> str:
    """Return a citation as people write it: clause id, document, place."""
    return f"{citation.clause} {citation.document}{citation.place}"


def at(location: Location) -> str:
    """Return the place within its file: sheet and cell, or line; nothing where the file is meant.

    >>> at(Location("/tmp/b.xlsx", sheet="计划", cell="D8")), at(Location("a.yaml", line=3))
    ('计划!D8', '第3行')
    """
    if location.cell is not None or location.sheet is not None:
        return "!".join(part for part in (location.sheet, location.cell) if part is not None)
    return f"第{location.line}行" if location.line is not None else ""


def file_name(location: Location) -> str:
    """Return the name of the file without its folders."""
    return PurePath(location.file).name


def plain(text: str) -> str:
    r"""Return the text without control and direction characters, which cells may hold.

    >>> plain("a\x1b[31mb")
    'a�[31mb'
    """
    if _NOTHING_HIDDEN.fullmatch(text):
        return text
    return "".join("�" if category(c) in ("Cc", "Cf") and c != "\n" else c for c in text)


def _why(finding: Finding) -> Iterator[str]:
    if finding.draft:
        yield "依据是征求意见稿，只作提示"
    if finding.doubt:
        yield f"存疑，只作提示：{finding.doubt}"
    if finding.provisional:
        yield "期限是暂定的：其中有还没有公布放假安排的年份"
    if finding.missing:
        yield f"要判断还缺：{'、'.join(_missing(finding))}"
    if finding.exceptions:
        beneath = OUTCOMES[finding.underneath] if finding.underneath else ""
        yield f"例外：{'、'.join(finding.exceptions)}；若无例外则为{beneath}"
    for claim in finding.claims:
        said = "，".join(part for part in (claim.who, claim.when) if part)
        place = f"{file_name(claim.location)} {at(claim.location)}".strip()
        yield f"{claim.fact}：{claim.grounds}（{said}；见 {place}）"


def _missing(finding: Finding) -> list[str]:
    written = finding.written
    return [f"{m}（写作“{written[m]}”，定不下来）" if m in written else m for m in finding.missing]

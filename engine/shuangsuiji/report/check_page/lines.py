"""The verdict on each line: its worst finding, with a link to each."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from shuangsuiji.findings import Finding, Location
from shuangsuiji.report.by_line import ByLine, Line
from shuangsuiji.report.check_page.parts import Numbered, items, link, paragraph, place, verdict
from shuangsuiji.report.html import table, text
from shuangsuiji.report.wording import NOTHING, heading, is_verdict, words

MOST_LINES = 500
"""How many lines the page lists; of a long paper they are those with findings (see by_line)."""
MOST_OF_A_LINE = 12
SHORT, LONGEST = 14, 80
"""How long a name may be to stand on one line of its column, and to be told whole."""


def listed(told: ByLine) -> Sequence[tuple[str, Line]]:
    """Return the lines that the page lists, each with its anchor."""
    return [(f"r{n}", line) for n, line in enumerate(told.lines[:MOST_LINES], 1)]


def anchors(lines: Sequence[tuple[str, Line]]) -> Mapping[int, str]:
    """Return, by the number of a finding, the anchor of the line that it is on."""
    return {number: anchor for anchor, line in lines for number, _ in line.findings}


def by_lines(
    told: ByLine, lines: Sequence[tuple[str, Line]], home: Location, shown: Collection[int]
) -> Iterator[str]:
    """Yield the table of lines; findings that are `shown` in the page are linked."""
    yield from (paragraph(note, "soft") for note in _notes(told, lines))
    clean = "没有列出问题" if told.cut else NOTHING
    rows = (
        [
            f'<span id="{anchor}" class="{"name" if len(line.key) <= SHORT else ""}">{text(line.key)}</span>',
            place(line.location, home),
            text(_shortened(line.name)),
            verdict(line.verdict if line.findings else clean),
            _findings(line.findings, shown),
        ]
        for anchor, line in lines
    )
    if any(line.name for _, line in lines):
        yield table((told.label, "位置", "名称", "结论", "问题"), rows)
    else:
        kept = ([first, spot, *rest] for first, spot, _, *rest in rows)
        yield table((told.label, "位置", "结论", "问题"), kept)


def _shortened(name: str) -> str:
    return name if len(name) <= LONGEST else f"{name[:LONGEST]}…"


def _findings(findings: Sequence[Numbered], shown: Collection[int]) -> str:
    """Return the findings as a list; what would read the same stands once."""
    told: dict[tuple[str, str], int] = {}
    for number, finding in findings:
        told.setdefault((_short(finding), heading(finding)), number)
    lines = [
        f"{link(f'f{n}', said) if n in shown else text(said)}<small>（{text(word)}）</small>"
        for (said, word), n in told.items()
    ]
    more = len(lines) - MOST_OF_A_LINE
    beside = [f"还有{more}处"] if more > 0 else []
    return items([*lines[:MOST_OF_A_LINE], *beside], sort="plain") if lines else ""


def _short(finding: Finding) -> str:
    told = words(finding)
    cell = finding.location.cell
    return f"{f'{cell}　' if cell else ''}{told.title or told.what or finding.code}"


def _notes(told: ByLine, lines: Sequence[tuple[str, Line]]) -> Iterator[str]:
    """Yield what the table does not list, and why a line without findings may have one."""
    more = told.rows - len(lines)
    if more:
        found = sum(1 for line in told.lines if line.findings)
        yield f"共{told.rows}行，{found}行有问题或说明，这里列出{len(lines)}行。"
    waiting = [f for _, f in told.whole if f.code == "check/table-missing"]
    if waiting:
        papers = "、".join(dict.fromkeys(str(f.params["paper"]) for f in waiting))
        yield f"没有交来{papers}，依靠它的规则没有计入逐行的结论。"
    whole = {f.code for _, f in told.whole if is_verdict(f) and "column" in f.params}
    if whole:
        yield f"表中缺列的{len(whole)}个问题涉及许多行，没有计入逐行的结论，见“还不能判断的”和“按条款的问题”。"
    if told.cut:
        yield "有的规则涉及的行太多，只列出前面的；这里没有列出问题的行，也可能有同样的问题。"

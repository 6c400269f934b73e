"""Findings become remarks: what a cell's comment says, and the lines of the sheet of findings."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from shuangsuiji.findings import Finding, Location
from shuangsuiji.report.annotate.cells import Place, place_of
from shuangsuiji.report.annotate.plainsheet import MOST_ROWS, Cell, Line, PlainSheet, link_to
from shuangsuiji.report.wording import (
    HEADINGS,
    at,
    cited,
    file_name,
    heading,
    is_verdict,
    summary,
    words,
)

SHEET = "核查结果"
HEADER = ("序号", "结论", "位置", "对象", "依据", "问题", "为什么、还缺什么", "建议", "规则")
WIDTHS = (6, 10, 16, 22, 26, 44, 36, 36, 28)
MOST_IN_A_CELL = 8
"""Findings told in one comment; the sheet of findings has the rest."""


@dataclass(frozen=True, slots=True)
class Remark:
    """What is said at a cell: the worst verdict, which gives the colour, and the words."""

    verdict: str
    words: str


@dataclass(frozen=True, slots=True)
class Paper:
    """The paper that gets the remarks: its file, and where its places stand in the workbook.

    `sheets` tells the sheet by the name that a place gives, where it is another; `cells` the cell of a
    place that gives none, on the sheet of no name.
    """

    file: str
    sheets: Mapping[str | None, str] = field(default_factory=dict)
    cells: Mapping[Location, str] = field(default_factory=dict)

    def stands(self, place: Location) -> tuple[str, str | None] | None:
        """Return the sheet and the cell where a place stands, if it stands in the workbook."""
        sheet = self.sheets.get(place.sheet, place.sheet)
        if place.file != self.file or sheet is None:
            return None
        return sheet, place.cell or self.cells.get(place)


def remarks(findings: Iterable[Finding], paper: Paper) -> Mapping[str, Mapping[Place, Remark]]:
    """Return what is said at each cell of the paper, by sheet."""
    found: dict[str, dict[Place, list[Finding]]] = {}
    for finding in findings:
        sheet, cell = paper.stands(finding.location) or ("", None)
        if cell is not None:
            found.setdefault(sheet, {}).setdefault(place_of(cell), []).append(finding)
    return {
        sheet: {place: joined([_remark(f) for f in told]) for place, told in cells.items()}
        for sheet, cells in found.items()
    }


def joined(told: Sequence[Remark]) -> Remark:
    """Return several remarks on a cell as one, the worst first."""
    order = sorted(told, key=lambda r: HEADINGS.index(r.verdict))
    shown = [r.words for r in order[:MOST_IN_A_CELL]]
    if len(order) > MOST_IN_A_CELL:
        shown.append(f"还有{len(order) - MOST_IN_A_CELL}条，见工作表“{SHEET}”")
    return Remark(order[0].verdict, "\n\n".join(shown))


def _remark(finding: Finding) -> Remark:
    told = words(finding)
    lines = [f"【{told.verdict}】{told.title or told.what or ''}"]
    lines += [told.what] if told.title and told.what else []
    lines += told.why
    if finding.citations:
        lines.append("依据：" + "；".join(map(cited, finding.citations)))
    if told.remedy:
        lines.append(f"建议：{told.remedy}")
    return Remark(told.verdict, "\n".join(lines))


def findings_sheet(
    findings: Sequence[Finding], paper: Paper, above: Sequence[str], notes: Sequence[str]
) -> PlainSheet:
    """Return the sheet of all findings: what bears on the verdict first, explanations after it."""
    ordered = [f for f in findings if is_verdict(f)] + [f for f in findings if not is_verdict(f)]
    return PlainSheet(
        name=SHEET,
        widths=WIDTHS,
        above=[*above, f"合计：{summary(findings)}", *notes],
        header=HEADER,
        lines=_lines(ordered[:MOST_ROWS], paper),
    )


def _lines(findings: Iterable[Finding], paper: Paper) -> Iterator[Line]:
    for number, finding in enumerate(findings, 1):
        yield [Cell(str(number)), *finding_cells(finding, paper)]


def finding_cells(finding: Finding, paper: Paper) -> list[Cell]:
    """Return the cells that tell a finding, with a link to where it stands."""
    told = words(finding)
    what = "\n".join(part for part in (told.title, told.what) if part)
    return [
        Cell(heading(finding), heading(finding)),
        _where(finding, paper),
        Cell(finding.about.key if finding.about else ""),
        Cell("\n".join(map(cited, finding.citations))),
        Cell(what),
        Cell("\n".join(told.why)),
        Cell(told.remedy or ""),
        Cell(finding.code),
    ]


def _where(finding: Finding, paper: Paper) -> Cell:
    place, stands = finding.location, paper.stands(finding.location)
    name = "" if place.file == paper.file else file_name(place)
    told = " ".join(part for part in (name, at(place)) if part) or "整份文件"
    if stands is None:
        return Cell(told)
    return Cell(told, "link", link_to(stands[0], stands[1] or "A1"))

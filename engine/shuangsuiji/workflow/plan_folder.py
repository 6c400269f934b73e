"""A folder of plans: which file is whose plan, list, register or findings, and what is left aside."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from shuangsuiji.findings import Finding, Location, Refusal, problem, refuse, why_not_opened
from shuangsuiji.workflow.checks import note

TABLES = (".xlsx", ".xlsm", ".xls", ".csv", ".yaml", ".yml")
DOCUMENTS = (".docx", ".json")
"""Much else is written so: taken only where the name tells what the file is."""
REGISTERS = (*TABLES, ".parquet", ".csv.gz", ".csv.zst")


class Paper(StrEnum):
    """What a file is taken for, by its name."""

    PLAN = "年度计划"
    FINDINGS = "认定表"
    PEOPLE = "人员、专家名录库"
    ITEMS = "抽查事项清单"
    REGISTER = "检查对象名录库"


WORDS: Mapping[Paper, tuple[str, ...]] = {
    Paper.PLAN: ("计划", "plan"),
    Paper.FINDINGS: ("认定", "findings"),
    Paper.PEOPLE: ("人员", "专家", "人事", "inspector", "expert", "staff"),
    Paper.ITEMS: ("清单", "items"),
    Paper.REGISTER: ("名录", "register"),
}
"""The words that tell, the first that a name has."""


@dataclass(frozen=True, slots=True)
class DistrictPapers:
    """The papers of one district; `refused` tells why they cannot be checked, if they cannot."""

    folder: str | None
    plan: Path
    items: Path | None = None
    register: Path | None = None
    findings: Path | None = None
    refused: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanFolder:
    """What a folder holds: each district's papers, a list and a register for all, what is left aside."""

    path: Path
    districts: tuple[DistrictPapers, ...]
    items: Path | None
    register: Path | None
    left: tuple[Finding, ...]

    @property
    def files(self) -> tuple[Path, ...]:
        """All files that are read."""
        own = (f for d in self.districts for f in (d.plan, d.items, d.register, d.findings))
        return tuple(f for f in (self.items, self.register, *own) if f is not None)


def look_through(folder: Path, items: Path | None, register: Path | None) -> PlanFolder:
    """Return what the folder holds; a list and a register that are given go before those in it.

    Raises Refusal where it cannot be read, holds no plan, or several lists or registers for all.
    """
    given = {Paper.ITEMS: items, Paper.REGISTER: register}
    sorted_, left = _by_paper(_entries(folder))
    common: dict[Paper, Path | None] = dict(given)
    for paper, path in given.items():
        own = sorted_[paper]
        if path is not None:
            left += [note("plans/skipped-given", _at(p), paper=paper.value) for p in own]
        elif len(own) > 1:
            raise Refusal([_several(folder, paper, own)])
        elif own:
            common[paper] = own[0]
    left += [note("plans/skipped-findings", _at(p)) for p in sorted_[Paper.FINDINGS]]
    districts = [DistrictPapers(None, path) for path in sorted_[Paper.PLAN]]
    for inner in (p for p in _entries(folder) if p.is_dir()):
        found, aside = _sub_folder(inner)
        districts += [found] if found is not None else []
        left += aside
    if not districts:
        raise Refusal([problem("plans/none", _at(folder)), *left])
    return PlanFolder(
        folder, tuple(districts), common[Paper.ITEMS], common[Paper.REGISTER], tuple(left)
    )


def _entries(folder: Path) -> tuple[Path, ...]:
    """Return what lies in a folder, without hidden files and those that office programs lock with."""
    try:
        found = sorted(folder.iterdir(), key=lambda path: path.name)
    except OSError as error:
        raise refuse("forms/no-file", _at(folder), found=why_not_opened(error)) from error
    return tuple(p for p in found if not p.name.startswith((".", "~$")))


def _by_paper(entries: Iterable[Path]) -> tuple[dict[Paper, list[Path]], list[Finding]]:
    """Return the files by what they are taken for, and what is said of those left aside."""
    found: dict[Paper, list[Path]] = {paper: [] for paper in Paper}
    left: list[Finding] = []
    for path in entries:
        paper = _paper(path)
        if path.is_dir():
            continue
        endings = REGISTERS if paper is Paper.REGISTER else TABLES
        if path.name.lower().endswith(DOCUMENTS):
            if _told(path) is None:
                left.append(note("plans/skipped-document", _at(path)))
                continue
        elif not path.name.lower().endswith(endings):
            known = (*TABLES, *DOCUMENTS)
            left.append(note("plans/skipped-ending", _at(path), known=known))
            continue
        if paper is Paper.PEOPLE:
            left.append(note("plans/skipped-people", _at(path)))
        else:
            found[paper].append(path)
    return found, left


def _paper(path: Path) -> Paper:
    """Return what a file is taken for; one whose name tells nothing is a plan."""
    return _told(path) or Paper.PLAN


def _told(path: Path) -> Paper | None:
    name = path.name.casefold()
    return next((paper for paper, words in WORDS.items() if any(w in name for w in words)), None)


def _sub_folder(folder: Path) -> tuple[DistrictPapers | None, list[Finding]]:
    """Return a district's papers; None where the folder has none of them."""
    try:
        entries = _entries(folder)
    except Refusal as refusal:
        return DistrictPapers(folder.name, folder, refused=refusal.findings), []
    found, left = _by_paper(entries)
    left += [note("plans/skipped-folder", _at(p)) for p in entries if p.is_dir()]
    if not any(found.values()):
        return None, [*left, note("plans/skipped-empty", _at(folder))]
    named = [p for p in found[Paper.PLAN] if _told(p) is Paper.PLAN]
    if named:
        others = [p for p in found[Paper.PLAN] if p not in named]
        left += [note("plans/skipped-unnamed", _at(p), plan=named[0].name) for p in others]
        found[Paper.PLAN] = named
    refused = [_several(folder, paper, own) for paper, own in found.items() if len(own) > 1]
    refused += [] if found[Paper.PLAN] else [problem("plans/no-plan", _at(folder))]
    one = {paper: own[0] if own else None for paper, own in found.items()}
    papers = DistrictPapers(
        folder=folder.name,
        plan=one[Paper.PLAN] or folder,
        items=one[Paper.ITEMS],
        register=one[Paper.REGISTER],
        findings=one[Paper.FINDINGS],
        refused=tuple(refused),
    )
    return papers, left


def _several(folder: Path, paper: Paper, files: Sequence[Path]) -> Finding:
    names = tuple(path.name for path in files)
    return problem("plans/several-papers", _at(folder), paper=paper.value, files=names)


def _at(path: Path) -> Location:
    return Location(str(path))

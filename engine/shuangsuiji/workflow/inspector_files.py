"""Read inspectors, experts, recusals and leave from people's own files, for a draw to freeze."""

import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from types import MappingProxyType

from shuangsuiji.assignment.papers.doubled import doubled
from shuangsuiji.assignment.papers.inspector_remarks import about_people
from shuangsuiji.assignment.papers.people import Known, read_people
from shuangsuiji.assignment.papers.recusals import (
    Roll,
    ToldRecusal,
    own_recusals,
    resolved,
    told_absences,
    told_recusals,
    with_absences,
)
from shuangsuiji.assignment.records import Person, Recusal, Span
from shuangsuiji.findings import Finding, Location, Refusal, Severity, refuse
from shuangsuiji.forms.headers import find_header
from shuangsuiji.forms.labels import Labels
from shuangsuiji.forms.registers import header_grids
from shuangsuiji.forms.remarks import remark
from shuangsuiji.forms.sheets import DOCUMENTS, TEXTS, WORKBOOKS
from shuangsuiji.forms.tables import read_table
from shuangsuiji.forms.yamltable import TREES
from shuangsuiji.model.values import Table
from shuangsuiji.packs.rulepack import RulePack
from shuangsuiji.workflow.checks import forms_of
from shuangsuiji.workflow.duck import duck

FindTargets = Callable[[Collection[str]], Mapping[str, Sequence[str]]]
"""Finds targets as people write them (code or name): the ids in the registers that go by each text."""

WORDS = MappingProxyType(
    {
        "recusal": ("回避",),
        "absence": ("请假", "休假", "外出", "不在岗"),
        "expert": ("专家", "第三方", "辅助"),
        "inspector": ("执法", "检查人员", "人员名录", "人员库"),
    }
)
"""What the name of a sheet or file says of the table on it; where it says several, headers decide."""


FIRST = ("recusal", "absence", "inspector", "expert")
"""Which table a sheet holds where its headers fit several alike."""
PERSON = frozenset({"id", "name", "person_id", "person"})
"""The fields that name somebody: a table without one counts people, or is about something else."""
REGISTERS = ("inspector", "expert")
READ = (*WORKBOOKS, *DOCUMENTS, *TEXTS, *TREES)
"""The endings of files that are read whole."""
ABOUT_PEOPLE = frozenset(
    {"inspectors/certificate-contradicts", "inspectors/certificate-reversed", "inspectors/no-name"}
)
"""What is wrong with a person, beyond a cell that nobody can read."""


@dataclass(frozen=True, slots=True)
class Inspectors:
    """Whom a draw may freeze: people and recusals as inspectors.json has them, and the remarks.

    `known` holds what is not frozen (names, certificate numbers), by id; `notes` decide nothing here:
    what could not be used refuses. `told` are the recusals with their reasons.
    """

    people: tuple[Person, ...]
    recusals: tuple[Recusal, ...]
    notes: tuple[Finding, ...]
    known: Mapping[str, Known] = field(default_factory=dict)
    told: tuple[ToldRecusal, ...] = ()


def read_inspectors(
    paths: Sequence[Path],
    pack: RulePack,
    *,
    window: tuple[str, str] | None = None,
    regions: Collection[str] | None = None,
    find_targets: FindTargets | None = None,
) -> Inspectors:
    """Return the people of files (.xlsx, .xls, .docx, .csv, .yaml, .json); Refusal with all that is wrong.

    Each sheet is taken for what its name or headers tell: inspectors, experts, recusals, leave.
    `window` holds the first and the last day of the draw's lines: certificates are looked at on these
    days. `regions` are those of the targets. Without `find_targets` the recusals' targets are ids.
    """
    year = None if window is None else int(window[0][:4])
    tables = [table for path in paths for table in _tables(path, pack, year)]
    spec = pack.vocabulary.tables
    registers = [(t, spec[t.name]) for t in tables if t.name in REGISTERS]
    if not registers:
        raise refuse("inspectors/no-register", Location(str(paths[0])), found=_kinds(pack, tables))
    people = read_people(registers, year)
    problems = [*people.problems, *doubled(people.known)]
    roll = Roll(people.known)
    absences: dict[str, list[Span]] = {}
    told = list(own_recusals(people.known))
    for table in tables:
        if table.name == "absence":
            spans, wrong = told_absences(table, roll, year)
            problems += wrong
            for person, days in spans.items():
                absences.setdefault(person, []).extend(days)
        if table.name == "recusal":
            more, wrong = told_recusals(table, roll)
            told, problems = [*told, *more], [*problems, *wrong]
    found = None if find_targets is None else find_targets({one.target for one in told})
    recusals, wrong = resolved(told, found)
    known = sorted(with_absences(people.known, absences), key=lambda k: k.person.id)
    notes = [n for table in tables for n in table.notices]
    notes += [n for n in wrong if n.severity is not Severity.ERROR]
    notes += [remark("inspectors/left-out", p, found=who) for who, p in people.away]
    notes += about_people(known, window, regions)
    problems += [p for p in wrong if p.severity is Severity.ERROR]
    if not known and not problems:
        raise refuse("inspectors/nobody", Location(str(paths[0])))
    if problems:
        raise Refusal(_once(problems))
    return Inspectors(
        people=tuple(k.person for k in known),
        recusals=recusals,
        notes=tuple(_once(notes)),
        known={k.person.id: k for k in known},
        told=tuple(told),
    )


def faults_in(path: Path, table: str, pack: RulePack, day: date) -> tuple[Finding, ...]:
    """Return what keeps a register of people from a draw, as warnings of its check on a day.

    Cells that nobody can read are told by the check itself; large registers are not looked at.
    """
    if path.suffix.lower() not in READ:
        return ()
    spec = pack.vocabulary.tables[table]
    people = read_people([(read_table(path, table, spec, forms_of(pack, table)), spec)], None)
    found = [f for f in people.problems if f.code in ABOUT_PEOPLE]
    found += [*doubled(people.known), *about_people(people.known, (str(day), str(day)), None)]
    wanted = {
        *ABOUT_PEOPLE,
        "inspectors/twice",
        "inspectors/same-name",
        "inspectors/certificate-over",
    }
    return tuple(replace(f, severity=Severity.WARNING) for f in _once(found) if f.code in wanted)


def _tables(path: Path, pack: RulePack, year: int | None) -> Iterator[Table]:
    """Yield the tables of a file, each of the sheets that hold it."""
    spec = pack.vocabulary.tables
    labels = {name: Labels(name, spec[name], forms_of(pack, name)) for name in WORDS}
    sheets: dict[str, list[str | None]] = {}
    with duck([path]) as connection:
        grids = header_grids(connection, path)
    for grid in grids:
        fits = {
            name: len(header.fields)
            for name, known in labels.items()
            if (header := find_header(grid, known)) is not None
            and PERSON.intersection(f.name for f in header.fields.values())
        }
        title = f"{grid.sheet or ''} {path.stem if len(grids) == 1 else ''}"
        if table := _kind(title, fits):
            sheets.setdefault(table, []).append(grid.sheet)
    if not sheets:
        known_words = tuple(spec[name].label for name in WORDS)
        raise refuse("inspectors/unknown-file", Location(str(path)), known=known_words)
    for table, names in sheets.items():
        wanted = [name for name in names if name is not None]
        yield read_table(path, table, spec[table], forms_of(pack, table), year, wanted or None)


def _kind(title: str, fits: Mapping[str, int]) -> str | None:
    """Return the table that a sheet holds: as its name says, else the one most of its headers are of."""
    plain = unicodedata.normalize("NFKC", title)
    said = [t for t, words in WORDS.items() if t in fits and any(w in plain for w in words)]
    if len(said) == 1:
        return said[0]
    return max(fits, key=lambda name: (fits[name], -FIRST.index(name)), default=None)


def _kinds(pack: RulePack, tables: Iterable[Table]) -> tuple[str, ...]:
    labels = pack.vocabulary.tables
    return tuple(labels[t.name].label for t in tables)


def _once(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings without those that come again: several fields may read one cell."""
    seen: dict[tuple[object, ...], Finding] = {}
    for one in findings:
        seen.setdefault((one.code, one.location, tuple(one.params.items())), one)
    return list(seen.values())

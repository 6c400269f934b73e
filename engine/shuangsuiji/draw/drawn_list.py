"""A drawn list of another system (他系统抽取的名单), held against the registers that it says it is drawn from.

Who is on it that should not be, who is missing of what was asked. Whether chance decided, no list can show.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from shuangsuiji.draw.registers.cap import CAP_REACHED, OFF_FILTER
from shuangsuiji.draw.text import ELIGIBLE, folded
from shuangsuiji.findings import (
    About,
    Citation,
    Finding,
    Location,
    Modality,
    Outcome,
    Param,
    Severity,
)
from shuangsuiji.forms.remarks import named


@dataclass(frozen=True, slots=True)
class Listed:
    """A row of the list: the target, the line that it is said to be drawn for, its stratum, where it stands.

    `about` is what a person calls the row.
    """

    id: str
    line: str
    stratum: str
    place: Location
    about: About | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What a register says of a target: its stratum, why it may not be drawn, what is not known of it."""

    stratum: str
    status: str
    undecided: str | None


@dataclass(frozen=True, slots=True)
class Size:
    """How many a stratum (None: the whole line) should give, and how many it has to draw from.

    `least` and `most` include what chance and what is not known leave open; `asked` says what asks for
    it, empty where nothing does.
    """

    stratum: str | None
    least: int
    most: int
    eligible: int
    asked: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What a line asks: its sizes, the least pool, whether directed, and where it is written.

    `is_due`: the list should have this line; a plan has lines that others draw for.
    """

    line: str
    register: int
    sizes: tuple[Size, ...] = ()
    pool: int = 0
    lacks_condition: bool = False
    is_due: bool = True
    place: Location = field(default_factory=lambda: Location(""))


@dataclass(frozen=True, slots=True)
class Law:
    """The clauses behind the findings, and how strongly the cap on frequency binds."""

    selecting: tuple[Citation, ...] = ()
    quotas: tuple[Citation, ...] = ()
    strata: tuple[Citation, ...] = ()
    cap: tuple[Citation, ...] = ()
    cap_modality: Modality | None = None
    cap_severity: Severity = Severity.ERROR


@dataclass(frozen=True, slots=True)
class Registers:
    """The registers: what they say of the targets on the list, by number; what look-alikes they have."""

    known: Mapping[tuple[int, str], Standing]
    alike: Mapping[tuple[int, str], str]


def list_findings(
    rows: Sequence[Listed],
    asked: Sequence[Asked],
    registers: Registers,
    law: Law,
    words: Mapping[str, str],
) -> Iterator[Finding]:
    """Yield all that is wrong with a list, and all that is not known; `words` say why one may not be drawn."""
    by_line = {line.line: line for line in asked}
    yield from _rows(rows, by_line, registers, law, words)
    for line in asked:
        yield from _line(line, [row for row in rows if row.line == line.line], registers, law)


def _rows(
    rows: Sequence[Listed],
    by_line: Mapping[str, Asked],
    registers: Registers,
    law: Law,
    words: Mapping[str, str],
) -> Iterator[Finding]:
    first: dict[tuple[str, str], Listed] = {}
    for row in rows:
        found = partial(_found, about=row.about)
        if not row.id:
            yield found("drawn/no-id", row.place, {})
            continue
        before = first.setdefault((row.line, row.id), row)
        if before is not row:
            told = {"id": row.id, "line": row.line or "名单", "first": str(before.place)}
            yield found("drawn/twice", row.place, told, law.selecting)
            continue
        line = by_line.get(row.line)
        if line is None:
            known = {"line": row.line or "空白"}
            yield found("drawn/unknown-line", row.place, {**known, "lines": named(by_line)})
            continue
        standing = registers.known.get((line.register, row.id))
        if standing is None:
            alike = registers.alike.get((line.register, folded(row.id)), "")
            code = "drawn/alike" if alike else "drawn/not-in-register"
            yield found(code, row.place, {"id": row.id, "alike": alike}, law.selecting)
            continue
        yield from _standing(row, standing, law, words)


def _standing(row: Listed, told: Standing, law: Law, words: Mapping[str, str]) -> Iterator[Finding]:
    found = partial(_found, about=row.about)
    if row.stratum and row.stratum != told.stratum:
        differs = {"id": row.id, "found": row.stratum, "expected": told.stratum}
        yield found("drawn/other-stratum", row.place, differs, severity=Severity.WARNING)
    if told.status != ELIGIBLE:
        is_cap = told.status == CAP_REACHED
        reason = words.get(told.status, told.status)
        yield found(
            "drawn/not-eligible",
            row.place,
            {"id": row.id, "status": told.status, "reason": reason},
            law.cap if is_cap else law.selecting if told.status == OFF_FILTER else (),
            severity=law.cap_severity if is_cap else Severity.ERROR,
            modality=law.cap_modality if is_cap else None,
        )
    elif told.undecided is not None:
        reasons = tuple(words.get(r, r) for r in told.undecided.split("."))
        yield found(
            "drawn/undecided",
            row.place,
            {"id": row.id, "reasons": reasons},
            law.cap,
            outcome=Outcome.UNKNOWN,
            severity=Severity.WARNING,
        )


def _line(line: Asked, rows: Sequence[Listed], registers: Registers, law: Law) -> Iterator[Finding]:
    name = {"line": line.line}
    if line.lacks_condition:
        yield _found("drawn/no-condition", line.place, name, law.selecting)
    if not rows:
        if line.is_due:
            yield _found("drawn/nobody", line.place, name, law.selecting)
        return
    ids = {row.id for row in rows}
    told = [registers.known.get((line.register, id_)) for id_ in ids]
    drawn = Counter(standing.stratum for standing in told if standing is not None)
    for size in line.sizes:
        n = len(ids) if size.stratum is None else drawn[size.stratum]
        yield from _size(line, size, n, Location(rows[0].place.file), law)


def _size(line: Asked, size: Size, n: int, place: Location, law: Law) -> Iterator[Finding]:
    pool: dict[str, Param] = {
        "line": line.line or "名单",
        "stratum": size.stratum or "合计",
        "eligible": size.eligible,
    }
    if n == 0 and size.least > 0 and not size.asked:
        yield _found("drawn/none-of", place, pool, law.strata, severity=Severity.WARNING)
    elif n == 0 and size.least > 0:
        yield _found("drawn/left-out", place, {**pool, "asked": size.asked}, law.strata)
    elif not size.least <= n <= size.most:
        span = str(size.least) if size.least == size.most else f"{size.least}至{size.most}"
        told = {**pool, "n": n, "expected": span, "asked": size.asked}
        yield _found("drawn/number", place, told, law.quotas)
    if size.eligible < line.pool:
        told = {**pool, "least": line.pool}
        yield _found("drawn/small-pool", place, told, severity=Severity.WARNING)
    elif 0 < size.eligible <= n:
        yield _found("drawn/whole-pool", place, pool, severity=Severity.WARNING)


def not_shown(place: Location, rules: Iterable[str], cite: tuple[Citation, ...]) -> Finding:
    """Return what no list can show, said plainly, with the rules that ask for it."""
    return _found(
        "drawn/not-shown",
        place,
        {"rules": tuple(dict.fromkeys(rules))},
        cite,
        outcome=Outcome.NOT_APPLICABLE,
        severity=Severity.NOTE,
    )


def _found(
    code: str,
    place: Location,
    params: Mapping[str, Param],
    cite: tuple[Citation, ...] = (),
    *,
    outcome: Outcome = Outcome.FAIL,
    severity: Severity = Severity.ERROR,
    modality: Modality | None = None,
    about: About | None = None,
) -> Finding:
    return Finding(
        code=code,
        location=place,
        outcome=outcome,
        severity=severity,
        modality=modality,
        about=about,
        citations=cite,
        params=params,
    )

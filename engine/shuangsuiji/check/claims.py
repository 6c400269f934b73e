"""What a paper's own columns claim (主张): yes, with the grounds and the person, or it does not count."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from shuangsuiji.findings import Claim, Finding, problem
from shuangsuiji.model.values import BLANK, Fact, Row, Status, Table, says
from shuangsuiji.model.vocabulary import FieldSpec, TableSpec

REASON_COLUMN = "departure_reason"
"""The column in which a line gives its reason for departing from what holds in principle (原则上)."""
AUTHOR = "initiator"
"""Who speaks in a row where no column says who claims: the department whose row it is."""


def with_claims(spec: TableSpec, table: Table) -> tuple[Table, tuple[Finding, ...]]:
    """Return the table in which only what is claimed with grounds and a person is claimed.

    Grounds alone claim too, where they are the grounds of one thing only: an entry under 授权文件.
    """
    reader = _Reader(spec, table)
    if not reader.has_columns:
        return table, ()
    rows = tuple(replace(row, facts=reader.read(row)) for row in table.rows)
    columns = tuple(dict.fromkeys((*table.columns, *reader.claimed)))
    return replace(table, rows=rows, columns=columns), tuple(reader.problems)


class _Reader:
    """Reads the claims of a table's rows; `problems` are those that do not count."""

    def __init__(self, spec: TableSpec, table: Table) -> None:
        named = [f for f in spec.fields if f.grounds and _is_there(f, table.columns)]
        shared = Counter(f.grounds for f in spec.fields)
        self._fields = [(f, shared[f.grounds] == 1 and f.grounds != REASON_COLUMN) for f in named]
        self._reason = spec.by_name.get(REASON_COLUMN) if REASON_COLUMN in table.columns else None
        self._spec = spec
        self.claimed: dict[str, None] = {}
        self.problems: list[Finding] = []

    @property
    def has_columns(self) -> bool:
        """Whether the paper has any column in which something is claimed."""
        return bool(self._fields) or self._reason is not None

    def read(self, row: Row) -> dict[str, Fact]:
        facts = dict(row.facts)
        for spec, alone in self._fields:
            fact = facts.get(spec.name, BLANK)
            if fact.claim is None:
                facts[spec.name] = self._claimed(row, spec, fact, alone=alone)
                self.claimed[spec.name] = None
        if self._reason is not None:
            facts[REASON_COLUMN] = self._reasoned(row, self._reason)
        return facts

    def _claimed(self, row: Row, spec: FieldSpec, fact: Fact, *, alone: bool) -> Fact:
        grounds = row.facts.get(spec.grounds or "", BLANK)
        is_open = fact.status is not Status.VALUE
        if fact.value is False or (is_open and not (alone and _text(grounds))):
            return fact
        place = row.place((spec.grounds or "") if is_open else spec.name) or row.location
        claim = Claim(spec.label, self._who(row, spec), "", _text(grounds), place)
        if claim.grounds and claim.who:
            return replace(says(value=True, text=fact.text or "是", location=place), claim=claim)
        self.problems.append(self._not_counted(row, spec, claim))
        return Fact(Status.BLANK, None, fact.text, place)

    def _reasoned(self, row: Row, spec: FieldSpec) -> Fact:
        fact = row.facts.get(REASON_COLUMN, BLANK)
        if not _text(fact):
            return fact
        place = row.place(REASON_COLUMN) or row.location
        claim = Claim(spec.label, self._who(row, spec), "", _text(fact), place)
        if claim.who:
            return replace(fact, claim=claim)
        self.problems.append(self._not_counted(row, spec, claim))
        return fact

    def _not_counted(self, row: Row, spec: FieldSpec, claim: Claim) -> Finding:
        told = {"key": row.key, "fact": spec.label}
        if not claim.grounds:
            column = self._label(spec.grounds)
            return problem("claim/no-grounds", claim.location, **told, column=column)
        columns = tuple(c for c in (self._label(spec.by), self._label(AUTHOR)) if c)
        return problem("claim/no-person", claim.location, **told, columns=columns)

    def _label(self, name: str | None) -> str:
        known = self._spec.by_name.get(name or "")
        return known.label if known is not None else ""

    def _who(self, row: Row, spec: FieldSpec) -> str:
        """Return who claims: the column for it, else the department whose row it is."""
        told = (_text(row.facts.get(name, BLANK)) for name in (spec.by, AUTHOR) if name)
        return next((text for text in told if text), "")


def _is_there(spec: FieldSpec, columns: tuple[str, ...]) -> bool:
    return spec.name in columns or spec.grounds in columns


def _text(fact: Fact) -> str:
    return str(fact.value) if isinstance(fact.value, str) else ""


def claims_of(facts: Iterable[Fact]) -> tuple[Claim, ...]:
    """Return the claims that facts carry, each once."""
    return tuple(dict.fromkeys(f.claim for f in facts if f.claim is not None))

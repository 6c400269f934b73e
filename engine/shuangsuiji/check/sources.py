"""Where a missing fact comes from: the cell that a person could fill, behind copies and computed fields."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from shuangsuiji.check.tell import Teller
from shuangsuiji.model.values import Fact, Interval, Row, Status
from shuangsuiji.model.vocabulary import FieldSpec
from shuangsuiji.rules.derived import Derivation, derivation
from shuangsuiji.rules.evaluate import RowVerdict
from shuangsuiji.rules.expressions import Ref, refs
from shuangsuiji.rules.interpret import Env, effective, evaluate

MOST_ROWS = 50
"""How many rows behind one sum or count are asked for; the rest after these are answered."""
ReadRows = Callable[[str, Collection[str]], Mapping[int, Mapping[str, Fact]]]
"""Of a table and fields of it, what each row says, derived fields too."""


@dataclass(frozen=True, slots=True)
class Source:
    """A cell that could tell a fact: table, row, field. `same` says that its value is the fact's own.

    What is not `recordable` is told by an option, or mended on the paper.
    """

    table: str
    row: int
    spec: FieldSpec
    same: bool = True
    recordable: bool = True
    option: str = ""


@dataclass(slots=True)
class Sources:
    """Finds the sources of facts; `read` gives rows as they were evaluated."""

    teller: Teller
    read: ReadRows
    as_of: date
    _doubtful: dict[tuple[str, str], tuple[tuple[int, Mapping[str, Fact]], ...]] = field(
        default_factory=dict
    )
    _keys: dict[str, Counter[str]] = field(default_factory=dict)

    def keys(self, table: str) -> Counter[str]:
        """Return how many rows of a table are called by each key."""
        if table not in self._keys:
            rows = self.teller.papers.tables[table].rows
            self._keys[table] = Counter(row.key for row in rows)
        return self._keys[table]

    def of(self, verdict: RowVerdict, ref: Ref) -> tuple[Source, ...]:
        """Return the cells that could tell a missing fact of a verdict's row."""
        found = self._of(verdict.rule.table, verdict.row, ref.spec, verdict.facts)
        return tuple(dict.fromkeys(found))

    def _of(
        self, table: str, row: int, spec: FieldSpec, facts: Mapping[str, Fact]
    ) -> Iterator[Source]:
        known = self.teller.pack.vocabulary.tables[table].by_name.get(spec.name)
        if known is None:  # a setting that nobody has answered, a value that the pack does not give
            yield Source(table, row, spec, recordable=False)
        elif known.derived is not None:
            yield from self._behind(table, row, known, facts)
        elif known.made:
            yield from self._made(table, row, known)
        else:
            yield Source(table, row, known)

    def _made(self, table: str, row: int, spec: FieldSpec) -> Iterator[Source]:
        """Yield what a field that the engine made was made of."""
        subject = self.teller.subject
        if (table, spec.name) in subject.told:
            yield Source(table, row, spec)
            return
        copied = subject.copied.get(table)
        here = self.teller.index.get((table, row))
        other = None
        if copied is not None and here is not None:
            other = self._meeting(here, copied.table, copied.by)
        if copied is not None and other is not None:
            fields = self.teller.pack.vocabulary.tables[copied.table].by_name
            if spec.name in copied.fields:
                yield Source(copied.table, other.number, fields[spec.name])
                return
            if spec.name in copied.made:
                cell = fields[copied.made[spec.name]]
                is_empty = _is_open(cell, other.facts.get(cell.name))
                yield Source(copied.table, other.number, cell, same=False, recordable=is_empty)
                return
        yield Source(table, row, spec, recordable=False)

    def _meeting(self, here: Row, table: str, by: str) -> Row | None:
        wanted = here.facts.get(by)
        rows = self.teller.rows_by(self.teller.papers.tables[table], by)
        return rows.get(wanted.value) if wanted is not None else None

    def _behind(
        self, table: str, row: int, spec: FieldSpec, facts: Mapping[str, Fact]
    ) -> Iterator[Source]:
        """Yield the cells of other rows that leave a computed field open."""
        how = derivation(self.teller.pack.vocabulary, table, spec)
        if how.table not in self.teller.papers.tables:
            yield Source(table, row, spec, same=False, recordable=False)
            return
        here = self.teller.index.get((table, row))
        outer = Env({**(here.facts if here is not None else {}), **facts}, self.as_of)
        own = [r for r in refs(how.where) if r.outer and _is_open(r.spec, outer.facts.get(r.name))]
        if own:
            for ref in own:
                yield from (replace(s, same=False) for s in self._of(table, row, ref.spec, facts))
            return
        found = False
        for number, said in self._open_rows(table, spec, how):
            env = Env(said, self.as_of, outer)
            if evaluate(how.where, env) is False:
                continue
            for ref in _read_there(how):
                if _is_open(ref.spec, said.get(ref.name)):
                    found = True
                    for source in self._of(how.table, number, ref.spec, said):
                        same = source.same and how.operation == "lookup" and ref.spec == how.target
                        yield replace(source, same=same)
        if not found:
            yield Source(table, row, spec, same=False, recordable=False)

    def _open_rows(
        self, table: str, spec: FieldSpec, how: Derivation
    ) -> tuple[tuple[int, Mapping[str, Fact]], ...]:
        """Return the related rows of which something is open that the field is computed of."""
        mark = (table, spec.name)
        if mark not in self._doubtful:
            there = {r.name: r.spec for r in _read_there(how)}
            rows = self.read(how.table, tuple(there))
            held = [
                (number, said)
                for number, said in rows.items()
                if any(_is_open(s, said.get(n)) for n, s in there.items())
            ]
            self._doubtful[mark] = tuple(held[:MOST_ROWS])
        return self._doubtful[mark]


def _read_there(how: Derivation) -> tuple[Ref, ...]:
    there = [r for r in refs(how.where) if not r.outer]
    return tuple(dict.fromkeys([*there, *([Ref(how.target)] if how.target is not None else [])]))


def _is_open(spec: FieldSpec, fact: Fact | None) -> bool:
    known = effective(spec, fact)
    if isinstance(known.value, Interval):
        return not known.value.is_point
    return known.status is not Status.VALUE

"""The values of a field at which conditions change: about each constant, each word, and what is not known."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_FLOOR, Decimal

from shuangsuiji.model.dated import moved
from shuangsuiji.model.values import (
    BLANK,
    UNREADABLE,
    UNTOLD,
    ByClass,
    Fact,
    Interval,
    Ordered,
    Status,
    exactly,
    says,
)
from shuangsuiji.model.vocabulary import FieldSpec, FieldType
from shuangsuiji.rules.expressions import (
    Among,
    And,
    Arith,
    Atom,
    Condition,
    Const,
    Contains,
    Later,
    Like,
    Not,
    Or,
    Ref,
    Term,
    Truth,
    refs,
    terms_of,
)
from shuangsuiji.rules.interpret import Env, evaluate
from shuangsuiji.rules.lapse import Lapse

STRANGE = "网格外的词"
"""A word that no condition and no list has."""
BASES = (Decimal(0), Decimal(1), Decimal(2), Decimal(1000))
"""Numbers for fields that are multiplied: with the last, a ratio's step of 0.1 % makes one."""
REACH = 400
"""How many days back a limit may have begun that ends about the day."""

Atoms = tuple[Atom, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """For each field that some conditions read, the values to try; their product is the grid's rows."""

    fields: tuple[Ref, ...]
    values: tuple[tuple[Fact, ...], ...]

    @property
    def rows(self) -> int:
        """How many rows the grid has."""
        product = 1
        for values in self.values:
            product *= len(values)
        return product


def grid_of(conditions: Sequence[Condition], as_of: date) -> Grid:
    """Return the grid for all fields that the conditions read, without values that nothing tells apart."""
    atoms = tuple(dict.fromkeys(a for c in conditions for a in _atoms(c)))
    fields = tuple(dict.fromkeys(r for c in conditions for r in refs(c)))
    known = _Known(atoms, as_of)
    values = tuple(_told_apart(ref, known.values(ref.spec), atoms, as_of) for ref in fields)
    return Grid(fields, values)


def _told_apart(ref: Ref, values: Iterable[Fact], atoms: Atoms, as_of: date) -> tuple[Fact, ...]:
    """Return one value for each way in which the atoms that read this field alone can come out.

    Where an atom reads another field too, every value counts.
    """
    reading = [a for a in atoms if ref in refs(a)]
    if any(set(refs(a)) != {ref} for a in reading):
        return tuple(dict.fromkeys(values))
    found: dict[tuple[object, ...], Fact] = {}
    for value in values:
        env = Env({ref.name: value}, as_of)
        known = value.status is Status.VALUE and _is_point(value)
        found.setdefault((known, *(evaluate(a, env) for a in reading)), value)
    return tuple(found.values())


def _is_point(fact: Fact) -> bool:
    return not isinstance(fact.value, Interval) or fact.value.is_point


def _atoms(condition: Condition) -> Iterator[Atom]:
    match condition:
        case Not():
            yield from _atoms(condition.part)
        case And() | Or():
            for part in condition.parts:
                yield from _atoms(part)
        case Truth():
            return
        case _:
            yield condition


class _Known:
    """What the atoms mention: numbers, days, words, time limits; from it the values of each field."""

    def __init__(self, atoms: Atoms, as_of: date) -> None:
        terms = [t for a in atoms for top in terms_of(a) for t in _terms(top)]
        constants = [t.value for t in terms if isinstance(t, Const)]
        self.as_of = as_of
        self.atoms = atoms
        self.lapses = tuple(dict.fromkeys(t.lapse for t in terms if isinstance(t, Later)))
        self.days = [c for c in constants if isinstance(c, date)]
        self.words = [c for c in constants if isinstance(c, str)]
        numbers = [c for c in constants if isinstance(c, Decimal)]
        multiplied = any(isinstance(t, Arith) and t.op == "*" for t in terms)
        products = [n * base for n in numbers for base in BASES] if multiplied else []
        self.numbers = [*numbers, *products, *(BASES if multiplied else BASES[:3])]

    def values(self, spec: FieldSpec) -> Iterator[Fact]:
        """Yield the values of a field."""
        yield from (BLANK, UNREADABLE, UNTOLD)
        match spec.type:
            case FieldType.YES_NO:
                yield from (says(value=True), says(value=False))
            case FieldType.DATE:
                yield from _ordered(self._days())
            case FieldType.SPAN:
                yield Fact(Status.VALUE, Interval(self.as_of, moved(self.as_of, 1)))
            case FieldType.RATIO_BY_CLASS | FieldType.NUMBER_BY_CLASS:
                one = Interval(Decimal(1), Decimal(1))
                yield Fact(Status.VALUE, ByClass((("A", one),)))
            case FieldType.LIST:
                yield from (says(words) for words in self._lists())
            case FieldType.TEXT | FieldType.CHOICE:
                yield from (says(word) for word in self._words(spec))
            case _:
                yield from _ordered(self._numbers(spec))

    def _numbers(self, spec: FieldSpec) -> Iterator[Decimal]:
        """Yield numbers that the field can hold: a count is whole, none is below the field's least."""
        step = Decimal("0.001") if spec.type is FieldType.RATIO else Decimal(1)
        for number in self.numbers:
            near = number.to_integral_value(ROUND_FLOOR) if spec.type is FieldType.COUNT else number
            for value in (near - step, near, near + step):
                if spec.least is None or value >= spec.least:
                    yield value

    def _days(self) -> Iterator[date]:
        """Yield days about every day named, about the as-of day, and about the ends of time limits."""
        starts = {moved(self.as_of, -2), *(s for lapse in self.lapses for s in self._starts(lapse))}
        ends = {lapse.due(start) for lapse in self.lapses for start in starts}
        for day in (*self.days, self.as_of, *starts, *(e for e in ends if e is not None)):
            yield from (moved(day, -1), day, moved(day, 1))

    def _starts(self, lapse: Lapse) -> Iterator[date]:
        """Yield days whose limit ends on the as-of day, or just before or after it."""
        wanted = {moved(self.as_of, n) for n in (-1, 0, 1)}
        for n in range(REACH):
            start = moved(self.as_of, -n)
            if lapse.due(start) in wanted:
                yield start
                wanted -= {lapse.due(start) or start}

    def _words(self, spec: FieldSpec) -> Iterator[str]:
        yield from (c.value for c in spec.choices)
        if not spec.choices or spec.open:
            yield from (STRANGE, "甲")
            yield from self.words
        for atom in self.atoms:
            if isinstance(atom, Among):
                yield from (v for v in atom.values if spec.open or not spec.choices)
            if isinstance(atom, Like):
                yield atom.pattern.replace("%", "").replace("_", "甲")

    def _lists(self) -> Iterator[tuple[str, ...]]:
        members = tuple(dict.fromkeys(a.value for a in self.atoms if isinstance(a, Contains)))
        yield from ((), (STRANGE,), members)
        yield from ((m,) for m in members)
        yield from (tuple(m for m in members if m != out) for out in members)


def _ordered(found: Iterable[Ordered]) -> Iterator[Fact]:
    """Yield each number or day, and what is known only to be no less, or no more: atoms may share it."""
    for value in sorted(set(found)):
        yield exactly(value)
        yield Fact(Status.VALUE, Interval(value, None))
        yield Fact(Status.VALUE, Interval(None, value))


def _terms(term: Term) -> Iterator[Term]:
    yield term
    match term:
        case Arith():
            yield from _terms(term.left)
            yield from _terms(term.right)
        case Later():
            yield from _terms(term.start)

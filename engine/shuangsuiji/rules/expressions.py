"""Typed expressions: what a condition is once it has been read. Frozen, comparable, no text left."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from shuangsuiji.model.vocabulary import FieldSpec
from shuangsuiji.rules.lapse import Lapse

CompareOp = Literal["=", "<>", "<", "<=", ">", ">="]
ArithOp = Literal["+", "-", "*"]


@dataclass(frozen=True, slots=True)
class Const:
    """A number, a day, or a text."""

    value: Decimal | date | str


@dataclass(frozen=True, slots=True)
class Ref:
    """A field of the row; `outer` for `this.x` inside a derived field's where."""

    spec: FieldSpec
    outer: bool = False

    @property
    def name(self) -> str:
        """The field's name in the vocabulary."""
        return self.spec.name


@dataclass(frozen=True, slots=True)
class Arith:
    """Two numbers made one."""

    op: ArithOp
    left: "Term"
    right: "Term"


@dataclass(frozen=True, slots=True)
class Later:
    """The last day of a time limit that starts with a day."""

    start: "Term"
    lapse: Lapse


Term = Const | Ref | Arith | Later


@dataclass(frozen=True, slots=True)
class Compare:
    """Two terms compared: both ordered, or both text."""

    op: CompareOp
    left: Term
    right: Term


@dataclass(frozen=True, slots=True)
class Among:
    """A text field that is one of some texts."""

    field: Ref
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Like:
    """A text field that fits a pattern of % and _."""

    field: Ref
    pattern: str


@dataclass(frozen=True, slots=True)
class IsBlank:
    """Whether the paper says nothing there: a fact about the paper, known even if unreadable."""

    field: Ref


@dataclass(frozen=True, slots=True)
class Stated:
    """Whether the paper says something that can be read: blank is FALSE, unreadable is NULL."""

    field: Ref


@dataclass(frozen=True, slots=True)
class Known:
    """Whether anything readable is known there: FALSE for whatever else, never NULL."""

    field: Ref


@dataclass(frozen=True, slots=True)
class Contains:
    """A list field that holds a text."""

    field: Ref
    value: str


@dataclass(frozen=True, slots=True)
class Holds:
    """A yes/no field, as a condition."""

    field: Ref


@dataclass(frozen=True, slots=True)
class Truth:
    """TRUE, FALSE, or NULL written down."""

    value: bool | None


@dataclass(frozen=True, slots=True)
class Not:
    """The contrary."""

    part: "Condition"


@dataclass(frozen=True, slots=True)
class And:
    """All of the parts."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """One of the parts at least."""

    parts: tuple["Condition", ...]


Atom = Compare | Among | Like | IsBlank | Stated | Known | Contains | Holds | Truth
Condition = Atom | Not | And | Or
TRUE = Truth(value=True)
FALSE = Truth(value=False)


def both(*parts: Condition | None) -> Condition:
    """Return the conjunction of the parts that are there."""
    kept = tuple(p for p in parts if p is not None and p != TRUE)
    if not kept:
        return TRUE
    return kept[0] if len(kept) == 1 else And(kept)


def terms_of(atom: Atom) -> tuple[Term, ...]:
    """Return the terms that an atom speaks of."""
    match atom:
        case Compare():
            return (atom.left, atom.right)
        case Truth():
            return ()
        case _:
            return (atom.field,)


def refs(part: Condition | Term) -> Iterator[Ref]:
    """Yield every field that the expression reads, in order, repeats included."""
    match part:
        case Ref():
            yield part
        case Arith():
            yield from refs(part.left)
            yield from refs(part.right)
        case Later():
            yield from refs(part.start)
        case Not():
            yield from refs(part.part)
        case And() | Or():
            for p in part.parts:
                yield from refs(p)
        case Const():
            return
        case _:
            for term in terms_of(part):
                yield from refs(term)


def laters(part: Condition | Term) -> Iterator[Later]:
    """Yield every time limit that the expression speaks of."""
    match part:
        case Later():
            yield part
        case Arith():
            yield from laters(part.left)
            yield from laters(part.right)
        case Not():
            yield from laters(part.part)
        case And() | Or():
            for p in part.parts:
                yield from laters(p)
        case Const() | Ref():
            return
        case _:
            for term in terms_of(part):
                yield from laters(term)

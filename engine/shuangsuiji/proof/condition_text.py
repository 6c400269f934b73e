"""A typed condition back to the text that packs write: what reads it again gets the same condition."""

from datetime import date
from decimal import Decimal

from shuangsuiji.rules.answers import PREFIX
from shuangsuiji.rules.expressions import (
    Among,
    And,
    Arith,
    Compare,
    Condition,
    Const,
    Contains,
    Holds,
    IsBlank,
    Known,
    Later,
    Like,
    Not,
    Or,
    Ref,
    Stated,
    Term,
    Truth,
)


def text_of(condition: Condition) -> str:
    """Return the condition as a pack would write it."""
    match condition:
        case And():
            return " AND ".join(_part(p) for p in condition.parts)
        case Or():
            return " OR ".join(_part(p) for p in condition.parts)
        case Not(part=IsBlank() as blank):
            return f"{_name(blank.field)} IS NOT NULL"
        case Not():
            return f"NOT {_part(condition.part)}"
        case Truth():
            return "TRUE" if condition.value else "FALSE"
        case Compare():
            return f"{_term(condition.left)} {condition.op} {_term(condition.right)}"
        case _:
            return _atom(condition)


def _part(condition: Condition) -> str:
    compound = isinstance(condition, And | Or) or (
        isinstance(condition, Not) and not isinstance(condition.part, IsBlank)
    )
    return f"({text_of(condition)})" if compound else text_of(condition)


def _atom(atom: Among | Like | IsBlank | Stated | Known | Contains | Holds) -> str:
    name = _name(atom.field)
    match atom:
        case Among():
            return f"{name} IN ({', '.join(_quoted(v) for v in atom.values)})"
        case Like():
            return f"{name} LIKE {_quoted(atom.pattern)}"
        case IsBlank():
            return f"{name} IS NULL"
        case Stated():
            return f"stated({name})"
        case Contains():
            return f"contains({name}, {_quoted(atom.value)})"
        case Holds():
            return name
        case Known():
            raise AssertionError("packs cannot write known(x)")


def _term(term: Term) -> str:
    match term:
        case Const():
            return value_text(term.value)
        case Ref():
            return _name(term)
        case Arith():
            sides = (_side(term.left), _side(term.right))
            return f"{sides[0]} {term.op} {sides[1]}"
        case Later():
            raise AssertionError("packs cannot write a time limit in a condition")


def _side(term: Term) -> str:
    return f"({_term(term)})" if isinstance(term, Arith) else _term(term)


def value_text(value: Decimal | date | str) -> str:
    """Return a constant as conditions write it.

    >>> value_text(Decimal("0.050")), value_text(date(2026, 1, 31)), value_text("A类")
    ('0.05', "'2026-01-31'", "'A类'")
    """
    if isinstance(value, Decimal):
        return f"{value.normalize() + 0:f}"
    return _quoted(str(value))


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _name(ref: Ref) -> str:
    own = ref.name
    return f"setting.{own.removeprefix(PREFIX)}" if own.startswith(PREFIX) else own

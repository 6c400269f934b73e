"""Answered settings in a condition: the answer takes the place of `setting.x`, what it decides is decided."""

import re

from shuangsuiji.model.settings import Settings, SettingValue
from shuangsuiji.rules.expressions import (
    Among,
    And,
    Arith,
    Atom,
    Compare,
    Condition,
    Const,
    Contains,
    Holds,
    IsBlank,
    Known,
    Like,
    Not,
    Or,
    Ref,
    Stated,
    Term,
    Truth,
    terms_of,
)
from shuangsuiji.rules.interpret import NO_FACTS, evaluate, is_like

PREFIX = "setting__"


def read_settings(text: str) -> tuple[str, ...]:
    """Return the settings that a condition's text names, each once.

    >>> read_settings("ratio >= setting.high_ratio")
    ('high_ratio',)
    """
    return tuple(dict.fromkeys(re.findall(r"\bsetting\.([a-z][a-z0-9_]*)", text)))


def with_answers(condition: Condition, settings: Settings) -> Condition:
    """Return the condition with every answered setting put in; unset ones stay, and are never known."""
    match condition:
        case Not():
            return Not(with_answers(condition.part, settings))
        case And():
            return And(tuple(with_answers(p, settings) for p in condition.parts))
        case Or():
            return Or(tuple(with_answers(p, settings) for p in condition.parts))
        case Truth():
            return condition
        case _:
            return _atom(condition, settings)


def _atom(atom: Atom, settings: Settings) -> Condition:
    if isinstance(atom, Compare):
        left, right = _term(atom.left, settings), _term(atom.right, settings)
        if isinstance(left, Const) and isinstance(right, Const):
            return Truth(evaluate(Compare(atom.op, left, right), NO_FACTS))
        return Compare(atom.op, left, right)
    value = next((_answer(t, settings) for t in terms_of(atom) if isinstance(t, Ref)), None)
    return atom if value is None else _decided(atom, value)


def _decided(atom: Atom, value: SettingValue) -> Condition:
    match atom:
        case Holds():
            return Truth(value is True)
        case Among():
            return Truth(value in atom.values)
        case IsBlank():
            return Truth(value=False)
        case Stated() | Known():
            return Truth(value=True)
        case Like():
            return Truth(is_like(str(value), atom.pattern))
        case Contains() | Compare() | Truth():
            return atom


def _term(term: Term, settings: Settings) -> Term:
    match term:
        case Ref():
            value = _answer(term, settings)
            return term if value is None or isinstance(value, bool) else Const(value)
        case Arith():
            return Arith(term.op, _term(term.left, settings), _term(term.right, settings))
        case _:
            return term


def _answer(ref: Ref, settings: Settings) -> SettingValue | None:
    if not ref.name.startswith(PREFIX):
        return None
    return settings.value(ref.name.removeprefix(PREFIX))

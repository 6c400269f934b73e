"""The plain twin of the SQL: one row, one condition, TRUE, FALSE or NULL, and which facts are missing.

`pack test` runs a pack's cases here; a plan's undecided rows are explained here. tests/ hold the two
evaluations against each other.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from shuangsuiji.model.values import (
    BLANK,
    UNTOLD,
    Fact,
    Interval,
    Ordered,
    Status,
    says,
)
from shuangsuiji.model.vocabulary import FieldKind, FieldSpec
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
    refs,
    terms_of,
)
from shuangsuiji.rules.intervals import ANYTHING, COMPARISONS, Kleene, minus, plus, times

NOT_SAID = says(value=False)


@dataclass(frozen=True, slots=True)
class Env:
    """What one row says; `outer` is the row that a derived field is computed for."""

    facts: Mapping[str, Fact]
    as_of: date
    outer: "Env | None" = None

    def fact(self, ref: Ref) -> Fact:
        """Return the fact that the reference means, by the kind of its field."""
        if ref.outer:
            assert self.outer is not None, "conditions allow this. only in derived fields"
            return self.outer.fact(Ref(ref.spec))
        return effective(ref.spec, self.facts.get(ref.name))

    def interval(self, ref: Ref) -> Interval:
        """Return what is known of a number or day."""
        fact = self.fact(ref)
        if isinstance(fact.value, Interval):
            return _from_least(ref.spec, fact.value)
        if fact.status is Status.BLANK and ref.spec.kind is FieldKind.EVENT:
            return Interval(self.as_of, None, lo_open=True)  # not by the as-of date
        return Interval(ref.spec.least, None) if _is_number_at_least(ref.spec, fact) else ANYTHING


NO_FACTS = Env({}, date.min)
"""Of nothing: what it decides is decided whatever a row says."""


def _from_least(spec: FieldSpec, known: Interval) -> Interval:
    """Return a bound without a lower end as one from the field's least value."""
    if known.lo is not None or spec.least is None:
        return known
    return Interval(spec.least, known.hi, hi_open=known.hi_open)


def _is_number_at_least(spec: FieldSpec, fact: Fact) -> bool:
    return spec.least is not None and fact.status is not Status.UNTOLD


def effective(spec: FieldSpec, fact: Fact | None) -> Fact:
    """Return what a cell means for its kind of field; None is a column that was not on the paper."""
    if spec.kind is FieldKind.INVOKED and (fact is None or fact.status is not Status.VALUE):
        return NOT_SAID
    if spec.kind is FieldKind.JUDGEMENT and (fact is None or fact.status is Status.BLANK):
        return UNTOLD
    if fact is None:
        return UNTOLD if spec.kind is FieldKind.EVENT else BLANK
    return fact


def evaluate(condition: Condition, env: Env) -> Kleene:
    """Return TRUE, FALSE or NULL by three-valued logic."""
    match condition:
        case Truth():
            return condition.value
        case Not():
            return negate(evaluate(condition.part, env))
        case And():
            return kleene_and(evaluate(p, env) for p in condition.parts)
        case Or():
            return negate(kleene_and(negate(evaluate(p, env)) for p in condition.parts))
        case IsBlank():
            return _is_blank(env.fact(condition.field))
        case Stated():
            return _is_stated(env.fact(condition.field))
        case Known():
            return env.fact(condition.field).status is Status.VALUE
        case Compare():
            return _compare(condition, env)
        case Holds() | Among() | Like() | Contains():
            return _says(condition, env.fact(condition.field))


def negate(value: Kleene) -> Kleene:
    """Return NOT value."""
    return None if value is None else not value


def kleene_and(values: Iterator[Kleene]) -> Kleene:
    """Return the conjunction: FALSE beats NULL."""
    found: Kleene = True
    for value in values:
        if value is False:
            return False
        found = None if value is None else found
    return found


def _is_blank(fact: Fact) -> Kleene:
    return None if fact.status is Status.UNTOLD else fact.status is Status.BLANK


def _is_stated(fact: Fact) -> Kleene:
    if fact.value == ():  # 无: the list says that there is none
        return False
    return {Status.VALUE: True, Status.BLANK: False}.get(fact.status)


def _says(atom: Holds | Among | Like | Contains, fact: Fact) -> Kleene:
    if fact.value is None or (isinstance(atom, Among) and _is_strange(atom.field.spec, fact)):
        return None
    match atom:
        case Holds():
            return bool(fact.value)
        case Among():
            return fact.value in atom.values
        case Like():
            return is_like(str(fact.value), atom.pattern)
        case Contains():
            assert isinstance(fact.value, tuple), "conditions let contains read only lists"
            return atom.value in fact.value


def is_like(text: str, pattern: str) -> bool:
    """Return whether a text fits: `%` is any run, `_` any one character; never more than n × m steps."""
    at = mark = 0
    star = -1
    spot = 0
    while at < len(text):
        if mark < len(pattern) and pattern[mark] == "%":
            star, spot, mark = mark, at, mark + 1
        elif mark < len(pattern) and pattern[mark] in ("_", text[at]):
            at, mark = at + 1, mark + 1
        elif star >= 0:
            spot, at, mark = spot + 1, spot + 1, star + 1
        else:
            return False
    return pattern[mark:].strip("%") == ""


def _compare(atom: Compare, env: Env) -> Kleene:
    if _is_textual(atom.left) or _is_textual(atom.right):
        a, b = _text(atom.left, env), _text(atom.right, env)
        return None if a is None or b is None else (a == b) == (atom.op == "=")
    return COMPARISONS[atom.op](interval(atom.left, env), interval(atom.right, env))


def _is_textual(term: Term) -> bool:
    if isinstance(term, Const):
        return isinstance(term.value, str)
    return isinstance(term, Ref) and term.spec.type.is_text


def _text(term: Term, env: Env) -> str | None:
    if isinstance(term, Const):
        return str(term.value)
    assert isinstance(term, Ref), "texts are not computed with"
    fact = env.fact(term)
    known = isinstance(fact.value, str) and not _is_strange(term.spec, fact)
    return str(fact.value) if known else None


def _is_strange(spec: FieldSpec, fact: Fact) -> bool:
    """Whether a cell holds a word that an open list does not have: it may mean any of the list's."""
    return (
        bool(spec.open_words) and isinstance(fact.value, str) and fact.value not in spec.open_words
    )


def interval(term: Term, env: Env) -> Interval:
    """Return what is known of a number or day that a term stands for."""
    match term:
        case Const():
            assert not isinstance(term.value, str), "texts are compared as texts"
            return Interval(term.value, term.value)
        case Ref():
            return env.interval(term)
        case Arith():
            operation = {"+": plus, "-": minus, "*": times}[term.op]
            return operation(interval(term.left, env), interval(term.right, env))
        case Later():
            start = interval(term.start, env)
            return Interval(_due(term, start.lo), _due(term, start.hi))


def _due(term: Later, start: Ordered | None) -> date | None:
    return term.lapse.due(start) if isinstance(start, date) else None


def missing(condition: Condition, env: Env) -> tuple[Ref, ...]:
    """Return the facts that could still decide a NULL condition, in the order in which it reads them.

    These are the missing facts of every NULL atom all of whose enclosing parts are NULL: exact where
    no fact occurs twice, otherwise more than needed, never fewer.
    """
    return tuple(dict.fromkeys(_missing(condition, env)))


def _missing(condition: Condition, env: Env) -> Iterator[Ref]:
    if evaluate(condition, env) is not None:
        return
    match condition:
        case Not():
            yield from _missing(condition.part, env)
        case And() | Or():
            for part in condition.parts:
                yield from _missing(part, env)
        case _:
            for term in terms_of(condition):
                yield from (r for r in refs(term) if not _is_known(r, env))


def _is_known(ref: Ref, env: Env) -> bool:
    fact = env.fact(ref)
    if isinstance(fact.value, Interval):
        return fact.value.is_point
    return fact.status is Status.VALUE and not _is_strange(ref.spec, fact)

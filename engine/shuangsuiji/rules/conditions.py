"""A condition's text to a typed expression: sqlglot parses, an allow-list and the vocabulary decide.

This is the only file that sees sqlglot. What is refused, and why each refusal exists, is told in
rulesets/README.md (条件). Positions are offsets in the text; callers turn them into line and column.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache

import sqlglot
from sqlglot import expressions as sg
from sqlglot.errors import ParseError, TokenError

from shuangsuiji.model.dated import read_day
from shuangsuiji.model.settings import Settings
from shuangsuiji.model.vocabulary import FieldSpec, FieldType, TableSpec
from shuangsuiji.rules.answers import with_answers
from shuangsuiji.rules.expressions import (
    Among,
    And,
    Arith,
    ArithOp,
    Compare,
    CompareOp,
    Condition,
    Const,
    Contains,
    Holds,
    IsBlank,
    Later,
    Like,
    Not,
    Or,
    Ref,
    Stated,
    Term,
    Truth,
)
from shuangsuiji.rules.scan import ConditionError, scan
from shuangsuiji.yamlfile import nearest

MOST_NESTING = 30
LARGEST, PLACES = Decimal(10) ** 9, 9
"""What DECIMAL(18,9) holds: a number beyond it would be rounded, or stop the query."""
COMPARE: dict[type, CompareOp] = {
    sg.EQ: "=",
    sg.NEQ: "<>",
    sg.LT: "<",
    sg.LTE: "<=",
    sg.GT: ">",
    sg.GTE: ">=",
}
TURNED: dict[CompareOp, CompareOp] = {
    "=": "=",
    "<>": "<>",
    "<": ">",
    "<=": ">=",
    ">": "<",
    ">=": "<=",
}
ARITH: dict[type, ArithOp] = {sg.Add: "+", sg.Sub: "-", sg.Mul: "*"}


@dataclass(frozen=True, slots=True)
class Scope:
    """What a condition may name: the row's fields, `this.x` in a derived field, `setting.x` in a rule."""

    table: TableSpec
    this: TableSpec | None = None
    settings: Settings = field(default_factory=Settings)


def read_condition(text: str, scope: Scope) -> Condition:
    """Return the condition. Raises ConditionError, whose params name what would do."""
    return with_answers(_condition(_parsed(text), scope, 0), scope.settings)


@lru_cache(maxsize=4096)
def _parsed(text: str) -> sg.Expr:
    """Return sqlglot's tree of a text; kept, since a rule is expanded again for every day and case."""
    scan(text)
    try:
        return sqlglot.parse_one(text, dialect="duckdb")
    except (ParseError, TokenError) as error:
        raise ConditionError(
            "condition/syntax", _offset_of(error, text), found=text.strip()
        ) from error
    except RecursionError as error:
        raise ConditionError("condition/too-deep", 0, limit=MOST_NESTING) from error


def _offset_of(error: ParseError | TokenError, text: str) -> int:
    details = getattr(error, "errors", None) or [{}]
    line, end = details[0].get("line"), details[0].get("col")
    if not isinstance(line, int) or not isinstance(end, int):
        return 0
    before = sum(len(part) + 1 for part in text.split("\n")[: line - 1])
    return max(0, before + end - len(str(details[0].get("highlight") or "")))


def _offset(node: sg.Expr) -> int:
    starts = [int(n.meta["start"]) for n in node.walk() if "start" in n.meta]
    return min(starts, default=0)


def _condition(node: sg.Expr, scope: Scope, depth: int) -> Condition:
    if depth > MOST_NESTING:
        raise ConditionError("condition/too-deep", _offset(node), limit=MOST_NESTING)
    match node:
        case sg.Paren():
            return _condition(node.this, scope, depth + 1)
        case sg.And():
            return And(_flat(And, tuple(_condition(n, scope, depth) for n in node.flatten())))
        case sg.Or():
            return Or(_flat(Or, tuple(_condition(n, scope, depth) for n in node.flatten())))
        case sg.Not():
            return Not(_condition(node.this, scope, depth + 1))
        case sg.Boolean():
            return Truth(bool(node.this))
        case sg.Column():
            return _holds(node, scope)
        case _:
            return _atom(node, scope)


def _flat(kind: type[And | Or], parts: tuple[Condition, ...]) -> tuple[Condition, ...]:
    return tuple(q for p in parts for q in (p.parts if isinstance(p, kind) else (p,)))


def _atom(node: sg.Expr, scope: Scope) -> Condition:
    if type(node) in COMPARE:
        return _compare(COMPARE[type(node)], node.this, node.expression, scope)
    match node:
        case sg.Between() if not node.args.get("symmetric"):
            low = _compare(">=", node.this, node.args["low"], scope)
            high = _compare("<=", node.this, node.args["high"], scope)
            return And((low, high))
        case sg.In() if node.args.get("query") is None and node.args.get("unnest") is None:
            return _among(node, scope)
        case sg.Is() if isinstance(node.expression, sg.Null):
            return IsBlank(_field(node.this, scope))
        case sg.Is() if _is_not_null(node):
            return Not(IsBlank(_field(node.this, scope)))
        case sg.Like() if isinstance(node.expression, sg.Literal) and not node.args.get("escape"):
            like = Like(_text_field(node.this, scope), str(node.expression.this))
            return Not(like) if node.args.get("negate") else like
    return _function(node, scope)


def _is_not_null(node: sg.Is) -> bool:
    return isinstance(node.expression, sg.Not) and isinstance(node.expression.this, sg.Null)


def _function(node: sg.Expr, scope: Scope) -> Condition:
    name, arguments = _call(node)
    if name == "contains" and len(arguments) == 2:  # noqa: PLR2004  (a list and a text)
        field = _field(arguments[0], scope)
        if field.spec.type is not FieldType.LIST or not isinstance(arguments[1], sg.Literal):
            raise ConditionError("condition/contains", _offset(node), found=field.spec.label)
        return Contains(field, _choice(field.spec, str(arguments[1].this), _offset(arguments[1])))
    if name == "stated" and len(arguments) == 1:
        return Stated(_field(arguments[0], scope))
    raise ConditionError("condition/not-allowed", _offset(node), found=_shown(node))


def _call(node: sg.Expr) -> tuple[str, list[sg.Expr]]:
    if isinstance(node, sg.Anonymous):
        return str(node.this).lower(), list(node.expressions)
    if isinstance(node, sg.Contains | sg.ArrayContains):
        return "contains", [node.this, node.expression]
    return "", []


def _shown(node: sg.Expr) -> str:
    if node.find(sg.Select):
        return "子查询"
    return node.sql(dialect="duckdb")[:60]


def _holds(node: sg.Column, scope: Scope) -> Condition:
    field = _field(node, scope)
    if field.spec.type is not FieldType.YES_NO:
        raise ConditionError("condition/not-yes-no", _offset(node), found=field.spec.label)
    return Holds(field)


def _field(node: sg.Expr, scope: Scope) -> Ref:
    if not isinstance(node, sg.Column) or not isinstance(node.this, sg.Identifier):
        raise ConditionError("condition/field-expected", _offset(node), found=_shown(node))
    owner, name = node.table, node.name
    if owner == "setting":
        return _setting(name, node, scope)
    if owner not in ("", "this") or (owner == "this" and scope.this is None):
        raise ConditionError("condition/not-allowed", _offset(node), found=f"{owner}.{name}")
    table = scope.this if owner == "this" and scope.this else scope.table
    spec = table.find(name)
    if spec is None:
        known = [*table.by_name, *table.by_label]
        close = nearest(name, known)
        would = close if close in known else ""
        raise ConditionError(
            "condition/unknown-field", _offset(node), found=name, table=table.label, nearest=would
        )
    return Ref(spec, outer=owner == "this")


def _setting(name: str, node: sg.Expr, scope: Scope) -> Ref:
    known = scope.settings.registry
    if name not in known:
        close = nearest(name, list(known))
        raise ConditionError("condition/unknown-setting", _offset(node), found=name, nearest=close)
    return Ref(known[name].field)


def _text_field(node: sg.Expr, scope: Scope) -> Ref:
    field = _field(node, scope)
    if not field.spec.type.is_text:
        raise ConditionError("condition/not-text", _offset(node), found=field.spec.label)
    return field


def _among(node: sg.In, scope: Scope) -> Condition:
    field = _field(node.this, scope)
    if not node.expressions or not all(isinstance(e, sg.Literal) for e in node.expressions):
        raise ConditionError("condition/not-allowed", _offset(node), found=_shown(node))
    if field.spec.type.is_text and all(e.is_string for e in node.expressions):
        values = tuple(_choice(field.spec, str(e.this), _offset(e)) for e in node.expressions)
        return Among(field, values)
    return Or(tuple(_compare("=", node.this, e, scope) for e in node.expressions))


def _compare(op: CompareOp, left: sg.Expr, right: sg.Expr, scope: Scope) -> Condition:
    for side, other in ((left, right), (right, left)):
        if isinstance(side, sg.Boolean):
            would = (
                other.sql(dialect="duckdb") if side.this else f"NOT {other.sql(dialect='duckdb')}"
            )
            found = f"{left.sql(dialect='duckdb')} {op} {right.sql(dialect='duckdb')}"
            raise ConditionError("condition/yes-no", _offset(left), found=found, would=would)
    a, b = _term(left, scope), _term(right, scope)
    if isinstance(a, Const) and not isinstance(b, Const):
        a, b, op = b, a, TURNED[op]
    b = _literal_for(a, b, _offset(right))
    kinds = {_kind(a, left), _kind(b, right)}
    if len(kinds) != 1 or not kinds <= {"number", "date", "text"}:
        raise ConditionError("condition/types", _offset(left), found=f"{_name(a)} {op} {_name(b)}")
    if kinds == {"text"} and op not in ("=", "<>"):
        raise ConditionError("condition/types", _offset(left), found=f"{_name(a)} {op} {_name(b)}")
    return Compare(op, a, b)


def _literal_for(a: Term, b: Term, offset: int) -> Term:
    """Read a quoted literal as what the other side is: a day, or a word of the field's list."""
    if not (isinstance(a, Ref) and isinstance(b, Const) and isinstance(b.value, str)):
        return b
    if a.spec.type is FieldType.DATE:
        try:
            return Const(read_day(b.value))
        except ValueError as error:
            raise ConditionError("condition/date", offset, found=b.value) from error
    return Const(_choice(a.spec, b.value, offset))


def _choice(spec: FieldSpec, word: str, offset: int) -> str:
    if spec.type is not FieldType.CHOICE or not spec.choices:
        return word
    listed = spec.listed(word)
    if listed is not None or spec.open:
        return listed or word
    known = [c.value for c in spec.choices]
    raise ConditionError(
        "condition/unknown-choice",
        offset,
        found=word,
        field=spec.label,
        nearest=nearest(word, known),
    )


def _kind(term: Term, node: sg.Expr) -> str:
    match term:
        case Const():
            return {str: "text", date: "date"}.get(type(term.value), "number")
        case Ref():
            kind = term.spec.type
            return "number" if kind.is_number else "text" if kind.is_text else str(kind.value)
        case Arith():
            for side in (term.left, term.right):
                if _kind(side, node) != "number":
                    raise ConditionError("condition/types", _offset(node), found=_shown(node))
            return "number"
        case Later():
            return "date"


def _name(term: Term) -> str:
    return term.spec.label if isinstance(term, Ref) else str(getattr(term, "value", "…"))


def _term(node: sg.Expr, scope: Scope, depth: int = 0) -> Term:
    if depth > MOST_NESTING:
        raise ConditionError("condition/too-deep", _offset(node), limit=MOST_NESTING)
    if type(node) in ARITH:
        left, right = _term(node.this, scope, depth + 1), _term(node.expression, scope, depth + 1)
        return _product(Arith(ARITH[type(node)], left, right), node)
    match node:
        case sg.Paren():
            return _term(node.this, scope, depth + 1)
        case sg.Neg() if isinstance(node.this, sg.Literal) and not node.this.is_string:
            return Const(-_number(node.this))
        case sg.Literal():
            return Const(str(node.this) if node.is_string else _number(node))
        case sg.Column():
            return _field(node, scope)
    raise ConditionError("condition/not-allowed", _offset(node), found=_shown(node))


def _number(node: sg.Expr) -> Decimal:
    """Return a number of at most nine digits before and nine after the point, as columns hold them."""
    number = Decimal(str(node.this))
    if abs(number) >= LARGEST or number != round(number, PLACES):
        raise ConditionError("condition/number", _offset(node), found=str(node.this))
    return number


def _product(term: Arith, node: sg.Expr) -> Arith:
    """Allow a product of a number and a term, or of two fields that are never negative."""
    if term.op != "*":
        return term
    sides = (term.left, term.right)
    if any(isinstance(s, Arith) for s in sides) or all(isinstance(s, Const) for s in sides):
        raise ConditionError("condition/product", _offset(node), found=_shown(node))
    if any(isinstance(s, Const) for s in sides):
        return term
    if all(isinstance(s, Ref) and s.spec.least is not None and s.spec.least >= 0 for s in sides):
        return term
    raise ConditionError("condition/product", _offset(node), found=_shown(node))

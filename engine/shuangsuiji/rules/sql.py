"""Expressions to DuckDB SQL: three-valued booleans, and (lo, hi) pairs where numbers are bounds.

A column of a loaded table is written as rules/columns.py says. A column that has no blanks, bounds or
unreadable cells costs nothing extra: the comparison is written as it stands.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from shuangsuiji.model.values import Interval, Ordered
from shuangsuiji.model.vocabulary import FieldKind, FieldSpec, FieldType
from shuangsuiji.rules.columns import Columns
from shuangsuiji.rules.expressions import (
    Among,
    And,
    Arith,
    Compare,
    CompareOp,
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
from shuangsuiji.rules.intervals import COMPARISONS

DECIMAL = "DECIMAL(18,9)"
SQL_TYPES = {
    FieldType.YES_NO: "BOOLEAN",
    FieldType.LIST: "VARCHAR[]",
    FieldType.DATE: "DATE",
    FieldType.COUNT: DECIMAL,
    FieldType.NUMBER: DECIMAL,
    FieldType.RATIO: DECIMAL,
}


@dataclass(frozen=True, slots=True)
class Bounds:
    """SQL texts of an interval; NULL is no bound. `plain` when lo and hi are one known value or NULL-free."""

    lo: str
    hi: str
    lo_open: str = "FALSE"
    hi_open: str = "FALSE"

    @property
    def is_plain(self) -> bool:
        """Whether the interval is always one known value."""
        return self.lo == self.hi


@dataclass(frozen=True, slots=True)
class Compiler:
    """Writes SQL for the rows of one table; `outer` for the row that a derived field is for."""

    columns: Columns
    as_of: date
    alias: str = ""
    outer: "Compiler | None" = None

    def condition(self, part: Condition) -> str:
        """Return the SQL boolean."""
        match part:
            case Truth():
                return "NULL::BOOLEAN" if part.value is None else str(part.value).upper()
            case Not():
                return f"(NOT {self.condition(part.part)})"
            case And():
                return "(" + " AND ".join(self.condition(p) for p in part.parts) + ")"
            case Or():
                return "(" + " OR ".join(self.condition(p) for p in part.parts) + ")"
            case Compare():
                return self._compare(part)
            case IsBlank():
                return self.state(part.field, blank="TRUE", value="FALSE", unreadable="FALSE")
            case Stated():
                return self.state(
                    part.field, blank="FALSE", value=self._some(part.field), unreadable="NULL"
                )
            case Known():
                told = self.state(part.field, blank="FALSE", value="TRUE", unreadable="FALSE")
                return f"coalesce({told}, FALSE)"
            case Holds():
                return self.value(part.field)
            case Among():
                return f"({self._word(part.field)} IN ({', '.join(map(quote, part.values))}))"
            case Like():
                return f"({self.value(part.field)} LIKE {quote(part.pattern)})"
            case Contains():
                return f"list_contains({self.value(part.field)}, {quote(part.value)})"

    def _of(self, ref: Ref) -> "Compiler":
        if not ref.outer:
            return self
        assert self.outer is not None, "conditions allow this. only in derived fields"
        return self.outer

    def column(self, name: str) -> str:
        """Return the quoted column, with the table's alias."""
        quoted = '"' + name + '"'
        return f"{self.alias}.{quoted}" if self.alias else quoted

    def value(self, ref: Ref) -> str:
        """Return the value of a field that is not compared by size; NULL if not known."""
        of, spec = self._of(ref), ref.spec
        if spec.name not in of.columns:
            if spec.kind is FieldKind.INVOKED:
                return "FALSE"
            return f"NULL::{SQL_TYPES.get(spec.type, 'VARCHAR')}"
        column = of.column(spec.name)
        return f"coalesce({column}, FALSE)" if spec.kind is FieldKind.INVOKED else column

    def state(
        self, ref: Ref, *, blank: str, value: str, unreadable: str, untold: str = "NULL::BOOLEAN"
    ) -> str:
        """Return SQL that is one of four texts by what the cell says."""
        of, spec = self._of(ref), ref.spec
        if spec.kind is FieldKind.INVOKED:
            return value
        if spec.name not in of.columns:
            return untold if spec.kind in (FieldKind.EVENT, FieldKind.JUDGEMENT) else blank
        if spec.kind is FieldKind.JUDGEMENT:
            blank = untold
        column, form = of.column(spec.name), of.columns[spec.name]
        if form.state:
            state = of.column(spec.name + "__s")
            cases = f"WHEN 0 THEN {value} WHEN 1 THEN {blank} WHEN 2 THEN {unreadable}"
            return f"(CASE {state} {cases} ELSE {untold} END)"
        empty = f"{column} IS NULL"
        if (blank, value) == ("FALSE", "TRUE") and not form.bounds:
            return f"({column} IS NOT NULL)"
        if form.bounds:
            lo, hi = of.column(spec.name + "__lo"), of.column(spec.name + "__hi")
            empty = f"{empty} AND {lo} IS NULL AND {hi} IS NULL"
        return f"(CASE WHEN {empty} THEN {blank} ELSE {value} END)"

    def _compare(self, atom: Compare) -> str:
        texts = [t for t in (atom.left, atom.right) if _is_textual(t)]
        if texts:
            return f"({self._text(atom.left)} {atom.op} {self._text(atom.right)})"
        if isinstance(atom.left, Ref) and isinstance(atom.right, Const):
            column = self._blank_is_open(atom.left, atom.op, atom.right)
            if column is not None:
                return f"({column} {atom.op} {literal(atom.right.value)})"
        return compare(atom.op, self.bounds(atom.left), self.bounds(atom.right))

    def _blank_is_open(self, ref: Ref, op: CompareOp, limit: Const) -> str | None:
        """Return the column where a blank, which SQL leaves NULL, decides nothing by its least value."""
        of, spec = self._of(ref), ref.spec
        form = of.columns.get(spec.name)
        if form is None or form.state or form.bounds or spec.kind is FieldKind.EVENT:
            return None
        assert not isinstance(limit.value, str), "texts are compared as texts"
        least = Interval(spec.least, None)
        decided = COMPARISONS[op](least, Interval(limit.value, limit.value))
        return of.column(spec.name) if decided is None else None

    def _text(self, term: Term) -> str:
        if isinstance(term, Const):
            return literal(term.value)
        assert isinstance(term, Ref), "texts are not computed with"
        return self._word(term)

    def _some(self, ref: Ref) -> str:
        """Return whether a cell that says something names something: an empty list (无) does not."""
        if ref.spec.type is not FieldType.LIST or ref.spec.name not in self._of(ref).columns:
            return "TRUE"
        return f"(len({self.value(ref)}) > 0)"

    def _word(self, ref: Ref) -> str:
        """Return a text as it is compared: NULL for a word that an open list does not have."""
        value, words = self.value(ref), ref.spec.open_words
        if not words:
            return value
        return f"(CASE WHEN {value} IN ({', '.join(map(quote, words))}) THEN {value} END)"

    def bounds(self, term: Term) -> Bounds:
        """Return the interval of a number or day."""
        match term:
            case Const():
                return Bounds(literal(term.value), literal(term.value))
            case Ref():
                return self._of(term).field_bounds(term.spec)
            case Arith():
                return _arith(term, self.bounds(term.left), self.bounds(term.right))
            case Later():
                return _later(term, self.bounds(term.start))

    def field_bounds(self, spec: FieldSpec) -> Bounds:
        """Return the interval of a field: its value, its bounds, or what a blank leaves open."""
        null = f"NULL::{SQL_TYPES[spec.type]}"
        least = null if spec.least is None else literal(spec.least)
        if spec.name not in self.columns:
            return Bounds(null if spec.kind is FieldKind.EVENT else least, null)
        form, column = self.columns[spec.name], self.column(spec.name)
        if not (form.blanks or form.state or form.bounds):
            return Bounds(column, column)
        lo = self.column(spec.name + "__lo") if form.bounds else column
        hi = self.column(spec.name + "__hi") if form.bounds else column
        lo_open = self.column(spec.name + "__lo_open") if form.bounds else "FALSE"
        hi_open = self.column(spec.name + "__hi_open") if form.bounds else "FALSE"
        if spec.kind is FieldKind.EVENT:
            blank = self.state(Ref(spec), blank="TRUE", value="FALSE", unreadable="FALSE")
            lo = f"(CASE WHEN {blank} THEN {literal(self.as_of)} ELSE {lo} END)"
            return Bounds(lo, hi, f"({blank} OR coalesce({lo_open}, FALSE))", _flag(hi_open))
        if spec.least is not None:
            told = f"{self.column(spec.name + '__s')} = 3" if form.state else "FALSE"
            lo = f"(CASE WHEN {told} OR {lo} IS NOT NULL THEN {lo} ELSE {least} END)"
        return Bounds(lo, hi, _flag(lo_open), _flag(hi_open))


def _flag(sql: str) -> str:
    return sql if sql == "FALSE" else f"coalesce({sql}, FALSE)"


def _is_textual(term: Term) -> bool:
    if isinstance(term, Const):
        return isinstance(term.value, str)
    return isinstance(term, Ref) and term.spec.type.is_text


def literal(value: Ordered | str) -> str:
    """Return a number, day or text as SQL."""
    if isinstance(value, Decimal):
        return f"{value:f}::{DECIMAL}"
    if isinstance(value, date):
        return f"DATE '{value.isoformat()}'"
    return quote(value)


def quote(text: str) -> str:
    """Return the text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def compare(op: CompareOp, a: Bounds, b: Bounds) -> str:
    """Return the comparison of two intervals: TRUE, FALSE, or NULL where either could be."""
    if a.is_plain and b.is_plain:
        return f"({a.lo} {op} {b.lo})"
    match op:
        case ">=":
            return _case(_surely_at_least(a, b), _surely_above(b, a))
        case ">":
            return _case(_surely_above(a, b), _surely_at_least(b, a))
        case "<=":
            return compare(">=", b, a)
        case "<":
            return compare(">", b, a)
        case "=":
            return _case(_one_value(a, b), _apart(a, b))
        case "<>":
            return _case(_apart(a, b), _one_value(a, b))


def _case(true: str, false: str) -> str:
    return f"(CASE WHEN {true} THEN TRUE WHEN {false} THEN FALSE END)"


def _surely_at_least(a: Bounds, b: Bounds) -> str:
    return f"{a.lo} >= {b.hi}"


def _surely_above(a: Bounds, b: Bounds) -> str:
    strict = f"{a.lo} > {b.hi}"
    opens = [o for o in (a.lo_open, b.hi_open) if o != "FALSE"]
    return f"({strict} OR ({a.lo} = {b.hi} AND ({' OR '.join(opens)})))" if opens else strict


def _one_value(a: Bounds, b: Bounds) -> str:
    return f"({a.lo} = {a.hi} AND {b.lo} = {b.hi} AND {a.lo} = {b.lo})"


def _apart(a: Bounds, b: Bounds) -> str:
    return f"({_surely_above(a, b)} OR {_surely_above(b, a)})"


def _later(term: Later, start: Bounds) -> Bounds:
    lo = _due(term, start.lo)
    return Bounds(lo, lo if start.is_plain else _due(term, start.hi))


def _due(term: Later, start: str) -> str:
    """Return the last day as SQL: the start plus the number of days that the calendar has for it."""
    first, days = term.lapse.table()
    if first is None:
        return f"({start} + {days[0]})"
    spot, length = f"({start} - {literal(first)})", len(days)
    within = (
        f"{spot} - 7 * greatest(0, ({spot} - {length - 7}) // 7)"  # later weeks are like the last
    )
    listed = ", ".join(map(str, days))
    return f"(CASE WHEN {spot} >= 0 THEN {start} + [{listed}][{within} + 1] END)"


def _arith(term: Arith, a: Bounds, b: Bounds) -> Bounds:
    if term.op == "*":
        return _product(term, a, b)
    if term.op == "-":
        b = Bounds(b.hi, b.lo, b.hi_open, b.lo_open)
    lo, hi = f"({a.lo} {term.op} {b.lo})", f"({a.hi} {term.op} {b.hi})"
    return Bounds(lo, hi, _either(a.lo_open, b.lo_open), _either(a.hi_open, b.hi_open))


def _either(a: str, b: str) -> str:
    opens = [o for o in (a, b) if o != "FALSE"]
    return f"({' OR '.join(opens)})" if opens else "FALSE"


def _product(term: Arith, a: Bounds, b: Bounds) -> Bounds:
    for factor, side in ((term.left, b), (term.right, a)):
        if isinstance(factor, Const) and isinstance(factor.value, Decimal):
            return _scaled(side, factor.value)
    lo, hi = _times(a.lo, b.lo), _times(a.hi, b.hi)
    if a.is_plain and b.is_plain:
        return Bounds(lo, lo)
    lo_open, hi_open = _either(a.lo_open, b.lo_open), _either(a.hi_open, b.hi_open)
    if lo_open != "FALSE":  # 0 is reached through either factor that reaches it
        above = " AND ".join(f"({side.lo} <> 0 OR {side.lo_open})" for side in (a, b))
        lo_open = f"coalesce(CASE WHEN {lo} = 0 THEN {above} ELSE {lo_open} END, FALSE)"
    return Bounds(lo, hi, lo_open, _unless_zero(hi, hi_open))


def _times(a: str, b: str) -> str:
    return f"(CASE WHEN {a} = 0 OR {b} = 0 THEN 0 ELSE {a} * {b} END)"


def _unless_zero(bound: str, opens: str) -> str:
    return opens if opens == "FALSE" else f"(coalesce({bound}, 0) <> 0 AND {opens})"


def _scaled(a: Bounds, factor: Decimal) -> Bounds:
    if factor == 0:
        return Bounds(literal(factor), literal(factor))
    lo, hi = f"({a.lo} * {literal(factor)})", f"({a.hi} * {literal(factor)})"
    if factor > 0:
        return Bounds(lo, hi, a.lo_open, a.hi_open)
    return Bounds(hi, lo, a.hi_open, a.lo_open)

"""Derived fields in SQL: one query of pairs for each, by the equality of texts that joins the two tables."""

from dataclasses import dataclass
from datetime import date

from shuangsuiji.rules.columns import Columns
from shuangsuiji.rules.derived import Derivation
from shuangsuiji.rules.expressions import And, Compare, Condition, Ref
from shuangsuiji.rules.sql import SQL_TYPES, Compiler


@dataclass(frozen=True, slots=True)
class Side:
    """A loaded table as one side of a derivation."""

    table: str
    columns: Columns


def derived_sql(name: str, how: Derivation, own: Side, related: Side | None, as_of: date) -> str:
    """Return a query of (_row and the field's columns) for every row of `own`."""
    target = how.target
    ordered = _is_ordered(how)
    if related is None:
        typed = (
            "DECIMAL(18,9)" if ordered else SQL_TYPES.get(target.type, "VARCHAR") if target else ""
        )
        bounds = _bounds_columns(name, "NULL::" + typed, "NULL::" + typed) if ordered else ""
        return f'SELECT _row, NULL::{typed} AS "{name}", 3::TINYINT AS "{name}__s"{bounds} FROM "{own.table}"'
    row = Compiler(own.columns, as_of, alias="b")
    compiler = Compiler(related.columns, as_of, alias="r", outer=row)
    value = _value_columns(how, compiler)
    where = compiler.condition(how.where)
    pairs = " UNION ALL ".join(
        f'SELECT b._row, {value}, {where} AS w FROM "{own.table}" b JOIN "{related.table}" r ON {on}'
        for on in _joins(how.where, row, compiler)
    )
    inner = f"SELECT _row, {_aggregates(how)} FROM ({pairs}) WHERE w IS NOT FALSE GROUP BY _row"
    return f'SELECT b._row, {_result(name, how)} FROM "{own.table}" b LEFT JOIN ({inner}) a ON a._row = b._row'


def _is_ordered(how: Derivation) -> bool:
    if how.operation in ("count", "count_distinct"):
        return True
    return how.target is not None and how.target.type.is_ordered


def _joins(where: Condition, row: Compiler, related: Compiler) -> tuple[str, ...]:
    """Return the join conditions that together meet every pair that may count.

    They go by the first equality of texts, a blank key meeting every row; without such an equality
    every pair is met.
    """
    key = join_key(where)
    if key is None:
        return ("TRUE",)
    theirs, mine = related.value(key[0]), row.value(key[1])
    return (f"{theirs} = {mine}", f"{theirs} IS NULL", f"({mine} IS NULL AND {theirs} IS NOT NULL)")


def join_key(where: Condition) -> tuple[Ref, Ref] | None:
    """Return (related field, own field) of the first equality of texts that joins the two tables."""
    parts = where.parts if isinstance(where, And) else (where,)
    return next((key for part in parts if (key := _equality(part)) is not None), None)


def _equality(part: Condition) -> tuple[Ref, Ref] | None:
    """Return (related field, own field) where the part is an equality of their texts."""
    if not (isinstance(part, Compare) and part.op == "="):
        return None
    left, right = part.left, part.right
    if not (isinstance(left, Ref) and isinstance(right, Ref) and left.spec.type.is_text):
        return None
    if left.outer == right.outer:
        return None
    a, b = (right, left) if left.outer else (left, right)
    return a, Ref(b.spec)


def _value_columns(how: Derivation, compiler: Compiler) -> str:
    """Return the columns of a pair: f or flo and fhi, and the state fs of a looked-up cell."""
    if how.target is None:
        return "NULL AS f"
    ref = Ref(how.target)
    state = compiler.state(ref, blank="1", value="0", unreadable="2", untold="3") + "::TINYINT"
    if how.target.type.is_ordered:
        bounds = compiler.field_bounds(how.target)
        ends = f"{bounds.lo_open} AS flo_open, {bounds.hi_open} AS fhi_open"
        return f"{bounds.lo} AS flo, {bounds.hi} AS fhi, {ends}, {state} AS fs"
    return f"{compiler.value(ref)} AS f, {state} AS fs"


def _aggregates(how: Derivation) -> str:
    match how.operation:
        case "lookup" if _is_ordered(how):
            return (
                "count(*) AS n, coalesce(count_if(w), 0) AS sure,"
                " any_value(flo) AS lo, any_value(fhi) AS hi, any_value(fs) AS fs,"
                " any_value(flo_open) AS lo_open, any_value(fhi_open) AS hi_open"
            )
        case "lookup":
            return "count(*) AS n, coalesce(count_if(w), 0) AS sure, any_value(f) AS f, any_value(fs) AS fs"
        case "any":
            return (
                "bool_or(coalesce(w AND f, FALSE)) AS yes, bool_and(coalesce(NOT f, FALSE)) AS no"
            )
        case "count":
            return "coalesce(count_if(w), 0) AS lo, count(*) AS hi"
        case "count_distinct":
            return (
                "count(DISTINCT CASE WHEN w THEN f END) AS lo,"
                " count(DISTINCT f) + coalesce(count_if(f IS NULL), 0) AS hi"
            )
        case "sum":
            return (
                "CASE WHEN bool_or(flo IS NULL) THEN NULL"
                " ELSE sum(CASE WHEN w THEN flo ELSE least(flo, 0) END) END AS lo,"
                " CASE WHEN bool_or(fhi IS NULL) THEN NULL"
                " ELSE sum(CASE WHEN w THEN fhi ELSE greatest(fhi, 0) END) END AS hi"
            )
        case "min":
            return (
                "coalesce(count_if(w), 0) AS sure,"
                " CASE WHEN bool_or(flo IS NULL) THEN NULL ELSE min(flo) END AS lo,"
                " min(CASE WHEN w THEN fhi END) AS hi"
            )
        case "max":
            return (
                "coalesce(count_if(w), 0) AS sure, max(CASE WHEN w THEN flo END) AS lo,"
                " CASE WHEN bool_or(fhi IS NULL) THEN NULL ELSE max(fhi) END AS hi"
            )


def _result(name: str, how: Derivation) -> str:
    """Return the field's columns for every own row; a row without related rows has no a._row."""
    none = "a._row IS NULL"
    match how.operation:
        case "any":
            yes = "CASE WHEN a.yes THEN TRUE WHEN a._row IS NULL OR a.no THEN FALSE END"
            return f'{yes} AS "{name}", CASE WHEN {yes} IS NULL THEN 3 ELSE 0 END::TINYINT AS "{name}__s"'
        case "lookup":
            state = f"CASE WHEN {none} THEN 1 WHEN a.n > 1 OR a.sure < 1 THEN 3 ELSE a.fs END"
        case "min" | "max":
            state = f"CASE WHEN {none} THEN 1 WHEN a.sure < 1 THEN 3 ELSE 0 END"
        case _:
            state = "0"
    if not _is_ordered(how):
        return f'CASE WHEN {state} = 0 THEN a.f END AS "{name}", ({state})::TINYINT AS "{name}__s"'
    return _ordered_result(name, how, state)


def _ordered_result(name: str, how: Derivation, state: str) -> str:
    lo, hi = "a.lo", "a.hi"
    if how.operation in ("count", "count_distinct", "sum"):
        lo, hi = (f"CASE WHEN a._row IS NULL THEN 0 ELSE {end} END" for end in (lo, hi))
    if how.zero_is_unknown:
        state = f"CASE WHEN {lo} = 0 AND {hi} = 0 THEN 3 ELSE {state} END"
    typed = (
        "DATE" if how.target is not None and how.target.type.value == "date" else "DECIMAL(38,9)"
    )
    if how.operation in ("count", "count_distinct"):
        typed = "DECIMAL(18,9)"
    told = f"({state}) <> 3"
    lo = f"CASE WHEN {told} THEN ({lo})::{typed} END"
    hi = f"CASE WHEN {told} THEN ({hi})::{typed} END"
    value = f"CASE WHEN ({lo}) = ({hi}) THEN {lo} END"
    opens = ("a.lo_open", "a.hi_open") if how.operation == "lookup" else ()
    return f'{value} AS "{name}", ({state})::TINYINT AS "{name}__s"{_bounds_columns(name, lo, hi, *opens)}'


def _bounds_columns(
    name: str, lo: str, hi: str, lo_open: str = "FALSE", hi_open: str = "FALSE"
) -> str:
    return (
        f', {lo} AS "{name}__lo", {hi} AS "{name}__hi",'
        f' coalesce({lo_open}, FALSE) AS "{name}__lo_open",'
        f' coalesce({hi_open}, FALSE) AS "{name}__hi_open"'
    )

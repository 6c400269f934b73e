"""Raw text columns to typed ones: SQL reads the plain spellings, the grammar every other text once.

What SQL takes for plain must mean the same to the grammar; a test compares them.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

import duckdb

from shuangsuiji.findings import Location
from shuangsuiji.forms.cells import cell_name
from shuangsuiji.forms.grammar import NOTHING_SAID, SPREADSHEET_ERRORS, read_cell
from shuangsuiji.forms.loading import OpenedTable, Place, Text
from shuangsuiji.forms.rawtables import RawTable
from shuangsuiji.forms.text import BLANK_MARKS, LONGEST_NOTATION, LONGEST_TEXT
from shuangsuiji.model.vocabulary import FieldSpec, FieldType, TableSpec
from shuangsuiji.rules.columns import Column
from shuangsuiji.rules.loading import Encoded, LoadedTable, column_form, encode, quoted, sql_type
from shuangsuiji.rules.sql import quote as literal

_BATCH = 10_000
_TEXT = "__t"
"""The column beside a field that keeps what could not be read."""
_PLAIN = {
    FieldType.COUNT: "[0-9]{1,9}",
    FieldType.NUMBER: r"-?[0-9]{1,8}(\.[0-9]{1,9})?",
    FieldType.RATIO: r"0(\.[0-9]{1,9})?",
    FieldType.DATE: "(19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}",
    FieldType.LIST: r"[\p{Han}A-Za-z]+",
}


def type_columns(
    connection: duckdb.DuckDBPyConnection, raw: RawTable, table: str, spec: TableSpec
) -> OpenedTable:
    """Make the typed table of a raw one, and drop the raw one."""
    columns = sorted(raw.header.fields.items())
    read = {c: _read_others(connection, raw, c, field) for c, field in columns}
    wanted = {field.name: read[c] for c, field in columns}
    selected = ["r._row", *(e for c, f in columns for e in _expressions(c, f, read[c]))]
    joins = [
        f"LEFT JOIN {_others(raw, c)} m{c} ON m{c}.text = r.c{c}"
        for c, _ in columns
        if read[c] is not None
    ]
    told = " OR ".join(f"NOT {_blank(c)}" for c, _ in columns)
    connection.execute(
        f"CREATE TABLE {quoted(table)} AS SELECT {', '.join(selected)}"
        f" FROM {quoted(raw.name)} r {' '.join(joins)} WHERE {told}"
    )
    for name in (quoted(raw.name), *(_others(raw, c) for c, _ in columns)):
        connection.execute(f"DROP TABLE IF EXISTS {name}")
    counted = connection.execute(f"SELECT count(*) FROM {quoted(table)}").fetchall()
    columns_of = {f.name: wanted[f.name] or Column() for f in spec.fields if f.name in wanted}
    return OpenedTable(
        loaded=LoadedTable(table, columns_of),
        rows=int(counted[0][0]),
        place=_places(raw),
        text=_texts(connection, table, {name for name, extras in wanted.items() if extras}),
        headers={f.name: raw.header.texts[c] for c, f in columns},
        unmapped=raw.header.unmapped,
        title=raw.title,
    )


def _read_others(
    connection: duckdb.DuckDBPyConnection, raw: RawTable, column: int, spec: FieldSpec
) -> Column | None:
    """Read what SQL does not take for plain; return the extra columns that it needs, if any."""
    name, texts = _others(raw, column), f"_texts_{column}"
    connection.execute(
        f"CREATE TEMP TABLE {texts} AS SELECT row_number() OVER () AS n, text FROM"
        f" (SELECT DISTINCT c{column} AS text FROM {quoted(raw.name)} r"
        f" WHERE NOT {_blank(column)} AND NOT {_plain(column, spec.type)})"
    )
    connection.execute(
        f"CREATE TABLE {name} (text VARCHAR, s TINYINT, v VARCHAR, l VARCHAR[],"
        " lo VARCHAR, hi VARCHAR, lo_open BOOLEAN, hi_open BOOLEAN)"
    )
    read: list[Encoded] = []
    count = connection.execute(f"SELECT count(*) FROM {texts}").fetchall()[0][0]
    for start in range(1, count + 1, _BATCH):
        page = f"SELECT text FROM {texts} WHERE n BETWEEN $1 AND $2"
        found = connection.execute(page, [start, start + _BATCH - 1]).fetchall()
        read += _insert_read(connection, name, [text for (text,) in found], spec)
    connection.execute(f"DROP TABLE {texts}")
    return replace(column_form(spec.type, read), blanks=True) if count else None


def _insert_read(
    connection: duckdb.DuckDBPyConnection, name: str, texts: Sequence[str], spec: FieldSpec
) -> list[Encoded]:
    read = [encode(spec.type, read_cell(spec.type, text, spec).fact) for text in texts]
    kinds = ("VARCHAR[]", "TINYINT[]", "VARCHAR[]", "VARCHAR[][]", *["VARCHAR[]"] * 2)
    kinds += ("BOOLEAN[]", "BOOLEAN[]")
    selected = ", ".join(f"unnest(${n}::{kind})" for n, kind in enumerate(kinds, start=1))
    columns = [list(texts), *(list(column) for column in zip(*read, strict=True))]
    connection.execute(f"INSERT INTO {name} SELECT {selected}", columns)
    return read


def _expressions(column: int, spec: FieldSpec, extras: Column | None) -> Iterator[str]:
    """Yield the columns of one field as SQL."""
    name, kind, read = spec.name, sql_type(spec.type), f"m{column}"
    whole = _cast(column, spec.type)
    if extras is None:
        yield f"CASE WHEN NOT {_blank(column)} THEN {whole} END AS {quoted(name)}"
        return
    blank, other = _blank(column), f"{read}.text IS NOT NULL"
    value = f"{read}.l" if spec.type is FieldType.LIST else f"CAST({read}.v AS {kind})"
    yield (
        f"CASE WHEN {blank} THEN NULL WHEN {other} THEN {value} ELSE {whole} END AS {quoted(name)}"
    )
    unread = f"({read}.s = 2 OR ({read}.s = 0 AND {read}.v IS NULL AND {read}.l IS NULL))"
    yield f"CASE WHEN {unread} THEN r.c{column} END AS {quoted(name + _TEXT)}"
    if extras.state:
        state = f"CASE WHEN {blank} THEN 1 WHEN {other} THEN {read}.s ELSE 0 END"
        yield f"CAST({state} AS TINYINT) AS {quoted(name + '__s')}"
    if extras.bounds:
        for end in ("lo", "hi"):
            bound = f"CAST({read}.{end} AS {kind})"
            yield (
                f"CASE WHEN {blank} THEN NULL WHEN {other} THEN {bound} ELSE {whole} END"
                f" AS {quoted(f'{name}__{end}')}"
            )
            opened = f"coalesce({read}.{end}_open, FALSE)"
            yield f"{opened} AS {quoted(f'{name}__{end}_open')}"


def _others(raw: RawTable, column: int) -> str:
    return quoted(f"_read_{raw.name}_{column}")


def _blank(column: int) -> str:
    marks = ", ".join(map(literal, BLANK_MARKS))
    return f"(c{column} IS NULL OR c{column} IN ('', {marks}))"


def _plain(column: int, kind: FieldType) -> str:
    """Return the SQL test of the spellings that need no grammar."""
    text = f"c{column}"
    if kind is FieldType.TEXT:
        return f"({_says_something(text, SPREADSHEET_ERRORS)} AND length({text}) <= {LONGEST_TEXT})"
    if kind not in _PLAIN:
        return "FALSE"
    short = (
        f"(length({text}) <= {LONGEST_NOTATION}"
        f" AND regexp_full_match({text}, {literal(_PLAIN[kind])}))"
    )
    if kind is FieldType.DATE:
        return f"({short} AND TRY_CAST({text} AS DATE) IS NOT NULL)"
    return f"({short} AND {_says_something(text)})" if kind is FieldType.LIST else short


def _says_something(text: str, more: Sequence[str] = ()) -> str:
    """Return the SQL test of a text that is none of the words that fill a cell and say nothing."""
    words = ", ".join(map(literal, ("无", *NOTHING_SAID, *more)))
    return f"rtrim({text}, '。') NOT IN ({words})"


def _cast(column: int, kind: FieldType) -> str:
    text = f"c{column}"
    if kind is FieldType.LIST:
        return f"[{text}]"
    return text if kind is FieldType.TEXT else f"CAST({text} AS {sql_type(kind)})"


def place_of(raw: RawTable, row: int, column: int) -> Location:
    """Return where a cell of the file stands."""
    return Location(raw.file, cell=cell_name(row - 1, column))


def _places(raw: RawTable) -> Place:
    columns = {field.name: column for column, field in raw.header.fields.items()}
    first = min(columns.values())

    def place(row: int, name: str | None = None) -> Location:
        return place_of(raw, row, columns.get(name or "", first))

    return place


def _texts(connection: duckdb.DuckDBPyConnection, table: str, kept: Collection[str]) -> Text:
    def text(row: int, name: str) -> str:
        if name not in kept:
            return ""
        query = f"SELECT {quoted(name + _TEXT)} FROM {quoted(table)} WHERE _row = $1"
        found = connection.execute(query, [row]).fetchone()
        return str(found[0]) if found and found[0] is not None else ""

    return text

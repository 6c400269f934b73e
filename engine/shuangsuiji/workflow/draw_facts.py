"""What inspectors are matched by, kept of a register as it is made ready: regions and needs."""

from collections.abc import Collection, Iterator, Sequence

from duckdb import DuckDBPyConnection

from shuangsuiji.assignment.facts import NOWHERE, is_word
from shuangsuiji.check.papers import Register
from shuangsuiji.draw.registers.checks import Place
from shuangsuiji.draw.team_spec import FactsSpec
from shuangsuiji.draw.text import ELIGIBLE
from shuangsuiji.findings import Finding, Location, Refusal, problem
from shuangsuiji.model.vocabulary import FieldSpec, FieldType, TableSpec
from shuangsuiji.rules.loading import quoted
from shuangsuiji.yamlfile import nearest

NAME = "name"
"""The field by which people call a target."""
_MOST_TOLD = 20


def facts_of(table: str) -> str:
    """Return what the table of facts of a register's table is called (_row, region, needs, unread, name)."""
    return f"{table}_facts"


def keep_facts(
    connection: DuckDBPyConnection,
    register: Register,
    spec: TableSpec,
    asked: FactsSpec,
    table: str,
) -> None:
    """Keep region and needs of a loaded register; Refusal where a field is not in it."""
    fields = _fields(register, spec, asked)
    region, needs = fields[0], fields[1:]
    named = quoted(NAME) if NAME in register.table.columns else "NULL"
    lists = ", ".join(_needs(field) for field in needs)
    listed = f"list_concat({lists})" if len(needs) > 1 else lists or "[]::VARCHAR[]"
    unread = [
        quoted(f"{field.name}__s") + " = 2"
        for field in needs
        if register.table.columns[field.name].state
    ]
    connection.execute(
        f"""CREATE OR REPLACE TEMP TABLE {facts_of(table)} AS
            SELECT _row, {quoted(region.name)}::VARCHAR AS region,
                list_sort(list_distinct({listed})) AS needs,
                coalesce({" OR ".join(unread) or "FALSE"}, FALSE) AS unread,
                {named}::VARCHAR AS name
            FROM {quoted(register.table.name)}"""
    )


def has_facts(connection: DuckDBPyConnection, table: str) -> bool:
    """Return whether the facts of a register were kept."""
    found = "SELECT 1 FROM duckdb_tables() WHERE table_name = $1"
    return bool(connection.execute(found, [facts_of(table)]).fetchall())


def has_needs(connection: DuckDBPyConnection, table: str) -> bool:
    """Return whether some target of a register needs anything."""
    query = f"SELECT 1 FROM {facts_of(table)} WHERE len(needs) > 0 LIMIT 1"
    return bool(connection.execute(query).fetchall())


def facts_findings(connection: DuckDBPyConnection, table: str, place: Place) -> Iterator[Finding]:
    """Yield what keeps the facts of a register from being frozen, each at its row."""
    facts = facts_of(table)
    connection.execute(
        f"""UPDATE {facts} SET region = '{NOWHERE}' WHERE region IS NULL AND _row IN
            (SELECT _row FROM {table} WHERE status <> '{ELIGIBLE}')"""
    )
    yield from _told(connection, facts, "region IS NULL", "assign/region-missing", place)
    yield from _told(connection, facts, "unread", "assign/needs-unread", place)
    for code, rows in (("assign/region-word", "region"), ("assign/need-word", "unnest(needs)")):
        words = connection.execute(
            f"""SELECT word, min(_row), count(*) FROM (SELECT {rows} AS word, _row FROM {facts})
                WHERE word IS NOT NULL GROUP BY word ORDER BY 2"""
        ).fetchall()
        for word, row, n in words:
            if not is_word(word):
                yield problem(code, place(row), found=word[:80], n=n)


def facts_bytes(connection: DuckDBPyConnection, table: str) -> bytes:
    """Return facts-<n>.txt of a register: a line for each target, sorted."""
    rows = connection.execute(
        f"""SELECT r.id || '|' || f.region || '|' || array_to_string(f.needs, ',') AS line
            FROM {table} r JOIN {facts_of(table)} f USING (_row) ORDER BY line"""
    )
    written = bytearray()
    while lines := rows.fetchmany(100_000):
        written += "".join([f"{line}\n" for (line,) in lines]).encode()
    return bytes(written)


def _told(
    connection: DuckDBPyConnection, facts: str, where: str, code: str, place: Place
) -> Iterator[Finding]:
    (n,) = connection.execute(f"SELECT count(*) FROM {facts} WHERE {where}").fetchall()[0]
    rows = connection.execute(
        f"SELECT _row FROM {facts} WHERE {where} ORDER BY _row LIMIT {_MOST_TOLD}"
    ).fetchall()
    for (row,) in rows:
        yield problem(code, place(row), n=n)


def _fields(register: Register, spec: TableSpec, asked: FactsSpec) -> Sequence[FieldSpec]:
    """Return the fields for region and needs, by name or label."""
    found, problems = list[FieldSpec](), list[Finding]()
    place = Location(register.file)
    for word in (asked.region, *asked.needs):
        field = spec.find(word)
        if field is None:
            close = nearest(word, [*(spec.by_name if word.isascii() else spec.by_label)])
            problems.append(problem("draw/unknown-field", place, found=word, nearest=close))
        elif field.name not in register.table.columns:
            problems.append(problem("draw/no-column", place, found=field.label))
        elif field.private or field.type not in _KINDS:
            problems.append(problem("assign/fact-field", place, found=field.label))
        else:
            found.append(field)
    if problems:
        raise Refusal(problems)
    return found


_KINDS = (FieldType.TEXT, FieldType.CHOICE, FieldType.LIST, FieldType.YES_NO)


def _needs(field: FieldSpec) -> str:
    name = quoted(field.name)
    if field.type is FieldType.LIST:
        return f"coalesce({name}, []::VARCHAR[])"
    label = field.label.replace("'", "''")
    value = f"'{label}'" if field.type is FieldType.YES_NO else f"{name}::VARCHAR"
    test = name if field.type is FieldType.YES_NO else f"{name} IS NOT NULL"
    return f"CASE WHEN {test} THEN [{value}] ELSE []::VARCHAR[] END"


def found_targets(
    connection: DuckDBPyConnection, tables: Sequence[str], texts: Collection[str]
) -> dict[str, tuple[str, ...]]:
    """Return the ids in the registers that go by each text: the id itself, or a target's name."""
    found: dict[str, set[str]] = {text: set() for text in texts}
    for table in tables:
        rows = connection.execute(
            f"""SELECT w.text, r.id FROM {table} r LEFT JOIN {facts_of(table)} f USING (_row)
                JOIN (SELECT unnest($1::VARCHAR[]) AS text) w ON w.text IN (r.id, f.name)""",
            [sorted(texts)],
        ).fetchall()
        for text, id_ in rows:
            found[text].add(id_)
    return {text: tuple(sorted(ids)) for text, ids in found.items()}

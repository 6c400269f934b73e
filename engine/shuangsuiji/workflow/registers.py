"""Open a register of targets for a check: its table in DuckDB, and the way back to the paper."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import duckdb

from shuangsuiji.findings import Finding, problem
from shuangsuiji.forms.registers import open_register
from shuangsuiji.model.values import Fact
from shuangsuiji.model.vocabulary import FieldSpec
from shuangsuiji.packs.rulepack import RulePack
from shuangsuiji.plan.recorded import Assertable, Recorded, recorded_fact
from shuangsuiji.plan.tell import Register
from shuangsuiji.rules.columns import Column
from shuangsuiji.rules.loading import LoadedTable, encode, quoted, sql_type

TABLE = "target"


def open_target_register(
    connection: duckdb.DuckDBPyConnection, path: Path, pack: RulePack
) -> Register:
    """Return the register of a file, loaded as table `target`."""
    spec = pack.vocabulary.tables[TABLE]
    forms = tuple(f for f in pack.forms if f.table == TABLE)
    loaded = open_register(connection, path, TABLE, spec, forms)
    columns = loaded.loaded.columns

    def key(row: int) -> str:
        wanted = "name" if "name" in columns else "uscc"
        found = connection.execute(
            f'SELECT "{wanted}" FROM target WHERE _row = ?', [row]
        ).fetchone()
        return str(found[0]) if found and found[0] is not None else f"第{row}行"

    return Register(loaded.loaded, str(path), loaded.place, key)


def record_in_register(
    connection: duckdb.DuckDBPyConnection,
    known: Assertable,
    register: Register | None,
    recorded: Sequence[Recorded],
) -> tuple[Register | None, tuple[Finding, ...]]:
    """Return the register with people's findings in it, by code or name; and what has no place."""
    problems: list[Finding] = []
    for one in recorded:
        if register is None:
            problems.append(_no_place("recorded/unknown-table", one, one.table))
            continue
        read = recorded_fact(known, TABLE, one)
        if isinstance(read, Finding):
            problems.append(read)
        elif not _record(connection, register.table, *read, one.key):
            problems.append(_no_place("recorded/unknown-row", one, one.key))
        else:
            form = register.table.columns.get(read[0].name, Column())
            columns = {**register.table.columns, read[0].name: form}
            register = replace(register, table=LoadedTable(TABLE, columns))
    return register, tuple(problems)


def _no_place(code: str, one: Recorded, found: str) -> Finding:
    return problem(code, one.location, found=found, nearest="")


def _record(
    connection: duckdb.DuckDBPyConnection,
    table: LoadedTable,
    spec: FieldSpec,
    fact: Fact,
    key: str,
) -> bool:
    """Write one fact into the rows of a target; false where no row is of that code or name."""
    kind, column = sql_type(spec.type), quoted(spec.name)
    named = " OR ".join(f"{n} = $1" for n in ("uscc", "name") if n in table.columns)
    found = connection.execute(f"SELECT count(*) FROM {TABLE} WHERE {named}", [key]).fetchone()
    if not found or not found[0]:
        return False
    connection.execute(f"ALTER TABLE {TABLE} ADD COLUMN IF NOT EXISTS {column} {kind}")
    written = encode(spec.type, fact)
    value = written.items if written.items is not None else written.value
    connection.execute(f"UPDATE {TABLE} SET {column} = $2::{kind} WHERE {named}", [key, value])
    if table.columns.get(spec.name, Column()).state:
        state = quoted(spec.name + "__s")
        connection.execute(f"UPDATE {TABLE} SET {state} = 0 WHERE {named}", [key])
    return True

"""Open a register for a check: its table in DuckDB, and the way back to the paper."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import duckdb

from shuangsuiji.check.papers import Register
from shuangsuiji.check.recorded import Assertable, Recorded, recorded_fact, table_named
from shuangsuiji.check.words import shown
from shuangsuiji.findings import Finding, problem
from shuangsuiji.forms.registers import open_register
from shuangsuiji.model.values import Fact
from shuangsuiji.model.vocabulary import FieldSpec
from shuangsuiji.packs.rulepack import RulePack
from shuangsuiji.rules.columns import Column
from shuangsuiji.rules.evaluate import read_facts
from shuangsuiji.rules.loading import LoadedTable, encode, quoted, sql_type

NAMES = ("uscc", "id", "name")
"""The fields by which people name a row of a register."""


def open_register_of(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    pack: RulePack,
    table: str,
    loaded_as: str | None = None,
) -> Register:
    """Return the register of a file, loaded as the table of that name, or under another name."""
    spec = pack.vocabulary.tables[table]
    forms = tuple(f for f in pack.forms if f.table == table)
    opened = open_register(connection, path, table, spec, forms, loaded_as)
    called = [n for n in (spec.key, *NAMES) if n in opened.loaded.columns]
    wanted = next((n for n in called if not spec.by_name[n].private), None)

    def facts(row: int, names: Collection[str]) -> Mapping[str, Fact]:
        specs = {n: spec.by_name[n] for n in names if n in opened.loaded.columns}
        found = read_facts(connection, opened.loaded, specs, f"_row = {row}")
        return next((told for _, told in found), {})

    def key(row: int) -> str:
        fact = facts(row, [wanted]).get(wanted) if wanted is not None else None
        if fact is not None and isinstance(fact.value, str):
            return fact.value
        place = opened.place(row, None)
        return f"第{place.line or re.sub('[^0-9]', '', place.cell or str(row))}行"

    def name(row: int) -> str:
        told = facts(row, NAMES).values()
        texts = (fact.value for fact in told if isinstance(fact.value, str))
        return next(texts, "") or key(row)

    return Register(
        table=opened.loaded,
        file=str(path),
        rows=opened.rows,
        title=opened.title,
        unmapped=opened.unmapped,
        place=opened.place,
        text=opened.text,
        facts=facts,
        key=key,
        called=name,
    )


def record_in_registers(
    connection: duckdb.DuckDBPyConnection,
    known: Assertable,
    registers: Mapping[str, Register],
    recorded: Sequence[Recorded],
) -> tuple[dict[str, Register], tuple[Finding, ...]]:
    """Return the registers with people's findings in them, and what could not be placed."""
    changed, problems = dict(registers), []
    for one in recorded:
        name = table_named(known.vocabulary, one.table)
        register = changed.get(name or "")
        if name is None or register is None:
            problems.append(_no_place("recorded/unknown-table", one, one.table))
            continue
        read = recorded_fact(known, name, one)
        found = read if isinstance(read, Finding) else _record(connection, register, *read, one)
        if isinstance(found, Finding):
            problems.append(found)
        else:
            changed[name] = found
    return changed, tuple(problems)


def _no_place(code: str, one: Recorded, found: str) -> Finding:
    return problem(code, one.location, found=found, nearest="")


def _record(
    connection: duckdb.DuckDBPyConnection,
    register: Register,
    spec: FieldSpec,
    fact: Fact,
    one: Recorded,
) -> Register | Finding:
    """Write one fact into the rows of that code or name; a Finding where there are none."""
    columns, table = register.table.columns, quoted(register.table.name)
    kind, column = sql_type(spec.type), quoted(spec.name)
    named = " OR ".join(f"{n} = $1" for n in NAMES if n in columns) or "FALSE"
    query = f"SELECT count(*) FROM {table} WHERE {named}"
    found = connection.execute(query, [one.key]).fetchone() if named != "FALSE" else None
    if not found or not found[0]:
        return _no_place("recorded/unknown-row", one, one.key)
    connection.execute(f"ALTER TABLE {table} ADD COLUMN IF NOT EXISTS {column} {kind}")
    written = encode(spec.type, fact)
    value = written.items if written.items is not None else written.value
    query = f"SELECT _row FROM {table} WHERE ({named}) AND {column} <> $2::{kind} LIMIT 1"
    other = connection.execute(query, [one.key, value]).fetchone()
    if other:
        said = shown(spec, register.facts(other[0], [spec.name]).get(spec.name))
        words = {"key": one.key, "fact": spec.label, "found": said}
        return problem("recorded/contradicts", one.location, **words)
    form = columns.get(spec.name, Column())
    told = ", ".join(f"{quoted(c)} = {v}" for c, v in _written(spec.name, form, f"$2::{kind}"))
    connection.execute(f"UPDATE {table} SET {told} WHERE {named}", [one.key, value])
    loaded = LoadedTable(register.table.name, {**columns, spec.name: form})
    rows = connection.execute(f"SELECT _row FROM {table} WHERE {named}", [one.key]).fetchall()
    claims = dict(register.claims)
    if fact.claim is not None:
        claims |= dict.fromkeys([(int(row), spec.name) for (row,) in rows], fact.claim)
    return replace(register, table=loaded, claims=claims)


def _written(name: str, form: Column, value: str) -> Iterator[tuple[str, str]]:
    """Yield the columns of a known value, each with its SQL."""
    yield name, value
    if form.state:
        yield f"{name}__s", "0"
    if form.bounds:
        for end in ("lo", "hi"):
            yield f"{name}__{end}", value
            yield f"{name}__{end}_open", "FALSE"

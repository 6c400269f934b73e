"""A register of targets (检查对象名录库) as people keep it, made ready for a draw under a pack."""

from datetime import date
from pathlib import Path

from duckdb import DuckDBPyConnection

from shuangsuiji.draw.registers.cap import Columns, Deciding, decide_eligibility, rules_after
from shuangsuiji.draw.registers.checks import Place
from shuangsuiji.draw.spec import DrawSpec
from shuangsuiji.findings import Finding, Location, Refusal, problem, refuse
from shuangsuiji.model.vocabulary import TableSpec
from shuangsuiji.packs.rulepack import RulePack
from shuangsuiji.rules.columns import Columns as Loaded
from shuangsuiji.rules.conditions import Scope, read_condition
from shuangsuiji.rules.expressions import TRUE, Condition
from shuangsuiji.rules.scan import ConditionError
from shuangsuiji.workflow.draw_facts import facts_of, has_facts, keep_facts
from shuangsuiji.workflow.draw_registers import (
    Prepare,
    RegisterSource,
    is_prepared,
    prepare_register,
)
from shuangsuiji.workflow.register_parts import parts_of, place_in
from shuangsuiji.workflow.registers import open_register_of
from shuangsuiji.yamlfile import nearest


def prepare_under(
    pack: RulePack, spec: DrawSpec, as_of: date, visits: int | None = None
) -> Prepare:
    """Return what reads a register: one that says who is eligible, or one that the pack decides on.

    A register with just the columns id, stratum, status is taken as it is. Of any other the pack's
    frequency rule decides: the count so far, and the most visits that this draw could add, or so many
    `visits`, must still satisfy it.
    """

    def prepare(connection: DuckDBPyConnection, source: RegisterSource, table: str) -> Place:
        if is_prepared(connection, source):
            return prepare_register(connection, source, table)
        return _decided(connection, source, table)

    def _decided(connection: DuckDBPyConnection, source: RegisterSource, table: str) -> Place:
        parts = parts_of(source.path)
        if len(parts) == 1:
            return _decide(connection, source, parts[0], table)
        places: list[Place] = []
        before: list[int] = []
        for number, part in enumerate(parts):
            places.append(_decide(connection, source, part, f"{table}_part"))
            before.append(_append(connection, f"{table}_part", table, is_first=number == 0))
        return place_in(places, before)

    def _decide(
        connection: DuckDBPyConnection, source: RegisterSource, part: Path, table: str
    ) -> Place:
        register = open_register_of(connection, part, pack, "target")
        columns = _columns(pack.vocabulary.tables["target"], register.table.columns, part, source)
        rules = rules_after(pack, as_of, visits or most_visits(spec))
        if rules:
            _check_windows(spec, as_of, source)
        deciding = Deciding(rules, _filter(pack, spec, source), as_of)
        decide_eligibility(connection, register.table, columns, deciding, table)
        if source.facts is not None:
            keep_facts(connection, register, pack.vocabulary.tables["target"], source.facts, table)
        connection.execute("DROP TABLE target")
        return lambda row: register.place(row, columns.id)

    return prepare


def _append(connection: DuckDBPyConnection, part: str, table: str, *, is_first: bool) -> int:
    """Add the rows of a part to the whole, numbered after those before; return how many those were."""
    names = [part, facts_of(part)] if has_facts(connection, part) else [part]
    wholes = [table, facts_of(table)]
    before = 0
    if not is_first:
        (before,) = connection.execute(f"SELECT coalesce(max(_row), 0) FROM {table}").fetchall()[0]
    for name, whole in zip(names, wholes, strict=False):
        into = f"CREATE OR REPLACE TABLE {whole} AS" if is_first else f"INSERT INTO {whole} BY NAME"
        connection.execute(f"{into} SELECT * REPLACE (_row + {before} AS _row) FROM {name}")
        connection.execute(f"DROP TABLE {name}")
    return before


def most_visits(spec: DrawSpec) -> int:
    """Return the most separate visits that the draw could give one target.

    Every line may draw it; merged lines with a day in common make one visit.
    """
    if not spec.merge:
        return len(spec.lines)
    latest = max(line.window.from_ for line in spec.lines)
    earliest = min(line.window.until for line in spec.lines)
    return 1 if latest <= earliest else len(spec.lines)


def _columns(spec: TableSpec, loaded: Loaded, part: Path, source: RegisterSource) -> Columns:
    """Return the fields that give id and stratum, by name or label; Refusal where one is not there."""
    found: dict[str, str] = {}
    problems: list[Finding] = []
    for use, word in (("id", source.id_field), ("stratum", source.stratum_field)):
        field, place = spec.find(word), Location(str(part))
        if field is None:
            close = nearest(word, [*(spec.by_name if word.isascii() else spec.by_label)])
            problems.append(problem("draw/unknown-field", place, found=word, nearest=close))
        elif field.name not in loaded:
            problems.append(problem("draw/no-column", place, found=field.label))
        else:
            found[use] = field.name
    if problems:
        raise Refusal(problems)
    return Columns(**found)


def _check_windows(spec: DrawSpec, as_of: date, source: RegisterSource) -> None:
    """Refuse a window that is not within the year whose visits the register counts."""
    for line in spec.lines:
        window = line.window
        if {str(day)[:4] for day in (window.from_, window.until)} != {str(as_of.year)}:
            raise refuse(
                "draw/window-year",
                Location(str(source.path)),
                line=line.line,
                window=f"{window.from_}至{window.until}",
                year=as_of.year,
            )


def _filter(pack: RulePack, spec: DrawSpec, source: RegisterSource) -> Condition:
    """Return the condition of the directed lines on this register; TRUE where they are undirected."""
    lines = [line for line in spec.lines if line.line in source.lines]
    written = {line.mode.condition for line in lines}
    place = Location(str(source.path))
    if len(written) > 1:
        raise refuse("draw/filters-differ", place, lines=tuple(line.line for line in lines))
    text = written.pop() if written else None
    if text is None:
        return TRUE
    try:
        return read_condition(text, Scope(pack.vocabulary.tables["target"]))
    except ConditionError as error:
        raise Refusal([Finding(code=error.code, location=place, params=error.params)]) from error

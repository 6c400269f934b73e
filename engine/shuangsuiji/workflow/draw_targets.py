"""A register of targets (检查对象名录库) as people keep it, made ready for a draw under a pack."""

from datetime import date

from duckdb import DuckDBPyConnection

from shuangsuiji.draw.cap import Columns, decide_eligibility, rules_after
from shuangsuiji.draw.register import Place
from shuangsuiji.draw.spec import DrawSpec
from shuangsuiji.findings import Finding, Location, Refusal, problem
from shuangsuiji.model.vocabulary import TableSpec
from shuangsuiji.packs.rulepack import RulePack
from shuangsuiji.rules.columns import Columns as Loaded
from shuangsuiji.workflow.draw_registers import (
    Prepare,
    RegisterSource,
    is_prepared,
    prepare_register,
)
from shuangsuiji.workflow.registers import open_target_register
from shuangsuiji.yamlfile import nearest


def prepare_under(pack: RulePack, spec: DrawSpec, as_of: date) -> Prepare:
    """Return what reads a register: one that says who is eligible, or one that the pack decides on.

    A register with just the columns id, stratum, status is taken as it is. Of any other the pack's
    frequency rule decides: the count so far, and the most visits that this draw could add, must
    still satisfy it.
    """

    def prepare(connection: DuckDBPyConnection, source: RegisterSource, table: str) -> Place:
        if is_prepared(connection, source):
            return prepare_register(connection, source, table)
        return _decided(connection, source, table)

    def _decided(connection: DuckDBPyConnection, source: RegisterSource, table: str) -> Place:
        register = open_target_register(connection, source.path, pack)
        columns = _columns(pack.vocabulary.tables["target"], register.table.columns, source)
        rules = rules_after(pack, as_of, most_visits(spec))
        decide_eligibility(connection, register.table, columns, rules, as_of, table)
        connection.execute("DROP TABLE target")
        return lambda row: register.place(row, columns.id)

    return prepare


def most_visits(spec: DrawSpec) -> int:
    """Return the most separate visits that the draw could give one target.

    Every line may draw it; merged lines with a day in common make one visit.
    """
    if not spec.merge:
        return len(spec.lines)
    latest = max(line.window.from_ for line in spec.lines)
    earliest = min(line.window.until for line in spec.lines)
    return 1 if latest <= earliest else len(spec.lines)


def _columns(spec: TableSpec, loaded: Loaded, source: RegisterSource) -> Columns:
    """Return the fields that give id and stratum, by name or label; Refusal where one is not there."""
    found: dict[str, str] = {}
    problems: list[Finding] = []
    for use, word in (("id", source.id_field), ("stratum", source.stratum_field)):
        field, place = spec.find(word), Location(str(source.path))
        if field is None:
            close = nearest(word, [*spec.by_name, *spec.by_label])
            problems.append(problem("draw/unknown-field", place, found=word, nearest=close))
        elif field.name not in loaded:
            problems.append(problem("draw/no-column", place, found=field.label))
        else:
            found[use] = field.name
    if problems:
        raise Refusal(problems)
    return Columns(**found)

"""What a bundle does not tell and task sheets need: names of targets, plan lines, items, duties."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from shuangsuiji.findings import Modality
from shuangsuiji.forms.tables import read_table
from shuangsuiji.model.values import Fact, Row, Table
from shuangsuiji.packs.rulepack import ReadyRule, RulePack
from shuangsuiji.plan.items import code_of, index_items
from shuangsuiji.report.assign_words import Duty, Item
from shuangsuiji.rules.evaluate import read_facts
from shuangsuiji.rules.expressions import refs
from shuangsuiji.workflow.checks import forms_of
from shuangsuiji.workflow.duck import duck
from shuangsuiji.workflow.registers import NAMES, open_register_of

FORM = "inspection_record"
OWN_TITLE = "现场检查记录"
"""The title of the record form where the pack prescribes none."""
BOXES = {
    "target": "name",
    "uscc": "uscc",
    "district": "region",
    "certificate_number": "",
    "legal_representative": "",
    "address": "address",
    "phone": "phone",
}
"""The boxes of the record form (表F.1), each with the field of the register that fills it."""
_ON_VISITS = frozenset({"on_site", "visited_on", "completed_on"})
"""What a rule about a visit speaks of: it took place."""


@dataclass(frozen=True, slots=True)
class Sources:
    """The pack, and people's own files: registers of targets, the plan, the list of items."""

    pack: RulePack
    registers: tuple[Path, ...] = ()
    plan: Path | None = None
    items: Path | None = None


@dataclass(frozen=True, slots=True)
class TargetTold:
    """A target as registers tell it: its name, and the boxes of the record form."""

    name: str
    boxes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class LineTold:
    """A plan line as the plan tells it: its name, its items with what the list says of them."""

    name: str
    items: tuple[Item, ...] = field(default_factory=tuple)


def targets_told(sources: Sources, ids: Collection[str]) -> dict[str, TargetTold]:
    """Return every target with what the registers tell of it; of one that they do not have, its id."""
    found: dict[str, Mapping[str, str]] = {}
    for path in sources.registers:
        found = {**dict(_in_register(sources.pack, path, ids)), **found}
    return {id_: _told(id_, found.get(id_, {})) for id_ in ids}


def _told(id_: str, facts: Mapping[str, str]) -> TargetTold:
    boxes = {box: facts.get(name, "") for box, name in BOXES.items()}
    if not boxes["uscc"] and len(id_) == len("91370322MA00000016"):
        boxes["uscc"] = id_
    return TargetTold(facts.get("name", ""), boxes)


def _in_register(
    pack: RulePack, path: Path, ids: Collection[str]
) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Yield the targets of a register that are wanted, each by the id by which it is wanted."""
    spec = pack.vocabulary.tables["target"]
    with duck([path]) as connection:
        register = open_register_of(connection, path, pack, "target")
        connection.execute(
            "CREATE TEMP TABLE wanted AS SELECT unnest($1::VARCHAR[]) AS id", [sorted(ids)]
        )
        columns = register.table.columns
        fields = {n for n in (*BOXES.values(), *NAMES) if n in columns}
        specs = {name: spec.by_name[name] for name in sorted(fields)}
        for key in (name for name in NAMES if name in columns):
            where = f'"{key}" IN (SELECT id FROM wanted)'
            for _, facts in read_facts(connection, register.table, specs, where):
                yield _word(facts.get(key)), {name: _word(fact) for name, fact in facts.items()}


def lines_told(sources: Sources) -> dict[str, LineTold]:
    """Return the plan's lines by their numbers, if there is a plan."""
    if sources.plan is None:
        return {}
    items = None if sources.items is None else _read(sources.pack, sources.items, "item")
    found = {}
    for row in _read(sources.pack, sources.plan, "plan_line").rows:
        names = [n for f in ("items", "items_of_partners") for n in _list(row.facts.get(f))]
        told = tuple(_item(name, items) for name in names)
        found[_word(row.facts.get("line"))] = LineTold(_word(row.facts.get("name")), told)
    return found


def _read(pack: RulePack, path: Path, table: str) -> Table:
    return read_table(path, table, pack.vocabulary.tables[table], forms_of(pack, table))


def _item(name: str, items: Table | None) -> Item:
    if items is None:
        return Item(name)
    codes = index_items(items.rows).codes(name)
    rows = [row for row in items.rows if codes == (code_of(row),)]
    if not rows:
        return Item(name)
    row: Row = rows[0]
    method = "、".join(_list(row.facts.get("method")))
    return Item(_word(row.facts.get("name")) or name, _word(row.facts.get("content")), method)


def asked_of_visits(pack: RulePack, as_of: date) -> tuple[Duty, ...]:
    """Return what the pack's rules ask of a visit that takes place, each rule once, in the pack's order."""
    found: dict[str, Duty] = {}
    for ready in pack.ready(as_of, as_of.year):
        if _is_of_visits(ready) and ready.rule.full_id not in found:
            clauses = tuple(dict.fromkeys(c.clause for c in ready.citations))
            found[ready.rule.full_id] = Duty(ready.rule.spec.title, clauses)
    return tuple(found.values())


def _is_of_visits(ready: ReadyRule) -> bool:
    rule = ready.normal
    speaks = {ref.name for ref in refs(rule.when)}
    binds = ready.rule.spec.modality in (Modality.MUST, Modality.IN_PRINCIPLE)
    own = rule.table == FORM or (rule.table == "inspection" and bool(speaks & _ON_VISITS))
    return own and binds and not ready.rule.draft


def form_title(pack: RulePack) -> str:
    """Return the title of the pack's own record form, or ours."""
    titles = [form.title for form in forms_of(pack, FORM)]
    return titles[0] if titles else OWN_TITLE


def _word(fact: Fact | None) -> str:
    if fact is None or fact.value is None:
        return ""
    return fact.value.strip() if isinstance(fact.value, str) else fact.text


def _list(fact: Fact | None) -> tuple[str, ...]:
    return fact.value if fact is not None and isinstance(fact.value, tuple) else ()

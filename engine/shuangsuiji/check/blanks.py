"""What a blank sheet of a paper asks for under a pack: its columns, who needs them, how to fill them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from shuangsuiji.check.claims import REASON_COLUMN
from shuangsuiji.findings import Citation, Modality
from shuangsuiji.model.vocabulary import FieldSpec, TableForm, TableSpec
from shuangsuiji.packs.rulepack import ReadyRule, RulePack
from shuangsuiji.rules.evaluate import columns_needed
from shuangsuiji.rules.expressions import Stated

BASIC: Mapping[str, tuple[str, ...]] = {
    "plan_line": (
        "line",
        "name",
        "items",
        "initiator",
        "partners",
        "object",
        "scope",
        "ratio",
        "base",
        "estimated_count",
        "period",
        "mode",
    ),
    "item": (
        "code",
        "name",
        "class",
        "category",
        "object",
        "content",
        "method",
        "body",
        "basis",
        "ratio_cap",
    ),
    "target": ("uscc", "name", "type", "registration_status", "region", "risk_class"),
    "inspector": (
        "id",
        "name",
        "department",
        "district",
        "has_enforcement_certificate",
        "certificate",
        "certificate_from",
        "certificate_until",
        "person_type",
        "specialties",
        "may_lead",
        "load",
    ),
    "expert": ("id", "name", "organisation", "specialties"),
    "recusal": ("person_id", "person", "target", "target_id", "reason"),
    "absence": ("person_id", "person", "begins", "ends", "reason"),
    "team_list": ("team", "target", "target_id", "leader", "members", "experts", "visited_on"),
    "register": ("name", "kind", "owner"),
    "staff": ("id", "name", "should_be_in_register"),
}
"""The columns by which a row is known, and that papers of the kind have everywhere."""
MADE_INTO: Mapping[str, str] = {"plan_line_item": "plan_line"}
"""Tables whose rows are made from another's: what rules need there is asked for here."""


@dataclass(frozen=True, slots=True)
class Use:
    """A rule that needs a column."""

    title: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class BlankColumn:
    """A column to be filled: its header, its field, whether each row must state it, who needs it.

    A header of two levels is written `upper/lower`.
    """

    header: str
    spec: FieldSpec
    required: bool
    uses: tuple[Use, ...]


@dataclass(frozen=True, slots=True)
class Blank:
    """A blank sheet: of which table, after which form of the pack, with which columns."""

    table: str
    form: TableForm | None
    columns: tuple[BlankColumn, ...]


def blank_sheet(
    pack: RulePack, table: str, ready: Iterable[ReadyRule], form: TableForm | None
) -> Blank:
    """Return the blank sheet of a table: the form's columns first, then what rules need beside."""
    spec = pack.vocabulary.tables[table]
    rules = tuple(ready)
    needs = _needs(pack, table, rules)
    headers = {c.field: c.labels[0] for c in form.columns} if form is not None else {}
    own = () if form is not None else BASIC.get(table, (spec.key,))
    claimed = [n for f in spec.fields if f.name in needs for n in _claim(f)]
    claimed += _reasons(spec, rules, table)
    wanted = {*headers, *own, *needs, *claimed}
    order = [*headers, *own, *(f.name for f in spec.fields)]
    return Blank(table, form, tuple(_columns(spec.by_name, order, wanted, headers, needs)))


def _columns(
    fields: Mapping[str, FieldSpec],
    order: Iterable[str],
    wanted: set[str],
    headers: Mapping[str, str],
    needs: Mapping[str, "_Need"],
) -> Iterator[BlankColumn]:
    for name in dict.fromkeys(order):
        spec = fields.get(name)
        if spec is None or name not in wanted or spec.made or spec.derived is not None:
            continue
        need = needs.get(name, _NOBODY)
        yield BlankColumn(headers.get(name, spec.label), spec, need.required, tuple(need.uses))


@dataclass(frozen=True, slots=True)
class _Need:
    required: bool
    uses: dict[Use, None]


_NOBODY = _Need(required=False, uses={})


def _needs(pack: RulePack, table: str, ready: Iterable[ReadyRule]) -> dict[str, _Need]:
    """Return the fields of the table that rules read, with the rules; through computed fields too."""
    found: dict[str, _Need] = {}
    for rule in ready:
        use = Use(rule.rule.spec.title, rule.citations)
        stated = rule.normal.require
        for place, specs in columns_needed(pack.vocabulary, [rule.normal]).items():
            if MADE_INTO.get(place, place) != table:
                continue
            for name in specs:
                held = found.get(name, _Need(required=False, uses={}))
                must = isinstance(stated, Stated) and stated.field.name == name
                must = must and rule.normal.table == place and not rule.rule.draft
                uses = {**held.uses, use: None}
                found[name] = _Need(required=held.required or must, uses=uses)
    return found


def _claim(spec: FieldSpec) -> tuple[str, ...]:
    """Return the columns of a claim: yes or no, the grounds, the person."""
    return (spec.name, spec.grounds, spec.by or "") if spec.grounds else ()


def _reasons(spec: TableSpec, rules: Iterable[ReadyRule], table: str) -> tuple[str, ...]:
    """Return the columns of a reason, where a rule on these rows holds in principle (原则上)."""
    reason = spec.by_name.get(REASON_COLUMN)
    departable = any(
        r.rule.spec.modality is Modality.IN_PRINCIPLE
        and MADE_INTO.get(r.normal.table, r.normal.table) == table
        for r in rules
    )
    return (reason.name, reason.by or "") if reason is not None and departable else ()

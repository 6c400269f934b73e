"""forms new: which blank sheet is wanted of a pack, and what it asks for."""

from dataclasses import dataclass
from datetime import date, timedelta

from shuangsuiji.check.blanks import Blank, blank_sheet
from shuangsuiji.findings import Location, refuse
from shuangsuiji.model.vocabulary import TableForm
from shuangsuiji.packs.resolve import load_pack
from shuangsuiji.packs.rulepack import RulePack
from shuangsuiji.workflow.checks import forms_of
from shuangsuiji.workflow.lists import LISTS
from shuangsuiji.workflow.plans import PLANS
from shuangsuiji.workflow.register_check import KINDS, ROSTER

BESIDE = {"recusals": "recusal", "absences": "absence", "teams": "team_list"}
"""The papers beside the register of inspectors, and teams made elsewhere."""
TABLES = {"plan": "plan_line", "items": "item", **KINDS, "staff": ROSTER, **BESIDE}
"""The words of --table, each with the table that a blank sheet is of."""
LABELS = {"plan": "抽查计划", "items": "抽查事项清单", "registers": "名录库目录"}
"""What the papers are called whose tables are called otherwise."""
ABOUT = frozenset({*PLANS.tables, *LISTS.tables, *TABLES.values()})
"""The tables that commands check: only rules about these ask for columns."""


@dataclass(frozen=True, slots=True)
class NewForm:
    """A blank sheet with what people are told of it: its name, and the pack's other forms of the table."""

    pack: RulePack
    blank: Blank
    label: str
    others: tuple[str, ...]


def new_form(pack_name: str, word: str, form: str | None, *, today: date) -> NewForm:
    """Return the blank sheet of a table. Raises Refusal where there is no such table or form."""
    pack = load_pack(pack_name)
    labels = {w: LABELS.get(w, pack.vocabulary.tables[t].label) for w, t in TABLES.items()}
    wanted = word if word in TABLES else {label: w for w, label in labels.items()}.get(word)
    if wanted is None:
        known = tuple(f"{w}（{label}）" for w, label in labels.items())
        raise refuse("blank/table", Location("--table"), found=word, known=known)
    own = forms_of(pack, TABLES[wanted])
    chosen = _form(own, form)
    day = _day(pack, today)
    ready = [r for r in pack.ready(day, day.year) if r.normal.table in ABOUT]
    blank = blank_sheet(pack, TABLES[wanted], ready, chosen)
    others = tuple(f.title for f in own if f != chosen)
    return NewForm(pack, blank, labels[wanted], others)


def _form(own: tuple[TableForm, ...], title: str | None) -> TableForm | None:
    """Return the form of that title, or part of it; the first if none is asked for."""
    if title is None:
        return own[0] if own else None
    found = [f for f in own if title == f.title] or [f for f in own if title in f.title]
    if len(found) != 1:
        known = tuple(f.title for f in own) or ("没有自己的样表",)
        raise refuse("blank/form", Location("--form"), found=title, known=known)
    return found[0]


def _day(pack: RulePack, today: date) -> date:
    """Return the day whose rules count: today, or the nearest day that the pack is for."""
    period = pack.valid_for
    if period is None or period.covers(today):
        return today
    if period.until is not None and today >= period.until:
        return period.until - timedelta(days=1)
    return period.from_ or today

"""Read a plan without checking it: the table as read, what mapped, what is missing, what was passed over."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from shuangsuiji.forms.labels import on_paper
from shuangsuiji.model.values import Table
from shuangsuiji.model.vocabulary import FieldKind, TableForm, TableSpec
from shuangsuiji.packs.resolve import load_pack
from shuangsuiji.packs.rulepack import RulePack
from shuangsuiji.plan.facts import COPIED
from shuangsuiji.workflow.plans import PlanPapers, read_plan
from shuangsuiji.workflow.reading import LINES, form_of


@dataclass(frozen=True, slots=True)
class PlanAsRead:
    """A plan as read under a pack; `missing` are fields that the pack asks for and the paper lacks."""

    file: str
    pack: RulePack
    lines: Table
    missing: tuple[str, ...]

    @property
    def spec(self) -> TableSpec:
        """The vocabulary's table of plan lines."""
        return self.pack.vocabulary.tables[LINES]

    @property
    def form(self) -> TableForm | None:
        """The form that reads these headers again."""
        return form_of(self.lines, f"{self.lines.title or self.file}的表头")


def read(pack_name: str, papers: PlanPapers, *, today: date) -> PlanAsRead:
    """Return the plan as read. Raises Refusal where it cannot be read."""
    pack = load_pack(pack_name)
    lines = read_plan(pack, papers).lines
    asked = frozenset(_asked(pack, today, lines.year))
    fields = pack.vocabulary.tables[LINES].fields
    missing = tuple(f.name for f in fields if f.name in asked and f.name not in lines.columns)
    return PlanAsRead(str(papers.plan), pack, lines, missing)


def _asked(pack: RulePack, today: date, year: int | None) -> Iterator[str]:
    """Yield the fields of a plan line that the pack's rules read from paper."""
    spec = pack.vocabulary.tables[LINES]
    for ready in pack.ready(today, year):
        for ref in ready.normal.fields():
            own = ready.normal.table == LINES or ref.name in COPIED
            field = spec.by_name.get(ref.name) if own else None
            if field and on_paper(field) and field.kind in (FieldKind.RECORD, FieldKind.EVENT):
                yield ref.name

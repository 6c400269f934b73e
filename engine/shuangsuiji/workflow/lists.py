"""Check an item list under a pack, alone or against the superior's list."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from shuangsuiji.check.papers import Subject
from shuangsuiji.check.tables import When
from shuangsuiji.findings import Location, refuse
from shuangsuiji.forms.tables import read_table
from shuangsuiji.model.values import Table
from shuangsuiji.packs.resolve import load_pack
from shuangsuiji.packs.rulepack import RulePack
from shuangsuiji.plan.lists import list_tables, short_title
from shuangsuiji.workflow.checks import (
    CheckReport,
    Work,
    as_people_say,
    check_period,
    check_rows,
    forms_of,
    run_check,
)
from shuangsuiji.workflow.recorded import recorded_in

LISTS = Subject(("item", "item_list", "parent_item"))


@dataclass(frozen=True, slots=True)
class ListPapers:
    """What is handed in: the list, the superior's list, people's findings; the day of the check."""

    items: Path
    parent: Path | None = None
    findings: Path | None = None
    as_of: date | None = None
    ask: bool = False

    @property
    def files(self) -> tuple[Path | None, ...]:
        """The files that are read."""
        return (self.items, self.parent, self.findings)


def check_list(pack_name: str, papers: ListPapers, *, today: date) -> CheckReport:
    """Return the report on a list. Raises Refusal where a paper cannot be read or the pack not used."""
    pack = load_pack(pack_name)
    when = When(papers.as_of or today)
    check_period(pack, when)
    if papers.parent is not None and papers.parent.resolve() == papers.items.resolve():
        raise refuse("list/same-file", Location(str(papers.parent)))
    items = _read(pack, papers.items, "抽查事项清单")
    parent = None if papers.parent is None else _read(pack, papers.parent, "上级抽查事项清单")
    recorded = recorded_in(papers.findings)
    said, rest, unplaced = as_people_say(pack, LISTS, {"item": items}, recorded)
    tables, noticed = list_tables(said["item"], parent, pack.vocabulary.tables["parent_item"])
    work = Work(pack, LISTS, when, papers.items, tables, recorded=rest, ask=papers.ask)
    done = run_check(work, [*unplaced, *noticed])
    above = None if parent is None else short_title(parent.title, parent.location)
    title = tables["item_list"].rows[0].key
    scope = ["抽查事项清单", f"{len(items.rows)}项"]
    scope += [f"对照上级清单“{above}”（{len(parent.rows)}项）"] if parent is not None else []
    return CheckReport(
        pack=pack,
        title=title,
        told={"list": title, "parent": above},
        scope=tuple(scope),
        as_of=when.as_of,
        rows=len(items.rows),
        checked=done.checked,
        papers=done.papers,
        recorded=recorded,
    )


def _read(pack: RulePack, path: Path, label: str) -> Table:
    table = read_table(path, "item", pack.vocabulary.tables["item"], forms_of(pack, "item"))
    check_rows(len(table.rows), label, table.location)
    return table

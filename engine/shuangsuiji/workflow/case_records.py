"""A case and its records under a pack's other rules: what they find, and what of the case they show."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from shuangsuiji.accountability.cases import LiabilityCase
from shuangsuiji.accountability.records import Shown, shown_facts
from shuangsuiji.check.papers import Papers, Subject
from shuangsuiji.check.tables import Checked, check_plainly, rules_about
from shuangsuiji.findings import in_reading_order
from shuangsuiji.model.values import Row, Table
from shuangsuiji.packs.rulepack import ReadyRule, RulePack
from shuangsuiji.workflow.case_read import TABLE, ReadCase


@dataclass(frozen=True, slots=True)
class RecordRules:
    """A pack's rules on a day, for one case after the other: a case is a few rows, judged plainly."""

    pack: RulePack
    ready: tuple[ReadyRule, ...]
    as_of: date
    _about: dict[tuple[str, ...], tuple[ReadyRule, ...]] = field(default_factory=dict)

    def check(self, case: LiabilityCase, read: ReadCase) -> Checked:
        """Return what the rules find in a case and its records."""
        row = Row(1, read.name, read.location, case.facts)
        own = Table(TABLE, tuple(case.facts), (row,), read.location)
        tables: Mapping[str, Table] = {TABLE: own, **read.records}
        subject, papers = Subject(tuple(tables)), Papers(read.location.file, tables)
        rules = self._rules(subject, papers)
        checked = check_plainly(self.pack, subject, papers, rules, self.as_of)
        told = (notice for table in tables.values() for notice in table.notices)
        return replace(checked, findings=in_reading_order([*told, *checked.findings]))

    def shown(self, read: ReadCase, checked: Checked) -> Iterable[Shown]:
        """Yield what a case's records show of its facts."""
        judged = (self.ready, checked.counts)
        return shown_facts(self.pack.vocabulary, TABLE, read.records, judged, self.as_of)

    def _rules(self, subject: Subject, papers: Papers) -> tuple[ReadyRule, ...]:
        """Return the rules about the tables that a case has; many cases have the same."""
        if subject.tables not in self._about:
            self._about[subject.tables] = rules_about(self.pack, subject, papers, self.ready)
        return self._about[subject.tables]

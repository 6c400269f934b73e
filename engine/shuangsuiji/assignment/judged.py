"""A pack's own rules on a few rows that the engine makes: of a team to be asked for, of a replacement."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from shuangsuiji.check.papers import Papers, Subject
from shuangsuiji.check.tables import check_plainly, rules_about
from shuangsuiji.findings import Citation, Finding, Location, Outcome, Severity
from shuangsuiji.model.values import Fact, Row, Table
from shuangsuiji.packs.rulepack import ReadyRule, RulePack
from shuangsuiji.rules.evaluate import RowVerdict
from shuangsuiji.rules.plain import judge_tables


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the pack's rules say: what forbids a change, what is remarked, the clauses it rests on."""

    problems: tuple[Finding, ...]
    notes: tuple[Finding, ...]
    clauses: tuple[str, ...]


@dataclass(frozen=True)
class PackRules:
    """The rules of a pack on a day."""

    pack: RulePack
    as_of: date

    @cached_property
    def ready(self) -> tuple[ReadyRule, ...]:
        """Return all of them in normal form."""
        return self.pack.ready(self.as_of, self.as_of.year)

    def about(self, tables: Sequence[str]) -> tuple[ReadyRule, ...]:
        """Return the rules that stand on these tables alone."""
        here = {name: table_of(name, (), Location("")) for name in tables}
        return rules_about(self.pack, Subject(tuple(tables)), Papers("", here), self.ready)

    def verdicts(self, tables: Mapping[str, Table]) -> tuple[RowVerdict, ...]:
        """Return what is told of each row: what fails, what is not known, what is excepted."""
        normal = [ready.normal for ready in self.about(tuple(tables))]
        found = judge_tables(self.pack.vocabulary, tables, normal, self.as_of)
        return tuple(verdict for outcome in found.values() for verdict in outcome.told)

    def failures(self, tables: Mapping[str, Table]) -> tuple[Finding, ...]:
        """Return what fails, in the words of the pack's rules, with their clauses."""
        names = tuple(tables)
        rules = self.about(names)
        papers = Papers(next(iter(tables.values())).location.file, tables)
        checked = check_plainly(self.pack, Subject(names), papers, rules, self.as_of)
        return tuple(f for f in checked.findings if f.outcome is Outcome.FAIL)

    def rule_of(self, verdict: RowVerdict) -> ReadyRule:
        """Return the rule of a verdict."""
        return next(ready for ready in self.ready if ready.normal.id == verdict.rule.id)

    def binds(self, verdict: RowVerdict) -> bool:
        """Return whether the rule of a verdict is more than advice."""
        return self.rule_of(verdict).rule.severity is not Severity.NOTE


def clauses_of(citations: Sequence[Citation]) -> tuple[str, ...]:
    """Return the ids of clauses, each once, in order."""
    return tuple(dict.fromkeys(citation.clause for citation in citations))


def table_of(name: str, rows: Sequence[tuple[str, Mapping[str, Fact]]], at: Location) -> Table:
    """Return a table of rows, each with what a person calls it."""
    columns = tuple(dict.fromkeys(field for _, facts in rows for field in facts))
    made = tuple(Row(n, key, at, facts) for n, (key, facts) in enumerate(rows, 1))
    return Table(name, columns, made, at)

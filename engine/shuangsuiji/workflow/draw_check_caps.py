"""Whether as many as were drawn are more than the pack's caps allow, by the plan's lines and the item list."""

from collections.abc import Mapping
from dataclasses import replace

from shuangsuiji.check.papers import Papers
from shuangsuiji.check.tables import When, check_plainly, rules_about
from shuangsuiji.findings import Finding, Location, Outcome
from shuangsuiji.model.values import Row, Table, exactly
from shuangsuiji.packs.rulepack import RulePack
from shuangsuiji.plan.facts import Handed, numbered, plan_tables
from shuangsuiji.rules.kinds.ratio_cap import RatioCap
from shuangsuiji.workflow.draw_check_sizes import line_name
from shuangsuiji.workflow.plans import PLANS


def over_caps(
    pack: RulePack, when: When, plan: Table, items: Table, drawn: Mapping[str, int], file: str
) -> tuple[Finding, ...]:
    """Return where a line's drawn number, or its ratio, fails the pack's caps on ratios.

    The lines are judged as the plan has them, but for the number: it is the one that was drawn, by line.
    """
    lines, _ = numbered(plan)
    rows = tuple(_drawn(row, drawn, file) for row in lines.rows if line_name(row) in drawn)
    columns = tuple(dict.fromkeys((*lines.columns, "estimated_count")))
    handed = Handed(
        lines=replace(lines, rows=rows, columns=columns),
        items=items,
        as_of=when.as_of,
        year=when.as_of.year,
    )
    tables, _ = plan_tables(handed)
    papers = Papers(file, tables)
    ready = pack.ready(when.as_of, when.as_of.year)
    rules = rules_about(pack, PLANS, papers, ready)
    caps = [rule for rule in rules if isinstance(rule.rule.spec, RatioCap)]
    checked = check_plainly(pack, PLANS, papers, caps, when.as_of)
    return tuple(f for f in checked.findings if f.outcome is Outcome.FAIL)


def _drawn(row: Row, drawn: Mapping[str, int], file: str) -> Row:
    """Return a plan's line with the number that was drawn in place of the one that was planned."""
    number = exactly(drawn[line_name(row)], location=Location(file))
    return replace(row, facts={**row.facts, "estimated_count": number})

"""Check papers under a pack (核查): the rules' outcomes become findings, each at its cell."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial

import duckdb

from shuangsuiji.check.papers import Papers, Subject
from shuangsuiji.check.questions import Question, questions
from shuangsuiji.check.sources import Sources
from shuangsuiji.check.tell import Counts, Teller
from shuangsuiji.findings import Finding, Outcome, Severity, in_reading_order
from shuangsuiji.model.values import Fact, Table
from shuangsuiji.model.vocabulary import FieldSpec, Vocabulary
from shuangsuiji.packs.rulepack import ReadyRule, RulePack
from shuangsuiji.rules.evaluate import (
    Evaluation,
    RowVerdict,
    TableOutcome,
    columns_needed,
    read_facts,
)
from shuangsuiji.rules.kinds.accountability import HOLDS_OF_A_CASE
from shuangsuiji.rules.loading import LoadedTable, load_rows
from shuangsuiji.rules.normal import NormalRule
from shuangsuiji.rules.plain import judge_tables


@dataclass(frozen=True, slots=True)
class When:
    """The day of the check, and the year that the papers are for."""

    as_of: date
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check came to: the findings in reading order, and each rule's rows by outcome."""

    findings: tuple[Finding, ...]
    counts: Counts
    undecided: tuple[str, ...]
    """Rules that bind, on tables handed in, with rows that could not be decided."""
    for_people: tuple[str, ...] = ()
    """Likewise with rows that only a person's finding can decide."""
    questions: tuple[Question, ...] = ()
    """What is to be asked, if that was wanted."""
    asked: Mapping[str, tuple[Mapping[str, Fact], ...]] = field(default_factory=dict)
    """The facts that the subject asks for, by table, row by row."""


def check_tables(
    pack: RulePack,
    subject: Subject,
    papers: Papers,
    when: When,
    connection: duckdb.DuckDBPyConnection,
    *,
    ask: bool = False,
) -> Checked:
    """Return the findings on papers; the connection holds the registers among them.

    `ask` works out the questions too.
    """
    ready = rules_about(pack, subject, papers, pack.ready(when.as_of, when.year))
    asked = _asked(pack.vocabulary, subject, papers)
    needed = columns_needed(pack.vocabulary, [r.normal for r in ready], asked)
    tables = papers.tables
    loaded = {n: _load(connection, needed.get(n, {}), table) for n, table in tables.items()}
    loaded |= {name: register.table for name, register in papers.registers.items()}
    evaluation = Evaluation(connection, pack.vocabulary, loaded, when.as_of)
    outcomes = evaluation.run([r.normal for r in ready])
    evaluation.derive(asked)
    teller, told = _teller(pack, subject, papers, ready, outcomes)
    checked = _checked(teller, ready, told)
    missing = tuple(teller.tables_missing(ready, told))
    sources = Sources(teller, partial(_read_rows, connection, evaluation), when.as_of)
    return replace(
        checked,
        questions=questions(teller, told, missing, sources) if ask else (),
        asked={t: _facts(connection, evaluation.tables[t], specs) for t, specs in asked.items()},
    )


def check_plainly(
    pack: RulePack, subject: Subject, papers: Papers, rules: Sequence[ReadyRule], as_of: date
) -> Checked:
    """Return the findings on tables of a few rows, without DuckDB; `rules` are those about them."""
    normal = [r.normal for r in rules]
    outcomes = judge_tables(pack.vocabulary, papers.tables, normal, as_of)
    teller, told = _teller(pack, subject, papers, rules, outcomes)
    return _checked(teller, rules, told)


def _teller(
    pack: RulePack,
    subject: Subject,
    papers: Papers,
    ready: Iterable[ReadyRule],
    outcomes: Mapping[str, TableOutcome],
) -> tuple[Teller, tuple[RowVerdict, ...]]:
    """Return who tells of the outcomes, and the verdicts that are told."""
    index = {(name, row.number): row for name, t in papers.tables.items() for row in t.rows}
    told = tuple(v for outcome in outcomes.values() for v in outcome.told)
    counts = {rule: c for outcome in outcomes.values() for rule, c in outcome.counts.items()}
    return Teller(pack, subject, papers, {r.normal.id: r for r in ready}, index, counts), told


def _checked(teller: Teller, ready: Sequence[ReadyRule], told: Sequence[RowVerdict]) -> Checked:
    """Return the findings on what is told, and which rules that bind are left open."""
    findings = [
        *teller.rows(told),
        *teller.tables_missing(ready, told),
        *teller.not_invoked(told),
        *teller.more_rows(told),
    ]
    return Checked(
        findings=in_reading_order(findings),
        counts=teller.counts,
        undecided=_waiting(ready, told, teller.counts, Outcome.UNKNOWN),
        for_people=_waiting(ready, told, teller.counts, Outcome.MANUAL),
    )


def _read_rows(
    connection: duckdb.DuckDBPyConnection,
    evaluation: Evaluation,
    table: str,
    names: Collection[str],
) -> Mapping[int, Mapping[str, Fact]]:
    """Return what the rows of a table say of fields, as far as they were loaded."""
    loaded = evaluation.tables[table]
    fields = evaluation.vocabulary.tables[table].by_name
    specs = {n: fields[n] for n in names if n in loaded.columns}
    return dict(read_facts(connection, loaded, specs, "TRUE ORDER BY _row"))


def rules_about(
    pack: RulePack, subject: Subject, papers: Papers, ready: Iterable[ReadyRule]
) -> tuple[ReadyRule, ...]:
    """Return the rules that stand on tables of the subject alone: handed in, or that may be.

    That every item has a line is asked of a plan; of a list alone it is no question. What holds of a
    case, a trigger or an exemption, is no violation of anything.
    """
    tables = pack.vocabulary.tables
    known = {t for t in subject.tables if t in papers or tables[t].input}

    def stands(rule: NormalRule) -> bool:
        read = columns_needed(pack.vocabulary, [replace(rule, unless=())]).keys() | {rule.table}
        elsewhere = read <= subject.apart
        return not elsewhere and rule.table in known and read <= known.union(subject.beside)

    rules = (r for r in ready if r.rule.spec.expects is not HOLDS_OF_A_CASE)
    return tuple(r for r in rules if stands(r.normal))


def _asked(
    vocabulary: Vocabulary, subject: Subject, papers: Papers
) -> dict[str, dict[str, FieldSpec]]:
    """Return the fields that the subject asks for, of the tables that are here."""
    return {
        table: {name: vocabulary.tables[table].by_name[name] for name in names}
        for table, names in subject.asks.items()
        if table in papers.tables
    }


def _facts(
    connection: duckdb.DuckDBPyConnection, table: LoadedTable, specs: Mapping[str, FieldSpec]
) -> tuple[Mapping[str, Fact], ...]:
    return tuple(facts for _, facts in read_facts(connection, table, specs, "TRUE ORDER BY _row"))


def _load(
    connection: duckdb.DuckDBPyConnection, needed: Mapping[str, FieldSpec], table: Table
) -> LoadedTable:
    """Load the columns that rules read and that the paper has."""
    specs = {c: needed[c] for c in table.columns if c in needed}
    return load_rows(connection, table.name, specs, [(r.number, r.facts) for r in table.rows])


def _waiting(
    ready: Iterable[ReadyRule], told: Iterable[RowVerdict], counts: Counts, outcome: Outcome
) -> tuple[str, ...]:
    """Return the binding rules with such rows; rows beyond those told of count as unknown."""
    met = Counter((v.rule.id, v.verdict.outcome) for v in told)

    def waits(rule: str) -> bool:
        people = met[rule, Outcome.MANUAL]
        if outcome is Outcome.MANUAL:
            return people > 0
        return counts.get(rule, {}).get(Outcome.UNKNOWN, 0) > people

    return tuple(
        r.normal.id for r in ready if r.rule.severity is Severity.ERROR and waits(r.normal.id)
    )

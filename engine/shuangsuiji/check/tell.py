"""Verdicts on rows become findings: the cell, the law, the values and where they came from, the words."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from shuangsuiji.check.claims import REASON_COLUMN, claims_of
from shuangsuiji.check.papers import Papers, Subject
from shuangsuiji.check.recorded import reason_field
from shuangsuiji.check.words import shown, worded
from shuangsuiji.findings import (
    About,
    Citation,
    Claim,
    Finding,
    Location,
    Modality,
    Origin,
    Outcome,
    Param,
    Severity,
)
from shuangsuiji.model.values import Fact, Row, Table
from shuangsuiji.model.vocabulary import FieldKind, FieldSpec
from shuangsuiji.packs.rulepack import ReadyRule, RulePack
from shuangsuiji.rules.derived import derivation, reads
from shuangsuiji.rules.derived_sql import join_key
from shuangsuiji.rules.evaluate import RowVerdict
from shuangsuiji.rules.expressions import Ref, refs

Counts = Mapping[str, Mapping[Outcome, int]]
"""How many rows of each outcome each rule met."""


@dataclass(frozen=True, slots=True)
class Teller:
    """Turns verdicts on rows into findings: place, law, values, words."""

    pack: RulePack
    subject: Subject
    papers: Papers
    rules: Mapping[str, ReadyRule]
    index: Mapping[tuple[str, int], Row]
    counts: Counts
    looked_up: dict[tuple[str, str], Mapping[object, Row]] = field(default_factory=dict)

    def rows(self, told: Iterable[RowVerdict]) -> Iterator[Finding]:
        """Yield a finding for each row told; one for all rows where a whole column is not there."""
        whole_column: dict[tuple[str, Outcome, str], list[RowVerdict]] = {}
        for verdict in told:
            ready = self.rules[verdict.rule.id]
            if self.is_quiet(verdict) or self.awaited(verdict):
                continue
            column = self.absent_column(verdict)
            if column is None:
                yield self._finding(ready, verdict)
            else:
                key = (verdict.rule.id, verdict.verdict.outcome, column)
                whole_column.setdefault(key, []).append(verdict)
        for (_, _, column), verdicts in whole_column.items():
            yield self._of_column(column, verdicts)

    def is_quiet(self, verdict: RowVerdict) -> bool:
        """Tell whether the rule is one of which no row is told."""
        return bool(getattr(self.rules[verdict.rule.id].rule.spec, "quiet", False))

    def tables_missing(
        self, ready: Iterable[ReadyRule], told: Iterable[RowVerdict]
    ) -> Iterator[Finding]:
        """Yield one finding for each paper that was not handed in, with the rules that rest on it."""
        resting = [
            (rule.normal.table, rule) for rule in ready if rule.normal.table not in self.papers
        ]
        resting += [
            (table, self.rules[verdict.rule.id])
            for verdict in told
            for table in self.awaited(verdict)
        ]
        papers: dict[tuple[str, str], dict[str, str]] = {}
        for table, ready_rule in resting:
            spec, rule = self.pack.vocabulary.tables[table], ready_rule.rule
            rules = papers.setdefault((spec.paper or spec.label, spec.input or ""), {})
            rules[rule.full_id] = rule.spec.title
        for (paper, option), rules in papers.items():
            ids = tuple(sorted(rules))
            titles = tuple(rules[rule_id] for rule_id in ids)
            yield Finding(
                code="check/table-missing",
                location=Location(self.papers.file),
                outcome=Outcome.UNKNOWN,
                severity=Severity.NOTE,
                params={"paper": paper, "option": option, "rules": ids, "titles": titles},
            )

    def not_invoked(self, told: Iterable[RowVerdict]) -> Iterator[Finding]:
        """Yield one finding that lists the facts that nobody asserted and that would lift a failure."""
        labels = {
            self._invoked_label(verdict, exception.id, ref): None
            for verdict in told
            if verdict.verdict.outcome is Outcome.FAIL and not self.reasons(verdict)
            for exception in verdict.rule.unless
            for ref in refs(exception.when)
            if ref.spec.kind is FieldKind.INVOKED
        }
        if labels:
            yield Finding(
                code="check/not-invoked",
                location=Location(self.papers.file),
                outcome=Outcome.NOT_APPLICABLE,
                severity=Severity.NOTE,
                params={"facts": tuple(labels)},
            )

    def more_rows(self, told: Iterable[RowVerdict]) -> Iterator[Finding]:
        """Yield, for each rule that met more rows than it tells of, how many more there are."""
        met = [(v, (v.rule.id, _counted(v.verdict.outcome))) for v in told]
        alone = {key for v, key in met if not self.awaited(v) and not self.absent_column(v)}
        for (rule_id, outcome), n in Counter(key for _, key in met).items():
            more = self.counts[rule_id][outcome] - n
            if more and (rule_id, outcome) in alone:
                ready = self.rules[rule_id]
                place = self.papers.place(ready.normal.table)
                yield Finding(
                    code="check/more-rows",
                    location=place,
                    outcome=outcome,
                    severity=ready.rule.severity if outcome is Outcome.FAIL else Severity.NOTE,
                    params={"rule": rule_id, "listed": n, "more": more},
                    citations=ready.citations,
                )

    def _invoked_label(self, verdict: RowVerdict, exception: str, ref: Ref) -> str:
        """Return what people would assert: the field, or for a residual exception rule#exception."""
        rule = self.rules[verdict.rule.id].rule
        if ref.name in self.pack.vocabulary.tables[verdict.rule.table].by_name:
            return ref.spec.label
        title = next(e.title for e in rule.spec.unless if e.id == exception)
        return f"{title}（{rule.full_id}#{exception}）"

    def awaited(self, verdict: RowVerdict) -> tuple[str, ...]:
        """Return the tables on which the missing facts rest, and which an option would hand in."""
        found: dict[str, None] = {}
        for ref in verdict.verdict.missing:
            for table in self._rests_on(verdict.rule.table, ref.spec):
                if table not in self.papers and self.pack.vocabulary.tables[table].input:
                    found[table] = None
        return tuple(found)

    def _rests_on(self, table: str, spec: FieldSpec) -> Iterator[str]:
        made_from = self.subject.made_from.get((table, spec.name))
        if made_from is not None:
            yield made_from
        if spec.derived is None:
            return
        how = derivation(self.pack.vocabulary, table, spec)
        yield how.table
        for name in sorted(reads(how)[0]):
            inner = self.pack.vocabulary.tables[how.table].by_name[name]
            yield from self._rests_on(how.table, inner)

    def absent_column(self, verdict: RowVerdict) -> str | None:
        """Return the field of the verdict for which the paper has no column at all."""
        names = [r.name for r in verdict.verdict.missing]
        if verdict.verdict.outcome is Outcome.FAIL:
            names = [r.name for r in refs(verdict.rule.require)]
        return next((n for n in names if self.is_absent(verdict.rule.table, n)), None)

    def is_absent(self, table: str, name: str) -> bool:
        """Tell whether the paper of a table has no column for a field that it should have."""
        spec = self.pack.vocabulary.tables[table].by_name.get(name)
        return (
            spec is not None
            and spec.derived is None
            and not spec.made
            and spec.kind in (FieldKind.RECORD, FieldKind.EVENT)
            and name not in self.papers.columns(table)
        )

    def rows_like(self, verdict: RowVerdict) -> int:
        """Return how many rows have the outcome of a verdict under its rule."""
        return self.counts[verdict.rule.id][_counted(verdict.verdict.outcome)]

    def cell(self, verdict: RowVerdict) -> Location:
        """Return the cell of the fact that matters most to a verdict."""
        return self._place(verdict, self._row(verdict))

    def _of_column(self, column: str, verdicts: list[RowVerdict]) -> Finding:
        first = verdicts[0]
        table = first.rule.table
        finding = self._finding(self.rules[first.rule.id], first)
        rows = self.rows_like(first)
        label = self.pack.vocabulary.tables[table].by_name[column].label
        return replace(
            finding,
            location=self.papers.place(table),
            about=About(table, f"{rows}行"),
            message=f"表中没有“{label}”这一列",
            fix=f"增加“{label}”一列；列名不同的，改成“{label}”，或在样表中登记",
            params={"column": label, "rows": rows},
        )

    def _finding(self, ready: ReadyRule, told: RowVerdict) -> Finding:
        rule, verdict = ready.rule, told.verdict
        row = self._row(told)
        values = self._values(told, row)
        words = {**values, **({"bound": verdict.bound} if verdict.bound else {})}
        failed = verdict.outcome is Outcome.FAIL
        reasons = self.reasons(told) if failed else ()
        return Finding(
            code=told.rule.id,
            location=self._place(told, row),
            outcome=verdict.outcome,
            severity=rule.severity if failed and not reasons else Severity.NOTE,
            modality=rule.spec.modality,
            about=About(told.rule.table, self._key(told, row)),
            citations=(*ready.citations, *self._lifted(ready, verdict.exceptions)),
            params=values,
            origins=(*ready.origins, *self._origins(told, row)),
            title=rule.spec.title,
            message=worded(rule.spec.message, words, ready) if not verdict.missing else None,
            fix=worded(rule.spec.fix, words, ready) if failed else None,
            exceptions=self._exceptions(ready, verdict.exceptions),
            claims=(*reasons, *self._claims(told, row)),
            underneath=verdict.underneath,
            missing=tuple(r.spec.label for r in verdict.missing),
            written=dict(self._written(told, row)),
            draft=rule.draft,
            doubt=rule.spec.doubt,
            provisional=verdict.provisional,
        )

    def reasons(self, told: RowVerdict) -> tuple[Claim, ...]:
        """Return the reasons given for departing from what holds in principle (原则上)."""
        rule = self.rules[told.rule.id].rule
        if rule.spec.modality is not Modality.IN_PRINCIPLE:
            return ()
        return self._said(told, self._row(told), (reason_field(rule.full_id).name, REASON_COLUMN))

    def _claims(self, told: RowVerdict, row: Row | None) -> tuple[Claim, ...]:
        """Return what people say of the row that the rule read."""
        return self._said(told, row, [ref.name for ref in told.rule.fields()])

    def _said(self, told: RowVerdict, row: Row | None, names: Iterable[str]) -> tuple[Claim, ...]:
        if row is None:
            claims = self.papers.registers[told.rule.table].claims
            return tuple(c for n in names if (c := claims.get((told.row, n))) is not None)
        return claims_of(row.facts[n] for n in names if n in row.facts)

    def _written(self, told: RowVerdict, row: Row | None) -> Iterator[tuple[str, str]]:
        """Yield what the paper says where a fact is missing all the same: 若干, 5%左右, 不低于3%."""
        for ref in told.verdict.missing:
            text = self._text(told, row, ref.name)
            if text:
                yield ref.spec.label, text

    def _text(self, told: RowVerdict, row: Row | None, name: str) -> str:
        if row is None:
            return self.papers.registers[told.rule.table].text(told.row, name)
        fact = row.facts.get(name)
        return fact.text if fact is not None else ""

    def _lifted(self, ready: ReadyRule, exceptions: tuple[str, ...]) -> tuple[Citation, ...]:
        return tuple(c for e in exceptions for c in ready.rule.exceptions[e])

    def _exceptions(self, ready: ReadyRule, ids: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(e.title for e in ready.rule.spec.unless if e.id in ids)

    def _row(self, told: RowVerdict) -> Row | None:
        return self.index.get((told.rule.table, told.row))

    def _key(self, told: RowVerdict, row: Row | None) -> str:
        if row is not None:
            return row.key
        return self.papers.registers[told.rule.table].key(told.row)

    def _place(self, told: RowVerdict, row: Row | None) -> Location:
        """Return the cell of the fact that matters most: what is missing, else what was required.

        What one column tells beside another field, and did not tell here, is missing at that column.
        """
        wanted = [*told.verdict.missing, *refs(told.rule.require), *refs(told.rule.when)]
        if row is None:
            register = self.papers.registers[told.rule.table]
            fields = [r.name for r in wanted if r.name in register.table.columns]
            return register.place(told.row, fields[0] if fields else None)
        for ref in wanted:
            place = row.place(ref.name)
            if place is not None:
                return place
        headers = self.papers.tables[told.rule.table].headers
        asked = {headers[ref.name] for ref in wanted if ref.name in headers}
        beside = (row.place(name) for name, header in headers.items() if header in asked)
        return next((place for place in beside if place is not None), row.location)

    def _values(self, told: RowVerdict, row: Row | None) -> dict[str, Param]:
        """Return what the rule read, as people write it; what its words name beside."""
        specs = self.pack.vocabulary.tables[told.rule.table].by_name
        named = _named(self.rules[told.rule.id], told)
        facts = {**self._beside(told, row, named), **told.facts}
        return {
            name: shown(specs[name], facts.get(name))
            for name in specs
            if name in facts and name in named
        }

    def _beside(
        self, told: RowVerdict, row: Row | None, named: Collection[str]
    ) -> Mapping[str, Fact]:
        if row is not None:
            return row.facts
        return self.papers.registers[told.rule.table].facts(told.row, named)

    def _origins(self, told: RowVerdict, row: Row | None) -> Iterator[Origin]:
        """Yield where each value that was read stands: its cell, or the cell that was looked up."""
        for name, fact in told.facts.items():
            spec = self.pack.vocabulary.tables[told.rule.table].by_name.get(name)
            place = row.place(name) if row is not None else None
            if spec is not None and spec.derived is not None and spec.derived.lookup:
                place = self._looked_up(told, row, spec)
            if spec is not None and place is not None:
                yield Origin(spec.label, str(shown(spec, fact)), place)

    def _looked_up(self, told: RowVerdict, row: Row | None, spec: FieldSpec) -> Location | None:
        how = derivation(self.pack.vocabulary, told.rule.table, spec)
        key, table = join_key(how.where), self.papers.tables.get(how.table)
        if key is None or row is None or table is None or how.target is None:
            return None
        wanted = row.facts.get(key[1].name)
        other = self.rows_by(table, key[0].name).get(wanted.value if wanted is not None else None)
        if other is None:
            return None
        return other.place(how.target.name) or other.location

    def rows_by(self, table: Table, field: str) -> Mapping[object, Row]:
        """Return the rows of a table by the value of a field, made once."""
        known = self.looked_up.get((table.name, field))
        if known is None:
            told = [(row.facts.get(field), row) for row in table.rows]
            known = {fact.value: row for fact, row in told if fact is not None and fact.value}
            self.looked_up[table.name, field] = known
        return known


def _counted(outcome: Outcome) -> Outcome:
    """Return the outcome under which the query counts a row: what people must judge is unknown to it."""
    return Outcome.UNKNOWN if outcome is Outcome.MANUAL else outcome


def _named(ready: ReadyRule, told: RowVerdict) -> set[str]:
    """Return the fields that the rule reads or that its words name."""
    words = f"{ready.rule.spec.message or ''}{ready.rule.spec.fix or ''}"
    return {r.name for r in told.rule.fields()} | {
        part.partition("}")[0] for part in words.split("{")[1:]
    }

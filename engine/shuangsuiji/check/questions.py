"""What is to be asked: each fact that a verdict waits for, once, with what answers would change."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum

from shuangsuiji.check.answers import Outcomes, Weighed, outcomes_of
from shuangsuiji.check.claims import AUTHOR
from shuangsuiji.check.recorded import REASON, place_key, reason_field
from shuangsuiji.check.sources import Source, Sources
from shuangsuiji.check.tell import Teller
from shuangsuiji.findings import Citation, Finding, Location, Modality, Outcome
from shuangsuiji.model.values import BLANK, Row
from shuangsuiji.model.vocabulary import FieldKind, FieldSpec
from shuangsuiji.rules.evaluate import RowVerdict
from shuangsuiji.rules.expressions import Ref, Stated, refs
from shuangsuiji.rules.normal import asserted_field


class Sort(StrEnum):
    """What sort of fact is asked for, which says who may answer."""

    RECORD = "record"
    EVENT = "event"
    JUDGEMENT = "judgement"
    INVOKED = "invoked"
    REASON = "reason"
    MEND = "mend"
    """The paper lacks it, and that is a failure: it is to be mended there, not answered here."""
    COLUMN = "column"
    TABLE = "table"
    ELSEWHERE = "elsewhere"
    """What neither the row nor a person's finding can tell: an option, the pack itself."""

    @property
    def is_answered_here(self) -> bool:
        """Whether the answer can be written beside the question."""
        return self not in (Sort.MEND, Sort.COLUMN, Sort.TABLE, Sort.ELSEWHERE)


@dataclass(frozen=True, slots=True)
class Effect:
    """What answers would change: of one rule, on rows that they change alike, answer by answer.

    Nothing in `outcomes` means that only another check can tell.
    """

    rule: str
    rows: int
    now: Outcome
    outcomes: Outcomes


@dataclass(frozen=True, slots=True)
class Question:
    """One question: of which row, which fact, on what law, and what the answers would change.

    `table`, `key` and `fact` are what a recorded finding writes; `spec` is the field, `option` what
    would hand in a table, `author` the department whose row it is.
    """

    sort: Sort
    table: str
    key: str
    fact: str
    label: str
    place: Location
    spec: FieldSpec | None = None
    written: str = ""
    author: str = ""
    option: str = ""
    rows: int = 1
    citations: tuple[Citation, ...] = ()
    rules: tuple[str, ...] = ()
    effects: tuple[Effect, ...] = ()


Mark = tuple[str, str, str]
"""What makes two questions one: table, row and fact; of a column or a paper, its name."""


@dataclass(slots=True)
class _Open:
    """A question while its verdicts are collected."""

    asked: Question
    weighed: list[Weighed] = field(default_factory=list)
    rules: dict[str, None] = field(default_factory=dict)


def questions(
    teller: Teller, told: Iterable[RowVerdict], missing: Iterable[Finding], sources: Sources
) -> tuple[Question, ...]:
    """Return what the verdicts wait for, and what would lift failures, in the order of the papers.

    `missing` are the findings on papers that were not handed in.
    """
    asker = _Asker(teller, sources)
    verdicts = list(told)
    asker.look_for_blanks(verdicts)
    for verdict in verdicts:
        if verdict.verdict.outcome in (Outcome.UNKNOWN, Outcome.MANUAL):
            asker.undecided(verdict)
        elif verdict.verdict.outcome is Outcome.FAIL:
            asker.failed(verdict)
    for finding in missing:
        asker.paper(finding)
    return asker.asked()


class _Asker:
    """Collects the questions: each once, with all the verdicts that it serves."""

    def __init__(self, teller: Teller, sources: Sources) -> None:
        self._teller = teller
        self._sources = sources
        self._open: dict[Mark, _Open] = {}
        self._failing_blanks: dict[tuple[str, int, str], str] = {}

    def look_for_blanks(self, verdicts: Iterable[RowVerdict]) -> None:
        """Note the cells whose emptiness is itself a failure."""
        for v in verdicts:
            require = v.rule.require
            if v.verdict.outcome is Outcome.FAIL and isinstance(require, Stated):
                self._failing_blanks[v.rule.table, v.row, require.field.name] = v.rule.id

    def undecided(self, verdict: RowVerdict) -> None:
        """Ask for the facts that could decide a verdict."""
        teller = self._teller
        if teller.is_quiet(verdict) or teller.awaited(verdict):
            return
        for ref in verdict.verdict.missing:
            for source in self._sources.of(verdict, ref):
                if source.recordable and teller.is_absent(source.table, source.spec.name):
                    self._column(verdict, source.table, source.spec)
                else:
                    self._fact(verdict, ref, source)

    def failed(self, verdict: RowVerdict) -> None:
        """Ask for what a person could claim that would lift a failure, or for the reason."""
        if self._teller.absent_column(verdict) is not None:
            return
        rule = self._teller.rules[verdict.rule.id].rule
        for exception in verdict.rule.unless:
            claimed = [r for r in refs(exception.when) if r.spec.kind is FieldKind.INVOKED]
            for ref in dict.fromkeys(claimed):
                self._claim(verdict, exception.id, ref, tuple(claimed))
        if rule.spec.modality is Modality.IN_PRINCIPLE and not self._teller.reasons(verdict):
            self._reason(verdict)

    def paper(self, finding: Finding) -> None:
        """Ask for a paper that was not handed in."""
        paper, option = str(finding.params["paper"]), str(finding.params["option"])
        asked = Question(Sort.TABLE, "", "", paper, paper, finding.location, option=option)
        entry = self._opened(("", "", paper), asked)
        rules = finding.params["rules"]
        ids = {r.rule.full_id: r for r in self._teller.rules.values()}
        for rule in rules if isinstance(rules, tuple) else ():
            entry.rules.setdefault(ids[rule].normal.id if rule in ids else rule)

    def asked(self) -> tuple[Question, ...]:
        """Return the questions; what is asked of a paper comes in the order of its cells."""
        made = [self._made(entry) for entry in self._open.values()]
        return tuple(sorted((q for q in made if not _is_idle(q)), key=_order))

    def _fact(self, verdict: RowVerdict, ref: Ref, source: Source) -> None:
        spec = source.spec
        at = (source.table, source.row, spec.name)
        sort = Sort.MEND if at in self._failing_blanks else Sort(spec.kind.value)
        sort = Sort.ELSEWHERE if not source.recordable else sort
        called, place, row = self._called(source.table, source.row, spec.name)
        asked = Question(
            sort=sort,
            table=source.table,
            key=called,
            fact=spec.label,
            label=spec.label,
            place=place,
            spec=spec,
            written=self._text(source, row),
            author=_author(row),
            option=source.option,
        )
        entry = self._opened((source.table, called, spec.name), asked)
        if sort is Sort.MEND:
            entry.rules.setdefault(self._failing_blanks[at])
        self._weigh(entry, verdict, ref, by_copy=source.same)

    def _claim(
        self, verdict: RowVerdict, exception: str, ref: Ref, together: tuple[Ref, ...]
    ) -> None:
        rule = self._teller.rules[verdict.rule.id].rule
        asserted = asserted_field(rule.full_id, exception).name == ref.name
        title = next((e.title for e in rule.spec.unless if e.id == exception), ref.spec.label)
        fact = f"{rule.full_id}#{exception}" if asserted else ref.spec.label
        self._lift(verdict, Sort.INVOKED, ref, fact, title if asserted else ref.spec.label)
        entry = self._open[self._mark(verdict, fact)]
        entry.weighed[-1].together = tuple(r for r in together if r != ref)

    def _reason(self, verdict: RowVerdict) -> None:
        rule = self._teller.rules[verdict.rule.id].rule
        ref = Ref(reason_field(rule.full_id))
        fact = f"{rule.full_id}#{REASON}"
        self._lift(verdict, Sort.REASON, ref, fact, ref.spec.label)

    def _lift(self, verdict: RowVerdict, sort: Sort, ref: Ref, fact: str, label: str) -> None:
        table, place = verdict.rule.table, self._teller.cell(verdict)
        called, _, row = self._called(table, verdict.row, ref.name)
        asked = Question(
            sort, table, called, fact, label, place, spec=ref.spec, author=_author(row)
        )
        entry = self._opened(self._mark(verdict, fact), asked)
        self._weigh(entry, verdict, ref, by_copy=True)

    def _mark(self, verdict: RowVerdict, fact: str) -> Mark:
        called, _, _ = self._called(verdict.rule.table, verdict.row, "")
        return (verdict.rule.table, called, fact)

    def _column(self, verdict: RowVerdict, table: str, spec: FieldSpec) -> None:
        place = self._teller.papers.place(table)
        rows = self._teller.rows_like(verdict)
        asked = Question(
            Sort.COLUMN, table, "", spec.label, spec.label, place, spec=spec, rows=rows
        )
        entry = self._opened((table, "", spec.name), asked)
        if rows > entry.asked.rows:
            entry.asked = asked
        entry.rules.setdefault(verdict.rule.id)

    def _opened(self, mark: Mark, asked: Question) -> _Open:
        return self._open.setdefault(mark, _Open(asked))

    def _weigh(self, entry: _Open, verdict: RowVerdict, ref: Ref, *, by_copy: bool) -> None:
        entry.rules.setdefault(verdict.rule.id)
        known = entry.weighed[-1] if entry.weighed else None
        if by_copy or known is None or known.verdict is not verdict:
            entry.weighed.append(Weighed(verdict, ref, known=by_copy))

    def _called(self, table: str, number: int, name: str) -> tuple[str, Location, Row | None]:
        """Return what names the row in a recorded finding, the cell, and the row if it is in memory."""
        row = self._teller.index.get((table, number))
        if row is None:
            register = self._teller.papers.registers[table]
            field_there = name if name in register.table.columns else None
            return register.called(number), register.place(number, field_there), None
        place = row.place(name) or row.location
        alone = self._sources.keys(table)[row.key] == 1
        return row.key if alone else place_key(row), place, row

    def _text(self, source: Source, row: Row | None) -> str:
        if row is not None:
            return row.facts.get(source.spec.name, BLANK).text
        return self._teller.papers.registers[source.table].text(source.row, source.spec.name)

    def _made(self, entry: _Open) -> Question:
        ready = [self._teller.rules[r] for r in entry.rules if r in self._teller.rules]
        return replace(
            entry.asked,
            citations=tuple(dict.fromkeys(c for r in ready for c in r.citations)),
            rules=tuple(dict.fromkeys(r.rule.spec.title for r in ready)),
            effects=tuple(self._effects(entry)),
        )

    def _effects(self, entry: _Open) -> Iterator[Effect]:
        """Yield what the answers would change, rows that they change alike together."""
        found: dict[tuple[str, Outcome, Outcomes], int] = {}
        for weighed in entry.weighed:
            title = self._teller.rules[weighed.verdict.rule.id].rule.spec.title
            as_of = self._sources.as_of
            spec = entry.asked.spec
            reason = entry.asked.sort is Sort.REASON
            outcomes = () if reason or spec is None else outcomes_of(weighed, spec, as_of)
            key = (title, weighed.verdict.verdict.outcome, outcomes)
            found[key] = found.get(key, 0) + 1
        for (title, now, outcomes), rows in found.items():
            yield Effect(title, rows, now, outcomes)


def _author(row: Row | None) -> str:
    """Return the department whose row it is, where the row says so."""
    fact = row.facts.get(AUTHOR, BLANK) if row is not None else BLANK
    return fact.value if isinstance(fact.value, str) else ""


def _is_idle(question: Question) -> bool:
    """Tell whether a claim would change nothing: on this row the exception asks for more."""
    return question.sort is Sort.INVOKED and all(
        then.outcome is effect.now for effect in question.effects for then in effect.outcomes
    )


def _order(question: Question) -> tuple[object, ...]:
    finding = Finding(code=question.fact, location=question.place)
    return (not question.sort.is_answered_here, *finding.reading_order())

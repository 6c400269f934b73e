"""What a case says becomes its facts, each with what it rests on; what cannot be used is told at its place."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from shuangsuiji.accountability.cases import Evidence, LiabilityCase, Source
from shuangsuiji.accountability.records import Shown
from shuangsuiji.check.recorded import Assertable, Recorded, recorded_fact, table_named
from shuangsuiji.check.words import shown as in_words
from shuangsuiji.findings import Finding, Location, problem
from shuangsuiji.forms.days import read_day
from shuangsuiji.forms.grammar import read_cell
from shuangsuiji.model.values import Fact, Interval, Status, Table, says
from shuangsuiji.model.vocabulary import FieldKind, FieldSpec, FieldType, Vocabulary
from shuangsuiji.workflow.case_read import TABLE, ReadCase, Said
from shuangsuiji.yamlfile import nearest

NAME = "case_name"


@dataclass(frozen=True, slots=True)
class Assumption:
    """One fact of a what-if: of one case, or of all where `case` is None."""

    case: str | None
    spec: FieldSpec
    fact: Fact

    @property
    def words(self) -> str:
        """The assumption as people write it."""
        said = f"{self.spec.label}={in_words(self.spec, self.fact)}"
        return said if self.case is None else f"{self.case}：{said}"


@dataclass(slots=True)
class Assembly:
    """A case as it is put together: each fact once, with what it rests on."""

    case: LiabilityCase
    problems: list[Finding]

    def state(self, spec: FieldSpec, fact: Fact, evidence: Evidence) -> None:
        """Add a fact, or what else says it; one that says otherwise is a problem at its place."""
        known = self.case.facts.get(spec.name)
        if known is None:
            self.case = self.case.with_fact(spec.name, fact, evidence)
            return
        earlier = self.case.evidence[spec.name]
        if known.value == fact.value:
            both = replace(earlier, also=(*earlier.also, evidence))
            self.case = self.case.with_fact(spec.name, known, both)
        else:
            told = {
                "fact": spec.label,
                "found": in_words(spec, fact),
                "earlier": in_words(spec, known),
                "by": earlier.who or "、".join(earlier.shown) or earlier.grounds or "案件的记载",
                "place": str(earlier.location),
            }
            self.problems.append(problem("case/contradicts", evidence.location, **told))


def stated_case(
    known: Assertable, read: ReadCase, recorded: Iterable[Recorded], as_of: date
) -> Assembly:
    """Return the case with the facts that its file states and that people found."""
    spec = known.vocabulary.tables[TABLE].by_name[NAME]
    name = {spec.name: says(read.name, location=read.location)}
    about = (read.person, read.unit, read.summary)
    made = Assembly(LiabilityCase(read.name, read.location, *about, facts=name), [])
    for said in read.said:
        _state_record(known.vocabulary, made, said, as_of)
    for one in recorded:
        _state_finding(known, made, one, as_of)
    for table in read.records.values():
        made.problems += _later(known.vocabulary, table, as_of)
        made.problems += [
            problem("case/unknown-column", table.location, found=word) for word in table.unmapped
        ]
    return made


def _state_record(vocabulary: Vocabulary, made: Assembly, said: Said, as_of: date) -> None:
    """State what the record says; a judgement or an assertion is a person's, and stands in no record."""
    spec = vocabulary.tables[TABLE].find(said.fact)
    if spec is None or spec.name == NAME:
        known = [f.label for f in vocabulary.tables[TABLE].fields if f.name != NAME]
        close = nearest(said.fact, [*known, *vocabulary.tables[TABLE].by_name])
        told = problem("case/unknown-fact", said.location, found=said.fact, nearest=close)
        made.problems.append(told)
    elif spec.kind in (FieldKind.JUDGEMENT, FieldKind.INVOKED):
        made.problems.append(problem("case/judgement", said.location, fact=spec.label))
    else:
        fact = read_cell(spec.type, said.text, spec).fact
        if fact.status is Status.UNREADABLE:
            code = "case/unreadable" if spec.type is FieldType.YES_NO else "case/unreadable-value"
            would = tuple(choice.value for choice in spec.choices) or ("看得懂的值",)
            words = {"fact": spec.label, "found": said.text, "would": "、".join(would)}
            made.problems.append(problem(code, said.location, **words))
        elif _is_later(spec, fact, as_of):
            words = {"fact": spec.label, "found": said.text, "as_of": str(as_of)}
            made.problems.append(problem("case/after-decision", said.location, **words))
        elif fact.status is Status.VALUE:
            evidence = Evidence("file", said.location, grounds=said.grounds)
            made.state(spec, replace(fact, location=said.location), evidence)


def _state_finding(known: Assertable, made: Assembly, one: Recorded, as_of: date) -> None:
    read = recorded_fact(known, TABLE, one)
    if isinstance(read, Finding):
        made.problems.append(read)
        return
    spec, fact = read
    day = read_day(one.when).fact.value
    if isinstance(day, Interval) and isinstance(day.hi, date) and day.hi > as_of:
        told = {"fact": spec.label, "found": str(day.hi), "as_of": str(as_of)}
        made.problems.append(problem("case/after-decision", one.location, **told))
        return
    source: Source = "assertion" if spec.kind is FieldKind.INVOKED else "finding"
    evidence = Evidence(source, one.location, one.who, one.when, one.grounds)
    made.state(spec, fact, evidence)


def _later(vocabulary: Vocabulary, table: Table, as_of: date) -> Iterable[Finding]:
    """Yield the days in records that lie after the decision."""
    specs = vocabulary.tables[table.name].by_name
    for row in table.rows:
        for name, fact in row.facts.items():
            if name in specs and _is_later(specs[name], fact, as_of):
                told = {"fact": specs[name].label, "found": str(fact.value), "as_of": str(as_of)}
                yield problem("case/after-decision", row.place(name) or row.location, **told)


def _is_later(spec: FieldSpec, fact: Fact, as_of: date) -> bool:
    """Tell whether something is said to have happened after the decision."""
    day = fact.value.hi if isinstance(fact.value, Interval) else None
    return spec.kind is FieldKind.EVENT and isinstance(day, date) and day > as_of


def with_shown(made: Assembly, shown: Iterable[Shown], records: Mapping[str, Table]) -> None:
    """Add what the records show of the case's facts."""
    for each in shown:
        if each.value is None or each.spec.shown_by is None:
            continue
        place = records[each.spec.shown_by.table].location
        evidence = Evidence("record", place, shown=each.by)
        made.state(each.spec, says(each.value, location=place), evidence)


def with_assumed(case: LiabilityCase, assumptions: Sequence[Assumption]) -> LiabilityCase:
    """Return the case with the assumptions in it, whatever it says itself."""
    for one in assumptions:
        if one.case in (None, case.name):
            held, known = case.facts.get(one.spec.name), case.evidence.get(one.spec.name)
            before = None if held is None or known is None else (held, known)
            evidence = Evidence("assumption", Location("--assume"), before=before)
            case = case.with_fact(one.spec.name, one.fact, evidence)
    return case


def read_assumption(known: Assertable, words: str, cases: Sequence[str]) -> Assumption | Finding:
    """Return what `--assume [案件:]事实=值` says, or what is wrong with it."""
    place = Location("--assume")
    left, _, value = words.replace("＝", "=").rpartition("=")
    case = next((c for c in cases if left.startswith((f"{c}:", f"{c}："))), None)
    fact = left if case is None else left[len(case) + 1 :]
    if not fact:
        return problem("case/assume-shape", place, found=words)
    told = Recorded(TABLE, case or "", _ground(known, fact), value, "-", "2000-01-01", "-", place)
    read = recorded_fact(known, TABLE, told)
    if isinstance(read, Finding):
        return read
    spec, given = read
    if spec.name == NAME:
        return problem("case/assume-shape", place, found=words)
    return Assumption(case, spec, replace(given, text="（假设）", claim=None))


def _ground(known: Assertable, fact: str) -> str:
    """Return the fact's own word; of a residual ground's full id, its assertion."""
    return f"{fact}#residual" if f"{fact}#residual" in known.residuals else fact


def belongs_to(known: Assertable, one: Recorded) -> bool:
    """Return whether a recorded finding is about cases at all."""
    return table_named(known.vocabulary, one.table) == TABLE

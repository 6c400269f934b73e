"""People's recorded findings (认定): who says what of which row, on what grounds, becomes a fact."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from shuangsuiji.findings import Claim, Finding, Location, problem
from shuangsuiji.forms.days import read_day
from shuangsuiji.forms.grammar import read_cell
from shuangsuiji.model.values import Fact, Interval, Row, Status, Table, says
from shuangsuiji.model.vocabulary import FieldKind, FieldSpec, FieldType, Vocabulary
from shuangsuiji.rules.intervals import lies_in
from shuangsuiji.rules.normal import asserted_field
from shuangsuiji.yamlfile import nearest

REASON = "理由"
"""What stands after a rule's id and # where a reason for departing from it is recorded."""
REASONS = (REASON, "reason")
REASON_LABEL = "未按原则办理的理由"


@dataclass(frozen=True, slots=True)
class Recorded:
    """One recorded finding: the row (table and key), the fact or `rule#exception`, who, when, why."""

    table: str
    key: str
    fact: str
    value: str
    who: str
    when: str
    grounds: str
    location: Location


@dataclass(frozen=True, slots=True)
class Assertable:
    """What may be recorded: fields of the vocabulary; by rule, what is written rule#… and where.

    `residuals` are exceptions as rule#exception, `reasons` rules that hold in principle, each with the
    tables that it is about; `duties` the other rules. `told` are fields (table, name) that are no
    column of a paper and that a person may tell all the same: the day of making.
    """

    vocabulary: Vocabulary
    residuals: Mapping[str, tuple[str, ...]]
    reasons: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    duties: frozenset[str] = frozenset()
    told: frozenset[tuple[str, str]] = frozenset()


def reason_field(rule_id: str) -> FieldSpec:
    """Return the field by which a person records a reason for departing from a rule."""
    return asserted_field(rule_id, "reason").model_copy(update={"label": REASON_LABEL})


def with_recorded(
    known: Assertable, tables: Mapping[str, Table], recorded: Sequence[Recorded]
) -> tuple[dict[str, Table], tuple[Finding, ...]]:
    """Return the tables with the recorded facts in them, and what could not be placed."""
    placing: dict[str, _Placing] = {}
    problems = []
    for one in recorded:
        name = table_named(known.vocabulary, one.table)
        if name is None or name not in tables:
            problems.append(_unknown("recorded/unknown-table", one, one.table, tuple(tables)))
            continue
        read = recorded_fact(known, name, one)
        if isinstance(read, Finding):
            problems.append(read)
            continue
        if name not in placing:
            placing[name] = _Placing(tables[name])
        wrong = placing[name].place(one, *read)
        problems += [] if wrong is None else [wrong]
    return {**tables, **{n: p.table() for n, p in placing.items()}}, tuple(problems)


class _Placing:
    """Puts recorded facts into the rows of a table."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._exact: dict[str, list[int]] = {}
        self._named: dict[str, list[int]] = {}
        for index, row in enumerate(table.rows):
            for key in {row.key, place_key(row)}:
                self._exact.setdefault(key, []).append(index)
            for key in _names(row):
                self._named.setdefault(key, []).append(index)
        self._facts: dict[int, dict[str, Fact]] = {}
        self._columns: dict[str, None] = dict.fromkeys(table.columns)

    def place(self, one: Recorded, spec: FieldSpec, fact: Fact) -> Finding | None:
        """Put a fact into the rows that it is about: those called so, else all named so."""
        wanted = self._exact.get(one.key) or self._named.get(one.key)
        if not wanted:
            keys = tuple(r.key for r in self._table.rows[:50])
            return _unknown("recorded/unknown-row", one, one.key, keys)
        held = [
            self._facts.get(i, {}).get(spec.name) or self._table.rows[i].facts.get(spec.name)
            for i in wanted
        ]
        other = next((f for f in held if f is not None and _differs(f, fact)), None)
        if other is not None:
            words = {"key": one.key, "fact": spec.label, "found": other.text or str(other.value)}
            if other.claim is None:
                return problem("recorded/contradicts", one.location, **words)
            first = str(other.claim.location)
            return problem(
                "recorded/twice", one.location, who=other.claim.who, first=first, **words
            )
        for index in wanted:
            self._facts.setdefault(index, {})[spec.name] = fact
        self._columns[spec.name] = None
        return None

    def table(self) -> Table:
        """Return the table with what was put into it."""
        rows = tuple(
            replace(row, facts={**row.facts, **self._facts[i]}) if i in self._facts else row
            for i, row in enumerate(self._table.rows)
        )
        return replace(self._table, rows=rows, columns=tuple(self._columns))


def recorded_fact(known: Assertable, table: str, one: Recorded) -> tuple[FieldSpec, Fact] | Finding:
    """Return the field and the fact that a recorded finding gives; a Finding where it gives none."""
    told = (
        ("认定", one.value),
        ("认定人", one.who),
        ("认定日期", one.when),
        ("依据", one.grounds),
    )
    lacking = tuple(label for label, text in told if not text.strip())
    if lacking:
        return problem("recorded/incomplete", one.location, fact=one.fact, lacking=lacking)
    if read_day(one.when).fact.status is not Status.VALUE:
        return problem("recorded/day", one.location, fact=one.fact, found=one.when)
    spec = _spec(known, table, one)
    if isinstance(spec, Finding):
        return spec
    if spec.derived is not None or (spec.made and (table, spec.name) not in known.told):
        return problem("recorded/derived", one.location, fact=spec.label)
    fact = _fact(spec, one)
    if fact.status is Status.UNREADABLE:
        return problem("recorded/unreadable", one.location, fact=spec.label, found=one.value)
    if spec.kind is FieldKind.INVOKED and fact.value is False:
        return spec, fact  # nobody claims it
    said = spec.label.removeprefix("主张")
    return spec, replace(fact, claim=Claim(said, one.who, one.when, one.grounds, one.location))


def _differs(known: Fact, fact: Fact) -> bool:
    """Tell whether something else is known that can be read.

    A number within the bounds that the paper gives says more, and nothing else.
    """
    if known.status is not Status.VALUE or known.value == fact.value:
        return False
    paper, told = known.value, fact.value
    return not (
        isinstance(paper, Interval) and isinstance(told, Interval) and _narrows(told, paper)
    )


def _narrows(inner: Interval, outer: Interval) -> bool:
    """Tell whether bounds lie in others that leave room."""
    return not outer.is_point and lies_in(inner, outer)


def table_named(vocabulary: Vocabulary, word: str) -> str | None:
    """Return the table that people call by its name or its label."""
    names = {spec.label: name for name, spec in vocabulary.tables.items()}
    return word if word in vocabulary.tables else names.get(word)


def _spec(known: Assertable, table: str, one: Recorded) -> FieldSpec | Finding:
    fact = _bare(one.fact)
    rule, mark, exception = fact.partition("#")
    if not mark:
        spec = known.vocabulary.tables[table].find(one.fact)
        words = tuple(known.vocabulary.tables[table].by_name)
        return spec or _unknown("recorded/unknown-fact", one, one.fact, words)
    is_reason = exception in REASONS
    if is_reason and rule in known.duties:
        return problem("recorded/reason-for-duty", one.location, rule=rule)
    about = known.reasons.get(rule) if is_reason else known.residuals.get(fact)
    if about is None:
        words = tuple(f"{r}#{REASON}" for r in known.reasons) if is_reason else ()
        return _unknown("recorded/unknown-fact", one, one.fact, (*words, *known.residuals))
    if table not in about:
        labels = tuple(known.vocabulary.tables[t].label for t in about)
        said = {"rule": rule, "found": one.table}
        return problem("recorded/other-table", one.location, tables=labels, **said)
    return reason_field(rule) if is_reason else asserted_field(rule, exception)


def _bare(fact: str) -> str:
    """Return rule#exception where its title stands before it, as --ask and reports write it.

    >>> _bare("其他不良记录（gaoqing/frequency/twice-a-year#other-records）")
    'gaoqing/frequency/twice-a-year#other-records'
    """
    found = re.search(r"[（(]([^（()）]+#[^（()）]+)[）)]$", fact)
    return found[1] if found else fact


def _fact(spec: FieldSpec, one: Recorded) -> Fact:
    if spec.type is FieldType.YES_NO and one.value == "true":
        return says(value=True, text=one.value, location=one.location)
    read = read_cell(spec.type, one.value, spec).fact
    return replace(read, location=one.location)


def place_key(row: Row) -> str:
    """Return what tells a row from all others of its paper, and is no code: 计划!B5, 单元格A2."""
    place = row.location
    if place.cell is None:
        return f"文件第{place.line}行"
    return f"{place.sheet}!{place.cell}" if place.sheet is not None else f"单元格{place.cell}"


def _names(row: Row) -> Iterator[str]:
    """Yield what people may call the row beside its key: its line, its code or name."""
    for name in ("line", "uscc", "code", "item_name", "item_code", "name"):
        fact = row.facts.get(name)
        if fact is not None and isinstance(fact.value, str):
            yield fact.value


def _unknown(code: str, one: Recorded, found: str, known: tuple[str, ...]) -> Finding:
    return problem(code, one.location, found=found, nearest=nearest(found, known[:50]))

"""People's recorded findings (认定): who says what of which row, on what grounds, becomes a fact."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from shuangsuiji.findings import Finding, Location, problem
from shuangsuiji.forms.grammar import read_cell
from shuangsuiji.model.values import Fact, Row, Status, Table, says
from shuangsuiji.model.vocabulary import FieldSpec, FieldType, Vocabulary
from shuangsuiji.rules.normal import asserted_field
from shuangsuiji.yamlfile import nearest


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
    """What may be recorded: fields of the vocabulary, and residual exceptions as rule#exception."""

    vocabulary: Vocabulary
    residuals: frozenset[str]


def with_recorded(
    known: Assertable, tables: Mapping[str, Table], recorded: Sequence[Recorded]
) -> tuple[dict[str, Table], tuple[Finding, ...]]:
    """Return the tables with the recorded facts in them, and what could not be placed."""
    changed, problems = dict(tables), []
    for one in recorded:
        found = _place(known, changed, one)
        if isinstance(found, Finding):
            problems.append(found)
        else:
            changed[found.name] = found
    return changed, tuple(problems)


def _place(known: Assertable, tables: Mapping[str, Table], one: Recorded) -> Table | Finding:
    name = table_named(known.vocabulary, one.table)
    if name is None or name not in tables:
        return _unknown("recorded/unknown-table", one, one.table, tuple(tables))
    read = recorded_fact(known, name, one)
    if isinstance(read, Finding):
        return read
    spec, fact = read
    table = tables[name]
    wanted = [row for row in table.rows if one.key in _keys(row)]
    if not wanted:
        return _unknown("recorded/unknown-row", one, one.key, tuple(r.key for r in table.rows))
    written = next((f for row in wanted if (f := _written(row, spec, fact))), None)
    if written is not None:
        words = {"key": one.key, "fact": spec.label, "found": written}
        return problem("recorded/contradicts", one.location, **words)
    rows = tuple(
        replace(row, facts={**row.facts, spec.name: fact}) if row in wanted else row
        for row in table.rows
    )
    return replace(table, rows=rows, columns=tuple(dict.fromkeys((*table.columns, spec.name))))


def recorded_fact(known: Assertable, table: str, one: Recorded) -> tuple[FieldSpec, Fact] | Finding:
    """Return the field and the fact that a recorded finding gives; a Finding where it gives none."""
    told = (("认定人", one.who), ("认定日期", one.when), ("依据", one.grounds))
    lacking = tuple(label for label, text in told if not text)
    if lacking:
        return problem("recorded/incomplete", one.location, fact=one.fact, lacking=lacking)
    spec = _spec(known, table, one.fact)
    if spec is None:
        words = known.residuals if "#" in one.fact else known.vocabulary.tables[table].by_name
        return _unknown("recorded/unknown-fact", one, one.fact, tuple(sorted(words)))
    if spec.derived is not None or spec.made:
        return problem("recorded/derived", one.location, fact=spec.label)
    fact = _fact(spec, one)
    if fact.status is Status.UNREADABLE:
        return problem("recorded/unreadable", one.location, fact=spec.label, found=one.value)
    return spec, fact


def _written(row: Row, spec: FieldSpec, fact: Fact) -> str | None:
    """Return what the paper says of the field, if it says something else that can be read."""
    known = row.facts.get(spec.name)
    if known is None or known.status is not Status.VALUE or known.value == fact.value:
        return None
    return known.text or str(known.value)


def table_named(vocabulary: Vocabulary, word: str) -> str | None:
    """Return the table that people call by its name or its label."""
    names = {spec.label: name for name, spec in vocabulary.tables.items()}
    return word if word in vocabulary.tables else names.get(word)


def _spec(known: Assertable, table: str, fact: str) -> FieldSpec | None:
    rule, mark, exception = fact.partition("#")
    if mark:
        return asserted_field(rule, exception) if fact in known.residuals else None
    return known.vocabulary.tables[table].find(fact)


def _fact(spec: FieldSpec, one: Recorded) -> Fact:
    if spec.type is FieldType.YES_NO and one.value in ("", "true"):
        return says(value=True, text=one.value, location=one.location)
    read = read_cell(spec.type, one.value, spec).fact
    return replace(read, location=one.location)


def _keys(row: Row) -> Iterator[str]:
    """Yield what people may call the row: its key, its line, its code or name."""
    yield row.key
    for name in ("line", "uscc", "code", "item_name", "item_code", "name"):
        fact = row.facts.get(name)
        if fact is not None and isinstance(fact.value, str):
            yield fact.value


def _unknown(code: str, one: Recorded, found: str, known: tuple[str, ...]) -> Finding:
    return problem(code, one.location, found=found, nearest=nearest(found, known[:50]))

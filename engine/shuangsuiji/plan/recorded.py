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


def with_recorded(
    vocabulary: Vocabulary, tables: Mapping[str, Table], recorded: Sequence[Recorded]
) -> tuple[dict[str, Table], tuple[Finding, ...]]:
    """Return the tables with the recorded facts in them, and what could not be placed."""
    changed, problems = dict(tables), []
    for one in recorded:
        found = _place(vocabulary, changed, one)
        if isinstance(found, Finding):
            problems.append(found)
        else:
            changed[found.name] = found
    return changed, tuple(problems)


def _place(vocabulary: Vocabulary, tables: Mapping[str, Table], one: Recorded) -> Table | Finding:
    name = _table_name(vocabulary, one.table)
    if name is None or name not in tables:
        return _unknown("recorded/unknown-table", one, one.table, tuple(tables))
    lacking = [label for label, text in (("认定人", one.who), ("依据", one.grounds)) if not text]
    if lacking:
        return problem("recorded/incomplete", one.location, fact=one.fact, lacking=tuple(lacking))
    spec = _spec(vocabulary, name, one.fact)
    if spec is None:
        return _unknown(
            "recorded/unknown-fact", one, one.fact, tuple(vocabulary.tables[name].by_name)
        )
    fact = _fact(spec, one)
    if fact.status is Status.UNREADABLE:
        return problem("recorded/unreadable", one.location, fact=spec.label, found=one.value)
    table = tables[name]
    rows = tuple(_changed(row, one, spec, fact) for row in table.rows)
    if rows == table.rows:
        return _unknown("recorded/unknown-row", one, one.key, tuple(r.key for r in table.rows))
    return replace(table, rows=rows, columns=tuple(dict.fromkeys((*table.columns, spec.name))))


def _table_name(vocabulary: Vocabulary, word: str) -> str | None:
    names = {spec.label: name for name, spec in vocabulary.tables.items()}
    return word if word in vocabulary.tables else names.get(word)


def _spec(vocabulary: Vocabulary, table: str, fact: str) -> FieldSpec | None:
    rule, mark, exception = fact.partition("#")
    if mark:
        return asserted_field(rule, exception)
    return vocabulary.tables[table].find(fact)


def _fact(spec: FieldSpec, one: Recorded) -> Fact:
    if spec.type is FieldType.YES_NO and one.value in ("", "true"):
        return says(value=True, text=one.value, location=one.location)
    read = read_cell(spec.type, one.value, spec).fact
    return replace(read, location=one.location)


def _changed(row: Row, one: Recorded, spec: FieldSpec, fact: Fact) -> Row:
    if one.key not in _keys(row):
        return row
    return replace(row, facts={**row.facts, spec.name: fact})


def _keys(row: Row) -> Iterator[str]:
    """Yield what people may call the row: its key, its line, its code or name."""
    yield row.key
    for name in ("line", "uscc", "code"):
        fact = row.facts.get(name)
        if fact is not None and isinstance(fact.value, str):
            yield fact.value


def _unknown(code: str, one: Recorded, found: str, known: tuple[str, ...]) -> Finding:
    return problem(code, one.location, found=found, nearest=nearest(found, known[:50]))

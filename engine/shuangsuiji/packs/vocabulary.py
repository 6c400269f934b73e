"""The vocabulary as the engine loads it: every derived field is read once, and none needs itself."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from shuangsuiji.findings import Finding, Location, Refusal, problem
from shuangsuiji.model.vocabulary import FieldSpec, ShownBy, TableSpec, Vocabulary
from shuangsuiji.packs.places import condition_place
from shuangsuiji.packs.read import ReadPack, Source
from shuangsuiji.resources import root
from shuangsuiji.rules.conditions import Scope, read_condition
from shuangsuiji.rules.derived import Derivation, derivation, reads
from shuangsuiji.rules.scan import ConditionError
from shuangsuiji.yamlfile import nearest, read_yaml, typed

FOLDER = "rulesets/vocabulary"
NOWHERE: Mapping[str, Source] = {}


@cache
def shipped_vocabulary() -> Vocabulary:
    """Return the tables of rulesets/vocabulary/*.yaml, checked."""
    return read_vocabulary(root() / FOLDER, FOLDER)


def read_vocabulary(folder: Path, shown: str) -> Vocabulary:
    """Return the tables of a folder, checked; `shown` is how findings name the folder."""
    tables: dict[str, TableSpec] = {}
    sources: dict[str, Source] = {}
    problems: list[Finding] = []
    for path in sorted(folder.glob("*.yaml")):
        file = f"{shown}/{path.name}"
        try:
            source = Source(file, read_yaml(path, file=file))
            read = typed(source.node, Vocabulary, file).tables
        except Refusal as refusal:
            problems += refusal.findings
            continue
        for name, table in read.items():
            own = source.under("tables", name)
            if name in tables:
                problems.append(problem("vocabulary/table-twice", own.at(), found=name))
            tables[name], sources[name] = table, own
    vocabulary = Vocabulary(tables=tables)
    if problems := problems or check_vocabulary(vocabulary, sources):
        raise Refusal(problems)
    return vocabulary


def check_vocabulary(
    vocabulary: Vocabulary, sources: Mapping[str, Source] = NOWHERE
) -> list[Finding]:
    """Return what is wrong: names twice, a key that is no field, derived fields that lead nowhere."""
    found: list[Finding] = []
    for table, spec in vocabulary.tables.items():
        source = sources.get(table)
        found += _check_names(spec, source)
        for index, field in enumerate(spec.fields):
            if field.derived is not None:
                found += _check_derived(vocabulary, table, index, source)
            if field.shown_by is not None:
                found += _check_shown(
                    vocabulary, table, field.shown_by, _at(source, "fields", index)
                )
    if found:
        return found
    return [
        problem(
            "vocabulary/circle", _at(sources.get(table), "fields", i), field=f"{table}.{f.name}"
        )
        for table, spec in vocabulary.tables.items()
        for i, f in enumerate(spec.fields)
        if _goes_round(vocabulary, table, f, ())
    ]


def _at(source: Source | None, *steps: str | int) -> Location:
    return Location(FOLDER) if source is None else source.at(*steps)


def _check_names(spec: TableSpec, source: Source | None) -> Iterator[Finding]:
    if spec.key not in spec.by_name:
        place = _at(source, "key")
        yield problem("vocabulary/unknown-name", place, field="key", found=spec.key)
    for index, field in enumerate(spec.fields):
        for key in ("grounds", "by"):
            named = getattr(field, key)
            if named is not None and named not in spec.by_name:
                place, where = _at(source, "fields", index, key), f"{field.name}.{key}"
                yield problem("vocabulary/unknown-name", place, field=where, found=named)
    for key in ("name", "label"):
        words = [getattr(field, key) for field in spec.fields]
        for index, word in enumerate(words):
            if word in words[:index]:
                place = _at(source, "fields", index, key)
                yield problem("vocabulary/field-twice", place, found=word, table=spec.label)


def _check_derived(
    vocabulary: Vocabulary, table: str, index: int, source: Source | None
) -> Iterator[Finding]:
    field = vocabulary.tables[table].fields[index]
    place, name = _at(source, "fields", index, "derived"), f"{table}.{field.name}"
    try:
        how = derivation(vocabulary, table, field)
    except KeyError as error:
        yield problem("vocabulary/unknown-name", place, field=name, found=str(error.args[0]))
        return
    except ConditionError as error:
        if source is not None:
            steps = ("fields", index, "derived", "where")
            place = condition_place(source, steps, error.offset)
        yield Finding(code=error.code, location=place, params=error.params)
        return
    if how.target is None and how.operation != "count":
        yield problem("vocabulary/unknown-name", place, field=name, found=f"{how.table}.")
    elif how.operation == "count_distinct" and _has_bounds(how):
        told = {"field": name, "found": how.target.label if how.target else ""}
        yield problem("vocabulary/distinct-bounds", place, **told)


def _check_shown(
    vocabulary: Vocabulary, table: str, shown: ShownBy, place: Location
) -> Iterator[Finding]:
    known = vocabulary.tables.get(shown.table)
    if known is None or (shown.late is not None and shown.late not in known.by_name):
        found = shown.table if known is None else f"{shown.table}.{shown.late}"
        yield problem("vocabulary/unknown-name", place, field=f"{table}.shown_by", found=found)
        return
    for text in (shown.where, shown.holds or "TRUE"):
        try:
            read_condition(text, Scope(known))
        except ConditionError as error:
            yield Finding(code=error.code, location=place, params=error.params)


def _has_bounds(how: Derivation) -> bool:
    return how.target is not None and how.target.type.is_ordered


def _goes_round(
    vocabulary: Vocabulary, table: str, field: FieldSpec, above: tuple[str, ...]
) -> bool:
    """Whether a field needs itself, through whatever fields."""
    mark = f"{table}.{field.name}"
    if mark in above:
        return mark == above[0]  # a circle further on is told there
    if field.derived is None:
        return False
    how = derivation(vocabulary, table, field)
    related, own = reads(how)
    return any(
        _goes_round(vocabulary, place, vocabulary.tables[place].by_name[name], (*above, mark))
        for place, names in ((how.table, related), (table, own))
        for name in names
    )


def with_own_fields(
    vocabulary: Vocabulary, chain: Sequence[ReadPack]
) -> tuple[Vocabulary, list[Finding]]:
    """Return the vocabulary with the fields that the packs add, and what is wrong with these."""
    tables = dict(vocabulary.tables)
    places: dict[str, Location] = {}
    problems: list[Finding] = []
    for pack in chain:
        for index, added in enumerate(pack.fields):
            source = pack.fields_source
            table = tables.get(added.table)
            if table is None:
                close = nearest(added.table, list(tables))
                place = source.at(index, "table")
                told = problem("pack/unknown-table", place, found=added.table, nearest=close)
                problems.append(told)
                continue
            for n, spec in enumerate(added.fields):
                place = source.at(index, "fields", n)
                places[f"{added.table}.{spec.name}"] = place
                for word in (spec.name, spec.label):
                    if table.find(word) is not None:
                        told = problem("pack/field-known", place, found=word, table=table.label)
                        problems.append(told)
            held = {name: getattr(table, name) for name in TableSpec.model_fields}
            tables[added.table] = TableSpec(**held | {"fields": (*table.fields, *added.fields)})
    if problems or not places:
        return vocabulary, problems
    extended = Vocabulary(tables=tables)
    wrong = check_vocabulary(extended)
    return extended, [
        replace(f, location=places.get(str(f.params.get("field")), f.location)) for f in wrong
    ]

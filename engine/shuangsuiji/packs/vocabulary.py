"""The vocabulary as the engine loads it: every derived field is read once, and none needs itself."""

from functools import cache

from shuangsuiji.findings import Finding, Location, Refusal, problem
from shuangsuiji.model.vocabulary import FieldSpec, TableSpec, Vocabulary
from shuangsuiji.resources import root
from shuangsuiji.rules.derived import derivation, reads
from shuangsuiji.rules.scan import ConditionError
from shuangsuiji.yamlfile import load_model

FOLDER = "rulesets/vocabulary"


@cache
def shipped_vocabulary() -> Vocabulary:
    """Return the tables of rulesets/vocabulary/*.yaml, checked."""
    tables: dict[str, TableSpec] = {}
    problems: list[Finding] = []
    for path in sorted((root() / FOLDER).glob("*.yaml")):
        file = f"{FOLDER}/{path.name}"
        for name, table in load_model(path, Vocabulary, file=file).tables.items():
            if name in tables:
                problems.append(problem("vocabulary/table-twice", Location(file), found=name))
            tables[name] = table
    vocabulary = Vocabulary(tables=tables)
    problems += check_vocabulary(vocabulary)
    if problems:
        raise Refusal(problems)
    return vocabulary


def check_vocabulary(vocabulary: Vocabulary) -> list[Finding]:
    """Return what is wrong with derived fields: unknown tables or fields, conditions, circles."""
    found = []
    for table, spec in vocabulary.tables.items():
        for field in spec.fields:
            if field.derived is not None:
                found += _check_derived(vocabulary, table, field)
    return found


def _check_derived(vocabulary: Vocabulary, table: str, field: FieldSpec) -> list[Finding]:
    place, name = Location(FOLDER), f"{table}.{field.name}"
    try:
        _walk(vocabulary, table, field, ())
    except KeyError as error:
        return [problem("vocabulary/unknown-name", place, field=name, found=str(error.args[0]))]
    except RecursionError:
        return [problem("vocabulary/circle", place, field=name)]
    except ConditionError as error:
        params = {k: v for k, v in error.params.items() if k != "field"}
        return [problem("vocabulary/condition", place, field=name, found=str(params))]
    how = derivation(vocabulary, table, field)
    if how.operation == "count_distinct" and how.target is not None and how.target.type.is_ordered:
        return [problem("vocabulary/distinct-bounds", place, field=name, found=how.target.label)]
    return []


def _walk(vocabulary: Vocabulary, table: str, field: FieldSpec, above: tuple[str, ...]) -> None:
    mark = f"{table}.{field.name}"
    if mark in above:
        raise RecursionError
    if field.derived is None:
        return
    how = derivation(vocabulary, table, field)
    related, own = reads(how)
    for place, names in ((how.table, related), (table, own)):
        for name in names:
            _walk(vocabulary, place, vocabulary.tables[place].by_name[name], (*above, mark))

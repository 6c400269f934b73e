"""The registry of subjects (问题): what packs are compared by, and how a rule belongs to a subject."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

from pydantic import Field, RootModel

from shuangsuiji.findings import Finding, Location, Refusal, problem
from shuangsuiji.model.settings import SettingSpec
from shuangsuiji.model.vocabulary import Strict, Vocabulary, YesNo
from shuangsuiji.packs.files import FAMILIES
from shuangsuiji.packs.rulepack import Rule, RulePack
from shuangsuiji.packs.settings import shipped_settings
from shuangsuiji.packs.vocabulary import shipped_vocabulary
from shuangsuiji.resources import root
from shuangsuiji.rules.expressions import refs
from shuangsuiji.rules.kinds import KINDS
from shuangsuiji.rules.kinds.base import SLUG
from shuangsuiji.yamlfile import locate, nearest, read_yaml, typed

REGISTRY = "rulesets/subjects.yaml"
CLAUSES = "clauses"
"""What `rest_of` says for the clauses that no rule, setting or other subject takes up."""
ANY_DAY = date(2000, 1, 1)
ASKED_BY_NAME = ("event", "of", "after", "counted", "counts", "fields", "order")
"""Keys of kinds that name fields: they are asked for, also where the rule's value is silent."""


class RuleMatch(Strict):
    """Which rules belong: all that is written here must hold; of a list, one of its words."""

    family: str | None = None
    """规则文件：规则写在哪个文件，例如 plans；不带 .yaml。"""
    kinds: tuple[str, ...] = ()
    """种类：其中之一。"""
    tables: tuple[str, ...] = ()
    """表：规则所在的表，其中之一。"""
    asks: tuple[str, ...] = ()
    """要求的字段：规则要求的是其中之一（必须满足的条件、必填的栏、期限所管的日期）。"""
    reads: tuple[str, ...] = ()
    """读到的字段：规则在任何地方（何时适用、例外也算）读到其中之一。"""
    ids: tuple[str, ...] = ()
    """规则：“文件/id”，可以用 * 代替几个字母；其中之一。"""
    residual: YesNo = False
    """兜底：写 true，即只要“其他”一类。"""


class Subject(Strict):
    """One subject by which packs are compared: its rules, settings, and clauses that are not executed."""

    id: str = Field(pattern=SLUG)
    """短名：小写字母、数字、连字符。"""
    title: str = Field(min_length=1)
    """问题：对照表里这一行的名称。"""
    rules: tuple[RuleMatch, ...] = ()
    """规则：合于其中一条的都属于这个问题；一条规则可以属于几个问题。"""
    settings: tuple[str, ...] = ()
    """设定：属于这个问题的设定，写登记表里的名字。"""
    clauses: tuple[str, ...] = ()
    """条款：没有写成规则、也属于这个问题的条款（许可、不由程序判断的义务），写编号。"""
    rest_of: str | None = None
    """其余：这一文件里不属于别的问题的规则；写 clauses，即没有写成规则、也没有归入问题的条款。"""


class SubjectRegistry(RootModel[tuple[Subject, ...]]):
    """rulesets/subjects.yaml: every subject, in the order of the comparison (问题登记表)."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a rule is about: the fields that it asks for, and all that it reads."""

    asks: frozenset[str]
    reads: frozenset[str]


@cache
def shipped_subjects() -> tuple[Subject, ...]:
    """Return rulesets/subjects.yaml, checked."""
    known = Known(shipped_vocabulary(), shipped_settings())
    return read_subjects(root() / REGISTRY, REGISTRY, known)


@dataclass(frozen=True, slots=True)
class Known:
    """The words that subjects may use."""

    vocabulary: Vocabulary
    settings: Mapping[str, SettingSpec]


def read_subjects(path: Path, shown: str, known: Known) -> tuple[Subject, ...]:
    """Return a registry, checked; `shown` is how findings name the file."""
    node = read_yaml(path, file=shown)
    subjects = typed(node, SubjectRegistry, shown).root
    problems = [
        _told(locate(node, (number, *steps), shown), code, found, words)
        for number, subject in enumerate(subjects)
        for steps, code, found, words in _problems(subject, subjects[:number], known)
    ]
    if problems:
        raise Refusal(problems)
    return subjects


Problem = tuple[tuple[str | int, ...], str, str, Sequence[str]]


def _told(place: Location, code: str, found: str, words: Sequence[str]) -> Finding:
    params = {"nearest": nearest(found, words)} if words else {}
    return problem(code, place, found=found, **params)


def _problems(subject: Subject, before: Sequence[Subject], known: Known) -> Iterator[Problem]:
    """Yield what is wrong with a subject: where, the code, what was found, what is known."""
    if subject.id in [s.id for s in before]:
        yield ("id",), "subjects/twice", subject.id, ()
    if not (subject.rules or subject.settings or subject.clauses or subject.rest_of):
        yield (), "subjects/nothing", subject.id, ()
    rests = (*FAMILIES, CLAUSES)
    if subject.rest_of is not None and subject.rest_of not in rests:
        yield ("rest_of",), "subjects/unknown", subject.rest_of, rests
    if subject.rest_of is not None and subject.rest_of in [s.rest_of for s in before]:
        yield ("rest_of",), "subjects/twice", subject.rest_of, ()
    for index, name in enumerate(subject.settings):
        if name not in known.settings:
            yield ("settings", index), "subjects/unknown", name, tuple(known.settings)
    for index, match in enumerate(subject.rules):
        for steps, found, words in _unknown(match, known.vocabulary):
            yield ("rules", index, *steps), "subjects/unknown", found, words
        if match == RuleMatch():
            yield ("rules", index), "subjects/nothing", subject.id, ()


def _unknown(
    match: RuleMatch, vocabulary: Vocabulary
) -> Iterator[tuple[tuple[str | int, ...], str, Sequence[str]]]:
    """Yield the words of a match that nothing bears: the steps to it, the word, the words known."""
    if match.family is not None and match.family not in FAMILIES:
        yield ("family",), match.family, FAMILIES
    for index, kind in enumerate(match.kinds):
        if kind not in KINDS:
            yield ("kinds", index), kind, tuple(KINDS)
    tables = vocabulary.tables
    for index, table in enumerate(match.tables):
        if table not in tables:
            yield ("tables", index), table, tuple(tables)
    within = [tables[t] for t in match.tables if t in tables] or list(tables.values())
    fields = tuple(dict.fromkeys(name for table in within for name in table.by_name))
    for key in ("asks", "reads"):
        for index, field in enumerate(getattr(match, key)):
            if field not in fields:
                yield (key, index), field, fields


def reading_of(rule: Rule, pack: RulePack) -> Reading:
    """Return the fields that a rule asks for and reads, whatever the day."""
    named = {
        name
        for key in ASKED_BY_NAME
        for name in _as_tuple(getattr(rule.spec, key, ()))
        if isinstance(name, str)
    }
    fields = {
        spec.name
        for table in rule.spec.tables()
        for name in named
        if (spec := pack.vocabulary.tables[table].find(name)) is not None
    }
    normal = [e.rule for e in rule.spec.expand(pack.site_of(rule, ANY_DAY, ANY_DAY.year))]
    asks = fields | {r.name for n in normal for r in refs(n.require)}
    return Reading(frozenset(asks), frozenset(asks | {r.name for n in normal for r in n.fields()}))


def _as_tuple(value: object) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else (value,)


def belongs(rule: Rule, reading: Reading, subject: Subject) -> bool:
    """Tell whether one of the subject's matches names the rule; the rest of a family is told elsewhere."""
    return any(_matches(rule, reading, match) for match in subject.rules)


def _matches(rule: Rule, reading: Reading, match: RuleMatch) -> bool:
    name = f"{rule.family}/{rule.spec.id}"
    return (
        match.family in (None, rule.family)
        and (not match.kinds or rule.spec.kind in match.kinds)
        and (not match.tables or not {*match.tables}.isdisjoint(rule.spec.tables()))
        and (not match.asks or not reading.asks.isdisjoint(match.asks))
        and (not match.reads or not reading.reads.isdisjoint(match.reads))
        and (not match.ids or any(fnmatchcase(name, pattern) for pattern in match.ids))
        and (not match.residual or bool(getattr(rule.spec, "residual", False)))
    )


def subjects_of(
    rules: Sequence[Rule], pack: RulePack, subjects: Sequence[Subject]
) -> Mapping[str, tuple[Rule, ...]]:
    """Return the rules of each subject by its id; each rule belongs to one or more."""
    readings = {rule.full_id: reading_of(rule, pack) for rule in rules}
    found = {
        subject.id: tuple(r for r in rules if belongs(r, readings[r.full_id], subject))
        for subject in subjects
    }
    taken = {rule.full_id for of_subject in found.values() for rule in of_subject}
    for subject in subjects:
        if subject.rest_of is not None:
            rest = [r for r in rules if r.family == subject.rest_of and r.full_id not in taken]
            found[subject.id] = (*found[subject.id], *rest)
    return found

"""Packs side by side (对照): for each subject what each pack says itself, and what it only inherits."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shuangsuiji.findings import Citation, Location
from shuangsuiji.model.dated import Period, Span, written
from shuangsuiji.model.settings import Answer
from shuangsuiji.packs.files import ClauseRow, Document, Reading, Status
from shuangsuiji.packs.read import ReadPack
from shuangsuiji.packs.rulepack import Rule, RulePack
from shuangsuiji.packs.subjects import ANY_DAY, CLAUSES, Subject, subjects_of
from shuangsuiji.proof.coverage import cites
from shuangsuiji.rules.kinds.base import RuleSpec
from shuangsuiji.rules.kinds.earliest_of import Limit

NAMES_FIELDS = ("fields", "order")
NO_VALUES = {
    *RuleSpec.model_fields,
    *("table", "to", "targets", "condition", "require", "forbid", "residual", "quiet", "category"),
    *("event", "of", "after", "counted", "counts", "base", "role", "on", "silent_when_undeclared"),
}
"""Keys of rules that are no values to compare: common ones, conditions, and where a kind looks."""


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a rule: the key, the text (None where the document leaves it open), when, by what."""

    name: str
    text: str | None
    span: Span | None = None
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class Except:
    """An exception of a rule, with its law."""

    title: str
    residual: bool
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that a pack says on a subject: a rule, the answer to a setting, or a clause.

    `pack` wrote it ("" for the default of a setting); `draft` says that it is of a draft.
    """

    sort: str
    name: str
    title: str
    pack: str
    citations: tuple[Citation, ...]
    location: Location
    rule: Rule | None = None
    draft: bool = False
    values: tuple[Value, ...] = ()
    exceptions: tuple[Except, ...] = ()
    executed: bool = True
    """Of a clause: whether a rule or a setting cites it, on another subject."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What one pack says on one subject: itself, through its parents, and by default."""

    own: tuple[Entry, ...] = ()
    inherited: tuple[Entry, ...] = ()
    default: tuple[Entry, ...] = ()

    @property
    def is_silent(self) -> bool:
        """Whether the pack's own documents say nothing on it."""
        return not self.own


@dataclass(frozen=True, slots=True)
class Column:
    """One pack of the comparison; `name` is how it was asked for, `to_judge` counts unjudged clauses."""

    name: str
    id: str
    title: str
    chain: tuple[str, ...]
    documents: tuple[Document, ...]
    valid_for: Span | None
    to_judge: int


@dataclass(frozen=True, slots=True)
class Row:
    """One subject with a cell for each pack."""

    subject: Subject
    cells: tuple[Cell, ...]

    @property
    def is_silent(self) -> bool:
        """Whether no pack of the comparison says anything on it."""
        return not any(cell.own or cell.inherited for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Comparison:
    """The packs and the subjects; `silent` are the subjects on which none of them says anything."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    silent: tuple[Subject, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """A pack to be compared: how it was asked for, the pack with its parents as read, and resolved."""

    name: str
    chain: tuple[ReadPack, ...]
    pack: RulePack


def compare(packs: Sequence[Compared], subjects: Sequence[Subject]) -> Comparison:
    """Return the packs side by side, subject by subject; what `rest_of` takes up is told where it is."""
    cells = [_cells(compared, subjects) for compared in packs]
    rows = [Row(s, tuple(of_pack[s.id] for of_pack in cells)) for s in subjects]
    return Comparison(
        columns=tuple(_column(compared) for compared in packs),
        rows=tuple(row for row in rows if not row.is_silent),
        silent=tuple(r.subject for r in rows if r.is_silent and r.subject.rest_of is None),
    )


def _column(compared: Compared) -> Column:
    own = compared.chain[-1]
    return Column(
        name=compared.name,
        id=compared.pack.id,
        title=compared.pack.title,
        chain=compared.pack.chain,
        documents=own.file.documents,
        valid_for=compared.pack.valid_for,
        to_judge=sum(clause.reading is None for clause in own.clauses),
    )


def _cells(compared: Compared, subjects: Sequence[Subject]) -> Mapping[str, Cell]:
    """Return a pack's cell for each subject."""
    pack = compared.pack
    drafts = {r.file.id for r in compared.chain if _is_draft(r)}
    rules = subjects_of(pack.rules, pack, subjects)
    clauses = _clauses(compared, subjects)
    found = {}
    for subject in subjects:
        entries = [
            *(_rule(rule, pack) for rule in rules[subject.id]),
            *(e for name in subject.settings for e in _setting(name, pack, drafts)),
        ]
        cited = {c.clause for e in entries for c in _all_citations(e)}
        entries += [e for e in clauses[subject.id] if e.name not in cited]
        found[subject.id] = Cell(
            own=_of(entries, lambda e: e.pack == pack.id),
            inherited=_of(entries, lambda e: e.pack not in (pack.id, "")),
            default=_of(entries, lambda e: e.pack == ""),
        )
    return found


def _of(entries: Iterable[Entry], wanted: Callable[[Entry], bool]) -> tuple[Entry, ...]:
    return tuple(e for e in entries if wanted(e))


def _all_citations(entry: Entry) -> Iterator[Citation]:
    yield from entry.citations
    for value in entry.values:
        yield from value.citations
    for exception in entry.exceptions:
        yield from exception.citations


def _rule(rule: Rule, pack: RulePack) -> Entry:
    exceptions = tuple(Except(e.title, e.residual, rule.exceptions[e.id]) for e in rule.spec.unless)
    return Entry(
        sort="rule",
        name=rule.full_id,
        title=rule.spec.title,
        pack=rule.pack,
        citations=rule.citations,
        location=rule.location,
        rule=rule,
        draft=rule.draft,
        values=tuple(values_of(rule, pack)),
        exceptions=exceptions,
    )


def values_of(rule: Rule, pack: RulePack) -> Iterator[Value]:
    """Yield the values that a pack writes for a rule, in every period; a silent one has no text."""
    expanded = rule.spec.expand(pack.site_of(rule, ANY_DAY, ANY_DAY.year))
    silent = {name for e in expanded for name in e.silent}
    for name in type(rule.spec).model_fields:
        value = getattr(rule.spec, name)
        if name in NO_VALUES or name not in rule.spec.model_fields_set:
            continue
        if value == () and name in silent:
            yield Value(name, None)
        elif isinstance(value, tuple) and all(isinstance(v, Period | Limit) for v in value):
            yield from (_dated(name, part, pack) for part in value)
        elif value is not None:
            yield Value(name, _text(name, value, rule, pack))


def _dated(name: str, part: Period[Any] | Limit, pack: RulePack) -> Value:
    law = tuple(pack.clauses[c] for c in part.cite if c in pack.clauses)
    if isinstance(part, Limit):
        return Value(name, part.title, None, law)
    span = part if part.from_ is not None or part.until is not None else None
    return Value(name, written(part.is_), span, law)


def _text(name: str, value: object, rule: Rule, pack: RulePack) -> str:
    if not isinstance(value, tuple):
        return written(value)
    if name not in NAMES_FIELDS:
        return "、".join(map(str, value))
    tables = [pack.vocabulary.tables[t] for t in rule.spec.tables()]
    specs = [next((s for t in tables if (s := t.find(str(v)))), None) for v in value]
    words = [str(v) if s is None else s.label for v, s in zip(value, specs, strict=True)]
    return ("→" if name == "order" else "、").join(words)


def _is_draft(pack: ReadPack) -> bool:
    return all(d.status is Status.DRAFT for d in pack.file.documents)


def _setting(name: str, pack: RulePack, drafts: Collection[str]) -> Iterator[Entry]:
    """Yield the answer that holds for a setting: the pack's, a parent's, or the default."""
    answer: Answer | None = pack.settings.answers.get(name)
    if answer is None:
        return
    law = tuple(pack.clauses[c] for c in answer.cite if c in pack.clauses)
    spec = pack.settings.registry[name]
    value = Value("is", answer.text, None, law)
    yield Entry(
        sort="setting",
        name=name,
        title=spec.title,
        pack=answer.pack,
        citations=law,
        location=answer.location,
        draft=answer.pack in drafts,
        values=(value,),
    )


def _clauses(compared: Compared, subjects: Sequence[Subject]) -> Mapping[str, list[Entry]]:
    """Return the clauses that subjects name; and, for the rest, those that nothing takes up."""
    rows = [
        (read, row, read.clauses_source.at(index))
        for read in compared.chain
        for index, row in enumerate(read.clauses)
    ]
    drafts = {
        d.id for read in compared.chain for d in read.file.documents if d.status is Status.DRAFT
    }

    def entry(read: ReadPack, row: ClauseRow, place: Location) -> Entry:
        law = (compared.pack.clauses[row.id],)
        draft = row.document in drafts
        return Entry(
            sort="clause",
            name=row.id,
            title=row.says,
            pack=read.file.id,
            citations=law,
            location=place,
            draft=draft,
            executed=row.id in cited,
        )

    cited = {
        clause for read in compared.chain for rule in read.rules for clause, _ in cites(rule.spec)
    }
    cited |= {c for read in compared.chain for answer in read.settings for c in answer.cite}
    found = {
        subject.id: [entry(*known) for known in rows if known[1].id in subject.clauses]
        for subject in subjects
    }
    named = {clause for subject in subjects for clause in subject.clauses}
    own = compared.chain[-1]
    rest = [
        entry(*known)
        for known in rows
        if known[0] is own
        and known[1].id not in named | cited
        and known[1].reading not in (None, Reading.AIM)
    ]
    for subject in subjects:
        if subject.rest_of == CLAUSES:
            found[subject.id] += rest
    return found

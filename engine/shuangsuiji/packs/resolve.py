"""A pack and its parents to one RulePack: inherited, replaced, dropped; every reference checked."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from string import Formatter

from shuangsuiji.findings import Citation, Finding, Location, Refusal, problem, refuse
from shuangsuiji.model.vocabulary import TableForm, Vocabulary
from shuangsuiji.packs.files import Status
from shuangsuiji.packs.places import condition_place
from shuangsuiji.packs.read import ReadPack, ReadRule, read_pack
from shuangsuiji.packs.rulepack import Replaced, Rule, RulePack
from shuangsuiji.packs.vocabulary import shipped_vocabulary
from shuangsuiji.resources import root
from shuangsuiji.rules.kinds.base import Period, RuleSpec, Step
from shuangsuiji.rules.scan import ConditionError
from shuangsuiji.yamlfile import nearest

DEEPEST = 8


def pack_folders() -> dict[str, Path]:
    """Return the folders of the shipped packs by id, parents first."""
    places = [
        *sorted((root() / "rulesets").iterdir()),
        *sorted((root() / "jurisdictions").iterdir()),
    ]
    return {p.name: p for p in places if (p / "pack.yaml").is_file()}


def load_pack(name: str) -> RulePack:
    """Return the pack of a shipped id or of a folder. Raises Refusal with all that is wrong."""
    chain = read_chain(name)
    return resolve(chain, shipped_vocabulary())


def read_chain(name: str) -> tuple[ReadPack, ...]:
    """Return the pack and its parents, the topmost parent first."""
    folder, shown = _folder(name, None)
    found = [read_pack(folder, shown)]
    while found[-1].file.extends is not None:
        place = found[-1].source.at("extends")
        if len(found) > DEEPEST or found[-1].file.extends in [p.file.id for p in found]:
            raise refuse("pack/extends-circle", place, found=found[-1].file.extends)
        folder, shown = _folder(found[-1].file.extends, found[-1].folder.parent, place)
        found.append(read_pack(folder, shown))
    return tuple(reversed(found))


def _folder(name: str, beside: Path | None, place: Location | None = None) -> tuple[Path, str]:
    shipped = pack_folders()
    if beside is None and (Path(name) / "pack.yaml").is_file():
        return Path(name), _shown(Path(name))
    if beside is not None and (beside / name / "pack.yaml").is_file():
        return beside / name, _shown(beside / name)
    if name in shipped:
        return shipped[name], _shown(shipped[name])
    if Path(name).is_dir():
        return Path(name), _shown(Path(name))
    known = sorted(shipped)
    raise refuse("pack/unknown", place or Location(name), found=name, nearest=nearest(name, known))


def _shown(folder: Path) -> str:
    """Return how findings name a folder: from the working folder, or from the project's root."""
    for base in (Path.cwd(), root()):
        if folder.resolve().is_relative_to(base):
            return folder.resolve().relative_to(base).as_posix()
    return str(folder)


def resolve(chain: tuple[ReadPack, ...], vocabulary: Vocabulary) -> RulePack:
    """Return the chain as one pack; the last of the chain is the pack itself."""
    merge = _Merge(vocabulary)
    for pack in chain:
        merge.add(pack)
    own = chain[-1]
    resolved = RulePack(
        id=own.file.id,
        title=own.file.title,
        chain=tuple(p.file.id for p in chain),
        valid_for=own.file.valid_for,
        source=own.source,
        rules=tuple(merge.rules.values()),
        replaced=tuple(merge.replaced),
        forms=tuple(form for p in reversed(chain) for form in p.forms),
        vocabulary=vocabulary,
        clauses=merge.clauses,
    )
    problems = [*merge.problems, *_conditions(resolved)]
    if problems:
        raise Refusal(problems)
    return resolved


class _Merge:
    """Adds packs from the topmost parent down, gathering rules and problems."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.rules: dict[str, Rule] = {}
        self.replaced: list[Replaced] = []
        self.problems: list[Finding] = []
        self.clauses: dict[str, Citation] = {}
        self.of_drafts: set[str] = set()

    def add(self, pack: ReadPack) -> None:
        drafts = {d.id for d in pack.file.documents if d.status is Status.DRAFT}
        numbers = {d.id: d.cited_as for d in pack.file.documents}
        for index, row in enumerate(pack.clauses):
            place = pack.clauses_source.at(index, "id")
            if row.document not in numbers:
                at = pack.clauses_source.at(index, "document")
                self._tell("pack/unknown-document", at, row.document, tuple(numbers))
            if row.id in self.clauses:
                self.problems.append(problem("pack/clause-twice", place, found=row.id))
            if row.document in drafts:
                self.of_drafts.add(row.id)
            self.clauses[row.id] = Citation(row.id, numbers.get(row.document, ""), row.place)
        self._drop(pack)
        for rule in pack.rules:
            self._add_rule(pack, rule)
        for index, form in enumerate(pack.forms):
            self._check_form(pack, form, index)

    def _check_form(self, pack: ReadPack, form: TableForm, index: int) -> None:
        source, tables = pack.forms_source, self.vocabulary.tables
        self._cited(form.cite, source.at(index, "cite"))
        if form.table not in tables:
            self._tell("pack/unknown-table", source.at(index, "table"), form.table, tuple(tables))
            return
        known = tuple(tables[form.table].by_name)
        for n, column in enumerate(form.columns):
            if column.field not in known:
                place = source.at(index, "columns", n, "field")
                self._tell("pack/unknown-field", place, column.field, known)

    def _drop(self, pack: ReadPack) -> None:
        for index, departure in enumerate(pack.file.drops):
            self._cited(departure.cite, pack.source.at("drops", index, "cite"))
            place = pack.source.at("drops", index, "rule")
            self._remove(departure.rule, f"{pack.file.id}（删去）", place)

    def _add_rule(self, pack: ReadPack, read: ReadRule) -> None:
        spec, source = read.spec, read.source
        full_id = f"{pack.file.id}/{read.family}/{spec.id}"
        if full_id in self.rules:
            first = self.rules[full_id].location
            self.problems.append(
                problem("pack/rule-twice", source.at("id"), found=full_id, first=str(first))
            )
        if spec.replaces is not None:
            self._remove(spec.replaces, full_id, source.at("replaces"))
        self._check_tables(read)
        for steps, clauses in _dated_cites(spec):
            self._cited(clauses, source.at(*steps))
        self.rules[full_id] = Rule(
            full_id=full_id,
            pack=pack.file.id,
            family=read.family,
            spec=spec,
            source=source,
            draft=all(c in self.of_drafts for c in spec.cite),
            citations=self._cited(spec.cite, source.at("cite")),
            exceptions={
                e.id: self._cited(e.cite, source.at("unless", i, "cite"))
                for i, e in enumerate(spec.unless)
            },
        )

    def _remove(self, rule: str, by: str, place: Location) -> None:
        if rule in self.rules:
            self.replaced.append(Replaced(self.rules.pop(rule), by, place))
        else:
            self._tell("pack/unknown-rule", place, rule, tuple(self.rules))

    def _cited(self, clauses: tuple[str, ...], place: Location) -> tuple[Citation, ...]:
        for clause in clauses:
            if clause not in self.clauses:
                self._tell("pack/unknown-clause", place, clause, tuple(self.clauses))
        return tuple(self.clauses[c] for c in clauses if c in self.clauses)

    def _check_tables(self, read: ReadRule) -> None:
        known = tuple(self.vocabulary.tables)
        for table in read.spec.tables():
            if table not in known:
                self._tell("pack/unknown-table", read.source.at("table"), table, known)

    def _tell(self, code: str, place: Location, found: str, known: tuple[str, ...]) -> None:
        self.problems.append(problem(code, place, found=found, nearest=nearest(found, known[:200])))


def _placeholders(text: str) -> list[str]:
    """Return the words in braces; what else the braces hold, or a lone one, counts as a word."""
    try:
        parts = [(name, spec, mark) for _, name, spec, mark in Formatter().parse(text)]
    except ValueError:
        return [text]
    return [f"{name}{mark or ''}{spec or ''}" for name, spec, mark in parts if name is not None]


def _dated_cites(spec: RuleSpec) -> Iterator[tuple[tuple[Step, ...], tuple[str, ...]]]:
    """Yield the clauses that dated values cite, with the steps to them."""
    for name in type(spec).model_fields:
        value = getattr(spec, name)
        for index, period in enumerate(value if isinstance(value, tuple) else ()):
            if isinstance(period, Period) and period.cite:
                yield (name, index, "cite"), period.cite


def _conditions(pack: RulePack) -> Iterator[Finding]:
    """Read every condition once, and check the words in braces of messages."""
    if any(t not in pack.vocabulary.tables for r in pack.rules for t in r.spec.tables()):
        return
    found: list[Finding] = []

    def tell(rule: Rule, error: ConditionError, steps: tuple[Step, ...]) -> None:
        place = condition_place(rule.source, steps, error.offset)
        told = Finding(code=error.code, location=place, params=error.params)
        if told not in found:
            found.append(told)

    for ready in pack.ready(date(2000, 1, 1), 2000, tell, every=True):
        table = pack.vocabulary.tables[ready.normal.table]
        values = {o.name for o in ready.origins} | set(ready.silent)
        for key in ("message", "fix"):
            text = getattr(ready.rule.spec, key) or ""
            for word in _placeholders(text):
                if word not in table.by_name and word not in values:
                    place = ready.rule.source.at(key)
                    close = nearest(word, [*table.by_name, *values])
                    told = problem("pack/unknown-placeholder", place, found=word, nearest=close)
                    if told not in found:
                        found.append(told)
    yield from found

"""Packs added up from the topmost parent down: what is inherited, replaced, refined, dropped, answered."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from pydantic import ValidationError

from shuangsuiji.findings import Citation, Finding, Location, Severity, problem
from shuangsuiji.model.dated import Period
from shuangsuiji.model.settings import Answer, SettingSpec
from shuangsuiji.model.vocabulary import TableForm, Vocabulary
from shuangsuiji.packs.directions import Declared, Departed, Directions
from shuangsuiji.packs.files import FAMILIES, Status
from shuangsuiji.packs.read import ReadPack, ReadRule
from shuangsuiji.packs.rulepack import Replaced, Rule
from shuangsuiji.packs.settings import default_answer
from shuangsuiji.rules.kinds.base import AddedException, RuleSpec
from shuangsuiji.rules.kinds.earliest_of import Limit
from shuangsuiji.rules.kinds.exception import LiftingException
from shuangsuiji.rules.kinds.refinement import Refinement
from shuangsuiji.rules.kinds.site import Step
from shuangsuiji.yamlfile import nearest


class Merge:
    """Adds packs from the topmost parent down, gathering rules and problems."""

    def __init__(self, vocabulary: Vocabulary, registry: Mapping[str, SettingSpec]) -> None:
        self.vocabulary = vocabulary
        self.registry = registry
        self.rules: dict[str, Rule] = {}
        self.replaced: list[Replaced] = []
        self.problems: list[Finding] = []
        self.warnings: list[Finding] = []
        self.clauses: dict[str, Citation] = {}
        self.of_drafts: set[str] = set()
        self.answers: dict[str, Answer] = {}
        for name, spec in registry.items():
            answer = default_answer(spec)
            if answer is not None:
                self.answers[name] = answer
        self.directions = Directions()

    def add(self, pack: ReadPack) -> None:
        """Add one pack to what its parents say."""
        self._add_clauses(pack)
        self._answer(pack)
        before = dict(self.rules)
        self._drop(pack)
        for rule in pack.rules:
            self._add_rule(pack, rule, before)
        for index, form in enumerate(pack.forms):
            self._check_form(pack, form, index)
        for index, known in enumerate(pack.file.acknowledges):
            self._cited(known.clauses, pack.source.at("acknowledges", index, "clauses"))
        self._declare(pack)

    def finished(self) -> tuple[Rule, ...]:
        """Return the rules; those that a rule of kind exception lifts carry it as their own."""
        for rule in list(self.rules.values()):
            if isinstance(rule.spec, LiftingException):
                self._lift(rule, rule.spec)
        answer = self.answers.get("in_principle_fails_as")
        strict = Severity.WARNING if answer is None else Severity(str(answer.value))
        return tuple(replace(rule, in_principle_as=strict) for rule in self.rules.values())

    def _add_clauses(self, pack: ReadPack) -> None:
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

    def _answer(self, pack: ReadPack) -> None:
        """Put the pack's answers to settings over those of its parents and the defaults."""
        for index, given in enumerate(pack.settings):
            place = pack.settings_source.at(index, "is")
            self._cited(given.cite, pack.settings_source.at(index, "cite"))
            spec = self.registry.get(given.name)
            if spec is None:
                at = pack.settings_source.at(index, "name")
                self._tell("pack/unknown-setting", at, given.name, tuple(self.registry))
                continue
            try:
                value = spec.read(given.is_)
            except ValueError as error:
                told = {"name": spec.title, "found": given.is_, "would": str(error)}
                self.problems.append(problem("pack/setting-value", place, **told))
                continue
            old = self.answers.get(given.name)
            over = () if old is None else (old, *old.overrode)
            own = pack.file.id
            self.answers[given.name] = Answer(given.is_, value, place, given.cite, own, over)

    def _declare(self, pack: ReadPack) -> None:
        for index, direction in enumerate(pack.file.children):
            self._cited(direction.cite, pack.source.at("children", index, "cite"))
            binding = not direction.policy and not set(direction.cite) <= self.of_drafts
            place = pack.source.at("children", index)
            self.directions.declared.append(Declared(direction, place, binding))
            if direction.family not in FAMILIES:
                at = pack.source.at("children", index, "family")
                self._tell("pack/unknown-family", at, direction.family, FAMILIES)

    def _depart(self, pack: ReadPack, departed: Departed) -> bool:
        """Note what the parents' directions say against it; return whether the parent's rule stays."""
        stays = False
        known = {c for a in pack.file.acknowledges for c in a.clauses}
        cited = set(departed.new.cite if departed.new is not None else ())
        for found in self.directions.judge(departed):
            if found.severity is not Severity.ERROR:
                if not cited & known:
                    self.warnings.append(found)
            elif self._superior_prevails():
                stays = departed.old is not None
                params = {**found.params, "reason": found.code}
                told = problem("pack/superior-prevails", found.location, **params)
                self.warnings.append(replace(told, severity=Severity.WARNING))
            else:
                self.problems.append(found)
        return stays

    def _superior_prevails(self) -> bool:
        answer = self.answers.get("superior_prevails")
        return answer is not None and answer.value is True

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
            old = self.rules.get(departure.rule)
            if old is None:
                self._tell("pack/unknown-rule", place, departure.rule, tuple(self.rules))
            elif not self._depart(pack, Departed(old.family, place, old)):
                self._remove(old, f"{pack.file.id}（删去）", place)

    def _add_rule(self, pack: ReadPack, read: ReadRule, before: Mapping[str, Rule]) -> None:
        spec, source = read.spec, read.source
        full_id = f"{pack.file.id}/{read.family}/{spec.id}"
        if full_id in self.rules:
            first = self.rules[full_id].location
            self.problems.append(
                problem("pack/rule-twice", source.at("id"), found=full_id, first=str(first))
            )
        key = "refines" if isinstance(spec, Refinement) else "replaces"
        target = spec.refines if isinstance(spec, Refinement) else spec.replaces
        old = before.get(target) if target is not None else None
        if target is not None and old is None:
            self._tell("pack/unknown-rule", source.at(key), target, tuple(before))
        if isinstance(spec, Refinement):
            refined = self._refined(spec, old, read) if old is not None else None
            if refined is None:
                return
            spec = refined
        departed = Departed(old.family if old else read.family, source.at(key), old, spec)
        if before and self._depart(pack, departed):
            return
        if old is not None:
            self._remove(old, full_id, source.at(key))
        self._check_tables(read)
        for steps, clauses in cites_within(spec):
            self._cited(clauses, source.at(*steps))
        self.rules[full_id] = Rule(
            full_id=full_id,
            pack=pack.file.id,
            family=read.family,
            spec=spec,
            source=source,
            draft=all(c in self.of_drafts for c in spec.cite),
            over=old,
            citations=self._cited(spec.cite, source.at("cite")),
            exceptions={
                e.id: self._cited(e.cite, source.at("unless", i, "cite"))
                for i, e in enumerate(spec.unless)
            },
        )

    def _refined(self, spec: Refinement, old: Rule, read: ReadRule) -> RuleSpec | None:
        """Return the parent's rule with the child's values and exceptions; None where they do not fit."""
        own: dict[str, object] = {
            "id": spec.id,
            "title": spec.title,
            "cite": spec.cite,
            "modality": spec.modality,
        }
        own |= {"unless": (*old.spec.unless, *spec.unless), "cases": spec.cases}
        own |= {k: v for k in ("message", "fix") if (v := getattr(spec, k)) is not None}
        fields = {n: getattr(old.spec, n) for n in type(old.spec).model_fields}
        unknown = [n for n in spec.set if n not in fields or n in own or n == "kind"]
        for name in unknown:
            place = read.source.at("set", name)
            self._tell("pack/refines-unknown", place, name, tuple(set(fields) - set(own)))
        try:
            refined = type(old.spec).model_validate({**fields, **own, **spec.set})
        except ValidationError as error:
            for detail in error.errors():
                place = read.source.at("set", *detail["loc"][:1])
                found = str(detail["input"])[:60]
                self.problems.append(problem("pack/refines-wrong", place, found=found))
            return None
        return None if unknown else refined

    def _lift(self, rule: Rule, spec: LiftingException) -> None:
        for index, word in enumerate(spec.to):
            lifted = [r for r in self.rules.values() if _is_meant(word, r, rule)]
            if not lifted:
                self._tell(
                    "pack/unknown-rule", rule.source.at("to", index), word, tuple(self.rules)
                )
            for target in lifted:
                if spec.table not in target.spec.tables():
                    told = {"rule": target.full_id, "found": spec.table}
                    place = rule.source.at("to", index)
                    self.problems.append(problem("pack/lifts-other-table", place, **told))
                    continue
                added = AddedException(
                    id=spec.id,
                    title=spec.title,
                    when=spec.when or "TRUE",
                    residual=spec.residual,
                    cite=spec.cite,
                    by=rule.full_id,
                )
                unless = (*target.spec.unless, added)
                self.rules[target.full_id] = replace(
                    target,
                    spec=target.spec.model_copy(update={"unless": unless}),
                    exceptions={**target.exceptions, spec.id: rule.citations},
                )

    def _remove(self, old: Rule, by: str, place: Location) -> None:
        if self.rules.pop(old.full_id, None) is not None:
            self.replaced.append(Replaced(old, by, place))

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


def _is_meant(word: str, rule: Rule, by: Rule) -> bool:
    """Whether the word names the rule: its full id, family/id in the same pack, or its family."""
    own = rule.pack == by.pack
    short = f"{rule.family}/{rule.spec.id}"
    if isinstance(rule.spec, LiftingException) or rule.spec.scope:
        return False
    return word == rule.full_id or (own and word in (short, rule.family))


def cites_within(spec: RuleSpec) -> Iterator[tuple[tuple[Step, ...], tuple[str, ...]]]:
    """Yield the clauses that dated values and limits cite, with the steps to them."""
    for name in type(spec).model_fields:
        value = getattr(spec, name)
        for index, period in enumerate(value if isinstance(value, tuple) else ()):
            if isinstance(period, Period | Limit) and period.cite:
                yield (name, index, "cite"), period.cite

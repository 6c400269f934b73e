"""Packs added up from the topmost parent down: what is inherited, replaced, refined, dropped, answered."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from shuangsuiji.findings import Citation, Finding, Location, Severity, problem
from shuangsuiji.model.dated import Period
from shuangsuiji.model.misfit import Misfit
from shuangsuiji.model.settings import Answer, SettingSpec
from shuangsuiji.model.vocabulary import FieldSpec, TableForm, Vocabulary
from shuangsuiji.packs.directions import Declared, Departed, Directions
from shuangsuiji.packs.files import FAMILIES, Status
from shuangsuiji.packs.read import ReadPack, ReadRule, Source
from shuangsuiji.packs.rulepack import Replaced, Rule
from shuangsuiji.packs.settings import default_answer
from shuangsuiji.rules.kinds import KINDS, ratio_cap
from shuangsuiji.rules.kinds.base import AddedException, RuleSpec
from shuangsuiji.rules.kinds.earliest_of import Limit
from shuangsuiji.rules.kinds.exception import LiftingException
from shuangsuiji.rules.kinds.refinement import Refinement
from shuangsuiji.rules.kinds.site import Step
from shuangsuiji.yamlfile import as_written, nearest

SAID_ANEW = ("message", "fix", "doubt", "in_force")
"""What a refinement may say beside its values; what it does not say is as in the parent's rule."""


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
        self.carried_out: dict[str, tuple[Citation, ...]] = {}
        self.of_drafts: set[str] = set()
        self.answers: dict[str, Answer] = {}
        for name, spec in registry.items():
            answer = default_answer(spec)
            if answer is not None:
                self.answers[name] = answer
        self.directions = Directions()
        self.refined: set[str] = set()

    def add(self, pack: ReadPack) -> None:
        """Add one pack to what its parents say."""
        self._add_clauses(pack)
        self._answer(pack)
        before = dict(self.rules)
        self._drop(pack)
        for rule in pack.rules:
            self._add_rule(pack, rule, before)
        self._check_lifted(pack)
        for index, form in enumerate(pack.forms):
            self._check_form(pack, form, index)
        for index, known in enumerate(pack.file.acknowledges):
            self._cited(known.clauses, pack.source, "acknowledges", index, "clauses")
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
        named = dict.fromkeys(name for row in pack.clauses for name in row.procedures)
        self.carried_out |= {
            name: tuple(self.clauses[row.id] for row in pack.clauses if name in row.procedures)
            for name in named
        }

    def _answer(self, pack: ReadPack) -> None:
        """Put the pack's answers to settings over those of its parents and the defaults."""
        names = [given.name for given in pack.settings]
        for index, given in enumerate(pack.settings):
            place = pack.settings_source.at(index, "is")
            self._cited(given.cite, pack.settings_source, index, "cite")
            if given.name in names[:index]:
                at = pack.settings_source.at(index, "name")
                self.problems.append(problem("pack/setting-twice", at, found=given.name))
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
            self._cited(direction.cite, pack.source, "children", index, "cite")
            binding = not direction.policy and not set(direction.cite) <= self.of_drafts
            place = pack.source.at("children", index)
            categories = self._categories()
            self.directions.declared.append(Declared(direction, place, binding, categories))
            words = tuple(c.value for c in categories.choices) if categories else ()
            if direction.family not in FAMILIES:
                at = pack.source.at("children", index, "family")
                self._tell("pack/unknown-family", at, direction.family, FAMILIES)
            if direction.kind is not None and direction.kind not in KINDS:
                at = pack.source.at("children", index, "kind")
                self._tell("pack/unknown-kind", at, direction.kind, tuple(KINDS))
            if direction.category and categories and not categories.listed(direction.category):
                at = pack.source.at("children", index, "category")
                self._tell("pack/unknown-category", at, direction.category, words)

    def _categories(self) -> FieldSpec | None:
        table = self.vocabulary.tables.get(ratio_cap.TABLE)
        return None if table is None else table.by_name.get(ratio_cap.CATEGORY)

    def _depart(self, pack: ReadPack, departed: Departed) -> bool:
        """Note what the parents' directions say against it; return whether the parent's rule stays."""
        stays = False
        known = {c for a in pack.file.acknowledges for c in a.clauses}
        for found in self.directions.judge(departed):
            if found.severity is not Severity.ERROR:
                if not known & {*departed.cite}:
                    self.warnings.append(found)
            elif self._superior_prevails():
                stays = True
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
        self._cited(form.cite, source, index, "cite")
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
            self._cited(departure.cite, pack.source, "drops", index, "cite")
            place = pack.source.at("drops", index, "rule")
            old = self.rules.get(departure.rule)
            if old is None:
                self._tell("pack/unknown-rule", place, departure.rule, tuple(self.rules))
            elif not self._depart(pack, Departed(old.family, place, departure.cite, old)):
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
        if old is not None and self._is_changed(
            old, source.at(key), refining=isinstance(spec, Refinement)
        ):
            return
        if isinstance(spec, Refinement):
            if old is None:
                return
            source = replace(source, beneath=old.source, inherited=len(old.spec.unless))
            refined = self._refined(spec, old, source)
            if refined is None:
                return
            spec = refined
        elif isinstance(spec, LiftingException):
            spec = self._lifting(pack, read, spec, before)
        family = old.family if old else read.family
        departed = Departed(family, read.source.at(key), spec.cite, old, spec)
        if self._depart(pack, departed):
            return
        if old is not None:
            self._remove(old, full_id, read.source.at(key))
        self._check_tables(read)
        for steps, clauses in cites_within(spec):
            self._cited(clauses, source, *steps)
        self.rules[full_id] = Rule(
            full_id=full_id,
            pack=pack.file.id,
            family=read.family,
            spec=spec,
            source=source,
            draft=self._is_draft(read.spec, old),
            over=old,
            citations=self._cited(spec.cite, source, "cite"),
            exceptions={
                e.id: self._cited(e.cite, source, "unless", i, "cite")
                for i, e in enumerate(spec.unless)
            },
        )

    def _is_draft(self, spec: RuleSpec, old: Rule | None) -> bool:
        """Whether the rule rests on drafts alone; one that is only excepted from rests on what it was."""
        if isinstance(spec, Refinement) and not spec.set and old is not None:
            return old.draft
        return all(c in self.of_drafts for c in spec.cite)

    def _is_changed(self, old: Rule, place: Location, *, refining: bool) -> bool:
        """Tell where the pack has refined the parent's rule already, or now refines what it replaced."""
        first = next((r for r in self.replaced if r.rule.full_id == old.full_id), None)
        if first is None or not (refining or old.full_id in self.refined):
            if refining:
                self.refined.add(old.full_id)
            return False
        told = {"found": old.full_id, "first": str(first.location)}
        self.problems.append(problem("pack/refines-twice", place, **told))
        return True

    def _refined(self, spec: Refinement, old: Rule, source: Source) -> RuleSpec | None:
        """Return the parent's rule with the child's values and exceptions; None where they do not fit."""
        own: dict[str, object] = {n: getattr(spec, n) for n in ("id", "title", "cite", "modality")}
        own |= {"unless": (*old.spec.unless, *spec.unless), "cases": spec.cases, "replaces": None}
        own |= {k: v for k in SAID_ANEW if (v := getattr(spec, k)) is not None}
        fields = {
            field.alias or n: getattr(old.spec, n)
            for n, field in type(old.spec).model_fields.items()
        }
        settable = sorted(fields.keys() - own.keys() - {"kind"})
        unknown = [name for name in spec.set if name not in settable]
        for name in unknown:
            place = source.at("set", name)
            self._tell("pack/refines-unknown", place, name, tuple(settable))
        if unknown:
            return None
        try:
            return type(old.spec).model_validate({**fields, **own, **spec.set})
        except ValidationError as error:
            details = error.errors()
        for place, found in dict.fromkeys(_misfit(source, detail) for detail in details):
            self.problems.append(problem("pack/refines-wrong", place, found=found))
        return None

    def _lifting(
        self, pack: ReadPack, read: ReadRule, spec: LiftingException, before: Mapping[str, Rule]
    ) -> LiftingException:
        """Return the exception without the parents' rules that it may not lift."""
        kept = []
        for index, word in enumerate(spec.to):
            place = read.source.at("to", index)
            old = next((r for r in before.values() if _is_meant(word, r, pack.file.id)), None)
            lifted = None if old is None else _with_exception(old.spec, spec, "")
            if old is None or not self._depart(
                pack, Departed(old.family, place, spec.cite, old, lifted)
            ):
                kept.append(word)
        return spec.model_copy(update={"to": tuple(kept)})

    def _check_lifted(self, pack: ReadPack) -> None:
        """Tell what an exception of the pack lifts that is no rule; children may replace it later."""
        for read in pack.rules:
            words = read.spec.to if isinstance(read.spec, LiftingException) else ()
            for index, word in enumerate(words):
                if not any(_is_meant(word, r, pack.file.id) for r in self.rules.values()):
                    place = read.source.at("to", index)
                    self._tell("pack/unknown-rule", place, word, tuple(self.rules))

    def _lift(self, rule: Rule, spec: LiftingException) -> None:
        for index, word in enumerate(spec.to):
            lifted = [r for r in self.rules.values() if _is_meant(word, r, rule.pack)]
            for target in lifted if spec.table in self.vocabulary.tables else ():
                told = {"rule": target.full_id, "found": spec.table}
                place = rule.source.at("to", index)
                if spec.table not in target.spec.tables():
                    self.problems.append(problem("pack/lifts-other-table", place, **told))
                    continue
                if spec.id in target.exceptions:
                    told["found"] = spec.id
                    self.problems.append(problem("pack/exception-twice", place, **told))
                    continue
                self.rules[target.full_id] = replace(
                    target,
                    spec=_with_exception(target.spec, spec, rule.full_id),
                    exceptions={**target.exceptions, spec.id: rule.citations},
                )

    def _remove(self, old: Rule, by: str, place: Location) -> None:
        if self.rules.pop(old.full_id, None) is not None:
            self.replaced.append(Replaced(old, by, place))

    def _cited(
        self, clauses: tuple[str, ...], source: Source, *steps: Step
    ) -> tuple[Citation, ...]:
        for index, clause in enumerate(clauses):
            if clause not in self.clauses:
                place = source.at(*steps, index)
                self._tell("pack/unknown-clause", place, clause, tuple(self.clauses))
        return tuple(self.clauses[c] for c in clauses if c in self.clauses)

    def _check_tables(self, read: ReadRule) -> None:
        known = tuple(self.vocabulary.tables)
        for table in read.spec.tables():
            if table not in known:
                self._tell("pack/unknown-table", read.source.at("table"), table, known)

    def _tell(self, code: str, place: Location, found: str, known: tuple[str, ...]) -> None:
        self.problems.append(problem(code, place, found=found, nearest=nearest(found, known[:200])))


def _with_exception(target: RuleSpec, spec: LiftingException, by: str) -> RuleSpec:
    """Return the rule with one exception more."""
    added = AddedException(
        id=spec.id,
        title=spec.title,
        when=spec.when or "TRUE",
        residual=spec.residual,
        cite=spec.cite,
        by=by,
    )
    return target.model_copy(update={"unless": (*target.unless, added)})


def _misfit(source: Source, detail: ErrorDetails) -> tuple[Location, str]:
    """Return where a refinement's value stands that does not fit, and what is written there."""
    error = detail.get("ctx", {}).get("error")
    steps = (*detail["loc"], *(error.steps if isinstance(error, Misfit) else ()))
    own, within = source.holding(*steps)
    return source.at(*steps), as_written(own.node, within)


def _is_meant(word: str, rule: Rule, by: str) -> bool:
    """Whether the word, written by a pack, names the rule, or one that this refines and so goes on from.

    It names a rule by its full id; one of the same pack by family/id, or by its family.
    """
    if isinstance(rule.spec, LiftingException) or rule.spec.scope:
        return False
    short = f"{rule.family}/{rule.spec.id}"
    if word == rule.full_id or (rule.pack == by and word in (short, rule.family)):
        return True
    return rule.refines is not None and _is_meant(word, rule.refines, by)


def cites_within(spec: RuleSpec) -> Iterator[tuple[tuple[Step, ...], tuple[str, ...]]]:
    """Yield the clauses that dated values and limits cite, with the steps to them."""
    for name in type(spec).model_fields:
        value = getattr(spec, name)
        for index, period in enumerate(value if isinstance(value, tuple) else ()):
            if isinstance(period, Period | Limit) and period.cite:
                yield (name, index, "cite"), period.cite

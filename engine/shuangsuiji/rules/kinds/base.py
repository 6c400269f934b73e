"""What all kinds share: the common keys, exceptions, cases, and how a rule becomes its normal form."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any, ClassVar

from pydantic import Field, WithJsonSchema, model_validator

from shuangsuiji.findings import Modality, Outcome
from shuangsuiji.model.dated import Day, Keyed, Span
from shuangsuiji.model.misfit import Misfit
from shuangsuiji.model.settings import Written
from shuangsuiji.model.vocabulary import Strict, YesNo
from shuangsuiji.rules.expressions import Condition, both
from shuangsuiji.rules.kinds.site import Body, Expanded, Site
from shuangsuiji.rules.normal import NormalException, NormalRule, asserted

SLUG = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"

_SCALARS = ["string", "number", "boolean", "null"]
Given = Annotated[
    str | tuple[str | None, ...] | None,
    WithJsonSchema({"type": [*_SCALARS, "array"], "items": {"type": _SCALARS}}),
]
"""What a case writes for a field: a value, `blank`, `unreadable`, or a bound [least, most]."""


class Expect(StrEnum):
    """What a case expects: an outcome; of a trigger or exemption, whether it is met."""

    PASS = "pass"  # noqa: S105  (an outcome, not a password)
    FAIL = "fail"
    UNKNOWN = "unknown"
    MANUAL = "manual"
    NOT_APPLICABLE = "not_applicable"
    EXCEPTED = "excepted"
    MET = "met"
    NOT_MET = "not_met"
    UNDECIDED = "undecided"


OUTCOMES: Mapping[Expect, tuple[Outcome, ...]] = {Expect(o.value): (o,) for o in Outcome}
"""What compliance rules may expect: each outcome, by its own word."""


class Case(Keyed):
    """An example inside a rule, which `pack test` runs.

    `of` names the rule that an exception for several is shown on; `settings` answers open questions,
    `values` gives values that the rule leaves silent.
    """

    name: str = Field(min_length=1)
    of: str | None = None
    part: str | None = None
    given: Mapping[str, Given] = Field(default_factory=dict)
    with_: Mapping[str, tuple[Mapping[str, Given], ...]] = Field(default_factory=dict, alias="with")
    without: tuple[str, ...] = ()
    asserted: tuple[str, ...] = ()
    values: Mapping[str, Any] = Field(default_factory=dict)
    settings: Mapping[str, Written] = Field(default_factory=dict)
    at: Day | None = None
    as_of: Day | None = None
    each_blank: YesNo = False
    expect: Expect
    missing: tuple[str, ...] | None = None


class ExceptionSpec(Strict):
    """One exception of a rule: its own clause, shown apart in the verdict."""

    id: str = Field(pattern=SLUG)
    title: str
    when: str
    residual: YesNo = False
    cite: tuple[str, ...] = Field(min_length=1)


class AddedException(ExceptionSpec):
    """An exception that a rule of kind exception adds; `by` is that rule's full id."""

    by: str


class RuleSpec(Keyed):
    """The keys that all kinds have in common (规则的共同键)."""

    scope: ClassVar[bool] = False
    excepted: ClassVar[bool] = True
    expects: ClassVar[Mapping[Expect, tuple[Outcome, ...]]] = OUTCOMES

    id: str = Field(pattern=SLUG)
    kind: str
    title: str = Field(min_length=1)
    cite: tuple[str, ...] = Field(min_length=1)
    modality: Modality
    when: str | None = None
    unless: tuple[ExceptionSpec, ...] = ()
    doubt: str | None = None
    in_force: Span | None = None
    replaces: str | None = None
    message: str | None = None
    fix: str | None = None
    cases: tuple[Case, ...] = ()

    @model_validator(mode="after")
    def _cases_expect_what_the_kind_says(self) -> "RuleSpec":
        for index, case in enumerate(self.cases):
            if case.expect not in self.expects:
                sort = "outcome" if Expect.PASS in self.expects else "met"
                raise Misfit(f"expects_{sort}", "cases", index, "expect")
        return self

    @model_validator(mode="after")
    def _exceptions_are_told_apart(self) -> "RuleSpec":
        ids = [e.id for e in self.unless]
        for index, one in enumerate(ids):
            if one in ids[:index]:
                raise Misfit("exception_twice", "unless", index, "id")
        if ids and not self.excepted:
            raise Misfit("no_exceptions", "unless")
        return self

    def tables(self) -> tuple[str, ...]:
        """Return the tables that the rule is about."""
        raise NotImplementedError

    def bodies(self, site: Site) -> tuple[Body, ...]:
        """Return what the kind makes of the rule: one body for each normal-form rule."""
        raise NotImplementedError

    def expand(self, site: Site) -> tuple[Expanded, ...]:
        """Return the rule in normal form: its kind's bodies under the common when and unless."""
        return tuple(self._expanded(body, site) for body in self.bodies(site))

    def _expanded(self, body: Body, site: Site) -> Expanded:
        own = site.condition(self.when, body.table, "when")
        unless = tuple(
            NormalException(e.id, self._exception(e, site, body.table, i))
            for i, e in enumerate(self.unless)
        )
        rule = NormalRule(
            id=f"{site.rule_id}#{body.part}" if body.part else site.rule_id,
            table=body.table,
            when=both(own, body.when),
            require=body.require,
            unless=unless,
            scope=self.scope,
            limits=body.limits,
        )
        used = tuple(dict.fromkeys((*site.used, *body.told)))
        return Expanded(rule, used, tuple(dict.fromkeys(site.silent)))

    def _exception(self, spec: ExceptionSpec, site: Site, table: str, index: int) -> Condition:
        when = site.condition(spec.when, table, "unless", index, "when")
        return asserted(site.rule_id, spec.id, when) if spec.residual else when

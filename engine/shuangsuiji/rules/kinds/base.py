"""What all kinds share: the common keys, exceptions, cases, and how a rule becomes its normal form."""

import inspect
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any, ClassVar

from pydantic import Field, GetJsonSchemaHandler, WithJsonSchema, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from shuangsuiji.findings import Modality, Outcome, Severity
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
    """例子的名字：一句话，在本规则内不重复。"""
    of: str | None = None
    """看哪条规则：只用于共同例外，写“文件/id”或全名。"""
    part: str | None = None
    """只看哪一部分：规则分成几部分时写，例如必填的那一栏。"""
    given: Mapping[str, Given] = Field(default_factory=dict)
    """一行的内容：字段和值。没有写的字段是空白；值可写 blank、unreadable、界 [0.03, null]。"""
    with_: Mapping[str, tuple[Mapping[str, Given], ...]] = Field(default_factory=dict, alias="with")
    """相关的表：表名和它的各行，用来算出字段。"""
    without: tuple[str, ...] = ()
    """没有交来的表：表名的列表。"""
    asserted: tuple[str, ...] = ()
    """有人主张：哪些兜底例外（residual）有人主张，写例外的 id。"""
    values: Mapping[str, Any] = Field(default_factory=dict)
    """假如有这个值：规则写作 silent 的键和假设的值，例如 {within: {workdays: 20}}。"""
    settings: Mapping[str, Written] = Field(default_factory=dict)
    """假如这样回答：还没有答案的设定，写名字和答案。"""
    at: Day | None = None
    """按哪一天取值：写作 2026-07-01；它的年份也是计划年度。"""
    as_of: Day | None = None
    """核查日：写作 2026-07-01；不写即与 at 相同。"""
    each_blank: YesNo = False
    """逐栏空白：写 true，即把必填的各栏逐个改成空白，各是一个例子；只用于必填。"""
    expect: Expect
    """应有的结果：pass、fail、unknown、manual、not_applicable、excepted；追责、免责情形写 met、
    not_met、undecided。
    """
    counts_as: Severity | None = None
    """算哪一级：不符合时算 error（错误）、warning（提示）还是 note（说明）；不写即不看。"""
    missing: tuple[str, ...] | None = None
    """缺哪些事实：结果是无法判断时，缺的正是这些字段。"""


class ExceptionSpec(Strict):
    """One exception of a rule: its own clause, shown apart in the verdict."""

    id: str = Field(pattern=SLUG)
    """例外的短名：小写字母、数字、连字符，本规则内不重复。"""
    title: str
    """例外的名称：一句话，报告里写它。"""
    when: str
    """条件：成立就属于这种例外，违反不算违反。"""
    residual: YesNo = False
    """兜底：写 true，即“其他”“等”这一类，条件成立还要有人主张。"""
    cite: tuple[str, ...] = Field(min_length=1)
    """依据：规定这种例外的条款编号，至少一个。"""


class AddedException(ExceptionSpec):
    """An exception that a rule of kind exception adds; `by` is that rule's full id."""

    by: str
    """由谁加上：共同例外的全名。"""


class RuleSpec(Keyed):
    """The keys that all kinds have in common (规则的共同键)."""

    scope: ClassVar[bool] = False
    excepted: ClassVar[bool] = True
    expects: ClassVar[Mapping[Expect, tuple[Outcome, ...]]] = OUTCOMES

    id: str = Field(pattern=SLUG)
    """规则的短名：小写字母、数字、连字符，同一个文件里不重复；全名是“规则包/文件/id”。"""
    kind: str
    """种类：规则是哪一种，决定还有哪些键。"""
    title: str = Field(min_length=1)
    """标题：一句话说规则要求什么，报告里先说它。"""
    cite: tuple[str, ...] = Field(min_length=1)
    """依据：条款编号的列表，至少一个，都在 clauses.yaml 里登记过。"""
    modality: Modality
    """约束的强弱：must 应当、不得；in_principle 原则上；should 宜、鼓励。跟所引的条款走。"""
    when: str | None = None
    """适用条件：只在这个条件成立时适用；不写即每一行。"""
    unless: tuple[ExceptionSpec, ...] = ()
    """例外：各写 id、title、when、cite；成立就不算违反。"""
    doubt: str | None = None
    """存疑：这条规则所依的读法有什么分歧；写了它，违反只作提示。"""
    in_force: Span | None = None
    """施行的起止：from 和 until（不含）；不写即一直施行。"""
    replaces: str | None = None
    """取代：取代上级的哪条规则，写全名“规则包/文件/id”。"""
    message: str | None = None
    """具体说明：违反时说的话。花括号里写这张表的字段或规则的值，例如 {name}。"""
    fix: str | None = None
    """怎么改：建议当事人怎样做，一句话。"""
    cases: tuple[Case, ...] = ()
    """例子：每条规则至少有符合、不符合、无法判断的各一个，每种例外一个。"""

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Return the schema; `kind` is explained by what the kind does."""
        schema = super().__get_pydantic_json_schema__(core_schema, handler)
        kind = handler.resolve_ref_schema(schema)["properties"]["kind"]
        kind["title"] = "种类"
        kind["description"] = inspect.getdoc(cls)
        return schema

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

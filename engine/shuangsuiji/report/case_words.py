"""A decided case as people read it: one sheet of content, the same for text, HTML, XLSX and JSON."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from shuangsuiji.accountability.cases import LiabilityCase
from shuangsuiji.accountability.law import Law, Side, Verdict
from shuangsuiji.accountability.verdict import Decision, Missing, Weighed
from shuangsuiji.check.tables import Checked
from shuangsuiji.check.words import shown
from shuangsuiji.findings import Finding, Severity
from shuangsuiji.findings import Outcome as RuleOutcome
from shuangsuiji.model.values import Fact, says
from shuangsuiji.model.vocabulary import FieldKind, FieldSpec
from shuangsuiji.packs.rulepack import RulePack
from shuangsuiji.report.case_evidence import FactLine, fact_lines, rests_on
from shuangsuiji.report.wording import cited
from shuangsuiji.rules.expressions import Ref, refs

TABLE = "liability_case"

VERDICTS: Mapping[Verdict, tuple[str, str]] = {
    Verdict.NO_TRIGGER: (
        "没有追责情形",
        "规则列举的追责情形都不具备。",
    ),
    Verdict.LIABLE: (
        "具备追责情形，没有免责情形",
        "依规则应当追究责任；是否追究、怎样追究，由有权机关决定。",
    ),
    Verdict.MAY_BE_EXEMPT: (
        "具备追责情形，也具备免责情形",
        "规则允许免除责任；免不免，由有权机关决定。",
    ),
    Verdict.UNDETERMINED: (
        "还不能判断",
        "缺少能左右结论的事实，列在下面；补齐之前不作结论。",
    ),
    Verdict.NEEDS_HUMAN: (
        "等待人工认定",
        "所缺的都要有权的人来认定，程序不能代替。",
    ),
    Verdict.NOT_SET: (
        "本地没有规定追责情形",
        "规则包里没有施行中的追责情形，因此不作结论；这不等于没有责任。",
    ),
}
"""Each verdict in a few words, and what it means."""

SIDES = {Side.TRIGGER: "追责情形", Side.EXEMPTION: "免责情形"}
STATES = {True: "具备", False: "不具备", None: "说不准"}
NOT_ASSERTED = "未主张"
WHO = {
    FieldKind.RECORD: "查记录",
    FieldKind.EVENT: "查记录",
    FieldKind.JUDGEMENT: "由有权的人认定",
    FieldKind.INVOKED: "由主张的人提出依据",
}


class Outcome(Protocol):
    """What workflow hands over of one case under one pack."""

    @property
    def case(self) -> LiabilityCase:
        """The case with its facts."""

    @property
    def decision(self) -> Decision | None:
        """The decision; None where the case was refused."""

    @property
    def problems(self) -> tuple[Finding, ...]:
        """Why it was refused."""

    @property
    def checked(self) -> Checked | None:
        """What the pack's other rules found in its records."""


class Run(Protocol):
    """All cases under one pack."""

    @property
    def pack(self) -> RulePack:
        """The pack."""

    @property
    def law(self) -> Law:
        """What it says of liability."""

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """The cases, in the order of the file."""


@dataclass(frozen=True, slots=True)
class GroundLine:
    """One trigger or exemption: its state in a word, its law, the facts that it was judged by."""

    id: str
    title: str
    state: str
    law: tuple[str, ...]
    clauses: tuple[str, ...]
    facts: tuple[str, ...]
    missing: tuple[str, ...]
    claim: str = ""


@dataclass(frozen=True, slots=True)
class MissingLine:
    """One missing fact: who may say, what waits for it, and what each answer would change."""

    name: str
    label: str
    who: str
    waits: str
    changes: tuple[tuple[str, str], ...]
    effect: str
    """What it alone would change, in a sentence."""


@dataclass(frozen=True, slots=True)
class CaseSheet:
    """Everything that is to be read of a decided case."""

    case: LiabilityCase
    verdict: Verdict
    words: str
    means: str
    sides: Mapping[Side, tuple[GroundLine, ...]]
    references: tuple[GroundLine, ...]
    facts: tuple[FactLine, ...]
    missing: tuple[MissingLine, ...]
    possible: tuple[str, ...]
    assumed: tuple[str, ...]
    engines: tuple[str, ...]

    def stand(self, side: Side) -> tuple[GroundLine, ...]:
        """Return the grounds of a side that matter: met or undecided, then not met."""
        order = [STATES[True], STATES[None], STATES[False], NOT_ASSERTED]
        return tuple(sorted(self.sides[side], key=lambda g: order.index(g.state)))


def sheet_of(pack: RulePack, decision: Decision) -> CaseSheet:
    """Return the sheet of a decision."""
    words, means = VERDICTS[decision.verdict]
    specs = _specs(pack, decision)
    return CaseSheet(
        case=decision.case,
        verdict=decision.verdict,
        words=words,
        means=means,
        sides={s: tuple(_ground(w, decision.case) for w in decision.side(s)) for s in Side},
        references=tuple(_ground(w, decision.case) for w in decision.references),
        facts=tuple(fact_lines(pack, specs, decision.case)),
        missing=tuple(_missing(m, decision.verdict) for m in decision.missing),
        possible=tuple(VERDICTS[v][0] for v in decision.possible or ()),
        assumed=tuple(
            f"{specs[name].label}={shown(specs[name], decision.case.facts[name])}"
            for name in decision.case.assumed
        ),
        engines=() if decision.inferred is None else decision.inferred.engines,
    )


def _specs(pack: RulePack, decision: Decision) -> dict[str, FieldSpec]:
    """Return the fields of cases by name, the assertions of residual grounds among them."""
    found = dict(pack.vocabulary.tables[TABLE].by_name)
    for weighed in (*decision.weighed, *decision.references):
        spec = weighed.ground.assertion
        if spec is not None:
            title = weighed.ground.ready.rule.spec.title
            found[spec.name] = spec.model_copy(update={"label": f"主张“{title}”"})
    return found


def _ground(weighed: Weighed, case: LiabilityCase) -> GroundLine:
    rule = weighed.ground.ready.rule
    assertion = weighed.ground.assertion
    state = STATES[weighed.met]
    if assertion is not None and not weighed.asserted:
        state = NOT_ASSERTED
    claim = case.evidence.get(assertion.name) if assertion is not None else None
    read = [r for r in _read(weighed) if r.spec != assertion]
    doubt = f"（按一种读法：{rule.spec.doubt}）" if rule.spec.doubt else ""
    return GroundLine(
        id=rule.full_id,
        title=rule.spec.title + doubt,
        state=state,
        law=tuple(cited(c) for c in weighed.ground.ready.citations),
        clauses=tuple(c.clause for c in weighed.ground.ready.citations),
        facts=tuple(f"{r.spec.label}：{_value(r.spec, case.facts.get(r.name))}" for r in read),
        missing=tuple(spec.label for spec in weighed.missing),
        claim="" if claim is None else rests_on(claim, {}),
    )


def _read(weighed: Weighed) -> Iterator[Ref]:
    yield from dict.fromkeys(refs(weighed.ground.met))


def _value(spec: FieldSpec, fact: Fact | None) -> str:
    return "没有人认定" if fact is None and spec.kind is FieldKind.JUDGEMENT else shown(spec, fact)


def _missing(missing: Missing, now: Verdict) -> MissingLine:
    changes = tuple(
        (shown(missing.spec, says(change.value)), VERDICTS[change.verdict][0])
        for change in missing.changes
    )
    return MissingLine(
        name=missing.spec.name,
        label=missing.spec.label,
        who=WHO[missing.spec.kind],
        waits="、".join(SIDES[side] for side in missing.sides),
        changes=changes,
        effect=_effect(changes, VERDICTS[now][0]),
    )


def _effect(changes: tuple[tuple[str, str], ...], now: str) -> str:
    if not changes:
        return "要看具体的值"
    if all(verdict == now for _, verdict in changes):
        return "单补这一件还定不了"
    return "；".join(
        f"若“{value}”，{'还定不了' if verdict == now else verdict}" for value, verdict in changes
    )


def record_errors(checked: Checked) -> tuple[Finding, ...]:
    """Return what in a case's records breaks a rule that binds; drafts and readings are left aside."""
    return tuple(
        f
        for f in checked.findings
        if f.outcome is RuleOutcome.FAIL and f.severity is Severity.ERROR
    )

"""What `pack list`, `show`, `lint` and `test` print."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol

from rich.console import Console

from shuangsuiji.findings import Finding
from shuangsuiji.packs.files import PackFile, Status
from shuangsuiji.packs.rulepack import ReadyRule, Rule, RulePack
from shuangsuiji.proof.cases import CaseResult
from shuangsuiji.report.asjson import Json, dump, findings_json, location_json
from shuangsuiji.report.text import console, grid, print_findings, say
from shuangsuiji.report.wording import MODALITIES, SEVERITIES, cited

SAID_OF_A_CASE = {
    "accountability_trigger": "追责情形",
    "exception": "共同例外",
    "liability_exemption": "可以免责的情形",
}
HOLDS = {True: "√", False: "×"}


def print_list(packs: Sequence[PackFile], form: str) -> None:
    """Print the packs: id, title, parent, documents."""
    if form == "json":
        print(dump([p.model_dump(mode="json", by_alias=True) for p in packs]))
        return
    table = grid("规则包", "名称", "上级", "依据文件")
    for pack in packs:
        documents = "；".join(
            d.cited_as + ("（未生效）" if d.status is Status.DRAFT else "") for d in pack.documents
        )
        table.add_row(pack.id, pack.title, pack.extends or "—", documents)
    console().print(table)


def print_pack(pack: RulePack, day: date, form: str) -> None:
    """Print the resolved pack: each rule with law, strength, values and origin; then what it replaced."""
    ready = pack.ready(day, day.year)
    if form == "json":
        print(dump(pack_json(pack, ready)))
        return
    out = console()
    say(out, f"{pack.title}（{pack.id}），继承：{' ← '.join(reversed(pack.chain))}，按 {day} 取值")
    for family in dict.fromkeys(r.family for r in pack.rules):
        say(out, f"\n{family}", "bold")
        for inherited in (False, True):
            rules = [
                r for r in pack.rules if r.family == family and (r.pack != pack.id) == inherited
            ]
            if rules and inherited:
                say(out, "  以下继承自上级", "dim")
            for rule in rules:
                _print_rule(out, rule, [r for r in ready if r.rule is rule])
    _print_settings(out, pack)
    if pack.replaced:
        say(out, "\n上级规则中被取代、细化或删去的", "bold")
        for gone in pack.replaced:
            out.print(
                f"  {gone.rule.full_id}（{gone.rule.location}）← {gone.by}（{gone.location}）"
            )


def _print_settings(out: Console, pack: RulePack) -> None:
    """Print what holds for every setting: the packs' own answers, then defaults, then open questions."""
    say(out, "\n设定", "bold")
    for name, spec in pack.settings.registry.items():
        answer = pack.settings.answers.get(name)
        mark = f"（问题{spec.question}）" if spec.question else ""
        if answer is None:
            say(out, f"  {name}  {spec.title}{mark}：未规定，读它的规则无法判断", "yellow")
            continue
        law = "；".join(cited(pack.clauses[c]) for c in answer.cite if c in pack.clauses)
        by = law or "默认"
        over = "，盖过 ".join(["", *(f"{a.text}（{a.location}）" for a in answer.overrode)])
        say(out, f"  {name}  {spec.title}{mark}：{answer.text}  {by}  {answer.location}{over}")


def _print_rule(out: Console, rule: Rule, ready: Sequence[ReadyRule]) -> None:
    say(out, f"  {rule.full_id}  {rule.spec.title}（{strength_of(rule)}）")
    say(out, f"    {'；'.join(cited(c) for c in rule.citations)}  {rule.location}", "dim")
    for origin in dict.fromkeys(o for r in ready for o in r.origins):
        say(out, f"    {origin.name} = {origin.value}  {origin.location}")
    for name in dict.fromkeys(s for r in ready for s in r.silent):
        say(out, f"    {name}：各级文件均未规定，相关判断为无法判断", "yellow")
    for exception in rule.spec.unless:
        residual = "（兜底，须有人主张）" if exception.residual else ""
        law = "；".join(cited(c) for c in rule.exceptions[exception.id])
        say(out, f"    例外：{exception.title}{residual}  {law}")
    if not ready:
        say(out, "    此日不在施行期内", "yellow")
    if rule.spec.doubt:
        say(out, f"    存疑：{rule.spec.doubt}", "yellow")


def strength_of(rule: Rule) -> str:
    """Return in words how a rule counts: what breaking it is, or what kind of statement it is."""
    if rule.spec.scope:
        return "界定适用范围"
    named = SAID_OF_A_CASE.get(rule.spec.kind)
    if named is not None:
        return f"{named}，征求意见稿，只作参考" if rule.draft else named
    return f"{MODALITIES[rule.spec.modality.value]}，违反为{SEVERITIES[rule.severity]}"


def pack_json(pack: RulePack, ready: Sequence[ReadyRule]) -> Json:
    """Return the resolved pack as JSON."""
    return {
        "id": pack.id,
        "title": pack.title,
        "chain": list(pack.chain),
        "rules": [_rule_json(r, [x for x in ready if x.rule is r]) for r in pack.rules],
        "settings": [_setting_json(pack, name) for name in pack.settings.registry],
        "replaced": [
            {"rule": g.rule.full_id, "by": g.by, "location": location_json(g.location)}
            for g in pack.replaced
        ],
    }


def _setting_json(pack: RulePack, name: str) -> Json:
    answer, spec = pack.settings.answers.get(name), pack.settings.registry[name]
    return {
        "name": name,
        "title": spec.title,
        "question": spec.question,
        "value": None if answer is None else answer.text,
        "by": None if answer is None else answer.pack or "default",
        "cite": [] if answer is None else list(answer.cite),
        "location": None if answer is None else location_json(answer.location),
        "overrode": [] if answer is None else [a.text for a in answer.overrode],
    }


def _rule_json(rule: Rule, ready: Sequence[ReadyRule]) -> Json:
    origins = dict.fromkeys(o for r in ready for o in r.origins)
    return {
        "id": rule.full_id,
        "kind": rule.spec.kind,
        "title": rule.spec.title,
        "modality": rule.spec.modality.value,
        "severity": rule.severity.value,
        "draft": rule.draft,
        "location": location_json(rule.location),
        "citations": [
            {"clause": c.clause, "document": c.document, "place": c.place} for c in rule.citations
        ],
        "values": [
            {"name": o.name, "value": o.value, "location": location_json(o.location)}
            for o in origins
        ],
        "silent": list(dict.fromkeys(s for r in ready for s in r.silent)),
        "exceptions": [{"id": e.id, "title": e.title} for e in rule.spec.unless],
    }


class Linted(Protocol):
    """What workflow hands over of a lint."""

    @property
    def packs(self) -> tuple[str, ...]:
        """The packs looked at."""

    @property
    def rules(self) -> int:
        """How many rules."""

    @property
    def cases(self) -> int:
        """How many cases."""

    @property
    def to_judge(self) -> int:
        """How many clauses nobody has judged yet."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was found."""


def print_lint(linted: Linted, form: str) -> None:
    """Print what lint found, or that nothing is wrong."""
    findings = linted.findings
    if form == "json":
        print(
            dump(
                {
                    "packs": list(linted.packs),
                    "findings": findings_json(findings),
                    "to_judge": linted.to_judge,
                }
            )
        )
        return
    out = console()
    print_findings(out, findings)
    told = f"{len(linted.packs)} 个规则包，{linted.rules} 条规则，{linted.cases} 个例子"
    left = f"；待判读 {linted.to_judge} 条条款，见 pack coverage" if linted.to_judge else ""
    say(out, f"{told}：{f'{len(findings)} 处问题' if findings else '没有问题'}{left}")


def print_watched(linted: Linted, time: str, form: str) -> None:
    """Clear the terminal; print the time and what lint found."""
    if form != "json":
        out = console()
        out.clear()
        say(out, f"{time}  边写边查，按 Ctrl-C 结束", "dim")
    print_lint(linted, form)


def print_test(results: Mapping[str, Sequence[CaseResult]], form: str) -> None:
    """Print the result of every case, by rule."""
    if form == "json":
        print(dump({pack: [_case_json(r) for r in rs] for pack, rs in results.items()}))
        return
    out = console()
    for pack, found in results.items():
        say(out, f"\n{pack}", "bold")
        for result in found:
            part = f"#{result.part}" if result.part else ""
            line = f"  {HOLDS[result.holds]} {result.rule.full_id}{part}  {result.case.name}"
            line += "（期限暂定）" if result.verdict.provisional else ""
            told = f"  应为 {result.case.expect.value}，结果 {result.verdict.outcome.value}"
            if result.holds:
                say(out, line)
            else:
                say(out, f"{line}{told}  {result.location}", "bold red")
    every = [r for rs in results.values() for r in rs]
    good = sum(r.holds for r in every)
    say(out, f"\n{len(every)} 个例子，{good} 个符合，{len(every) - good} 个不符合")


def _case_json(result: CaseResult) -> Json:
    return {
        "rule": result.rule.full_id,
        "part": result.part,
        "case": result.case.name,
        "expected": result.case.expect.value,
        "outcome": result.verdict.outcome.value,
        "missing": [r.name for r in result.verdict.missing],
        "holds": result.holds,
        "bound": result.verdict.bound,
        "provisional": result.verdict.provisional,
        "location": location_json(result.location),
    }

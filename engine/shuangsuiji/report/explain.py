"""What `pack explain` prints: a rule with its law, conditions, cases and SQL; a kind with its keys."""

from shuangsuiji.proof.explain import ExplainedKind, ExplainedRule
from shuangsuiji.report.asjson import Json, dump, location_json
from shuangsuiji.report.packs import HOLDS, strength_of
from shuangsuiji.report.text import console, say
from shuangsuiji.report.wording import cited
from shuangsuiji.rules.kinds.exception import LiftingException
from shuangsuiji.rules.normal import CODES


def print_explained(found: ExplainedRule | ExplainedKind, form: str) -> None:
    """Print the rule or the kind."""
    if form == "json":
        told = _rule_json(found) if isinstance(found, ExplainedRule) else _kind_json(found)
        print(dump(told))
    elif isinstance(found, ExplainedRule):
        _print_rule(found)
    else:
        _print_kind(found)


def _print_rule(found: ExplainedRule) -> None:
    out, rule = console(), found.rule
    say(out, f"{rule.full_id}  {rule.spec.title}", "bold")
    say(out, f"种类 {rule.spec.kind}，{strength_of(rule)}  {rule.location}", "dim")
    if rule.spec.doubt:
        say(out, f"存疑：{rule.spec.doubt}", "yellow")
    say(out, "\n依据", "bold")
    says = {row.id: row.says for row in found.clauses}
    for citation in rule.citations:
        say(out, f"  {cited(citation)}：{says.get(citation.clause, '')}")
    if isinstance(rule.spec, LiftingException):
        say(out, f"  放宽：{'、'.join(rule.spec.to)}，条件：{rule.spec.when or 'TRUE'}")
    for exception in rule.spec.unless:
        law = "；".join(cited(c) for c in rule.exceptions[exception.id])
        residual = "（兜底，须有人主张）" if exception.residual else ""
        say(out, f"  例外：{exception.title}{residual}：{exception.when}  {law}")
    for origin in dict.fromkeys(o for p in found.parts for o in p.ready.origins if o.value):
        say(out, f"  取值：{origin.name} = {origin.value}  {origin.location}")
    say(out, f"\n例子（{len(found.cases)}）", "bold")
    for case in found.cases:
        mark = f"#{case.part} " if case.part else ""
        told = f"{mark}{case.case.name} → {case.case.expect.value}"
        say(out, f"  {HOLDS[case.holds]} {told}")
    if not found.parts:
        return
    say(out, "\n判断（" + "，".join(f"{n} {o.value}" for o, n in CODES.items()) + "）", "bold")
    for part in found.parts:
        reads = "、".join(f"{r.spec.label}（{r.name}）" for r in part.reads)
        say(out, f"  {part.ready.normal.id}：表 {part.ready.normal.table}，用到：{reads}")
        for line in part.sql.split("\n"):
            say(out, f"    {line}")


def _print_kind(found: ExplainedKind) -> None:
    out = console()
    say(out, f"{found.title} {found.name}", "bold")
    say(out, found.says)
    say(out, "\n自己的键（共同的键见 rulesets/README.md）", "bold")
    for key in found.keys:
        unless = f"不写即 {key.default}" if key.default else "可以不写"
        say(out, f"  {key.name}（{'必填' if key.required else unless}）  {key.says}")
    say(out, f"\n用到它的规则（{len(found.used_by)}）", "bold")
    for rule in found.used_by:
        say(out, f"  {rule.full_id}  {rule.spec.title}")


def _rule_json(found: ExplainedRule) -> Json:
    rule = found.rule
    return {
        "rule": rule.full_id,
        "kind": rule.spec.kind,
        "title": rule.spec.title,
        "modality": rule.spec.modality.value,
        "severity": rule.severity.value,
        "location": location_json(rule.location),
        "clauses": [
            {"id": r.id, "document": r.document, "place": r.place, "says": r.says}
            for r in found.clauses
        ],
        "exceptions": [{"id": e.id, "title": e.title, "when": e.when} for e in rule.spec.unless],
        "cases": [
            {"name": c.case.name, "part": c.part, "expect": c.case.expect.value, "holds": c.holds}
            for c in found.cases
        ],
        "parts": [
            {
                "id": p.ready.normal.id,
                "table": p.ready.normal.table,
                "reads": [r.name for r in p.reads],
                "values": {o.name: o.value for o in p.ready.origins},
                "sql": p.sql,
            }
            for p in found.parts
        ],
    }


def _kind_json(found: ExplainedKind) -> Json:
    return {
        "kind": found.name,
        "title": found.title,
        "says": found.says,
        "keys": [
            {"name": k.name, "says": k.says, "required": k.required, "default": k.default}
            for k in found.keys
        ],
        "used_by": [r.full_id for r in found.used_by],
    }

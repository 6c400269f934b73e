"""What `pack coverage` prints: a table of the clauses, those with a reason only, the outcomes of the rules."""

from collections.abc import Mapping, Sequence

from shuangsuiji.findings import Finding
from shuangsuiji.model.procedures import PROCEDURES
from shuangsuiji.proof.coverage import Coverage, Covered, Reached
from shuangsuiji.report.asjson import Json, dump, findings_json
from shuangsuiji.report.text import console, print_findings, print_table, say
from shuangsuiji.report.wording import MODALITIES

READINGS = {
    "duty": "义务",
    "definition": "定义",
    "setting": "设定",
    "permission": "许可",
    "aim": "目标",
}
MARKS = {"yes": "可以", "partly": "部分", "no": "不能"}
SORTS = {
    "rule": "规则",
    "setting": "设定",
    "procedure": "程序",
    "planned": "计划中的程序",
    "pack": "包的声明",
    "reason": "只有理由",
    "unjudged": "还没有着落的待判读",
}
EXPECTS = {
    "pass": "符合",
    "fail": "不符合",
    "unknown": "无法判断",
    "manual": "待人认定",
    "not_applicable": "不适用",
    "excepted": "属于例外",
    "met": "具备",
    "not_met": "不具备",
    "undecided": "说不准",
}


def print_coverage(covered: Coverage, problems: Sequence[Finding], form: str) -> None:
    """Print where the clauses lead, what the cases reach, and what is wrong."""
    if form == "json":
        print(dump(coverage_json(covered, problems)))
        return
    out = console()
    left = f"，待判读 {len(covered.to_judge)} 条" if covered.to_judge else ""
    say(out, f"{covered.title}（{covered.pack}）：{len(covered.clauses)} 条条款{left}", "bold")
    say(
        out, "；".join(f"{SORTS[s]} {n}" for s, n in covered.counts.items() if n or s != "unjudged")
    )
    say(out, "\n条款由什么落实", "bold")
    print_table(
        out, ("条款", "位置", "性质", "程序能判断", "由什么落实"), map(_line, covered.clauses)
    )
    only = covered.reason_only
    say(out, f"\n只有理由的条款：{len(only)} 条", "bold")
    for clause in only:
        say(out, f"  {clause.row.id}  {clause.row.place}")
        say(out, f"      讲什么：{clause.row.says}")
        say(out, f"      为什么：{clause.row.reason}")
    say(out, "\n规则的例子到了哪些结果", "bold")
    heads = ("规则", "例子数", "还缺")
    print_table(out, heads, (_outcomes(r, covered.pack) for r in covered.reached))
    say(out)
    print_findings(out, problems)
    say(out, f"{covered.pack}：{f'{len(problems)} 处问题' if problems else '没有问题'}")


def _line(clause: Covered) -> tuple[str, ...]:
    row = clause.row
    reading = READINGS[row.reading.value] if row.reading else "待判读"
    if row.modality is not None:
        reading += f"（{MODALITIES[row.modality.value]}）"
    return (row.id, row.place, reading, MARKS[row.mark.value], _told(clause))


def _told(clause: Covered) -> str:
    leads = clause.leads
    parts = [
        *(f"规则 {rule.partition('/')[2]}" for rule in leads.rules),
        *(f"设定 {name}" for name in leads.settings),
        *(f"程序 {_title(name)}" for name in leads.procedures),
        *(f"计划中的程序 {_title(name)}" for name in leads.planned),
        *(f"包的声明 {what}" for what in leads.pack),
    ]
    if not parts:
        if clause.sort == "unjudged":
            return "还没有判读"
        return "（理由见下）" if leads.reason else "没有着落"
    return "；".join(parts)


def _title(name: str) -> str:
    return f"{name}（{PROCEDURES[name].title}）" if name in PROCEDURES else name


def _outcomes(reached: Reached, pack: str) -> tuple[str, ...]:
    told = "，".join(f"{EXPECTS[word]} {n}" for word, n in reached.cases.items()) or "没有例子"
    lacking = "、".join(EXPECTS[word] for word in reached.lacking)
    return (reached.rule.full_id.removeprefix(f"{pack}/"), told, lacking)


def coverage_json(covered: Coverage, problems: Sequence[Finding]) -> Json:
    """Return the coverage as JSON."""
    return {
        "pack": covered.pack,
        "clauses": {c.row.id: _clause_json(c) for c in covered.clauses},
        "counts": dict(covered.counts),
        "to_judge": [c.row.id for c in covered.to_judge],
        "reason_only": [c.row.id for c in covered.reason_only],
        "rules": {r.rule.full_id: _reached_json(r.cases, r.lacking) for r in covered.reached},
        "problems": findings_json(problems),
    }


def _reached_json(cases: Mapping[str, int], lacking: Sequence[str]) -> Json:
    return {"cases": dict(cases), "lacks": list(lacking)}


def _clause_json(clause: Covered) -> Json:
    row, leads = clause.row, clause.leads
    return {
        "document": row.document,
        "place": row.place,
        "says": row.says,
        "mark": row.mark.value,
        "reading": row.reading.value if row.reading else None,
        "modality": row.modality.value if row.modality else None,
        "leads_to": {
            "rules": list(leads.rules),
            "settings": list(leads.settings),
            "procedures": list(leads.procedures),
            "planned": list(leads.planned),
            "pack": list(leads.pack),
            "reason": leads.reason,
        },
    }

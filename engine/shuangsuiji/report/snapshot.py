"""resolved.yaml: a resolved pack written down, so that a change in a parent shows as a diff in each child."""

import json
from collections.abc import Iterator

from shuangsuiji.packs.rulepack import Rule, RulePack

FILE = "resolved.yaml"
LEFT_OUT = {"id", "cases", "message", "fix", "replaces"}


def snapshot(pack: RulePack) -> str:
    """Return the pack as resolved: settings with whose answer holds, rules with origin, what was replaced."""
    return "\n".join(_lines(pack)) + "\n"


def _lines(pack: RulePack) -> Iterator[str]:
    yield f"# 由 make fix 生成，不要手改：规则包 {pack.id} 连同上级解析后的样子。上级改了什么，看这里的差异。"
    yield f"pack: {pack.id}"
    yield f"chain: {_text(list(pack.chain))}"
    yield "settings:"
    for name in pack.settings.registry:
        answer = pack.settings.answers.get(name)
        held: dict[str, object] = {"name": name, "is": None, "by": None}
        if answer is not None:
            held |= {"is": answer.text, "by": answer.pack or "default"}
            held |= {"overrode": [a.text for a in answer.overrode]} if answer.overrode else {}
        yield f"- {_text(held)}"
    yield "rules:"
    for rule in pack.rules:
        yield from _rule(rule)
    yield "replaced:" if pack.replaced else "replaced: []"
    for gone in pack.replaced:
        yield f"- {_text({'rule': gone.rule.full_id, 'by': gone.by})}"


def _rule(rule: Rule) -> Iterator[str]:
    yield f"- id: {rule.full_id}"
    yield f"  severity: {rule.severity.value}"
    written = rule.spec.model_dump(
        mode="json", by_alias=True, exclude=LEFT_OUT, exclude_defaults=True
    )
    for key, value in written.items():
        yield f"  {key}: {_text(value)}"


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)

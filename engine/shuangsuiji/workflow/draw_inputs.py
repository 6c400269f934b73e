"""What a freeze is handed in besides files: the resolved pack as pack.json, and answers per reason."""

from collections.abc import Sequence
from datetime import date

from shuangsuiji.digest import canonical
from shuangsuiji.draw.registers.eligibility import Choice
from shuangsuiji.findings import Location, refuse
from shuangsuiji.packs.resolve import load_pack
from shuangsuiji.packs.rulepack import RulePack
from shuangsuiji.workflow.draw_order import PackRecord


def pack_record(name: str, as_of: date | None = None) -> PackRecord:
    """Return the resolved pack as a draw records it: every rule as it is in force, cases aside."""
    pack, day = load_pack(name), as_of or date.today()  # noqa: DTZ011  (the user's own day)
    return PackRecord(pack.id, day, resolved_bytes(pack), pack)


def resolved_bytes(pack: RulePack) -> bytes:
    """Return what decides, canonically: no cases, and no places in files, which differ between machines."""
    rules = [
        {
            "id": rule.full_id,
            "draft": rule.draft,
            "rule": rule.spec.model_dump(mode="json", by_alias=True, exclude={"cases"}),
        }
        for rule in pack.rules
    ]
    return canonical(
        {"chain": list(pack.chain), "id": pack.id, "rules": rules, "title": pack.title}
    )


def read_answers(words: Sequence[str]) -> dict[str, Choice]:
    """Return the answers of `reason=include` and `reason=exclude`; Refusal for any other word."""
    answers: dict[str, Choice] = {}
    for word in words:
        reason, _, choice = word.partition("=")
        if choice not in ("include", "exclude") or reason in answers:
            raise refuse("draw/undecided-answer", Location("--undecided"), found=word)
        answers[reason] = "include" if choice == "include" else "exclude"
    return answers

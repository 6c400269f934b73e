"""What became of the findings of the plan before: new, remaining, solved."""

from collections.abc import Iterator, Mapping

from shuangsuiji.findings import Finding, Location
from shuangsuiji.packs.rulepack import RulePack
from shuangsuiji.proof.resubmission import Resubmission
from shuangsuiji.report.check_page.parts import items, paragraph, place, verdict
from shuangsuiji.report.html import table, text
from shuangsuiji.report.resubmission import TURNS, counts, remark
from shuangsuiji.report.wording import heading, words

MOST = 100
"""How many findings of each turn the page lists."""


def since(known: Resubmission | None, pack: RulePack, home: Location) -> Iterator[str]:
    """Yield the counts, then what is new, what remains, what is solved; nothing without a plan before."""
    if known is None:
        return
    titles = {rule.full_id: rule.spec.title for rule in pack.rules}
    yield items(text(told) for told in counts(known))
    for turn, word in TURNS.items():
        turned = known.of(turn)
        if not turned:
            continue
        yield f"<h3>{text(word)}：{len(turned)}</h3>"
        rows = (
            [
                place(one.finding.location, home),
                text(one.finding.about.key if one.finding.about is not None else ""),
                verdict(heading(one.finding)),
                f"{text(_said(one.finding, titles))}<small>{text(remark(one))}</small>",
            ]
            for one in turned[:MOST]
        )
        yield table(("位置", "所在行", "结论", "问题"), rows)
        if len(turned) > MOST:
            yield paragraph(f"还有{len(turned) - MOST}处没有列出，用 -f json 看全部。", "soft")


def _said(finding: Finding, titles: Mapping[str, str]) -> str:
    told = words(finding)
    return told.what or told.title or titles.get(finding.code, finding.code)

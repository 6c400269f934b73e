"""What `pack test --mutate` prints: the score of each pack, and every change that no example notices."""

from collections.abc import Sequence

from rich.console import Console

from shuangsuiji.proof.equivalent import MOST_ROWS, Likeness
from shuangsuiji.proof.mutate_run import LEAST_PERCENT, Fate, Judged, Score
from shuangsuiji.report.asjson import Json, dump, location_json
from shuangsuiji.report.text import console, say

FATES = {
    Fate.KILLED: "例子发现",
    Fate.REFUSED: "检查拒绝",
    Fate.EQUIVALENT: "结果相同",
    Fate.SURVIVED: "没有发现",
}


def print_mutation(scores: Sequence[Score], form: str) -> None:
    """Print how many changes were noticed, and where those stand that were not."""
    if form == "json":
        print(dump({score.pack: _score_json(score) for score in scores}))
        return
    out = console()
    for score in scores:
        _print_score(out, score)
    say(out, f"要求发现 {LEAST_PERCENT}% 以上（结果相同的改动不计）")


def _print_score(out: Console, score: Score) -> None:
    counted = "，".join(f"{word} {len(score.of(fate))}" for fate, word in FATES.items())
    style = "bold" if score.suffices else "bold red"
    say(
        out, f"{score.pack}：改动 {len(score.judged)} 处，{counted}；发现率 {percent(score)}", style
    )
    if score.unjudged:
        say(
            out,
            f"  另有 {score.unjudged} 处约束强弱的改动没有判断：所引条款还没有写明性质（reading）",
        )
    for rule in score.unsound:
        say(
            out,
            f"  没有改动：规则 {rule.full_id} 的例子本身有问题，先看 pack lint  {rule.location}",
        )
    for judged in score.of(Fate.SURVIVED):
        say(out, f"  没有发现  {_told(judged)}")
        if judged.compared is not None and judged.compared.likeness is Likeness.TOO_LARGE:
            rows = judged.compared.rows
            say(out, f"      是否只是写法不同没有查：要比 {rows} 行，超过 {MOST_ROWS} 行")
    for judged in score.of(Fate.EQUIVALENT):
        assert judged.compared is not None, "what is called equivalent was compared"
        rows = judged.compared.rows
        how = f"{rows} 行边界值逐行相同" if rows else "在每个有关的日期展开都相同"
        say(out, f"  结果相同  {_told(judged)}（{how}）", "dim")


def _told(judged: Judged) -> str:
    mutant = judged.mutant
    was, now = (" ".join(text.split()) for text in (mutant.was, mutant.now))
    return f"{mutant.location}  {mutant.rule.full_id} {mutant.key}：{was} → {now}"


def percent(score: Score) -> str:
    """Return the share noticed, rounded down to a hundredth of a percent."""
    killed, of = score.killed_of
    if not of:
        return "—"
    whole, rest = divmod(killed * 10_000 // of, 100)
    return f"{whole}.{rest:02}%"


def _score_json(score: Score) -> Json:
    killed, of = score.killed_of
    return {
        "mutants": len(score.judged),
        **{fate.value: len(score.of(fate)) for fate in Fate},
        "unjudged": score.unjudged,
        "unsound": [rule.full_id for rule in score.unsound],
        "noticed": killed,
        "of": of,
        "suffices": score.suffices,
        "survivors": [_json(j) for j in score.of(Fate.SURVIVED)],
        "equivalents": [_json(j) for j in score.of(Fate.EQUIVALENT)],
    }


def _json(judged: Judged) -> Json:
    mutant, compared = judged.mutant, judged.compared
    return {
        "rule": mutant.rule.full_id,
        "location": location_json(mutant.location),
        "key": mutant.key,
        "was": mutant.was,
        "now": mutant.now,
        "compared": None if compared is None else compared.likeness.value,
        "rows": None if compared is None else compared.rows,
    }

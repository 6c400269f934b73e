"""Whether lines of one draw may, or should, be merged into one visit, as the pack reads “同一时间段”."""

from itertools import combinations
from pathlib import Path

from shuangsuiji.draw.spec import DrawSpec, LineSpec
from shuangsuiji.findings import Finding, Location, refuse
from shuangsuiji.packs.rulepack import RulePack
from shuangsuiji.workflow.draw_log import told

MERGING = "draw.merge"


def check_merging(pack: RulePack | None, spec: DrawSpec, file: Path) -> tuple[Finding, ...]:
    """Return what a pack says of lines that one visit could serve and the order leaves apart.

    Refusal where the order merges lines with days in common, and the pack means the very same days.
    """
    pairs = [pair for pair in combinations(spec.lines, 2) if _overlap(*pair)]
    if pack is None or not pairs:
        return ()
    law = tuple(f"{c.document}{c.place}" for c in pack.carried_out.get(MERGING, ()))
    identical = pack.settings.value("same_period") == "identical"
    apart = [pair for pair in pairs if _days(pair[0]) != _days(pair[1])]
    if spec.merge and identical and apart:
        first, second = apart[0]
        words = {"pack": pack.title, "days": _told(first), "others": _told(second)}
        raise refuse(
            "draw/merge-period", Location(str(file)), line=first.line, other=second.line, **words
        )
    wanted = [pair for pair in pairs if not identical or pair not in apart]
    if spec.merge or not law or not wanted:
        return ()
    lines = tuple(dict.fromkeys(line.line for pair in wanted for line in pair))
    return (told("draw/told-not-merged", file, lines=lines, clauses=law),)


def _overlap(first: LineSpec, second: LineSpec) -> bool:
    return max(_days(first)[0], _days(second)[0]) <= min(_days(first)[1], _days(second)[1])


def _days(line: LineSpec) -> tuple[str, str]:
    return line.window.from_, line.window.until


def _told(line: LineSpec) -> str:
    return "至".join(_days(line))

"""What decide record prints."""

from collections.abc import Mapping
from typing import Protocol

from shuangsuiji.accountability.law import Verdict
from shuangsuiji.report.asjson import Json, dump
from shuangsuiji.report.case_words import VERDICTS
from shuangsuiji.report.text import console, say


class Recorded(Protocol):
    """What workflow hands over of a recorded decision."""

    @property
    def told(self) -> Mapping[str, str | int | None]:
        """What was decided."""

    @property
    def event(self) -> int:
        """Its number in the record."""

    @property
    def store(self) -> str:
        """The record's name."""

    @property
    def verdicts(self) -> Mapping[str, str]:
        """What the run came to, by pack."""


def print_recorded(recorded: Recorded, form: str) -> None:
    """Print the decision as recorded, beside what the rules came to."""
    told = recorded.told
    if form == "json":
        body: dict[str, Json] = {**told}
        print(dump({**body, "event": recorded.event, "verdicts": {**recorded.verdicts}}))
        return
    out = console()
    review = told["review_of"]
    what = "决定" if review is None else f"对第 {review} 号决定的复核"
    by = f"{told['who']}，{told['on']}，{told['grounds']}"
    say(out, f"案件“{told['case']}”{what}：{told['decision']}（{by}）")
    for pack, verdict in recorded.verdicts.items():
        say(out, f"  规则包 {pack} 的结论（第 {told['run']} 号）：{VERDICTS[Verdict(verdict)][0]}")
    say(out, f"已记入{recorded.store}第 {recorded.event} 号，不能改、不能删。")

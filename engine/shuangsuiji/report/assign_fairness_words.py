"""What the page on fairness (公平情况) says: what to see to, what the figures mean, what they do not show."""

from collections.abc import Iterator
from dataclasses import dataclass

from shuangsuiji.assignment.fairness import Certain, Fairness, Never, Share, spread
from shuangsuiji.report.assign_words import KINDS, NOT_RANDOM

MOST_NAMED = 12
"""Visits or people that a sentence names; the rest are counted."""

NEVER = {
    Never.NO_CERTIFICATE: ("没有写明有执法资格", "有执法证的，补上证号和有效期"),
    Never.CERTIFICATE: ("执法证有效期盖不住任何一次检查的时段", "已经换证的，改写有效期"),
    Never.AWAY: ("检查的这段时间都请假", "假期有变的，改正请假表"),
    Never.BARS: (
        "没有一个席位要求的条件（部门、区县、专长、组长资格）合得上，或者都要回避",
        "看看名录里的部门、区县写得与名录库是不是一样",
    ),
    Never.NO_EXPERT_SLOT: ("是专家，这次没有要专家的席位", "不用管"),
}
REDRAW = "redraw"
NOT_SHOWN = (
    "合条件的席位多的人，被派到的机会也多：每个人的机会不是一样大的，名录里的部门、区县、专长决定了谁能去哪里。",
    "原来派得少的人会多派一些，这是为了均衡；所以结果随机，但不是所有派法的机会都一样。",
    "名录写得对不对、该回避的有没有报上来、请假是不是真的，这一页看不出来；抽取以前冻结的名录写什么，就照什么派。",
    "派给谁以后实际是谁去的，这一页看不出来，要看检查记录和执法记录。",
    "户次不等于工作量：有的户查得快，有的户要查几天。",
)
"""What the figures cannot tell, a sentence each."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """What somebody should look at: what it is, which ones, what would do."""

    what: str
    which: tuple[str, ...]
    remedy: str


def alarms(figures: Fairness) -> Iterator[Alarm]:
    """Yield what chance could not move, what stayed empty, and what people changed."""
    yield from _small_pools(figures)
    yield from _certain(figures)
    yield from _by_hand(figures)


def _small_pools(figures: Fairness) -> Iterator[Alarm]:
    if figures.empty:
        yield Alarm(
            f"{len(figures.empty)}个席位没有人",
            _visits(figures.empty),
            "按规则包许可的办法补人，写明理由和批准人",
        )
    if figures.forced:
        yield Alarm(
            f"{len(figures.forced)}户次能去的人刚好只够一组，派谁不由抽取决定",
            _some(figures.forced),
            "人员太少的区县、专业，与相邻区县合并抽取，或者补充人员",
        )
    if figures.alone:
        share = percent(len(figures.alone), figures.slots)
        yield Alarm(
            f"{len(figures.alone)}个席位（{share}）只有一个人合条件，派给谁早就定了",
            _visits(figures.alone),
            "看看部门、区县、专长的条件是不是定得太窄；能作优先的，不作必须",
        )
    soft = sorted(set(figures.best_forced) - set(figures.forced))
    if soft:
        yield Alarm(
            f"{len(soft)}户次里最合条件的人（在本区县、专长对得上等）刚好只够一组，差不多总是派他们",
            _some(soft),
            "人少的地方，把优先条件放宽，或者与相邻区县合并抽取",
        )


def _certain(figures: Fairness) -> Iterator[Alarm]:
    for drawn_all, words in ((True, "全部抽中"), (False, "一户也没有抽")):
        found = [c for c in figures.certain if (c.drawn > 0) == drawn_all]
        if found:
            yield Alarm(
                f"{len(found)}个分层里可抽的对象{words}，抽谁不由随机决定",
                _some([_stratum(c) for c in found]),
                "分层太小、比例太高或太低；下次把小的分层并起来，或者改比例",
            )


def _by_hand(figures: Fairness) -> Iterator[Alarm]:
    by_hand = [(KINDS[kind], n) for kind, n in figures.changed if kind in NOT_RANDOM]
    if by_hand:
        n = sum(count for _, count in by_hand)
        words = "、".join(f"{kind}{count}人" for kind, count in by_hand)
        yield Alarm(
            f"抽取以后换了{n}人，不是随机产生的（{words}）",
            (),
            "逐个看更换的理由和批准人；换得多的，查一查原因",
        )
    again = sum(n for kind, n in figures.changed if kind == REDRAW)
    if again:
        yield Alarm(
            f"抽取以后重新抽取了{again}人；种子公开以后，换下谁、轮到谁，事先算得出来",
            (),
            "逐个看更换的理由和批准人；同一席位换了几次的，查一查是不是要等某个人",
        )


def never_by_reason(figures: Fairness) -> Iterator[tuple[str, str, tuple[Share, ...]]]:
    """Yield why people fit no slot at all, what would do, and who they are."""
    for reason, (words, remedy) in NEVER.items():
        shares = tuple(s for s in figures.shares if s.never is reason)
        if shares:
            yield words, remedy, shares


def first_choice(figures: Fairness) -> str:
    """Return what share of slots went to the first by ticket, and why not all."""
    preferred = percent(figures.preferred, figures.filled)
    if figures.first is None:
        return f"{figures.filled}个派了人的席位里，{preferred}派给了最合条件的人；席位太多，没有算谁排第一。"
    first = percent(figures.first, figures.filled)
    return (
        f"{figures.filled}个派了人的席位里，{first}派给了按条件和抽签号排第一的人，"
        f"{preferred}派给了最合条件的人。没有派给第一个人的，是因为他在同一户已有席位、"
        "派满了，别的席位更需要他，或者为了各人户次均衡。"
    )


def even(shares: tuple[Share, ...]) -> str:
    """Return how even the loads are, before and after."""
    before, after = (
        spread([s.person.before for s in shares]),
        spread([s.person.before + s.given for s in shares]),
    )
    idle = sum(1 for s in shares if s.fits and not s.given)
    told = f"{len(shares)}人，抽取前每人{_range(before)}，抽取后每人{_range(after)}。"
    return told + (f"其中{idle}人合条件而没有派到。" if idle else "")


def percent(part: int, whole: int) -> str:
    """Return a share as people write it.

    >>> percent(1, 3), percent(2, 2), percent(0, 0)
    ('33.3%', '100%', '0%')
    """
    if not whole or part == 0:
        return "0%"
    return "100%" if part == whole else f"{100 * part / whole:.1f}%"


def _range(figures: tuple[int, int, float]) -> str:
    least, most, mean = figures
    return f"{least}至{most}户次（平均{mean:.1f}）"


def _stratum(one: Certain) -> str:
    return f"{one.line} {one.stratum}（{one.drawn}/{one.eligible}户）"


def _visits(keys: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
    return _some([f"{visit} {slot}" for visit, slot in keys])


def _some(words: list[str] | tuple[str, ...]) -> tuple[str, ...]:
    more = (f"等{len(words)}处",) if len(words) > MOST_NAMED else ()
    return (*words[:MOST_NAMED], *more)

"""Days and spans of days as plans write them: 2026年1月31日, 3-6月, 第二季度, 6月底前.

A day needs its year in the cell; a span may take the plan's. What is vague (6月前, 月初) or not one
span (3月、9月) is unreadable.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from shuangsuiji.forms.frequencies import frequency
from shuangsuiji.forms.notation import Notation
from shuangsuiji.forms.periods import WRITTEN_DAY, Days, arabic_years, days_of
from shuangsuiji.forms.text import LONGEST_NOTATION, Reading, compact, has_odd_digits, unreadable
from shuangsuiji.model.values import Fact, Interval, Status, exactly

DAYS = (
    Notation(
        "年月日",
        "要有年份",
        "2026-01-31 | 2026年1月31日 | 2026/1/31 | 2026.1.31 | 20260131 | "
        "二〇二六年一月三十一日 | 2026-01-31 08:30:00",
        "1月31日 | 2026-02-30 | 26.1.31 | 1/2/2026 | 2026-1/31",
    ),
    Notation(
        "电子表格的日期数",
        "日期格式丢了，成了五位数；按 1900 年起的日数读",
        "46053",
        "4605 | 460530",
    ),
    Notation(
        "只到月、季",
        "在这些天之内，不知道是哪一天",
        "2026年3月 | 2026年第一季度 | 2026年3月上旬",
        "2026年3月初",
    ),
    Notation(
        "以前、以后",
        "含这一天",
        "2026年6月底前 | 2026年6月30日前 | 2026年3月1日起",
        "2026年6月前",
    ),
)
SPANS = (
    Notation(
        "月",
        "没有写年份的，用计划年度",
        "3-6月 | 3月—6月 | 2026年3月～6月 | 三月至六月 | 3月 | 3月份 | 2026.3-2026.6 | "
        "2026年3月 | 11月-次年2月",
        "13月 | 6月-3月 | 3-6",
    ),
    Notation(
        "日",
        "",
        "3月1日至6月30日 | 2026.3.1-2026.6.30 | 2026-03-01—2026-06-30 | 2026/3/1-6/30 | "
        "3.1-6.30 | 3月1日-15日 | 自3月1日起至6月30日止 | 3月中旬至6月底",
        "3.1",
    ),
    Notation(
        "季度、半年、全年",
        "",
        "第二季度 | 一季度 | 2季度 | Q2 | 第二、三季度 | 一至三季度 | 上半年 | "
        "2025年下半年 | 全年 | 全年不定期 | 第二季度（4-6月）",
        "第二季度（3-6月）",
    ),
    Notation(
        "几个月份",
        "前后相接的是一段，不相接的读不出",
        "3月、4月、5月 | 3、4、5月 | 一、二季度",
        "3月、9月 | 一、三季度",
    ),
    Notation(
        "起、止",
        "只知道一头；写明的那一天算在内",
        "6月底前 | 6月30日前完成 | 年底前 | 3月起 | 3月至年底 | 即日起至6月底 | 截至10月底",
        "6月前",
    ),
    Notation(
        "含糊的",
        "不猜",
        "",
        "不定期 | 适时 | 近期 | 月初 | 3月初 | 长期",
    ),
)

Ends = tuple[date | None, date | None]

_SHORT_DAY = re.compile(r"(?P<month>[0-9]{1,2})(?P<sep>[./])(?P<day>[0-9]{1,2})")
_BEFORE = re.compile(r"(?P<day>.+?)(?P<end>底|末)?(?:以|之)?前(?:完成)?")
_FROM = re.compile(r"(?:自|从)?(?P<day>.+?)(?:起|开始)")
_NOW_TO = re.compile(
    r"(?:(?:自|从)?即日起?(?:至|到|-)|截[至止]到?)(?P<day>.+?)(?P<end>底|末)?(?:前|止)?"
)
_TOLD_AGAIN = re.compile(r"(?P<days>[^()]+)\((?P<again>[^()]+)\)")
_ROUND = re.compile(r"^(?:时间|抽查时间|检查时间|计划)?[:为于在]|(?:期间|开展|实施|进行|完成)$")


def read_day(text: str) -> Reading:
    """Return the day that a cell names, or the days between which it lies (2026年3月)."""
    ends = _read(text, None)
    return unreadable(text) if ends is None else Reading(_fact(ends, text))


def read_span(text: str, year: int | None) -> Reading:
    """Return the span that a cell names, from first to last day; `also` has both ends as days.

    A frequency beside it (全年，每季度1次) goes to `also`.
    """
    ends = _read(text, year)
    if ends is None:
        return _with_frequency(text, year)
    return _span(ends, text)


def _span(ends: Ends, text: str) -> Reading:
    named = zip(("from", "last"), ends, strict=True)
    return Reading(_fact(ends, text), {n: exactly(day, text) for n, day in named if day})


def _with_frequency(text: str, year: int | None) -> Reading:
    if has_odd_digits(text) or len(text) > LONGEST_NOTATION:
        return unreadable(text)
    pieces = [p for p in re.split(r"[,;()]", compact(text)) if p]
    times = [value for p in pieces if (value := frequency(p)) is not None]
    others = [p for p in pieces if frequency(p) is None]
    if len(times) != 1 or len(others) > 1:
        return unreadable(text)
    also = {"frequency": Fact(Status.VALUE, times[0], text)}
    ends = _read(others[0], year) if others else None
    if ends is None:
        return unreadable(text, also)
    span = _span(ends, text)
    return Reading(span.fact, {**span.also, **also})


def _fact(ends: Ends, text: str) -> Fact:
    return Fact(Status.VALUE, Interval(*ends), text)


def _read(text: str, year: int | None) -> Ends | None:
    if has_odd_digits(text) or len(text) > LONGEST_NOTATION:
        return None
    bare = _ROUND.sub("", arabic_years(compact(text)).strip(",;。"))
    twice = _TOLD_AGAIN.fullmatch(bare)
    if twice:
        days = days_of(twice["days"], year)
        again = _ends(twice["again"], days[0].year) if days else None
        return days if again == days else None
    return _ends(bare, year)


def _ends(text: str, year: int | None) -> Ends | None:
    return (
        days_of(text, year) or _one_sided(text, year) or _range(text, year) or _in_a_row(text, year)
    )


def _one_sided(text: str, year: int | None) -> Ends | None:
    """Read 6月底前 and 3月起; 6月前 may mean May or June and is left alone."""
    start = _FROM.fullmatch(text)
    if start:
        days = days_of(start["day"], year)
        return (days[0], None) if days else None
    now = _NOW_TO.fullmatch(text)
    if now:
        last = _last_of(now["day"] + (now["end"] or ""), year)
        return (None, last[1]) if last and (now["end"] or last[0] == last[1]) else None
    before = _BEFORE.fullmatch(text)
    if not before:
        return None
    days = days_of("全年" if before["day"] == "年" else before["day"], year)
    whole = days is not None and (bool(before["end"]) or days[0] == days[1])
    return (None, days[1]) if days and whole else None


def _last_of(text: str, year: int | None) -> Days | None:
    """Read the end of a span, which may be 6月底 or 年底."""
    bare = re.sub("[底末]$", "", text)
    return days_of("全年" if bare == "年" and bare != text else bare, year)


def _range(text: str, year: int | None) -> Ends | None:
    """Read two ends joined by 至, 到 or a dash; what one leaves out comes from the other."""
    found = {ends for cut in re.finditer("[至到]|-", text) for ends in _joined(text, cut, year)}
    return found.pop() if len(found) == 1 else None


def _joined(text: str, cut: re.Match[str], year: int | None) -> Iterator[Ends]:
    left, right = text[: cut.start()], text[cut.end() :]
    if re.search(r"[0-9一二三四五六七八九十]$", left):
        unit = re.search("(?:月份?|季度?)$", right)
        left += unit[0] if unit else ""
    left = re.sub("^[自从]|起$", "", left)
    short, full = _SHORT_DAY.fullmatch(left), WRITTEN_DAY.fullmatch(left)
    first = days_of(_worded(short) if short else left, year)
    if first is None:
        return
    right = right.removesuffix("止")
    end = _SHORT_DAY.fullmatch(right)
    like = short or full
    if end and like and like["sep"] == end["sep"]:
        right = _worded(end)
    if re.fullmatch("[0-9]{1,2}[日号]", right):
        right = f"{first[0].month}月{right}"
    last = _last_of(right, first[0].year)
    if last and first[0] <= last[1]:
        yield (first[0], last[1])


def _worded(short: re.Match[str]) -> str:
    return f"{short['month']}月{short['day']}日"


def _in_a_row(text: str, year: int | None) -> Ends | None:
    """Read 3月、4月、5月 and 1-6月，7-12月: parts of which each begins where one ends."""
    parts = re.split("[、,;和及]", text)
    unit = re.search("(?:月份?|季度?)$", parts[-1])
    if len(parts) == 1 or unit is None:
        return None
    row: list[Days] = []
    for part in parts:
        whole = part if re.search("(?:月份?|季度?)$", part) else part + unit[0]
        told = row[0][0].year if row else year
        first, last = days_of(whole, told) or _range(whole, told) or (None, None)
        if first is None or last is None:
            return None
        row.append((first, last))
    meet = all(b[0] - a[1] == timedelta(days=1) for a, b in pairwise(row))
    return (row[0][0], row[-1][1]) if meet else None


def without_making(title: str) -> str:
    """Return a title without the words on who made or published it and when (编制单位、公布日期)."""
    return re.split(
        r"\s*(?:编制|制定|制订|填报|填表|公布|公示|发布|印发)(?:单位|机关|部门|日期|时间|人)\s*[:：]",
        title,
    )[0]


_YEARS = re.compile(r"20[0-9]{2}年?度?\s*(?:[-~至到\u2010-\u2015]|和|、)\s*20[0-9]{2}年?度")
"""Two years in one breath: 2025—2026年度."""


def year_in(title: str) -> int | None:
    """Return the year that a title names, if it names just one: 2026年度 goes before 2026年.

    >>> year_in("高青县2026年度抽查工作计划 编制日期：2025年12月25日"), year_in("2025年总结和2026年计划")
    (2026, None)
    >>> year_in("某县2025—2026年度抽查工作计划"), year_in("2025年12月发布的2026年计划")
    (None, None)
    >>> year_in("云溪县二〇二六年度抽查计划"), year_in("２０２６年抽查计划")
    (2026, 2026)
    """
    plain = arabic_years(without_making(title))
    if _YEARS.search(plain):
        return None
    for ending in ("年度", "年"):
        found = re.findall(rf"(?<![0-9])(20[0-9]{{2}})\s*{ending}", plain)
        if len(set(found)) == 1:
            return int(found[0])
    return None

"""Days and spans of days as plans write them: 2026年1月31日, 3-6月, 第二季度, 6月底前.

A day needs its year in the cell; a span may take the plan's. 前 and 底前 include the day that they
name. What is vague (6月前, 月初) or not one span (3月、9月) is unreadable.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from shuangsuiji.forms.text import LONGEST_NOTATION, Reading, compact, has_odd_digits, unreadable
from shuangsuiji.model.values import Fact, Interval, Status, exactly

FIRST_YEAR, LAST_YEAR = 1900, 2199
"""Other years in a cell are slips of the pen."""

Days = tuple[date, date]
Ends = tuple[date | None, date | None]

_YEAR = r"(?:(?P<year>[0-9]{4})年|(?P<word>次年|翌年|本年|当年|今年))?"
_MONTH = "(?P<month>[0-9]{1,2}|十[一二]?|[一二三四五六七八九])"
_DAY = re.compile(
    r"(?P<year>[0-9]{4})(?P<sep>[-/.])(?P<month>[0-9]{1,2})(?P=sep)(?P<day>[0-9]{1,2})"
    r"(?:[T ][0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)?"
)
_PLAIN_DAY = re.compile(r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})")
_WORDED_DAY = re.compile(rf"{_YEAR}{_MONTH}月(?P<day>[0-9]{{1,2}})[日号]")
_IN_MONTH = re.compile(rf"{_YEAR}{_MONTH}月份?(?P<third>[上中下]旬)?")
_PLAIN_MONTH = re.compile(r"(?P<year>[0-9]{4})[-/.](?P<month>[0-9]{1,2})")
_QUARTER = re.compile(rf"{_YEAR}(?:第?(?P<quarter>[一二三四1-4])季度?|[Qq](?P<q>[1-4]))")
_PART = re.compile(rf"{_YEAR}(?P<part>上半年|下半年|全年|年内|年度)")
_WHOLE_YEAR = re.compile(r"(?P<year>[0-9]{4})年度?(?:全年)?")
_BEFORE = re.compile(r"(?P<day>.+?)(?P<end>底|末)?(?:以|之)?前(?:完成)?")
_FROM = re.compile(r"(?:自|从)?(?P<day>.+?)(?:起|开始)")
_DIGITS = {c: n for n, c in enumerate("一二三四五六七八九十", start=1)} | {"十一": 11, "十二": 12}
_MONTHS = {"上半年": (1, 6), "下半年": (7, 12), "全年": (1, 12), "年内": (1, 12), "年度": (1, 12)}
_THIRDS = {"上旬": (1, 10), "中旬": (11, 20), "下旬": (21, 31)}


def read_day(text: str) -> Reading:
    """Return the day that a cell names, or the days between which it lies (2026年3月)."""
    ends = _read(text, None)
    return unreadable(text) if ends is None else Reading(_fact(ends, text))


def read_span(text: str, year: int | None) -> Reading:
    """Return the span that a cell names, from first to last day; `also` has both ends as days."""
    ends = _read(text, year)
    if ends is None:
        return unreadable(text)
    named = zip(("from", "last"), ends, strict=True)
    return Reading(_fact(ends, text), {n: exactly(day, text) for n, day in named if day})


def _fact(ends: Ends, text: str) -> Fact:
    return Fact(Status.VALUE, Interval(*ends), text)


def _read(text: str, year: int | None) -> Ends | None:
    if has_odd_digits(text) or len(text) > LONGEST_NOTATION:
        return None
    bare = compact(text)
    return _days(bare, year) or _one_sided(bare, year) or _range(bare, year)


def _one_sided(text: str, year: int | None) -> Ends | None:
    """Read 6月底前 and 3月起; 6月前 may mean May or June and is left alone."""
    start = _FROM.fullmatch(text)
    if start:
        days = _days(start["day"], year)
        return (days[0], None) if days else None
    before = _BEFORE.fullmatch(text)
    if not before:
        return None
    days = _days("全年" if before["day"] == "年" else before["day"], year)
    whole = days is not None and (bool(before["end"]) or days[0] == days[1])
    return (None, days[1]) if days and whole else None


def _range(text: str, year: int | None) -> Ends | None:
    """Read two ends joined by 至, 到 or a dash; what one leaves out comes from the other."""
    found = {ends for cut in re.finditer("[至到]|-", text) for ends in _joined(text, cut, year)}
    return found.pop() if len(found) == 1 else None


def _joined(text: str, cut: re.Match[str], year: int | None) -> Iterator[Ends]:
    left, right = text[: cut.start()], text[cut.end() :]
    if re.search(r"[0-9一二三四十]$", left):
        unit = re.search("(?:月份?|季度?)$", right)
        left += unit[0] if unit else ""
    first = _days(re.sub("^[自从]|起$", "", left), year)
    if first is None:
        return
    if re.fullmatch("[0-9]{1,2}[日号]止?", right):
        right = f"{first[0].month}月{right}"
    last = _days(right.removesuffix("止"), first[0].year)
    if last and first[0] <= last[1]:
        yield (first[0], last[1])


def _days(text: str, year: int | None) -> Days | None:
    """Return the first and last day of one day, month, quarter, half or year."""
    for pattern in (_DAY, _PLAIN_DAY, _WORDED_DAY):
        found = pattern.fullmatch(text)
        if found:
            day = int(found["day"])
            return _between(_year_of(found, year), (_number(found["month"]), day), (0, day))
    return _months(text, year)


def _months(text: str, year: int | None) -> Days | None:
    found = _IN_MONTH.fullmatch(text) or _PLAIN_MONTH.fullmatch(text)
    if found:
        month = _number(found["month"])
        first, last = _THIRDS.get(found.groupdict().get("third") or "", (1, 31))
        return _between(_year_of(found, year), (month, first), (month, last))
    found = _QUARTER.fullmatch(text)
    if found:
        quarter = _number(found["quarter"] or found["q"])
        return _between(_year_of(found, year), (3 * quarter - 2, 1), (3 * quarter, 31))
    found = _PART.fullmatch(text)
    if found:
        first_month, last_month = _MONTHS[found["part"]]
        return _between(_year_of(found, year), (first_month, 1), (last_month, 31))
    found = _WHOLE_YEAR.fullmatch(text)
    return _between(_year_of(found, year), (1, 1), (12, 31)) if found else None


def _number(text: str) -> int:
    return _DIGITS[text] if text in _DIGITS else int(text)


def _year_of(found: re.Match[str], year: int | None) -> int | None:
    groups = found.groupdict()
    if groups.get("year"):
        return int(groups["year"])
    return year + 1 if year is not None and groups.get("word") in ("次年", "翌年") else year


def _between(year: int | None, first: tuple[int, int], last: tuple[int, int]) -> Days | None:
    """Return the days; a last day of 31 means the month's end, a last month of 0 one day only."""
    if year is None or not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        begin = date(year, *first)
        end = begin if not last[0] else date(year, last[0], min(last[1], _length(year, last[0])))
    except ValueError:
        return None
    return begin, end


def _length(year: int, month: int) -> int:
    following = date(year + month // 12, month % 12 + 1, 1)
    return (following - timedelta(days=1)).day


def without_making(title: str) -> str:
    """Return a title without the words on who made or published it and when (编制单位、公布日期)."""
    return re.split(
        r"\s*(?:编制|制定|制订|填报|填表|公布|公示|发布|印发)(?:单位|机关|部门|日期|时间|人)\s*[:：]",
        title,
    )[0]


def year_in(title: str) -> int | None:
    """Return the year that a title names, if it names just one: 2026年度 goes before 2026年.

    >>> year_in("高青县2026年度抽查工作计划 编制日期：2025年12月25日"), year_in("2025年总结和2026年计划")
    (2026, None)
    """
    for ending in ("年度", "年"):
        found = re.findall(rf"(?<![0-9])(20[0-9]{{2}})\s*{ending}", without_making(title))
        if len(set(found)) == 1:
            return int(found[0])
    return None

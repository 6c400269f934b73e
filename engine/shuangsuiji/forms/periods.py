"""One day, month, quarter, half or year as it is written, to its first and last day."""

import re
import unicodedata
from datetime import date, timedelta

from shuangsuiji.forms.numerals import read_number

FIRST_YEAR, LAST_YEAR = 1900, 2199
"""Other years in a cell are slips of the pen."""

Days = tuple[date, date]

_YEAR = r"(?:(?P<year>[0-9]{4})年度?|(?P<word>次年|翌年|本年|当年|今年)度?)?"
_MONTH = "(?P<month>[0-9]{1,2}|十[一二]?|[一二三四五六七八九])"
_TENS = "[二三]?十[一二三四五六七八九]?|[一二三四五六七八九]"
WRITTEN_DAY = re.compile(
    r"(?P<year>[0-9]{4})(?P<sep>[-/.])(?P<month>[0-9]{1,2})(?P=sep)(?P<day>[0-9]{1,2})"
    r"(?:[T ][0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)?"
)
_PLAIN_DAY = re.compile(r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})")
_WORDED_DAY = re.compile(rf"{_YEAR}{_MONTH}月(?P<day>[0-9]{{1,2}}|{_TENS})[日号]")
_SERIAL = re.compile("[0-9]{5}")
_IN_MONTH = re.compile(rf"{_YEAR}{_MONTH}月份?(?P<third>[上中下]旬)?")
_PLAIN_MONTH = re.compile(r"(?P<year>[0-9]{4})[-/.](?P<month>[0-9]{1,2})")
_QUARTER = re.compile(rf"{_YEAR}(?:第?(?P<quarter>[一二三四1-4])季度?|[Qq](?P<q>[1-4]))")
_FIRST_QUARTERS = re.compile(rf"{_YEAR}前(?P<count>[二两三23])个?季度")
_PART = re.compile(rf"{_YEAR}(?P<part>上半年|下半年|全年度?|年内|年度)(?:不定期|内)?")
_WHOLE_YEAR = re.compile(r"(?:(?P<year>[0-9]{4})年|(?P<word>本年|当年|今年))度?(?:全年)?")
_YEAR_DIGITS = str.maketrans("\u3007零一二三四五六七八九", "00123456789")
_MONTHS = {"上半年": (1, 6), "下半年": (7, 12), "全年": (1, 12), "年内": (1, 12), "年度": (1, 12)}
_FIRST_SERIAL, _LAST_SERIAL = 36_526, 73_050
"""2000-01-01 to 2099-12-31, in days from the end of 1899."""
_THIRDS = {"上旬": (1, 10), "中旬": (11, 20), "下旬": (21, 31)}


def days_of(text: str, year: int | None) -> Days | None:
    """Return the first and last day of one day, month, quarter, half or year."""
    for pattern in (WRITTEN_DAY, _PLAIN_DAY, _WORDED_DAY):
        found = pattern.fullmatch(text)
        if found:
            day = _number(found["day"])
            return _between(_year_of(found, year), (_number(found["month"]), day), (0, day))
    if _SERIAL.fullmatch(text) and _FIRST_SERIAL <= int(text) <= _LAST_SERIAL:
        day_of = date(1899, 12, 30) + timedelta(days=int(text))
        return day_of, day_of
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
    found = _FIRST_QUARTERS.fullmatch(text)
    if found:
        return _between(_year_of(found, year), (1, 1), (3 * _number(found["count"]), 31))
    found = _PART.fullmatch(text)
    if found:
        first_month, last_month = _MONTHS[found["part"]]
        return _between(_year_of(found, year), (first_month, 1), (last_month, 31))
    found = _WHOLE_YEAR.fullmatch(text)
    return _between(_year_of(found, year), (1, 1), (12, 31)) if found else None


def _number(text: str) -> int:
    return int(read_number(text) or 0)


def _year_of(found: re.Match[str], year: int | None) -> int | None:
    groups = found.groupdict()
    written = groups.get("year")
    if written:
        return int(written)
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


def arabic_years(title: str) -> str:
    """Write ２０２６年 and 二〇二六年 as 2026年."""
    plain = unicodedata.normalize("NFKC", title).replace("\u25cb", "\u3007")
    return re.sub(
        "[一二][\u3007零一二三四五六七八九]{3}(?=年)",
        lambda found: found[0].translate(_YEAR_DIGITS),
        plain,
    )

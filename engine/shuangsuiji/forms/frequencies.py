"""How often in a year: 1次/年, 每季度一次, 每两年一次."""

import re
from fractions import Fraction

from shuangsuiji.forms.bounds import COMPARISON, read_bounded
from shuangsuiji.forms.notation import Notation
from shuangsuiji.forms.numerals import read_number
from shuangsuiji.forms.points import whole
from shuangsuiji.model.values import Interval

NOTATIONS = (
    Notation(
        "每年几次",
        "折成一年的次数",
        "1次/年 | 每年1次 | 一年两次 | 1年2次 | 全年2次 | 每季度1次 | 半年一次 | 2次/半年 | "
        "每月1次",
        "每周1次",
    ),
    Notation(
        "几年一次",
        "能写成有限小数的",
        "每两年一次 | 1次/2年 | 每5年1次",
        "每三年一次",
    ),
    Notation(
        "频次的界",
        "与比例相同",
        "每年不少于1次 | 每年至少1次 | 不超过2次/年 | 1-2次/年 | 每年1至2次 | 每年2次以上",
    ),
    Notation(
        "没有定数的频次",
        "不据以判断；“一季度1次”可以是第一季度查一次，也可以是每季度一次",
        "",
        "不定期 | 每年若干次 | 适时 | 每年约2次 | 一季度1次",
    ),
)

_YEARS = {"年": Fraction(1), "半年": Fraction(1, 2), "季": Fraction(1, 4), "月": Fraction(1, 12)}
_PERIOD = r"(?P<n>[0-9]|[一两二三四五])?(?P<measure>个)?(?P<unit>年|半年|季|月)度?"
_PER = re.compile(rf"(?P<times>.+)次(?:/|每){_PERIOD}")
_EVERY = re.compile(
    rf"(?P<bound>{COMPARISON})?(?P<every>每|全)?{_PERIOD}内?(?:抽查|检查|抽取|开展|组织|:)*(?P<times>.+?)次"
    r"(?P<side>及?以[上下内]|之内)?(?:抽查|检查)?"
)


def frequency(text: str) -> Interval | None:
    """Read 1次/年, 每季度一次 as times in a year; 每年不少于1次 and 至少每年1次 as bounds.

    >>> str(frequency("每季度一次")), str(frequency("至少每年1次")), frequency("不定期")
    ('4', '[1, ∞)', None)
    """
    value = read_bounded(text, _per)
    found = _EVERY.fullmatch(text)
    if value is not None or not found or _is_a_date(found):
        return value
    years = _years(found)
    times = f"{found['bound'] or ''}{found['times']}次{found['side'] or ''}"
    return read_bounded(times, lambda t: _divided(t, years))


def _per(text: str) -> Fraction | None:
    found = _PER.fullmatch(text)
    return _divided(found["times"] + "次", _years(found)) if found else None


def _is_a_date(found: re.Match[str]) -> bool:
    """Tell whether 一季度, 3月 may be a time of the year and not a period."""
    counted = found["n"] and not found["every"] and not found["measure"]
    return bool(counted) and found["unit"] in ("季", "月")


def _divided(text: str, years: Fraction) -> Fraction | None:
    times = whole(text.removesuffix("次"))
    return None if times is None or not years else times / years


def _years(found: re.Match[str]) -> Fraction:
    many = read_number(found["n"] or "1") or Fraction(0)
    return many * _YEARS[found["unit"]]

"""One number with its unit: 5%, 百分之五, 1/20, 全部; 20户; and bare numbers as a column means them."""

import re
from fractions import Fraction

from shuangsuiji.forms.notation import Notation
from shuangsuiji.forms.numerals import NUMBER, read_number

RATIOS = (
    Notation(
        "百分数",
        "",
        "5% | 5％ | ５ ％ | 2.5% | 百分之五 | 百分之零点五 | 150%",
        "5%% | 5",
    ),
    Notation(
        "千分数、万分数",
        "",
        "3‰ | 千分之三 | 万分之五",
        "百分之一百五",
    ),
    Notation(
        "分数",
        "能写成有限小数的",
        "1/20 | 二十分之一 | 20分之1",
        "1/3 | 3/2 | 2026-01-20",
    ),
    Notation(
        "小数",
        "只在比例栏，且以 0 开头",
        "0.05 | ０.０５ | 0",
        "1 | 1.0",
    ),
    Notation(
        "列名带单位的数",
        "列名是“抽查比例（%）”时，单写的数带上这个单位；不足 1 的读不出",
        "",
    ),
    Notation(
        "全部",
        "即 100%",
        "全部 | 全覆盖 | 100%全覆盖 | 全部检查 | 全部（100%）",
        "应查尽查",
    ),
    Notation(
        "带说明的比例",
        "",
        "按5%的比例抽取 | 抽查比例为5% | 占企业总数的5% | 不低于检查对象总数的3%",
    ),
)
COUNTS = (
    Notation(
        "数量",
        "单位可写可不写",
        "20户 | 20 | 二十家 | 两家企业 | 共20家 | 抽查20户次 | 20 户 | 20（户）",
        "若干 | 20.5户 | -3 | 一百五户",
    ),
    Notation(
        "千位分隔",
        "每三位一隔",
        "1,200户 | 1，200 | １，２００户",
        "12,34",
    ),
    Notation(
        "万、千",
        "",
        "1.2万户 | 3千家 | 一万二千户",
        "999999万户",
    ),
    Notation(
        "数量的界",
        "与比例相同",
        "不少于20户 | 20户以上 | 20—30户 | 20户至30户 | 不足10户",
    ),
    Notation(
        "约数",
        "不据以判断",
        "",
        "约20家 | 20家左右 | 20余户 | 近20户 | 若干户",
    ),
)

THINGS = "企业|市场主体|经营主体|主体|单位|检查对象|抽查对象|对象|产品|商品|机构|商户|个体户|项目"
MEASURE = "户次|家次|人次|批次|户|家|个|件|批|人|所|处|台|份|项|名|辆|条|种|组|座"
UNIT = rf"(?:{MEASURE})(?:{THINGS})?"

_WHERE = "本?辖区内?|全[省市县区]|在册|登记在册|存续|库内|相关"
BASE = rf"(?:{_WHERE})*(?:{THINGS})?(?:名录库|总户?数|总量|基数)的?"
"""Of what a ratio is taken: 企业总数的5%."""

_COVER = "全部覆盖|全面覆盖|全覆盖|全部|全查|全数|全检"
_ALL = rf"(?:100%)?(?:{_COVER})(?:{THINGS})?|100%覆盖|(?:{_COVER})100%"
_HUNDREDS = {"百": 100, "千": 1000, "万": 10_000}


def ratio(text: str) -> Fraction | None:
    """Read 5%, 3‰, 百分之五, 1/20 and 全部; nothing without a sign of its own.

    >>> ratio("5%"), ratio("企业总数的千分之三"), ratio("5")
    (Fraction(1, 20), Fraction(3, 1000), None)
    """
    text = re.sub(f"^{BASE}", "", text)
    if re.fullmatch(_ALL, text):
        return Fraction(1)
    found = re.fullmatch(rf"({NUMBER})([%‰])", text)
    if found:
        return _scaled(found[1], 100 if found[2] == "%" else 1000)
    found = re.fullmatch(rf"([百千万])分之({NUMBER})", text)
    if found:
        return _scaled(found[2], _HUNDREDS[found[1]])
    found = re.fullmatch(r"(?P<n>[0-9]{1,9})/(?P<d>[0-9]{1,9})", text) or re.fullmatch(
        rf"(?P<d>{NUMBER})分之(?P<n>{NUMBER})", text
    )
    return _fraction(found["n"], found["d"]) if found else None


def _scaled(text: str, divisor: int) -> Fraction | None:
    number = read_number(text)
    return None if number is None else number / divisor


def _fraction(above: str, below: str) -> Fraction | None:
    n, d = read_number(above), read_number(below)
    return n / d if n is not None and d and n <= d else None


def decimal_ratio(text: str) -> Fraction | None:
    """Read 0.05, which a column of ratios may hold without a sign."""
    return Fraction(text) if re.fullmatch(r"0(\.[0-9]{1,18})?", text) else None


def count(text: str) -> Fraction | None:
    """Read 20户 and 二十家企业; 一批 is nobody's one."""
    found = re.fullmatch(rf"({NUMBER}){UNIT}", text)
    return whole(found[1]) if found and text != "一批" else None


def bare_count(text: str) -> Fraction | None:
    """Read 20, and 20次 in a column of counts."""
    return whole(text.removesuffix("次"))


def whole(text: str) -> Fraction | None:
    """Read a whole number."""
    number = read_number(text)
    return number if number is not None and number.denominator == 1 else None


def signed(text: str) -> Fraction | None:
    """Read a number that may be below nought, as a column of plain numbers may hold."""
    number = read_number(text.removeprefix("-").removesuffix("次"))
    return -number if number is not None and text.startswith("-") else number

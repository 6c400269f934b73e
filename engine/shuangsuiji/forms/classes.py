"""Classes of targets in a cell (A类1%、B类3%): which they are, and what is said of each."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from shuangsuiji.forms.notation import Notation
from shuangsuiji.model.scales import REST

NOTATIONS = (
    Notation(
        "按等级",
        "类、级、企业、信用风险等字样不计；几个类别可以共用一个比例",
        "A类1%、B类3%、C类10%、D类20% | A级企业不高于1%，B级企业不低于2% | A类：1%\nB类：3% | "
        "A级纳税人5%，B级纳税人10% | 三级医疗机构≥50%，一级及以下10% | "
        "A、B类1%；C、D类5% | 信用风险A类1%，信用风险D类20% | "
        "A类（低风险）1%，D类（高风险）20% | 按信用风险分类：A类1%、B类3%",
        "A类1%、A类2%",
    ),
    Notation(
        "按风险高低",
        "",
        "低风险1%，中风险5%，高风险10% | 中、高风险5%，低风险1% | 信用风险高的企业20%，其他1%",
    ),
    Notation(
        "按规模、信用、重点与否",
        "",
        "大型企业100%、中型50%、小微企业5% | 守信1%，失信10% | 重点企业100%，一般企业5%",
    ),
    Notation(
        "其中",
        "总的比例之外，另写某一类；只写一类的，总的比例不知道",
        "5%（其中D类100%） | 3%，其中高风险企业不低于10%",
    ),
    Notation(
        "类别与频次、数量",
        "每一类都写了频次的，各归各类；各类的数量加起来是总数",
        "A类1%，每年1次；D类20%，每年2次 | 高风险2次/年，低风险1次/年 | A类5户、B类10户 | "
        "A类1%、B类3%；每年1次",
    ),
)

_WHO = "企业|市场主体|经营主体|主体|单位|检查对象|抽查对象|监管对象|对象|机构|商户|个体户|经营者|纳税人|场所|户"
_LETTER = "[A-Ea-e](?![A-Za-z])"
_LEVEL = "极高|较高|中高|高|中等|中低|中|一般|普通|较低|低"
_JOIN = "[、,和及与/]"
_RISK = rf"(?P<risks>(?:{_LEVEL})(?:{_JOIN}(?:{_LEVEL}))*)(?:信用)?风险(?:等级)?"
_RISK_AFTER = rf"(?:信用)?风险(?:等级)?(?:为)?(?P<level>{_LEVEL})(?=的|{_WHO}|[:(0-9])"
_LETTERS = (
    rf"(?:(?:企业)?(?:信用)?(?:风险)?(?:等级)?为?)?"
    rf"(?P<letters>{_LETTER}(?:类|级)?(?:(?:{_JOIN}|[-至到]){_LETTER}(?:类|级)?)*)(?:等级|风险)?"
)
_WORDS = (
    "(?P<word>[大中小微]型|小微型?|规模以[上下]|规[上下]|严重失信|一般失信|失信|守信"
    "|(?:第?[一二三四五1-5]|[甲乙丙丁]|I{1,3}|IV|V)(?:类|级)(?:及以[上下])?)"
)
_AFTER_REST = "[不按均都各为至超低高大小多少最约全每一百千万]"
_REST = rf"(?P<rest>其他|其余|其它)(?:类别?|风险|等级)?(?=的|{_WHO}|[^\u4e00-\u9fff]|{_AFTER_REST})"
_NAMED = (
    r"(?P<role>(?:非?重点|一般|普通)(?:检查|抽查|监管)?事项)"
    rf"|(?P<named>[\u4e00-\u9fff]{{0,8}}?(?:{_WHO})|(?:重点|一般|普通)(?=[:0-9≥≤><百]))"
)
_SOME_LETTERS = rf"{_LETTER}(?:类|级)?(?:{_JOIN}{_LETTER}(?:类|级)?)*"
_GLOSS = rf"\((?:{_SOME_LETTERS}|信用风险(?:{_LEVEL})|(?:{_LEVEL})(?:信用)?风险|守信|失信)\)"
_KIND = "(?:(?![抽查检约每次月总不低高于超过占各全其按])[\u4e00-\u9fff]){0,4}?"
"""What targets of a class are, before their noun: 三级定点医疗机构."""
_GROUP = re.compile(
    r"(?:(?<=^)|(?<=[,;、。:()%‰次年上下内户家个]))(?P<among>其中:?)?(?:对于?)?"
    rf"(?:{_RISK}|{_RISK_AFTER}|{_LETTERS}|{_WORDS}|{_REST}|{_NAMED})"
    rf"(?:{_GLOSS})?的?(?:{_KIND}(?:{_WHO}))?(?:{_GLOSS})?"
)
_NO_NAME = re.compile("[抽查检约每次月总不低于超过占各全其按]")
"""What a class that has no word of its own is not called by: the words around numbers."""

_ONE_NAME = {"中等": "中", "普通": "一般", "其余": REST, "其它": REST}


class Segment(NamedTuple):
    """Some classes, and what is said of them."""

    names: tuple[str, ...]
    text: str


def segments(text: str) -> tuple[str, tuple[Segment, ...]]:
    """Return what stands before the first class, and what is said of each class or group of classes.

    >>> segments("5%(其中D类100%)")
    ('5%(', (Segment(names=('D',), text='100%)'),))
    """
    found = [m for m in _GROUP.finditer(text) if _is_class(m)]
    generic = [m for m in found if m["named"] or _is_bare(m)]
    alone = len(generic) == len(found) == 1 and not generic[0]["among"]
    if not found or alone:
        return text, ()
    ends = [m.start() for m in found[1:]] + [len(text)]
    parts = tuple(
        Segment(tuple(_names(m)), text[m.end() : end]) for m, end in zip(found, ends, strict=True)
    )
    return text[: found[0].start()], parts


def _is_class(found: re.Match[str]) -> bool:
    if found["named"]:
        return not _NO_NAME.search(found["named"])
    rest = found.string[found.end() :]
    return (
        not _is_bare(found) or re.match(r"[:0-9不至≥≤><百千一二三四五六七八九十]", rest) is not None
    )


def _is_bare(found: re.Match[str]) -> bool:
    """Tell whether letters stand without the word 类 or 级."""
    return found["letters"] is not None and not re.search("[类级]", found[0])


def _names(found: re.Match[str]) -> Iterator[str]:
    if found["risks"] or found["level"]:
        for level in re.split(_JOIN, found["risks"] or found["level"]):
            yield _ONE_NAME.get(level, level) + "风险"
    elif found["letters"]:
        yield from _letters(re.sub("[类级]", "", found["letters"].upper()))
    elif found["rest"]:
        yield REST
    else:
        yield found["word"] or found["role"] or found["named"]


def _letters(text: str) -> Iterator[str]:
    """Yield the classes of A、B and of A至C."""
    for part in re.split(_JOIN, text):
        yield from map(chr, range(ord(part[0]), ord(part[-1]) + 1))

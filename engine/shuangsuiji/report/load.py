"""The year's load (年度工作量) in a report: numbers for programs, a short table for people."""

from collections import Counter
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

from rich.console import Console

from shuangsuiji.plan.line_items import Category
from shuangsuiji.plan.load import Load, Total, Why
from shuangsuiji.report.asjson import Json, location_json
from shuangsuiji.report.text import print_table, say

CATEGORIES = {
    Category.GENERAL: "一般",
    Category.KEY: "重点",
    Category.BOTH: "一般和重点",
    Category.UNKNOWN: "类别不明",
}
WHY = {
    Why.NO_WINDOW: "抽查时间没有写或读不出",
    Why.OUTSIDE_YEAR: "抽查时间不全在计划年度内",
    Why.NO_COUNT: "数量没有写或读不出，也算不出",
}
UNNAMED = "（未写部门）"
RULE = (
    "每行的检查次数是预估数量（没有写的，按抽查比例乘对象基数），写明一年查几次的再乘以次数；"
    "按抽查时间所含的天数分到各月，只写“某日起”“某日前”的算到年末、从年初算起。"
    "写“其中”的行是上一行的一部分，不另算。"
)
"""How visits become months, for people."""


def load_json(load: Load | None) -> dict[str, Json]:
    """Return the load as JSON, empty where there is none; numbers are decimal text, no bound is null."""
    if load is None:
        return {}
    return {
        "year": load.year,
        "rule": RULE,
        "months": [
            {"month": month, **_total(total)} for month, total in enumerate(load.by_month, 1)
        ],
        "departments": [
            {"department": name, **_total(t)} for name, t in load.by_department.items()
        ],
        "categories": [{"category": c.value, **_total(t)} for c, t in load.by_category.items()],
        "shares": [
            {
                "month": share.month,
                "department": share.department,
                "category": share.category.value,
                **_total(Total(share.lo, share.hi, share.lines)),
            }
            for share in load.shares
        ],
        "placed": load.placed,
        "unplaced": [
            {
                "line": line.line,
                "location": location_json(line.location),
                "department": line.department,
                "category": line.category.value,
                "why": line.why.value,
                "lo": _text(line.lo),
                "hi": None if line.hi is None else _text(line.hi),
            }
            for line in load.unplaced
        ],
        "unplaced_lines": load.unplaced_lines,
    }


def print_load(load: Load | None, out: Console) -> None:
    """Print the load by month, and what is in no month."""
    if load is None or not load.placed:
        return
    say(out, "\n各月检查次数（按计划推算）", "bold")
    heads = [f"{month}月" for month in range(1, 13)]
    print_table(out, (*heads, "全年"), [(*map(told, load.by_month), told(_whole(load)))])
    left = Counter(line.why for line in load.unplaced)
    if left:
        listed = "；".join(f"{WHY[why]} {n}行" for why, n in left.items())
        say(out, f"  没有算进各月的{load.unplaced_lines}行：{listed}")


def told(total: Total) -> str:
    """Return visits as people read them: 93, 40—60, 40以上.

    >>> told(Total(Decimal("92.50"), None, 1)), told(Total(Decimal(40), Decimal("60.2"), 1))
    ('93以上', '40—60')
    """
    lo = _rounded(total.lo)
    if total.hi is None:
        return f"{lo}以上"
    hi = _rounded(total.hi)
    return str(lo) if lo == hi else f"{lo}—{hi}"


def _whole(load: Load) -> Total:
    return sum(load.by_category.values(), Total())


def _rounded(number: Decimal) -> int:
    return int(number.to_integral_value(ROUND_HALF_UP))


def _total(total: Total) -> Mapping[str, Json]:
    hi = None if total.hi is None else _text(total.hi)
    return {"lo": _text(total.lo), "hi": hi, "lines": total.lines}


def _text(number: Decimal) -> str:
    return f"{number.normalize() + 0:f}"

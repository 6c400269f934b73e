"""The year's load, drawn: by month, department and category, each number beside its bar."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from shuangsuiji.plan.load import Load, Total
from shuangsuiji.report.check_page.parts import items, paragraph, some
from shuangsuiji.report.html import table, text
from shuangsuiji.report.load import CATEGORIES, RULE, UNNAMED, WHY, told

MOST_DEPARTMENTS = 15
"""How many departments are drawn, the largest first; of the others the sum is told."""
MOST_KEYS = 12
SLOT, TOP, FOOT, HEIGHT = 52, 24, 176, 200
"""The drawing of months: how wide a month is, where bars end and stand, how high all is."""
LONGEST = 6
"""How many characters fit over a bar."""

Named = Sequence[tuple[str, Total]]


def load(known: Load | None) -> Iterator[str]:
    """Yield the charts; nothing where no line could be placed."""
    if known is None or not known.placed:
        return
    yield paragraph(f"{known.year}年度计划推算的检查次数。{RULE}", "soft")
    months = [(f"{n}月", total) for n, total in enumerate(known.by_month, 1)]
    departments = _ranked([(name or UNNAMED, t) for name, t in known.by_department.items()])
    categories = [(CATEGORIES[c], total) for c, total in known.by_category.items()]
    if any(total.hi != total.lo for _, total in months):
        yield (
            '<p class="soft"><svg class="key"><rect class="sure" width="100%" height="100%"/></svg>至少'
            '<svg class="key"><rect class="most" width="100%" height="100%"/></svg>'
            "至多；没有上限的，柱顶有箭头</p>"
        )
    yield "<h3>各月</h3>"
    yield _months(months)
    rows = ([text(name), text(told(total)), str(total.lines)] for name, total in months)
    numbers = table(("月份", "检查次数", "涉及的行"), rows, sort="narrow")
    yield f'<details class="screen"><summary>各月的数字</summary>{numbers}</details>'
    yield "<h3>各部门</h3>"
    yield _bars(departments[:MOST_DEPARTMENTS])
    rest = departments[MOST_DEPARTMENTS:]
    if rest:
        together = sum((total for _, total in rest), Total())
        yield paragraph(f"其余{len(rest)}个部门合计{told(together)}次，{together.lines}行。")
    yield "<h3>各类事项</h3>"
    yield _bars(categories)
    if len(known.departments) > 1:
        yield "<h3>各部门各月</h3>"
        yield _by_both(known, departments[:MOST_DEPARTMENTS])
    yield from _unplaced(known)


def _months(months: Named) -> str:
    """Return a drawing of twelve bars; what is surely planned is dark, what may come on top is light."""
    most = max((_most(total) for _, total in months), default=Decimal(0)) or Decimal(1)
    said = "，".join(f"{name}{told(total)}" for name, total in months)
    width = SLOT * len(months)
    drawn = [
        f'<svg class="months" viewBox="0 0 {width} {HEIGHT}" role="img" aria-label="{text(said)}">',
        *(_month(n, name, total, most) for n, (name, total) in enumerate(months)),
        f'<line x1="0" x2="{width}" y1="{FOOT}" y2="{FOOT}"/></svg>',
    ]
    return "".join(drawn)


def _month(n: int, name: str, total: Total, most: Decimal) -> str:
    left, middle, wide = n * SLOT + 10, n * SLOT + SLOT // 2, SLOT - 20
    sure = _high(total.lo, most)
    top = FOOT - _high(_most(total), most)
    bars = f'<rect class="most" x="{left}" y="{top}" width="{wide}" height="{FOOT - top}"/>'
    if not total.lines:
        bars = ""
    if sure:
        bars += f'<rect class="sure" x="{left}" y="{FOOT - sure}" width="{wide}" height="{sure}"/>'
    number = told(total)
    if len(number) > LONGEST:
        number = f"{told(Total(total.lo, total.lo))}起"
    arrow = "↑" if total.hi is None else ""
    return (
        f'{bars}<text class="value" x="{middle}" y="{top - 6}">{arrow}{text(number)}</text>'
        f'<text x="{middle}" y="{HEIGHT - 6}">{text(name)}</text>'
    )


def _bars(bars: Named) -> str:
    """Return a table whose middle column draws the numbers of the last."""
    most = max((_most(total) for _, total in bars), default=Decimal(0)) or Decimal(1)
    lines = ['<table class="chart"><tbody>']
    for name, total in bars:
        lines.append(
            f'<tr><th scope="row">{text(name)}</th><td>{_bar(total, most)}</td>'
            f'<td class="number">{text(told(total))}次</td><td class="number">{total.lines}行</td></tr>'
        )
    return "\n".join([*lines, "</tbody></table>"])


def _bar(total: Total, most: Decimal) -> str:
    high, low = _share(_most(total), most), _share(total.lo, most)
    arrow = '<text x="100%" y="80%" text-anchor="end">→</text>' if total.hi is None else ""
    return (
        f'<svg aria-hidden="true"><rect class="most" width="{high}%" height="100%"/>'
        f'<rect class="sure" width="{low}%" height="100%"/>{arrow}</svg>'
    )


def _by_both(known: Load, departments: Named) -> str:
    """Return departments by months; the sum stands in the chart above."""
    drawn = {name for name, _ in departments}
    cells: dict[tuple[str, int], Total] = defaultdict(Total)
    for share in known.shares:
        name = share.department or UNNAMED
        if name in drawn:
            cells[name, share.month] += Total(share.lo, share.hi, share.lines)
    rows = (
        [
            text(name),
            *(text(told(cells[name, m])) if (name, m) in cells else "" for m in range(1, 13)),
        ]
        for name in (department or UNNAMED for department in known.departments)
        if name in drawn
    )
    heads = ("部门", *(f"{m}月" for m in range(1, 13)))
    grid = table(heads, rows, sort="grid")
    return f'<div class="wide" role="region" aria-label="各部门各月" tabindex="0">{grid}</div>'


def _unplaced(known: Load) -> Iterator[str]:
    if not known.unplaced_lines:
        return
    by: dict[str, list[str]] = defaultdict(list)
    for line in known.unplaced:
        by[WHY[line.why]].append(line.line)
    yield paragraph(f"有{known.unplaced_lines}行没有算进各月：")
    yield items(text(f"{why}：{some(keys, MOST_KEYS)}") for why, keys in by.items())


def _ranked(departments: Iterable[tuple[str, Total]]) -> Named:
    return sorted(departments, key=lambda one: -_most(one[1]))


def _most(total: Total) -> Decimal:
    """Return how far the bar reaches; where no bound is known, as far as is sure."""
    return total.lo if total.hi is None else total.hi


def _high(number: Decimal, most: Decimal) -> int:
    return int(number / most * (FOOT - TOP))


def _share(number: Decimal, most: Decimal) -> str:
    return f"{number / most * 100:.1f}"

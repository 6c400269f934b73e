"""Sums that a plan states (合计、小计) held against its lines: told where they fit no way to add up."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from shuangsuiji.findings import Finding
from shuangsuiji.forms.writing import write_cell
from shuangsuiji.model.values import Interval, Row, Table
from shuangsuiji.model.vocabulary import FieldType
from shuangsuiji.plan.cells import is_part, number
from shuangsuiji.plan.remarks import warning

SUMMED = ("estimated_count", "enterprises", "base")
TOLD_BESIDE = ("ratio", "ratio_by_class", "frequency", "frequency_by_class")
"""Fields whose cells may tell a count too."""


class _Sum(NamedTuple):
    """The sum of some lines: of their least and greatest values, and how many have no greatest."""

    least: Decimal = Decimal(0)
    most: Decimal = Decimal(0)
    unbounded: int = 0

    def plus(self, value: Interval | None) -> "_Sum":
        lo = value.lo if value is not None and isinstance(value.lo, Decimal) else Decimal(0)
        hi = value.hi if value is not None and isinstance(value.hi, Decimal) else None
        if hi is None:
            return _Sum(self.least + lo, self.most, self.unbounded + 1)
        return _Sum(self.least + lo, self.most + hi, self.unbounded)

    def since(self, before: "_Sum") -> Interval:
        hi = self.most - before.most if self.unbounded == before.unbounded else None
        return Interval(self.least - before.least, hi)


def sums_apart(lines: Table) -> Iterator[Finding]:
    """Yield a remark on each stated sum that cannot be the sum of its lines.

    Which lines are meant is not written: those since the sum before, all above, or, of a sum that stands
    first, those below. A sum that may be one of these is right; a line without a number may have any.
    """
    places = [min(total.number, len(lines.rows)) for total in lines.totals]
    for name in SUMMED if lines.totals else ():
        sums = _running(lines.rows, name, told_beside=_is_told_beside(lines.totals[0], name))
        around = zip(
            lines.totals, [0, *places], places, [*places[1:], len(lines.rows)], strict=False
        )
        for total, before, above, below in around:
            stated = number(total, name)
            meant = [sums[above].since(sums[before]), sums[above].since(sums[0])]
            after = [sums[below].since(sums[above]), sums[-1].since(sums[above])]
            if stated is not None and all(_apart(stated, way) for way in (*meant, *after)):
                found = write_cell(FieldType.COUNT, stated)
                told = _told(meant if above else after)
                remark = warning("plan/sum-apart", total, name, found=found, sums=told)
                yield replace(remark, about=None)


def _running(rows: Sequence[Row], name: str, *, told_beside: bool) -> list[_Sum]:
    """Return the sums of the first lines, from none of them to all; what is part of a line adds nothing.

    A number that stands in another column than the stated sum may or may not be among what is summed.
    """
    sums = [_Sum()]
    for row in rows:
        value = number(row, name)
        if value is not None and _is_told_beside(row, name) != told_beside:
            value = None
        sums.append(sums[-1] if is_part(row) else sums[-1].plus(value))
    return sums


def _is_told_beside(row: Row, name: str) -> bool:
    """Tell whether a number stands in a cell that tells of something else too: 5%（20户）."""
    place = row.place(name)
    return place is not None and any(place == row.place(other) for other in TOLD_BESIDE)


def _apart(a: Interval, b: Interval) -> bool:
    return _below(a, b) or _below(b, a)


def _below(a: Interval, b: Interval) -> bool:
    return isinstance(a.hi, Decimal) and isinstance(b.lo, Decimal) and a.hi < b.lo


def _told(meant: Sequence[Interval]) -> tuple[str, ...]:
    """Return the sums as people read them, each once; of no lines there is none."""
    real = [way for way in meant if way != Interval(Decimal(0), Decimal(0))]
    return tuple(dict.fromkeys(write_cell(FieldType.COUNT, way) for way in real))

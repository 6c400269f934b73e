"""How many a drawn list should have: as its draw order says, as its plan says, or at least one of each."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

from shuangsuiji.draw.drawn_list import Asked, Listed, Size
from shuangsuiji.draw.freeze import line_entry
from shuangsuiji.draw.quotas import number_spans
from shuangsuiji.draw.registers.snapshot import StratumCount
from shuangsuiji.draw.spec import DrawSpec, LineSpec
from shuangsuiji.findings import Location, Refusal, problem
from shuangsuiji.model.values import Fact, Interval, Row, Table


@dataclass(frozen=True, slots=True)
class Count:
    """A stratum of a register: all, those who surely may be drawn, those who perhaps may."""

    all: int = 0
    surely: int = 0
    perhaps: int = 0


@dataclass(frozen=True, slots=True)
class Pool:
    """Whom a register could have given, by stratum."""

    strata: Mapping[str, Count] = field(default_factory=dict)

    def with_counts(self, counts: Iterable[tuple[str, int, int, int]]) -> "Pool":
        """Return the pool with those of another register."""
        strata = dict(self.strata)
        for stratum, all_, surely, perhaps in counts:
            had = strata.get(stratum, Count())
            strata[stratum] = Count(had.all + all_, had.surely + surely, had.perhaps + perhaps)
        return Pool(strata)

    @property
    def whole(self) -> Count:
        """All strata together."""
        counts = self.strata.values()
        sums = (sum(getattr(c, n) for c in counts) for n in ("all", "surely", "perhaps"))
        return Count(*sums)


def asked_by_order(
    order: DrawSpec, pools: Mapping[int, Pool], place: Location
) -> tuple[Asked, ...]:
    """Return what each line of a draw order asks; Refusal where it says no ratio for a stratum."""
    found = [
        problem("draw/stratum-unnamed", place, line=line.line, stratum=stratum, n=count.all)
        for line in order.lines
        for stratum, count in pools[line.register_].strata.items()
        if count.all and stratum not in {s.id for s in line.strata}
    ]
    if found:
        raise Refusal(found)
    return tuple(_by_order(line, pools[line.register_], place) for line in order.lines)


def _by_order(line: LineSpec, pool: Pool, place: Location) -> Asked:
    told = {s.id: _percent(s.ratio) for s in line.strata}
    strata = {s: c for s, c in sorted(pool.strata.items()) if s in told}
    spans = [
        number_spans(line_entry(line, _counts(strata, surely=surely), 1))
        for surely in (True, False)
    ]
    sizes = tuple(
        Size(stratum, min(few[0], many[0]), max(few[1], many[1]), count.perhaps, told[stratum])
        for (stratum, count), few, many in zip(strata.items(), *spans, strict=True)
    )
    lacks = line.mode.kind == "directed" and line.mode.condition is None
    return Asked(line.line, line.register_, sizes, line.least, lacks, place=place)


def _counts(strata: Mapping[str, Count], *, surely: bool) -> tuple[StratumCount, ...]:
    return tuple(
        StratumCount(stratum, c.all, c.surely if surely else c.perhaps, ())
        for stratum, c in strata.items()
    )


def asked_by_plan(plan: Table, pool: Pool) -> tuple[Asked, ...]:
    """Return what each line of a plan asks: its number, or its ratio of those who may be drawn."""
    return tuple(_by_plan(row, pool.whole) for row in plan.rows)


def _by_plan(row: Row, pool: Count) -> Asked:
    stated, ratio = _span(row.facts.get("estimated_count")), _span(row.facts.get("ratio"))
    place = row.place("estimated_count") or row.place("ratio") or row.location
    sizes: tuple[Size, ...] = ()
    if stated is not None:
        told = row.facts["estimated_count"].text
        sizes = (Size(None, ceil(stated[0]), floor(stated[1]), pool.perhaps, told),)
    elif ratio is not None:
        least, most = floor(ratio[0] * pool.surely), ceil(ratio[1] * max(pool.all, pool.perhaps))
        sizes = (Size(None, least, most, pool.perhaps, row.facts["ratio"].text),)
    return Asked(line_name(row), 1, sizes, is_due=False, place=place)


def _span(fact: Fact | None) -> tuple[Fraction, Fraction] | None:
    """Return the bounds of a number that a plan states; None where it states none, or only one bound."""
    value = None if fact is None else fact.value
    if not isinstance(value, Interval):
        return None
    lo, hi = value.lo, value.hi
    if not isinstance(lo, Decimal) or not isinstance(hi, Decimal):
        return None
    return Fraction(lo), Fraction(hi)


def line_name(row: Row) -> str:
    """Return what a plan calls a line: its number, else what a person calls the row."""
    fact = row.facts.get("line")
    return fact.value if fact is not None and isinstance(fact.value, str) else row.key


def asked_by_list(rows: Sequence[Listed], pool: Pool) -> tuple[Asked, ...]:
    """Return what is asked of a list alone: of a single line, somebody of every stratum."""
    lines = tuple(dict.fromkeys(row.line for row in rows))
    sizes = tuple(
        Size(stratum, 1, count.perhaps, count.perhaps, "")
        for stratum, count in sorted(pool.strata.items())
        if count.surely
    )
    return tuple(Asked(line, 1, sizes if len(lines) == 1 else ()) for line in lines)


def _percent(ratio: Fraction) -> str:
    """Return a ratio as people write it, where it is a whole number of hundredths of a percent."""
    hundredths = ratio * 10000
    if hundredths.denominator != 1:
        return str(ratio)
    return f"{Decimal(hundredths.numerator).scaleb(-2).normalize():f}%"

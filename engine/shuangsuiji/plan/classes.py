"""Classes of targets within a line (对象类别): of a higher risk, no lower ratio and no fewer visits."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import groupby
from operator import itemgetter

from shuangsuiji.findings import Finding
from shuangsuiji.forms.writing import write_cell
from shuangsuiji.model.values import Interval, Row
from shuangsuiji.model.vocabulary import FieldType
from shuangsuiji.plan.cells import number, word
from shuangsuiji.plan.remarks import advice

RANK = "risk_rank"


def lower_for_higher_risk(classes: Sequence[Row], field: str, kind: FieldType) -> Iterator[Finding]:
    """Yield a remark on each class whose value is surely below that of a class of lower risk."""
    lines: dict[tuple[str, str], list[tuple[Decimal, Row]]] = {}
    for row in classes:
        rank = number(row, RANK)
        if rank is not None and isinstance(rank.lo, Decimal) and rank.is_point:
            key = (word(row, "line"), word(row, "dimension"))
            lines.setdefault(key, []).append((rank.lo, row))
    for ranked in lines.values():
        yield from _falling(sorted(ranked, key=itemgetter(0)), field, kind)


def _falling(
    ranked: Sequence[tuple[Decimal, Row]], field: str, kind: FieldType
) -> Iterator[Finding]:
    highest: tuple[Row, Interval] | None = None
    for _, same in groupby(ranked, key=itemgetter(0)):
        known = [(row, value) for _, row in same if (value := number(row, field)) is not None]
        for row, value in known:
            if highest and isinstance(value.hi, Decimal) and value.hi < _least(highest):
                told = {"class": word(row, "class"), "found": write_cell(kind, value)}
                lower, of_lower = word(highest[0], "class"), write_cell(kind, highest[1])
                code = f"plan/lower-{field.replace('_', '-')}"
                yield advice(code, row, field, **told, lower=lower, of_lower=of_lower)
        highest = max([*known, *([highest] if highest else [])], key=_least, default=None)


def _least(entry: tuple[Row, Interval]) -> Decimal:
    return entry[1].lo if isinstance(entry[1].lo, Decimal) else Decimal(0)

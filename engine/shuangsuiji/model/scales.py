"""Classes of targets whose order of risk is known: A类 to D类, 低风险 to 高风险, 守信 to 失信.

A类 to D类 run from low risk to high in the credit risk classification of enterprises (国市监信发〔2022〕6号)
and in the risk grading of food producers alike. Words on no scale (大型, 一级) have no order here.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

REST = "其他"
"""The class of all that the other classes leave."""

RISK, CREDIT = "risk", "credit"
"""What plan_line_class.dimension may be."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Classes from low to high, and which of them together are all targets."""

    dimension: str
    classes: tuple[str, ...]
    whole: tuple[frozenset[str], ...] = ()


def _all(*names: str) -> frozenset[str]:
    return frozenset(names)


SCALES = (
    Scale(RISK, ("A", "B", "C", "D"), (_all("A", "B", "C", "D"),)),
    Scale(RISK, ("A", "B", "C", "D", "E"), (_all("A", "B", "C", "D", "E"),)),
    Scale(RISK, ("低风险", "中风险", "高风险"), (_all("低风险", "中风险", "高风险"),)),
    Scale(RISK, ("低风险", "一般风险", "高风险"), (_all("低风险", "一般风险", "高风险"),)),
    Scale(
        RISK,
        ("低风险", "一般风险", "较高风险", "高风险"),
        (_all("低风险", "一般风险", "较高风险", "高风险"),),
    ),
    Scale(
        RISK,
        ("低风险", "较低风险", "中风险", "较高风险", "高风险"),
        (
            _all("低风险", "较低风险", "较高风险", "高风险"),
            _all("低风险", "较低风险", "中风险", "较高风险", "高风险"),
        ),
    ),
    Scale(
        RISK,
        ("低风险", "中低风险", "中风险", "中高风险", "高风险"),
        (
            _all("低风险", "中低风险", "中高风险", "高风险"),
            _all("低风险", "中低风险", "中风险", "中高风险", "高风险"),
        ),
    ),
    Scale(CREDIT, ("守信", "失信", "严重失信"), (_all("守信", "失信"),)),
)
"""The first on which all classes of a cell stand is theirs."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a class stands: on what its class rests, and its rank (greater is riskier)."""

    dimension: str
    rank: Decimal | None


def are_all_targets(names: Collection[str]) -> bool:
    """Tell whether these classes together are all targets, so that none is drawn beside them.

    >>> are_all_targets("ABCD"), are_all_targets("AB"), are_all_targets(("D", "其他"))
    (True, False, True)
    """
    told = frozenset(names)
    return REST in told or any(whole <= told for scale in SCALES for whole in scale.whole)


def standings(names: Collection[str]) -> Mapping[str, Standing]:
    """Return the classes that stand on one scale; none where they stand on none, or on two.

    >>> {n: s.rank for n, s in standings(("D", "其他")).items()}
    {'D': Decimal('4'), '其他': Decimal('2')}
    """
    scale = max(SCALES, key=lambda s: len(set(names).intersection(s.classes)))
    told = [name for name in names if name in scale.classes]
    others = set(names).difference(told, (REST,))
    if not told or any(others.intersection(s.classes) for s in SCALES):
        return {}
    ranks: dict[str, Decimal | None] = {
        name: Decimal(scale.classes.index(name) + 1) for name in told
    }
    if REST in names:
        ranks[REST] = None if others else _between(scale, told)
    return {name: Standing(scale.dimension, ranks[name]) for name in names if name in ranks}


def _between(scale: Scale, told: Collection[str]) -> Decimal | None:
    """Return the rank of all other classes, if no named one stands between them."""
    left = [n for n, name in enumerate(scale.classes, start=1) if name not in told]
    if not left or left[-1] - left[0] + 1 != len(left):
        return None
    return Decimal(sum(left)) / len(left)


def class_title(name: str) -> str:
    """Return a class as people call it.

    >>> class_title("A"), class_title("低风险")
    ('A类', '低风险')
    """
    return f"{name}类" if name.isascii() else name

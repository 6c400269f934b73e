"""Forward chaining to a fixpoint, plainly; and how a second engine is held against it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from shuangsuiji.accountability.program import Horn, Program, unsettled

Infer = Callable[[Program, frozenset[str]], frozenset[str]]
"""An engine: all symbols that a program shows from some, these included."""


@dataclass(frozen=True, slots=True)
class Inferred:
    """What follows from the symbols given: every symbol shown, with the body that showed it first.

    Those given, and those added between strata, have an empty body. `engines` decided, and agree.
    """

    shown: Mapping[str, tuple[str, ...]]
    engines: tuple[str, ...] = ("plain",)

    def sign(self, name: str) -> bool | None:
        """Return whether the name is shown TRUE, FALSE, or neither."""
        return True if f"{name}+" in self.shown else False if f"{name}-" in self.shown else None

    def steps(self, symbol: str) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield what leads to a symbol, grounds before what they show, each once."""
        seen: set[str] = set()
        yield from self._steps(symbol, seen)

    def _steps(self, symbol: str, seen: set[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
        if symbol in seen:
            return
        seen.add(symbol)
        for part in self.shown[symbol]:
            yield from self._steps(part, seen)
        yield symbol, self.shown[symbol]


class Disagreement(Exception):
    """Two engines show different symbols: the case is refused with both traces."""

    def __init__(self, plain: frozenset[str], other: frozenset[str]) -> None:
        super().__init__(sorted(plain ^ other))
        self.plain, self.other = plain, other


def infer(program: Program, given: frozenset[str], second: Infer | None = None) -> Inferred:
    """Return what the program shows; a second engine must show the same. Raises Disagreement."""
    shown: dict[str, tuple[str, ...]] = dict.fromkeys(sorted(given), ())
    for stratum in program.strata:
        _run(stratum.rules, shown)
        shown |= dict.fromkeys(unsettled(stratum, shown), ())
    if second is None:
        return Inferred(shown)
    other = second(program, given)
    if other != shown.keys():
        raise Disagreement(frozenset(shown), other)
    return Inferred(shown, ("plain", "durable-rules"))


def _run(rules: tuple[Horn, ...], shown: dict[str, tuple[str, ...]]) -> None:
    """Add what the rules show, round by round: of a round, the rule that is written first counts."""
    waiting = list(rules)
    while True:
        known = frozenset(shown)
        fired = [r for r in waiting if known.issuperset(r.body)]
        for rule in fired:
            shown.setdefault(rule.head, rule.body)
        if not fired:
            return
        waiting = [r for r in waiting if r.head not in shown]

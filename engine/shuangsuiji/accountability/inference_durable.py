"""The second engine: durable-rules chains forward, in the profile that its faults leave safe.

One numbered session a stratum of a case, deleted afterwards; facts only, each with an id of its own;
rules of at most 16 conditions on one symbol each; no host, so no thread and no timer.
"""

import warnings
from collections.abc import Callable, Iterable, Iterator
from itertools import count

import durable_rules_engine
from durable.engine import Closure, Ruleset

from shuangsuiji.accountability.program import MOST_PREMISES, Horn, Program, unsettled

MOST_SYMBOLS = 500
"""Premises that one ruleset tells apart; durable-rules finds a place for 511 tests of one property."""

MOST_USES = 250
"""Rules of one ruleset that ask for a symbol; the 257th would be written over another's place."""

_MOST_KEPT = 64
_NAMES = count(1)


class DurableEngine:
    """Infers with durable-rules (`Infer`). What it has compiled, it keeps for the next case."""

    def __init__(self) -> None:
        self._compiled: dict[tuple[Horn, ...], tuple[_Rules, ...]] = {}
        self._sessions = count(1)

    def __call__(self, program: Program, given: frozenset[str]) -> frozenset[str]:
        """Return every symbol that the program shows. Raises what durable-rules raises."""
        shown = set(given)
        with warnings.catch_warnings():  # it asks for the time in a way that Python 3.12 deprecates
            warnings.simplefilter("ignore", DeprecationWarning)
            for stratum in program.strata:
                self._run(self._rules(stratum.rules), shown)
                shown |= set(unsettled(stratum, shown))
        return frozenset(shown)

    def _run(self, parts: tuple["_Rules", ...], shown: set[str]) -> None:
        """Add what the rules show; what one part shows, the others are told, until nothing is new."""
        before = -1
        while before < len(shown):
            before = len(shown)
            for part in parts:
                shown |= part.run(str(next(self._sessions)), shown)
            if len(parts) == 1:
                return

    def _rules(self, rules: tuple[Horn, ...]) -> tuple["_Rules", ...]:
        if rules not in self._compiled:
            if len(self._compiled) == _MOST_KEPT:
                self.close()
            self._compiled[rules] = tuple(_Rules(part) for part in _parts(rules))
        return self._compiled[rules]

    def close(self) -> None:
        """Give back what durable-rules holds for the programs seen so far."""
        for parts in self._compiled.values():
            for part in parts:
                part.close()
        self._compiled.clear()


class _Rules:
    """One ruleset of durable-rules, with what it has shown in the session that runs."""

    def __init__(self, rules: tuple[Horn, ...]) -> None:
        self._session = ""
        self._told: set[str] = set()
        self._shown: set[str] = set()
        self._errors: list[BaseException] = []
        definition = {f"r{n}": self._rule(rule) for n, rule in enumerate(rules)}
        definition["any"] = {"all": [{"m": {"$ex": {"s": 1}}}], "dist": 0, "run": self._see}
        self._ruleset = Ruleset(f"p{next(_NAMES)}", None, definition)

    def run(self, session: str, given: Iterable[str]) -> set[str]:
        """Return what follows from the symbols, these included, in a session of that number."""
        self._session, self._told, self._shown, self._errors = session, set(), set(), []
        try:
            for symbol in sorted(given):
                fact = self._fact(symbol)
                if fact is not None:
                    self._ruleset.do_actions(self._ruleset.assert_fact(fact), self._done)
                if self._errors:
                    raise self._errors[0]
        finally:
            if self._told:  # else no session was opened
                self._ruleset.delete_state(session)
        return self._shown

    def close(self) -> None:
        """Give the ruleset back."""
        durable_rules_engine.delete_ruleset(self._ruleset._handle)

    def _rule(self, rule: Horn) -> dict[str, object]:
        assert 0 < len(rule.body) <= MOST_PREMISES, "the compiler of programs splits longer bodies"
        premises = [{f"m{n}": {"s": symbol}} for n, symbol in enumerate(rule.body)]
        return {"all": premises, "dist": 0, "run": self._conclude(rule.head)}

    def _conclude(self, head: str) -> Callable[[Closure], None]:
        def run(closure: Closure) -> None:
            try:
                fact = self._fact(head)
                if fact is not None:
                    closure.assert_fact(fact)
            except BaseException as error:  # durable-rules would keep it to itself
                self._errors.append(error)
                raise

        return run

    def _see(self, closure: Closure) -> None:
        self._shown.add(closure.m.s)

    def _done(self, error: BaseException | None, _state: object) -> None:
        if error:
            self._errors.append(error)

    def _fact(self, symbol: str) -> dict[str, str] | None:
        """Return the symbol as a fact of the session, numbered; None if it was told already."""
        if symbol in self._told:
            return None
        self._told.add(symbol)
        return {"id": str(len(self._told)), "sid": self._session, "s": symbol}


def _parts(rules: tuple[Horn, ...]) -> Iterator[tuple[Horn, ...]]:
    """Yield the rules in as many parts as the places of durable-rules ask for; mostly it is one."""
    part: list[Horn] = []
    uses: dict[str, int] = {}
    for rule in rules:
        body = set(rule.body)
        full = len(uses.keys() | body) > MOST_SYMBOLS
        if full or any(uses.get(symbol, 0) == MOST_USES for symbol in body):
            yield tuple(part)
            part, uses = [], {}
        part.append(rule)
        uses |= {symbol: uses.get(symbol, 0) + 1 for symbol in body}
    yield tuple(part)

"""Conditions become a program of positive rules over symbols: what is shown true, what is shown false.

Every condition c has two symbols, c+ (shown TRUE) and c- (shown FALSE); NULL is neither. Kleene's
tables then are plain rules: a conjunction is + if all parts are +, - if one part is -. Between strata
Python adds c? for what has neither sign, so that no rule ever asks for an absence.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from shuangsuiji.rules.expressions import And, Atom, Condition, Not, Or, Truth

MOST_PREMISES = 16
"""The longest body of a rule: longer ones are split, since durable-rules joins no more."""


@dataclass(frozen=True, slots=True)
class Horn:
    """If every symbol of the body is shown, so is the head. A body is never empty."""

    head: str
    body: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stratum:
    """Rules that run to their end; then each name of `settles` without a sign gets name?."""

    rules: tuple[Horn, ...]
    settles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Program:
    """Strata in order, and the atom for which each name stands: its sign comes from the facts."""

    strata: tuple[Stratum, ...]
    atoms: Mapping[str, Atom]


@dataclass(slots=True)
class Compiler:
    """Gives every condition a name, and writes the rules that show its sign.

    Equal conditions share a name, so that a fact is asked for once.
    """

    rules: list[Horn] = field(default_factory=list)
    atoms: dict[str, Atom] = field(default_factory=dict)
    _names: dict[Condition, str] = field(default_factory=dict)
    _count: int = 0

    def name(self, condition: Condition) -> str:
        """Return the name whose signs are the condition's."""
        if condition not in self._names:
            self._names[condition] = self._new(condition)
        return self._names[condition]

    def any_of(self, name: str, parts: Iterable[str]) -> None:
        """Write that `name` is the Kleene disjunction of the parts; of none it is FALSE's name."""
        self._join(name, tuple(parts), "+", "-")

    def all_of(self, name: str, parts: Iterable[str]) -> None:
        """Write that `name` is the Kleene conjunction of the parts."""
        self._join(name, tuple(parts), "-", "+")

    def same(self, name: str, part: str) -> None:
        """Write that `name` has the part's sign."""
        self.any_of(name, (part,))

    def _new(self, condition: Condition) -> str:
        match condition:
            case Not():
                part, name = self.name(condition.part), self._fresh("n")
                self.rules += [Horn(f"{name}+", (f"{part}-",)), Horn(f"{name}-", (f"{part}+",))]
            case And() | Or():
                parts = [self.name(p) for p in condition.parts]
                name = self._fresh("n")
                (self.all_of if isinstance(condition, And) else self.any_of)(name, parts)
            case _:
                name = self._fresh("a")
                self.atoms[name] = condition
        return name

    def _join(self, name: str, parts: tuple[str, ...], by_one: str, by_all: str) -> None:
        """One part with `by_one` shows it; all parts with `by_all` do."""
        if not parts:
            parts = (self.name(Truth(value=by_all == "+")),)
        parts = tuple(dict.fromkeys(parts))
        self.rules += [Horn(f"{name}{by_one}", (f"{part}{by_one}",)) for part in parts]
        premises = [f"{part}{by_all}" for part in parts]
        while len(premises) > MOST_PREMISES:
            together = f"{self._fresh('n')}{by_all}"
            self.rules.append(Horn(together, tuple(premises[:MOST_PREMISES])))
            premises = [together, *premises[MOST_PREMISES:]]
        self.rules.append(Horn(f"{name}{by_all}", tuple(premises)))

    def _fresh(self, letter: str) -> str:
        self._count += 1
        return f"{letter}{self._count}"


def signed(values: Mapping[str, bool | None]) -> frozenset[str]:
    """Return the symbols that the values of names show: name+ for TRUE, name- for FALSE."""
    return frozenset(f"{n}{'+' if v else '-'}" for n, v in values.items() if v is not None)


def unsettled(stratum: Stratum, shown: Iterable[str]) -> Iterator[str]:
    """Yield name? for every name that the stratum settles and that has no sign."""
    known = frozenset(shown)
    for name in stratum.settles:
        if f"{name}+" not in known and f"{name}-" not in known:
            yield f"{name}?"

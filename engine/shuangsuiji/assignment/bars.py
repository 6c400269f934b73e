"""What a bar (门槛) or a preference (优先) asks of a person: tests of a closed set, as sets of people."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from shuangsuiji.assignment.records import Person

DEPARTMENT, SKILL = "department:", "skill:"
REGION, NEEDS, LEADER = "region", "needs", "leader"
PLAIN = (REGION, NEEDS, LEADER)
"""The tests that take no name."""

People = int
"""A set of people: bit i stands for the i-th of inspectors.json."""


def is_test(text: str) -> bool:
    """Return whether a text is a test.

    >>> is_test("region"), is_test("skill:特种设备"), is_test("skill:"), is_test("年龄")
    (True, True, False, False)
    """
    return text in PLAIN or any(text.startswith(p) and text != p for p in (DEPARTMENT, SKILL))


@dataclass(frozen=True, slots=True)
class Tested:
    """Return the people for whom each test holds, worked out once for each test and span of days."""

    people: Sequence[Person]
    _known: dict[tuple[str, str], People] = field(default_factory=dict)

    @property
    def everybody(self) -> People:
        """All people."""
        return (1 << len(self.people)) - 1

    def experts(self) -> People:
        """Return the experts; everybody else is an inspector."""
        return self._once(("expert", ""), (p.expert for p in self.people))

    def passing(self, test: str, region: str, needs: Sequence[str]) -> People:
        """Return the people for whom a test holds at a target of this region with these needs."""
        if test == NEEDS:
            found = self.everybody
            for need in needs:
                found &= self._skilled(need)
            return found
        if test == REGION:
            return self._once((REGION, region), (p.region == region for p in self.people))
        if test == LEADER:
            return self._once((LEADER, ""), (p.leader for p in self.people))
        if test.startswith(SKILL):
            return self._skilled(test.removeprefix(SKILL))
        name = test.removeprefix(DEPARTMENT)
        return self._once((DEPARTMENT, name), (p.department == name for p in self.people))

    def certified(self, first: str, last: str) -> People:
        """Return the people certified on every day of a span."""
        found = (
            p.certified is not None and p.certified.from_ <= first and last <= p.certified.until
            for p in self.people
        )
        return self._once(("certified", f"{first}|{last}"), found)

    def present(self, first: str, last: str) -> People:
        """Return the people who are not absent during the whole of a span."""
        found = (
            not any(a.from_ <= first and last <= a.until for a in p.absent) for p in self.people
        )
        return self._once(("present", f"{first}|{last}"), found)

    def _skilled(self, skill: str) -> People:
        return self._once((SKILL, skill), (skill in p.skills for p in self.people))

    def _once(self, name: tuple[str, str], holds: Iterable[bool]) -> People:
        if name not in self._known:
            text = "".join("1" if each else "0" for each in holds)
            self._known[name] = int(text[::-1] or "0", 2)
        return self._known[name]


def places(people: People) -> list[int]:
    """Return which bits of a set are on, rising.

    >>> places(0b1011)
    [0, 1, 3]
    """
    digits = bin(people)[:1:-1]
    found, at = [], digits.find("1")
    while at >= 0:
        found.append(at)
        at = digits.find("1", at + 1)
    return found

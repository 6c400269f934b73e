"""A case (责任案件) as it is judged: its facts, and for each who says so, when, on what grounds."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from shuangsuiji.findings import Location
from shuangsuiji.model.values import Fact

Source = Literal["file", "record", "finding", "assertion", "assumption"]
"""Where a fact comes from: stated as a record, shown by the file's records, found or asserted by a
person, or assumed for a what-if."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a fact of a case rests on. `who` and `when` are a person's; `shown` rules or rows of records.

    `also` is what else says the same; `before` what a what-if takes the place of: the fact, and what
    that rests on.
    """

    source: Source
    location: Location
    who: str = ""
    when: str = ""
    grounds: str = ""
    shown: tuple[str, ...] = ()
    also: "tuple[Evidence, ...]" = ()
    before: "tuple[Fact, Evidence] | None" = None


@dataclass(frozen=True, slots=True)
class LiabilityCase:
    """One case: what it is called, whom it is about, its facts by field, what each rests on."""

    name: str
    location: Location
    person: str = ""
    unit: str = ""
    summary: str = ""
    facts: Mapping[str, Fact] = field(default_factory=dict)
    evidence: Mapping[str, Evidence] = field(default_factory=dict)

    @property
    def assumed(self) -> tuple[str, ...]:
        """The fields that are assumed, in the order in which they were."""
        return tuple(n for n, e in self.evidence.items() if e.source == "assumption")

    def with_fact(self, name: str, fact: Fact, evidence: Evidence) -> "LiabilityCase":
        """Return the case with one more fact."""
        return replace(
            self,
            facts={**self.facts, name: fact},
            evidence={**self.evidence, name: evidence},
        )

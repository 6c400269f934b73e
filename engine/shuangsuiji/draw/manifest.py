"""The manifest (抽取清单): every input of a draw but the seed, fixed before it."""

from fractions import Fraction
from typing import Literal

from pydantic import Field

from shuangsuiji.digest import HashName
from shuangsuiji.draw.fields import (
    Count,
    Day,
    DrawFile,
    Hash,
    Instant,
    Key,
    Name,
    Number,
    Ratio,
    Stratum,
    Text,
)
from shuangsuiji.draw.registers.snapshot import StratumCount
from shuangsuiji.draw.text import IdKind

Purpose = Literal["official", "demo", "test"]
Rounding = Literal["ceil", "floor", "largest_remainder", "systematic"]
Base = Literal["eligible", "all"]


class Reference(DrawFile):
    """A file by its hash and by what people call it."""

    hash: Hash
    id: Text


class PackReference(Reference):
    """The resolved pack: pack.json in the bundle has this hash."""

    as_of: Day


class Excluded(DrawFile):
    """How many targets of a stratum are left out for one reason."""

    n: Number
    reason: Name


class StratumEntry(DrawFile):
    """One stratum of a line: its counts, its ratio, its least number."""

    all: Count
    eligible: Count
    excluded: tuple[Excluded, ...]
    id: Stratum
    minimum: Count
    ratio: Ratio

    @property
    def counts(self) -> StratumCount:
        """The counts as a register gives them."""
        excluded = tuple((e.reason, e.n) for e in self.excluded)
        return StratumCount(self.id, self.all, self.eligible, excluded)


class Mode(DrawFile):
    """定向 with its condition in both spellings, or 不定向 with neither."""

    condition: Text | None
    kind: Literal["directed", "undirected"]
    words: Text | None


class Window(DrawFile):
    """The days within which the line's visits are made."""

    from_: Day = Field(alias="from")
    until: Day


class Departure(DrawFile):
    """A recorded reason for departing from a rule of principle, for a whole line."""

    approver: Text
    reason: Text
    rule: Text


class LineEntry(DrawFile):
    """One plan line: from which register, by which quotas, in which batches."""

    attempt: Number
    base: Base
    batches: tuple[Number, ...]
    departures: tuple[Departure, ...]
    group: Name
    least: Count
    line: Name
    mode: Mode
    register_: Number = Field(alias="register")
    rounding: Rounding
    strata: tuple[StratumEntry, ...]
    window: Window

    def sizes(self) -> tuple[Fraction, ...]:
        """Return base × ratio of each stratum, exactly."""
        return tuple(
            Fraction(s.ratio) * (s.all if self.base == "all" else s.eligible) for s in self.strata
        )


class Undecided(DrawFile):
    """What the operator answered, per reason, where eligibility could not be told."""

    choice: Literal["include", "exclude"]
    n: Number
    reason: Name


class RegisterEntry(DrawFile):
    """A frozen register: its root, and what was said about it."""

    digits: Count
    facts: Hash | None
    ids: IdKind
    lines: Count
    previous_root: Hash | None
    root: Hash
    undecided: tuple[Undecided, ...]


class Party(DrawFile):
    """Who draws a part of the seed; `key` is the party's own Ed25519 public key."""

    key: Key | None
    name: Name
    title: Text


class Cosigner(DrawFile):
    """Who watches the log from outside."""

    key: Key
    name: Text


class Log(DrawFile):
    """The public log that the draw is recorded in."""

    cosigners: tuple[Cosigner, ...]
    key: Key
    origin: Text


class BeaconEntry(DrawFile):
    """The round of a public beacon that enters the seed, and the last moment to wait for it."""

    chain: Hash
    limit: Instant
    round: Number
    source: Literal["drand-quicknet"]


class Withhold(DrawFile):
    """Whose nonce stays sealed, and until when."""

    party: Name
    until: Instant


class Manifest(DrawFile):
    """manifest.json: all fields present, in the one canonical spelling."""

    beacon: BeaconEntry | None
    counter: Number
    deadline: Instant | None
    draw: Name
    engine: Text
    format: Literal["ssj/1"]
    hash: HashName
    inspectors: Hash | None
    lines: tuple[LineEntry, ...]
    log: Log | None
    merge: bool
    pack: PackReference
    parties: tuple[Party, ...]
    plan: Reference | None
    previous: Hash | None
    purpose: Purpose
    registers: tuple[RegisterEntry, ...]
    retry_of: Hash | None
    withhold: Withhold | None

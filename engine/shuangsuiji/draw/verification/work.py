"""What the steps of a verification hand on to each other, and how they get at the bundle's files."""

from dataclasses import dataclass, field
from typing import Any

from duckdb import DuckDBPyConnection

from shuangsuiji.digest import digest
from shuangsuiji.draw.after.overrides import Override
from shuangsuiji.draw.after.unsealed import UNSEALED, Unsealed
from shuangsuiji.draw.bundle import Files, whole
from shuangsuiji.draw.manifest import Manifest
from shuangsuiji.draw.records import Beacon, Commitment, parsed
from shuangsuiji.draw.verification.log import LogShown
from shuangsuiji.draw.verification.registers import RegisterCheck
from shuangsuiji.findings import Finding, Location, Param, refuse

Params = dict[str, Param]


@dataclass(slots=True)
class Work:
    """What the steps hand on to each other."""

    connection: DuckDBPyConnection
    files: Files
    steps: list[Finding] = field(default_factory=list)
    manifest: Manifest | None = None
    manifest_hash: str = ""
    registers: tuple[RegisterCheck, ...] = ()
    commitments: dict[str, Commitment] = field(default_factory=dict)
    nonces: dict[str, str] = field(default_factory=dict)
    beacon: Beacon | None = None
    seed: bytes = b""
    is_beacon_verified: bool = False
    log: LogShown | None = None
    sealed: bool = False
    overrides: tuple[Override, ...] = ()
    claims: dict[str, bool] = field(default_factory=dict)
    """What steps of layers above could show, by the claim's code."""
    notes: list[Finding] = field(default_factory=list)
    """What they remark."""

    @property
    def known(self) -> Manifest:
        """The manifest, once its step has passed."""
        if self.manifest is None:
            raise RuntimeError("the manifest's step comes first")
        return self.manifest

    @property
    def missing(self) -> tuple[str, ...]:
        """The parties whose nonce is not there, once the reveals' step has passed.

        A sealed draw's withheld party is not among them: its nonce is there, and closed.
        """
        withhold = self.known.withhold
        held = {withhold.party} if withhold and self.sealed else set()
        return tuple(p.name for p in self.known.parties if p.name not in {*self.nonces, *held})

    @property
    def is_partial(self) -> bool:
        """Whether part of a register is missing."""
        return any(not check.is_whole for check in self.registers)


def need(work: Work, name: str) -> bytes:
    """Return a file of the bundle; Refusal where it is not there."""
    if name not in work.files:
        raise refuse("draw/file-missing", Location(name), file=name)
    return whole(work.files[name])


def logged(work: Work, *kinds: str) -> list[tuple[str, dict[str, Any]]]:
    """Return kind and body of this draw's events, as far as they are shown; sealed ones first."""
    sealed = parsed(Unsealed, need(work, UNSEALED), UNSEALED).root if UNSEALED in work.files else ()
    clear = [(kept.event.kind, kept.event.body) for kept in sealed if kept.event.kind in kinds]
    shown = work.log.log.of(work.manifest_hash, *kinds) if work.log else ()
    return [*clear, *((event.kind, event.body) for event in shown)]


def match(work: Work, name: str, data: bytes, expected: str) -> None:
    """Raise Refusal unless a file has the hash that the manifest says."""
    found = digest(work.known.hash, data)
    if found != expected:
        raise refuse("draw/hash-differs", Location(name), found=found, expected=expected)

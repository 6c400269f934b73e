"""The steps of a verification, in order: each recomputes one thing."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from duckdb import DuckDBPyConnection

from shuangsuiji.digest import digest
from shuangsuiji.draw.beacon import beacon_findings
from shuangsuiji.draw.beacon_signature import can_verify, is_beacons
from shuangsuiji.draw.bundle import (
    ABORTED,
    BEACON,
    COMMITMENTS,
    MANIFEST,
    PACK,
    RESULT,
    SEED,
    SUMS,
    Files,
    register_name,
    sums_file,
    whole,
)
from shuangsuiji.draw.checkpoints import CHECKPOINTS
from shuangsuiji.draw.delta import delta_name
from shuangsuiji.draw.log_file import LOG
from shuangsuiji.draw.manifest import Manifest
from shuangsuiji.draw.manifest_rules import manifest_findings
from shuangsuiji.draw.overrides import OVERRIDES, Override, Overrides
from shuangsuiji.draw.records import Beacon, Commitment, Commitments, Result, parsed
from shuangsuiji.draw.retry import retry_findings
from shuangsuiji.draw.sealed import closed_names
from shuangsuiji.draw.seed import read_reveal, reveal_name, seed_file
from shuangsuiji.draw.signature import is_signed
from shuangsuiji.draw.unsealed import UNSEALED, Unsealed
from shuangsuiji.draw.verify_log import DrawFacts, LogShown, check_log, read_shown, shows_reveals
from shuangsuiji.draw.verify_overrides import check_disqualified, check_logged
from shuangsuiji.draw.verify_register import RegisterCheck, check_register
from shuangsuiji.draw.verify_result import check_entries, check_result
from shuangsuiji.findings import Finding, Location, Param, Refusal, problem, refuse

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


def _check_sums(work: Work) -> Params:
    given = work.files.get(SUMS)
    if given is None:
        raise refuse("draw/file-missing", Location(SUMS), file=SUMS)
    listed, actual = whole(given), sums_file(work.files)
    if listed != actual:
        differing = sorted(set(listed.splitlines()) ^ set(actual.splitlines()))
        names = sorted({line[66:].decode(errors="replace") for line in differing} - {""})
        raise refuse("draw/sums", Location(SUMS), files=tuple(names) or (SUMS,))
    return {"n": len(work.files)}


def _check_manifest(work: Work) -> Params:
    data = _need(work, MANIFEST)
    work.manifest = parsed(Manifest, data, MANIFEST)
    found = manifest_findings(work.known, MANIFEST)
    if found:
        raise Refusal(found)
    work.manifest_hash = digest(work.known.hash, data)
    work.sealed = bool(work.known.withhold) and SEED not in work.files
    return {"draw": work.known.draw, "hash": work.manifest_hash}


def _check_names(work: Work) -> Params:
    strangers = [name for name in sorted(work.files) if name not in _allowed(work)]
    if strangers:
        raise Refusal(problem("draw/file-unknown", Location(n), file=n) for n in strangers)
    return {"n": len(work.files)}


def _allowed(work: Work) -> set[str]:
    manifest = work.known
    names = {MANIFEST, COMMITMENTS, PACK, SUMS}
    names |= {reveal_name(p.name) for p in manifest.parties}
    names |= {SEED, RESULT, OVERRIDES}
    for n, register in enumerate(manifest.registers, 1):
        names |= {register_name(n)}
        names |= {f"facts-{n}.txt"} if register.facts else set()
        names |= {delta_name(n)} if register.previous_root else set()
    names |= {BEACON} if manifest.beacon else set()
    names |= {ABORTED} if manifest.retry_of else set()
    names |= {LOG, *CHECKPOINTS} if manifest.log else set()
    names |= {"inspectors.json", "fit.json", "assignment.json"} if manifest.inspectors else set()
    if manifest.withhold:
        names = names - closed_names(manifest.withhold) if work.sealed else names | {UNSEALED}
    return names


def _check_retry(work: Work) -> Params | None:
    retry_of = work.known.retry_of
    if retry_of is None:
        return None
    data = _need(work, ABORTED)
    aborted = parsed(Manifest, data, ABORTED)
    _match(work, ABORTED, data, retry_of)
    found = retry_findings(aborted, work.known, ABORTED)
    if found:
        raise Refusal(found)
    return {"counter": aborted.counter}


def _check_references(work: Work) -> Params | None:
    manifest = work.known
    expected = {f"facts-{n}.txt": r.facts for n, r in enumerate(manifest.registers, 1)}
    expected |= {PACK: manifest.pack.hash, "inspectors.json": manifest.inspectors}
    for name, hash_ in expected.items():
        if hash_ and name in work.files:
            _match(work, name, whole(work.files[name]), hash_)
    return {"pack": manifest.pack.id} if PACK in work.files else None


def _check_registers(work: Work) -> Params:
    work.registers = tuple(
        check_register(work.connection, work.files, work.known, number)
        for number in range(1, len(work.known.registers) + 1)
    )
    return {"n": len(work.registers), "lines": sum(check.lines for check in work.registers)}


def _check_commitments(work: Work) -> Params:
    given = parsed(Commitments, _need(work, COMMITMENTS), COMMITMENTS).root
    parties = work.known.parties
    if [c.party for c in given] != [p.name for p in parties]:
        expected = tuple(p.name for p in parties)
        raise refuse("draw/commitments-parties", Location(COMMITMENTS), expected=expected)
    for party, commitment in zip(parties, given, strict=True):
        if not is_signed(commitment, party.key):
            raise refuse("draw/signature", Location(COMMITMENTS), party=party.name)
    work.commitments = {c.party: c for c in given}
    return {"n": len(given)}


def _check_reveals(work: Work) -> Params:
    manifest = work.known
    for party in manifest.parties:
        name = reveal_name(party.name)
        if name in work.files:
            data = whole(work.files[name])
            reveal = read_reveal(data, name, manifest, work.manifest_hash, work.commitments)
            if reveal.party != party.name:
                found = {"field": "party", "found": reveal.party, "expected": party.name}
                raise refuse("draw/reveal-stranger", Location(name), **found)
            work.nonces[party.name] = reveal.nonce
    missing = work.missing
    if not work.sealed and (not work.nonces or (missing and not _may_lack(work))):
        raise refuse("draw/reveals-missing", Location(MANIFEST), parties=missing)
    return {"n": len(work.nonces), "missing": len(missing)}


def _may_lack(work: Work) -> bool:
    """Return whether nonces may be null: not known before the round, and where there is a log, by it."""
    manifest = work.known
    if manifest.beacon is None or manifest.deadline is None:
        return False
    if manifest.log is None:
        return True
    return shows_reveals(work.files, manifest, work.manifest_hash, {*work.nonces})


def _check_beacon(work: Work) -> Params | None:
    asked = work.known.beacon
    if asked is None or (work.sealed and BEACON not in work.files):
        return None
    work.beacon = parsed(Beacon, _need(work, BEACON), BEACON)
    found = beacon_findings(work.beacon, asked, BEACON)
    if found:
        raise Refusal(found)
    if can_verify():
        if not is_beacons(work.beacon):
            raise refuse("draw/beacon-forged", Location(BEACON), round=work.beacon.round)
        work.is_beacon_verified = True
    return {"round": work.beacon.round, "source": work.beacon.source}


def _check_seed(work: Work) -> Params | None:
    if work.sealed:
        return None
    work.seed = seed_file(work.known, work.manifest_hash, work.nonces, work.beacon)
    if _need(work, SEED) != work.seed:
        raise refuse("draw/seed-differs", Location(SEED))
    return {"seed": digest(work.known.hash, work.seed)}


def _check_log(work: Work) -> Params | None:
    shown = read_shown(work.files, work.known)
    if shown is None:
        return None
    withhold, name = work.known.withhold, work.known.hash
    held = {withhold.party} if withhold and work.sealed else set()
    facts = DrawFacts(
        manifest=work.known,
        manifest_hash=work.manifest_hash,
        commitments=work.commitments,
        nonces=work.nonces,
        parties=frozenset({*work.nonces, *held}),
        result=None if work.sealed else digest(name, _need(work, RESULT)),
        seed=None if work.sealed else digest(name, work.seed),
    )
    check_log(shown, facts, work.files)
    work.log = shown
    return {"n": shown.log.size, "hidden": shown.log.hidden, "checkpoints": len(shown.points)}


def _check_result(work: Work) -> Params | None:
    if work.sealed:
        return None
    seed, data = digest(work.known.hash, work.seed), _need(work, RESULT)
    check = check_result if not work.is_partial else check_entries
    tables = [c.table for c in work.registers]
    drawn = check(work.connection, tables, work.known, work.manifest_hash, seed, data)
    return {"n": drawn, "lines": len(work.known.lines)}


def _check_overrides(work: Work) -> Params | None:
    if OVERRIDES not in work.files:
        check_logged(_changes_logged(work), ())
        return None
    overrides = parsed(Overrides, _need(work, OVERRIDES), OVERRIDES).root
    result = parsed(Result, _need(work, RESULT), RESULT)
    tables = None if work.is_partial else [check.table for check in work.registers]
    out = check_disqualified(work.connection, tables, work.known, result, overrides)
    check_logged(_changes_logged(work), overrides)
    work.overrides = overrides
    return {"n": len(overrides), "out": out}


def _changes_logged(work: Work) -> list[dict[str, Any]]:
    """Return what the log, as far as it is shown, tells of changes after the draw; sealed ones first."""
    kinds = ("disqualify", "replace")
    sealed = (
        parsed(Unsealed, _need(work, UNSEALED), UNSEALED).root if UNSEALED in work.files else ()
    )
    bodies = [kept.event.body for kept in sealed if kept.event.kind in kinds]
    shown = work.log.log.of(work.manifest_hash, *kinds) if work.log else ()
    return [*bodies, *(event.body for event in shown)]


def _need(work: Work, name: str) -> bytes:
    if name not in work.files:
        raise refuse("draw/file-missing", Location(name), file=name)
    return whole(work.files[name])


def _match(work: Work, name: str, data: bytes, expected: str) -> None:
    found = digest(work.known.hash, data)
    if found != expected:
        raise refuse("draw/hash-differs", Location(name), found=found, expected=expected)


STEPS: tuple[tuple[str, Callable[[Work], Params | None]], ...] = (
    ("draw/step-sums", _check_sums),
    ("draw/step-manifest", _check_manifest),
    ("draw/step-names", _check_names),
    ("draw/step-retry", _check_retry),
    ("draw/step-references", _check_references),
    ("draw/step-commitments", _check_commitments),
    ("draw/step-reveals", _check_reveals),
    ("draw/step-beacon", _check_beacon),
    ("draw/step-seed", _check_seed),
    ("draw/step-log", _check_log),
    ("draw/step-registers", _check_registers),
    ("draw/step-result", _check_result),
    ("draw/step-overrides", _check_overrides),
)
"""Code and function of each step, which raises Refusal: small files first, the result last."""

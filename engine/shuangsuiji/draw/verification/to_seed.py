"""The steps of a verification that lead to the seed: commitments, reveals, beacon, seed; and their log."""

from shuangsuiji.digest import digest
from shuangsuiji.draw.bundle import BEACON, COMMITMENTS, MANIFEST, RESULT, SEED, whole
from shuangsuiji.draw.records import Beacon, Commitments, parsed
from shuangsuiji.draw.seeds.beacon import beacon_findings
from shuangsuiji.draw.seeds.beacon_signature import can_verify, is_beacons
from shuangsuiji.draw.seeds.seed import read_reveal, reveal_name, seed_file
from shuangsuiji.draw.seeds.signature import is_signed
from shuangsuiji.draw.verification.log import DrawFacts, check_log, read_shown, shows_reveals
from shuangsuiji.draw.verification.work import Params, Work, need
from shuangsuiji.findings import Location, Refusal, refuse


def check_commitments(work: Work) -> Params:
    """Hold each party's commitment: its place, its signature."""
    given = parsed(Commitments, need(work, COMMITMENTS), COMMITMENTS).root
    parties = work.known.parties
    if [c.party for c in given] != [p.name for p in parties]:
        expected = tuple(p.name for p in parties)
        raise refuse("draw/commitments-parties", Location(COMMITMENTS), expected=expected)
    for party, commitment in zip(parties, given, strict=True):
        if not is_signed(commitment, party.key):
            raise refuse("draw/signature", Location(COMMITMENTS), party=party.name)
    work.commitments = {c.party: c for c in given}
    return {"n": len(given)}


def check_reveals(work: Work) -> Params:
    """Hold each reveal against its commitment, and what lacks against who may say so."""
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


def check_beacon(work: Work) -> Params | None:
    """Hold the round against the one asked for, and its signature where that can be verified."""
    asked = work.known.beacon
    if asked is None:
        return None
    work.beacon = parsed(Beacon, need(work, BEACON), BEACON)
    found = beacon_findings(work.beacon, asked, BEACON)
    if found:
        raise Refusal(found)
    if can_verify():
        if not is_beacons(work.beacon):
            raise refuse("draw/beacon-forged", Location(BEACON), round=work.beacon.round)
        work.is_beacon_verified = True
    return {"round": work.beacon.round, "source": work.beacon.source}


def check_seed(work: Work) -> Params | None:
    """Make the seed anew."""
    if work.sealed:
        return None
    work.seed = seed_file(work.known, work.manifest_hash, work.nonces, work.beacon)
    if need(work, SEED) != work.seed:
        raise refuse("draw/seed-differs", Location(SEED))
    return {"seed": digest(work.known.hash, work.seed)}


def check_logged_draw(work: Work) -> Params | None:
    """Hold the draw against its log, where one is there."""
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
        result=None if work.sealed else digest(name, need(work, RESULT)),
        seed=None if work.sealed else digest(name, work.seed),
    )
    check_log(shown, facts, work.files)
    work.log = shown
    return {"n": shown.log.size, "hidden": shown.log.hidden, "checkpoints": len(shown.points)}

"""What a manifest must hold beyond its shape: parties, registers, lines and strata that fit."""

from collections import Counter
from collections.abc import Iterable, Iterator

from shuangsuiji.draw.fields import instant
from shuangsuiji.draw.manifest import LineEntry, Manifest, RegisterEntry
from shuangsuiji.draw.registers.snapshot import digits_for
from shuangsuiji.draw.seeds.beacon import QUICKNET, round_due
from shuangsuiji.draw.text import OFF_FILTER
from shuangsuiji.findings import Finding, Location, Param, problem

_FEWEST_PARTIES = 2


def manifest_findings(manifest: Manifest, file: str) -> tuple[Finding, ...]:
    """Return all that keeps the manifest from being one; nothing if it may stand."""
    found = [
        *_whole(manifest),
        *_parties(manifest),
        *_beacon(manifest),
        *_official(manifest),
        *(f for n, r in enumerate(manifest.registers, 1) for f in _register(n, r, manifest)),
        *(f for line in manifest.lines for f in _line(line, manifest)),
    ]
    return tuple(problem(code, Location(file), **params) for code, params in found)


_Found = Iterator[tuple[str, dict[str, Param]]]


def _whole(manifest: Manifest) -> _Found:
    if (manifest.counter == 1) != (manifest.previous is None):
        yield "draw/previous", {"counter": manifest.counter}
    if not manifest.lines or not manifest.registers:
        yield "draw/nothing-to-draw", {}
    yield from _twice("lines", (line.line for line in manifest.lines))


def _parties(manifest: Manifest) -> _Found:
    parties = manifest.parties
    if len(parties) < _FEWEST_PARTIES and not (parties and manifest.beacon):
        yield "draw/parties-too-few", {"n": len(parties)}
    yield from _twice("parties", (party.name for party in parties))
    if manifest.log:
        yield from _twice("log.cosigners", (c.name for c in manifest.log.cosigners))
    if manifest.withhold and manifest.withhold.party not in {p.name for p in parties}:
        yield "draw/withhold-party", {"party": manifest.withhold.party}


def _twice(where: str, names: Iterable[str]) -> _Found:
    for name, n in Counter(names).items():
        if n > 1:
            yield "draw/name-twice", {"where": where, "name": name}


def _beacon(manifest: Manifest) -> _Found:
    beacon = manifest.beacon
    if manifest.retry_of and not beacon:
        yield "draw/retry-needs-beacon", {}
    if beacon and beacon.chain != QUICKNET:
        yield "draw/beacon-chain", {"found": beacon.chain, "expected": QUICKNET}
    if beacon and instant(beacon.limit) <= round_due(beacon.round):
        yield "draw/beacon-limit", {"limit": beacon.limit, "round": beacon.round}


def _official(manifest: Manifest) -> _Found:
    """Ask of an official draw all keys, a co-signer, a deadline, and a beacon after it."""
    if manifest.purpose != "official":
        return
    for party in manifest.parties:
        if party.key is None:
            yield "draw/official-lacks", {"what": f"参与方“{party.name}”的公钥"}
    if manifest.log is None or not manifest.log.cosigners:
        yield "draw/official-lacks", {"what": "日志和至少一个见证方"}
    if manifest.deadline is None:
        yield "draw/official-lacks", {"what": "公布期限"}
    if manifest.beacon is None:
        yield "draw/official-lacks", {"what": "外部信标"}
    elif manifest.deadline and round_due(manifest.beacon.round) <= instant(manifest.deadline):
        yield "draw/beacon-before-deadline", {"round": manifest.beacon.round}
    yield from _operator_keys(manifest)


def _operator_keys(manifest: Manifest) -> _Found:
    if manifest.log is None:
        return
    keys = [(p.name, p.key) for p in manifest.parties]
    keys += [(c.name, c.key) for c in manifest.log.cosigners]
    for name, key in keys:
        if key == manifest.log.key:
            yield "draw/operator-key", {"name": name}
    counted = Counter(party.key for party in manifest.parties if party.key)
    for key, n in counted.items():
        if n > 1:
            names = tuple(party.name for party in manifest.parties if party.key == key)
            yield "draw/party-key-twice", {"names": names}


def _register(number: int, register: RegisterEntry, manifest: Manifest) -> _Found:
    if register.digits != digits_for(register.lines):
        yield "draw/digits", {"register": number, "found": register.digits, "n": register.lines}
    reasons = [u.reason for u in register.undecided]
    if reasons != sorted(set(reasons)):
        yield "draw/order", {"where": f"registers.{number}.undecided"}
    for line in manifest.lines:
        counted = sum(s.eligible + sum(e.n for e in s.excluded) for s in line.strata)
        if line.register_ == number and counted != register.lines:
            found: dict[str, Param] = {"line": line.line, "found": counted, "n": register.lines}
            yield "draw/lines-differ", {**found, "register": number}


def _line(line: LineEntry, manifest: Manifest) -> _Found:
    if line.register_ > len(manifest.registers):
        yield "draw/line-register", {"line": line.line, "register": line.register_}
    ids = [s.id for s in line.strata]
    if ids != sorted(set(ids)):
        yield "draw/order", {"where": f"{line.line}.strata"}
    if len({s.minimum for s in line.strata}) > 1:
        yield "draw/minimum-differs", {"line": line.line}
    if (line.mode.kind == "directed") != (line.mode.condition is not None) or (
        (line.mode.condition is None) != (line.mode.words is None)
    ):
        yield "draw/mode-words", {"line": line.line}
    if line.window.from_ > line.window.until:
        yield "draw/window", {"line": line.line}
    yield from _strata(line)


def _strata(line: LineEntry) -> _Found:
    for stratum in line.strata:
        reasons = [e.reason for e in stratum.excluded]
        if reasons != sorted(set(reasons)):
            yield "draw/order", {"where": f"{line.line}.{stratum.id}.excluded"}
        inside = sum(e.n for e in stratum.excluded if e.reason != OFF_FILTER)
        if stratum.all != stratum.eligible + inside:
            counts: dict[str, Param] = {
                "all": stratum.all,
                "eligible": stratum.eligible,
                "excluded": inside,
            }
            yield "draw/stratum-count", {"line": line.line, "stratum": stratum.id, **counts}

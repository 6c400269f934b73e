"""The log's part of a verification: what it and its checkpoints bear out of a draw, clause by clause."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from shuangsuiji.draw.after.unsealed import UNSEALED, Unsealed, seal_of
from shuangsuiji.draw.bundle import Files, whole
from shuangsuiji.draw.manifest import Manifest
from shuangsuiji.draw.records import Commitment, parsed
from shuangsuiji.draw.seeds.checkpoints import (
    CHECKPOINTS,
    COMMITTED,
    DRAWN,
    REVEALED,
    SHOWN_REVEALS,
    Point,
    check_root,
    committed_findings,
    drawn_findings,
    raised,
    read_point,
    revealed_by,
    revealed_findings,
)
from shuangsuiji.draw.seeds.log_file import LOG, LoggedEvent, ShownLog, log_refusal, read_log
from shuangsuiji.findings import Location, Refusal, refuse


@dataclass(frozen=True, slots=True)
class LogShown:
    """The log of a bundle with its checkpoints by file: the signatures hold, and the roots."""

    log: ShownLog
    points: Mapping[str, Point]


@dataclass(frozen=True, slots=True)
class DrawFacts:
    """What the other files say of a draw: hashes of result and seed are None while it is sealed.

    `nonces` are those that the bundle shows, `parties` all whose nonces enter the seed.
    """

    manifest: Manifest
    manifest_hash: str
    commitments: Mapping[str, Commitment]
    nonces: Mapping[str, str]
    parties: frozenset[str]
    result: str | None
    seed: str | None


def read_shown(files: Files, manifest: Manifest) -> LogShown | None:
    """Return the log in a bundle; None where there is none; Refusal where it is no log of the manifest's."""
    names = [name for name in CHECKPOINTS if name in files]
    if manifest.log is None or not (names or LOG in files or manifest.purpose == "official"):
        return None
    needed = [LOG, COMMITTED] if manifest.purpose == "official" else [LOG]
    for name in needed if names else [*needed, COMMITTED]:
        if name not in files:
            raise refuse("draw/log-missing", Location(name), file=name)
    log = read_log(whole(files[LOG]))
    points = {name: read_point(whole(files[name]), name, manifest.log) for name in names}
    for point in points.values():
        check_root(point, log)
    longest = max(point.size for point in points.values())
    if log.size != longest:
        raise refuse("draw/log-length", Location(LOG), found=log.size, expected=longest)
    return LogShown(log, points)


def check_log(shown: LogShown, facts: DrawFacts, files: Files) -> None:
    """Raise Refusal at the first thing in the log that the draw does not agree with."""
    log = shown.log
    _check_name(log, facts)
    own = _freeze(log, facts)
    _check_line_history(log, own, facts.manifest)
    _check_commits(log, facts)
    _check_reveals(log, facts)
    _check_end(log, facts)
    for name, point in shown.points.items():
        _check_point(name, point, log, facts)
    _check_unsealed(log, facts, files)


def unseen_before(
    log: ShownLog, manifest: Manifest, manifest_hash: str
) -> Iterator[tuple[str, int]]:
    """Yield lines whose last draw was given up with events hidden meanwhile, and how many these are.

    Nobody can tell whether a reveal is among them, which would have bound this draw to that one.
    """
    freezes = [event for event in log.events if event.kind == "freeze"]
    own = next(event for event in freezes if event.is_of(manifest_hash, "freeze"))
    for line in manifest.lines:
        before = [e for e in freezes if e.n < own.n and line.line in (e.body.get("lines") or ())]
        if not before or manifest.retry_of:
            continue
        last = str(before[-1].body.get("manifest"))
        for end in log.of(last, "abort"):
            shown = sum(before[-1].n <= event.n <= end.n for event in log.events)
            if hidden := end.n - before[-1].n + 1 - shown:
                yield line.line, hidden


def shows_reveals(files: Files, manifest: Manifest, manifest_hash: str, parties: set[str]) -> bool:
    """Return whether a cosigner bears out that just these parties' nonces were there in time."""
    try:
        shown = read_shown(files, manifest)
        if shown is None or REVEALED not in shown.points:
            return False
        point = shown.points[REVEALED]
        return not revealed_findings(point, shown.log, manifest, manifest_hash, parties)
    except Refusal:
        return False  # the log's own step says what is wrong with it


def _freeze(log: ShownLog, facts: DrawFacts) -> LoggedEvent:
    """Return the draw's freeze; Refusal unless all freezes count on and this one is the manifest's."""
    manifest = facts.manifest
    previous = None
    own: LoggedEvent | None = None
    freezes = [event for event in log.events if event.kind == "freeze"]
    for counter, event in enumerate(freezes, 1):
        if event.body.get("counter") != counter:
            raise log_refusal("draw/log-counter", event, expected=counter)
        if own is None and event.is_of(facts.manifest_hash, "freeze"):
            own = event
            if previous != manifest.previous:
                raise log_refusal("draw/log-previous", event)
        elif event.is_of(facts.manifest_hash, "freeze"):
            raise log_refusal("draw/log-counter", event, expected=manifest.counter)
        previous = event.body.get("manifest")
    if own is None:
        raise log_refusal("draw/log-no-freeze")
    said: dict[str, Any] = {
        "counter": manifest.counter,
        "lines": [line.line for line in manifest.lines],
        "registers": [register.root for register in manifest.registers],
    }
    for key, expected in said.items():
        if own.body.get(key) != expected:
            raise log_refusal("draw/log-freeze", own, field=key)
    return own


def _check_name(log: ShownLog, facts: DrawFacts) -> None:
    """Hold each event about this manifest to the draw that it says it belongs to."""
    for event in log.events:
        is_own = event.body.get("manifest") == facts.manifest_hash
        if is_own and event.draw != facts.manifest.draw:
            raise log_refusal("draw/log-draw", event, found=event.draw or "")


def _check_line_history(log: ShownLog, own: LoggedEvent, manifest: Manifest) -> None:
    """Hold each plan line against what was drawn of it before, and how that ended."""
    before = [event for event in log.events if event.n < own.n]
    for line in manifest.lines:
        freezes = [
            event
            for event in before
            if event.kind == "freeze" and line.line in (event.body.get("lines") or ())
        ]
        if line.attempt != len(freezes) + 1:
            params = {"line": line.line, "found": line.attempt, "expected": len(freezes) + 1}
            raise log_refusal("draw/log-attempt", own, **params)
        last = None
        for freeze in freezes:
            last = str(freeze.body.get("manifest"))
            if not any(event.is_of(last, "result", "abort") for event in before):
                raise log_refusal("draw/log-line-open", own, line=line.line, n=freeze.n)
        if last and _is_cut_off(before, last) and manifest.retry_of != last:
            raise log_refusal("draw/log-retry", own, line=line.line, manifest=last)


def _is_cut_off(before: list[LoggedEvent], manifest_hash: str) -> bool:
    """Return whether a draw was aborted after its first nonce."""
    kinds = {event.kind for event in before if event.body.get("manifest") == manifest_hash}
    return "abort" in kinds and bool(kinds & set(SHOWN_REVEALS))


def _check_commits(log: ShownLog, facts: DrawFacts) -> None:
    first = next((e.n for e in log.of(facts.manifest_hash, *SHOWN_REVEALS)), None)
    there: set[str] = set()
    for event in log.of(facts.manifest_hash, "commit"):
        party = str(event.body.get("party"))
        said = facts.commitments.get(party)
        if said is None or party in there or _commitment(event) != said.model_dump():
            raise log_refusal("draw/log-commit", event, party=party)
        if first is not None and event.n > first:
            raise log_refusal("draw/log-commit-late", event, party=party)
        there.add(party)
    missing = tuple(name for name in facts.commitments if name not in there)
    if missing:
        raise log_refusal("draw/log-no-commit", parties=missing)


def _commitment(event: LoggedEvent) -> dict[str, object]:
    return {key: event.body.get(key) for key in ("hash", "party", "signature")}


def _check_reveals(log: ShownLog, facts: DrawFacts) -> None:
    withhold = facts.manifest.withhold
    held = withhold.party if withhold else None
    there: set[str] = set()
    for event in log.of(facts.manifest_hash, *SHOWN_REVEALS):
        party = str(event.body.get("party"))
        fits = (
            party == held
            if event.kind == "deposit"
            else party != held and event.body.get("nonce") == facts.nonces.get(party, "")
        )
        if not fits or party in there or party not in facts.parties:
            raise log_refusal("draw/log-reveal", event, party=party)
        there.add(party)
    for n, event in enumerate(log.of(facts.manifest_hash, "open")):
        opened = (event.body.get("party"), event.body.get("nonce"))
        if n or opened != (held, facts.nonces.get(held or "")):
            raise log_refusal("draw/log-reveal", event, party=str(event.body.get("party")))


def _check_end(log: ShownLog, facts: DrawFacts) -> None:
    ends = log.of(facts.manifest_hash, "result", "abort")
    if not ends:
        return
    first, *more = ends
    if more or first.kind == "abort":
        raise log_refusal("draw/log-ended", (more or [first])[0])
    seed = None if facts.manifest.withhold else facts.seed
    said = {"result": facts.result, "seed": seed}
    if facts.result is None:
        del said["result"]  # sealed: only the hash is out
    for key, expected in said.items():
        if first.body.get(key) != expected:
            raise log_refusal("draw/log-result", first, field=key)
    missing = facts.parties - revealed_by(log.first(first.n), facts.manifest_hash)
    if missing:
        raise log_refusal("draw/log-no-reveal", first, parties=tuple(sorted(missing)))


def _check_point(name: str, point: Point, log: ShownLog, facts: DrawFacts) -> None:
    manifest, hash_ = facts.manifest, facts.manifest_hash
    if name == COMMITTED:
        raised(committed_findings(point, log, manifest, hash_))
    elif name == REVEALED:
        raised(revealed_findings(point, log, manifest, hash_, facts.parties))
    elif name == DRAWN:
        raised(drawn_findings(point, log, hash_))


def _check_unsealed(log: ShownLog, facts: DrawFacts, files: Files) -> None:
    """Hold what is unsealed against what stands sealed in the part of the log that is shown."""
    if facts.result is None:
        return
    sealed = {event.n: event.body.get("sealed") for event in log.of(facts.manifest_hash, "sealed")}
    data = whole(files[UNSEALED]) if UNSEALED in files else b"[]"
    entries = parsed(Unsealed, data, UNSEALED).root
    last = 0
    for entry in entries:
        is_next, last = entry.n > last, entry.n
        if is_next and entry.n > log.size:
            continue  # it came after what is shown
        if not is_next or sealed.pop(entry.n, None) != seal_of(entry.event, entry.salt):
            raise refuse("draw/log-unsealed", Location(UNSEALED), n=entry.n)
    if sealed:
        raise refuse("draw/log-unsealed", Location(UNSEALED), n=min(sealed))

"""A small bundle of each mode of a draw, as files in memory, each verified by both verifiers."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import bundles
import sides
from bundles import ROWS, Bundle, canonical, sha

from after_draw import drawn

Row = dict[str, Any]
OFFICIAL_KEYS = tuple(bundles.KEYS.items())


def keyless(m: Row) -> None:
    """Parties without keys and no log: nothing binds the draw but its own hashes."""
    m["log"] = None
    for party in m["parties"]:
        party["key"] = None


def official(m: Row) -> None:
    m["purpose"] = "official"


def _override(**given: Any) -> Row:
    plain = {"approver": "局长", "evidence": None, "in": None, "line": None, "reason": "调离"}
    return {**plain, "slot": None, "visit": None, **given}


def _queue(b: Bundle, stratum: str) -> list[str]:
    ticket = bundles.verify.stream("sha256", b.seed, "target/G")
    return sorted(b.pools[stratum], key=lambda one: (ticket(one), one))


def _drawn(b: Bundle, line: int, stratum: int) -> Row:
    return dict(b.result["lines"][line]["strata"][stratum])


def changes(b: Bundle) -> list[Row]:
    """Return a target of each stratum taken out, and two people replaced, one of them back and forth."""
    rows = []
    for n, stratum in enumerate("AB"):
        given, queue = _drawn(b, 0, n), _queue(b, stratum)
        out, comes = given["drawn"][0]["id"], queue[given["n"]]
        evidence = {"evidence": "ab" * 32, "kind": "disqualify", "line": "L1", "reason": "已注销"}
        rows.append(_override(out=out, **{**evidence, "in": comes}))
    gone = {row["out"] for row in rows}
    for slot in b.assigned["slots"]:
        if slot["visit"].split("|")[0] in gone or slot["slot"] != "member":
            continue
        team = {s["inspector"] for s in b.assigned["slots"] if s["visit"] == slot["visit"]}
        (fit,) = [e for e in b.fit if (e["visit"], e["slot"]) == (slot["visit"], "member")]
        other = next(c["inspector"] for c in fit["candidates"] if c["inspector"] not in team)
        place = {"slot": "member", "visit": slot["visit"]}
        there = {**place, "kind": "designate", "out": slot["inspector"], "in": other}
        back = {**place, "kind": "select", "out": other, "in": slot["inspector"]}
        return [*rows, _override(**there), _override(**back)]
    raise AssertionError("no visit is left whole")


def _earlier(m: Row) -> Row:
    """Return the manifest of the draw that a retry repeats."""
    return {**m, "counter": 1, "previous": None, "retry_of": None, "deadline": None}


def retry(folder: Path) -> Path:
    """Return the retry of a draw that was aborted after a reveal; its register follows on another."""
    before = bundles.verify.register_facts("sha256", ["T00|A|eligible", *ROWS[1:]])["root"]
    kept: Row = {}

    def change(m: Row) -> None:
        m["registers"][0]["previous_root"] = before
        m["lines"][1]["batches"] = [1, 1]
        kept["aborted"] = canonical(_earlier(m))
        old = sha(kept["aborted"])
        m.update(counter=2, previous=old, retry_of=old)
        for line in m["lines"]:
            line["attempt"] = 2

    def earlier(rows: list[Row]) -> list[Row]:
        old, root = sha(kept["aborted"]), bundles.verify.register_facts("sha256", ROWS)["root"]
        frozen = {"counter": 1, "lines": ["L1", "L2"], "registers": [root]}
        told = {"nonce": "0" * 64, "party": "witness"}
        for kind, body in (("freeze", frozen), ("reveal", told), ("abort", {"reason": "停电"})):
            plain = {"at": "2023-09-14T00:00:00Z", "draw": "D-1", "who": "operator"}
            row = {**plain, "body": {"manifest": old, **body}, "kind": kind, "n": len(rows) + 1}
            rows.append(row)
        return rows

    def files(given: sides.Files) -> None:
        delta = {"added": [ROWS[0]], "moved": [], "removed": ["T00|A|eligible"]}
        given["aborted-manifest.json"] = kept["aborted"]
        given["delta-1.json"] = canonical(delta)

    stages = {"manifest": change, "earlier": earlier, "files": files}
    return Bundle(folder, stages).folder


def sm3(folder: Path) -> Path:
    """Return a bundle that the engine's own commands made, with SM3 and its pack."""
    folder.mkdir()
    return drawn(folder, hash_="sm3") / "bundle"


def _bundle(change: Callable[[Row], None], **mode: Any) -> Callable[[Path], Path]:
    return lambda folder: Bundle(folder, {"manifest": change}, **mode).folder


PEOPLE: Row = {"inspectors": True, "overrides": changes}
MODES: dict[str, Callable[[Path], Path]] = {
    "plain": _bundle(keyless),
    "people": _bundle(keyless, **PEOPLE),
    "official": _bundle(official, **PEOPLE),
    "silent": _bundle(official, silent=("witness",)),
    "opened": _bundle(official, withhold=True, **PEOPLE),
    "sealed": _bundle(official, withhold=True, sealed=True),
    "retry": retry,
    "sm3": sm3,
}
"""What makes a bundle of each mode."""

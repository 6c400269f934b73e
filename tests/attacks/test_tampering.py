"""Each field and each kind of line of a bundle changed: both verifiers fail at that part of it, or say less.

SHA256SUMS is made anew each time. What follows from a change cannot be: parties and cosigners have
signed it. (Where nothing is signed, test_threats makes all of it anew.)
"""

import re

import pytest
from modes import OFFICIAL_KEYS
from sides import FAMILY, Files, Judges, Side
from tampering import changed

from shuangsuiji.draw.seeds.beacon_signature import can_verify

FILES = {
    "official": ".*",
    "plain": "(seed|commitments|beacon|reveal-w).*",
    "people": "(overrides|assignment).*",
    "silent": "(seed|commitments|checkpoint-revealed|log).*",
    "opened": "(unsealed|overrides|log|commitments|seed).*",
    "sealed": "(beacon|commitments|log|reveal-w|checkpoint-c).*",
    "retry": "(aborted|delta|log|manifest|checkpoint).*",
    "sm3": "(result|seed|pack|register).*",
}
"""Which files are tampered with in which mode: those that mean something else there."""

PART = {
    "aborted-manifest.json": {"manifest"},
    "assignment.json": {"manifest", "log", "assignment", "fit"},
    "beacon.json": {"manifest", "seed"},
    "checkpoint": {"log", "commitments", "seed"},
    "commitments.json": {"files", "commitments", "log"},
    "delta-1.json": {"registers"},
    "facts-1.txt": {"manifest", "fit"},
    "fit.json": {"manifest", "fit"},
    "inspectors.json": {"manifest", "fit"},
    "log.jsonl": {"manifest", "log", "commitments", "overrides"},
    "manifest.json": {"files", "manifest", "commitments"},
    "overrides.json": {"overrides"},
    "pack.json": {"manifest"},
    "register-1.txt": {"manifest", "registers", "result"},
    "result.json": {"manifest", "log", "result"},
    "reveal": {"manifest", "commitments", "seed", "log"},
    "seed.json": {"manifest", "seed", "log"},
    "unsealed.json": {"log", "overrides"},
}
"""Where a verifier may notice that a file was changed; that JSON has another form, it notices first."""

UNSEEN = {
    # A note signed twice by the same key is the same note (C2SP).
    ".* checkpoint-.* line [56] twice": "",
    # Without it less is shown: who revealed in time, that commitments came first, what the pack is.
    "(official|opened|retry|sealed) checkpoint-revealed.txt dropped": "revealed",
    "retry checkpoint-committed.txt dropped": "committed",
    "sm3 pack.json dropped": "pack",
    # What changed since the register before is only an offer to see it; the register stands.
    "retry delta-1.json dropped": "delta",
    # Lines left out of a register: 未验证：有无遗漏, exit 4, never verified.
    ".* register-1.txt line .* dropped": "register",
    # An event of this draw shown as if of no draw: its leaf stands, one more is told as hidden. These
    # are the assignment, which the seed gives anyway, and the last change, which then cannot be told.
    "official log.jsonl line (10|13|14) hidden": "hidden",
    # Whether the round is the beacon's, only py_ecc or drand can tell: 签名未验.
    "sealed beacon.json signature other text": "beacon",
    # The reveal of the draw that this one repeats anyway.
    "retry log.jsonl line 2 hidden": "hidden",
    # What was changed after the draw, where no log tells of it: nothing is claimed of it.
    "people overrides.json  ?(the (first|last) dropped|the first two swapped|dropped)": "changes",
    "people overrides.json 0/(approver|reason|line) other text": "changes",
    # Whoever has the evidence can hash it; without a log no other copy of the hash exists.
    "people overrides.json 0/evidence other text": "",
}


def test_every_mode_is_verified_as_it_is(made: dict[str, Files], judges: Judges) -> None:
    for mode, files in made.items():
        ends = [side.end for side in judges.both(files, OFFICIAL_KEYS)]
        assert ends == ["sealed" if mode == "sealed" else "verified"] * 2, mode


@pytest.mark.parametrize("mode", FILES)
def test_a_changed_field_or_line_is_found_at_its_part(
    mode: str, made: dict[str, Files], judges: Judges
) -> None:
    files, tried, unseen = made[mode], 0, []
    before = judges.both(files, OFFICIAL_KEYS)
    for name in sorted(files):
        if name == "SHA256SUMS" or not re.fullmatch(FILES[mode], name):
            continue
        for what, data in changed(name, files[name]):
            given = {**files, name: data} if data is not None else {**files}
            if data is None:
                del given[name]
            sides = judges.both(given, OFFICIAL_KEYS)
            tried += 1
            where = f"{mode} {name} {what}"
            if {side.end for side in sides} == {"failed"}:
                for side in sides:
                    assert side.step in _parts(name), (where, side)
            else:
                unseen.append(where)
                _says_less(where, before, sides)
    print(f"{mode}: {tried} changes, {len(unseen)} of them not found")
    assert tried > 10


def _parts(name: str) -> set[str]:
    own = next(parts for key, parts in PART.items() if name.startswith(key))
    assert own <= set(FAMILY.values())
    return own | {"form"} if name.endswith(".json") else own


def _says_less(where: str, before: tuple[Side, Side], sides: tuple[Side, Side]) -> None:
    """Hold that a change which is not found is one of those known, and that both say so."""
    kinds = {kind for pattern, kind in UNSEEN.items() if re.fullmatch(pattern, where)}
    assert kinds, (where, sides)
    if kinds == {"beacon"}:
        assert (sides[0].end == "failed") == can_verify()
        assert "签名本身未验" in sides[1].said
        return
    assert sides[0].end == sides[1].end, (where, sides)
    assert sides[0].end in ("verified", "partial", "sealed")
    if kinds != {""}:
        assert all(a.said != b.said for a, b in zip(before, sides, strict=True)), (where, kinds)

"""A register held against the one before: every change is in the bundle, and both verifiers undo it."""

import json
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from shuangsuiji.cli import run
from shuangsuiji.digest import canonical
from shuangsuiji.draw.bundle import sums_file
from shuangsuiji.draw.registers import delta as deltas
from shuangsuiji.draw.registers.delta import Delta, Moved, check_delta, make_delta
from shuangsuiji.draw.registers.snapshot import take_snapshot
from shuangsuiji.findings import Refusal
from shuangsuiji.report.sentences import sentence
from shuangsuiji.workflow import draws

TOOL = Path(__file__).parents[3] / "tools" / "verify_draw.py"
NOW = datetime(2026, 1, 1, 8, 0, 0, tzinfo=UTC)
PACK = draws.PackRecord("gaoqing", date(2026, 1, 1), b'{"id":"gaoqing"}')
ORDER = """\
draw: {draw}
purpose: test
hash: {hash}
registers: [{{ids: text}}]
lines:
  - line: {draw}
    window: {{from: 2026-03-01, until: 2026-06-30}}
    strata: [{{id: 甲, ratio: 1/2}}, {{id: 乙, ratio: 1/2}}]
parties:
  - {{name: initiator, title: 县市场监管局}}
  - {{name: witness, title: 县公证处}}
"""
BEFORE = ["a|甲|eligible", "b|甲|eligible", "c|乙|eligible", "d|乙|cap-reached"]
AFTER = ["a|甲|eligible", "b|乙|eligible", "d|乙|eligible", "e|甲|eligible"]
CHANGES = {
    "added": ["e|甲|eligible"],
    "moved": [
        {"from": "b|甲|eligible", "id": "b", "to": "b|乙|eligible"},
        {"from": "d|乙|cap-reached", "id": "d", "to": "d|乙|eligible"},
    ],
    "removed": ["c|乙|eligible"],
}


def freeze(root: Path, draw: str, lines: list[str], *previous: Path, hash_: str = "sha256") -> Any:
    order, register = root / f"{draw}.yaml", root / f"{draw}.csv"
    rows = "\n".join(line.replace("|", ",") for line in lines)
    register.write_text(f"id,stratum,status\n{rows}\n", "utf-8")
    order.write_text(ORDER.format(draw=draw, hash=hash_), "utf-8")
    asked = draws.FreezeOrder(
        order, (register,), root / "s.db", root / draw, PACK, previous=previous
    )
    return draws.freeze(asked, now=NOW)


def finish(out: Path) -> Path:
    for party, nonce in {"initiator": "0a" * 32, "witness": "0b" * 32}.items():
        draws.commit(out, draws.Promise(party, nonce=nonce), now=NOW)
    for party in ("initiator", "witness"):
        draws.reveal(out, out / "private" / f"reveal-{party}.json", now=NOW)
    draws.run(out, now=NOW)
    return out / "bundle"


def second_draw(root: Path, hash_: str = "sha256") -> Path:
    """Draw once, change the register, freeze again against the first bundle's register."""
    freeze(root, "D-1", BEFORE, hash_=hash_)
    before = finish(root / "D-1") / "register-1.txt"
    freeze(root, "D-2", AFTER, before, hash_=hash_)
    return root / "D-2"


def refused(step: Any) -> list[str]:
    with pytest.raises(Refusal) as refusal:
        step()
    assert all(all(sentence(finding)) for finding in refusal.value.findings)
    return [f.code for f in refusal.value.findings]


def edited(bundle: Path, changes: dict[str, Any]) -> None:
    """Change the delta, and the sums as far as an attacker could."""
    (bundle / "delta-1.json").write_bytes(canonical({**CHANGES, **changes}))
    files = {p.name: p.read_bytes() for p in bundle.iterdir() if p.name != "SHA256SUMS"}
    (bundle / "SHA256SUMS").write_bytes(sums_file(files))


def publicly(bundle: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-X", "utf8", str(TOOL), str(bundle)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


@pytest.mark.parametrize("hash_", ["sha256", "sm3"])
def test_every_change_is_in_the_bundle_and_both_verifiers_undo_it(tmp_path, hash_):
    bundle = finish(second_draw(tmp_path, hash_))

    first = json.loads((tmp_path / "D-1/bundle/manifest.json").read_bytes())["registers"][0]
    second = json.loads((bundle / "manifest.json").read_bytes())["registers"][0]
    assert json.loads((bundle / "delta-1.json").read_bytes()) == CHANGES
    assert (first["previous_root"], second["previous_root"]) == (None, first["root"])
    verification = draws.verify(bundle)
    assert verification.verdict == "verified"
    noted = next(f for f in verification.notes if f.code == "draw/note-delta")
    assert "新增1行，变动2行，移出1行" in sentence(noted)[0]
    assert publicly(bundle).returncode == 0
    edited(bundle, {"added": []})
    failed = publicly(bundle)
    assert failed.returncode == 1
    assert "delta-1.json" in failed.stdout


def test_the_freeze_says_what_changed(tmp_path):
    second = second_draw(tmp_path)

    assert json.loads((second / "frozen/delta-1.json").read_bytes()) == CHANGES
    said = freeze(tmp_path, "D-3", ["x|甲|eligible", "y|乙|eligible"]).said
    assert "draw/note-delta" not in [f.code for f in said]
    report = freeze(
        tmp_path, "D-4", ["m|甲|eligible", "n|乙|eligible"], second / "frozen/register-1.txt"
    )
    noted = next(f for f in report.said if f.code == "draw/note-delta")
    assert noted.params == {"register": 1, "added": 2, "moved": 0, "removed": 4}


@pytest.mark.parametrize(
    "changes",
    [
        {"added": []},
        {"removed": []},
        {"moved": CHANGES["moved"][:1]},
        {"removed": ["c|甲|eligible"]},
        {
            "added": ["a|甲|eligible", "e|甲|eligible"],
            "removed": ["a|甲|eligible", *CHANGES["removed"]],
        },
        {"moved": CHANGES["moved"][::-1]},
        {"removed": CHANGES["removed"] * 2},
    ],
)
def test_an_edited_delta_is_found_with_all_sums_made_anew(tmp_path, changes):
    bundle = finish(second_draw(tmp_path))
    edited(bundle, changes)

    verification = draws.verify(bundle)

    assert verification.failed_step == "draw/step-registers"
    assert [f.code for f in verification.failures] == ["draw/delta-differs"]


def test_a_delta_edited_after_the_freeze_stops_the_draw(tmp_path):
    out = second_draw(tmp_path)
    (out / "frozen/delta-1.json").write_bytes(canonical({**CHANGES, "added": []}))

    assert refused(lambda: finish(out)) == ["draw/delta-differs"]


def test_what_is_no_register_of_a_bundle_is_no_register_before(tmp_path):
    other, twice = tmp_path / "other.txt", tmp_path / "twice.txt"
    other.write_text("id,stratum\n", "utf-8")
    twice.write_text("a|乙|eligible\na|甲|eligible\n", "utf-8")

    def again(*previous: Path) -> list[str]:
        return refused(lambda: freeze(tmp_path, "D-1", AFTER, *previous))

    assert again(other) == ["register/file-parts"]
    assert "register/id-twice" in again(twice)
    assert again(tmp_path / "none") == ["file/unreadable"]
    assert again(tmp_path) == ["file/unreadable"]
    assert again(twice, twice) == ["draw/previous-many"]
    assert not (tmp_path / "D-1").exists()


def test_a_register_before_that_this_log_never_froze_is_told(tmp_path):
    other = tmp_path / "other.txt"
    other.write_text("\n".join(BEFORE) + "\n", "utf-8")

    strange = [f.code for f in freeze(tmp_path, "D-1", AFTER, other).said]
    finish(tmp_path / "D-1")
    known = freeze(tmp_path, "D-2", AFTER, tmp_path / "D-1/bundle/register-1.txt").said

    assert "draw/told-previous-strange" in strange
    assert "draw/told-previous-strange" not in [f.code for f in known]


def test_more_changes_than_a_file_can_tell_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(deltas, "MOST_CHANGES", 3)

    freeze(tmp_path, "D-1", BEFORE)
    before = finish(tmp_path / "D-1") / "register-1.txt"
    assert refused(lambda: freeze(tmp_path, "D-2", AFTER, before)) == ["draw/delta-large"]


def test_nothing_changed_is_an_empty_delta():
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE a AS SELECT 'x' AS id, 's' AS stratum, 'e' AS status")
        empty = make_delta(connection, "a", "a", "a")
        root = take_snapshot(connection, "a", "sha256").root
        data = b'{"added":[],"moved":[],"removed":[]}'

        assert empty == Delta(added=(), moved=(), removed=())
        assert check_delta(connection, "a", "sha256", data, "delta-1.json", root) == empty


def test_what_moved_names_its_target():
    moved = Moved(from_="a|甲|eligible", id="a", to="a|乙|eligible")

    assert Delta(added=(), moved=(moved,), removed=()).before == {"a|甲|eligible"}


def test_the_command_takes_the_register_before(tmp_path, capsys):
    freeze(tmp_path, "D-1", BEFORE)
    before = finish(tmp_path / "D-1") / "register-1.txt"
    register, order = tmp_path / "r.csv", tmp_path / "o.yaml"
    register.write_text("id,stratum,status\n" + "\n".join(AFTER).replace("|", ",") + "\n", "utf-8")
    order.write_text(ORDER.format(draw="D-2", hash="sha256"), "utf-8")
    given = ["--pack", "gaoqing", "--register", str(register), "--store", str(tmp_path / "s.db")]

    code = run(
        ["draw", "freeze", str(order), *given, "-o", str(tmp_path / "x"), "--previous", str(before)]
    )

    assert code == 0
    assert "第1个名册与上一份相比：新增1行，变动2行，移出1行" in capsys.readouterr().out

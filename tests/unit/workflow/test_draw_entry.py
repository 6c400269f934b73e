"""One line of a register is proved with the manifest alone; nothing else passes for a proof."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from after_draw import LINE, NOW, ROWS, drawn, forged, refused, result, said
from shuangsuiji.cli import app
from shuangsuiji.digest import canonical
from shuangsuiji.workflow import draws
from shuangsuiji.workflow.draw_disqualify import Disqualification, disqualify
from shuangsuiji.workflow.draw_entry import check_proof, write_proof

VERIFIER = Path(__file__).parents[3] / "tools" / "verify_draw.py"
MANY = [*ROWS, *((f"丙{i:05}", "A", "eligible") for i in range(5000))]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A draw of a register that has buckets by one digit."""
    return drawn(tmp_path_factory.mktemp("drawn"), LINE, MANY)


def proved(folder: Path, tmp_path: Path, id_: str) -> Path:
    file = tmp_path / "entry.json"
    assert said(write_proof(id_, folder / "bundle", file)) == ["draw/told-proof"]
    return file


def failing(id_: str, file: Path, given: Path) -> list[str]:
    found = check_proof(id_, file, given)
    assert not found.holds
    return said(found.report)


def test_a_line_is_proved_with_the_manifest_alone(folder: Path, tmp_path: Path) -> None:
    file = proved(folder, tmp_path, "甲003")
    manifest = shutil.copy(folder / "bundle" / "manifest.json", tmp_path)

    found = check_proof("甲003", file, Path(manifest))

    assert found.holds
    assert said(found.report) == ["draw/told-proof-holds", "draw/told-proof-no-result"]
    assert len(json.loads(file.read_bytes())["buckets"]) == 16


def test_it_holds_with_sm3_too(tmp_path: Path) -> None:
    bundle = drawn(tmp_path, LINE, MANY, hash_="sm3") / "bundle"

    assert check_proof("甲003", proved(bundle.parent, tmp_path, "甲003"), bundle).holds


def test_the_free_verifier_takes_it_too(folder: Path, tmp_path: Path) -> None:
    file, manifest = proved(folder, tmp_path, "甲003"), folder / "bundle" / "manifest.json"

    command = [sys.executable, str(VERIFIER), "--entry", str(file), str(manifest)]

    assert subprocess.run(command, capture_output=True, check=False).returncode == 0


def test_beside_seed_and_result_it_tells_what_became_of_it(folder: Path, tmp_path: Path) -> None:
    names = ("manifest.json", "seed.json", "result.json")
    small = tmp_path / "small"
    small.mkdir()
    for name in names:
        shutil.copy(folder / "bundle" / name, small)
    hit = result(folder)["L-1"]["B"][0]
    miss = next(
        i for i in ("乙001", "乙002", "乙003", "乙004") if i not in result(folder)["L-1"]["B"]
    )
    told = {}
    for id_ in (hit, miss, "乙000"):
        (tmp_path / id_).mkdir()
        told[id_] = said(check_proof(id_, proved(folder, tmp_path / id_, id_), small).report)

    whole = ["draw/told-proof-holds", "draw/told-proof-number", "{}", "draw/told-proof-result"]
    assert told[hit] == [code.replace("{}", "draw/told-entry-drawn") for code in whole]
    assert told[miss] == [code.replace("{}", "draw/told-entry-not-drawn") for code in whole]
    assert told["乙000"] == ["draw/told-proof-holds", "draw/told-entry-excluded"]
    changed = json.loads((small / "result.json").read_bytes())
    stratum = changed["lines"][0]["strata"][1]
    stratum["drawn"] = [t for t in stratum["drawn"] if t["id"] != hit]
    (small / "result.json").write_bytes(canonical(changed))
    assert failing(hit, tmp_path / hit / "entry.json", small)[-1] == "draw/entry-differs"
    (small / "seed.json").write_bytes((small / "seed.json").read_bytes().replace(b"0a0a", b"0a0b"))
    assert failing(hit, tmp_path / hit / "entry.json", small)[-1] == "draw/seed-differs"


def test_what_was_changed_proves_nothing(folder: Path, tmp_path: Path) -> None:
    manifest = folder / "bundle" / "manifest.json"
    file = proved(folder, tmp_path, "甲003")
    true: dict[str, Any] = json.loads(file.read_bytes())
    leaves, buckets = true["leaves"], true["buckets"]
    others = [b if leaves[0][0] == format(n, "x") else "0" * 64 for n, b in enumerate(buckets)]
    changed = {
        "draw/entry-leaf": [
            {"line": "甲003|A|cap-reached"},
            {"leaves": leaves[:0]},
            {"leaves": leaves[::-1]},
            {"leaves": ["0" * 64, *leaves]},
        ],
        "draw/entry-bucket": [
            {"leaves": [*leaves, leaves[-1][:63] + "f"]},
            {"buckets": buckets[1:]},
        ],
        "draw/root-differs": [{"buckets": others}],
        "draw/entry-line": [{"line": "甲003|A"}, {"line": "甲003|A|eligible|x"}],
        "draw/entry-register": [{"register": 2}],
        "draw/entry-manifest": [{"manifest": "0" * 64}],
    }

    for code, changes in changed.items():
        for change in changes:
            file.write_bytes(canonical({**true, **change}))
            assert code in failing("甲003", file, manifest), (code, [*change])
    file.write_bytes(canonical(true))
    assert failing("甲004", file, manifest) == ["draw/entry-other"]


def test_what_cannot_be_proved_is_refused(folder: Path, tmp_path: Path) -> None:
    bundle = tmp_path / "bundle"
    shutil.copytree(folder / "bundle", bundle)

    assert refused(lambda: write_proof("外人", bundle, tmp_path / "e.json")) == [
        "draw/entry-absent"
    ]
    rows = (bundle / "register-1.txt").read_bytes().splitlines(keepends=True)
    whole = b"".join(rows)
    forged(bundle, {"register-1.txt": b"".join(r for r in rows if not r.startswith("丙".encode()))})
    assert refused(lambda: write_proof("甲003", bundle, tmp_path / "e.json")) == ["draw/entry-part"]
    forged(bundle, {"register-1.txt": whole})
    (bundle / "pack.json").write_bytes(b"{}")
    assert refused(lambda: write_proof("甲003", bundle, tmp_path / "e.json")) == [
        "draw/visits-unverified"
    ]
    assert not (tmp_path / "e.json").exists()


def test_the_command_writes_a_proof_and_checks_one(folder: Path, tmp_path: Path) -> None:
    file, bundle = tmp_path / "entry.json", folder / "bundle"
    words = ["draw", "explain", "甲003", str(bundle), "--proof", str(file)]

    written, checked = (CliRunner().invoke(app, words) for _ in range(2))
    wrong = CliRunner().invoke(app, ["draw", "explain", "甲004", *words[3:]])

    assert (written.exit_code, checked.exit_code, wrong.exit_code) == (0, 0, 1)
    assert "证明成立" in checked.output
    assert "不是“甲004”的" in wrong.output


def test_who_dropped_out_is_told_when_one_asks_about_it(tmp_path: Path) -> None:
    folder = drawn(tmp_path)
    gone = result(folder)["L-1"]["A"][0]
    (tmp_path / "注销.pdf").write_bytes(b"1")
    asked = Disqualification(gone, "注销", tmp_path / "注销.pdf", "王某（主要负责人）")
    reserve = str(disqualify(folder, asked, now=NOW).record["overrides"][0]["in"])

    for id_ in (gone, reserve):
        explained = draws.explain(id_, folder / "bundle").report
        assert "draw/note-reserve" in said(explained)
    others = draws.explain(result(folder)["L-1"]["A"][1], folder / "bundle").report
    assert "draw/note-reserve" not in said(others)

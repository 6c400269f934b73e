"""One business asks a bundle about itself: what it is told can be repeated in a shell."""

import json
import shutil
import subprocess
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from shuangsuiji.cli import run
from shuangsuiji.digest import canonical
from shuangsuiji.draw.bundle import sums_file
from shuangsuiji.report.sentences import sentence
from shuangsuiji.workflow import draws
from shuangsuiji.workflow.draw_explain import explain

EXAMPLE = Path(__file__).parents[2] / "vectors" / "example-bundle"
NOW = datetime(2026, 1, 1, 8, 0, 0, tzinfo=UTC)
DRAWN, NOT_DRAWN, EXCLUDED = "91370322MA0000003C", "91370322MA00000016", "91370322MA0000007Q"
ORDER = """\
draw: D-1
purpose: test
hash: {hash}
registers: [{{ids: text}}]
lines:
  - line: L-1
    window: {{from: 2026-03-01, until: 2026-06-30}}
    rounding: floor
    strata:
      - {{id: 全部, ratio: 1}}
      - {{id: 一些, ratio: 1/4}}
      - {{id: 没有, ratio: 1/10}}
parties:
  - {{name: initiator, title: 县市场监管局}}
  - {{name: witness, title: 县公证处}}
"""


def entries(report: Any) -> list[dict[str, Any]]:
    return list(report.record["entries"])


def codes(report: Any) -> list[str]:
    assert all(sentence(finding)[0] for finding in report.said)
    assert report.said[1].code == "draw/note-not-official"
    return [f.code for f in report.said if f is not report.said[1]]


def command(report: Any, code: str = "draw/told-entry-command") -> str:
    return str(next(f.params["command"] for f in report.said if f.code == code))


def in_a_shell(text: str) -> str:
    done = subprocess.run(["/bin/sh", "-c", text], capture_output=True, check=True)
    return done.stdout.decode().replace("SM3(stdin)= ", "").split()[0]


def drawn_bundle(root: Path, hash_: str = "sha256") -> Path:
    """Draw from twelve shops in three strata: all, one of four, none."""
    order, register = root / "order.yaml", root / "register.csv"
    order.write_text(ORDER.format(hash=hash_), "utf-8")
    names = ["老王's店", *(f"店{n}" for n in range(2, 13))]
    rows = [f"{name},{('全部', '一些', '没有')[n // 4]}" for n, name in enumerate(names)]
    lines = ["id,stratum,status", *(f"{row},eligible" for row in rows), "停业店,一些,own-reason"]
    register.write_text("\n".join(lines) + "\n", "utf-8")
    pack = draws.PackRecord("gaoqing", date(2026, 1, 1), b'{"id":"gaoqing"}')
    out = root / "out"
    draws.freeze(draws.FreezeOrder(order, (register,), root / "s.db", out, pack), now=NOW)
    for party, nonce in {"initiator": "0a" * 32, "witness": "0b" * 32}.items():
        draws.commit(out, draws.Promise(party, nonce=nonce), now=NOW)
    for party in ("initiator", "witness"):
        draws.reveal(out, out / "private" / f"reveal-{party}.json", now=NOW)
    draws.run(out, now=NOW)
    return out / "bundle"


def changed(root: Path, **files: bytes | None) -> Path:
    """Copy the example with files changed or left out, sums made anew."""
    folder = root / "changed"
    shutil.copytree(EXAMPLE, folder)
    for name, data in files.items():
        path = next(p for p in folder.iterdir() if p.stem.replace("-", "_") == name)
        path.unlink() if data is None else path.write_bytes(data)
    names = {p.name: p.read_bytes() for p in folder.iterdir() if p.name != "SHA256SUMS"}
    (folder / "SHA256SUMS").write_bytes(sums_file(names))
    return folder


def part_of_the_registers() -> dict[str, bytes]:
    """Leave only the first five lines of each register."""
    return {
        f"register_{n}": b"".join(
            (EXAMPLE / f"register-{n}.txt").read_bytes().splitlines(keepends=True)[:5]
        )
        for n in (1, 2)
    }


def test_a_drawn_target_is_told_its_place_batch_and_number():
    report = explain(DRAWN, EXAMPLE).report

    first = entries(report)[0]
    assert (first["line"], first["stratum"], first["row"]) == ("GQ-2023-01", "D类", 3)
    assert (first["eligible"], first["low"], first["high"]) == (24, 8, 8)
    assert first["number"]["drawn"] is True
    assert (first["number"]["place"], first["number"]["batch"]) == (4, 2)
    assert first["number"]["ticket"].startswith(first["number"]["shown"])
    assert first["number"]["ticket"] <= first["number"]["threshold"]
    assert codes(report)[:7] == [
        "draw/verdict-verified",
        "draw/told-entry-line",
        "draw/told-entry-drawn",
        "draw/told-entry-place",
        "draw/told-entry-chance",
        "draw/told-entry-number",
        "draw/told-entry-command",
    ]


def test_a_target_that_was_not_drawn_is_told_its_place_among_all():
    report = explain(NOT_DRAWN, EXAMPLE).report

    first, beside, third, _ = entries(report)
    assert (first["number"]["drawn"], first["number"]["place"]) == (False, 15)
    assert first["number"]["ticket"] > first["number"]["threshold"]
    assert (beside["status"], beside["number"]) == ("off-filter", None)
    assert (third["low"], third["high"]) == (1, 2)
    assert "draw/told-entry-chance-between" in codes(report)
    assert "draw/told-entry-not-drawn" in codes(report)


def test_places_are_the_order_of_the_tickets(tmp_path):
    bundle = drawn_bundle(tmp_path)

    found = [entries(explain(f"店{n}", bundle).report)[0]["number"] for n in range(5, 9)]

    by_ticket = sorted(found, key=lambda number: number["ticket"])
    assert [number["place"] for number in by_ticket] == [1, 2, 3, 4]
    assert [number["drawn"] for number in by_ticket] == [True, False, False, False]


@pytest.mark.parametrize("hash_", ["sha256", "sm3"])
def test_a_shell_repeats_the_number_and_its_key(tmp_path, hash_):
    report = explain("老王's店", drawn_bundle(tmp_path, hash_)).report

    number = entries(report)[0]["number"]
    assert in_a_shell(command(report)) == number["ticket"]
    key = in_a_shell(command(report, "draw/told-entry-key"))[:32]
    assert number["text"] == f"{key}|老王's店"


@pytest.mark.parametrize("hash_", ["sha256", "sm3"])
def test_certain_and_impossible_selection_is_said_to_be_no_chance(tmp_path, hash_):
    bundle = drawn_bundle(tmp_path, hash_)

    certain, never = explain("店2", bundle).report, explain("店12", bundle).report

    assert (entries(certain)[0]["certain"], entries(certain)[0]["number"]["drawn"]) == (True, True)
    assert "draw/note-certain" in codes(certain)
    assert entries(never)[0]["impossible"] is True
    assert {"draw/note-no-chance", "draw/told-entry-none-drawn"} <= set(codes(never))


def test_an_excluded_target_is_told_why(tmp_path):
    known, own = explain(EXCLUDED, EXAMPLE).report, explain("停业店", drawn_bundle(tmp_path)).report

    assert codes(known)[:3] == [
        "draw/verdict-verified",
        "draw/told-entry-line",
        "draw/told-entry-excluded",
    ]
    assert "超过抽查频次上限（cap-reached）" in sentence(known.said[3])[0]
    assert "发布方自定" in sentence(own.said[-1])[0]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("91370322ma0000007q", ["draw/told-entry-absent", "draw/told-entry-alike"]),
        ("９１370322MA0000007Q", ["draw/told-entry-absent", "draw/told-entry-alike"]),
        ("91370322MA0000007R", ["draw/told-entry-absent", "draw/told-entry-check-digit"]),
        ("91370322MA0000999", ["draw/told-entry-absent", "draw/told-entry-shape"]),
        ("", ["draw/told-entry-absent", "draw/told-entry-shape"]),
        ("'; DROP TABLE x; --", ["draw/told-entry-absent", "draw/told-entry-shape"]),
        ("91370322MA0000990F", ["draw/told-entry-absent"]),
    ],
)
def test_an_id_that_is_not_there_is_told_what_is_like_it(asked, expected):
    report = explain(asked, EXAMPLE).report

    assert entries(report) == []
    assert sorted(set(codes(report)[1:])) == expected
    assert report.record["alike"] == ([EXCLUDED] if "draw/told-entry-alike" in expected else [])


def test_ids_of_other_kinds_are_held_against_no_check_digit(tmp_path):
    bundle = drawn_bundle(tmp_path)

    alike, unlike = explain("店１２", bundle).report, explain("店13", bundle).report

    assert (alike.record["alike"], unlike.record["alike"]) == (["店12"], [])
    assert codes(unlike)[1:] == ["draw/told-entry-absent"]


def test_of_a_part_of_the_register_no_place_and_no_absence_is_told(tmp_path):
    folder = changed(tmp_path, **part_of_the_registers())

    there, elsewhere = explain(DRAWN, folder), explain("91370322MA0000008U", folder)

    assert there.verification.verdict == elsewhere.verification.verdict == "partial"
    assert "未验证：有无遗漏" in sentence(there.report.said[0])[0]
    assert entries(there.report)[0]["number"]["place"] is None
    assert entries(there.report)[0]["number"]["drawn"] is True
    assert {"draw/told-entry-drawn", "draw/told-entry-place-unknown"} <= set(codes(there.report))
    assert codes(elsewhere.report) == ["draw/verdict-partial", *["draw/told-entry-missing"] * 2]


def sealed(root: Path, **more: bytes | None) -> Path:
    manifest = json.loads((EXAMPLE / "manifest.json").read_bytes())
    manifest["withhold"] = {"party": "witness", "until": "2027-01-01T00:00:00Z"}
    gone = dict.fromkeys(("seed", "result", "reveal_initiator", "reveal_witness"))
    return changed(root, manifest=canonical(manifest), **gone, **more)


def test_of_a_sealed_draw_nothing_is_told_but_the_register(tmp_path):
    explained = explain(DRAWN, sealed(tmp_path))

    assert explained.verification.verdict == "sealed"
    assert entries(explained.report)[0]["number"] is None
    assert codes(explained.report)[:4] == [
        "draw/verdict-sealed",
        "draw/told-entry-line",
        "draw/told-entry-sealed",
        "draw/told-entry-chance",
    ]


def test_a_stratum_that_a_sealed_manifest_does_not_know_is_refused(tmp_path, capsys):
    folder = sealed(tmp_path, register_1=f"{DRAWN}|X类|eligible\n".encode())

    assert run(["draw", "explain", DRAWN, str(folder)]) == 2
    assert "与名册不符" in capsys.readouterr().err


def test_a_bundle_that_does_not_verify_says_nothing_of_anyone(tmp_path, capsys):
    reveal = json.loads((EXAMPLE / "reveal-initiator.json").read_bytes())
    folder = changed(tmp_path, reveal_initiator=canonical({**reveal, "nonce": "0" * 64}))

    assert explain(DRAWN, folder).report is None
    assert run(["draw", "explain", DRAWN, str(folder)]) == 1
    out = capsys.readouterr().out
    assert "不符  公布不符" in out
    assert DRAWN not in out


def test_the_command_prints_sentences_or_one_object(tmp_path, capsys):
    packed = shutil.make_archive(str(tmp_path / "bundle"), "zip", EXAMPLE)

    assert run(["draw", "explain", DRAWN, packed]) == 0
    text = capsys.readouterr().out
    assert run(["draw", "explain", DRAWN, packed, "-f", "json"]) == 0
    record = json.loads(capsys.readouterr().out)

    assert "抽中：号码没有超过本层的门槛" in text
    assert (record["id"], record["verdict"]) == (DRAWN, "verified")
    assert record["entries"][0]["number"]["place"] == 4


def test_the_exit_code_of_a_part_is_4_and_of_no_bundle_2(tmp_path, capsys):
    assert run(["draw", "explain", DRAWN, str(changed(tmp_path, **part_of_the_registers()))]) == 4
    assert run(["draw", "explain", DRAWN, str(tmp_path / "none")]) == 2
    assert "这里没有抽取包" in capsys.readouterr().err

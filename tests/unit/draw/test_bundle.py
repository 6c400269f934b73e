"""The example bundle again, from the inputs that it was made from."""

import json
import subprocess
from pathlib import Path
from typing import Any

from shuangsuiji.digest import digest
from shuangsuiji.draw.bundle import DrawInputs, make_bundle, sums_file
from shuangsuiji.draw.freeze import FrozenRegister, LogPosition, make_manifest
from shuangsuiji.draw.manifest import PackReference
from shuangsuiji.draw.records import Commitment, spelled
from shuangsuiji.draw.registers.lines import write_lines
from shuangsuiji.draw.registers.snapshot import count_strata, take_snapshot
from shuangsuiji.draw.seeds.seed import reveal_file
from shuangsuiji.draw.spec import DrawSpec

PLAIN = {"A类": "1%", "B类": "5%", "C类": "10%", "D类": "30%"}
WINDOW = {"from": "2023-10-01", "until": "2023-12-20"}
ORDER: dict[str, Any] = {
    "draw": "example-2023-0001",
    "purpose": "test",
    "deadline": "2023-09-15T10:30:00Z",
    "beacon": {"round": "657413", "limit": "2023-09-16T00:00:00Z"},
    "parties": [
        {"name": "initiator", "title": "县市场监管局"},
        {"name": "supervision", "title": "县司法局"},
        {"name": "witness", "title": "县公证处"},
    ],
    "lines": [
        {"line": "GQ-2023-01", "batches": ["5", "5"]},
        {
            "line": "GQ-2023-02",
            "group": "joint-1",
            "register": "2",
            "least": "5",
            "rounding": "largest_remainder",
            "mode": {"kind": "directed", "condition": "industry = '餐饮'", "words": "餐饮服务单位"},
        },
        {"line": "GQ-2023-03", "group": "joint-1", "rounding": "systematic"},
        {"line": "GQ-2023-04", "base": "all", "rounding": "floor", "minimum": "1"},
    ],
}


def order() -> DrawSpec:
    ratios = [PLAIN, dict.fromkeys(PLAIN, "1/10"), PLAIN, PLAIN]
    lines = [
        {**line, "window": WINDOW, "strata": [{"id": i, "ratio": r} for i, r in by.items()]}
        for line, by in zip(ORDER["lines"], ratios, strict=True)
    ]
    return DrawSpec.model_validate({**ORDER, "lines": lines})


def load_shuffled(connection, data: bytes, table: str) -> FrozenRegister:
    connection.execute(f"CREATE TABLE {table} (id VARCHAR, stratum VARCHAR, status VARCHAR)")
    rows = [line.split("|") for line in reversed(data.decode().splitlines())]
    connection.executemany(f"INSERT INTO {table} VALUES (?, ?, ?)", rows)
    return FrozenRegister(
        take_snapshot(connection, table, "sha256"), count_strata(connection, table)
    )


def test_the_example_is_made_again_byte_for_byte(connection, example: dict[str, bytes]) -> None:
    registers = [load_shuffled(connection, example[f"register-{n}.txt"], f"r{n}") for n in (1, 2)]
    pack = PackReference(
        as_of="2023-09-01", hash=digest("sha256", example["pack.json"]), id="gaoqing"
    )
    manifest = make_manifest(
        order(), registers, pack, None, LogPosition(), engine="example", file="order.yaml"
    )
    hash_ = digest("sha256", spelled(manifest))
    nonces = {
        party: json.loads(example[f"reveal-{party}.json"])["nonce"]
        for party in ("initiator", "witness")
    }
    hashes = {p: digest("sha256", reveal_file(manifest, hash_, p, n)) for p, n in nonces.items()}
    hashes["supervision"] = "d7746e415c5cc503730f1f45f927b9baeefd3add243b5c90e64f2f9ad00e48d7"

    files = make_bundle(
        connection,
        ["r1", "r2"],
        DrawInputs(
            manifest=spelled(manifest),
            registers=[b"".join(write_lines(connection, t)) for t in ("r1", "r2")],
            commitments=[Commitment(hash=h, party=p, signature=None) for p, h in hashes.items()],
            nonces=nonces,
            beacon=example["beacon.json"],
            pack=example["pack.json"],
        ),
    )

    assert files == example


def test_sha256sum_itself_accepts_the_sums(tmp_path: Path, example: dict[str, bytes]) -> None:
    for name, data in example.items():
        (tmp_path / name).write_bytes(data)
    (tmp_path / "SHA256SUMS").write_bytes(sums_file(example))

    checked = subprocess.run(
        ["sha256sum", "--check", "--strict", "SHA256SUMS"],  # noqa: S607
        cwd=tmp_path,
        capture_output=True,
        check=False,
    )

    assert checked.returncode == 0

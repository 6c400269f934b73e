"""The frozen known answers of format ssj/1, for both hashes."""

import json
from pathlib import Path
from typing import Any

import pytest

from shuangsuiji.digest import stream_key, ticket
from shuangsuiji.draw.manifest import LineEntry
from shuangsuiji.draw.quotas import line_quotas
from shuangsuiji.draw.registers.lines import read_lines
from shuangsuiji.draw.registers.snapshot import count_strata, take_snapshot
from shuangsuiji.draw.tickets import Wanted, draw_sample, in_batches

VECTORS = json.loads((Path(__file__).parents[2] / "vectors" / "draw-vectors.json").read_bytes())


@pytest.fixture(params=VECTORS, ids=[v["hash"] for v in VECTORS])
def known(request: pytest.FixtureRequest) -> dict[str, Any]:
    return request.param


def line_entry(known: dict[str, Any], line: dict[str, Any], **strata: Any) -> LineEntry:
    entries = [{**s, "minimum": line["minimum"], **strata} for s in known["strata"]]
    value = {
        "attempt": 1, "base": line["base"], "batches": line["batches"], "departures": [],
        "group": "G1", "least": 0, "line": line["line"], "register": 1,
        "mode": {"condition": None, "kind": "undirected", "words": None},
        "rounding": line["rounding"], "strata": entries,
        "window": {"from": "2026-01-01", "until": "2026-02-01"},
    }  # fmt: skip
    return LineEntry.model_validate(value, strict=False)


def load(connection, lines: list[str]) -> None:
    data = "".join(f"{line}\n" for line in sorted(lines)).encode()
    read_lines(connection, "r", [data], "register-1.txt")


def test_the_registers_have_the_known_roots(connection, known: dict[str, Any]) -> None:
    load(connection, known["register_lines"])
    assert take_snapshot(connection, "r", known["hash"]).root == known["register_root"]

    for row in known['roots of lines "%018d|A|eligible" for 0 ≤ i < n']:
        load(connection, [f"{i:018d}|A|eligible" for i in range(row["n"])])
        snapshot = take_snapshot(connection, "r", known["hash"])
        assert (snapshot.digits, snapshot.root) == (row["digits"], row["root"])


def test_the_strata_have_the_known_counts(connection, known: dict[str, Any]) -> None:
    load(connection, known["register_lines"])

    counted = count_strata(connection, "r")

    assert [(c.id, c.all, c.eligible) for c in counted] == [
        (s["id"], s["all"], s["eligible"]) for s in known["strata"]
    ]


def test_keys_and_tickets_are_the_known_ones(known: dict[str, Any]) -> None:
    name, seed = known["hash"], known["seed"]

    for purpose, key in known["key"].items():
        assert stream_key(name, seed, purpose) == key
    for row in known["tickets in target/G1"]:
        assert ticket(name, known["key"]["target/G1"], row["id"]) == row["ticket"]
    assert ticket(name, known["key"]["rounding/L1"], "u") == known["u_ticket"]


def test_ties_of_the_largest_remainder_go_by_ticket(known: dict[str, Any]) -> None:
    rows = known["largest remainder with ties, line L1, ratio 1/4 of all"]
    line = {
        "line": "L1",
        "rounding": "largest_remainder",
        "base": "all",
        "batches": [],
        "minimum": 0,
    }
    strata = [
        {"id": r["id"], "all": r["all"], "eligible": r["all"], "excluded": [], "ratio": "1/4"}
        for r in rows
    ]

    quotas = line_quotas(line_entry({"strata": strata}, line), known["hash"], known["seed"])

    assert [(q.stratum, q.n) for q in quotas] == [(r["id"], r["n"]) for r in rows]


def test_every_rounding_draws_the_known_targets(connection, known: dict[str, Any]) -> None:
    load(connection, known["register_lines"])
    name, seed = known["hash"], known["seed"]

    for line in known["lines"]:
        entry = line_entry(known, line)
        quotas = line_quotas(entry, name, seed)
        wanted = [Wanted(s.id, s.eligible, q.n) for s, q in zip(entry.strata, quotas, strict=True)]
        sample = draw_sample(connection, "r", name, known["key"]["target/G1"], wanted)
        ids = [d.id for drawn in sample.values() for d in drawn]
        batches = in_batches(ids, line["batches"], name, seed, "L1")
        assert line["strata"] == [
            {
                "drawn": [
                    {"batch": batches[d.id], "id": d.id, "ticket": d.ticket}
                    for d in sample[q.stratum]
                ],
                "id": q.stratum,
                "n": q.n,
                "q": str(q.q),
                "threshold": sample[q.stratum][-1].ticket if q.n else None,
            }
            for q in quotas
        ]

"""A small finished draw in a folder, for tests of what happens after it."""

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from shuangsuiji.findings import Refusal
from shuangsuiji.report.sentences import sentence
from shuangsuiji.store import events, open_store
from shuangsuiji.workflow import draw_disqualify, draws

draw_disqualify.load_pack = cache(draw_disqualify.load_pack)  # a third of a second each time
NOW = datetime(2026, 2, 1, 8, 0, 0, tzinfo=UTC)
NONCES = {"initiator": "0a" * 32, "witness": "0b" * 32}
PACK = draws.PackRecord("gaoqing", date(2026, 1, 1), b'{"id":"gaoqing"}')
LINE = """\
  - line: L-1
    window: {from: 2026-03-01, until: 2026-06-30}
    batches: [3, 2]
    strata: [{id: A, ratio: 20%}, {id: B, ratio: 50%}]
"""
ORDER = """\
draw: D-1
purpose: test
merge: {merge}
hash: {hash}
registers: [{{ids: text}}]
lines:
{lines}parties:
  - {{name: initiator, title: 县市场监管局}}
  - {{name: witness, title: 县公证处}}
"""
ROWS = [(f"甲{i:03}", "A", "eligible") for i in range(30)] + [
    (f"乙{i:03}", "B", "eligible" if i else "deregistered") for i in range(6)
]


def drawn(
    root: Path,
    lines: str = LINE,
    rows: list[tuple[str, str, str]] | None = None,
    merge: str = "false",
    hash_: str = "sha256",
    *,
    run: bool = True,
) -> Path:
    """Freeze and run a draw of a register with strata A and B; return its folder."""
    order, register, out = root / "D-1.yaml", root / "register.csv", root / "out"
    order.write_text(ORDER.format(lines=lines, merge=merge, hash=hash_), "utf-8")
    text = "".join(f"{','.join(row)}\n" for row in rows or ROWS)
    register.write_text(f"id,stratum,status\n{text}", "utf-8")
    draws.freeze(draws.FreezeOrder(order, (register,), root / "s.db", out, PACK), now=NOW)
    revealed(out)
    if run:
        draws.run(out, now=NOW)
    return out


def revealed(out: Path, now: datetime = NOW) -> None:
    """Have both parties commit, and show their nonces."""
    for party, nonce in NONCES.items():
        draws.commit(out, draws.Promise(party, nonce), now=now)
    for party in NONCES:
        draws.reveal(out, out / "private" / f"reveal-{party}.json", now=now)


def result(folder: Path) -> dict[str, dict[str, list[str]]]:
    """Return who was drawn, by line and stratum, in ticket order."""
    said = json.loads((folder / "bundle" / "result.json").read_bytes())
    return {
        line["line"]: {s["id"]: [t["id"] for t in s["drawn"]] for s in line["strata"]}
        for line in said["lines"]
    }


def kinds(root: Path) -> list[str]:
    """Return the kinds of all events."""
    with open_store(root / "s.db") as store, store.reading() as connection:
        return [event.kind for event in events(connection)]


def refused(step: Callable[[], object]) -> list[str]:
    """Return the codes of a refusal, all of which have sentences."""
    with pytest.raises(Refusal) as refusal:
        step()
    for finding in refusal.value.findings:
        assert all(sentence(finding))
    return [f.code for f in refusal.value.findings]


def said(report: Any) -> list[str]:
    """Return the codes that a step reports, all of which have sentences."""
    assert all(sentence(finding)[0] for finding in report.said)
    return [finding.code for finding in report.said]


def forged(bundle: Path, changes: Mapping[str, bytes | None]) -> None:
    """Put other files into a bundle, or take them out, and make its SHA256SUMS fit again."""
    for name, data in changes.items():
        if data is None:
            (bundle / name).unlink()
        else:
            (bundle / name).write_bytes(data)
    files = sorted(path for path in bundle.iterdir() if path.name != "SHA256SUMS")
    lines = [f"{hashlib.sha256(f.read_bytes()).hexdigest()}  {f.name}\n" for f in files]
    (bundle / "SHA256SUMS").write_text("".join(lines), "utf-8")

"""A small draw with inspectors, frozen or run, for tests of who goes where."""

import json
from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from after_draw import LINE, NOW, revealed
from shuangsuiji.workflow import assign_bundle, assign_papers, draw_inputs, draws

for _reads_packs in (assign_bundle, assign_papers, draw_inputs):
    _reads_packs.load_pack = cache(_reads_packs.load_pack)  # a third of a second each time
WINDOW = ("2026-03-01", "2026-06-30")
REGIONS = ("东所", "西所")
ORDER = """\
draw: D-1
purpose: test
registers: [{{ids: text}}]
{more}lines:
{lines}parties:
  - {{name: initiator, title: 县市场监管局}}
  - {{name: witness, title: 县公证处}}
"""
ROWS = [
    (f"甲{i:03}", "A", "eligible", REGIONS[i % 2], "食品" if i % 3 else "食品、特种设备")
    for i in range(30)
] + [(f"乙{i:03}", "B", "eligible" if i else "deregistered", "东所", "") for i in range(6)]


def person(id_: str, **more: Any) -> dict[str, Any]:
    """Return an inspector who may go anywhere, but for what is said otherwise."""
    certified = {"from": "2020-01-01", "until": "2030-12-31"}
    said = {"absent": [], "before": 0, "cap": None, "certified": certified, "department": "县局"}
    said |= {"expert": False, "id": id_, "leader": True, "region": "东所", "skills": ["食品"]}
    return {**said, **more}


def people() -> list[dict[str, Any]]:
    """Return eight inspectors in two regions, two of them for special equipment, and an expert."""
    found = [
        person(f"P{i}", region=REGIONS[i % 2], before=i, skills=["特种设备", "食品"][i % 4 != 0 :])
        for i in range(8)
    ]
    for each in found:
        each["skills"] = sorted(each["skills"])
    return [*found, person("E1", expert=True, certified=None, leader=False, skills=["特种设备"])]


@cache
def pack(name: str = "gaoqing") -> draws.PackRecord:
    """Return a resolved pack, loaded once."""
    return draws.pack_record(name, date(2026, 1, 1))


def inspectors_file(
    root: Path,
    folk: Sequence[dict[str, Any]] | None = None,
    recusals: Sequence[tuple[str, str]] = (),
) -> Path:
    """Write people and recusals as an inspectors.json of before."""
    path = root / "people.json"
    listed = [{"person": who, "target": target} for who, target in recusals]
    said = {"people": people() if folk is None else list(folk), "recusals": listed}
    path.write_text(json.dumps(said, ensure_ascii=False), "utf-8")
    return path


def frozen(
    root: Path,
    *,
    folk: Sequence[dict[str, Any]] | None = None,
    recusals: Sequence[tuple[str, str]] = (),
    lines: str = LINE,
    rows: Sequence[tuple[str, ...]] = ROWS,
    more: str = "",
    under: str = "gaoqing",
) -> Any:
    """Freeze a draw with inspectors; return what the freeze reports."""
    order, register = root / "D-1.yaml", root / "register.csv"
    order.write_text(ORDER.format(lines=lines, more=more), "utf-8")
    text = "".join(f"{','.join(row)}\n" for row in rows)
    register.write_text(f"id,stratum,status,region,needs\n{text}", "utf-8")
    given = inspectors_file(root, folk, recusals)
    asked = draws.FreezeOrder(
        order, (register,), root / "s.db", root / "out", pack(under), inspectors=(given,)
    )
    return draws.freeze(asked, now=NOW)


def run(root: Path, now: datetime = NOW) -> Path:
    """Commit, reveal and run a frozen draw; return its folder."""
    out = root / "out"
    revealed(out, now)
    draws.run(out, now=now)
    return out


def drawn(root: Path, **more: Any) -> Path:
    """Freeze and run a draw with inspectors; return its folder."""
    frozen(root, **more)
    return run(root)


def read(folder: Path, name: str) -> Any:
    """Return a file of the bundle."""
    return json.loads((folder / "bundle" / name).read_bytes())

"""Both verifiers side by side on files in memory: the engine's own, and the public one without the engine."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from contextlib import redirect_stdout
from dataclasses import dataclass
from functools import cache
from io import StringIO
from pathlib import Path
from types import ModuleType
from typing import Any

import bundles
from duckdb import DuckDBPyConnection

from shuangsuiji.assignment.verify import assignment_steps
from shuangsuiji.draw.verification import to_seed
from shuangsuiji.draw.verification.verify import Verdict, verify_bundle
from shuangsuiji.ledger.checkpoint import PublicKey

Files = dict[str, bytes]
Keys = Iterable[tuple[str, str]]
"""Names and public keys that a reader knows from elsewhere."""

_STEPS = {
    "files": ("sums", "文件清单"),
    "form": ("格式",),
    "manifest": ("manifest", "names", "retry", "references", "清单文件"),
    "commitments": ("commitments", "reveals", "承诺"),
    "seed": ("beacon", "seed", "种子"),
    "log": ("log", "日志"),
    "registers": ("registers", "名册"),
    "result": ("result", "名额", "抽取", "批次", "结果"),
    "fit": ("fit", "匹配条件"),
    "assignment": ("assignment", "检查人员"),
    "overrides": ("overrides", "变更"),
}
FAMILY = {name: family for family, names in _STEPS.items() for name in names}
"""Which part of a bundle a step of either verifier judges; the public one reads all JSON first."""


@dataclass(frozen=True, slots=True)
class Side:
    """What one verifier said: how it ended, at which part of the bundle, and every line it printed."""

    end: str
    step: str | None
    said: str


def sums(files: Mapping[str, bytes]) -> Files:
    """Return the files with SHA256SUMS made anew: whoever holds a bundle can do that."""
    kept = {name: files[name] for name in sorted(files) if name != "SHA256SUMS"}
    lines = [f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in kept.items()]
    return {**kept, "SHA256SUMS": "".join(lines).encode()}


def engine(connection: DuckDBPyConnection, files: Files, trust: Keys = ()) -> Side:
    """Verify as `draw verify` does."""
    keys = [PublicKey(name, bytes.fromhex(key)) for name, key in trust]
    found = verify_bundle(connection, files, keys, assignment_steps())
    codes = [f"{f.code} {dict(f.params)}" for f in (*found.steps, *found.failures, *found.notes)]
    codes += [f"+{c.code} {dict(c.params)}" for c in found.shown]
    codes += [f"-{c.code} {dict(c.params)}" for c in found.not_shown]
    step = FAMILY[found.failed_step.removeprefix("draw/step-")] if found.failed_step else None
    return Side(found.verdict.value, step, "\n".join(codes))


_ENDS = {0: Verdict.VERIFIED.value, 1: Verdict.FAILED.value}


def public(files: Files, trust: Keys = ()) -> Side:
    """Verify as tools/verify_draw.py does, with the files handed over where it would read them."""
    tool = _tool()
    tool.read_bundle = lambda _: dict(files)
    draw, said = tool.Draw(), StringIO()
    draw.path = Path("bundle")
    draw.trusted = {(name, key) for name, key in trust}
    with redirect_stdout(said):
        code = tool.verify_bundle(draw)
    lines = said.getvalue().splitlines()
    end = _ENDS.get(code) or ("sealed" if "封存" in lines[-1] else "partial")
    step = FAMILY[lines[-1].split("步 ")[1].split("：")[0]] if code == 1 else None
    return Side(end, step, said.getvalue())


@dataclass(frozen=True, slots=True)
class Judges:
    """Both verifiers, the engine's on one connection for all bundles."""

    connection: DuckDBPyConnection

    def both(self, files: Files, trust: Keys = ()) -> tuple[Side, Side]:
        """Return what the engine and the public verifier say; SHA256SUMS is made anew."""
        whole = sums(files)
        return engine(self.connection, whole, trust), public(whole, trust)


def read(folder: Path) -> Files:
    """Return the files of a bundle."""
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def edited(files: Files, name: str, value: Any) -> Files:
    """Return the files with one of them spelled anew."""
    return {**files, name: bundles.canonical(value)}


def value(files: Files, name: str) -> Any:
    """Return what a JSON file says."""
    return json.loads(files[name])


@cache
def _tool() -> ModuleType:
    """Return the public verifier; a signature that was verified once is not computed again."""
    tool = bundles.load()
    tool.is_signed = cache(tool.is_signed)
    to_seed.is_beacons = cache(to_seed.is_beacons)
    return tool

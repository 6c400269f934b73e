"""A freeze in the making: what was handed in, and what its parts share."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from duckdb import DuckDBPyConnection

from shuangsuiji.draw.registers.eligibility import Choice
from shuangsuiji.draw.spec import DrawSpec
from shuangsuiji.findings import Location
from shuangsuiji.packs.rulepack import RulePack
from shuangsuiji.workflow.draw_files import DrawFolder


@dataclass(frozen=True, slots=True)
class PackRecord:
    """The resolved pack that the draw is made under: pack.json as bytes."""

    id: str
    as_of: date
    data: bytes
    rules: RulePack | None = None
    """What decides who may be drawn; without it only a prepared register can be read."""


@dataclass(frozen=True, slots=True)
class FreezeOrder:
    """What an operator hands in to have a draw frozen.

    `answers` says, per reason, what becomes of targets whose eligibility cannot be told; `previous` are
    registers of an earlier bundle, in the same order, that these are held against; `inspectors` the
    files that tell of the people who will be matched.
    """

    spec: Path
    registers: tuple[Path, ...]
    store: str | Path
    out: Path
    pack: PackRecord
    plan: Path | None = None
    answers: Mapping[str, Choice] = field(default_factory=dict)
    previous: tuple[Path, ...] = ()
    inspectors: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Freezing:
    """What the parts of a freeze share."""

    order: FreezeOrder
    spec: DrawSpec
    connection: DuckDBPyConnection
    spool: Path
    inspectors: bytes | None = None
    """inspectors.json, once registers and people are read."""

    @property
    def folder(self) -> DrawFolder:
        """Where the draw's files will stand."""
        return DrawFolder(self.order.out)

    @property
    def place(self) -> Location:
        """The draw order's file."""
        return Location(str(self.order.spec))


def table_of(number: int) -> str:
    """Return what the table of a register is called."""
    return f"frozen_{number}"

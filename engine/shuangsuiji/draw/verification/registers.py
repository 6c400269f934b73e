"""The register's part of a verification: its lines, its root, its counts."""

from dataclasses import dataclass

from duckdb import DuckDBPyConnection

from shuangsuiji.draw.bundle import MANIFEST, Files, pieces, register_name, whole
from shuangsuiji.draw.manifest import LineEntry, Manifest, RegisterEntry
from shuangsuiji.draw.registers.checks import off_filter_findings, register_findings
from shuangsuiji.draw.registers.delta import Delta, check_delta, delta_name
from shuangsuiji.draw.registers.lines import read_lines
from shuangsuiji.draw.registers.snapshot import Snapshot, StratumCount, count_strata, take_snapshot
from shuangsuiji.findings import Finding, Location, Refusal, problem, refuse


@dataclass(frozen=True, slots=True)
class RegisterCheck:
    """A register of the bundle: its table, whether all of it is there, what changed since the one before."""

    table: str
    lines: int
    is_whole: bool
    delta: Delta | None = None


def register_table(number: int) -> str:
    """Return the table that a register of a bundle is read into."""
    return f"draw_register_{number}"


def check_register(
    connection: DuckDBPyConnection, files: Files, manifest: Manifest, number: int
) -> RegisterCheck:
    """Read a register into a table and return what it is; Refusal where it is not the frozen one.

    Of a register with lines left out only what is there is checked: it is not whole.
    """
    name, table = register_name(number), register_table(number)
    if name not in files:
        raise refuse("draw/file-missing", Location(name), file=name)
    entry = manifest.registers[number - 1]
    read_lines(connection, table, pieces(files[name]), name, entry.lines)
    found = _row_findings(connection, table, manifest, number)
    if found:
        raise Refusal(found)
    (lines,) = connection.execute(f"SELECT count(*) FROM {table}").fetchall()[0]
    if lines < entry.lines:
        return RegisterCheck(table, lines, is_whole=False)
    _check_root(take_snapshot(connection, table, manifest.hash), entry, name)
    counts = count_strata(connection, table)
    differing = [
        f for line in manifest.lines if line.register_ == number for f in _differing(line, counts)
    ]
    if differing:
        raise Refusal(differing)
    changes, before = delta_name(number), entry.previous_root
    if before is None or changes not in files:
        return RegisterCheck(table, lines, is_whole=True)
    delta = check_delta(connection, table, manifest.hash, whole(files[changes]), changes, before)
    return RegisterCheck(table, lines, is_whole=True, delta=delta)


def _row_findings(
    connection: DuckDBPyConnection, table: str, manifest: Manifest, number: int
) -> tuple[Finding, ...]:
    name, ids = register_name(number), manifest.registers[number - 1].ids
    lines = [line for line in manifest.lines if line.register_ == number]
    undirected = [line.line for line in lines if line.mode.kind == "undirected"]

    def place(row: int) -> Location:
        return Location(name, line=row)

    return (
        *register_findings(connection, table, ids, place),
        *off_filter_findings(connection, table, undirected, place),
    )


def _check_root(found: Snapshot, entry: RegisterEntry, name: str) -> None:
    if found.lines != entry.lines:
        params = {"found": found.lines, "expected": entry.lines}
        raise refuse("draw/register-lines", Location(name), **params)
    if (found.digits, found.root) != (entry.digits, entry.root):
        raise refuse("draw/root-differs", Location(name), found=found.root, expected=entry.root)


def _differing(line: LineEntry, counts: tuple[StratumCount, ...]) -> list[Finding]:
    stated = {s.id: s.counts for s in line.strata}
    counted = {c.id: c for c in counts}
    return [
        problem("draw/counts-differ", Location(MANIFEST), line=line.line, stratum=name)
        for name in sorted({*stated, *counted})
        if stated.get(name) != counted.get(name)
    ]

"""What changed between a register and the one before it (delta-<n>.json): whole lines, all of them."""

from duckdb import DuckDBPyConnection
from pydantic import Field

from shuangsuiji.digest import HashName
from shuangsuiji.draw.fields import DrawFile, Text
from shuangsuiji.draw.records import parsed
from shuangsuiji.draw.registers.lines import read_lines
from shuangsuiji.draw.registers.snapshot import LINE, take_snapshot
from shuangsuiji.findings import Location, refuse

MOST_CHANGES = 1_000_000


class Moved(DrawFile):
    """A target that stands in both registers with another stratum or status."""

    from_: Text = Field(alias="from")
    id: Text
    to: Text


class Delta(DrawFile):
    """delta-<n>.json: lines sorted, what moved by id."""

    added: tuple[Text, ...]
    moved: tuple[Moved, ...]
    removed: tuple[Text, ...]

    @property
    def before(self) -> set[str]:
        """The lines that only the register before has."""
        return {*self.removed, *(m.from_ for m in self.moved)}

    @property
    def after(self) -> set[str]:
        """The lines that only this register has."""
        return {*self.added, *(m.to for m in self.moved)}


def delta_name(number: int) -> str:
    """Return what the file of a register's changes is called."""
    return f"delta-{number}.json"


def make_delta(connection: DuckDBPyConnection, before: str, after: str, file: str) -> Delta:
    """Return what changed from one table of a register to another; Refusal where it is too much.

    `file` is the register before, for what is told.
    """
    both = f"{after} a FULL JOIN {before} b USING (id)"
    # Two lines of one id differ where either part does; no part holds a bar.
    changed = "a.stratum <> b.stratum OR a.status <> b.status"
    changed = f"a.stratum IS NULL OR b.stratum IS NULL OR {changed}"
    (n,) = connection.execute(f"SELECT count(*) FROM {both} WHERE {changed}").fetchall()[0]
    if n > MOST_CHANGES:
        raise refuse("draw/delta-large", Location(file), n=n, limit=MOST_CHANGES)
    rows = connection.execute(
        f"""SELECT id, id || '|' || b.stratum || '|' || b.status,
                   id || '|' || a.stratum || '|' || a.status
            FROM {both} WHERE {changed} ORDER BY id"""
    ).fetchall()
    return Delta(
        added=tuple(sorted(new for _, old, new in rows if old is None)),
        moved=tuple(
            Moved(from_=old, id=id_, to=new)
            for id_, old, new in rows
            if old is not None and new is not None
        ),
        removed=tuple(sorted(old for _, old, new in rows if new is None)),
    )


def check_delta(
    connection: DuckDBPyConnection, table: str, name: HashName, data: bytes, file: str, root: str
) -> Delta:
    """Return the delta in a file; Refusal unless it leads from `root` to the register in `table`."""
    delta = parsed(Delta, data, file)
    _undo(connection, table, delta, file)
    found = take_snapshot(connection, "draw_before", name).root
    # Made anew, it must be the same: no line both added and removed, nothing that did not change.
    if found != root or make_delta(connection, "draw_before", table, file) != delta:
        raise refuse("draw/delta-differs", Location(file), found=found, expected=root)
    connection.execute("DROP TABLE draw_before")
    return delta


def _undo(connection: DuckDBPyConnection, table: str, delta: Delta, file: str) -> None:
    """Make the register before, from this one and what changed since, as table `draw_before`."""
    lines = "".join(f"{line}\n" for line in sorted(delta.before))
    read_lines(connection, "draw_before", [lines.encode()] if lines else [], file)
    connection.execute(
        f"""INSERT INTO draw_before SELECT id, stratum, status, 0 FROM {table}
            WHERE {LINE} NOT IN (SELECT unnest($1::VARCHAR[]))""",
        [sorted(delta.after)],
    )

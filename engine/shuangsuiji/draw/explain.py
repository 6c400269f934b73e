"""One target in a draw: where its register has it, which number it got, what that number came to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from duckdb import DuckDBPyConnection

from shuangsuiji.digest import HashName, stream_key, ticket
from shuangsuiji.draw.bundle import MANIFEST
from shuangsuiji.draw.manifest import LineEntry, Manifest
from shuangsuiji.draw.quotas import number_spans
from shuangsuiji.draw.records import DrawnStratum, Result
from shuangsuiji.draw.text import ELIGIBLE, folded
from shuangsuiji.draw.tickets import Drawn, place_of
from shuangsuiji.findings import Location, refuse

_BATCH = 100_000


@dataclass(frozen=True, slots=True)
class Number:
    """A target's number (摇号号码) in one line's draw, and how far it reached.

    `key` with a bar and the id is the text whose hash the ticket is; `purpose` what the key is made
    for. `place` counts from 1 among the eligible of the stratum, None where some are missing.
    """

    purpose: str
    key: str
    ticket: str
    place: int | None
    drawn: int
    threshold: str | None
    batch: int | None

    @property
    def is_drawn(self) -> bool:
        """Whether the target was drawn."""
        return self.batch is not None


@dataclass(frozen=True, slots=True)
class Entry:
    """A target as one plan line sees it; `number` is None where it took no part or nothing is drawn.

    Whatever the seed, the line draws at least `low` and at most `high` of the stratum's `eligible`.
    """

    line: str
    register: int
    row: int
    stratum: str
    status: str
    eligible: int
    low: int
    high: int
    number: Number | None = None

    @property
    def is_eligible(self) -> bool:
        """Whether the target took part."""
        return self.status == ELIGIBLE

    @property
    def is_certain(self) -> bool:
        """Whether it was to be drawn whatever the seed."""
        return self.is_eligible and self.low == self.eligible

    @property
    def is_impossible(self) -> bool:
        """Whether it could not be drawn whatever the seed."""
        return self.is_eligible and self.high == 0


@dataclass(frozen=True, slots=True)
class DrawnBundle:
    """A verified bundle: its registers in tables, in the manifest's order; no result while sealed."""

    connection: DuckDBPyConnection
    tables: Sequence[str]
    manifest: Manifest
    result: Result | None

    def is_whole(self, register: int) -> bool:
        """Whether all lines of a register are there."""
        table = self.tables[register - 1]
        (lines,) = self.connection.execute(f"SELECT count(*) FROM {table}").fetchall()[0]
        return bool(lines == self.manifest.registers[register - 1].lines)


def explain_target(bundle: DrawnBundle, id_: str) -> tuple[Entry, ...]:
    """Return the target's entry in each plan line whose register has it, lines in order."""
    return tuple(
        entry
        for index, line in enumerate(bundle.manifest.lines)
        for entry in _entries(bundle, index, line, id_)
    )


def look_alikes(connection: DuckDBPyConnection, table: str, id_: str) -> tuple[str, ...]:
    """Return other ids of a register that are this one after NFKC and upper case, sorted."""
    key = folded(id_)
    rows = connection.execute(
        f"""SELECT id FROM {table} WHERE id <> $1
            AND (upper(id) = $2 OR NOT regexp_full_match(id, '[ -~]*'))""",
        [id_, key],
    )
    found: set[str] = set()
    while batch := rows.fetchmany(_BATCH):
        found.update(text for (text,) in batch if folded(text) == key)
    return tuple(sorted(found))


def _entries(bundle: DrawnBundle, index: int, line: LineEntry, id_: str) -> Iterator[Entry]:
    rows = bundle.connection.execute(
        f"SELECT _row, stratum, status FROM {bundle.tables[line.register_ - 1]} WHERE id = $1",
        [id_],
    ).fetchall()
    spans = dict(zip((s.id for s in line.strata), number_spans(line), strict=True))
    eligible = {s.id: s.eligible for s in line.strata}
    for row, stratum, status in rows:
        if stratum not in spans:  # nothing else looks at it where a part of a sealed draw is given
            raise refuse("draw/counts-differ", Location(MANIFEST), line=line.line, stratum=stratum)
        low, high = spans[stratum]
        takes_part = status == ELIGIBLE and bundle.result is not None
        yield Entry(
            line=line.line,
            register=line.register_,
            row=row,
            stratum=stratum,
            status=status,
            eligible=eligible[stratum],
            low=low,
            high=high,
            number=_number(bundle, index, stratum, id_) if takes_part else None,
        )


def _number(bundle: DrawnBundle, index: int, stratum: str, id_: str) -> Number:
    manifest, line = bundle.manifest, bundle.manifest.lines[index]
    if bundle.result is None:
        raise RuntimeError("a sealed draw has no numbers yet")
    drawn = next(s for s in bundle.result.lines[index].strata if s.id == stratum)
    purpose = f"target/{line.group}"
    key = stream_key(manifest.hash, bundle.result.seed, purpose)
    own = Drawn(ticket(manifest.hash, key, id_), id_)
    return Number(
        purpose=purpose,
        key=key,
        ticket=own.ticket,
        place=_place(bundle, line, manifest.hash, key, drawn, own),
        drawn=drawn.n,
        threshold=drawn.threshold,
        batch=next((t.batch for t in drawn.drawn if t.id == id_), None),
    )


def _place(
    bundle: DrawnBundle, line: LineEntry, name: HashName, key: str, drawn: DrawnStratum, own: Drawn
) -> int | None:
    """Return the target's place, which only a whole register can tell."""
    if not bundle.is_whole(line.register_):
        return None
    ids = [target.id for target in drawn.drawn]
    if own.id in ids:
        return ids.index(own.id) + 1
    table = bundle.tables[line.register_ - 1]
    return place_of(bundle.connection, table, name, key, drawn.id, own)

"""What is recorded of draws: each step is one event and the rows that it changes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, RowMapping

from shuangsuiji.store import tables
from shuangsuiji.store.events import Event, append


@dataclass(frozen=True, slots=True)
class DrawRow:
    """A frozen draw as recorded; `text` is its manifest.json, `folder` where its files are."""

    counter: int
    draw: str
    manifest: str
    text: str
    folder: str
    state: str


@dataclass(frozen=True, slots=True)
class CommitmentRow:
    """What a party committed to."""

    party: str
    hash: str
    signature: str | None


@dataclass(frozen=True, slots=True)
class Log:
    """The record within one transaction of the store: `at` and `who` go into every event."""

    connection: Connection
    at: str = ""
    who: str = ""

    def last_counter(self) -> int:
        """Return the counter of the last draw; 0 before the first."""
        return int(self._one(sa.select(sa.func.coalesce(sa.func.max(tables.draw.c.counter), 0))))

    def draw_with(self, manifest: str) -> DrawRow | None:
        """Return the draw with this manifest hash."""
        return self._draw(tables.draw.c.manifest == manifest)

    def draw_at(self, counter: int) -> DrawRow | None:
        """Return the draw with this counter."""
        return self._draw(tables.draw.c.counter == counter)

    def draw_named(self, draw: str) -> DrawRow | None:
        """Return the latest draw with this id."""
        return self._draw(tables.draw.c.draw == draw)

    def open_draws(self) -> tuple[DrawRow, ...]:
        """Return all open draws, oldest first."""
        query = sa.select(tables.draw).where(tables.draw.c.state == "open")
        rows = self.connection.execute(query.order_by(tables.draw.c.counter)).mappings()
        return tuple(_draw_row(row) for row in rows)

    def draws(self) -> tuple[DrawRow, ...]:
        """Return all draws, oldest first."""
        query = sa.select(tables.draw).order_by(tables.draw.c.counter)
        return tuple(_draw_row(row) for row in self.connection.execute(query).mappings())

    def draws_of_line(self, line: str) -> tuple[DrawRow, ...]:
        """Return all draws of a plan line, oldest first."""
        query = (
            sa.select(tables.draw)
            .join(tables.line, tables.line.c.counter == tables.draw.c.counter)
            .where(tables.line.c.line == line)
            .order_by(tables.draw.c.counter)
        )
        return tuple(_draw_row(row) for row in self.connection.execute(query).mappings())

    def commitments(self, counter: int) -> dict[str, CommitmentRow]:
        """Return the commitments of a draw by party, in the order they were recorded."""
        t = tables.commitment
        query = sa.select(t.c.party, t.c.hash, t.c.signature).where(t.c.counter == counter)
        rows = self.connection.execute(query.order_by(t.c.recorded_by))
        return {party: CommitmentRow(party, hash_, signed) for party, hash_, signed in rows}

    def nonces(self, counter: int) -> dict[str, str]:
        """Return the revealed nonces of a draw by party, in the order they were recorded."""
        t = tables.reveal
        query = sa.select(t.c.party, t.c.nonce).where(t.c.counter == counter)
        rows = self.connection.execute(query.order_by(t.c.recorded_by))
        return {party: nonce for party, nonce in rows}  # noqa: C416  (dict() of rows is untyped)

    def deposits(self, counter: int) -> tuple[str, ...]:
        """Return the parties of a withheld draw that handed in their nonces closed."""
        t = tables.deposit
        query = sa.select(t.c.party).where(t.c.counter == counter).order_by(t.c.recorded_by)
        return tuple(self.connection.execute(query).scalars())

    def opened(self, counter: int) -> str | None:
        """Return the nonce that a withheld draw was opened with; None before that."""
        t = tables.opening
        query = sa.select(t.c.nonce).where(t.c.counter == counter)
        return self.connection.execute(query).scalar_one_or_none()

    def sealed_draws(self) -> tuple[DrawRow, ...]:
        """Return the withheld draws that are drawn and not opened yet, oldest first."""
        held, opened = sa.select(tables.deposit.c.counter), sa.select(tables.opening.c.counter)
        d = tables.draw
        query = sa.select(d).where(
            d.c.state == "drawn", d.c.counter.in_(held), d.c.counter.not_in(opened)
        )
        rows = self.connection.execute(query.order_by(d.c.counter)).mappings()
        return tuple(_draw_row(row) for row in rows)

    def not_before(self) -> str | None:
        """Return when the last event of a draw was, if somebody signed this log: its times never go back."""
        e = tables.event.c
        if self.connection.execute(sa.select(tables.checkpoint.c.size).limit(1)).first() is None:
            return None
        query = sa.select(e.at).where(e.draw.is_not(None)).order_by(e.n.desc()).limit(1)
        return self.connection.execute(query).scalar_one_or_none()

    def is_begun(self, counter: int) -> bool:
        """Return whether a nonce of a draw was shown or handed in closed."""
        return bool(self.nonces(counter) or self.deposits(counter))

    def record_freeze(self, row: DrawRow, lines: tuple[str, ...], roots: tuple[str, ...]) -> None:
        """Record a freeze: the draw is open from now on, and so are its lines."""
        said = {"counter": row.counter, "lines": list(lines), "registers": list(roots)}
        n = self._append("freeze", row, said)
        self._insert(
            tables.draw,
            counter=row.counter,
            draw=row.draw,
            manifest=row.manifest,
            text=row.text,
            folder=row.folder,
            state="open",
            frozen_by=n,
        )
        for name in lines:
            self._insert(tables.line, counter=row.counter, line=name)
            self._insert(tables.open_line, counter=row.counter, line=name)

    def record_commit(self, row: DrawRow, commitment: CommitmentRow) -> None:
        """Record a party's commitment."""
        said = {
            "hash": commitment.hash,
            "party": commitment.party,
            "signature": commitment.signature,
        }
        n = self._append("commit", row, said)
        values = {"counter": row.counter, **said, "recorded_by": n}
        self._insert(tables.commitment, **values)

    def record_reveal(self, row: DrawRow, party: str, nonce: str) -> None:
        """Record a party's nonce."""
        n = self._append("reveal", row, {"nonce": nonce, "party": party})
        self._insert(tables.reveal, counter=row.counter, party=party, nonce=nonce, recorded_by=n)

    def record_deposit(self, row: DrawRow, party: str) -> None:
        """Record that a party handed in its nonce closed; the nonce itself is recorded nowhere."""
        n = self._append("deposit", row, {"party": party})
        self._insert(tables.deposit, counter=row.counter, party=party, recorded_by=n)

    def record_open(self, row: DrawRow, party: str, nonce: str, sums: str) -> None:
        """Record the nonce that was withheld, and the hash of the bundle that is published with it."""
        n = self._append("open", row, {"nonce": nonce, "party": party, "sums": sums})
        self._insert(tables.opening, counter=row.counter, party=party, nonce=nonce, recorded_by=n)

    def record_result(self, row: DrawRow, result: str, seed: str | None, sums: str | None) -> None:
        """Record the hashes of a drawn bundle, the result's alone while it is withheld: the draw is closed."""
        self._append("result", row, {"result": result, "seed": seed, "sums": sums})
        self._close(row, "drawn")

    def record_abort(self, row: DrawRow, reason: str, approver: str) -> None:
        """Record that a draw was given up: it is closed and stays on the record."""
        self._append("abort", row, {"approver": approver, "reason": reason})
        self._close(row, "aborted")

    def _append(self, kind: str, row: DrawRow, said: Mapping[str, object]) -> int:
        event = Event(self.at, kind, self.who, {**said, "manifest": row.manifest}, row.draw)
        return append(self.connection, event)

    def _close(self, row: DrawRow, state: str) -> None:
        t, lines = tables.draw, tables.open_line
        self.connection.execute(sa.update(t).where(t.c.counter == row.counter).values(state=state))
        self.connection.execute(sa.delete(lines).where(lines.c.counter == row.counter))

    def _insert(self, table: sa.Table, **values: object) -> None:
        self.connection.execute(sa.insert(table).values(**values))

    def _draw(self, condition: sa.ColumnElement[bool]) -> DrawRow | None:
        query = sa.select(tables.draw).where(condition).order_by(tables.draw.c.counter.desc())
        row = self.connection.execute(query.limit(1)).mappings().first()
        return _draw_row(row) if row else None

    def _one(self, query: sa.Select[Any]) -> Any:
        return self.connection.execute(query).scalar_one()


def _draw_row(row: RowMapping) -> DrawRow:
    return DrawRow(
        row["counter"], row["draw"], row["manifest"], row["text"], row["folder"], row["state"]
    )

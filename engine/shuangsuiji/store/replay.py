"""The rows of draws follow from the events: made anew from a log, and held against those that are there."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from shuangsuiji.store import tables
from shuangsuiji.store.draws import CommitmentRow, DrawRow, Log
from shuangsuiji.store.events import Event

PLAIN = (
    *("decide", "decision", "review"),
    *("task", "assign", "disqualify", "replace", "sealed"),  # what follows a draw
)
"""Events that change no row beside their own."""


@dataclass(slots=True)
class Followed:
    """What the events say of draws; states by counter, the others by counter and name."""

    draws: dict[int, tuple[str, str]] = field(default_factory=dict)
    states: dict[int, str] = field(default_factory=dict)
    lines: set[tuple[int, str]] = field(default_factory=set)
    commitments: dict[tuple[int, str], tuple[str, str | None]] = field(default_factory=dict)
    nonces: dict[tuple[int, str], str] = field(default_factory=dict)
    deposits: set[tuple[int, str]] = field(default_factory=set)
    openings: dict[tuple[int, str], str] = field(default_factory=dict)
    _counters: dict[str, int] = field(default_factory=dict)

    def follow(self, event: Event) -> None:
        """Take in the next event."""
        body: Mapping[str, Any] = event.body
        if event.kind == "freeze":
            counter = body["counter"]
            self.draws[counter] = (event.draw or "", body["manifest"])
            self.states[counter] = "open"
            self._counters[body["manifest"]] = counter
            self.lines.update((counter, line) for line in body["lines"])
        elif event.kind == "commit":
            key = (self._counters[body["manifest"]], body["party"])
            self.commitments[key] = (body["hash"], body["signature"])
        elif event.kind == "reveal":
            self.nonces[self._counters[body["manifest"]], body["party"]] = body["nonce"]
        elif event.kind == "deposit":
            self.deposits.add((self._counters[body["manifest"]], body["party"]))
        elif event.kind == "open":
            self.openings[self._counters[body["manifest"]], body["party"]] = body["nonce"]
        elif event.kind in ("result", "abort"):
            state = "drawn" if event.kind == "result" else "aborted"
            self.states[self._counters[body["manifest"]]] = state

    def open_lines(self) -> set[tuple[int, str]]:
        """Return the lines of the draws that are open."""
        return {(n, line) for n, line in self.lines if self.states[n] == "open"}


def differing(connection: Connection, followed: Followed) -> Iterator[str]:
    """Yield the names of the tables that say something else than the events."""
    d, c, r = tables.draw.c, tables.commitment.c, tables.reveal.c
    found = Followed()
    for counter, name, manifest, state in connection.execute(
        sa.select(d.counter, d.draw, d.manifest, d.state)
    ):
        found.draws[counter], found.states[counter] = (name, manifest), state
    for counter, party, hash_, signed in connection.execute(
        sa.select(c.counter, c.party, c.hash, c.signature)
    ):
        found.commitments[counter, party] = (hash_, signed)
    for counter, party, nonce in connection.execute(sa.select(r.counter, r.party, r.nonce)):
        found.nonces[counter, party] = nonce
    held, o = tables.deposit.c, tables.opening.c
    rows = connection.execute(sa.select(held.counter, held.party))
    found.deposits = {(counter, party) for counter, party in rows}
    for counter, party, nonce in connection.execute(sa.select(o.counter, o.party, o.nonce)):
        found.openings[counter, party] = nonce
    found.lines = _lines(connection, tables.line)
    if (found.draws, found.states) != (followed.draws, followed.states):
        yield "draw"
    if found.lines != followed.lines:
        yield "line"
    if _lines(connection, tables.open_line) != followed.open_lines():
        yield "open_line"
    if found.commitments != followed.commitments:
        yield "commitment"
    if found.nonces != followed.nonces:
        yield "reveal"
    if found.deposits != followed.deposits:
        yield "deposit"
    if found.openings != followed.openings:
        yield "opening"


def _lines(connection: Connection, table: sa.Table) -> set[tuple[int, str]]:
    rows = connection.execute(sa.select(table.c.counter, table.c.line))
    return {(counter, line) for counter, line in rows}


def replay(connection: Connection, event: Event, draws: Mapping[str, DrawRow]) -> None:
    """Record an event of another store as it was recorded there; `draws` are its draws by manifest.

    KeyError where the event's kind, or its draw, is none that is known here.
    """
    log, body = Log(connection, event.at, event.who), event.body
    step = _STEPS[event.kind]
    step(log, draws[str(body["manifest"])], body)


_STEPS: dict[str, Callable[[Log, DrawRow, Mapping[str, Any]], None]] = {
    "freeze": lambda log, row, body: log.record_freeze(
        row, tuple(body["lines"]), tuple(body["registers"])
    ),
    "commit": lambda log, row, body: log.record_commit(
        row, CommitmentRow(body["party"], body["hash"], body["signature"])
    ),
    "reveal": lambda log, row, body: log.record_reveal(row, body["party"], body["nonce"]),
    "deposit": lambda log, row, body: log.record_deposit(row, body["party"]),
    "open": lambda log, row, body: log.record_open(row, body["party"], body["nonce"], body["sums"]),
    "result": lambda log, row, body: log.record_result(
        row, body["result"], body["seed"], body["sums"]
    ),
    "abort": lambda log, row, body: log.record_abort(row, body["reason"], body["approver"]),
}

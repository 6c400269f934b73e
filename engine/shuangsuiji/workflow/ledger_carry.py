"""ledger export, import: a log leaves a store as files, and is recorded anew in an empty one."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy.engine import Connection
from sqlalchemy.exc import StatementError

from shuangsuiji.digest import canonical, digest
from shuangsuiji.draw.fields import instant_text
from shuangsuiji.findings import Location, refuse
from shuangsuiji.ledger.checkpoint import parse_checkpoint
from shuangsuiji.report.files import write_whole
from shuangsuiji.report.ledger import LedgerReport
from shuangsuiji.store import (
    PLAIN,
    DrawRow,
    Log,
    append,
    checkpoints,
    open_store,
    raw_lines,
    record_checkpoint,
    replay,
    size,
    stored_root,
)
from shuangsuiji.workflow.draw_files import new_folder, place_folder, read_small
from shuangsuiji.workflow.draw_log import clock, is_url
from shuangsuiji.workflow.ledger_lines import (
    CHECKPOINT,
    DRAWS,
    EARLIER,
    LOG,
    event_of,
    opened_log,
)
from shuangsuiji.workflow.ledger_papers import told
from shuangsuiji.workflow.ledger_verify import verify

_DRAW_TYPES = [int, str, str, str, str]
"""Of counter, draw, folder, manifest, text."""


def export(where: str, folder: Path) -> LedgerReport:
    """Write the log, its checkpoints and its draws' manifests into a new folder, whole or not at all."""
    if folder.exists():
        raise refuse("ledger/folder-taken", Location(str(folder)))
    with open_store(where) as store, store.reading() as connection, new_folder(folder) as made:
        count = size(connection)
        write_whole(made / LOG, lambda: (line + b"\n" for line in raw_lines(connection)))
        write_whole(made / DRAWS, b"".join(_draw_lines(connection)))
        signed = list(checkpoints(connection))
        for n, note in signed[:-1]:
            write_whole(made / EARLIER / f"{n}.txt", str(note).encode())
        for _, note in signed[-1:]:
            write_whole(made / CHECKPOINT, str(note).encode())
        place_folder(made, folder)
        name = store.name
    said = told("ledger/told-exported", name, n=count, folder=str(folder), signed=len(signed))
    return LedgerReport((said,), {"size": count, "checkpoints": len(signed)})


def _draw_lines(connection: Connection) -> Iterator[bytes]:
    for row in Log(connection).draws():
        kept = asdict(row)
        del kept["state"]  # it follows from the events
        yield canonical(kept) + b"\n"


def import_(
    folder: Path, where: str, trust: Path | None = None, *, now: datetime | None = None
) -> LedgerReport:
    """Verify an exported log, then record it in a store that is new or empty; all of it, or nothing."""
    if not folder.is_dir():
        raise refuse("ledger/no-folder", Location(str(folder)))
    report = verify(str(folder), trust)
    if report.exit_code:
        return report
    draws = _draws(folder)
    if not is_url(where) and Path(where).exists():
        raise refuse("ledger/store-taken", Location(where))
    with open_store(where, create=True) as store, store.writing() as connection:
        if size(connection):
            raise refuse("ledger/store-taken", Location(store.name))
        with opened_log(str(folder)) as log:
            for n, line in enumerate(log.lines, 1):
                _record(connection, folder, n, line, draws)
            if stored_root(connection, size(connection)).hex() != report.record["root"]:
                raise refuse("ledger/not-repeated", Location(str(folder)))
            for _, note in log.checkpoints:
                count = parse_checkpoint(note.text).size
                record_checkpoint(connection, count, note, instant_text(clock(now)))
        count = size(connection)
    done = told("ledger/told-imported", store.name, n=count, store=store.name)
    return LedgerReport((*report.said, done), report.record)


def _record(
    connection: Connection, folder: Path, n: int, line: bytes, draws: dict[str, DrawRow]
) -> None:
    event = event_of(line)
    assert event is not None, "verified above"
    place = Location(str(folder / LOG), line=n)
    if event.kind in PLAIN:
        append(connection, event)
        return
    try:
        replay(connection, event, draws)
    except (KeyError, TypeError) as error:
        raise refuse("ledger/kind", place, kind=event.kind, n=n) from error
    except StatementError as error:
        found = str(error.orig).splitlines()[0]
        raise refuse("ledger/rule", place, kind=event.kind, n=n, found=found) from error


def _draws(folder: Path) -> dict[str, DrawRow]:
    """Return the draws by manifest; Refusal where a manifest is not the one that the log names."""
    found = {}
    path = folder / DRAWS
    for n, line in enumerate(read_small(path).splitlines(), 1):
        place = Location(str(path), line=n)
        try:
            said: dict[str, Any] = json.loads(line)
            is_whole = [type(said[key]) for key in sorted(said)] == _DRAW_TYPES
            row = DrawRow(**said, state="open")
            is_own = is_whole and digest(json.loads(row.text)["hash"], row.text) == row.manifest
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise refuse("ledger/draw-line", place) from error
        if not is_own:
            raise refuse("ledger/draw-line", place)
        found[row.manifest] = row
    return found

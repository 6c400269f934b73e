"""The log line by line, from a store or from an exported folder, as `ledger verify` reads it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import NoneType
from typing import Any

from sqlalchemy.engine import Connection

from shuangsuiji.digest import canonical
from shuangsuiji.findings import Location, refuse, why_not_opened
from shuangsuiji.ledger.note import Note
from shuangsuiji.store import Event, checkpoints, leaves, open_store, raw_lines
from shuangsuiji.workflow.ledger_papers import formed, read_checkpoint

LOG, CHECKPOINT, EARLIER, DRAWS = "log.jsonl", "checkpoint.txt", "earlier", "draws.jsonl"
_KEYS: dict[str, tuple[type, ...]] = {
    "at": (str,),
    "body": (dict,),
    "draw": (str, NoneType),
    "kind": (str,),
    "n": (int,),
    "who": (str,),
}


@dataclass(frozen=True, slots=True)
class LogSource:
    """A log to be read: its lines, the tree's hashes beside them if a store has any, its checkpoints."""

    name: str
    lines: Iterator[bytes]
    leaves: Iterator[tuple[int, tuple[str, ...]]] | None
    checkpoints: tuple[tuple[str, Note], ...]
    connection: Connection | None = None


@contextmanager
def opened_log(where: str) -> Iterator[LogSource]:
    """Yield the log of a store, or of a folder that `ledger export` wrote."""
    if "://" not in where and Path(where).is_dir():
        yield _folder(Path(where))
        return
    with open_store(where) as store, store.reading() as connection:
        kept = formed(store.name, lambda: tuple(checkpoints(connection)))
        signed = tuple((store.name, note) for _, note in kept)
        yield LogSource(store.name, raw_lines(connection), leaves(connection), signed, connection)


def _folder(folder: Path) -> LogSource:
    papers = [*sorted((folder / EARLIER).glob("*.txt")), folder / CHECKPOINT]
    signed = tuple((str(p), read_checkpoint(p)[1]) for p in papers if p.is_file())
    return LogSource(str(folder), _file_lines(folder / LOG), None, signed)


def _file_lines(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            for line in file:
                yield line.removesuffix(b"\n") if line.endswith(b"\n") else line + b"\n"
    except OSError as error:
        raise refuse("file/unreadable", Location(str(path)), found=why_not_opened(error)) from error


def event_of(line: bytes) -> Event | None:
    """Return the event of a line; None where it is none, or is spelt in another way than the one."""
    try:
        said: Any = json.loads(line)
        if canonical(said) != line or not isinstance(said, dict) or set(said) != set(_KEYS):
            return None
    except (ValueError, RecursionError):
        return None
    if not all(type(said[key]) in kinds for key, kinds in _KEYS.items()):  # true is no number
        return None
    return Event(said["at"], said["kind"], said["who"], said["body"], said["draw"], said["n"])

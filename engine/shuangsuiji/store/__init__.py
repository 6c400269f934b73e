"""The store (台账库): one append-only table of events, the tree over it, and what keeps draws in order."""

from shuangsuiji.store.checkpoints import (
    checkpoint,
    checkpoints,
    last_checkpoint,
    record_checkpoint,
)
from shuangsuiji.store.database import Store, open_store
from shuangsuiji.store.draws import CommitmentRow, DrawRow, Log
from shuangsuiji.store.events import (
    Event,
    append,
    event_number,
    events,
    export_events,
    log_line,
    raw_lines,
)
from shuangsuiji.store.leaves import leaves, size, stored_nodes, stored_root
from shuangsuiji.store.replay import PLAIN, Followed, differing, replay

__all__ = [
    "PLAIN",
    "CommitmentRow",
    "DrawRow",
    "Event",
    "Followed",
    "Log",
    "Store",
    "append",
    "checkpoint",
    "checkpoints",
    "differing",
    "event_number",
    "events",
    "export_events",
    "last_checkpoint",
    "leaves",
    "log_line",
    "open_store",
    "raw_lines",
    "record_checkpoint",
    "replay",
    "size",
    "stored_nodes",
    "stored_root",
]

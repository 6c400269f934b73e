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
)
from shuangsuiji.store.leaves import leaves, size, stored_nodes, stored_root

__all__ = [
    "CommitmentRow",
    "DrawRow",
    "Event",
    "Log",
    "Store",
    "append",
    "checkpoint",
    "checkpoints",
    "event_number",
    "events",
    "export_events",
    "last_checkpoint",
    "leaves",
    "log_line",
    "open_store",
    "record_checkpoint",
    "size",
    "stored_nodes",
    "stored_root",
]

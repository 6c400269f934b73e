"""The store (台账库): one append-only table of events, and what keeps draws in their order."""

from shuangsuiji.store.database import Store, open_store
from shuangsuiji.store.draws import CommitmentRow, DrawRow, Log
from shuangsuiji.store.events import Event, append, events, export_events

__all__ = [
    "CommitmentRow",
    "DrawRow",
    "Event",
    "Log",
    "Store",
    "append",
    "events",
    "export_events",
    "open_store",
]

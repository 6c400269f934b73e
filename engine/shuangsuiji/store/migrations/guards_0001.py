"""The triggers of migration 0001, in the words of SQLite and of PostgreSQL: the same rules."""

from shuangsuiji.store.migrations.guards import REFUSE, no_truncate, postgresql, sqlite

_APPEND_ONLY = ("event", "line", "commitment", "reveal")

_RULES = {
    "event_gapless": (
        "event",
        "INSERT",
        "NEW.n <> (SELECT coalesce(max(n), 0) + 1 FROM event)",
    ),
    "draw_gapless": (
        "draw",
        "INSERT",
        "NEW.counter <> (SELECT coalesce(max(counter), 0) + 1 FROM draw) OR NEW.state <> 'open'",
    ),
    "draw_new": (
        "draw",
        "INSERT",
        "EXISTS (SELECT 1 FROM draw WHERE manifest = NEW.manifest "
        "OR (draw = NEW.draw AND state <> 'aborted'))",
    ),
    "line_new": (
        "line",
        "INSERT",
        "EXISTS (SELECT 1 FROM line WHERE counter = NEW.counter AND line = NEW.line)",
    ),
    "line_before_commitments": (
        "line",
        "INSERT",
        "EXISTS (SELECT 1 FROM commitment WHERE counter = NEW.counter)",
    ),
    "open_line_new": (
        "open_line",
        "INSERT",
        "EXISTS (SELECT 1 FROM open_line WHERE line = NEW.line)",
    ),
    "commitment_new": (
        "commitment",
        "INSERT",
        "EXISTS (SELECT 1 FROM commitment WHERE counter = NEW.counter AND party = NEW.party)",
    ),
    "reveal_new": (
        "reveal",
        "INSERT",
        "EXISTS (SELECT 1 FROM reveal WHERE counter = NEW.counter AND party = NEW.party)",
    ),
    "draw_ends_once": (
        "draw",
        "UPDATE",
        "OLD.state <> 'open' OR NEW.counter <> OLD.counter OR NEW.draw <> OLD.draw "
        "OR NEW.manifest <> OLD.manifest OR NEW.text <> OLD.text OR NEW.folder <> OLD.folder "
        "OR NEW.frozen_by <> OLD.frozen_by",
    ),
    "open_line_while_open": (
        "open_line",
        "DELETE",
        "(SELECT state FROM draw WHERE counter = OLD.counter) = 'open'",
    ),
    "commitment_in_time": (
        "commitment",
        "INSERT",
        "(SELECT state FROM draw WHERE counter = NEW.counter) <> 'open' "
        "OR EXISTS (SELECT 1 FROM reveal WHERE counter = NEW.counter)",
    ),
    "reveal_in_time": (
        "reveal",
        "INSERT",
        "(SELECT state FROM draw WHERE counter = NEW.counter) <> 'open'",
    ),
}
"""Name of the rule: table, statement, and when the statement is refused.

The rules named `…_new` say what the keys say already: SQLite's INSERT OR REPLACE takes away the row
in its way without asking the triggers of DELETE.
"""

_NEVER = {
    **{f"{t}_no_{s.lower()}": (t, s) for t in _APPEND_ONLY for s in ("UPDATE", "DELETE")},
    "draw_no_delete": ("draw", "DELETE"),
    "open_line_no_update": ("open_line", "UPDATE"),
}

SQLITE = sqlite(_RULES, _NEVER)
POSTGRESQL = [
    REFUSE,
    *postgresql(_RULES, _NEVER),
    *no_truncate(*_APPEND_ONLY, "draw", "open_line"),
]

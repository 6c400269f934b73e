"""The triggers of migration 0002: the tree and its checkpoints only grow, and only with the events."""

from shuangsuiji.store.migrations.guards import no_truncate, postgresql, sqlite

_TABLES = ("leaf", "checkpoint", "signature")

_RULES = {
    "leaf_with_event": (
        "leaf",
        "INSERT",
        "NEW.n <> (SELECT coalesce(max(n), 0) + 1 FROM leaf) "
        "OR NEW.n <> (SELECT coalesce(max(n), 0) FROM event)",
    ),
    "event_after_leaf": (
        "event",
        "INSERT",
        "NEW.n = (SELECT coalesce(max(n), 0) + 1 FROM event) "
        "AND NEW.n <> (SELECT coalesce(max(n), 0) + 1 FROM leaf)",
    ),
    "checkpoint_new": (
        "checkpoint",
        "INSERT",
        "EXISTS (SELECT 1 FROM checkpoint WHERE size = NEW.size) "
        "OR NEW.size > (SELECT coalesce(max(n), 0) FROM leaf)",
    ),
    "signature_new": (
        "signature",
        "INSERT",
        "EXISTS (SELECT 1 FROM signature WHERE size = NEW.size AND line = NEW.line)",
    ),
}

_NEVER = {f"{t}_no_{s.lower()}": (t, s) for t in _TABLES for s in ("UPDATE", "DELETE")}

SQLITE = sqlite(_RULES, _NEVER)
POSTGRESQL = [*postgresql(_RULES, _NEVER), *no_truncate(*_TABLES)]

"""The triggers of migration 0003: a closed nonce is handed in once, in time, and opened once, after the end."""

from shuangsuiji.store.migrations.guards import no_truncate, postgresql, sqlite

_TABLES = ("deposit", "opening")

_STATE = "(SELECT state FROM draw WHERE counter = NEW.counter)"

_RULES = {
    "deposit_new": (
        "deposit",
        "INSERT",
        "EXISTS (SELECT 1 FROM deposit WHERE counter = NEW.counter AND party = NEW.party)",
    ),
    "deposit_in_time": ("deposit", "INSERT", f"{_STATE} <> 'open'"),
    "deposit_not_revealed": (
        "deposit",
        "INSERT",
        "EXISTS (SELECT 1 FROM reveal WHERE counter = NEW.counter AND party = NEW.party)",
    ),
    "reveal_not_deposited": (
        "reveal",
        "INSERT",
        "EXISTS (SELECT 1 FROM deposit WHERE counter = NEW.counter AND party = NEW.party)",
    ),
    "commitment_before_deposit": (
        "commitment",
        "INSERT",
        "EXISTS (SELECT 1 FROM deposit WHERE counter = NEW.counter)",
    ),
    "opening_new": (
        "opening",
        "INSERT",
        "EXISTS (SELECT 1 FROM opening WHERE counter = NEW.counter)",
    ),
    "opening_after_end": ("opening", "INSERT", f"{_STATE} <> 'drawn'"),
}

_NEVER = {f"{t}_no_{s.lower()}": (t, s) for t in _TABLES for s in ("UPDATE", "DELETE")}

SQLITE = sqlite(_RULES, _NEVER)
POSTGRESQL = [*postgresql(_RULES, _NEVER), *no_truncate(*_TABLES)]

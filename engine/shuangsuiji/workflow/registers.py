"""Open a register of targets for a check: its table in DuckDB, and the way back to the paper."""

from pathlib import Path

import duckdb

from shuangsuiji.forms.registers import open_register
from shuangsuiji.packs.rulepack import RulePack
from shuangsuiji.plan.tell import Register

TABLE = "target"


def open_target_register(
    connection: duckdb.DuckDBPyConnection, path: Path, pack: RulePack
) -> Register:
    """Return the register of a file, loaded as table `target`."""
    spec = pack.vocabulary.tables[TABLE]
    forms = tuple(f for f in pack.forms if f.table == TABLE)
    loaded = open_register(connection, path, TABLE, spec, forms)
    columns = loaded.loaded.columns

    def key(row: int) -> str:
        wanted = "name" if "name" in columns else "uscc"
        found = connection.execute(
            f'SELECT "{wanted}" FROM target WHERE _row = ?', [row]
        ).fetchone()
        return str(found[0]) if found and found[0] is not None else f"第{row}行"

    return Register(loaded.loaded, str(path), loaded.place, key)

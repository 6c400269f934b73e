"""The registers that a drawn list is held against: what they say of its targets, whom they could have given."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from duckdb import DuckDBPyConnection

from shuangsuiji.check.tables import When
from shuangsuiji.draw.drawn_list import Listed, Standing
from shuangsuiji.draw.spec import DrawSpec
from shuangsuiji.draw.text import folded
from shuangsuiji.packs.rulepack import RulePack
from shuangsuiji.workflow.draw_check_sizes import Pool
from shuangsuiji.workflow.draw_registers import RegisterSource
from shuangsuiji.workflow.draw_targets import most_visits, prepare_under


@dataclass(frozen=True, slots=True)
class OpenedPool:
    """What registers are read with; `apart` ones belong to lines of their own."""

    connection: DuckDBPyConnection
    pack: RulePack
    spec: DrawSpec
    when: When
    scratch: Path
    apart: bool

    def read(
        self, files: Sequence[Path], rows: Sequence[Listed]
    ) -> tuple[dict[tuple[int, str], Standing], dict[tuple[int, str], str], dict[int, Pool]]:
        """Return what registers say of listed targets, look-alikes, and whom they could have drawn."""
        most = most_visits(self.spec) if self.apart else len(rows)
        lines = Counter(id_ for id_, _ in {(row.id, row.line) for row in rows if row.id})
        visits = {id_: min(n, most) for id_, n in lines.items()}
        known: dict[tuple[int, str], Standing] = {}
        alike: dict[tuple[int, str], str] = {}
        pools: dict[int, Pool] = {}
        for number, file in enumerate(files, 1):
            key = number if self.apart else 1
            for n in sorted({1, *visits.values()}):
                table = self._prepared(number, file, n)
                ids = [id_ for id_, times in visits.items() if times == n]
                known |= {(key, i): told for i, told in self._known(table, ids).items()}
                if n == 1:
                    pools[key] = pools.get(key, Pool()).with_counts(self._counts(table))
                    missing = [i for i in visits if (key, i) not in known]
                    alike |= {(key, k): i for k, i in self._alike(table, missing).items()}
        return known, alike, pools

    def _prepared(self, number: int, file: Path, visits: int) -> str:
        table, fields = f"drawn_{number}_{visits}", self.spec.register_of(number)
        lines = tuple(ln.line for ln in self.spec.lines if not self.apart or ln.register_ == number)
        spool = self.scratch / f"register-{number}{file.suffix.lower()}"
        source = RegisterSource(file, fields.ids, lines, spool, fields.id, fields.stratum)
        prepare_under(self.pack, self.spec, self.when.as_of, visits)(self.connection, source, table)
        return table

    def _known(self, table: str, ids: Sequence[str]) -> dict[str, Standing]:
        rows = self.connection.execute(
            f"""SELECT id, stratum, status, undecided FROM {table}
                WHERE id IN (SELECT unnest($1::VARCHAR[]))""",
            [list(ids)],
        ).fetchall()
        return {id_: Standing(stratum or "", status, doubt) for id_, stratum, status, doubt in rows}

    def _alike(self, table: str, ids: Sequence[str]) -> dict[str, str]:
        """Return, by what look-alikes share, ids of the register that only look like those on the list."""
        wanted = {folded(id_) for id_ in ids if id_}
        rows = self.connection.execute(
            f"""SELECT id FROM {table} WHERE upper(id) IN (SELECT unnest($1::VARCHAR[]))
                OR NOT regexp_full_match(id, '[ -~]*')""",
            [sorted(wanted)],
        ).fetchall()
        return {folded(id_): id_ for (id_,) in rows if folded(id_) in wanted}

    def _counts(self, table: str) -> list[tuple[str, int, int, int]]:
        return self.connection.execute(
            f"""SELECT coalesce(stratum, ''), count(*) FILTER (status <> 'off-filter'),
                  count(*) FILTER (status = 'eligible' AND undecided IS NULL),
                  count(*) FILTER (status = 'eligible')
                FROM {table} GROUP BY 1 ORDER BY 1"""
        ).fetchall()

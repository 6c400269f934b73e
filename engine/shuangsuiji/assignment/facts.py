"""facts-<n>.txt: the region and the needs of each target of a register, frozen with it."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from duckdb import DuckDBPyConnection

from shuangsuiji.draw.registers.lines import read_lines
from shuangsuiji.draw.text import text_faults
from shuangsuiji.findings import Location, refuse

NOWHERE = "-"
"""The region of a target that may not be drawn and whose region nobody tells."""


@dataclass(frozen=True, slots=True)
class TargetFacts:
    """Where a target is, and what it needs of those who visit it."""

    region: str
    needs: tuple[str, ...]


def is_word(text: str) -> bool:
    """Return whether a text may be a region, a need or a skill.

    >>> is_word("田镇所"), is_word("食品,药品"), is_word("")
    (True, False, False)
    """
    return not text_faults(text) and "," not in text and "|" not in text


def read_facts(
    connection: DuckDBPyConnection,
    pieces: Iterable[bytes],
    register: str | None,
    wanted: Collection[str],
    file: str,
) -> Mapping[str, TargetFacts]:
    """Return the facts of the wanted targets; Refusal unless the file tells of all in `register`.

    `register` is the table of the register (id, …), None where part of it is missing; the file has a
    line for each of its targets and for no others, sorted.
    """
    read_lines(connection, "draw_facts", pieces, file)
    if register is not None:
        _check_targets(connection, register, file)
    _check_words(connection, file)
    rows = connection.execute(
        """SELECT id, stratum, status FROM draw_facts
           JOIN (SELECT unnest($1::VARCHAR[]) AS id) USING (id)""",
        [sorted(wanted)],
    ).fetchall()
    connection.execute("DROP TABLE draw_facts")
    return {id_: TargetFacts(region, split_needs(needs)) for id_, region, needs in rows}


def split_needs(text: str) -> tuple[str, ...]:
    """Return the needs of a line's last part."""
    return tuple(text.split(",")) if text else ()


def regions_and_needs(
    connection: DuckDBPyConnection, facts: str, register: str, eligible: str
) -> Iterator[tuple[TargetFacts, int, str]]:
    """Yield what eligible targets have in common: region and needs, how many they are, one of them.

    `facts` is a table (id, region, needs), `register` one with id and status.
    """
    rows = connection.execute(
        f"""SELECT f.region, f.needs, count(*), min(f.id) FROM {facts} f
            JOIN {register} r USING (id) WHERE r.status = $1
            GROUP BY ALL ORDER BY ALL""",
        [eligible],
    ).fetchall()
    for region, needs, n, example in rows:
        yield TargetFacts(region, split_needs(needs)), n, example


def _check_targets(connection: DuckDBPyConnection, register: str, file: str) -> None:
    strange = connection.execute(
        f"""SELECT _row FROM (
              SELECT id, _row, count(*) OVER (PARTITION BY id) AS n FROM draw_facts)
            WHERE n > 1 OR id NOT IN (SELECT id FROM {register}) ORDER BY _row LIMIT 1"""
    ).fetchall()
    if strange:
        raise refuse("assign/facts-stranger", Location(file, line=strange[0][0]))
    missing = connection.execute(
        f"""SELECT count(*), min(id) FROM {register}
            WHERE id NOT IN (SELECT id FROM draw_facts)"""
    ).fetchall()[0]
    if missing[0]:
        raise refuse("assign/facts-missing", Location(file), n=missing[0], id=missing[1])


def _check_words(connection: DuckDBPyConnection, file: str) -> None:
    pairs: Sequence[tuple[str, str, int]] = connection.execute(
        "SELECT stratum, status, min(_row) FROM draw_facts GROUP BY ALL ORDER BY 3"
    ).fetchall()
    for region, needs, row in pairs:
        listed = split_needs(needs)
        sound = is_word(region) and all(is_word(n) for n in listed)
        if not sound or list(listed) != sorted(set(listed)):
            found = f"{region}|{needs}"[:80]
            raise refuse("assign/facts-words", Location(file, line=row), found=found)

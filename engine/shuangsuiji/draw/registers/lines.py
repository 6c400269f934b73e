"""Register files (register-<n>.txt): a table to sorted lines `id|stratum|status`, and back."""

from collections.abc import Iterable, Iterator

from duckdb import DuckDBPyConnection

from shuangsuiji.draw.registers.checks import ID
from shuangsuiji.draw.registers.snapshot import LINE
from shuangsuiji.findings import Location, refuse
from shuangsuiji.progress import stage

_BATCH = 100_000
_BARS = 2


def write_lines(connection: DuckDBPyConnection, table: str) -> Iterator[bytes]:
    """Yield the register file in pieces: lines sorted by code point, each ended by a line end."""
    with stage("write", poll=connection.query_progress):
        reader = connection.execute(f"SELECT {LINE} AS line FROM {table} ORDER BY line")
    while rows := reader.fetchmany(_BATCH):
        yield "".join([f"{line}\n" for (line,) in rows]).encode()


def read_lines(
    connection: DuckDBPyConnection,
    table: str,
    pieces: Iterable[bytes],
    file: str,
    expected: int = 0,
) -> None:
    """Create `table` (id, stratum, status, _row) from the pieces of a register file named `file`.

    `expected` is how many lines there should be, for those who look on. Raises Refusal where the file
    is no UTF-8, a line has not exactly three parts, lines are not sorted, or the last line has no end.
    """
    connection.execute(
        f"CREATE OR REPLACE TABLE {table} ({ID}, stratum VARCHAR, status VARCHAR, _row BIGINT)"
    )
    connection.begin()  # one writing to the disk for all of them
    try:
        with stage("read", expected) as told:
            count, last = 0, b""
            for block in _whole_lines(pieces, file):
                lines = block.split(b"\n")
                _check_order(last, lines, count, file)
                _insert(connection, table, _decoded(block, count, file), count, file)
                count, last = count + len(lines), lines[-1]
                told(len(lines))
        connection.commit()
    except BaseException:
        connection.rollback()
        raise


def _whole_lines(pieces: Iterable[bytes], file: str) -> Iterator[bytes]:
    rest = b""
    for piece in pieces:
        block, end, tail = piece.rpartition(b"\n")
        if end:
            yield rest + block
            rest = tail
        else:
            rest += piece
    if rest:
        raise refuse("register/file-end", Location(file))


def _check_order(last: bytes, lines: list[bytes], before: int, file: str) -> None:
    if last <= lines[0] and lines == sorted(lines):
        return
    for number, (a, b) in enumerate(zip([last, *lines], lines, strict=False), before + 1):
        if a > b:
            raise refuse("register/file-order", Location(file, line=number))


def _decoded(block: bytes, before: int, file: str) -> str:
    try:
        return block.decode()
    except UnicodeDecodeError as error:
        number = before + 1 + block.count(b"\n", 0, error.start)
        raise refuse("register/file-utf8", Location(file, line=number)) from error


def _insert(connection: DuckDBPyConnection, table: str, text: str, before: int, file: str) -> None:
    (kept,) = connection.execute(
        f"""INSERT INTO {table}
            SELECT split_part(line, '|', 1), split_part(line, '|', 2), split_part(line, '|', 3), n
            FROM (SELECT unnest(p.lines) AS line, unnest(range($2 + 1, $2 + 1 + len(p.lines))) AS n
                  FROM (SELECT string_split($1, chr(10)) AS lines) p)
            WHERE length(line) - length(replace(line, '|', '')) = {_BARS}""",
        [text, before],
    ).fetchall()[0]
    if kept == text.count("\n") + 1:
        return
    for number, line in enumerate(text.split("\n"), before + 1):
        if line.count("|") != _BARS:
            raise refuse("register/file-parts", Location(file, line=number), found=line[:80])

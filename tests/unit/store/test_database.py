import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from shuangsuiji.findings import Refusal
from shuangsuiji.store import DrawRow, Log, Store, export_events, open_store
from shuangsuiji.store import database as module


def refused(where: str | Path, *, create: bool = False) -> str:
    with pytest.raises(Refusal) as refusal:
        open_store(where, create=create)
    return refusal.value.findings[0].code


def row(counter: int) -> DrawRow:
    return DrawRow(counter, f"d{counter}", f"m{counter}", "{}", "/x", "open")


def test_a_store_is_made_only_where_one_is_asked_for(tmp_path: Path) -> None:
    assert refused(tmp_path / "a.db") == "store/missing"
    assert refused(tmp_path / "no" / "a.db", create=True) == "store/missing"
    assert refused(tmp_path, create=True) == "store/missing"

    with open_store(tmp_path / "a.db", create=True) as store:
        assert export_events(store) == b""
    with open_store(tmp_path / "a.db"):
        pass


def test_another_file_is_no_store(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("这不是数据库" * 100)
    with sqlite3.connect(tmp_path / "b.db") as other:
        other.execute("CREATE TABLE event (x)")
    other.close()

    assert refused(tmp_path / "a.txt") == "store/not-a-store"
    assert refused(tmp_path / "b.db") == "store/not-a-store"


def test_a_damaged_store_cannot_be_used(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with open_store(path, create=True):
        pass
    data = path.read_bytes()
    path.write_bytes(data[:100] + bytes(len(data) - 100))

    with pytest.raises(Refusal) as refusal:
        open_store(path)

    (finding,) = refusal.value.findings
    assert finding.code == "store/unusable"
    assert finding.params == {"found": "database disk image is malformed"}


def test_a_store_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    with open_store(tmp_path / "a.db", create=True) as store, store.writing() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))

    assert refused(tmp_path / "a.db") == "store/newer"


def test_a_database_whose_driver_is_not_here_is_refused_without_its_password() -> None:
    with pytest.raises(Refusal) as refusal:
        open_store("postgresql+pg8000://u:geheim@localhost/x")

    assert refusal.value.findings[0].code == "store/driver"
    assert "geheim" not in str(refusal.value)


@pytest.mark.parametrize("url", ["mysql://u:geheim@localhost/x", "://", "a://b:c"])
def test_only_two_sorts_of_databases_hold_a_store(url: str) -> None:
    assert refused(url) == "store/database"


def test_an_address_of_a_file_is_opened_as_the_file(tmp_path: Path) -> None:
    with open_store(f"sqlite:///{tmp_path}/a.db", create=True), open_store(tmp_path / "a.db"):
        pass


def test_an_empty_database_is_a_store_only_where_one_is_asked_for(postgres: Any) -> None:
    url = postgres.fresh()

    assert refused(url) == "store/missing"
    with open_store(url, create=True) as store:
        assert export_events(store) == b""
    with open_store(url):
        pass


def test_a_database_of_something_else_is_no_store(postgres: Any) -> None:
    url = postgres.fresh()
    with postgres.connect(url) as outside:
        outside.execute("CREATE TABLE event (x int)")

    assert refused(url, create=True) == "store/not-a-store"


def test_who_waits_too_long_for_postgresql_is_told_so(
    postgres: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_WAIT_SECONDS", 1)
    url = postgres.fresh()

    with (
        open_store(url, create=True) as one,
        open_store(url) as two,
        one.writing(),
        pytest.raises(Refusal) as refusal,
    ):
        two.writing().__enter__()

    assert refusal.value.findings[0].code == "store/locked"


def test_a_database_that_cannot_be_opened_is_refused_with_its_address(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/no/a.db"

    with pytest.raises(Refusal) as refusal:
        open_store(url, create=True)

    (finding,) = refusal.value.findings
    assert (finding.code, finding.location.file) == ("store/unusable", url)


def test_what_fails_leaves_nothing(tmp_path: Path) -> None:
    def half(store: Store) -> None:
        with store.writing() as connection:
            Log(connection, "t", "w").record_freeze(row(1), ("L",), ())
            raise ZeroDivisionError

    with open_store(tmp_path / "a.db", create=True) as store:
        with pytest.raises(ZeroDivisionError):
            half(store)

        assert export_events(store) == b""


def test_who_waits_too_long_is_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_WAIT_SECONDS", 0.1)
    path = tmp_path / "a.db"

    with (
        open_store(path, create=True) as one,
        open_store(path) as two,
        one.writing(),
        pytest.raises(Refusal) as refusal,
    ):
        two.writing().__enter__()

    assert refusal.value.findings[0].code == "store/locked"


APPEND = """
import sys
from shuangsuiji.store import DrawRow, Log, open_store

with open_store(sys.argv[1], create=True) as store:
    for _ in range(20):
        with store.writing() as connection:
            log = Log(connection, "2026-01-01T00:00:00Z", "operator")
            n = log.last_counter() + 1
            log.record_freeze(DrawRow(n, f"d{n}", f"m{n}", "{}", "/x", "open"), (), ())
"""


@pytest.mark.parametrize("database", ["sqlite", "postgres"])
def test_two_processes_make_a_store_at_once_and_leave_no_gap(
    database: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    in_file = database == "sqlite"
    path = str(tmp_path / "a.db") if in_file else request.getfixturevalue("postgres").fresh()

    command = [sys.executable, "-W", "error", "-c", APPEND, path]
    workers = [subprocess.Popen(command) for _ in range(2)]

    assert [worker.wait() for worker in workers] == [0, 0]
    with open_store(path) as store, store.reading() as connection:
        numbers = connection.execute(sa.text("SELECT n FROM event ORDER BY n")).scalars().all()
        assert numbers == list(range(1, 41))
        assert Log(connection).last_counter() == 40

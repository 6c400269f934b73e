"""What the database itself refuses, whoever asks."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from shuangsuiji.store import CommitmentRow, DrawRow, Log, Store, export_events, open_store


def row(counter: int, draw: str = "") -> DrawRow:
    return DrawRow(counter, draw or f"d{counter}", f"m{counter}", "{}", "/x", "open")


@contextmanager
def begun(where: str | Path) -> Iterator[Store]:
    with open_store(where, create=True) as opened:
        with opened.writing() as connection:
            log = Log(connection, "2026-01-01T00:00:00Z", "operator")
            log.record_freeze(row(1), ("L1", "L2"), ("root",))
            log.record_commit(row(1), CommitmentRow("p", "h", None))
        yield opened


@pytest.fixture(params=["sqlite", "postgres"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    in_file = request.param == "sqlite"
    where = tmp_path / "a.db" if in_file else request.getfixturevalue("postgres").fresh()
    with begun(where) as opened:
        yield opened


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def unchanged(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Store]:
    """One store for all that is refused, and so leaves no trace."""
    folder = tmp_path_factory.mktemp("unchanged")
    in_file = request.param == "sqlite"
    with begun(folder / "a.db" if in_file else request.getfixturevalue("postgres").fresh()) as one:
        yield one


@pytest.fixture
def in_file(tmp_path: Path) -> Iterator[Store]:
    with begun(tmp_path / "a.db") as opened:
        yield opened


def run(store: Store, statement: str) -> None:
    with store.writing() as connection:
        if connection.dialect.name == "postgresql":  # it has no such words, and replaces nothing
            statement = statement.replace("INSERT OR REPLACE", "INSERT")
        connection.execute(sa.text(statement))


def refused(store: Store, statement: str) -> str:
    with pytest.raises(IntegrityError) as error:
        run(store, statement)
    return str(error.value.orig)


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE event SET who = 'x'", "event_no_update"),
        ("DELETE FROM event", "event_no_delete"),
        ("INSERT INTO event VALUES (9, 'a', 'k', 'd', 'w', '{}')", "event_gapless"),
        ("INSERT OR REPLACE INTO event VALUES (1, 'a', 'k', 'd', 'w', '{}')", "event_gapless"),
        ("UPDATE commitment SET hash = 'x'", "commitment_no_update"),
        ("DELETE FROM commitment", "commitment_no_delete"),
        ("DELETE FROM draw", "draw_no_delete"),
        ("UPDATE draw SET manifest = 'x'", "draw_ends_once"),
        ("DELETE FROM open_line", "open_line_while_open"),
        ("INSERT INTO draw VALUES (3, 'x', 'y', '{}', '/', 'open', 1)", "draw_gapless"),
        ("INSERT INTO draw VALUES (2, 'x', 'y', '{}', '/', 'drawn', 1)", "draw_gapless"),
        ("INSERT INTO reveal VALUES (1, 'q', 'n', 2)", "FOREIGN KEY"),
        ("INSERT OR REPLACE INTO commitment VALUES (1, 'p', 'h2', NULL, 2)", "commitment_new"),
        ("INSERT INTO line VALUES (1, 'L3')", "line_before_commitments"),
        ("UPDATE leaf SET nodes = 'x'", "leaf_no_update"),
        ("DELETE FROM leaf WHERE n = 2", "leaf_no_delete"),
        ("INSERT INTO leaf VALUES (3, 'x')", "leaf_with_event"),
        ("INSERT OR REPLACE INTO leaf VALUES (2, 'x')", "leaf_with_event"),
        ("INSERT INTO checkpoint VALUES (3, 'x', 't')", "checkpoint_new"),
    ],
)
def test_the_record_refuses(unchanged: Store, statement: str, said: str) -> None:
    assert said in refused(unchanged, statement).replace("foreign key", "FOREIGN KEY")


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("event VALUES (2, 'a', 'k', 'd', 'w', '{}')", "event_gapless"),
        ("draw VALUES (1, 'x', 'y', '{}', '/', 'open', 1)", "draw_gapless"),
        ("draw VALUES (2, 'x', 'm1', '{}', '/', 'open', 1)", "draw_new"),
        ("draw VALUES (2, 'd1', 'y', '{}', '/', 'open', 1)", "draw_new"),
        ("line VALUES (1, 'L1')", "line_"),
        ("open_line VALUES ('L1', 1)", "open_line_new"),
        ("commitment VALUES (1, 'p', 'h2', NULL, 2)", "commitment_"),
        (
            "commitment (rowid, counter, party, hash, recorded_by) VALUES (1, 1, 'q', 'h', 2)",
            "rowid",
        ),
        ("reveal VALUES (1, 'p', 'n2', 3)", "reveal_new"),
    ],
)
def test_no_row_is_replaced_from_outside(
    in_file: Store, tmp_path: Path, statement: str, said: str
) -> None:
    with in_file.writing() as connection:
        Log(connection, "t", "p").record_reveal(row(1), "p", "n")
    # As any program opens the file: foreign keys off, and REPLACE asks no trigger of DELETE.
    outside = sqlite3.connect(tmp_path / "a.db")
    before = list(outside.iterdump())

    with pytest.raises(sqlite3.Error, match=said):
        outside.execute("INSERT OR REPLACE INTO " + statement)

    assert list(outside.iterdump()) == before
    outside.close()


def test_a_line_is_named_before_the_first_commitment(store: Store) -> None:
    with store.writing() as connection:
        Log(connection, "t", "w").record_freeze(row(2), ("L3",), ())
        connection.execute(sa.text("INSERT INTO line VALUES (2, 'L4')"))

    assert "line_new" in refused(store, "INSERT OR REPLACE INTO line VALUES (2, 'L4')")


def test_nothing_follows_the_end_of_a_draw(store: Store) -> None:
    with store.writing() as connection:
        Log(connection, "t", "w").record_result(row(1), "r", "s", "u")

    assert "commitment_in_time" in refused(
        store, "INSERT INTO commitment VALUES (1, 'q', 'h', NULL, 2)"
    )
    assert "reveal_in_time" in refused(store, "INSERT INTO reveal VALUES (1, 'p', 'n', 2)")
    assert "draw_ends_once" in refused(store, "UPDATE draw SET state = 'aborted'")


def test_no_commitment_follows_a_reveal(store: Store) -> None:
    with store.writing() as connection:
        Log(connection, "t", "p").record_reveal(row(1), "p", "n")

    assert "commitment_in_time" in refused(
        store, "INSERT INTO commitment VALUES (1, 'q', 'h', NULL, 2)"
    )


def test_a_line_has_one_open_draw(store: Store) -> None:
    with pytest.raises(IntegrityError), store.writing() as connection:
        Log(connection, "t", "w").record_freeze(row(2), ("L3", "L2"), ())

    with store.writing() as connection:
        log = Log(connection, "t", "w")
        log.record_abort(row(1), "原因", "局长")
        log.record_freeze(row(2), ("L3", "L2"), ())
        assert [d.counter for d in log.draws_of_line("L2")] == [1, 2]
        assert [d.counter for d in log.open_draws()] == [2]


def test_an_id_is_used_again_only_after_an_abort(store: Store) -> None:
    with pytest.raises(IntegrityError), store.writing() as connection:
        Log(connection, "t", "w").record_freeze(row(2, "d1"), ("L3",), ())

    with store.writing() as connection:
        log = Log(connection, "t", "w")
        log.record_abort(row(1), "原因", "局长")
        log.record_freeze(row(2, "d1"), ("L3",), ())
        named = log.draw_named("d1")
        assert named is not None
        assert named.counter == 2


def test_events_are_exported_as_they_happened(store: Store) -> None:
    lines = export_events(store).decode().splitlines()

    assert [json.loads(line)["kind"] for line in lines] == ["freeze", "commit"]
    assert lines[1] == (
        '{"at":"2026-01-01T00:00:00Z","body":{"hash":"h","manifest":"m1","party":"p",'
        '"signature":null},"draw":"d1","kind":"commit","n":2,"who":"operator"}'
    )


def test_no_event_follows_one_that_has_no_leaf(store: Store) -> None:
    run(store, "INSERT INTO event VALUES (3, 'a', 'k', 'd', 'w', '{}')")

    after = "INSERT INTO event VALUES (4, 'a', 'k', 'd', 'w', '{}')"
    assert "event_after_leaf" in refused(store, after)


def test_a_checkpoint_and_its_signatures_stay(store: Store) -> None:
    run(store, "INSERT INTO checkpoint VALUES (2, 'x', 't')")
    run(store, "INSERT INTO signature VALUES (2, 'l', 't')")

    for statement, said in [
        ("INSERT OR REPLACE INTO checkpoint VALUES (2, 'y', 't')", "checkpoint_new"),
        ("UPDATE checkpoint SET text = 'y'", "checkpoint_no_update"),
        ("DELETE FROM checkpoint", "checkpoint_no_delete"),
        ("INSERT OR REPLACE INTO signature VALUES (2, 'l', 'u')", "signature_new"),
        ("UPDATE signature SET at = 'u'", "signature_no_update"),
        ("DELETE FROM signature", "signature_no_delete"),
    ]:
        assert said in refused(store, statement)


def test_no_table_of_postgresql_is_emptied_at_once(postgres: Any) -> None:
    url = postgres.fresh()
    with begun(url):
        for table in ("event", "leaf", "draw", "commitment", "reveal", "checkpoint", "signature"):
            with postgres.connect(url) as outside, pytest.raises(psycopg.Error) as error:
                outside.execute(f"TRUNCATE {table} CASCADE")

            assert "_no_truncate" in str(error.value)

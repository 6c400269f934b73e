"""What the database itself refuses of withheld draws, whoever asks."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from shuangsuiji.store import CommitmentRow, DrawRow, Followed, Log, Store, differing, open_store
from shuangsuiji.store.events import events

ROW = DrawRow(1, "d1", "m1", "{}", "/x", "open")
NEXT = DrawRow(2, "d2", "m2", "{}", "/y", "open")


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def store(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Store]:
    """Draw 1 is drawn and opened: p deposited, q revealed. Draw 2 is open, its p deposited."""
    folder = tmp_path_factory.mktemp("withheld")
    in_file = request.param == "sqlite"
    where = folder / "a.db" if in_file else request.getfixturevalue("postgres").fresh()
    with open_store(where, create=True) as opened:
        with opened.writing() as connection:
            log = Log(connection, "2026-01-01T00:00:00Z", "operator")
            log.record_freeze(ROW, ("L1",), ("root",))
            for party in "pq":
                log.record_commit(ROW, CommitmentRow(party, f"h{party}", None))
            log.record_deposit(ROW, "p")
            log.record_reveal(ROW, "q", "n")
            log.record_result(ROW, "r", None, None)
            assert [row.counter for row in log.sealed_draws()] == [1]
            log.record_open(ROW, "p", "n", "s")
            assert log.sealed_draws() == ()
            log.record_freeze(NEXT, ("L2",), ("root",))
            for party in "pq":
                log.record_commit(NEXT, CommitmentRow(party, f"h{party}", None))
            log.record_deposit(NEXT, "p")
        yield opened


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE deposit SET party = 'q'", "deposit_no_update"),
        ("DELETE FROM deposit", "deposit_no_delete"),
        ("INSERT INTO deposit VALUES (2, 'p', 1)", "deposit_new"),
        ("INSERT OR REPLACE INTO deposit VALUES (2, 'p', 1)", "deposit_new"),
        ("INSERT INTO deposit VALUES (1, 'q', 1)", "deposit_"),
        ("INSERT INTO reveal VALUES (2, 'p', 'n', 1)", "reveal_not_deposited"),
        ("INSERT INTO commitment VALUES (2, 'z', 'h', NULL, 1)", "commitment_before_deposit"),
        ("UPDATE opening SET nonce = 'x'", "opening_no_update"),
        ("DELETE FROM opening", "opening_no_delete"),
        ("INSERT INTO opening VALUES (1, 'p', 'x', 1)", "opening_new"),
        ("INSERT OR REPLACE INTO opening VALUES (1, 'p', 'x', 1)", "opening_new"),
        ("INSERT INTO opening VALUES (2, 'p', 'x', 1)", "opening_after_end"),
    ],
)
def test_a_closed_nonce_is_handed_in_once_and_opened_once(
    store: Store, statement: str, said: str
) -> None:
    with store.reading() as connection:
        if connection.dialect.name == "postgresql":
            statement = statement.replace("INSERT OR REPLACE", "INSERT")

    with pytest.raises(IntegrityError) as error, store.writing() as connection:
        connection.execute(sa.text(statement))

    assert said in str(error.value.orig)


def test_the_rows_follow_from_the_events(store: Store) -> None:
    followed = Followed()
    with store.reading() as connection:
        for event in events(connection):
            followed.follow(event)

        assert list(differing(connection, followed)) == []
        followed.deposits.clear()
        followed.openings.clear()
        assert list(differing(connection, followed)) == ["deposit", "opening"]


def test_a_log_that_nobody_signed_has_no_earliest_time(store: Store) -> None:
    with store.reading() as connection:
        assert Log(connection).not_before() is None

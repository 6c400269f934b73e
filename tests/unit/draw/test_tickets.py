import pytest

from shuangsuiji.digest import ticket
from shuangsuiji.draw import tickets as module
from shuangsuiji.draw.tickets import Wanted, draw_sample, in_batches

KEY = "0123456789abcdef0123456789abcdef"


def fill(connection, n: int) -> None:
    connection.execute(
        "CREATE OR REPLACE TABLE r AS SELECT printf('t%06d', range) AS id, "
        "['A', 'B', '丙'][1 + range % 3] AS stratum, "
        f"CASE WHEN range % 7 = 0 THEN 'x' ELSE 'eligible' END AS status FROM range({n})"
    )


def by_hand(connection, name: str, stratum: str, n: int) -> list[str]:
    rows = connection.execute(
        "SELECT id FROM r WHERE stratum = ? AND status = 'eligible'", [stratum]
    ).fetchall()
    return [id_ for _, id_ in sorted((ticket(name, KEY, i), i) for (i,) in rows)][:n]


@pytest.mark.parametrize("name", ["sha256", "sm3"])
def test_the_smallest_tickets_of_each_stratum_are_drawn(connection, name: str) -> None:
    fill(connection, 3000)
    wanted = [Wanted("A", 857, 5), Wanted("B", 857, 300), Wanted("丙", 857, 857)]

    sample = draw_sample(connection, "r", name, KEY, wanted)

    for w in wanted:
        assert [d.id for d in sample[w.stratum]] == by_hand(connection, name, w.stratum, w.n)
        assert all(d.ticket == ticket(name, KEY, d.id) for d in sample[w.stratum])


def test_nobody_is_drawn_where_none_is_wanted(connection) -> None:
    fill(connection, 30)

    assert draw_sample(connection, "r", "sha256", KEY, [Wanted("A", 9, 0)]) == {"A": ()}


def test_a_bound_that_proves_too_low_changes_nothing(
    connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(connection, 3000)
    wanted = [Wanted("A", 857, 40), Wanted("B", 857, 3)]
    expected = draw_sample(connection, "r", "sha256", KEY, wanted)

    monkeypatch.setattr(module, "bound", lambda eligible, n: "0" * 16)

    assert draw_sample(connection, "r", "sha256", KEY, wanted) == expected


def test_batches_are_cut_at_the_sizes_and_the_last_takes_the_rest() -> None:
    ids = [f"t{i}" for i in range(7)]

    batches = in_batches(ids, [3, 2], "sha256", "0" * 64, "L1")

    assert sorted(batches.values()) == [1, 1, 1, 2, 2, 2, 2]
    assert set(in_batches(ids, [], "sha256", "0" * 64, "L1").values()) == {1}
    assert set(in_batches(ids, [50, 2], "sha256", "0" * 64, "L1").values()) == {1}

"""What holds after every draw: reserves in their order, visits as few as their windows let them be.

The connection bears no type: hypothesis keeps types of tests, and DuckDB reports kept ones on exit.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shuangsuiji.draw.after.overrides import Override
from shuangsuiji.draw.after.reserve_visits import reserve_visits, visits_now
from shuangsuiji.draw.after.reserves import queues, standing
from shuangsuiji.draw.decide import decide_draw
from shuangsuiji.draw.manifest import Manifest, Window
from shuangsuiji.draw.records import DrawnLine, DrawnStratum, DrawnTarget, Result
from shuangsuiji.draw.verification.overrides import check_disqualified
from shuangsuiji.draw.visits import visits_of
from shuangsuiji.findings import Refusal

EXAMPLE = Path(__file__).parents[1] / "vectors" / "example-bundle" / "manifest.json"
MANIFEST = Manifest.model_validate_json(EXAMPLE.read_bytes(), by_alias=True, by_name=False)
quick = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
few = settings(quick, max_examples=20)
DAYS = 6
windows = st.tuples(st.integers(1, DAYS), st.integers(1, DAYS)).map(sorted)
drawn_for = st.lists(st.tuples(windows, st.integers(1, 3)), min_size=1, max_size=5)


@pytest.fixture
def connection() -> Iterator:
    with duckdb.connect() as opened:
        yield opened


def manifest_of(lines: list, *, merge: bool) -> Manifest:
    """A manifest of one line for each window; nothing else of it matters here."""
    entries = [
        MANIFEST.lines[0].model_copy(
            update={
                "line": f"L{n}",
                "window": Window(**{"from": f"2026-01-{a:02}", "until": f"2026-01-{b:02}"}),
            }
        )
        for n, ((a, b), _) in enumerate(lines)
    ]
    return MANIFEST.model_copy(update={"lines": tuple(entries), "merge": merge})


def result_of(lines: list) -> Result:
    """A result in which every line drew the one target T."""
    drawn = [
        DrawnLine(
            line=f"L{n}",
            strata=(
                DrawnStratum(
                    drawn=(DrawnTarget(batch=batch, id="T", ticket="0" * 64),),
                    id="A",
                    n=1,
                    q="1",
                    threshold="0" * 64,
                ),
            ),
        )
        for n, (_, batch) in enumerate(lines)
    ]
    return Result(draw="D", lines=tuple(drawn), manifest="0" * 64, seed="0" * 64)


def fewest(spans: list) -> int:
    """How many days it takes at least that every window has one of them."""
    return next(
        n
        for n in range(1, DAYS + 1)
        for days in combinations(range(1, DAYS + 1), n)
        if all(any(a <= day <= b for day in days) for a, b in spans)
    )


@quick
@given(lines=drawn_for)
def test_merged_visits_are_as_few_as_the_windows_let_them_be(lines: list) -> None:
    visits = visits_of(manifest_of(lines, merge=True), result_of(lines))

    assert len(visits) == fewest([window for window, _ in lines])
    assert sorted(line for visit in visits for line in visit.lines) == sorted(
        f"L{n}" for n in range(len(lines))
    )
    for visit in visits:
        served = [lines[int(name[1:])] for name in visit.lines]
        assert visit.from_ == f"2026-01-{max(a for (a, _), _ in served):02}"
        assert visit.until == f"2026-01-{min(b for (_, b), _ in served):02}"
        assert visit.from_ <= visit.until
        assert visit.batch == min(batch for _, batch in served)
    assert [v.id for v in visits] == ["T", *(f"T|{n}" for n in range(2, len(visits) + 1))]


@quick
@given(lines=drawn_for)
def test_unmerged_every_line_is_a_visit_in_the_order_of_the_windows(lines: list) -> None:
    visits = visits_of(manifest_of(lines, merge=False), result_of(lines))

    order = sorted(range(len(lines)), key=lambda n: (lines[n][0][0], f"L{n}"))
    assert [visit.lines for visit in visits] == [(f"L{n}",) for n in order]
    assert [visit.batch for visit in visits] == [lines[n][1] for n in order]


def registered(connection, statuses: dict[str, tuple[str, str]]) -> Manifest:
    """Put a register into table r; return a manifest of two lines that draw from it."""
    connection.execute("CREATE OR REPLACE TABLE r (id VARCHAR, stratum VARCHAR, status VARCHAR)")
    for id_, (stratum, status) in statuses.items():
        connection.execute("INSERT INTO r VALUES ($1, $2, $3)", [id_, stratum, status])
    counts = Counter(stratum for stratum, status in statuses.values() if status == "eligible")
    line = MANIFEST.lines[0]
    strata = tuple(
        line.strata[0].model_copy(
            update={"id": s, "all": n, "eligible": n, "ratio": "1/3", "minimum": 0}
        )
        for s, n in sorted(counts.items())
    )
    lines = tuple(
        line.model_copy(
            update={
                "line": name,
                "group": group,
                "register_": 1,
                "base": "eligible",
                "rounding": "ceil",
                "batches": (1, 1),
                "strata": strata,
                "window": Window(**{"from": "2026-01-01", "until": "2026-06-30"}),
            }
        )
        for name, group in (("L0", "g"), ("L1", "h"))
    )
    return MANIFEST.model_copy(update={"lines": lines, "merge": True})


def away(line: str, out: str, in_: str | None) -> Override:
    words = {"approver": "王某", "reason": "注销", "evidence": "0" * 64}
    return Override(kind="disqualify", line=line, out=out, in_=in_, slot=None, visit=None, **words)


register = st.dictionaries(
    st.sampled_from([f"甲{n}" for n in range(12)]),
    st.tuples(st.sampled_from("AB"), st.sampled_from(["eligible", "eligible", "gone"])),
    min_size=3,
)


@few
@given(rows=register, seed=st.integers(0, 99), chance=st.randoms(use_true_random=False))
def test_whoever_drops_out_the_next_by_ticket_comes_in(
    connection, rows: dict[str, tuple[str, str]], seed: int, chance: st.DataObject
) -> None:
    manifest, tables = registered(connection, rows), ["r"]
    seed_text = hashlib.sha256(str(seed).encode()).hexdigest()
    result = decide_draw(connection, tables, manifest, "0" * 64, seed_text)
    full = Counter({(ln.line, s.id): 99 for ln in result.lines for s in ln.strata})
    queue = queues(connection, tables, manifest, result, full)
    now, overrides = standing(result), list[Override]()
    before = Counter((p.line, p.stratum, p.batch) for p in now.places.values())

    for _ in range(8):
        if not now.places:
            break
        line, out = chance.choice(sorted(now.places))
        overrides.append(away(line, out, now.next_for(line, out, queue)))
        now.take(overrides[-1])

    assert check_disqualified(connection, tables, manifest, result, overrides) == len(overrides)
    for key, waiting in queue.items():
        tickets = [(d.ticket, d.id) for d in waiting]
        came = [o.in_ for o in overrides if o.in_ and (o.line, rows[o.in_][0]) == key]
        assert tickets == sorted(tickets)
        assert came == [d.id for d in waiting][: len(came)]
        assert all(rows[id_][1] == "eligible" for id_ in came)
    lost = sum(o.in_ is None for o in overrides)
    after = Counter((p.line, p.stratum, p.batch) for p in now.places.values())
    assert after <= before
    assert before.total() - after.total() == lost
    for line in ("L0", "L1"):
        everybody = [
            t.id for ln in result.lines if ln.line == line for s in ln.strata for t in s.drawn
        ]
        everybody += [o.in_ for o in overrides if o.line == line and o.in_]
        assert len(set(everybody)) == len(everybody)  # nobody comes back
    visits = visits_now(manifest, result, overrides)
    assert len({v.visit.id for v in visits}) == len(visits)
    assert {(line, v.visit.target) for v in visits for line in v.lines} == set(now.places)
    reserves = reserve_visits(manifest, result, overrides)
    assert {r.replaces for r in reserves} <= {v.visit.id for v in visits}
    assert [r.visit.target for r in reserves] == [o.in_ for o in overrides if o.in_]


@few
@given(rows=register, seed=st.integers(0, 99), chance=st.randoms(use_true_random=False))
def test_anybody_else_who_comes_in_is_refused(
    connection, rows: dict[str, tuple[str, str]], seed: int, chance: st.DataObject
) -> None:
    manifest, tables = registered(connection, rows), ["r"]
    seed_text = hashlib.sha256(str(seed).encode()).hexdigest()
    result = decide_draw(connection, tables, manifest, "0" * 64, seed_text)
    now = standing(result)
    if not now.places:
        return
    line, out = chance.choice(sorted(now.places))
    key = (line, now.places[line, out].stratum)
    expected = now.next_for(line, out, queues(connection, tables, manifest, result, {key: 1}))

    for other in {*rows, None, "外人"} - {expected}:
        with pytest.raises(Refusal):
            check_disqualified(connection, tables, manifest, result, [away(line, out, other)])

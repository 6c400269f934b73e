"""Time limits against days counted one by one: in DuckDB, plainly, and by hand from the calendar's files.

The rule is due_within as rulesets/README.md tells it; the days of the notices are read here anew.
"""

from datetime import date, timedelta
from functools import cache

import duckdb
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shuangsuiji.calendar import shipped_calendar
from shuangsuiji.findings import Outcome
from shuangsuiji.model.settings import Settings
from shuangsuiji.model.values import BLANK, UNREADABLE, exactly
from shuangsuiji.packs.settings import default_answer, shipped_settings
from shuangsuiji.packs.vocabulary import shipped_vocabulary
from shuangsuiji.resources import root
from shuangsuiji.rules.evaluate import Evaluation
from shuangsuiji.rules.interpret import Env
from shuangsuiji.rules.kinds.due_within import DueWithin
from shuangsuiji.rules.kinds.site import Site
from shuangsuiji.rules.loading import load_rows
from shuangsuiji.rules.normal import judge

FIRST, END = date(2018, 1, 1), date(2030, 12, 31)
ONE = timedelta(days=1)


@cache
def gazetted():
    """Return the days off and on of the calendar's files as their last notices leave them, and the years."""
    off, on, years = set(), set(), []
    for path in sorted((root() / "rulesets" / "calendar").glob("*.yaml")):
        year = yaml.safe_load(path.read_text("utf-8"))
        years.append(year["year"])
        for holiday in year["holidays"]:
            if "replaced_by" not in holiday:
                days = (holiday["until"] - holiday["from"]).days
                off |= {holiday["from"] + ONE * n for n in range(days)}
        on |= {w["day"] for w in year.get("workdays", ()) if "replaced_by" not in w}
    return off, on, min(years), max(years)


def works(day):
    off, on, _, last = gazetted()
    return day in on or (day.weekday() < 5 and (day not in off or day.year > last))


def last_day(start, count, unit, first_day):
    """Return the last day of a limit, counted day by day; None before the calendar's first year."""
    if unit == "workdays" and start.year < gazetted()[2]:
        return None
    day = start - ONE if first_day == "same_day" else start
    while count:
        day += ONE
        count -= unit == "days" or works(day)
    return day


def by_hand(after, event, today, limit):
    """Return what due_within says of two cells, each a day, "blank", "unreadable" or "absent"."""
    if after == "blank":
        return Outcome.NOT_APPLICABLE
    last = last_day(after, *limit) if isinstance(after, date) else None
    if isinstance(event, date):
        if last is not None and isinstance(after, date):
            return Outcome.PASS if event <= last else Outcome.FAIL
        return Outcome.UNKNOWN
    if last is None:
        return Outcome.UNKNOWN
    if event == "blank":
        return Outcome.FAIL if today > last else Outcome.NOT_APPLICABLE
    return Outcome.UNKNOWN if today > last else Outcome.NOT_APPLICABLE


def rule_of(count, unit, first_day, today):
    spec = DueWithin.model_validate(
        {
            "id": "r", "kind": "due_within", "title": "限期", "cite": ["TT-01"], "modality": "must",
            "table": "plan", "after": "made_on", "event": "published_on", "within": {unit: count},
        }
    )  # fmt: skip
    registry = shipped_settings()
    answers = {n: a for n, s in registry.items() if (a := default_answer(s)) is not None}
    if first_day == "same_day":
        given_answer = answers["first_day"]
        answers["first_day"] = type(given_answer)("same_day", "same_day", given_answer.location)
    held = Settings(registry, answers)
    site = Site("t/deadlines/r", shipped_vocabulary(), held, shipped_calendar(), today, today.year)
    return spec.expand(site)[0].rule


def fact(cell):
    return exactly(cell) if isinstance(cell, date) else BLANK if cell == "blank" else UNREADABLE


days = st.dates(FIRST, END)
near = st.integers(-3, 80).map(lambda n: ONE * n)


@st.composite
def records(draw):
    """Draw two cells, the second often near the first."""
    after = draw(st.one_of(days, days, days, st.sampled_from(["blank", "unreadable"])))
    close = near.map(lambda n: after + n) if isinstance(after, date) else days
    return after, draw(st.one_of(close, close, days, st.sampled_from(["blank", "unreadable"])))


@pytest.mark.parametrize("first_day", ["day_after", "same_day"])
@pytest.mark.parametrize("unit", ["workdays", "days"])
@settings(suppress_health_check=list(HealthCheck), deadline=None, max_examples=40)
@given(rows=st.lists(records(), min_size=1, max_size=8), count=st.integers(1, 60), today=days)
def test_a_time_limit_is_what_counting_day_by_day_says(unit, first_day, rows, count, today):
    rule = rule_of(count, unit, first_day, today)
    specs = {n: shipped_vocabulary().tables["plan"].by_name[n] for n in ("made_on", "published_on")}
    facts = [{"made_on": fact(a), "published_on": fact(e)} for a, e in rows]

    with duckdb.connect() as connection:
        loaded = load_rows(connection, "plan", specs, list(enumerate(facts)))
        evaluation = Evaluation(connection, shipped_vocabulary(), {"plan": loaded}, today)
        outcome = evaluation.run([rule])["plan"]

    want = [by_hand(a, e, today, (count, unit, first_day)) for a, e in rows]
    assert [judge(rule, Env(f, today)).outcome for f in facts] == want
    counted = {o: n for o, n in outcome.counts[rule.id].items() if n}
    assert counted == {o: want.count(o) for o in want}

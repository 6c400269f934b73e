"""Kinds on days: limits in working days and days, the earliest of several, order, approval; and what is provisional."""

from datetime import date

import pytest

from shuangsuiji.calendar import Calendar, shipped_calendar
from shuangsuiji.findings import Outcome
from shuangsuiji.model.settings import Answer, Settings
from shuangsuiji.model.values import BLANK, UNREADABLE, exactly, says
from shuangsuiji.packs.resolve import load_pack
from shuangsuiji.packs.settings import shipped_settings
from shuangsuiji.packs.vocabulary import shipped_vocabulary
from shuangsuiji.rules.interpret import Env
from shuangsuiji.rules.kinds import RuleFile
from shuangsuiji.rules.kinds.site import Site
from shuangsuiji.rules.normal import judge

LAW = {"id": "x", "title": "某事", "cite": ["ZZ-1"], "modality": "must"}
RESULT = {**LAW, "kind": "due_within", "table": "result", "after": "task_completed_on"}
TWENTY = {**RESULT, "event": "published_on", "within": {"workdays": "20"}}
DEFAULTS = load_pack("national").settings


def verdicts(rule, facts, as_of, *, calendar=None, settings=None):
    (spec,) = RuleFile.model_validate([rule]).root
    held = {**DEFAULTS.answers}
    for name, text in (settings or {}).items():
        value = shipped_settings()[name].read(text)
        held[name] = Answer(text, value, spec_place())
    site = Site(
        "zz/results/x",
        shipped_vocabulary(),
        Settings(shipped_settings(), held),
        calendar or shipped_calendar(),
        date.fromisoformat(as_of),
        date.fromisoformat(as_of).year,
    )
    row = {k: fact(v) for k, v in facts.items()}
    env = Env(row, date.fromisoformat(as_of))
    return {e.rule.id.partition("#")[2]: judge(e.rule, env) for e in spec.expand(site)}


def spec_place():
    return DEFAULTS.answers["first_day"].location


def fact(value):
    if value in ("blank", "unreadable"):
        return {"blank": BLANK, "unreadable": UNREADABLE}[value]
    if value[:2] == "20":
        return exactly(date.fromisoformat(value), value)
    return says(value)


@pytest.mark.parametrize(
    ("completed", "published", "as_of", "outcome"),
    [
        ("2021-09-28", "2021-11-01", "2021-12-01", Outcome.PASS),
        ("2021-09-28", "2021-11-02", "2021-12-01", Outcome.FAIL),
        ("2021-11-05", "2021-12-03", "2022-01-01", Outcome.PASS),
        ("2021-11-05", "2021-12-04", "2022-01-01", Outcome.FAIL),
        ("2020-01-20", "2020-02-25", "2020-06-01", Outcome.PASS),
        ("2021-09-28", "blank", "2021-11-01", Outcome.NOT_APPLICABLE),
        ("2021-09-28", "blank", "2021-11-02", Outcome.FAIL),
        ("blank", "blank", "2021-11-02", Outcome.NOT_APPLICABLE),
        ("unreadable", "blank", "2021-11-02", Outcome.UNKNOWN),
        ("2021-09-28", "unreadable", "2021-11-02", Outcome.UNKNOWN),
    ],
)
def test_twenty_working_days(completed, published, as_of, outcome):
    row = {"task_completed_on": completed, "published_on": published}

    assert verdicts(TWENTY, row, as_of)[""].outcome is outcome


def test_days_run_over_holidays():
    rule = {**RESULT, "event": "published_on", "within": {"days": "15"}}
    row = {"task_completed_on": "2021-09-28", "published_on": "2021-10-13"}
    late = row | {"published_on": "2021-10-14"}

    assert verdicts(rule, row, "2021-12-01")[""].outcome is Outcome.PASS
    assert verdicts(rule, late, "2021-12-01")[""].outcome is Outcome.FAIL


def test_the_first_day_may_be_the_day_itself():
    row = {"task_completed_on": "2021-09-28", "published_on": "2021-11-01"}
    told = verdicts(TWENTY, row, "2021-12-01", settings={"first_day": "same_day"})

    assert told[""].outcome is Outcome.FAIL


def test_a_limit_beyond_the_gazetted_years_is_provisional():
    calendar = Calendar(tuple(y for y in shipped_calendar().years if y.year <= 2021))
    within = {"task_completed_on": "2021-09-28", "published_on": "2021-10-01"}
    beyond = {"task_completed_on": "2021-12-20", "published_on": "2021-12-21"}

    assert not verdicts(TWENTY, within, "2021-12-01", calendar=calendar)[""].provisional
    assert verdicts(TWENTY, beyond, "2021-12-31", calendar=calendar)[""].provisional
    assert not verdicts(TWENTY, beyond, "2021-12-31")[""].provisional


LIMITS = {
    **LAW,
    "kind": "earliest_of",
    "table": "result",
    "event": "published_on",
    "limits": [
        {
            "id": "workdays",
            "title": "完成后20个工作日",
            "cite": ["ZZ-1"],
            "after": "inspection_completed_on",
            "within": {"workdays": "20"},
        },
        {"id": "november", "title": "11月25日", "cite": ["ZZ-2"], "due": "11-25"},
    ],
}


@pytest.mark.parametrize(
    ("completed", "published", "outcome", "bound"),
    [
        ("2021-11-05", "2021-11-25", Outcome.PASS, "11月25日"),
        ("2021-11-05", "2021-11-26", Outcome.FAIL, "11月25日"),
        ("2021-09-28", "2021-11-01", Outcome.PASS, "完成后20个工作日"),
        ("2021-09-28", "2021-11-02", Outcome.FAIL, "完成后20个工作日"),
        ("blank", "blank", Outcome.FAIL, "11月25日"),
    ],
)
def test_the_earliest_limit_binds_and_is_named(completed, published, outcome, bound):
    row = {"inspection_completed_on": completed, "published_on": published}
    verdict = verdicts(LIMITS, row, "2021-12-31")[""]

    assert (verdict.outcome, verdict.bound) == (outcome, bound)


def test_steps_in_order():
    rule = {**LAW, "kind": "event_order", "table": "draw", "order": ["task_set_on", "drawn_on"]}
    rule["order"] = [*rule["order"], "locked_on"]
    row = {"task_set_on": "2021-03-01", "drawn_on": "2021-03-01", "locked_on": "blank"}
    skipped = row | {"task_set_on": "blank"}
    told = verdicts(rule, row, "2021-06-01")

    assert {k: v.outcome for k, v in told.items()} == {
        "task_set_on-drawn_on": Outcome.PASS,
        "drawn_on-locked_on": Outcome.NOT_APPLICABLE,
    }
    assert verdicts(rule, skipped, "2021-06-01")["task_set_on-drawn_on"].outcome is Outcome.FAIL


def test_an_approval_is_by_the_right_person_and_in_time():
    rule = {**LAW, "kind": "approval", "table": "correction", "of": "corrected_on"}
    rule |= {"by": ["单位主要负责人"]}
    row = {
        "corrected_on": "2021-03-02",
        "approved_on": "2021-03-02",
        "approved_by_role": "main_head",
    }
    late = verdicts(rule, row | {"approved_on": "2021-03-03"}, "2021-06-01")
    other = verdicts(rule, row | {"approved_by_role": "head"}, "2021-06-01")
    never = verdicts(rule, row | {"approved_on": "blank"}, "2021-06-01")

    assert {v.outcome for v in verdicts(rule, row, "2021-06-01").values()} == {Outcome.PASS}
    assert (late["by"].outcome, late["before"].outcome) == (Outcome.PASS, Outcome.FAIL)
    assert (other["by"].outcome, other["before"].outcome) == (Outcome.FAIL, Outcome.PASS)
    assert never["before"].outcome is Outcome.FAIL


@pytest.mark.parametrize(
    ("settings", "made_on", "outcome"),
    [
        ({}, "2026-01-31", Outcome.PASS),
        ({"named_day_included": "false"}, "2026-01-31", Outcome.FAIL),
        ({"named_day_included": "false"}, "2026-01-30", Outcome.PASS),
        ({"deadline_rolls_forward": "true"}, "2026-02-02", Outcome.PASS),
        ({"deadline_rolls_forward": "true"}, "2026-02-03", Outcome.FAIL),
        ({}, "2026-02-02", Outcome.FAIL),
    ],
)
def test_a_named_day_by_its_settings(settings, made_on, outcome):
    rule = {**LAW, "kind": "due_on", "table": "plan", "event": "made_on", "due": "01-31"}
    told = verdicts(rule, {"made_on": made_on}, "2026-06-01", settings=settings)

    assert told[""].outcome is outcome

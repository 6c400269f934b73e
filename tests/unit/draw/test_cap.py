"""Who may be drawn: what is certain excludes, every doubt is named, the rest is eligible."""

from datetime import date

import duckdb

from shuangsuiji.draw.registers.cap import Columns, Deciding, decide_eligibility
from shuangsuiji.model.values import BLANK, UNREADABLE, exactly, says
from shuangsuiji.packs.vocabulary import shipped_vocabulary
from shuangsuiji.rules.conditions import Scope, read_condition
from shuangsuiji.rules.loading import load_rows
from shuangsuiji.rules.normal import NormalRule

TARGET = shipped_vocabulary().tables["target"]
FIELDS = ("uscc", "risk_class", "registration_status", "type", "inspections_in_year")


def condition(text):
    return read_condition(text, Scope(TARGET))


NONE = exactly(0)


def target(uscc, *, status="存续", kind="企业", visits=NONE):
    known = status if status is BLANK else says(status)
    cells = (says(uscc), says("A类"), known, says(kind), visits)
    return dict(zip(FIELDS, cells, strict=True))


def test_certain_reasons_exclude_doubts_are_named_and_the_rest_may_be_drawn():
    register = [
        target("T1"),
        target("T2", visits=exactly(2)),
        target("T3", status="注销"),
        target("T4", kind="个体工商户"),
        target("T5", visits=UNREADABLE),
        target("T6", status=BLANK),
    ]
    cap = NormalRule("cap", "target", condition("TRUE"), condition("inspections_in_year + 1 <= 2"))
    deciding = Deciding((cap,), condition("type = '企业'"), date(2026, 3, 1))

    with duckdb.connect() as connection:
        specs = {name: TARGET.by_name[name] for name in FIELDS}
        loaded = load_rows(connection, "target", specs, enumerate(register, start=1))
        decide_eligibility(connection, loaded, Columns("uscc", "risk_class"), deciding, "prepared")
        found = connection.execute(
            "SELECT id, stratum, status, undecided FROM prepared ORDER BY id"
        ).fetchall()

    assert found == [
        ("T1", "A类", "eligible", None),
        ("T2", "A类", "cap-reached", None),
        ("T3", "A类", "deregistered", None),
        ("T4", "A类", "off-filter", None),
        ("T5", "A类", "eligible", "cap-unknown"),
        ("T6", "A类", "eligible", "status-unknown"),
    ]

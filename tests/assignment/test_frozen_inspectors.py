"""Freezing inspectors: what keeps them from being matched is told at its place, with what would do."""

import json
from pathlib import Path
from typing import Any

import pytest

from after_draw import refused, said
from logged_draw import (
    AFTER,
    BEACON,
    COMMITTED,
    MORNING,
    TIMED,
    UNTIL,
    WITHHELD,
    WITNESSED,
    Office,
)
from matched_draw import (
    LINE,
    NOW,
    ORDER,
    ROWS,
    frozen,
    inspectors_file,
    pack,
    people,
    person,
    read,
    run,
)
from shuangsuiji.cli import run as command
from shuangsuiji.draw.verification.verify import Verdict
from shuangsuiji.findings import Refusal
from shuangsuiji.report.sentences import sentence
from shuangsuiji.workflow import assign_run, draws
from shuangsuiji.workflow.assign_bundle import matched_bundle
from shuangsuiji.workflow.assign_replace import ReplaceOrder, replace

TEAM = "    team:\n      - {name: leader}\n      - %s\n"


def told(step: Any) -> list[tuple[str, str]]:
    """Return code and place of each finding of a refusal, all of which say what would do."""
    with pytest.raises(Refusal) as refusal:
        step()
    assert all(all(sentence(f)) for f in refusal.value.findings)
    return [(f.code, str(f.location).rsplit("/", 1)[-1]) for f in refusal.value.findings]


@pytest.mark.parametrize(
    ("slot", "code", "place"),
    [
        ("{name: a, bars: [年龄]}", "assign/test-written", "D-1.yaml:11:26"),
        ("{name: a, bars: ['department:县局二']}", "assign/no-such-department", "D-1.yaml:11:26"),
        ("{name: a, preferences: ['skill:电梯']}", "assign/no-such-skill", "D-1.yaml:11:33"),
        ("{name: a}\n      - {name: a}", "assign/team-slot-twice", "D-1.yaml:12:16"),
        ("{name: a, bars: ['skill:特种设备', leader]}", "assign/team-unmet", "D-1.yaml:10:7"),
        ("{name: a, expert: true}", "assign/team-rule", "D-1.yaml:10:7"),
        ("{name: a, need: '食品,药品'}", "yaml/wrong-type", "D-1.yaml:11:25"),
    ],
)
def test_a_team_that_cannot_be_is_told_at_its_place(
    tmp_path: Path, slot: str, code: str, place: str
) -> None:
    folk = [person("P1"), person("P2", leader=False, skills=["特种设备"])]
    order = LINE + TEAM % slot

    assert told(lambda: frozen(tmp_path, lines=order, folk=folk)) == [(code, place)]
    assert not (tmp_path / "out").exists()


def test_a_slot_of_several_and_of_a_need_is_spread_out(tmp_path: Path) -> None:
    team = "    team:\n      - {name: leader}\n      - {name: member, count: 2}\n"

    frozen(tmp_path, lines=LINE + team + "      - {name: x, expert: true, need: 特种设备}\n")

    slots = json.loads((tmp_path / "out" / "frozen" / "inspectors.json").read_bytes())["slots"]
    assert [s["name"] for s in slots] == ["leader", "member-1", "member-2", "x"]
    assert [s["need"] for s in slots] == [None, None, None, "特种设备"]


def test_recusals_that_empty_a_pool_are_told(tmp_path: Path) -> None:
    folk = [person(f"P{i}") for i in range(3)]
    pairs = [("P0", "甲002"), ("P1", "甲002")]

    with pytest.raises(Refusal) as refusal:
        frozen(tmp_path, folk=folk, recusals=pairs)

    (finding,) = refusal.value.findings
    assert finding.code == "assign/recusal-empties"
    assert finding.params["target"] == "甲002"
    assert finding.params["people"] == ("P0", "P1")
    assert all(sentence(finding))


def test_a_region_where_nobody_may_go_is_told_with_its_name(tmp_path: Path) -> None:
    order = LINE + "    team: [{name: leader, bars: [region]}, {name: a}]\n"
    folk = [person("P1"), person("P2"), person("P3", region="西 所")]

    with pytest.raises(Refusal) as refusal:
        frozen(tmp_path, lines=order, folk=folk)

    (finding,) = refusal.value.findings
    assert finding.code == "assign/team-unmet"
    assert finding.params["regions"] == ("西所",)
    assert finding.params["n"] == 15
    assert "西所" in sentence(finding)[0]


def test_one_person_for_two_slots_is_too_few(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refusal:
        frozen(tmp_path, folk=[person("P1")])

    (finding,) = refusal.value.findings
    assert (finding.params["asked"], finding.params["able"]) == (2, 1)
    assert finding.params["slots"] == ("leader", "member")


@pytest.mark.parametrize(
    ("folk", "code"),
    [
        ([person("P1"), person("Ｐ1"), person("P2")], "assign/look-alike"),
        ([person("-"), person("P2")], "assign/person-dash"),
        ([person("P1", certified={"from": "2027-01-01", "until": "2026-01-01"})], "assign/span"),
    ],
)
def test_people_who_cannot_be_told_apart_or_dated_are_refused(
    tmp_path: Path, folk: list[dict[str, Any]], code: str
) -> None:
    assert told(lambda: frozen(tmp_path, folk=folk))[0] == (code, "people.json")


def test_a_certificate_that_ends_within_the_window_keeps_its_holder_out(tmp_path: Path) -> None:
    ends = {"from": "2020-01-01", "until": "2026-04-30"}
    folk = [*people(), person("P9", certified=ends, before=0)]

    report = frozen(tmp_path, folk=folk)
    out = run(tmp_path)
    assert {"assign/told-people", "inspectors/certificate-ends"} <= set(said(report))
    assert report.record["inspectors"]
    assign_run.run(out, "gaoqing", now=NOW)

    assert all(
        "P9" not in {c["inspector"] for c in entry["candidates"]} for entry in read(out, "fit.json")
    )


@pytest.mark.parametrize(
    ("change", "code", "place"),
    [
        ((3, ""), "assign/region-missing", "register.csv:2"),
        ((3, "东,所"), "assign/region-word", "register.csv:2"),
        ((4, "食品|药品"), "assign/need-word", "register.csv:2"),
    ],
)
def test_facts_that_cannot_stand_are_told_at_their_row(
    tmp_path: Path, change: tuple[int, str], code: str, place: str
) -> None:
    column, text = change
    rows = [tuple(f'"{text}"' if i == column else v for i, v in enumerate(ROWS[0])), *ROWS[1:]]

    assert told(lambda: frozen(tmp_path, rows=rows)) == [(code, place)]


def test_needs_that_nobody_can_read_are_told_at_their_row(tmp_path: Path) -> None:
    order = tmp_path / "draw.yaml"
    text = (EXAMPLE / "draw.yaml").read_text("utf-8")
    order.write_text(text.replace("所属区域}", "所属区域, needs: 重点行业领域}"), "utf-8")
    rows = (EXAMPLE / "register.csv").read_text("utf-8").splitlines()[:40]
    register = tmp_path / "register.csv"
    register.write_text("\n".join(rows).replace(",是,", ",大概,") + "\n", "utf-8")
    asked = draws.FreezeOrder(
        order,
        (register,),
        tmp_path / "s.db",
        tmp_path / "out",
        draws.pack_record("gaoqing", NOW.date().replace(month=8)),
        answers={"cap-unknown": "exclude"},
        inspectors=(EXAMPLE / "inspectors.xlsx",),
    )

    assert "assign/needs-unread" in refused(lambda: draws.freeze(asked, now=NOW))


def test_of_who_may_not_be_drawn_no_region_is_asked(tmp_path: Path) -> None:
    rows = [*ROWS[:-6], ("乙000", "B", "deregistered", "", ""), *ROWS[-5:]]

    frozen(tmp_path, rows=rows)

    facts = (tmp_path / "out" / "frozen" / "facts-1.txt").read_text("utf-8")
    assert "乙000|-|\n" in facts


def order_of(root: Path, lines: str = LINE, more: str = "") -> Path:
    path = root / "D-1.yaml"
    path.write_text(ORDER.format(lines=lines, more=more), "utf-8")
    return path


def test_a_register_without_facts_is_refused_and_teams_without_people_are_idle(
    tmp_path: Path,
) -> None:
    register = tmp_path / "register.csv"
    register.write_text("id,stratum,status\n甲,A,eligible\n乙,B,eligible\n", "utf-8")
    order = order_of(tmp_path, LINE + "    team: [{name: a}]\n")
    asked = (order, (register,), tmp_path / "s.db", tmp_path / "out", pack())
    people_file = inspectors_file(tmp_path)

    given = draws.FreezeOrder(*asked, inspectors=(people_file,))
    assert refused(lambda: draws.freeze(given, now=NOW)) == ["assign/facts-unasked"]
    report = draws.freeze(draws.FreezeOrder(*asked), now=NOW)
    assert "assign/told-idle" in said(report)


def test_without_a_pack_the_team_must_be_written(tmp_path: Path) -> None:
    register = tmp_path / "register.csv"
    text = "".join(f"{','.join(row)}\n" for row in ROWS)
    register.write_text(f"id,stratum,status,region,needs\n{text}", "utf-8")
    bare = draws.PackRecord("zz", NOW.date(), b"{}")

    def freeze(order: Path, given: Path) -> Any:
        asked = draws.FreezeOrder(
            order, (register,), tmp_path / "s.db", tmp_path / "out", bare, inspectors=(given,)
        )
        return draws.freeze(asked, now=NOW)

    given, table = inspectors_file(tmp_path), tmp_path / "名录.csv"
    table.write_text("姓名\n甲\n", "utf-8")
    assert refused(lambda: freeze(order_of(tmp_path), given)) == ["assign/team-needs-pack"]
    assert refused(lambda: freeze(order_of(tmp_path), table)) == ["assign/people-need-pack"]
    freeze(order_of(tmp_path, LINE + "    team: [{name: a}]\n"), given)


EXAMPLE = Path(__file__).parents[2] / "jurisdictions" / "gaoqing" / "example"


def test_peoples_own_workbook_is_frozen_with_the_register_as_they_keep_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    given = [str(EXAMPLE / name) for name in ("draw.yaml", "register.csv", "inspectors.xlsx")]

    code = command(
        [
            *("draw", "freeze", given[0], "--pack", "gaoqing", "--register", given[1]),
            *("--store", "s.db", "-o", "out", "--undecided", "cap-unknown=exclude"),
            *("--inspectors", given[2], "--as-of", "2026-08-31"),
        ]
    )

    printed = capsys.readouterr().out
    assert code == 0
    assert "检查人员40名，专家6名，回避6条" in printed
    assert "leader、member；依据：GQ-21e、GQ-21f" in printed
    frozen_ = json.loads((tmp_path / "out" / "frozen" / "inspectors.json").read_bytes())
    assert len(frozen_["recusals"]) == 6
    assert {p["region"] for p in frozen_["people"] if not p["expert"]} >= {"田镇所", "芦湖所"}


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ("{region: 所属区}", "draw/unknown-field"),
        ("{region: 所属区域, needs: 检查联系电话}", "draw/no-column"),
        ("{region: 所属区域, needs: [行业, 本年度已抽查次数]}", "assign/fact-field"),
    ],
)
def test_facts_are_read_from_fields_that_can_tell_them(
    tmp_path: Path, facts: str, code: str
) -> None:
    order = tmp_path / "draw.yaml"
    text = (EXAMPLE / "draw.yaml").read_text("utf-8")
    order.write_text(text.replace("facts: {region: 所属区域}", f"facts: {facts}"), "utf-8")
    rows = (EXAMPLE / "register.csv").read_text("utf-8").splitlines()[:40]
    register = tmp_path / "register.csv"
    register.write_text("\n".join(rows) + "\n", "utf-8")
    asked = draws.FreezeOrder(
        order,
        (register,),
        tmp_path / "s.db",
        tmp_path / "out",
        draws.pack_record("gaoqing", NOW.date().replace(month=8)),
        answers={"cap-unknown": "exclude"},
        inspectors=(EXAMPLE / "inspectors.xlsx",),
    )

    assert code in refused(lambda: draws.freeze(asked, now=NOW))


def test_a_withheld_draw_is_matched_in_private_and_opened_with_its_teams(tmp_path: Path) -> None:
    office = Office(tmp_path)
    more = f"{TIMED}\n{WITHHELD}"
    order = office.order(draw="D-1", line="L-1", purpose="official", more=more)
    register = tmp_path / "register.csv"
    text = "".join(f"{','.join(row)}\n" for row in ROWS)
    register.write_text(f"id,stratum,status,region,needs\n{text}", "utf-8")
    given, out = inspectors_file(tmp_path), tmp_path / "D-1"
    draws.freeze(
        draws.FreezeOrder(order, (register,), office.store, out, pack(), inspectors=(given,)),
        now=MORNING,
    )
    office.commit(out)
    office.witness(COMMITTED)
    office.reveal(out)
    office.witness(WITNESSED)
    draws.run(out, beacon=BEACON, now=AFTER)

    assert not assign_run.run(out, "gaoqing", now=AFTER).short

    slot = json.loads((out / "private" / "bundle" / "assignment.json").read_bytes())["slots"][0]
    order = ReplaceOrder(slot["visit"], slot["slot"], slot["inspector"], "回避", "局长", "redraw")
    replace(out, order, now=AFTER)
    public_bundle = out / "bundle"
    with pytest.raises(Refusal, match="assign/sealed"), matched_bundle(public_bundle):
        pass
    public = {p.name for p in (out / "bundle").iterdir()}
    assert "inspectors.json" in public
    assert not public & {"fit.json", "assignment.json", "seed.json", "result.json"}
    assert draws.verify(out / "bundle").verdict is Verdict.SEALED
    draws.open_(out, now=UNTIL)
    verification = draws.verify(out / "bundle")
    assert verification.verdict is Verdict.VERIFIED, verification.failures
    assert "draw/step-assignment" in {step.code for step in verification.steps}
    assert "assign/note-redraw" in {note.code for note in verification.notes}

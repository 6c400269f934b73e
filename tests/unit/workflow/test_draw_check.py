"""A list that another system drew is held against registers, pack, and the order or plan that it follows."""

import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from typer.testing import CliRunner

from after_draw import refused
from shuangsuiji.cli import app
from shuangsuiji.findings import Finding, Outcome, Severity
from shuangsuiji.packs.resolve import load_pack
from shuangsuiji.report.checks import OFFERED, report_forms
from shuangsuiji.report.sentences import sentence
from shuangsuiji.workflow.draw_check import DrawnPapers, check_drawn

DAY = date(2026, 3, 1)
HEAD = (
    "统一社会信用代码,主体名称,主体类型,登记状态,信用风险等级,本年度已抽查次数,"
    "重点行业领域,多次被投诉举报,列入经营异常名录,有失信行为,有严重违法违规记录\n"
)
ORDER = """\
draw: D-1
purpose: test
{registers}
lines:
{lines}parties: [{{name: a, title: 甲}}, {{name: b, title: 乙}}]
"""
ONE = """\
  - line: L-1
    window: {from: 2026-03-01, until: 2026-06-30}
    strata: [{id: A类, ratio: 20%}, {id: B类, ratio: 50%}]
"""


def id_of(n: int) -> str:
    return f"K{n:03}"


class Desk:
    """A register of ten in stratum A类 and four in B类, all of whom may be drawn unless a test says not."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.rows = [
            [id_of(n), f"第{n}户", "企业", "存续", "A类" if n < 10 else "B类", "0", *("否",) * 5]
            for n in range(14)
        ]

    def check(
        self,
        listed: list[str] | list[tuple[str, str]],
        *,
        lines: str | None = ONE,
        plan: str = "",
        pack: str = "gaoqing",
        registers: str = "registers: [{ids: text}]",
        head: str = "统一社会信用代码",
    ) -> Any:
        register, drawn = self.root / "名录.csv", self.root / "名单.csv"
        register.write_text(HEAD + "".join(",".join(r) + "\n" for r in self.rows), "utf-8")
        rows = [row if isinstance(row, tuple) else (row,) for row in listed]
        drawn.write_text(f"{head}\n" + "".join(",".join(r) + "\n" for r in rows), "utf-8")
        order, planned = self.root / "o.yaml", self.root / "计划.csv"
        order.write_text(ORDER.format(lines=lines, registers=registers), "utf-8")
        planned.write_text(plan, "utf-8")
        papers = DrawnPapers(
            drawn, (register,), order if lines else None, planned if plan else None, as_of=DAY
        )
        self.report = check_drawn(pack, papers, today=DAY)
        assert all(all(sentence(f)) for f in self.report.checked.findings)
        return self.found()

    def found(self) -> list[str]:
        shown = [f for f in self.report.checked.findings if f.code.startswith("drawn/")]
        return [f.code for f in shown if f.code != "drawn/not-shown"]

    def first(self, code: str) -> Finding:
        return next(f for f in self.report.checked.findings if f.code == code)


packs = cache(load_pack)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr("shuangsuiji.workflow.draw_check.load_pack", packs)
    return Desk(tmp_path)


GOOD = [id_of(1), id_of(4), id_of(10), id_of(12)]


def test_a_list_as_the_order_asks_it_has_nothing_wrong_and_still_shows_no_chance(
    desk: Desk,
) -> None:
    assert desk.check(GOOD) == []

    chance = desk.first("drawn/not-shown")
    assert (chance.severity, chance.outcome) == (Severity.NOTE, Outcome.NOT_APPLICABLE)
    assert {c.clause for c in chance.citations} >= {"GQ-17b"}
    assert desk.report.exit_code(Severity.ERROR) == 0


def test_who_is_on_it_that_should_not_be(desk: Desk) -> None:
    desk.rows[1][3], desk.rows[10][5] = "注销", "2"

    rows = [*GOOD, id_of(4), "外人", "ｋ００３", ""]
    found = desk.check([(i, "某户") for i in rows], head="统一社会信用代码,主体名称")

    assert sorted(found) == [
        "drawn/alike",
        "drawn/no-id",
        "drawn/not-eligible",
        "drawn/not-eligible",
        "drawn/not-in-register",
        "drawn/twice",
    ]
    gone, cap = (f for f in desk.report.checked.findings if f.code == "drawn/not-eligible")
    assert (gone.params["status"], gone.citations) == ("deregistered", ())
    assert (cap.params["status"], cap.severity) == ("cap-reached", Severity.WARNING)
    assert "GQ-15b" in {c.clause for c in cap.citations}
    assert desk.first("drawn/alike").params["alike"] == "K003"
    assert desk.first("drawn/twice").location.cell == "A6"


def test_what_is_not_known_of_somebody_leaves_the_list_undecided(desk: Desk) -> None:
    desk.rows[1][5] = "若干"

    assert desk.check(GOOD) == ["drawn/undecided"]

    assert desk.report.checked.undecided
    assert desk.report.exit_code(Severity.ERROR) == 4


def test_a_stratum_left_out_and_numbers_that_differ(desk: Desk) -> None:
    found = desk.check([id_of(n) for n in (0, 1, 2)])

    assert found == ["drawn/left-out", "drawn/number"]
    assert desk.first("drawn/left-out").params["stratum"] == "B类"
    number = desk.first("drawn/number").params
    assert (number["n"], number["expected"], number["asked"]) == (3, "2", "20%")


def test_rounding_that_chance_decides_leaves_both_numbers_open(desk: Desk) -> None:
    lines = ONE.replace("20%", "1/4").replace("    strata", "    rounding: systematic\n    strata")

    for n in (2, 3):
        assert desk.check([*GOOD[2:], *(id_of(i) for i in range(n))], lines=lines) == []
    assert desk.check([*GOOD[2:], id_of(0)], lines=lines) == ["drawn/number"]


def test_pools_too_small_for_chance_are_told(desk: Desk) -> None:
    lines = ONE.replace("    strata", "    least: 5\n    strata").replace("50%", "100%")

    found = desk.check([id_of(1), id_of(4), *(id_of(n) for n in range(10, 14))], lines=lines)

    assert found == ["drawn/small-pool"]
    wide = lines.replace("least: 5", "least: 4")
    assert desk.check([id_of(1), id_of(4), *(id_of(n) for n in range(10, 14))], lines=wide) == [
        "drawn/whole-pool"
    ]


TWO = ONE + ONE.replace("L-1", "L-2").replace("20%", "10%")
BOTH = "统一社会信用代码,计划编号,风险等级"


def test_lines_are_told_apart_and_a_stratum_written_otherwise_is_told(desk: Desk) -> None:
    rows = [(i, "L-1", "A类" if i < "K010" else "B类") for i in GOOD]

    found = desk.check(
        [*rows, (id_of(2), "L-2", "B类"), (id_of(3), "L-9", "")], lines=TWO, head=BOTH
    )

    assert sorted(found) == ["drawn/left-out", "drawn/other-stratum", "drawn/unknown-line"]
    assert desk.check(rows, lines=TWO, head=BOTH) == ["drawn/nobody"]
    assert refused(lambda: desk.check(GOOD, lines=TWO)) == ["drawn/which-line"]


def test_two_lines_that_draw_one_target_count_two_visits(desk: Desk) -> None:
    desk.rows[1][5] = "1"
    rows = [(i, "L-1", "") for i in GOOD]
    second = [(id_of(1), "L-2", ""), (id_of(11), "L-2", ""), (id_of(12), "L-2", "")]

    found = desk.check([*rows, *second], lines=TWO, head=BOTH)

    assert found == ["drawn/not-eligible", "drawn/not-eligible"]  # cap 2: one visit more, not two
    assert desk.first("drawn/not-eligible").params["id"] == id_of(1)


def test_a_directed_line_draws_within_its_condition(desk: Desk) -> None:
    mode = "    mode: {{kind: directed, {}words: 个体户}}\n    strata"
    desk.rows[1][2] = desk.rows[4][2] = desk.rows[10][2] = "个体工商户"
    told = ONE.replace("    strata", mode.format("condition: \"type = '个体工商户'\", "))
    silent = ONE.replace("    strata", mode.format(""))

    assert "drawn/not-eligible" in desk.check(GOOD, lines=told)
    assert desk.first("drawn/not-eligible").params == {
        "id": id_of(12),
        "status": "off-filter",
        "reason": "不在这一行的定向条件之内",
    }
    assert desk.check(GOOD, lines=silent) == ["drawn/no-condition"]


PLAN = (
    "计划编号,抽查任务名称,检查对象,抽查比例,预估数量\nP-1,任务一,企业,{},{}\nP-2,任务二,企业,5%,\n"
)


def test_under_a_plan_the_number_is_the_plans(desk: Desk) -> None:
    head, rows = "统一社会信用代码,任务编号", [(i, "P-1") for i in GOOD]

    assert desk.check(rows, lines=None, plan=PLAN.format("", 4), head=head) == []
    assert desk.check(rows, lines=None, plan=PLAN.format("30%", ""), head=head) == []
    assert desk.check(rows, lines=None, plan=PLAN.format("", 5), head=head) == ["drawn/number"]
    assert desk.check(rows, lines=None, plan=PLAN.format("50%", ""), head=head) == ["drawn/number"]


EXAMPLE = Path(__file__).parents[3] / "jurisdictions" / "gaoqing" / "example"


@pytest.mark.parametrize(
    ("n", "codes"), [(41, []), (42, ["gaoqing/ratios/general-cap-kept#count"])]
)
def test_more_than_the_lists_cap_allows_is_told_with_its_clause(
    n: int, codes: list[str], tmp_path: Path
) -> None:
    register, drawn = EXAMPLE / "register.csv", tmp_path / "名单.csv"
    ids = [line.split(",")[0] for line in register.read_text("utf-8-sig").splitlines()[1 : n + 1]]
    drawn.write_text("编号,信用代码\n" + "".join(f"GQ-2026-006,{i}\n" for i in ids), "utf-8")
    files = {"plan": EXAMPLE / "plan.xlsx", "items": EXAMPLE / "items.xlsx"}

    report = check_drawn("gaoqing", DrawnPapers(drawn, (register,), **files, as_of=DAY), today=DAY)

    over = [f for f in report.checked.findings if f.code.startswith("gaoqing/")]
    assert [f.code for f in over] == codes
    assert all("GQ-09c" in {c.clause for c in f.citations} for f in over)
    alone = DrawnPapers(drawn, (register,), items=EXAMPLE / "items.xlsx", as_of=DAY)
    assert refused(lambda: check_drawn("gaoqing", alone, today=DAY)) == ["drawn/items-alone"]


def test_without_order_or_plan_a_stratum_without_anybody_is_a_hint(desk: Desk) -> None:
    assert desk.check(GOOD, lines=None) == []
    assert desk.check(GOOD[:2], lines=None) == ["drawn/none-of"]
    assert desk.first("drawn/none-of").severity is Severity.WARNING
    assert refused(lambda: desk.check(GOOD, plan=PLAN.format("", 4))) == ["drawn/order-or-plan"]


def test_a_list_of_names_alone_is_refused_once(desk: Desk) -> None:
    rows = [("第1户", "A类"), ("第4户", "A类")]

    assert refused(lambda: desk.check(rows, head="主体名称,风险等级")) == ["drawn/no-id-column"]


def test_an_order_that_does_not_fit_the_registers_is_refused(desk: Desk) -> None:
    other = ONE.replace("    strata", "    register: 2\n    strata")
    short = ONE.replace(", {id: B类, ratio: 50%}", "")

    assert refused(lambda: desk.check(GOOD, lines=other)) == ["draw/registers-too-few"]
    assert refused(lambda: desk.check(GOOD, lines=short)) == ["draw/stratum-unnamed"]


def test_every_form_is_given(desk: Desk, tmp_path: Path) -> None:
    desk.check([*GOOD, "外人"])

    forms = report_forms(desk.report)

    assert set(OFFERED) <= set(forms)
    made = {name: forms[name].content(tmp_path / f"a.{name}") for name in OFFERED}
    assert json.loads(bytes(made["json"]))["drawn"].endswith("名单.csv")
    assert "外人".encode() in bytes(made["html"])
    (tmp_path / "a.xlsx").write_bytes(bytes(made["xlsx"]))
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]
    assert any(cell.comment for row in sheet.iter_rows() for cell in row)


def test_the_command_ends_as_plan_check_does(desk: Desk) -> None:
    desk.check([*GOOD, "外人"])
    files = ["--register", str(desk.root / "名录.csv"), "--order", str(desk.root / "o.yaml")]
    words = ["draw", "check", str(desk.root / "名单.csv"), "--pack", "gaoqing", *files]

    ended = CliRunner().invoke(app, [*words, "--as-of", "2026-03-01"])

    assert ended.exit_code == 1
    assert "“外人”不在名录库里" in ended.output
    assert CliRunner().invoke(app, [*words, "--fail-on", "never"]).exit_code == 0

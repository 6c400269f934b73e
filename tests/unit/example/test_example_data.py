"""The example of Gaoqing: made by its generator, and with the slips that its README tells of."""

import csv
import re
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest

from shuangsuiji.draw.spec import DrawSpec
from shuangsuiji.draw.text import uscc_check_digit
from shuangsuiji.yamlfile import load_model

EXAMPLE = Path(__file__).parents[3] / "jurisdictions" / "gaoqing" / "example"
GENERATED = ("items.xlsx", "plan.xlsx", "inspectors.xlsx", "register.csv")

PLANTED = {
    "K9": 60,
    "D16": "网络订餐平台专项检查",
    "K14": None,
    "I11": "20%",
    "I17": "不低于3%",
    "I24": 0.06,
    "K25": "若干",
    "I27": "5%左右",
    "L31": None,
    "F39": None,
    "I41": "30%",
}
LOOKS_ODD_BUT_IS_FINE = {
    "D4": "营业执照（登记证）规范使用情况的检查、名称规范使用情况的检查",
    "I4": "A类1%、B类3%、C类5%、D类10%",
    "J15": "96户",
    "I23": "100%（20户）",
    "I26": "３％",
    "J34": "588户",
    "D36": "学校(含幼儿园)食堂　食品安全监督检查",
    "D43": "商标代理行为的检查、专利代理行为的检查",
}

Line = Mapping[str, str]


def cells(name: str) -> Mapping[str, object]:
    sheet = openpyxl.load_workbook(EXAMPLE / name).worksheets[0]
    return {cell.coordinate: cell.value for row in sheet.iter_rows() for cell in row}


def register() -> list[Line]:
    with (EXAMPLE / "register.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def made_anew(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("example")
    generator = [sys.executable, "-B", str(EXAMPLE / "generate.py"), str(folder)]
    subprocess.run(generator, check=True)
    return folder


@pytest.mark.parametrize("name", GENERATED)
def test_a_generated_file_is_the_committed_one_to_the_byte(name: str, made_anew: Path) -> None:
    assert (made_anew / name).read_bytes() == (EXAMPLE / name).read_bytes()


@pytest.mark.parametrize("name", GENERATED[:3])
def test_a_workbook_tells_nothing_of_when_and_where_it_was_made(name: str) -> None:
    with zipfile.ZipFile(EXAMPLE / name) as book:
        parts = book.infolist()
        properties = book.read("docProps/core.xml").decode()

    assert {part.date_time for part in parts} == {(1980, 1, 1, 0, 0, 0)}
    assert {part.create_system for part in parts} == {0}
    assert {part.compress_type for part in parts} == {zipfile.ZIP_STORED}
    assert set(re.findall(r"\d{4}-\d\d-\d\dT[^<]*", properties)) == {"2026-01-20T09:00:00Z"}


def test_the_register_has_4000_targets_each_with_a_valid_code_of_its_own() -> None:
    targets = register()

    codes = [target["统一社会信用代码"] for target in targets]
    assert len(set(codes)) == 4_000
    assert all(code[17] == uscc_check_digit(code[:17]) for code in codes)
    assert {code[:10] for code in codes} == {"91370322MY", "92370322MY", "93370322MY"}
    assert len({target["主体名称"] for target in targets}) == 4_000


def test_the_prefix_of_a_code_goes_with_the_type_of_target() -> None:
    prefixes = {(target["主体类型"], target["统一社会信用代码"][:2]) for target in register()}

    assert prefixes == {
        ("有限责任公司", "91"),
        ("股份有限公司", "91"),
        ("个人独资企业", "91"),
        ("合伙企业", "91"),
        ("个体工商户", "92"),
        ("农民专业合作社", "93"),
    }


def test_the_register_has_the_mixture_that_its_readme_promises() -> None:
    targets = register()

    assert Counter(t["登记状态"] for t in targets) == {"存续": 3_880, "注销": 98, "吊销": 22}
    assert Counter(t["信用风险等级"] for t in targets) == {
        "A类": 2_223,
        "B类": 1_195,
        "C类": 442,
        "D类": 140,
    }
    assert Counter(t["本年度已抽查次数"] for t in targets) == {
        "0": 3_311,
        "1": 556,
        "2": 128,
        "3": 5,
    }


def test_three_targets_drawn_twice_have_nothing_written_about_complaints() -> None:
    lines = {n: t for n, t in enumerate(register(), start=2) if not t["多次被投诉举报"]}

    assert list(lines) == [612, 1905, 3218]
    for target in lines.values():
        assert target["登记状态"] == "存续"
        assert target["本年度已抽查次数"] == "2"
        assert target["重点行业领域"] == "是"
        assert target["列入经营异常名录"] == "否"
        assert target["有失信行为"] == "否"
        assert target["有严重违法违规记录"] == "否"


def test_five_targets_were_drawn_three_times_and_two_of_them_with_a_reason() -> None:
    lines = {n: t for n, t in enumerate(register(), start=2) if t["本年度已抽查次数"] == "3"}

    assert {n: (t["重点行业领域"], t["列入经营异常名录"]) for n, t in lines.items()} == {
        289: ("否", "否"),
        903: ("是", "是"),
        1451: ("否", "否"),
        2734: ("否", "否"),
        3562: ("是", "是"),
    }


def test_the_plan_has_40_lines_between_its_header_and_its_total() -> None:
    plan = cells("plan.xlsx")

    assert plan["A1"] == "高青县市场监督管理局2026年度双随机抽查工作计划（示例，虚构）"
    assert plan["H2"] == "编制日期：2026年1月20日"
    assert [plan[f"B{row}"] for row in (3, 4, 43)] == ["计划编号", "GQ-2026-001", "GQ-2026-040"]
    assert (plan["A44"], plan["K44"]) == ("合计", "=SUM(K4:K43)")
    assert str(plan["A45"]).startswith("注：")


def test_the_total_of_the_plan_was_computed_before_anybody_opens_it() -> None:
    sheet = openpyxl.load_workbook(EXAMPLE / "plan.xlsx", data_only=True).worksheets[0]

    counts = [sheet[f"K{row}"].value for row in range(4, 44)]
    assert sheet["K44"].value == sum(n for n in counts if isinstance(n, int)) == 867


@pytest.mark.parametrize(("cell", "written"), [*PLANTED.items(), *LOOKS_ODD_BUT_IS_FINE.items()])
def test_the_plan_says_in_a_cell_what_was_planted_there(cell: str, written: object) -> None:
    assert cells("plan.xlsx")[cell] == written


@pytest.mark.parametrize("cell", [*PLANTED, *LOOKS_ODD_BUT_IS_FINE])
def test_the_readme_tells_of_every_planted_cell(cell: str) -> None:
    told = re.findall(r"[A-Z]\d+", (EXAMPLE / "README.md").read_text(encoding="utf-8"))

    assert cell in told


def test_one_general_item_has_no_cap_and_no_key_item_has_one() -> None:
    items = cells("items.xlsx")

    rows = range(4, 41)
    general = [row for row in rows if items[f"D{row}"] == "一般检查事项"]
    assert len(general) == 23
    assert [row for row in general if items[f"J{row}"] is None] == [20]
    assert {items[f"J{row}"] for row in rows if row not in general} == {"/"}


def test_every_item_of_the_list_has_a_line_in_the_plan_but_one() -> None:
    items, plan = cells("items.xlsx"), cells("plan.xlsx")

    listed = {str(items[f"C{row}"]) for row in range(4, 41)}
    planned = {name for row in range(4, 44) for name in str(plan[f"D{row}"]).split("、")}
    assert len(listed) == 37
    assert listed - planned == {"拍卖活动经营资格的检查"}
    assert planned - listed == {PLANTED["D16"], LOOKS_ODD_BUT_IS_FINE["D36"]}


def test_the_first_line_of_the_plan_counts_what_the_register_holds() -> None:
    plan = cells("plan.xlsx")

    existing = Counter(t["信用风险等级"] for t in register() if t["登记状态"] == "存续")
    assert existing == {"A类": 2_153, "B类": 1_166, "C类": 423, "D类": 138}
    assert plan["J4"] == 3_880
    assert plan["K4"] == 22 + 35 + 22 + 14


def test_the_draw_order_names_a_line_of_the_plan_and_the_classes_of_the_register() -> None:
    order = load_model(EXAMPLE / "draw.yaml", DrawSpec)

    (line,) = order.lines
    assert order.purpose == "demo"
    assert line.line == cells("plan.xlsx")["B4"]
    assert {s.id for s in line.strata} == {t["信用风险等级"] for t in register()}
    assert [party.name for party in order.parties] == ["initiator", "witness"]

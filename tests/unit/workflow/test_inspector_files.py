"""Registers of people as offices keep them: what is read of each layout, and what is refused."""

import csv
import json
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from shuangsuiji.findings import Refusal, Severity
from shuangsuiji.packs.resolve import load_pack
from shuangsuiji.report.sentences import sentence
from shuangsuiji.workflow.inspector_files import faults_in, read_inspectors

WINDOW = ("2026-03-01", "2026-11-30")
ALWAYS = ("0001-01-01", "9999-12-31")
TAGS = ("人员编号", "姓名", "所属单位", "所属区域", "执法资质", "执法证号", "有效期至", "业务专长")
EXAMPLE = Path(__file__).parents[3] / "jurisdictions" / "gaoqing" / "example" / "inspectors.xlsx"


@pytest.fixture(scope="module")
def packs():
    return {name: load_pack(name) for name in ("gaoqing", "chongqing")}


def book(path, **sheets):
    """Write a workbook with these sheets, their rows as given."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    made.save(path)
    return path


def people(found):
    """Return what was read, short: id, region, department, certified, skills, leader."""
    return [
        (
            p.id,
            p.region,
            p.department,
            p.certified and (p.certified.from_, p.certified.until),
            p.skills,
            p.leader,
        )
        for p in found.people
    ]


def codes(findings):
    return [f.code for f in findings if f.code.startswith("inspectors/")]


def refused(paths, pack, **more):
    with pytest.raises(Refusal) as caught:
        read_inspectors(paths, pack, **more)
    for finding in caught.value.findings:
        what, remedy = sentence(finding)
        assert what
        assert remedy
    return caught.value.findings


# --- layouts, with what they say -----------------------------------------------------------------


def test_form_c1_as_chongqing_prints_it(tmp_path, packs):
    path = book(
        tmp_path / "附录C.xlsx",
        名录=[
            ["表C.1 执法检查人员名录库样表"],
            ["序号", "姓名", "电话", "所属区县", "所属部门", "人员类别", "业务专长"],
            [1, "甲一", "023-1", "渝中区", "市场监管局", "行政执法类公务员", "食品、药品"],
            [2, "乙　二", "023-2", "江北区", "消防救援局", "从事日常监管工作的人员", "消防"],
        ],
    )

    found = read_inspectors([path], packs["chongqing"], window=WINDOW)

    assert people(found) == [
        ("乙二", "江北区", "消防救援局", None, ("消防",), True),
        ("甲一", "渝中区", "市场监管局", None, ("药品", "食品"), True),
    ]
    assert codes(found.notes) == ["inspectors/no-certificate", "inspectors/names-as-ids"]
    assert found.known["甲一"].phone == "023-1"


def test_tags_of_gaoqing_with_days_in_all_ways(tmp_path, packs):
    path = book(
        tmp_path / "a.xlsx",
        Sheet1=[
            TAGS,
            ["P1", "甲", "一所", "东区", "是", "Z1", date(2027, 1, 31), "食品"],
            ["P2", "乙", "一所", "东区", "有", "Z2", "2027年1月31日", "食品"],
            ["P3", "丙", "一所", "东区", "√", "Z3", "20270131", ""],
            ["P4", "丁", "一所", "东区", "是", "Z4", "２０２７.1.31", "无"],
            ["P5", "戊", "一所", "东区", "是", "Z5", 46418, "食品，药品"],
            ["P6", "己", "一所", "东区", "是", "Z6", "2027年1月31日前", "食品"],
            ["P7", "庚", "一所", "东区", "否", "", "", "食品"],
            ["P8", "辛", "一所", "东区", "是", "Z8", "", "食品"],
            ["P9", "壬", "一所", "东区", "是", "Z9", "长期", "食品"],
        ],
    )

    found = read_inspectors([path], packs["gaoqing"], window=WINDOW)

    until = {p.id: p.certified and p.certified.until for p in found.people}
    assert until == {
        **dict.fromkeys(["P1", "P2", "P3", "P4", "P5", "P6"], "2027-01-31"),
        "P7": None,
        "P8": "9999-12-31",
        "P9": "9999-12-31",
    }
    assert {p.id: p.skills for p in found.people}["P5"] == ("药品", "食品")
    assert codes(found.notes) == ["inspectors/no-certificate", "inspectors/certificate-undated"]
    assert [sentence(n)[0] for n in found.notes] == [
        "1人没有写明有执法资格，不会派去检查：庚",
        "1人有执法证，没有写到哪一天有效，按一直有效处理：辛",
    ]


def test_a_header_of_two_rows_and_a_span_for_the_certificate(tmp_path, packs):
    two = tmp_path / "两级.xlsx"
    made = openpyxl.Workbook()
    sheet = made.active
    for row in (
        ["姓名", "工作单位", "执法证", None, None, "区县"],
        [None, None, "证号", "有效期起", "有效期至", None],
        ["甲", "一所", "Z1", "2024-01-01", "2029-12-31", "东区"],
    ):
        sheet.append(row)
    for merged in ("A1:A2", "B1:B2", "C1:E1", "F1:F2"):
        sheet.merge_cells(merged)
    made.save(two)
    span = book(
        tmp_path / "起止.xlsx",
        人员=[
            ["姓名", "证件号码", "证件有效期"],
            ["乙", "Z2", "2024年1月1日至2029年12月31日"],
            ["丙", "Z3", "2029-12-31"],
        ],
    )

    found = read_inspectors([two, span], packs["gaoqing"], window=WINDOW)

    assert people(found) == [
        ("丙", "未写明", "未写明", ("0001-01-01", "2029-12-31"), (), True),
        ("乙", "未写明", "未写明", ("2024-01-01", "2029-12-31"), (), True),
        ("甲", "东区", "一所", ("2024-01-01", "2029-12-31"), (), True),
    ]
    assert found.known["甲"].certificate == "Z1"


def test_four_sheets_one_workbook(tmp_path, packs):
    path = book(
        tmp_path / "人员.xlsx",
        说明=[["填表说明：逐项填写"]],
        各所人数=[["所属单位", "人员类别", "人数"], ["一所", "公务员", 1]],
        执法人员库=[TAGS, ["P1", "甲", "一所", "东区", "是", "Z1", "2029-01-01", "食品"]],
        专家库=[["姓名", "工作单位", "业务专长"], ["乙", "检测院", "特种设备"]],
        回避=[["姓名", "回避对象", "回避原因"], ["甲", "某某食品厂、某某酒店", "亲属任职"]],
        请假=[["姓名", "请假起", "请假止"], ["甲", "2026-05-01", "2026-05-07"]],
    )

    found = read_inspectors(
        [path],
        packs["gaoqing"],
        window=WINDOW,
        find_targets=lambda texts: {t: [f"ID-{t}"] for t in texts if "酒店" in t},
    )

    second, first = found.people
    assert (first.id, first.expert, first.certified, first.leader) == ("乙", True, None, False)
    assert (first.department, first.skills) == ("检测院", ("特种设备",))
    assert [(s.from_, s.until) for s in second.absent] == [("2026-05-01", "2026-05-07")]
    assert [(r.person, r.target) for r in found.recusals] == [("P1", "ID-某某酒店")]
    assert "inspectors/recusal-unknown-target" in codes(found.notes)
    assert [(t.target, t.reason) for t in found.told] == [
        ("某某食品厂", "亲属任职"),
        ("某某酒店", "亲属任职"),
    ]


def test_one_sheet_for_each_district_and_experts_among_the_inspectors(tmp_path, packs):
    header = ["姓名", "所属区县", "单位", "人员类别", "执法证号", "是否专家"]
    path = book(
        tmp_path / "各区.xlsx",
        东区=[header, ["甲", "东区", "一局", "行政执法类公务员", "Z1", "否"]],
        西区=[
            header,
            ["乙", "西区", "二局", "行业专家", "", ""],
            ["丙", "西区", "院", "", "", "是"],
        ],
    )

    found = read_inspectors([path], packs["chongqing"], window=WINDOW)

    assert [(p.id, p.region, p.expert, p.certified is None) for p in found.people] == [
        ("丙", "西区", True, True),
        ("乙", "西区", True, True),
        ("甲", "东区", False, False),
    ]


def test_leave_recusal_load_and_cap_in_the_row_itself(tmp_path, packs):
    path = tmp_path / "人员.csv"
    rows = [
        [
            "姓名",
            "执法证号",
            "请假",
            "回避对象",
            "回避原因",
            "已检查户次",
            "户次上限",
            "可任组长",
            "在岗",
        ],
        ["甲", "Z1", "3月1日至3月4日；3月5日、10月", "T2、T1", "亲属", "7", "12", "是", "是"],
        ["乙", "Z2", "", "", "", "", "不限", "", "是"],
        ["丙", "Z3", "", "", "", "3户次", "0", "否", "否"],
    ]
    with path.open("w", encoding="gbk", newline="") as file:
        csv.writer(file).writerows(rows)

    found = read_inspectors([path], packs["gaoqing"], window=WINDOW)

    second, first = found.people
    assert [(s.from_, s.until) for s in first.absent] == [
        ("2026-03-01", "2026-03-05"),
        ("2026-10-01", "2026-10-31"),
    ]
    assert (first.before, first.cap, first.leader) == (7, 12, True)
    assert (second.before, second.cap, second.leader) == (0, None, False)
    assert [(r.person, r.target) for r in found.recusals] == [("甲", "T1"), ("甲", "T2")]
    assert codes(found.notes)[:1] == ["inspectors/left-out"]


@pytest.mark.parametrize("ending", ["yaml", "json"])
def test_a_list_of_rows(tmp_path, packs, ending):
    path = tmp_path / f"人员.{ending}"
    row = {"人员编号": "Ａ１", "姓名": "甲", "执法证号": "Z1", "执法证有效期至": "2029-01-01"}
    path.write_text(json.dumps({"title": "名录", "rows": [row]}, ensure_ascii=False), "utf-8")

    found = read_inspectors([path], packs["gaoqing"])

    assert people(found) == [("Ａ１", "未写明", "未写明", ("0001-01-01", "2029-01-01"), (), True)]


def test_papers_beside_in_files_of_their_own_and_notes_under_the_table(tmp_path, packs):
    people_file = book(
        tmp_path / "名录.xlsx",
        Sheet1=[
            ["XX局执法人员花名册"],
            ["单位：人"],
            ["序号", "工号", "姓名", "执法证编号"],
            [1, "001", "甲", "Z1"],
            [2, "002", "甲", "Z2"],
            [],
            ["注：同名两人"],
        ],
    )
    leave = tmp_path / "请假.csv"
    leave.write_text("工号,姓名,请假时间\n002,甲,2026-04-01至2026-04-10\n", "utf-8")
    recusal = tmp_path / "回避.csv"
    recusal.write_text("工号,统一社会信用代码,关系\n001,91370322MA00000016,亲属\n", "utf-8")

    found = read_inspectors([people_file, leave, recusal], packs["gaoqing"], window=WINDOW)

    assert [(p.id, len(p.absent)) for p in found.people] == [("001", 0), ("002", 1)]
    assert [(r.person, r.target) for r in found.recusals] == [("001", "91370322MA00000016")]


def test_the_same_whatever_the_order_of_rows(tmp_path, packs):
    rows = [["P2", "乙", "一所", "东", "是", "Z2", "2029-01-01", "乙、甲"]]
    rows.append(["P1", "甲", "一所", "东", "是", "Z1", "2029-01-01", "甲、乙"])
    one = read_inspectors([book(tmp_path / "1.xlsx", 执法=[TAGS, *rows])], packs["gaoqing"])
    two = read_inspectors([book(tmp_path / "2.xlsx", 执法=[TAGS, *rows[::-1]])], packs["gaoqing"])

    assert one.people == two.people
    assert one.people[0].skills == one.people[1].skills


def test_the_example_of_gaoqing(packs):
    found = read_inspectors([EXAMPLE], packs["gaoqing"], window=("2026-09-01", "2026-11-30"))

    assert [sum(p.expert is e for p in found.people) for e in (False, True)] == [40, 6]
    assert len(found.recusals) == 6
    assert codes(found.notes) == ["inspectors/certificate-ends"]
    assert {p.id for p in found.people if p.absent} == {"GQ-009", "GQ-021", "GQ-033"}
    assert {p.id for p in found.people if p.cap == 12} == {f"GQ-{n:03}" for n in range(7, 41, 7)}


# --- what is to be seen to -----------------------------------------------------------------------


def test_certificates_within_the_window_and_regions_that_no_target_has(tmp_path, packs):
    path = book(
        tmp_path / "a.xlsx",
        执法=[
            TAGS,
            ["P1", "甲", "一所", "田镇所", "是", "Z1", "2026-06-30", ""],
            ["P2", "乙", "一所", "田镇 所", "是", "Z2", "2026-02-28", ""],
            ["P3", "丙", "一所", "某某区", "是", "Z3", "2029-01-01", ""],
        ],
    )

    found = read_inspectors([path], packs["gaoqing"], window=WINDOW, regions={"田镇所", "芦湖所"})

    assert [(f.code, str(f.location).rpartition("!")[2]) for f in found.notes] == [
        ("inspectors/certificate-ends", "G2"),
        ("inspectors/certificate-over", "G3"),
        ("inspectors/unknown-region", "D3"),
        ("inspectors/unknown-region", "D4"),
    ]
    assert all(f.severity is Severity.WARNING for f in found.notes)
    assert "田镇所" in sentence(found.notes[2])[1]


BAD_ROWS = {
    "inspectors/no-name": [["", "", "一所", "东", "是", "B1", "2029-01-01", ""]],
    "inspectors/id-text": [["P\u200b1", "甲", "一所", "东", "是", "B2", "2029-01-01", ""]],
    "inspectors/word": [["P1", "甲", "一所", "东|西", "是", "B3", "2029-01-01", ""]],
    "inspectors/unreadable": [["P1", "甲", "一所", "东", "是", "B4", "2029年1月", ""]],
    "inspectors/certificate-contradicts": [["P1", "甲", "一所", "东", "否", "", "2029-01-01", ""]],
    "inspectors/twice": [
        ["a 01", "甲", "一所", "东", "是", "B5", "2029-01-01", ""],
        ["Ａ01", "甲 ", "一所", "东", "是", "B6", "2029-01-01", ""],
    ],
    "inspectors/same-name": [
        ["", "张三", "一所", "东", "是", "B7", "2029-01-01", ""],
        ["", "张　三", "二所", "西", "是", "B8", "2029-01-01", ""],
    ],
}


@pytest.mark.parametrize("code", BAD_ROWS)
def test_a_bad_row_is_refused_at_its_place(tmp_path, packs, code):
    good = ["P9", "癸", "一所", "东", "是", "Z9", "2029-01-01", ""]
    path = book(tmp_path / "a.xlsx", 执法=[TAGS, good, *BAD_ROWS[code]])

    findings = refused([path], packs["gaoqing"], window=WINDOW)

    assert codes(findings) == [code]
    assert findings[0].location.cell.endswith(str(2 + len(BAD_ROWS[code])))


def test_one_certificate_number_for_two_names_is_one_person_twice(tmp_path, packs):
    rows = [
        ["P1", "欧阳明", "一所", "东", "是", "鲁C-001", "2029-01-01", ""],
        ["P2", "歐陽明", "一所", "东", "是", "鲁c-００１", "2029-01-01", ""],
    ]
    path = book(tmp_path / "a.xlsx", 执法=[TAGS, *rows])

    (finding,) = refused([path], packs["gaoqing"])

    assert sentence(finding)[0] == (
        "同一个人写了几行：欧阳明（P1）、歐陽明（P2），在执法第2行、执法第3行（执法证号相同）"
    )


def test_a_certificate_that_ends_before_it_begins(tmp_path, packs):
    header = ["姓名", "执法证号", "有效期起", "有效期至"]
    path = book(tmp_path / "a.xlsx", 执法=[header, ["甲", "Z1", "2029-01-01", "2024-01-01"]])

    assert codes(refused([path], packs["gaoqing"])) == ["inspectors/certificate-reversed"]


BESIDE = {
    "inspectors/recusal-nobody": ("回避", ["姓名", "回避对象"], ["无此人", "T1"]),
    "inspectors/recusal-no-target": ("回避", ["姓名", "回避对象"], ["甲", ""]),
    "inspectors/recusal-several": ("回避", ["姓名", "回避对象"], ["甲", "同名店"]),
    "inspectors/absence-nobody": ("请假", ["姓名", "请假时间"], ["无此人", "2026-05"]),
    "inspectors/absence-no-days": ("请假", ["姓名", "请假时间"], ["甲", ""]),
    "inspectors/leave": ("请假", ["姓名", "请假时间"], ["甲", "下个月头几天"]),
    "inspectors/which-of-them": ("请假", ["姓名", "请假时间"], ["乙", "2026-05-01"]),
}


@pytest.mark.parametrize("code", BESIDE)
def test_a_bad_row_beside_the_register_is_refused(tmp_path, packs, code):
    sheet, header, row = BESIDE[code]
    people_rows = [
        TAGS,
        ["P1", "甲", "一所", "东", "是", "Z1", "2029-01-01", ""],
        ["P2", "乙", "一所", "东", "是", "Z2", "2029-01-01", ""],
        ["P3", "乙", "一所", "东", "是", "Z3", "2029-01-01", ""],
    ]
    path = book(tmp_path / "a.xlsx", 执法=people_rows, **{sheet: [header, row]})

    findings = refused(
        [path],
        packs["gaoqing"],
        window=WINDOW,
        find_targets=lambda texts: dict.fromkeys(texts, ("A", "B")),
    )

    assert codes(findings) == [code]
    assert findings[0].location.sheet == sheet


def test_leave_that_ends_before_it_begins(tmp_path, packs):
    path = book(
        tmp_path / "a.xlsx",
        执法=[TAGS, ["P1", "甲", "一所", "东", "是", "Z1", "2029-01-01", ""]],
        请假=[["姓名", "请假起", "请假止"], ["甲", "2026-05-09", "2026-05-01"]],
    )

    (finding,) = refused([path], packs["gaoqing"])

    assert sentence(finding)[0] == "请假的日期“2026-05-09至2026-05-01”读不出"


def test_all_that_is_wrong_is_said_at_once(tmp_path, packs):
    rows = [row for rows in BAD_ROWS.values() for row in rows]
    path = book(tmp_path / "a.xlsx", 执法=[TAGS, *rows])

    assert set(BAD_ROWS) <= set(codes(refused([path], packs["gaoqing"])))


@pytest.mark.parametrize(
    ("name", "rows", "code"),
    [
        ("x.xlsx", [["今天", "天气"], ["很", "好"]], "inspectors/unknown-file"),
        ("回避.xlsx", [["姓名", "回避对象"], ["甲", "T1"]], "inspectors/no-register"),
        ("y.xlsx", [["姓名", "执法证号", "在岗"], ["甲", "Z1", "否"]], "inspectors/nobody"),
    ],
)
def test_a_file_that_holds_no_people(tmp_path, packs, name, rows, code):
    path = book(tmp_path / name, Sheet1=rows)

    assert codes(refused([path], packs["gaoqing"])) == [code]


def test_people_without_department(tmp_path, packs):
    path = book(
        tmp_path / "a.xlsx", 执法=[["姓名", "执法证号", "有效期至"], ["甲", "Z1", "2029-01-01"]]
    )

    found = read_inspectors([path], packs["gaoqing"])

    assert codes(found.notes) == [
        "inspectors/no-region",
        "inspectors/no-department",
        "inspectors/names-as-ids",
    ]


def test_a_sheet_that_could_be_of_experts_as_well_is_of_inspectors(tmp_path, packs):
    path = book(
        tmp_path / "a.xlsx", Sheet1=[["姓名", "工作单位", "业务专长"], ["甲", "一所", "食品"]]
    )

    both = book(
        tmp_path / "执法人员和专家.xlsx",
        名单=[TAGS, ["P1", "甲", "一所", "东", "是", "Z1", "", ""]],
    )

    for one in (path, both):
        assert [p.expert for p in read_inspectors([one], packs["gaoqing"]).people] == [False]


def test_the_check_of_a_register_tells_them_as_warnings(tmp_path, packs):
    rows = BAD_ROWS["inspectors/twice"] + BAD_ROWS["inspectors/unreadable"]
    path = book(tmp_path / "a.xlsx", 执法=[TAGS, *rows])

    found = faults_in(path, "inspector", packs["gaoqing"], date(2030, 1, 1))

    assert codes(found) == ["inspectors/twice", *["inspectors/certificate-over"] * 2]
    assert {f.severity for f in found} == {Severity.WARNING}

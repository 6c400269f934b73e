"""Bad input through the command line: a Chinese sentence with the place, exit 1 or 2, nothing left behind."""

import importlib.util
import json
import re
import zipfile
from pathlib import Path

import pytest

from shuangsuiji.cli import run

_spec = importlib.util.spec_from_file_location(
    "books", Path(__file__).parents[1] / "plans" / "books.py"
)
books = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(books)
EXAMPLE = Path(__file__).parents[2] / "jurisdictions" / "gaoqing" / "example"
HEADER = "统一社会信用代码,主体名称,主体类型,登记状态,信用风险等级,本年度已抽查次数\n"


def uscc(number):
    """Return a code with a right check digit (GB 32100)."""
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    body = f"91370322MY{number:07d}"
    total = sum(alphabet.index(c) * pow(3, i, 31) for i, c in enumerate(body))
    return body + alphabet[(31 - total % 31) % 31]


def told(capsys, *arguments):
    code = run(arguments)
    out = capsys.readouterr()
    return code, out.out + out.err


def files(folder):
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*"))


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def empty(path):
    path.write_bytes(b"")


def picture(path):
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(1000))


def no_header(path):
    books.book(path, ("甲", "乙"), [("1", "2")])


def huge_cell(path):
    path.write_text("计划编号,抽查事项,抽查比例\n1," + "字" * 17_000_000 + ",5%\n", "utf-8")


def lost_codes(path):
    books.book(path, ("统一社会信用代码", "主体名称", "登记状态"), [(9.1370322e17, "甲", "存续")])


def not_a_book(path):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../outside.txt", "x")


@pytest.mark.parametrize(
    ("name", "make", "words"),
    [
        ("empty.xlsx", empty, "空"),
        ("empty.csv", empty, "空"),
        ("empty.yaml", empty, "空"),
        ("picture.xlsx", picture, "xlsx"),
        ("no-header.xlsx", no_header, "表头"),
        ("huge.csv", huge_cell, "字符"),
        ("zip.xlsx", not_a_book, "xlsx"),
        ("plan.pdf", empty, "pdf"),
    ],
)
def test_a_plan_that_cannot_be_read_is_refused_with_a_sentence(here, capsys, name, make, words):
    make(here / name)
    before = files(here)

    code, said = told(capsys, "plan", "check", name, "--pack", "gaoqing", "-o", "out.txt")

    assert code == 2
    assert name in said
    assert words in said
    assert "建议" in said
    assert "Traceback" not in said
    assert files(here) == before


def test_a_plan_that_is_not_there_is_said(here, capsys):
    code, said = told(capsys, "plan", "check", "none.xlsx", "--pack", "gaoqing")

    assert code == 2
    assert "none.xlsx" in said
    assert "Traceback" not in said


def test_a_gbk_csv_is_read(here, capsys):
    rows = [books.PLAN_HEADER, *[["6%" if c == 0.06 else c for c in r] for r in books.PLAN]]
    text = "\n".join(",".join("" if c is None else str(c) for c in row) for row in rows)
    (here / "plan.csv").write_bytes(text.encode("gbk"))

    code, said = told(capsys, "plan", "check", "plan.csv", "--pack", "gaoqing", "--year", "2026")

    assert code == 4
    assert "plan.csv" in said


def test_codes_that_a_spreadsheet_turned_into_numbers_are_refused(here, capsys):
    books.plan_book(here / "plan.xlsx")
    lost_codes(here / "register.xlsx")

    code, said = told(
        capsys, "plan", "check", "plan.xlsx", "--pack", "gaoqing", "--register", "register.xlsx"
    )

    assert code == 2
    assert "register.xlsx 计划!A2" in said


def test_an_unknown_pack_and_a_misspelt_option_get_the_nearest_word(here, capsys):
    books.plan_book(here / "plan.xlsx")

    pack = told(capsys, "plan", "check", "plan.xlsx", "--pack", "gaoqng")
    option = told(capsys, "plan", "check", "plan.xlsx", "--pakc", "gaoqing")
    missing = told(capsys, "plan", "check", "plan.xlsx")
    day = told(capsys, "plan", "check", "plan.xlsx", "--pack", "gaoqing", "--as-of", "2026-2-30")

    assert pack[0] == option[0] == missing[0] == day[0] == 2
    assert "gaoqing" in pack[1]
    assert "--pack" in option[1]
    assert "--pack" in missing[1]
    assert "--as-of" in day[1]
    assert all("用法不对" in said for _, said in (option, missing, day))


def test_refusals_as_json_have_the_same_fields(here, capsys):
    (here / "plan.xlsx").write_bytes(b"")

    code, said = told(capsys, "plan", "check", "plan.xlsx", "--pack", "gaoqing", "-f", "json")

    assert code == 2
    refused = json.loads(said)["refused"]
    assert refused[0]["code"].startswith("forms/")
    assert refused[0]["message"]


def order(here, **changes):
    text = (EXAMPLE / "draw.yaml").read_text("utf-8")
    for old, new in changes.items():
        text = text.replace(old, new)
    (here / "draw.yaml").write_text(text, "utf-8")


def register(here, lines):
    (here / "register.csv").write_text(HEADER + "\n".join(lines) + "\n", "utf-8")


def freeze(capsys, out="draw"):
    return told(
        capsys, "draw", "freeze", "draw.yaml", "--pack", "gaoqing", "--register", "register.csv",
        "--store", "store.db", "-o", out,
    )  # fmt: skip


CLASSES = ("A类", "B类", "C类", "D类")


def good(n=40):
    return [f"{uscc(i)},企业{i},企业,存续,{CLASSES[i % 4]},0" for i in range(n)]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (f"{uscc(0)},又一家,企业,存续,A类,0", ["出现多次", "A42"]),
        (f"{uscc(0).lower()},又一家,企业,存续,A类,0", ["看起来是同一个编号", "A42"]),
        ("91370322|MY0000010,竖线,企业,存续,A类,0", ["|"]),
        ("913703221234567890,校验位不对,企业,存续,A类,0", ["校验"]),
        (",没有代码,企业,存续,A类,0", ["空"]),
    ],
)
def test_a_register_with_bad_ids_is_refused_with_the_rows(here, capsys, line, words):
    order(here)
    register(here, [*good(), line])
    before = files(here)

    code, said = freeze(capsys)

    assert code == 2
    assert "register.csv" in said
    assert all(w in said for w in words)
    assert "Traceback" not in said
    assert [f for f in files(here) if f not in before and not f.startswith("store.db")] == []


def test_all_bad_ids_are_listed_at_once(here, capsys):
    order(here)
    register(here, [*good(), good()[0], "a|b,甲,企业,存续,A类,0", "x,乙,企业,存续,A类,0"])

    code, said = freeze(capsys)

    assert code == 2
    assert len(re.findall(r"register\.csv", said)) >= 3


def test_a_second_freeze_of_a_line_whose_draw_is_open_is_refused(here, capsys):
    order(here)
    register(here, good())
    first = freeze(capsys)

    order(here, **{"gaoqing-2026-001": "gaoqing-2026-002"})
    second = freeze(capsys, out="again")

    assert first[0] == 0
    assert second[0] == 2
    assert "GQ-2026-001" in second[1]
    assert not (here / "again").exists()


def test_a_reveal_that_does_not_match_its_commitment_is_refused(here, capsys):
    order(here)
    register(here, good())
    freeze(capsys)
    for party in ("initiator", "witness"):
        assert told(capsys, "draw", "commit", "draw", "--party", party)[0] == 0
    kept = here / "draw" / "private" / "reveal-witness.json"
    nonce = re.search(r'"nonce":"(\w)', kept.read_text())[1]
    kept.write_text(
        kept.read_text().replace(f'"nonce":"{nonce}', f'"nonce":"{"1" if nonce == "0" else "0"}')
    )

    code, said = told(capsys, "draw", "reveal", "draw", str(kept))

    assert code in (1, 2)
    assert "承诺" in said
    assert "Traceback" not in said


def test_the_cap_decides_who_may_be_drawn_and_what_cannot_be_told_stops_the_freeze(here, capsys):
    header = (
        HEADER.strip()
        + ",重点行业领域,多次被投诉举报,列入经营异常名录,有失信行为,有严重违法违规记录\n"
    )
    lines = [f"{line},否,否,否,否,否" for line in good()]
    extra = [
        f"{uscc(90)},已满两次,企业,存续,A类,2,否,否,否,否,否",
        f"{uscc(91)},已满两次但在异常名录,企业,存续,A类,2,是,否,是,否,否",
        f"{uscc(92)},投诉不明,企业,存续,A类,2,是,,否,否,否",
        f"{uscc(93)},已注销,企业,注销,A类,0,否,否,否,否,否",
    ]
    order(here)
    (here / "register.csv").write_text(header + "\n".join([*lines, *extra]) + "\n", "utf-8")

    stopped = freeze(capsys)
    frozen = told(
        capsys, "draw", "freeze", "draw.yaml", "--pack", "gaoqing", "--register", "register.csv",
        "--store", "store.db", "-o", "draw", "--undecided", "cap-unknown=exclude",
    )  # fmt: skip

    assert stopped[0] == 2
    assert "cap-unknown" in stopped[1]
    assert frozen[0] == 0
    text = (here / "draw" / "frozen" / "register-1.txt").read_text("utf-8")
    status = {line.split("|")[0]: line.split("|")[2] for line in text.splitlines()}
    assert status[uscc(90)] == "cap-reached"
    assert status[uscc(91)] == "eligible"
    assert status[uscc(92)] == "cap-unknown"
    assert status[uscc(93)] == "deregistered"
    assert status[uscc(0)] == "eligible"


def test_an_order_that_names_no_column_is_refused(here, capsys):
    register(here, good())
    order(here, risk_class="riskclass")
    unknown = freeze(capsys)
    order(here, risk_class="所属区域")
    absent = freeze(capsys)

    assert (unknown[0], absent[0]) == (2, 2)
    assert "risk_class" in unknown[1]
    assert "所属区域" in absent[1]


def test_the_demo_does_not_replace_a_folder_of_other_things(here, capsys):
    (here / "mine").mkdir()
    (here / "mine" / "notes.txt").write_text("x")

    code, said = told(capsys, "demo", "-o", "mine")

    assert code == 2
    assert "mine" in said
    assert files(here) == ["mine", "mine/notes.txt"]

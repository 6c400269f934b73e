"""A register of targets as people keep it, in a draw under a shipped pack: which columns it must have."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from shuangsuiji.findings import Finding, Refusal
from shuangsuiji.workflow import draws

ORDER = """\
draw: D-1
purpose: test
registers:
  - {{id: uscc, stratum: {stratum}}}
lines:
  - line: L-1
    window: {{from: 2026-03-01, until: 2026-06-30}}
    strata: [{{id: A, ratio: 10%}}]
parties:
  - {{name: initiator, title: 县市场监管局}}
  - {{name: witness, title: 县公证处}}
"""
REGISTER = "统一社会信用代码,主体名称,登记状态,信用风险等级\n91370322MA00000016,甲,存续,A类\n"


def refused(root: Path, stratum: str) -> Finding:
    order, register = root / "order.yaml", root / "名录.csv"
    order.write_text(ORDER.format(stratum=stratum), encoding="utf-8")
    register.write_text(REGISTER, encoding="utf-8")
    pack = draws.pack_record("gaoqing", date(2026, 1, 1))
    asked = draws.FreezeOrder(order, (register,), root / "s.db", root / "out", pack)
    with pytest.raises(Refusal) as refusal:
        draws.freeze(asked, now=datetime(2026, 1, 1, tzinfo=UTC))
    assert not (root / "s.db").exists()
    (finding,) = refusal.value.findings
    return finding


def test_a_stratum_is_a_field_of_the_vocabulary(tmp_path: Path) -> None:
    finding = refused(tmp_path, "risk_clas")

    assert finding.code == "draw/unknown-field"
    assert finding.location.file == str(tmp_path / "名录.csv")
    assert finding.params == {"found": "risk_clas", "nearest": "risk_class"}


def test_a_stratum_is_a_column_of_the_register(tmp_path: Path) -> None:
    finding = refused(tmp_path, "所属区域")

    assert finding.code == "draw/no-column"
    assert finding.location.file == str(tmp_path / "名录.csv")
    assert finding.params == {"found": "所属区域"}


HEADER = "统一社会信用代码,主体名称,主体类型,登记状态,信用风险等级,本年度已抽查次数,重点行业领域\n"


def code(number: int) -> str:
    """Return a code with a right check digit (GB 32100)."""
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    body = f"91370322MY{number:07d}"
    total = sum(alphabet.index(c) * pow(3, i, 31) for i, c in enumerate(body))
    return body + alphabet[(31 - total % 31) % 31]


def frozen(root: Path, rows: list[str], lines: str, answers: dict[str, str]) -> dict[str, str]:
    """Freeze a draw over the rows and return each name's status."""
    order, register = root / "order.yaml", root / "名录.csv"
    order.write_text(
        "draw: D-1\npurpose: test\nlines:\n" + lines + "parties:\n"
        "  - {name: initiator, title: 甲}\n  - {name: witness, title: 乙}\n",
        encoding="utf-8",
    )
    named = {code(n): row.split(",")[0] for n, row in enumerate(rows)}
    register.write_text(
        HEADER + "".join(f"{code(n)},{row}\n" for n, row in enumerate(rows)), encoding="utf-8"
    )
    pack = draws.pack_record("gaoqing", date(2026, 1, 1))
    asked = draws.FreezeOrder(
        order, (register,), root / "s.db", root / "out", pack, answers=answers
    )
    draws.freeze(asked, now=datetime(2026, 1, 1, tzinfo=UTC))
    text = (root / "out" / "frozen" / "register-1.txt").read_text("utf-8").splitlines()
    return {named[line.split("|")[0]]: line.split("|")[2] for line in text}


LINE = "  - {{line: {0}, window: {{from: {1}, until: {2}}}, strata: [{{id: A, ratio: 10%}}]{3}}}\n"
ONE = LINE.format("L-1", "2026-03-01", "2026-06-30", "")


def refusal_of(root: Path, rows: list[str], lines: str) -> Finding:
    with pytest.raises(Refusal) as refusal:
        frozen(root, rows, lines, {})
    return refusal.value.findings[0]


def test_a_directed_line_leaves_out_what_its_condition_does_not_meet(tmp_path: Path) -> None:
    line = LINE.format(
        "L-1",
        "2026-03-01",
        "2026-06-30",
        ", mode: {kind: directed, condition: type = '个体工商户', words: 个体}",
    )
    rows = ["公司,企业,存续,A,0,否", "小店,个体工商户,存续,A,0,否", "不明,某种主体,存续,A,0,否"]

    status = frozen(tmp_path, rows, line, {"filter-unknown": "exclude"})

    assert status == {"公司": "off-filter", "小店": "eligible", "不明": "filter-unknown"}


def test_a_condition_of_no_field_and_two_conditions_on_one_register_are_refused(
    tmp_path: Path,
) -> None:
    mode = ", mode: {{kind: directed, condition: {0}, words: 甲}}"
    rows = ["公司,企业,存续,A,0,否"]
    wrong = LINE.format("L-1", "2026-03-01", "2026-06-30", mode.format("typ = '企业'"))
    two = LINE.format(
        "L-1", "2026-03-01", "2026-06-30", mode.format("type = '企业'")
    ) + LINE.format("L-2", "2026-03-01", "2026-06-30", "")

    assert refusal_of(tmp_path, rows, wrong).code == "condition/unknown-field"
    assert refusal_of(tmp_path, rows, two).code == "draw/filters-differ"


def test_a_window_lies_within_the_year_whose_visits_are_counted(tmp_path: Path) -> None:
    rows = ["公司,企业,存续,A,0,否"]
    across = LINE.format("L-1", "2026-12-01", "2027-01-31", "")
    later = LINE.format("L-1", "2031-03-01", "2031-06-30", "")

    assert refusal_of(tmp_path, rows, across).code == "draw/window-year"
    assert refusal_of(tmp_path, rows, later).code == "draw/window-year"


def test_what_is_certain_goes_before_what_is_in_doubt_and_doubts_are_named_together(
    tmp_path: Path,
) -> None:
    rows = [
        "已满且状态空白,企业,,A,3,否",
        "状态空白,企业,,A,0,否",
        "状态次数都空白,企业,,A,,否",
        "次数空白,企业,存续,A,,否",
        "吊销,企业,吊销未注销,A,0,否",
        "注销,企业,已注销,A,0,否",
        "迁出,企业,迁出,A,0,否",
        "正常,企业,在营,A,0,否",
    ]
    answers = {
        "status-unknown": "include",
        "cap-unknown": "exclude",
        "status-unknown.cap-unknown": "exclude",
    }

    status = frozen(tmp_path, rows, ONE, answers)

    assert status == {
        "已满且状态空白": "cap-reached",
        "状态空白": "eligible",
        "状态次数都空白": "status-unknown.cap-unknown",
        "次数空白": "cap-unknown",
        "吊销": "revoked",
        "注销": "deregistered",
        "迁出": "eligible",
        "正常": "eligible",
    }


def test_every_line_that_may_visit_a_target_counts_towards_its_cap(tmp_path: Path) -> None:
    two = ONE + LINE.format("L-2", "2026-07-01", "2026-09-30", "")
    rows = ["零次,企业,存续,A,0,否", "一次,企业,存续,A,1,否"]

    assert frozen(tmp_path, rows, two, {}) == {"零次": "eligible", "一次": "cap-reached"}


def said(root: Path, name: str, pack: str, row: str) -> dict[str, object]:
    """Freeze a draw and return what the freeze said, by code."""
    order, register = root / f"{name}.yaml", root / "名录.csv"
    order.write_text(
        f"draw: {name}\npurpose: test\nlines:\n"
        + LINE.format(name, "2026-03-01", "2026-06-30", "")
        + "parties:\n  - {name: initiator, title: 甲}\n  - {name: witness, title: 乙}\n",
        encoding="utf-8",
    )
    register.write_text(HEADER + f"{code(1)},{row}\n", encoding="utf-8")
    record = draws.pack_record(pack, date(2026, 1, 1))
    asked = draws.FreezeOrder(order, (register,), root / "s.db", root / name, record)
    report = draws.freeze(asked, now=datetime(2026, 1, 1, tzinfo=UTC))
    return {finding.code: dict(finding.params) for finding in report.said}


def test_the_freeze_says_who_is_left_out_and_what_the_cap_rests_on(tmp_path: Path) -> None:
    first = said(tmp_path, "one", "gaoqing", "公司,企业,存续,A,2,否")
    second = said(tmp_path, "two", "gaoqing", "公司,企业,存续,A,2,否")
    elsewhere = said(tmp_path, "three", "shanghai", "公司,企业,存续,A,9,否")

    assert first["draw/told-excluded"] == {
        "line": "one",
        "reasons": ("再查一次就超过抽查频次上限（cap-reached）1个",),
    }
    assert "draw/told-earlier" not in first
    assert second["draw/told-earlier"] == {"n": 1}
    assert "draw/told-no-cap" in elsewhere
    assert "draw/told-excluded" not in elsewhere

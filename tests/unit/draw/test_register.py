import random

from shuangsuiji.draw.registers import checks as module
from shuangsuiji.draw.registers.checks import register_findings
from shuangsuiji.draw.text import USCC_DIGITS, id_faults, uscc_check_digit
from shuangsuiji.findings import Finding, Location
from shuangsuiji.report.sentences import sentence

GOOD = "91370322MA00000016"


def findings(
    connection,
    rows: list[tuple[str | None, str | None, str | None]],
    ids: str = "uscc",
) -> tuple[Finding, ...]:
    connection.execute(
        "CREATE OR REPLACE TABLE r (id VARCHAR, stratum VARCHAR, status VARCHAR, _row BIGINT)"
    )
    columns = [list(column) for column in zip(*rows, strict=True)] if rows else [[], [], []]
    texts = ", ".join(f"unnest(${n}::VARCHAR[])" for n in (1, 2, 3))
    numbers = list(range(1, len(rows) + 1))
    connection.execute(f"INSERT INTO r SELECT {texts}, unnest($4::BIGINT[])", [*columns, numbers])
    found = register_findings(connection, "r", ids, lambda row: Location("名录.csv", line=row + 1))
    assert all(all(sentence(f)) for f in found)
    return found


def test_a_sound_register_has_no_findings(connection) -> None:
    rows = [(GOOD, "A类", "eligible"), ("91370322MA00000029", "B类", "cap-reached")]

    assert findings(connection, rows) == ()


def test_all_that_is_wrong_is_listed_at_once_with_its_row(connection) -> None:
    rows = [
        (GOOD, "A", "eligible"),
        ("91370322MA00000017", "A", "eligible"),
        ("９1370322MA00000016", "A", "eligible"),
        ("9137|322MA00000016", "A", "eligible"),
        (None, "A", "eligible"),
        ("9.13703E+17", "A", "eligible"),
        ("91370322MA00000029", " A", "eligible"),
        ("91370322MA0000003C", "A", "不抽"),
        (GOOD, "A", "eligible"),
        ("91370322MA0000004F", None, None),
    ]

    found = [(str(f.location), f.code) for f in findings(connection, rows)]

    assert found == [
        ("名录.csv:3", "register/id-check-digit"),
        ("名录.csv:4", "register/id-look-alike"),
        ("名录.csv:4", "register/id-shape"),
        ("名录.csv:5", "register/id-bar"),
        ("名录.csv:6", "register/id-empty"),
        ("名录.csv:7", "register/id-number"),
        ("名录.csv:8", "register/stratum-blank-ends"),
        ("名录.csv:9", "register/status-name"),
        ("名录.csv:10", "register/id-twice"),
        ("名录.csv:11", "register/status-name"),
        ("名录.csv:11", "register/stratum-empty"),
    ]


def test_signs_that_nobody_sees_are_found_in_ids_and_strata(connection) -> None:
    rows = [
        (" 甲", "A", "eligible"),
        ("甲\u200b", "A", "eligible"),
        ("e\u0301", "A", "eligible"),
        ("乙", "A|B", "eligible"),
        ("丙", "A\ufeff", "eligible"),
        ("丁", "e\u0301", "eligible"),
    ]

    found = [(str(f.location), f.code) for f in findings(connection, rows, ids="text")]

    assert found == [
        ("名录.csv:2", "register/id-blank-ends"),
        ("名录.csv:3", "register/id-character"),
        ("名录.csv:4", "register/id-not-nfc"),
        ("名录.csv:5", "register/stratum-bar"),
        ("名录.csv:6", "register/stratum-character"),
        ("名录.csv:7", "register/stratum-not-nfc"),
    ]


def test_a_duplicate_names_all_its_rows(connection) -> None:
    rows = [("a", "A", "eligible"), ("b", "A", "eligible"), ("a", "B", "eligible")]

    (found,) = findings(connection, [*rows, ("a", "A", "x")], ids="text")

    assert found.params["rows"] == ("名录.csv:2", "名录.csv:4", "名录.csv:5")


def test_ids_that_differ_in_width_or_case_look_alike(connection) -> None:
    rows = [("企1a", "A", "eligible"), ("企１A", "A", "eligible"), ("x-b", "A", "eligible")]

    found = findings(connection, [*rows, ("X-B", "A", "eligible")], ids="text")

    assert [f.params["ids"] for f in found] == [("企1a", "企１A"), ("x-b", "X-B")]


def test_signs_that_people_write_are_no_problem_in_text_ids(connection) -> None:
    ids = ['a"b', "a,b", "a'b", "it is 5%", "高青县·一号", "-", "a\\b"]

    assert findings(connection, [(i, "A", "eligible") for i in ids], ids="text") == ()


def test_a_flood_of_findings_is_counted_not_listed(connection) -> None:
    module_limit = module.MOST_LISTED
    connection.execute(
        "CREATE TABLE r AS SELECT 'x' || range AS id, 'A' AS stratum, 'eligible' AS status, "
        f"range + 1 AS _row FROM range({module_limit + 5})"
    )

    found = register_findings(connection, "r", "uscc", lambda row: Location("r", line=row))

    assert len(found) == module_limit + 1
    assert [f.params["n"] for f in found if f.code == "register/more"] == [5]


def test_codes_are_judged_in_sql_as_they_are_one_by_one(connection) -> None:
    """The first eight places go another way where they are digits: all that nearly are, too."""
    chance, odd = random.Random(8), "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_.+- eé９"
    codes = {"9" * 17 + str(uscc_check_digit("9" * 17)), "0" * 18}
    for _ in range(250):
        first = "".join(chance.choice("0123456789") for _ in range(8))
        body = first + "".join(chance.choice(USCC_DIGITS) for _ in range(9))
        good, place = body + str(uscc_check_digit(body)), chance.randrange(18)
        wrong = good[:place] + chance.choice(odd) + good[place + 1 :]
        codes |= {good, wrong, "1E" + good[2:], good[:place], f"{good[1:]}0"}
    ids = sorted(codes)

    found = findings(connection, [(id_, "A", "eligible") for id_ in ids])

    bad = {f.location.line - 2 for f in found if f.code != "register/id-look-alike"}
    assert bad == {n for n, id_ in enumerate(ids) if id_faults(id_, "uscc")}
    suspects = connection.execute("SELECT count(*) FROM draw_suspects").fetchall()[0][0]
    assert suspects < len(bad) + 10  # hardly anything sound is looked at twice

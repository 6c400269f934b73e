import pytest

from shuangsuiji.draw.registers.lines import read_lines, write_lines
from shuangsuiji.findings import Refusal


def refused(connection, *pieces: bytes) -> str:
    with pytest.raises(Refusal) as refusal:
        read_lines(connection, "r", pieces, "register-1.txt")
    (finding,) = refusal.value.findings
    return f"{finding.code} {finding.location}"


def test_lines_come_out_as_they_went_in_however_they_are_cut(
    connection,
) -> None:
    data = 'a|甲|eligible\nb|乙|x\nc|"q"|eligible\n'.encode()

    for size in (1, 2, 3, 7, 100):
        pieces = [data[i : i + size] for i in range(0, len(data), size)]
        read_lines(connection, "r", pieces, "register-1.txt")
        rows = connection.execute("SELECT * FROM r ORDER BY _row").fetchall()
        assert rows[0] == ("a", "甲", "eligible", 1)
        assert [row[3] for row in rows] == [1, 2, 3]
        assert b"".join(write_lines(connection, "r")) == data


def test_lines_are_written_in_the_order_of_whole_lines(connection) -> None:
    connection.execute(
        "CREATE TABLE r AS SELECT unnest(['a', 'a1', 'a~', 'é']) AS id, 'S' AS stratum, 'x' AS status"
    )

    assert b"".join(write_lines(connection, "r")).decode().split() == [
        "a1|S|x",
        "a|S|x",
        "a~|S|x",
        "é|S|x",
    ]


def test_no_lines_are_a_register_too(connection) -> None:
    read_lines(connection, "r", [b""], "register-1.txt")

    assert connection.execute("SELECT count(*) FROM r").fetchone() == (0,)


def test_a_broken_register_file_is_refused_at_its_line(connection) -> None:
    assert refused(connection, b"a|A|x\nb|A|x") == "register/file-end register-1.txt"
    assert refused(connection, b"b|A|x\na|A|x\n") == "register/file-order register-1.txt:2"
    assert refused(connection, b"b|A|x\n", b"a|A|x\n") == "register/file-order register-1.txt:2"
    assert refused(connection, b"a|A|x\nb|A\n") == "register/file-parts register-1.txt:2"
    assert refused(connection, b"a|A|x|y\nb|A\n") == "register/file-parts register-1.txt:1"
    assert refused(connection, b"a|A|x\n\xff|A|x\n") == "register/file-utf8 register-1.txt:2"
    assert refused(connection, b"\n") == "register/file-parts register-1.txt:1"


def test_only_the_line_feed_ends_a_line(connection) -> None:
    read_lines(connection, "r", ["a\u2028b|A|x\r\n".encode()], "register-1.txt")

    assert connection.execute("SELECT id, status FROM r").fetchall() == [("a\u2028b", "x\r")]

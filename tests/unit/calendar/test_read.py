"""Bad calendar files: each gives exactly its codes at exactly their places, all at once."""

import json
import re
from pathlib import Path

import jsonschema
import pytest

from shuangsuiji.calendar import read_calendar
from shuangsuiji.calendar.files import CalendarYear
from shuangsuiji.findings import Refusal
from shuangsuiji.report.sentences import sentence
from shuangsuiji.resources import root
from shuangsuiji.yamlfile import parse_yaml, plain, read_yaml, typed

GOOD = """\
year: 2021
notices:
  - number: 甲〔2020〕1号
    title: 安排
    issued: 2020-11-25
  - number: 甲〔2021〕2号
    title: 调整
    issued: 2021-05-20
holidays:
  - name: 元旦
    from: 2020-12-31
    until: 2021-01-04
    notice: 甲〔2020〕1号
  - name: 国庆节
    from: 2021-10-01
    until: 2021-10-08
    notice: 甲〔2020〕1号
workdays:
  - day: 2020-12-27
    notice: 甲〔2020〕1号
  - day: 2021-10-09
    notice: 甲〔2020〕1号
"""


def refused(folder: Path, **files: str):
    for name, text in files.items():
        (folder / f"{name.lstrip('y')}.yaml").write_text(text, "utf-8")
    with pytest.raises(Refusal) as refusal:
        read_calendar(folder, "日历")
    assert all(sentence(f) for f in refusal.value.findings)
    return [(f.code, str(f.location)) for f in refusal.value.findings]


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("until: 2021-10-08", "until: 2021-10-01", [("yaml/wrong-type", "14:5")]),
        ("year: 2021", "year: 202", [("yaml/wrong-type", "1:7")]),
        ("issued: 2020-11-25", "issued: 2020年", [("yaml/wrong-type", "5:13")]),
        ("holidays:", "holiday:", [("yaml/missing-key", "1:1"), ("yaml/unknown-key", "9:1")]),
        ("year: 2021", "year: 2022", [("calendar/year-name", "1:7")]),
        ("number: 甲〔2021〕2号", "number: 甲〔2020〕1号", [("calendar/notice-twice", "6:13")]),
        ("    until: 2021-10-08\n    notice: 甲〔2020〕1号", "    until: 2021-10-08\n    notice: 甲〔2020〕2号",
         [("calendar/unknown-notice", "17:13")]),
        ("until: 2021-10-08\n", "until: 2021-10-08\n    replaced_by: 乙\n", [("calendar/unknown-notice", "17:18")]),
        ("until: 2021-10-08\n", "until: 2021-10-08\n    replaced_by: 甲〔2020〕1号\n",
         [("calendar/not-later", "17:18")]),
        ("until: 2021-10-08", "until: 2022-01-03", [
            ("calendar/outside-year", "14:5"), ("calendar/workday-in-holiday", "21:5"),
        ]),
        ("from: 2020-12-31", "from: 2020-11-30", [
            ("calendar/outside-year", "10:5"), ("calendar/workday-in-holiday", "19:5"),
        ]),
        ("day: 2021-10-09", "day: 2021-10-11", [("calendar/workday-not-weekend", "21:10")]),
        ("day: 2021-10-09", "day: 2022-01-01", [("calendar/outside-year", "21:5")]),
        ("day: 2021-10-09", "day: 2021-10-02", [("calendar/workday-in-holiday", "21:5")]),
        ("day: 2021-10-09", "day: 2020-12-27", [("calendar/workday-twice", "21:5")]),
        ("from: 2021-10-01\n    until: 2021-10-08", "from: 2021-01-03\n    until: 2021-01-05",
         [("calendar/spans-overlap", "14:5")]),
        ("day: 2021-10-09", "day: 9999-12-31",
         [("calendar/outside-year", "21:5"), ("calendar/workday-not-weekend", "21:10")]),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_at_its_place(tmp_path, old, new, found):
    bad = GOOD.replace(old, new, 1)
    assert bad != GOOD

    told = refused(tmp_path, y2021=bad)

    assert told == [(code, f"日历/2021.yaml:{place}") for code, place in found]


def test_several_files_are_told_of_at_once(tmp_path):
    told = refused(tmp_path, y2021=GOOD.replace("year:", "jahr:"), y2022=GOOD + "x: 1\n")

    assert told == [
        ("yaml/missing-key", "日历/2021.yaml:1:1"),
        ("yaml/unknown-key", "日历/2021.yaml:1:1"),
        ("yaml/unknown-key", "日历/2022.yaml:23:1"),
    ]


def test_a_year_between_may_not_be_missing(tmp_path):
    later = """\
year: 2023
notices: [{number: 甲, title: 安排, issued: 2022-12-08}]
holidays: []
"""

    assert refused(tmp_path, y2021=GOOD, y2023=later) == [
        ("calendar/year-missing", "日历/2023.yaml:1:7")
    ]


def test_new_year_of_the_next_file_may_not_overlap_december(tmp_path):
    december = GOOD.replace("2021-10-01", "2021-12-31").replace("2021-10-08", "2022-01-01")
    later = """\
year: 2022
notices: [{number: 甲, title: 安排, issued: 2021-10-25}]
holidays:
  - {name: 元旦, from: 2021-12-31, until: 2022-01-03, notice: 甲}
"""

    assert refused(tmp_path, y2021=december, y2022=later) == [
        ("calendar/spans-overlap", "日历/2022.yaml:4:5")
    ]


def test_what_a_later_notice_replaces_may_overlap(tmp_path):
    text = GOOD.replace(
        "    until: 2021-10-08\n    notice: 甲〔2020〕1号\n",
        "    until: 2021-10-08\n    notice: 甲〔2020〕1号\n    replaced_by: 甲〔2021〕2号\n"
        "  - name: 国庆节\n    from: 2021-10-01\n    until: 2021-10-09\n    notice: 甲〔2021〕2号\n",
    )
    (tmp_path / "2021.yaml").write_text(text, "utf-8")

    assert len(read_calendar(tmp_path, "日历").years[0].holidays) == 3


def test_a_folder_without_years_is_refused(tmp_path):
    assert refused(tmp_path) == [("calendar/no-years", "日历")]


@pytest.mark.parametrize(
    "path", sorted((root() / "rulesets" / "calendar").glob("*.yaml")), ids=lambda p: p.stem
)
def test_a_shipped_year_fits_its_published_schema_and_uses_each_notice(path):
    schema = json.loads((root() / "schemas" / "calendar.schema.json").read_text("utf-8"))
    year = plain(read_yaml(path))
    assert isinstance(year, dict)
    year["year"] = int(year["year"])

    jsonschema.validate(year, schema, cls=jsonschema.Draft202012Validator)

    given = {entry["notice"] for entry in year["holidays"] + year["workdays"]}
    assert given == {notice["number"] for notice in year["notices"]}


def test_the_page_beside_the_files_shows_a_year_as_it_is_written():
    page = (root() / "rulesets" / "calendar" / "README.md").read_text("utf-8")
    [shown] = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)

    year = typed(parse_yaml(shown, "README.md"), CalendarYear, "README.md")

    shipped = read_calendar(root() / "rulesets" / "calendar", "rulesets/calendar").years[2]
    assert (year.year, year.notices) == (shipped.year, shipped.notices)
    assert {*year.holidays} <= {*shipped.holidays}
    assert {*year.workdays} <= {*shipped.workdays}

"""What people read of one finding: a limit that rests on holidays not yet gazetted says so.

And the two short ways: text without colour says what coloured text says, our JSON is json.dumps's.
"""

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as some
from rich.console import Console
from rich.text import Text

from shuangsuiji.findings import Citation, Finding, Location, Outcome
from shuangsuiji.report.asjson import dump, findings_json
from shuangsuiji.report.outputs import as_page
from shuangsuiji.report.text import body_lines, print_findings

LATE = Finding(
    code="zz/results/published",
    location=Location("结果.xlsx"),
    outcome=Outcome.FAIL,
    title="限期公示",
)


@pytest.mark.parametrize("provisional", [True, False])
def test_a_provisional_limit_is_told(provisional):
    found = Finding(
        code=LATE.code, location=LATE.location, title=LATE.title, provisional=provisional
    )

    assert any("暂定" in line for line in body_lines(found)) is provisional
    assert findings_json([found])[0]["provisional"] is provisional


def test_a_file_says_what_a_screen_says():
    found = Finding(
        code=LATE.code,
        location=Location("结\x1b果.xlsx", sheet="公示", cell="D8"),
        outcome=Outcome.FAIL,
        title="限期公示[bold]",
        message="a  b\n第二行\t完",
        citations=(Citation("ZZ-01", "国办发〔2015〕58号", "第三条"),),
    )
    screen = io.StringIO()
    coloured = Console(file=screen, color_system="truecolor", force_terminal=True, soft_wrap=True)

    print_findings(coloured, [found, LATE])
    page = as_page(lambda out: print_findings(out, [found, LATE]))

    assert "\x1b[" in screen.getvalue()
    assert Text.from_ansi(screen.getvalue()).plain.rstrip("\n") == page.rstrip("\n")


@given(
    some.recursive(
        some.none() | some.booleans() | some.integers() | some.text(),
        lambda inner: some.lists(inner) | some.dictionaries(some.text(), inner),
    )
)
def test_json_is_written_as_the_library_writes_it(value):
    assert dump(value) == json.dumps(value, ensure_ascii=False, indent=2)

"""What people read of one finding: a limit that rests on holidays not yet gazetted says so."""

import pytest

from shuangsuiji.findings import Finding, Location, Outcome
from shuangsuiji.report.asjson import findings_json
from shuangsuiji.report.text import body_lines

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

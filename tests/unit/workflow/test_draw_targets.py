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

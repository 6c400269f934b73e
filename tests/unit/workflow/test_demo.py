"""Where the demo may put its folder."""

from pathlib import Path

import pytest

from shuangsuiji.findings import Location, Refusal
from shuangsuiji.workflow import demo


def test_a_folder_with_other_things_in_it_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("x", encoding="utf-8")

    with pytest.raises(Refusal) as refusal:
        demo.run(tmp_path)

    (finding,) = refusal.value.findings
    assert (finding.code, finding.location) == ("demo/folder-taken", Location(str(tmp_path)))
    assert [p.name for p in tmp_path.iterdir()] == ["notes.txt"]

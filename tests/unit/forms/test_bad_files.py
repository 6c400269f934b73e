from pathlib import Path

import duckdb
import pytest

from shuangsuiji.findings import Finding, Refusal
from shuangsuiji.forms.registers import open_register
from shuangsuiji.forms.tables import read_table
from shuangsuiji.model.vocabulary import TableSpec

BAD = Path(__file__).parents[2] / "bad" / "files"
FOLDERS = sorted(BAD.iterdir())


@pytest.mark.parametrize("folder", FOLDERS, ids=[folder.name for folder in FOLDERS])
def test_a_bad_file_is_refused_with_just_its_codes_and_places(
    folder: Path, plan: TableSpec, target: TableSpec
) -> None:
    (path,) = (file for file in folder.iterdir() if file.name != "expected.txt")

    with pytest.raises(Refusal) as refusal:
        read(path, plan, target)

    told = "".join(f"{line(finding)}\n" for finding in refusal.value.findings)
    assert told == (folder / "expected.txt").read_text(encoding="utf-8")


def read(path: Path, plan: TableSpec, target: TableSpec) -> None:
    if path.stem == "名录":
        with duckdb.connect() as connection:
            open_register(connection, path, "target", target)
    else:
        read_table(path, "plan_line", plan)


def line(finding: Finding) -> str:
    place = finding.location.cell or finding.location.line
    return f"{finding.code} {place}" if place else finding.code

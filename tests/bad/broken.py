"""The tables of broken packs (packs/*.yaml): a row to the folders that it describes."""

from dataclasses import dataclass, field
from pathlib import Path

import yaml

TABLES = Path(__file__).parent / "packs"
TOPICS = ("yaml", "values", "conditions", "packs", "children", "cases")
SOUND = yaml.safe_load((TABLES / "bases.yaml").read_text("utf-8"))


@dataclass(frozen=True)
class Broken:
    """One row: which sound pack, what is changed in it, and what that gives (`code file:line:column`).

    `change` is text of the base's file, or of the file `in`, with what takes its place; `write` is
    whole files (null: not there); `child` puts the pack under the parent, `parent` changes the parent's rules, `pack`
    pack.yaml.
    """

    name: str
    gives: tuple[str, ...] = ()
    base: str = ""
    change: dict[str, str] = field(default_factory=dict)
    file: str = ""
    write: dict[str, str | None] = field(default_factory=dict)
    child: bool = False
    parent: dict[str, str] = field(default_factory=dict)
    pack: dict[str, str] = field(default_factory=dict)
    crlf: bool = False
    bom: bool = False

    def files(self) -> dict[str, str]:
        """Return the text of every file, by folder and name."""
        own = SOUND["bases"].get(self.base, {})
        files = {f"test/{name}": text for name, text in {**SOUND["test"], **own}.items()}
        if self.child or self.base == "refinement":
            files |= {f"parent/{name}": text for name, text in SOUND["parent"].items()}
            _change(files, "test/pack.yaml", {"documents:": "extends: parent\ndocuments:"})
        _change(files, f"test/{self.file or next(iter(own), '')}", self.change)
        _change(files, "parent/frequency.yaml", self.parent)
        _change(files, "test/pack.yaml", self.pack)
        written = {f"test/{name}": text for name, text in self.write.items()}
        return {name: text for name, text in {**files, **written}.items() if text is not None}

    def write_to(self, top: Path) -> None:
        """Write the folders."""
        for name, text in self.files().items():
            (top / name).parent.mkdir(exist_ok=True)
            written = text.replace("\n", "\r\n") if self.crlf else text
            (top / name).write_bytes(written.encode("utf-8-sig" if self.bom else "utf-8"))


def _change(files: dict[str, str], name: str, changes: dict[str, str]) -> None:
    for old, new in changes.items():
        assert old in files[name], f"{old!r} is not in {name}"
        files[name] = files[name].replace(old, new, 1)


def rows(topic: str) -> list[Broken]:
    """Return the rows of a table."""
    found = yaml.safe_load((TABLES / f"{topic}.yaml").read_text("utf-8"))
    return [
        Broken(
            **{"file" if k == "in" else k: tuple(v) if k == "gives" else v for k, v in row.items()}
        )
        for row in found
    ]

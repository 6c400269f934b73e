"""What people read in the files of the corpus, and where the reader's answer differs from it."""

import re
import unicodedata
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
LISTS = {"partners", "items", "items_of_partners"}
NUMBERS = {"ratio", "estimated_count", "frequency", "base", "enterprises"}
SPANS = {"window"}
BLANK, NO_VALUE, GOES_ON, UNREADABLE = "~", "∅", "-", "✗"


@dataclass
class Fact:
    """A field of a row as people mean it: where it stands, and what it says."""

    cell: str | None
    means: Any


@dataclass
class Line:
    """A row: its sheet, its number there, its group, its facts by field."""

    sheet: str | None
    number: int
    group: str | None
    facts: dict[str, Fact] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.sheet or ''}第{self.number}行"


@dataclass
class Expected:
    """The whole of one expectation."""

    path: Path
    told: dict[str, Any]

    @property
    def pack(self) -> str:
        """Return the pack that the file is read under."""
        return str(self.told.get("pack", "gaoqing"))

    @property
    def tables(self) -> list[dict[str, Any]]:
        """Return the tables in order: the file's only one, or each of several."""
        return self.told.get("tables") or [self.told]

    @property
    def in_cells(self) -> bool:
        """Return whether the file has cells: rows of YAML and JSON have none."""
        return self.path.suffix not in (".yaml", ".json")


def table() -> dict[str, Any]:
    """Return the corpus's own table: layouts, notations, files."""
    return yaml.safe_load((HERE / "table.yaml").read_text("utf-8"))


def expected(file: str) -> Expected:
    """Return what stands beside a file."""
    path = HERE / file
    text = path.with_suffix(".expected.yaml").read_text("utf-8")
    return Expected(path, yaml.load(text, yaml.BaseLoader))  # noqa: S506 - text only, nothing made


def differences(wanted: Expected, answer: dict[str, Any]) -> list[str]:
    """Return each place where the reader's answer is not what people read; empty if none."""
    if "refused" in wanted.told or "refused" in answer:
        return _refusals(wanted.told.get("refused"), answer.get("refused"))
    lines = [line for part in wanted.tables for line in _lines(wanted, part)]
    return [
        *_heads(wanted, answer),
        *(d for part in wanted.tables for d in _mapping(wanted, part, answer)),
        *_rows(lines, answer["rows"]),
    ]


def _refusals(wanted: dict[str, str] | None, told: list[dict[str, Any]] | None) -> list[str]:
    if wanted is None or told is None:
        return [f"退回：应为 {wanted}，却是 {told and [f['code'] for f in told]}"]
    for finding in told:
        place = str(finding.get("location"))
        if finding["code"] == wanted["code"] and wanted.get("cell", "") in place:
            return []
    return [f"退回：应为 {wanted}，却是 {[(f['code'], f.get('location')) for f in told]}"]


def _heads(wanted: Expected, answer: dict[str, Any]) -> list[str]:
    told = wanted.told
    found = []
    if "title" in told and _same(told["title"]) != _same(answer["title"] or ""):
        found.append(f"标题：应为“{told['title']}”，读成“{answer['title']}”")
    if "year" in told and told["year"] != str(answer["year"] or BLANK):
        found.append(f"年度：应为{told['year']}，读成{answer['year']}")
    codes = {notice["code"] for notice in answer.get("notices", ())}
    found += [f"应当说明 {code}，没有说" for code in told.get("notices", ()) if code not in codes]
    return found


def _mapping(wanted: Expected, part: dict[str, Any], answer: dict[str, Any]) -> list[str]:
    columns = [None if name == GOES_ON else name for name in part["columns"]]
    entries = [e for e in answer["mapping"] if part.get("sheet") in (None, e["sheet"])]
    if wanted.in_cells:
        read = {re.sub(r"\d", "", e["cell"]): e["field"] for e in entries if e["cell"]}
        found = [read.get(_letter(n)) for n in range(len(columns))]
    else:
        found = [e["field"] for e in entries]
    return [
        f"第{_letter(n)}列：应对应 {column}，读成 {got}"
        for n, (column, got) in enumerate(zip(columns, found, strict=False))
        if column != got
    ] + ([] if len(columns) == len(found) else [f"列数：应为{len(columns)}，读成{len(found)}"])


def _letter(number: int) -> str:
    return "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[number]


def _lines(wanted: Expected, part: dict[str, Any]) -> list[Line]:
    lines = []
    for number, values in part["rows"].items():
        line = Line(part.get("sheet"), int(number), part.get("groups", {}).get(number))
        for n, (name, means) in enumerate(zip(part["columns"], values, strict=False)):
            own = f"{_letter(n)}{number}"
            if GOES_ON not in (name, means):
                cell = part.get("merged", {}).get(own, own) if wanted.in_cells else None
                line.facts[name] = Fact(cell, means)
        for facts in values[len(part["columns"]) :]:
            line.facts |= {name: Fact(None, means) for name, means in facts.items()}
        for cell, facts in part.get("also", {}).items():
            by_row = facts if all(key.isdigit() for key in facts) else {cell[1:]: facts}
            told = by_row.get(number, {})
            line.facts |= {name: Fact(cell, means) for name, means in told.items()}
        lines.append(line)
    return lines


def _rows(lines: list[Line], rows: list[dict[str, Any]]) -> list[str]:
    if len(lines) != len(rows):
        places = [f"{row['sheet'] or ''}!{row['cell']}" for row in rows]
        return [f"行数：应为{len(lines)}，读成{len(rows)}：{places}"]
    found = []
    for line, row in zip(lines, rows, strict=True):
        if line.group is not None and line.group != row["group"]:
            found.append(f"{line}：应在“{line.group}”之下，读成“{row['group']}”")
        if line.sheet is not None and line.sheet != row["sheet"]:
            found.append(f"{line}：读成在工作表“{row['sheet']}”")
        for name, fact in line.facts.items():
            found += [f"{line} {name}：{d}" for d in _fact(name, fact, row["fields"].get(name))]
        found += [
            f"{line} {name}：没有这样说，却读成 {got}"
            for name, got in row["fields"].items()
            if name not in line.facts and got["status"] != "blank"
        ]
    return found


def _fact(name: str, fact: Fact, got: dict[str, Any] | None) -> list[str]:
    status = got["status"] if got else None
    if fact.means == NO_VALUE:
        return [f"没有说，却读成 {got}"] if status == "value" else []
    if got is None:
        return [f"应为 {fact.means}，没有读到"]
    wrong = [] if got["cell"] == fact.cell else [f"应在 {fact.cell}，说在 {got['cell']}"]
    if fact.means == BLANK:
        return wrong + ([] if status == "blank" else [f"应为空白，读成 {got}"])
    if isinstance(fact.means, str) and fact.means.startswith(UNREADABLE):
        text = fact.means.removeprefix(UNREADABLE)
        if status != "unknown" or (text and _same(text) != _same(got["text"])):
            wrong.append(f"应读不出“{text}”，读成 {got}")
        return wrong
    told = _meaning(name, fact.means)
    read = {key: value for key, value in got.items() if key in (*told, "lo_open", "hi_open")}
    if status != "value" or _comparable(read) != _comparable(told):
        wrong.append(f"应为 {told}，读成 {got}")
    return wrong


def _meaning(name: str, means: Any) -> dict[str, Any]:
    if name == "ratio_by_class":
        return {"by_class": {label: _bounds(text) for label, text in means.items()}}
    if name in NUMBERS:
        return _bounds(means)
    if name in SPANS:
        first, _, last = means.partition("..")
        return {"from": first or None, "last": last or None}
    return {"value": means}


def _bounds(text: str) -> dict[str, Any]:
    """Read `5%`, `3%..`, `..10%`, `3%..5%`, `>50%`, `..<10%` as the answer writes numbers."""
    if text.startswith(">"):
        return {"lo": _number(text[1:]), "hi": None, "lo_open": True}
    low, dots, high = text.partition("..")
    if not dots:
        return {"lo": _number(low), "hi": _number(low)}
    told: dict[str, Any] = {"lo": _number(low), "hi": _number(high.removeprefix("<"))}
    return told | ({"hi_open": True} if high.startswith("<") else {})


def _number(text: str) -> str | None:
    if not text:
        return None
    number = Decimal(text.rstrip("%")) / (100 if text.endswith("%") else 1)
    return f"{number.normalize():f}"


def _comparable(told: Any) -> Any:
    if isinstance(told, dict):
        return {_same(key): _comparable(value) for key, value in told.items()}
    if isinstance(told, list):
        return [_comparable(value) for value in told]
    return _same(told) if isinstance(told, str) else told


def _same(text: str) -> str:
    """Return a text without what people do not see: widths of characters, spaces, line breaks."""
    return re.sub(r"[\s\u200b-\u200d\ufeff]", "", unicodedata.normalize("NFKC", text))

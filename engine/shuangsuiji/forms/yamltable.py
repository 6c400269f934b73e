"""Tables written as YAML or JSON: a title and rows, each a mapping of labels or names to text."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from shuangsuiji.findings import Finding, Location, Refusal, problem, refuse
from shuangsuiji.forms.days import year_in
from shuangsuiji.forms.jsontree import read_json
from shuangsuiji.forms.labels import Labels
from shuangsuiji.forms.lines import Line, Said, columns, read_lines
from shuangsuiji.model.values import MappedColumn, Table
from shuangsuiji.model.vocabulary import FieldSpec
from shuangsuiji.yamlfile import ListNode, MapNode, Node, Scalar, read_yaml

KEYS = ("title", "year", "rows")
JSON = ".json"
TREES = (".yaml", ".yml", JSON)
"""The endings of files that hold a tree, not cells."""


def read_tables_yaml(path: Path, table: str, labels: Labels, year: int | None = None) -> Table:
    """Return the table of a file `{title, year, rows: [{label: text}]}`, or of the list of rows alone."""
    root = _tree(path)
    file = str(path)
    rows = _rows(root, file)
    top = root.entries if isinstance(root, MapNode) else {}
    stated = _text(top["year"][1]) if "year" in top else ""
    title = _text(top["title"][1]) if "title" in top else ""
    told = year or (int(stated) if stated.isdigit() else year_in(title)) or year_in(path.name)
    place = Location(file, root.line, root.column)
    read = table_of_rows(rows, place, table, labels, told)
    if rows and not read.headers:  # as a sheet without a header: nothing in it is of this table
        found = read.unmapped[:20] or ("空表",)
        raise refuse("forms/no-header", place, expected=labels.expected(), found=found)
    return replace(read, title=title)


def table_of_rows(
    rows: Sequence[MapNode], place: Location, table: str, labels: Labels, year: int | None = None
) -> Table:
    """Return the table of rows `{label: text}` that stand at a place of a file."""
    mapping = _Mapping(labels, place.file)
    lines = [mapping.line(number, row) for number, row in enumerate(rows, start=1)]
    if mapping.clashes:
        raise Refusal(mapping.clashes)
    read = read_lines(lines, labels.spec, year)
    return Table(
        name=table,
        columns=tuple(f.name for f in columns(labels.spec, {*mapping.headers, *read.fed})),
        rows=read.rows,
        location=place,
        headers=mapping.headers,
        unmapped=tuple(c.header for c in mapping.mapped.values() if not c.field),
        mapped=tuple(mapping.mapped.values()),
        notices=read.apart,
        year=year,
    )


def yaml_headers(path: Path) -> tuple[str, ...]:
    """Return the labels that the rows of a .yaml or .json file use."""
    rows = _rows(_tree(path), str(path))
    return tuple(dict.fromkeys(key.text for row in rows for key, _ in row.entries.values()))


def _tree(path: Path) -> Node:
    return read_json(path) if path.suffix.lower() == JSON else read_yaml(path)


def _rows(root: Node, file: str) -> list[MapNode]:
    rows: Node | None = root
    if isinstance(root, MapNode):
        rows = root.entries["rows"][1] if "rows" in root.entries else None
    if not isinstance(rows, ListNode) or (rows is root and not _has_rows(rows)):
        raise Refusal([problem("forms/no-rows", Location(file, root.line, root.column))])
    keys = [key for key, _ in root.entries.values()] if isinstance(root, MapNode) else []
    others = [key for key in keys if key.text not in KEYS]
    wrong = [_wrong_key(key, file) for key in others]
    wrong += [
        problem("forms/row-not-mapping", Location(file, row.line, row.column))
        for row in rows.items
        if not isinstance(row, MapNode)
    ]
    if wrong:
        raise Refusal(wrong)
    return [row for row in rows.items if isinstance(row, MapNode)]


def _has_rows(root: ListNode) -> bool:
    return any(isinstance(item, MapNode) for item in root.items)


def _wrong_key(key: Scalar, file: str) -> Finding:
    place = Location(file, key.line, key.column)
    return problem("forms/unknown-key", place, found=key.text, known=KEYS)


class _Mapping:
    """Which label of the rows feeds which field; collects what is unknown or not clear."""

    def __init__(self, labels: Labels, file: str) -> None:
        self._labels = labels
        self._file = file
        self.headers: dict[str, str] = {}
        self.mapped: dict[str, MappedColumn] = {}
        self.clashes: list[Finding] = []

    def line(self, number: int, row: MapNode) -> Line:
        cells: dict[str, Said] = {}
        for key, node in row.entries.values():
            field = self._field(key)
            if field is None:
                continue
            if field.name in cells:
                self._clash("forms/repeated-header", key, field=field.label, headers=(key.text,))
            place = Location(self._file, node.line, node.column)
            cells[field.name] = Said(_text(node), place)
            self.headers.setdefault(field.name, key.text)
        return Line(f"第{number}行", Location(self._file, row.line, row.column), cells)

    def _field(self, key: Scalar) -> FieldSpec | None:
        found = self._labels.find(key.text)
        if len(found) > 1:
            meanings = tuple(f.label for f in found)
            self._clash("forms/ambiguous-header", key, found=key.text, fields=meanings)
        field = found[0] if len(found) == 1 else None
        if key.text not in self.mapped:
            told = self._labels.told_by(key.text, field.name) if field else None
            place = Location(self._file, key.line, key.column)
            name = field.name if field else None
            self.mapped[key.text] = MappedColumn(
                key.text, name, place, told.value if told else None
            )
        return field

    def _clash(self, code: str, key: Scalar, **params: str | tuple[str, ...]) -> None:
        place = Location(self._file, key.line, key.column)
        self.clashes.append(problem(code, place, **params))


def _text(node: Node) -> str:
    """Return a value as a cell has it: a list as its lines, an unquoted null as nothing."""
    if isinstance(node, ListNode):
        return "\n".join(_text(item) for item in node.items)
    if isinstance(node, MapNode):
        return "、".join(f"{key}{_text(value)}" for key, (_, value) in node.entries.items())
    return "" if node.plain and node.text in ("~", "null") else node.text

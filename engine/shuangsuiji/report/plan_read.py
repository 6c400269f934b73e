"""What `plan read` shows: the headers and their fields, and the table as read, without any verdict."""

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from typing import Protocol

import yaml
from rich.console import Console

from shuangsuiji.check.words import shown
from shuangsuiji.findings import Location
from shuangsuiji.model.values import ByClass, Fact, Interval, MappedColumn, Row, Status, Table
from shuangsuiji.model.vocabulary import FieldSpec, TableForm, TableSpec
from shuangsuiji.report.asjson import Json
from shuangsuiji.report.outputs import Forms, json_form, text_form
from shuangsuiji.report.sentences import sentence
from shuangsuiji.report.text import print_findings, print_table, say

OFFERED = ("text", "json")
NAMES = {"period": "window"}
"""Fields that programs know by another name: window is a word of SQL, and no field may bear it."""
STATUS = {Status.VALUE: "value", Status.BLANK: "blank", Status.UNREADABLE: "unknown"}
_TOLD = {"hand": "--map", "form": "样表", "vocabulary": "词汇表"}


class AsRead(Protocol):
    """A plan as read; workflow makes it."""

    @property
    def file(self) -> str:
        """The paper."""
        ...

    @property
    def lines(self) -> Table:
        """Its lines."""
        ...

    @property
    def spec(self) -> TableSpec:
        """The vocabulary's table of plan lines."""
        ...

    @property
    def missing(self) -> tuple[str, ...]:
        """Fields that the pack asks for and the paper lacks."""
        ...


def read_forms(read: AsRead, *, mapping_only: bool) -> Forms:
    """Return the forms in which a plan is shown as read."""
    show: Callable[[Console], None] = partial(print_read, read, mapping_only=mapping_only)
    return {
        "text": text_form(show),
        "json": json_form(lambda: read_json(read, mapping_only=mapping_only)),
    }


def read_json(read: AsRead, *, mapping_only: bool = False) -> dict[str, Json]:
    """Return the plan as read: mapping, what is missing, notices, rows with their fields."""
    about: dict[str, Json] = {
        "file": read.file,
        "table": read.lines.name,
        "title": read.lines.title,
        "year": read.lines.year,
        "mapping": [_column_json(c, read.spec) for c in read.lines.mapped],
        "missing": [_name(name) for name in read.missing],
        "notices": [
            {
                "code": n.code,
                **_cell_json(n.location),
                "message": "。".join(filter(None, sentence(n))),
            }
            for n in read.lines.notices
        ],
    }
    if mapping_only:
        return about
    rows: list[Json] = [_row_json(row, read.spec) for row in read.lines.rows]
    return {**about, "rows": rows}


def _name(field: str) -> str:
    return NAMES.get(field, field)


def _cell_json(place: Location) -> dict[str, Json]:
    return {"sheet": place.sheet, "cell": place.cell, **_lines_json(place)}


def _lines_json(place: Location) -> dict[str, Json]:
    if place.line is None:
        return {}
    return {"line": place.line, "column": place.column}


def _column_json(column: MappedColumn, spec: TableSpec) -> dict[str, Json]:
    return {
        "header": column.header,
        "field": _name(column.field) if column.field else None,
        "label": spec.by_name[column.field].label if column.field else None,
        **_cell_json(column.location),
        "by": column.told,
    }


def _row_json(row: Row, spec: TableSpec) -> dict[str, Json]:
    fields: dict[str, Json] = {
        _name(f.name): _fact_json(row.facts[f.name], row.place(f.name))
        for f in spec.fields
        if f.name in row.facts
    }
    about: dict[str, Json] = {"row": row.number, **_cell_json(row.location)}
    return {**about, "key": row.key, "group": row.group or None, "fields": fields}


def _fact_json(fact: Fact, place: Location | None) -> dict[str, Json]:
    """Return one cell as read: its place, its text, its status, and its value if it has one."""
    return {
        "cell": place.cell if place else None,
        **(_lines_json(place) if place else {}),
        "text": fact.text,
        "status": STATUS.get(fact.status, "unknown"),
        **_value_json(fact),
    }


def _value_json(fact: Fact) -> dict[str, Json]:
    value = fact.value
    if value is None:
        return {}
    if isinstance(value, ByClass):
        return {"by_class": {name: _bounds(interval) for name, interval in value.parts}}
    if not isinstance(value, Interval):
        return {"value": list(value) if isinstance(value, tuple) else value}
    if isinstance(value.lo, date) or isinstance(value.hi, date):
        return {"from": _end(value.lo), "last": _end(value.hi), **_open(value)}
    return _bounds(value)


def _bounds(value: Interval) -> dict[str, Json]:
    return {"lo": _end(value.lo), "hi": _end(value.hi), **_open(value)}


def _open(value: Interval) -> dict[str, Json]:
    ends = {"lo_open": value.lo_open, "hi_open": value.hi_open}
    return {name: True for name, is_open in ends.items() if is_open}


def _end(end: object) -> str | None:
    """Return a bound as plain text: a day, or a number without exponent and idle zeros."""
    if end is None or isinstance(end, date):
        return None if end is None else end.isoformat()
    text = f"{end:f}"
    return (text.rstrip("0").rstrip(".") or "0") if "." in text else text


def print_read(read: AsRead, out: Console, *, mapping_only: bool) -> None:
    """Print the mapping; then, unless only that is wanted, each row with its cells."""
    lines = read.lines
    say(out, lines.title or read.file, "bold")
    year = f"{lines.year}年度" if lines.year else "年度不明"
    say(out, f"{year}，{len(lines.rows)}行\n")
    print_mapping(read, out)
    if not mapping_only:
        for row in lines.rows:
            _print_row(row, read.spec, out)
    if lines.notices:
        say(out, "说明", "bold")
        print_findings(out, lines.notices)


def print_mapping(read: AsRead, out: Console) -> None:
    """Print which header was taken for which field and where, what did not map, what is missing."""
    heads = ("表头", "位置", "字段", "依据")
    print_table(out, heads, (_mapped_row(c, read.spec) for c in read.lines.mapped))
    fed = [f for f in read.spec.fields if f.name in read.lines.columns and not _has_column(read, f)]
    if fed:
        say(out, f"没有自己的一列、从别的格读出的字段：{'、'.join(f.label for f in fed)}")
    if read.missing:
        labels = [read.spec.by_name[name].label for name in read.missing]
        say(out, f"规则包要看、表中没有的字段：{'、'.join(labels)}")
    say(out)


def _has_column(read: AsRead, field: FieldSpec) -> bool:
    return any(column.field == field.name for column in read.lines.mapped)


def _mapped_row(column: MappedColumn, spec: TableSpec) -> tuple[str, ...]:
    field = f"{spec.by_name[column.field].label}（{column.field}）" if column.field else "没有用到"
    return (column.header, _where(column.location), field, _TOLD.get(column.told or "", ""))


def _where(place: Location) -> str:
    cell = place.cell or (f"{place.line}:{place.column}" if place.line else "")
    return f"{place.sheet}!{cell}" if place.sheet and cell else cell or (place.sheet or "")


def _print_row(row: Row, spec: TableSpec, out: Console) -> None:
    group = f"（{row.group}）" if row.group else ""
    say(out, f"{row.number}  {row.key}{group}  {_where(row.location)}", "bold")
    for line in _cell_lines(row, spec):
        say(out, f"  {line}")


def _cell_lines(row: Row, spec: TableSpec) -> Iterator[str]:
    for field in spec.fields:
        fact = row.facts.get(field.name)
        if fact is None:
            continue
        written = " ".join(fact.text.split())
        stands = row.place(field.name)
        place = _where(stands) if stands else ""
        if fact.status is Status.BLANK:
            yield f"{field.label}（{place}）：空白"
        elif fact.status is not Status.VALUE:
            yield f"{field.label}（{place}）：写作“{written}”，读不出"
        else:
            said = shown(field, fact)
            told = str(said)
            same = told == written
            yield f"{field.label}（{place}）：{told}" + ("" if same else f"（写作“{written}”）")


def form_yaml(form: TableForm) -> bytes:
    """Return a form as a file that a pack's forms.yaml, or --form, takes."""
    columns = [{"field": c.field, "labels": list(c.labels)} for c in form.columns]
    plain = [{"table": form.table, "title": form.title, "columns": columns}]
    text = yaml.safe_dump(plain, allow_unicode=True, sort_keys=False, width=100)
    return f"# 由 plan read --save-form 写出；放进规则包的 forms.yaml，或用 --form 交回。\n{text}".encode()

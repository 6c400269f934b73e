"""Workbooks of cases: sheet 案件 has the cases, 认定 who found what, others the records by their table's name."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from shuangsuiji.check.recorded import Recorded
from shuangsuiji.findings import Finding, Location, problem, refuse
from shuangsuiji.forms.sheets import read_grids
from shuangsuiji.forms.tables import read_table
from shuangsuiji.model.values import Row, Table
from shuangsuiji.model.vocabulary import FieldKind, FieldSpec, FieldType, TableSpec, Vocabulary
from shuangsuiji.workflow.case_read import TABLE, ReadCase, ReadCases, Said, record_table
from shuangsuiji.workflow.recorded import COLUMNS, from_row
from shuangsuiji.yamlfile import nearest

CASES, FINDINGS = "案件", "认定"
"""The sheets of a workbook; every other sheet is called after the table of its records."""


def from_book(path: Path, vocabulary: Vocabulary) -> ReadCases:
    """Return the cases of a workbook. Raises Refusal where a sheet cannot be read or placed."""
    sheets = [grid.sheet or "" for grid in read_grids(path)]
    if CASES not in sheets:
        raise refuse("case/no-sheet", Location(str(path)), found=tuple(sheets), sheet=CASES)
    table = read_table(path, "cases", _cases_form(vocabulary), sheet=CASES)
    problems: list[Finding] = [
        problem("case/unnamed", row.location) for row in table.rows if not _text(row, "case")
    ]
    problems += [
        problem("case/unknown-column", table.location, found=word) for word in table.unmapped
    ]
    names = [_text(row, "case") for row in table.rows]
    records: dict[str, dict[str, Table]] = {name: {} for name in names}
    recorded: list[Recorded] = []
    for sheet in sheets:
        if sheet == FINDINGS:
            found = read_table(path, "recorded", COLUMNS, sheet=sheet)
            recorded += [
                replace(one, table=one.table or TABLE) for one in map(from_row, found.rows)
            ]
        elif sheet != CASES:
            name = record_table(vocabulary, sheet, Location(str(path), sheet=sheet))
            problems += _share_out(_read_records(path, name, vocabulary, sheet), name, records)
    cases = [
        ReadCase(
            name=_text(row, "case"),
            location=row.facts["case"].location or row.location,
            person=_text(row, "person"),
            unit=_text(row, "unit"),
            summary=_text(row, "summary"),
            said=tuple(_cells(row)),
            records=records[_text(row, "case")],
        )
        for row in table.rows
        if _text(row, "case")
    ]
    return ReadCases(tuple(cases), tuple(recorded), tuple(problems))


def _read_records(path: Path, name: str, vocabulary: Vocabulary, sheet: str) -> Table:
    """Return a sheet of records; its column 案件 tells whose they are."""
    spec = vocabulary.tables[name]
    held = {key: getattr(spec, key) for key in TableSpec.model_fields}
    return read_table(
        path, name, TableSpec(**held | {"fields": (*spec.fields, _OWNER)}), sheet=sheet
    )


_OWNER = FieldSpec(name="of_case", label="案件", aliases=("案件名称",), type=FieldType.TEXT)


def _share_out(
    table: Table, name: str, records: Mapping[str, dict[str, Table]]
) -> Iterator[Finding]:
    """Give each case its rows; yield the rows of cases that are not there."""
    rows: dict[str, list[Row]] = {}
    for row in table.rows:
        owner = _text(row, _OWNER.name)
        if owner in records:
            rows.setdefault(owner, []).append(row)
        else:
            place = row.facts[_OWNER.name].location if _OWNER.name in row.facts else None
            told = {"found": owner, "nearest": nearest(owner, list(records))}
            yield problem("case/other-case", place or row.location, **told)
    columns = tuple(c for c in table.columns if c != _OWNER.name)
    for owner, own in rows.items():
        records[owner][name] = replace(table, columns=columns, rows=tuple(own))


def _cases_form(vocabulary: Vocabulary) -> TableSpec:
    """Return the columns of sheet 案件: the case, whom it is about, and every fact as text."""
    own = [
        FieldSpec(name="case", label="案件", aliases=("案件名称",), type=FieldType.TEXT),
        FieldSpec(name="person", label="人员", aliases=("责任人",), type=FieldType.TEXT),
        FieldSpec(name="unit", label="单位", type=FieldType.TEXT),
        FieldSpec(name="summary", label="经过", aliases=("基本情况",), type=FieldType.TEXT),
    ]
    facts = [
        FieldSpec(name=f.name, label=f.label, type=FieldType.TEXT)
        for f in vocabulary.tables[TABLE].fields
        if f.kind in (FieldKind.RECORD, FieldKind.JUDGEMENT) and f.name != "case_name"
    ]
    return TableSpec(label=CASES, row=CASES, key="case", fields=(*own, *facts))


def _cells(row: Row) -> Iterator[Said]:
    for name, fact in row.facts.items():
        if name not in ("case", "person", "unit", "summary") and isinstance(fact.value, str):
            yield Said(name, fact.value, "", fact.location or row.location)


def _text(row: Row, name: str) -> str:
    fact = row.facts.get(name)
    return fact.value.strip() if fact is not None and isinstance(fact.value, str) else ""

"""How a paper is to be read where somebody tells: its sheets, the fields of its headers, forms of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from shuangsuiji.findings import Location, Refusal, problem
from shuangsuiji.forms.byhand import check_used, fields_by_hand
from shuangsuiji.forms.labels import on_paper
from shuangsuiji.forms.tables import read_table
from shuangsuiji.model.values import Table
from shuangsuiji.model.vocabulary import TableForm, TableSpec
from shuangsuiji.packs.files import FormFile
from shuangsuiji.packs.rulepack import RulePack
from shuangsuiji.workflow.checks import forms_of
from shuangsuiji.yamlfile import load_model, nearest

LINES = "plan_line"


@dataclass(frozen=True, slots=True)
class Reading:
    """What is told beside the paper: sheets to read, `列名=字段`, files of forms."""

    sheets: tuple[str, ...] = ()
    by_hand: tuple[str, ...] = ()
    forms: tuple[Path, ...] = ()


def read_lines_of(path: Path, pack: RulePack, reading: Reading, year: int | None = None) -> Table:
    """Return the lines of a plan, its headers known by the pack's forms and by what is told beside."""
    spec = pack.vocabulary.tables[LINES]
    by_hand = fields_by_hand(reading.by_hand, LINES, spec)
    forms = (*forms_of(pack, LINES), *forms_in(reading.forms, LINES, spec))
    table = read_table(path, LINES, spec, forms, year, reading.sheets, by_hand)
    check_used(by_hand, table, path)
    return table


def forms_in(files: Sequence[Path], table: str, spec: TableSpec) -> tuple[TableForm, ...]:
    """Return the forms of a table that files of --form hold."""
    found = [(file, form) for file in files for form in load_model(file, FormFile).root]
    known = [f.name for f in spec.fields if on_paper(f)]
    problems = [
        problem(
            "pack/unknown-field",
            Location(str(file)),
            found=c.field,
            nearest=nearest(c.field, known),
        )
        for file, form in found
        if form.table == table
        for c in form.columns
        if c.field not in known
    ]
    if problems:
        raise Refusal(problems)
    return tuple(form for _, form in found if form.table == table)


def form_of(table: Table, title: str) -> TableForm | None:
    """Return the form that reads these headers again, without a --map; None where nothing mapped."""
    labels: dict[str, dict[str, None]] = {}
    for column in table.mapped:
        if column.field:
            labels.setdefault(column.field, {})[column.header] = None
    if not labels:
        return None
    columns = [{"field": field, "labels": tuple(texts)} for field, texts in labels.items()]
    return TableForm.model_validate({"table": table.name, "title": title, "columns": columns})

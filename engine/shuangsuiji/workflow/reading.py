"""How a paper is to be read where somebody tells: its sheets, the fields of its headers, forms of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from shuangsuiji.findings import Finding, Location, Refusal, problem
from shuangsuiji.forms.labels import Labels, on_paper, tidy
from shuangsuiji.forms.tables import read_table
from shuangsuiji.model.values import Table
from shuangsuiji.model.vocabulary import TableForm, TableSpec
from shuangsuiji.packs.files import FormFile
from shuangsuiji.packs.rulepack import RulePack
from shuangsuiji.workflow.checks import forms_of
from shuangsuiji.yamlfile import load_model, nearest

LINES = "plan_line"
NOT_READ = "-"
"""What --map writes for a column that is not to be read."""


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


def fields_by_hand(told: Sequence[str], table: str, spec: TableSpec) -> Mapping[str, str]:
    """Return the field of each header that --map names; nothing for one that is not to be read."""
    labels, found = Labels(table, spec), {}
    problems: list[Finding] = []
    for text in told:
        header, equals, field = (part.strip() for part in text.rpartition("="))
        known = labels.find(field)
        if not (equals and header and field):
            problems.append(problem("forms/map-form", Location("--map"), found=text))
        elif field == NOT_READ:
            found[header] = ""
        elif len(known) == 1:
            found[header] = known[0].name
        else:
            problems.append(_no_field(text, field, spec))
    if problems:
        raise Refusal(problems)
    return found


def _no_field(text: str, field: str, spec: TableSpec) -> Finding:
    words = [word for f in spec.fields if on_paper(f) for word in (f.label, f.name, *f.aliases)]
    near = nearest(field, words)
    meant = next((f for f in spec.fields if near in (f.label, f.name, *f.aliases)), None)
    told = f"{meant.label}（{meant.name}）" if meant else near
    return problem("forms/map-field", Location("--map"), found=text, field=field, nearest=told)


def check_used(by_hand: Mapping[str, str], table: Table, path: Path) -> None:
    """Refuse a header of --map that the paper does not have."""
    headers = [column.header for column in table.mapped]
    there = {
        tidy("/".join(parts[n:]))
        for h in headers
        if (parts := h.split("/"))
        for n in range(len(parts))
    }
    missing = [header for header in by_hand if tidy(header) not in there]
    if missing:
        here = Location(str(path))
        raise Refusal(
            problem("forms/map-no-column", here, found=header, nearest=nearest(header, headers))
            for header in missing
        )


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

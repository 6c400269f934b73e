"""What --map tells by hand: the field of a header, or that its column is not to be read."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from shuangsuiji.findings import Finding, Location, Refusal, problem
from shuangsuiji.forms.labels import Labels, on_paper, tidy
from shuangsuiji.model.values import Table
from shuangsuiji.model.vocabulary import TableSpec
from shuangsuiji.yamlfile import nearest

NOT_READ = "-"
"""What --map writes for a column that is not to be read."""


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
    every = "、".join(f.label for f in spec.fields if on_paper(f))
    told = f"{meant.label}（{meant.name}）" if meant else every
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

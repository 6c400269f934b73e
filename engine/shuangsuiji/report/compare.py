"""A comparison of packs for people and programs: the lines of its cells, the table on a screen, JSON."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table
from rich.text import Text

from shuangsuiji.findings import Citation
from shuangsuiji.model.dated import Span
from shuangsuiji.packs.files import Document, Status
from shuangsuiji.proof.compare import Cell, Column, Comparison, Entry, Except, Value
from shuangsuiji.report.asjson import Json, location_json
from shuangsuiji.report.text import say
from shuangsuiji.report.wording import MODALITIES, plain

SILENT = "文件没有规定"
TITLE = "规则包对照"
NOTE = (
    f"“{SILENT}”：规则包登记的规则、设定、条款里都没有。“参考”是继承自征求意见稿的，违反至多提示。"
)
LABELS = {
    "by": "由谁同意",
    "cap": "至多",
    "due": "期限",
    "exactly": "几名",
    "fields": "写明",
    "from_": "来自",
    "is": "取值",
    "least": "至少",
    "limits": "期限",
    "order": "先后",
    "within": "期限",
}
"""What the keys of kinds are called in a comparison; another key stands as it is."""
OF_CASES = ("accountability_trigger", "liability_exemption")
WORDS = {"true": "是", "false": "否"}
STYLES = {"head": "", "part": "", "law": "dim", "apart": "cyan", "silent": "yellow", "note": "dim"}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a cell: `sort` tells how it looks (a key of STYLES), `deep` how far it is set in."""

    sort: str
    text: str
    deep: int = 0


def print_comparison(comparison: Comparison, out: Console) -> None:
    """Print the packs as columns, the subjects as rows."""
    say(out, TITLE, "bold")
    say(out, NOTE, "dim")
    table = Table(show_lines=True, pad_edge=False, expand=True)
    table.add_column("问题", ratio=2, overflow="fold")
    for column in comparison.columns:
        head = Text("\n".join(plain(line) for line in head_lines(column)))
        table.add_column(head, ratio=5, overflow="fold")
    for row in comparison.rows:
        cells = (
            _rich(cell_lines(cell, column))
            for cell, column in zip(row.cells, comparison.columns, strict=True)
        )
        table.add_row(Text(plain(row.subject.title), style="bold"), *cells)
    out.print(table)
    if comparison.silent:
        say(out, f"各包都没有规定的：{'；'.join(s.title for s in comparison.silent)}")


def _rich(lines: Iterable[Line]) -> Text:
    text = Text()
    for number, line in enumerate(lines):
        text.append("\n" if number else "")
        text.append("  " * line.deep + plain(line.text), style=STYLES[line.sort])
    return text


def head_lines(column: Column) -> Iterator[str]:
    """Yield what stands over a pack's column: title, name, parents, documents, period, what is unread."""
    yield column.title
    name = column.id if column.name == column.id else f"{column.id}（{column.name}）"
    parents = f"，继承 {' ← '.join(reversed(column.chain[:-1]))}" if len(column.chain) > 1 else ""
    yield f"{name}{parents}"
    for document in column.documents:
        yield _document(document)
    if column.valid_for is not None:
        yield f"只管 {_span(column.valid_for)}"
    if column.to_judge:
        yield f"还有 {column.to_judge} 条条款没有判读"


def _document(document: Document) -> str:
    status = "征求意见稿" if document.status is Status.DRAFT else "有效"
    since = "施行日期未写明" if document.from_ == "unknown" else f"{document.from_}起施行"
    return f"{document.cited_as}（{status}，{since}）"


def cell_lines(cell: Cell, column: Column) -> Iterator[Line]:
    """Yield the lines of a cell."""
    return (line for block in cell_blocks(cell, column) for line in block)


def cell_blocks(cell: Cell, column: Column) -> tuple[tuple[Line, ...], ...]:
    """Return a cell entry by entry: what the pack says itself; then, apart, what it inherits."""
    own = [(Line("head", _title(e)), *_parts(e)) for e in cell.own]
    inherited = [(Line("apart", f"{_apart(e)}：{_title(e)}"), *_parts(e)) for e in cell.inherited]
    if cell.is_silent:
        return ((Line("silent", silence(column)),), *inherited)
    if len(own) > 1:
        own[0] = (Line("note", f"共 {len(own)} 条"), *own[0])
    return (*own, *inherited)


def silence(column: Column) -> str:
    """Return how a pack's silence is told: that of the document, or of a pack not read to its end."""
    if column.to_judge:
        return f"规则包里没有（还有 {column.to_judge} 条条款没有判读）"
    return SILENT


def _apart(entry: Entry) -> str:
    return f"参考（{entry.pack}，征求意见稿）" if entry.draft else f"继承自{entry.pack}"


def _title(entry: Entry) -> str:
    if entry.sort == "setting":
        return f"{entry.title}：{_word(entry.values[0])}"
    if entry.sort == "clause":
        return entry.title if entry.executed else f"{entry.title}（没有写成规则）"
    rule = entry.rule
    if rule is None or rule.spec.scope or rule.spec.kind in OF_CASES:
        return entry.title
    return f"{entry.title}（{MODALITIES[rule.spec.modality.value]}）"


def _parts(entry: Entry) -> Iterator[Line]:
    for value in entry.values if entry.sort == "rule" else ():
        yield Line("silent" if value.text is None else "part", _value(value), 1)
    for exception in entry.exceptions:
        yield Line("part", _exception(exception), 1)
    if entry.rule is not None and entry.rule.spec.doubt:
        yield Line("note", f"存疑：{entry.rule.spec.doubt}", 1)
    if entry.citations:
        yield Line("law", laws(entry.citations), 1)


def _value(value: Value) -> str:
    name = LABELS.get(value.name, value.name)
    when = f"（{_span(value.span)}）" if value.span is not None else ""
    law = f"（{_clauses(value.citations)}）" if value.citations else ""
    return f"{name}：{_word(value)}{when}{law}"


def _word(value: Value) -> str:
    if value.text is None:
        return SILENT
    return WORDS.get(value.text, value.text)


def _exception(exception: Except) -> str:
    residual = "（兜底，须有人主张）" if exception.residual else ""
    return f"例外：{exception.title}{residual}（{_clauses(exception.citations)}）"


def _clauses(citations: Iterable[Citation]) -> str:
    return "、".join(dict.fromkeys(c.clause for c in citations))


def laws(citations: Iterable[Citation]) -> str:
    """Return the citations in full, by document: 高市监发〔2021〕25号，GQ-02a：（二）第一句."""
    found: dict[str, dict[str, None]] = {}
    for one in citations:
        found.setdefault(one.document, {})[f"{one.clause}：{one.place}"] = None
    return "；".join(f"{document}，{'；'.join(places)}" for document, places in found.items())


def _span(span: Span) -> str:
    if span.from_ is None:
        return f"{span.until}以前"
    return f"{span.from_}起" + (f"，{span.until}以前" if span.until else "")


def comparison_json(comparison: Comparison) -> Json:
    """Return the comparison as JSON: packs, subjects with a cell for each pack, silent subjects."""
    return {
        "packs": [_column_json(column) for column in comparison.columns],
        "subjects": [
            {
                "id": row.subject.id,
                "title": row.subject.title,
                "cells": {
                    column.name: _cell_json(cell)
                    for cell, column in zip(row.cells, comparison.columns, strict=True)
                },
            }
            for row in comparison.rows
        ],
        "silent": [{"id": s.id, "title": s.title} for s in comparison.silent],
    }


def _column_json(column: Column) -> Json:
    return {
        "name": column.name,
        "id": column.id,
        "title": column.title,
        "chain": list(column.chain),
        "documents": [d.model_dump(mode="json", by_alias=True) for d in column.documents],
        "valid_for": None if column.valid_for is None else _span_json(column.valid_for),
        "to_judge": column.to_judge,
    }


def _cell_json(cell: Cell) -> Json:
    return {
        "silent": cell.is_silent,
        "own": [_entry_json(e) for e in cell.own],
        "inherited": [_entry_json(e) for e in cell.inherited],
        "default": [_entry_json(e) for e in cell.default],
    }


def _entry_json(entry: Entry) -> Json:
    rule = entry.rule
    return {
        "sort": entry.sort,
        "name": entry.name,
        "title": entry.title,
        "pack": entry.pack or None,
        "draft": entry.draft,
        "executed": entry.executed,
        "kind": None if rule is None else rule.spec.kind,
        "modality": None if rule is None else rule.spec.modality.value,
        "severity": None if rule is None else rule.severity.value,
        "doubt": None if rule is None else rule.spec.doubt,
        "values": [
            {
                "name": v.name,
                "value": v.text,
                "silent": v.text is None,
                **(_span_json(v.span) if v.span is not None else {"from": None, "until": None}),
                "citations": _law_json(v.citations),
            }
            for v in entry.values
        ],
        "exceptions": [
            {"title": e.title, "residual": e.residual, "citations": _law_json(e.citations)}
            for e in entry.exceptions
        ],
        "citations": _law_json(entry.citations),
        "location": location_json(entry.location),
    }


def _span_json(span: Span) -> dict[str, Json]:
    return {
        "from": None if span.from_ is None else str(span.from_),
        "until": None if span.until is None else str(span.until),
    }


def _law_json(citations: Iterable[Citation]) -> list[Json]:
    return [{"clause": c.clause, "document": c.document, "place": c.place} for c in citations]

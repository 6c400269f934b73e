"""A blank sheet as a workbook (forms new): headers that read back, drop-downs, notes from the clauses."""

from collections.abc import Sequence
from itertools import groupby

from shuangsuiji.check.blanks import Blank, BlankColumn, Use
from shuangsuiji.findings import Citation
from shuangsuiji.model.vocabulary import FieldSpec, FieldType
from shuangsuiji.report.ask_xlsx import choices
from shuangsuiji.report.workbook import CELL, LOOKS, Book, Sheet

FORMATS = {FieldType.COUNT: "0", FieldType.NUMBER: "General", FieldType.DATE: "yyyy-mm-dd"}
"""How a program shows what people type; all other columns are text, so that codes keep their digits."""
OWN_LOOKS: dict[str, dict[str, object]] = {
    **LOOKS,
    "head": {**CELL, "bold": True, "bg_color": "#EEF2F6", "align": "center", "valign": "vcenter"},
    "must": {**CELL, "bold": True, "bg_color": "#F2DFA0", "align": "center", "valign": "vcenter"},
    "text": {"text_wrap": True, "num_format": "@"},
    **{k.value: {"text_wrap": True, "num_format": f} for k, f in FORMATS.items()},
}
WIDTHS = {
    FieldType.COUNT: 10,
    FieldType.NUMBER: 10,
    FieldType.RATIO: 11,
    FieldType.YES_NO: 11,
    FieldType.CHOICE: 13,
    FieldType.DATE: 13,
}
WIDE = 18
LONG_WORDS = 24
HOW = {
    FieldType.TEXT: "写文字。",
    FieldType.LIST: "几项用顿号隔开，例如 价格科、广告科。",
    FieldType.YES_NO: "写“是”或“否”。",
    FieldType.COUNT: "写整数，例如 20。“若干”“部分”读不出。",
    FieldType.NUMBER: "写数，例如 1。",
    FieldType.RATIO: "写百分数，例如 5%。",
    FieldType.DATE: "写作 2026-01-31。",
    FieldType.SPAN: "写起止，例如 2026年3月至6月。",
    FieldType.RATIO_BY_CLASS: "每一类各写一个，例如 A类1%、B类3%。",
    FieldType.NUMBER_BY_CLASS: "每一类各写一个，例如 A类1次、B类2次。",
}
TITLES = {
    "plan_line": "（单位名称）____年度抽查工作计划",
    "item": "（单位名称）随机抽查事项清单",
    "target": "（单位名称）检查对象名录库",
    "inspector": "（单位名称）执法检查人员名录库",
    "expert": "（单位名称）专家库",
    "register": "（单位名称）名录库目录",
    "staff": "（单位名称）人事名册",
}
NOTE = "带 * 的必填。列名不要改，鼠标停在列名上看怎样填；更多见“填表说明”。"
LEGEND = "填表说明"
TITLE_ROW, NOTE_ROW, HEADER = 0, 1, 2
CHOOSABLE_ROWS = 2_000
"""How many rows below the header have drop-downs."""
MOST_USES = 6


def blank_book(blank: Blank, pack_title: str, label: str) -> bytes:
    """Return the bytes of the workbook, the same for the same blank sheet."""
    title = TITLES.get(blank.table, label)
    book = Book(title, OWN_LOOKS)
    sheet = book.sheet(label, [_width(c) for c in blank.columns])
    for number, column in enumerate(blank.columns):
        look = book.look(_look(column.spec))
        sheet.sheet.set_column(number, number, _width(column), look)
    sheet.line(TITLE_ROW, title, "title")
    form = f"按{blank.form.title}。" if blank.form is not None else ""
    sheet.line(NOTE_ROW, f"{form}{NOTE}", "note")
    last = _header(book, sheet, blank.columns)
    for number, column in enumerate(blank.columns):
        sheet.remark(_lowest(column, last), number, _remark(column))
        words, others = choices(column.spec)
        sheet.choose((last + 1, last + CHOOSABLE_ROWS), number, words, others=others)
    sheet.print_setup(HEADER, columns=1, last=last)
    _legend(book, blank.columns, f"{pack_title}：{label}怎样填")
    return book.content()


def _header(book: Book, sheet: Sheet, columns: Sequence[BlankColumn]) -> int:
    """Write the header, in two rows where a header has two levels; return its last row."""
    parts = [column.header.partition("/") for column in columns]
    last = HEADER + 1 if any(lower for _, _, lower in parts) else HEADER
    at = 0
    for _, group in groupby(enumerate(parts), key=lambda p: p[1][0] if p[1][2] else p[0]):
        members = [index for index, _ in group]
        upper, _, lower = parts[members[0]]
        if not lower:
            _head(book, sheet, (HEADER, at), (last, at), _marked(columns[at], upper), columns[at])
        else:
            first, final = members[0], members[-1]
            _head(book, sheet, (HEADER, first), (HEADER, final), upper, None)
            for index in members:
                text = _marked(columns[index], parts[index][2])
                _head(book, sheet, (last, index), (last, index), text, columns[index])
        at += len(members)
    sheet.sheet.set_row(last, 32)
    return last


def _head(
    book: Book,
    sheet: Sheet,
    first: tuple[int, int],
    final: tuple[int, int],
    text: str,
    column: BlankColumn | None,
) -> None:
    look = book.look("must" if column is not None and column.required else "head")
    if first == final:
        sheet.sheet.write_string(*first, text, look)
    else:
        sheet.sheet.merge_range(*first, *final, text, look)


def _marked(column: BlankColumn, text: str) -> str:
    return f"{text}*" if column.required else text


def _lowest(column: BlankColumn, last: int) -> int:
    """Return the row of the cell that holds a header: of two levels the lower."""
    return last if "/" in column.header else HEADER


def _look(spec: FieldSpec) -> str:
    return spec.type.value if spec.type in FORMATS else "text"


def _width(column: BlankColumn) -> float:
    long = len(column.header.rpartition("/")[2]) * 2 + 3
    return max(WIDTHS.get(column.spec.type, WIDE), min(long, LONG_WORDS))


def how(spec: FieldSpec) -> str:
    """Return how a column is filled."""
    words, others = choices(spec)
    if spec.type is not FieldType.YES_NO and words:
        return f"从列表中选：{'、'.join(words)}{'，也可以写别的' if others else ''}。"
    ground = "写“是”的，要附依据和主张的人。" if spec.grounds else ""
    return HOW.get(spec.type, HOW[FieldType.TEXT]) + ground


def _remark(column: BlankColumn) -> str:
    uses = [_use(u) for u in column.uses[:MOST_USES]]
    more = len(column.uses) - MOST_USES
    uses += [f"另有{more}条"] if more > 0 else []
    must = "必填。" if column.required else ""
    return "\n".join([must + how(column.spec), *uses])


def _use(use: Use) -> str:
    return f"《{use.title}》（{'、'.join(_clause(c) for c in use.citations)}）"


def _clause(citation: Citation) -> str:
    return f"{citation.clause} {citation.place}"


def _legend(book: Book, columns: Sequence[BlankColumn], title: str) -> None:
    sheet = book.sheet(LEGEND, [22, 8, 46, 80])
    sheet.line(0, title, "title")
    sheet.row(HEADER, [(h, "head") for h in ("栏目", "必填", "怎样填", "哪些规则要用，依据哪一条")])
    for number, column in enumerate(columns, HEADER + 1):
        told = "\n".join(_use(u) for u in column.uses) or "规则不看，供人查阅"
        must = "必填" if column.required else ""
        cells = (column.header, must, how(column.spec), told)
        sheet.row(number, [(text, "part") for text in cells])
    sheet.print_setup(HEADER)

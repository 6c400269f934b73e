"""The questions as a workbook (--ask): filled in, it is handed back as people's findings (--findings)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from shuangsuiji.check.questions import Question, Sort
from shuangsuiji.findings import Finding, Outcome
from shuangsuiji.model.vocabulary import FieldSpec, FieldType, Vocabulary
from shuangsuiji.report.ask_words import effects, now, remedy, who
from shuangsuiji.report.sentences import sentence
from shuangsuiji.report.wording import at, cited, file_name
from shuangsuiji.report.workbook import CELL, LOOKS, Book, Cell, Sheet

OWN_LOOKS: dict[str, dict[str, object]] = {
    **LOOKS,
    "answer": {**CELL, "bg_color": "#FFF8DC", "num_format": "@"},
    "day": {**CELL, "bg_color": "#FFF8DC", "num_format": "yyyy-mm-dd"},
    "to fill": {**CELL, "bold": True, "bg_color": "#F2DFA0"},
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the questions: its header, its width, what a note on the header says."""

    head: str
    width: float
    note: str = ""


ASKED = (
    Column("序号", 4),
    Column("表", 10, "这一行在哪张表。请不要改：交回时按它找到那一行。"),
    Column("对象", 17, "哪一行，写它的编号、编码或名称。请不要改。"),
    Column("位置", 14, "在交来的文件里的单元格。"),
    Column("事实", 15, "要说明的事实。请不要改。"),
    Column("纸上写的", 9, "原表这一格现在写着什么。"),
    Column("怎样回答，结果怎样", 38, "按每种回答，用规则重新判断一遍的结果。"),
    Column("条款", 18, "依据哪一条问的。"),
    Column("谁可以回答", 13),
)
ANSWERS = (
    Column("认定", 10, "答案。是否和选项可以从下拉列表里选；数和比例照原表的写法，例如 20、5%。"),
    Column("认定人", 9, "谁说的，写姓名；认定的写明职务。"),
    Column("认定日期", 11, "写作 2026-03-01。"),
    Column("依据", 17, "根据什么，例如文件名称、文号、会议纪要、底稿。"),
)
ELSEWHERE = (
    Column("序号", 5),
    Column("现状", 36),
    Column("在哪里", 24),
    Column("怎么办", 30),
    Column("补上以后，结果怎样", 38),
    Column("按哪些条款", 18),
)
CLAIMED = (Sort.INVOKED, Sort.REASON)
TITLE = 0
NOTES = 1
HEADER = 3
OPEN = "要回答的"
CLAIMS = "可以主张的"
OTHER = "要在别处办的"


def questions_book(
    title: str, vocabulary: Vocabulary, questions: Sequence[Question], findings: Sequence[Finding]
) -> bytes:
    """Return the bytes of the workbook; of `findings` it tells which rows are not listed."""
    book = Book(f"{title}：要回答的问题", OWN_LOOKS)
    claims = [q for q in questions if q.sort in CLAIMED]
    answered = [q for q in questions if q.sort.is_answered_here and q.sort not in CLAIMED]
    elsewhere = [q for q in questions if not q.sort.is_answered_here]
    more = [f for f in findings if f.code == "check/more-rows" and f.outcome is Outcome.UNKNOWN]
    _asked(book, OPEN, f"{title}：定不下来的，请说明", OPEN_NOTES, answered, vocabulary)
    if claims:
        _asked(book, CLAIMS, f"{title}：可以主张的情形", CLAIM_NOTES, claims, vocabulary)
    if elsewhere or more:
        _elsewhere(book, f"{title}：要在别处办的", elsewhere, more)
    return book.content()


OPEN_NOTES = (
    "黄色各栏由回答的人填：认定、认定人、认定日期、依据，四栏都要写。不回答的整行留空，其他各栏不要改。",
    "填好后，核查时加 --findings 和这个文件名：回答成为事实，写明是谁认定的；纸上写明的内容，回答不能改写。",
)
CLAIM_NOTES = (
    "这些行现在不符合。确有所列情形的，由主张的人填写；没有的留空，按没有主张处理。",
    "主张不改变底下的判断：报告照样写明若没有这种情形会是什么，由谁主张、依据什么。",
)


def _asked(
    book: Book,
    name: str,
    title: str,
    notes: Sequence[str],
    questions: Sequence[Question],
    vocabulary: Vocabulary,
) -> None:
    columns = (*ASKED, *ANSWERS)
    sheet = book.sheet(name, [c.width for c in columns])
    sheet.line(TITLE, title, "title")
    for number, text in enumerate(notes if questions else ("没有要回答的。",), NOTES):
        sheet.line(number, text, "note")
    _header(sheet, ASKED, ANSWERS)
    for number, question in enumerate(questions, 1):
        row = HEADER + number
        asked: list[Cell] = [(text, "part") for text in _cells(number, question, vocabulary)]
        sheet.row(row, asked, least=2)
        for column, answer in enumerate(ANSWERS, len(ASKED)):
            sheet.blank(row, column, "day" if answer.head == "认定日期" else "answer")
        words, others = choices(question.spec)
        sheet.choose((row, row), len(ASKED), words, others=others)
    sheet.print_setup(HEADER, columns=3)


def _header(sheet: Sheet, columns: Sequence[Column], to_fill: Sequence[Column] = ()) -> None:
    heads = [(c.head, "head") for c in columns] + [(c.head, "to fill") for c in to_fill]
    sheet.row(HEADER, heads)
    for number, column in enumerate((*columns, *to_fill)):
        sheet.remark(HEADER, number, column.note)


def _cells(number: int, question: Question, vocabulary: Vocabulary) -> Iterator[str]:
    yield str(number)
    yield vocabulary.tables[question.table].label
    yield question.key
    yield f"{at(question.place)}\n{file_name(question.place)}".strip()
    yield fact_words(question)
    yield question.written
    yield effects(question)
    yield "\n".join(cited(c) for c in question.citations)
    yield who(question)


def fact_words(question: Question) -> str:
    """Return the fact as a finding writes it; what is named by a rule's id has its title before it."""
    if "#" not in question.fact:
        return question.fact
    return f"{question.label}（{question.fact}）"


def choices(spec: FieldSpec | None) -> tuple[tuple[str, ...], bool]:
    """Return the words of a drop-down list for a field, and whether others may be written."""
    if spec is None:
        return (), True
    if spec.type is FieldType.YES_NO:
        return ("是", "否"), False
    words = tuple(c.labels[0] if c.labels and c.value.isascii() else c.value for c in spec.choices)
    return words, spec.open


def _elsewhere(
    book: Book, title: str, questions: Sequence[Question], more: Sequence[Finding]
) -> None:
    sheet = book.sheet(OTHER, [c.width for c in ELSEWHERE])
    sheet.line(TITLE, title, "title")
    sheet.line(NOTES, "这些不能在本表里回答：要补交、要在原表上改，或要在核查时写明。", "note")
    _header(sheet, ELSEWHERE)
    row = HEADER
    for question in questions:
        row += 1
        cells = (str(row - HEADER), now(question), *_place(question), remedy(question))
        told = (*cells, effects(question) or _waiting(question), _clauses(question))
        sheet.row(row, [(text, "part") for text in told])
    for finding in more:
        row += 1
        what, would = sentence(finding)
        rest = (str(row - HEADER), what, file_name(finding.location), would, "", "")
        sheet.row(row, [(text, "part") for text in rest])
    sheet.print_setup(HEADER, columns=1)


def _place(question: Question) -> tuple[str]:
    place = f"{file_name(question.place)} {at(question.place)}".strip()
    return ("" if question.sort is Sort.TABLE else place,)


def _waiting(question: Question) -> str:
    return "能判断这些规则：" + "、".join(f"《{rule}》" for rule in question.rules)


def _clauses(question: Question) -> str:
    return "\n".join(cited(c) for c in question.citations)

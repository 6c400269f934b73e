"""The head of the page: what was checked under what, what it came to, how much of each."""

from collections import Counter
from collections.abc import Iterator
from pathlib import PurePath

from shuangsuiji.findings import Finding, Location, Outcome, Severity
from shuangsuiji.report.check_page.parts import some, title_of, verdict
from shuangsuiji.report.checked import Report
from shuangsuiji.report.html import text
from shuangsuiji.report.wording import HEADINGS, file_name, heading

MOST_DOCUMENTS = 8


def head(report: Report) -> Iterator[str]:
    """Yield the title, the result in a sentence, the circumstances and the counts."""
    yield '<header>\n<p class="kind">核查报告</p>'
    yield f"<h1>{text(title_of(report))}</h1>"
    look, first, *others = result(report)
    told = "".join(f"<span>{text(line)}</span> " for line in others)
    yield f'<div class="result {look}" role="status"><b>{text(first)}</b>{told}</div>'
    yield "<dl>"
    for label, value in _circumstances(report):
        yield f"<dt>{label}</dt><dd>{text(value)}</dd>"
    yield "</dl>"
    counts = Counter(heading(f) for f in report.checked.findings)
    if counts:
        yield '<ul class="counts">'
        yield from (
            f"<li><b>{counts[word]}</b>{verdict(word)}</li>" for word in HEADINGS if counts[word]
        )
        yield "</ul>"
    yield "</header>"


def result(report: Report) -> tuple[str, ...]:
    """Return how the result looks, then the result in sentences, the first the shortest."""
    checked = report.checked
    errors, warnings = _failed(report, Severity.ERROR), _failed(report, Severity.WARNING)
    open_ = _rules(checked.undecided)
    people = _rules(checked.for_people)
    notes = []
    if errors:
        look, first = "bad", f"有{errors}处不符合有约束力的规定，需要改正。"
    elif open_ or people:
        look, first = "open", "没有发现不符合有约束力的规定之处，但还不能下结论。"
    elif warnings:
        look, first = "warn", f"没有发现不符合有约束力的规定之处，有{warnings}处提示。"
    else:
        look, first = "fine", "没有发现不符合规定之处。"
    if errors and warnings:
        notes.append(f"另有{warnings}处提示，供参考。")
    if open_:
        notes.append(f"有约束力的规定中，{open_}条还有不能判断的地方。")
    if people:
        notes.append(f"有约束力的规定中，{people}条有待人认定的地方。")
    return (look, first, *notes)


def ending(report: Report) -> str:
    """Return what the command ends with, in words."""
    code = report.exit_code(Severity.ERROR)
    means = {0: "没有错误，也没有未能判断的", 1: "有错误", 4: "没有错误，有约束力而未能判断的"}
    return f"程序以默认的 --fail-on error 返回 {code}（{means[code]}）。"


def _circumstances(report: Report) -> Iterator[tuple[str, str]]:
    papers = report.papers
    yield "文件", f"{PurePath(papers.file).name}（{'，'.join(report.scope)}）"
    places = [*(t.location for t in papers.tables.values())]
    places += [register.location for register in papers.registers.values()]
    beside = [place for place in places if place.file != papers.file]
    beside += [Location(one.location.file) for one in report.recorded]
    if beside:
        yield "同时交来", "、".join(dict.fromkeys(file_name(place) for place in beside))
    yield "规则包", f"{report.pack.title}（{' → '.join(report.pack.chain)}）"
    documents = list(dict.fromkeys(c.document for c in report.pack.clauses.values()))
    yield "依据文件", some(documents, MOST_DOCUMENTS)
    yield "核查日", f"{report.as_of.year}年{report.as_of.month}月{report.as_of.day}日"


def _failed(report: Report, severity: Severity) -> int:
    return sum(1 for f in report.checked.findings if _is_failed(f, severity))


def _is_failed(finding: Finding, severity: Severity) -> bool:
    return finding.outcome is Outcome.FAIL and finding.severity is severity


def _rules(ids: tuple[str, ...]) -> int:
    """Return how many rules are meant; parts of one rule are one."""
    return len({rule.partition("#")[0] for rule in ids})

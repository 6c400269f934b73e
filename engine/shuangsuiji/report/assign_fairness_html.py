"""The page on fairness (公平情况): how many could go where, who went, what chance had no say in."""

from collections.abc import Iterator, Sequence

from shuangsuiji.assignment.fairness import Fairness, Share, buckets
from shuangsuiji.report.assign_fairness_words import (
    NOT_SHOWN,
    alarms,
    even,
    first_choice,
    never_by_reason,
)
from shuangsuiji.report.assign_words import AssignPapers
from shuangsuiji.report.html import page, table, text
from shuangsuiji.report.html_style import REPORT

TITLE = "检查人员派得公平不公平"
PRIVATE = (
    "这一页写了姓名和各人请假、执法证的情况，只供内部核对；要公开的，不交名录另印一份，只有编号。"
)
MOST_PAIRS = 20
MOST_PEOPLE = 400
"""People whom the page lists; of more, those with most visits. The workbook has all."""


def fairness_html(papers: AssignPapers) -> str:
    """Return the page."""
    return page(f"{TITLE} {papers.draw}", REPORT, _body(papers))


def _body(papers: AssignPapers) -> Iterator[str]:
    figures = papers.fairness
    yield f'<p class="kind">公平情况</p><h1>{TITLE}</h1>'
    found = list(alarms(figures))
    look, words = ("warn", f"有{len(found)}件事要看一看") if found else ("fine", "没有发现要留意的")
    demo = "" if papers.purpose == "official" else "这是演示或测试的抽取。"
    yield f'<p class="result {look}"><b>{words}</b>{demo}下面的数由抽取包算出，谁都可以重算。</p>'
    yield f"<dl><dt>抽取</dt><dd>{text(papers.draw)}</dd>"
    yield f"<dt>抽取清单</dt><dd>{text(papers.bundle)}</dd></dl>"
    if any(who.name != who.id for who in papers.people.values() if who.name):
        yield f'<p class="soft">{PRIVATE}</p>'
    yield from _counts(figures)
    if found:
        yield '<h2>要看一看的</h2><ul class="alarms">'
        for alarm in found:
            which = f"<br><small>{text('、'.join(alarm.which))}</small>" if alarm.which else ""
            remedy = f'<p class="remedy">{text(alarm.remedy)}</p>'
            yield f"<li><b>{text(alarm.what)}</b>{which}{remedy}</li>"
        yield "</ul>"
    yield from _eligible(figures)
    yield f"<h2>派给第一个人的有多少</h2><p>{text(first_choice(figures))}</p>"
    yield from _pairs(papers)
    yield from _loads(papers)
    yield from _never(papers)
    yield '<h2>这一页看不出什么</h2><ul class="unshown">'
    yield from (f"<li>{text(words)}</li>" for words in NOT_SHOWN)
    yield "</ul>"
    yield "<footer>派谁去是按抽取以前公布的规则由种子算出的：先尽量合条件，再尽量均衡，最后看抽签号。"
    yield "用 shuangsuiji draw verify 复核抽取包，可以把每一个席位重算一遍。</footer>"


def _counts(figures: Fairness) -> Iterator[str]:
    cards = (
        (figures.visits, "户次"),
        (figures.slots, "席位"),
        (figures.filled, "派了人"),
        (len(figures.officers), "检查人员"),
        (len(figures.experts), "专家"),
    )
    yield '<ul class="counts">'
    yield from (f"<li><b>{n}</b>{label}</li>" for n, label in cards)
    yield "</ul>"


def _eligible(figures: Fairness) -> Iterator[str]:
    yield "<h2>每个席位有几人可选</h2>"
    yield "<p>可选的人越多，随机的余地越大。只有一人可选的席位，派谁早就定了。</p>"
    yield "<h3>合条件的人</h3>"
    yield from _chart(figures.candidates)
    if figures.best != figures.candidates:
        yield "<h3>其中最合条件的人</h3>"
        yield "<p>优先条件（在本区县、专长对得上等）也合得最多的人。先在他们当中派，不够才派别人。</p>"
        yield from _chart(figures.best)


def _chart(counts: Sequence[tuple[int, int]]) -> Iterator[str]:
    """Yield bars: how many slots had so many candidates."""
    rows = buckets(counts)
    most = max((n for _, n in rows), default=1)
    yield '<table class="chart"><tbody>'
    for label, n in rows:
        width, words = round(100 * n / most, 2), f"{n}个席位"
        yield (
            f'<tr><th scope="row">{text(label)}</th><td><svg viewBox="0 0 100 10"'
            f' preserveAspectRatio="none" role="img" aria-label="{text(words)}">'
            f'<rect class="sure" x="0" y="1" width="{width}" height="8"/></svg></td>'
            f'<td class="number">{text(words)}</td></tr>'
        )
    yield "</tbody></table>"


def _pairs(papers: AssignPapers) -> Iterator[str]:
    figures = papers.fairness
    yield "<h2>谁和谁常在一起</h2>"
    if not figures.pairs:
        yield f"<p>同组过的{figures.pairs_met}对人，没有一对同组两次以上。</p>"
        return
    most = figures.pairs[0].together
    yield (
        f"<p>同组过的有{figures.pairs_met}对人，其中{len(figures.pairs)}对不止一次，最多{most}次。"
        "两个人总在一起，可能是因为那里只有他们几个人：看看那几户有几人可选。</p>"
    )
    rows = (
        (
            f"{text(papers.who(p.first).called)}、{text(papers.who(p.second).called)}",
            str(p.together),
            str(p.visits[0]),
            str(p.visits[1]),
        )
        for p in figures.pairs[:MOST_PAIRS]
    )
    heads = ("两个人", "同组", "前一人共", "后一人共")
    yield f'<div class="wide">{table(heads, rows, sort="narrow")}</div>'
    if len(figures.pairs) > MOST_PAIRS:
        yield f'<p class="soft">只列最多的{MOST_PAIRS}对。</p>'


def _loads(papers: AssignPapers) -> Iterator[str]:
    figures = papers.fairness
    for title, shares in (("检查人员", figures.officers), ("专家", figures.experts)):
        if not shares or not any(s.fits for s in shares):
            continue
        yield f"<h2>{title}各派多少</h2><p>{text(even(shares))}</p>"
        ordered = sorted(shares, key=lambda s: (-(s.person.before + s.given), s.person.id))
        changed = any(s.now != s.given for s in shares)
        heads = [
            "姓名",
            "可去的席位",
            "抽取前",
            "这次派给",
            "合计",
            *(["更换以后"] if changed else []),
        ]
        rows = (_load(papers, share)[: len(heads)] for share in ordered[:MOST_PEOPLE])
        yield f'<div class="wide">{table(heads, rows, sort="narrow")}</div>'
        if len(ordered) > MOST_PEOPLE:
            yield f'<p class="soft">只列户次最多的{MOST_PEOPLE}人，其余见日程工作簿。</p>'


def _load(papers: AssignPapers, share: Share) -> tuple[str, ...]:
    before = share.person.before
    changed = "" if share.now == share.given else str(before + share.now)
    numbers = (share.fits, before, share.given, before + share.given)
    return (text(papers.who(share.person.id).called), *map(str, numbers), changed)


def _never(papers: AssignPapers) -> Iterator[str]:
    found = list(never_by_reason(papers.fairness))
    yield "<h2>一个席位也去不了的人</h2>"
    if not found:
        yield "<p>没有：名录里每个人都有合条件的席位。</p>"
    for words, remedy, shares in found:
        names = "、".join(papers.who(s.person.id).called for s in shares)
        yield f"<h3>{len(shares)}人：{text(words)}</h3>"
        yield f'<p>{text(names)}</p><p class="remedy">{text(remedy)}</p>'

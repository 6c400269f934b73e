"""A question in words: what the answers would change, who may answer, what is to be done elsewhere."""

from collections.abc import Iterator

from shuangsuiji.check.answers import Then
from shuangsuiji.check.questions import Effect, Question, Sort
from shuangsuiji.findings import Outcome
from shuangsuiji.report.wording import OUTCOMES

MAKERS = {
    "plan": "计划的制定人",
    "plan_line": "计划的制定人",
    "plan_line_item": "计划的制定人",
    "plan_line_class": "计划的制定人",
    "item": "清单的编制人",
    "item_list": "清单的编制人",
    "parent_item": "上级清单的编制人",
}
"""Who wrote the paper of a table; for the others it is who keeps the register."""
KEEPER = "名录库的维护人"
LATER = "填好后再核查一次才知道"


def who(question: Question) -> str:
    """Return who may answer."""
    match question.sort:
        case Sort.JUDGEMENT:
            return "有权认定的人，写明姓名、职务"
        case Sort.INVOKED:
            return "主张有这种情形的人，附依据"
        case Sort.REASON:
            return "提出理由的人，写明理由"
        case _:
            return maker(question)


def maker(question: Question) -> str:
    """Return who wrote the paper in which the row stands."""
    by = MAKERS.get(question.table, KEEPER)
    return f"{by}（{question.author}）" if question.author else by


def effects(question: Question) -> str:
    """Return what the answers would change, a rule a line."""
    return "\n".join(_effect(e, question) for e in question.effects)


def _effect(effect: Effect, question: Question) -> str:
    rows = f"（{effect.rows}处）" if effect.rows > 1 else ""
    title = f"《{effect.rule}》{rows}："
    if question.sort is Sort.REASON:
        return f"{title}写明理由，由提示改为说明；结论仍是{OUTCOMES[effect.now]}"
    if not effect.outcomes:
        return title + LATER
    if question.sort is Sort.INVOKED:
        return title + "；".join(_claimed(effect))
    return title + "；".join(f"{then.answer}→{_then(then)}" for then in effect.outcomes)


def _claimed(effect: Effect) -> Iterator[str]:
    """Yield what a claim changes; without it all stays as it is."""
    for then in effect.outcomes:
        if then.outcome is not effect.now:
            yield f"{then.answer}→{_then(then)}"
    yield f"没有人主张→仍是{OUTCOMES[effect.now]}"


def _then(then: Then) -> str:
    if then.outcome in (Outcome.UNKNOWN, Outcome.MANUAL) and then.missing:
        return f"仍{OUTCOMES[then.outcome]}，还缺{'、'.join(then.missing)}"
    return OUTCOMES[then.outcome]


def now(question: Question) -> str:
    """Return how things stand with what cannot be answered beside the question."""
    match question.sort:
        case Sort.TABLE:
            return f"没有交来{question.label}"
        case Sort.COLUMN:
            return f"表中没有“{question.label}”这一列，涉及{question.rows}行"
        case Sort.MEND:
            return f"“{question.key}”没有写{question.label}，这本身就不符合"
        case _:
            written = f"写作“{question.written}”，" if question.written else ""
            return f"“{question.key}”的“{question.label}”{written}定不下来"


def remedy(question: Question) -> str:
    """Return what is to be done about what cannot be answered beside the question."""
    match question.sort:
        case Sort.TABLE:
            return f"加上 {question.option} 再核查一次"
        case Sort.COLUMN:
            return f"{maker(question)}在表中增加“{question.label}”一列，逐行填写"
        case Sort.MEND:
            return f"{maker(question)}在原表这一格补上"
        case _:
            if question.option:
                return f"核查时加 {question.option}"
            return "由别的内容算出或得来，改正原表，或在规则包里给出"

"""The files of a new place's pack, the answers file to fill in, and what `pack new` says."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from shuangsuiji.forms.numerals import spell
from shuangsuiji.model.settings import SettingSpec
from shuangsuiji.packs.files import TO_WRITE
from shuangsuiji.packs.rulepack import Rule
from shuangsuiji.proof.adopt import (
    Open,
    OpenSetting,
    OpenValue,
    PackAnswers,
    ValueGiven,
    choices,
    clause_ids,
)
from shuangsuiji.report.asjson import dump
from shuangsuiji.report.text import console, say

OPTIONS = {
    "true": "是",
    "false": "否",
    "calendar_year": "自然年",
    "rolling_365": "往前数365日",
    "inspections": "实施检查的次数",
    "draws": "抽中的次数",
    "warning": "提示",
    "error": "错误",
    "ceil": "有零头就进一",
    "floor": "零头舍去",
    "half_up": "四舍五入",
    "half_even": "四舍六入五成双",
    "register": "名录库全部对象",
    "existing": "存续的对象",
    "filtered": "符合抽取条件的对象",
    "planned": "计划抽查的",
    "drawn": "抽取产生的",
    "completed": "完成检查的",
    "task": "任务完成之日",
    "target": "对该对象检查完成之日",
    "day_after": "次日",
    "same_day": "当日",
    "state_council": "国务院的放假通知",
    "designate": "指派",
    "select": "选派",
    "redraw": "重新抽取",
    "replace": "更换人员",
    "for_a_person": "由人决定",
    "person": "由人认定",
    "may_be_exempt": "可以免责",
    "inherit_upward": "用上级的值",
    "credit_section": "信用科",
    "executing_unit": "任务执行单位",
    "both": "两样都核对",
    "plan": "按区县的计划",
    "plan_set": "按全市各计划合计",
    "overlapping": "时段有重叠",
    "identical": "时段完全相同",
    "earliest": "取最早的",
    "concluded": "核查结束",
    "begun": "核查开始",
    "inspected": "被检查的主体",
    "inspecting": "实施检查的主体",
    "chosen": "选定",
    "visits": "按户次",
    "enterprises": "按户",
    "field_missing": "漏填",
    "outside_scope": "不是联合抽查",
}
"""What the answers to settings mean."""

HOW_TO_JUDGE = (
    "一条一行，从头判读：says 用自己的话写这一条讲什么；reading 写它是义务、定义、给出一个值、",
    "许可还是目标；义务写 modality；mark 写程序能不能判断。判读过的，改掉“待编写”。",
    "一条里有几件事的，分成几行，编号加小写字母：第五条分成 05a、05b。还剩几条，pack coverage 会数。",
)
"""What stands over the rows of a fresh clauses.yaml."""

HAN = "㐀-鿿（）〔〕《》“”"
PLAIN = re.compile(rf"[0-9A-Za-z{HAN}][0-9A-Za-z{HAN}、，。；·—-]*")


def scalar(text: str) -> str:
    """Return a text as YAML writes it: plain where it reads as itself, else in double quotes.

    >>> scalar("云溪县"), scalar("20%"), scalar("true")
    ('云溪县', '"20%"', '"true"')
    """
    if re.fullmatch(r"[a-z]+(_[a-z0-9]+)+", text):
        return text
    plain = PLAIN.fullmatch(text) and re.search(f"[{HAN}]", text)
    return text if plain else json.dumps(text, ensure_ascii=False)


def pack_text(place: str, extends: str, given: PackAnswers) -> str:
    """Return pack.yaml."""
    document = given.document
    sort = "部门联合监管" if given.joint else "单一部门"
    lines = [
        f"# {sort}的文件。写法见 rulesets/README.md“pack.yaml”。",
        f"id: {place}",
        f"title: {scalar(given.title)}",
        f'code: "{given.code}"',
        f"extends: {extends}",
        "documents:",
        f"  - id: {document_id(place, given)}",
        f"    title: {scalar(document.title)}",
        *([f"    number: {scalar(document.number)}"] if document.number else []),
        *([f"    short: {scalar(document.short)}"] if document.short else []),
        f"    status: {document.status.value}",
        f"    from: {document.from_}",
    ]
    return "\n".join(lines) + "\n"


def document_id(place: str, given: PackAnswers) -> str:
    """Return the id of the place's document: with its year, where that is known."""
    begins = given.document.from_
    return f"{place}-1" if isinstance(begins, str) else f"{place}-{begins.year}"


def clauses_text(place: str, given: PackAnswers) -> str:
    """Return clauses.yaml: a row to be judged for every clause."""
    ids = clause_ids(given.letters, given.articles)
    places = [_article(n + 1, given.articles) for n in range(len(ids))]
    head = "".join(f"# {line}\n" for line in HOW_TO_JUDGE)
    return head + "\n".join(
        f"- id: {clause}\n"
        f"  document: {document_id(place, given)}\n"
        f"  place: {scalar(where)}\n"
        f"  says: {TO_WRITE}\n"
        f'  mark: "no"\n'
        f"  reason: {TO_WRITE}\n"
        for clause, where in zip(ids, places, strict=True)
    )


def _article(number: int, articles: int | tuple[str, ...]) -> str:
    if not isinstance(articles, int):
        return articles[number - 1]
    word = spell(number)
    return f"第{word[1:] if word.startswith('一十') else word}条"


def settings_text(given: PackAnswers) -> str:
    """Return settings.yaml; nothing where the document answers no question."""
    return "\n".join(
        f"- name: {one.name}\n  is: {scalar(one.is_)}\n  cite: [{', '.join(one.cite)}]\n"
        for one in given.settings
    )


def refinement_text(
    rule: Rule, given: Sequence[ValueGiven], cases: Sequence[Mapping[str, object]]
) -> str:
    """Return the rule that gives a parent's rule its values, with the parent's cases under it."""
    cited = dict.fromkeys(clause for one in given for clause in one.cite)
    head = (
        f"- id: {rule.spec.id}\n"
        f"  kind: refinement\n"
        f"  title: {scalar(rule.spec.title)}\n"
        f"  cite: [{', '.join(cited)}]\n"
        f"  modality: {rule.spec.modality.value}\n"
        f"  refines: {rule.full_id}\n"
        "  set:\n"
        + "".join(f"    {one.key}: {_flow(one.is_)}\n" for one in given)
        + "  # 例子照上级规则的抄来，expect 是按新值算出的：请逐个看过，再补正好在线上和刚过线的。\n"
        "  cases:\n"
    )
    return head + "".join(_case(case) for case in cases)


def _case(case: Mapping[str, object]) -> str:
    first, *rest = [f"{key}: {_flow(value)}" for key, value in case.items()]
    return f"    - {first}\n" + "".join(f"      {line}\n" for line in rest)


def _flow(value: object) -> str:
    """Return a value on one line, as YAML writes it.

    >>> _flow({"made_on": "2026-02-20", "ratio": ["0.03", None], "type": "企业"})
    '{made_on: 2026-02-20, ratio: [0.03, null], type: 企业}'
    """
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_flow(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_flow, value)) + "]"
    if value is None:
        return "null"
    text = str(value)
    is_word = re.fullmatch(r"[0-9A-Za-z][0-9A-Za-z_%.-]*", text) and text.lower() != "null"
    return text if is_word else scalar(text)


def template(place: str, left: Open) -> str:
    """Return an answers file to fill in: what every place has to say, then what the parent leaves open."""
    return "\n".join(_template(place, left)) + "\n"


def _template(place: str, left: Open) -> Iterator[str]:
    parent = left.parent.id
    yield f"# 建包答卷：shuangsuiji pack new {place} --extends {parent} --answers 这个文件"
    yield "# 尖括号里的都要改；以 # 开头的问题，文件说清了才写（去掉 #），没有说的不写，照上级或默认。"
    yield "title: <规则包的名称，例如 某县市场监管系统双随机、一公开监管>"
    yield 'code: "<六位行政区划代码>"'
    yield "document:"
    yield "  title: <文件全名>"
    yield "  # number: 文号，没有就不写"
    yield "  status: in_force        # in_force 有效；draft 征求意见稿"
    yield "  from: unknown           # 施行日期 2026-01-31；没有写明的写 unknown"
    yield "joint: false              # 管部门联合监管的写 true，只管本部门的写 false"
    yield "letters: <两个大写字母，条款编号以它开头>"
    yield "articles: <条数，例如 30；或逐条写位置的列表>"
    if left.settings:
        yield "# settings:               # 每个回答写依据的条款编号，例如 YX-05"
    for one in left.settings:
        yield from _asked(one)
    if left.values:
        yield "# values:                 # 上级规则今天没有取值的"
    for value in left.values:
        yield f"#   - rule: {value.rule.full_id}      # {value.rule.spec.title}"
        yield f"#     key: {value.key}"
        yield "#     is: "
        yield "#     cite: []"


def _asked(one: OpenSetting) -> Iterator[str]:
    allowed = "、".join(shown_choices(one.spec)) or "一个数、比例或文字"
    yield f"#   # {question(one)}：{allowed}"
    yield f"#   - name: {one.spec.name}"
    yield f"#     is: {one.spec.default or ''}"
    yield "#     cite: []"


def shown_choices(spec: SettingSpec) -> tuple[str, ...]:
    """Return the answers that a setting allows, each with what it means."""
    return tuple(f"{word}（{OPTIONS[word]}）" for word in choices(spec))


def question(one: OpenSetting) -> str:
    """Return the question of a setting with its default, as people read it."""
    default = f"不答即 {one.spec.default}" if one.spec.default is not None else "不答即未规定"
    readers = "；".join(f"{r.spec.title}" for r in one.rules[:3])
    return f"{one.spec.title}（{default}）" + (f"，用于：{readers}" if readers else "")


def question_of_value(one: OpenValue) -> str:
    """Return the question of a silent value, as people read it."""
    return f"“{one.rule.spec.title}”（{one.rule.full_id}）的 {one.key}，上级没有规定"


def print_new(folder: Path, files: Sequence[str], rows: int, form: str) -> None:
    """Print where the pack stands, and what is to be done next."""
    if form == "json":
        print(dump({"folder": str(folder), "files": list(files), "to_judge": rows}))
        return
    out = console()
    say(out, f"已建好 {folder}：{'、'.join(files)}", "bold")
    say(out, f"条款表里有 {rows} 条待判读。接下来：")
    say(out, f"  1. 打开 {folder / 'clauses.yaml'}，一条一条判读；写成规则的放进规则文件")
    say(out, f"  2. shuangsuiji pack lint --watch {folder}    边写边检查")
    say(out, f"  3. shuangsuiji pack coverage {folder}    看还剩几条")


def answers_text(given: PackAnswers) -> str:
    """Return answers as a file that can be mended and handed in again; JSON is YAML too."""
    written = given.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return json.dumps(written, ensure_ascii=False, indent=2)

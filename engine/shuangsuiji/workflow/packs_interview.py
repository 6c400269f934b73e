"""The questions of `pack new`, asked one by one; each answer is checked before the next is asked."""

import json
import re
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from shuangsuiji.findings import Finding, Refusal
from shuangsuiji.proof.adopt import OpenSetting, OpenValue, PackAnswers, choices, clause_ids
from shuangsuiji.report.adopt import question, question_of_value, shown_choices
from shuangsuiji.report.sentences import sentence
from shuangsuiji.workflow.packs_new import Given, NewPack, wrong_answers
from shuangsuiji.yamlfile import parse_yaml, plain, typed

Ask = Callable[[str], str]
Say = Callable[[str], None]
SHOWN = "回答"
YES_NO = {"是": "true", "否": "false", "y": "true", "n": "false"}
STATUSES = {"有效": "in_force", "征求意见稿": "draft", "草案": "draft"}
BLANK: Mapping[str, Any] = {
    "title": "名称",
    "code": "000000",
    "document": {"title": "标题"},
    "letters": "",
    "articles": "1",
    "settings": [],
    "values": [],
}
"""What stands for an answer that has not been given, so that each is checked alone."""


def interview(new: NewPack, ask: Ask, say: Say) -> Given:
    """Return the answers to everything that the parent leaves open. Asks again what would not do."""
    talk = _Talk(new, ask, say)
    say(f"新建规则包 {new.place}，上级是 {new.open.parent.title}（{new.open.parent.id}）。")
    say("〔〕里的是不答时的答案；按 Ctrl-C 停止，不留下文件。")
    talk.put("规则包的名称", "title")
    talk.put("六位行政区划代码", "code")
    talk.put("依据文件的全名", "document", "title")
    talk.put("文号（没有就不答）", "document", "number", optional=True)
    talk.put("有效，还是征求意见稿", "document", "status", default="有效", words=STATUSES)
    talk.put("施行日期，例如 2026-01-31（没有写明就不答）", "document", "from", default="unknown")
    talk.put("文件管部门联合监管吗（是、否）", "joint", default="否", words=YES_NO)
    talk.put("条款代号：两个大写字母", "letters", default=_letters(new.place))
    talk.put("共几条（或者用分号隔开的各条位置）", "articles", read=_articles)
    for setting in new.open.settings:
        talk.setting(setting)
    for value in new.open.values:
        talk.value(value)
    return talk.end()


@dataclass(slots=True)
class _Talk:
    """The answers so far, as a file would hold them."""

    new: NewPack
    ask: Ask
    say: Say
    given: dict[str, Any] = field(default_factory=lambda: deepcopy(dict(BLANK)))

    def put(
        self,
        words_asked: str,
        *steps: str,
        default: str = "",
        optional: bool = False,
        words: Mapping[str, str] | None = None,
        read: Callable[[str], object] = str,
    ) -> None:
        """Ask until the answer would do, and put it at the steps."""
        while True:
            text = self._asked(words_asked, default)
            if optional and not text:
                return
            trial = deepcopy(self.given)
            holder = trial
            for step in steps[:-1]:
                holder = holder[step]
            holder[steps[-1]] = read((words or {}).get(text, text))
            if self._does(trial):
                self.given = trial
                return

    def setting(self, one: OpenSetting) -> None:
        """Ask for a setting; who answers nothing leaves it as it is."""
        self.say("")
        self.say(question(one))
        allowed = choices(one.spec)
        for number, shown in enumerate(shown_choices(one.spec), 1):
            self.say(f"  {number} {shown}")
        numbers = {str(n): word for n, word in enumerate(allowed, 1)}
        words = {**YES_NO, **numbers} if allowed else {}
        self._answer("settings", {"name": one.spec.name}, words, str)

    def value(self, one: OpenValue) -> None:
        """Ask for a value that the parent's rule lacks."""
        self.say("")
        self.say(question_of_value(one))
        self._answer("values", {"rule": one.rule.full_id, "key": one.key}, {}, _value)

    def _answer(
        self,
        sort: str,
        head: Mapping[str, str],
        words: Mapping[str, str],
        read: Callable[[str], object],
    ) -> None:
        while text := self._asked("文件怎么说（没有说就不答）", ""):
            trial = deepcopy(self.given)
            said = {**head, "is": read(words.get(text, text)), "cite": self._clauses()}
            trial[sort].append(said)
            if self._does(trial):
                self.given = trial
                return

    def end(self) -> Given:
        """Return what was answered."""
        node = parse_yaml(_as_yaml(self.given), SHOWN)
        return Given(typed(node, PackAnswers, SHOWN), node, SHOWN)

    def _asked(self, words: str, default: str) -> str:
        shown = f"〔{default}〕" if default else ""
        return self.ask(f"{words}{shown}").strip() or default

    def _clauses(self) -> list[str]:
        """Ask for the clauses of an answer until each of them is one of the rows."""
        articles = self.given["articles"]
        ids = clause_ids(
            self.given["letters"],
            int(articles) if isinstance(articles, str) else tuple(articles),
        )
        known = {c: c for c in ids} | {str(number): c for number, c in enumerate(ids, 1)}
        while True:
            asked = self._asked("依据第几条（写序号，几条用逗号隔开）", "")
            cited = [c for c in re.split(r"[,，、\s]+", asked) if c]
            if cited and all(c in known for c in cited):
                return [known[c] for c in cited]
            self.say(f"  写 1 到 {len(ids)} 的序号，至少一个。")

    def _does(self, trial: Mapping[str, Any]) -> bool:
        """Whether the answers would do; what would not is said."""
        problems = self._problems(trial)
        for one in problems:
            self.say(f"  {sentence(one)[0]}。")
        return not problems

    def _problems(self, trial: Mapping[str, Any]) -> tuple[Finding, ...]:
        filled = {**trial, "letters": trial["letters"] or "ZZ"}
        try:
            node = parse_yaml(_as_yaml(filled), SHOWN)
            given = Given(typed(node, PackAnswers, SHOWN), node, SHOWN)
        except Refusal as refusal:
            return refusal.findings
        return tuple(wrong_answers(self.new, given))


def _letters(place: str) -> str:
    return re.sub(r"[^a-z]", "", place)[:2].upper() if re.match(r"[a-z]{2}", place) else ""


def _articles(text: str) -> object:
    return text if re.fullmatch(r"[0-9]*", text) else re.split(r"\s*[；;]\s*", text.strip("；;"))


def _value(text: str) -> object:
    try:
        return plain(parse_yaml(text, SHOWN))
    except Refusal:
        return text


def _as_yaml(given: Mapping[str, Any]) -> str:
    return json.dumps(given, ensure_ascii=False)

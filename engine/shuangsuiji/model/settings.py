"""Settings (设定): questions that places may answer differently, and what a pack answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Annotated

from pydantic import Field, RootModel, WithJsonSchema

from shuangsuiji.findings import Location
from shuangsuiji.model.ratio import read_ratio
from shuangsuiji.model.vocabulary import Choice, FieldSpec, FieldType, Strict

SettingValue = Decimal | bool | str
Written = Annotated[str, WithJsonSchema({"type": ["string", "number", "boolean"]})]
"""An answer as YAML writes it: 20%, 5, true or a word; its setting's type reads it."""


class SettingSpec(Strict):
    """One setting of the registry, rulesets/settings.yaml.

    `question` is the number of the open question that it answers; without a `default` it stays unset
    until a pack answers. `read_by` names the kinds and procedures that read it; rules that read it in a
    condition are found there.
    """

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    """名字：条件里写 setting.名字。"""
    title: str
    """问题：用一句话写出文件没有说清的问题。"""
    question: int | None = None
    """问题的编号：1 到 42。"""
    type: FieldType
    """类型：choice 选一个，yes_no 是否，ratio 比例，number 数，text 文字。"""
    options: tuple[str, ...] = ()
    """选项：type 是 choice 时可以选的词。"""
    default: Written | None = None
    """默认：没有人回答时的答案；不写即“未规定”，读它的规则无法判断。"""
    read_by: tuple[str, ...] = ()
    """谁来读：读它的规则种类或程序；规则条件里写到的不必列。"""

    def read(self, text: str) -> SettingValue:
        """Return the typed value of an answer. Raises ValueError for one that would not do."""
        if self.type is FieldType.YES_NO:
            if text not in ("true", "false"):
                raise ValueError("true、false")
            return text == "true"
        if self.type is FieldType.CHOICE and text not in self.options:
            raise ValueError("、".join(self.options))
        if not self.type.is_number:
            return text
        try:
            number = read_ratio(text)
        except ValueError as error:
            raise ValueError("一个数，或比例 20%") from error
        assert isinstance(number, Decimal), "read_ratio gives decimals for texts"
        return number

    @property
    def field(self) -> FieldSpec:
        """The field that stands for the setting in conditions while nobody has answered."""
        choices = tuple(Choice(value=o) for o in self.options)
        name = f"setting__{self.name}"
        return FieldSpec(
            name=name,
            label=f"设定“{self.title}”",
            type=self.type,
            least=Decimal(0) if self.type.is_number else None,
            choices=choices,
        )


class SettingRegistry(RootModel[tuple[SettingSpec, ...]]):
    """rulesets/settings.yaml: every setting that there is (设定登记表)."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What holds for a setting: its text and value, where it stands, the clauses, and whose it overrode.

    `pack` is the pack that answers, or "" for the registry's default.
    """

    text: str
    value: SettingValue
    location: Location
    cite: tuple[str, ...] = ()
    pack: str = ""
    overrode: tuple["Answer", ...] = ()


@dataclass(frozen=True, slots=True)
class Settings:
    """The registry with the answers of one resolved pack; a name without an answer is unset."""

    registry: Mapping[str, SettingSpec] = field(default_factory=dict)
    answers: Mapping[str, Answer] = field(default_factory=dict)

    def value(self, name: str) -> SettingValue | None:
        """Return the value, None where nobody has answered and there is no default."""
        answer = self.answers.get(name)
        return None if answer is None else answer.value

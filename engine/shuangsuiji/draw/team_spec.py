"""What a draw order says of inspectors: the team of a line's visits, the facts that it goes by."""

from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

from shuangsuiji.draw.fields import Name, Number, Text
from shuangsuiji.model.vocabulary import Strict, YesNo


def _whole(value: object) -> object:
    if isinstance(value, str):
        if not (value.isascii() and value.isdigit() and len(value) < 3):  # noqa: PLR2004  (a team)
            raise ValueError("int_parsing")
        return int(value)
    return value


def _one_word(text: str) -> str:
    if "," in text or "|" in text:
        raise ValueError("word")
    return text


def _listed(value: object) -> object:
    return (value,) if isinstance(value, str) else value


class SlotSpec(Strict):
    """检查组里的一席，或要求相同的几席。"""

    name: Name
    """名称：英文字母、数字；count 大于 1 时依次是 名称-1、名称-2。"""
    count: Annotated[Number, BeforeValidator(_whole)] = 1
    """几席：不写即 1。"""
    expert: YesNo = False
    """是专家：这一席只由专家坐，检查人员不坐。"""
    need: Annotated[Text, AfterValidator(_one_word)] | None = None
    """需要：只有需要这一项的检查对象才有这一席。"""
    bars: tuple[Text, ...] = ()
    """门槛：必须满足，写 department:部门、region、skill:专长、needs、leader。"""
    preferences: tuple[Text, ...] = ()
    """优先：尽量满足，写法同门槛。"""

    def names(self) -> tuple[str, ...]:
        """Return the names of the slots that this stands for."""
        if self.count == 1:
            return (self.name,)
        return tuple(f"{self.name}-{n}" for n in range(1, self.count + 1))


class FactsSpec(Strict):
    """匹配检查人员时看名册的哪些栏：字段名或中文名。"""

    region: str
    """区域：检查对象属哪个区域，看哪一栏。"""
    needs: Annotated[tuple[str, ...], BeforeValidator(_listed)] = ()
    """需要：看哪几栏；文字照写，列表逐项，是/否栏为“是”的算需要这一栏的名称。"""


Team = Annotated[tuple[SlotSpec, ...], Field(min_length=1)]
"""The slots of a line's team."""

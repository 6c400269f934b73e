"""Whose plan it is (区县): its name, from the folder, the file's name, the plan's title or a column."""

import re
from collections.abc import Iterator
from enum import StrEnum

from shuangsuiji.forms.days import without_making
from shuangsuiji.model.values import Table

SHORTEST, LONGEST = 2, 20
"""A longer text is a title of something else, not the name of a district."""

_BRACKETS = re.compile(r"[（(\[【〔].*?[）)\]】〕]")
_YEAR = re.compile(r"(?<![0-9])20[0-9]{2}\s*(?:年度|年)?")
_WORDS = re.compile(
    "双随机|一公开|随机抽查|抽查检查|抽查|检查|监管|年度|工作|计划表|计划|方案|任务表|一览表|汇总表?"
    "|市场监督管理局|市场监管局|市监局|最终版?|定稿|副本|附件|annual|plans?",
    re.IGNORECASE,
)
_ENDS = " \t\u3000“”\"'、，,。：:·._-—－~&+#0123456789"
_ABOVE = re.compile(
    r"^(?:.{2,8}?(?:省|自治区))?(?:.{2,12}?(?:市|自治州|州|盟))?(?=..+(?:区|县|市|旗)$)"
)


class NamedBy(StrEnum):
    """What told a district's name."""

    FOLDER = "folder"
    FILE = "file"
    TITLE = "title"
    COLUMN = "column"
    FILE_AS_IT_IS = "file_as_it_is"


def district_of(folder: str | None, stem: str, lines: Table | None) -> tuple[str, NamedBy]:
    """Return the district's name and what told it; the file's own name where nothing does.

    `folder` is the sub-folder in which the plan lies, if it lies in one.
    """
    for text, by in _told(folder, stem, lines):
        name = bare_name(text)
        if name:
            return name, by
    return (folder, NamedBy.FOLDER) if folder else (stem, NamedBy.FILE_AS_IT_IS)


def _told(folder: str | None, stem: str, lines: Table | None) -> Iterator[tuple[str, NamedBy]]:
    if folder is not None:
        yield folder, NamedBy.FOLDER
    yield stem, NamedBy.FILE
    if lines is None:
        return
    yield without_making(lines.title), NamedBy.TITLE
    said = {f.value for row in lines.rows if (f := row.facts.get("district")) is not None}
    words = [word for word in said if isinstance(word, str)]
    if len(said) == 1 and words:
        yield words[0], NamedBy.COLUMN


def bare_name(text: str) -> str:
    """Return the district's name in a text, without year, bureau and what every plan is called.

    >>> bare_name("01 贵阳市南明区市场监督管理局2021年度“双随机、一公开”抽查工作计划（示例）")
    '南明区'
    >>> bare_name("清镇市"), bare_name("市中区2026年计划"), bare_name("plan-2021")
    ('清镇市', '市中区', '')
    """
    left = _WORDS.sub(" ", _YEAR.sub(" ", _BRACKETS.sub(" ", text)))
    parts = [part for word in left.split() if (part := word.strip(_ENDS))]
    name = _ABOVE.sub("", "".join(parts))
    return name if SHORTEST <= len(name) <= LONGEST and re.search(r"[^\W\d_]", name) else ""

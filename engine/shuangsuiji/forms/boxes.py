"""Boxes to tick (☑重点 □一般): which words stand ticked."""

import re
import unicodedata

from shuangsuiji.forms.text import WHITE

TICKED = "☑✅✔✓√■◼●◉"
OPEN = "□☐◻○◯"
"""☒ is neither: some programs tick with it, some cross out."""

_BOX = re.compile(rf"[{TICKED}{OPEN}]")
_BRACKETS = re.compile(rf"[\[(][{WHITE}]*([√✓✔]?)[{WHITE}]*[\])]")


def ticked(text: str) -> list[str] | None:
    """Return the words that are ticked; None if there are no boxes with words to tick.

    >>> ticked("☑重点 □一般"), ticked("重点□ 一般☑"), ticked("□是 □否"), ticked("重点")
    (['重点'], ['一般'], [], None)
    """
    plain = unicodedata.normalize("NFKC", text)
    plain = _BRACKETS.sub(lambda found: "☑" if found[1] else "□", plain).strip(WHITE)
    boxes = _BOX.findall(plain)
    words = [word.strip(WHITE + "、,;/") for word in _BOX.split(plain)]
    if not boxes or bool(words[0]) == bool(words[-1]):
        return None
    beside = words[:-1] if words[0] else words[1:]
    return [word for box, word in zip(boxes, beside, strict=True) if box in TICKED]

"""Names as they are compared: one person under two spellings is one person."""

import re
import unicodedata

from shuangsuiji.draw.text import folded

UNTOLD = "未写明"
"""What stands for a department or a region that the register does not tell."""
_BLANKS = re.compile(r"\s+")
_CHINESE = re.compile(r"[㐀-鿿]")


def same(text: str) -> str:
    """Return what the spellings of one name or number share: NFKC, upper case, no blanks.

    >>> same("ａ 001") == same("A001"), same("张　三") == same("张三")
    (True, True)
    """
    return _BLANKS.sub("", folded(text))


def bare_name(text: str) -> str:
    """Return a name without the blanks that only set it: 张　三 is 张三.

    >>> bare_name("张　 三"), bare_name("John  Smith")
    ('张三', 'John Smith')
    """
    plain = unicodedata.normalize("NFC", text).strip()
    return _BLANKS.sub("" if _CHINESE.search(plain) else " ", plain)

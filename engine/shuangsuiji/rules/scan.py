"""A condition's text before it is parsed: what the parser would read as something else is refused here."""

import re
from decimal import Decimal

from shuangsuiji.findings import Param

MOST_CHARACTERS = 2_000
FULL_WIDTH = {
    "＝": "=", "≤": "<=", "≥": ">=", "≠": "<>", "＜": "<", "＞": ">", "（": "(", "）": ")",
    "，": ",", "；": ";", "：": ":", "！": "!", "‘": "'", "’": "'", "“": "'", "”": "'",
    "＋": "+", "－": "-", "×": "*", "％": "%", "　": " ",
    **{chr(0xFF10 + n): str(n) for n in range(10)},
}  # fmt: skip
FORBIDDEN = re.compile(r"--|/\*|[;%/\\`\"{}\[\]|&^~?@$#:]|==|\b0[xX]|\b[0-9.]+[eE][0-9+-]")


class ConditionError(Exception):
    """A condition that cannot be read: code, offset in the text, and what the sentence needs."""

    def __init__(self, code: str, offset: int, **params: Param) -> None:
        super().__init__(code, offset, params)
        self.code, self.offset, self.params = code, offset, params


def scan(text: str) -> None:
    """Refuse what sqlglot would read as something else; looks only outside quoted texts."""
    if len(text) > MOST_CHARACTERS:
        raise ConditionError("condition/too-long", 0, found=len(text), limit=MOST_CHARACTERS)
    bare = re.sub(r"'(?:[^']|'')*'", lambda m: "'" + " " * (len(m.group()) - 2) + "'", text)
    if bare.count("'") % 2:
        raise ConditionError("condition/open-quote", bare.rindex("'"))
    for offset, character in enumerate(bare):
        if character in FULL_WIDTH:
            raise ConditionError(
                "condition/full-width", offset, found=character, would=FULL_WIDTH[character]
            )
    percent = re.search(r"(\d+(?:\.\d+)?)\s*%", bare)
    if percent:
        would = format((Decimal(percent[1]) / 100).normalize(), "f")
        raise ConditionError("condition/percent", percent.start(), found=percent[0], would=would)
    found = FORBIDDEN.search(bare)
    if found:
        raise ConditionError("condition/character", found.start(), found=found[0])
    if "\n\n" in text or not text.strip():
        raise ConditionError("condition/empty", 0)

"""Where a character of a text stands in its file: folds, escapes and indents of YAML counted."""

import re

FOLD = re.compile(r"[ \t]*\r?\n\s*")
ESCAPED = {"x": 4, "u": 6, "U": 10}
"""How many characters an escape takes that names its character by number; the others take two."""


def place_of(raw: str, text: str, style: str, offset: int) -> int:
    """Return which character of the raw source is the offset-th of the text that was read from it.

    >>> place_of("'it''s'", "it's", "'", 3), place_of("|" + chr(10) + "  a", "a", "|", 0)
    (5, 4)
    """
    walk = _in_block if style in ("|", ">") else _in_line
    return min(walk(raw, text[:offset], style), len(raw))


def _in_block(raw: str, passed: str, style: str) -> int:
    at = raw.find("\n") + 1
    body = raw[at:].lstrip("\r\n")
    indent = len(body) - len(body.lstrip(" "))
    at = _indented(raw, at, indent)
    for number, character in enumerate(passed):
        breaks = raw[at : at + 1] in ("\n", "\r")
        if not (character == "\n" or (style == ">" and breaks)):
            at += 1
            continue
        at = _indented(raw, raw.find("\n", at) + 1, indent)
        last = passed[number + 1 : number + 2] != "\n"
        if style == ">" and character == "\n" and last and raw[at : at + 1] == "\n":
            at = _indented(raw, at + 1, indent)  # an empty line folds two breaks into one
    return at


def _indented(raw: str, at: int, indent: int) -> int:
    """Return where a block's line begins, past its indent."""
    line = raw[at : at + indent]
    return at + len(line) - len(line.lstrip(" "))


def _in_line(raw: str, passed: str, style: str) -> int:
    at = 1 if style else 0
    left = 0  # characters of a fold that has been passed already
    for _ in passed:
        if left:
            left -= 1
            continue
        while style == '"' and (joined := re.compile(r"\\\r?\n[ \t]*").match(raw, at)):
            at = joined.end()
        fold = FOLD.match(raw, at)
        if fold:
            at, left = fold.end(), max(0, fold[0].count("\n") - 2)
        elif style == '"' and raw[at : at + 1] == "\\":
            at += ESCAPED.get(raw[at + 1 : at + 2], 2)
        else:
            at += 2 if style == "'" and raw.startswith("''", at) else 1
    fold = FOLD.match(raw, at)
    return fold.end() if fold else at

"""The few things that the parts of a workbook have in common as XML: prefixes, attributes, texts.

Parts are spliced, never parsed and written again: a writer that does not know an extension loses it.
"""

import re
from functools import lru_cache
from html import escape, unescape

from shuangsuiji.report.wording import plain

_NOT_IN_XML = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


class OddPackage(Exception):
    """A workbook written in a way that is not spliced safely; `reason` tells why."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


def text(told: str) -> str:
    """Return a text as it stands in XML; what a program would take for an escape is escaped.

    >>> text("a < b _x0041_")
    'a &lt; b _x005F_x0041_'
    """
    shown = _NOT_IN_XML.sub("�", plain(told))
    return escape(_LOOKS_ESCAPED.sub("_x005F_", shown), quote=True)


def prefix_of(part: bytes, root: bytes) -> bytes:
    """Return the prefix, with its colon, that the part writes before the names of its elements."""
    start = part[:4096]
    if part.startswith((b"\xff\xfe", b"\xfe\xff")) or re.search(
        rb"""^[^>]*encoding\s*=\s*["'](?!utf-?8)""", start, re.IGNORECASE
    ):
        raise OddPackage("里面的文字不是 UTF-8 编码")
    found = re.search(rb"<((?:[\w.-]+:)?)" + root + rb"[\s/>]", start)
    if found is None or b"<!DOCTYPE" in start:
        raise OddPackage("里面的写法不寻常")
    return found[1]


@lru_cache(maxsize=64)
def _named(name: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"\s" + name + rb"""\s*=\s*(?:"([^"]*)"|'([^']*)')""")


def attribute(tag: bytes, name: bytes) -> str | None:
    """Return the value of an attribute of a start tag.

    >>> attribute(b'<c r="H8" s="3"/>', b"s")
    '3'
    """
    found = _named(name).search(tag)
    if found is None:
        return None
    value = found[1] if found[1] is not None else found[2]
    told = value.decode("utf-8")
    return unescape(told) if "&" in told else told


def with_attribute(tag: bytes, name: bytes, value: str) -> bytes:
    """Return the start tag with the attribute set.

    >>> with_attribute(b'<c r="H8" s="3"/>', b"s", "7"), with_attribute(b"<c>", b"s", "7")
    (b'<c r="H8" s="7"/>', b'<c s="7">')
    """
    told = escape(value, quote=True).encode()
    pattern = rb"(\s" + name + rb"""\s*=\s*)(?:"[^"]*"|'[^']*')"""
    if re.search(pattern, tag):
        return re.sub(pattern, lambda m: m[1] + b'"' + told + b'"', tag, count=1)
    end = 2 if tag.endswith(b"/>") else 1
    return tag[:-end] + b" " + name + b'="' + told + b'"' + tag[-end:]


def appended(part: bytes, element: bytes, more: bytes) -> bytes:
    """Return the part with something more at the end of an element, which may be empty so far."""
    prefix = re.search(rb"<((?:[\w.-]+:)?)" + element + rb"[\s/>]", part)
    if prefix is None:
        raise OddPackage("里面的写法不寻常")
    name = prefix[1] + element
    end = part.rfind(b"</" + name + b">")
    if end >= 0:
        return part[:end] + more + part[end:]
    empty = re.search(rb"<" + name + rb"(\s[^>]*)?/>", part)
    if empty is None:
        raise OddPackage("里面的写法不寻常")
    opened = empty[0][:-2] + b">" + more + b"</" + name + b">"
    return part[: empty.start()] + opened + part[empty.end() :]

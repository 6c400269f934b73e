"""The package of a workbook: its parts, how they point at each other, what is changed and added."""

import posixpath
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import IO

from shuangsuiji.report.annotate.markup import OddPackage, appended, attribute, prefix_of

RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
CONTENT = "application/vnd.openxmlformats-officedocument.spreadsheetml."
TYPES = "[Content_Types].xml"
BLOCK = 1 << 20
"""Bytes read at a time."""
Pieces = Callable[[], Iterator[bytes]]


@dataclass(frozen=True, slots=True)
class Relation:
    """That one part points at another; `kind` is the last word of the type."""

    id: str
    kind: str
    target: str


@dataclass(slots=True)
class Package:
    """The parts as they were read, what stands in their place, and what is new."""

    parts: zipfile.ZipFile
    changed: dict[str, bytes | Pieces] = field(default_factory=dict)

    def __contains__(self, name: str) -> bool:
        """Tell whether there is such a part, now."""
        return name in self.changed or name in self.parts.NameToInfo

    def names(self) -> tuple[str, ...]:
        """Return the names of the parts as they were read."""
        return tuple(self.parts.NameToInfo)

    def read(self, name: str) -> bytes:
        """Return a part as it is now."""
        known = self.changed.get(name)
        if isinstance(known, bytes):
            return known
        try:
            return self.parts.read(name)
        except KeyError as error:
            raise OddPackage(f"里面缺少 {name}") from error

    def blocks(self, name: str) -> Iterator[bytes]:
        """Yield a part as it was read, block by block."""
        with self.parts.open(name) as part:
            while block := part.read(BLOCK):
                yield block

    def free_name(self, pattern: str) -> str:
        """Return a name that no part has yet; `pattern` has one place for a number."""
        number = 1
        while pattern.format(number) in self:
            number += 1
        return pattern.format(number)

    def relations(self, part: str) -> tuple[Relation, ...]:
        """Return what a part points at inside the package."""
        name = relations_name(part)
        if name not in self:
            return ()
        found = []
        for tag in re.findall(rb"<(?:[\w.-]+:)?Relationship\s[^>]*>", self.read(name)):
            target, kind = attribute(tag, b"Target") or "", attribute(tag, b"Type") or ""
            if attribute(tag, b"TargetMode") != "External":
                path = _resolved(part, target)
                found.append(Relation(attribute(tag, b"Id") or "", kind.split("/")[-1], path))
        return tuple(found)

    def relate(self, part: str, kind: str, target: str) -> str:
        """Let a part point at another; return the id."""
        name = relations_name(part)
        if name not in self:
            self.changed[name] = (
                b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Relationships xmlns='
                b'"http://schemas.openxmlformats.org/package/2006/relationships"/>'
            )
        xml = self.read(name)
        prefix = prefix_of(xml, b"Relationships").decode()
        ids = {attribute(tag, b"Id") for tag in re.findall(rb"<[^>]*>", xml)}
        number = 1
        while f"rId{number}" in ids:
            number += 1
        path = posixpath.relpath(target, posixpath.dirname(part) or ".")
        one = f'<{prefix}Relationship Id="rId{number}" Type="{RELATIONS}/{kind}" Target="{path}"/>'
        self.changed[name] = appended(xml, b"Relationships", one.encode())
        return f"rId{number}"

    def declare(self, name: str, content: str) -> None:
        """Tell the content of a new part."""
        one = f'PartName="/{name}" ContentType="{content}"/>'
        self._declare("Override", one)

    def declare_ending(self, ending: str, content: str) -> None:
        """Tell the content of parts with this ending, unless that is told already."""
        known = re.findall(rb"<(?:[\w.-]+:)?Default\s[^>]*>", self.read(TYPES))
        if ending not in {(attribute(tag, b"Extension") or "").lower() for tag in known}:
            self._declare("Default", f'Extension="{ending}" ContentType="{content}"/>')

    def _declare(self, element: str, rest: str) -> None:
        xml = self.read(TYPES)
        prefix = prefix_of(xml, b"Types").decode()
        one = f"<{prefix}{element} {rest}".encode()
        if element == "Override":
            self.changed[TYPES] = appended(xml, b"Types", one)
            return
        opened = re.search(rb"<(?:[\w.-]+:)?Types\b[^>]*>", xml)
        if opened is None or opened[0].endswith(b"/>"):
            raise OddPackage("里面的写法不寻常")
        self.changed[TYPES] = xml[: opened.end()] + one + xml[opened.end() :]

    def save(self, file: IO[bytes], last: str) -> None:
        """Write the package: parts that were not changed byte for byte; one part after all others."""
        known = self.parts.NameToInfo
        new = self.changed.keys() - known.keys()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as made:
            for name in [*(n for n in (*known, *sorted(new)) if n != last), last]:
                info = _like(known[name]) if name in known else _new(name)
                with made.open(info, "w", force_zip64=True) as out:
                    for block in self._content(name):
                        out.write(block)

    def _content(self, name: str) -> Iterator[bytes]:
        content = self.changed.get(name)
        if content is None:
            yield from self.blocks(name)
        elif isinstance(content, bytes):
            yield content
        else:
            yield from content()


def relations_name(part: str) -> str:
    """Return the name of the part that tells what a part points at.

    >>> relations_name("xl/workbook.xml")
    'xl/_rels/workbook.xml.rels'
    """
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _resolved(part: str, target: str) -> str:
    if target.startswith("/"):
        return target[1:]
    return posixpath.normpath(posixpath.join(posixpath.dirname(part), target))


def _new(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0))
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def _like(info: zipfile.ZipInfo) -> zipfile.ZipInfo:
    like = zipfile.ZipInfo(info.filename, info.date_time)
    like.compress_type = (
        info.compress_type
        if info.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
        else zipfile.ZIP_DEFLATED
    )
    like.external_attr = info.external_attr
    return like

"""Every small change that somebody could make to a file of a bundle: to each field, to each kind of line."""

import json
from collections.abc import Iterator
from typing import Any

from bundles import canonical, hidden

_OTHER_WORDS = {
    "sha256": "sm3", "eligible": "all", "ceil": "floor", "undirected": "directed",
    "official": "demo", "demo": "official", "disqualify": "designate", "designate": "select",
    "select": "redraw", "text": "uscc",
}  # fmt: skip


def changed(name: str, data: bytes) -> Iterator[tuple[str, bytes | None]]:
    """Yield what is changed and the file as it then reads; None where it is dropped."""
    yield "dropped", None
    if name.endswith(".json"):
        yield from _json(data)
    elif name != "SHA256SUMS":
        yield from _lines(data)


def _json(data: bytes) -> Iterator[tuple[str, bytes]]:
    whole = json.loads(data)
    seen: set[str] = set()
    for path in _paths(whole):
        kind = "/".join("*" if isinstance(step, int) else step for step in path)
        if kind in seen and not _is_row(whole, path):
            continue  # one field of each kind: of a list its first
        seen.add(kind)
        for what, value in _others(_at(whole, path)):
            again = json.loads(data)
            if path:
                _at(again, path[:-1])[path[-1]] = value
            else:
                again = value
            text = canonical(again)
            if text != data:
                yield f"{'/'.join(map(str, path))} {what}", text


def _is_row(whole: Any, path: tuple[Any, ...]) -> bool:
    """Return whether it is a row of a short list on top, each of which tells another thing."""
    return len(path) == 1 and isinstance(whole, list) and len(whole) < 6


def _paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _paths(inner, (*path, key))
    if isinstance(value, list):
        for n, inner in enumerate(value):
            yield from _paths(inner, (*path, n))


def _at(value: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        value = value[step]
    return value


def _others(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, bool):
        yield "turned", not value
    elif isinstance(value, int):
        yield "one more", value + 1
        if value > 1:
            yield "one less", value - 1
    elif isinstance(value, str):
        yield "other text", _other_text(value)
    elif value is None:
        yield "not null", "0" * 64
    elif isinstance(value, list):
        yield from _other_lists(value)
    elif value:
        yield "without a key", {key: value[key] for key in [*value][1:]}
        yield "with a key more", {**value, "note": None}


def _other_text(text: str) -> str:
    if text in _OTHER_WORDS:
        return _OTHER_WORDS[text]
    if text[:1] == "2" and text[4:5] == "-":  # a day or a moment: the year after
        return f"{int(text[:4]) + 1}{text[4:]}"
    last = text[-1]
    return text[:-1] + ("1" if last != "1" else "2")


def _other_lists(rows: list[Any]) -> Iterator[tuple[str, Any]]:
    if rows:
        yield "the first dropped", rows[1:]
        yield "the last dropped", rows[:-1]
        yield "the first twice", [rows[0], *rows]
    if len(rows) > 1:
        yield "the first two swapped", [rows[1], rows[0], *rows[2:]]
        yield "turned round", rows[::-1]


def _lines(data: bytes) -> Iterator[tuple[str, bytes]]:
    lines = data.decode().splitlines(keepends=True)
    for n, line in enumerate(lines):
        if n > (12 if line.startswith("{") else 4):
            break
        for what, put in (
            ("dropped", ""),
            ("twice", line * 2),
            ("edited", line.replace("a", "b", 1) if "a" in line else "x" + line),
            ("hidden", hidden(line[:-1]) + "\n" if line.startswith("{") else None),
            ("its number one less", line.replace(f'"n":{n + 1}', f'"n":{n}')),
        ):
            if put is not None and put != line:
                yield f"line {n + 1} {what}", "".join([*lines[:n], put, *lines[n + 1 :]]).encode()
    yield "the first two swapped", "".join([*lines[1::-1], *lines[2:]]).encode()
    yield "turned round", "".join(lines[::-1]).encode()
    yield "without its last newline", data[:-1]
    yield "with an empty line", data + b"\n"

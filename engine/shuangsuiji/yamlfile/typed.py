"""A YAML tree to a pydantic model: every problem at its line and column, all at once, with the nearest word."""

import difflib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from shuangsuiji.findings import Finding, Location, Refusal, problem
from shuangsuiji.model.misfit import Misfit
from shuangsuiji.yamlfile.tree import ListNode, MapNode, Node, Plain, plain, read_yaml

Model = TypeVar("Model", bound=BaseModel)
Step = str | int
MOST_OFFERED = 12
MOST_SHOWN = 80
MOST_PROBLEMS = 200
"""Of one file; who has mended these runs again."""


def follow(node: Node, steps: Sequence[Step]) -> Node:
    """Return the node at the path; steps that lead nowhere (union tags) are passed over."""
    return [node, *(place for _, place in _walked(node, steps))][-1]


def _walked(node: Node, steps: Sequence[Step]) -> Iterator[tuple[Step, Node]]:
    """Yield each step that leads somewhere, with the node to which it leads."""
    for step in steps:
        if isinstance(node, MapNode) and step in node.entries:
            node = node.entries[str(step)][1]
        elif isinstance(node, ListNode) and isinstance(step, int) and step < len(node.items):
            node = node.items[step]
        else:
            continue
        yield step, node


def locate(node: Node, steps: Sequence[Step], file: str) -> Location:
    """Return where the value at the path stands."""
    place = follow(node, steps)
    return Location(file, place.line, place.column)


def _key_place(node: Node, steps: Sequence[Step], file: str) -> Location:
    holder = follow(node, steps[:-1])
    if isinstance(holder, MapNode) and steps[-1] in holder.entries:
        key = holder.entries[str(steps[-1])][0]
        return Location(file, key.line, key.column)
    return Location(file, holder.line, holder.column)


def nearest(word: str, known: Sequence[str]) -> str:
    """Return the known word that looks most like this one, or the first dozen if none does."""
    close = difflib.get_close_matches(word[:MOST_SHOWN], known, n=1, cutoff=0.6)
    if close:
        return close[0]
    return "、".join(known[:MOST_OFFERED]) + ("等" if len(known) > MOST_OFFERED else "")


def typed(node: Node, model: type[Model], file: str) -> Model:
    """Return the model read from the tree; every problem at its place, all at once."""
    try:
        return model.model_validate(plain(node))
    except ValidationError as error:
        details = error.errors(include_url=False)
    real = [d for d in details if not _is_echo(d)][:MOST_PROBLEMS]
    # Outside the except: pydantic's error holds frames that the collector cannot free again.
    raise Refusal(_of_unions([_as_problem(d, node, model, file) for d in real]))


def _is_echo(detail: ErrorDetails) -> bool:
    """Whether a list is called too short only because some of its members are wrong."""
    least = detail.get("ctx", {}).get("min_length", 0)
    found = detail["input"]
    return detail["type"] == "too_short" and isinstance(found, list) and len(found) >= least > 0


def _of_unions(problems: Sequence[Finding]) -> list[Finding]:
    """Return the problems, one where the arms of a union each report that the value is not theirs."""
    found: dict[tuple[Location, str], Finding] = {}
    for told in problems:
        unfit = told.code in ("yaml/wrong-type", "yaml/unknown-word")
        mark = (told.location, "" if unfit else f"{told.code} {told.params}")
        first = found.get(mark)
        found[mark] = told if first is None else _either(first, told)
    return list(found.values())


def _either(one: Finding, other: Finding) -> Finding:
    if one == other or (one.code != "yaml/wrong-type" and other.code != "yaml/wrong-type"):
        return one
    ways = [p.params.get("expected") or p.params["nearest"] for p in (one, other)]
    flat = [w for way in ways for w in (way if isinstance(way, tuple) else (str(way),))]
    params = {"key": one.params["key"], "found": one.params["found"]}
    return problem("yaml/wrong-type", one.location, **params, expected=tuple(dict.fromkeys(flat)))


def load_model(path: Path, model: type[Model], *, file: str | None = None) -> Model:
    """Return the model read from a YAML file."""
    shown = file or str(path)
    return typed(read_yaml(path, file=shown), model, shown)


def _as_problem(detail: ErrorDetails, node: Node, model: type[BaseModel], file: str) -> Finding:
    steps, kind = detail["loc"], detail["type"]
    context = detail.get("ctx", {})
    error = context.get("error")
    if isinstance(error, Misfit):
        steps = (*steps, *error.steps)
    place, last = locate(node, steps, file), _called(node, steps)
    if kind == "extra_forbidden":
        word = str(steps[-1])
        known = sorted(_known_keys(model, steps[:-1]))
        key_place = _key_place(node, steps, file)
        return problem(
            "yaml/unknown-key", key_place, found=visible(word), nearest=nearest(word, known)
        )
    if kind == "missing":
        return problem("yaml/missing-key", place, key=str(steps[-1]))
    if kind == "union_tag_not_found":
        return problem("yaml/missing-key", place, key=_unquote(context["discriminator"]))
    if kind == "union_tag_invalid":
        key = _unquote(context["discriminator"])
        found = as_written(node, [*steps, key])
        known = [_unquote(k) for k in str(context["expected_tags"]).split(",")]
        at = locate(node, [*steps, key], file)
        return problem("yaml/unknown-word", at, key=key, found=found, nearest=nearest(found, known))
    found = as_written(node, steps)
    if kind in ("enum", "literal_error"):
        known = [_unquote(k) for k in str(context["expected"]).replace(" or ", ",").split(",")]
        return problem(
            "yaml/unknown-word", place, key=last, found=found, nearest=nearest(found, known)
        )
    return problem(
        "yaml/wrong-type", place, key=last, found=found, expected=_expected(kind, context)
    )


def _expected(kind: str, context: Mapping[str, object]) -> str:
    """Return the key of the sentence that says what would do; after a colon, the bound or pattern."""
    if kind == "value_error":
        return str(context["error"])
    for bound in ("ge", "le", "pattern"):
        if bound in context:
            return f"{kind}:{context[bound]}"
    return kind


def _called(node: Node, steps: Sequence[Step]) -> str:
    """Return what people call the value at the path: its key, its number in a list, the whole file."""
    walked = [step for step, _ in _walked(node, steps)]
    if not walked:
        return "整个文件"
    return walked[-1] if isinstance(walked[-1], str) else f"第{walked[-1] + 1}项"


def _unquote(word: object) -> str:
    return str(word).strip(" '")


def visible(text: str) -> str:
    """Return the text with what cannot be seen written by its number.

    >>> visible("modal" + chr(0x200B) + "ity")
    'modal<U+200B>ity'
    """
    hidden = ("Cc", "Cf", "Zl", "Zp")
    return "".join(
        f"<U+{ord(c):04X}>" if unicodedata.category(c) in hidden or c in "\u00a0\u3000" else c
        for c in text[:MOST_SHOWN]
    )


def as_written(node: Node, steps: Sequence[Step]) -> str:
    """Return what is written at the path, as a sentence says it."""
    return _shown(plain(follow(node, steps)))


def _shown(found: Plain) -> str:
    if isinstance(found, str):
        return visible(found)
    if isinstance(found, dict):
        return "一组键值"
    return "一个列表" if isinstance(found, list) else "空"


@cache
def _schema(model: type[BaseModel]) -> dict[str, Any]:
    return model.model_json_schema(by_alias=True)


def _known_keys(model: type[BaseModel], steps: Sequence[Step]) -> set[str]:
    """Return the keys that the model at the path knows."""
    schema = _schema(model)
    place = _walk(schema, schema, list(steps))
    return {key for option in place for key in option.get("properties", {})}


def _walk(schema: dict, part: dict, steps: list[Step]) -> list[dict]:  # type: ignore[type-arg]  # JSON Schema is untyped
    options = _options(schema, part)
    if not steps:
        return options
    found: list[dict] = []  # type: ignore[type-arg]
    for option in options:
        step = steps[0]
        if isinstance(step, int) and "items" in option:
            found += _walk(schema, option["items"], steps[1:])
        elif step in option.get("properties", {}):
            found += _walk(schema, option["properties"][step], steps[1:])
        elif isinstance(option.get("additionalProperties"), dict):
            found += _walk(schema, option["additionalProperties"], steps[1:])
    if not found and isinstance(steps[0], str):  # a union tag, which stands in no file
        tagged = [o for o in options if _is_tagged(o, steps[0])]
        found = (
            [p for o in tagged or options for p in _walk(schema, o, steps[1:])]
            if len(steps) > 1
            else tagged or options
        )
    return found


def _is_tagged(option: dict, tag: str) -> bool:  # type: ignore[type-arg]
    return any(
        p.get("const") == tag or tag in p.get("enum", ())
        for p in option.get("properties", {}).values()
    )


def _options(schema: dict, part: dict) -> list[dict]:  # type: ignore[type-arg]
    if "$ref" in part:
        return _options(schema, schema["$defs"][part["$ref"].rsplit("/", 1)[1]])
    several = part.get("anyOf") or part.get("oneOf")
    return [o for p in several for o in _options(schema, p)] if several else [part]

"""A YAML tree to a pydantic model: every problem at its line and column, all at once, with the nearest word."""

import difflib
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from shuangsuiji.findings import Finding, Location, Refusal, problem
from shuangsuiji.yamlfile.tree import ListNode, MapNode, Node, plain, read_yaml

Model = TypeVar("Model", bound=BaseModel)
Step = str | int
MOST_OFFERED = 12
MOST_PROBLEMS = 200
"""Of one file; who has mended these runs again."""


def locate(node: Node, steps: Sequence[Step], file: str) -> Location:
    """Return where the value at the path stands; steps that lead nowhere (union tags) are passed over."""
    place: Node = node
    for step in steps:
        if isinstance(place, MapNode) and step in place.entries:
            place = place.entries[str(step)][1]
        elif isinstance(place, ListNode) and isinstance(step, int) and step < len(place.items):
            place = place.items[step]
    return Location(file, place.line, place.column)


def _key_place(node: Node, steps: Sequence[Step], file: str) -> Location:
    holder: Node = node
    for step in steps[:-1]:
        if isinstance(holder, MapNode) and step in holder.entries:
            holder = holder.entries[str(step)][1]
        elif isinstance(holder, ListNode) and isinstance(step, int) and step < len(holder.items):
            holder = holder.items[step]
    if isinstance(holder, MapNode) and steps[-1] in holder.entries:
        key = holder.entries[str(steps[-1])][0]
        return Location(file, key.line, key.column)
    return Location(file, holder.line, holder.column)


def nearest(word: str, known: Sequence[str]) -> str:
    """Return the known word that looks most like this one, or the first dozen if none does."""
    close = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    if close:
        return close[0]
    return "、".join(known[:MOST_OFFERED]) + ("等" if len(known) > MOST_OFFERED else "")


def typed(node: Node, model: type[Model], file: str) -> Model:
    """Return the model read from the tree; every problem at its place, all at once."""
    try:
        return model.model_validate(plain(node))
    except ValidationError as error:
        details = error.errors(include_url=False)
    problems: list[Finding] = []
    for found in (_as_problem(d, node, model, file) for d in details[:MOST_PROBLEMS]):
        if found not in problems:  # the arms of a union report one thing each
            problems.append(found)
    # Outside the except: pydantic's error holds frames that the collector cannot free again.
    raise Refusal(problems)


def load_model(path: Path, model: type[Model], *, file: str | None = None) -> Model:
    """Return the model read from a YAML file."""
    shown = file or str(path)
    return typed(read_yaml(path, file=shown), model, shown)


def _as_problem(detail: ErrorDetails, node: Node, model: type[BaseModel], file: str) -> Finding:
    steps, kind = detail["loc"], detail["type"]
    last = str(steps[-1]) if steps else ""
    context = detail.get("ctx", {})
    place = locate(node, steps, file)
    if kind == "extra_forbidden":
        known = sorted(_known_keys(model, steps[:-1]))
        key_place = _key_place(node, steps, file)
        return problem("yaml/unknown-key", key_place, found=last, nearest=nearest(last, known))
    if kind == "missing":
        return problem("yaml/missing-key", place, key=last)
    if kind == "union_tag_not_found":
        return problem("yaml/missing-key", place, key=_unquote(context["discriminator"]))
    if kind == "union_tag_invalid":
        key, found = _unquote(context["discriminator"]), str(context["tag"])
        known = [_unquote(k) for k in str(context["expected_tags"]).split(",")]
        at = locate(node, [*steps, key], file)
        return problem("yaml/unknown-word", at, key=key, found=found, nearest=nearest(found, known))
    if kind in ("enum", "literal_error"):
        known = [_unquote(k) for k in str(context["expected"]).replace(" or ", ",").split(",")]
        found = _shown(detail["input"])
        return problem(
            "yaml/unknown-word", place, key=last, found=found, nearest=nearest(found, known)
        )
    expected = str(context["error"]) if kind == "value_error" else kind
    return problem(
        "yaml/wrong-type", place, key=last, found=_shown(detail["input"]), expected=expected
    )


def _unquote(word: object) -> str:
    return str(word).strip(" '")


def _shown(found: object) -> str:
    if isinstance(found, str):
        return found[:80]
    if isinstance(found, dict):
        return "一组键值"
    return "一个列表" if isinstance(found, list) else "空"


def _known_keys(model: type[BaseModel], steps: Sequence[Step]) -> set[str]:
    """Return the keys that the model at the path knows."""
    schema = model.model_json_schema(by_alias=True)
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

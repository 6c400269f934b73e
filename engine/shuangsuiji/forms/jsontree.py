"""JSON as the YAML door takes it: checked as JSON, then read as YAML, so that every value has a place."""

import json
import re
from pathlib import Path

from shuangsuiji.findings import Location, refuse
from shuangsuiji.yamlfile import Node, parse_yaml, read_text

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"|\t')
_FOREIGN = re.compile(r"\\/|\\u[dD][89aAbB]")
"""Escapes that JSON has and YAML has not: a stroke, and characters in two halves."""


def read_json(path: Path) -> Node:
    """Return the tree of a JSON file; duplicate keys are refused as in YAML."""
    text, file = read_text(path), str(path)
    try:
        json.loads(text, parse_constant=_refused)
    except json.JSONDecodeError as error:
        place = Location(file, error.lineno, error.colno)
        raise refuse("forms/not-json", place, found=error.msg.partition(": ")[0]) from error
    except ValueError as error:
        raise refuse("forms/not-json", Location(file), found=str(error)) from error
    except RecursionError as error:
        raise refuse("forms/not-json", Location(file), found="括号套得太深") from error
    return parse_yaml(_TOKEN.sub(_as_yaml, text), file)


def _refused(name: str) -> None:
    raise ValueError(name)


def _as_yaml(token: re.Match[str]) -> str:
    """Return a token of JSON as YAML reads it: the same text, at the same place."""
    if token[0] == "\t":
        return " "
    if not _FOREIGN.search(token[0]):
        return token[0]
    return json.dumps(json.loads(token[0]), ensure_ascii=False)

"""The YAML door: text with positions, duplicates refused, no objects, nothing typed until a model reads it."""

from shuangsuiji.yamlfile.tree import (
    ListNode,
    MapNode,
    Node,
    Scalar,
    parse_yaml,
    plain,
    read_text,
    read_yaml,
)
from shuangsuiji.yamlfile.typed import as_written, follow, load_model, locate, nearest, typed

__all__ = [
    "ListNode",
    "MapNode",
    "Node",
    "Scalar",
    "as_written",
    "follow",
    "load_model",
    "locate",
    "nearest",
    "parse_yaml",
    "plain",
    "read_text",
    "read_yaml",
    "typed",
]

"""Each procedure that is called built can be imported, and some test calls it."""

import ast
from importlib import import_module
from pathlib import Path

import pytest

from shuangsuiji.model.procedures import PROCEDURES

TESTS = sorted(Path(__file__).parents[2].rglob("test_*.py"))
BUILT = {name: p.carried_out_by for name, p in PROCEDURES.items() if p.is_built}


def called_in(path: Path) -> set[str]:
    """Return `module:function` of what a test file imports from the engine and calls."""
    tree = ast.parse(path.read_text("utf-8"))
    imported, modules = {}, {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                name = alias.asname or alias.name
                imported[name] = f"{node.module}:{alias.name}"
                modules[name] = f"{node.module}.{alias.name}"
    found = set()
    for node in (n.func for n in ast.walk(tree) if isinstance(n, ast.Call)):
        if isinstance(node, ast.Name):
            found.add(imported.get(node.id, ""))
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            found.add(f"{modules.get(node.value.id, '')}:{node.attr}")
    return found


CALLED = {name for path in TESTS for name in called_in(path)}


@pytest.mark.parametrize("name", sorted(BUILT))
def test_a_built_procedure_can_be_imported(name):
    module, _, function = BUILT[name].partition(":")

    assert callable(getattr(import_module(module), function))


@pytest.mark.parametrize("name", sorted(BUILT))
def test_a_built_procedure_is_called_by_a_test(name):
    assert BUILT[name] in CALLED


@pytest.mark.parametrize("name", sorted(PROCEDURES))
def test_a_procedure_has_a_chinese_title(name):
    assert any("一" <= c <= "鿿" for c in PROCEDURES[name].title)

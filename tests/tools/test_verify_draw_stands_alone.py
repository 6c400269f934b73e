"""The public verifier is one short file that shares nothing with the engine."""

import ast
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
TOOL = ROOT / "tools" / "verify_draw.py"


def _code_lines(path: Path) -> list[str]:
    """Code without indentation, comments, imports, closing brackets and other trivial lines."""
    stripped = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    trivial = ("#", "import ", "from ", "@", '"""')
    return [line for line in stripped if len(line) > 12 and not line.startswith(trivial)]


def _runs(lines: list[str], length: int) -> set[tuple[str, ...]]:
    return {tuple(lines[i : i + length]) for i in range(len(lines) - length + 1)}


def test_the_verifier_imports_only_the_standard_library() -> None:
    tree = ast.parse(TOOL.read_text(encoding="utf-8"))

    nodes = list(ast.walk(tree))
    imported = {a.name.split(".")[0] for n in nodes if isinstance(n, ast.Import) for a in n.names}
    froms = [n for n in nodes if isinstance(n, ast.ImportFrom)]

    assert all(node.level == 0 for node in froms)
    assert imported | {(n.module or "").split(".")[0] for n in froms} <= sys.stdlib_module_names


def test_the_verifier_loads_nothing_by_name_at_run_time() -> None:
    tree = ast.parse(TOOL.read_text(encoding="utf-8"))

    called = {
        n.func.id
        for n in ast.walk(tree)
        if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)
    }

    assert not called & {"__import__", "eval", "exec", "compile", "open"}


def test_the_verifier_reads_as_python_3_9() -> None:
    source = TOOL.read_text(encoding="utf-8")

    tree = ast.parse(source, feature_version=(3, 9))

    assert ast.get_docstring(tree)


def test_the_verifier_has_under_1200_lines() -> None:
    source = TOOL.read_text(encoding="utf-8")

    lines = source.splitlines()

    assert len(lines) < 1200


def test_the_verifier_shares_no_code_with_the_engine() -> None:
    engine = sorted((ROOT / "engine" / "shuangsuiji").rglob("*.py"))
    assert engine

    mine = _runs(_code_lines(TOOL), 4)
    theirs = set().union(*(_runs(_code_lines(path), 4) for path in engine))

    assert not mine & theirs

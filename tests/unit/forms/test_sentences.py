import ast
from collections import defaultdict
from pathlib import Path
from string import Formatter

from shuangsuiji import forms
from shuangsuiji.report.form_sentences import SENTENCES

FOLDER = Path(next(iter(forms.__path__)))


def codes_with_params() -> dict[str, list[set[str]]]:
    """Return every code that forms/ reports with the params of each place that reports it."""
    found: dict[str, list[set[str]]] = defaultdict(list)
    for file in FOLDER.glob("*.py"):
        for call in (n for n in ast.walk(ast.parse(file.read_text())) if isinstance(n, ast.Call)):
            codes = [a.value for a in call.args if isinstance(a, ast.Constant)]
            for code in (c for c in codes if isinstance(c, str) and c.startswith("forms/")):
                found[code].append({str(k.arg) for k in call.keywords})
    return found


def test_every_code_of_forms_has_its_sentence_and_every_sentence_its_code() -> None:
    texts = "\n".join(file.read_text() for file in FOLDER.glob("*.py"))

    assert {c for c in SENTENCES if f'"{c}"' not in texts} == set()
    assert set(codes_with_params()) <= set(SENTENCES)


def test_sentences_name_only_what_is_given() -> None:
    for code, calls in codes_with_params().items():
        wanted = {
            name for text in SENTENCES[code] for _, name, _, _ in Formatter().parse(text) if name
        }

        assert all(wanted <= given for given in calls), code


def test_sentences_do_not_shout() -> None:
    assert not [c for c, texts in SENTENCES.items() if "！" in "".join(texts)]

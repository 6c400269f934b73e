"""The snippets and refused conditions of rulesets/README.md are what the engine reads and says."""

import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from shuangsuiji.findings import Location, problem
from shuangsuiji.model.settings import Settings
from shuangsuiji.model.vocabulary import Vocabulary
from shuangsuiji.packs.files import ClauseFile, FieldFile, FormFile, PackFile, SettingFile
from shuangsuiji.packs.resolve import load_pack
from shuangsuiji.packs.settings import shipped_settings
from shuangsuiji.packs.vocabulary import check_vocabulary, shipped_vocabulary
from shuangsuiji.proof.cases import run_cases
from shuangsuiji.report.sentences import CONDITIONS, sentence
from shuangsuiji.rules.conditions import Scope, read_condition
from shuangsuiji.rules.kinds import RuleFile
from shuangsuiji.rules.scan import ConditionError
from shuangsuiji.workflow.recorded import RecordedFile
from shuangsuiji.yamlfile import parse_yaml, typed

PAGE = Path(__file__).parents[2] / "rulesets" / "README.md"
TEXT = PAGE.read_text("utf-8")
MODELS: dict[str, type[BaseModel]] = {
    "": RuleFile,
    "clauses": ClauseFile,
    "fields": FieldFile,
    "findings": RecordedFile,
    "forms": FormFile,
    "pack": PackFile,
    "settings": SettingFile,
    "vocabulary": Vocabulary,
}
SNIPPETS = re.findall(r"^```yaml ?(\w*)\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
RULES = [text for model, text in SNIPPETS if not model]
ALLOWED = re.findall(r"^\| `(\w+)` \| `([^`]+)` \| (?!`condition/)", TEXT, re.MULTILINE)
REFUSED = re.findall(r"^\| `(\w+)` \| `([^`]+)` \| `(condition/[\w-]+)` \| ([^|]+) \|", TEXT, re.M)
OF_LENGTH = {"condition/empty", "condition/too-deep", "condition/too-long"}


@pytest.mark.parametrize(("model", "text"), SNIPPETS)
def test_every_yaml_snippet_is_read(model: str, text: str) -> None:
    read = typed(parse_yaml(text, "README.md"), MODELS[model], "README.md")

    if isinstance(read, Vocabulary):
        assert check_vocabulary(read) == []


@pytest.mark.parametrize("text", RULES)
def test_the_rules_shown_resolve_and_their_cases_hold(text: str, tmp_path: Path) -> None:
    clauses = sorted(set(re.findall(r"\b[A-Z]{2}-\w+", text)))
    (tmp_path / "pack.yaml").write_text(
        "id: page\ntitle: 页\ncode: '000000'\nextends: national\n"
        "documents:\n  - {id: page, title: 文件, status: in_force}\n",
        "utf-8",
    )
    (tmp_path / "clauses.yaml").write_text(
        "".join(
            f"- {{id: {c}, document: page, place: 某条, says: 某事, mark: partly}}\n"
            for c in clauses
        ),
        "utf-8",
    )
    (tmp_path / "plans.yaml").write_text(text, "utf-8")

    pack = load_pack(str(tmp_path))

    own = [rule for rule in pack.rules if rule.pack == "page"]
    assert own
    assert [r.case.name for rule in own for r in run_cases(pack, rule) if not r.holds] == []


def scope(table: str) -> Scope:
    return Scope(shipped_vocabulary().tables[table], settings=Settings(shipped_settings()))


@pytest.mark.parametrize(("table", "condition"), ALLOWED)
def test_what_may_be_written_is_read(table: str, condition: str) -> None:
    assert read_condition(condition, scope(table))


@pytest.mark.parametrize(("table", "condition", "code", "said"), REFUSED)
def test_what_is_refused_is_refused_in_these_words(
    table: str, condition: str, code: str, said: str
) -> None:
    with pytest.raises(ConditionError) as refused:
        read_condition(condition, scope(table))

    assert refused.value.code == code
    assert sentence(problem(code, Location("x"), **refused.value.params))[0] == said.strip()


def test_every_reason_to_refuse_a_condition_is_shown() -> None:
    assert {code for _, _, code, _ in REFUSED} | OF_LENGTH == set(CONDITIONS)
    assert all(f"`{code}`" in TEXT for code in OF_LENGTH)


def test_every_kind_and_each_of_its_keys_is_told() -> None:
    kinds = RuleFile.model_json_schema()["$defs"].values()
    told = {
        word
        for kind in kinds
        if "kind" in kind.get("properties", {})
        for word in (kind["properties"]["kind"]["const"], *kind["properties"])
    }

    assert {word for word in told if f"`{word}" not in TEXT} == set()

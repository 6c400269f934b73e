"""Write schemas/*.json from the pydantic models, or check that the committed ones are fresh."""

import json
import sys
from pathlib import Path

from pydantic import BaseModel

from shuangsuiji.calendar.files import CalendarYear
from shuangsuiji.draw.manifest import Manifest
from shuangsuiji.draw.spec import DrawSpec
from shuangsuiji.model.settings import SettingRegistry
from shuangsuiji.model.vocabulary import Vocabulary
from shuangsuiji.packs.files import ClauseFile, FieldFile, FormFile, PackFile, SettingFile
from shuangsuiji.packs.subjects import SubjectRegistry
from shuangsuiji.proof.adopt import PackAnswers
from shuangsuiji.rules.kinds import RuleFile
from shuangsuiji.workflow.case_yaml import CaseFile
from shuangsuiji.workflow.recorded import RecordedFile

FOLDER = Path(__file__).parents[1] / "schemas"
MODELS: dict[str, type[BaseModel]] = {
    "calendar": CalendarYear,
    "cases": CaseFile,
    "clauses": ClauseFile,
    "draw-order": DrawSpec,
    "fields": FieldFile,
    "forms": FormFile,
    "manifest": Manifest,
    "pack": PackFile,
    "pack-answers": PackAnswers,
    "recorded-findings": RecordedFile,
    "rules": RuleFile,
    "setting-registry": SettingRegistry,
    "settings": SettingFile,
    "subject-registry": SubjectRegistry,
    "vocabulary": Vocabulary,
}


def text_of(model: type[BaseModel]) -> str:
    """Return the model's JSON Schema as it is committed."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **model.model_json_schema(),
    }
    return json.dumps(schema, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def main(arguments: list[str]) -> int:
    """Write the schemas; with --check, say which are stale and return 1."""
    texts = {FOLDER / f"{name}.schema.json": text_of(model) for name, model in MODELS.items()}
    known = set(FOLDER.glob("*.json"))
    stale = [p for p, text in texts.items() if not p.is_file() or p.read_text("utf-8") != text]
    if "--check" in arguments:
        for path in [*stale, *sorted(known - set(texts))]:
            sys.stderr.write(f"{path.name} 与模型不一致：运行 make fix\n")
        return 1 if stale or known - set(texts) else 0
    FOLDER.mkdir(exist_ok=True)
    for path in stale:
        path.write_text(texts[path], "utf-8")
    for path in known - set(texts):
        path.unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

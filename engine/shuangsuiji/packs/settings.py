"""The registry of settings as the engine loads it: every default is one that its setting allows."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from shuangsuiji.findings import Location, Refusal, problem
from shuangsuiji.model.settings import Answer, SettingRegistry, SettingSpec
from shuangsuiji.resources import root
from shuangsuiji.yamlfile import locate, read_yaml, typed

REGISTRY = "rulesets/settings.yaml"


@cache
def shipped_settings() -> Mapping[str, SettingSpec]:
    """Return rulesets/settings.yaml by name, checked."""
    return read_settings_registry(root() / REGISTRY, REGISTRY)


def read_settings_registry(path: Path, shown: str) -> Mapping[str, SettingSpec]:
    """Return a registry by name, checked; `shown` is how findings name the file."""
    node = read_yaml(path, file=shown)
    problems = []
    found: dict[str, SettingSpec] = {}
    for index, spec in enumerate(typed(node, SettingRegistry, shown).root):
        if spec.name in found:
            place = locate(node, (index, "name"), shown)
            problems.append(problem("setting/twice", place, found=spec.name))
        found[spec.name] = spec
        try:
            default_answer(spec)
        except ValueError as error:
            place = locate(node, (index, "default"), shown)
            told = problem("setting/default", place, found=spec.name, would=str(error))
            problems.append(told)
    if problems:
        raise Refusal(problems)
    return found


def default_answer(spec: SettingSpec) -> Answer | None:
    """Return the registry's own answer; None where it leaves the question open."""
    if spec.default is None:
        return None
    return Answer(spec.default, spec.read(spec.default), Location(REGISTRY))

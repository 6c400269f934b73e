"""The registry of settings as the engine loads it: every default is one that its setting allows."""

from collections.abc import Mapping
from functools import cache

from shuangsuiji.findings import Location, Refusal, problem
from shuangsuiji.model.settings import Answer, SettingRegistry, SettingSpec
from shuangsuiji.resources import root
from shuangsuiji.yamlfile import load_model

REGISTRY = "rulesets/settings.yaml"


@cache
def shipped_settings() -> Mapping[str, SettingSpec]:
    """Return rulesets/settings.yaml by name, checked."""
    specs = load_model(root() / REGISTRY, SettingRegistry, file=REGISTRY).root
    problems = []
    found: dict[str, SettingSpec] = {}
    for spec in specs:
        if spec.name in found:
            problems.append(problem("setting/twice", Location(REGISTRY), found=spec.name))
        found[spec.name] = spec
        try:
            default_answer(spec)
        except ValueError as error:
            place = Location(REGISTRY)
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

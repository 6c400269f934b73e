"""The facts of a case as people read them: value, where it comes from, who says so, on what grounds."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from shuangsuiji.accountability.cases import Evidence, LiabilityCase
from shuangsuiji.check.words import shown
from shuangsuiji.model.vocabulary import FieldSpec
from shuangsuiji.packs.rulepack import RulePack

SOURCES = {
    "file": "案件所记",
    "record": "卷内记录",
    "finding": "人工认定",
    "assertion": "主张",
    "assumption": "假设",
}


@dataclass(frozen=True, slots=True)
class FactLine:
    """One fact: what it is called, its value, where it comes from, on what grounds.

    `shown` are the rules, or the rows of records, that show it.
    """

    name: str
    label: str
    value: str
    source: str
    rests_on: str
    shown: tuple[str, ...]


def fact_lines(
    pack: RulePack, specs: Mapping[str, FieldSpec], case: LiabilityCase
) -> Iterator[FactLine]:
    """Yield the facts of a case in the order in which they came, each with what it rests on."""
    laws = {
        rule.full_id: f"{rule.spec.title}（{'、'.join(rule.spec.cite)}）" for rule in pack.rules
    }
    for name, evidence in case.evidence.items():
        spec = specs[name]
        value, source = shown(spec, case.facts[name]), SOURCES[evidence.source]
        rests = rests_on(evidence, laws)
        if evidence.before is not None:
            fact, earlier = evidence.before
            rests = f"原来是“{shown(spec, fact)}”（{_told(earlier, laws)}）"
        by = tuple(each for e in (evidence, *evidence.also) for each in e.shown)
        yield FactLine(name, spec.label, value, source, rests, by)


def rests_on(evidence: Evidence, laws: Mapping[str, str]) -> str:
    """Return what a fact rests on: who, when, on what grounds; of records, what shows it, in words."""
    shown_by = "、".join(laws.get(each.partition("#")[0], each) for each in evidence.shown)
    parts = [evidence.who, evidence.when, evidence.grounds, shown_by]
    own = "，".join(part for part in parts if part)
    return "；".join(part for part in (own, *(_told(e, laws) for e in evidence.also)) if part)


def _told(evidence: Evidence, laws: Mapping[str, str]) -> str:
    told = (SOURCES[evidence.source], rests_on(evidence, laws))
    return "：".join(part for part in told if part)

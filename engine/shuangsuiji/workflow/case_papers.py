"""What a run reads: cases, people's findings on each, what-ifs; and what each pack has words for."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path
from typing import TypeVar

from shuangsuiji.check.papers import Subject
from shuangsuiji.check.recorded import Assertable, Recorded, recorded_fact
from shuangsuiji.findings import Finding, Location, Refusal, problem
from shuangsuiji.packs.rulepack import RulePack
from shuangsuiji.rules.normal import asserted_field
from shuangsuiji.workflow.case_facts import Assumption, belongs_to, read_assumption
from shuangsuiji.workflow.case_files import read_cases
from shuangsuiji.workflow.case_read import TABLE, ReadCase, ReadCases, called
from shuangsuiji.workflow.checks import assertable
from shuangsuiji.workflow.recorded import recorded_in
from shuangsuiji.yamlfile import nearest

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class CasePapers:
    """What was read for packs: `known` and `assumed` are by pack, `recorded` by case.

    `assumptions` are the what-ifs as they were asked for, `problems` what is told of the files.
    """

    cases: ReadCases
    recorded: Mapping[str, tuple[Recorded, ...]]
    known: Mapping[str, Assertable]
    assumed: Mapping[str, tuple[Assumption, ...]]
    assumptions: tuple[Assumption, ...]
    problems: tuple[Finding, ...]

    def under(self, pack: str) -> Iterator[tuple[ReadCase, tuple[Recorded, ...]]]:
        """Yield each case with people's findings, without what only another pack has a word for."""
        own = self.known[pack]
        others = [known for name, known in self.known.items() if name != pack]
        for read in self.cases.cases:
            said = [s for s in read.said if not _elsewhere(_has_field, own, others, s.fact)]
            told = self.recorded[read.name]
            kept = [one for one in told if not _elsewhere(_has_fact, own, others, one)]
            yield replace(read, said=tuple(said)), tuple(kept)


def read_papers(
    cases: Path, findings: Path | None, assume: Sequence[str], packs: Sequence[RulePack]
) -> CasePapers:
    """Return the papers of a run. Raises Refusal where a file or a what-if cannot be read."""
    read = read_cases(cases, packs[0].vocabulary)
    known = {pack.id: assertable(pack, Subject((TABLE,))) for pack in packs}
    recorded, lost = _by_case(read, recorded_in(findings), next(iter(known.values())))
    assumed, assumptions = _assumed(assume, packs, known, [case.name for case in read.cases])
    problems = (*read.problems, *lost)
    return CasePapers(read, recorded, known, assumed, assumptions, problems)


def _by_case(
    cases: ReadCases, findings: Iterable[Recorded], known: Assertable
) -> tuple[dict[str, tuple[Recorded, ...]], list[Finding]]:
    """Return people's findings by case, and those on no case of the file."""
    names = {called(case.name): case.name for case in cases.cases}
    by_case: dict[str, list[Recorded]] = {name: [] for name in names.values()}
    lost = []
    for one in (*cases.recorded, *findings):
        name = names.get(called(one.key))
        if one.table.strip() and not belongs_to(known, one):
            lost.append(problem("case/other-table", one.location, found=one.table))
        elif name is None:
            told = {"found": one.key, "nearest": nearest(one.key, list(by_case))}
            lost.append(problem("case/other-case", one.location, **told))
        else:
            by_case[name].append(one)
    return {name: tuple(each) for name, each in by_case.items()}, lost


def _assumed(
    assume: Sequence[str],
    packs: Sequence[RulePack],
    known: Mapping[str, Assertable],
    cases: Sequence[str],
) -> tuple[dict[str, tuple[Assumption, ...]], tuple[Assumption, ...]]:
    """Return the what-ifs as each pack reads them, and each once; one that no pack knows is refused."""
    by_pack: dict[str, list[Assumption]] = {pack.id: [] for pack in packs}
    every: list[Assumption] = []
    problems: list[Finding] = []
    for words in assume:
        tried = [(pack, read_assumption(known[pack.id], words, cases)) for pack in packs]
        fitting = [(p, _titled(p, one)) for p, one in tried if isinstance(one, Assumption)]
        for pack, one in fitting:
            by_pack[pack.id].append(one)
        every += [one for _, one in fitting[:1]]
        problems += [one for _, one in tried[:1] if isinstance(one, Finding) and not fitting]
    problems += _contradictions(every)
    if problems:
        raise Refusal(problems)
    return {pack: tuple(each) for pack, each in by_pack.items()}, tuple(every)


def _titled(pack: RulePack, one: Assumption) -> Assumption:
    """Return the assumption in people's words: of a residual ground, with its title."""
    for rule in pack.rules:
        if asserted_field(rule.full_id, "residual").name == one.spec.name:
            label = f"主张“{rule.spec.title}”"
            return replace(one, spec=one.spec.model_copy(update={"label": label}))
    return one


def _contradictions(assumptions: Sequence[Assumption]) -> Iterator[Finding]:
    """Yield the what-ifs that assume something else of a fact than an earlier one."""
    for first, second in combinations(assumptions, 2):
        same_case = first.case == second.case or None in (first.case, second.case)
        same_fact = first.spec.name == second.spec.name
        if same_case and same_fact and first.fact.value != second.fact.value:
            told = {"found": second.words, "earlier": first.words}
            yield problem("case/assume-twice", Location("--assume"), **told)


def _elsewhere(
    has: Callable[[Assertable, T], bool], own: Assertable, others: Iterable[Assertable], what: T
) -> bool:
    """Tell whether only another pack has a word for it."""
    return not has(own, what) and any(has(other, what) for other in others)


def _has_field(known: Assertable, word: str) -> bool:
    return known.vocabulary.tables[TABLE].find(word) is not None


def _has_fact(known: Assertable, one: Recorded) -> bool:
    read = recorded_fact(known, TABLE, one)
    return not (isinstance(read, Finding) and read.code == "recorded/unknown-fact")

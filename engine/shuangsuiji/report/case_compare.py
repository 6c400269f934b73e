"""One case under several packs: where the verdicts part, and which facts only one of the packs asks for."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from shuangsuiji.accountability.law import Law
from shuangsuiji.model.vocabulary import FieldKind
from shuangsuiji.report.case_words import VERDICTS, Run
from shuangsuiji.rules.expressions import refs


@dataclass(frozen=True, slots=True)
class Difference:
    """What packs make of one case: the verdict under each, and stated facts that one alone asks for."""

    case: str
    verdicts: Mapping[str, str]
    only: Mapping[str, tuple[str, ...]]


def differences(runs: Sequence[Run]) -> Iterator[Difference]:
    """Yield a comparison for each case; nothing where there is one pack."""
    if len(runs) < 2:  # noqa: PLR2004  (a comparison needs two)
        return
    asked = {run.pack.title: _asked(run.law) for run in runs}
    for outcomes in zip(*(run.outcomes for run in runs), strict=True):
        case = outcomes[0].case
        verdicts = {
            run.pack.title: "没有作判断" if o.decision is None else VERDICTS[o.decision.verdict][0]
            for run, o in zip(runs, outcomes, strict=True)
        }
        only = {
            title: tuple(
                label
                for name, label in own.items()
                if name in case.facts
                and not any(name in other for t, other in asked.items() if t != title)
            )
            for title, own in asked.items()
        }
        yield Difference(case.name, verdicts, {t: facts for t, facts in only.items() if facts})


def _asked(law: Law) -> dict[str, str]:
    """Return the facts that a law's grounds in force ask for, assertions aside, by name."""
    grounds = (g for g in law.grounds if not g.is_reference)
    found = (ref.spec for ground in grounds for ref in refs(ground.met))
    return {spec.name: spec.label for spec in found if spec.kind is not FieldKind.INVOKED}

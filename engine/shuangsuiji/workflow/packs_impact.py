"""What a change of a pack changes: both versions on the same papers; their values; packs that extend it."""

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from shuangsuiji.findings import Finding, Location, Refusal, refuse
from shuangsuiji.packs.read import ReadPack
from shuangsuiji.packs.resolve import pack_folders, read_chain
from shuangsuiji.packs.rulepack import RulePack
from shuangsuiji.proof.impact import Checkup, PaperImpact, errors_appear, findings_changed
from shuangsuiji.proof.value_changes import ValueChange, values_changed
from shuangsuiji.workflow.duck import duck
from shuangsuiji.workflow.packs_versions import Version, load_version, resolved
from shuangsuiji.workflow.plans import PlanPapers, check_read, read_plan


@dataclass(frozen=True, slots=True)
class ImpactPapers:
    """What both versions are held against: plans, and what goes with each of them."""

    plans: tuple[Path, ...]
    items: Path | None = None
    register: Path | None = None
    findings: Path | None = None
    as_of: date | None = None

    def of(self, plan: Path) -> PlanPapers:
        """Return the papers of one plan."""
        return PlanPapers(plan, self.items, self.register, self.findings, self.as_of)


@dataclass(frozen=True, slots=True)
class ChildImpact:
    """What changes in a shipped pack that extends this one; `refused` where it no longer holds."""

    pack: str
    title: str
    values: tuple[ValueChange, ...]
    refused: tuple[Finding, ...] = ()
    refused_before: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Impact:
    """What the change of a pack changes."""

    old: Version
    new: Version
    as_of: date
    values: tuple[ValueChange, ...]
    papers: tuple[PaperImpact, ...]
    children: tuple[ChildImpact, ...]

    @property
    def errors(self) -> bool:
        """Whether an error appears, or a pack that extends this one no longer holds."""
        broken = any(c.refused and not c.refused_before for c in self.children)
        return broken or any(errors_appear(paper, self.new.pack) for paper in self.papers)


def impact(old: str, new: str, papers: ImpactPapers, *, today: date) -> Impact:
    """Return what changes from one version to the other. Raises Refusal where one cannot be used."""
    with tempfile.TemporaryDirectory(prefix="shuangsuiji-") as scratch:
        versions = [load_version(word, Path(scratch) / str(n)) for n, word in enumerate((old, new))]
    before, after = versions
    if before.pack.id != after.pack.id:
        told = {"old": before.pack.id, "new": after.pack.id}
        raise refuse("impact/other-pack", Location(new), **told)
    as_of = papers.as_of or today
    checked = tuple(_checked(before.pack, after.pack, papers, as_of))
    years = [year for year, _ in checked]
    return Impact(
        old=before,
        new=after,
        as_of=as_of,
        values=values_changed(before.pack, after.pack, as_of, years),
        papers=tuple(paper for _, paper in checked),
        children=tuple(_children(before, after, as_of, years)),
    )


def _checked(
    old: RulePack, new: RulePack, papers: ImpactPapers, as_of: date
) -> Iterator[tuple[int | None, PaperImpact]]:
    """Yield what changes on each plan; the register, the same for all, is told with a year's first."""
    told: list[int | None] = []
    for plan in papers.plans:
        own = papers.of(plan)
        year, before = _check(old, own, as_of)
        _, after = _check(new, own, as_of)
        if year in told and papers.register is not None:
            before, after = (_without_register(c, old, new) for c in (before, after))
        told.append(year)
        files = {str(path) for path in own.files if path is not None}
        yield year, findings_changed(before, after, files, str(plan))


def _check(pack: RulePack, papers: PlanPapers, as_of: date) -> tuple[int | None, Checkup]:
    read = read_plan(pack, papers)
    with duck(() if papers.register is None else (papers.register,)) as connection:
        report = check_read(connection, pack, papers, read, today=as_of).report
    return read.year, Checkup(report.checked.findings, report.checked.counts)


def _without_register(checkup: Checkup, *packs: RulePack) -> Checkup:
    """Leave out what rules say of the register of targets: the first plan of the year told it."""
    of_register = {r.full_id for p in packs for r in p.rules if r.spec.tables() == ("target",)}
    told = {name: str(name).partition("#")[0] for name in checkup.counts}
    return replace(
        checkup,
        findings=tuple(
            f
            for f in checkup.findings
            if str(f.params.get("rule", f.code)).partition("#")[0] not in of_register
        ),
        counts={n: c for n, c in checkup.counts.items() if told[n] not in of_register},
    )


def _children(
    old: Version, new: Version, as_of: date, years: Sequence[int | None]
) -> Iterator[ChildImpact]:
    """Yield what changes in the shipped packs that extend this one, were each version the shipped one."""
    for name in pack_folders():
        chain = read_chain(name)
        ids = [p.file.id for p in chain]
        if old.pack.id not in ids[:-1]:
            continue
        below = chain[ids.index(old.pack.id) + 1 :]
        before, after = (_resolved((*v.chain, *below)) for v in (old, new))
        own = chain[-1].file
        if isinstance(before, RulePack) and isinstance(after, RulePack):
            changed = values_changed(before, after, as_of, years)
            yield ChildImpact(own.id, own.title, changed)
        else:
            yield ChildImpact(own.id, own.title, (), _told(after), _told(before))


def _resolved(chain: tuple[ReadPack, ...]) -> RulePack | Refusal:
    try:
        return resolved(chain)
    except Refusal as refusal:
        return refusal


def _told(outcome: RulePack | Refusal) -> tuple[Finding, ...]:
    return outcome.findings if isinstance(outcome, Refusal) else ()

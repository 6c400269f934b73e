"""Check a register under a pack: of targets, inspectors, experts, or the catalogue of registers."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from shuangsuiji.check.papers import Subject
from shuangsuiji.check.tables import When
from shuangsuiji.findings import Finding, Location, refuse
from shuangsuiji.forms.labels import Labels
from shuangsuiji.forms.which import table_by_headers
from shuangsuiji.model.vocabulary import Vocabulary
from shuangsuiji.packs.resolve import load_pack
from shuangsuiji.packs.rulepack import RulePack
from shuangsuiji.plan.lists import short_title
from shuangsuiji.workflow.checks import (
    CheckReport,
    Work,
    check_period,
    forms_of,
    note,
    run_check,
)
from shuangsuiji.workflow.duck import duck
from shuangsuiji.workflow.inspector_files import REGISTERS, faults_in
from shuangsuiji.workflow.recorded import recorded_in

KINDS = {
    "targets": "target",
    "inspectors": "inspector",
    "experts": "expert",
    "registers": "register",
}
"""The words of --as, each with its table; the Chinese ones are the tables' own and these."""
OTHER_WORDS = {
    "检查人员": "inspector",
    "执法人员": "inspector",
    "检查对象库": "target",
    "专项名录库": "register",
    "名录库目录": "register",
}
ROSTER = "staff"
"""The table of the personnel roster, to which the register of inspectors is held."""


@dataclass(frozen=True, slots=True)
class RegisterPapers:
    """What is handed in: the register, what it is said to be, the roster; the day of the check."""

    register: Path
    kind: str | None = None
    staff: Path | None = None
    findings: Path | None = None
    as_of: date | None = None
    ask: bool = False

    @property
    def files(self) -> tuple[Path | None, ...]:
        """The files that are read."""
        return (self.register, self.staff, self.findings)


def check_register(pack_name: str, papers: RegisterPapers, *, today: date) -> CheckReport:
    """Return the report on a register. Raises Refusal where a paper cannot be read or placed."""
    pack = load_pack(pack_name)
    when = When(papers.as_of or today)
    check_period(pack, when)
    table, noticed = _table(pack, papers)
    spec = pack.vocabulary.tables[table]
    if papers.staff is not None and table != "inspector":
        raise refuse("register/staff-alone", Location(str(papers.staff)), found=spec.label)
    subject = Subject((table, ROSTER) if table == "inspector" else (table,))
    registers = {table: papers.register}
    registers |= {ROSTER: papers.staff} if papers.staff is not None else {}
    work = Work(pack, subject, when, papers.register, {}, registers, recorded_in(papers.findings))
    if table in REGISTERS:
        noticed = (*noticed, *faults_in(papers.register, table, pack, when.as_of))
    done = run_check(replace(work, ask=papers.ask), noticed)
    register, roster = done.papers.registers[table], done.papers.registers.get(ROSTER)
    title = short_title(register.title, register.location)
    scope = [spec.label, f"{register.rows}行"]
    scope += [f"对照人事名册（{roster.rows}行）"] if roster is not None else []
    return CheckReport(
        pack=pack,
        title=title,
        told={"register": title, "table": table},
        scope=tuple(scope),
        as_of=when.as_of,
        rows=register.rows,
        checked=done.checked,
        papers=done.papers,
        recorded=done.recorded,
    )


def _table(pack: RulePack, papers: RegisterPapers) -> tuple[str, tuple[Finding, ...]]:
    """Return the table of a register: as it is said, else as its headers clearly tell."""
    tables, place = pack.vocabulary.tables, Location(str(papers.register))
    known = tuple(f"{word}（{tables[name].label}）" for word, name in KINDS.items())
    if papers.kind is not None:
        said = _words(pack.vocabulary).get(_tidy(papers.kind))
        if said is None:
            raise refuse("register/kind", place, found=papers.kind, known=known)
        return said, ()
    labels = {n: Labels(n, tables[n], forms_of(pack, n)) for n in (*KINDS.values(), ROSTER)}
    with duck([papers.register]) as connection:
        fit, every = table_by_headers(connection, papers.register, labels)
    if fit is None or fit.table == ROSTER:
        found = tuple(f"{tables[f.table].label} {len(f.headers)} 列" for f in every if f.headers)
        raise refuse("register/kind-unclear", place, found=found, known=known)
    label = tables[fit.table].label
    told = note("register/taken-for", place, found=label, columns=fit.headers, known=known)
    return fit.table, (told,)


def _words(vocabulary: Vocabulary) -> Mapping[str, str]:
    named = {
        w: n for n in KINDS.values() for s in (vocabulary.tables[n],) for w in (n, s.row, s.label)
    }
    return {_tidy(word): name for word, name in {**named, **OTHER_WORDS, **KINDS}.items()}


def _tidy(word: str) -> str:
    return unicodedata.normalize("NFKC", word).strip().casefold()

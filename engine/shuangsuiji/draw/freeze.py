"""From a draw order and frozen registers to the manifest (抽取清单)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from shuangsuiji.digest import digest
from shuangsuiji.draw.fields import DrawFile
from shuangsuiji.draw.manifest import (
    BeaconEntry,
    Departure,
    Excluded,
    LineEntry,
    Log,
    Manifest,
    Mode,
    PackReference,
    Party,
    Reference,
    RegisterEntry,
    StratumEntry,
    Undecided,
    Window,
    Withhold,
)
from shuangsuiji.draw.manifest_rules import manifest_findings
from shuangsuiji.draw.registers.delta import Delta
from shuangsuiji.draw.registers.snapshot import Snapshot, StratumCount
from shuangsuiji.draw.spec import DrawSpec, LineSpec
from shuangsuiji.findings import Finding, Location, Refusal, problem
from shuangsuiji.model.vocabulary import Strict
from shuangsuiji.yamlfile import nearest

Model = TypeVar("Model", bound=DrawFile)


@dataclass(frozen=True, slots=True)
class FrozenRegister:
    """A register after its snapshot: root, counts, what was answered for the undecided, what changed.

    `facts` is facts-<n>.txt, where inspectors will be matched.
    """

    snapshot: Snapshot
    counts: tuple[StratumCount, ...]
    undecided: tuple[Undecided, ...] = ()
    previous_root: str | None = None
    delta: Delta | None = None
    facts: bytes | None = None


@dataclass(frozen=True, slots=True)
class LogPosition:
    """Where the draw stands in its log: counter, the manifest before it, attempts per line."""

    counter: int = 1
    previous: str | None = None
    attempts: Mapping[str, int] | None = None
    retry_of: str | None = None


def make_manifest(
    spec: DrawSpec,
    registers: Sequence[FrozenRegister],
    pack: PackReference,
    plan: Reference | None,
    position: LogPosition,
    *,
    engine: str,
    file: str,
    inspectors: bytes | None = None,
) -> Manifest:
    """Return the manifest of a draw order; Refusal with all that does not fit, in its `file`."""
    found = [*_register_findings(spec, registers, file)]
    if found:
        raise Refusal(found)
    manifest = Manifest(
        beacon=_as(BeaconEntry, spec.beacon),
        counter=position.counter,
        deadline=spec.deadline,
        draw=spec.draw,
        engine=engine,
        format="ssj/1",
        hash=spec.hash,
        inspectors=None if inspectors is None else digest(spec.hash, inspectors),
        lines=tuple(
            line_entry(
                line,
                registers[line.register_ - 1].counts,
                (position.attempts or {}).get(line.line, 0) + 1,
            )
            for line in spec.lines
        ),
        log=_as(Log, spec.log),
        merge=spec.merge,
        pack=pack,
        parties=tuple(Party(key=p.key, name=p.name, title=p.title) for p in spec.parties),
        plan=plan,
        previous=position.previous,
        purpose=spec.purpose,
        registers=tuple(_entry(spec, n, r) for n, r in enumerate(registers, 1)),
        retry_of=position.retry_of,
        withhold=_as(Withhold, spec.withhold),
    )
    found = [*manifest_findings(manifest, file)]
    if found:
        raise Refusal(found)
    return manifest


def _as(model: type[Model], spec: Strict | None) -> Model | None:
    return model.model_validate(spec.model_dump()) if spec else None


def _register_findings(
    spec: DrawSpec, registers: Sequence[FrozenRegister], file: str
) -> Iterator[Finding]:
    if spec.withhold and not spec.log:
        yield problem("draw/withhold-log", Location(file))
    if len(spec.registers) > len(registers):
        params = {"found": len(registers), "expected": len(spec.registers)}
        yield problem("draw/registers-too-few", Location(file), **params)
    for line in spec.lines:
        if line.register_ > len(registers):
            place = Location(file)
            yield problem("draw/line-register", place, line=line.line, register=line.register_)
        else:
            yield from _strata_findings(line, registers[line.register_ - 1], file)


def _strata_findings(line: LineSpec, register: FrozenRegister, file: str) -> Iterator[Finding]:
    named = [s.id for s in line.strata]
    there = [c.id for c in register.counts]
    for name in sorted({n for n in named if named.count(n) > 1}):
        yield problem("draw/stratum-twice", Location(file), line=line.line, stratum=name)
    for name in sorted(set(there) - set(named)):
        n = next(c.all for c in register.counts if c.id == name)
        yield problem("draw/stratum-unnamed", Location(file), line=line.line, stratum=name, n=n)
    for name in sorted(set(named) - set(there)):
        near = nearest(name, there)
        params = {"line": line.line, "stratum": name, "nearest": near}
        yield problem("draw/stratum-absent", Location(file), **params)


def line_entry(line: LineSpec, counts: Iterable[StratumCount], attempt: int) -> LineEntry:
    """Return a line as the manifest has it; every stratum of its register has a ratio."""
    ratios = {s.id: str(s.ratio) for s in line.strata}
    strata = tuple(_stratum(count, ratios[count.id], line.minimum) for count in counts)
    return LineEntry(
        attempt=attempt,
        base=line.base,
        batches=line.batches,
        departures=tuple(
            Departure(approver=d.approver, reason=d.reason, rule=d.rule) for d in line.departures
        ),
        group=line.group or line.line,
        least=line.least,
        line=line.line,
        mode=Mode(condition=line.mode.condition, kind=line.mode.kind, words=line.mode.words),
        register_=line.register_,
        rounding=line.rounding,
        strata=strata,
        window=Window(from_=line.window.from_, until=line.window.until),
    )


def _stratum(count: StratumCount, ratio: str, minimum: int) -> StratumEntry:
    return StratumEntry(
        all=count.all,
        eligible=count.eligible,
        excluded=tuple(Excluded(n=n, reason=reason) for reason, n in count.excluded),
        id=count.id,
        minimum=minimum,
        ratio=ratio,
    )


def _entry(spec: DrawSpec, number: int, register: FrozenRegister) -> RegisterEntry:
    return RegisterEntry(
        digits=register.snapshot.digits,
        facts=None if register.facts is None else digest(spec.hash, register.facts),
        ids=spec.ids_of(number),
        lines=register.snapshot.lines,
        previous_root=register.previous_root,
        root=register.snapshot.root,
        undecided=register.undecided,
    )

"""Freezing a draw: registers and order become a manifest that nothing can change any more."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path

from shuangsuiji.draw.bundle import INSPECTORS, PACK, facts_name, register_name
from shuangsuiji.draw.fields import instant_text
from shuangsuiji.draw.freeze import FrozenRegister
from shuangsuiji.draw.manifest import LineEntry, Manifest, Undecided
from shuangsuiji.draw.notes import delta_notes, draw_notes
from shuangsuiji.draw.records import spelled
from shuangsuiji.draw.registers.checks import off_filter_findings, register_findings
from shuangsuiji.draw.registers.delta import delta_name
from shuangsuiji.draw.registers.eligibility import settle_undecided
from shuangsuiji.draw.registers.lines import write_lines
from shuangsuiji.draw.registers.snapshot import count_strata, take_snapshot
from shuangsuiji.draw.spec import DrawSpec
from shuangsuiji.findings import Finding, Location, Refusal, problem, refuse
from shuangsuiji.report.asjson import Json
from shuangsuiji.report.draws import DrawReport
from shuangsuiji.report.explain_sentences import REASONS
from shuangsuiji.report.files import write_whole
from shuangsuiji.report.leftovers import scratch_folder
from shuangsuiji.rules.kinds.frequency_cap import FrequencyCap
from shuangsuiji.store import Log, open_store
from shuangsuiji.workflow.draw_facts import facts_bytes, facts_findings, has_facts
from shuangsuiji.workflow.draw_files import new_folder
from shuangsuiji.workflow.draw_inspectors import freeze_inspectors
from shuangsuiji.workflow.draw_log import clock, is_url, told
from shuangsuiji.workflow.draw_merging import check_merging
from shuangsuiji.workflow.draw_opening import (
    FrozenDraw,
    check_log,
    check_moments,
    check_order,
    record_freeze,
)
from shuangsuiji.workflow.draw_order import FreezeOrder, Freezing, table_of
from shuangsuiji.workflow.draw_previous import since_previous, strange_previous
from shuangsuiji.workflow.draw_registers import Prepare, RegisterSource, prepare_register
from shuangsuiji.workflow.draw_targets import prepare_under
from shuangsuiji.workflow.duck import duck
from shuangsuiji.yamlfile import load_model


def freeze(
    order: FreezeOrder, *, now: datetime | None = None, prepare: Prepare | None = None
) -> DrawReport:
    """Freeze a draw and return what was frozen; Refusal, with nothing left, where it cannot be."""
    spec = load_model(order.spec, DrawSpec)
    prepare = prepare or _prepare_of(order, spec)
    merging = check_merging(order.pack.rules, spec, order.spec)
    with _freezing(order, spec) as opened:
        check_moments(opened, clock(now))
        _look_ahead(opened)
        registers = _freeze_registers(opened, prepare)
        inspectors = freeze_inspectors(opened)
        work = replace(opened, inspectors=inspectors.data)
        check_order(work, registers)
        moment = clock(now)
        check_moments(work, moment)  # again: on a large register the hashing takes minutes
        with (
            open_store(order.store, create=True) as store,
            new_folder(work.folder.frozen) as temporary,
        ):
            _write_inputs(work, registers, temporary)
            frozen = record_freeze(work, store, registers, temporary, instant_text(moment))
            strange = strange_previous(work, store, frozen.manifest)
    return _report(work, frozen, registers, [*inspectors.said, *strange, *merging])


def _look_ahead(work: Freezing) -> None:
    """Refuse before minutes of hashing what the log will refuse; a store is only made after them."""
    where = work.order.store
    if not is_url(where) and not Path(where).exists():
        return
    try:
        store = open_store(where)
    except Refusal as refusal:
        if is_url(where) and [f.code for f in refusal.findings] == ["store/missing"]:
            return  # an empty database: its tables are made with the first draw
        raise
    with store, store.reading() as connection:
        check_log(work, Log(connection))


def _prepare_of(order: FreezeOrder, spec: DrawSpec) -> Prepare:
    rules = order.pack.rules
    return prepare_register if rules is None else prepare_under(rules, spec, order.pack.as_of)


@contextmanager
def _freezing(order: FreezeOrder, spec: DrawSpec) -> Iterator[Freezing]:
    if not order.registers:
        raise refuse("draw/no-register", Location(str(order.spec)))
    if len(order.previous) > len(order.registers):
        given = {"found": len(order.previous), "registers": len(order.registers)}
        raise refuse("draw/previous-many", Location(str(order.spec)), **given)
    with (
        scratch_folder() as scratch,
        duck(order.registers, scratch=scratch, on_disk=True) as connection,
    ):
        yield Freezing(order, spec, connection, scratch)


def _freeze_registers(work: Freezing, prepare: Prepare) -> tuple[FrozenRegister, ...]:
    answered, found = [], list[Finding]()
    for number, path in enumerate(work.order.registers, 1):
        said, problems = _prepare(work, number, path, prepare)
        answered.append(said)
        found += problems
    found = found or _idle_answers(work, {u.reason for said in answered for u in said})
    if found:
        raise Refusal(found)
    return tuple(_snapshot(work, n, said) for n, said in enumerate(answered, 1))


def _idle_answers(work: Freezing, reasons: set[str]) -> list[Finding]:
    idle = sorted(set(work.order.answers) - reasons)
    shown = tuple(sorted(reasons))
    return [problem("draw/undecided-absent", work.place, reason=r, reasons=shown) for r in idle]


def _prepare(
    work: Freezing, number: int, path: Path, prepare: Prepare
) -> tuple[tuple[Undecided, ...], Sequence[Finding]]:
    """Return what was answered for the undecided of a register, and all that is wrong with it."""
    table, ids = table_of(number), work.spec.ids_of(number)
    lines = tuple(line.line for line in work.spec.lines if line.register_ == number)
    fields = work.spec.register_of(number)
    source = RegisterSource(
        path,
        ids,
        lines,
        work.spool / f"register-{number}",
        fields.id,
        fields.stratum,
        fields.facts if work.order.inspectors else None,
    )
    try:
        place = prepare(work.connection, source, table)
        said = settle_undecided(work.connection, table, work.order.answers, str(path))
    except Refusal as refusal:
        return (), refusal.findings
    undirected = [
        line.line
        for line in work.spec.lines
        if line.register_ == number and line.mode.kind == "undirected"
    ]
    found = [*register_findings(work.connection, table, ids, place)]
    if work.order.inspectors and not has_facts(work.connection, table):
        found.append(problem("assign/facts-unasked", work.place, register=number))
    elif work.order.inspectors:
        found += facts_findings(work.connection, table, place)
    return said, (*found, *off_filter_findings(work.connection, table, undirected, place))


def _snapshot(work: Freezing, number: int, undecided: tuple[Undecided, ...]) -> FrozenRegister:
    table = table_of(number)
    snapshot = take_snapshot(work.connection, table, work.spec.hash)
    counts = count_strata(work.connection, table)
    facts = facts_bytes(work.connection, table) if work.order.inspectors else None
    frozen = FrozenRegister(snapshot, counts, undecided, facts=facts)
    if number > len(work.order.previous):
        return frozen
    root, delta = since_previous(work, number)
    return replace(frozen, previous_root=root, delta=delta)


def _write_inputs(work: Freezing, registers: tuple[FrozenRegister, ...], temporary: Path) -> None:
    for number, register in enumerate(registers, 1):
        pieces = partial(write_lines, work.connection, table_of(number))
        write_whole(temporary / register_name(number), pieces)
        if register.delta is not None:
            write_whole(temporary / delta_name(number), spelled(register.delta))
        if register.facts is not None:
            write_whole(temporary / facts_name(number), register.facts)
    write_whole(temporary / PACK, work.order.pack.data)
    if work.inspectors is not None:
        write_whole(temporary / INSPECTORS, work.inspectors)


def _excluded(line: LineEntry, root: Path) -> list[Finding]:
    """Say for which reasons targets are left out, and how many."""
    reasons = Counter[str]()
    for stratum in line.strata:
        reasons.update({e.reason: e.n for e in stratum.excluded})
    listed = tuple(
        f"{REASONS[reason]}（{reason}）{n}个" if reason in REASONS else f"{reason} {n}个"
        for reason, n in sorted(reasons.items())
    )
    return [told("draw/told-excluded", root, line=line.line, reasons=listed)] if listed else []


def _of_counts(work: Freezing, manifest: Manifest) -> list[Finding]:
    """Say what the cap rests on: no rule at all, or counts that must hold earlier draws already."""
    pack, root = work.order.pack, work.folder.root
    if pack.rules is None:
        return []
    if not any(isinstance(rule.spec, FrequencyCap) for rule in pack.rules.rules):
        return [told("draw/told-no-cap", root, pack=pack.rules.title)]
    earlier = manifest.counter - 1
    return [told("draw/told-earlier", root, n=earlier)] if earlier else []


def _report(
    work: Freezing,
    frozen: FrozenDraw,
    registers: tuple[FrozenRegister, ...],
    strange: list[Finding],
) -> DrawReport:
    manifest, root = frozen.manifest, work.folder.root
    said = [told("draw/told-frozen", root, draw=manifest.draw, hash=frozen.hash)]
    for line in manifest.lines:
        counts = {"all": sum(s.all for s in line.strata)}
        counts["eligible"] = sum(s.eligible for s in line.strata)
        said.append(told("draw/told-line", root, line=line.line, **counts))
        said += _excluded(line, root)
    said += delta_notes((register.delta for register in registers), str(work.order.spec))
    said += [*strange, *_of_counts(work, manifest)]
    record: dict[str, Json] = {
        "draw": manifest.draw,
        "counter": manifest.counter,
        "manifest": frozen.hash,
        "folder": str(root),
        "inspectors": manifest.inspectors,
        "registers": [{"lines": r.lines, "root": r.root} for r in manifest.registers],
    }
    return DrawReport((*said, *draw_notes(manifest, str(work.order.spec))), record)

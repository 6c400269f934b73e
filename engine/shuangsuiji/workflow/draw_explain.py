"""One business looks itself up: a bundle is verified whole, then asked about a single target."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from duckdb import DuckDBPyConnection

from shuangsuiji.draw.bundle import MANIFEST, RESULT, Files, register_name, whole
from shuangsuiji.draw.explain import DrawnBundle, explain_target, look_alikes
from shuangsuiji.draw.manifest import Manifest
from shuangsuiji.draw.records import Result, parsed
from shuangsuiji.draw.text import id_faults, uscc_check_digit
from shuangsuiji.draw.verification.registers import register_table
from shuangsuiji.draw.verification.verify import Verdict, Verification, verify_bundle
from shuangsuiji.findings import Finding
from shuangsuiji.report.asjson import Json
from shuangsuiji.report.draw_entry import entry_findings, entry_json, noted
from shuangsuiji.report.draws import DrawReport
from shuangsuiji.workflow.draw_files import opened_bundle
from shuangsuiji.workflow.duck import duck

_CHANGES = ("draw/note-reserve", "draw/note-no-reserve")


@dataclass(frozen=True, slots=True)
class Explained:
    """What the verification came to, and, where it does not fail, what there is to say of the target."""

    verification: Verification
    report: DrawReport | None


def explain(id_: str, path: Path) -> Explained:
    """Return what a bundle says of one target; a bundle that does not verify says nothing."""
    with opened_bundle(path) as files, duck() as connection:
        verification = verify_bundle(connection, files)
        if verification.verdict is Verdict.FAILED:
            return Explained(verification, None)
        bundle = _verified(connection, files)
        return Explained(verification, _report(bundle, verification, id_))


def _verified(connection: DuckDBPyConnection, files: Files) -> DrawnBundle:
    manifest = parsed(Manifest, whole(files[MANIFEST]), MANIFEST)
    tables = [register_table(n) for n in range(1, len(manifest.registers) + 1)]
    result = parsed(Result, whole(files[RESULT]), RESULT) if RESULT in files else None
    return DrawnBundle(connection, tables, manifest, result)


def _report(bundle: DrawnBundle, verification: Verification, id_: str) -> DrawReport:
    entries = explain_target(bundle, id_)
    said = [noted(f"draw/verdict-{verification.verdict}", MANIFEST)]
    said += [note for note in verification.notes if note.code == "draw/note-not-official"]
    for entry in entries:
        said += entry_findings(bundle, entry, id_)
    changed = [n for n in verification.notes if n.code in _CHANGES]
    said += [n for n in changed if id_ in (n.params["out"], n.params["in"])]
    there = {entry.register for entry in entries}
    alike: set[str] = set()
    for number in sorted({line.register_ for line in bundle.manifest.lines} - there):
        close = look_alikes(bundle.connection, bundle.tables[number - 1], id_)
        said += _absent(bundle, number, id_, close)
        alike.update(close)
    said += [] if entries or alike else _misspelled(bundle.manifest, id_)
    record: dict[str, Json] = {
        "draw": bundle.manifest.draw,
        "id": id_,
        "verdict": verification.verdict.value,
        "entries": [entry_json(entry, id_) for entry in entries],
        "alike": [*sorted(alike)],
    }
    return DrawReport(tuple(said), record)


def _absent(
    bundle: DrawnBundle, number: int, id_: str, alike: tuple[str, ...]
) -> Iterator[Finding]:
    file, lines = register_name(number), bundle.manifest.registers[number - 1].lines
    if bundle.is_whole(number):
        yield noted("draw/told-entry-absent", file, register=number, lines=lines, id=id_)
    else:
        table = bundle.tables[number - 1]
        (found,) = bundle.connection.execute(f"SELECT count(*) FROM {table}").fetchall()[0]
        params = {"register": number, "found": int(found), "lines": lines}
        yield noted("draw/told-entry-missing", file, id=id_, **params)
    if alike:
        yield noted("draw/told-entry-alike", file, register=number, ids=alike)


def _misspelled(manifest: Manifest, id_: str) -> Iterator[Finding]:
    """Say what keeps the id that was asked for out of registers of codes."""
    if any(register.ids != "uscc" for register in manifest.registers):
        return
    faults = id_faults(id_, "uscc")
    if "check-digit" in faults:
        expected = uscc_check_digit(id_[:17]) or "无"
        yield noted("draw/told-entry-check-digit", MANIFEST, id=id_, expected=expected)
    elif faults:
        yield noted("draw/told-entry-shape", MANIFEST, id=id_)

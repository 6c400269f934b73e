"""The proof of one line (单项证明): written from a bundle that verifies, checked with the manifest alone."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from shuangsuiji.digest import digest, stream_key, ticket
from shuangsuiji.draw.bundle import MANIFEST, RESULT, SEED
from shuangsuiji.draw.manifest import LineEntry, Manifest
from shuangsuiji.draw.manifest_rules import manifest_findings
from shuangsuiji.draw.records import DrawnStratum, Result, Seed, parsed, spelled
from shuangsuiji.draw.registers.entry import EntryProof, make_proof, proof_findings
from shuangsuiji.draw.text import ELIGIBLE
from shuangsuiji.draw.verification.registers import register_table
from shuangsuiji.draw.verification.verify import Verdict, verify_bundle
from shuangsuiji.findings import Finding, Location, Param, Refusal, problem, refuse
from shuangsuiji.report.asjson import Json, findings_json
from shuangsuiji.report.draw_entry import noted
from shuangsuiji.report.draws import DrawReport, what_failed
from shuangsuiji.report.explain_sentences import OWN_REASON, REASONS
from shuangsuiji.report.files import write_all
from shuangsuiji.workflow.draw_after import check_outside
from shuangsuiji.workflow.draw_files import opened_bundle, read_small
from shuangsuiji.workflow.duck import duck


@dataclass(frozen=True, slots=True)
class Proved:
    """What a proof came to: the report, and whether it holds."""

    report: DrawReport
    holds: bool


def write_proof(id_: str, bundle: Path, file: Path) -> DrawReport:
    """Write the proof of the target's line; where several registers have it, one file for each.

    Refusal where the bundle does not verify, or a register is not whole.
    """
    check_outside(bundle, [file])
    with opened_bundle(bundle) as files, duck() as connection:
        verification = verify_bundle(connection, files)
        if verification.verdict is Verdict.FAILED:
            step = what_failed(verification)
            raise refuse("draw/visits-unverified", Location(str(bundle)), step=step)
        if verification.verdict is Verdict.PARTIAL:
            raise refuse("draw/entry-part", Location(str(bundle)))
        data = files[MANIFEST]
        assert isinstance(data, bytes), "only registers are read piece by piece"
        manifest, found = parsed(Manifest, data, MANIFEST), list[EntryProof]()
        for number in range(1, len(manifest.registers) + 1):
            table, name = register_table(number), manifest.hash
            rows = connection.execute(
                f"SELECT id || '|' || stratum || '|' || status FROM {table} WHERE id = $1", [id_]
            ).fetchall()
            for (line,) in rows:
                proof = make_proof(connection, table, name, digest(name, data), number, line)
                found.append(proof)
    if not found:
        raise refuse("draw/entry-absent", Location(str(bundle)), id=id_)
    several = len(found) > 1
    named = {
        file.with_stem(f"{file.stem}-{p.register_}") if several else file: spelled(p) for p in found
    }
    write_all(named.items())
    said = tuple(noted("draw/told-proof", str(path), file=str(path)) for path in named)
    return DrawReport(said, {"id": id_, "files": [str(path) for path in named]})


def check_proof(id_: str, file: Path, given: Path) -> Proved:
    """Hold a proof against a manifest, or a folder with a bundle's small files; no register is needed."""
    proof = parsed(EntryProof, read_small(file), str(file))
    small = _small_files(given)
    manifest = parsed(Manifest, small[MANIFEST], MANIFEST)
    hash_ = digest(manifest.hash, small[MANIFEST])
    wrong = [*manifest_findings(manifest, MANIFEST)]
    wrong += proof_findings(proof, manifest, hash_, str(file))
    if not wrong and proof.parts[0] != id_:
        wrong.append(problem("draw/entry-other", Location(str(file)), id=id_, found=proof.parts[0]))
    said = list[Finding]()
    if not wrong:
        params: dict[str, Param] = {"text": proof.line, "register": proof.register_, "hash": hash_}
        said.append(noted("draw/told-proof-holds", str(file), **params))
        try:
            said += _outcomes(proof, manifest, hash_, small)
        except Refusal as refusal:
            wrong += refusal.findings
    record: dict[str, Json] = {
        "id": id_,
        "line": proof.line,
        "register": proof.register_,
        "manifest": hash_,
        "holds": not wrong,
        "failures": findings_json(wrong),
    }
    return Proved(DrawReport((*said, *wrong), record), not wrong)


def _small_files(given: Path) -> dict[str, bytes]:
    """Return the manifest, and seed and result where they are beside it."""
    if given.is_file() and given.suffix.lower() == ".json":
        return {MANIFEST: read_small(given)}
    with opened_bundle(given) as files:
        if MANIFEST not in files:
            raise refuse("draw/file-missing", Location(str(given)), file=MANIFEST)
        small = {name: files.get(name) for name in (MANIFEST, SEED, RESULT)}
    return {name: data for name, data in small.items() if isinstance(data, bytes)}


def _outcomes(
    proof: EntryProof, manifest: Manifest, hash_: str, small: Mapping[str, bytes]
) -> Iterator[Finding]:
    """Say what became of the target on each line; Refusal where the result contradicts its number."""
    id_, stratum, status = proof.parts
    result = _result(manifest, hash_, small)
    for index, line in enumerate(manifest.lines):
        if line.register_ != proof.register_:
            continue
        if status != ELIGIBLE:
            words = REASONS.get(status, OWN_REASON)
            yield noted("draw/told-entry-excluded", MANIFEST, words=words, reason=status)
        elif result is None:
            yield noted("draw/told-proof-no-result", MANIFEST, line=line.line)
        else:
            drawn = [s for s in result.lines[index].strata if s.id == stratum]
            yield from _number(manifest, line, result.seed, drawn, id_)


def _result(manifest: Manifest, hash_: str, small: Mapping[str, bytes]) -> Result | None:
    """Return the result beside the manifest, if seed and result belong to it."""
    if SEED not in small or RESULT not in small:
        return None
    seed, result = parsed(Seed, small[SEED], SEED), parsed(Result, small[RESULT], RESULT)
    if seed.manifest != hash_ or result.manifest != hash_:
        raise refuse("draw/entry-manifest", Location(RESULT), found=result.manifest, expected=hash_)
    if result.seed != digest(manifest.hash, small[SEED]):
        raise refuse("draw/seed-differs", Location(SEED))
    if [drawn.line for drawn in result.lines] != [line.line for line in manifest.lines]:
        raise refuse("draw/result-differs", Location(RESULT), line="", stratum="")
    return result


def _number(
    manifest: Manifest, line: LineEntry, seed: str, drawn: list[DrawnStratum], id_: str
) -> Iterator[Finding]:
    if len(drawn) != 1:
        raise refuse("draw/result-differs", Location(RESULT), line=line.line, stratum="")
    stratum = drawn[0]
    key = stream_key(manifest.hash, seed, f"target/{line.group}")
    own = ticket(manifest.hash, key, id_)
    batch = next((t.batch for t in stratum.drawn if t.id == id_), None)
    if (stratum.threshold is not None and own <= stratum.threshold) != (batch is not None):
        where = {"line": line.line, "stratum": stratum.id, "id": id_}
        raise refuse("draw/entry-differs", Location(RESULT), **where)
    yield noted("draw/told-proof-number", RESULT, line=line.line, ticket=own)
    if batch is not None:
        threshold = str(stratum.threshold)
        yield noted("draw/told-entry-drawn", RESULT, threshold=threshold, batch=batch)
    elif stratum.threshold is None:
        yield noted("draw/told-entry-none-drawn", RESULT)
    else:
        yield noted("draw/told-entry-not-drawn", RESULT, threshold=stratum.threshold)
    yield noted("draw/told-proof-result", RESULT)

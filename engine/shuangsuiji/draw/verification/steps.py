"""The steps of a verification, in order: each recomputes one thing."""

from collections.abc import Callable
from typing import Any

from shuangsuiji.digest import digest
from shuangsuiji.draw.after.overrides import OVERRIDES, Overrides
from shuangsuiji.draw.after.reserves import DISQUALIFY
from shuangsuiji.draw.after.sealed import closed_names
from shuangsuiji.draw.after.unsealed import UNSEALED
from shuangsuiji.draw.bundle import (
    ABORTED,
    ASSIGNMENT,
    BEACON,
    COMMITMENTS,
    FIT,
    INSPECTORS,
    MANIFEST,
    PACK,
    RESULT,
    SEED,
    SUMS,
    facts_name,
    register_name,
    sums_file,
    whole,
)
from shuangsuiji.draw.manifest import Manifest
from shuangsuiji.draw.manifest_rules import manifest_findings
from shuangsuiji.draw.records import Result, parsed
from shuangsuiji.draw.registers.delta import delta_name
from shuangsuiji.draw.retry import retry_findings
from shuangsuiji.draw.seeds.checkpoints import CHECKPOINTS
from shuangsuiji.draw.seeds.log_file import LOG
from shuangsuiji.draw.seeds.seed import reveal_name
from shuangsuiji.draw.verification.overrides import check_disqualified, check_logged
from shuangsuiji.draw.verification.registers import check_register
from shuangsuiji.draw.verification.result import check_entries, check_result
from shuangsuiji.draw.verification.to_seed import (
    check_beacon,
    check_commitments,
    check_logged_draw,
    check_reveals,
    check_seed,
)
from shuangsuiji.draw.verification.work import Params, Work, logged, match, need
from shuangsuiji.findings import Location, Refusal, problem, refuse


def _check_sums(work: Work) -> Params:
    given = work.files.get(SUMS)
    if given is None:
        raise refuse("draw/file-missing", Location(SUMS), file=SUMS)
    listed, actual = whole(given), sums_file(work.files)
    if listed != actual:
        differing = sorted(set(listed.splitlines()) ^ set(actual.splitlines()))
        names = sorted({line[66:].decode(errors="replace") for line in differing} - {""})
        raise refuse("draw/sums", Location(SUMS), files=tuple(names) or (SUMS,))
    return {"n": len(work.files)}


def _check_manifest(work: Work) -> Params:
    data = need(work, MANIFEST)
    work.manifest = parsed(Manifest, data, MANIFEST)
    found = manifest_findings(work.known, MANIFEST)
    if found:
        raise Refusal(found)
    work.manifest_hash = digest(work.known.hash, data)
    work.sealed = bool(work.known.withhold) and SEED not in work.files
    return {"draw": work.known.draw, "hash": work.manifest_hash}


def _check_names(work: Work) -> Params:
    strangers = [name for name in sorted(work.files) if name not in _allowed(work)]
    if strangers:
        raise Refusal(problem("draw/file-unknown", Location(n), file=n) for n in strangers)
    return {"n": len(work.files)}


def _allowed(work: Work) -> set[str]:
    manifest = work.known
    names = {MANIFEST, COMMITMENTS, PACK, SUMS}
    names |= {reveal_name(p.name) for p in manifest.parties}
    names |= {SEED, RESULT, OVERRIDES}
    for n, register in enumerate(manifest.registers, 1):
        names |= {register_name(n)}
        names |= {facts_name(n)} if register.facts else set()
        names |= {delta_name(n)} if register.previous_root else set()
    names |= {BEACON} if manifest.beacon else set()
    names |= {ABORTED} if manifest.retry_of else set()
    names |= {LOG, *CHECKPOINTS} if manifest.log else set()
    names |= {INSPECTORS, FIT, ASSIGNMENT} if manifest.inspectors else set()
    if manifest.withhold:
        names = names - closed_names(manifest.withhold) if work.sealed else names | {UNSEALED}
    return names


def _check_retry(work: Work) -> Params | None:
    retry_of = work.known.retry_of
    if retry_of is None:
        return None
    data = need(work, ABORTED)
    aborted = parsed(Manifest, data, ABORTED)
    match(work, ABORTED, data, retry_of)
    found = retry_findings(aborted, work.known, ABORTED)
    if found:
        raise Refusal(found)
    return {"counter": aborted.counter}


def _check_references(work: Work) -> Params | None:
    manifest = work.known
    expected = {facts_name(n): r.facts for n, r in enumerate(manifest.registers, 1)}
    expected |= {PACK: manifest.pack.hash, INSPECTORS: manifest.inspectors}
    for name, hash_ in expected.items():
        if hash_ and name in work.files:
            match(work, name, whole(work.files[name]), hash_)
    return {"pack": manifest.pack.id} if PACK in work.files else None


def _check_registers(work: Work) -> Params:
    work.registers = tuple(
        check_register(work.connection, work.files, work.known, number)
        for number in range(1, len(work.known.registers) + 1)
    )
    return {"n": len(work.registers), "lines": sum(check.lines for check in work.registers)}


def _check_result(work: Work) -> Params | None:
    if work.sealed:
        return None
    seed, data = digest(work.known.hash, work.seed), need(work, RESULT)
    check = check_result if not work.is_partial else check_entries
    tables = [c.table for c in work.registers]
    drawn = check(work.connection, tables, work.known, work.manifest_hash, seed, data)
    return {"n": drawn, "lines": len(work.known.lines)}


def _check_overrides(work: Work) -> Params | None:
    changes = _changes_logged(work)
    if OVERRIDES not in work.files:
        check_logged(changes, ())
        return None
    overrides = parsed(Overrides, need(work, OVERRIDES), OVERRIDES).root
    result = parsed(Result, need(work, RESULT), RESULT)
    tables = None if work.is_partial else [check.table for check in work.registers]
    out = check_disqualified(work.connection, tables, work.known, result, overrides)
    check_logged(changes, overrides)
    work.overrides = overrides
    return {"n": len(overrides), "out": out}


def _changes_logged(work: Work) -> list[dict[str, Any]]:
    """Return what the log tells of changes after the draw; Refusal where an event is called otherwise."""
    told = logged(work, "disqualify", "replace")
    for n, (kind, body) in enumerate(told, 1):
        if (kind == DISQUALIFY) != (body.get("kind") == DISQUALIFY):
            raise refuse("draw/override-logged", Location(OVERRIDES), n=n)
    return [body for _, body in told]


STEPS: tuple[tuple[str, Callable[[Work], Params | None]], ...] = (
    ("draw/step-sums", _check_sums),
    ("draw/step-manifest", _check_manifest),
    ("draw/step-names", _check_names),
    ("draw/step-retry", _check_retry),
    ("draw/step-references", _check_references),
    ("draw/step-commitments", check_commitments),
    ("draw/step-reveals", check_reveals),
    ("draw/step-beacon", check_beacon),
    ("draw/step-seed", check_seed),
    ("draw/step-log", check_logged_draw),
    ("draw/step-registers", _check_registers),
    ("draw/step-result", _check_result),
    ("draw/step-overrides", _check_overrides),
)
"""Code and function of each step, which raises Refusal: small files first, the result last."""

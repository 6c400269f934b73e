"""One target in a draw, in words and as a record: `draw explain`."""

import shlex
from collections.abc import Iterator

from shuangsuiji.digest import HashName
from shuangsuiji.draw.bundle import register_name
from shuangsuiji.draw.explain import DrawnBundle, Entry, Number
from shuangsuiji.findings import Finding, Location, Outcome, Param, Severity
from shuangsuiji.report.asjson import Json
from shuangsuiji.report.explain_sentences import OWN_REASON, REASONS

_SHOWN = 8
_COMMANDS = {"sha256": "sha256sum", "sm3": "openssl dgst -sm3"}


def entry_findings(bundle: DrawnBundle, entry: Entry, id_: str) -> Iterator[Finding]:
    """Say where a line's register has the target and what became of it there."""
    file = register_name(entry.register)
    text = f"{id_}|{entry.stratum}|{entry.status}"
    where: dict[str, Param] = {"line": entry.line, "file": file, "row": entry.row}
    yield noted("draw/told-entry-line", file, **where, text=text)
    if not entry.is_eligible:
        words = REASONS.get(entry.status, OWN_REASON)
        yield noted("draw/told-entry-excluded", file, words=words, reason=entry.status)
        return
    if entry.number is None:
        yield noted("draw/told-entry-sealed", file)
    else:
        yield from _outcome(entry, entry.number, file)
    yield from _chance(entry, file)
    if entry.number is not None and bundle.result is not None:
        yield from _number(entry.number, bundle.manifest.hash, bundle.result.seed, id_, file)


def entry_json(entry: Entry, id_: str) -> dict[str, Json]:
    """Return a line's entry as a record."""
    number = entry.number
    return {
        "line": entry.line,
        "register": entry.register,
        "row": entry.row,
        "stratum": entry.stratum,
        "status": entry.status,
        "eligible": entry.eligible,
        "low": entry.low,
        "high": entry.high,
        "certain": entry.is_certain,
        "impossible": entry.is_impossible,
        "number": _number_json(number, id_) if number else None,
    }


def noted(code: str, place: str, /, **params: Param) -> Finding:
    """Return a finding that only tells; `place` is the file that it is about."""
    return Finding(
        code=code,
        location=Location(place),
        outcome=Outcome.PASS,
        severity=Severity.NOTE,
        params=params,
    )


def _number_json(number: Number, id_: str) -> dict[str, Json]:
    return {
        "text": f"{number.key}|{id_}",
        "ticket": number.ticket,
        "shown": number.ticket[:_SHOWN],
        "threshold": number.threshold,
        "drawn": number.is_drawn,
        "place": number.place,
        "n": number.drawn,
        "batch": number.batch,
    }


def _chance(entry: Entry, file: str) -> Iterator[Finding]:
    where: dict[str, Param] = {"line": entry.line, "stratum": entry.stratum, "n": entry.eligible}
    if entry.is_impossible:
        yield noted("draw/note-no-chance", file, **where)
    elif entry.is_certain:
        yield noted("draw/note-certain", file, **where)
    elif entry.low == entry.high:
        yield noted("draw/told-entry-chance", file, n=entry.low, eligible=entry.eligible)
    else:
        span: dict[str, Param] = {"low": entry.low, "high": entry.high}
        yield noted("draw/told-entry-chance-between", file, eligible=entry.eligible, **span)


def _number(number: Number, name: HashName, seed: str, id_: str, file: str) -> Iterator[Finding]:
    shown = number.ticket[:_SHOWN]
    yield noted("draw/told-entry-number", file, number=shown, ticket=number.ticket)
    text = _command(f"{number.key}|{id_}", name)
    yield noted("draw/told-entry-command", file, command=text)
    text = _command(f"{seed}|{number.purpose}", name)
    yield noted("draw/told-entry-key", file, command=text)


def _outcome(entry: Entry, number: Number, file: str) -> Iterator[Finding]:
    if number.threshold is None:
        yield noted("draw/told-entry-none-drawn", file)
    elif number.batch is not None:
        params: dict[str, Param] = {"threshold": number.threshold, "batch": number.batch}
        yield noted("draw/told-entry-drawn", file, **params)
    else:
        yield noted("draw/told-entry-not-drawn", file, threshold=number.threshold)
    if number.place is None:
        yield noted("draw/told-entry-place-unknown", file)
    else:
        params = {"place": number.place, "n": number.drawn, "eligible": entry.eligible}
        yield noted("draw/told-entry-place", file, **params)


def _command(text: str, name: HashName) -> str:
    """Return what a shell repeats the hash of a text with."""
    return f"printf '%s' {shlex.quote(text)} | {_COMMANDS[name]}"

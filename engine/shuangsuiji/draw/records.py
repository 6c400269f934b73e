"""The other files of a bundle, and the one way to read and to spell them."""

import json
from typing import Literal, TypeVar

from pydantic import BaseModel, RootModel, ValidationError
from pydantic_core import ErrorDetails

from shuangsuiji.digest import canonical
from shuangsuiji.draw.fields import (
    BeaconSignature,
    Count,
    DrawFile,
    Hash,
    Name,
    Number,
    Rational,
    Signature,
    Stratum,
    Text,
)
from shuangsuiji.findings import Finding, Location, Refusal, problem, refuse

Model = TypeVar("Model", bound=BaseModel)
_MOST_ERRORS = 100
"""A file of a million strange keys is refused with the first of them."""


class Commitment(DrawFile):
    """What a party handed in before anyone's nonce was known: the hash of its reveal file."""

    hash: Hash
    party: Name
    signature: Signature | None


class Commitments(RootModel[tuple[Commitment, ...]]):
    """commitments.json, in the parties' order."""


class Reveal(DrawFile):
    """reveal-<name>.json: a party's nonce (32 random bytes), bound to draw and manifest."""

    draw: Name
    manifest: Hash
    nonce: Hash
    party: Name


class Nonce(DrawFile):
    """A party's nonce in the seed; None if it was not there in time."""

    nonce: Hash | None
    party: Name


class BeaconValue(DrawFile):
    """What the beacon gave: the value is the SHA-256 of the round's signature."""

    chain: Hash
    round: Number
    source: Literal["drand-quicknet"]
    value: Hash


class Seed(DrawFile):
    """seed.json: its hash is the seed (随机种子)."""

    beacon: BeaconValue | None
    manifest: Hash
    reveals: tuple[Nonce, ...]


class Beacon(DrawFile):
    """beacon.json: the round as published."""

    chain: Hash
    round: Number
    signature: BeaconSignature
    source: Literal["drand-quicknet"]


class DrawnTarget(DrawFile):
    """A drawn target with its ticket and its batch."""

    batch: Number
    id: Text
    ticket: Hash


class DrawnStratum(DrawFile):
    """A stratum's result: exact quota, number drawn, ticket of the last one drawn."""

    drawn: tuple[DrawnTarget, ...]
    id: Stratum
    n: Count
    q: Rational
    threshold: Hash | None


class DrawnLine(DrawFile):
    """A line's result, strata in order."""

    line: Name
    strata: tuple[DrawnStratum, ...]


class Result(DrawFile):
    """result.json: never changed later."""

    draw: Name
    lines: tuple[DrawnLine, ...]
    manifest: Hash
    seed: Hash


def spelled(model: BaseModel) -> bytes:
    """Return the file of a model, in the one canonical spelling."""
    return canonical(model.model_dump(mode="json", by_alias=True))


def parsed(model: type[Model], data: bytes, file: str) -> Model:
    """Return the model in a file; Refusal unless the file is canonical and fits exactly."""
    if _respelled(data) != data:
        raise refuse("draw/not-canonical", Location(file))
    try:
        return model.model_validate_json(data, by_alias=True, by_name=False)
    except ValidationError as error:
        errors = error.errors(include_url=False)[:_MOST_ERRORS]
        findings = [_as_finding(e, file) for e in errors]
    # Outside the except: pydantic's error holds frames that the collector cannot free again.
    raise Refusal(findings)


def _respelled(data: bytes) -> bytes | None:
    try:
        return canonical(json.loads(data.decode()))
    except (ValueError, RecursionError):  # bad UTF-8, bad JSON, NaN, lone surrogates, endless depth
        return None


def _as_finding(error: ErrorDetails, file: str) -> Finding:
    steps = error["loc"]
    where = ".".join(str(s + 1) if isinstance(s, int) else s for s in steps) or "整个文件"
    code = {"missing": "draw/field-missing", "extra_forbidden": "draw/field-unknown"}
    if error["type"] in code:
        return problem(code[str(error["type"])], Location(file), where=where)
    found = error["input"]
    shown = found if isinstance(found, str | int) else type(found).__name__
    return problem("draw/field-form", Location(file), where=where, found=str(shown)[:80])

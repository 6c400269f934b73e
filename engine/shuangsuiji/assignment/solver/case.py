"""A case: all that the one answer follows from. Its file has the shape of the published vectors."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal, Protocol, TypeVar

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from shuangsuiji.digest import HashName, Json
from shuangsuiji.draw.fields import Count, Hash, Name, Text
from shuangsuiji.findings import Finding, Location, Refusal, problem, refuse

T = TypeVar("T")
_STRICT = ConfigDict(extra="forbid", strict=True)


class FitCandidate(Protocol):
    """Somebody who fits a slot, and how many of its preferences are not met."""

    @property
    def inspector(self) -> str:
        """Who."""

    @property
    def unmet(self) -> int:
        """How many preferences they do not meet."""


class FitSlot(Protocol):
    """A slot of a visit with everybody who fits it."""

    @property
    def visit(self) -> str:
        """The visit's id."""

    @property
    def slot(self) -> str:
        """The slot's name."""

    @property
    def candidates(self) -> Sequence[FitCandidate]:
        """Everybody who fits."""


@dataclass(frozen=True, slots=True)
class CasePerson:
    """A person: `before` visits already theirs, at most `cap` more (None: no cap)."""

    __pydantic_config__ = _STRICT
    inspector: Text
    before: Count
    cap: Count | None


@dataclass(frozen=True, slots=True)
class CaseCandidate:
    """A candidate in a case file."""

    __pydantic_config__ = _STRICT
    inspector: Text
    unmet: Count


@dataclass(frozen=True, slots=True)
class CaseSlot:
    """A slot in a case file."""

    __pydantic_config__ = _STRICT
    candidates: tuple[CaseCandidate, ...]
    slot: Name
    visit: Text


@dataclass(frozen=True, slots=True)
class AnswerSlot:
    """Who takes a slot of a visit."""

    __pydantic_config__ = _STRICT
    inspector: Text
    slot: Name
    visit: Text


@dataclass(frozen=True, slots=True)
class Case:
    """What the one answer follows from: hash and seed give the tickets; any order will do."""

    hash: HashName
    seed: str
    people: Sequence[CasePerson]
    fit: Sequence[FitSlot]


@dataclass(frozen=True, slots=True)
class Answer:
    """Who takes which slot, by (visit, slot)."""

    slots: tuple[AnswerSlot, ...]


@dataclass(frozen=True, slots=True)
class _CaseFile:
    """A case as its file says it; a published vector has its answer beside it, which is not read."""

    __pydantic_config__ = _STRICT
    hash: Literal["sha256", "sm3"]
    seed: Hash
    people: tuple[CasePerson, ...]
    fit: tuple[CaseSlot, ...]
    slots: tuple[AnswerSlot, ...] | None = None
    shortfall: Annotated[int, Field(ge=0)] | None = None


_FILE = TypeAdapter(_CaseFile)


def read_case(data: bytes, file: str) -> Case:
    """Return the case in a file; Refusal with everything that is wrong with it, each with its place."""
    _check_json(data, file)
    try:
        read = _FILE.validate_json(data)
    except ValidationError as error:
        findings = [_as_finding(e, file) for e in error.errors(include_url=False)]
    else:
        case = Case(read.hash, read.seed, read.people, read.fit)
        findings = list(case_findings(case, file))
        if not findings:
            return case
    # Outside the except: pydantic's error holds frames that the collector cannot free again.
    raise Refusal(findings)


def case_findings(case: Case, file: str) -> Iterator[Finding]:
    """Yield what is wrong with a case beyond the form of its fields, each with its place."""
    at = Location(file)
    people = [p.inspector for p in case.people]
    for name in _twice(people):
        yield problem(
            "assign/case-person-twice", at, where=_places("people", people, name), id=name
        )
    known = frozenset(people)
    slots = [(f.visit, f.slot) for f in case.fit]
    for pair in _twice(slots):
        where = _places("fit", slots, pair)
        yield problem("assign/case-slot-twice", at, where=where, visit=pair[0], slot=pair[1])
    for n, entry in enumerate(case.fit, 1):
        names = [c.inspector for c in entry.candidates]
        for name in _twice(names):
            where = f"fit.{n}"
            yield problem("assign/case-candidate-twice", at, where=where, id=name, slot=entry.slot)
        for k, name in enumerate(names, 1):
            if name not in known:
                where = f"fit.{n}.candidates.{k}"
                yield problem("assign/case-candidate-unknown", at, where=where, id=name)


def answer_record(answer: Answer) -> dict[str, Json]:
    """Return an answer as its file says it."""
    return {
        "slots": [
            {"inspector": s.inspector, "slot": s.slot, "visit": s.visit} for s in answer.slots
        ]
    }


def _twice(values: Iterable[T]) -> list[T]:
    return [value for value, n in Counter(values).items() if n > 1]


def _places(name: str, values: Sequence[T], value: T) -> str:
    return "、".join(f"{name}.{n}" for n, v in enumerate(values, 1) if v == value)


def _check_json(data: bytes, file: str) -> None:
    """Refuse what is no JSON, and keys written twice, of which a reader would see only the last."""
    twice: list[str] = []

    def look(pairs: list[tuple[str, object]]) -> None:
        twice.extend(_twice(key for key, _ in pairs))

    try:
        json.loads(data.decode(), object_pairs_hook=look, parse_int=str, parse_float=str)
    except UnicodeDecodeError as error:
        raise refuse("assign/case-not-json", Location(file), found="不是 UTF-8") from error
    except json.JSONDecodeError as error:
        place = Location(file, line=error.lineno, column=error.colno)
        raise refuse("assign/case-not-json", place, found="这一处不成 JSON") from error
    except RecursionError as error:
        raise refuse("assign/case-not-json", Location(file), found="层次太深") from error
    if twice:
        keys = tuple(dict.fromkeys(twice))
        raise refuse("assign/case-key-twice", Location(file), keys=keys)


def _as_finding(error: ErrorDetails, file: str) -> Finding:
    steps = error["loc"]
    where = ".".join(str(s + 1) if isinstance(s, int) else s for s in steps) or "整个文件"
    code = {
        "missing": "assign/case-field-missing",
        "unexpected_keyword_argument": "assign/case-field-unknown",
        "extra_forbidden": "assign/case-field-unknown",
    }
    if (
        error["type"] == "json_invalid"
    ):  # what Python's reader took: endless numbers, lone surrogates
        return problem("assign/case-not-json", Location(file), found="数字太长，或文字残缺")
    if error["type"] in code:
        return problem(code[error["type"]], Location(file), where=where)
    found = error["input"]
    shown = found if isinstance(found, str | int) else type(found).__name__
    return problem("assign/case-field-form", Location(file), where=where, found=str(shown)[:80])

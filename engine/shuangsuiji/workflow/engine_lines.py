"""What passes between the engine's parent and its process: a line each, canonical JSON."""

import json

from shuangsuiji.accountability.program import Horn, Program, Stratum
from shuangsuiji.digest import canonical


def program_line(program: Program) -> bytes:
    """Return the line that tells a program: its strata. What its atoms mean stays at home."""
    strata = [
        [[[rule.head, *rule.body] for rule in stratum.rules], list(stratum.settles)]
        for stratum in program.strata
    ]
    return canonical({"strata": strata}) + b"\n"


def case_line(case: int, program: int, given: frozenset[str]) -> bytes:
    """Return the line that asks a case of the program that was told as number so many, from 0."""
    return canonical({"case": case, "program": program, "given": sorted(given)}) + b"\n"


def answer_line(case: int, shown: frozenset[str]) -> bytes:
    """Return the line that answers a case."""
    return canonical({"case": case, "shown": sorted(shown)}) + b"\n"


def read_told(line: bytes) -> Program | tuple[int, int, frozenset[str]]:
    """Return what the parent told: a program; or a case, the number of its program, what is given."""
    told = json.loads(line)
    if "strata" not in told:
        return told["case"], told["program"], frozenset(told["given"])
    return Program(
        tuple(
            Stratum(tuple(Horn(head, tuple(body)) for head, *body in rules), tuple(settles))
            for rules, settles in told["strata"]
        ),
        {},
    )


def read_answer(line: bytes, case: int) -> frozenset[str] | None:
    r"""Return the symbols of the answer to the case; None if the line is anything else.

    >>> sorted(read_answer(b'{"case":7,"shown":["T+","a1+"]}\n', 7))
    ['T+', 'a1+']
    >>> read_answer(b'{"case":6,"shown":["T+","a1+"]}\n', 7), read_answer(b"assert", 7)
    (None, None)
    """
    try:
        told = json.loads(line)
        shown = frozenset(told["shown"])
        return shown if line == answer_line(case, shown) else None
    except (ValueError, TypeError, KeyError, RecursionError):
        return None

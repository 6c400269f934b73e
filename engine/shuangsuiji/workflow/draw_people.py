"""Whom a freeze is handed in: people's own files, or an inspectors.json of before."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from shuangsuiji.assignment.papers.inspector_remarks import about_people
from shuangsuiji.assignment.papers.people import Known
from shuangsuiji.assignment.records import Person, Recusal
from shuangsuiji.digest import canonical
from shuangsuiji.draw.fields import DrawFile
from shuangsuiji.draw.records import parsed
from shuangsuiji.findings import Finding, Location, refuse
from shuangsuiji.packs.rulepack import RulePack
from shuangsuiji.workflow.draw_files import read_small
from shuangsuiji.workflow.inspector_files import FindTargets, read_inspectors


class _People(DrawFile):
    """People and recusals as inspectors.json has them; slots are the draw order's."""

    people: tuple[Person, ...]
    recusals: tuple[Recusal, ...]


@dataclass(frozen=True, slots=True)
class GivenPeople:
    """People and recusals in the order of inspectors.json, with remarks on them."""

    people: tuple[Person, ...]
    recusals: tuple[Recusal, ...]
    notes: tuple[Finding, ...] = ()


def given_people(
    paths: Sequence[Path],
    pack: RulePack | None,
    *,
    window: tuple[str, str],
    regions: Collection[str],
    find_targets: FindTargets,
) -> GivenPeople:
    """Return the people of files; Refusal with all that is wrong with them."""
    if len(paths) == 1 and (found := _ready_made(paths[0])) is not None:
        people = sorted(found.people, key=lambda person: person.id)
        recusals = sorted(set(found.recusals), key=lambda one: (one.person, one.target))
        at = Location(str(paths[0]))
        known = [Known(person=p, name=p.id, location=at, numbered=True) for p in people]
        notes = tuple(about_people(known, window, regions))
        return GivenPeople(tuple(people), tuple(recusals), notes)
    if pack is None:
        raise refuse("assign/people-need-pack", Location(str(paths[0])))
    read = read_inspectors(paths, pack, window=window, regions=regions, find_targets=find_targets)
    return GivenPeople(read.people, read.recusals, read.notes)


def _ready_made(path: Path) -> _People | None:
    """Return what an inspectors.json says, in any JSON spelling; None for every other file."""
    if path.suffix.lower() != ".json":
        return None
    try:
        said = json.loads(read_small(path))
    except (ValueError, RecursionError):
        return None
    if not isinstance(said, Mapping) or "people" not in said:
        return None
    own = {name: value for name, value in said.items() if name != "slots"}
    return parsed(_People, canonical(own), str(path))

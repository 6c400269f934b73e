"""A team as a draw order asks for it, in the words of the vocabulary, so that a pack's rules can judge it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shuangsuiji.assignment.bars import DEPARTMENT, NEEDS, SKILL
from shuangsuiji.assignment.judged import table_of
from shuangsuiji.assignment.records import Slot
from shuangsuiji.findings import Location
from shuangsuiji.model.values import Fact, Table, exactly, says

LEADER = "leader"
"""What the slot of the team's leader is called; with a number where there are several."""

MADE = {
    "team": {
        "team", "officers", "uncertified", "experts", "experts_counted", "required_officers",
        "leaders", "leader_department", "leader_drawn", "initiator", "expert_source",
    },
    "team_member": {"team", "role", "has_enforcement_certificate", "specialty_required"},
    "task_department": {"task", "department", "role", "officers", "by_lottery"},
}  # fmt: skip
"""What slots decide of a team."""

LATER = {
    "team": {"task", "target", "matched_on", "visited_on", "cannot_work_alone", "special_field"},
    "team_member": {
        "name", "interest_in_target", "recusal_applied", "took_part", "advice_given"
    },
    "task_department": {"dispatched_on", "drawn_on"},
}  # fmt: skip
"""What is settled outside the draw: when it happens, or by a person who says so."""

SAID = {"cannot_work_alone", "special_field"}
"""What of it people say of a team beforehand."""

ONE = "本部门"


@dataclass(frozen=True, slots=True)
class AskedTeam:
    """The team of a plan line's visits: its departments, the initiating one first, and its slots."""

    line: str
    departments: tuple[str, ...]
    slots: tuple[Slot, ...]

    @property
    def initiator(self) -> str:
        """The department that initiates."""
        return self.departments[0] if self.departments else ONE


def is_leader(slot: Slot) -> bool:
    """Return whether a slot is the leader's."""
    return not slot.expert and (slot.name == LEADER or slot.name.startswith(f"{LEADER}-"))


def department_of(slot: Slot) -> str | None:
    """Return the department that a slot is kept for, if any."""
    named = [b.removeprefix(DEPARTMENT) for b in slot.bars if b.startswith(DEPARTMENT)]
    return named[0] if named else None


def tables_of(asked: AskedTeam, required: int | None, place: Location) -> dict[str, Table]:
    """Return the team as tables: a row for each way in which needs make it larger or smaller.

    `required` is how many officers the pack asks for, where it asks for a number.
    """
    teams: list[tuple[str, Mapping[str, Fact]]] = []
    members: list[tuple[str, Mapping[str, Fact]]] = []
    for name, slots in _variants(asked):
        teams.append((name, team_facts(asked, slots, required, name)))
        members += [(f"{name}.{slot.name}", _member(slot, name)) for slot in slots]
    tables = {
        "team": table_of("team", teams, place),
        "team_member": table_of("team_member", members, place),
    }
    if len(asked.departments) > 1:
        _, least = min(_variants(asked), key=lambda pair: len(pair[1]))
        rows = [(d, department_facts(asked, d, _from(least, d))) for d in asked.departments]
        tables["task_department"] = table_of("task_department", rows, place)
    return tables


def team_facts(
    asked: AskedTeam, slots: Sequence[Slot], required: int | None, name: str
) -> dict[str, Fact]:
    """Return what the slots come to in the words of table `team`."""
    officers = [slot for slot in slots if not slot.expert]
    leaders = [slot for slot in officers if is_leader(slot)]
    facts = {
        "team": says(name),
        "officers": exactly(len(officers)),
        "uncertified": exactly(0),  # that inspectors are certified bars everybody else
        "experts": exactly(len(slots) - len(officers)),
        "experts_counted": exactly(0),  # an expert takes no inspector's slot
        "required_officers": exactly(len(officers) if required is None else required),
        "leaders": exactly(len(leaders)),
        "leader_drawn": says(value=True),
        "initiator": says(asked.initiator),
        "expert_source": says("random"),
    }
    if leaders:
        facts["leader_department"] = says(_worst_department(asked, leaders))
    return facts


def department_facts(asked: AskedTeam, department: str, officers: int) -> dict[str, Fact]:
    """Return what a department gives, in the words of table `task_department`."""
    role = "initiator" if department == asked.initiator else "partner"
    return {
        "task": says(asked.line),
        "department": says(department),
        "role": says(role),
        "officers": exactly(officers),
        "by_lottery": says(value=True),
    }


def _worst_department(asked: AskedTeam, leaders: Sequence[Slot]) -> str:
    """Return the department of a leader; where a slot leaves it open, another than the initiating one."""
    if len(asked.departments) < 2:  # noqa: PLR2004  (one department has nobody else's leader)
        return asked.initiator
    named = [department_of(slot) or asked.departments[-1] for slot in leaders]
    return next((d for d in named if d != asked.initiator), asked.initiator)


def _member(slot: Slot, team: str) -> dict[str, Fact]:
    role = "expert" if slot.expert else LEADER if is_leader(slot) else "member"
    barred = any(bar == NEEDS or bar.startswith(SKILL) for bar in slot.bars)
    return {
        "team": says(team),
        "role": says(role),
        "has_enforcement_certificate": says(value=not slot.expert),
        "specialty_required": says(value=barred and not slot.expert),
    }


def _from(slots: Sequence[Slot], department: str) -> int:
    return sum(not slot.expert and department_of(slot) == department for slot in slots)


def _variants(asked: AskedTeam) -> list[tuple[str, tuple[Slot, ...]]]:
    """Return the teams that targets may get: one without needs, one for each need, one with all."""
    needs = sorted({slot.need for slot in asked.slots if slot.need is not None})
    wanted = {"": frozenset[str](), **{need: frozenset({need}) for need in needs}}
    if len(needs) > 1:
        wanted["、".join(needs)] = frozenset(needs)
    return [
        (
            f"{asked.line}（{label}）" if label else asked.line,
            tuple(slot for slot in asked.slots if slot.need is None or slot.need in own),
        )
        for label, own in wanted.items()
    ]

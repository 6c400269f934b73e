"""What the papers of an assignment tell, before it is a page or a sheet: visits, teams, days, words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from shuangsuiji.assignment.fairness import Fairness

LEADER, MEMBER, EXPERT = "组长", "组员", "专家"
KINDS = {"designate": "另行指派", "select": "选派", "redraw": "重新抽取"}
"""How somebody came into a team after the draw."""
NOT_RANDOM = ("designate", "select")
UNFILLED = "（空缺）"


@dataclass(frozen=True, slots=True)
class Who:
    """A person as papers for those concerned name them; what is not known is empty."""

    id: str
    name: str = ""
    department: str = ""
    region: str = ""
    certificate: str = ""
    phone: str = ""
    expert: bool = False

    @property
    def called(self) -> str:
        """The name with the number, once where they are the same."""
        return (
            self.name
            if self.name == self.id
            else f"{self.name}（{self.id}）"
            if self.name
            else self.id
        )


@dataclass(frozen=True, slots=True)
class Seat:
    """A place in a team: who takes it (None: nobody), and what people changed."""

    slot: str
    role: str
    who: Who | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """A thing to be checked, as plan and list tell it."""

    name: str
    content: str = ""
    method: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """One visit as its team gets it. `told` are the boxes of the record form with what is known."""

    visit: str
    target: str
    name: str
    from_: str
    until: str
    batch: int
    lines: tuple[tuple[str, str], ...]
    seats: tuple[Seat, ...]
    told: Mapping[str, str] = field(default_factory=dict)
    items: tuple[Item, ...] = ()
    reserve_for: str = ""

    @property
    def called(self) -> str:
        """The target's name, or its id."""
        return self.name or self.target

    @property
    def window(self) -> str:
        """The days within which the visit is made."""
        return self.from_ if self.from_ == self.until else f"{self.from_}至{self.until}"


@dataclass(frozen=True, slots=True)
class Duty:
    """What a pack asks of a visit: the rule's title, its clauses with their places."""

    title: str
    clauses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AssignPapers:
    """All that sheets, schedules and the page on fairness are made from.

    `bundle` is the manifest's hash; `form` the title of the record form; `pack` the pack's title.
    """

    draw: str
    purpose: str
    bundle: str
    pack: str
    form: str
    tasks: tuple[Task, ...]
    people: Mapping[str, Who]
    duties: tuple[Duty, ...]
    fairness: Fairness
    called_off: int = 0
    notes: tuple[str, ...] = ()

    def who(self, id_: str) -> Who:
        """Return a person of the draw."""
        return self.people.get(id_, Who(id_))


@dataclass(frozen=True, slots=True)
class Stint:
    """A visit from one person's side: the task, their role, who goes with them."""

    task: Task
    role: str
    others: tuple[str, ...]


def stints(papers: AssignPapers) -> Sequence[tuple[Who, tuple[Stint, ...]]]:
    """Return everybody who visits anything with their visits by day; by department, then number."""
    found: dict[str, list[Stint]] = {}
    for task in papers.tasks:
        there = [seat for seat in task.seats if seat.who is not None]
        for seat in there:
            others = tuple(
                f"{s.who.name or s.who.id}（{s.role}）" for s in there if s.who and s is not seat
            )
            if seat.who is not None:
                found.setdefault(seat.who.id, []).append(Stint(task, seat.role, others))
    people = sorted((papers.who(i) for i in found), key=lambda w: (w.expert, w.department, w.id))
    return [(who, tuple(sorted(found[who.id], key=_by_day))) for who in people]


def _by_day(stint: Stint) -> tuple[int, str, str, str]:
    task = stint.task
    return task.batch, task.from_, task.until, task.visit


def joined(words: Iterable[str]) -> str:
    """Return words as a list in a sentence."""
    return "、".join(words)

"""The files of a bundle about inspectors: who there is, who fits where, who goes where."""

from typing import Annotated

from pydantic import AfterValidator, Field, RootModel

from shuangsuiji.draw.fields import Count, Day, DrawFile, Hash, Name, Text


def _one_word(text: str) -> str:
    if "," in text or "|" in text:
        raise ValueError("word")
    return text


Word = Annotated[Text, AfterValidator(_one_word)]
"""A skill, a need or a region: a text without `,` and `|`, so that facts-<n>.txt can list it."""


class Span(DrawFile):
    """Days, both ends included."""

    from_: Day = Field(alias="from")
    until: Day


class Person(DrawFile):
    """An inspector or an expert: `before` visits already theirs, at most `cap` more (None: no cap)."""

    absent: tuple[Span, ...]
    before: Count
    cap: Count | None
    certified: Span | None
    department: Text
    expert: bool
    id: Text
    leader: bool
    region: Word
    skills: tuple[Word, ...]


class Recusal(DrawFile):
    """A person who must not visit a target."""

    person: Text
    target: Text


class Slot(DrawFile):
    """A place in the team of a line's visits; with a `need`, only where the target has it.

    Bars and preferences are tests: `department:<name>`, `region`, `skill:<name>`, `needs`, `leader`.
    """

    bars: tuple[Text, ...]
    expert: bool
    line: Name
    name: Name
    need: Word | None
    preferences: tuple[Text, ...]


class Inspectors(DrawFile):
    """inspectors.json, frozen before the seed; people by id, recusals and slots sorted."""

    people: tuple[Person, ...]
    recusals: tuple[Recusal, ...]
    slots: tuple[Slot, ...]


class Candidate(DrawFile):
    """Somebody who fits a slot, and how many of its preferences are not met."""

    inspector: Text
    unmet: Count


class FitEntry(DrawFile):
    """Who fits one slot of one visit, by inspector."""

    candidates: tuple[Candidate, ...]
    slot: Name
    visit: Text


class Fit(RootModel[tuple[FitEntry, ...]]):
    """fit.json, by (visit, slot): what follows from inspectors, visits and facts."""


class Load(DrawFile):
    """How many visits somebody had and has."""

    after: Count
    before: Count
    inspector: Text


class FilledSlot(DrawFile):
    """Who takes a slot of a visit, with the ticket of the pair."""

    inspector: Text
    slot: Name
    ticket: Hash
    visit: Text


class Assignment(DrawFile):
    """assignment.json: loads of every person, by id; slots by (visit, slot)."""

    loads: tuple[Load, ...]
    slots: tuple[FilledSlot, ...]

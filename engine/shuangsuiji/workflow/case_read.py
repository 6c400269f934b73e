"""A case as its file says it: what is stated, by whom, where; and which table its records are of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from unicodedata import category, normalize

from shuangsuiji.check.recorded import Recorded, table_named
from shuangsuiji.findings import Finding, Location, refuse
from shuangsuiji.model.values import Table
from shuangsuiji.model.vocabulary import Vocabulary
from shuangsuiji.yamlfile import nearest

TABLE = "liability_case"


@dataclass(frozen=True, slots=True)
class Said:
    """What a case states of the record: the field as called, the text, its source, its place."""

    fact: str
    text: str
    grounds: str
    location: Location


@dataclass(frozen=True, slots=True)
class ReadCase:
    """One case as read."""

    name: str
    location: Location
    person: str = ""
    unit: str = ""
    summary: str = ""
    said: tuple[Said, ...] = ()
    records: Mapping[str, Table] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReadCases:
    """A file of cases: the cases, people's findings and assertions on them, what is to be told of the file.

    A problem of the file is an error; what was passed over in it, a note.
    """

    cases: tuple[ReadCase, ...]
    recorded: tuple[Recorded, ...]
    problems: tuple[Finding, ...] = ()


def called(name: str) -> str:
    """Return what a case is known by: blanks, invisible signs and the width of signs aside.

    >>> called("丙案（电梯） ") == called("丙案(电梯)")
    True
    """
    return "".join(s for s in normalize("NFKC", name) if not s.isspace() and category(s) != "Cf")


def record_table(vocabulary: Vocabulary, word: str, place: Location) -> str:
    """Return the table of records that a word names. Raises Refusal where it names none."""
    name = table_named(vocabulary, word)
    if name is None or name == TABLE:
        known = [spec.label for n, spec in vocabulary.tables.items() if n != TABLE]
        raise refuse("case/unknown-records", place, found=word, nearest=nearest(word, known))
    return name

"""What is judged together: the tables that a command is about, and the papers that were handed in."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field

from shuangsuiji.findings import Claim, Location
from shuangsuiji.model.values import Fact, Table
from shuangsuiji.rules.loading import LoadedTable


@dataclass(frozen=True, slots=True)
class Subject:
    """What a command judges: rules about these tables, and no others.

    `made_from` tells of a field (table, name) that the engine made from another paper's table. Rules may
    read the tables `beside`; those that read none but tables in `apart` are told elsewhere. `asks` are
    derived fields, by table, whose facts the report shows. `told` are made fields (table, name) that a
    person may tell; `copied` the tables whose rows share fields of another's, with the field by which
    they meet.
    """

    tables: tuple[str, ...]
    made_from: Mapping[tuple[str, str], str] = field(default_factory=dict)
    beside: tuple[str, ...] = ()
    apart: frozenset[str] = frozenset()
    asks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    told: frozenset[tuple[str, str]] = frozenset()
    copied: Mapping[str, "Copied"] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Copied:
    """What a table's rows take over from the row of another table that has the same `by`.

    `fields` are the same in both; `made` are made of a field of the other row.
    """

    table: str
    by: str
    fields: frozenset[str]
    made: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Register:
    """A register in DuckDB, and the way back to the paper: where a row stands, what it is called.

    `place` and `text` take a row and a field; `text` is what the paper says where it cannot be read.
    `key` names a row by what is not private, `called` by what a recorded finding writes; `claims` are
    what people say of a row's field.
    """

    table: LoadedTable
    file: str
    rows: int
    title: str
    unmapped: tuple[str, ...]
    place: Callable[[int, str | None], Location]
    text: Callable[[int, str], str]
    facts: Callable[[int, Collection[str]], Mapping[str, Fact]]
    key: Callable[[int], str]
    called: Callable[[int], str]
    claims: Mapping[tuple[int, str], Claim] = field(default_factory=dict)

    @property
    def location(self) -> Location:
        """The file as a whole."""
        return Location(self.file)


@dataclass(frozen=True, slots=True)
class Papers:
    """What was handed in: `file` is the paper to be checked; tables in memory, registers in DuckDB.

    Of the tables `counted` only what was made of them is here: they were handed in all the same.
    """

    file: str
    tables: Mapping[str, Table] = field(default_factory=dict)
    registers: Mapping[str, Register] = field(default_factory=dict)
    counted: frozenset[str] = frozenset()

    def __contains__(self, table: str) -> bool:
        """Tell whether a table was handed in."""
        return table in self.tables or table in self.registers or table in self.counted

    def columns(self, table: str) -> Iterable[str]:
        """Return the fields that the paper of a table has columns for."""
        if table in self.registers:
            return self.registers[table].table.columns
        return self.tables[table].columns

    def place(self, table: str) -> Location:
        """Return where a table that was handed in stands."""
        return (self.registers if table in self.registers else self.tables)[table].location

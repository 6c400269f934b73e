"""A grid of cells with their places: one sheet, one CSV file, one table of a document."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from shuangsuiji.findings import Location
from shuangsuiji.forms.cells import Raw, cell_name, number_text, raw_text

Place = tuple[int, int]
"""Row and column, both from 0."""

Merge = tuple[Place, Place]
"""The first and the last cell of a merged range."""

NOWHERE: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet: its cells by row and column from 0, merged ranges, cells that hold no value.

    `formula` is the first cell with a formula, calculated or not. `above` is what a document says over
    the table; `hidden_rows` and `hidden_columns` are there, but nobody sees them.
    """

    file: str
    sheet: str | None
    rows: Sequence[Sequence[Raw]]
    merges: tuple[Merge, ...] = ()
    faults: Mapping[Place, str] = field(default_factory=dict)
    percents: frozenset[Place] = frozenset()
    hidden_rows: frozenset[int] = NOWHERE
    hidden_columns: frozenset[int] = NOWHERE
    above: str = ""
    formula: Place | None = None
    _faulty: frozenset[int] = field(init=False)

    def __post_init__(self) -> None:
        """Note the rows with faults: all others are read faster."""
        object.__setattr__(self, "_faulty", frozenset(row for row, _ in self.faults))

    def raw(self, row: int, column: int) -> Raw:
        """Return what the cell holds; cells outside are empty."""
        inside = row < len(self.rows) and column < len(self.rows[row])
        return self.rows[row][column] if inside else ""

    def text(self, row: int, column: int) -> str:
        """Return the cell as text; a 1 shown as 100% keeps its sign, alone it would say less."""
        if row in self._faulty and (row, column) in self.faults:
            return self.faults[row, column]
        return self._shown(row, column, self.raw(row, column))

    def _shown(self, row: int, column: int, value: Raw) -> str:
        if value.__class__ is not float:
            return raw_text(value)
        if value >= 1 and (row, column) in self.percents:
            return number_text(value * 100) + "%"
        return number_text(value)

    def texts(self, row: int) -> list[str]:
        """Return the cells of a row as text."""
        values = self.rows[row]
        if row in self._faulty:
            return [self.text(row, column) for column in range(len(values))]
        return [v if v.__class__ is str else self._shown(row, c, v) for c, v in enumerate(values)]

    def is_number(self, row: int, column: int) -> bool:
        """Tell whether the spreadsheet holds a number here, not its digits."""
        value = self.raw(row, column)
        return isinstance(value, int | float) and not isinstance(value, bool)

    def place(self, row: int, column: int) -> Location:
        """Return where the cell stands, as spreadsheet programs name it."""
        return Location(self.file, sheet=self.sheet, cell=cell_name(row, column))

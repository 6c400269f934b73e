"""overrides.json: what people changed after the draw, in log order; shown as not random where it is not."""

from typing import Literal

from pydantic import Field, RootModel

from shuangsuiji.draw.fields import DrawFile, Hash, Name, Text

OVERRIDES = "overrides.json"


class Override(DrawFile):
    """A target taken out for a reserve (disqualify), or an inspector replaced (designate, select, redraw).

    disqualify: `line`, `out` and `in` are targets (`in` None: the stratum is exhausted), `evidence` the
    hash of what shows the reason. The others: `visit`, `slot`, `out` and `in` are people.
    """

    approver: Text
    evidence: Hash | None
    in_: Text | None = Field(alias="in")
    kind: Literal["disqualify", "designate", "select", "redraw"]
    line: Name | None
    out: Text
    reason: Text
    slot: Name | None
    visit: Text | None


class Overrides(RootModel[tuple[Override, ...]]):
    """overrides.json."""

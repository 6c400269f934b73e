"""The draw order (抽取任务书): what an operator writes in YAML to have a draw frozen."""

from fractions import Fraction
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from shuangsuiji.digest import HashName
from shuangsuiji.draw.fields import Count, Day, Hash, Instant, Key, Name, Number, Stratum, Text
from shuangsuiji.draw.manifest import Base, Purpose, Rounding
from shuangsuiji.draw.seeds.beacon import QUICKNET
from shuangsuiji.draw.team_spec import FactsSpec, Team
from shuangsuiji.draw.text import IdKind
from shuangsuiji.model.ratio import exact_ratio
from shuangsuiji.model.vocabulary import Strict, YesNo


def _ratio(value: object) -> Fraction:
    if not isinstance(value, str):
        raise ValueError("ratio")
    ratio = exact_ratio(value)
    if not 0 < ratio <= 1:
        raise ValueError("ratio_of_draw")
    return ratio


def _whole(value: object) -> object:
    if isinstance(value, str):
        if not (value.isascii() and value.isdigit() and len(value) < 16):  # noqa: PLR2004  (below 2^53)
            raise ValueError("int_parsing")
        return int(value)
    return value


WrittenRatio = Annotated[Fraction, BeforeValidator(_ratio)]
WrittenCount = Annotated[Count, BeforeValidator(_whole)]
WrittenNumber = Annotated[Number, BeforeValidator(_whole)]


class StratumSpec(Strict):
    """A stratum by its name in the register, and its ratio."""

    id: Stratum
    ratio: WrittenRatio


class ModeSpec(Strict):
    """定向 with condition and words, or 不定向."""

    kind: Literal["directed", "undirected"] = "undirected"
    condition: Text | None = None
    words: Text | None = None


class WindowSpec(Strict):
    """The days within which the visits are made."""

    from_: Day = Field(alias="from")
    until: Day


class DepartureSpec(Strict):
    """A recorded reason for departing from a rule of principle."""

    rule: Text
    reason: Text
    approver: Text


class LineSpec(Strict):
    """One plan line to be drawn; its group is its own id unless several lines coordinate."""

    line: Name
    group: Name | None = None
    register_: WrittenNumber = Field(default=1, alias="register")
    base: Base = "eligible"
    rounding: Rounding = "ceil"
    minimum: WrittenCount = 0
    least: WrittenCount = 0
    batches: tuple[WrittenNumber, ...] = ()
    mode: ModeSpec = ModeSpec()
    window: WindowSpec
    strata: tuple[StratumSpec, ...] = Field(min_length=1)
    departures: tuple[DepartureSpec, ...] = ()
    departments: tuple[Text, ...] = ()
    """执法部门：联合抽查的各部门，发起部门写在最前；不写即一个部门。"""
    team: Team | None = None
    """检查组：每次检查的各席；不写即规则包许可的最小的检查组。"""


class RegisterSpec(Strict):
    """What the ids of a register are; registers are numbered as they are handed in.

    `id` and `stratum` name the fields of a register of targets that give both, `facts` those by which
    inspectors are matched.
    """

    ids: IdKind = "uscc"
    id: str = "uscc"
    stratum: str = "risk_class"
    facts: FactsSpec | None = None
    """匹配的依据：匹配检查人员时看哪些栏。"""


class PartySpec(Strict):
    """A party that draws a part of the seed."""

    name: Name
    title: Text
    key: Key | None = None


class CosignerSpec(Strict):
    """Who watches the log from outside."""

    name: Name
    key: Key


class LogSpec(Strict):
    """The public log."""

    origin: Text
    key: Key
    cosigners: tuple[CosignerSpec, ...] = ()


class BeaconSpec(Strict):
    """The beacon's round, and the last moment to wait for it."""

    round: WrittenNumber
    limit: Instant
    source: Literal["drand-quicknet"] = "drand-quicknet"
    chain: Hash = QUICKNET


class WithholdSpec(Strict):
    """Whose nonce stays closed, and until when: visits that must not be announced."""

    party: Name
    until: Instant


class DrawSpec(Strict):
    """A draw order: what is not said has the plainest default; the purpose has none."""

    draw: Name
    purpose: Purpose
    hash: HashName = "sha256"
    merge: YesNo = False
    registers: tuple[RegisterSpec, ...] = ()
    lines: tuple[LineSpec, ...] = Field(min_length=1)
    parties: tuple[PartySpec, ...]
    log: LogSpec | None = None
    beacon: BeaconSpec | None = None
    deadline: Instant | None = None
    withhold: WithholdSpec | None = None

    def register_of(self, number: int) -> RegisterSpec:
        """Return what is said of the register with this number."""
        return self.registers[number - 1] if number <= len(self.registers) else RegisterSpec()

    def ids_of(self, number: int) -> IdKind:
        """Return what the ids of the register with this number are."""
        return self.register_of(number).ids

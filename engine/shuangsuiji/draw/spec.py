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
    """名册里的一个分层。"""

    id: Stratum
    """分层：名册里写的名称。"""
    ratio: WrittenRatio
    """比例：抽几分之几，写 5%、3/100 都可以。"""


class ModeSpec(Strict):
    """定向写明条件和说明，或者不定向。"""

    kind: Literal["directed", "undirected"] = "undirected"
    """方式：directed 定向，undirected 不定向；不写即不定向。"""
    condition: Text | None = None
    """条件：定向时，哪些检查对象参加，写法同规则的条件。"""
    words: Text | None = None
    """说明：条件的意思，用大家看得懂的话。"""


class WindowSpec(Strict):
    """检查在哪几天之间进行，首尾都算。"""

    from_: Day = Field(alias="from")
    """起：第一天，如 2026-03-01。"""
    until: Day
    """止：最后一天。"""


class DepartureSpec(Strict):
    """偏离“原则上”的规定，记下理由和批准人。"""

    rule: Text
    """规则：偏离的是哪一条。"""
    reason: Text
    """理由：为什么偏离。"""
    approver: Text
    """批准人：谁批准的，写明职务。"""


class LineSpec(Strict):
    """要抽的一个计划行。"""

    line: Name
    """计划行：编号，字母、数字、点、横线、下划线。"""
    group: Name | None = None
    """同抽组：几行写同一个组，用同一批号码，尽量抽到同一批对象；不写即各抽各的。"""
    register_: WrittenNumber = Field(default=1, alias="register")
    """名册：第几份名册，不写即第1份。"""
    base: Base = "eligible"
    """基数：比例乘以什么，eligible 可抽的，all 全部的；不写即可抽的。"""
    rounding: Rounding = "ceil"
    """取整：ceil 进一，floor 舍去，largest_remainder 余额给小数大的，systematic 随机起点；不写即进一。"""
    minimum: WrittenCount = 0
    """最少：每个分层至少抽几个。"""
    least: WrittenCount = 0
    """池子：可抽的少于几个，就提示“池子太小，谈不上随机”。"""
    batches: tuple[WrittenNumber, ...] = ()
    """批次：各批几个，写成列表，如 [20, 20]；最后一批收尾，不写即一批。"""
    mode: ModeSpec = ModeSpec()
    """抽取方式：定向或者不定向。"""
    window: WindowSpec
    """检查时段：从哪一天到哪一天。"""
    strata: tuple[StratumSpec, ...] = Field(min_length=1)
    """分层：名册里的每个分层和它的比例。"""
    departures: tuple[DepartureSpec, ...] = ()
    """偏离：整行偏离原则性规定的，逐条写明。"""
    departments: tuple[Text, ...] = ()
    """执法部门：联合抽查的各部门，发起部门写在最前；不写即一个部门。"""
    team: Team | None = None
    """检查组：每次检查的各席；不写即规则包许可的最小的检查组。"""


class RegisterSpec(Strict):
    """一份名册怎样读；次序同交来的名册。"""

    ids: IdKind = "uscc"
    """编号种类：uscc 统一社会信用代码（核对校验码），text 其他编号。"""
    id: str = "uscc"
    """编号栏：名录里哪一栏是编号，写字段名或中文名。"""
    stratum: str = "risk_class"
    """分层栏：名录里按哪一栏分层。"""
    facts: FactsSpec | None = None
    """匹配的依据：匹配检查人员时看哪些栏。"""


class PartySpec(Strict):
    """出一部分种子的一方。"""

    name: Name
    """名称：字母、数字、点、横线、下划线。"""
    title: Text
    """全称：这一方叫什么。"""
    key: Key | None = None
    """公钥：这一方自己的，64位十六进制；正式抽取必须有。"""


class CosignerSpec(Strict):
    """在外面看着日志的见证方。"""

    name: Name
    """名称：与 ledger cosign --name 写同一个。"""
    key: Key
    """公钥：64位十六进制。"""


class LogSpec(Strict):
    """公开的日志。"""

    origin: Text
    """日志名：与 ledger checkpoint 写同一个，不含空格和加号。"""
    key: Key
    """公钥：运营方签检查点用的。"""
    cosigners: tuple[CosignerSpec, ...] = ()
    """见证方：正式抽取至少一个。"""


class BeaconSpec(Strict):
    """外部信标的一轮，和等到什么时候为止。"""

    round: WrittenNumber
    """轮次：第几轮；第 r 轮在 Unix 时间 1692803367 加 3 乘 r-1 秒公布。"""
    limit: Instant
    """最迟：等到什么时候还没有就终止，如 2026-03-03T00:00:00Z。"""
    source: Literal["drand-quicknet"] = "drand-quicknet"
    """来源：drand-quicknet。"""
    chain: Hash = QUICKNET
    """链：不写即 quicknet 的链。"""


class WithholdSpec(Strict):
    """不能事先让被检查者知道的：哪一方的随机数封存到什么时候。"""

    party: Name
    """封存方：参与方里的一个。"""
    until: Instant
    """启封：到这一刻为止不公开，如 2026-06-30T00:00:00Z。"""


class DrawSpec(Strict):
    """抽取任务书：没有写的取最平常的；用途必须写明。"""

    draw: Name
    """抽取编号：字母、数字、点、横线、下划线，一次一个。"""
    purpose: Purpose
    """用途：official 正式，demo 演示，test 测试。"""
    hash: HashName = "sha256"
    """散列：sha256 或 sm3，不写即 sha256。"""
    merge: YesNo = False
    """合并：同一对象的几行，时段有共同的日子就并成一次检查。"""
    registers: tuple[RegisterSpec, ...] = ()
    """名册：各份名册怎样读；不写即统一社会信用代码、按风险等级分层。"""
    lines: tuple[LineSpec, ...] = Field(min_length=1)
    """计划行：这次抽取的各行。"""
    parties: tuple[PartySpec, ...]
    """参与方：至少两方，或一方和外部信标。"""
    log: LogSpec | None = None
    """日志：公开的日志和见证方；正式抽取、封存抽取必须有。"""
    beacon: BeaconSpec | None = None
    """信标：用哪一轮外部信标。"""
    deadline: Instant | None = None
    """公布期限：各方公布随机数的最后一刻，如 2026-03-02T02:00:00Z。"""
    withhold: WithholdSpec | None = None
    """封存：不能事先让被检查者知道的才写。"""

    def register_of(self, number: int) -> RegisterSpec:
        """Return what is said of the register with this number."""
        return self.registers[number - 1] if number <= len(self.registers) else RegisterSpec()

    def ids_of(self, number: int) -> IdKind:
        """Return what the ids of the register with this number are."""
        return self.register_of(number).ids

"""What the two workbooks look like: titles, columns with their widths, notes at the foot."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its header, its width in half-width characters, how its cells stand."""

    header: str
    width: int
    centred: bool = False
    percent: bool = False
    total: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: what stands above the table, its columns, what stands below."""

    name: str
    title: str
    under_title: tuple[str, str]
    columns: tuple[Column, ...]
    foot: tuple[str, ...]
    paper: int
    """3 for A3, 4 for A4."""


ITEMS = Sheet(
    name="抽查事项清单",
    title="高青县市场监管系统随机抽查事项清单（示例，虚构）",
    under_title=("公布单位：高青县市场监督管理局", "公布日期：2026年1月12日"),
    columns=(
        Column("事项编码", 10, centred=True),
        Column("抽查类别", 20, centred=True),
        Column("抽查事项", 26),
        Column("事项类别", 14, centred=True),
        Column("检查对象", 24),
        Column("检查方式", 20),
        Column("检查主体", 18, centred=True),
        Column("检查依据", 36),
        Column("抽查内容", 40),
        Column("抽查比例上限", 13, centred=True, percent=True),
        Column("由上级统筹", 11, centred=True),
    ),
    foot=(
        "注：1. 本清单为软件演示而编，内容虚构，不是高青县市场监督管理局公布的清单，不得作为执法依据。",
        "    2. 一般检查事项设抽查比例上限；重点检查事项不设上限，以“/”表示。",
    ),
    paper=3,
)

PLAN = Sheet(
    name="2026年度抽查计划",
    title="高青县市场监督管理局2026年度双随机抽查工作计划（示例，虚构）",
    under_title=("编制单位：高青县市场监督管理局", "编制日期：2026年1月20日"),
    columns=(
        Column("序号", 5, centred=True),
        Column("计划编号", 13, centred=True),
        Column("抽查任务名称", 22),
        Column("抽查事项", 28),
        Column("责任科室", 21, centred=True),
        Column("抽查范围", 30),
        Column("检查对象", 24),
        Column("抽取方式", 9, centred=True),
        Column("抽查比例", 13, centred=True, percent=True),
        Column("对象基数", 9, centred=True),
        Column("预估数量", 9, centred=True, total=True),
        Column("时间安排", 24, centred=True),
        Column("备注", 16),
    ),
    foot=(
        "注：1. 本计划为软件演示而编，任务、数量、时间均为虚构，其中有意留有差错。",
        "    2. 对象基数按检查对象名录库中存续的对象统计；按比例计算不足一户的按一户计。",
    ),
    paper=3,
)

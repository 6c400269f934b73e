"""The register of inspectors (执法检查人员名录库): 40 made-up people, six experts, recusals, leave."""

from collections.abc import Iterator, Sequence

from making.chance import chosen
from making.register import targets
from making.sheets import Column, Sheet

Row = Sequence[str]

_OFFICES = {
    "田镇所": 8,
    "芦湖所": 6,
    "花沟所": 5,
    "唐坊所": 4,
    "高城所": 4,
    "常家所": 4,
    "青城所": 3,
    "黑里寨所": 3,
    "木李所": 3,
}
"""How many inspectors each office has, more where there are more targets."""
_FAMILY, _GIVEN = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨",
    "霁澜筠砚岫汀榆溆苇漪桁昀沅舫圃阑陌柯坞筑瓯序荻朔栩庐浔稷渚麓",
)
_TRADES = ("食品", "药品", "特种设备", "计量", "广告", "价格", "产品质量", "商标")
_KINDS = ("行政执法类公务员", "具有行政执法资格的工作人员")
_NOTE = "注：本表为软件演示而编，人员、证号、电话全部虚构，不是高青县市场监督管理局的名录。"

OFFICERS = Sheet(
    name="执法人员库",
    title="高青县市场监督管理局执法检查人员名录库（示例，虚构）",
    under_title=("建库单位：信用监管科、法规科", "更新日期：2026年8月20日"),
    columns=(
        Column("序号", 5, centred=True),
        Column("人员编号", 10, centred=True),
        Column("姓名", 9, centred=True),
        Column("所属单位", 18),
        Column("所属区域", 10, centred=True),
        Column("执法资质", 9, centred=True),
        Column("岗位类别", 26),
        Column("业务专长", 20),
        Column("执法证号", 16, centred=True),
        Column("执法证有效期", 26, centred=True),
        Column("可任组长", 9, centred=True),
        Column("已检查户次", 10, centred=True),
        Column("本次至多户次", 12, centred=True),
        Column("联系电话", 14, centred=True),
    ),
    foot=(_NOTE,),
    paper=4,
)
EXPERTS = Sheet(
    name="专家库",
    title="非执法人员专家库（示例，虚构）",
    under_title=("建库单位：信用监管科", "更新日期：2026年8月20日"),
    columns=(
        Column("序号", 5, centred=True),
        Column("专家编号", 10, centred=True),
        Column("姓名", 9, centred=True),
        Column("专家类别", 12, centred=True),
        Column("所在单位", 30),
        Column("业务专长", 20),
    ),
    foot=(_NOTE,),
    paper=4,
)
RECUSALS = Sheet(
    name="回避",
    title="执法检查人员回避登记（示例，虚构）",
    under_title=("登记单位：信用监管科", "登记日期：2026年8月20日"),
    columns=(
        Column("序号", 5, centred=True),
        Column("人员编号", 10, centred=True),
        Column("姓名", 9, centred=True),
        Column("回避对象", 34),
        Column("统一社会信用代码", 22, centred=True),
        Column("回避原因", 24),
    ),
    foot=(_NOTE,),
    paper=4,
)
LEAVE = Sheet(
    name="请假",
    title="执法检查人员请假、外出登记（示例，虚构）",
    under_title=("登记单位：信用监管科", "登记日期：2026年8月20日"),
    columns=(
        Column("序号", 5, centred=True),
        Column("姓名", 9, centred=True),
        Column("请假时间", 34),
        Column("事由", 24),
    ),
    foot=(_NOTE,),
    paper=4,
)


def pages() -> Iterator[tuple[Sheet, list[Row]]]:
    """Yield the four sheets with their rows."""
    officers = list(_officers())
    names = {row[0]: row[1] for row in officers}
    yield OFFICERS, officers
    yield EXPERTS, list(_experts())
    yield RECUSALS, list(_recusals(names))
    yield (
        LEAVE,
        [
            [names["GQ-009"], "2026年8月1日至2026年12月31日", "产假"],
            [names["GQ-021"], "2026-09-01至2026-09-30；10月9日至10月16日", "驻村、培训"],
            [names["GQ-033"], "11月", "脱产学习"],
        ],
    )


def _officers() -> Iterator[Row]:
    taken: set[str] = set()
    number = 0
    for office, size in _OFFICES.items():
        for place in range(size):
            number += 1
            since = 2021 + chosen(5, "certificate", number)
            first, second = (
                chosen(len(_TRADES), "trade", number),
                chosen(len(_TRADES), "other", number),
            )
            trades = dict.fromkeys((_TRADES[first], _TRADES[second]))
            yield [
                f"GQ-{number:03}",
                _name(number, taken),
                f"{office.removesuffix('所')}市场监管所",
                office,
                "是",
                _KINDS[0 if place < 2 else chosen(2, "kind", number)],  # noqa: PLR2004  (two seniors)
                "、".join(trades),
                f"鲁C0322-{since % 100}{number:03}",
                _certificate(number, since),
                "是" if place < (size + 1) // 2 else "否",
                str(chosen(9, "load", number)),
                "不限" if number % 7 else "12",
                f"0533-6{chosen(900_000, 'phone', number) + 100_000}",
            ]


def _certificate(number: int, since: int) -> str:
    """Return the days of a certificate, in the ways in which offices write them; one ends in the autumn."""
    if number == 12:  # noqa: PLR2004  (GQ-012, of which the README tells)
        return "2021-10-15至2026-10-14"
    month = 1 + chosen(9, "month", number)
    ways = (
        f"{since}-{month:02}-01至{since + 6}-{month:02}-28",
        f"{since}年{month}月1日至{since + 6}年{month}月28日",
        f"{since}.{month}.1-{since + 6}.{month}.28",
    )
    return ways[chosen(len(ways), "way", number)]


def _experts() -> Iterator[Row]:
    taken: set[str] = set()
    for number in range(1, 7):
        kind = ("检测机构", "科研院所", "行业专家")[number % 3]
        unit = f"示例{('检验检测中心', '食品研究所', '行业协会')[number % 3]}（虚构）"
        yield [f"ZJ-{number:02}", _name(100 + number, taken), kind, unit, _TRADES[number % 4]]


def _recusals(names: dict[str, str]) -> Iterator[Row]:
    """Yield six recusals, each from a target of the inspector's own district."""
    listed = list(targets())
    for person, target, reason in (
        ("GQ-001", 8, "配偶持股"),
        ("GQ-002", 31, "近亲属任职"),
        ("GQ-010", 44, "近亲属任职"),
        ("GQ-017", 120, "曾在该企业任职"),
        ("GQ-024", 300, "与负责人有利害关系"),
        ("GQ-030", 777, "近亲属任职"),
    ):
        one = listed[target]
        yield [person, names[person], one.name, one.uscc, reason]


def _name(number: int, taken: set[str]) -> str:
    """Return a made-up name that nobody else of the sheet has."""
    attempt, name = 0, ""
    while not name or name in taken:
        letters = (_GIVEN[chosen(len(_GIVEN), "given", number, attempt, i)] for i in range(2))
        name = _FAMILY[chosen(len(_FAMILY), "family", number, attempt)] + "".join(letters)
        attempt += 1
    taken.add(name)
    return name

"""The register of targets (检查对象名录库): 4,000 made-up ones, eight of them with a story."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from making.chance import chosen, weighted
from making.codes import new_code
from making.names import full_name, new_word

SIZE = 4_000
HEADER = (
    "统一社会信用代码",
    "主体名称",
    "主体类型",
    "登记状态",
    "信用风险等级",
    "所属区域",
    "行业",
    "重点行业领域",
    "本年度已抽查次数",
    "多次被投诉举报",
    "列入经营异常名录",
    "有失信行为",
    "有严重违法违规记录",
)

_UNDECIDED = (610, 1903, 3216)
"""Drawn twice, in a key industry, and nobody has written down whether there were complaints."""
_THRICE_WITH_REASON = (901, 3560)
"""Drawn three times, in a key industry and on the list of abnormal operations."""
_THRICE = (287, 1449, 2732)
"""Drawn three times for no reason that the rules know."""

_TYPES = {
    "个体工商户": 600,
    "有限责任公司": 305,
    "农民专业合作社": 55,
    "个人独资企业": 28,
    "股份有限公司": 6,
    "合伙企业": 6,
}
_SHOPS = {
    "餐饮业": 22,
    "食品销售": 21,
    "百货零售": 14,
    "居民服务": 11,
    "服装零售": 9,
    "五金建材": 8,
    "美容美发": 7,
    "农资零售": 4,
    "车辆维修": 3,
    "药品零售": 1,
}
_FIRMS = {
    "制造业": 20,
    "批发业": 20,
    "建筑业": 12,
    "商务服务": 10,
    "食品销售": 8,
    "道路运输": 7,
    "信息技术": 6,
    "餐饮业": 5,
    "药品零售": 4,
    "食品生产": 4,
    "医疗器械": 2,
    "化工": 2,
}
_FARMS = {"种植业": 60, "养殖业": 30, "农机服务": 10}
_KEY_INDUSTRIES = ("餐饮业", "食品销售", "食品生产", "药品零售", "医疗器械", "化工")
_STATUSES = {"存续": 970, "注销": 24, "吊销": 6}
_OFFICES = {
    "田镇所": 24,
    "芦湖所": 17,
    "花沟所": 11,
    "唐坊所": 10,
    "高城所": 9,
    "青城所": 8,
    "常家所": 8,
    "黑里寨所": 7,
    "木李所": 6,
}
_RISK_CLASSES = {"A类": 55, "B类": 30, "C类": 11, "D类": 4}
_INSPECTIONS = {"0": 830, "1": 140, "2": 30}
_RECORDS_PERMILLE = {
    "A类": (4, 0, 0, 0),
    "B类": (25, 12, 4, 0),
    "C类": (90, 110, 50, 8),
    "D类": (200, 350, 220, 90),
}
"""How many of a thousand have each of the four records, by risk class."""


@dataclass(frozen=True, slots=True)
class Target:
    """One line of the register, its fields in the order of the header."""

    uscc: str
    name: str
    type: str
    registration_status: str
    risk_class: str
    region: str
    industry: str
    key_industry: str
    inspections_in_year: str
    repeatedly_complained: str
    in_abnormal_list: str
    has_dishonest_record: str
    has_serious_violation: str


def targets() -> Iterator[Target]:
    """Yield the targets, no two with one code or one trade name."""
    codes, words = set[str](), set[str]()
    for n in range(SIZE):
        target = _told(n)
        name = full_name(n, new_word(n, words), target.type, target.industry)
        yield replace(target, uscc=new_code(n, target.type, codes), name=name)


def _told(n: int) -> Target:
    if n in _UNDECIDED:
        return replace(_shop(n, "餐饮业", "C类"), inspections_in_year="2", repeatedly_complained="")
    if n in _THRICE_WITH_REASON:
        return replace(_shop(n, "食品销售", "D类"), inspections_in_year="3", in_abnormal_list="是")
    if n in _THRICE:
        return replace(_shop(n, "五金建材", "B类"), inspections_in_year="3")
    return _ordinary(n)


def _shop(n: int, industry: str, risk_class: str) -> Target:
    """Return an existing shop of this industry and class, never drawn and without records."""
    return replace(
        _ordinary(n),
        type="个体工商户",
        registration_status="存续",
        risk_class=risk_class,
        industry=industry,
        key_industry=_yes_no(industry in _KEY_INDUSTRIES),
        inspections_in_year="0",
        repeatedly_complained="否",
        in_abnormal_list="否",
        has_dishonest_record="否",
        has_serious_violation="否",
    )


def _ordinary(n: int) -> Target:
    kind = weighted(_TYPES, "type", n)
    industry = weighted(_industries_of(kind), "industry", n)
    risk_class = weighted(_RISK_CLASSES, "risk class", n)
    complained, abnormal, dishonest, serious = (
        _yes_no(chosen(1_000, "record", i, n) < permille)
        for i, permille in enumerate(_RECORDS_PERMILLE[risk_class])
    )
    return Target(
        uscc="",
        name="",
        type=kind,
        registration_status=weighted(_STATUSES, "status", n),
        risk_class=risk_class,
        region=weighted(_OFFICES, "office", n),
        industry=industry,
        key_industry=_yes_no(industry in _KEY_INDUSTRIES),
        inspections_in_year=weighted(_INSPECTIONS, "inspections", n),
        repeatedly_complained=complained,
        in_abnormal_list=abnormal,
        has_dishonest_record=dishonest,
        has_serious_violation=serious,
    )


def _industries_of(kind: str) -> dict[str, int]:
    return {"个体工商户": _SHOPS, "农民专业合作社": _FARMS}.get(kind, _FIRMS)


def _yes_no(fact: bool) -> str:  # noqa: FBT001  (the fact itself is told; it switches nothing)
    return "是" if fact else "否"

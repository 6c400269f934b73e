"""Made-up names: a trade name (字号) of three syllables that nobody uses, a trade, an ending."""

from collections.abc import Mapping, Sequence

from making.chance import chosen

_SYLLABLES = (
    "霁澜筠砚蓼蘅岫汀鹂皎棠榆溆苇漪桁菡昀芷沅",
    "檀榭舫霭笺圃禾簌笛阑陌柯坞杼萤筑瓯枕桨黛",
    "舟序荻朔莳栩庐浔稷橹埭粟渚棂蓑笠麓坡泽岸",
)
_SHOPS: Mapping[str, Sequence[str]] = {
    "餐饮业": ("餐馆", "小吃店", "面馆", "火锅店", "早餐店", "快餐店"),
    "食品销售": ("副食店", "粮油店", "果蔬店", "生鲜店", "食品商行"),
    "百货零售": ("百货店", "日用品商行", "文具店", "超市"),
    "居民服务": ("家政服务部", "洗衣店", "家电维修部", "照相馆"),
    "服装零售": ("服装店", "鞋店", "家纺店"),
    "五金建材": ("五金店", "建材经营部", "门窗经营部", "灯具店"),
    "美容美发": ("美发店", "美容店", "化妆品店"),
    "农资零售": ("农资经营部", "种子经营部", "饲料经营部"),
    "车辆维修": ("汽修厂", "轮胎店", "电动车行"),
    "药品零售": ("大药房",),
}
_FIRMS: Mapping[str, Sequence[str]] = {
    "制造业": ("机械", "纺织", "包装", "塑业", "金属制品"),
    "批发业": ("商贸", "贸易", "物资"),
    "建筑业": ("建筑工程", "装饰工程", "市政工程"),
    "商务服务": ("企业管理", "广告", "会务服务"),
    "道路运输": ("物流", "运输"),
    "信息技术": ("信息科技", "网络科技"),
    "餐饮业": ("餐饮管理", "餐饮服务"),
    "食品销售": ("食品销售", "粮油贸易"),
    "食品生产": ("食品", "面粉", "酱业"),
    "药品零售": ("医药", "大药房"),
    "医疗器械": ("医疗器械", "医疗科技"),
    "化工": ("化工", "新材料"),
    "种植业": ("蔬菜种植", "粮食种植", "果树种植", "莲藕种植"),
    "养殖业": ("畜禽养殖", "水产养殖", "奶牛养殖"),
    "农机服务": ("农机服务",),
}
_ENDINGS = {
    "有限责任公司": "有限公司",
    "股份有限公司": "股份有限公司",
    "农民专业合作社": "专业合作社",
    "合伙企业": "中心（有限合伙）",
}
_MAKERS = ("制造业", "食品生产", "化工")


def new_word(n: int, taken: set[str]) -> str:
    """Return the trade name of the n-th target; it is `taken` from then on."""
    attempt, word = 0, ""
    while not word or word in taken:
        word = "".join(s[chosen(len(s), "word", n, attempt, s)] for s in _SYLLABLES)
        attempt += 1
    taken.add(word)
    return word


def full_name(n: int, word: str, kind: str, industry: str) -> str:
    """Return the whole name of the n-th target."""
    trades = (_SHOPS if kind == "个体工商户" else _FIRMS)[industry]
    return f"高青县{word}{trades[chosen(len(trades), 'trade', n)]}{_ending(kind, industry)}"


def _ending(kind: str, industry: str) -> str:
    if kind == "个人独资企业":
        return "厂" if industry in _MAKERS else "经营部"
    return _ENDINGS.get(kind, "")

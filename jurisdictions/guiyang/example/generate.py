"""Writes the made-up list, plans and registers of three made-up districts; the same bytes on every run."""

import csv
import io
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

HERE = Path(__file__).parent
CLASSES = (
    "营业执照", "公示信息", "价格行为", "广告行为", "网络交易", "工业产品", "计量器具", "强制认证",
    "检验检测", "电梯", "锅炉", "气瓶充装", "食品生产", "食品销售", "餐饮服务", "保健食品", "化妆品",
    "药品零售", "医疗器械",
    "专利代理", "商标印制", "地理标志", "直销行为", "拍卖活动", "格式条款", "电动自行车", "成品油", "二手车",
    "农业投入品", "粮食收购",
)  # fmt: skip
ASPECTS = ("主体资格的检查", "记录台账的检查", "标识公示的检查")
KEY = range(9, 19)
"""The classes whose items are key items (重点检查事项)."""
COORDINATED = ("检验检测主体资格的检查", "锅炉主体资格的检查", "直销行为主体资格的检查")
NOWHERE = "拍卖活动记录台账的检查"
ITEM_HEADER = (
    "事项编码", "抽查类别", "抽查事项", "事项类别", "检查对象", "检查内容", "检查方式", "检查主体", "检查依据",
    "抽查比例上限", "由上级统筹",
)  # fmt: skip
PLAN_HEADER = (
    "计划编号", "抽查任务名称", "抽查事项", "责任科室", "检查对象", "抽查时间", "抽查数量", "抽查企业数",
)  # fmt: skip
REGISTER_HEADER = ("主体名称", "主体类型", "登记状态")
DISTRICTS = {"东山区": (500, 10), "西林区": (300, 15), "南溪县": (200, 10)}
"""For each district, how many enterprises exist, and how many of them its plan inspects."""
PERIODS = ("3月至4月", "5月至6月", "7月至9月", "第四季度")
NAMED = "贵阳示例连锁超市有限公司"

Row = Sequence[str | int]


def main(arguments: Sequence[str]) -> None:
    """Write the files into the folder given, or here."""
    folder = Path(arguments[0]) if arguments else HERE
    items = [*_items()]
    _write(folder / "districts" / "抽查事项清单.csv", ITEM_HEADER, items)
    for name, (existing, planned) in DISTRICTS.items():
        lines = _lines(name, planned, [str(item[2]) for item in items])
        title = f"{name}2021年度双随机抽查工作计划（示例，内容编造）　制定日期：2021年3月1日"
        _write(folder / "districts" / name / "抽查计划.csv", PLAN_HEADER, lines, title)
        _write(
            folder / "districts" / name / "名录库.csv", REGISTER_HEADER, _targets(name, existing)
        )


def _items() -> Iterator[Row]:
    for number, title in enumerate(CLASSES):
        aspects = (*ASPECTS, "整改情况的检查") if number == 0 else ASPECTS
        for aspect in aspects:
            name, key = f"{title}{aspect}", number in KEY
            yield (
                f"SL{number + 1:02}{aspects.index(aspect) + 1:02}", title, name,
                "重点检查事项" if key else "一般检查事项", "企业", aspect.removesuffix("的检查"),
                "实地核查", "各级市场监管部门", "示例依据", "" if key else "5%",
                "是" if name in COORDINATED else "否",
            )  # fmt: skip


def _lines(district: str, planned: int, items: Sequence[str]) -> Iterator[Row]:
    """Yield a line for each class; a few lines are made to differ."""
    for number, title in enumerate(CLASSES):
        own = [i for i in items if i.startswith(title) and i not in (*COORDINATED, NOWHERE)]
        target, period, count = "企业", PERIODS[number % len(PERIODS)], str(2 + number % 3)
        if district == "西林区" and title == "直销行为":
            own.append("直销行为主体资格的检查")
        if district == "南溪县" and title == "粮食收购":
            continue
        if district == "南溪县" and title == "二手车":
            count = "若干"
        if title == "食品销售" and district != "东山区":
            target, period = NAMED, "5月至6月" if district == "西林区" else "6月"
        share = planned // len(CLASSES) + (number < planned % len(CLASSES))
        yield (number + 1, f"{title}抽查", "、".join(own), "示例科", target, period, count, share)


def _targets(district: str, existing: int) -> Iterator[Row]:
    for number in range(1, existing + 1):
        yield (f"{district}示例企业{number:04}有限公司", "企业", "存续")
    yield (f"{district}示例已注销企业有限公司", "企业", "注销")
    yield (f"{district}示例个体户", "个体工商户", "存续")


def _write(path: Path, header: Row, rows: Sequence[Row] | Iterator[Row], title: str = "") -> None:
    page = io.StringIO()
    writer = csv.writer(page, lineterminator="\n")
    writer.writerows([*([[title]] if title else []), header, *rows])
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(page.getvalue().encode())


if __name__ == "__main__":
    main(sys.argv[1:])

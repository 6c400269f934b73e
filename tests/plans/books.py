"""Small workbooks for tests, written the way a bureau's office writes them."""

import xlsxwriter

ITEM_HEADER = (
    "事项编码",
    "抽查类别",
    "抽查事项",
    "事项类别",
    "检查对象",
    "检查方式",
    "检查主体",
    "检查依据",
    "抽查内容",
    "抽查比例上限",
)
ITEMS = (
    (
        "A01",
        "登记",
        "登记事项检查",
        "一般检查事项",
        "企业",
        "书面检查",
        "县局",
        "公司法",
        "登记",
        "5%",
    ),
    (
        "A02",
        "价格",
        "价格行为检查",
        "一般检查事项",
        "企业",
        "实地核查",
        "县局",
        "价格法",
        "标价",
        "3%",
    ),
    (
        "B01",
        "食品",
        "餐饮服务检查",
        "重点检查事项",
        "餐饮单位",
        "实地核查",
        "县局",
        "食品安全法",
        "后厨",
        None,
    ),
    (
        "B02",
        "特设",
        "特种设备检查",
        "重点检查事项",
        "使用单位",
        "实地核查",
        "县局",
        "特种设备安全法",
        "设备",
        None,
    ),
    (
        "A03",
        "广告",
        "广告行为检查",
        "一般检查事项",
        "企业",
        "网络监测",
        "县局",
        "广告法",
        "广告",
        "10%",
    ),
)
PLAN_HEADER = (
    "计划编号",
    "抽查任务名称",
    "抽查事项",
    "责任科室",
    "抽查范围",
    "检查对象",
    "抽查比例",
    "对象基数",
    "预估数量",
    "时间安排",
)
PLAN = (
    ("1", "任务一", "登记事项检查", "信用科", "全县企业", "企业", 0.06, 100, 6, "3-6月"),
    ("2", "任务二", "价格行为检查", "价监科", "全县", "企业", "2%", 1000, None, "第二季度"),
    ("3", "任务三", "餐饮服务检查", "食品科", "全县", "餐饮", "100%（20户）", 20, "若干", "全年"),
    ("4", "任务四", "网络订餐检查", "食品科", "全县", "餐饮", "5%", 50, 3, "全年"),
    ("5", "任务五", "特种设备检查", "特设科", "全县", "使用单位", "5%", 50, 3, "全年"),
)
TITLE = "高青县市场监督管理局2026年度抽查工作计划　编制日期：2026年1月20日"


def book(path, header, rows, title=None, sheet="计划"):
    """Write a workbook: a merged title, the header, the rows; numbers below 1 as percentages."""
    with xlsxwriter.Workbook(path) as workbook:
        page = workbook.add_worksheet(sheet)
        percent = workbook.add_format({"num_format": "0%"})
        first = 0
        if title:
            page.merge_range(0, 0, 0, len(header) - 1, title)
            first = 1
        page.write_row(first, 0, header)
        for number, row in enumerate(rows, first + 1):
            for column, value in enumerate(row):
                if isinstance(value, float):
                    page.write_number(number, column, value, percent)
                elif value is not None:
                    page.write(number, column, value)
    return path


def items_book(path, rows=ITEMS):
    """Write the item list."""
    return book(path, ITEM_HEADER, rows, "高青县随机抽查事项清单", "清单")


def plan_book(path, rows=PLAN, title=TITLE):
    """Write the plan."""
    return book(path, PLAN_HEADER, rows, title)


def chongqing_book(path, rows):
    """Write a plan in Chongqing's form D.1: a two-level header, the item split by department."""
    with xlsxwriter.Workbook(path) as workbook:
        page = workbook.add_worksheet("D.1")
        page.merge_range(0, 0, 0, 9, "2026年度抽查工作计划表")
        above = (
            "序号",
            "计划名称",
            "发起部门",
            "配合部门",
            None,
            None,
            "抽查对象",
            "抽查时间",
            "抽查比例",
            "抽取对象数量（户）",
        )
        page.merge_range(1, 4, 1, 5, "抽查事项")
        for column, text in enumerate(above):
            if text is not None:
                page.merge_range(1, column, 2, column, text)
        page.write_row(2, 4, ("发起部门", "配合部门"))
        for number, row in enumerate(rows, 3):
            for column, value in enumerate(row):
                if value is not None:
                    page.write(number, column, value)
    return path

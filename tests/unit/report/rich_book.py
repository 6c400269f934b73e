"""A workbook with all that a careless writer loses: chart, picture, rules of the cells, names, comments."""

import io
import struct
import zlib

import xlsxwriter

PLAN, OTHER = "计划'甲", "说明"
HEADER_ROW = 3


def rich_book() -> bytes:
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True})
    sheet = book.add_worksheet(PLAN)
    percent = book.add_format({"num_format": "0.0%", "border": 2, "bold": True, "align": "center"})
    wide = book.add_format({"font_color": "#112233", "italic": True})
    sheet.set_column(9, 9, 20, wide)
    sheet.merge_range("A1:E1", "某县2026年度抽查计划")
    sheet.write_row(HEADER_ROW - 1, 0, ["任务", "事项", "比例", "基数", "数量"])
    for n in range(4, 14):
        sheet.write(n - 1, 0, f"任务{n}")
        sheet.write(n - 1, 1, "同一事项")
        sheet.write(n - 1, 2, 0.01 * n, percent)
        sheet.write(n - 1, 3, 100)
        sheet.write_formula(n - 1, 4, f"=C{n}*D{n}", None, n)
    sheet.merge_range("B6:B8", "合并的事项")
    sheet.set_row(8, None, None, {"hidden": True})
    sheet.write_comment("C5", "作者自己的批注 <1>", {"author": "王科长"})
    sheet.write_comment("A4", "另一条")
    sheet.data_validation(
        "C4:C13", {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 1}
    )
    sheet.conditional_format("D4:D13", {"type": "data_bar", "data_bar_2010": True})
    sheet.autofilter("A3:E13")
    sheet.write_url("F4", "https://example.org/", string="看")
    sheet.insert_image("H2", "dot.png", {"image_data": io.BytesIO(_png())})
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": f"='{PLAN.replace(chr(39), chr(39) * 2)}'!$D$4:$D$13"})
    sheet.insert_chart("H15", chart)
    sheet.set_header("&C某县")
    sheet.protect()
    book.define_name("基数", f"='{PLAN.replace(chr(39), chr(39) * 2)}'!$D$4:$D$13")
    other = book.add_worksheet(OTHER)
    other.write("A1", "一字不动")
    book.close()
    return made.getvalue()


def _png() -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    head = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\x00\xff\x00\x00"))
        + chunk(b"IEND", b"")
    )

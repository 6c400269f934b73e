"""Files that people hand in for a table and that are not read: which they are, and what would do."""

from pathlib import Path

from shuangsuiji.findings import Location, Refusal, refuse

READ = ("xlsx", "xlsm", "xls", "csv", "docx", "yaml", "json")
"""The endings of files in which a plan is read."""

_BOOK = "用 Excel 或 WPS 打开，另存为 .xlsx 后再交"
_TEXT = "用 Word 或 WPS 打开，另存为 .docx 后再交"
_OTHERS = {
    ".doc": ("旧版 Word 文档", _TEXT),
    ".wps": ("WPS 文字文档", _TEXT),
    ".wpt": ("WPS 文字模板", _TEXT),
    ".rtf": ("RTF 文档", _TEXT),
    ".odt": ("OpenDocument 文字文档", _TEXT),
    ".docm": ("带宏的 Word 文档", _TEXT),
    ".et": ("WPS 表格", _BOOK),
    ".ett": ("WPS 表格模板", _BOOK),
    ".ods": ("OpenDocument 表格", _BOOK),
    ".xlsb": ("二进制工作簿", _BOOK),
    ".xltx": ("工作簿模板", _BOOK),
    ".numbers": ("Numbers 表格", _BOOK),
    ".pdf": ("PDF 文件", "里面的字排在页面上，没有单元格；请向发文单位要 .xlsx 或 .docx 原件"),
    ".ofd": ("OFD 文件", "里面的字排在页面上，没有单元格；请向发文单位要 .xlsx 或 .docx 原件"),
    ".htm": ("网页", "把网页里的表格复制到 Excel 或 WPS，另存为 .xlsx 后再交"),
    ".html": ("网页", "把网页里的表格复制到 Excel 或 WPS，另存为 .xlsx 后再交"),
    ".zip": ("压缩包", "解压后交里面的表格"),
    ".rar": ("压缩包", "解压后交里面的表格"),
    ".7z": ("压缩包", "解压后交里面的表格"),
    ".jpg": ("图片", "请向发文单位要 .xlsx 或 .docx 原件，或把内容录入表格"),
    ".jpeg": ("图片", "请向发文单位要 .xlsx 或 .docx 原件，或把内容录入表格"),
    ".png": ("图片", "请向发文单位要 .xlsx 或 .docx 原件，或把内容录入表格"),
}


def not_read(path: Path, known: tuple[str, ...] = READ) -> Refusal:
    """Return the refusal of a file whose ending is not read: what it is, and what would do."""
    ending = path.suffix.lower()
    if ending in _OTHERS:
        kind, advice = _OTHERS[ending]
        place = Location(str(path))
        return refuse("forms/other-format", place, found=f"{kind}（{ending}）", advice=advice)
    return refuse("forms/unknown-ending", Location(str(path)), found=path.suffix, known=known)


def kind_of(data: bytes) -> str:
    """Return what the bytes look like instead, for the sentence."""
    marks = {
        b"\x89PNG": "PNG 图片",
        b"\xff\xd8\xff": "JPEG 图片",
        b"GIF8": "GIF 图片",
        b"BM": "BMP 图片",
        b"%PDF": "PDF 文档",
        b"{\\rtf": "RTF 文档",
        b"<": "网页",
        b"PK\x03\x04": "压缩包",
    }
    head = data.lstrip()[:16]
    return next((name for mark, name in marks.items() if head.startswith(mark)), "其他内容")

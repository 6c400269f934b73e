"""Sentences of forms/: what a file, a header or a cell is, and what to do with it."""

_SAVE_AS = "用表格软件打开，另存为 .xlsx 后再交"
_ANEW = "确认来源；用 Excel、Word 或 WPS 打开，另存为新文件后再交"
_CODES = "把这一列设为“文本”格式，从原系统重新导出或重新填写；已丢失的位数补不回来"

JSON_SAYS = {
    "Expecting value": "这里应是一个值",
    "Expecting property name enclosed in double quotes": "这里应是双引号里的名字",
    "Expecting ',' delimiter": "少了逗号，或括号没有关上",
    "Expecting ':' delimiter": "名字后面少了冒号",
    "Extra data": "前面的内容之后不应再有别的",
    "Unterminated string starting at": "引号没有关上",
    "Invalid control character at": "引号里有换行一类的字符",
    "Invalid \\escape": "反斜线用错了",
    "Invalid \\uXXXX escape": "反斜线用错了",
    "Illegal trailing comma before end of object": "末尾多了逗号",
    "Illegal trailing comma before end of array": "末尾多了逗号",
}
"""What the JSON reader says of a text that is none."""
SENTENCES: dict[str, tuple[str, str]] = {
    "forms/open-quote": (
        "这一行前后有一个双引号没有配对，它之后的各行都会被并进一个单元格",
        "补上另一半双引号，或删去多出的一个",
    ),
    "forms/ambiguous-header": (
        "表头“{found}”可以指几个字段：{fields}",
        "把表头写成其中一个的全名；计划可以用 --map 列名=字段 指定",
    ),
    "forms/broken-csv": (
        "这一行起 CSV 读不下去（{found}）",
        "检查双引号是否配对；单元格里的双引号要写两个",
    ),
    "forms/cell-too-long": (
        "单元格有 {found} 个字符，表格软件最多容纳 {limit} 个",
        "检查是否漏了一个右引号，或把附件内容误贴进了单元格",
    ),
    "forms/deep-tables": (
        "表格里套着表格，超过 {limit} 层",
        "把里面的表格移到外面，另存后再交",
    ),
    "forms/empty-file": ("文件是空的", "检查导出是否完成，重新导出后再交"),
    "forms/empty-rows": (
        "表格之下还有 {count} 行只有格式、没有内容，没有读",
        "删去表格下面的空行，文件会小很多",
    ),
    "forms/entities": (
        "文件的“{part}”里有实体声明，办公软件不会写出这样的文件，没有打开",
        _ANEW,
    ),
    "forms/external-links": (
        "工作簿引用了别的文件；没有打开那些文件，单元格取保存时显示的值",
        "交之前更新链接，或把公式换成它的结果",
    ),
    "forms/file-too-large": (
        "文件有 {found} 字节，超过 {limit} 字节",
        "计划和清单分成几个文件；名录库用 CSV 或 Parquet",
    ),
    "forms/formula-texts": (
        "这些单元格里是公式的文字，没有执行，也不当作内容：{cells}",
        "把公式换成它的结果",
    ),
    "forms/headings": (
        "分组的标题行不算计划行，其下各行记作这一组：{headings}",
        "是计划行的，补上其他各栏",
    ),
    "forms/heads-as-departments": (
        "表中没有“{field}”一列，按分组标题（或工作表名称）读出：{headings}",
        "不对的，加上这一列",
    ),
    "forms/hidden-columns": ("隐藏的列也读了：{columns}", "不算数的列，删去后再交"),
    "forms/hidden-rows": ("隐藏的行也读了：第 {rows} 行", "不算数的行，删去后再交"),
    "forms/hidden-sheets": ("隐藏的工作表没有读：{sheets}", "要读的，取消隐藏后再交"),
    "forms/hidden-text": ("文档里隐藏的文字没有读", "要算数的，取消隐藏后再交"),
    "forms/left-out": (
        "这些行是示例、“其中”的分项，或只在没有用到的列里有字，没有当作计划行：{cells}",
        "是计划行的，补上任务名称等栏",
    ),
    "forms/locked": ("工作簿设了密码，打不开", "去掉密码后另存，再交"),
    "forms/macros": ("工作簿带有宏；宏没有运行，也没有看", "靠宏算出的值，算好后保存再交"),
    "forms/map-field": ("--map “{found}”：没有字段“{field}”", "可以写：{nearest}"),
    "forms/map-form": (
        "--map “{found}”写得不对",
        "写作 --map 列名=字段；不读的列写作 --map 列名=-",
    ),
    "forms/map-no-column": ("--map “{found}”：表头里没有这一列", "表头里有：{nearest}"),
    "forms/merged-counts": (
        "合并的单元格里的户数，说不清是各行的还是合起来的，没有采用：{cells}",
        "各行的户数分开填写",
    ),
    "forms/merged-down": (
        "纵向合并的单元格，覆盖的各行都按它读：{cells}",
        "不是各行共有的，拆开后分别填写",
    ),
    "forms/more-numbers-for-codes": (
        "从这里起还有 {count} 个代码被表格软件存成了数字，不再逐个列出",
        _CODES,
    ),
    "forms/nested-tables": (
        "单元格里套着的表格，当作另一张表来读：{cells}",
        "把里面的表格移到外面",
    ),
    "forms/no-file": ("文件打不开：{found}", "检查路径、文件名和权限"),
    "forms/no-header": (
        "没有找到表头。应有的列名：{expected}；表中写的是：{found}",
        "在数据上方写一行列名，至少两列用上面的名字；叫法不同的，用 --map 列名=字段 指定，或登记在规则包的 forms.yaml",
    ),
    "forms/no-rows": (
        "文件里没有 rows 列表",
        "写成 title: 标题、rows: 列表，列表每项是一组“列名: 内容”",
    ),
    "forms/no-sheet": ("没有名为“{found}”的工作表", "文件里有：{known}"),
    "forms/not-a-document": (
        "文件名是 Word 文档，内容却是{found}",
        "用 Word 或 WPS 打开，另存为 .docx 后再交",
    ),
    "forms/not-a-spreadsheet": (
        "文件名是工作簿，内容却是{found}",
        _SAVE_AS,
    ),
    "forms/not-json": ("不是可读的 JSON：{found}", "改正后再交，或改用 .yaml、.xlsx"),
    "forms/not-parquet": ("不是可读的 Parquet 文件：{found}", "重新导出，或改交 CSV"),
    "forms/not-text": (
        "文件名是文本表格，内容却不是文字",
        "检查是否改错了扩展名；工作簿请保留 .xlsx",
    ),
    "forms/number-for-code": (
        "统一社会信用代码被表格软件存成了数字“{found}”，后几位已经丢失",
        _CODES,
    ),
    "forms/other-format": ("{found}读不了", "{advice}"),
    "forms/outside-formulas": (
        "这些单元格的公式指向表外（链接、程序或别的文件），没有执行，取保存时显示的值：{cells}",
        "把公式换成它的结果",
    ),
    "forms/path-in-package": (
        "压缩包里有指向别处的路径“{part}”，办公软件不会写出这样的文件，没有打开",
        _ANEW,
    ),
    "forms/ragged-row": (
        "这一行有 {found} 格，表头只有 {expected} 格，多半是内容里的分隔符把后面的格推移了",
        "含分隔符的内容用双引号括起来",
    ),
    "forms/repeated-header": (
        "字段“{field}”有几个表头：{headers}",
        "只留一列，其余改名或删去；计划可以用 --map 列名=- 不读其中一列",
    ),
    "forms/row-not-mapping": (
        "rows 的这一项不是一组“列名: 内容”",
        "每行写成“列名: 内容”",
    ),
    "forms/said-apart": (
        "两格对不上：{fields}各写着{texts}；各按自己的一格读",
        "核对后改成一致",
    ),
    "forms/several-years": (
        "几张表各写着不同的年度：{found}",
        "用 --sheet 指定要读的工作表，或用 --year 指定年度",
    ),
    "forms/tables-joined": (
        "几张表的列相同，合起来读：{tables}",
        "只读其中一张的，用 --sheet 指定",
    ),
    "forms/tables-left": ("不是计划的表，没有读：{tables}", "是计划的，补上表头再交"),
    "forms/too-many-cells": (
        "工作表的数据散布在 {found} 格的范围里，超过 {limit} 格",
        "删去远离表格的单元格，或另存为新文件",
    ),
    "forms/too-many-columns": (
        "工作表有 {found} 列，超过 {limit} 列",
        "删去表格右边多余的内容",
    ),
    "forms/too-many-rows": (
        "表有 {found} 行数据，超过 {limit} 行",
        "分成几个文件；名录库用 CSV 或 Parquet",
    ),
    "forms/too-many-parts": (
        "压缩包里有 {found} 个文件，超过 {limit} 个，没有打开",
        _ANEW,
    ),
    "forms/tracked-changes": ("文档带有修订；按接受全部修订来读，删去的不算", "定稿后再交"),
    "forms/unknown-encoding": (
        "文字编码既不是 UTF-8 也不是 GBK（GB18030）",
        "另存为 UTF-8 编码的 CSV",
    ),
    "forms/unknown-ending": ("不认识扩展名“{found}”", "可用：{known}"),
    "forms/unknown-key": ("不认识键“{found}”", "可用：{known}"),
    "forms/zip-bomb": (
        "压缩包展开后有 {size} 字节，超过 {limit} 字节，没有打开",
        _ANEW,
    ),
}

"""Sentences of checks: what the papers lack, what people's findings leave open, which register it is."""

SENTENCES: dict[str, tuple[str, str]] = {
    "check/more-rows": (
        "规则“{rule}”还涉及{more}行，这里只列出前{listed}行",
        "先改正列出的，再核查一次",
    ),
    "check/no-folder": ("没有文件夹“{found}”", "先建好文件夹，或换一个位置"),
    "check/no-rows": (
        "{paper}里一行内容也没有",
        "检查交来的是不是这份文件，数据是不是在别的工作表",
    ),
    "check/not-invoked": (
        "以下情形无人主张，按没有处理：{facts}",
        "确有其事的，在 --findings 中写明认定人和依据",
    ),
    "check/output-is-folder": ("报告要写成一个文件，这里是一个文件夹", "-o 写上文件名"),
    "check/output-is-input": ("报告不能写到交来的文件上", "-o 换一个文件名"),
    "check/table-missing": (
        "没有交来{paper}，依靠它的{count}条规则无法判断：{rules}",
        "加上 {option} 再核查一次",
    ),
    "check/unmapped-column": (
        "这些列没有用到：{columns}",
        "若是规则要看的内容，改用词汇表中的列名",
    ),
    "list/added": (
        "本级清单比上级清单多{count}项：{items}",
        "增加事项不影响结论；若本应与上级事项相同，把编码或名称改成一致",
    ),
    "list/item-twice": (
        "清单事项“{found}”与 {first} 的编码或名称相同，无法确定写到它时是哪一个",
        "改正编码或名称，或删去重复的一行",
    ),
    "list/other-name": (
        "编码“{code}”在本级清单是“{found}”，在上级清单 {place} 是“{parent}”，按同一事项处理",
        "若不是同一事项，本级的换一个编码，上级的事项补回清单",
    ),
    "list/same-file": ("--parent 就是要核查的清单本身", "--parent 写上级清单的文件"),
    "plan/ambiguous-item": ("事项“{found}”对应清单中的几个事项：{codes}", "写明事项编码"),
    "plan/line-twice": ("计划编号“{found}”已用于第{first}行", "每行用不同的编号"),
    "plan/no-year": ("从标题和文件名看不出计划年度", "用 --year 写明，例如 --year 2026"),
    "recorded/contradicts": (
        "“{key}”的“{fact}”在纸面上写明是“{found}”，认定不能改写",
        "改正原表，或撤回这条认定",
    ),
    "recorded/derived": ("“{fact}”由引擎算出，不能认定", "认定算它所用的事实"),
    "recorded/incomplete": ("对“{fact}”的认定没有写{lacking}", "补上后再交"),
    "recorded/unknown-fact": (
        "没有“{found}”这个事实",
        "相近的字段：{nearest}；兜底情形写 规则#例外",
    ),
    "recorded/unknown-row": ("没有“{found}”这一行", "相近的行：{nearest}"),
    "recorded/unknown-table": ("没有表“{found}”，或这张表没有交来", "可用：{nearest}"),
    "recorded/unreadable": ("对“{fact}”的认定写作“{found}”，读不出", "改成该字段的写法"),
    "register/kind": ("“{found}”不是名录库的一种", "--as 可写：{known}"),
    "register/kind-unclear": (
        "从表头看不出这是哪一种名录库，认得的列：{found}",
        "用 --as 写明是哪一种：{known}",
    ),
    "register/staff-alone": (
        "人事名册只与执法检查人员名录库对照，交来的是{found}",
        "去掉 --staff；确是执法检查人员名录库的，加上 --as inspectors",
    ),
    "register/taken-for": (
        "没有写 --as，按表头当作{found}（认得的列：{columns}）",
        "不是这一种的，用 --as 写明：{known}",
    ),
}

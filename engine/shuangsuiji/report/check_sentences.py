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
        "没有交来{paper}，依靠它的{count}条规则无法判断：{titles}",
        "加上 {option} 再核查一次",
    ),
    "check/unmapped-column": (
        "这些列没有用到：{columns}",
        "若是规则要看的内容，改用常见的列名；计划的列也可以用 --map 列名=字段 指定",
    ),
    "claim/no-grounds": (
        "“{key}”写了“{fact}”，没有写{column}，按没有主张处理",
        "在“{column}”一栏写明，或用 --findings 写明认定人和依据",
    ),
    "claim/no-person": (
        "“{key}”写了“{fact}”，看不出由谁主张（{columns}都没有写），不算数",
        "在其中一栏写明",
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
    "plan/line-twice": ("计划编号“{found}”已用于 {first}", "每行用不同的编号"),
    "plan/no-year": ("从标题和文件名看不出计划年度", "用 --year 写明，例如 --year 2026"),
    "plans/coordinated-item": (
        "事项“{found}”由上级统筹，这些区县另列了计划：{districts}",
        "由上级统一安排；确需另定计划的，各区县写明理由",
    ),
    "plans/district-twice": (
        "“{found}”另有一份计划：{first}；分不清哪一份是它的计划，合起来算时哪一份都没有计入",
        "只留一份；是不同区县的，把区县名写进文件名或子文件夹名",
    ),
    "plans/findings-of-which": (
        "一次核查多份计划，--findings 里的行分不清是哪一份计划的",
        "去掉 --findings；认定表放进各区县的子文件夹，文件名含“认定”或 findings",
    ),
    "plans/no-plan": (
        "这个子文件夹里有清单或名录库，没有计划",
        "放入这个区县的计划，或移走这个子文件夹",
    ),
    "plans/no-region": (
        "共用的名录库没有“{column}”这一列，分不出各区县有多少主体，只能按全部计划合起来核对",
        "增加“{column}”一列，写各区县的名称；或者各区县各交一份名录库",
    ),
    "plans/none": (
        "文件夹里没有一份计划",
        "每个区县放一份 .xlsx、.xls、.csv 或 .yaml 的计划，或者一个子文件夹",
    ),
    "plans/other-regions": (
        "共用的名录库“{column}”一列有这些词不是交来计划的区县：{words}；这些行没有算在任何一个区县里",
        "写法不同的改成一致；是没有交计划的区县，补交计划",
    ),
    "plans/register-lacking": (
        "这些区县没有交来名录库：{districts}",
        "把名录库放进各区县的子文件夹，或用 --register 交一份全部区县的",
    ),
    "plans/same-target": (
        "“{found}”写在几个区县的计划里：{places}",
        "核对是不是同一对象；是的，商定由哪一家检查，或合并为一次",
    ),
    "plans/same-target-overlapping": (
        "“{found}”写在几个区县的计划里，抽查时间有重叠：{places}",
        "核对是不是同一对象；是的，商定由哪一家检查，或合并为一次",
    ),
    "plans/several-papers": (
        "有几份文件像{paper}：{files}",
        "只留一份，其余移走；各区县共用的清单、名录库也可以用 --items、--register 写明",
    ),
    "plans/skipped-empty": (
        "这个子文件夹里没有计划、清单、名录库，没有核查",
        "是一个区县的，放入它的计划",
    ),
    "plans/skipped-document": (
        "文件名里没有“计划”“清单”“名录”“认定”，看不出这份文档是什么，没有核查",
        "是计划的，文件名里写上“计划”",
    ),
    "plans/skipped-ending": ("这个文件不是能核查的格式，没有核查", "计划存成这些格式之一：{known}"),
    "plans/skipped-findings": (
        "认定表放在这里分不清是哪一份计划的，没有用到",
        "放进各区县的子文件夹",
    ),
    "plans/skipped-folder": ("只看一层子文件夹，这里面的没有核查", "把计划移到上一层"),
    "plans/skipped-given": (
        "选项里已经写明另一份{paper}，这个文件没有用到",
        "要用这一份的，去掉那个选项",
    ),
    "plans/skipped-people": (
        "从名称看是人员或专家的名册，核查计划用不到",
        "用 register check 核查；若是计划，文件名里写上“计划”",
    ),
    "plans/skipped-unnamed": (
        "这个子文件夹的计划是“{plan}”，这个文件没有核查",
        "若是清单、名录库、认定表，把这几个字写进文件名",
    ),
    "plans/years-differ": (
        "这些计划不是同一年度的：{years}；跨区县的规则没有核对",
        "一个文件夹只放一个年度的计划",
    ),
    "recorded/contradicts": (
        "“{key}”的“{fact}”在纸面上写明是“{found}”，认定不能改写",
        "改正原表，或撤回这条认定",
    ),
    "recorded/day": ("对“{fact}”的认定日期写作“{found}”，读不出", "写作 2026-03-01"),
    "recorded/derived": ("“{fact}”由引擎算出，不能认定", "认定算它所用的事实"),
    "recorded/incomplete": ("对“{fact}”的认定没有写{lacking}", "补上后再交"),
    "recorded/other-table": (
        "规则“{rule}”管的是{tables}，这里写的表是“{found}”",
        "把表和对象改成这条规则所管的那一行",
    ),
    "recorded/reason-for-duty": (
        "规则“{rule}”不是“原则上”的要求，写理由不改变结论",
        "撤回这条；文件另有例外的，按例外写",
    ),
    "recorded/twice": (
        "“{key}”的“{fact}”已由{who}认定为“{found}”（{first}），这里说的不同",
        "只留一条；以后一条为准的，撤回前一条",
    ),
    "recorded/unknown-fact": (
        "没有“{found}”这个事实",
        "相近的字段：{nearest}；兜底情形写 规则#例外，理由写 规则#理由",
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

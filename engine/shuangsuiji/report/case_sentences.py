"""Sentences on cases of liability, on the record of decisions, and on the engines that infer."""

Sentence = tuple[str, str]

SENTENCES: dict[str, Sentence] = {
    "case/unknown-ending": (
        "案件文件是“{found}”，读不了这种文件",
        "用 .yaml、.json 或 .xlsx",
    ),
    "case/changed": ("读的时候，案件文件或认定文件被改动了", "存好、关掉别的程序，再运行一次"),
    "case/none": ("文件里没有案件", "至少写一个案件"),
    "case/twice": (
        "案件“{found}”写了两次",
        "一个案件只写一次；确是两个案件的，名称要能区分（空格、全角半角的不同不算）",
    ),
    "case/unnamed": ("这一行没有案件名称", "在“案件”一栏写上名称，各行不重复"),
    "case/no-sheet": (
        "工作簿里没有名为“{sheet}”的工作表，现有：{found}",
        "把写案件的工作表命名为“{sheet}”，人工认定放在“认定”，卷内记录按表名各放一张",
    ),
    "case/unknown-column": (
        "“{found}”一栏不知道是什么",
        "改成案件、人员、单位、经过，或事实的名称；不需要的删去",
    ),
    "case/other-sheet": (
        "工作表“{sheet}”里没有“案件”一栏，没有读",
        "是卷内记录的，加一栏“案件”，写每一行属于哪个案件；不是的，不用管",
    ),
    "case/unknown-records": (
        "卷内记录“{found}”不是已知的表，相近的有 {nearest}",
        "按表名写，例如 检查结果、线索处理、抽查任务",
    ),
    "case/unknown-fact": ("没有“{found}”这件事实，相近的有 {nearest}", "按词汇表里的名称写"),
    "case/judgement": (
        "“{fact}”要由人认定或者主张，不能只写在记载里",
        "写进 findings（工作簿里写进“认定”表），注明是谁、什么时候、根据什么",
    ),
    "case/unreadable": ("“{fact}”写作“{found}”，看不出是或否", "写 是 或 否；不知道的不写"),
    "case/unreadable-value": (
        "“{fact}”写作“{found}”，读不出",
        "写{would}；数写作 120000，日期写作 2026-03-01；不知道的不写",
    ),
    "case/after-decision": (
        "“{fact}”的日期是 {found}，晚于作决定的 {as_of}",
        "核对日期；要按以后的日子看，用 --as-of",
    ),
    "case/other-case": (
        "“{found}”不是这个文件里的案件，相近的有 {nearest}",
        "核对案件名称；别的案件的事实不要放进来",
    ),
    "case/other-table": (
        "这条认定写的表是“{found}”，不是责任案件",
        "认定案件的，表写“责任案件”或不写；与案件无关的，从这个文件里去掉",
    ),
    "case/contradicts": (
        "“{fact}”在这里是“{found}”，先前（{by}，{place}）是“{earlier}”",
        "弄清哪一个对，只留一个；两个人认定不一的，由有权的人作出一个认定",
    ),
    "case/assume-shape": (
        "--assume 写作“{found}”，读不懂",
        "写成 事实=值，例如 造成不良后果=是；只对一个案件的，前面加 案件名称:",
    ),
    "case/assume-twice": (
        "--assume 前面写了“{earlier}”，这里又写“{found}”",
        "一件事实只假设一种；两种都要看的，各运行一次",
    ),
    "case/no-pack": ("没有说按哪个规则包看", "加 --pack 规则包，或 --compare 甲,乙"),
    "case/compare-one": ("--compare 只写了“{found}”一个规则包", "至少写两个，用逗号隔开"),
    "decision/lacking": ("没有写{what}", "写上；台账里的决定要能找到人和依据"),
    "decision/unknown": ("“{found}”不是已知的决定", "写其中一个：{known}"),
    "decision/day": ("“{found}”不是日期", "写作 2026-03-01"),
    "decision/to-come": ("日期 {found} 还没有到（今天是 {day}）", "写作出决定的那一天"),
    "decision/no-run": (
        "台账里第 {found} 号不是一次 decide，最近的几次是 {known}",
        "写 decide 结束时给出的编号",
    ),
    "decision/assumed": (
        "第 {found} 号是假设某些事实时的结果，不能作为决定的依据",
        "去掉 --assume 再运行一次 decide，用那一次的编号",
    ),
    "decision/no-case": (
        "第 {run} 号里没有案件“{found}”，相近的有 {nearest}",
        "核对案件名称和编号",
    ),
    "decision/refused-case": (
        "第 {run} 号没有对案件“{found}”作判断",
        "先解决那一次列出的问题，再运行一次 decide",
    ),
    "decision/no-decision": (
        "台账里第 {found} 号不是对案件“{case}”的决定，已有的决定：{known}",
        "写要复核的那个决定的编号",
    ),
    "decision/stands": (
        "案件“{case}”已有第 {found} 号决定，还有效",
        "要改变它，先用 --review-of {found} 记入复核（撤销或变更）",
    ),
    "decide/engine-crashed": (
        "第二个推理引擎（durable-rules）在这个案件上中断（{how}），没有得出结果",
        "再运行一次；仍然中断的，把案件文件报给维护者",
    ),
    "decide/engine-timed-out": (
        "第二个推理引擎（durable-rules）在 {seconds} 秒内没有答复这个案件，已经停掉",
        "机器忙的，等一会儿再运行；仍然超时的，把案件文件报给维护者",
    ),
    "decide/engine-garbled": (
        "第二个推理引擎（durable-rules）对这个案件的答复读不懂：“{found}”",
        "再运行一次；仍然如此的，把案件文件报给维护者",
    ),
    "decide/engines-differ": (
        "两个推理引擎的结论不同，这个案件不作判断。朴素推理得出：{plain}；durable-rules 得出：{other}",
        "把案件文件和规则包报给维护者，在查明以前由人判断",
    ),
}

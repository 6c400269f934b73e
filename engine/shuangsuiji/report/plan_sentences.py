"""Sentences of what the engine remarks on a plan as a whole: numbers, days, repetitions, merging, classes."""

SENTENCES: dict[str, tuple[str, str]] = {
    "plan/coordinated-item": (
        "这{count}行有事项清单写明由上级统筹的事项：{lines}",
        "与上级的安排核对，免得同一对象查两次；确需另行安排的，写明理由",
    ),
    "plan/count-not-ratio": (
        "抽查比例{ratio}、对象基数{base}，算得{expected}，预估数量写的是{found}",
        "核对比例、基数、数量，改正写错的一个；数量按户次计的，写明抽查频次",
    ),
    "plan/count-over-base": (
        "预估数量{found}，多于对象基数{base}",
        "核对两个数；数量按户次计的，写明抽查频次",
    ),
    "plan/enterprises-over-count": (
        "抽查企业数{found}，多于全部对象的预估数量{count}",
        "企业是对象的一部分；核对两个数",
    ),
    "plan/line-alike": (
        "与“{first}”（{place}）的事项、对象、范围、时间、部门都相同，不同的只有{differs}",
        "是同一次抽查的，留一行；是两次的，在抽查范围里写明区别",
    ),
    "plan/line-repeated": (
        "与“{first}”（{place}）是同样的内容，重复了",
        "删去一行；确要抽查两次的，写明各自的时间或范围",
    ),
    "plan/lower-ratio": (
        "“{class}”抽查比例{found}，低于风险较低的“{lower}”（{of_lower}）",
        "核对是不是写反了；风险高的一般查得多",
    ),
    "plan/lower-visits-per-year": (
        "“{class}”每年抽查{found}次，少于风险较低的“{lower}”（{of_lower}次）",
        "核对是不是写反了；风险高的一般查得多",
    ),
    "plan/mergeable": (
        "{count}行的检查对象（{found}）、检查方式（{method}）相同，抽查时间都含{days}：{lines}",
        "可以合并为一次检查，进一次门查多项事",
    ),
    "plan/mergeable-if-alike": (
        "{count}行的检查对象（{found}）相同，抽查时间都含{days}：{lines}",
        "检查方式也相同的，可以合并为一次检查，进一次门查多项事",
    ),
    "plan/more-remarks": (
        "同类的说明（{sort}）还有{more}处，这里只列出前{listed}处",
        "先改正列出的，再核查一次",
    ),
    "plan/published-before-making": (
        "计划{found}公示，早于制定日期{made_on}",
        "核对计划上写的编制日期和 --made-on、--published-on",
    ),
    "plan/ratio-over-whole": ("抽查比例{found}，超过全部", "核对比例的单位，例如5%不写作5"),
    "plan/sum-apart": (
        "合计写的是{found}，各行加起来是{sums}",
        "核对各行和合计；没有改公式的，重新求和",
    ),
    "plan/window-before-making": (
        "抽查时间“{found}”在计划制定（{made_on}）以前已经结束",
        "改为制定以后的时间；已经查过的不必列入计划",
    ),
    "plan/window-crosses-year": (
        "抽查时间“{found}”跨出{year}年度",
        "本年度只列本年度的时间；确要跨年的，下一年度的计划与它衔接",
    ),
    "plan/window-outside-year": (
        "抽查时间“{found}”不在{year}年度内",
        "改正年份；常见的是照抄了上一年度的计划",
    ),
    "plan/window-reversed": (
        "抽查时间“{found}”前后写反了，结束早于开始",
        "前后对调；跨年的，后一个写明“次年”",
    ),
}

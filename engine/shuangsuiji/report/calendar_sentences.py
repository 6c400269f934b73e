"""The sentences of rulesets/calendar/, by code."""

SENTENCES: dict[str, tuple[str, str]] = {
    "calendar/no-years": ("这个文件夹里没有日历文件", "放入 2019.yaml 这样每年一个的文件"),
    "calendar/not-later": (
        "“{found}”不晚于“{notice}”，不能取代它所定的日子",
        "写后来那份通知的文号，或改正通知的 issued",
    ),
    "calendar/notice-twice": ("通知“{found}”登记了两次", "删去其中一个"),
    "calendar/outside-year": (
        "“{found}”不全在{year}年和它之前的十二月里",
        "改正日期，或写到那一年的文件里",
    ),
    "calendar/spans-overlap": (
        "“{found}”与“{other}”（{first}）的日子重叠，两者同时有效",
        "改正日期；后一份通知改了前一份的，在前一段写 replaced_by",
    ),
    "calendar/unknown-notice": (
        "通知“{found}”没有登记在本文件的 notices 里",
        "已登记：{nearest}；或在 notices 里补上这份通知",
    ),
    "calendar/workday-in-holiday": (
        "调休上班日{found}又在“{other}”（{first}）的假期里，两者同时有效",
        "改正日期；后一份通知改了前一份的，在前一项写 replaced_by",
    ),
    "calendar/workday-not-weekend": (
        "调休上班日{found}不是周六、周日",
        "改正日期；平日本来上班，不用登记",
    ),
    "calendar/workday-twice": ("调休上班日{found}已经写过（{first}）", "删去其中一个"),
    "calendar/year-missing": (
        "日历缺{found}年，前后各年都有",
        "补上 {found}.yaml；中间缺一年，工作日算不出来",
    ),
    "calendar/year-name": (
        "文件写的是{found}年，与文件名不符",
        "文件名改为 {found}.yaml，或改正 year",
    ),
}

"""The sentences of what happens after a draw, by code: (what was found, what would do)."""

Sentence = tuple[str, str]

REISSUE: dict[str, Sentence] = {
    "draw/bundle-edited": (
        "抽取包里的文件与它的 SHA256SUMS 对不上，有人动过",
        "从发布过的备份恢复这个文件夹，再试一次",
    ),
    "draw/bundle-lost": ("抽取包不在这里", "从发布过的备份恢复这个文件夹，再试一次"),
    "draw/bundle-not-named": (
        "这个抽取包不是台账最后记下的那一份（SHA256SUMS 不同）",
        "从发布过的备份恢复最后发布的那一份，再试一次",
    ),
}

OVERRIDES: dict[str, Sentence] = {
    "draw/note-no-reserve": (
        "递补：计划行“{line}”撤下“{out}”（{reason}；批准人 {approver}），本层已无可递补的对象",
        "",
    ),
    "draw/note-reserve": (
        "递补：计划行“{line}”撤下“{out}”（{reason}；批准人 {approver}），由本层下一个号码“{in}”递补",
        "",
    ),
    "draw/override-field": (
        "第{n}项更正（{kind}）的“{field}”不该空而空，或不该写而写了",
        "更正记录被改过，从发布方重新取得抽取包",
    ),
    "draw/override-in": (
        "第{n}项更正让“{id}”递补到计划行“{line}”，它已经在名单上",
        "更正记录被改过，从发布方重新取得抽取包",
    ),
    "draw/override-next": (
        "第{n}项更正（计划行“{line}”撤下“{out}”）由“{found}”递补，按号码应是“{expected}”",
        "递补没有照号码的次序，请发布方说明",
    ),
    "draw/override-operator": ("第{n}项更正的批准人是操作方自己", "更正须由操作方以外的人批准"),
    "draw/override-out": (
        "第{n}项更正撤下“{id}”，它当时不在计划行“{line}”的名单上",
        "更正记录的次序被动过，或撤下的不是抽中的对象，请发布方说明",
    ),
    "draw/step-overrides": (
        "更正：{n}项，撤下{out}个对象，递补的是各层下一个号码，各有原因、证据和批准人",
        "更正不符",
    ),
    "draw/step-overrides-part": (
        "更正：{n}项，撤下{out}个对象，各有原因、证据和批准人；名册不全，递补的是不是下一个号码未验证",
        "更正不符",
    ),
}

AFTER: dict[str, Sentence] = {**REISSUE, **OVERRIDES}

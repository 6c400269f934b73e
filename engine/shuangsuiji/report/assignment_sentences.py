"""The sentences of matching inspectors (匹配检查人员), by code: (what was found, what would do)."""

from shuangsuiji.report.register_sentences import Sentence

FROZEN: dict[str, Sentence] = {
    "assign/expert-differs": (
        "席位“{slot}”在一行是专家的，在另一行是检查人员的",
        "同名的席位要么都写 expert: true，要么都不写；不同的席位用不同的名称",
    ),
    "assign/fact-field": (
        "“{found}”不能作匹配的依据",
        "用文字、选项、列表或是/否的栏，不用涉及个人的栏",
    ),
    "assign/facts-unasked": (
        "第{register}个名册没有写按哪一栏看区域，匹配检查人员时用得到",
        "在任务书 registers 里写 facts: {{region: 所属区域, needs: 栏名}}；整理好的名册加一列 region，再加一列 needs（可以不加）",
    ),
    "assign/need-word": (
        "需要“{found}”里有逗号、竖线或看不见的字符（{n}个检查对象）",
        "改成不带这些字符的写法；几项的用列表的栏",
    ),
    "assign/needs-unread": ("要看的需要一栏读不出来（共{n}行）", "照词汇表的写法填这一格"),
    "assign/no-such-department": (
        "门槛写的部门“{found}”，交来的检查人员里没有",
        "相近的是：{nearest}；照检查人员表里的部门写",
    ),
    "assign/no-such-skill": (
        "要求的专长“{found}”，交来的检查人员里没有人有",
        "相近的是：{nearest}；照检查人员表里的专长写，或补充有这项专长的人",
    ),
    "assign/no-team": (
        "计划行“{line}”：规则包对检查组的要求，{most}人以内凑不成",
        "用 team 写明检查组的各席，看是哪一条规则不满足",
    ),
    "assign/people-need-pack": ("没有规则包，读不了检查人员的表", "用 --pack 指明规则包"),
    "assign/recusal-empties": (
        "计划行“{line}”的对象“{target}”，{people} 回避以后，席位 {slots} 凑不齐人",
        "补充合条件的检查人员；或放宽席位的门槛；回避登记错了的，更正后再冻结",
    ),
    "assign/region-missing": (
        "没有写属于哪个区域（这样的可抽对象共{n}行）",
        "补上区域；匹配检查人员时要看检查对象在哪里",
    ),
    "assign/region-word": (
        "区域“{found}”里有逗号、竖线或看不见的字符（{n}个检查对象）",
        "改成不带这些字符的写法，检查人员表里的区域照样改",
    ),
    "assign/team-slot-twice": (
        "席位“{slot}”写了两次",
        "每一席用不同的名称；要求相同的几席写一次，加 count",
    ),
    "assign/team-needs-pack": (
        "计划行“{line}”没有写检查组，也没有规则包可以推出来",
        "用 --pack 指明规则包，或在任务书里写 team",
    ),
    "assign/team-not-expressed": (
        "计划行“{line}”：规则“{rule}”（{clauses}）要看{missing}，席位的写法说不出来",
        "这一行不在这里匹配：不交 --inspectors，另行匹配后用 assign check 按规则核对",
    ),
    "assign/team-rule": ("计划行“{line}”的检查组：{said}（{clauses}）", "{fix}"),
    "assign/team-unmet": (
        "计划行“{line}”的检查组有{asked}席，席位 {slots} 合条件的只有{able}人；区域：{regions}，可抽对象{n}个，例如 {id}；门槛：{bars}",
        "补充合条件的检查人员，或改 team 里的门槛；区域的名称两张表要写得一样",
    ),
    "assign/test-written": (
        "“{found}”不是可用的门槛或优先",
        "写 department:部门、skill:专长、region（同区域）、needs（会对象需要的全部）、leader（可任组长）",
    ),
}

TOLD: dict[str, Sentence] = {
    "assign/note-team-open": (
        "计划行“{line}”：规则“{rule}”（{clauses}）还要看{missing}",
        "检查前由有权的人写明",
    ),
    "assign/note-team-rule": ("计划行“{line}”的检查组：{said}（{clauses}）", "{fix}"),
    "assign/told-idle": (
        "任务书写了检查组或匹配的依据，没有交来检查人员，都没有用到",
        "要匹配检查人员的，用 --inspectors 交来",
    ),
    "assign/told-people": ("检查人员{n}名，专家{experts}名，回避{recusals}条，随名录一起冻结", ""),
    "assign/told-team": ("计划行“{line}”每次检查{n}席：{slots}；依据：{clauses}", ""),
}

BUNDLE: dict[str, Sentence] = {
    "assign/facts-missing": (
        "名册里有{n}个对象没有它的依据，例如 {id}",
        "文件被改过，从发布方重新取得",
    ),
    "assign/facts-stranger": ("这一行的对象不在名册里，或写了两次", "文件被改过，从发布方重新取得"),
    "assign/facts-words": ("区域或需要写作“{found}”，不合格式", "文件被改过，从发布方重新取得"),
    "assign/line-unknown": ("席位属于计划行“{line}”，清单里没有", "文件与清单不是一份"),
    "assign/line-without-slot": ("计划行“{line}”没有席位", "任务书里给这一行写 team"),
    "assign/look-alike": (
        "这几个人员编号只差全角半角、大小写，会当成两个人：{ids}",
        "是同一个人的留一行，不是的改编号",
    ),
    "assign/order": ("“{where}”没有排好序，或有重复", "从发布方重新取得这个文件"),
    "assign/recusal-stranger": ("回避写了“{person}”，检查人员里没有", "改成检查人员表里的编号"),
    "assign/span": ("“{person}”的起止日期颠倒：{found}", "改正起止日期"),
    "assign/test-unknown": (
        "计划行“{line}”席位“{slot}”的“{found}”不是可用的门槛或优先",
        "写 department:部门、skill:专长、region、needs、leader",
    ),
}

SENTENCES: dict[str, Sentence] = {**FROZEN, **TOLD, **BUNDLE}

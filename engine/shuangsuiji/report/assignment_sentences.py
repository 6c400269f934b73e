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
    "assign/person-dash": ("人员编号写作“{person}”，这个符号表示空缺", "改用别的编号"),
    "assign/order": ("“{where}”没有排好序，或有重复", "从发布方重新取得这个文件"),
    "assign/recusal-stranger": ("回避写了“{person}”，检查人员里没有", "改成检查人员表里的编号"),
    "assign/span": ("“{person}”的起止日期颠倒：{found}", "改正起止日期"),
    "assign/test-unknown": (
        "计划行“{line}”席位“{slot}”的“{found}”不是可用的门槛或优先",
        "写 department:部门、skill:专长、region、needs、leader",
    ),
}

STEPS: dict[str, Sentence] = {
    "draw/step-assignment": (
        "匹配：{n}席的人都合条件，没有一次检查里的重复，不超上限，负担算得对，而且就是种子给出的那一个答案；空缺{empty}席",
        "匹配不是由种子得出的那一个",
    ),
    "draw/step-fit": (
        "候选：{visits}次检查的{n}席，谁合条件都由冻结的{people}人重新算过",
        "候选名单不符",
    ),
    "assign/doubled": ("检查“{visit}”里“{person}”占了不止一席", "匹配不是由种子得出的那一个"),
    "assign/fit-differs": (
        "候选与冻结的人员、事实算出的不同，从 {where} 起",
        "候选名单被改过，从发布方重新取得",
    ),
    "assign/loads-differ": ("负担算得不对，从“{person}”起", "文件被改过，从发布方重新取得"),
    "assign/logged": ("台账记下的 {file} 不是这一份", "匹配被改过，从发布方重新取得"),
    "assign/not-the-answer": (
        "检查“{visit}”的席位 {slot} 是“{found}”，种子给出的是“{expected}”",
        "匹配被改过，从发布方重新取得",
    ),
    "assign/over-cap": ("“{person}”有{n}次，本次至多{cap}次", "匹配不是由种子得出的那一个"),
    "assign/override-doubled": (
        "第{n}条变更：“{person}”已在检查“{visit}”里，不能再坐席位 {slot}",
        "变更记录被改过，从发布方重新取得",
    ),
    "assign/override-holder": (
        "第{n}条变更：检查“{visit}”的席位 {slot} 当时是“{expected}”，写的是“{found}”",
        "变更记录被改过，从发布方重新取得",
    ),
    "assign/override-redraw": (
        "第{n}条变更：检查“{visit}”的席位 {slot} 重新抽取应是“{expected}”，写的是“{found}”",
        "变更记录被改过，从发布方重新取得",
    ),
    "assign/override-slot": (
        "第{n}条变更：没有检查“{visit}”的席位 {slot}，或这次检查已经取消",
        "变更记录被改过，从发布方重新取得",
    ),
    "assign/override-unassigned": ("有更换检查人员的记录，却没有匹配", "从发布方重新取得抽取包"),
    "assign/override-unfit": (
        "第{n}条变更：“{person}”不合检查“{visit}”席位 {slot} 的条件",
        "变更记录被改过，从发布方重新取得",
    ),
    "assign/slot-strange": ("没有检查“{visit}”的席位 {slot}", "文件被改过，从发布方重新取得"),
    "assign/slots-order": ("各席没有按检查、席位排好，或有重复", "文件被改过，从发布方重新取得"),
    "assign/unfit": (
        "“{person}”不合检查“{visit}”席位 {slot} 的条件",
        "匹配被改过，从发布方重新取得",
    ),
}

RUN: dict[str, Sentence] = {
    "assign/already": ("抽取“{draw}”已经匹配过检查人员", "要换人的，用 assign replace"),
    "assign/no-draw": (
        "这里不是一次抽取的文件夹，也不是它的抽取包",
        "指明冻结时 -o 写出的文件夹，或里面的 bundle",
    ),
    "assign/no-inspectors": (
        "抽取“{draw}”冻结时没有交来检查人员",
        "检查人员要在种子产生以前冻结：下一次 draw freeze 时用 --inspectors 交来",
    ),
    "assign/other-pack": ("规则包是“{found}”，冻结时用的是“{expected}”", "改用 --pack {expected}"),
    "assign/sealed": ("抽取“{draw}”还封存着，公开的包里没有结果", "在运营者自己的抽取文件夹里运行"),
    "assign/short": (
        "{where}的{visits}次检查（{slots}席）要{what}，可用的检查人员{people}名、至多{most}次，缺{short}人次；人员：{who}；检查：{which}",
        "补充合条件的人，或按规则包许可的途径办理",
    ),
    "assign/short-absent": ("　另有{n}名合条件的人整个检查期间不在岗", "调整请假，或另行安排"),
    "assign/short-certificate": (
        "　另有{n}名合条件的人没有盖住检查期间的执法证",
        "换证以后更新名录库，下一次冻结时可用",
    ),
    "assign/short-elsewhere": ("　别的区域另有{n}名合其他条件的人", "按规则包许可的途径借用"),
    "assign/short-recusal": ("　另有{n}名合条件的人要回避其中的对象", "核对回避的登记"),
    "assign/told-assigned": ("已为{visits}次检查的{slots}席匹配检查人员{people}名", ""),
    "assign/note-sole": ("非随机：{n}席只有一名候选，名单和门槛定下时就已经定了人", ""),
    "assign/note-empty": (
        "空缺：检查“{visit}”的席位 {slot}",
        "用 assign replace --out - 指派合条件的人，写明同意人",
    ),
    "assign/told-loads": ("匹配到的人，累计最少{least}次，最多{most}次", ""),
    "assign/told-nothing-written": (
        "人员不足，什么也没有写",
        "加 --partial 先匹配能匹配的，空缺逐席列出",
    ),
    "assign/told-reissued": ("抽取包已重新写出，SHA256SUMS 的摘要 {sums}。重新公布整个抽取包", ""),
    "assign/way-allowed": (
        "　规则包许可：{way}（{title}，{clauses}）",
        "写明人员不足的情况；由谁同意条款没有写的，由有权的人定，照样写明",
    ),
    "assign/way-barred": ("　规则包不许可：{way}（{title}，{clauses}）", "补充人员后随机匹配"),
}

REPLACE: dict[str, Sentence] = {
    "assign/already-there": (
        "“{person}”已在检查“{visit}”里，不能再坐席位 {slot}",
        "换一个不在这次检查里的人",
    ),
    "assign/does-not-fit": (
        "“{person}”不合检查“{visit}”席位 {slot} 的条件",
        "门槛对指派、选派的人同样有效；合条件的有：{able}",
    ),
    "assign/no-person": ("冻结的检查人员里没有“{found}”", "相近的是：{nearest}"),
    "assign/no-slot": ("检查“{visit}”没有席位 {slot}", "有的席位：{slots}"),
    "assign/no-visit": ("没有检查“{visit}”，或已经取消", "相近的是：{nearest}"),
    "assign/nobody-left": (
        "检查“{visit}”的席位 {slot} 没有别的合条件、没有到上限的人可以抽",
        "按规则包许可的方式指派或选派",
    ),
    "assign/not-holder": (
        "检查“{visit}”的席位 {slot} 现在是“{expected}”，不是“{found}”",
        "--out 写现在这一席的人；空缺的写 -",
    ),
    "assign/not-yet": ("抽取“{draw}”还没有匹配检查人员", "先用 assign run 匹配"),
    "assign/note-designate": (
        "更换：检查“{visit}”席位 {slot}，{out} 换成 {who}，指派，非随机（{reason}；同意人 {approver}）",
        "",
    ),
    "assign/note-over-cap": ("“{who}”变更后有{n}次，本次至多{cap}次", "由同意人斟酌，或另换他人"),
    "assign/note-redraw": (
        "更换：检查“{visit}”席位 {slot}，{out} 换成 {who}，按种子重新抽取（{reason}；同意人 {approver}）",
        "",
    ),
    "assign/note-select": (
        "更换：检查“{visit}”席位 {slot}，{out} 换成 {who}，选派，非随机（{reason}；同意人 {approver}）",
        "",
    ),
    "assign/note-replace-open": (
        "规则“{rule}”（{clauses}）还要看{missing}",
        "无法继续的加 --unable；主张其他特殊情况的加 --special",
    ),
    "assign/note-replace-rule": ("规则包提示：{said}（{clauses}）", "{fix}"),
    "assign/replace-open": (
        "规则“{rule}”（{clauses}）还要看{missing}，没有写明",
        "写明：同意人的职务写在 --approver 里，只写一种；无法继续的加 --unable；主张其他特殊情况的加 --special",
    ),
    "assign/replace-rule": ("规则包不许这样更换：{said}（{clauses}）", "{fix}"),
    "assign/told-designate": (
        "检查“{visit}”席位 {slot}：{out} 换成 {who}，指派，非随机；原因：{reason}；同意人：{approver}；依据：{clauses}",
        "",
    ),
    "assign/note-misfit": (
        "检查“{visit}”席位 {slot} 由“{who}”沿用，不合这一席的条件",
        "用 assign replace 更换",
    ),
    "assign/told-not-yet": ("冻结了检查人员，还没有匹配", "用 assign run 匹配"),
    "assign/told-redraw": (
        "检查“{visit}”席位 {slot}：{out} 换成 {who}，重新抽取；原因：{reason}；同意人：{approver}；依据：{clauses}",
        "",
    ),
    "assign/told-select": (
        "检查“{visit}”席位 {slot}：{out} 换成 {who}，选派，非随机；原因：{reason}；同意人：{approver}；依据：{clauses}",
        "",
    ),
    "assign/told-teams": ("现有{visits}次检查，{slots}席有人，共{people}人", ""),
    "assign/two-ways": ("指派和选派只能写一种", "删去 --designate 或 --select"),
}

SENTENCES: dict[str, Sentence] = {**FROZEN, **TOLD, **BUNDLE, **STEPS, **RUN, **REPLACE}

"""The sentences of draws, by code: (what was found, what would do).

Of what a draw reports of itself (`draw/told-…`, `draw/note-…`) the second is the next step, or nothing.
"""

from shuangsuiji.report.after_sentences import AFTER
from shuangsuiji.report.draw_log_sentences import LOG
from shuangsuiji.report.explain_sentences import EXPLAIN
from shuangsuiji.report.register_sentences import REGISTER, STORE, Sentence
from shuangsuiji.report.verify_sentences import VERIFY

ORDER: dict[str, Sentence] = {
    "draw/folder-taken": ("这个文件夹已经用于一次抽取", "换一个新的文件夹"),
    "draw/id-taken": ("抽取编号“{draw}”已用于第{counter}号抽取", "换一个编号"),
    "draw/line-open": (
        "计划行“{line}”已有一次抽取“{draw}”冻结而未抽（{folder}）",
        "先完成那一次，或经批准用 draw abort 终止",
    ),
    "draw/line-register": (
        "计划行“{line}”用第{register}个名册，没有这么多名册",
        "用 --register 补交，或改 register",
    ),
    "draw/moment-past": (
        "“{field}”的时刻 {at} 不晚于冻结的时刻 {now}",
        "改用以后的时刻；信标改用以后才公布的轮次",
    ),
    "draw/no-register": ("没有交来名录", "用 --register 指明名录文件"),
    "draw/open-files": (
        "另一次未完成的抽取“{draw}”的名册不在这里，无法判断是否有共同的检查对象",
        "恢复那个文件夹，或先完成、终止那一次抽取",
    ),
    "draw/delta-large": (
        "与上一份名册有{n}处不同，超过{limit}处",
        "核对交来的是不是上一份名册；确实是的，不写 --previous",
    ),
    "draw/previous-many": (
        "交来{found}份上一次的名册，这次只有{registers}个名册",
        "--previous 与 --register 一一对应，次序相同",
    ),
    "draw/registers-too-few": (
        "任务书写了{expected}个名册，只交来{found}个",
        "用 --register 逐个交来，次序与任务书一致",
    ),
    "draw/retry-mixed": (
        "这些计划行分属几次中途终止的抽取（{draws}），不能合在一次里重抽",
        "按原来的抽取分别重抽",
    ),
    "draw/shared-targets": (
        "与未完成的抽取“{draw}”有{n}个共同的可抽对象（{ids}），频次上限无法先后算清",
        "先完成或终止那一次抽取",
    ),
    "draw/stratum-absent": (
        "计划行“{line}”写了分层“{stratum}”，名册里没有",
        "名册里相近的是：{nearest}",
    ),
    "draw/stratum-twice": ("计划行“{line}”的分层“{stratum}”写了两次", "删去其中一个"),
    "draw/stratum-unnamed": (
        "名册有分层“{stratum}”（{n}个对象），计划行“{line}”没有写它的比例",
        "在 strata 中补上；不抽的，在名册中写明不可抽的原因",
    ),
    "draw/undecided": (
        "有{n}个检查对象能否抽取无法判断，原因是“{reason}”，例如 {ids}",
        "补全事实后再冻结，或按原因答复 --undecided {reason}=include（或 exclude）",
    ),
    "draw/undecided-answer": (
        "“{found}”不是 原因=include 或 原因=exclude，或同一原因答了两次",
        "例如 --undecided inspections-unknown=exclude",
    ),
    "draw/undecided-absent": (
        "没有检查对象因“{reason}”而无法判断",
        "删去对它的答复，或改成名册里的原因：{reasons}",
    ),
}

MANIFEST: dict[str, Sentence] = {
    "draw/beacon-before-deadline": ("信标第{round}轮在公布期限之前就会公布", "改用期限之后的轮次"),
    "draw/beacon-chain": ("信标的链是 {found}，quicknet 的链是 {expected}", "改用 quicknet 的链"),
    "draw/beacon-limit": ("信标的最后时刻 {limit} 不晚于第{round}轮的公布时刻", "把 limit 改晚"),
    "draw/digits": (
        "第{register}个名册有{n}行，桶的位数不应是{found}",
        "清单与名册不是一份，从发布方重新取得",
    ),
    "draw/lines-differ": (
        "计划行“{line}”各分层合计{found}个，第{register}个名册有{n}行",
        "清单与名册不是一份，从发布方重新取得",
    ),
    "draw/minimum-differs": ("计划行“{line}”各分层的最少数不一致", "一行只写一个最少数"),
    "draw/mode-words": (
        "计划行“{line}”的抽查方式不完整",
        "定向的写明 condition 和 words，不定向的都不写",
    ),
    "draw/name-twice": ("{where} 中“{name}”写了两次", "各用不同的名称"),
    "draw/nothing-to-draw": ("没有名册，或没有计划行", "至少各有一个"),
    "draw/official-lacks": ("正式抽取缺少{what}", "补上后再冻结"),
    "draw/operator-key": ("“{name}”的公钥与操作方日志的公钥相同", "各方用自己的钥匙"),
    "draw/order": ("{where} 没有排序，或有重复", "清单被改过，从发布方重新取得"),
    "draw/party-key-twice": ("参与方 {names} 用的是同一把公钥", "各方用自己的钥匙"),
    "draw/parties-too-few": (
        "只有{n}个参与方，又没有外部信标，一方就能左右种子",
        "至少两个参与方，或一个参与方加外部信标",
    ),
    "draw/previous": (
        "第{counter}号抽取与前一次的衔接不对：第1号没有前一次，其余都有",
        "清单被改过，从发布方重新取得",
    ),
    "draw/retry-differs": (
        "重抽的“{field}”与中途终止的那一次不同",
        "重抽只能改序号、参与方、信标和期限，其余照旧",
    ),
    "draw/retry-needs-beacon": ("公布之后终止的抽取，重抽必须有外部信标", "在任务书中写明 beacon"),
    "draw/stratum-count": (
        "计划行“{line}”分层“{stratum}”共{all}个，可抽{eligible}个、排除{excluded}个，合计不符",
        "清单被改过，从发布方重新取得",
    ),
    "draw/window": ("计划行“{line}”的检查期间，起始日晚于截止日", "改正 window"),
    "draw/withhold-party": ("“{party}”不是参与方，不能由其暂缓公布", "写参与方的名称"),
}

STEPS: dict[str, Sentence] = {
    "draw/abort-after-bundle": (
        "这里已有抽取包：号已抽出，只差记录，抽取不能终止",
        "用 draw run 完成；抽取包来历不明的，查明后移走",
    ),
    "draw/abort-after-reveals": ("各方都已公布，抽取不能再终止", "用 draw run 完成抽取"),
    "draw/abort-before-deadline": (
        "已有一方公布，期限 {deadline} 未到，不能终止",
        "等各方公布，或等期限过去",
    ),
    "draw/abort-before-limit": (
        "已有一方公布，信标的最后时刻 {limit} 未到，不能终止",
        "等信标公布后用 draw run 完成",
    ),
    "draw/abort-words": ("终止抽取须写明原因和批准人", "写上 --reason 和 --approver"),
    "draw/already-aborted": ("抽取“{draw}”已经终止", "需要重抽的，另行冻结"),
    "draw/already-committed": ("“{party}”已经交过承诺，承诺不能更换", "等各方承诺齐后公布"),
    "draw/already-drawn": ("抽取“{draw}”已经抽完，结果不再改变", "用 draw verify 复核"),
    "draw/already-revealed": ("“{party}”已经公布过", "等其余各方公布"),
    "draw/beacon-differs": (
        "信标的“{field}”是 {found}，清单要的是 {expected}",
        "取清单写明的那一轮",
    ),
    "draw/beacon-early": ("信标第{round}轮到 {due} 才公布，现在不会有", "到时再抽"),
    "draw/beacon-needed": ("清单要用信标第{round}轮（{due} 公布）", "下载这一轮，用 --beacon 交来"),
    "draw/beacon-not-asked": ("清单没有写外部信标，不能临时加上", "去掉 --beacon"),
    "draw/bundle-differs": ("bundle 文件夹里已有另一个抽取包", "查明来历，移走后再抽"),
    "draw/changed-meanwhile": ("抽取过程中又有一方公布", "再运行一次 draw run"),
    "draw/commitment-copied": (
        "“{party}”交来的承诺与“{other}”的相同",
        "各方用自己的随机数，各自算出承诺",
    ),
    "draw/commitment-edited": (
        "“{party}”的签名不是对这个承诺签的，承诺或签名被改过",
        "请该方重新交来 draw sign 写出的文件",
    ),
    "draw/reveal-for-commitment": (
        "这是公布文件，随机数在里面，不是承诺文件",
        "改交 {expected}。公布文件在承诺齐以前不能给人看；已经给人看过的，终止这次抽取，重新来过",
    ),
    "draw/commitment-stranger": (
        "承诺文件的“{field}”是“{found}”，应是“{expected}”",
        "交来这一方为这次抽取做的承诺文件",
    ),
    "draw/deadline-passed": (
        "公布期限 {deadline} 已过（现在 {now}）",
        "没有信标的，终止后重抽；有信标的，用 draw run 继续",
    ),
    "draw/file-large": ("文件超过{limit}字节", "检查是否交错了文件"),
    "draw/frozen-differs": ("冻结的文件被改过，与台账记录不同", "恢复原来的文件"),
    "draw/hash-form": (
        "承诺“{found}”不是64位小写十六进制",
        "用 sha256sum（或 SM3）算出公布文件的摘要",
    ),
    "draw/key-differs": (
        "这把钥匙的公钥是 {found}，清单上“{party}”的是 {expected}",
        "用清单上登记的那一把；登记错了的，请发起部门终止后重新冻结",
    ),
    "draw/key-needed": ("清单上“{party}”登记了公钥，承诺须签名", "用 --key 指明自己的私钥文件"),
    "draw/key-unregistered": (
        "清单上“{party}”没有登记公钥，签了名也无从核对",
        "不写 --key；要签名的，冻结前在任务书的 parties 里写上 key",
    ),
    "draw/no-bundle": ("这里没有抽取包", "写抽取包的文件夹或 zip"),
    "draw/no-folder": ("这里没有冻结的抽取", "写 draw freeze 时 -o 的文件夹"),
    "draw/nonce-form": ("随机数“{found}”不是64位小写十六进制", "用32个随机字节，写成十六进制"),
    "draw/nonce-or-hash": (
        "随机数、承诺、承诺文件只能交一样",
        "自己保管随机数的，只交 --from 承诺文件，或只交 --hash",
    ),
    "draw/not-recorded": ("台账库“{store}”没有这次抽取的记录", "用 --store 指明冻结时的台账库"),
    "draw/party-unknown": ("“{party}”不是这次抽取的参与方", "相近的：{nearest}"),
    "draw/pointer": ("draw.json 读不懂", "恢复冻结时写下的文件"),
    "draw/private-file": (
        "“{party}”在这里已有另一个随机数",
        "换一个文件夹（draw commit 用 --keep，draw sign 用 -o），或沿用原来的随机数",
    ),
    "draw/record-differs": (
        "台账中“{party}”的随机数与其承诺不符，台账库被改过",
        "查明来历，恢复台账库的备份",
    ),
    "draw/register-edited": ("第{register}个名册与冻结时不同，或已不在", "恢复冻结时的文件"),
    "draw/reveal-before-commit": (
        "还有参与方没有交承诺：{parties}",
        "承诺齐了才能公布，否则后来者可以看着别人的数来定",
    ),
    "draw/reveals-waiting": (
        "还有参与方没有公布：{parties}，期限 {deadline} 未过",
        "等他们公布；没有期限的，必须全部公布",
    ),
    "draw/signature-needed": (
        "“{party}”登记了公钥，承诺须由其自己计算并签名",
        "由其用 draw sign 做好承诺文件，以 --from 交来；或用 --hash 和 --signature 交来",
    ),
    "draw/store-unnamed": ("draw.json 没有写台账库", "用 --store 指明"),
}

NOTES: dict[str, Sentence] = {
    "draw/note-attempt": ("计划行“{line}”是第{attempt}次抽取，以前各次仍在台账中", ""),
    "draw/note-certain": ("非随机：计划行“{line}”分层“{stratum}”的{n}个可抽对象全部被抽", ""),
    "draw/note-delta": (
        "第{register}个名册与上一份相比：新增{added}行，变动{moved}行，移出{removed}行",
        "",
    ),
    "draw/note-departure": (
        "计划行“{line}”有偏离“{rule}”的记录：{reason}（批准人 {approver}）",
        "",
    ),
    "draw/note-no-chance": (
        "非随机：计划行“{line}”分层“{stratum}”的{n}个可抽对象都没有机会被抽",
        "",
    ),
    "draw/note-not-official": ("演示，非正式抽取（{purpose}）", ""),
    "draw/note-pool": (
        "非随机：计划行“{line}”分层“{stratum}”只有{n}个可抽对象，少于规则包要求的{least}个",
        "",
    ),
    "draw/note-undecided": (
        "名册 {register} 有{n}个对象能不能抽无法判断（{reason}），操作方按原因答复：{choice}",
        "",
    ),
    "draw/note-short": ("计划行“{line}”分层“{stratum}”应抽 {n}，只有 {eligible}", ""),
}

TOLD: dict[str, Sentence] = {
    "draw/told-aborted": ("抽取“{draw}”已终止，记录保留", ""),
    "draw/told-aborted-late": (
        "抽取“{draw}”在{revealed}方公布之后终止，记录保留",
        "重抽须照原清单，并加外部信标",
    ),
    "draw/told-all-revealed": ("各方都已公布", "下一步：draw run"),
    "draw/told-bundle": (
        "抽取包在 {folder}",
        "任何人都可以用 draw verify 或 tools/verify_draw.py 复核",
    ),
    "draw/told-committed": ("“{party}”的承诺已记录：{hash}", ""),
    "draw/told-deadline": ("公布期限：{deadline}", ""),
    "draw/told-drawn": ("抽取“{draw}”已完成，种子 {seed}", ""),
    "draw/told-earlier": (
        "台账里已有{n}次抽取；名录库的“本年度已抽查次数”须已包括它们抽中的对象",
        "名录库尚未更新的，先更新次数，终止这一次，再冻结",
    ),
    "draw/told-excluded": ("计划行“{line}”不参加抽取的：{reasons}", ""),
    "draw/told-frozen": (
        "抽取“{draw}”已冻结，清单摘要 {hash}",
        "下一步：把 frozen 里的 manifest.json 交给各方，各方用 draw sign 做承诺，交来后用 draw commit 记录",
    ),
    "draw/told-kept": (
        "“{party}”的随机数存于 {file}",
        "由该方自行保管，各方承诺齐后用 draw reveal 公布",
    ),
    "draw/told-key-private": (
        "私钥写在 {file}，只有本人可读",
        "自己保管，另存一份备份；不交给任何人，也不放进发起部门的系统",
    ),
    "draw/told-key-public": (
        "公钥：{key}（写在 {file}）",
        "把公钥报给发起部门，写进任务书 parties 的 key；当面或另一途径核对这64个字符",
    ),
    "draw/told-line": ("计划行“{line}”：共{all}个检查对象，可抽{eligible}个", ""),
    "draw/told-no-cap": ("规则包“{pack}”没有抽查频次上限，次数不影响能否被抽", ""),
    "draw/told-party-committed": ("“{party}”（{title}）：已承诺，未公布", ""),
    "draw/told-party-open": ("“{party}”（{title}）：未承诺", ""),
    "draw/told-party-revealed": ("“{party}”（{title}）：已公布", ""),
    "draw/told-previous-strange": (
        "第{register}个名册交来的上一份（根 {before}）不是这个台账冻结过的",
        "核对是不是上一次抽取包里的那一份；摘要算法与上次不同的，也对不上",
    ),
    "draw/told-revealed": ("“{party}”的随机数与承诺一致，已记录", ""),
    "draw/told-sign-draw": (
        "抽取“{draw}”的清单，摘要 {hash}",
        "与发起部门公布的清单摘要核对，不一致的不要交承诺",
    ),
    "draw/told-sign-kept": (
        "公布文件 {file}：随机数在里面，各方承诺齐之前谁也不能看到",
        "自己保管；承诺齐了再交给发起部门，用 draw reveal 公布；丢了就无法公布",
    ),
    "draw/told-sign-paper": (
        "承诺文件 {file}：承诺 {hash}",
        "交给发起部门，用 draw commit --from 记录；它不含随机数，可以公开",
    ),
    "draw/told-sign-unsigned": (
        "承诺没有签名：清单上“{party}”没有登记公钥",
        "外人无从核对承诺是不是这一方交的",
    ),
    "draw/told-state-aborted": ("第{counter}号抽取“{draw}”：已终止", ""),
    "draw/told-state-drawn": ("第{counter}号抽取“{draw}”：已抽完", ""),
    "draw/told-state-open": ("第{counter}号抽取“{draw}”：已冻结，未抽", ""),
    "draw/told-stratum": ("计划行“{line}”分层“{stratum}”：应抽 {q}，抽取 {n} 个", ""),
    "draw/told-waiting": ("还在等：{parties}", ""),
}

SENTENCES: dict[str, Sentence] = {
    **REGISTER,
    **STORE,
    **ORDER,
    **MANIFEST,
    **STEPS,
    **VERIFY,
    **EXPLAIN,
    **AFTER,
    **LOG,
    **NOTES,
    **TOLD,
}

EXPECTED: dict[str, str] = {
    "hash": "64位小写十六进制",
    "instant": "UTC 时刻，例如 2026-03-02T02:00:00Z",
    "name": "字母、数字、点、横线或下划线，至多64个",
    "signature": "128位小写十六进制",
    "stratum": "一段文字，不含竖线、看不见的字符和首尾空白",
    "text": "一段文字，不含看不见的字符和首尾空白",
}
"""What a draw order's field should be, in words, for `yaml/wrong-type`."""

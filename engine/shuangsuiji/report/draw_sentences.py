"""The sentences of draws, registers and stores, by code: (what was found, what would do).

Of a step of the verification the second is what is said when it does not hold; of what a draw reports
of itself (`draw/told-…`, `draw/note-…`) it is the next step, or nothing.
"""

Sentence = tuple[str, str]

REGISTER: dict[str, Sentence] = {
    "register/column-type": (
        "这些列不是文字：{found}。编号一旦成了数，前面的零和末尾几位就可能丢失",
        "从原系统重新导出，各列都存为文字",
    ),
    "register/columns": (
        "表头是“{found}”，整理好的名录应当恰好是“{expected}”三列",
        "改表头，或用原始名录交由规则包整理",
    ),
    "register/empty": ("文件是空的", "检查是否导出完整"),
    "register/encoding": ("既不是 UTF-8 也不是 GBK 文字", "另存为 UTF-8 编码的 CSV"),
    "register/file-end": ("最后一行没有换行，文件可能被截断", "从发布方重新取得这个文件"),
    "register/file-kind": ("文件类型“{found}”不能作名录", "用 .csv 或 .parquet"),
    "register/file-order": (
        "这一行没有排在应在的位置，名册须按字符编码排序",
        "从发布方重新取得这个文件",
    ),
    "register/file-parts": ("这一行“{found}”不是 编号|分层|状态 三段", "从发布方重新取得这个文件"),
    "register/file-utf8": ("这一行不是 UTF-8 文字", "从发布方重新取得这个文件"),
    "register/id-bar": ("编号“{id}”含有竖线，竖线是名册的分隔符", "改正编号"),
    "register/id-blank-ends": ("编号“{id}”前后有空白", "删去空白"),
    "register/id-character": ("编号“{id}”含有看不见的字符", "重新录入这个编号"),
    "register/id-check-digit": (
        "统一社会信用代码“{id}”的校验码不对，前17位对应的校验码是 {expected}",
        "核对这个代码，多半有一位录错",
    ),
    "register/id-empty": ("编号是空的", "补上编号，或删去这一行"),
    "register/id-look-alike": (
        "{ids} 看起来是同一个编号（全角半角或大小写不同），在 {rows}",
        "留下正确的一个，删去其余",
    ),
    "register/id-not-nfc": ("编号“{id}”用了组合字符，同一个字有两种写法", "重新录入这个编号"),
    "register/id-number": (
        "编号“{id}”被表格软件变成了数，后几位已经丢失",
        "从原系统重新导出，编号列设为文本格式",
    ),
    "register/id-shape": (
        "编号“{id}”不是18位的数字和大写字母",
        "核对统一社会信用代码；编号另有规则的，在任务书 registers 中写 ids: text",
    ),
    "register/id-twice": ("编号“{id}”出现多次，在 {rows}", "同一个检查对象只留一行"),
    "register/more": ("同类问题还有{n}处，没有逐一列出", "先改正已列出的，再冻结一次"),
    "register/no-rows": ("名录没有一行检查对象", "检查是否导出完整"),
    "register/off-filter": (
        "计划行“{line}”不定向，名录里却有{n}个检查对象的状态写作 off-filter",
        "不可抽的写明真正的原因；只抽一部分的，按定向写明 condition 和 words",
    ),
    "register/status-name": (
        "编号“{id}”的状态写作“{status}”",
        "可抽取的写 eligible，其余写原因代码：字母、数字、点、横线，至多64个",
    ),
    "register/stratum-bar": (
        "编号“{id}”的分层“{stratum}”含有竖线，竖线是名册的分隔符",
        "改正分层名称",
    ),
    "register/stratum-blank-ends": ("编号“{id}”的分层“{stratum}”前后有空白", "删去空白"),
    "register/stratum-character": (
        "编号“{id}”的分层“{stratum}”含有看不见的字符",
        "重新录入分层名称",
    ),
    "register/stratum-empty": ("编号“{id}”没有分层", "补上分层，例如信用风险分类"),
    "register/stratum-not-nfc": ("编号“{id}”的分层“{stratum}”用了组合字符", "重新录入分层名称"),
    "register/unreadable": ("名录读不出：{found}", "检查文件是否完整、每行列数是否一致"),
}

STORE: dict[str, Sentence] = {
    "store/driver": ("数据库地址用不了：{found}", "检查地址，并安装对应的数据库驱动"),
    "store/locked": ("台账库正被另一个程序使用，等了{seconds}秒仍未让出", "等它结束后再试"),
    "store/missing": ("没有这个台账库", "检查路径；新建由 draw freeze 完成，其上级文件夹须已存在"),
    "store/newer": (
        "台账库由较新的版本建立（结构 {found}，本版本到 {expected}）",
        "改用较新的版本",
    ),
    "store/not-a-store": ("这个文件不是台账库", "检查 --store 的路径"),
    "store/unusable": ("台账库用不了：{found}", "检查路径、权限和磁盘空间"),
}

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
    "draw/official-not-yet": (
        "正式抽取须有日志见证承诺和公布，本版本还不能写日志",
        "试抽写 purpose: test，演示写 purpose: demo",
    ),
    "draw/open-files": (
        "另一次未完成的抽取“{draw}”的名册不在这里，无法判断是否有共同的检查对象",
        "恢复那个文件夹，或先完成、终止那一次抽取",
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
    "draw/no-bundle": ("这里没有抽取包", "写抽取包的文件夹或 zip"),
    "draw/no-folder": ("这里没有冻结的抽取", "写 draw freeze 时 -o 的文件夹"),
    "draw/nonce-form": ("随机数“{found}”不是64位小写十六进制", "用32个随机字节，写成十六进制"),
    "draw/nonce-or-hash": ("随机数和承诺只能交一个", "自己保管随机数的只交 --hash"),
    "draw/not-recorded": ("台账库“{store}”没有这次抽取的记录", "用 --store 指明冻结时的台账库"),
    "draw/party-unknown": ("“{party}”不是这次抽取的参与方", "相近的：{nearest}"),
    "draw/pointer": ("draw.json 读不懂", "恢复冻结时写下的文件"),
    "draw/private-file": (
        "“{party}”在这里已有另一个随机数",
        "用 --keep 换一个文件夹，或沿用原来的随机数",
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
        "用 --hash 和 --signature 交来",
    ),
    "draw/store-unnamed": ("draw.json 没有写台账库", "用 --store 指明"),
}

VERIFY: dict[str, Sentence] = {
    "draw/bundle-shape": (
        "抽取包里有不应有的内容：{files}",
        "抽取包只有一层文件，没有子文件夹、链接或重名",
    ),
    "draw/commitments-parties": (
        "承诺没有按参与方的次序逐一列出：{expected}",
        "从发布方重新取得抽取包",
    ),
    "draw/counts-differ": ("计划行“{line}”分层“{stratum}”的数目与名册不符", "清单与名册不是一份"),
    "draw/entry-differs": (
        "计划行“{line}”中“{id}”的摇号号码与结果矛盾",
        "结果不是由这份名册和种子得出的",
    ),
    "draw/field-form": ("“{where}”写作“{found}”，不合格式", "从发布方重新取得这个文件"),
    "draw/field-missing": ("缺少“{where}”", "从发布方重新取得这个文件"),
    "draw/field-unknown": ("多出了“{where}”，格式里没有它", "从发布方重新取得这个文件"),
    "draw/file-missing": ("缺少文件 {file}", "从发布方重新取得抽取包"),
    "draw/file-unknown": ("多出了文件 {file}，这次抽取不应有它", "从发布方重新取得抽取包"),
    "draw/hash-differs": ("摘要是 {found}，清单写的是 {expected}", "文件被改过，从发布方重新取得"),
    "draw/not-canonical": (
        "不是规定的写法：可能被改过、有重复的键，或不是 JSON",
        "从发布方重新取得这个文件",
    ),
    "draw/register-lines": ("名册有{found}行，清单写的是{expected}行", "名册不是冻结的那一份"),
    "draw/result-differs": (
        "结果与重新抽取的不同（计划行“{line}”，分层“{stratum}”）",
        "结果不是由这份清单、名册和种子得出的",
    ),
    "draw/reveal-differs": (
        "“{party}”公布的文件摘要是 {found}，承诺是 {expected}",
        "交出承诺时的那个文件，一个字节也不能改",
    ),
    "draw/reveal-stranger": (
        "公布文件的“{field}”是“{found}”，应是“{expected}”",
        "交出为这次抽取制作的文件",
    ),
    "draw/reveals-missing": (
        "还有参与方没有公布：{parties}",
        "没有信标或没有公布期限时缺一不可，否则也至少要有一方公布",
    ),
    "draw/root-differs": ("名册的根是 {found}，清单写的是 {expected}", "名册不是冻结的那一份"),
    "draw/seed-differs": ("种子文件不是由公布的随机数和信标得出的", "种子被改过"),
    "draw/signature": ("“{party}”的签名不成立", "用登记的钥匙，对承诺的64个字符签名（Ed25519）"),
    "draw/sums": ("与 SHA256SUMS 不一致：{files}", "从发布方重新取得抽取包"),
    "draw/step-beacon": ("信标：{source} 第{round}轮，取值由签名算出（签名本身未验）", "信标不符"),
    "draw/step-commitments": ("承诺：{n}个参与方各有一份", "承诺不符"),
    "draw/step-manifest": ("清单：抽取“{draw}”，清单摘要 {hash}", "清单不合格式"),
    "draw/step-names": ("文件：{n}个，没有多余，没有缺少", "有多余的文件"),
    "draw/step-references": (
        "引用：随附文件与清单所记一致，规则包 {pack}",
        "随附文件与清单所记不符",
    ),
    "draw/step-registers": ("名册：{n}个共{lines}行，编号唯一，根与各分层数目重算一致", "名册不符"),
    "draw/step-registers-part": (
        "名册：只有一部分（{lines}行），编号唯一；根和数目无从重算",
        "名册不符",
    ),
    "draw/step-result": ("结果：{lines}个计划行共抽取{n}个，号码、名次、批次重算一致", "结果不符"),
    "draw/step-result-part": (
        "结果：已有的各行与号码界限一致；名额、号码、批次重算一致",
        "结果不符",
    ),
    "draw/step-retry": (
        "重抽：与中途终止的第{counter}号抽取一致，只改了准许改的",
        "重抽与中途终止的那一次不符",
    ),
    "draw/step-reveals": ("公布：{n}份与承诺一致，未公布{missing}份", "公布不符"),
    "draw/step-seed": ("种子：{seed}", "种子不符"),
    "draw/step-sums": ("校验：{n}个文件，SHA256SUMS 逐一相符", "SHA256SUMS 不符"),
    "draw/shows-absent": (
        "“{party}”未按期公布",
        "种子没有用其随机数，须有外部见证的日志才能证明不是操作方弃用，本包没有或未验",
    ),
    "draw/shows-beacon": (
        "外部信标（签名未验）",
        "没有验证签名是否出自信标，可向 drand 核对这一轮",
    ),
    "draw/shows-no-beacon": (
        "外部信标",
        "清单没有用外部信标，最后公布的一方可以选择公布与否",
    ),
    "draw/shows-committed-first": ("承诺在先", "须有外部见证的日志，本包没有或未验"),
    "draw/shows-condition": ("定向条件", "筛选所用的事实不在包内，定向条件未验"),
    "draw/shows-inspectors": ("检查人员匹配", "本包没有，或本版本未验"),
    "draw/shows-pack": ("规则包", "包内没有 pack.json，规则包未验"),
    "draw/shows-register": ("名册完整", "名册不全，未验证：有无遗漏"),
    "draw/shows-signed": ("承诺有签名", "没有签名，或钥匙未核对"),
    "draw/shows-unique": ("编号唯一", "名册不全，未验证"),
    "draw/shows-witnessed": ("日志有见证", "本包没有日志，或本版本未验"),
    "draw/verdict-failed": ("未通过复核", "从发布方重新取得抽取包；仍不通过的，请发布方说明"),
    "draw/verdict-partial": (
        "未验证：有无遗漏",
        "名册只有一部分，只能证明已有的各行；要完整复核，请取得全部名册",
    ),
    "draw/verdict-sealed": ("封存", "种子和结果尚未公布，到期后再复核"),
    "draw/verdict-verified": ("复核通过", "结果确由这份清单、名册和种子得出"),
}

NOTES: dict[str, Sentence] = {
    "draw/note-attempt": ("计划行“{line}”是第{attempt}次抽取，以前各次仍在台账中", ""),
    "draw/note-certain": ("非随机：计划行“{line}”分层“{stratum}”的{n}个可抽对象全部被抽", ""),
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
        "下一步：各方用 draw commit 交承诺",
    ),
    "draw/told-kept": (
        "“{party}”的随机数存于 {file}",
        "由该方自行保管，各方承诺齐后用 draw reveal 公布",
    ),
    "draw/told-line": ("计划行“{line}”：共{all}个检查对象，可抽{eligible}个", ""),
    "draw/told-no-cap": ("规则包“{pack}”没有抽查频次上限，次数不影响能否被抽", ""),
    "draw/told-party-committed": ("“{party}”（{title}）：已承诺，未公布", ""),
    "draw/told-party-open": ("“{party}”（{title}）：未承诺", ""),
    "draw/told-party-revealed": ("“{party}”（{title}）：已公布", ""),
    "draw/told-revealed": ("“{party}”的随机数与承诺一致，已记录", ""),
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

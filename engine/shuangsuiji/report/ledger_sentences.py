"""The sentences of the log, by code: (what was found, what would do).

Of what holds (`ledger/step-…`) and of what a command tells (`ledger/told-…`) the second is the next step, or nothing.
"""

Sentence = tuple[str, str]

KEYS: dict[str, Sentence] = {
    "key/list": (
        "读不出公钥",
        '写作 {{"keys":[{{"key":"64位十六进制","name":"名称"}}]}}，台账的名称是检查点的第一行',
    ),
    "key/not-a-key": (
        "不是 Ed25519 私钥文件",
        "用 ledger key new 生成，或交来 PEM 格式的 Ed25519 私钥",
    ),
    "key/open-to-others": ("私钥文件别人也能读", "chmod 600 这个文件；可能已经泄露的，换一把钥匙"),
    "key/taken": ("已经有这个文件，钥匙不会被覆盖", "换一个文件名"),
    "key/unwritable": ("私钥写不下：{found}", "检查路径、权限和磁盘空间"),
}

FORMS: dict[str, Sentence] = {
    "ledger/form-base64": ("有一段 base64 写法不对", "从交来的一方重新取得"),
    "ledger/form-checkpoint": (
        "不是检查点：应是三行，名称、条数、根",
        "交 ledger checkpoint 写出的文件",
    ),
    "ledger/form-large": ("文件太大，不是检查点或证明", "检查是否交错了文件"),
    "ledger/form-parts": (
        "不是签过名的文稿：正文之后应有一个空行，再是各方的签名，行尾只用换行符",
        "从交来的一方重新取得，不要用会改换行符的编辑器打开",
    ),
    "ledger/form-proof": ("不是证明，或证明里的哈希不对", "交 ledger prove 写出的文件"),
    "ledger/form-request": (
        "不是见证请求：第一行应是 old 和条数",
        "交 ledger checkpoint --request 写出的文件",
    ),
    "ledger/form-signature-false": (
        "有一行签名用了认识的名称和公钥，却不成立",
        "正文或签名被改过，从交来的一方重新取得，并查明原因",
    ),
    "ledger/form-signature-line": (
        "签名行读不懂",
        "签名行写作 — 名称 base64，从交来的一方重新取得",
    ),
    "ledger/form-signatures": ("签名超过100行", "检查是否交错了文件"),
    "ledger/form-text": ("不是 UTF-8 文字", "检查是否交错了文件"),
}

BROKEN: dict[str, Sentence] = {
    "ledger/event-changed": (
        "第{n}条事件与记入时的哈希不同：事件在记入之后被改过，或绕过程序写入",
        "台账库不能再用；从备份或导出恢复，查明是谁改的",
    ),
    "ledger/event-form": ("第{n}条不是台账事件的写法", "台账被改过；从备份或导出恢复，查明原因"),
    "ledger/event-number": (
        "第{n}条的编号是{found}，编号应当连续",
        "有事件被删去或插入；从备份或导出恢复，查明原因",
    ),
    "ledger/events-gone": (
        "树比事件长，第{n}条之后的事件不见了",
        "有事件被删去；从备份或导出恢复，查明原因",
    ),
    "ledger/fork": (
        "台账分叉：同是{n}条，两份检查点的根不同，都有台账的签名",
        "保存这两份文件，它们就是证据；不要签，报告监督方",
    ),
    "ledger/not-by-log": (
        "“{origin}”的检查点没有台账自己的签名，或公钥不在 --trust 之中",
        "核对公钥：--trust 里台账的名称是检查点的第一行",
    ),
    "ledger/not-grown": (
        "{n}条时的台账接不上{known}条时的台账：其间有事件被改过，或请求里的哈希被改过",
        "请运营者重写请求；仍接不上就是分叉，两份检查点就是证据，不要签，报告监督方",
    ),
    "ledger/not-included": (
        "证明不成立：第{n}条事件不在这个检查点里",
        "事件或证明被改过，从交来的一方重新取得",
    ),
    "ledger/other-root": (
        "{n}条时的检查点与事件算出的根不同：签检查点之后事件被改过，或者这是另一份台账的检查点",
        "没有写 --trust 的，先用它核对检查点的签名；签名成立的，检查点和台账就是证据，保存好，报告监督方",
    ),
    "ledger/shorter": (
        "交来的检查点只有{n}条，本方已见过{known}条：台账不会变短",
        "保存请求，查明原因；不要签",
    ),
    "ledger/shortened": (
        "检查点签的是{n}条，台账只有{found}条：有事件被删去",
        "没有写 --trust 的，先用它核对检查点的签名；签名成立的，保存检查点和台账，报告监督方",
    ),
    "ledger/tables-differ": (
        "抽取状态的表与事件不符：{found}",
        "台账库被改过；导出后用 ledger import 按事件重建，查明是谁改的",
    ),
    "ledger/tree-changed": (
        "第{n}条处记下的树与事件算出的不同",
        "台账库被改过；从备份或导出恢复，查明原因",
    ),
    "ledger/two-origins": ("检查点用了几个台账名称：{found}", "一个台账只用一个名称；分开核对"),
}

REFUSED: dict[str, Sentence] = {
    "ledger/clock": (
        "本机时间 {now} 早于上次见证的 {last}",
        "校正本机时间；上次的时间错了的，换一把钥匙重新开始",
    ),
    "ledger/draw-line": ("这一行不是一次抽取的清单，或清单与台账中的摘要不同", "重新导出"),
    "ledger/empty": ("台账里还没有事件", "有了事件再签"),
    "ledger/folder-taken": ("这个文件夹已经有了", "换一个新的文件夹"),
    "ledger/kind": (
        "第{n}条事件（{kind}）本版本不会重建，或它的抽取不在 draws.jsonl 里",
        "改用写出这份导出的版本，或重新导出",
    ),
    "ledger/known-missing": (
        "没有上次签的检查点",
        "检查 --known；第一次为这个台账见证的，加 --first",
    ),
    "ledger/known-not-own": (
        "上次的检查点没有“{name}”用这把钥匙签的名",
        "检查 --known、--name 和 --key 是否一致",
    ),
    "ledger/known-there": (
        "已经有上次签的检查点，不是第一次",
        "去掉 --first；另一个台账用另一个文件",
    ),
    "ledger/name": (
        "名称“{found}”不能写进签名",
        "不含空格和加号，例如 gaoqing.example/log 或 县司法局",
    ),
    "ledger/no-checkpoint": ("第{n}条事件还没有签过的检查点", "先用 ledger checkpoint 签"),
    "ledger/no-cosignature": (
        "没有 --trust 所列见证方的签名",
        "检查是否是见证方交回的文件，公钥是否核对过",
    ),
    "ledger/no-event": ("台账里没有第{n}条事件", "用 ledger verify 看一共几条"),
    "ledger/no-folder": ("没有这个文件夹", "写 ledger export 写出的文件夹"),
    "ledger/not-ours": (
        "台账库“{store}”没有签过这个{n}条的检查点",
        "检查 --store；确是本台账名称的，两边不同就是分叉，报告监督方",
    ),
    "ledger/not-repeated": ("按事件重建后算出的根与导出的不同", "改用写出这份导出的版本"),
    "ledger/origin-differs": (
        "这个台账的名称是“{expected}”，不是“{found}”",
        "去掉 --origin，名称定下就不变",
    ),
    "ledger/origin-needed": (
        "第一次签检查点，台账还没有名称",
        "写 --origin，例如 gaoqing.example/log，以后不变",
    ),
    "ledger/other-log": (
        "请求来自台账“{found}”，本方见证的是“{expected}”",
        "每个台账用各自的 --known 文件",
    ),
    "ledger/other-start": (
        "请求从{found}条说起，本方上次签到{expected}条",
        "请运营者用 --since {expected} 重写请求",
    ),
    "ledger/rule": (
        "第{n}条事件（{kind}）违反台账的规则：{found}",
        "这份导出不是程序写出的台账，查明来历",
    ),
    "ledger/since": ("台账只有{size}条，没有{found}条时的状态", "改 --since"),
    "ledger/store-taken": ("这个台账库里已有事件，或文件已经有了", "导入只进新的台账库，换一个"),
}

TOLD: dict[str, Sentence] = {
    "ledger/step-against": ("{file}：{n}条时的检查点与事件算出的根相同", ""),
    "ledger/step-checkpoint": ("{n}条时的检查点与事件算出的根相同", ""),
    "ledger/step-draws": ("{n}次抽取的状态都与事件相符", ""),
    "ledger/step-events": ("{n}条事件，编号连续，哈希和树都与事件相符", ""),
    "ledger/step-grew": ("{n}条时的台账以{known}条时的台账开头，其间只增未改", ""),
    "ledger/step-included": ("第{n}条事件在这个检查点里：{text}", ""),
    "ledger/told-checkpoint": ("“{origin}”的检查点已签，共{n}条", ""),
    "ledger/told-cosign": ("“{origin}”的检查点已签，共{n}条；只增未改", ""),
    "ledger/told-cosigned": ("有见证：{name}，{at}", ""),
    "ledger/told-exported": ("{n}条事件、{signed}个检查点写在 {folder}", ""),
    "ledger/told-file": ("检查点写在 {file}", "公布它，留下它：以后谁都能用它核对台账"),
    "ledger/told-hand-back": ("签好的写在 {file}", "交回运营者，由其用 ledger receive 收进台账库"),
    "ledger/told-imported": ("{n}条事件记进了 {store}", ""),
    "ledger/told-key": ("公钥：{key}", ""),
    "ledger/told-key-new": (
        "私钥写在 {file}，只有本人可读",
        "不要交给别人，不要放进台账库和抽取的文件夹；另存一份备份",
    ),
    "ledger/told-proof": (
        "第{n}条事件在{size}条检查点之内，证明写在 {file}",
        "对方用 ledger check 核对",
    ),
    "ledger/told-received": ("“{name}”对{n}条检查点的签名已收进台账库", ""),
    "ledger/told-request": (
        "从{old}条说起的见证请求写在 {file}",
        "交给见证方，由其在自己的机器上用 ledger cosign 签",
    ),
    "ledger/told-root": ("共{n}条，根 {root}", ""),
    "ledger/told-signed": ("有台账的签名：{name}", ""),
    "ledger/told-state": ("{file}：“{origin}”，共{n}条", ""),
    "ledger/told-unknown-keys": ("还有{n}行签名，公钥未核对，不说明什么", "核对公钥后写进 --trust"),
    "ledger/told-unsigned": (
        "还没有检查点：只能看出台账前后一致，看不出是否整个换过",
        "用 ledger checkpoint 签，请外部见证",
    ),
}

SENTENCES: dict[str, Sentence] = {**KEYS, **FORMS, **BROKEN, **REFUSED, **TOLD}

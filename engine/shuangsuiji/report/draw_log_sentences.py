"""The sentences of the log in a bundle, of official and of withheld draws, by code."""

from shuangsuiji.report.register_sentences import Sentence

_AGAIN = "从发布方重新取得抽取包；日志仍这样写的，请发布方说明"

LOG_STEPS: dict[str, Sentence] = {
    "draw/step-log": (
        "日志：前{n}条，检查点{checkpoints}个，签名和根成立；其中{hidden}条不属于任何抽取，只列散列",
        "日志不能为这次抽取作证",
    ),
    "draw/step-beacon-signed": ("信标：{source} 第{round}轮，签名确由信标作出", "信标不符"),
    "draw/beacon-forged": (
        "第{round}轮的签名不是信标作出的",
        "向 drand 取得这一轮真正的签名；取值不同的，这次抽取不成立",
    ),
    "draw/checkpoint-has": (
        "{parties} 的公布已在检查点之内，种子里却没有",
        "种子弃用了按时公布的随机数，这次抽取不成立",
    ),
    "draw/checkpoint-lacks": (
        "检查点没有包括应有的记录（{what}）{parties}",
        "用包括全部记录的检查点；没有的，日志证明不了",
    ),
    "draw/checkpoint-origin": (
        "检查点是日志“{found}”的，清单写的是“{expected}”",
        "用清单所写日志的检查点",
    ),
    "draw/checkpoint-root": (
        "第{n}条为止的根与随附的日志不同：日志或检查点被改过，或日志有两份",
        "请发布方和见证方把各自保存的检查点交出来比对（ledger check）",
    ),
    "draw/checkpoint-time": (
        "见证的时间不在应有的时段：承诺须在信标公布之前见证，公布须在期限之后、信标公布之前见证",
        "用按时见证的检查点；没有的，这次抽取不成立",
    ),
    "draw/checkpoint-too-late": (
        "检查点作出时已有参与方公布或交存：{parties}",
        "用公布之前的检查点；没有的，不能证明承诺在先",
    ),
    "draw/checkpoint-uncosigned": (
        "没有清单所列见证方的签名",
        "由见证方 ledger cosign，再 ledger receive",
    ),
    "draw/checkpoint-unsigned": (
        "没有日志“{origin}”自己的签名，或钥匙不是清单所写的",
        "用 ledger checkpoint 签出的检查点",
    ),
    "draw/log-attempt": (
        "计划行“{line}”写的是第{found}次，日志里是第{expected}次",
        _AGAIN,
    ),
    "draw/log-commit": ("日志里“{party}”的承诺与 commitments.json 不同，或不止一份", _AGAIN),
    "draw/log-commit-late": ("“{party}”的承诺在有人公布之后", "承诺不在先，这次抽取不成立"),
    "draw/log-counter": (
        "冻结的序号不是{expected}：日志里少了或多了一次抽取",
        _AGAIN,
    ),
    "draw/log-draw": ("日志里有说到这份清单的记录，抽取编号却是“{found}”", _AGAIN),
    "draw/log-ended": ("这次抽取终止过，或有两个结果", _AGAIN),
    "draw/log-form": ("日志第{n}行不是规定的写法", _AGAIN),
    "draw/log-freeze": ("日志里这次冻结的“{field}”与清单不同", _AGAIN),
    "draw/log-length": ("日志有{found}行，最长的检查点是{expected}条", _AGAIN),
    "draw/log-line-open": (
        "计划行“{line}”冻结时，第{n}条冻结的抽取还没有完成或终止",
        "一个计划行同时只能有一次抽取",
    ),
    "draw/log-missing": (
        "缺少 {file}：日志与检查点须同在，正式抽取还须有承诺的检查点",
        "从发布方重新取得抽取包",
    ),
    "draw/log-no-commit": ("日志里没有 {parties} 的承诺", _AGAIN),
    "draw/log-no-freeze": ("日志里没有这份清单的冻结", _AGAIN),
    "draw/log-no-reveal": ("结果之前，日志里没有 {parties} 的公布或交存", _AGAIN),
    "draw/log-order": ("日志第{n}行写的是第{found}条、{at}：序号有缺，或时间倒退", _AGAIN),
    "draw/log-previous": ("日志里上一次抽取的清单，不是这份清单所写的", _AGAIN),
    "draw/log-result": ("日志里的“{field}”与抽取包不同", _AGAIN),
    "draw/log-retry": (
        "计划行“{line}”上一次在公布之后终止，这次不是照它（{manifest}）重抽的",
        "公布之后终止的，只能照原清单重抽",
    ),
    "draw/log-reveal": ("日志里“{party}”的公布或交存与抽取包不同", _AGAIN),
    "draw/log-unsealed": ("第{n}条封存的记录没有公开，或公开的内容与日志里的散列不符", _AGAIN),
    "draw/note-unseen": (
        "计划行“{line}”上一次终止了的抽取，冻结和终止之间有{n}条隐去的事件：日志看不出其中有没有公布，有公布的只能照它重抽",
        "向上一次的各参与方核实",
    ),
    "draw/shows-beacon-signed": ("外部信标", "签名已按 drand quicknet 的公钥验过"),
    "draw/shows-revealed-first": (
        "公布在信标之前",
        "没有期限之后、信标之前见证过的检查点：最后公布的一方可以看了信标再定公布与否",
    ),
    "draw/shows-signed-unchecked": (
        "承诺有签名",
        "钥匙未核对：{keys}（指纹向各方核对，或用 --trust 交来已知的钥匙）",
    ),
    "draw/shows-witnessed-unchecked": (
        "日志有见证",
        "钥匙未核对：{keys}（指纹向见证方核对，或用 --trust 交来已知的钥匙）",
    ),
}

_COSIGN = (
    "用 ledger checkpoint 签出检查点并附 --request，见证方 ledger cosign，再 ledger receive 收回"
)

OFFICIAL: dict[str, Sentence] = {
    "draw/checkpoint-needed": (
        "正式抽取：还没有见证方见证过全部承诺的检查点（见证须在信标公布之前）",
        f"{_COSIGN}，然后再公布、抽取",
    ),
    "draw/clock-back": (
        "本机时间 {now} 早于台账里上一条记录的 {last}，这样记下的日志无法复核",
        "校准本机时间",
    ),
    "draw/lack-unwitnessed": (
        "{parties} 没有公布，又没有见证方在 {deadline} 之后、{due} 之前见证过的检查点证明",
        "见证过的，用 ledger receive 收回检查点；没有的，draw abort 终止，再照原清单重抽",
    ),
    "draw/log-key-differs": (
        "清单写的日志公钥 {found} 不是这个台账签检查点的钥匙",
        "任务书 log.key 写 ledger key show 显示的公钥",
    ),
    "draw/log-origin-differs": (
        "清单写的日志名称是“{found}”，这个台账是“{expected}”",
        "任务书 log.origin 写台账自己的名称",
    ),
    "draw/told-cosign-commitments": (
        "承诺已齐。公布之前",
        _COSIGN,
    ),
    "draw/told-cosign-result": ("结果的散列已在台账里，请见证方随即见证", _COSIGN),
    "draw/told-cosign-reveals": (
        "有一方不公布的，须在 {deadline} 之后、{due} 之前有见证过的检查点，否则只能终止",
        _COSIGN,
    ),
}

WITHHELD: dict[str, Sentence] = {
    "draw/already-opened": ("抽取“{draw}”已经启封", "不必再启封"),
    "draw/deposit-lost": (
        "“{party}”交存的公布文件不在这里",
        "把托管方的那一份放回此处；启封时也可用 --reveal 指明",
    ),
    "draw/deposit-missing": (
        "“{party}”还没有交存公布文件，没有什么可封存的",
        "在公布期限前用 draw reveal 交来；过期没有交的，用 draw abort 终止",
    ),
    "draw/note-sealed": ("“{party}”的随机数封存到 {until}，过期不启封的，是留在日志里的失职", ""),
    "draw/open-differs": (
        "由这份公布文件得出的结果（{found}）不是抽取时记下的",
        "检查冻结的文件和台账有没有被改过",
    ),
    "draw/open-early": ("要到 {until} 才能启封，现在是 {now}", "到时再启封"),
    "draw/open-not-withheld": ("抽取“{draw}”没有封存", "结果已在抽取包里"),
    "draw/sealed-differs": (
        "第{n}条封存记录的原文与台账里的散列不符",
        "从备份恢复这个文件",
    ),
    "draw/shared-sealed": (
        "与封存未启的抽取“{draw}”有{n}个共同的可抽对象（{ids}），再冻结会泄露抽中了谁",
        "到期先 draw open 启封那一次",
    ),
    "draw/told-deposited": (
        "“{party}”的公布文件已交存，没有公布",
        "同一份文件另交托管方保管：任何一份都能启封",
    ),
    "draw/told-open-due": ("封存已于 {until} 到期，还没有启封", "用 draw open 启封"),
    "draw/told-open-later": ("封存到 {until}", "到期用 draw open 启封"),
    "draw/told-opened": ("抽取“{draw}”已启封，种子 {seed}", ""),
    "draw/told-party-deposited": ("“{party}”（{title}）：已交存，封存", ""),
    "draw/told-private-bundle": ("完整的包只供安排检查，不得外传：{folder}", ""),
    "draw/told-sealed": (
        "抽取“{draw}”已抽完，封存到 {until}：种子、号码和结果都不公布，台账里只有结果的散列",
        "",
    ),
    "draw/told-sealed-lost": ("封存期间的{n}条记录原文已失，日志里只有散列", ""),
    "draw/told-state-sealed": ("第{counter}号抽取“{draw}”：已抽完，封存", ""),
    "draw/withhold-log": ("封存的抽取要有日志记下结果的散列", "任务书写明 log"),
}

LOG: dict[str, Sentence] = {**LOG_STEPS, **OFFICIAL, **WITHHELD}

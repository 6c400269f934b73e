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
    "draw/log-unsealed": ("第{n}条封存的记录，公开的内容与日志里的散列不符", _AGAIN),
    "draw/shows-beacon-signed": ("外部信标", ""),
    "draw/shows-signed-unchecked": (
        "承诺有签名",
        "钥匙未核对：{keys}（指纹向各方核对，或用 --trust 交来已知的钥匙）",
    ),
    "draw/shows-unsealed": ("封存期间的记录", "有{n}条没有公开内容"),
    "draw/shows-witnessed-unchecked": (
        "日志有见证",
        "钥匙未核对：{keys}（指纹向见证方核对，或用 --trust 交来已知的钥匙）",
    ),
}

OFFICIAL: dict[str, Sentence] = {}

LOG: dict[str, Sentence] = {**LOG_STEPS, **OFFICIAL}

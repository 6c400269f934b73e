"""The sentences of the verification, by code: (what was found, what would do).

Of a step (`draw/step-…`) the second is what is said when it does not hold.
"""

from shuangsuiji.report.register_sentences import Sentence

VERIFY: dict[str, Sentence] = {
    "draw/bundle-inside": (
        "这是整次抽取的文件夹，抽取包在它里面",
        "改写 {bundle}",
    ),
    "draw/bundle-shape": (
        "抽取包里有不应有的内容：{files}",
        "抽取包只有一层文件，没有子文件夹、链接或重名",
    ),
    "draw/commitments-parties": (
        "承诺没有按参与方的次序逐一列出：{expected}",
        "从发布方重新取得抽取包",
    ),
    "draw/counts-differ": ("计划行“{line}”分层“{stratum}”的数目与名册不符", "清单与名册不是一份"),
    "draw/delta-differs": (
        "照它倒推，上一份名册的根是 {found}，清单写的是 {expected}；或列出了没有变的行",
        "变动报告被改过，从发布方重新取得",
    ),
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
        "没有信标或没有公布期限时缺一不可，否则也至少要有一方公布；清单记了日志的，缺的须有期限之后、信标之前见证的检查点证明",
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
        "结果：已有的各行与门槛一致；名额、号码、批次重算一致",
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
        "“{party}”未按期公布（见证方在期限与信标之间若另签过检查点，应一并核对）",
        "种子没有用其随机数，须有期限之后见证的日志才能证明不是操作方弃用，本包没有",
    ),
    "draw/shows-beacon": (
        "外部信标（签名未验）",
        "没有验证签名是否出自信标：装上 shuangsuiji[beacon] 再复核，或向 drand 核对这一轮",
    ),
    "draw/shows-no-beacon": (
        "外部信标",
        "清单没有用外部信标，最后公布的一方可以选择公布与否",
    ),
    "draw/shows-committed-first": ("承诺在先", "须有见证过的日志，本包没有"),
    "draw/shows-condition": ("定向条件", "筛选所用的事实不在包内，定向条件未验"),
    "draw/shows-inspectors": ("检查人员匹配", "本包没有，或本版本未验"),
    "draw/shows-pack": ("规则包", "包内没有 pack.json，规则包未验"),
    "draw/shows-register": ("名册完整", "名册不全，未验证：有无遗漏"),
    "draw/shows-signed": ("承诺有签名", "不是每一方都有钥匙和签名"),
    "draw/shows-unique": ("编号唯一", "名册不全，未验证"),
    "draw/shows-witnessed": ("日志有见证", "本包没有见证过的日志"),
    "draw/verdict-failed": ("未通过复核", "从发布方重新取得抽取包；仍不通过的，请发布方说明"),
    "draw/verdict-partial": (
        "未验证：有无遗漏",
        "名册只有一部分，只能证明已有的各行；要完整复核，请取得全部名册",
    ),
    "draw/verdict-sealed": ("封存", "种子和结果尚未公布，到期后再复核"),
    "draw/verdict-verified": ("复核通过", "结果确由这份清单、名册和种子得出"),
}

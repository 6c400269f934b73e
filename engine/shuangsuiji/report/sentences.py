"""The engine's own sentences, by code: (what was found, what would do). Templates over the params.

A rule's sentences stand in its pack. Every code that the engine can report has its entry here; a test
walks the code for others.
"""

from collections.abc import Mapping

from shuangsuiji.findings import Finding, Param
from shuangsuiji.report.adopt_sentences import SENTENCES as ADOPTING
from shuangsuiji.report.assign_law_sentences import SENTENCES as ASSIGN_LAW
from shuangsuiji.report.assign_papers_sentences import SENTENCES as ASSIGN_PAPERS
from shuangsuiji.report.assign_sentences import SENTENCES as ASSIGN_SOLVE
from shuangsuiji.report.assignment_sentences import SENTENCES as ASSIGNMENT
from shuangsuiji.report.calendar_sentences import SENTENCES as CALENDAR
from shuangsuiji.report.case_sentences import SENTENCES as CASES
from shuangsuiji.report.check_sentences import SENTENCES as CHECKS
from shuangsuiji.report.compare_sentences import SENTENCES as COMPARING
from shuangsuiji.report.draw_sentences import EXPECTED as DRAW_EXPECTED
from shuangsuiji.report.draw_sentences import SENTENCES as DRAW
from shuangsuiji.report.form_sentences import JSON_SAYS
from shuangsuiji.report.form_sentences import SENTENCES as FORMS
from shuangsuiji.report.ledger_sentences import SENTENCES as LEDGER
from shuangsuiji.report.output_sentences import SENTENCES as OUTPUTS
from shuangsuiji.report.plan_sentences import SENTENCES as PLANS
from shuangsuiji.report.proof_sentences import SENTENCES as PROVING

Sentence = tuple[str, str]

YAML: dict[str, Sentence] = {
    "yaml/alias": ("出现了锚点或引用“{found}”，规则包不使用它们", "把要重复的内容照写一遍"),
    "yaml/comment-cut": (
        "空格加 # 之后的“{found}”被当作注释丢掉，前面的引号没有配对",
        "把整个值放进双引号，或改写成 | 块",
    ),
    "yaml/control-character": ("出现了看不见的控制字符 {found}", "删去这个字符"),
    "yaml/duplicate-key": ("键“{found}”写了两次，第一次在第{first}行", "删去其中一个"),
    "yaml/empty": ("文件是空的", "写入内容，或删去这个文件"),
    "yaml/flow-comma": (
        "花括号里的“{found}”没有值，多半是条件里的逗号把它断开了",
        "规则改用每行一个键的写法，不用花括号",
    ),
    "yaml/key-not-text": ("键必须是一个词，这里是列表或一组键值", "写成 键: 值"),
    "yaml/missing-key": ("缺少必填的键“{key}”", "补上这个键"),
    "yaml/not-text": (
        "这不是文字文件，像是工作簿、文档、PDF 或压缩包",
        "这里交 .yaml 文件；看看几个文件是不是交错了位置",
    ),
    "yaml/not-utf8": ("从这一行起不是 UTF-8 文字", "另存为 UTF-8 编码"),
    "yaml/several-documents": ("一个文件里有两份 YAML（又一个 ---）", "分成两个文件"),
    "yaml/syntax": ("写法读不懂：{found}", "检查缩进、冒号后的空格、引号是否配对"),
    "yaml/tag": ("出现了类型标记“{found}”，规则包不使用它们", "删去以 ! 开头的标记"),
    "yaml/too-deep": ("层次超过{limit}层", "规则包用不到这么深的层次，检查缩进"),
    "yaml/too-large": ("文件有{found}字节，超过{limit}字节", "把文件拆小"),
    "yaml/unknown-key": ("不认识键“{found}”", "可用：{nearest}"),
    "yaml/unknown-word": ("“{key}”写作“{found}”，不在可用的词里", "可用：{nearest}"),
    "yaml/wrong-type": ("“{key}”写作“{found}”，应为{expected}", "改成{expected}"),
}

CONDITIONS: dict[str, Sentence] = {
    "condition/character": (
        "条件里不能用“{found}”",
        "条件只用字段、比较、AND OR NOT、IN、BETWEEN、IS NULL、LIKE、+ - *",
    ),
    "condition/contains": (
        "contains 的第一项“{found}”不是列表字段，或第二项不是引号里的文字",
        "写作 contains(列表字段, '文字')",
    ),
    "condition/date": ("日期写作“{found}”", "写作 '2026-01-31'"),
    "condition/empty": ("条件是空的，或中间有空行", "写上条件，或删去这个键"),
    "condition/field-expected": ("这里应是一个字段，写的是“{found}”", "写字段名或它的中文名"),
    "condition/full-width": ("出现了全角字符“{found}”", "改用半角 {would}"),
    "condition/not-allowed": (
        "条件里不允许“{found}”",
        "条件只用本行的字段、比较、AND OR NOT、IN、BETWEEN、IS NULL、LIKE、contains、stated；要用别的表的数，先在词汇表里算出",
    ),
    "condition/not-text": ("LIKE 只用于文字字段，“{found}”不是", "数和日期用 = < > 比较"),
    "condition/not-yes-no": (
        "“{found}”不是“是/否”字段，不能单独作条件",
        "与一个值比较，例如 {found} >= 1",
    ),
    "condition/yes-no": ("“是/否”字段不与 true、false 比较：{found}", "写 {would}"),
    "condition/number": ("数“{found}”超出范围", "小数点前后各至多九位"),
    "condition/open-quote": ("单引号没有配对", "补上另一半引号；文字里的单引号写两个"),
    "condition/percent": ("条件里写了“{found}”，% 在条件里不是百分号", "写作 {would}"),
    "condition/product": (
        "“{found}”是两个可能为负的数相乘，或三个以上相乘，结果的界无法确定",
        "一边改用固定的数，或用不为负的字段",
    ),
    "condition/syntax": ("条件读不懂：{found}", "检查括号、引号和 AND OR 两边是否完整"),
    "condition/too-deep": ("条件的括号超过{limit}层", "拆成几条规则，或在词汇表中给一部分起名"),
    "condition/too-long": ("条件有{found}个字符，超过{limit}", "拆成几条规则"),
    "condition/types": (
        "“{found}”两边不是同一类，或这类字段不能这样比较",
        "数与数、日期与日期、文字与文字相比；文字只用 = 和 <>",
    ),
    "condition/unknown-choice": ("“{field}”没有“{found}”这个词", "可用：{nearest}"),
    "condition/unknown-setting": ("没有设定“{found}”", "相近的设定：{nearest}"),
    "condition/unknown-field": ("表“{table}”没有字段“{found}”", "相近的字段：{nearest}"),
}

PACKS: dict[str, Sentence] = {
    "file/unreadable": ("文件打不开：{found}", "检查路径和权限"),
    "pack/clause-twice": ("条款“{found}”已经登记过", "删去其中一条"),
    "pack/exception-twice": (
        "规则“{rule}”已经有例外“{found}”，这条共同的例外与它同名",
        "换一个 id",
    ),
    "pack/extends-circle": ("“extends: {found}”绕回自己，或上级超过八层", "改为真正的上级"),
    "pack/field-not-day": ("“{found}”不是日期字段", "改用日期字段"),
    "pack/field-not-number": ("“{found}”不是数", "改用数量、比例等数的字段"),
    "pack/field-not-text": ("“{found}”不是文字字段", "改用写职务、名称的文字字段"),
    "pack/no-pack-file": ("文件夹里没有 pack.yaml", "规则包由 pack.yaml 说明；检查路径"),
    "pack/not-valid": (
        "规则包“{pack}”只适用于{period}，本次按{found}核查",
        "换用适用于该年度的规则包；补查当年的计划，用 --as-of 写明当年的日期",
    ),
    "pack/rule-twice": ("规则“{found}”已在 {first} 写过", "换一个 id，或删去其中一条"),
    "pack/unknown": ("没有规则包“{found}”", "可用：{nearest}；也可以写规则包文件夹的路径"),
    "pack/unknown-clause": (
        "引用的条款“{found}”不在条款表中",
        "相近的条款：{nearest}；或先在 clauses.yaml 登记",
    ),
    "pack/unknown-document": ("条款所属文件“{found}”没有在 pack.yaml 登记", "可用：{nearest}"),
    "pack/unknown-field": ("没有字段“{found}”", "相近的字段：{nearest}"),
    "pack/unknown-file": ("规则包里没有这种文件", "相近的文件名：{nearest}"),
    "pack/unknown-placeholder": (
        "花括号里的“{found}”不是字段，也不是规则的值",
        "相近的词：{nearest}",
    ),
    "pack/unknown-rule": ("上级规则中没有“{found}”", "相近的规则：{nearest}"),
    "pack/unknown-table": ("没有表“{found}”", "可用：{nearest}"),
    "pack/child-changes": (
        "上级只允许对这类规则“{may}”，这里取代、删去或改写了“{rule}”（上级规则在 {there}，声明在 {parent}）",
        "照上级的写；上级的声明没有依据或依据是征求意见稿的，可在 acknowledges 写明条款",
    ),
    "pack/child-must-not": (
        "上级不允许下级另写这类规则（声明在 {parent}）",
        "删去这条规则；上级的声明没有依据或依据是征求意见稿的，可在 acknowledges 写明条款",
    ),
    "pack/child-wrong-way": (
        "“{name}”由“{was}”改为“{now}”，上级只允许“{may}”（规则“{rule}”在 {there}，声明在 {parent}）",
        "改回允许的方向；上级的声明没有依据或依据是征求意见稿的，可在 acknowledges 写明条款",
    ),
    "pack/direction-undecided": (
        "“{name}”改写了，是放宽还是收紧由人来看（上级规则“{rule}”在 {there}，声明在 {parent}）",
        "看过以后，在 acknowledges 写明条款",
    ),
    "pack/explain-unknown": ("“{found}”不是规则的全名，也不是种类", "相近的：{nearest}"),
    "pack/field-known": (
        "表“{table}”已经有“{found}”，规则包只能添字段，不能改",
        "用已有的字段，或换一个名称",
    ),
    "pack/lifts-other-table": ("规则“{rule}”不在表“{found}”上，这条例外管不到它", "改 to 或 table"),
    "pack/refines-twice": (
        "上级规则“{found}”在 {first} 已经取代、细化或删去",
        "合成一条",
    ),
    "pack/refines-unknown": ("上级规则没有“{found}”这个可以细化的键", "可用：{nearest}"),
    "pack/refines-wrong": ("细化的值“{found}”不是这个键能有的值", "照上级规则的写法写"),
    "pack/setting-twice": ("设定“{found}”答了两次", "删去其中一个"),
    "pack/setting-value": ("设定“{name}”写作“{found}”", "可用：{would}"),
    "pack/superior-prevails": (
        "与上级规定不一致，按本地文件以上级为准，仍照上级的“{rule}”（在 {there}，声明在 {parent}）",
        "删去这里的改动",
    ),
    "pack/unknown-category": ("没有“{found}”这个事项类别", "可用：{nearest}"),
    "pack/unknown-family": ("没有“{found}”这个规则文件", "可用：{nearest}"),
    "pack/unknown-kind": ("没有“{found}”这个规则种类", "相近的种类：{nearest}"),
    "pack/unknown-setting": ("没有设定“{found}”", "相近的设定：{nearest}"),
    "setting/default": ("设定“{found}”的默认值不在它的选项里", "可用：{would}"),
    "setting/twice": ("设定“{found}”登记了两次", "删去一个"),
    "vocabulary/table-twice": ("表“{found}”写了两次", "合成一处"),
    "vocabulary/circle": ("字段“{field}”由自己算出", "改写 derived"),
    "vocabulary/field-twice": ("表“{table}”里“{found}”写了两次", "换一个名字，或删去其中一个"),
    "vocabulary/distinct-bounds": (
        "字段“{field}”数不同的“{found}”，数和日期可以是界，分不清是不是同一个",
        "改用 min、max，或数一个文字字段",
    ),
    "vocabulary/unknown-name": ("字段“{field}”用到不存在的表或字段“{found}”", "改写 derived"),
}

PROOF: dict[str, Sentence] = {
    "proof/case-broken": (
        "规则“{rule}”的例子“{case}”应为 {expected}，结果是 {found}（缺：{missing}）",
        "改规则，或改例子",
    ),
    "proof/case-twice": ("例子“{found}”的名字用了两次", "换一个名字"),
    "proof/each-blank": ("each_blank 只用于必填规则，这里是 {found}", "写成单独的例子"),
    "proof/given": ("例子里“{field}”写作“{found}”，这个字段放不下", "可写：{nearest}"),
    "proof/lacks-case": ("规则“{rule}”没有结果为 {outcome} 的例子", "补一个例子"),
    "proof/lacks-exception-case": (
        "规则“{rule}”的例外没有例子：{exceptions}",
        "为每种例外补一个属于例外的例子",
    ),
    "proof/unknown-exception": ("主张的例外“{found}”不是本规则的兜底情形", "可用：{nearest}"),
    "proof/contradiction": (
        "规则“{rule}”与“{other}”（{there}）没有哪一行能同时符合",
        "改其中一条；文件本身如此的，在 acknowledges 写明条款和由哪一条解决",
    ),
    "proof/dead-rule": (
        "规则“{rule}”的不符合例子都在规则包的适用范围之外，它永远不会起作用",
        "改 when，或改 scope.yaml",
    ),
    "proof/field-twice": (
        "规则“{rule}”拿“{found}”与它自己比，或写了两次",
        "改其中一处，或删去一处",
    ),
    "proof/limits-out-of-order": (
        "规则“{rule}”要求的步骤在前，期限却比后一步的“{other}”（{there}）晚",
        "改期限或先后；文件本身如此的，在 acknowledges 写明条款和由哪一条解决",
    ),
    "proof/never-in-force": ("规则“{rule}”的施行期与规则包的有效期没有一天重合", "改 in_force"),
    "proof/two-limits": (
        "规则“{rule}”与“{other}”（{there}）给同一件事写了两个期限",
        "合成一条 earliest_of，或在 acknowledges 写明条款和由哪一条解决",
    ),
    "proof/unknown-rule": ("例子没有写明看哪条规则，或没有规则“{found}”", "相近的规则：{nearest}"),
    "proof/unknown-part": ("规则没有“{found}”这一部分", "检查 part"),
}

DEMO: dict[str, Sentence] = {
    "draw/filters-differ": (
        "计划行{lines}共用一个名录库，定向条件却不同",
        "条件不同的计划行各用一个名录库（--register 写多次）",
    ),
    "draw/window-year": (
        "计划行“{line}”的检查时间是{window}，不全在{year}年内，而名录库记的是{year}年的次数",
        "把检查时间放在一年之内；查的是别的年度，用 --as-of 写那一年的日期，并交那一年的名录库",
    ),
    "draw/no-column": (
        "名录库没有“{found}”这一列",
        "增加这一列，或在任务书的 registers 中写明用哪个字段",
    ),
    "draw/unknown-field": ("任务书所写的字段“{found}”不在词汇表中", "相近的字段：{nearest}"),
    "demo/folder-taken": (
        "这个文件夹里有别的东西，演示不会覆盖它",
        "换一个文件夹，例如 -o demo-output",
    ),
}

SENTENCES: dict[str, Sentence] = {
    **YAML,
    **CONDITIONS,
    **PACKS,
    **PROOF,
    **PROVING,
    **ADOPTING,
    **ASSIGN_LAW,
    **ASSIGN_PAPERS,
    **ASSIGN_SOLVE,
    **ASSIGNMENT,
    **CHECKS,
    **PLANS,
    **COMPARING,
    **DEMO,
    **FORMS,
    **OUTPUTS,
    **DRAW,
    **LEDGER,
    **CALENDAR,
    **CASES,
}

EXPECTED = {
    **DRAW_EXPECTED,
    "bool_parsing": "true 或 false",
    "bool_type": "true 或 false",
    "date_from_datetime_parsing": "日期，例如 2026-01-31",
    "day": "日期，例如 2026-01-31",
    "decimal_parsing": "一个数",
    "dict_type": "一组键值",
    "after_within_or_due": "after 加 within，或者 due，二者之一",
    "cite_or_policy": "cite（依据的条款）和 policy: true 二者之一",
    "condition_or_residual": "condition，或者 residual: true",
    "expects_met": "met、not_met 或 undecided",
    "expects_outcome": "六种结果之一（met 一类只用于追责、免责情形）",
    "refines_nothing": "set 或 unless 至少一个",
    "workdays_or_days": "workdays、days 二者之一",
    "exception_twice": "各不相同的例外 id",
    "from_before_until": "from 早于 until 的时间",
    "int_parsing": "整数",
    "line": "一行看得见的文字",
    "list_type": "列表",
    "mapping_type": "一组键值",
    "model_attributes_type": "一组键值",
    "model_type": "一组键值",
    "month_day": "月-日，例如 01-31",
    "greater_than_equal": "不小于{bound}的数",
    "int_parsing_size": "小一些的整数",
    "less_than_equal": "不大于{bound}的数",
    "holds_or_late": "holds 和 late 中的一个",
    "one_operation": "lookup、any、count、count_distinct、sum、min、max 中的一个",
    "limit_twice": "各不相同的期限 id",
    "no_exceptions": "不写 unless 的规则：这一种不带例外，另写一条",
    "refines_by_set": "写进 set 的键",
    "step_twice": "各不相同的步骤",
    "unknown": "unknown（不知道）",
    "ratio": "比例，例如 5%、3‰、0.05、1/20",
    "word": "一个词，不含逗号、竖线和看不见的字符",
    "ratio_of_draw": "大于 0、不超过 100% 的比例",
    "ratio_not_exact": "除得尽的比例（至多九位小数）",
    "periods_overlap": "各段时间互不重叠的取值",
    "require_or_forbid": "require、forbid 二者之一",
    "string_pattern_mismatch": "小写字母、数字、连字符",
    "string_too_long": "短一些的文字",
    "string_too_short": "不为空的文字",
    "string_type": "一段文字",
    "too_short": "至少一项的列表",
    "tuple_type": "列表",
    "year": "四位数的年份",
    "yes_no": "true 或 false",
}


PATTERNS = {
    "^[0-9]{6}$": "六位数字",
    "^[A-Z]{2}$": "两个大写字母",
    "^[A-Z]{2}-[0-9A-Z][0-9A-Za-z]*$": "文件代号和编号，例如 GQ-15b",
    "^[a-z][a-z0-9_]*$": "小写字母开头的小写字母、数字、下划线",
}
"""What the patterns of typed keys ask for; of the others, small letters, digits and hyphens."""
YAML_SAYS = {
    "could not find expected ':'": "这一行不是“键: 值”，多半少了半角冒号或冒号后的空格",
    "did not find expected ',' or '}'": "花括号没有关上",
    "did not find expected ',' or ']'": "方括号没有关上",
    "did not find expected '-' indicator": "这一行的缩进与上面对不上，或少了“- ”",
    "did not find expected key": "这一行的缩进与上面对不上",
    "did not find expected <document start>": "前面的内容之后不应再有别的",
    "found a tab character that violates indentation": "缩进用了制表符，只能用空格",
    "found character that cannot start any token": "值不能以这个字符开头，放进引号",
    "found unexpected end of stream": "引号没有关上",
    "mapping values are not allowed in this context": "这里不能再有冒号；值里有冒号的，放进引号",
    "block sequence entries are not allowed in this context": "这里不能开始列表",
    "found unknown escape character": "双引号里的反斜线用错了，改用单引号",
}
"""What libyaml says, in Chinese; what is not here is shown as it says it."""


def sentence(finding: Finding) -> Sentence:
    """Return (what was found, what would do) of one of the engine's own findings."""
    what, remedy = SENTENCES[finding.code]
    words = {key: _word(finding.code, key, value) for key, value in finding.params.items()}
    words.setdefault("count", str(len(_listed(finding.params))))
    return what.format_map(words), remedy.format_map(words)


def _listed(params: Mapping[str, Param]) -> tuple[str, ...]:
    rules = params.get("rules", ())
    return rules if isinstance(rules, tuple) else ()


def _word(code: str, key: str, value: Param) -> str:
    if key == "expected" and code.startswith("yaml/"):
        ways = value if isinstance(value, tuple) else (str(value),)
        return "，或".join(map(_expected, ways))
    if isinstance(value, tuple):
        return ("；" if key == "titles" else "、").join(value) or "无"
    if key == "found" and code in ("yaml/syntax", "forms/not-json"):
        return {**YAML_SAYS, **JSON_SAYS}.get(str(value), str(value))
    return str(value) or "无"


def _expected(way: str) -> str:
    name, _, bound = way.partition(":")
    if name == "string_pattern_mismatch" and bound in PATTERNS:
        return PATTERNS[bound]
    return EXPECTED.get(name, f"规定的写法（{way}）").replace("{bound}", bound)

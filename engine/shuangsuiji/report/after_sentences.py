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
    "draw/override-logged": (
        "第{n}项更正与日志里记下的不同，或日志里有而更正记录里没有",
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

DISQUALIFY: dict[str, Sentence] = {
    "draw/already-out": ("“{id}”已经撤下（{reason}）", "不必再撤"),
    "draw/approver-operator": ("批准人写作“{found}”，是操作方自己", "写操作方以外的批准人"),
    "draw/approver-role": (
        "名单锁定以后，改动由“{role}”批准（{clauses}）；批准人写作“{found}”",
        "请{role}批准，--approver 写明姓名和职务，例如 王某（{role}）",
    ),
    "draw/evidence-empty": ("证据文件是空的", "交来能证明这个原因的文件"),
    "draw/no-line": ("这次抽取没有计划行“{line}”", "计划行有：{lines}"),
    "draw/not-drawn": ("抽取“{draw}”还没有抽完，或已经终止", "抽完以后才有名单"),
    "draw/not-listed": ("计划行“{line}”的名单上没有“{id}”", "照抽取结果里的写法写编号"),
    "draw/override-words": ("{option} 没有写，或有看不见的字符", "写一句话，不留空"),
    "draw/told-approver-role": (
        "改动锁定的名单，按缺省的设定由“{role}”批准（{clauses}）；批准人写作“{found}”",
        "批准人是{role}的，写明职务",
    ),
    "draw/told-exhausted": ("计划行“{line}”撤下“{out}”，本层已无可递补的对象", ""),
    "draw/told-reissued": (
        "抽取包已重新写出，SHA256SUMS 的摘要 {sums}",
        "重新公布；证据文件自己保管，更正里只有它的摘要",
    ),
    "draw/told-reissued-closed": (
        "只供安排检查的抽取包 {bundle} 已重新写出，SHA256SUMS 的摘要 {sums}",
        "封存期间不得公布；公布过的抽取包没有变，到期 draw open 以后再公布",
    ),
    "draw/told-reserve": ("计划行“{line}”撤下“{out}”，“{in}”递补", ""),
    "draw/told-reserve-team": (
        "递补对象的检查先用原来的检查组",
        "用 draw verify 看有没有不合条件的人，有的用 assign replace 更换",
    ),
    "draw/told-reserve-late": (
        "计划行“{line}”第{batch}批已经下发，“{id}”在这一批",
        "补发给任务执行单位",
    ),
}

BATCHES: dict[str, Sentence] = {
    "draw/batch-is-done": ("计划行“{line}”第{batch}批已经办完", "不必再记"),
    "draw/batch-is-issued": ("计划行“{line}”第{batch}批已经下发", "不必再发"),
    "draw/batch-not-issued": ("计划行“{line}”第{batch}批还没有下发", "先用 draw issue 下发"),
    "draw/batch-waits": (
        "计划行“{line}”第{before}批还没有办完，不能下发第{batch}批",
        "先办完第{before}批，用 draw done 记录",
    ),
    "draw/no-batch": ("计划行“{line}”没有第{batch}批", "批次有：{batches}"),
    "draw/told-batch-done": ("计划行“{line}”第{batch}批（{n}个对象）已办完", ""),
    "draw/told-batch-is-done": ("计划行“{line}”第{batch}批{n}个：已办完", ""),
    "draw/told-batch-is-issued": ("计划行“{line}”第{batch}批{n}个：已下发", ""),
    "draw/told-batch-is-waiting": ("计划行“{line}”第{batch}批{n}个：未下发", ""),
    "draw/told-batch-issued": (
        "计划行“{line}”第{batch}批（{n}个对象）已下发",
        "派发的当天公告任务",
    ),
    "draw/told-batch-targets": ("对象：{ids}", ""),
    "draw/told-replaced": ("计划行“{line}”撤下{n}个对象", ""),
}

VISITS: dict[str, Sentence] = {
    "draw/merge-period": (
        "计划行“{line}”（{days}）与“{other}”（{others}）时段重叠而不相同，“{pack}”只把相同的时段算同一时间段",
        "把两行的 window 改成一样，或写 merge: false",
    ),
    "draw/told-not-merged": (
        "计划行{lines}的时段有共同的日子，任务书写了不合并；{clauses}要求抽中同一对象的合并检查",
        "要合并的，写 merge: true 再冻结；不宜合并的，记录原因",
    ),
    "draw/visits-sealed": ("抽取结果还在封存，没有检查清单", "到期打开以后再列"),
    "draw/visits-unverified": (
        "抽取包没有通过复核（{step}），不列检查清单",
        "先用 draw verify 查明",
    ),
}

PROOF: dict[str, Sentence] = {
    "draw/inside-bundle": (
        "这个文件在抽取包的文件夹里，写进去抽取包就多了一个文件，通不过复核",
        "写到别的文件夹",
    ),
    "draw/entry-absent": ("各名册里都没有“{id}”，没有可证明的一行", "照名册里的写法写编号"),
    "draw/entry-bucket": (
        "这一桶的摘要 {bucket} 不在证明所列的各桶里",
        "证明被改过，向发布方另要一份",
    ),
    "draw/entry-leaf": (
        "这一行的摘要 {leaf} 不在证明所列的叶里，或各叶不全在同一个桶、没有排序",
        "证明被改过，向发布方另要一份",
    ),
    "draw/entry-line": ("“{found}”不是名册里的一行", "证明被改过，向发布方另要一份"),
    "draw/entry-manifest": (
        "这里写的清单摘要是 {found}，交来的清单是 {expected}",
        "换成同一次抽取的清单和证明",
    ),
    "draw/entry-other": ("这份证明是“{found}”的，不是“{id}”的", "换成这个编号的证明"),
    "draw/entry-part": ("抽取包里的名册只有一部分，作不出单项证明", "用名册完整的抽取包"),
    "draw/entry-register": ("清单没有第{register}个名册", "换成同一次抽取的清单和证明"),
    "draw/told-proof": (
        "单项证明写在 {file}",
        "与 manifest.json 一起交给对方，用 draw explain --proof 或 tools/verify_draw.py --entry 核对",
    ),
    "draw/told-proof-holds": (
        "证明成立：第{register}个名册里有这一行 {text}，清单摘要 {hash}",
        "清单摘要须与发起部门公布的相同",
    ),
    "draw/told-proof-no-result": (
        "计划行“{line}”：可以抽取；这里没有种子和结果，抽中没有看不出",
        "",
    ),
    "draw/told-proof-number": ("计划行“{line}”：摇号号码 {ticket}", ""),
    "draw/told-proof-result": ("门槛照公布的结果，没有重新抽取", "要完整复核，用 draw verify"),
}

DRAWN: dict[str, Sentence] = {
    "drawn/alike": (
        "“{id}”不在名录库里，名录库里有看起来相同的“{alike}”",
        "逐字相同才是同一个对象，照名录库的写法改正",
    ),
    "drawn/items-alone": ("交了事项清单，没有交计划", "同时写 --plan，才知道名单抽的是哪些事项"),
    "drawn/left-out": (
        "计划行“{line}”分层“{stratum}”有{eligible}个可抽对象，比例 {asked}，一个也没有抽",
        "按任务书补抽，或说明原因",
    ),
    "drawn/no-condition": ("计划行“{line}”写作定向抽取，没有写条件", "写明按什么条件抽取"),
    "drawn/no-id": ("这一行没有统一社会信用代码或编号", "补上编号，与名录库一致"),
    "drawn/no-id-column": (
        "名单没有统一社会信用代码或编号一列，只凭名称对不上名录库",
        "加上“统一社会信用代码”一列",
    ),
    "drawn/nobody": ("计划行“{line}”没有抽中任何对象", "补交这一行的名单，或说明原因"),
    "drawn/none-of": (
        "分层“{stratum}”有{eligible}个可抽对象，名单上一个也没有",
        "核对是不是漏抽；交来任务书可以核对各层数量",
    ),
    "drawn/not-eligible": ("“{id}”不可抽取：{reason}（{status}）", "撤下，说明为什么抽中了它"),
    "drawn/not-in-register": ("“{id}”不在名录库里", "核对编号；名录库之外的对象不能抽"),
    "drawn/not-shown": (
        "名单本身看不出是不是随机抽的：没有冻结的名册、种子和承诺，无法重算",
        "要让人复核，用 draw freeze 到 draw run 抽取",
    ),
    "drawn/number": (
        "计划行“{line}”分层“{stratum}”抽了{n}个，按 {asked} 应为{expected}个（可抽{eligible}个）",
        "按任务书或计划的数量抽取，或说明原因",
    ),
    "drawn/order-or-plan": ("任务书和计划同时写了", "只写 --order 或 --plan 中的一个"),
    "drawn/other-stratum": (
        "“{id}”名单上写作分层“{found}”，名录库里是“{expected}”",
        "照名录库改正",
    ),
    "drawn/small-pool": (
        "计划行“{line}”分层“{stratum}”只有{eligible}个可抽对象，少于要求的{least}个，谈不上随机",
        "扩大抽取范围，或记录原因",
    ),
    "drawn/twice": (
        "“{id}”在计划行“{line}”里抽中了两次，第一次在 {first}",
        "删去重复的一行，由下一个号码补上",
    ),
    "drawn/undecided": ("“{id}”能不能抽取无法判断：{reasons}", "在名录库里补全事实"),
    "drawn/unknown-line": (
        "名单上的计划行“{line}”不在任务书或计划里（有：{lines}）",
        "改正计划编号，或交来对应的任务书、计划",
    ),
    "drawn/which-line": (
        "名单没有计划编号一列，任务书有几行：{lines}",
        "加上“计划编号”一列，写明每个对象是哪一行抽的",
    ),
    "drawn/whole-pool": (
        "计划行“{line}”分层“{stratum}”的{eligible}个可抽对象全部抽中，不存在随机",
        "确需全部检查的，写明依据",
    ),
}

AFTER: dict[str, Sentence] = {
    **REISSUE,
    **OVERRIDES,
    **DISQUALIFY,
    **BATCHES,
    **VISITS,
    **PROOF,
    **DRAWN,
}

"""The sentences on people's own files about inspectors and teams, by code: (what was found, what would do)."""

Sentence = tuple[str, str]

REGISTERS: dict[str, Sentence] = {
    "inspectors/absence-nobody": (
        "请假表里的“{found}”不在检查人员、专家的名录里",
        "改正姓名或人员编号；不在名录里的人，删去这一行",
    ),
    "inspectors/absence-no-days": ("“{found}”请假，没有写哪几天", "写上请假起、请假止"),
    "inspectors/certificate-contradicts": (
        "写着没有执法资格，又写着执法证的有效期",
        "核对这个人有没有执法资格，改正其中一处",
    ),
    "inspectors/certificate-ends": (
        "“{found}”的执法证有效期是{certified}，没有盖住整个抽查时间{window}；"
        "检查时段超出有效期的任务不会派给这个人",
        "已经换证的，改写有效期；没有换证的，尽快换证",
    ),
    "inspectors/certificate-over": (
        "“{found}”的执法证有效期是{certified}，在{window}没有一天有效；这个人不会被抽到",
        "已经换证的，改写有效期；否则从名录里去掉",
    ),
    "inspectors/certificate-reversed": ("执法证有效期{found}，起在止后", "核对两个日期"),
    "inspectors/certificate-undated": (
        "{n}人有执法证，没有写到哪一天有效，按一直有效处理：{found}",
        "加一列“执法证有效期至”，照证件填写",
    ),
    "inspectors/id-text": (
        "编号“{found}”里有看不见的字符，或有两种写法的字，不能用作编号",
        "重新录入这个编号",
    ),
    "inspectors/leave": (
        "请假的日期“{found}”读不出",
        "写作 2026-03-01至2026-03-05；几段之间用顿号或分号隔开",
    ),
    "inspectors/left-out": ("“{found}”不在岗，没有收进来", "已经回来上班的，改写“在岗”一列"),
    "inspectors/names-as-ids": (
        "{n}人没有编号，以姓名作编号；抽取包里的人员名单是公开的",
        "不愿公开姓名的，加一列“人员编号”",
    ),
    "inspectors/no-certificate": (
        "{n}人没有写明有执法资格，不会派去检查：{found}",
        "有执法资格的，写明执法证号和有效期；没有的留在名录库里，不参加匹配",
    ),
    "inspectors/no-department": (
        "{n}人没有写所属部门：{found}",
        "按部门派人的任务不会派给这些人；加一列“所属部门”",
    ),
    "inspectors/no-name": ("这一行没有姓名，也没有编号：{found}", "补上姓名，或删去这一行"),
    "inspectors/no-region": (
        "{n}人没有写所属区县：{found}",
        "要求在本区县内派人的任务不会派给这些人；加一列“所属区县”",
    ),
    "inspectors/no-register": (
        "交来的文件里没有检查人员或专家的名录，只有{found}",
        "把执法检查人员名录库一并交来",
    ),
    "inspectors/nobody": ("名录里没有一个在岗的人", "检查名录是否导出完整，在岗一列填得对不对"),
    "inspectors/recusal-nobody": (
        "要回避的“{found}”不在检查人员、专家的名录里",
        "改正姓名或人员编号；写错了，这条回避就不起作用",
    ),
    "inspectors/recusal-no-target": ("“{found}”要回避，没有写回避谁", "写上检查对象的名称或代码"),
    "inspectors/recusal-several": (
        "要回避的“{found}”在名录库里有几家：{ids}",
        "改写统一社会信用代码",
    ),
    "inspectors/recusal-unknown-target": (
        "“{person}”要回避的“{found}”不在本次的名录库里，这条回避不起作用",
        "核对名称或代码；确实不在名录库的，不用管",
    ),
    "inspectors/same-name": (
        "同名的人：{found}，在{rows}；没有各自的编号，分不清是一个人还是两个人",
        "是一个人的，只留一行；是两个人的，各写人员编号",
    ),
    "inspectors/twice": (
        "同一个人写了几行：{found}，在{rows}（{why}）",
        "一人只留一行；既是检查人员又是专家的，只作其中一种",
    ),
    "inspectors/unknown-file": (
        "看不出这份文件是哪一张表",
        "表头要有“姓名”或“人员编号”，再至少有一列认得的列名；可以交的有{known}",
    ),
    "inspectors/unknown-region": (
        "“{person}”所属的“{found}”，名录库里没有这个区县的检查对象；"
        "要求在本区县内派人的任务不会派给这个人",
        "写错的改正，可用：{nearest}",
    ),
    "inspectors/unreadable": ("“{field}”写作“{found}”，读不出", "照这一列该写的写明；不知道的留空"),
    "inspectors/which-of-them": (
        "“{found}”不止一人，在{rows}，不知道说的是谁",
        "写人员编号，不写姓名",
    ),
    "inspectors/word": (
        "“{field}”写作“{found}”，里面有不能用的字符（英文逗号、竖线、看不见的字符）",
        "改用顿号，或删去这个字符",
    ),
}

TEAMS: dict[str, Sentence] = {
    "teams/away": (
        "“{person}”{away}请假，检查日期{visit}正在其中",
        "换人，按规定办理更换手续；假期写错的，改正请假表",
    ),
    "teams/day": (
        "检查组“{team}”的检查日期写作“{found}”，读不出；执法证、请假按哪一天看，没有核对",
        "写作 2026-03-01，或 2026-03-01至2026-03-05",
    ),
    "teams/nobody": (
        "检查组“{team}”没有写一个人",
        "人写在“组长”“组员”两列，或者都写在“检查组成员”一列；“检查组”一列只读作组的编号",
    ),
    "teams/over-cap": (
        "“{person}”一共派了{found}户次，名录写明至多{cap}户次",
        "多出的改派别人；上限写错的，改正名录",
    ),
    "teams/recused": (
        "名录写明“{person}”要回避“{target}”（{reason}；见{place}），却派去检查这一户",
        "换人，按规定办理更换手续",
    ),
    "teams/same-day": (
        "“{person}”{day}这一天要检查{n}户：{targets}",
        "一天查得完的不用管；查不完的，错开日期",
    ),
    "teams/twice": ("检查组“{team}”里“{person}”写了两次，只算一人", "删去一处；不够人数的，补足"),
    "teams/uncertified": ("“{person}”检查那天没有有效的执法证：{has}", "换成有执法资格的人"),
    "teams/unknown-person": (
        "“{person}”不在交来的名录里，有没有执法资格、该不该回避都没有核对",
        "姓名写错的改正；确有其人的，补进名录",
    ),
    "teams/which-of-them": (
        "名录里叫“{person}”的不止一人，在{rows}，不知道是谁，没有核对",
        "写人员编号，或在姓名后面的括号里写部门",
    ),
}

PAPERS: dict[str, Sentence] = {
    "papers/folder": ("文件夹已经存在，里面有别的文件", "换一个还没有的文件夹"),
    "papers/no-visits": ("没有要做的检查（批次{batch}）", "核对 --batch；全部批次的，不写 --batch"),
    "papers/not-assigned": ("这个抽取包还没有匹配检查人员", "先用 assign run 匹配"),
    "papers/pack": (
        "抽取用的规则包“{found}”不在手边",
        "用 --pack 写明规则包的名称或文件夹",
    ),
    "papers/sealed": ("这个抽取包还封存着，派给谁还没有公开", "启封以后再打印任务单"),
    "papers/unverified": ("抽取包没有通过复核（{step}），不能照它派人", "取得完好的抽取包"),
    "papers/written": ("写好了{n}个文件：{files}", "先打开 index.html"),
}

SENTENCES: dict[str, Sentence] = {**REGISTERS, **TEAMS, **PAPERS}

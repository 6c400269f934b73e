"""The sentences on what a pack allows, forbids or leaves open where people are matched by hand, by code."""

from shuangsuiji.report.register_sentences import Sentence

SENTENCES: dict[str, Sentence] = {
    "assign/fill-barred": (
        "空缺不许由人指定（{title}，{clauses}）",
        "补充人员后随机匹配；席位还有候选的，不写 --designate、--select，重新抽取",
    ),
    "assign/note-apart": (
        "检查“{visit}”的检查组请假的日子交错，整个检查时段没有一天都在岗：{people}",
        "更换其中一人，或调整请假；几个人要一起到现场的，这样去不了",
    ),
    "assign/note-borrowed": (
        "{n}席派了别的区域的人（{which}）；许可与相邻区域联合匹配的条款：{clauses}",
        "条款以人员不足为前提的，写明人员不足的情况；是不是相邻、在那里有没有执法权，没有核对。不许借用的，把 region 写成门槛",
    ),
    "assign/note-departments-silent": (
        "计划行“{line}”有几个部门参加，规则包没有写各派几人，各席不分部门",
        "要各部门都派人的，在任务书里写 team，用 department:部门 作门槛",
    ),
    "assign/note-fill-open": (
        "空缺由人指定，非随机；规则包没有写许可，“{title}”（{clauses}）管不管还要看{missing}",
        "由有权的人斟酌，写明人员不足的情况",
    ),
    "assign/note-fill-silent": (
        "空缺由人指定，非随机；规则包没有写人员不足时可以直接委派；要求随机匹配的条款：{clauses}",
        "由有权的人斟酌，写明人员不足的情况；有条件的，补充人员后随机匹配",
    ),
    "assign/note-one-officer": (
        "计划行“{line}”每次只配{n}名检查人员：规则包没有要求两名以上",
        "法律、法规或上级规定要求两名以上的，在任务书里写 team",
    ),
    "assign/note-recused-elsewhere": (
        "“{out}”回避的是同一个对象，在它的另外几次检查里还有席位：{visits}",
        "那几次也用 assign replace 更换",
    ),
    "assign/note-replace-excepted": (
        "照例外办理：{title}（{clauses}）",
        "条款没有写的由有权的人定，留下记录",
    ),
    "assign/note-replace-expert": (
        "这一席是专家的；规则包更换检查人员的条款不管专家，没有照它核对",
        "写明专家怎样产生",
    ),
    "assign/recused-before": (
        "“{person}”因回避从同一个对象的检查“{visit}”换下，不能再去这个对象",
        "另选别人；重新抽取轮到这个人的，改为指派或选派，写明原因",
    ),
    "assign/way-none": (
        "　规则包没有写人员不足时可以改用什么途径",
        "没有写的不能当作许可；补充人员后随机匹配，或请示有权的机关",
    ),
    "teams/recusal-unchecked": (
        "检查组“{team}”的“{person}”要回避 {targets}；名单和回避表一处写名称、一处写代码（或没有写检查对象），没有核对",
        "名单里把检查对象的名称和统一社会信用代码都写上",
    ),
    "assign/way-open": (
        "　规则包没有写许可：{way}；“{title}”（{clauses}）管不管还要看{missing}",
        "看清这一条管不管本次抽查，由有权的人定",
    ),
}

"""The sentences of `assign solve`, by code: (what was found, what would do, or what to do next)."""

Sentence = tuple[str, str]

CASE: dict[str, Sentence] = {
    "assign/case-candidate-twice": (
        "{where}：席位“{slot}”把“{id}”列了两次",
        "每个候选人只列一次，留下未满足的偏好数对的那一条",
    ),
    "assign/case-candidate-unknown": (
        "{where}：候选人“{id}”不在 people 里",
        "在 people 里补上这个人（inspector、before、cap），或从候选人里删去",
    ),
    "assign/case-field-form": (
        "“{where}”写作“{found}”，不合格式",
        "照格式改：hash 写 sha256 或 sm3，seed 是64位小写十六进制，before、cap、unmet 是不小于0的整数（cap 可以写 null），名称没有首尾空格",
    ),
    "assign/case-field-missing": ("缺少“{where}”", "补上这一项"),
    "assign/case-field-unknown": ("多出了“{where}”，格式里没有它", "删去这一项，或改正它的名称"),
    "assign/case-key-twice": ("同一个对象里写了两次的键：{keys}", "每个键只写一次"),
    "assign/case-not-json": ("不是 JSON 文件：{found}", "照 JSON 的写法改，存成 UTF-8"),
    "assign/case-person-twice": ("{where}：“{id}”写了不止一次", "一个人只写一次"),
    "assign/case-slot-twice": (
        "{where}：检查“{visit}”的席位“{slot}”写了不止一次",
        "同一次检查的每个席位只写一次，候选人写在一处",
    ),
}

SOLVED: dict[str, Sentence] = {
    "assign/solved": (
        "{visits}次检查的{slots}个席位都有了人，共{people}人出任务；"
        "偏好未满足{unmet}处，每人次数（连同原有的）{least}至{most}",
        "答案写到 {file}",
    ),
    "assign/solved-in-part": (
        "{slots}个席位中{empty}个没有人，其余都有了人，共{people}人出任务；"
        "偏好未满足{unmet}处，每人次数（连同原有的）{least}至{most}",
        "答案和空缺写到 {file}",
    ),
    "assign/solved-short": (
        "人手不够：{slots}个席位最多只能安排{filled}个，差{short}个",
        "没有给出安排；哪里缺人写到 {file}。仍要先安排其余的，加 --partial",
    ),
    "assign/solved-short-part": (
        "{visits}次检查（{which}）的{slots}个席位，能去的只有{people}人（{who}），"
        "合计最多{most}个席位，差{short}个",
        "补充能去的人，提高这些人的次数上限，或放宽这些席位的条件",
    ),
}

SENTENCES = CASE | SOLVED

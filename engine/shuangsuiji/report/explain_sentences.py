"""The sentences about one target in a draw, by code: (what was found, what it means or what would do)."""

Sentence = tuple[str, str]

REASONS: dict[str, str] = {
    "cap-reached": "再查一次就超过抽查频次上限",
    "cap-unknown": "已查次数不明，算不出会不会超过抽查频次上限",
    "class-a": "属于A类，这一行不抽",
    "deregistered": "已经注销",
    "filter-unknown": "事实不全，是否符合定向条件无法判断",
    "off-filter": "不在这一行的定向条件之内",
    "revoked": "已被吊销或撤销登记",
    "status-unknown": "登记状态无法判断",
}
"""Why a target takes no part, by the register's status; other reasons are the operator's own."""

OWN_REASON = "这个原因代码由发布方自定，含义请问发布方"

EXPLAIN: dict[str, Sentence] = {
    "draw/told-entry-absent": (
        "第{register}个名册（共{lines}行）里没有“{id}”",
        "不在名册里的不会被抽中；应在而不在的，向发布方提出",
    ),
    "draw/told-entry-alike": (
        "第{register}个名册里有看起来相同的编号：{ids}",
        "逐字相同才是同一个编号；是它的，照它的写法再查一次",
    ),
    "draw/told-entry-chance": ("机会是 {n}/{eligible}：本层可抽{eligible}个，抽{n}个", ""),
    "draw/told-entry-chance-between": (
        "机会：本层可抽{eligible}个，抽几个由种子定（{low}到{high}个）",
        "",
    ),
    "draw/told-entry-check-digit": (
        "统一社会信用代码“{id}”的校验码不对，前17位对应的校验码是 {expected}",
        "多半有一位抄错，核对以后再查",
    ),
    "draw/told-entry-command": ("自己重算：{command}", ""),
    "draw/told-entry-drawn": (
        "抽中：号码没有超过本层的门槛 {threshold}，第{batch}批",
        "",
    ),
    "draw/told-entry-excluded": ("没有参加抽取：{words}（{reason}）", ""),
    "draw/told-entry-key": ("号码里的32位密钥取自：{command}", "种子是 seed.json 的摘要"),
    "draw/told-entry-line": (
        "计划行“{line}”：在 {file} 第{row}行，写作 {text}",
        "",
    ),
    "draw/told-entry-missing": (
        "第{register}个名册只有{found}行（共{lines}行），其中没有“{id}”",
        "在不在全部名册里，未验证",
    ),
    "draw/told-entry-none-drawn": ("没有抽中：本层一个也没有抽", ""),
    "draw/told-entry-not-drawn": (
        "没有抽中：号码大于本层的门槛 {threshold}",
        "",
    ),
    "draw/told-entry-number": ("摇号号码 {number}，全文 {ticket}", ""),
    "draw/told-entry-place": ("名次：本层可抽的{eligible}个里排第{place}，抽前{n}个", ""),
    "draw/told-entry-place-unknown": ("名次：未验证，名册不全", ""),
    "draw/told-entry-shape": (
        "名册用的是统一社会信用代码，“{id}”不是18位的数字和大写字母",
        "核对以后再查",
    ),
    "draw/told-entry-sealed": ("可以抽取；是否抽中尚未公布", ""),
}

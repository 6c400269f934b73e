"""The engine's sentences about starting a new place's pack (`pack new`)."""

SENTENCES: dict[str, tuple[str, str]] = {
    "adopt/articles": (
        "条款写了{found}条，应为 1 到 {limit} 条",
        "articles 写条数，或写条款位置的列表",
    ),
    "adopt/cannot-write": ("写不进这个文件夹：{found}", "检查路径和权限，或用 -o 换一个地方"),
    "adopt/folder-name": (
        "文件夹叫“{found}”，规则包的 id 是“{place}”，二者应当相同",
        "把 -o 的最后一段写成 {place}",
    ),
    "adopt/folder-taken": (
        "这里已经有文件或文件夹，不会覆盖它",
        "换一个地方（-o），或先把原有的移走",
    ),
    "adopt/id": (
        "规则包的 id 写作“{found}”",
        "以小写字母开头，只用小写字母、数字、连字符，至多40个字符，例如 yunxi",
    ),
    "adopt/id-taken": ("已经有规则包叫“{found}”（{there}）", "换一个 id"),
    "adopt/in-a-pack": ("这个地方在规则包“{found}”的文件夹里面", "用 -o 写在它的旁边"),
    "adopt/letters-taken": (
        "条款代号“{found}”已被上级用了，例如 {there}",
        "换两个大写字母，例如本地名称的首字母",
    ),
    "adopt/needs-cases": (
        "照上级规则“{rule}”的例子凑不齐细化所需的例子（还缺：{missing}）",
        "先不写这个值；建好以后自己写一条 refinement，连同例子",
    ),
    "adopt/no-answers": (
        "没有回答可用：这里不是终端，也没有答卷",
        "照打印出的答卷填好，用 --answers 文件 交来；或在终端里运行，逐个问答",
    ),
    "adopt/parent-apart": (
        "上级“{found}”在另一个文件夹里，新建的包找不到它",
        "把新包建在上级的旁边（-o {would}），或用随附的规则包作上级",
    ),
    "adopt/unknown-value": ("上级没有这样一个空着的值：{found}", "空着的有：{nearest}"),
}

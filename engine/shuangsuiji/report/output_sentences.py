"""The engine's sentences about what a run writes: forms and files of reports."""

SENTENCES: dict[str, tuple[str, str]] = {
    "plan/diff-folder": ("--diff 对照一份计划的前后两稿，这里是一个文件夹", "一份一份地核查"),
    "plan/diff-same-file": ("--diff 写的就是要核查的这一份", "写上次交来的那一份"),
    "blank/ending": ("空白表格是 .xlsx，别的格式没有下拉选项和批注", "-o 的扩展名写 .xlsx"),
    "blank/form": ("没有样表“{found}”，或者有几张都对得上", "可用：{known}"),
    "blank/table": ("“{found}”不是能出空白表格的一种", "--table 可写：{known}"),
    "output/ask-ending": ("--ask 写出的是 .xlsx，别的格式没有下拉选项和批注", "扩展名写 .xlsx"),
    "output/ask-folder": (
        "一次核查多份计划，--ask 分不清问的是哪一份",
        "去掉 --ask；要问哪个区县，就单独核查它的计划",
    ),
    "output/ending": (
        "从扩展名看不出要写成哪种格式，或者这个命令不出这种格式",
        "-o 的扩展名用 {endings}",
    ),
    "output/macro-ending": (
        "批注写进交来的工作簿，扩展名要和它一致，否则打不开",
        "-o 的扩展名用 {ending}",
    ),
    "output/needs-file": ("{form} 是文件，不能印在屏幕上", "加 -o 文件名.{form}"),
    "output/not-offered": ("这个命令不出这种格式", "可用：{offered}"),
    "output/no-room": ("写不下去：{why}", "腾出空间，或换一个位置，再运行一次；没有写完的已经清除"),
    "output/not-written": ("写不成：{why}", "换一个位置，或请管理员给这个文件夹写的权限"),
    "output/twice": ("同一个文件写了两次", "一个文件只写一个 -o"),
    "output/two-printed": (
        "{found} 都要印在屏幕上",
        "至多留一个印在屏幕上，其余的各加一个 -o 文件名",
    ),
}

"""The engine's sentences about packs beside each other: subjects, `pack compare` and `pack impact`."""

SENTENCES: dict[str, tuple[str, str]] = {
    "compare/one-pack": ("对照至少要两个规则包", "写上两个以上不同的名称或文件夹"),
    "impact/git-failed": (
        "git 取不出版本“{found}”：{reason}",
        "版本写作 规则包@版本，或 版本:路径，例如 gaoqing@HEAD~3；在仓库里运行",
    ),
    "impact/no-git": ("这里没有 git，取不出版本“{found}”", "装上 git，或交来两个文件夹"),
    "impact/other-pack": (
        "两边不是同一个规则包：{old} 和 {new}",
        "pack impact 比较一个规则包的两个版本；不同的规则包用 pack compare",
    ),
    "impact/not-in-version": ("版本“{found}”里没有 {path}", "检查版本和路径"),
    "impact/path": (
        "版本里的路径“{found}”不收",
        "写仓库里的相对路径，不用 ..、反斜线、通配符和以 - 开头的名字",
    ),
    "impact/revision": (
        "版本“{found}”不收",
        "只用字母、数字、. _ / - ~ ^ @，不以 - 开头，例如 HEAD~3、v0.2.0、1a2b3c4",
    ),
    "impact/too-large": (
        "版本里的规则包太大：{found}，至多 {limit}",
        "检查路径是不是规则包的文件夹",
    ),
    "subjects/nothing": ("问题“{found}”没有说什么属于它", "写 rules、settings、clauses 或 rest_of"),
    "subjects/twice": ("“{found}”写了两次", "删去其中一个"),
    "subjects/unknown": ("不认识“{found}”", "相近的有 {nearest}"),
}

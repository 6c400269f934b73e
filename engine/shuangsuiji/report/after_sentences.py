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

AFTER: dict[str, Sentence] = {**REISSUE}

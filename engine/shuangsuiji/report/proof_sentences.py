"""The engine's sentences about what a pack proves of itself: coverage of clauses, and what its cases do."""

SENTENCES: dict[str, tuple[str, str]] = {
    "coverage/duty-without-modality": (
        "条款“{clause}”是义务，没有写约束的强弱",
        "写上 modality：must、in_principle 或 should",
    ),
    "coverage/modality-differs": (
        "规则“{rule}”的 modality 写作 {found}，与所引条款不一致",
        "按所引的义务条款可写：{nearest}（没有引义务条款的写 must）；或改引条款",
    ),
    "coverage/no-failing-case": (
        "条款“{clause}”标作可由程序判断，引用它的规则（{rules}）没有一个例子显出它起作用",
        "补一个不符合的例子；条款是例外的，补一个属于例外的；是范围的，补一个不适用的",
    ),
    "coverage/nowhere": (
        "条款“{clause}”（mark: {mark}）没有规则、设定、程序引用它，也没有理由",
        "写规则引用它，或写 procedures，或在 reason 里说明为什么不由程序判断",
    ),
    "coverage/to-write": (
        "条款“{clause}”已经判读，{key} 还写作“待编写”",
        "says 写这一条讲什么，reason 写为什么不由程序判断；用不着的 reason 删去",
    ),
    "coverage/unknown-procedure": ("没有程序“{found}”", "相近的程序：{nearest}"),
    "coverage/yes-undecided": (
        "条款“{clause}”标作可由程序判断，却只有理由、包的声明，或者还没有建成的程序、没有人读的设定",
        "写一条规则引用它，或把 mark 改为 partly 并写明理由",
    ),
    "proof/idle": (
        "例子里写了“{found}”，规则“{rule}”却不看它",
        "删去；本来要它起作用的，检查规则的条件",
    ),
    "proof/not-lifted": (
        "例子看的是“{found}”，规则“{rule}”并不是它的共同例外",
        "of 只用于共同例外，写它所放宽的一条规则；别的规则删去 of",
    ),
}

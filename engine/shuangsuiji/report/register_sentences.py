"""The sentences of prepared registers and of the store, by code: (what was found, what would do)."""

Sentence = tuple[str, str]

REGISTER: dict[str, Sentence] = {
    "register/cell-formula": (
        "这一格是公式“{found}”，算出来的值别人核对不了",
        "选中全表，复制后“选择性粘贴”为数值，另存后再交",
    ),
    "register/cell-number": (
        "这一格是数（{found}），不是文字。编号一旦成了数，前面的零和末尾几位就可能丢失",
        "从原系统重新导出，各列都设为文本格式",
    ),
    "register/cell-outside": ("这一格“{found}”在表头各列之外", "删去它，或补上它的列名"),
    "register/column-type": (
        "这些列不是文字：{found}。编号一旦成了数，前面的零和末尾几位就可能丢失",
        "从原系统重新导出，各列都存为文字",
    ),
    "register/columns": (
        "表头是“{found}”，整理好的名录应当恰好是“{expected}”三列",
        "改表头，或用原始名录交由规则包整理",
    ),
    "register/empty": ("文件是空的", "检查是否导出完整"),
    "register/encoding": ("既不是 UTF-8 也不是 GBK 文字", "另存为 UTF-8 编码的 CSV"),
    "register/file-end": ("最后一行没有换行，文件可能被截断", "从发布方重新取得这个文件"),
    "register/file-kind": (
        "文件类型“{found}”不能作名录",
        "用 .parquet、.csv、.csv.gz、.csv.zst 或 .xlsx，或放这些文件的文件夹",
    ),
    "register/file-order": (
        "这一行没有排在应在的位置，名册须按字符编码排序",
        "从发布方重新取得这个文件",
    ),
    "register/file-parts": ("这一行“{found}”不是 编号|分层|状态 三段", "从发布方重新取得这个文件"),
    "register/file-utf8": ("这一行不是 UTF-8 文字", "从发布方重新取得这个文件"),
    "register/folder-parts": (
        "文件夹里有{n}个名录文件，应当有1到{limit}个",
        "检查路径；一份名录的各个部分放在同一个文件夹里",
    ),
    "register/folder-strange": (
        "文件夹里有不是名录的东西：{found}",
        "文件夹里只放一份名录的各个部分，可用 {known}",
    ),
    "register/id-bar": ("编号“{id}”含有竖线，竖线是名册的分隔符", "改正编号"),
    "register/id-blank-ends": ("编号“{id}”前后有空白", "删去空白"),
    "register/id-character": ("编号“{id}”含有看不见的字符", "重新录入这个编号"),
    "register/id-check-digit": (
        "统一社会信用代码“{id}”的校验码不对，前17位对应的校验码是 {expected}",
        "核对这个代码，多半有一位录错",
    ),
    "register/id-empty": ("编号是空的", "补上编号，或删去这一行"),
    "register/id-look-alike": (
        "{ids} 看起来是同一个编号（全角半角或大小写不同），在 {rows}",
        "留下正确的一个，删去其余",
    ),
    "register/id-not-nfc": ("编号“{id}”用了组合字符，同一个字有两种写法", "重新录入这个编号"),
    "register/id-number": (
        "编号“{id}”被表格软件变成了数，后几位已经丢失",
        "从原系统重新导出，编号列设为文本格式",
    ),
    "register/id-shape": (
        "编号“{id}”不是18位的数字和大写字母",
        "核对统一社会信用代码；编号另有规则的，在任务书 registers 中写 ids: text",
    ),
    "register/id-twice": ("编号“{id}”出现多次，在 {rows}", "同一个检查对象只留一行"),
    "register/more": ("同类问题还有{n}处，没有逐一列出", "先改正已列出的，再冻结一次"),
    "register/no-room": (
        "内存或临时文件夹的磁盘空间不够：{found}",
        "清出空间，或用环境变量 TMPDIR 指定别的磁盘上的文件夹；名录每一千万行约需2 GB",
    ),
    "register/no-rows": ("名录没有一行检查对象", "检查是否导出完整"),
    "register/off-filter": (
        "计划行“{line}”不定向，名录里却有{n}个检查对象的状态写作 off-filter",
        "不可抽的写明真正的原因；只抽一部分的，按定向写明 condition 和 words",
    ),
    "register/packed-bomb": (
        "压缩文件解开后超过{limit}字节，比表格应有的大得多",
        "检查是不是导出的名录；确实这样大的，解压后再交",
    ),
    "register/packed-broken": ("压缩文件损坏或不完整", "从原系统重新导出，或解压后再交"),
    "register/sheets": (
        "有几张工作表都是名录：{sheets}",
        "留下要用的一张，或各存为一个文件，放进一个文件夹",
    ),
    "register/status-name": (
        "编号“{id}”的状态写作“{status}”",
        "可抽取的写 eligible，其余写原因代码：字母、数字、点、横线，至多64个",
    ),
    "register/stratum-bar": (
        "编号“{id}”的分层“{stratum}”含有竖线，竖线是名册的分隔符",
        "改正分层名称",
    ),
    "register/stratum-blank-ends": ("编号“{id}”的分层“{stratum}”前后有空白", "删去空白"),
    "register/stratum-character": (
        "编号“{id}”的分层“{stratum}”含有看不见的字符",
        "重新录入分层名称",
    ),
    "register/stratum-empty": ("编号“{id}”没有分层", "补上分层，例如信用风险分类"),
    "register/stratum-not-nfc": ("编号“{id}”的分层“{stratum}”用了组合字符", "重新录入分层名称"),
    "register/unreadable": ("名录读不出：{found}", "检查文件是否完整、每行列数是否一致"),
}

STORE: dict[str, Sentence] = {
    "store/database": (
        "台账库不能放在“{found}”数据库里",
        "用 SQLite 文件，或 postgresql://用户@主机/库名 这样的地址",
    ),
    "store/driver": (
        "数据库地址用不了：{found}",
        "检查地址；PostgreSQL 的驱动随 pip install 'shuangsuiji[postgres]' 安装",
    ),
    "store/locked": ("台账库正被另一个程序使用，等了{seconds}秒仍未让出", "等它结束后再试"),
    "store/missing": (
        "没有这个台账库",
        "检查路径；新建由 draw freeze、decide 或 ledger import 完成，其上级文件夹须已存在",
    ),
    "store/newer": (
        "台账库由较新的版本建立（结构 {found}，本版本到 {expected}）",
        "改用较新的版本",
    ),
    "store/not-a-store": ("这个文件不是台账库", "检查 --store 的路径"),
    "store/unusable": ("台账库用不了：{found}", "检查路径、权限和磁盘空间"),
}

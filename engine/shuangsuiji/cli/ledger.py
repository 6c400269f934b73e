"""ledger verify, checkpoint, cosign, receive, prove, check, export, import, key new, key show."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from shuangsuiji.cli.options import As, Format

if TYPE_CHECKING:
    from shuangsuiji.report.ledger import LedgerReport

app = typer.Typer(help="台账：验证、签检查点、见证、证明、导出导入", no_args_is_help=True)
keys = typer.Typer(help="签名用的钥匙", no_args_is_help=True)
app.add_typer(keys, name="key")

DEFAULT_STORE = "台账.db"
At = Annotated[str, typer.Option("--store", help="台账库：SQLite 文件或数据库地址")]
Key = Annotated[Path, typer.Option("--key", help="私钥文件")]
Trust = Annotated[Path, typer.Option("--trust", help="核对过的公钥，.json")]
TrustIf = Annotated[
    Path | None, typer.Option("--trust", help="核对过的公钥，.json；不写就不验签名")
]
Out = Annotated[Path, typer.Option("-o", "--output", help="写到哪个文件")]


@app.command()
def verify(
    folder: Annotated[
        Path | None, typer.Argument(metavar="[文件夹]", help="ledger export 写出的文件夹")
    ] = None,
    store: At = DEFAULT_STORE,
    trust: TrustIf = None,
    against: Annotated[
        list[Path] | None,
        typer.Option("--against", help="别处保存的检查点，可以写几个，看台账与它是否一致"),
    ] = None,
    as_: As = Format.TEXT,
) -> None:
    """从事件重新算出一切：编号、哈希、树、检查点和签名；第一处不符就返回 1。"""
    from shuangsuiji.workflow.ledger_verify import verify as verified

    where = store if folder is None else str(folder)
    _end(verified(where, trust, tuple(against or ())), as_)


@app.command()
def checkpoint(
    key: Key,
    out: Out,
    store: At = DEFAULT_STORE,
    origin: Annotated[
        str | None,
        typer.Option("--origin", help="台账的名称，第一次签时定下，例如 gaoqing.example/log"),
    ] = None,
    request: Annotated[
        Path | None, typer.Option("--request", help="另写一份请见证方签的请求")
    ] = None,
    since: Annotated[
        int | None,
        typer.Option("--since", help="见证方上次签到第几条，不写即最近一次有人见证的", min=0),
    ] = None,
    as_: As = Format.TEXT,
) -> None:
    """运营者为台账此刻的状态签一个检查点。"""
    from shuangsuiji.workflow.ledger_sign import SignOrder, sign_checkpoint

    _end(sign_checkpoint(SignOrder(store, key, out, origin, request, since)), as_)


@app.command()
def cosign(
    request: Annotated[Path, typer.Argument(metavar="请求", help="checkpoint --request 写出的")],
    key: Key,
    name: Annotated[str, typer.Option("--name", help="见证方的名称，不含空格和加号")],
    trust: Trust,
    known: Annotated[Path, typer.Option("--known", help="本方上次签的检查点，由本命令写和更新")],
    out: Out,
    *,
    first: Annotated[
        bool, typer.Option("--first", help="第一次为这个台账见证，还没有上次的检查点")
    ] = False,
    as_: As = Format.TEXT,
) -> None:
    """在见证方自己的机器上：核对台账只增不改，再签检查点；分叉的不签，返回 1。"""
    from shuangsuiji.workflow.ledger_cosign import CosignOrder, cosign_request

    _end(cosign_request(CosignOrder(request, key, name, trust, known, out, first)), as_)


@app.command()
def receive(
    file: Annotated[Path, typer.Argument(metavar="检查点", help="见证方签过、交回的")],
    trust: Trust,
    store: At = DEFAULT_STORE,
    as_: As = Format.TEXT,
) -> None:
    """把见证方的签名收进台账库。"""
    from shuangsuiji.workflow.ledger_sign import receive as received

    _end(received(store, file, trust), as_)


@app.command()
def prove(
    number: Annotated[int, typer.Argument(metavar="编号", help="第几条事件", min=1)],
    out: Out,
    store: At = DEFAULT_STORE,
    as_: As = Format.TEXT,
) -> None:
    """写一份证明：第几条事件确在签过的检查点之内。"""
    from shuangsuiji.workflow.ledger_prove import prove as proven

    _end(proven(store, number, out), as_)


@app.command()
def check(
    files: Annotated[
        list[Path], typer.Argument(metavar="文件 …", help="检查点、见证请求或证明，可以写几个")
    ],
    trust: Trust,
    as_: As = Format.TEXT,
) -> None:
    """没有台账的人核对它的检查点和证明；两份合起来是分叉的，返回 1。"""
    from shuangsuiji.workflow.ledger_prove import check as checked

    _end(checked(files, trust), as_)


@app.command()
def export(
    folder: Annotated[Path, typer.Argument(metavar="文件夹", help="新的文件夹")],
    store: At = DEFAULT_STORE,
    as_: As = Format.TEXT,
) -> None:
    """把台账写成文件：log.jsonl、检查点、各次抽取的清单。"""
    from shuangsuiji.workflow.ledger_carry import export as exported

    _end(exported(store, folder), as_)


@app.command(name="import")
def import_(
    folder: Annotated[Path, typer.Argument(metavar="文件夹", help="ledger export 写出的")],
    store: Annotated[str, typer.Option("--store", help="新的台账库：SQLite 文件或数据库地址")],
    trust: TrustIf = None,
    as_: As = Format.TEXT,
) -> None:
    """验证导出的台账，记进一个新的台账库。"""
    from shuangsuiji.workflow.ledger_carry import import_ as imported

    _end(imported(folder, store, trust), as_)


KeyFile = Annotated[Path, typer.Argument(metavar="文件")]


@keys.command()
def new(file: KeyFile, as_: As = Format.TEXT) -> None:
    """生成一把钥匙：私钥写进文件（只有本人可读），显示公钥。"""
    from shuangsuiji.workflow.ledger_keys import new_key_file

    _end(new_key_file(file), as_)


@keys.command()
def show(file: KeyFile, as_: As = Format.TEXT) -> None:
    """显示一个私钥文件的公钥。"""
    from shuangsuiji.workflow.ledger_keys import show_key_file

    _end(show_key_file(file), as_)


def _end(report: "LedgerReport", as_: Format) -> NoReturn:
    from shuangsuiji.report.ledger import print_report

    print_report(report, as_.value)
    raise typer.Exit(report.exit_code)

"""draw freeze, key new, sign, commit, reveal, run, open, verify, explain, abort, status."""

from pathlib import Path
from typing import Annotated

import typer

from shuangsuiji.cli import draw_after
from shuangsuiji.cli.options import As, AsOf, DrawFolder, DrawStore, Format, Pack, day

app = typer.Typer(help="随机抽取：冻结、承诺、公布、抽取、复核", no_args_is_help=True)
keys = typer.Typer(help="参与方自己的钥匙", no_args_is_help=True)
app.add_typer(keys, name="key")

Party = Annotated[str, typer.Option("--party", help="参与方的名称")]


@app.command()
def freeze(
    spec: Annotated[Path, typer.Argument(metavar="任务书", help="抽取任务书，.yaml")],
    pack: Pack,
    register: Annotated[list[Path], typer.Option("--register", help="名录，可写多次，依次编号")],
    store: Annotated[str, typer.Option("--store", help="台账库：SQLite 文件或数据库地址")],
    out: Annotated[Path, typer.Option("-o", "--output", help="这次抽取的文件夹")],
    plan: Annotated[Path | None, typer.Option("--plan", help="所依据的计划文件")] = None,
    previous: Annotated[
        list[Path] | None,
        typer.Option("--previous", help="上一次抽取包里的 register-1.txt，次序同 --register"),
    ] = None,
    undecided: Annotated[
        list[str] | None,
        typer.Option("--undecided", metavar="原因=include|exclude", help="无法判断的，按原因处理"),
    ] = None,
    inspectors: Annotated[
        list[Path] | None,
        typer.Option(
            "--inspectors",
            help="检查人员：名录库、专家库、回避、请假的表，可写多次；随名录一起冻结",
        ),
    ] = None,
    as_of: AsOf = None,
    as_: As = Format.TEXT,
) -> None:
    """冻结名录、任务书和检查人员，得到抽取清单。"""
    from shuangsuiji.report.draws import print_report
    from shuangsuiji.report.progress_bar import bar
    from shuangsuiji.workflow import draws

    record = draws.pack_record(pack, day(as_of))
    answers = draws.read_answers(undecided or [])
    order = draws.FreezeOrder(
        spec,
        tuple(register),
        store,
        out,
        record,
        plan,
        answers,
        tuple(previous or ()),
        tuple(inspectors or ()),
    )
    with bar():
        report = draws.freeze(order)
    print_report(report, as_.value)


@keys.command("new")
def new_key(
    out: Annotated[Path, typer.Option("-o", "--output", help="私钥写到哪里")],
    as_: As = Format.TEXT,
) -> None:
    """参与方在自己的机器上生成一对钥匙：私钥自己保管，公钥报给发起部门。"""
    from shuangsuiji.report.draws import print_report
    from shuangsuiji.workflow import draws

    print_report(draws.new_party_key(out), as_.value)


@app.command()
def sign(
    manifest: Annotated[Path, typer.Argument(metavar="清单", help="发起部门给的 manifest.json")],
    party: Party,
    out: Annotated[Path, typer.Option("-o", "--output", help="写到哪个文件夹")],
    key: Annotated[Path | None, typer.Option("--key", help="自己的私钥文件")] = None,
    nonce: Annotated[str | None, typer.Option("--nonce", help="自备的随机数，十六进制")] = None,
    as_: As = Format.TEXT,
) -> None:
    """参与方在自己的机器上抽出随机数，写出要保密的公布文件和要交的承诺文件。"""
    from shuangsuiji.report.draws import print_report
    from shuangsuiji.workflow import draws

    print_report(draws.sign(draws.SignOrder(manifest, party, out, key, nonce)), as_.value)


@app.command()
def commit(
    folder: DrawFolder,
    party: Party,
    nonce: Annotated[str | None, typer.Option("--nonce", help="自备的随机数，十六进制")] = None,
    hash_: Annotated[str | None, typer.Option("--hash", help="自行算出的承诺")] = None,
    signature: Annotated[str | None, typer.Option("--signature", help="对承诺的签名")] = None,
    keep: Annotated[Path | None, typer.Option("--keep", help="随机数存在哪里")] = None,
    paper: Annotated[Path | None, typer.Option("--from", help="draw sign 写出的承诺文件")] = None,
    store: DrawStore = None,
    as_: As = Format.TEXT,
) -> None:
    """记录一方的承诺；没有交来承诺的，在这里抽出随机数并存下。"""
    from shuangsuiji.report.draws import print_report
    from shuangsuiji.workflow import draws

    promise = draws.Promise(party, nonce, hash_, signature, keep, paper)
    print_report(draws.commit(folder, promise, store=store), as_.value)


@app.command()
def reveal(
    folder: DrawFolder,
    file: Annotated[Path, typer.Argument(metavar="公布文件", help="reveal-<名称>.json")],
    store: DrawStore = None,
    as_: As = Format.TEXT,
) -> None:
    """记录一方公布的随机数，须与承诺一致；封存的一方交来的只存不公布。"""
    from shuangsuiji.report.draws import print_report
    from shuangsuiji.workflow import draws

    print_report(draws.reveal(folder, file, store=store), as_.value)


@app.command()
def run(
    folder: DrawFolder,
    beacon: Annotated[Path | None, typer.Option("--beacon", help="信标那一轮，.json")] = None,
    store: DrawStore = None,
    as_: As = Format.TEXT,
) -> None:
    """抽取，写出抽取包。"""
    from shuangsuiji.report.draws import print_report
    from shuangsuiji.report.progress_bar import bar
    from shuangsuiji.workflow import draws

    with bar():
        report = draws.run(folder, beacon=beacon, store=store)
    print_report(report, as_.value)


@app.command("open")
def open_(
    folder: DrawFolder,
    reveal: Annotated[
        Path | None, typer.Option("--reveal", help="托管方手里的公布文件；不写用交存的那份")
    ] = None,
    store: DrawStore = None,
    as_: As = Format.TEXT,
) -> None:
    """到期启封：公开封存的随机数，抽取包换成完整的。"""
    from shuangsuiji.report.draws import print_report
    from shuangsuiji.workflow import draws

    print_report(draws.open_(folder, reveal=reveal, store=store), as_.value)


@app.command()
def verify(
    bundle: Annotated[Path, typer.Argument(metavar="抽取包", help="文件夹或 .zip")],
    trust: Annotated[
        Path | None, typer.Option("--trust", help="已知的公钥，.json：参与方和见证方的名称、公钥")
    ] = None,
    as_: As = Format.TEXT,
) -> None:
    """复核一个抽取包：通过返回0，不通过1，封存或名册不全4。"""
    from shuangsuiji.report.draws import EXIT_CODES, print_verification
    from shuangsuiji.report.progress_bar import bar
    from shuangsuiji.workflow import draws

    with bar():
        verification = draws.verify(bundle, trust)
    print_verification(verification, as_.value)
    raise typer.Exit(EXIT_CODES[verification.verdict])


@app.command()
def explain(
    id_: Annotated[str, typer.Argument(metavar="编号", help="企业的编号，照名册的写法")],
    bundle: Annotated[
        Path,
        typer.Argument(metavar="抽取包", help="文件夹或 .zip；核对证明时也可以是 manifest.json"),
    ],
    proof: Annotated[
        Path | None,
        typer.Option("--proof", help="单项证明 entry.json：还没有这个文件的写出，已经有的核对"),
    ] = None,
    as_: As = Format.TEXT,
) -> None:
    """查一个企业：在不在名册、号码多少、抽中没有。返回码同 verify。"""
    from shuangsuiji.report.draws import EXIT_CODES, print_report, print_verification
    from shuangsuiji.report.progress_bar import bar
    from shuangsuiji.workflow import draws

    if proof is not None:
        draw_after.prove(id_, bundle, proof, as_)
    with bar():
        explained = draws.explain(id_, bundle)
    if explained.report is None:
        print_verification(explained.verification, as_.value)
    else:
        print_report(explained.report, as_.value)
    raise typer.Exit(EXIT_CODES[explained.verification.verdict])


@app.command()
def abort(
    folder: DrawFolder,
    reason: Annotated[str, typer.Option("--reason", help="终止的原因")],
    approver: Annotated[str, typer.Option("--approver", help="批准人")],
    store: DrawStore = None,
    as_: As = Format.TEXT,
) -> None:
    """终止一次未完成的抽取，记录保留。"""
    from shuangsuiji.report.draws import print_report
    from shuangsuiji.workflow import draws

    print_report(draws.abort(folder, reason, approver, store=store), as_.value)


@app.command()
def status(folder: DrawFolder, store: DrawStore = None, as_: As = Format.TEXT) -> None:
    """显示一次抽取进行到哪一步。"""
    from shuangsuiji.report.draws import print_report
    from shuangsuiji.workflow import draws

    print_report(draws.status(folder, store=store), as_.value)


draw_after.register(app)

"""pack list, show, lint, test, coverage."""

from typing import Annotated

import typer

from shuangsuiji.cli.options import As, AsOf, Format, day

app = typer.Typer(help="规则包：查看、检查、运行例子", no_args_is_help=True, rich_markup_mode=None)
Names = Annotated[
    list[str] | None, typer.Argument(metavar="[规则包]...", help="名称或文件夹，不写即全部")
]


@app.command("list")
def list_(as_: As = Format.TEXT) -> None:
    """列出随附的规则包。"""
    from shuangsuiji.report.packs import print_list
    from shuangsuiji.workflow.packs import list_packs

    print_list(list_packs(), as_.value)


@app.command()
def show(
    pack: Annotated[str, typer.Argument(metavar="规则包", help="名称或文件夹")],
    as_of: AsOf = None,
    as_: As = Format.TEXT,
) -> None:
    """显示规则包：自己的和继承来的规则、取值及其出处。"""
    from datetime import date

    from shuangsuiji.report.packs import print_pack
    from shuangsuiji.workflow.packs import show_pack

    on = day(as_of) or date.today()  # noqa: DTZ011  (the user's own day)
    print_pack(show_pack(pack), on, as_.value)


@app.command()
def lint(packs: Names = None, as_: As = Format.TEXT) -> None:
    """检查规则包：写法、引用、条件、例子是否齐全。"""
    from shuangsuiji.report.packs import print_lint
    from shuangsuiji.workflow import packs as work

    linted = work.lint(packs or [])
    print_lint(linted, as_.value)
    raise typer.Exit(1 if linted.findings else 0)


@app.command()
def test(
    packs: Names = None,
    as_: As = Format.TEXT,
    *,
    mutate: Annotated[
        bool, typer.Option("--mutate", help="把规则逐处改动一点，看例子能不能发现")
    ] = False,
) -> None:
    """运行规则包里的例子；加 --mutate 看例子够不够细。"""
    if mutate:
        from shuangsuiji.report.mutation import print_mutation
        from shuangsuiji.workflow.packs_proof import mutation

        scores = mutation(packs or [])
        print_mutation(scores, as_.value)
        raise typer.Exit(0 if all(score.suffices for score in scores) else 1)
    from shuangsuiji.report.packs import print_test
    from shuangsuiji.workflow import packs as work

    results = work.test(packs or [])
    print_test(results, as_.value)
    raise typer.Exit(0 if all(r.holds for rs in results.values() for r in rs) else 1)


@app.command()
def explain(
    word: Annotated[str, typer.Argument(metavar="规则或种类", help="规则全名，或种类的词")],
    pack: Annotated[
        str | None,
        typer.Option("--pack", metavar="规则包", help="规则包的文件夹，或继承这条规则的包"),
    ] = None,
    as_of: AsOf = None,
    as_: As = Format.TEXT,
) -> None:
    """解释一条规则（依据、例子、判断用的 SQL）或一个种类。"""
    from datetime import date

    from shuangsuiji.report.explain import print_explained
    from shuangsuiji.workflow import packs as work

    on = day(as_of) or date.today()  # noqa: DTZ011  (the user's own day)
    print_explained(work.explain(word, pack, on), as_.value)


@app.command()
def coverage(
    pack: Annotated[str, typer.Argument(metavar="规则包", help="名称或文件夹")],
    as_: As = Format.TEXT,
) -> None:
    """每条条款由什么落实：规则、设定、程序，或不能判断的理由。"""
    from shuangsuiji.report.packs_proof import print_coverage
    from shuangsuiji.workflow.packs_proof import coverage as work

    report = work(pack)
    print_coverage(report.coverage, report.problems, as_.value)
    raise typer.Exit(1 if report.problems else 0)

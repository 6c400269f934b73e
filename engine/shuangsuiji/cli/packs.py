"""pack list, show, new, lint, test, explain, coverage, compare, impact."""

from pathlib import Path
from typing import Annotated

import typer

from shuangsuiji.cli.options import (
    As,
    AsOf,
    Findings,
    Format,
    Formats,
    OutputFiles,
    asked_for,
    day,
    today,
)

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
    from shuangsuiji.report.packs import print_pack
    from shuangsuiji.workflow.packs import show_pack

    print_pack(show_pack(pack), day(as_of) or today(), as_.value)


@app.command()
def new(
    place: Annotated[str, typer.Argument(metavar="地方", help="规则包的 id，例如 yunxi")],
    extends: Annotated[str, typer.Option("--extends", metavar="规则包", help="上级规则包")],
    answers: Annotated[
        Path | None, typer.Option("--answers", metavar="文件", help="答卷；写 - 打印一份空白的")
    ] = None,
    folder: Annotated[
        Path | None, typer.Option("-o", "--output", help="建在哪里，不写即此处的同名文件夹")
    ] = None,
    as_: As = Format.TEXT,
) -> None:
    """新建一个地方的规则包：只问上级没有定下的，写出一个可以直接检查的文件夹。"""
    import sys

    from shuangsuiji.findings import Location, Refusal, refuse
    from shuangsuiji.report.adopt import answers_text, print_new
    from shuangsuiji.workflow import packs_new as work
    from shuangsuiji.workflow.packs_interview import interview

    prepared = work.prepare(place, extends, folder, today=today())
    asked = answers is None and sys.stdin.isatty()
    if asked:
        given = interview(prepared, _ask, print)
    elif answers is None or str(answers) == "-":
        if as_ is Format.TEXT:
            print(work.template(prepared), end="")
        raise refuse("adopt/no-answers", Location(place))
    else:
        given = work.read_answers(answers)
    try:
        made = work.make(prepared, given)
    except Refusal:
        if asked:
            print(answers_text(given.answers))
        raise
    print_new(made.folder, made.files, made.rows, as_.value)


def _ask(words: str) -> str:
    """Ask on the terminal; an empty answer is an answer."""
    return str(typer.prompt(words, default="", show_default=False))


@app.command()
def lint(
    packs: Names = None,
    as_: As = Format.TEXT,
    *,
    watch: Annotated[bool, typer.Option("--watch", help="文件一改就重查，按 Ctrl-C 结束")] = False,
) -> None:
    """检查规则包：写法、引用、条件、例子是否齐全；加 --watch 边写边查。"""
    if watch:
        _watch(packs or [], as_.value)
        return
    from shuangsuiji.report.packs import print_lint
    from shuangsuiji.workflow import packs as work

    linted = work.lint(packs or [])
    print_lint(linted, as_.value)
    raise typer.Exit(1 if linted.findings else 0)


def _watch(packs: list[str], form: str) -> None:
    """Lint whenever a file of the packs changes, until the person stops it."""
    import time
    from datetime import datetime

    from shuangsuiji.report.packs import print_watched
    from shuangsuiji.workflow.packs_watch import step

    state = None
    try:
        while True:
            state, linted = step(packs, state)
            if linted is not None:
                now = datetime.now()  # noqa: DTZ005  (the user's own time)
                print_watched(linted, f"{now:%H:%M:%S}", form)
            time.sleep(0.5)
    except KeyboardInterrupt:
        print()


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
    from shuangsuiji.report.explain import print_explained
    from shuangsuiji.workflow import packs as work

    print_explained(work.explain(word, pack, day(as_of) or today()), as_.value)


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


@app.command()
def compare(
    packs: Annotated[list[str], typer.Argument(metavar="规则包...", help="两个以上的名称或文件夹")],
    as_: Formats = None,
    output: OutputFiles = None,
) -> None:
    """把几个规则包按问题并排对照：各有什么规定，取值和条款，哪里没有规定。"""
    from shuangsuiji.report.compare_files import OFFERED, comparison_forms
    from shuangsuiji.report.outputs import deliver
    from shuangsuiji.workflow.packs_compare import compare_packs

    outputs = asked_for(as_, output, (), OFFERED)
    deliver(outputs, comparison_forms(compare_packs(packs)))


@app.command()
def impact(
    old: Annotated[
        str, typer.Argument(metavar="旧版", help="名称、文件夹，或 gaoqing@HEAD~3、HEAD~3:路径")
    ],
    new: Annotated[str, typer.Argument(metavar="新版", help="写法同旧版")],
    plan: Annotated[list[Path], typer.Option("--plan", help="年度计划，可以写几次")],
    items: Annotated[Path | None, typer.Option("--items", help="抽查事项清单")] = None,
    register: Annotated[Path | None, typer.Option("--register", help="检查对象名录库")] = None,
    findings: Findings = None,
    as_of: AsOf = None,
    as_: As = Format.TEXT,
) -> None:
    """规则包改了，同一批计划、清单、名录库上的问题有什么变化；有新的错误返回 1。"""
    from shuangsuiji.report.impact import print_impact
    from shuangsuiji.workflow.packs_impact import ImpactPapers
    from shuangsuiji.workflow.packs_impact import impact as work

    papers = ImpactPapers(tuple(plan), items, register, findings, day(as_of))
    found = work(old, new, papers, today=today())
    print_impact(found, as_.value)
    raise typer.Exit(1 if found.errors else 0)

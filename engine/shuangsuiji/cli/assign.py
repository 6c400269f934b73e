"""assign: inspectors to visits. Here `assign solve`; the other commands stand in files of their own."""

from pathlib import Path
from typing import Annotated

import typer

from shuangsuiji.cli import assign_draws, assign_papers
from shuangsuiji.cli.options import As, Format

app = typer.Typer(help="匹配检查人员：谁去哪一家，为什么派不出", no_args_is_help=True)


@app.command()
def solve(
    case: Annotated[Path, typer.Argument(metavar="算例", help="席位、候选人、人员和种子，.json")],
    out: Annotated[Path, typer.Option("-o", "--output", help="答案写到哪个文件")],
    *,
    partial: Annotated[
        bool, typer.Option("--partial", help="人手不够时，先安排最多的席位，列出空缺")
    ] = False,
    as_: As = Format.TEXT,
) -> None:
    """由候选人求出唯一的安排；人手不够的，写出哪里缺人，返回 1。"""
    from shuangsuiji.report.draws import print_report
    from shuangsuiji.workflow.assign_solve import solve_case

    solved = solve_case(case, out, partial=partial)
    print_report(solved.report, as_.value)
    raise typer.Exit(int(solved.short))


assign_draws.add_to(app)
assign_papers.add_to(app)

"""forms new."""

from pathlib import Path
from typing import Annotated

import typer

from shuangsuiji.cli.options import Pack, today

app = typer.Typer(help="空白表格", no_args_is_help=True, rich_markup_mode=None)
TABLE = (
    "plan 计划、items 清单、targets 检查对象、inspectors 执法检查人员、experts 专家、"
    "registers 名录库目录、staff 人事名册、recusals 回避表、absences 请假表、teams 检查组名单"
)


@app.callback()
def _forms() -> None:
    """空白表格。"""


@app.command()
def new(
    pack: Pack,
    output: Annotated[Path, typer.Option("-o", "--output", help="写到哪个 .xlsx 文件")],
    table: Annotated[str, typer.Option("--table", metavar="种类", help=TABLE)] = "plan",
    form: Annotated[
        str | None, typer.Option("--form", help="规则包有几张样表的，写样表的名称或其中几个字")
    ] = None,
) -> None:
    """写一张空白的计划、清单或名录库表：列名读得回来，有下拉选项，列名上注明哪些条款要用。"""
    from shuangsuiji.report.blank_xlsx import blank_book
    from shuangsuiji.report.files import write_all
    from shuangsuiji.report.outputs import check_workbook
    from shuangsuiji.report.text import console, say
    from shuangsuiji.workflow.blank_forms import new_form
    from shuangsuiji.workflow.checks import check_outputs

    check_outputs((), (output,))
    check_workbook(output, "blank/ending")
    made = new_form(pack, table, form, today=today())
    write_all([(output, blank_book(made.blank, made.pack.title, made.label))])
    say(console(), f"写好了：{output}（{made.label}，{len(made.blank.columns)}栏）")
    if made.others:
        say(console(), f"还有别的样表，用 --form 选：{'、'.join(made.others)}")

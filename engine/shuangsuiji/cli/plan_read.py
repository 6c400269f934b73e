"""plan read; the options that tell how a plan is to be read."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from shuangsuiji.cli.options import Formats, OutputFiles, Pack, asked_for, today

if TYPE_CHECKING:
    from shuangsuiji.workflow.plans import PlanPapers
    from shuangsuiji.workflow.reading import Reading

ByHand = Annotated[
    list[str] | None,
    typer.Option(
        "--map", metavar="列名=字段", help="这一列是哪个字段，可写几次；不读的列写“列名=-”"
    ),
]
FormFiles = Annotated[
    list[Path] | None, typer.Option("--form", help="样表文件，写法同规则包的 forms.yaml，可写几次")
]
Sheets = Annotated[
    list[str] | None, typer.Option("--sheet", help="只读这张工作表（文档是“表1”），可写几次")
]
SaveForm = Annotated[
    Path | None, typer.Option("--save-form", help="把这次的列名对应写成样表文件（.yaml）")
]
Year = Annotated[
    int | None, typer.Option("--year", help="计划年度，不写即看标题", min=2000, max=2099)
]


def reading(
    by_hand: list[str] | None, forms: list[Path] | None, sheets: list[str] | None
) -> "Reading":
    """Return how the plan is to be read."""
    from shuangsuiji.workflow.reading import Reading

    return Reading(tuple(sheets or ()), tuple(by_hand or ()), tuple(forms or ()))


def read(
    file: Annotated[
        Path,
        typer.Argument(metavar="计划", help=".xlsx、.xls、.csv、.docx、.yaml 或 .json"),
    ],
    pack: Pack,
    by_hand: ByHand = None,
    form: FormFiles = None,
    sheet: Sheets = None,
    year: Year = None,
    *,
    show_mapping: Annotated[
        bool, typer.Option("--show-mapping", help="只列出列名与字段怎样对应")
    ] = False,
    save_form: SaveForm = None,
    output: OutputFiles = None,
    as_: Formats = None,
) -> None:
    """读出一份计划，不核查：列名对应什么字段，每一格读成什么，什么没有用到。"""
    from shuangsuiji.report.files import write_all
    from shuangsuiji.report.outputs import check_apart, deliver
    from shuangsuiji.report.plan_read import OFFERED, form_yaml, read_forms
    from shuangsuiji.workflow.checks import check_outputs
    from shuangsuiji.workflow.plan_read import read
    from shuangsuiji.workflow.plans import PlanPapers

    papers = PlanPapers(plan=file, year=year, reading=reading(by_hand, form, sheet))
    outputs = asked_for(as_, output, papers.files, OFFERED)
    if save_form is not None:
        check_outputs(papers.files, [save_form])
        check_apart(outputs, save_form)
    found = read(pack, papers, today=today())
    if save_form is not None and found.form is not None:
        write_all([(save_form, form_yaml(found.form))])
    deliver(outputs, read_forms(found, mapping_only=show_mapping))


def tell_mapping(pack: str, papers: "PlanPapers") -> None:
    """Print how the headers were mapped, beside the report: on the channel of messages."""
    from shuangsuiji.report.plan_read import print_mapping
    from shuangsuiji.report.text import console
    from shuangsuiji.workflow.plan_read import read

    print_mapping(read(pack, papers, today=today()), console(stderr=True))

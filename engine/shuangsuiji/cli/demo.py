"""demo: the whole main job on shipped example data."""

from pathlib import Path
from typing import Annotated

import typer

from shuangsuiji.cli.options import As, Format


def demo(
    output: Annotated[Path, typer.Option("-o", "--output", help="结果放在哪个文件夹")] = Path(
        "demo-output"
    ),
    as_: As = Format.TEXT,
) -> None:
    """演示：核查一个县的年度计划，抽取检查对象，匹配检查人员，再复核；数据全部虚构。"""
    from shuangsuiji.draw.verification.verify import Verdict
    from shuangsuiji.report.demo import print_demo
    from shuangsuiji.workflow.demo import run

    result = run(output)
    print_demo(result, as_.value)
    raise typer.Exit(0 if result.verification.verdict is Verdict.VERIFIED else 1)

"""The command line: arguments in, exit code out. Heavy imports stand inside the commands."""

import sys
from collections.abc import Sequence

import typer

from shuangsuiji.cli.assign import app as assignments
from shuangsuiji.cli.decide import app as decisions
from shuangsuiji.cli.demo import demo
from shuangsuiji.cli.draws import app as draws
from shuangsuiji.cli.errors import guarded
from shuangsuiji.cli.forms import app as forms
from shuangsuiji.cli.ledger import app as ledger
from shuangsuiji.cli.lists import app as lists
from shuangsuiji.cli.packs import app as packs
from shuangsuiji.cli.plans import app as plans
from shuangsuiji.cli.registers import app as registers

app = typer.Typer(
    name="shuangsuiji",
    help="双随机、一公开监管：核查计划、清单和名录库，抽取对象，让任何人都能复核。",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.add_typer(packs, name="pack")
app.add_typer(plans, name="plan")
app.add_typer(lists, name="list")
app.add_typer(registers, name="register")
app.add_typer(forms, name="forms")
app.add_typer(draws, name="draw")
app.add_typer(assignments, name="assign")
app.add_typer(decisions, name="decide")
app.add_typer(ledger, name="ledger")
app.command()(demo)


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code; see errors.py for what the codes mean."""
    return guarded(app, list(arguments))


def main() -> None:
    """Run the command line of this process."""
    sys.exit(run(sys.argv[1:]))

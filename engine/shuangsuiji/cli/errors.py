"""What a command's end becomes: exit code, and sentences on stderr.

0 nothing at the threshold; 1 something at or above it; 2 could not run; 4 undecided; 70 a bug of ours.
"""

import errno
import re
import sys
import traceback
from itertools import pairwise

import typer
from typer._click import exceptions as misuse  # Typer does not name these in public; see pyproject

from shuangsuiji.findings import Location, Refusal, refuse, why_not_opened

COULD_NOT_RUN = 2
BUG = 70
INTERRUPTED = 130
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS})


def guarded(app: typer.Typer, arguments: list[str]) -> int:
    """Run the app; turn refusals, misuse and bugs into sentences and exit codes."""
    try:
        command = typer.main.get_command(app)
        result = command.main(args=arguments, prog_name="shuangsuiji", standalone_mode=False)
    except Refusal as refusal:
        _tell(refusal, as_json=_wants_json(arguments))
        return COULD_NOT_RUN
    except misuse.NoArgsIsHelpError as error:
        print(error.format_message(), file=sys.stderr)
        return COULD_NOT_RUN
    except misuse.UsageError as error:
        print(f"命令用法不对：{_misuse(error)}。加 --help 看用法。", file=sys.stderr)
        return COULD_NOT_RUN
    except (typer.Abort, KeyboardInterrupt):
        return _interrupted()
    except BrokenPipeError:
        return 0
    except SystemExit as end:
        if not isinstance(end.__context__, BrokenPipeError):  # Typer makes an exit of a broken pipe
            raise
        return 0
    except OSError as error:
        if error.errno not in _NO_ROOM:
            return _bug()
        _tell(_no_room(error), as_json=_wants_json(arguments))
        return COULD_NOT_RUN
    except Exception:  # the last resort: whatever reaches this line is a bug of ours
        return _bug()
    if result == INTERRUPTED:  # Typer makes an exit of Ctrl-C
        return _interrupted()
    return result if isinstance(result, int) else 0


def _no_room(error: OSError) -> Refusal:
    return refuse(
        "output/no-room", Location(str(error.filename or "-o")), why=why_not_opened(error)
    )


def _bug() -> int:
    traceback.print_exc()
    print("这是程序自身的错误，不是您的文件有问题。请把以上内容发给维护者。", file=sys.stderr)
    return BUG


def _interrupted() -> int:
    print("已中断，没有留下写了一半的文件。", file=sys.stderr)
    return INTERRUPTED


def _tell(refusal: Refusal, *, as_json: bool) -> None:
    from shuangsuiji.report.asjson import dump, findings_json
    from shuangsuiji.report.text import console, print_findings

    if as_json:
        print(dump({"refused": findings_json(refusal.findings)}))
    else:
        print_findings(console(stderr=True), refusal.findings)


def _wants_json(arguments: list[str]) -> bool:
    pairs = pairwise(arguments)
    return any(a in ("-f", "--format") and b == "json" for a, b in pairs) or any(
        a in ("-fjson", "--format=json") for a in arguments
    )


def _misuse(error: misuse.UsageError) -> str:
    match error:
        case misuse.NoSuchOption():
            close = f"，相近的有 {'、'.join(error.possibilities)}" if error.possibilities else ""
            return f"没有选项 {error.option_name}{close}"
        case misuse.MissingParameter():
            name = error.param.get_error_hint() if error.param else ""
            return f"缺少 {name}"
        case misuse.BadParameter():
            name = error.param.get_error_hint() if error.param else ""
            return f"{name} 的值不对（{_in_chinese(error.message)}）"
    return _in_chinese(error.format_message())


def _in_chinese(said: str) -> str:
    """Return Typer's own words for what has no class of its own; what is not known stays as it is."""
    command = re.search(r"No such command '(.*?)'\.?(?: Did you mean (.*)\?)?", said)
    if command:
        close = f"，相近的有 {command[2]}" if command[2] else ""
        return f"没有命令 {command[1]}{close}"
    if "does not match the format" in said:
        return "日期写作 2026-01-31"
    bounds = re.search(r"not in the range (.*?)\.?$", said)
    if bounds:
        return f"应在 {bounds[1]} 之间"
    extra = re.search(r"unexpected extra arguments? \((.*)\)", said)
    return f"多出了 {extra[1]}" if extra else said

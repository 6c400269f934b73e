"""Several answers in one run: which go to the screen, which to files, and in which form.

-o tells its form by its ending; a form of -f that has no -o is printed. Files appear together or not
at all, and before anything is printed.
"""

import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from shuangsuiji.draw.bundle import Content, pieces
from shuangsuiji.findings import Location, refuse
from shuangsuiji.report.asjson import Json, dump
from shuangsuiji.report.files import write_all
from shuangsuiji.report.text import console

ENDINGS = {
    ".txt": "text",
    ".text": "text",
    ".json": "json",
    ".html": "html",
    ".htm": "html",
    ".csv": "csv",
    ".xlsx": "xlsx",
    ".xlsm": "xlsx",
    ".sarif": "sarif",
}
PRINTED = ("text", "json", "csv", "sarif")
"""The forms that a screen, or a program behind a pipe, can take; the others need a file."""


@dataclass(frozen=True, slots=True)
class Form:
    """One form of a report: what a file of it holds, and how a screen shows it (as the file, if unset).

    `content` gets the file's path: a workbook tells by its ending whether macros go with it.
    """

    content: Callable[[Path], Content]
    show: Callable[[Console], None] | None = None


Forms = Mapping[str, Form]
"""The forms that a command offers, by name."""


@dataclass(frozen=True, slots=True)
class Outputs:
    """What is wanted of a run: the form to be printed, if any, and files, each with its form."""

    printed: str | None = "text"
    files: Mapping[Path, str] | None = None

    @property
    def forms(self) -> frozenset[str]:
        """The forms that are wanted."""
        return frozenset({*(self.files or {}).values(), *([self.printed] if self.printed else [])})


def text_form(show: Callable[[Console], None]) -> Form:
    """Return the form of text for people: on a screen with its colours, in a file without."""
    return Form(lambda _: as_page(show).encode(), show)


def as_page(show: Callable[[Console], None]) -> str:
    """Return what is shown as text that is the same for the same report, without colours."""
    page = io.StringIO()
    show(
        Console(
            file=page,
            highlight=False,
            soft_wrap=True,
            no_color=True,
            force_terminal=False,
            width=80,
            height=25,
        )
    )
    return page.getvalue()


def json_form(made: Callable[[], Json]) -> Form:
    """Return the form of JSON for programs."""
    return Form(lambda _: (dump(made()) + "\n").encode())


def wanted(forms: Sequence[str], files: Sequence[Path], offered: Iterable[str]) -> Outputs:
    """Return what -f and -o ask for; refuse what nobody could mean, before any work is done."""
    offered = tuple(offered)
    seen: dict[Path, str] = {}
    for path in files:
        form = ENDINGS.get(path.suffix.lower())
        if form is None or form not in offered:
            endings = tuple(e for e, f in ENDINGS.items() if f in offered)
            raise refuse("output/ending", Location(str(path)), endings=endings)
        if path.resolve() in {p.resolve() for p in seen}:
            raise refuse("output/twice", Location(str(path)))
        seen[path] = form
    printed = [f for f in dict.fromkeys(forms) if f not in seen.values()]
    for form in printed:
        if form not in offered:
            raise refuse("output/not-offered", Location(f"-f {form}"), offered=offered)
        if form not in PRINTED:
            raise refuse("output/needs-file", Location(f"-f {form}"), form=form)
    if len(printed) > 1:
        raise refuse("output/two-printed", Location("-f"), found=tuple(printed))
    if not printed and not seen:
        printed = ["text"]
    return Outputs(printed[0] if printed else None, seen)


def with_questions(outputs: Outputs, path: Path) -> Outputs:
    """Return the outputs with the workbook of questions beside (--ask)."""
    check_workbook(path, "output/ask-ending")
    check_apart(outputs, path)
    return Outputs(outputs.printed, {**(outputs.files or {}), path: "ask"})


def check_apart(outputs: Outputs, path: Path) -> None:
    """Refuse a further file that is one of the outputs."""
    if path.resolve() in {p.resolve() for p in outputs.files or {}}:
        raise refuse("output/twice", Location(str(path)))


def check_workbook(path: Path, code: str) -> None:
    """Refuse another ending than that of the workbooks that the engine writes."""
    if path.suffix.lower() != ".xlsx":
        raise refuse(code, Location(str(path)))


def deliver(outputs: Outputs, forms: Forms) -> None:
    """Write the files, all or none, then print."""
    write_all((path, forms[form].content(path)) for path, form in (outputs.files or {}).items())
    if outputs.printed is not None:
        _show(forms[outputs.printed])


def _show(form: Form) -> None:
    if form.show is not None:
        form.show(console())
        return
    content = form.content(Path())
    for piece in pieces(content):
        print(piece.decode(), end="")

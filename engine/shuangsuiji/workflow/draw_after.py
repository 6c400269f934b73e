"""What the steps after a draw share: the drawn bundle that the log names, its result, its overrides."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from shuangsuiji.draw.after.overrides import OVERRIDES, Override, Overrides
from shuangsuiji.draw.after.reserves import OPERATOR
from shuangsuiji.draw.bundle import RESULT, Content, whole
from shuangsuiji.draw.records import Result, parsed
from shuangsuiji.draw.text import folded, text_faults
from shuangsuiji.findings import Finding, Location, refuse
from shuangsuiji.store import Log
from shuangsuiji.workflow.draw_events import whole_bundle
from shuangsuiji.workflow.draw_files import opened_bundle
from shuangsuiji.workflow.draw_log import OpenedDraw, check_drawn, told
from shuangsuiji.workflow.draw_reissue import check_bundle


@dataclass(frozen=True, slots=True)
class DrawnFiles:
    """The files of a drawn bundle, with its result and what was changed after it."""

    files: Mapping[str, Content]
    result: Result
    overrides: tuple[Override, ...]


@contextmanager
def drawn_files(draw: OpenedDraw, log: Log) -> Iterator[DrawnFiles]:
    """Yield the bundle that the log names last; Refusal where nothing is drawn, or it is another one."""
    check_drawn(replace(draw, row=log.draw_at(draw.row.counter) or draw.row))
    check_bundle(draw, log)
    with opened_bundle(whole_bundle(draw, log)) as files:
        yield DrawnFiles(files, parsed(Result, whole(files[RESULT]), RESULT), overrides_in(files))


def overrides_in(files: Mapping[str, Content]) -> tuple[Override, ...]:
    """Return the overrides of a bundle's files; none where there is no such file."""
    if OVERRIDES not in files:
        return ()
    return parsed(Overrides, whole(files[OVERRIDES]), OVERRIDES).root


def check_words(reason: str, approver: str) -> None:
    """Refuse a reason or an approver that cannot be published, and an operator who approves for himself."""
    for option, text in (("--reason", reason), ("--approver", approver)):
        if text_faults(text):
            raise refuse("draw/override-words", Location(option), option=option)
    if folded(approver).strip() in (folded(OPERATOR), "操作方", "操作员"):
        raise refuse("draw/approver-operator", Location("--approver"), found=approver)


def check_outside(bundle: Path, files: Iterable[Path]) -> None:
    """Refuse to write into a bundle's own folder: one file more, and it does not verify."""
    for file in files:
        if bundle.resolve() in file.resolve().parents:
            raise refuse("draw/inside-bundle", Location(str(file)))


def bundle_folder(draw: OpenedDraw) -> Path:
    """Return where the whole bundle is now."""
    with draw.store.reading() as connection:
        return whole_bundle(draw, Log(connection))


def told_reissued(draw: OpenedDraw, code: str, sums: str) -> Finding:
    """Say that a bundle was written anew: to be published, or kept closed while the draw is withheld."""
    bundle = bundle_folder(draw)
    if bundle != draw.folder.private_bundle:
        return told(code, draw.folder.root, sums=sums)
    return told("draw/told-reissued-closed", draw.folder.root, sums=sums, bundle=str(bundle))

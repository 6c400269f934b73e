"""`pack lint --watch`: what is new in the packs' folders since the last look, and then lint once more."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from shuangsuiji.findings import Refusal
from shuangsuiji.packs.resolve import pack_folders, read_chain
from shuangsuiji.workflow.packs import Linted, lint

Seen = Mapping[str, tuple[int, int]]
"""Each file of the packs, with when it was changed and its size."""


def step(names: Sequence[str], before: Seen | None) -> tuple[Seen, Linted | None]:
    """Return what stands there now, and what lint finds; nothing where all is as before."""
    now = seen(names)
    if now == before:
        return now, None
    return now, lint(names)


def seen(names: Sequence[str]) -> Seen:
    """Return the state of all YAML files of the packs and of the packs above them."""
    found = {}
    for folder in _folders(names):
        for path in sorted(folder.glob("*.y*ml")):
            try:
                state = path.stat()
            except OSError:
                continue  # an editor is replacing it: it is there, or gone, at the next look
            found[str(path)] = (state.st_mtime_ns, state.st_size)
    return found


def _folders(names: Sequence[str]) -> tuple[Path, ...]:
    shipped = pack_folders()
    folders: dict[Path, None] = {}
    for name in names or tuple(shipped):
        try:
            folders |= dict.fromkeys(pack.folder for pack in read_chain(name))
        except Refusal:  # lint tells it; the shipped packs stand for those above it until it reads
            folders |= dict.fromkeys([Path(name), *shipped.values()])
    return tuple(folders)

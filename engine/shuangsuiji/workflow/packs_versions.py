"""A version of a pack: a folder, a shipped id, or a revision of git (gaoqing@HEAD~3, HEAD~3:path)."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from shuangsuiji.calendar import shipped_calendar
from shuangsuiji.findings import Location, refuse
from shuangsuiji.packs.read import ReadPack, read_pack
from shuangsuiji.packs.resolve import DEEPEST, pack_folders, read_chain, resolve
from shuangsuiji.packs.rulepack import RulePack
from shuangsuiji.packs.settings import shipped_settings
from shuangsuiji.packs.vocabulary import shipped_vocabulary
from shuangsuiji.yamlfile import nearest

REVISION = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._/~^@-]*")
PART = re.compile(r"[^\x00-\x1f\x7f\\:*?\[\]-][^\x00-\x1f\x7f\\:*?\[\]]*")
PACK_ID = re.compile(r"[a-z][a-z0-9-]*")
MOST_FILES, MOST_BYTES = 64, 8_000_000
LONGEST_WAIT = 60
FILE_MODES = ("100644", "100755")
SAFE = {
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}


@dataclass(frozen=True, slots=True)
class Version:
    """A pack as one version has it: how it was asked for, its parents and itself as read, resolved."""

    name: str
    chain: tuple[ReadPack, ...]
    pack: RulePack


@dataclass(frozen=True, slots=True)
class Revision:
    """A folder of a repository at a commit; `told` is the revision as somebody wrote it."""

    repository: Path
    commit: str
    path: PurePosixPath
    told: str


def load_version(word: str, scratch: Path) -> Version:
    """Return the version that a word names; files of a revision are copied into `scratch`."""
    known = word in pack_folders() or Path(word).is_dir()
    revision = None if known else _revision(word)
    chain = read_chain(word) if revision is None else tuple(_chain_of(revision, scratch))
    return Version(word, chain, resolved(chain))


def resolved(chain: tuple[ReadPack, ...]) -> RulePack:
    """Return a chain as one pack under the vocabulary, settings and calendar of today."""
    return resolve(chain, shipped_vocabulary(), shipped_settings(), shipped_calendar())


def _revision(word: str) -> Revision | None:
    """Return the revision that a word names; None where it is a plain name."""
    before, colon, path = word.partition(":")
    if colon and not re.fullmatch("[A-Za-z]", before):  # C:\… is a folder of Windows
        repository = _top(Path.cwd(), word)
        return Revision(repository, _commit(repository, before), _checked(path), before)
    name, at, told = word.partition("@")
    if not at:
        return None
    folder = pack_folders().get(name) or Path(name)
    if not folder.is_dir():
        near = nearest(name, list(pack_folders()))
        raise refuse("pack/unknown", Location(word), found=name, nearest=near)
    repository = _top(folder, word)
    commit = _commit(repository, told)
    path = folder.resolve().relative_to(repository).as_posix()
    return Revision(repository, commit, PurePosixPath(path), told)


def _checked(path: str) -> PurePosixPath:
    """Return a path inside a repository; refuse one that leads out of it or means several."""
    parts = path.rstrip("/").split("/")
    if not all(PART.fullmatch(part) and part not in (".", "..") for part in parts):
        raise refuse("impact/path", Location(path or "."), found=path)
    return PurePosixPath(*parts)


def _top(folder: Path, word: str) -> Path:
    return Path(_git(folder, word, "rev-parse", "--show-toplevel").decode().strip()).resolve()


def _commit(repository: Path, told: str) -> str:
    if not REVISION.fullmatch(told) or ".." in told:
        raise refuse("impact/revision", Location(told or "."), found=told)
    named = f"{told}^{{commit}}"
    asked = ("rev-parse", "--verify", "--quiet", "--end-of-options", named)
    return _git(repository, told, *asked).decode().strip()


def _git(folder: Path, told: str, *arguments: str) -> bytes:
    """Return what git answers; no shell, no prompt, nothing fetched."""
    git = shutil.which("git")
    if git is None:
        raise refuse("impact/no-git", Location(told), found=told)
    environment = {**os.environ, **SAFE}
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
        environment.pop(name, None)
    try:
        done = subprocess.run(  # noqa: S603  (a list of arguments that were checked; no shell)
            [git, "-C", str(folder), *arguments],
            env=environment,
            capture_output=True,
            check=False,
            timeout=LONGEST_WAIT,
        )
    except subprocess.TimeoutExpired as error:
        raise refuse("impact/git-failed", Location(told), found=told, reason="等了太久") from error
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        reason = said[-1] if said else "没有这个版本"
        raise refuse("impact/git-failed", Location(told), found=told, reason=reason)
    return done.stdout


def _chain_of(revision: Revision, scratch: Path) -> list[ReadPack]:
    """Return the pack and its parents as the revision has them, the topmost parent first."""
    found: list[ReadPack] = []
    place: Revision | None = revision
    while place is not None:
        folder = _copied(place, scratch / str(len(found)))
        found.insert(0, read_pack(folder, f"{place.told}:{place.path}"))
        parent = found[0].file.extends
        if parent is None:
            return found
        if len(found) > DEEPEST or parent in [p.file.id for p in found]:
            raise refuse("pack/extends-circle", found[0].source.at("extends"), found=parent)
        place = _parent_of(place, parent)
    return [*read_chain(str(found[0].file.extends)), *found]


def _parent_of(child: Revision, parent: str) -> Revision | None:
    """Return where the revision has the parent: beside the child, or in the project's two folders."""
    beside = child.path.parent
    for folder in (beside, beside.parent / "rulesets", beside.parent / "jurisdictions"):
        path = folder / parent
        if PACK_ID.fullmatch(parent) and "pack.yaml" in dict(_files(child, path)):
            return Revision(child.repository, child.commit, path, child.told)
    return None


def _files(revision: Revision, path: PurePosixPath) -> Iterator[tuple[str, tuple[str, int]]]:
    """Yield the YAML files of a folder by name, with the object and its size; links are passed over."""
    asked = ("ls-tree", "-z", "--long", "--full-tree", revision.commit, "--", f"{path}/")
    for line in (
        _git(revision.repository, revision.told, *asked).decode("utf-8", "replace").split("\0")
    ):
        told, tab, name = line.partition("\t")
        if not tab:
            continue
        mode, kind, thing, size = told.split()
        file = PurePosixPath(name)
        if kind == "blob" and mode in FILE_MODES and file.suffix in (".yaml", ".yml"):
            yield file.name, (thing, int(size))


def _copied(revision: Revision, folder: Path) -> Path:
    """Copy a pack's files out of a revision; only names without a folder are made."""
    files = dict(_files(revision, revision.path))
    if "pack.yaml" not in files:
        told = {"found": revision.told, "path": f"{revision.path}/pack.yaml"}
        raise refuse("impact/not-in-version", Location(f"{revision.told}:{revision.path}"), **told)
    total = sum(size for _, size in files.values())
    if len(files) > MOST_FILES or total > MOST_BYTES:
        told = {"found": f"{len(files)} 个文件，{total} 字节"}
        limit = f"{MOST_FILES} 个文件，{MOST_BYTES} 字节"
        raise refuse(
            "impact/too-large", Location(f"{revision.told}:{revision.path}"), **told, limit=limit
        )
    folder.mkdir(parents=True)
    for name, (thing, _) in files.items():
        data = _git(revision.repository, revision.told, "cat-file", "blob", thing)
        (folder / name).write_bytes(data)
    return folder

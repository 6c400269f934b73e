"""A party's reveal file: its nonce, which stays with the party until all have committed."""

import secrets
from pathlib import Path

from shuangsuiji.digest import digest
from shuangsuiji.draw.manifest import Manifest
from shuangsuiji.draw.records import Reveal, parsed
from shuangsuiji.draw.seeds.seed import NONCE_BYTES, reveal_file, reveal_name
from shuangsuiji.findings import Location, refuse, why_not_opened
from shuangsuiji.report.files import write_whole
from shuangsuiji.workflow.draw_files import read_small


def keep_nonce(
    manifest: Manifest, manifest_hash: str, party: str, folder: Path, nonce: str | None
) -> tuple[str, Path]:
    """Write the party's reveal file into a folder and return its hash, the commitment, and its place.

    A nonce that is there already, for this very draw, is used again: killed before the commitment is
    handed in, the next try promises the same. Another file of that name is never written over.
    """
    path = folder / reveal_name(party)
    if nonce is None and path.exists():
        nonce = _kept(path, manifest_hash)
    nonce = secrets.token_hex(NONCE_BYTES) if nonce is None else nonce
    if not is_hex(nonce, 2 * NONCE_BYTES):
        raise refuse("draw/nonce-form", Location(str(folder)), found=nonce[:80])
    data = reveal_file(manifest, manifest_hash, party, nonce)
    if path.exists() and read_small(path) != data:
        raise refuse("draw/private-file", Location(str(path)), party=party)
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_whole(path, data, private=True)
    except OSError as error:
        why = why_not_opened(error)
        raise refuse("output/not-written", Location(str(path)), why=why) from error
    return digest(manifest.hash, data), path


def is_hex(text: str, digits: int) -> bool:
    """Return whether a text is so many lower-case hex digits."""
    return len(text) == digits and set(text) <= set("0123456789abcdef")


def _kept(path: Path, manifest_hash: str) -> str | None:
    reveal = parsed(Reveal, read_small(path), str(path))
    return reveal.nonce if reveal.manifest == manifest_hash else None

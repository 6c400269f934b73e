"""The files of a draw's bundle, made from the record and the frozen folder; nothing of it is written here."""

from collections.abc import Mapping
from pathlib import Path

from duckdb import DuckDBPyConnection
from sqlalchemy.engine import Connection

from shuangsuiji.digest import digest
from shuangsuiji.draw.bundle import (
    ABORTED,
    INSPECTORS,
    PACK,
    Content,
    DrawInputs,
    facts_name,
    make_bundle,
    register_name,
)
from shuangsuiji.draw.manifest import Manifest
from shuangsuiji.draw.records import Beacon, Commitment, spelled
from shuangsuiji.draw.registers.delta import delta_name
from shuangsuiji.draw.seeds.seed import read_reveal, reveal_file, reveal_name
from shuangsuiji.draw.verification.registers import check_register
from shuangsuiji.findings import Location, refuse
from shuangsuiji.workflow.draw_checkpoints import witnesses
from shuangsuiji.workflow.draw_files import file_content, read_small
from shuangsuiji.workflow.draw_log import OpenedDraw
from shuangsuiji.workflow.duck import duck


def drawn_bundle(
    draw: OpenedDraw,
    nonces: Mapping[str, str],
    commitments: Mapping[str, Commitment],
    beacon: Beacon | None,
    more: Mapping[str, bytes],
) -> dict[str, Content]:
    """Return the whole bundle of a draw: the same inputs give the same files. `more` are files as they are."""
    _check_promises(draw, nonces, commitments)
    inputs = _inputs(draw, nonces, commitments, beacon, more)
    with duck(on_disk=True) as connection:
        return make_bundle(connection, _load_registers(connection, draw, inputs), inputs)


def closed_nonce(
    draw: OpenedDraw, commitments: Mapping[str, Commitment], file: Path | None = None
) -> dict[str, str]:
    """Return the withheld party's nonce from the file that it handed in; nothing where none is withheld.

    Refusal where the file is not there any more, or not the one that was committed to.
    """
    withhold = draw.manifest.withhold
    if withhold is None:
        return {}
    path = file or draw.folder.private / reveal_name(withhold.party)
    if not path.is_file():
        raise refuse("draw/deposit-lost", Location(str(path)), party=withhold.party)
    data = read_small(path)
    shown = read_reveal(data, str(path), draw.manifest, draw.row.manifest, commitments)
    if shown.party != withhold.party:
        found = {"field": "party", "found": shown.party, "expected": withhold.party}
        raise refuse("draw/reveal-stranger", Location(str(path)), **found)
    return {shown.party: shown.nonce}


def log_files(draw: OpenedDraw, connection: Connection, parties: set[str]) -> dict[str, bytes]:
    """Return what the log has to say of a draw, as a bundle has it."""
    return witnesses(draw, connection).files(parties)


def _inputs(
    draw: OpenedDraw,
    nonces: Mapping[str, str],
    commitments: Mapping[str, Commitment],
    beacon: Beacon | None,
    more: Mapping[str, bytes],
) -> DrawInputs:
    frozen, manifest = draw.folder.frozen, draw.manifest
    pack = read_small(frozen / PACK)
    if digest(manifest.hash, pack) != manifest.pack.hash:
        raise refuse("draw/frozen-differs", Location(str(frozen / PACK)))
    numbers = range(1, len(manifest.registers) + 1)
    return DrawInputs(
        manifest=draw.row.text.encode(),
        registers=[file_content(frozen / register_name(n)) for n in numbers],
        commitments=tuple(commitments.values()),
        nonces=nonces,
        beacon=spelled(beacon) if beacon else None,
        pack=pack,
        others={
            **{name: read_small(frozen / name) for name in _others(manifest)},
            **frozen_people(frozen, manifest),
            **more,
        },
    )


def frozen_people(frozen: Path, manifest: Manifest) -> dict[str, bytes]:
    """Return inspectors.json and the facts as frozen; Refusal where they were edited since."""
    expected = {facts_name(n): r.facts for n, r in enumerate(manifest.registers, 1)}
    expected[INSPECTORS] = manifest.inspectors
    files = {name: read_small(frozen / name) for name, hash_ in expected.items() if hash_}
    for name, data in files.items():
        if digest(manifest.hash, data) != expected[name]:
            raise refuse("draw/frozen-differs", Location(str(frozen / name)))
    return files


def _others(manifest: Manifest) -> list[str]:
    names = [ABORTED] if manifest.retry_of else []
    registers = list(enumerate(manifest.registers, 1))
    return names + [delta_name(n) for n, register in registers if register.previous_root]


def _check_promises(
    draw: OpenedDraw, nonces: Mapping[str, str], commitments: Mapping[str, Commitment]
) -> None:
    """Raise Refusal where a recorded nonce is not what its party committed to: the store was edited."""
    manifest = draw.manifest
    for party, nonce in nonces.items():
        data = reveal_file(manifest, draw.row.manifest, party, nonce)
        committed = commitments.get(party)
        if committed is None or digest(manifest.hash, data) != committed.hash:
            raise refuse("draw/record-differs", Location(draw.store.name), party=party)


def _load_registers(
    connection: DuckDBPyConnection, draw: OpenedDraw, inputs: DrawInputs
) -> list[str]:
    """Read the frozen registers again: what was edited since the freeze is refused here."""
    frozen, tables = draw.folder.frozen, []
    for number, content in enumerate(inputs.registers, 1):
        path = frozen / register_name(number)
        if not path.is_file():
            raise refuse("draw/register-edited", Location(str(path)), register=number)
        files = {path.name: content, **inputs.others}
        check = check_register(connection, files, draw.manifest, number)
        if not check.is_whole:
            raise refuse("draw/register-edited", Location(str(path)), register=number)
        tables.append(check.table)
    return tables

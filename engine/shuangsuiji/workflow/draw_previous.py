"""The register before: what a register to be frozen is held against, so that late edits show."""

from shuangsuiji.draw.bundle import MANIFEST
from shuangsuiji.draw.manifest import Manifest
from shuangsuiji.draw.records import parsed
from shuangsuiji.draw.registers.checks import register_findings
from shuangsuiji.draw.registers.delta import Delta, make_delta
from shuangsuiji.draw.registers.lines import read_lines
from shuangsuiji.draw.registers.snapshot import take_snapshot
from shuangsuiji.findings import Finding, Location, Refusal, refuse, why_not_opened
from shuangsuiji.store import Log, Store
from shuangsuiji.workflow.draw_files import file_content
from shuangsuiji.workflow.draw_log import told
from shuangsuiji.workflow.draw_order import Freezing, table_of

_TABLE = "previous"


def since_previous(work: Freezing, number: int) -> tuple[str, Delta]:
    """Return the root of the register before a register of the order, and what changed since."""
    path = work.order.previous[number - 1]
    file = str(path)
    try:
        path.open("rb").close()
    except OSError as error:
        raise refuse("file/unreadable", Location(file), found=why_not_opened(error)) from error
    read_lines(work.connection, _TABLE, file_content(path)(), file)
    ids = work.spec.ids_of(number)
    found = register_findings(work.connection, _TABLE, ids, lambda row: Location(file, line=row))
    if found:
        raise Refusal(found)
    root = take_snapshot(work.connection, _TABLE, work.spec.hash).root
    delta = make_delta(work.connection, _TABLE, table_of(number), file)
    work.connection.execute(f"DROP TABLE {_TABLE}")
    return root, delta


def strange_previous(work: Freezing, store: Store, manifest: Manifest) -> list[Finding]:
    """Tell of registers before that no earlier draw of this log has frozen: any file can be handed in."""
    with store.reading() as connection:
        rows = [row for row in Log(connection).draws() if row.counter < manifest.counter]
    earlier = [parsed(Manifest, row.text.encode(), MANIFEST) for row in rows]
    roots = {register.root for draw in earlier for register in draw.registers}
    return [
        told("draw/told-previous-strange", work.folder.root, register=number, before=before)
        for number, before in enumerate((r.previous_root for r in manifest.registers), 1)
        if before is not None and before not in roots
    ]

"""The register before: what a register to be frozen is held against, so that late edits show."""

from shuangsuiji.draw.delta import Delta, make_delta
from shuangsuiji.draw.lines import read_lines
from shuangsuiji.draw.register import register_findings
from shuangsuiji.draw.snapshot import take_snapshot
from shuangsuiji.findings import Location, Refusal, refuse, why_not_opened
from shuangsuiji.workflow.draw_files import file_content
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

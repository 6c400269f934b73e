"""ledger key new, key show: only the public half is ever told."""

from pathlib import Path

from shuangsuiji.findings import Finding
from shuangsuiji.report.ledger import LedgerReport
from shuangsuiji.workflow.key_files import new_key, public_hex, read_key
from shuangsuiji.workflow.ledger_papers import told


def new_key_file(path: Path) -> LedgerReport:
    """Draw a key and write its file."""
    public = new_key(path)
    said = told("ledger/told-key-new", str(path), file=str(path)), _public(path, public)
    return LedgerReport(said, {"key": public})


def show_key_file(path: Path) -> LedgerReport:
    """Tell the public half of a key file."""
    public = public_hex(read_key(path))
    return LedgerReport((_public(path, public),), {"key": public})


def _public(path: Path, public: str) -> Finding:
    return told("ledger/told-key", str(path), key=public)

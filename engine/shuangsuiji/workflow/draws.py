"""The use cases of a draw: freeze, sign, commit, reveal, run, open, verify, explain, abort, status."""

from pathlib import Path

from shuangsuiji.assignment.verify import assignment_steps
from shuangsuiji.draw.verification.verify import Verification, verify_bundle
from shuangsuiji.workflow.draw_end import abort, status
from shuangsuiji.workflow.draw_explain import explain
from shuangsuiji.workflow.draw_files import opened_bundle
from shuangsuiji.workflow.draw_freeze import freeze
from shuangsuiji.workflow.draw_inputs import pack_record, read_answers
from shuangsuiji.workflow.draw_nonces import Promise, commit, reveal
from shuangsuiji.workflow.draw_open import open_
from shuangsuiji.workflow.draw_order import FreezeOrder, PackRecord
from shuangsuiji.workflow.draw_registers import Prepare, RegisterSource, prepare_register
from shuangsuiji.workflow.draw_run import run
from shuangsuiji.workflow.draw_sign import SignOrder, new_party_key, sign
from shuangsuiji.workflow.duck import duck
from shuangsuiji.workflow.key_files import read_known_keys

__all__ = [
    "FreezeOrder",
    "PackRecord",
    "Prepare",
    "Promise",
    "RegisterSource",
    "SignOrder",
    "abort",
    "commit",
    "explain",
    "freeze",
    "new_party_key",
    "open_",
    "pack_record",
    "prepare_register",
    "read_answers",
    "reveal",
    "run",
    "sign",
    "status",
    "verify",
]


def verify(bundle: Path, trust: Path | None = None) -> Verification:
    """Return the engine's verification of a bundle, a folder or a zip; nothing else is looked at.

    `trust` is a file of keys that the reader knows from elsewhere.
    """
    keys = read_known_keys(trust)
    with opened_bundle(bundle) as files, duck(on_disk=True) as connection:
        return verify_bundle(connection, files, keys, assignment_steps())

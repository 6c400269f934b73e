"""What a cosigner (见证方) holds against a checkpoint before it signs: it signs no log that was rewritten."""

from enum import StrEnum

from shuangsuiji.ledger.checkpoint import Checkpoint
from shuangsuiji.ledger.proofs import is_consistent
from shuangsuiji.ledger.requests import Request


class Objection(StrEnum):
    """Why a checkpoint is not cosigned: the code of the finding."""

    OTHER_LOG = "ledger/other-log"
    SHORTER = "ledger/shorter"
    OTHER_START = "ledger/other-start"
    FORK = "ledger/fork"
    NOT_GROWN = "ledger/not-grown"


def objection(known: Checkpoint | None, request: Request) -> Objection | None:
    """Return what keeps a cosigner who knows `known` from signing; None where nothing does.

    FORK needs no more than the two checkpoints; NOT_GROWN may be a bent proof too. Who knows nothing
    of the log begins with the checkpoint as it is: later ones must grow from it.
    """
    new = request.checkpoint
    if known is None:
        return None
    if known.origin != new.origin:
        return Objection.OTHER_LOG
    if new.size < known.size:
        return Objection.SHORTER
    if new.size == known.size:
        return None if new.root == known.root else Objection.FORK
    if request.old != known.size:
        return Objection.OTHER_START
    grew = is_consistent(known.size, new.size, request.proof, known.root, new.root)
    return None if grew else Objection.NOT_GROWN


def are_forked(one: Checkpoint, other: Checkpoint) -> bool:
    """Tell whether two checkpoints alone show that their log was kept twice: one size, two roots."""
    return (one.origin, one.size) == (other.origin, other.size) and one.root != other.root

"""What a cosigner (见证方) holds against a checkpoint before it signs: it signs no log that was rewritten."""

from enum import StrEnum

from shuangsuiji.ledger.checkpoint import Checkpoint
from shuangsuiji.ledger.proofs import is_consistent
from shuangsuiji.ledger.requests import Request


class Objection(StrEnum):
    """Why a checkpoint is not cosigned."""

    OTHER_LOG = "other-log"
    SHORTER = "shorter"
    OTHER_START = "other-start"
    FORK = "fork"


def objection(known: Checkpoint | None, request: Request) -> Objection | None:
    """Return what keeps a cosigner who knows `known` from signing; None where nothing does.

    Who knows nothing of the log begins with the checkpoint as it is: later ones must grow from it.
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
    return None if grew else Objection.FORK


def are_forked(one: Checkpoint, other: Checkpoint) -> bool:
    """Tell whether two checkpoints alone show that their log was kept twice: one size, two roots."""
    return (one.origin, one.size) == (other.origin, other.size) and one.root != other.root

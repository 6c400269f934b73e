"""The public beacon (公共信标) that may enter a seed: drand's quicknet, rounds and values."""

import hashlib
from datetime import UTC, datetime, timedelta

from shuangsuiji.draw.manifest import BeaconEntry
from shuangsuiji.draw.records import Beacon, BeaconValue
from shuangsuiji.findings import Finding, Location, problem

QUICKNET = "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971"
"""The chain of drand's quicknet: no other chain may call itself that."""

_FIRST_ROUND = datetime.fromtimestamp(1692803367, UTC)
_PERIOD = timedelta(seconds=3)
_LAST_ROUND = 10**10  # about the year 2974, within what a datetime holds


def round_due(number: int) -> datetime:
    """Return when a round of quicknet is published: three seconds a round.

    >>> round_due(657413).isoformat()
    '2023-09-15T11:00:03+00:00'
    """
    return _FIRST_ROUND + _PERIOD * (min(number, _LAST_ROUND) - 1)


def beacon_value(beacon: Beacon) -> BeaconValue:
    """Return what the round gives to the seed: the SHA-256 of its signature's bytes."""
    value = hashlib.sha256(bytes.fromhex(beacon.signature)).hexdigest()
    return BeaconValue(chain=beacon.chain, round=beacon.round, source=beacon.source, value=value)


def beacon_findings(beacon: Beacon, asked: BeaconEntry, file: str) -> tuple[Finding, ...]:
    """Return where a published round is not the one that the manifest asked for."""
    pairs = {
        "chain": (beacon.chain, asked.chain),
        "round": (str(beacon.round), str(asked.round)),
        "source": (beacon.source, asked.source),
    }
    return tuple(
        problem("draw/beacon-differs", Location(file), field=field, found=found, expected=expected)
        for field, (found, expected) in pairs.items()
        if found != expected
    )

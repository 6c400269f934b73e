"""A draw that was aborted after its first reveal can only be repeated as it was, with a beacon."""

from shuangsuiji.draw.manifest import Manifest
from shuangsuiji.findings import Finding, Location, problem

MAY_DIFFER = frozenset({"counter", "previous", "retry_of", "parties", "beacon", "deadline"})
"""What a retry may change beside each line's `attempt`."""


def retry_findings(aborted: Manifest, retry: Manifest, file: str) -> tuple[Finding, ...]:
    """Return where a retry differs from the aborted draw in what it has to keep."""
    differing = _differing(aborted, retry)
    found = [problem("draw/retry-differs", Location(file), field=name) for name in differing]
    if retry.counter <= aborted.counter:
        found.append(problem("draw/retry-differs", Location(file), field="counter"))
    if retry.beacon is None:
        found.append(problem("draw/retry-needs-beacon", Location(file)))
    return tuple(found)


def _differing(aborted: Manifest, retry: Manifest) -> list[str]:
    names = sorted(set(Manifest.model_fields) - MAY_DIFFER - {"lines"})
    differing = [n for n in names if getattr(aborted, n) != getattr(retry, n)]
    if _without_attempt(aborted) != _without_attempt(retry):
        return [*differing, "lines"]
    before = {line.line: line.attempt for line in aborted.lines}
    later = all(line.attempt > before[line.line] for line in retry.lines)
    return differing if later else [*differing, "attempt"]


def _without_attempt(manifest: Manifest) -> list[object]:
    return [line.model_copy(update={"attempt": 1}) for line in manifest.lines]

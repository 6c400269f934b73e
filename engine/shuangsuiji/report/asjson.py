"""Findings as JSON: one object for each, with the fields of findings.py and the sentence beside."""

import json
from collections.abc import Iterable
from json.encoder import encode_basestring

from shuangsuiji.findings import Finding, Location
from shuangsuiji.report.sentences import SENTENCES, sentence

Json = None | bool | int | str | list["Json"] | dict[str, "Json"]


def finding_json(finding: Finding) -> dict[str, Json]:
    """Return one finding as an object; keys that do not apply are null or empty, never left out."""
    message, fix = finding.message, finding.fix
    if finding.code in SENTENCES:
        message, fix = sentence(finding)
    return {
        "code": finding.code,
        "outcome": finding.outcome.value,
        "modality": finding.modality.value if finding.modality else None,
        "severity": finding.severity.value,
        "about": {"table": finding.about.table, "key": finding.about.key}
        if finding.about
        else None,
        "location": location_json(finding.location),
        "citations": [
            {"clause": c.clause, "document": c.document, "place": c.place}
            for c in finding.citations
        ],
        "params": {
            k: list(v) if isinstance(v, tuple) else v for k, v in sorted(finding.params.items())
        },
        "origins": [
            {"name": o.name, "value": o.value, "location": location_json(o.location)}
            for o in finding.origins
        ],
        "title": finding.title,
        "message": message,
        "fix": fix,
        "exceptions": list(finding.exceptions),
        "claims": [
            {
                "fact": c.fact,
                "who": c.who,
                "when": c.when,
                "grounds": c.grounds,
                "location": location_json(c.location),
            }
            for c in finding.claims
        ],
        "underneath": finding.underneath.value if finding.underneath else None,
        "missing": list(finding.missing),
        "written": dict(finding.written),
        "draft": finding.draft,
        "doubt": finding.doubt,
        "provisional": finding.provisional,
    }


def location_json(place: Location) -> dict[str, Json]:
    """Return a place as an object."""
    return {
        "file": place.file,
        "line": place.line,
        "column": place.column,
        "sheet": place.sheet,
        "cell": place.cell,
    }


def findings_json(findings: Iterable[Finding]) -> list[Json]:
    """Return the findings as a list of objects."""
    return [finding_json(f) for f in findings]


def dump(value: Json) -> str:
    """Return JSON text for people and programs: indented, Chinese as it is."""
    return _written(value, "\n")


def _written(value: Json, margin: str) -> str:
    """Return what json.dumps does with indent=2, in a fraction of its time: a report has many findings."""
    if isinstance(value, str):
        return encode_basestring(value)
    inner = f"{margin}  "
    if isinstance(value, dict) and value:
        told = [f"{encode_basestring(k)}: {_written(v, inner)}" for k, v in value.items()]
        return f"{{{inner}{f',{inner}'.join(told)}{margin}}}"
    if isinstance(value, list) and value:
        told = [_written(v, inner) for v in value]
        return f"[{inner}{f',{inner}'.join(told)}{margin}]"
    return json.dumps(value)

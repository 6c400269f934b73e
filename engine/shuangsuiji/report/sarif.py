"""Findings as SARIF 2.1.0, the form in which code platforms and editors take remarks.

A failure has a level; what is undecided, for people, or an explanation has a kind of its own and the
level none, as the format asks. Where a finding stands in a workbook, its cell is a logical place.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePath, PureWindowsPath
from urllib.parse import quote

from shuangsuiji import __version__
from shuangsuiji.digest import canonical, digest
from shuangsuiji.findings import Citation, Finding, Location, Outcome, Severity
from shuangsuiji.packs.rulepack import Rule, RulePack
from shuangsuiji.report.asjson import Json
from shuangsuiji.report.sentences import SENTENCES
from shuangsuiji.report.wording import at, cited, heading, words

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
KINDS = {
    Outcome.FAIL: "fail",
    Outcome.UNKNOWN: "open",
    Outcome.MANUAL: "review",
    Outcome.NOT_APPLICABLE: "notApplicable",
    Outcome.EXCEPTED: "informational",
    Outcome.PASS: "pass",
}
LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}
FINGERPRINT = "shuangsuiji/v1"


def sarif_log(pack: RulePack, findings: Sequence[Finding], day: str) -> Json:
    """Return the log of one run: the rules that spoke, with their law, and the findings."""
    rules = {f.code: f for f in reversed(findings)}
    numbers = {code: number for number, code in enumerate(sorted(rules))}
    by_id = {rule.full_id: rule for rule in pack.rules}
    files = dict.fromkeys(f.location.file for f in findings)
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "shuangsuiji",
                        "version": __version__,
                        "language": "zh-CN",
                        "rules": [
                            _rule(code, rules[code], by_id.get(code.partition("#")[0]))
                            for code in sorted(rules)
                        ],
                    }
                },
                "language": "zh-CN",
                "columnKind": "unicodeCodePoints",
                "artifacts": [{"location": {"uri": uri(file)}} for file in files],
                "results": list(_results(findings, numbers)),
                "properties": {"pack": pack.id, "chain": list(pack.chain), "asOf": day},
            }
        ],
    }


def uri(file: str) -> str:
    """Return the file as a URI: as it was given, or from the root where that was given.

    >>> uri("计划 1.xlsx"), uri("/tmp/a.csv")
    ('%E8%AE%A1%E5%88%92%201.xlsx', 'file:///tmp/a.csv')
    """
    path = PurePath(file)
    if path.is_absolute():
        return path.as_uri()
    return quote(PureWindowsPath(file).as_posix() if "\\" in file else path.as_posix())


def _rule(code: str, finding: Finding, rule: Rule | None) -> Json:
    """Return a rule by what its first finding says of it; of a pack's rule also its own words."""
    told = words(finding)
    title = told.title or _template(code) or code
    law = rule.citations if rule is not None else finding.citations
    help_ = [title, *(f"依据：{cited(c)}" for c in law)]
    if rule is not None and rule.spec.fix:
        help_.append(f"建议：{rule.spec.fix}")
    level = rule.severity if rule is not None else finding.severity
    properties: dict[str, Json] = {"clauses": [_clause(c) for c in law]}
    if finding.modality is not None:
        properties["modality"] = finding.modality.value
    return {
        "id": code,
        "shortDescription": {"text": title},
        "help": {"text": "\n".join(help_)},
        "defaultConfiguration": {"level": LEVELS[level]},
        "properties": properties,
    }


def _template(code: str) -> str | None:
    return SENTENCES[code][0] if code in SENTENCES else None


def _clause(citation: Citation) -> Json:
    return {
        "clause": citation.clause,
        "document": citation.document,
        "place": citation.place,
    }


def _results(findings: Iterable[Finding], numbers: dict[str, int]) -> Iterator[Json]:
    seen = Counter[str]()
    for finding in findings:
        mark = _mark(finding)
        seen[mark] += 1
        failed = finding.outcome is Outcome.FAIL
        yield {
            "ruleId": finding.code,
            "ruleIndex": numbers[finding.code],
            "kind": KINDS[finding.outcome],
            "level": LEVELS[finding.severity] if failed else "none",
            "message": {"text": _message(finding)},
            "locations": [_location(finding.location)],
            "partialFingerprints": {FINGERPRINT: f"{mark}:{seen[mark]}"},
            "properties": _properties(finding),
        }


def _mark(finding: Finding) -> str:
    """Return what stays the same when rows move and other findings come or go."""
    about = finding.about
    row = [about.table, about.key] if about is not None and finding.location.cell else []
    where = [] if row else [at(finding.location)]
    return digest("sha256", canonical([finding.code, *row, *where]))[:32]


def _message(finding: Finding) -> str:
    told = words(finding)
    lines = [told.what or told.title or finding.code, *told.why]
    return "\n".join(lines + ([f"建议：{told.remedy}"] if told.remedy else []))


def _location(place: Location) -> Json:
    physical: dict[str, Json] = {"artifactLocation": {"uri": uri(place.file)}}
    if place.line is not None:
        column: dict[str, Json] = {"startColumn": place.column} if place.column else {}
        physical["region"] = {"startLine": place.line, **column}
    found: dict[str, Json] = {"physicalLocation": physical}
    if place.cell is not None or place.sheet is not None:
        found["logicalLocations"] = [
            {
                "name": place.cell or place.sheet,
                "fullyQualifiedName": at(place),
                "kind": "cell" if place.cell else "sheet",
            }
        ]
    return found


def _properties(finding: Finding) -> dict[str, Json]:
    place = finding.location
    told: dict[str, Json] = {
        "verdict": heading(finding),
        "sheet": place.sheet,
        "cell": place.cell,
        "row": finding.about.key if finding.about else None,
        "clauses": [c.clause for c in finding.citations],
        "missing": list(finding.missing),
    }
    return {name: value for name, value in told.items() if value}

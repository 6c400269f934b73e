"""Files of cases (案件): YAML, JSON or a workbook, read one way or the other, and each case named once."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from shuangsuiji.findings import Finding, Location, Refusal, problem, refuse
from shuangsuiji.model.vocabulary import Vocabulary
from shuangsuiji.workflow.case_books import from_book
from shuangsuiji.workflow.case_read import ReadCase, ReadCases, called
from shuangsuiji.workflow.case_yaml import from_yaml


def read_cases(path: Path, vocabulary: Vocabulary) -> ReadCases:
    """Return the cases of a file. Raises Refusal where it cannot be read or holds none."""
    if path.suffix.lower() in (".yaml", ".yml", ".json"):
        read = from_yaml(path, vocabulary)
    elif path.suffix.lower() in (".xlsx", ".xlsm", ".xls"):
        read = from_book(path, vocabulary)
    else:
        raise refuse("case/unknown-ending", Location(str(path)), found=path.suffix or path.name)
    if not read.cases:
        raise refuse("case/none", Location(str(path)))
    problems = list(_misnamed(read.cases))
    if problems:
        raise Refusal(problems)
    return read


def _misnamed(cases: Iterable[ReadCase]) -> Iterator[Finding]:
    """Yield the cases without a name, and those called like an earlier one."""
    known: set[str] = set()
    for case in cases:
        name = called(case.name)
        if not name:
            yield problem("case/unnamed", case.location)
        elif name in known:
            yield problem("case/twice", case.location, found=case.name)
        known.add(name)

"""Files of cases (案件): YAML, JSON or a workbook, read one way or the other, and each case named once."""

from pathlib import Path

from shuangsuiji.findings import Location, Refusal, problem, refuse
from shuangsuiji.model.vocabulary import Vocabulary
from shuangsuiji.workflow.case_books import from_book
from shuangsuiji.workflow.case_read import ReadCases
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
    twice = [
        problem("case/twice", case.location, found=case.name)
        for index, case in enumerate(read.cases)
        if case.name in [c.name for c in read.cases[:index]]
    ]
    if twice:
        raise Refusal(twice)
    return read

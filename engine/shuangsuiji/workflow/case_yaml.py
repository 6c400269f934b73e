"""Files of cases (案件) in YAML or JSON: the model of an entry, and how it is read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field, RootModel

from shuangsuiji.check.recorded import Recorded
from shuangsuiji.findings import Location
from shuangsuiji.forms.labels import Labels
from shuangsuiji.forms.yamltable import table_of_rows
from shuangsuiji.model.values import Table
from shuangsuiji.model.vocabulary import Strict, Vocabulary
from shuangsuiji.workflow.case_read import TABLE, ReadCase, ReadCases, Said, record_table
from shuangsuiji.yamlfile import ListNode, MapNode, Node, follow, locate, read_yaml, typed


class FoundFact(Strict):
    """A person's finding on a fact of the case (认定)."""

    fact: str
    """事实：字段的英文名或中文名。"""
    value: str = "true"
    """认定：是什么，不写即 true（是）。"""
    who: str = ""
    """认定人：谁认定的，写姓名，必填。"""
    when: str = ""
    """认定日期：写作 2026-03-01，必填，不晚于决定的日期。"""
    grounds: str = ""
    """依据：根据什么认定，例如文件名称、卷宗页码，必填。"""


class AssertedGround(Strict):
    """A person's assertion of a residual ground (主张)."""

    ground: str
    """情形：兜底情形的全名，例如 shanghai/accountability/other-situations。"""
    who: str = ""
    """主张人：谁主张的，写姓名，必填。"""
    when: str = ""
    """主张日期：写作 2026-03-01，必填，不晚于决定的日期。"""
    grounds: str = ""
    """依据：依据什么规定、什么事实，必填。"""


class StatedFact(Strict):
    """A fact of the record with what shows it."""

    value: str
    """记载：是什么，例如 true、false。"""
    grounds: str = ""
    """出处：卷宗页码、文书名称。"""


class CaseEntry(Strict):
    """One case."""

    case: str = Field(min_length=1)
    """案件名称：同一个文件里不重复。"""
    person: str = ""
    """人员：拟问责的人。"""
    unit: str = ""
    """单位：他所在的单位，或拟问责的单位。"""
    summary: str = ""
    """经过：发生了什么，几句话。"""
    facts: Mapping[str, str | StatedFact] = Field(default_factory=dict)
    """记载的事实：字段和值；要人认定的写在 findings 里。"""
    findings: tuple[FoundFact, ...] = ()
    """人工认定：谁、什么时候、根据什么认定了哪件事实。"""
    asserted: tuple[AssertedGround, ...] = ()
    """主张：谁主张有“其他”一类的情形。"""
    records: Mapping[str, tuple[Mapping[str, str | tuple[str, ...] | None], ...]] = Field(
        default_factory=dict
    )
    """卷内记录：表名（检查结果、线索处理、抽查任务等）和它的各行，日期、公示、移送由此看出。"""


class CaseFile(RootModel[tuple[CaseEntry, ...]]):
    """A file of cases (案件表)."""


def from_yaml(path: Path, vocabulary: Vocabulary) -> ReadCases:
    """Return the cases of a YAML or JSON file. Raises Refusal for what its model does not have."""
    node, file = read_yaml(path), str(path)
    entries = typed(node, CaseFile, file).root
    cases: list[ReadCase] = []
    recorded: list[Recorded] = []
    for index, entry in enumerate(entries):
        at = _Place(node, file, index)
        cases.append(
            ReadCase(
                name=entry.case,
                location=at.of("case"),
                person=entry.person,
                unit=entry.unit,
                summary=entry.summary,
                said=tuple(_said(entry, at)),
                records=_records(at, vocabulary),
            )
        )
        recorded += _recorded(entry, at)
    return ReadCases(tuple(cases), tuple(recorded))


@dataclass(frozen=True, slots=True)
class _Place:
    """One case of a YAML file: where its parts stand."""

    root: Node
    file: str
    index: int

    def of(self, *steps: str | int) -> Location:
        return locate(self.root, [self.index, *steps], self.file)

    def node(self, *steps: str | int) -> Node:
        return follow(self.root, [self.index, *steps])


def _said(entry: CaseEntry, at: _Place) -> Iterator[Said]:
    for name, value in entry.facts.items():
        text, grounds = (value, "") if isinstance(value, str) else (value.value, value.grounds)
        yield Said(name, text, grounds, at.of("facts", name))


def _recorded(entry: CaseEntry, at: _Place) -> Iterator[Recorded]:
    for index, one in enumerate(entry.findings):
        place = at.of("findings", index, "fact")
        yield Recorded(TABLE, entry.case, **one.model_dump(), location=place)
    for index, claim in enumerate(entry.asserted):
        told = claim.model_dump(exclude={"ground"})
        fact, place = f"{claim.ground}#residual", at.of("asserted", index, "ground")
        yield Recorded(TABLE, entry.case, fact, "true", **told, location=place)


def _records(at: _Place, vocabulary: Vocabulary) -> dict[str, Table]:
    found = {}
    top = at.node()
    assert isinstance(top, MapNode), "the model has a case as a mapping"
    entries = at.node("records") if "records" in top.entries else MapNode({}, 0, 0)
    assert isinstance(entries, MapNode), "the model has records as a mapping"
    for word, (key, rows) in entries.entries.items():
        name = record_table(vocabulary, word, at.of("records", word))
        assert isinstance(rows, ListNode), "the model has rows as a list"
        kept = [row for row in rows.items if isinstance(row, MapNode)]
        place = Location(at.file, key.line, key.column)
        found[name] = table_of_rows(kept, place, name, Labels(name, vocabulary.tables[name]))
    return found

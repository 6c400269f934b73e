"""One pack's folder, read: its files as models, with the trees that tell where everything stands."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from shuangsuiji.findings import Finding, Location, Refusal, problem, refuse
from shuangsuiji.model.vocabulary import TableForm
from shuangsuiji.packs.files import (
    FAMILIES,
    ClauseFile,
    ClauseRow,
    FieldFile,
    FormFile,
    PackFile,
    SettingAnswer,
    SettingFile,
    TableFields,
)
from shuangsuiji.rules.kinds import RuleFile
from shuangsuiji.rules.kinds.base import RuleSpec
from shuangsuiji.yamlfile import (
    ListNode,
    MapNode,
    Node,
    Scalar,
    follow,
    locate,
    nearest,
    parse_yaml,
    read_text,
    typed,
)

Model = TypeVar("Model", bound=BaseModel)
MOST_KEPT = 128
"""How many files are kept as read; five packs have half as many."""
OTHERS = ("pack", "clauses", "settings", "fields", "forms", "resolved")


@dataclass(frozen=True, slots=True)
class Source:
    """Where a thing stands: its file as shown, and its tree.

    Of a refinement, `beneath` is the rule that it changes, with so many exceptions of its own.
    """

    file: str
    node: Node
    beneath: "Source | None" = None
    inherited: int = 0

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys that are written, where the thing is a map."""
        return tuple(self.node.entries) if isinstance(self.node, MapNode) else ()

    def at(self, *steps: str | int) -> Location:
        """Return the place of the value at the steps."""
        own, within = self.holding(*steps)
        return locate(own.node, within, own.file)

    def under(self, *steps: str | int) -> "Source":
        """Return the part of the tree at the steps."""
        return Source(self.file, follow(self.node, steps))

    def holding(self, *steps: str | int) -> "tuple[Source, tuple[str | int, ...]]":
        """Return the source in which the value at the steps stands, and the steps to it there."""
        if self.beneath is None or not steps:
            return self, steps
        own = self.node.entries if isinstance(self.node, MapNode) else {}
        changed = own["set"][1] if "set" in own else None
        if isinstance(changed, MapNode) and steps[0] in changed.entries:
            return self, ("set", *steps)
        if steps[0] == "unless" and len(steps) > 1 and isinstance(steps[1], int):
            if steps[1] >= self.inherited:
                return self, ("unless", steps[1] - self.inherited, *steps[2:])
            return self.beneath.holding(*steps)
        return (self, steps) if steps[0] in own else self.beneath.holding(*steps)


@dataclass(frozen=True, slots=True)
class ReadRule:
    """A rule as its pack writes it."""

    family: str
    spec: RuleSpec
    source: Source


@dataclass(frozen=True, slots=True)
class ReadPack:
    """A pack as its folder holds it, before anything is inherited."""

    folder: Path
    file: PackFile
    source: Source
    clauses: tuple[ClauseRow, ...]
    clauses_source: Source
    settings: tuple[SettingAnswer, ...]
    settings_source: Source
    rules: tuple[ReadRule, ...]
    fields: tuple[TableFields, ...]
    fields_source: Source
    forms: tuple[TableForm, ...]
    forms_source: Source


def read_pack(folder: Path, shown: str) -> ReadPack:
    """Return the pack of a folder; `shown` is how findings name the folder. Reports all files' problems."""
    if not (folder / "pack.yaml").is_file():
        raise refuse("pack/no-pack-file", Location(shown))
    problems: list[Finding] = _unknown_files(folder, shown)
    reader = _Reader(folder, shown, problems)
    pack = reader.model("pack.yaml", PackFile)
    clauses = reader.model("clauses.yaml", ClauseFile)
    settings = reader.model("settings.yaml", SettingFile)
    fields = reader.model("fields.yaml", FieldFile)
    forms = reader.model("forms.yaml", FormFile)
    rules = tuple(rule for family in FAMILIES for rule in reader.rules(family))
    if problems or pack is None:
        raise Refusal(problems)
    return ReadPack(
        folder=folder,
        file=pack[0],
        source=pack[1],
        clauses=clauses[0].root if clauses else (),
        clauses_source=clauses[1] if clauses else _nothing(f"{shown}/clauses.yaml"),
        settings=settings[0].root if settings else (),
        settings_source=settings[1] if settings else _nothing(f"{shown}/settings.yaml"),
        rules=rules,
        fields=fields[0].root if fields else (),
        fields_source=fields[1] if fields else _nothing(f"{shown}/fields.yaml"),
        forms=forms[0].root if forms else (),
        forms_source=forms[1] if forms else _nothing(f"{shown}/forms.yaml"),
    )


def _nothing(file: str) -> Source:
    return Source(file, Scalar("", 1, 1))


def _unknown_files(folder: Path, shown: str) -> list[Finding]:
    known = [f"{name}.yaml" for name in (*OTHERS, *FAMILIES)]
    return [
        problem(
            "pack/unknown-file",
            Location(f"{shown}/{path.name}"),
            nearest=nearest(path.name.lower(), known),
        )
        for path in sorted(folder.iterdir())
        if path.name not in known and (".yaml" in path.name.lower() or ".yml" in path.name.lower())
    ]


@dataclass(frozen=True, slots=True)
class _Reader:
    folder: Path
    shown: str
    problems: list[Finding]

    def model(self, name: str, model: type[Model]) -> tuple[Model, Source] | None:
        """Return a file as a model with its source; None if it is not there or is wrong."""
        path, shown = self.folder / name, f"{self.shown}/{name}"
        if not (
            path.exists() or path.is_symlink()
        ):  # a link to nowhere is no file that is not there
            return None
        return self._caught(lambda: _read(path, shown, model))

    def rules(self, family: str) -> tuple[ReadRule, ...]:
        """Return the rules of a family, each with its own tree."""
        found = self.model(f"{family}.yaml", RuleFile)
        if found is None:
            return ()
        file, source = found
        assert isinstance(source.node, ListNode), "RuleFile accepts only a list"
        return tuple(
            ReadRule(family, spec, Source(source.file, node))
            for spec, node in zip(file.root, source.node.items, strict=True)
        )

    def _caught(self, read: Callable[[], tuple[Model, Source]]) -> tuple[Model, Source] | None:
        try:
            return read()
        except Refusal as refusal:
            self.problems.extend(refusal.findings)
            return None


def _read(path: Path, shown: str, model: type[Model]) -> tuple[Model, Source]:
    return _of_text(read_text(path, file=shown), shown, model)


@lru_cache(maxsize=MOST_KEPT)
def _of_text(text: str, shown: str, model: type[Model]) -> tuple[Model, Source]:
    """Read a file's text once: packs of one parent share what it says."""
    node = parse_yaml(text, shown)
    return typed(node, model, shown), Source(shown, node)

"""What stands in a pack's files beside rules: pack.yaml, clauses.yaml, forms.yaml."""

from enum import StrEnum
from typing import Literal, Self

from pydantic import Field, RootModel, model_validator

from shuangsuiji.findings import Modality
from shuangsuiji.model.dated import Day, Keyed, Span
from shuangsuiji.model.settings import Written
from shuangsuiji.model.vocabulary import Strict, TableForm, YesNo

FAMILIES = (
    "scope",
    "items",
    "plans",
    "ratios",
    "frequency",
    "deadlines",
    "notice",
    "draw",
    "assignment",
    "registers",
    "inspection",
    "results",
    "handover",
    "duties",
    "exemptions",
    "accountability",
)
"""The families of rules: a pack's rules stand in <family>.yaml, whichever of them it needs."""


class Status(StrEnum):
    """Whether a document binds. A draft's rules warn at most."""

    IN_FORCE = "in_force"
    DRAFT = "draft"


class Document(Keyed):
    """A document that the pack rests on (依据文件)."""

    id: str
    title: str
    number: str | None = None
    short: str | None = None
    status: Status
    from_: Day | Literal["unknown"] = Field(default="unknown", alias="from")

    @property
    def cited_as(self) -> str:
        """What a citation calls the document: its number, else its short name, else its title."""
        return self.number or self.short or self.title


class Departure(Strict):
    """A parent's rule that the pack drops, with the clause for it."""

    rule: str
    cite: tuple[str, ...] = Field(min_length=1)


class Acknowledged(Strict):
    """A contradiction or departure that the pack knows of, the clauses, and what settles it."""

    clauses: tuple[str, ...] = Field(min_length=1)
    says: str
    settled_by: str | None = None


class May(StrEnum):
    """What a child may do to a parent's rules of a sort."""

    NONE = "none"
    KEEP = "keep"
    LOWER = "lower"
    RAISE = "raise"
    BRING_FORWARD = "bring_forward"
    ADD = "add"
    REPLACE = "replace"


class Direction(Strict):
    """What children may do to the rules of a family (of a kind, for items of a category).

    It rests on a clause, or it is `policy: true`, the project's own caution: then a departure is a
    warning. `none`: children make no such rule at all.
    """

    family: str
    kind: str | None = None
    category: str | None = None
    may: May
    cite: tuple[str, ...] = ()
    policy: YesNo = False

    @model_validator(mode="after")
    def _rests_on_something(self) -> Self:
        if bool(self.cite) == self.policy:
            raise ValueError("cite_or_policy")
        return self


class SettingAnswer(Strict):
    """A pack's answer to a setting, with the clause that gives it."""

    name: str
    is_: Written = Field(alias="is")
    cite: tuple[str, ...] = Field(min_length=1)


class SettingFile(RootModel[tuple[SettingAnswer, ...]]):
    """settings.yaml: what the pack answers to open questions (设定)."""


class PackFile(Strict):
    """pack.yaml: who, since when, on which documents, extending what (规则包说明)."""

    id: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    title: str
    code: str = Field(pattern=r"^[0-9]{6}$")
    extends: str | None = None
    valid_for: Span | None = None
    documents: tuple[Document, ...] = Field(min_length=1)
    drops: tuple[Departure, ...] = ()
    children: tuple[Direction, ...] = ()
    acknowledges: tuple[Acknowledged, ...] = ()


class Mark(StrEnum):
    """Whether a program can decide by a clause: wholly, in part, not."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class Reading(StrEnum):
    """What a clause is: it binds, it says what a word means, sets a value, allows, or states an aim."""

    DUTY = "duty"
    DEFINITION = "definition"
    SETTING = "setting"
    PERMISSION = "permission"
    AIM = "aim"


TO_WRITE = "待编写"
"""What a row says of a clause that nobody has read yet, `pack new` writes it."""


class ClauseRow(Strict):
    """One clause of a document, in the project's own words (条款).

    `reading` is what the clause is, `modality` how strongly a duty binds; rules that cite it say the
    same. `procedures` are engine procedures that carry it out; `reason` says why a program does not
    decide by it, or not wholly.
    """

    id: str = Field(pattern=r"^[A-Z]{2}-[0-9A-Z][0-9A-Za-z]*$")
    document: str
    place: str
    says: str
    mark: Mark
    reading: Reading | None = None
    modality: Modality | None = None
    procedures: tuple[str, ...] = ()
    reason: str | None = None


class ClauseFile(RootModel[tuple[ClauseRow, ...]]):
    """clauses.yaml: the clauses that rules cite (条款表)."""


class FormFile(RootModel[tuple[TableForm, ...]]):
    """forms.yaml: this place's own forms (样表)."""

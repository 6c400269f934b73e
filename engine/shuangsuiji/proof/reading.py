"""What the texts of a rule mean to its kind: which are conditions, words of a field's list, names of fields."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

from shuangsuiji.model.settings import Settings
from shuangsuiji.model.vocabulary import FieldSpec, TableSpec
from shuangsuiji.packs.rulepack import Rule, RulePack
from shuangsuiji.proof.cases import usual_day
from shuangsuiji.rules.conditions import Scope, read_condition
from shuangsuiji.rules.expressions import Condition
from shuangsuiji.rules.kinds.base import RuleSpec
from shuangsuiji.rules.kinds.site import Site, Step

Steps = tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """The texts of a rule that its kind read, by what is written where; its tables.

    `fields` are those that the rule names one by one, outside conditions.
    """

    conditions: dict[tuple[Steps, str], TableSpec]
    words: dict[tuple[Steps, str], FieldSpec]
    fields: tuple[tuple[Steps, FieldSpec], ...]
    tables: tuple[TableSpec, ...]
    settings: Settings

    def condition(self, steps: Steps, text: str) -> Condition | None:
        """Return the condition that is written there, its settings still open; None for another text."""
        table = self.conditions.get((steps, text))
        if table is None:
            return None
        return read_condition(text, Scope(table, settings=Settings(self.settings.registry)))

    def field(self, text: str) -> FieldSpec | None:
        """Return the field of the rule's tables that the text names, None for none."""
        return next((spec for t in self.tables if (spec := t.find(text)) is not None), None)


def reading_of(pack: RulePack, rule: Rule, spec: RuleSpec) -> Reading:
    """Expand the rule once and note what its kind reads."""
    day = usual_day(pack)
    site = _Recorder(pack.site(rule.full_id, day, day.year))
    spec.expand(site)
    tables = tuple(pack.vocabulary.tables[name] for name in spec.tables())
    noted = (site.noted_conditions, site.noted_words, tuple(site.noted_fields))
    return Reading(*noted, tables, pack.settings)


class _Recorder(Site):
    """A site that notes the conditions, words and fields which a kind asks it for."""

    def __init__(self, site: Site) -> None:
        super().__init__(**{f.name: getattr(site, f.name) for f in fields(site)})
        self.noted_conditions: dict[tuple[Steps, str], TableSpec] = {}
        self.noted_words: dict[tuple[Steps, str], FieldSpec] = {}
        self.noted_fields: list[tuple[Steps, FieldSpec]] = []

    def field(self, table: str, name: str, *steps: Step) -> FieldSpec:
        spec = super().field(table, name, *steps)
        if steps:
            self.noted_fields.append((steps, spec))
        return spec

    def condition(self, text: str | None, table: str, *steps: Step) -> Condition:
        if text is not None:
            self.noted_conditions.setdefault((steps, text), self.table(table))
        return super().condition(text, table, *steps)

    def choice(self, table: str, name: str, word: str, *steps: Step) -> Condition:
        self.noted_words[steps, word] = self.table(table).by_name[name]
        return super().choice(table, name, word, *steps)

    def words(self, table: str, name: str, words: Sequence[str], *steps: Step) -> Condition:
        for index, word in enumerate(words):
            self.noted_words[(*steps, index), word] = self.field(table, name)
        return super().words(table, name, words, *steps)

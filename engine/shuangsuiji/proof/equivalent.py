"""Whether two ways to write a rule come to the same: both judged on every row of a grid of boundary values.

The rules are expanded on days about every date they write, with settings left open, so that a row of
the grid answers them too. Where the expansions are the same, nothing needs to be judged.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from itertools import product

from pydantic import BaseModel

from shuangsuiji.findings import Location
from shuangsuiji.model.dated import moved
from shuangsuiji.model.settings import Answer, Settings, SettingSpec, SettingValue
from shuangsuiji.model.vocabulary import FieldType
from shuangsuiji.packs.rulepack import Rule, RulePack
from shuangsuiji.proof.cases import case_day, usual_day
from shuangsuiji.proof.grid import Grid, grid_of
from shuangsuiji.proof.mutate_values import MONTH_DAY
from shuangsuiji.rules.conditions import Scope, read_condition
from shuangsuiji.rules.expressions import TRUE, Condition
from shuangsuiji.rules.interpret import Env
from shuangsuiji.rules.kinds.base import RuleSpec
from shuangsuiji.rules.kinds.site import Site, Step
from shuangsuiji.rules.normal import NormalRule, judge

MOST_ROWS = 100_000
"""Of one grid; a larger one is not judged, and says so."""


class Likeness(StrEnum):
    """What comparing two ways to write a rule came to."""

    SAME = "same"
    DIFFERENT = "different"
    TOO_LARGE = "too_large"


@dataclass(frozen=True, slots=True)
class Compared:
    """The answer, and the rows that were judged or would have to be."""

    likeness: Likeness
    rows: int


def compare(pack: RulePack, pairs: Sequence[tuple[Rule, Rule]]) -> Compared:
    """Return whether each pair of rules gives the same outcome on every row of the grids."""
    judged, seen = 0, set()
    for one, other in pairs:
        for (as_of, year), answers in _occasions(pack, one.spec, other.spec):
            before = _expanded(pack, one, (as_of, year), answers)
            after = _expanded(pack, other, (as_of, year), answers)
            for a, b in _differing(before, after):
                dated = any(r.spec.type is FieldType.DATE for r in (*a.fields(), *b.fields()))
                if (a, b, as_of if dated else None) in seen:
                    continue
                seen.add((a, b, as_of if dated else None))
                grid = grid_of((*a.conditions(), *b.conditions()), as_of)
                judged += grid.rows
                if judged > MOST_ROWS:
                    return Compared(Likeness.TOO_LARGE, judged)
                if _differs(a, b, grid, as_of):
                    return Compared(Likeness.DIFFERENT, judged)
    return Compared(Likeness.SAME, judged)


def _differs(a: NormalRule, b: NormalRule, grid: Grid, as_of: date) -> bool:
    names = [ref.name for ref in grid.fields]
    for values in product(*grid.values):
        env = Env(dict(zip(names, values, strict=True)), as_of)
        x, y = judge(a, env), judge(b, env)
        if (x.outcome, x.exceptions) != (y.outcome, y.exceptions):
            return True
    return False


def _differing(
    one: Mapping[str, NormalRule], other: Mapping[str, NormalRule]
) -> Iterator[tuple[NormalRule, NormalRule]]:
    """Yield the parts that are not the same on both sides; a part that is on one side only judges nothing."""
    for part in dict.fromkeys((*one, *other)):
        a, b = one.get(part), other.get(part)
        if a != b:
            either = a or b
            assert either is not None, "the part is of one of them"
            nothing = NormalRule(either.id, either.table, TRUE, TRUE)
            yield a or nothing, b or nothing


def _occasions(
    pack: RulePack, one: RuleSpec, other: RuleSpec
) -> Iterator[tuple[tuple[date, int], Mapping[str, Answer]]]:
    """Yield the days and years on which to expand, each with every answer to settings that kinds read."""
    usual = usual_day(pack)
    days = {usual, *(case_day(pack, case)[0] for case in one.cases)}
    years = {usual.year, *(case_day(pack, case)[1] for case in one.cases)}
    written = {*_days(one, usual.year), *_days(other, usual.year)}
    days |= {moved(d, n) for d in written for n in (-1, 0, 1)}
    years |= {min(d.year + n, date.max.year) for d in written for n in (0, 1)}
    site = _Open(pack.site("", usual, usual.year))
    one.expand(site)
    for answers in _answers(site.asked, pack.settings):
        for day in sorted(days):
            for year in sorted(y for y in years if abs(y - day.year) <= 1):
                yield (day, year), answers


def _days(model: BaseModel, year: int) -> Iterator[date]:
    """Yield the days that a rule writes, cases left out."""
    for name in type(model).model_fields:
        value = getattr(model, name)
        for part in value if isinstance(value, tuple) else (value,):
            if isinstance(part, BaseModel) and name != "cases":
                yield from _days(part, year)
            elif isinstance(part, date):
                yield part
            elif isinstance(part, str) and MONTH_DAY.fullmatch(part):
                yield date.fromisoformat(f"{year:04}-{part}")


def _answers(asked: Sequence[str], settings: Settings) -> Iterator[Mapping[str, Answer]]:
    """Yield every combination of answers to the settings asked; the pack's own to those of no list."""
    options = [[(n, v) for v in _options(settings.registry[n])] for n in asked]
    for chosen in product(*(o for o in options if o)):
        yield {**settings.answers, **{n: Answer(str(v), v, Location("")) for n, v in chosen}}


def _options(spec: SettingSpec) -> tuple[SettingValue, ...]:
    return (True, False) if spec.type is FieldType.YES_NO else spec.options


def _expanded(
    pack: RulePack, rule: Rule, day: tuple[date, int], answers: Mapping[str, Answer]
) -> dict[str, NormalRule]:
    site = _Open(pack.site(rule.full_id, *day))
    site.settings = Settings(pack.settings.registry, answers)
    return {e.rule.id.partition("#")[2]: e.rule for e in rule.spec.expand(site)}


class _Open(Site):
    """A site whose conditions keep their settings open, as fields; it notes which ones kinds ask for."""

    def __init__(self, site: Site) -> None:
        super().__init__(**{f.name: getattr(site, f.name) for f in fields(site)})
        self.asked: list[str] = []

    def condition(self, text: str | None, table: str, *steps: Step) -> Condition:
        if text is None:
            return TRUE
        open_ones = Settings(self.settings.registry)
        return read_condition(text, Scope(self.table(table), settings=open_ones))

    def setting(self, name: str) -> SettingValue | None:
        if name in self.settings.registry and name not in self.asked:
            self.asked.append(name)
        return super().setting(name)

"""A rule or a kind, explained: law, cases, SQL; of a kind, its keys and the rules that use it."""

import inspect
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from shuangsuiji.model.vocabulary import Vocabulary, key_words
from shuangsuiji.packs.files import ClauseRow
from shuangsuiji.packs.rulepack import ReadyRule, Rule, RulePack
from shuangsuiji.proof.case_checks import run_readable
from shuangsuiji.proof.cases import CaseResult
from shuangsuiji.rules.columns import Column
from shuangsuiji.rules.expressions import Ref
from shuangsuiji.rules.kinds import KINDS
from shuangsuiji.rules.kinds.base import RuleSpec
from shuangsuiji.rules.normal import NormalRule, outcome_sql
from shuangsuiji.rules.sql import Compiler


@dataclass(frozen=True, slots=True)
class Part:
    """One normal-form rule: what it reads, and the SQL that gives its outcome as a number."""

    ready: ReadyRule
    reads: tuple[Ref, ...]
    sql: str


@dataclass(frozen=True, slots=True)
class ExplainedRule:
    """A rule with all that stands behind it on a day."""

    rule: Rule
    clauses: tuple[ClauseRow, ...]
    parts: tuple[Part, ...]
    cases: tuple[CaseResult, ...]


@dataclass(frozen=True, slots=True)
class Key:
    """A key of a kind: its name, what it says in Chinese, whether it must be written, else its default."""

    name: str
    says: str
    required: bool
    default: str


@dataclass(frozen=True, slots=True)
class ExplainedKind:
    """A kind: what it does, its own keys, rules that use it."""

    name: str
    title: str
    says: str
    keys: tuple[Key, ...]
    used_by: tuple[Rule, ...]


def explain_rule(
    pack: RulePack, rule: Rule, rows: Mapping[str, ClauseRow], as_of: date
) -> ExplainedRule:
    """Return the rule, explained; `rows` are the clauses of the pack and its parents.

    Raises Refusal for a case that cannot be read.
    """
    ready = [r for r in pack.ready(as_of, as_of.year, every=True) if r.rule is rule]
    return ExplainedRule(
        rule=rule,
        clauses=tuple(rows[c.clause] for c in rule.citations if c.clause in rows),
        parts=tuple(_part(r, pack.vocabulary, as_of) for r in ready),
        cases=run_readable(pack, rule),
    )


def explain_kind(name: str, packs: Sequence[RulePack]) -> ExplainedKind:
    """Return the kind, explained, with the rules of these packs that use it."""
    model = KINDS[name]
    module = inspect.getdoc(inspect.getmodule(model)) or ""
    keys = tuple(
        Key(
            spec.alias or key,
            key_words(spec.description or "")[1],
            spec.is_required(),
            "" if spec.is_required() else _written(spec.get_default(call_default_factory=True)),
        )
        for key, spec in model.model_fields.items()
        if key not in RuleSpec.model_fields
    )
    used = (r for p in packs for r in p.rules if r.pack == p.id and r.spec.kind == name)
    title = re.match(r"\S*", module)
    return ExplainedKind(
        name, title[0] if title else "", inspect.getdoc(model) or "", keys, tuple(used)
    )


def _written(default: object) -> str:
    """Return a default as people write it; nothing for none."""
    if default is None or default in ((), {}):
        return ""
    if isinstance(default, bool):
        return "true" if default else "false"
    if isinstance(default, tuple):
        return "、".join(str(getattr(one, "is_", one)) for one in default)
    return str(default)


def _part(ready: ReadyRule, vocabulary: Vocabulary, as_of: date) -> Part:
    reads = ready.normal.fields()
    return Part(ready, reads, sql_of(ready.normal, vocabulary, as_of))


def sql_of(rule: NormalRule, vocabulary: Vocabulary, as_of: date) -> str:
    """Return the SQL of a rule's outcome where every column is on the paper, long lists cut short."""
    columns = {f.name: Column() for f in vocabulary.tables[rule.table].fields}
    columns |= {r.name: Column() for r in rule.fields() if not r.name.startswith("setting__")}
    sql = outcome_sql(rule, Compiler(columns, as_of))
    sql = re.sub(r"\[(\d+), (\d+), [\d, ]{40,}\]", r"[\1, \2, …]", sql)
    return "\n".join(_branches(sql.removeprefix("(").removesuffix(")::TINYINT")))


def _branches(sql: str) -> Iterator[str]:
    """Yield the outer CASE, a branch a line; inner ones stand in brackets and stay as they are."""
    depth = start = 0
    for at, letter in enumerate(sql):
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if depth == 0 and re.match(r" (WHEN|ELSE) ", sql[at:]):
            yield sql[start:at].strip()
            start = at
    yield sql[start:].strip()

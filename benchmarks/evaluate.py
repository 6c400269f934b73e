"""A million rows under thirty rules, beside the same outcomes by hand-written DuckDB SQL, as a ratio.

The rules go the whole way: text, typed expression, SQL. The SQL by hand is what a person would write who
knows three-valued logic and which cells may be blank; both count the outcomes in one query, by count_if.
"""

import argparse
import statistics
from dataclasses import dataclass
from datetime import date

import duckdb
from measure import alternating, finish, line, verdict

from shuangsuiji.findings import Outcome
from shuangsuiji.model.vocabulary import FieldKind, FieldSpec, FieldType, TableSpec, Vocabulary
from shuangsuiji.rules.columns import Column
from shuangsuiji.rules.conditions import Scope, read_condition
from shuangsuiji.rules.evaluate import Evaluation
from shuangsuiji.rules.expressions import TRUE
from shuangsuiji.rules.loading import LoadedTable
from shuangsuiji.rules.normal import NormalException, NormalRule

LIMIT = 1.2
TODAY = date(2026, 6, 1)
SEED = 20260601
OUTCOMES = (
    Outcome.PASS,
    Outcome.NOT_APPLICABLE,
    Outcome.FAIL,
    Outcome.UNKNOWN,
    Outcome.EXCEPTED,
)
FIELDS = (
    FieldSpec(name="code", label="代码", type=FieldType.TEXT),
    FieldSpec(name="sort", label="类型", type=FieldType.TEXT),
    FieldSpec(name="visits", label="次数", type=FieldType.COUNT, least=0),
    FieldSpec(name="staff", label="人数", type=FieldType.COUNT, least=0),
    FieldSpec(name="share", label="比例", type=FieldType.RATIO, least=0),
    FieldSpec(name="industry", label="重点行业", type=FieldType.YES_NO),
    FieldSpec(name="listed", label="列入名录", type=FieldType.YES_NO),
    FieldSpec(name="found", label="认定", type=FieldType.YES_NO, kind=FieldKind.JUDGEMENT),
    FieldSpec(name="opened_on", label="成立日期", type=FieldType.DATE),
    FieldSpec(name="done_on", label="完成日期", type=FieldType.DATE, kind=FieldKind.EVENT),
)
BLANK = ("share", "listed", "found", "done_on")
TABLE = TableSpec(label="对象", row="对象", key="code", fields=FIELDS)
ROWS = f"""
CREATE TABLE target AS SELECT i AS _row, 'T' || i AS code,
  ['企业', '个体工商户', '农民专业合作社'][1 + i % 3] AS sort,
  (hash(i, {SEED}) % 5)::DECIMAL(18,9) AS visits, (hash(i, 1) % 300)::DECIMAL(18,9) AS staff,
  CASE WHEN hash(i, 2) % 10 > 0 THEN (hash(i, 3) % 100 / 100)::DECIMAL(18,9) END AS share,
  hash(i, 4) % 4 = 0 AS industry, CASE WHEN hash(i, 5) % 20 > 0 THEN hash(i, 6) % 8 = 0 END AS listed,
  CASE WHEN hash(i, 7) % 3 > 0 THEN hash(i, 8) % 2 = 0 END AS found,
  DATE '2000-01-01' + (hash(i, 9) % 9000)::INTEGER AS opened_on,
  CASE WHEN hash(i, 10) % 6 > 0 THEN DATE '2026-01-01' + (hash(i, 11) % 120)::INTEGER END AS done_on
FROM range(?) t(i)
"""


@dataclass(frozen=True)
class Pair:
    """A rule twice: as a pack writes it, and as a person writes its outcome in SQL.

    The SQL is TRUE, FALSE or NULL: `when` it applies, what it requires, what excepts it.
    """

    when: str
    require: str
    unless: tuple[str, ...]
    by_hand: tuple[str, str, tuple[str, ...]]


def pairs() -> list[Pair]:
    """Return thirty rules: ten forms, each with three values."""
    found = []
    for n in (1, 2, 3):
        least = f"0.0{n}"
        day = f"2026-0{n + 1}-28"
        late = f"DATE '{day}'"
        done = f"CASE WHEN done_on IS NULL THEN CASE WHEN DATE '{TODAY}' >= {late} THEN FALSE END"
        done = f"({done} ELSE done_on <= {late} END)"
        found += [
            Pair("TRUE", f"visits <= {n}", (), ("TRUE", f"visits <= {n}", ())),
            Pair(
                "sort = '企业'",
                f"visits <= {n}",
                ("industry AND listed",),
                ("sort = '企业'", f"visits <= {n}", ("industry AND listed",)),
            ),
            Pair("TRUE", "stated(share)", (), ("TRUE", "share IS NOT NULL", ())),
            Pair(
                "NOT industry",
                f"share >= {least}",
                (),
                ("NOT industry", f"share >= {least}", ()),
            ),
            Pair(
                "TRUE",
                f"staff * {least} <= visits + {n}",
                (),
                ("TRUE", f"staff * {least} <= visits + {n}", ()),
            ),
            Pair(
                f"opened_on >= '200{n}-01-01'",
                f"staff >= {n}",
                ("found",),
                (f"opened_on >= DATE '200{n}-01-01'", f"staff >= {n}", ("found",)),
            ),
            Pair("TRUE", f"done_on <= '{day}'", (), ("TRUE", done, ())),
            Pair(
                "listed OR industry",
                f"visits BETWEEN 0 AND {n} AND staff > {n}",
                (),
                ("listed OR industry", f"visits BETWEEN 0 AND {n} AND staff > {n}", ()),
            ),
            Pair(
                "sort IN ('企业', '个体工商户')",
                f"share <= 0.9{n} OR found",
                (),
                ("sort IN ('企业', '个体工商户')", f"share <= 0.9{n} OR found", ()),
            ),
            Pair(
                "TRUE",
                f"NOT (industry AND staff > {100 * n})",
                ("listed",),
                ("TRUE", f"NOT (industry AND staff > {100 * n})", ("listed",)),
            ),
        ]
    return found


def rules(written: list[Pair]) -> list[NormalRule]:
    """Return the rules as the engine has them."""
    scope = Scope(TABLE)

    def read(text: str):
        return TRUE if text == "TRUE" else read_condition(text, scope)

    return [
        NormalRule(
            f"b/rules/r{number}",
            "target",
            read(pair.when),
            read(pair.require),
            tuple(NormalException(f"e{i}", read(e)) for i, e in enumerate(pair.unless)),
        )
        for number, pair in enumerate(written)
    ]


def outcome_by_hand(pair: Pair) -> str:
    """Return the outcome of a row as a person would write it, by the order of OUTCOMES."""
    when, require, unless = pair.by_hand
    applies = [] if when == "TRUE" else [f"WHEN NOT ({when}) THEN 1"]
    excepted = [f"WHEN {' OR '.join(f'({e})' for e in unless)} THEN 4"] if unless else []
    fails = [f"NOT ({require})", *([] if when == "TRUE" else [f"({when})"])]
    fails += [f"NOT ({e})" for e in unless]
    branches = [*applies, f"WHEN {require} THEN 0", *excepted, f"WHEN {' AND '.join(fails)} THEN 2"]
    return f"(CASE {' '.join(branches)} ELSE 3 END)::TINYINT"


def query_by_hand(written: list[Pair]) -> str:
    """Return one query that counts every outcome of every rule."""
    columns = ", ".join(f"{outcome_by_hand(p)} AS o{i}" for i, p in enumerate(written))
    sums = ", ".join(f"count_if(o{i} = {c})" for i in range(len(written)) for c in range(5))
    return f"SELECT {sums} FROM (SELECT {columns} FROM target)"


def main() -> None:
    """Measure, compare the counts, and print the ratio."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rows", type=int, default=1_000_000)
    asked.add_argument("--repeats", type=int, default=7)
    chosen = asked.parse_args()
    written = pairs()
    with duckdb.connect() as connection:
        connection.execute(ROWS, [chosen.rows])
        columns = {f.name: Column(blanks=f.name in BLANK) for f in FIELDS}
        loaded = LoadedTable("target", columns)
        vocabulary = Vocabulary(tables={"target": TABLE})
        evaluation = Evaluation(connection, vocabulary, {"target": loaded}, TODAY)
        ready, query = rules(written), query_by_hand(written)
        counts = evaluation.counts("target", ready)
        engine = [counts[r.id][o] for r in ready for o in OUTCOMES]
        by_hand = list(connection.execute(query).fetchone() or ())
        assert engine == by_hand, "the two do not count the same"
        seconds = alternating(
            {
                "引擎": lambda: evaluation.counts("target", ready),
                "手写": lambda: connection.execute(query).fetchall(),
            },
            chosen.repeats,
        )
        told = alternating({"连同说明": lambda: evaluation.run(ready)}, 1)["连同说明"]
    print(f"{chosen.rows:,} 行 × {len(written)} 条规则，{chosen.repeats} 次轮流，结果逐项相同")
    for name, each in seconds.items():
        print(line(name, each))
    print(line("引擎，连同逐行说明（每条规则每种结果至多 2000 行）", told))
    ratio = statistics.median(seconds["引擎"]) / statistics.median(seconds["手写"])
    finish(verdict("引擎 / 手写（中位）", ratio, LIMIT))


if __name__ == "__main__":
    main()

"""Rules about tables, written as triggers of SQLite and of PostgreSQL."""

from collections.abc import Iterator, Mapping

Rules = Mapping[str, tuple[str, str, str]]
"""Name of the rule: table, statement, and when the statement is refused."""

Never = Mapping[str, tuple[str, str]]
"""Name of the rule: table, and the statement that is always refused."""

REFUSE = (
    "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION '%', TG_NAME USING ERRCODE = 'integrity_constraint_violation'; END $$"
)
"""What PostgreSQL's triggers of the second sort call; made once, by the first migration."""


def sqlite(rules: Rules, never: Never) -> list[str]:
    """Return the triggers for SQLite."""
    always = {name: (table, statement, "1") for name, (table, statement) in never.items()}
    return [
        f"CREATE TRIGGER {name} BEFORE {statement} ON {table} WHEN {condition} "
        f"BEGIN SELECT RAISE(ABORT, '{name}'); END"
        for name, (table, statement, condition) in {**rules, **always}.items()
    ]


def postgresql(rules: Rules, never: Never) -> list[str]:
    """Return the triggers for PostgreSQL, which allows no sub-select in WHEN: a function for each rule."""
    refusals = [
        f"CREATE TRIGGER {name} BEFORE {statement} ON {table} FOR EACH ROW "
        "EXECUTE FUNCTION refuse()"
        for name, (table, statement) in never.items()
    ]
    return [*refusals, *(part for rule in rules.items() for part in _with_function(*rule))]


def _with_function(name: str, rule: tuple[str, str, str]) -> Iterator[str]:
    table, statement, condition = rule
    back = "OLD" if statement == "DELETE" else "NEW"
    yield (
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {condition} "
        f"THEN RAISE EXCEPTION '{name}' USING ERRCODE = 'integrity_constraint_violation'; "
        f"END IF; RETURN {back}; END $$"
    )
    yield (
        f"CREATE TRIGGER {name} BEFORE {statement} ON {table} FOR EACH ROW "
        f"EXECUTE FUNCTION {name}()"
    )


def no_truncate(*tables: str) -> list[str]:
    """Return the triggers that keep PostgreSQL from emptying tables without asking row by row."""
    return [
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} EXECUTE FUNCTION refuse()"
        for table in tables
    ]

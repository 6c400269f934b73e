"""Check one plan as `plan check` does, and write how many seconds of the processor each part took.

python plan_parts.py SECONDS.json ARGUMENTS…: a part does not count what another takes inside it.
"""

import json
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from importlib import import_module
from pathlib import Path
from typing import ParamSpec, TypeVar

from shuangsuiji.cli import run
from shuangsuiji.report import checks
from shuangsuiji.report.checked import Report
from shuangsuiji.report.outputs import Forms

PARTS = {
    "打开工作簿": (("forms.tables", "read_book"),),
    "读单元格": (("forms.tables", "find_parts"), ("forms.tables", "read_lines")),
    "由行成表": (
        ("workflow.plans", "numbered"),
        ("workflow.plans", "as_people_say"),
        ("workflow.plans", "plan_tables"),
        ("workflow.plans", "items_by_line"),
    ),
    "全计划核对": (("workflow.plans", "remarks"),),
    "年度工作量": (("workflow.plans", "year_load"),),
    "装入 DuckDB": (("check.tables", "load_rows"),),
    "规则与问题": (("workflow.plans", "run_check_on"),),
}
"""The functions of each part, by the module that calls them."""
REST = "启动、收尾及其余"

P = ParamSpec("P")
T = TypeVar("T")


@dataclass
class Clock:
    """Gives every moment to the innermost part that is at work."""

    seconds: dict[str, float] = field(default_factory=lambda: {REST: 0.0})
    at_work: list[str] = field(default_factory=lambda: [REST])
    since: float = 0.0

    def tick(self) -> None:
        """Count what passed since the last time."""
        now, part = time.process_time(), self.at_work[-1]
        self.seconds[part] = self.seconds.get(part, 0.0) + now - self.since
        self.since = now

    def timed(self, part: str, work: Callable[P, T]) -> Callable[P, T]:
        """Return the function with its seconds counted for a part."""

        def counted(*given: P.args, **named: P.kwargs) -> T:
            self.tick()
            self.at_work.append(part)
            try:
                return work(*given, **named)
            finally:
                self.tick()
                self.at_work.pop()

        return counted


def main() -> None:
    """Check with the clock, and write what it counted."""
    clock = Clock()
    for part, functions in PARTS.items():
        for module_name, name in functions:
            module = import_module(f"shuangsuiji.{module_name}")
            setattr(module, name, clock.timed(part, getattr(module, name)))
    made = checks.report_forms

    def timed_forms(report: Report) -> Forms:
        forms = made(report)
        return {n: replace(f, content=clock.timed(n, f.content)) for n, f in forms.items()}

    setattr(checks, "report_forms", timed_forms)  # noqa: B010  (as the parts above)
    code = run(sys.argv[2:])
    clock.tick()
    Path(sys.argv[1]).write_text(json.dumps(clock.seconds), "utf-8")
    sys.exit(code)


if __name__ == "__main__":
    main()

"""The main job on shipped example data: check a county's plan, draw, match inspectors, verify; one folder."""

import contextlib
import hashlib
import shutil
import tempfile
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from shuangsuiji.draw.verification.verify import Verification
from shuangsuiji.findings import Location, refuse
from shuangsuiji.report.checks import report_forms
from shuangsuiji.report.demo import demo_words
from shuangsuiji.report.draws import DrawReport
from shuangsuiji.report.files import write_whole
from shuangsuiji.report.leftovers import held_folder
from shuangsuiji.resources import root
from shuangsuiji.store import export_events, open_store
from shuangsuiji.workflow import assign_run, draws
from shuangsuiji.workflow.checks import CheckReport
from shuangsuiji.workflow.plans import PlanPapers, check

PLACE = "gaoqing"
PEOPLE = "inspectors.xlsx"
PAPERS = ("items.xlsx", "plan.xlsx", "register.csv", PEOPLE, "draw.yaml", "findings.yaml")
TODAY = date(2026, 8, 31)
CLOCK = datetime(2026, 8, 31, 1, 0, tzinfo=UTC)
"""The demo's own clock, so that every run gives the same bytes."""
PARTIES = ("initiator", "witness")
REPORTS = (("text", "核查报告.txt"), ("html", "核查报告.html"), ("json", "核查报告.json"))
TOOLS = (("verify_draw.py", "verify_draw.py"), ("verify_draw.html", "复核抽取.html"))
README = "说明.txt"
BUNDLE = "抽取包"


@dataclass(frozen=True, slots=True)
class Demo:
    """What a demo came to: the report on the plan, what was drawn, who goes where, the verification."""

    folder: Path
    report: CheckReport
    drawn: DrawReport
    assigned: DrawReport
    verification: Verification


def run(folder: Path) -> Demo:
    """Run the demo and leave one folder with everything; a former demo there is replaced whole."""
    _check_folder(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with held_folder(folder) as made:
        with contextlib.chdir(made):  # so that places in files are the same on every machine
            demo = _run(folder)
        if folder.exists():
            shutil.rmtree(folder)
        made.rename(folder)
    return demo


def _check_folder(folder: Path) -> None:
    """Refuse to replace anything but a former demo."""
    if folder.is_dir() and (not any(folder.iterdir()) or (folder / README).is_file()):
        return
    if folder.exists():
        raise refuse("demo/folder-taken", Location(str(folder)))


def _run(folder: Path) -> Demo:
    example = root() / "jurisdictions" / PLACE / "example"
    for name in PAPERS:
        shutil.copyfile(example / name, name)
    report = check(PLACE, _papers(), today=TODAY)
    forms = report_forms(report)
    for form, name in REPORTS:
        write_whole(Path(name), forms[form].content(Path(name)))
    with tempfile.TemporaryDirectory(prefix="shuangsuiji-") as scratch:
        drawn, assigned = _draw(Path(scratch))
    for tool, name in TOOLS:
        shutil.copyfile(root() / "tools" / tool, name)
    write_whole(Path(README), demo_words().encode())
    return Demo(folder, report, drawn, assigned, draws.verify(Path(BUNDLE)))


def _papers() -> PlanPapers:
    return PlanPapers(
        plan=Path("plan.xlsx"),
        items=Path("items.xlsx"),
        register=Path("register.csv"),
        findings=Path("findings.yaml"),
        as_of=TODAY,
    )


def _draw(scratch: Path) -> tuple[DrawReport, DrawReport]:
    """Freeze, commit, reveal, run and match; leave the bundle and the record of events here."""
    store, folder = scratch / "demo.db", scratch / "draw"
    order = draws.FreezeOrder(
        spec=Path("draw.yaml"),
        registers=(Path("register.csv"),),
        store=store,
        out=folder,
        pack=draws.pack_record(PLACE, TODAY),
        plan=Path("plan.xlsx"),
        answers={"cap-unknown": "exclude"},
        inspectors=(Path(PEOPLE),),
    )
    draws.freeze(order, now=_at(0))
    for step, party in enumerate(PARTIES, 1):
        draws.commit(folder, _promise(party), store=store, now=_at(step))
    for step, party in enumerate(PARTIES, 4):
        draws.reveal(
            folder, folder / "private" / f"reveal-{party}.json", store=store, now=_at(step)
        )
    drawn = draws.run(folder, store=store, now=_at(8))
    assigned = assign_run.run(folder, PLACE, store=store, now=_at(9)).report
    with open_store(store) as opened:
        write_whole(Path("台账.jsonl"), export_events(opened))
    shutil.copytree(folder / "bundle", BUNDLE)
    said = tuple(f for f in drawn.said if f.code != "draw/told-bundle")  # it has moved here
    return DrawReport(said, {**drawn.record, "bundle": BUNDLE}), assigned


def _at(minutes: int) -> datetime:
    return CLOCK + timedelta(minutes=minutes)


def _promise(party: str) -> draws.Promise:
    """Return the demo's fixed nonce; a real one is drawn by the party itself, and kept by it."""
    nonce = hashlib.sha256(f"shuangsuiji demo {party}".encode()).hexdigest()
    return draws.Promise(party, nonce, None, None, None)

"""Write the papers of an assignment into a folder, whole or not at all: tasks, schedules, fairness."""

from collections.abc import Iterator
from pathlib import Path

from shuangsuiji.findings import Location, refuse
from shuangsuiji.report.assign_fairness_html import fairness_html
from shuangsuiji.report.assign_index_html import Entry, index_html
from shuangsuiji.report.assign_schedule import schedule_html, schedule_xlsx
from shuangsuiji.report.assign_task_html import TITLE, tasks_html
from shuangsuiji.report.assign_words import AssignPapers
from shuangsuiji.workflow.assign_papers import PapersGiven, assign_papers
from shuangsuiji.workflow.draw_files import new_folder, place_folder

MOST_SHEETS = 300
"""Visits on one page: a larger one is slow to open and to print."""


def write_sheets(given: PapersGiven, folder: Path) -> tuple[AssignPapers, tuple[str, ...]]:
    """Write the folder and return what its papers tell, and the names of its files."""
    place = Location(str(folder))
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise refuse("papers/folder", place)
    papers = assign_papers(given)
    files = dict(_files(papers))
    entries = [(name, what, whom) for name, (what, whom, _) in files.items()]
    with new_folder(folder) as temporary:
        for name, (_, _, data) in files.items():
            (temporary / name).write_bytes(data)
        (temporary / "index.html").write_text(index_html(papers, _listed(entries)), "utf-8")
        place_folder(temporary, folder)
    return papers, ("index.html", *files)


def _listed(entries: list[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda e: (e[0].startswith("fairness"), e[0].startswith("schedule")))


def _files(papers: AssignPapers) -> Iterator[tuple[str, tuple[str, str, bytes]]]:
    """Yield the files: name, what it is, whom it is for, its bytes."""
    for batch in sorted({task.batch for task in papers.tasks}):
        tasks = [task for task in papers.tasks if task.batch == batch]
        parts = [tasks[i : i + MOST_SHEETS] for i in range(0, len(tasks), MOST_SHEETS)]
        for n, part in enumerate(parts, 1):
            name = f"tasks-{batch}.html" if len(parts) == 1 else f"tasks-{batch}-{n:02}.html"
            what = f"{TITLE}，第{batch}批，{len(part)}户次，每户一页"
            yield name, (what, "检查组", tasks_html(papers, part).encode())
    yield "schedule.html", ("检查人员日程，每人一页", "检查人员", schedule_html(papers).encode())
    yield "schedule.xlsx", ("日程和各人户次的工作簿", "派活的科室", schedule_xlsx(papers))
    yield "fairness.html", ("公平情况", "纪检、信用监管科", fairness_html(papers).encode())

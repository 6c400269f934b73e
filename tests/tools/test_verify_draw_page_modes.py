"""The page judges bundles of every mode as verify_draw.py does, and tells a citizen where they stand."""

import itertools
import json
import random
import shutil
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import test_verify_draw_after as after
import test_verify_draw_assignment as assignment
import test_verify_draw_log as logs
from bundles import KEYS, ROWS, Answer, Bundle, Change, run
from test_verify_draw_page import DONE, ENDS, PAGE, _ask, _check, _drop, _give, _heads

Make = Callable[[Path], object]


@pytest.fixture(scope="module")
def page(browser: Any) -> Iterator[Any]:
    opened = browser.open(PAGE)
    yield opened
    assert opened.asked == []
    assert opened.errors == []
    opened.close()


def _agree(page: Any, folder: Path) -> int:
    """Let both judge a bundle: the same end, the same steps, and the same words of what holds."""
    code, said = run(folder)
    end, record = _check(page, folder)
    assert end in ENDS[code], (end, record[-300:], said[-300:])
    assert _heads(record) == _heads(said)
    return code


# ---- Whole bundles of every mode ---------------------------------------------------------------------


def _retried(folder: Path) -> object:
    return logs._retry(folder)


def _few(given: dict[str, Any]) -> None:
    """Leave too few people for all slots."""
    given["people"] = [p for p in given["people"] if p["id"] in {"I1", "I3"}]
    given["people"][0]["cap"] = 1


def _undated(given: dict[str, Any]) -> None:
    """Leave certificates of which only one end is stated, or none; one is from the last century."""
    spans = [
        ("0001-01-01", "9999-12-31"),
        ("1998-05-04", "2030-12-31"),
        ("2020-01-01", "9999-12-31"),
    ]
    for one, (first, last) in zip(given["people"], spans, strict=False):
        one["certified"] = {"from": first, "until": last}


def _changes(b: Bundle) -> list[dict[str, Any]]:
    """Take a target out, let its reserve come in, and replace somebody by redraw and by hand."""
    first = after._redraw(b)
    second = {**after._redraw(b, "designate"), "out": first["in"], "in": first["out"]}
    return [first, second, after._out(b, line="L2", stratum="A")]


def _unassigned(files: dict[str, bytes]) -> None:
    del files["fit.json"], files["assignment.json"]


PLAIN: dict[str, Change] = {"manifest": logs._keyless}
WHOLE: dict[str, tuple[int, Make]] = {
    "with a log": (0, Bundle),
    "official": (0, lambda f: Bundle(f, {"manifest": logs._official}, inspectors=True)),
    "a party silent": (0, lambda f: Bundle(f, PLAIN, silent=("supervision",))),
    "committed alone": (0, lambda f: Bundle(f, PLAIN, points=("committed",))),
    "revealed alone": (0, lambda f: Bundle(f, PLAIN, points=("revealed",))),
    "a retry": (0, _retried),
    "sealed": (4, lambda f: Bundle(f, PLAIN, withhold=True, sealed=True, inspectors=True)),
    "opened": (0, lambda f: Bundle(f, PLAIN, withhold=True, inspectors=True, overrides=_changes)),
    "people assigned": (0, lambda f: Bundle(f, PLAIN, inspectors=True)),
    "people not assigned yet": (0, lambda f: Bundle(f, {**PLAIN, "files": _unassigned}, inspectors=True, points=("revealed",))),
    "certificates without an end": (0, lambda f: Bundle(f, {**PLAIN, "inspectors": _undated}, inspectors=True)),
    "slots that stay empty": (0, lambda f: Bundle(f, {**PLAIN, "inspectors": _few}, inspectors=True)),
    "visits apart": (0, lambda f: Bundle(f, {"manifest": after._apart}, inspectors=True)),
    "changes": (0, lambda f: Bundle(f, PLAIN, inspectors=True, overrides=_changes)),
    "changes without people": (0, lambda f: Bundle(f, PLAIN, overrides=lambda b: [after._out(b)])),
}  # fmt: skip


@pytest.mark.parametrize(("code", "make"), WHOLE.values(), ids=WHOLE)
def test_both_say_the_same_of_a_bundle_of_each_mode(
    page: Any, tmp_path: Path, code: int, make: Make
) -> None:
    made = make(tmp_path / "b")
    folder = made.folder if isinstance(made, Bundle) else tmp_path / "b"

    assert _agree(page, folder) == code


# ---- One tampering for each check ----------------------------------------------------------------------


def _log_case(change: dict[str, Change], mode: dict[str, Any]) -> Make:
    return lambda f: Bundle(f, {**PLAIN, **change}, **{"points": logs.COMMITTED, **mode})


def _sealed_case(change: dict[str, Change], mode: dict[str, Any]) -> Make:
    return lambda f: Bundle(f, {**PLAIN, **change}, withhold=True, points=("drawn",), **mode)


def _people_case(**change: Change) -> Make:
    first = {"manifest": assignment._keyless, **change}
    return lambda f: Bundle(f, first, **assignment.FAST)


def _given_case(change: dict[str, Change]) -> Make:
    emptied: dict[str, Change] = {"fit": lambda x: x.clear(), "answer": lambda x: x.clear()}
    return _people_case(**{**emptied, **change})


def _facts_case(facts: list[str]) -> Make:
    text = "".join(x + "\n" for x in facts)

    def other(m: dict[str, Any]) -> None:
        assignment._keyless(m)
        m["registers"][0]["facts"] = after.sha(text)

    def files(given: dict[str, bytes]) -> None:
        given["facts-1.txt"] = text.encode()

    return _people_case(manifest=other, files=files)


def _fit_case(change: Change) -> Make:
    """Change who fits, while the assignment stays the right one."""

    def make(folder: Path) -> object:
        right = Bundle(folder, {"manifest": assignment._keyless}, **assignment.FAST)
        kept: dict[str, Change] = {"answer": lambda a: a, "assignment": lambda _: right.assigned}
        first = {"manifest": assignment._keyless, "fit": change, **kept}
        return Bundle(folder, first, **assignment.FAST)

    return make


def _override_case(overrides: Callable[[Bundle], Any], **mode: Any) -> Make:
    return lambda f: Bundle(f, {"manifest": after._plain}, overrides=overrides, **mode)


def _logged_case(change: dict[str, Change]) -> Make:
    both = lambda b: [after._out(b, stratum="A"), after._out(b)]  # noqa: E731
    return lambda f: Bundle(f, {**PLAIN, **change}, overrides=both, points=("drawn",))


LOGGED = {name: x for name, x in after.LOGGED.items() if "overrides" not in x}
TAMPERED: dict[str, Make] = {
    **{f"log: {name}": _log_case(x[1], x[2]) for name, x in logs.LOGS.items()},
    **{f"beside a log: {name}": _log_case({"manifest": x[1], "files": x[2]}, {}) for name, x in logs.ATTACHED.items()},
    **{f"opened: {name}": _sealed_case(x[1], x[2]) for name, x in logs.SEALED.items()},
    **{f"inspectors: {name}": _given_case(x[1]) for name, x in assignment.GIVEN.items()},
    **{f"facts: {name}": _facts_case(x[1]) for name, x in assignment.REGISTERS.items()},
    **{f"fit: {name}": _fit_case(x) for name, x in assignment.FITS.items()},
    **{f"assigned: {name}": _people_case(assignment=x[1]) for name, x in assignment.ASSIGNED.items()},
    **{f"taken out: {name}": _override_case(x[1]) for name, x in after.TARGETS.items()},
    **{f"replaced: {name}": _override_case(x[1], inspectors=True) for name, x in after.PEOPLE.items()},
    **{f"changes: {name}": _logged_case(x) for name, x in LOGGED.items()},
}  # fmt: skip


@pytest.mark.parametrize("make", TAMPERED.values(), ids=TAMPERED)
def test_both_refuse_what_was_tampered_with_at_the_same_step(
    page: Any, tmp_path: Path, make: Make
) -> None:
    make(tmp_path / "b")

    assert _agree(page, tmp_path / "b") == 1


def test_a_reveal_that_the_log_shows_cannot_be_dropped(page: Any, tmp_path: Path) -> None:
    """Not even after the checkpoint on reveals: the operator had it."""

    def late(events: list[dict[str, Any]]) -> None:
        nonce = {"nonce": after.sha("supervision"), "party": "supervision"}
        body = {"manifest": events[0]["body"]["manifest"], **nonce}
        events.insert(-1, {**events[-2], "body": body, "who": "supervision"})
        for n, event in enumerate(events, 1):
            event["n"] = n

    change: dict[str, Change] = {**PLAIN, "events": late, "sizes": lambda s: s.update(drawn=9)}
    bundle = Bundle(tmp_path / "b", change, silent=("supervision",))

    end, record = _check(page, bundle.folder)

    assert end == "failed"
    assert "✗ 第6步 日志：日志里的公布" in record


@pytest.mark.parametrize("name", ["log.jsonl", "checkpoint-committed.txt", "commitments.json"])
def test_both_find_a_changed_byte_of_what_is_signed(page: Any, tmp_path: Path, name: str) -> None:
    bundle = Bundle(tmp_path / "b", points=("committed",))
    original = (bundle.folder / name).read_bytes()

    for place in range(3, len(original), len(original) // 6):
        changed = bytearray(original)
        changed[place] ^= 1
        (bundle.folder / name).write_bytes(changed)
        bundle.seal()
        assert _agree(page, bundle.folder) == 1


# ---- The certificate of an assignment, alone -----------------------------------------------------------

JUDGE = """Promise.all(%s.map(async ([hash, seed, people, places]) => {
  const [slot, pair] = ["slot", "pair"].map(purpose => stream(HASHES[hash], seed, purpose));
  try { await new Matching(people, places, slot, pair).check(); return true } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return false;
  }
}))"""


def _judged(page: Any, cases: list[tuple[dict[str, Any], Answer]]) -> list[bool]:
    """Return whether the page finds nothing better than each answer."""
    given = []
    for case, answer in cases:
        number = {p["inspector"]: n for n, p in enumerate(case["people"])}
        people = [
            {"id": p["inspector"], "before": p["before"], "cap": p["cap"]} for p in case["people"]
        ]
        places = [
            {
                "visit": e["visit"],
                "slot": e["slot"],
                "candidates": [number[c["inspector"]] for c in e["candidates"]],
                "unmet": [c["unmet"] for c in e["candidates"]],
                "holder": number[one] if one else -1,
            }
            for e, one in zip(case["fit"], answer, strict=True)
        ]
        given.append([case["hash"], case["seed"], people, places])
    return list(page.run(JUDGE % json.dumps(given)))


def test_the_known_answers_hold_and_no_other_does(page: Any) -> None:
    cases = []
    for case in assignment.CASES:
        every, right = assignment._all(case)
        others = random.Random(2).sample([a for a in every if a != right], min(12, len(every) - 1))
        cases += [(case, right), *((case, other) for other in others)]
        if "slots" in case:
            given = {(s["visit"], s["slot"]): s["inspector"] for s in case["slots"]}
            assert right == [given[e["visit"], e["slot"]] for e in case["fit"]]

    holds = _judged(page, cases)

    expected = [answer == assignment._all(case)[1] for case, answer in itertools.islice(cases, 40)]
    assert holds[:40] == expected
    assert sum(holds) == len(assignment.CASES)


@pytest.mark.parametrize("algorithm", ["sha256", "sm3"])
def test_of_small_cases_exactly_the_right_answer_holds(page: Any, algorithm: str) -> None:
    chance = random.Random(19)
    cases, rights = [], []
    for _ in range(60):
        case = {**assignment._small(chance), "hash": algorithm}
        every, right = assignment._all(case)
        for one in [right, *chance.sample(every, min(8, len(every)))]:
            cases.append((case, one))
            rights.append(one == right)

    assert _judged(page, cases) == rights


def test_many_visits_are_certified_while_the_page_stays_awake(page: Any) -> None:
    """What the engine answers for 1,500 visits holds, and no task of the page holds it up for long."""
    chance, seed = random.Random(5), "ab" * 32
    people = [{"inspector": f"P{n:04}", "before": chance.choice([0, 0, 1, 2]), "cap": 40} for n in range(150)]  # fmt: skip
    fit = []
    for visit, name in itertools.product(range(1500), ("leader", "member")):
        own = range(25 * (visit % 6), 25 * (visit % 6) + 25)
        rows = [{"inspector": f"P{n:04}", "unmet": chance.choice([0, 0, 0, 1])} for n in sorted(chance.sample(own, 15))]  # fmt: skip
        fit.append({"visit": f"V{visit:05}", "slot": name, "candidates": rows})
    answer = assignment.solve(
        assignment.Case(
            "sha256",
            seed,
            [assignment.CasePerson(p["inspector"], p["before"], p["cap"]) for p in people],
            [
                assignment.CaseSlot(
                    tuple(assignment.CaseCandidate(**c) for c in e["candidates"]),
                    e["slot"],
                    e["visit"],
                )
                for e in fit
            ],
        )
    )
    assert isinstance(answer, assignment.Solved)
    taken = {(s.visit, s.slot): s.inspector for s in answer.answer.slots}
    case = {"hash": "sha256", "seed": seed, "people": people, "fit": fit}
    right = [taken[e["visit"], e["slot"]] for e in fit]
    page.run(
        "window.long = []; window.watch = new PerformanceObserver(list => long.push("
        "...list.getEntries().map(each => each.duration))); watch.observe({entryTypes: ['longtask']})"
    )

    begun = page.run("performance.now()")
    holds = _judged(page, [(case, right)])
    took = page.run("performance.now()") - begun
    page.run("watch.disconnect()")

    assert holds == [True]
    assert took < 8000
    assert max(page.run("long"), default=0) < 1000


# ---- What a citizen sees --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    """Give a drawn bundle with people, a target taken out, and a person chosen by hand."""

    def rows(b: Bundle) -> list[dict[str, Any]]:
        out = after._out(b, stratum="A")
        visit = next(v["id"] for v in b.visits if v["target"] != out["out"])
        team = {s["slot"]: s["inspector"] for s in b.assigned["slots"] if s["visit"] == visit}
        slot = next(e for e in b.fit if e["visit"] == visit and e["slot"] == "member")
        other = next(c["inspector"] for c in slot["candidates"] if c["inspector"] not in team.values())  # fmt: skip
        chosen = after._row(kind="designate", visit=visit, slot="member", out=team["member"], **{"in": other})  # fmt: skip
        return [out, chosen]

    return Bundle(tmp_path_factory.mktemp("changed") / "b", PLAIN, inspectors=True, overrides=rows)


def test_a_drawn_target_sees_its_visits_days_and_people(page: Any, changed: Bundle) -> None:
    _check(page, changed.folder)
    chosen = changed.overrides[1]
    visit = next(v for v in changed.visits if v["id"] == chosen["visit"])

    told = _ask(page, visit["target"])

    assert "抽中了" in told
    assert f"{visit['from']} 至 {visit['until']} 之间" in told
    assert f"member\t{chosen['in']}\t" in told
    assert "有人指定，非随机" in told
    assert "由种子从" in told


def test_a_target_taken_out_and_its_reserve_see_why(page: Any, changed: Bundle) -> None:
    _check(page, changed.folder)
    row = changed.overrides[0]

    out, coming = _ask(page, row["out"]), _ask(page, row["in"])

    assert "抽中以后被换下" in out
    assert f"写明的理由是「{row['reason']}」，由 {row['in']} 递补" in out
    assert "递补抽中了" in coming
    assert f"{row['out']} 被撤下以后，按号码次序轮到它递补" in coming
    assert f"（递补，代替 {row['out']}）" in coming
    assert f"沿用原定去 {row['out']} 的人" in coming


def test_who_was_not_drawn_or_left_out_gets_no_visit(page: Any, changed: Bundle) -> None:
    _check(page, changed.folder)
    seen = {v["target"] for v in changed.visits} | {changed.overrides[0]["in"]}
    free = next(row for row in ROWS if row.endswith("eligible") and row.split("|")[0] not in seen)
    capped = next(row for row in ROWS if row.endswith("cap-reached"))

    plain, excluded = _ask(page, free.split("|")[0]), _ask(page, capped.split("|")[0])

    assert "没有抽中" in plain
    assert "在名册里，不参加抽取" in excluded
    assert all("上门检查" not in told for told in (plain, excluded))


def test_nothing_of_a_sealed_draw_is_told(page: Any, tmp_path: Path) -> None:
    bundle = Bundle(tmp_path / "b", PLAIN, withhold=True, sealed=True, inspectors=True)
    _check(page, bundle.folder)

    told = _ask(page, bundle.visits[0]["target"])

    assert "结果还没有公布" in told
    assert "上门检查" not in told
    assert page.run("document.querySelectorAll('#steps li').length") == 7


@pytest.mark.parametrize("width", [1280, 390])
def test_visits_and_changes_fit_the_page(browser: Any, changed: Bundle, width: int) -> None:
    opened = browser.open(PAGE, width=width)
    end, _ = _check(opened, changed.folder)
    found = []
    for target in (changed.overrides[0]["in"], changed.visits[0]["target"]):
        _ask(opened, target)
        opened.run("document.querySelectorAll('details').forEach(fold => fold.open = true)")
        found += opened.too_wide()

    assert (end, found, opened.asked, opened.errors) == ("verified", [], [], [])
    opened.close()


# ---- Keys beside the bundle, one line alone --------------------------------------------------------------


def _zipped(folder: Path, path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for one in sorted(folder.iterdir()):
            archive.write(one, one.name)
    return path


def _drop_all(page: Any, paths: list[Path]) -> str:
    page.run("document.body.dataset.state = 'waiting'; scrollTo(0, 0)")
    data = {"items": [], "files": [str(path) for path in paths], "dragOperationsMask": 1}
    for kind in ("dragEnter", "dragOver", "drop"):
        page.call("Input.dispatchDragEvent", type=kind, x=640, y=300, data=data)
    return str(page.run(DONE))


def test_keys_that_are_known_count_beside_a_bundle_but_not_within(
    page: Any, tmp_path: Path
) -> None:
    bundle = Bundle(tmp_path / "b", {"manifest": logs._official})
    trust = logs._trust(tmp_path / "keys.json", *KEYS)
    record = "document.getElementById('record').textContent"

    beside = [
        (_drop_all(page, [given, trust]), page.run(record))
        for given in (bundle.folder, _zipped(bundle.folder, tmp_path / "b.zip"))
    ]
    _, said = run(bundle.folder, "--trust", trust)
    page.run("page.trusted = []")
    shutil.copy(trust, bundle.folder / "trust.json")
    bundle.seal()
    within = _agree(page, bundle.folder)

    assert beside == [("verified", said.rstrip("\n"))] * 2
    assert "日志有见证：是：" in said
    assert within == 1
    assert page.run("page.trusted") == []


def test_a_line_alone_is_proved_as_the_tool_proves_it(page: Any, tmp_path: Path) -> None:
    changes: dict[str, Change] = {"nothing": lambda e: None, **after.ENTRIES}
    files = [tmp_path / "entry.json", tmp_path / "manifest.json"]

    for name, change in changes.items():
        code, said = after._entry(tmp_path, change=change)
        end = _give(page, files)
        record = page.run("document.getElementById('record').textContent")
        assert end == ("entry" if code == 0 else "failed"), name
        assert record.split("：")[0] == said.split("：")[0]

    assert after._entry(tmp_path, 5000) == (0, f"{_give_entry(page, files)}\n")
    assert "参加抽取" in page.run("document.getElementById('verdict').innerText")


def _give_entry(page: Any, files: list[Path]) -> str:
    assert _give(page, files) == "entry"
    return str(page.run("document.getElementById('record').textContent"))


def test_a_proof_without_its_manifest_says_what_lacks(page: Any, tmp_path: Path) -> None:
    after._entry(tmp_path)

    end = _drop(page, tmp_path / "entry.json")

    assert end == "unstarted"
    assert "manifest.json" in page.run("document.getElementById('verdict').innerText")


@pytest.mark.parametrize(("code", "change"), logs.DELTAS.values(), ids=logs.DELTAS)
def test_both_list_what_changed_again(page: Any, tmp_path: Path, code: int, change: Change) -> None:
    bundle = logs.changed_register(tmp_path / "b", change)

    assert _agree(page, bundle.folder) == code

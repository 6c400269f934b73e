"""What people changed after a draw, and proofs of one line of a register."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bundles import ROWS, Bundle, Change, canonical, fit_of, person, run, sha, slot, verify

Row = dict[str, Any]


def _plain(m: dict[str, Any]) -> None:
    for party in m["parties"]:
        party["key"] = None
    m["log"] = None


def _logged(m: dict[str, Any]) -> None:
    for party in m["parties"]:
        party["key"] = None


def _queue(bundle: Bundle, line: str, stratum: str) -> list[str]:
    """Return the eligible of a stratum in the order in which they are drawn."""
    ticket = verify.stream("sha256", bundle.seed, "target/G")
    return sorted(bundle.pools[stratum], key=lambda one: (ticket(one), one))


def _row(**given: Any) -> Row:
    plain = {
        "approver": "局长",
        "evidence": None,
        "in": None,
        "kind": "redraw",
        "line": None,
        "out": "?",
    }
    return {**plain, "reason": "调离", "slot": None, "visit": None, **given}


def _out(bundle: Bundle, line: str = "L1", stratum: str = "B", n: int = 0, **other: Any) -> Row:
    """Take the n-th of a stratum's queue out; the next who was never drawn comes in."""
    queue = _queue(bundle, line, stratum)
    drawn = sum(
        s["n"]
        for x in bundle.result["lines"]
        if x["line"] == line
        for s in x["strata"]
        if s["id"] == stratum
    )
    given = {
        "evidence": "ab" * 32,
        "kind": "disqualify",
        "line": line,
        "out": queue[n],
        "reason": "已注销",
    }
    return _row(**{**given, "in": queue[drawn], **other})


def _made(tmp_path: Path, overrides: Callable[[Bundle], list[Row]], **change: Change) -> Bundle:
    return Bundle(
        tmp_path / "b", {"manifest": _plain, **change}, inspectors=True, overrides=overrides
    )


# ---- Targets ------------------------------------------------------------------------------------------


def test_a_reserve_comes_in_by_its_ticket(tmp_path: Path) -> None:
    bundle = Bundle(tmp_path / "b", {"manifest": _plain}, overrides=lambda b: [_out(b)])

    code, said = bundle.run()

    assert code == 0, said
    row = bundle.overrides[0]
    assert "✓ 第14步 变更：1 项变更相符" in said
    assert f"变更第1项：L1：{row['out']} 撤下，{row['in']} 递补；理由 已注销，批准 局长" in said


def test_a_reserve_can_be_taken_out_too_until_nobody_is_left(tmp_path: Path) -> None:
    def all_of(b: Bundle) -> list[Row]:
        queue = _queue(b, "L1", "A")
        out, coming = queue[0], [*queue[1:], None]
        rows = []
        for one in coming:
            rows.append(_out(b, stratum="A", out=out, **{"in": one}))
            out = one or out
        return rows

    code, said = Bundle(tmp_path / "b", {"manifest": _plain}, overrides=all_of).run()

    assert code == 0, said
    assert "无可递补" in said


TARGETS: dict[str, tuple[str, Callable[[Bundle], list[Row]]]] = {
    "another than the next comes in": ("应由", lambda b: [_out(b, **{"in": _queue(b, "L1", "B")[-1]})]),
    "nobody comes in though somebody could": ("应由", lambda b: [_out(b, **{"in": None})]),
    "somebody who was not drawn is taken out": ("现在没有抽中", lambda b: [_out(b, n=-1)]),
    "somebody is taken out twice": ("第2项：计划行 L1 现在没有抽中", lambda b: [_out(b), _out(b)]),
    "a line that there is not": ("现在没有抽中", lambda b: [{**_out(b), "line": "L9"}]),
    "no line": ("line 有无", lambda b: [{**_out(b), "line": None}]),
    "a slot is named": ("slot 有无", lambda b: [_out(b, slot="member")]),
    "a visit is named": ("visit 有无", lambda b: [_out(b, visit="T01")]),
    "no evidence": ("缺证据的哈希", lambda b: [_out(b, evidence=None)]),
    "the operator approves": ("批准人应为他人", lambda b: [_out(b, approver="operator")]),
    "a person is replaced where there is no assignment": ("没有 assignment.json", lambda b: [_row(visit="T01", slot="member", **{"in": "I1"})]),
}  # fmt: skip


@pytest.mark.parametrize(("sentence", "overrides"), TARGETS.values(), ids=TARGETS)
def test_how_a_target_is_taken_out(
    tmp_path: Path, sentence: str, overrides: Callable[[Bundle], list[Row]]
) -> None:
    bundle = Bundle(tmp_path / "b", {"manifest": _plain}, overrides=overrides)

    bundle.failed("变更", sentence)


def test_with_part_of_a_register_changes_are_not_judged(tmp_path: Path) -> None:
    bundle = Bundle(tmp_path / "b", {"manifest": _plain}, overrides=lambda b: [_out(b)])
    (bundle.folder / "register-1.txt").write_text(
        "".join(x + "\n" for x in ROWS[:3]), encoding="utf-8"
    )
    bundle.seal()

    code, said = bundle.run()

    assert code == 4
    assert "－ 第14步 变更：名册不全，未核对" in said


# ---- People -------------------------------------------------------------------------------------------


def _held(bundle: Bundle, name: str = "member") -> tuple[str, str, list[Row]]:
    """Return a visit, who holds a slot of it, and who else could, in the order of a redraw."""
    row = next(x for x in bundle.assigned["slots"] if x["slot"] == name)
    visit, team = (
        row["visit"],
        {x["inspector"] for x in bundle.assigned["slots"] if x["visit"] == row["visit"]},
    )
    fit = next(e["candidates"] for e in bundle.fit if (e["visit"], e["slot"]) == (visit, name))
    pair = verify.stream("sha256", bundle.seed, "pair")
    load = {x["inspector"]: x["after"] - x["before"] for x in bundle.assigned["loads"]}
    cap = {x["id"]: x["cap"] for x in bundle.inspectors["people"]}
    free = [c for c in fit if c["inspector"] not in team]
    free = [
        c for c in free if cap[c["inspector"]] is None or load[c["inspector"]] < cap[c["inspector"]]
    ]
    free.sort(key=lambda c: (c["unmet"], pair(f"{visit}|{name}|{c['inspector']}"), c["inspector"]))
    return visit, row["inspector"], free


def _redraw(bundle: Bundle, kind: str = "redraw", place: int = 0, **other: Any) -> Row:
    visit, out, free = _held(bundle)
    return _row(
        **{
            "kind": kind,
            "visit": visit,
            "slot": "member",
            "out": out,
            "in": free[place]["inspector"],
            **other,
        }
    )


@pytest.mark.parametrize(
    ("kind", "place", "told"),
    [("redraw", 0, "重抽"), ("designate", -1, "指定，非随机"), ("select", -1, "选派，非随机")],
)
def test_a_person_is_replaced(tmp_path: Path, kind: str, place: int, told: str) -> None:
    bundle = _made(tmp_path, lambda b: [_redraw(b, kind, place)])

    code, said = bundle.run()

    assert code == 0, said
    row = bundle.overrides[0]
    assert (
        f"变更第1项：{row['visit']}|member：{row['out']} 换成 {row['in']}（{told}）；理由 调离，批准 局长"
        in said
    )


def test_a_redraw_does_not_bring_back_who_was_taken_out(tmp_path: Path) -> None:
    def twice(b: Bundle) -> list[Row]:
        visit, _, free = _held(b)
        first, second = (c["inspector"] for c in free[:2])
        return [_redraw(b), _row(visit=visit, slot="member", out=first, **{"in": second})]

    code, said = _made(tmp_path, twice).run()

    assert code == 0, said


def _other_slot(b: Bundle) -> Row:
    visit, _, _ = _held(b)
    leader = next(
        x["inspector"] for x in b.assigned["slots"] if (x["visit"], x["slot"]) == (visit, "leader")
    )
    return _redraw(b, "designate", **{"in": leader})


PEOPLE: dict[str, tuple[str, Callable[[Bundle], list[Row]]]] = {
    "a redraw takes another than the first": ("应改派", lambda b: [_redraw(b, place=-1)]),
    "a visit that there is not": ("席位不存在", lambda b: [_redraw(b, visit="T99")]),
    "a slot that there is not": ("席位不存在", lambda b: [_redraw(b, slot="deputy")]),
    "somebody else holds the slot": ("现在的人", lambda b: [_redraw(b, out="I7")]),
    "the slot is not empty": ("现在的人", lambda b: [_redraw(b, out="-")]),
    "the same person comes back at once": (
        "已在这次检查里",
        lambda b: [_redraw(b, "designate", **{"in": _held(b)[1]})],
    ),
    "somebody of the same visit": ("已在这次检查里", lambda b: [_other_slot(b)]),
    "somebody who does not fit": (
        "不在候选之列",
        lambda b: [_redraw(b, "designate", **{"in": "I6"})],
    ),
    "nobody": ("不在候选之列", lambda b: [_redraw(b, **{"in": None})]),
    "no visit": ("visit 有无", lambda b: [_redraw(b, visit=None)]),
    "a line is named": ("line 有无", lambda b: [_redraw(b, line="L1")]),
    "the operator approves": ("批准人应为他人", lambda b: [_redraw(b, approver="operator")]),
}


@pytest.mark.parametrize(("sentence", "overrides"), PEOPLE.values(), ids=PEOPLE)
def test_how_a_person_is_replaced(
    tmp_path: Path, sentence: str, overrides: Callable[[Bundle], list[Row]]
) -> None:
    _made(tmp_path, overrides).failed("变更", sentence)


def test_a_redraw_respects_the_cap_and_a_choice_above_it_is_told(tmp_path: Path) -> None:
    def capped(given: dict[str, Any]) -> None:
        given["people"].append(person("I8", cap=0))
        given["people"].sort(key=lambda p: p["id"])

    rows = lambda b: [_redraw(b, "designate", **{"in": "I8"})]  # noqa: E731
    code, said = _made(tmp_path / "a", rows, inspectors=capped).run()

    assert code == 0, said
    assert "I8：变更后 1 次，超过上限 0" in said
    _made(tmp_path / "b", lambda b: [_redraw(b, **{"in": "I8"})], inspectors=capped).failed(
        "变更", "应改派"
    )


# ---- A reserve's visit --------------------------------------------------------------------------------


def _simple(given: dict[str, Any]) -> None:
    """One slot for everybody, one for targets with a need: teams follow from little."""
    given["slots"] = [
        slot("L1", "expert", expert=True, need="特种设备"),
        slot("L1", "member"),
        slot("L2", "member"),
    ]
    given["recusals"] = []


def _lines_of(b: Bundle, target: str) -> list[str]:
    return [
        x["line"]
        for x in b.result["lines"]
        for s in x["strata"]
        for r in s["drawn"]
        if r["id"] == target
    ]


def _apart(m: dict[str, Any]) -> None:
    _plain(m)
    m["merge"] = False


def _coming(b: Bundle) -> tuple[Row, str, str]:
    """Return a disqualification on L2, the id of the reserve's visit and who comes with the team."""
    row = _out(b, line="L2")
    n = 1 + sum(v["target"] == row["in"] for v in b.visits)
    old = next(v["id"] for v in b.visits if v["target"] == row["out"] and "L2" in v["lines"])
    holder = next(
        x["inspector"] for x in b.assigned["slots"] if (x["visit"], x["slot"]) == (old, "member")
    )
    return row, row["in"] + (f"|{n}" if n > 1 else ""), holder


def test_a_reserve_keeps_the_team_and_its_people_can_be_replaced(tmp_path: Path) -> None:
    def rows(b: Bundle) -> list[Row]:
        row, visit, holder = _coming(b)
        return [
            row,
            _row(
                kind="designate",
                visit=visit,
                slot="member",
                out=holder,
                **{"in": "I5" if holder != "I5" else "I4"},
            ),
        ]

    code, said = Bundle(
        tmp_path / "b", {"manifest": _apart, "inspectors": _simple}, inspectors=True, overrides=rows
    ).run()

    assert code == 0, said
    assert "2 项变更相符" in said


def test_the_visit_of_a_target_taken_out_is_over(tmp_path: Path) -> None:
    def rows(b: Bundle) -> list[Row]:
        row, _, holder = _coming(b)
        old = next(v["id"] for v in b.visits if v["target"] == row["out"] and "L2" in v["lines"])
        return [
            row,
            _row(
                kind="designate",
                visit=old,
                slot="member",
                out=holder,
                **{"in": "I5" if holder != "I5" else "I4"},
            ),
        ]

    bundle = Bundle(
        tmp_path / "b", {"manifest": _apart, "inspectors": _simple}, inspectors=True, overrides=rows
    )

    bundle.failed("变更", "席位不存在")


def test_who_does_not_fit_a_reserve_is_told(tmp_path: Path) -> None:
    first = Bundle(tmp_path / "a", {"manifest": _apart, "inspectors": _simple}, inspectors=True)
    given: list[Row] = []

    def rows(b: Bundle) -> list[Row]:
        row, visit, holder = _coming(b)
        given[:] = [{"visit": visit, "holder": holder}]
        return [row]

    def absent(given_people: dict[str, Any]) -> None:
        _simple(given_people)
        every = {p["id"] for p in given_people["people"]}
        targets = {x.split("|")[0] for x in ROWS}
        drawn = {r["id"] for x in first.result["lines"] for s in x["strata"] for r in s["drawn"]}
        away = [{"person": p, "target": t} for p in sorted(every) for t in sorted(targets - drawn)]
        given_people["recusals"] = away

    seed_of: dict[str, Change] = {"manifest": _apart, "inspectors": absent}
    bundle = Bundle(tmp_path / "b", seed_of, inspectors=True, overrides=rows)
    code, said = bundle.run()

    fit = fit_of(
        bundle.inspectors,
        [{**bundle.visits[0], "target": bundle.overrides[0]["in"], "lines": ["L2"]}],
        bundle.facts,
    )
    fits = given[0]["holder"] in {c["inspector"] for c in fit[0]["candidates"]}
    assert code == 0, said
    assert (f"{given[0]['visit']}|member：{given[0]['holder']} 不合条件，须更换" in said) == (
        not fits
    )


# ---- The log --------------------------------------------------------------------------------------------


def _event(kind: str, **body: Any) -> Change:
    return lambda events: next(x for x in events if x["kind"] == kind)["body"].update(body)


@pytest.mark.parametrize("mode", [{}, {"withhold": True}])
def test_changes_stand_in_the_log_openly_or_unsealed(tmp_path: Path, mode: dict[str, Any]) -> None:
    overrides = lambda b: [_out(b), _redraw(b)]  # noqa: E731
    bundle = Bundle(
        tmp_path / "b",
        {"manifest": _logged},
        inspectors=True,
        overrides=overrides,
        points=("drawn",),
        **mode,
    )

    code, said = bundle.run()

    assert code == 0, said
    assert "2 项变更相符" in said


LOGGED: dict[str, dict[str, Change]] = {
    "the log tells another reason": {"events": _event("disqualify", reason="另有原因")},
    "the log tells more": {"events": _event("disqualify", more=1)},
    "the log tells another order": {"overrides": lambda rows: rows.reverse()},
    "a change is left out": {"files": lambda f: f.pop("overrides.json") and None},
    "a change of targets stands as one of people": {"events": lambda e: next(x for x in e if x["kind"] == "disqualify").update(kind="replace")},
}  # fmt: skip


@pytest.mark.parametrize("change", LOGGED.values(), ids=LOGGED)
def test_changes_are_those_of_the_log(tmp_path: Path, change: dict[str, Change]) -> None:
    reverse = "overrides" in change
    overrides = lambda b: [_out(b, stratum="A"), _out(b)][:: -1 if reverse else 1]  # noqa: E731
    bundle = Bundle(
        tmp_path / "b", {"manifest": _logged, **change}, overrides=overrides, points=("drawn",)
    )
    if reverse:
        rows = verify.canonical(bundle.overrides[::-1])
        (bundle.folder / "overrides.json").write_bytes(rows)
        bundle.seal()

    code, said = bundle.run()

    assert code == 1, said
    assert "✗ 第14步 变更：日志" in said


def test_a_change_after_the_checkpoint_is_not_yet_in_the_log(tmp_path: Path) -> None:
    bundle = Bundle(
        tmp_path / "b", {"manifest": _logged}, overrides=lambda b: [_out(b)], points=("revealed",)
    )

    code, said = bundle.run()

    assert code == 0, said


# ---- One line of a register --------------------------------------------------------------------------


def _entry(
    tmp_path: Path,
    lines: int = 12,
    change: Change = lambda entry: None,
    manifest: Change = lambda m: None,
) -> tuple[int, str]:
    rows = [*ROWS] if lines == 12 else sorted(f"T{n:06}|A|eligible" for n in range(lines))
    bundle = Bundle(tmp_path / "b", {"manifest": _plain})
    told = verify.register_facts("sha256", rows)
    m = bundle.manifest
    m["registers"][0].update(told)
    manifest(m)
    (tmp_path / "manifest.json").write_bytes(canonical(m))
    leaves: dict[str, list[str]] = {
        f"{n:0{told['digits']}x}"[: told["digits"]]: [] for n in range(16 ** told["digits"])
    }
    for row in rows:
        leaves[sha(row)[: told["digits"]]].append(sha(row))
    own = sorted(leaves[sha(rows[3])[: told["digits"]]])
    buckets = [sha("\n".join(sorted(x))) for x in leaves.values()]
    entry = {
        "buckets": buckets,
        "leaves": own,
        "line": rows[3],
        "manifest": sha(canonical(m)),
        "register": 1,
    }
    change(entry)
    (tmp_path / "entry.json").write_bytes(canonical(entry))
    return run("--entry", tmp_path / "entry.json", tmp_path / "manifest.json")


@pytest.mark.parametrize("lines", [12, 5000])
def test_a_line_is_proved_with_the_manifest_alone(tmp_path: Path, lines: int) -> None:
    code, said = _entry(tmp_path, lines)

    assert code == 0, said
    assert said.startswith("✓ 名册一行：「T")


ENTRIES: dict[str, Change] = {
    "another line": lambda e: e.update(line="T04|A|cap-reached"),
    "a line of two fields": lambda e: e.update(line="T04|A"),
    "another manifest": lambda e: e.update(manifest="0" * 64),
    "another register": lambda e: e.update(register=2),
    "a leaf too few": lambda e: e["leaves"].pop() and None,
    "a leaf too many": lambda e: e["leaves"].append("f" * 64),
    "leaves out of order": lambda e: e["leaves"].reverse(),
    "a bucket too many": lambda e: e["buckets"].append("0" * 64),
    "another bucket": lambda e: e["buckets"].__setitem__(0, "0" * 64),
}


@pytest.mark.parametrize("change", ENTRIES.values(), ids=ENTRIES)
def test_a_proof_of_another_line_is_refused(tmp_path: Path, change: Change) -> None:
    code, said = _entry(tmp_path, change=change)

    assert code == 1
    assert said.startswith("✗ 名册一行：")


def test_digits_that_do_not_fit_the_lines_are_refused(tmp_path: Path) -> None:
    code, said = _entry(tmp_path, manifest=lambda m: m["registers"][0].update(digits=1))

    assert code == 1
    assert "digits" in said


@pytest.mark.parametrize(
    "words", [["--entry"], ["--entry", "a"], ["--entry", "/no/such", "/no/such"]]
)
def test_a_proof_that_is_not_there_cannot_start(words: list[str]) -> None:
    code, said = run(*words)

    assert code == 2
    assert said.startswith("无法开始：")

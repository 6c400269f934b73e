"""The record of decide: every run an event; people's decisions and reviews follow a run, or are refused."""

import json

import pytest
from deciding import DAY, LATE, answer, decide, events, record, write

from shuangsuiji.digest import digest
from shuangsuiji.workflow.case_papers import read_papers


def test_every_run_is_an_event_with_inputs_by_hash_verdicts_and_engines(capsys, here):
    path = write(here, LATE.replace("DAY", "2021-11-02"))
    _, told = answer(capsys, "cases.yaml", "--pack", "gaoqing", *DAY)
    decide(capsys, "cases.yaml", "--pack", "shanghai", *DAY)
    first, second = events(here)
    assert (first["n"], first["kind"], second["n"]) == (told["event"], "decide", 2)
    body = first["body"]
    assert body["inputs"] == {"cases": digest("sha256", path.read_bytes()), "findings": None}
    assert body["packs"][0]["cases"] == [
        {"case": "甲案", "verdict": "liable_prima_facie", "refused": []}
    ]
    assert body["engines"] == told["engines"]
    assert body["as_of"] == "2021-12-01"
    assert len(body["packs"][0]["hash"]) == 64


def test_a_file_that_changes_while_it_is_read_is_refused_and_not_recorded(
    capsys, here, monkeypatch
):
    def read_and_changed(*asked):
        papers = read_papers(*asked)
        write(here, LATE.replace("DAY", "2021-11-01"))
        return papers

    write(here, LATE.replace("DAY", "2021-11-02"))
    monkeypatch.setattr("shuangsuiji.workflow.decide.read_papers", read_and_changed)
    code, told = answer(capsys, "cases.yaml", "--pack", "gaoqing", *DAY)
    assert code == 2
    assert [f["code"] for f in told["refused"]] == ["case/changed"]
    assert not (here / "台账.db").exists()


def test_decisions_and_reviews_are_events_that_follow_a_run(capsys, here):
    write(here, LATE.replace("DAY", "2021-11-02"))
    decide(capsys, "cases.yaml", "--pack", "gaoqing", *DAY)
    code, said = record(capsys, "--run", 1, "--case", "甲案")
    assert code == 0
    assert "具备追责情形，没有免责情形" in said
    code, said = record(capsys, "--run", 1, "--case", "甲案", "--decision", "免责")
    assert code == 2
    assert "已有第 2 号决定" in said
    _, said = record(capsys, "--run", 1, "--case", "甲案", "--decision", "免责", "-f", "json")
    assert json.loads(said)["refused"][0]["code"] == "decision/stands"
    assert (
        record(capsys, "--run", 1, "--case", "甲案", "--decision", "撤销", "--review-of", 2)[0] == 0
    )
    assert record(capsys, "--run", 1, "--case", "甲案", "--decision", "免责")[0] == 0
    kinds = [(e["n"], e["kind"], e["who"]) for e in events(here)]
    assert kinds == [(1, "decide", "operator"), (2, "decision", "赵某"), (3, "review", "赵某"), (4, "decision", "赵某")]  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (("--who", " "), "decision/lacking", "没有写作决定的人"),
        (("--grounds", ""), "decision/lacking", "没有写依据"),
        (("--decision", "算了"), "decision/unknown", "“算了”不是已知的决定"),
        (("--on", "昨天"), "decision/day", "“昨天”不是日期"),
        (("--on", "2999-01-01"), "decision/to-come", "还没有到"),
        (("--run", "7"), "decision/no-run", "第 7 号不是一次 decide"),
        (("--case", "乙按"), "decision/no-case", "没有案件“乙按”，相近的有 甲案、乙案"),
        (("--case", "乙案"), "decision/refused-case", "没有对案件“乙案”作判断"),
        (
            ("--review-of", "9", "--decision", "维持"),
            "decision/no-decision",
            "第 9 号不是对案件“甲案”的决定",
        ),
        (("--store", "none.db"), "store/missing", "none.db"),
    ],
)
def test_a_decision_that_cannot_stand_is_refused_and_not_recorded(
    capsys, here, arguments, code, sentence
):
    write(here, LATE.replace("DAY", "2021-11-02") + "- case: 乙案\n  facts: {造成不良后果: 是}\n")
    decide(capsys, "cases.yaml", "--pack", "gaoqing", *DAY)
    ended, said = record(capsys, "--run", 1, "--case", "甲案", *arguments)
    assert ended == 2
    assert sentence in said
    _, said = record(capsys, "--run", 1, "--case", "甲案", *arguments, "-f", "json")
    assert [f["code"] for f in json.loads(said)["refused"]] == [code]
    assert len(events(here)) == 1

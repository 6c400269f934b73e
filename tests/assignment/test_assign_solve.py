"""assign solve as people use it: the answer's file, what is said of a shortage, and what is refused."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from shuangsuiji.cli import run

CASE: dict[str, Any] = {
    "hash": "sha256",
    "seed": "ab" * 32,
    "people": [
        {"inspector": "张三", "before": 2, "cap": None},
        {"inspector": "李四", "before": 0, "cap": 1},
    ],
    "fit": [
        {
            "visit": "V1",
            "slot": "leader",
            "candidates": [{"inspector": "张三", "unmet": 0}, {"inspector": "李四", "unmet": 1}],
        },
        {"visit": "V1", "slot": "member", "candidates": [{"inspector": "李四", "unmet": 0}]},
    ],
}


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def written(case: Any) -> str:
    text = case if isinstance(case, bytes) else json.dumps(case, ensure_ascii=False).encode()
    Path("case.json").write_bytes(text)
    return "case.json"


def solved(capsys: pytest.CaptureFixture[str], case: Any, *more: str) -> tuple[int, str]:
    code = run(["assign", "solve", written(case), "-o", "answer.json", *more])
    told = capsys.readouterr()
    return code, told.out + told.err


def short_case() -> dict[str, Any]:
    case = copy.deepcopy(CASE)
    case["fit"].append(
        {"visit": "V2", "slot": "leader", "candidates": [{"inspector": "李四", "unmet": 0}]}
    )
    return case


def test_the_answer_is_one_canonical_file(capsys):
    code, said = solved(capsys, CASE)

    assert code == 0
    assert Path("answer.json").read_text("utf-8") == (
        '{"slots":[{"inspector":"张三","slot":"leader","visit":"V1"},'
        '{"inspector":"李四","slot":"member","visit":"V1"}]}'
    )
    assert (
        "1次检查的2个席位都有了人，共2人出任务；偏好未满足0处，每人次数（连同原有的）1至3" in said
    )


def test_any_order_of_the_case_gives_the_same_bytes(capsys):
    other = copy.deepcopy(CASE)
    other["people"].reverse()
    other["fit"].reverse()
    other["fit"][1]["candidates"].reverse()

    solved(capsys, CASE)
    first = Path("answer.json").read_bytes()
    solved(capsys, other)

    assert Path("answer.json").read_bytes() == first


def test_a_shortage_is_told_in_words_and_written(capsys):
    code, said = solved(capsys, short_case())

    assert code == 1
    assert json.loads(Path("answer.json").read_text("utf-8")) == {
        "shortage": [
            {
                "once": [],
                "people": [{"cap": 1, "inspector": "李四"}],
                "shortfall": 1,
                "slots": [{"slot": "member", "visit": "V1"}, {"slot": "leader", "visit": "V2"}],
            }
        ],
        "shortfall": 1,
    }
    assert "人手不够：3个席位最多只能安排2个，差1个" in said
    assert "2次检查（V1、V2）的2个席位，能去的只有1人（李四），合计最多1个席位，差1个" in said


def test_a_partial_answer_lists_what_stays_empty(capsys):
    code, said = solved(capsys, short_case(), "--partial")

    assert code == 1
    record = json.loads(Path("answer.json").read_text("utf-8"))
    assert len(record["slots"]) == 2
    assert record["shortfall"] == 1
    assert "3个席位中1个没有人" in said


def test_programs_get_the_codes(capsys):
    ends = {
        "assign/solved": (CASE,),
        "assign/solved-short": (short_case(),),
        "assign/solved-in-part": (short_case(), "--partial"),
    }

    for expected, given in ends.items():
        told = json.loads(solved(capsys, *given, "-f", "json")[1])["said"]
        assert [t["code"] for t in told] == [
            expected,
            *["assign/solved-short-part"] * (expected != "assign/solved"),
        ]


def without(key: str) -> dict[str, Any]:
    return {k: v for k, v in CASE.items() if k != key}


def changed(change: Any) -> dict[str, Any]:
    case = copy.deepcopy(CASE)
    change(case)
    return case


BAD = {
    "no JSON": (b"{", "assign/case-not-json", "case.json:1:2", "不是 JSON 文件"),
    "no UTF-8": (b'{"a":"\xff"}', "assign/case-not-json", "case.json", "不是 UTF-8"),
    "too deep": (b"[" * 200_000, "assign/case-not-json", "case.json", "层次太深"),
    "endless number": (
        json.dumps(CASE).replace('"before": 2', '"before": ' + "9" * 5000).encode(),
        "assign/case-not-json",
        "case.json",
        "数字太长",
    ),
    "half a character": (
        json.dumps(CASE).replace('"V1"', '"\\ud800"').encode(),
        "assign/case-not-json",
        "case.json",
        "文字残缺",
    ),
    "a key twice": (
        json.dumps(CASE).replace('"cap": 1', '"cap": 1, "cap": 5').encode(),
        "assign/case-key-twice",
        "case.json",
        "写了两次的键：cap",
    ),
    "a key too few": (without("seed"), "assign/case-field-missing", "case.json", "缺少“seed”"),
    "a key too many": (
        CASE | {"extra": 1},
        "assign/case-field-unknown",
        "case.json",
        "多出了“extra”",
    ),
    "a list": ([CASE], "assign/case-field-form", "case.json", "整个文件"),
    "a cap below nothing": (
        changed(lambda c: c["people"][1].update(cap=-1)),
        "assign/case-field-form",
        "case.json",
        "“people.2.cap”写作“-1”",
    ),
    "a load in quotes": (
        changed(lambda c: c["people"][1].update(before="2")),
        "assign/case-field-form",
        "case.json",
        "“people.2.before”写作“2”",
    ),
    "a seed in capitals": (
        CASE | {"seed": "AB" * 32},
        "assign/case-field-form",
        "case.json",
        "“seed”写作“ABAB",
    ),
    "a stranger": (
        changed(lambda c: c["fit"][1]["candidates"].append({"inspector": "王五", "unmet": 0})),
        "assign/case-candidate-unknown",
        "case.json",
        "fit.2.candidates.2：候选人“王五”不在 people 里",
    ),
    "a candidate twice": (
        changed(lambda c: c["fit"][1]["candidates"].append({"inspector": "李四", "unmet": 1})),
        "assign/case-candidate-twice",
        "case.json",
        "fit.2：席位“member”把“李四”列了两次",
    ),
    "a person twice": (
        changed(lambda c: c["people"].append({"inspector": "张三", "before": 0, "cap": 0})),
        "assign/case-person-twice",
        "case.json",
        "people.1、people.3：“张三”写了不止一次",
    ),
    "a slot twice": (
        changed(lambda c: c["fit"].append({"visit": "V1", "slot": "leader", "candidates": []})),
        "assign/case-slot-twice",
        "case.json",
        "fit.1、fit.3：检查“V1”的席位“leader”写了不止一次",
    ),
}


@pytest.mark.parametrize(("given", "code", "place", "said"), BAD.values(), ids=BAD)
def test_what_is_wrong_with_a_case_is_told_with_place_and_remedy(given, code, place, said, capsys):
    ended, told = solved(capsys, given)

    assert ended == 2
    assert place in told
    assert said in told
    assert "建议" in told
    assert not Path("answer.json").exists()
    refused = json.loads(solved(capsys, given, "-f", "json")[1])["refused"]
    assert [r["code"] for r in refused] == [code]


def test_everything_that_is_wrong_is_told_at_once(capsys):
    def spoil(case: dict[str, Any]) -> None:
        case["people"] = case["people"][:1] * 2
        case["fit"] *= 2

    told = json.loads(solved(capsys, changed(spoil), "-f", "json")[1])["refused"]

    assert {t["code"] for t in told} == {
        "assign/case-person-twice",
        "assign/case-slot-twice",
        "assign/case-candidate-unknown",
    }


def test_a_case_that_is_not_there_is_refused(capsys):
    assert run(["assign", "solve", "nowhere.json", "-o", "answer.json"]) == 2
    assert "nowhere.json" in capsys.readouterr().err


def test_a_published_vector_may_bring_its_own_answer(capsys):
    code, _ = solved(capsys, CASE | {"slots": [], "shortfall": 3})

    assert code == 0

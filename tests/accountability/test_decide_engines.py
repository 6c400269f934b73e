"""Whole files of cases through both engines: one that fails refuses its case; no two cases ever mix."""

import json
import sys
from datetime import date
from pathlib import Path

import pytest
import yaml

from shuangsuiji.report.sentences import sentence
from shuangsuiji.store import export_events, open_store
from shuangsuiji.workflow import decide as deciding
from shuangsuiji.workflow.decide import DecideOrder, decide_cases
from shuangsuiji.workflow.inference_worker import Worker, available

HERE = Path(__file__).parent
TOP = Path(__file__).parents[2]
FILE = TOP / "jurisdictions" / "shanghai" / "example" / "cases.yaml"
DAY = date(2021, 12, 1)
COLLIDING = ("91310000MA11039599", "91310000MA11222382")

durable = pytest.mark.skipif(not available(), reason="the extra durable is not installed")


def decided(tmp_path, file=FILE):
    order = DecideOrder(cases=file, packs=("shanghai",), as_of=DAY, store=str(tmp_path / "台账.db"))
    return decide_cases(order, today=DAY)


def verdicts(report):
    return {o.read.name: o.verdict for o in report.runs[0].outcomes}


def broken(monkeypatch, way, seconds=10):
    """Let the second engine misbehave at the second case that its process is asked."""
    monkeypatch.setenv("ODD_CALL", "2")
    command = (sys.executable, str(HERE / "odd_engine.py"), way)
    monkeypatch.setattr(deciding, "second_engine", lambda: Worker(command, seconds))


WAYS = {
    "segfault": ("decide/engine-crashed", "信号 SIGSEGV"),
    "killed": ("decide/engine-crashed", "信号 SIGKILL"),
    "hang-in-c": ("decide/engine-timed-out", "3 秒"),
    "forget": ("decide/engines-differ", "T"),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_case_on_which_the_second_engine_fails_is_refused_and_the_others_are_decided(
    tmp_path, monkeypatch, way
):
    file = tmp_path / "three.yaml"
    cases = yaml.safe_load(FILE.read_text("utf-8"))[:3]
    file.write_text(yaml.safe_dump(cases, allow_unicode=True), "utf-8")
    plain = verdicts(decided(tmp_path, file))
    broken(monkeypatch, way, 3 if way == "hang-in-c" else 10)

    report = decided(tmp_path, file)

    names = list(plain)
    refused = [names[1]]
    assert [n for n, v in verdicts(report).items() if v is None] == refused
    assert {n: v for n, v in verdicts(report).items() if v} == {
        n: v for n, v in plain.items() if n not in refused
    }
    assert report.exit_code == 1
    code, said = WAYS[way]
    problem = report.runs[0].outcomes[1].problems[0]
    assert problem.code == code
    assert said in str(sentence(problem))


@durable
def test_the_record_says_that_two_engines_decided_or_one(tmp_path, monkeypatch):
    both = decided(tmp_path)
    monkeypatch.setattr("shuangsuiji.workflow.inference_worker.find_spec", lambda name: None)
    one = decided(tmp_path)

    with open_store(tmp_path / "台账.db") as store:
        recorded = [json.loads(e)["body"]["engines"] for e in export_events(store).splitlines()]
    assert recorded == [["plain", "durable-rules"], ["plain"]]
    assert verdicts(both) == verdicts(one)


def fnv1(text):
    """The hash by which durable-rules tells sessions apart."""
    found = 0x811C9DC5
    for byte in text.encode():
        found = (found ^ byte) * 16777619 % 2**32
    return found


def test_the_two_codes_are_one_to_durable_rules():
    assert len({fnv1(code) for code in COLLIDING}) == 1
    assert len({fnv1(str(n)) for n in range(200_000)}) == 200_000


@durable
def test_cases_whose_ids_collide_in_32_bits_never_mix(tmp_path):
    cases = yaml.safe_load(FILE.read_text("utf-8"))
    first, second = cases[0], cases[2]
    first["case"], second["case"] = COLLIDING
    seen = []
    for n, some in enumerate([[first], [second], [first, second], [second, first]]):
        file = tmp_path / f"{n}.yaml"
        file.write_text(yaml.safe_dump(some, allow_unicode=True), "utf-8")
        seen.append(verdicts(decided(tmp_path, file)))

    alone = {**seen[0], **seen[1]}
    assert alone == {COLLIDING[0]: "no_trigger", COLLIDING[1]: "may_be_exempt"}
    assert seen[2:] == [alone, alone]

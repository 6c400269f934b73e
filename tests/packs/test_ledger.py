"""Packs against an independent list of the documents' clauses: none is absent, none invented, none marked lower unsaid."""

import json
from pathlib import Path

import pytest

from shuangsuiji.packs.files import Reading
from shuangsuiji.packs.resolve import read_chain
from shuangsuiji.workflow.packs_proof import coverage

LEDGER = json.loads((Path(__file__).parents[1] / "vectors" / "ledger.json").read_text("utf-8"))
DOCUMENTS = {
    "national": "state-council-2019-draft",
    "shanghai": "shanghai-2019-94",
    "gaoqing": "gaoqing-2021-25",
    "guiyang": "guiyang-2021",
    "chongqing": "chongqing-joint-standard",
}
ORDER = {"no": 0, "partly": 1, "yes": 2}


def rows(pack):
    return {row.id: row for row in read_chain(pack)[-1].clauses}


def test_the_five_documents_are_the_whole_list():
    assert {row["document"] for row in LEDGER.values()} == set(DOCUMENTS.values())
    assert sum(len(rows(pack)) for pack in DOCUMENTS) == len(LEDGER) == 368


@pytest.mark.parametrize("pack", DOCUMENTS)
def test_every_clause_of_the_document_is_there_in_its_order_and_no_other(pack):
    expected = [c for c, row in LEDGER.items() if row["document"] == DOCUMENTS[pack]]

    assert list(rows(pack)) == expected


@pytest.mark.parametrize("pack", DOCUMENTS)
def test_every_clause_says_of_which_document_it_is_and_what_it_is(pack):
    for row in rows(pack).values():
        assert row.document == DOCUMENTS[pack], row.id
        assert row.reading is not None, row.id
        assert (row.modality is not None) == (row.reading is Reading.DUTY), row.id


@pytest.mark.parametrize("pack", DOCUMENTS)
def test_a_mark_below_the_ledgers_has_a_reason(pack):
    lower = [
        row for row in rows(pack).values() if ORDER[row.mark.value] < ORDER[LEDGER[row.id]["mark"]]
    ]

    assert [row.id for row in lower if not row.reason] == []


@pytest.mark.parametrize("pack", DOCUMENTS)
def test_coverage_finds_nothing_wrong(pack):
    problems = coverage(pack).problems

    assert [(str(p.location), p.code) for p in problems] == []

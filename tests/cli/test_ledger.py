"""The ledger commands as operator, cosigner and public use them: what each says, and what it refuses."""

import json
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key

from shuangsuiji.cli import run
from shuangsuiji.digest import digest
from shuangsuiji.findings import Refusal
from shuangsuiji.store import CommitmentRow, DrawRow, Event, Log, append, open_store
from shuangsuiji.workflow.ledger_cosign import CosignOrder, cosign_request

ORIGIN, WITNESS = "gaoqing.example/log", "县司法局"
MOMENT = "2026-01-01T00:00:00Z"


class World:
    """One folder for everybody: the operator's store and key, the cosigner's key, the public's list."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.capsys = folder, capsys
        public = []
        for name, file in ((ORIGIN, "log.key"), (WITNESS, "wit.key")):
            assert run(["ledger", "key", "new", file]) == 0
            capsys.readouterr()
            assert run(["ledger", "key", "show", file, "-f", "json"]) == 0
            public.append({"key": json.loads(capsys.readouterr().out)["key"], "name": name})
        Path("trust.json").write_text(json.dumps({"keys": public}), "utf-8")

    def happen(self, count: int, store: str = "台账.db", who: str = "甲") -> None:
        with open_store(store, create=True) as opened, opened.writing() as connection:
            for n in range(count):
                append(connection, Event(MOMENT, "decide", who, {"i": n}))

    def do(self, *words: str, code: int = 0) -> str:
        ended = run(["ledger", *words])
        told = self.capsys.readouterr()
        assert ended == code, told.out + told.err
        return told.out + told.err

    def codes(self, *words: str, code: int = 2) -> list[str]:
        told = json.loads(self.do(*words, "-f", "json", code=code))
        return [finding["code"] for finding in told.get("refused") or told["said"]]

    def sign(self, *more: str, out: str = "cp.txt", **how: Any) -> str:
        origin = ("--origin", ORIGIN) if how.get("first", True) else ()
        return self.do("checkpoint", "--key", "log.key", "-o", out, *origin, *more)

    def cosign_words(
        self, request: str = "req.txt", *more: str, out: str = "signed.txt"
    ) -> list[str]:
        named = ["--name", WITNESS, "--trust", "trust.json", "--known", "known.txt", "-o", out]
        return ["cosign", request, "--key", "wit.key", *named, *more]

    def cosigned(self, count: int = 5) -> None:
        """A log of so many events, signed, cosigned and received."""
        self.happen(count)
        self.sign("--request", "req.txt")
        self.do(*self.cosign_words("req.txt", "--first"))
        self.do("receive", "signed.txt", "--trust", "trust.json")


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> World:
    monkeypatch.chdir(tmp_path)
    return World(tmp_path, capsys)


def tampered(statement: str, *triggers: str, store: str = "台账.db") -> None:
    outside = sqlite3.connect(store)
    for trigger in triggers:
        outside.execute(f"DROP TRIGGER {trigger}")
    outside.execute(statement)
    outside.commit()
    outside.close()


def test_a_log_is_signed_cosigned_received_verified_and_proven(world: World) -> None:
    world.cosigned(5)
    world.happen(3)
    told = world.sign("--request", "req2.txt", out="cp2.txt", first=False)
    assert "从5条说起的见证请求写在 req2.txt" in told
    assert "共8条；只增未改" in world.do(*world.cosign_words("req2.txt", out="signed2.txt"))
    world.do("receive", "signed2.txt", "--trust", "trust.json")

    told = world.do("verify", "--trust", "trust.json", "--against", "cp.txt")

    assert told.splitlines()[:4] == [
        "通过  8条事件，编号连续，哈希和树都与事件相符",
        "通过  0次抽取的状态都与事件相符",
        "通过  5条时的检查点与事件算出的根相同",
        f"有台账的签名：{ORIGIN}",
    ]
    assert told.count(f"有见证：{WITNESS}，") == 2
    assert "cp.txt：5条时的检查点与事件算出的根相同" in told

    assert "第3条事件在8条检查点之内" in world.do("prove", "3", "-o", "p.txt")
    told = world.do("check", "p.txt", "req2.txt", "cp.txt", "--trust", "trust.json")
    assert '通过  第3条事件在这个检查点里：{"at":"2026-01-01T00:00:00Z","body":{"i":2}' in told
    assert "8条时的台账以5条时的台账开头，其间只增未改" in told
    assert world.codes("check", "cp.txt", "--trust", "trust.json", code=0) == [
        "ledger/told-state",
        "ledger/told-signed",
    ]


def test_signing_twice_changes_nothing(world: World) -> None:
    world.cosigned()
    before = Path("signed.txt").read_text("utf-8")

    world.sign(first=False)
    world.do("receive", "signed.txt", "--trust", "trust.json")

    world.sign(first=False)
    assert Path("cp.txt").read_text("utf-8") == before


def test_a_log_moves_to_another_store_and_back_by_its_files(world: World, postgres: Any) -> None:
    with open_store("台账.db", create=True) as store, store.writing() as connection:
        log = Log(connection, MOMENT, "operator")
        text = '{"hash":"sm3"}'
        one = DrawRow(1, "d1", digest("sm3", text), text, "draws/1", "open")
        log.record_freeze(one, ("L1", "L2"), ("root",))
        log.record_commit(one, CommitmentRow("p", "h", None))
        log.record_reveal(one, "p", "n")
        log.record_abort(one, "原因", "局长")
        text = '{"hash":"sha256"}'
        two = DrawRow(2, "d2", digest("sha256", text), text, "draws/2", "open")
        log.record_freeze(two, ("L1",), ("root",))
    world.cosigned(3)

    assert "8条事件、1个检查点写在 out" in world.do("export", "out")
    url = postgres.fresh()
    assert "8条事件记进了" in world.do("import", "out", "--store", url, "--trust", "trust.json")
    assert "2次抽取的状态都与事件相符" in world.do("verify", "--store", url)
    world.do("export", "again", "--store", url)
    world.do("import", "again", "--store", "new.db")

    files = sorted(p.relative_to("out") for p in Path("out").rglob("*"))
    assert [str(f) for f in files] == ["checkpoint.txt", "draws.jsonl", "log.jsonl"]
    for file in files:
        assert Path("again", file).read_bytes() == Path("out", file).read_bytes()
    with open_store("new.db") as store, store.reading() as connection:
        log = Log(connection)
        assert [d.state for d in log.draws()] == ["aborted", "open"]
        assert log.nonces(1) == {"p": "n"}
    assert world.codes("import", "out", "--store", "new.db") == ["ledger/store-taken"]
    assert world.codes("import", "out", "--store", url) == ["ledger/store-taken"]
    assert world.codes("export", "out") == ["ledger/folder-taken"]
    assert world.codes("import", "nowhere", "--store", "x.db") == ["ledger/no-folder"]


@pytest.mark.parametrize(
    ("name", "before", "after", "code"),
    [
        ("log.jsonl", '"n":2', '"n":3', "ledger/event-number"),
        ("log.jsonl", '"n":2', '"n": 2', "ledger/event-form"),
        ("log.jsonl", '"who":"甲"', '"who":"乙"', "ledger/other-root"),
        ("checkpoint.txt", "\n5\n", "\n4\n", "ledger/form-signature-false"),
        ("log.jsonl", '"n":5', '"n":6', "ledger/event-number"),
        ("checkpoint.txt", f"{ORIGIN}\n5", "a/log\n5", "ledger/form-signature-false"),
    ],
)
def test_an_export_that_was_changed_is_not_imported(
    world: World, name: str, before: str, after: str, code: str
) -> None:
    world.cosigned(5)
    world.do("export", "out")
    path = Path("out", name)
    text = path.read_text("utf-8")
    path.write_text(text.replace(before, after, 1), "utf-8")

    said = world.codes("import", "out", "--store", "new.db", "--trust", "trust.json", code=1)

    assert said[-1] == code
    assert not Path("new.db").exists()


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("x", "ledger/draw-line"),
        ('{"counter":1,"draw":"d","folder":"f","manifest":"m","text":"{}"}', "ledger/draw-line"),
        (
            '{"counter":1,"draw":"d","folder":"f","manifest":"m","text":"{\\"hash\\":\\"sm3\\"}"}',
            "ledger/draw-line",
        ),
    ],
)
def test_a_draw_whose_manifest_is_another_is_not_imported(
    world: World, line: str, code: str
) -> None:
    world.cosigned(5)
    world.do("export", "out")
    Path("out", "draws.jsonl").write_text(line + "\n", "utf-8")

    assert world.codes("import", "out", "--store", "new.db") == [code]


def exported(folder: str, *events: dict[str, Any]) -> None:
    """Write an export by hand, as somebody might who never ran the program."""
    Path(folder).mkdir()
    same = {"at": MOMENT, "who": "甲", "draw": None, "body": {}}
    rows = [{**same, "n": n, **event} for n, event in enumerate(events, 1)]
    lines = [
        json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":")) for row in rows
    ]
    Path(folder, "log.jsonl").write_text("".join(line + "\n" for line in lines), "utf-8")
    text = '{"hash":"sha256"}'
    manifest = digest("sha256", text)
    row = {"counter": 1, "draw": "d", "folder": "f", "manifest": manifest, "text": text}
    Path(folder, "draws.jsonl").write_text(json.dumps(row) + "\n", "utf-8")


FREEZE = {"counter": 1, "lines": ["L"], "registers": ["r"], "manifest": digest("sha256", '{"hash":"sha256"}')}  # fmt: skip


@pytest.mark.parametrize(
    ("event", "code"),
    [
        ({"kind": "unheard-of"}, "ledger/kind"),
        ({"kind": "freeze", "body": {**FREEZE, "registers": 5}}, "ledger/kind"),
        ({"kind": "freeze", "body": FREEZE, "draw": None}, "ledger/not-repeated"),
        ({"kind": "freeze", "body": {**FREEZE, "lines": ["L", "L"]}}, "ledger/rule"),
        ({"kind": "freeze", "body": {**FREEZE, "more": 1}, "draw": "d"}, "ledger/not-repeated"),
    ],
)
def test_a_log_that_no_store_can_have_written_is_not_imported(
    world: World, event: dict[str, Any], code: str
) -> None:
    exported("out", event)

    assert world.codes("import", "out", "--store", "new.db") == [code]


@pytest.mark.parametrize(
    ("statement", "triggers", "code"),
    [
        ("UPDATE event SET who = 'x' WHERE n = 3", ["event_no_update"], "ledger/event-changed"),
        ("UPDATE event SET body = '{ }' WHERE n = 3", ["event_no_update"], "ledger/event-form"),
        ("UPDATE event SET body = x'00' WHERE n = 3", ["event_no_update"], "ledger/event-form"),
        ("DELETE FROM event WHERE n = 3", ["event_no_delete"], "ledger/event-number"),
        ("DELETE FROM event WHERE n = 5", ["event_no_delete"], "ledger/events-gone"),
        ("UPDATE leaf SET nodes = substr(nodes, 1, 64) WHERE n = 4", ["leaf_no_update"], "ledger/tree-changed"),
        ("DELETE FROM leaf WHERE n = 5", ["leaf_no_delete"], "ledger/event-changed"),
        ("INSERT INTO open_line VALUES ('L', 1)", [], "ledger/tables-differ"),
        ("UPDATE checkpoint SET text = replace(text, '5', '4')", ["checkpoint_no_update"], "ledger/form-signature-false"),
        ("UPDATE checkpoint SET text = 'x'", ["checkpoint_no_update"], "ledger/form-checkpoint"),
        ("UPDATE signature SET line = 'x'", ["signature_no_update"], "ledger/form-signature-line"),
        ("DELETE FROM signature", ["signature_no_delete"], "ledger/not-by-log"),
    ],
)  # fmt: skip
def test_who_changes_the_store_behind_the_triggers_is_found(
    world: World, statement: str, triggers: list[str], code: str
) -> None:
    world.happen(5)
    world.sign()
    tampered(statement, *triggers)

    assert world.codes("verify", "--trust", "trust.json", code=1)[-1] == code


def test_an_export_whose_end_is_gone_is_found_by_its_checkpoint(world: World) -> None:
    world.cosigned(5)
    world.do("export", "out")
    path = Path("out", "log.jsonl")
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:4]))

    assert world.codes("verify", "out", "--trust", "trust.json", code=1)[-1] == "ledger/shortened"


def test_a_store_under_two_names_is_told(world: World) -> None:
    world.cosigned()
    world.do("export", "out")
    path = Path("other.txt")
    text = Path("out/checkpoint.txt").read_text("utf-8")
    path.write_text(text.replace(ORIGIN, "other.example/log"), "utf-8")

    assert (
        world.codes("verify", "out", "--against", "other.txt", code=1)[-1] == "ledger/two-origins"
    )


def test_a_log_without_checkpoints_is_told_to_show_little(world: World) -> None:
    world.happen(2)

    assert "看不出是否整个换过" in world.do("verify")
    assert world.codes("prove", "1", "-o", "p") == ["ledger/no-checkpoint"]
    assert world.codes("prove", "9", "-o", "p") == ["ledger/no-event"]


def test_signatures_of_keys_that_nobody_named_say_nothing(world: World) -> None:
    world.cosigned()

    assert "还有2行签名，公钥未核对，不说明什么" in world.do("verify")


CHECKPOINT = ["checkpoint", "--key", "log.key", "-o", "x"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (CHECKPOINT, "ledger/origin-needed"),
        ([*CHECKPOINT, "--origin", "a b"], "ledger/name"),
        ([*CHECKPOINT, "--origin", "a+b"], "ledger/name"),
        ([*CHECKPOINT, "--origin", "a", "--since", "9", "--request", "r"], "ledger/since"),
        (["checkpoint", "--key", "no.key", "-o", "x"], "file/unreadable"),
        (["checkpoint", "--key", "trust.json", "-o", "x"], "key/open-to-others"),
        (["checkpoint", "--key", "odd.key", "-o", "x"], "key/not-a-key"),
        (["checkpoint", "--key", "rsa.key", "-o", "x"], "key/not-a-key"),
        (["key", "new", "log.key"], "key/taken"),
        (["key", "new", "trust.json/a.key"], "key/unwritable"),
        (["verify", "--trust", "odd.key"], "key/list"),
        (["verify", "--trust", "empty.json"], "key/list"),
        (["verify", "--against", "trust.json"], "ledger/form-parts"),
    ],
)
def test_what_cannot_be_signed_is_refused(world: World, words: list[str], code: str) -> None:
    world.happen(2)
    rsa = generate_private_key(65537, 2048).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    for name, data in (("odd.key", b"x"), ("rsa.key", rsa), ("empty.json", b'{"keys":[]}')):
        Path(name).write_bytes(data)
        Path(name).chmod(0o600)

    assert world.codes(*words) == [code]
    assert not Path("x").exists()


def test_a_log_without_events_is_not_signed(world: World) -> None:
    world.happen(0)

    assert world.codes(*CHECKPOINT, "--origin", "a") == ["ledger/empty"]


def test_a_logs_name_does_not_change(world: World) -> None:
    world.cosigned()

    assert world.codes(*CHECKPOINT, "--origin", "a") == ["ledger/origin-differs"]


def test_a_private_key_is_its_owners_alone_and_never_told(world: World) -> None:
    told = world.do("key", "new", "a.key") + world.do("key", "show", "a.key", "-f", "json")

    pem = Path("a.key").read_bytes()
    assert Path("a.key").stat().st_mode & 0o777 == 0o600
    key = serialization.load_pem_private_key(pem, None)
    assert isinstance(key, Ed25519PrivateKey)
    assert key.public_key().public_bytes_raw().hex() in told
    assert key.private_bytes_raw().hex() not in told
    assert pem.splitlines()[1].decode() not in told


def test_a_cosigner_needs_its_own_last_checkpoint(world: World) -> None:
    world.happen(2)
    world.sign("--request", "req.txt")

    assert world.codes(*world.cosign_words()) == ["ledger/known-missing"]
    assert world.codes(*world.cosign_words("cp.txt", "--first")) == ["ledger/form-request"]
    world.do(*world.cosign_words("req.txt", "--first"))
    assert world.codes(*world.cosign_words("req.txt", "--first")) == ["ledger/known-there"]
    Path("known.txt").write_bytes(Path("cp.txt").read_bytes())
    assert world.codes(*world.cosign_words()) == ["ledger/known-not-own"]


def test_a_cosigner_signs_for_one_log_from_where_it_stopped(world: World) -> None:
    world.cosigned(5)
    world.happen(2)
    world.sign("--request", "r0.txt", "--since", "2", first=False)
    assert world.codes(*world.cosign_words("r0.txt")) == ["ledger/other-start"]

    world.do("key", "new", "b.key")
    assert world.codes(*world.cosign_words("r0.txt", "--name", "a b")) == ["ledger/name"]
    world.happen(3, "b.db")
    words = ["--store", "b.db", "--origin", "b/log", "-o", "b.txt", "--request", "rb.txt"]
    world.do("checkpoint", "--key", "log.key", *words)
    assert world.codes(*world.cosign_words("rb.txt")) == ["ledger/not-by-log"]
    keys = json.loads(Path("trust.json").read_text("utf-8"))
    keys["keys"].append({**keys["keys"][0], "name": "b/log"})
    Path("trust.json").write_text(json.dumps(keys), "utf-8")
    assert world.codes(*world.cosign_words("rb.txt")) == ["ledger/other-log"]


def test_a_cosigners_clock_does_not_run_backwards(world: World) -> None:
    world.cosigned()
    order = CosignOrder(
        Path("req.txt"), Path("wit.key"), WITNESS, Path("trust.json"), Path("known.txt"), Path("o")
    )

    with pytest.raises(Refusal) as refusal:
        cosign_request(order, now=datetime(2020, 1, 1, tzinfo=UTC))

    assert refusal.value.findings[0].code == "ledger/clock"
    assert not Path("o").exists()


def test_only_cosignatures_of_known_keys_on_our_own_checkpoint_are_received(world: World) -> None:
    world.cosigned()
    receive = ["--trust", "trust.json"]
    assert world.codes("receive", "cp.txt", *receive) == ["ledger/no-cosignature"]
    world.happen(5, "other.db", "乙")

    assert world.codes("receive", "signed.txt", "--store", "other.db", *receive) == [
        "ledger/not-ours"
    ]


BENT: list[tuple[str, Callable[[str], str], str]] = [
    ("large", lambda text: text * 10_000, "ledger/form-large"),
    ("text", lambda text: "\udcff" + text, "ledger/form-text"),
    ("lines", lambda text: text.replace("\n", "\r\n"), "ledger/form-parts"),
    ("size", lambda text: text.replace("\n5\n", "\n05\n"), "ledger/form-checkpoint"),
    ("root", lambda text: text.replace("=\n\n", "\n\n"), "ledger/form-base64"),
    ("dash", lambda text: text.replace("—", "-"), "ledger/form-signature-line"),
    ("many", lambda text: text + text.splitlines()[-1].join(["", "\n"]) * 100, "ledger/form-signatures"),
    ("proof", lambda text: "c2sp.org/tlog-proof@v1\n\n" + text, "ledger/form-proof"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "bend", "code"), BENT, ids=[name for name, _, _ in BENT])
def test_a_paper_that_was_bent_is_refused_with_what_is_wrong(
    world: World, name: str, bend: Callable[[str], str], code: str
) -> None:
    world.cosigned()
    text = bend(Path("cp.txt").read_text("utf-8"))
    Path(name).write_bytes(text.encode("utf-8", "surrogateescape"))

    assert world.codes("check", name, "--trust", "trust.json") == [code]


def test_a_checkpoint_with_another_content_under_its_signature_does_not_hold(world: World) -> None:
    world.cosigned()
    text = Path("cp.txt").read_text("utf-8")
    Path("bent.txt").write_text(text.replace("\n5\n", "\n6\n"), "utf-8")

    said = world.codes("check", "bent.txt", "--trust", "trust.json", code=1)

    assert said == ["ledger/form-signature-false"]


def test_a_proof_of_another_event_does_not_hold(world: World) -> None:
    world.cosigned()
    world.do("prove", "2", "-o", "p.txt")
    text = Path("p.txt").read_text("utf-8")
    Path("bent.txt").write_text(text.replace("index 1", "index 2"), "utf-8")

    said = world.codes("check", "bent.txt", "--trust", "trust.json", code=1)

    assert said[-1] == "ledger/not-included"


def test_programs_are_told_the_same_by_codes(world: World) -> None:
    world.happen(2)
    signing = ["checkpoint", "--key", "log.key", "-o", "cp.txt", "--origin", ORIGIN]
    steps = [
        (["key", "new", "n.key"], ["ledger/told-key-new", "ledger/told-key"]),
        (["verify"], ["ledger/step-events", "ledger/step-draws", "ledger/told-unsigned", "ledger/told-root"]),
        ([*signing, "--request", "req.txt"], ["ledger/told-checkpoint", "ledger/told-file", "ledger/told-request"]),
        (world.cosign_words("req.txt", "--first"), ["ledger/told-cosign", "ledger/told-hand-back"]),
        (["receive", "signed.txt", "--trust", "trust.json"], ["ledger/told-received"]),
        (["prove", "1", "-o", "p.txt"], ["ledger/told-proof"]),
        (
            ["check", "p.txt", "--trust", "trust.json"],
            ["ledger/told-state", "ledger/told-signed", "ledger/told-cosigned", "ledger/step-included"],
        ),
        (
            ["verify", "--against", "cp.txt"],
            ["ledger/step-events", "ledger/step-draws", "ledger/step-checkpoint", "ledger/told-unknown-keys", "ledger/step-against", "ledger/told-unknown-keys", "ledger/told-root"],
        ),
        (["export", "out"], ["ledger/told-exported"]),
        (
            ["import", "out", "--store", "new.db"],
            ["ledger/step-events", "ledger/step-checkpoint", "ledger/told-unknown-keys", "ledger/told-root", "ledger/told-imported"],
        ),
    ]  # fmt: skip
    for words, codes in steps:
        assert world.codes(*words, code=0) == codes
    world.happen(1)
    world.sign("--request", "req3.txt", out="cp3.txt", first=False)

    said = world.codes("check", "cp.txt", "req3.txt", "--trust", "trust.json", code=0)

    assert said[-1] == "ledger/step-grew"

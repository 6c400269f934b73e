"""What a bundle's log, its checkpoints and a withheld part must be, one tampering for each check."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bundles import (
    EXAMPLE,
    KEYS,
    POINTS,
    ROWS,
    Bundle,
    Change,
    canonical,
    hidden,
    manifest,
    run,
    sha,
    verify,
)

COMMITTED = ("committed",)


def _keyless(m: dict[str, Any]) -> None:
    """Parties without keys: fewer signatures to verify, where a test asks for other things."""
    for party in m["parties"]:
        party["key"] = None


def _official(m: dict[str, Any]) -> None:
    m["purpose"] = "official"


def _trust(path: Path, *names: str) -> Path:
    rows = [{"key": KEYS[name], "name": name} for name in names]
    path.write_text(json.dumps({"keys": rows}), encoding="utf-8")
    return path


# ---- What holds --------------------------------------------------------------------------------------


def test_an_official_draw_with_its_log_is_verified(tmp_path: Path) -> None:
    bundle = Bundle(tmp_path / "b", {"manifest": _official})
    alone = _trust(tmp_path / "alone.json", "initiator", "supervision", "witness")
    every = _trust(tmp_path / "every.json", *KEYS)

    (code, said), (_, parties), (_, named) = (
        bundle.run(),
        bundle.run("--trust", alone),
        bundle.run("--trust", every),
    )

    assert code == 0, said
    assert (
        "✓ 第6步 日志：共 9 条，隐去 1 条，检查点 committed、revealed、drawn（6 个签名成立）"
        in said
    )
    assert "承诺在先：是：检查点 5 条，见证 notary/w（2023-09-15T10:00:00Z）" in said
    assert "承诺有签名：钥匙未核对：" in said
    assert "日志有见证：钥匙未核对：" in said
    assert "承诺有签名：是：" in parties
    assert "日志有见证：钥匙未核对：" in parties
    assert "日志有见证：是：notary/w（2023-09-15T10:00:00Z）" in named
    assert "日志隐去：1 条" in said
    assert "演示" not in said


def test_commitments_are_signed_only_when_all_parties_have_keys(tmp_path: Path) -> None:
    keyless = Bundle(
        tmp_path / "b", {"manifest": lambda m: m["parties"][0].update(key=None)}, points=COMMITTED
    )

    code, said = keyless.run("--trust", _trust(tmp_path / "t.json", *KEYS))

    assert code == 0
    assert "承诺有签名：钥匙未核对：supervision" in said


def test_a_party_that_did_not_reveal_is_left_out_as_the_checkpoint_shows(tmp_path: Path) -> None:
    bundle = Bundle(tmp_path / "b", {"manifest": _keyless}, silent=("supervision",))

    code, said = bundle.run()

    assert code == 0, said
    assert "supervision 未公布：checkpoint-revealed.txt 里没有其公布" in said


def test_without_any_log_a_missing_reveal_is_told_as_not_shown() -> None:
    code, said = run(EXAMPLE)

    assert code == 0
    assert "supervision 未公布：没有日志，未能显示确未按期公布" in said


def test_a_reveal_in_the_log_is_never_null_in_the_seed(tmp_path: Path) -> None:
    """The operator had it, after the checkpoint or before, and dropped it."""

    def late(events: list[dict[str, Any]]) -> None:
        body = {
            "manifest": events[0]["body"]["manifest"],
            "nonce": sha("supervision"),
            "party": "supervision",
        }
        events.insert(-1, {**events[-2], "body": body, "who": "supervision"})
        for n, event in enumerate(events, 1):
            event["n"] = n

    change: dict[str, Change] = {
        "manifest": _keyless,
        "events": late,
        "sizes": lambda s: s.update(drawn=9),
    }
    bundle = Bundle(tmp_path / "b", change, silent=("supervision",))

    bundle.failed("日志", "日志里的公布 supervision")


def test_a_demonstration_may_have_a_log_without_committed(tmp_path: Path) -> None:
    code, said = Bundle(tmp_path / "b", {"manifest": _keyless}, points=("revealed",)).run()

    assert code == 0, said
    assert "承诺在先：未能显示：未附 checkpoint-committed.txt" in said


def _earlier(event: str, *, told: bool) -> tuple[dict[str, Change], dict[str, Any]]:
    """Return changes that put an earlier draw of the same lines before this one."""
    before = {**manifest(), "draw": "D-0"}
    old = sha(canonical(before))

    def events(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        def row(kind: str, **body: Any) -> dict[str, Any]:
            plain = {"at": "2023-09-14T00:00:00Z", "draw": "D-0", "who": "operator"}
            return {**plain, "body": {"manifest": old, **body}, "kind": kind, "n": len(rows) + 1}

        root = before["registers"][0]["root"]
        rows.append(row("freeze", counter=1, lines=["L1", "L2"], registers=[root]))
        if told:
            rows.append(row("reveal", nonce="0" * 64, party="witness"))
        if event:
            rows.append(row(event, approver="局长", reason="停电"))
        return rows

    def after(m: dict[str, Any]) -> None:
        _keyless(m)
        m.update(counter=2, previous=old)
        for line in m["lines"]:
            line["attempt"] = 2
        if told and event == "abort":
            m["retry_of"] = old

    return {"manifest": after, "earlier": events}, before


@pytest.mark.parametrize(("event", "told"), [("abort", False), ("result", True)])
def test_a_second_draw_of_a_line_tells_its_number(
    tmp_path: Path, event: str, *, told: bool
) -> None:
    change, _ = _earlier(event, told=told)

    code, said = Bundle(tmp_path / "b", change, points=COMMITTED).run()

    assert code == 0, said


def _retry(tmp_path: Path, more: Callable[[dict[str, Any]], object] = lambda m: None) -> Bundle:
    change, before = _earlier("abort", told=True)
    first = change["manifest"]
    keep = {"aborted-manifest.json": canonical({**before, "draw": "D-0"})}

    def both(m: dict[str, Any]) -> None:
        first(m)
        m["draw"] = "D-0"
        more(m)

    def name(events: list[dict[str, Any]]) -> None:
        for event in events:
            event["draw"] = "D-0"

    def reveal(files: dict[str, bytes]) -> None:
        files.update(keep)

    return Bundle(
        tmp_path / "b",
        {**change, "manifest": both, "events": name, "files": reveal},
        points=COMMITTED,
        draw="D-0",
    )


def test_a_draw_aborted_after_a_reveal_is_retried(tmp_path: Path) -> None:
    code, said = _retry(tmp_path).run()

    assert code == 0, said


def test_a_draw_aborted_after_a_reveal_can_only_be_retried(tmp_path: Path) -> None:
    bundle = _retry(tmp_path, lambda m: m.update(retry_of=None))
    (bundle.folder / "aborted-manifest.json").unlink()
    bundle.seal()

    bundle.failed("日志", "上一次在公布后终止，retry_of")


def test_a_line_with_an_open_draw_cannot_be_frozen(tmp_path: Path) -> None:
    change, _ = _earlier("", told=False)

    Bundle(tmp_path / "b", change, points=COMMITTED).failed("日志", "还有未完成的抽取")


def test_an_attempt_counts_the_freezes_before(tmp_path: Path) -> None:
    change, _ = _earlier("abort", told=False)
    first = change["manifest"]

    def same_number(m: dict[str, Any]) -> None:
        first(m)
        m["lines"][0]["attempt"] = 1

    Bundle(tmp_path / "b", {**change, "manifest": same_number}, points=COMMITTED).failed(
        "日志", "L1 的 attempt"
    )


def test_the_freeze_before_is_the_one_that_the_manifest_names(tmp_path: Path) -> None:
    change, _ = _earlier("abort", told=False)
    first = change["manifest"]

    def other(m: dict[str, Any]) -> None:
        first(m)
        m["previous"] = "1" * 64

    Bundle(tmp_path / "b", {**change, "manifest": other}, points=COMMITTED).failed(
        "日志", "上一次冻结"
    )


# ---- What does not --------------------------------------------------------------------------------------


def _event(kind: str, **body: Any) -> Change:
    def change(events: list[dict[str, Any]]) -> None:
        next(x for x in events if x["kind"] == kind)["body"].update(body)

    return change


def _swap(first: int, second: int) -> Change:
    """Let two events trade places, numbers and moments left in order."""

    def change(events: list[dict[str, Any]]) -> None:
        for key in ("body", "kind", "who"):
            a, b = events[first - 1], events[second - 1]
            a[key], b[key] = b[key], a[key]

    return change


def _again(n: int, /) -> Change:
    """Let an event stand once more at the end of the log."""
    return lambda events: events.append(
        {**events[n - 1], "n": len(events) + 1, "at": events[-1]["at"]}
    )


def _more(kind: str, **body: Any) -> Change:
    def change(events: list[dict[str, Any]]) -> None:
        told = {"manifest": events[0]["body"]["manifest"], **body}
        events.append({**events[-1], "body": told, "kind": kind, "n": len(events) + 1})

    return change


def _one(n: int, /, **other: Any) -> Change:
    return lambda events: events[n - 1].update(other)


LAST: Change = lambda sizes: sizes.update(drawn=10)  # noqa: E731
LOGS: dict[str, tuple[str, dict[str, Change], dict[str, Any]]] = {
    "the log is of another origin": ("origin、行数、根", {}, {"note": {"origin": "other.example"}}),
    "the log itself did not sign": ("没有日志运营者的签名", {}, {"note": {"without": ("log.example",)}}),
    "nobody cosigned": ("没有见证方的签名", {}, {"note": {"without": ("notary/w",)}}),
    "a signature is another": ("签名不成立", {"committed": lambda t: t[:-12] + ("A" if t[-12] != "A" else "B") + t[-11:]}, {}),
    "a signature line is torn": ("签名行读不懂", {"committed": lambda t: t[:-1]}, {}),
    "a size is beyond the log": ("行数不对", {"committed": lambda t: t.replace("\n5\n", "\n50\n")}, {}),
    "a size is none": ("行数不对", {"committed": lambda t: t.replace("\n5\n", "\n05\n")}, {}),
    "the log goes on after its checkpoint": (
        "应止于最大的检查点",
        {"files": lambda f: f.update({"log.jsonl": f["log.jsonl"] + hidden("x").encode() + b"\n"})},
        {},
    ),
    "a line was changed": ("origin、行数、根", {"files": lambda f: f.update({"log.jsonl": f["log.jsonl"].replace(b"09:00:03Z", b"09:00:02Z")})}, {}),
    "a line has an unknown key": ("的键", {"events": lambda e: e[0].update(x=1)}, {}),
    "an event has another number": ("第1条的序号", {"events": _one(1, n=2)}, {}),
    "an event is older than the one before": ("时刻早于前一条", {"events": _one(3, at="2023-09-15T08:00:00Z")}, {}),
    "an event is of another draw's name": ("第3条的 draw", {"events": _one(3, draw="D-2")}, {}),
    "the freeze is hidden": ("这次冻结的条数", {"lines": lambda t: [hidden(t[0]), *t[1:]]}, {}),
    "the freeze has another counter": ("各次冻结的序号", {"events": _event("freeze", counter=2)}, {}),
    "the freeze names other lines": ("这次冻结的内容", {"events": _event("freeze", lines=["L1"])}, {}),
    "the freeze has another register": ("这次冻结的内容", {"events": _event("freeze", registers=["0" * 64])}, {}),
    "it was frozen twice": ("各次冻结的序号", {"events": _again(1), "sizes": LAST}, {"points": POINTS}),
    "it was aborted": ("已经终止", {"events": _more("abort", approver="局长", reason="否"), "sizes": LAST}, {"points": POINTS}),
    "a commitment is another": ("日志里的承诺", {"events": _event("commit", hash="0" * 64)}, {}),
    "a commitment is hidden": ("日志里的承诺", {"lines": lambda t: [*t[:2], hidden(t[2]), *t[3:]]}, {}),
    "a party commits twice": ("日志里的承诺", {"events": _again(3), "sizes": LAST}, {"points": POINTS}),
    "a reveal comes before a commitment": ("承诺应先于公布", {"events": _swap(5, 6)}, {"points": POINTS}),
    "a reveal has another nonce": ("日志里的公布", {"events": _event("reveal", nonce="0" * 64)}, {"points": POINTS}),
    "a stranger reveals": ("日志里的公布", {"events": _event("reveal", party="other")}, {"points": POINTS}),
    "a party reveals twice": ("公布有重复", {"events": _again(6), "sizes": LAST}, {"points": POINTS}),
    "a reveal is hidden": ("checkpoint-revealed.txt 内的公布", {"lines": lambda t: [*t[:5], hidden(t[5]), *t[6:]]}, {"points": ("revealed",)}),
    "a reveal that counts is nowhere": ("日志里没有其公布", {"lines": lambda t: [*t[:5], hidden(t[5]), *t[6:]]}, {"points": ("drawn",)}),
    "a nonce is held that nobody withholds": ("日志里的保管", {"events": _one(6, kind="deposit")}, {"points": POINTS}),
    "a nonce is opened that nobody withheld": ("日志里的公开", {"events": _more("open", party="witness", nonce=sha("witness")), "sizes": LAST}, {"points": POINTS}),
    "the result is another": ("日志里的结果", {"events": _event("result", result="0" * 64)}, {"points": POINTS}),
    "the seed is another": ("日志里的结果", {"events": _event("result", seed="0" * 64)}, {"points": POINTS}),
    "the seed of an open draw is not told": ("日志里的结果", {"events": _event("result", seed=None)}, {"points": POINTS}),
    "there are two results": ("日志里的结果", {"events": _again(9), "sizes": LAST}, {"points": POINTS}),
    "committed does not cover all commitments": ("应含全部承诺、不含公布", {"sizes": lambda s: s.update(committed=4)}, {"points": POINTS}),
    "committed covers a reveal": ("应含全部承诺、不含公布", {"sizes": lambda s: s.update(committed=6)}, {"points": POINTS}),
    "committed is cosigned after the beacon": ("没有早于信标时刻的见证", {"times": lambda t: t.update(committed=1694775603)}, {}),
    "revealed is cosigned before the deadline": ("没有在截止之后、信标之前的见证", {"times": lambda t: t.update(revealed=1694773800)}, {"points": ("committed", "revealed")}),
    "revealed is cosigned after the beacon": ("没有在截止之后、信标之前的见证", {"times": lambda t: t.update(revealed=1694775603)}, {"points": ("committed", "revealed")}),
    "revealed lacks a reveal that counts": ("内的公布", {"sizes": lambda s: s.update(revealed=7)}, {"points": POINTS}),
    "drawn does not cover the result": ("应含这次的结果", {"sizes": lambda s: s.update(drawn=8)}, {"points": POINTS}),
}  # fmt: skip


@pytest.mark.parametrize(("sentence", "change", "mode"), LOGS.values(), ids=LOGS)
def test_what_the_log_must_be(
    tmp_path: Path, sentence: str, change: dict[str, Change], mode: dict[str, Any]
) -> None:
    bundle = Bundle(
        tmp_path / "b", {"manifest": _keyless, **change}, **{"points": COMMITTED, **mode}
    )

    bundle.failed("日志", sentence)


def test_a_reveal_that_the_checkpoint_covers_cannot_be_left_out(tmp_path: Path) -> None:
    """The operator drops a nonce that it does not like."""

    def told(events: list[dict[str, Any]]) -> None:
        body = {
            "manifest": events[0]["body"]["manifest"],
            "nonce": sha("supervision"),
            "party": "supervision",
        }
        events.insert(5, {**events[5], "body": body})
        for n, event in enumerate(events, 1):
            event["n"] = n

    change: dict[str, Change] = {
        "manifest": _keyless,
        "events": told,
        "sizes": lambda s: s.update(revealed=8),
    }
    bundle = Bundle(
        tmp_path / "b", change, silent=("supervision",), points=("committed", "revealed")
    )

    bundle.failed("日志", "日志里的公布 supervision")


def test_a_missing_reveal_wants_the_checkpoint_where_there_is_a_log(tmp_path: Path) -> None:
    bundle = Bundle(tmp_path / "b", {"manifest": _keyless}, silent=("witness",), points=COMMITTED)

    bundle.failed("种子", "没有 checkpoint-revealed.txt")


@pytest.mark.parametrize("points", [("revealed", "drawn"), ()])
def test_an_official_draw_must_show_its_commitments(
    tmp_path: Path, points: tuple[str, ...]
) -> None:
    bundle = Bundle(tmp_path / "b", {"manifest": _official}, points=points or COMMITTED)
    for path in (
        [] if points else [bundle.folder / "log.jsonl", bundle.folder / "checkpoint-committed.txt"]
    ):
        path.unlink()
    bundle.seal()

    bundle.failed("日志", "正式抽取：应附 log.jsonl 和 checkpoint-committed.txt")


ATTACHED: dict[str, tuple[str, Change, Change]] = {
    "a log that the manifest does not name": ("清单未提到", lambda m: m.update(log=None), lambda f: f.update({"log.jsonl": b""})),
    "a log without a checkpoint": ("却没有", _keyless, lambda f: f.pop("checkpoint-committed.txt")),
    "a checkpoint without a log": ("缺少 ['log.jsonl']", _keyless, lambda f: f.pop("log.jsonl")),
    "what was sealed, of an open draw": ("清单未提到 ['unsealed.json']", _keyless, lambda f: f.update({"unsealed.json": b"[]"})),
}  # fmt: skip


@pytest.mark.parametrize(("sentence", "change", "files"), ATTACHED.values(), ids=ATTACHED)
def test_which_files_stand_beside_a_log(
    tmp_path: Path, sentence: str, change: Change, files: Change
) -> None:
    bundle = Bundle(tmp_path / "b", {"manifest": change, "files": files}, points=COMMITTED)

    bundle.failed("清单文件", sentence)


def test_a_self_made_witness_is_never_called_known(tmp_path: Path) -> None:
    bundle = Bundle(tmp_path / "b", points=COMMITTED)

    code, said = bundle.run("--trust", _trust(tmp_path / "t.json", "initiator"))

    assert code == 0
    assert "日志有见证：钥匙未核对：" in said
    assert "承诺有签名：钥匙未核对：" in said


def test_any_changed_byte_of_log_and_checkpoint_is_found(tmp_path: Path) -> None:
    bundle = Bundle(tmp_path / "b", {"manifest": _keyless}, points=COMMITTED)

    missed = []
    for name in ("log.jsonl", "checkpoint-committed.txt"):
        original = (bundle.folder / name).read_bytes()
        for place in range(0, len(original), 37):
            changed = bytearray(original)
            changed[place] ^= 1
            (bundle.folder / name).write_bytes(changed)
            bundle.seal()
            code, said = bundle.run()
            missed += [place] if code != 1 or "✗ 第6步 日志" not in said else []
        (bundle.folder / name).write_bytes(original)

    assert not missed


# ---- Withheld ---------------------------------------------------------------------------------------------


def test_a_withheld_draw_is_sealed_until_it_is_opened(tmp_path: Path) -> None:
    code, said = Bundle(
        tmp_path / "b", {"manifest": _keyless}, withhold=True, sealed=True, inspectors=True
    ).run()

    assert code == 4
    assert "－ 第5步 种子：封存至 2999-12-20T00:00:00Z，未核对" in said
    assert "✓ 第6步 日志" in said
    assert "第8步" not in said
    assert said.splitlines()[-1] == "结论：封存。演示，非正式抽取"


def test_a_draw_not_opened_in_time_is_told(tmp_path: Path) -> None:
    past: Change = lambda m: (_keyless(m), m["withhold"].update(until="2023-12-01T00:00:00Z"))  # noqa: E731

    code, said = Bundle(tmp_path / "b", {"manifest": past}, withhold=True, sealed=True).run()

    assert code == 4
    assert "封存（已逾期未公开）" in said


def test_an_opened_draw_is_verified(tmp_path: Path) -> None:
    code, said = Bundle(
        tmp_path / "b", {"manifest": _keyless}, withhold=True, inspectors=True
    ).run()

    assert code == 0, said
    assert "✓ 第13步 检查人员" in said


SEALED: dict[str, tuple[str, dict[str, Change], dict[str, Any]]] = {
    "the withheld nonce was revealed at once": ("日志里的公布", {"events": lambda e: next(x for x in e if x["kind"] == "deposit").update(kind="reveal")}, {}),
    "another party's nonce is held": ("日志里的保管", {"events": _event("deposit", party="witness")}, {}),
    "a deposit tells the nonce": ("日志里的保管", {"events": _event("deposit", nonce=sha("supervision"))}, {}),
    "another nonce was opened": ("日志里的公开", {"events": _event("open", nonce="0" * 64)}, {}),
    "the result is another": ("日志里的结果", {"events": _event("result", result="0" * 64)}, {}),
    "a sealed event is another": ("unsealed.json 第1项", {"events": _event("sealed", sealed="0" * 64)}, {"inspectors": True}),
    "a sealed event stays closed": ("密存的事件没有全部公开", {"unsealed": lambda u: u.clear()}, {"inspectors": True}),
    "a salt is another": ("unsealed.json 第1项", {"unsealed": lambda u: u[0].update(salt="0" * 64)}, {"inspectors": True}),
    "a number is another": ("unsealed.json 第1项", {"unsealed": lambda u: u[0].update(n=1)}, {"inspectors": True}),
    "an entry stands twice": ("unsealed.json 第2项", {"unsealed": lambda u: u.append(u[0])}, {"inspectors": True}),
}  # fmt: skip


@pytest.mark.parametrize(("sentence", "change", "mode"), SEALED.values(), ids=SEALED)
def test_what_an_opened_draw_must_be(
    tmp_path: Path, sentence: str, change: dict[str, Change], mode: dict[str, Any]
) -> None:
    bundle = Bundle(
        tmp_path / "b", {"manifest": _keyless, **change}, withhold=True, points=("drawn",), **mode
    )

    bundle.failed("日志", sentence)


def test_an_opened_draw_cannot_be_sealed_again(tmp_path: Path) -> None:
    opened = Bundle(tmp_path / "a", {"manifest": _keyless}, withhold=True, points=("drawn",))
    closed = {"seed.json", "result.json", "reveal-supervision.json"}
    for name in closed:
        (opened.folder / name).unlink()
    opened.seal()

    opened.failed("日志", "日志里的公开")


def test_part_of_what_is_withheld_is_no_bundle(tmp_path: Path) -> None:
    bundle = Bundle(
        tmp_path / "b", {"manifest": _keyless}, withhold=True, sealed=True, points=COMMITTED
    )
    shutil.copy(EXAMPLE / "seed.json", bundle.folder)
    bundle.seal()

    bundle.failed("清单文件", "缺少")


# ---- What changed since the register before ------------------------------------------------------------

OLD = sorted([*ROWS[1:], "T01|A|eligible", "T13|A|eligible"])
DELTA = {
    "added": [],
    "moved": [{"from": "T01|A|eligible", "id": "T01", "to": ROWS[0]}],
    "removed": ["T13|A|eligible"],
}
DELTAS: dict[str, tuple[int, Change]] = {
    "as it is": (0, lambda d: None),
    "a line left out": (1, lambda d: d["removed"].clear()),
    "a move told as coming and going": (1, lambda d: (d["added"].append(ROWS[0]), d["removed"].insert(0, "T01|A|eligible"), d["moved"].clear())),
    "a line that stayed": (1, lambda d: d["moved"].append({"from": ROWS[1], "id": "T02", "to": ROWS[1]})),
    "a line twice": (1, lambda d: d["removed"].append("T13|A|eligible")),
    "a line that is not in the register": (1, lambda d: d["added"].append("T14|A|eligible")),
    "another id": (1, lambda d: d["moved"][0].update(id="T02")),
}  # fmt: skip


def changed_register(folder: Path, change: Change) -> Bundle:
    """Return a bundle whose register is not the one before, with what changed, changed."""
    delta = json.loads(canonical(DELTA))
    change(delta)

    def before(m: dict[str, Any]) -> None:
        _keyless(m)
        m["log"] = None
        m["registers"][0]["previous_root"] = verify.register_facts("sha256", OLD)["root"]

    return Bundle(
        folder,
        {"manifest": before, "files": lambda f: f.update({"delta-1.json": canonical(delta)})},
    )


@pytest.mark.parametrize(("code", "change"), DELTAS.values(), ids=DELTAS)
def test_what_changed_is_listed_again(tmp_path: Path, code: int, change: Change) -> None:
    bundle = changed_register(tmp_path / "b", change)

    ended, said = bundle.run()

    assert ended == code, said
    assert not code or "✗ 第7步 名册：" in said

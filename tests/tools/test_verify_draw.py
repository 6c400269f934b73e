"""The public verifier accepts what holds and names the step that does not."""

import base64
import hashlib
import importlib.util
import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
TOOL = ROOT / "tools" / "verify_draw.py"
VECTORS = ROOT / "tests" / "vectors"
EXAMPLE = VECTORS / "example-bundle"
DRAWS = json.loads((VECTORS / "draw-vectors.json").read_text(encoding="utf-8"))
NAMES = sorted(path.name for path in EXAMPLE.iterdir())


def _load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("verify_draw_under_test", TOOL)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


verify = _load()


def _run(*words: object) -> tuple[int, str]:
    said = StringIO()
    with redirect_stdout(said):
        code = verify.main([str(word) for word in words])
    return code, said.getvalue()


def _canonical(value: object) -> bytes:
    style: dict[str, Any] = {"ensure_ascii": False, "sort_keys": True, "separators": (",", ":")}
    return json.dumps(value, **style).encode()


def _sums(folder: Path) -> None:
    names = sorted(path.name for path in folder.iterdir() if path.name != "SHA256SUMS")
    lines = [f"{hashlib.sha256((folder / n).read_bytes()).hexdigest()}  {n}\n" for n in names]
    (folder / "SHA256SUMS").write_text("".join(lines), encoding="utf-8", newline="\n")


def _edit(folder: Path, name: str, change: Callable[[Any], object]) -> None:
    value = json.loads((folder / name).read_bytes())
    change(value)
    (folder / name).write_bytes(_canonical(value))
    _sums(folder)


def _sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    folder = tmp_path / "bundle"
    shutil.copytree(EXAMPLE, folder)
    return folder


# ---- Signing, for tests only: verification is what the tool does ----------------------------------

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
BASE = (
    15112221349535400772501151409588531511454012693041857206046113283949847762202,
    46316835694926478169428394003475163141307993866256225615783033603165251855960,
)


def _add(a: tuple[int, int], b: tuple[int, int]) -> tuple[int, int]:
    d = -121665 * pow(121666, -1, P) % P
    k = d * a[0] * b[0] * a[1] * b[1] % P
    x = (a[0] * b[1] + b[0] * a[1]) * pow(1 + k, -1, P) % P
    return x, (a[1] * b[1] + a[0] * b[0]) * pow(1 - k, -1, P) % P


def _multiple(n: int) -> bytes:
    total, point = (0, 1), BASE
    while n:
        if n & 1:
            total = _add(total, point)
        point, n = _add(point, point), n >> 1
    return (total[1] | (total[0] & 1) << 255).to_bytes(32, "little")


def _sign(secret: bytes, message: bytes) -> tuple[bytes, bytes]:
    h = hashlib.sha512(secret).digest()
    scalar = int.from_bytes(h[:32], "little") & ((1 << 254) - 8) | (1 << 254)
    public = _multiple(scalar)
    r = int.from_bytes(hashlib.sha512(h[32:] + message).digest(), "little") % L
    start = _multiple(r)
    challenge = int.from_bytes(hashlib.sha512(start + public + message).digest(), "little")
    return public, start + ((r + challenge * scalar) % L).to_bytes(32, "little")


def _reseal(folder: Path, change: Callable[[Any], object], secrets: dict[str, bytes]) -> None:
    """Change the manifest and make everything after it anew, so that only the change is judged."""
    _edit(folder, "manifest.json", change)
    manifest = json.loads((folder / "manifest.json").read_bytes())
    algorithm = manifest["hash"]

    def hashed(name: str) -> str:
        return str(verify.digest(algorithm, (folder / name).read_bytes()))

    known, commitments, reveals = hashed("manifest.json"), [], []
    for party in manifest["parties"]:
        path = folder / f"reveal-{party['name']}.json"
        committed = "ab" * 32
        nonce = None
        if path.exists():
            reveal = json.loads(path.read_bytes())
            reveal.update(manifest=known, draw=manifest["draw"])
            path.write_bytes(_canonical(reveal))
            committed, nonce = hashed(path.name), reveal["nonce"]
        signature = None
        if party["key"]:
            signature = _sign(secrets[party["name"]], committed.encode())[1].hex()
        commitments.append({"hash": committed, "party": party["name"], "signature": signature})
        reveals.append({"nonce": nonce, "party": party["name"]})
    (folder / "commitments.json").write_bytes(_canonical(commitments))
    beacon = None
    if manifest["beacon"]:
        given = json.loads((folder / "beacon.json").read_bytes())
        value = _sha(bytes.fromhex(given.pop("signature")))
        beacon = {**given, "value": value}
    seed = {"beacon": beacon, "manifest": known, "reveals": reveals}
    (folder / "seed.json").write_bytes(_canonical(seed))
    result = {"draw": manifest["draw"], "manifest": known, "lines": []}
    result["seed"] = hashed("seed.json")
    for line in manifest["lines"]:
        pools: dict[str, list[str]] = {s["id"]: [] for s in line["strata"]}
        text = (folder / f"register-{line['register']}.txt").read_text(encoding="utf-8")
        for target, stratum, status in (row.split("|") for row in text.splitlines()):
            if status == "eligible":
                pools[stratum].append(target)
        result["lines"].append(verify.draw_line(algorithm, result["seed"], line, pools))
    (folder / "result.json").write_bytes(_canonical(result))
    _sums(folder)


def _to_sm3(folder: Path) -> None:
    """Turn the example into what it would be with SM3."""

    def change(manifest: dict[str, Any]) -> None:
        manifest["hash"] = "sm3"
        manifest["pack"]["hash"] = verify.digest("sm3", (folder / "pack.json").read_bytes())
        for n, register in enumerate(manifest["registers"], 1):
            lines = (folder / f"register-{n}.txt").read_text(encoding="utf-8").splitlines()
            register["root"] = verify.register_facts("sm3", lines)["root"]

    _reseal(folder, change, SECRETS)


# ---- The example -----------------------------------------------------------------------------------


def test_the_example_bundle_is_verified() -> None:
    bundle = EXAMPLE

    code, said = _run(bundle)

    assert code == 0
    assert (said.count("✓"), said.count("－")) == (10, 4)
    assert "结论：核对通过" in said
    assert "演示，非正式抽取" in said


def test_a_bundle_with_sm3_is_verified(bundle: Path) -> None:
    _to_sm3(bundle)

    code, said = _run(bundle)

    assert code == 0
    assert said != _run(EXAMPLE)[1]


def test_the_tool_runs_as_a_program() -> None:
    command = [sys.executable, "-I", str(TOOL), str(EXAMPLE)]

    done = subprocess.run(command, capture_output=True, check=False)

    assert done.returncode == 0
    assert not done.stderr
    assert "✓ 第1步 文件清单：" in done.stdout.decode()


def test_a_failure_is_said_without_a_traceback(bundle: Path) -> None:
    (bundle / "result.json").write_bytes(b"\xff[[[")
    _sums(bundle)

    command = [sys.executable, "-I", str(TOOL), str(bundle)]
    done = subprocess.run(command, capture_output=True, check=False)

    assert done.returncode == 1
    assert not done.stderr
    assert "✗ 第2步 格式：" in done.stdout.decode()


def test_the_table_says_what_could_not_be_shown() -> None:
    labels = "名册完整 编号唯一 承诺在先 承诺有签名 日志有见证 外部信标（签名未验）"
    labels += " 规则包 定向条件 检查人员匹配"

    _, said = _run(EXAMPLE)

    assert [line.split("：")[0].strip() for line in said.splitlines()[14:23]] == labels.split()
    assert "定向条件未验" in said


def test_nothing_is_written_beside_the_bundle(bundle: Path) -> None:
    before = {path: path.read_bytes() for path in bundle.parent.rglob("*") if path.is_file()}

    _run(bundle)

    after = {path: path.read_bytes() for path in bundle.parent.rglob("*") if path.is_file()}
    assert after == before


# ---- Known answers ---------------------------------------------------------------------------------


def test_sm3_gives_the_digests_of_the_standard() -> None:
    long = b"abcd" * 16

    digests = [verify.sm3(b"abc"), verify.sm3(long)]

    assert digests == [
        "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0",
        "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732",
    ]


def test_pure_sm3_takes_over_where_the_system_lacks_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hashlib, "algorithms_available", frozenset({"sha256"}))

    digest = verify.digest("sm3", "abc")

    assert digest.startswith("66c7f0f4")


@pytest.mark.parametrize("length", [0, 1, 54, 55, 56, 57, 63, 64, 65, 119, 120, 200])
def test_pure_sm3_pads_every_length_rightly(length: int) -> None:
    if "sm3" not in hashlib.algorithms_available:
        pytest.skip("no second SM3 on this machine")
    data = bytes(range(length))

    digest = verify.sm3(data)

    assert digest == hashlib.new("sm3", data).hexdigest()


RFC_8032 = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
]


@pytest.mark.parametrize(("key", "message", "signature"), RFC_8032)
def test_the_signatures_of_rfc_8032_hold(key: str, message: str, signature: str) -> None:
    words = [bytes.fromhex(text) for text in (key, message, signature)]

    holds = verify.is_signed(*words)

    assert holds


@pytest.mark.parametrize(("key", "message", "signature"), RFC_8032)
def test_a_signature_over_another_message_does_not_hold(
    key: str, message: str, signature: str
) -> None:
    words = [bytes.fromhex(key), bytes.fromhex(message) + b"x", bytes.fromhex(signature)]

    holds = verify.is_signed(*words)

    assert not holds


def test_a_signature_with_a_scalar_beyond_the_order_does_not_hold() -> None:
    key, message, signature = (bytes.fromhex(text) for text in RFC_8032[0])
    scalar = int.from_bytes(signature[32:], "little") + L

    holds = verify.is_signed(key, message, signature[:32] + scalar.to_bytes(32, "little"))

    assert not holds


def test_a_key_that_fits_every_message_is_refused() -> None:
    identity = (1).to_bytes(32, "little")

    with pytest.raises(verify.Failure, match="弱钥匙"):
        verify.is_signed(identity, b"any", identity + bytes(32))


@pytest.mark.parametrize("draw", DRAWS, ids=["sha256", "sm3"])
def test_register_roots_are_the_known_ones(draw: dict[str, Any]) -> None:
    given = draw['roots of lines "%018d|A|eligible" for 0 ≤ i < n']

    facts = []
    for row in given:
        lines = ["%018d|A|eligible" % i for i in range(row["n"])]  # noqa: UP031 (as the vectors say)
        facts.append(verify.register_facts(draw["hash"], lines))

    assert [(x["lines"], x["digits"], x["root"]) for x in facts] == [
        (row["n"], row["digits"], row["root"]) for row in given
    ]
    root = verify.register_facts(draw["hash"], draw["register_lines"][::-1])["root"]
    assert root == draw["register_root"]


@pytest.mark.parametrize("draw", DRAWS, ids=["sha256", "sm3"])
def test_keys_and_tickets_are_the_known_ones(draw: dict[str, Any]) -> None:
    algorithm, seed = draw["hash"], draw["seed"]

    ticket = verify.stream(algorithm, seed, "target/G1")
    first = verify.stream(algorithm, seed, "rounding/L1")("u")

    for row in draw["tickets in target/G1"]:
        assert ticket(row["id"]) == row["ticket"]
    assert first == draw["u_ticket"]
    for purpose, key in draw["key"].items():
        assert verify.stream(algorithm, seed, purpose)("x") == verify.digest(algorithm, key + "|x")


@pytest.mark.parametrize("draw", DRAWS, ids=["sha256", "sm3"])
def test_ties_of_the_largest_remainder_go_by_ticket(draw: dict[str, Any]) -> None:
    given = draw["largest remainder with ties, line L1, ratio 1/4 of all"]
    strata = [
        {"id": s["id"], "all": s["all"], "eligible": s["all"], "minimum": 0, "ratio": "1/4"}
        for s in given
    ]
    line = {"base": "all", "rounding": "largest_remainder", "strata": strata}

    sizes = verify.sizes_of(line, verify.stream(draw["hash"], draw["seed"], "rounding/L1"))

    assert {name: size[2] for name, size in sizes.items()} == {s["id"]: s["n"] for s in given}


@pytest.mark.parametrize("draw", DRAWS, ids=["sha256", "sm3"])
@pytest.mark.parametrize("place", range(5))
def test_whole_lines_are_drawn_as_known(draw: dict[str, Any], place: int) -> None:
    given = draw["lines"][place]
    strata = [{**s, "minimum": given["minimum"]} for s in draw["strata"]]
    line = {key: given[key] for key in ("line", "base", "rounding", "batches")}
    pools: dict[str, list[str]] = {s["id"]: [] for s in strata}
    for target, stratum, status in (row.split("|") for row in draw["register_lines"]):
        if status == "eligible":
            pools[stratum].append(target)

    drawn = verify.draw_line(
        draw["hash"], draw["seed"], {**line, "group": "G1", "strata": strata}, pools
    )

    assert drawn == {"line": given["line"], "strata": given["strata"]}


def test_the_root_of_a_log_is_that_of_rfc_6962() -> None:
    def leaf(text: str) -> bytes:
        return hashlib.sha256(b"\0" + text.encode()).digest()

    def node(left: bytes, right: bytes) -> bytes:
        return hashlib.sha256(b"\1" + left + right).digest()

    a, b, c = leaf("a"), leaf("b"), leaf("c")

    roots = [verify.tree_root(list(text)) for text in ("", "a", "abc")]

    expected = [hashlib.sha256().digest(), a, node(node(a, b), c)]
    assert roots == [base64.b64encode(root).decode() for root in expected]


# ---- Any changed byte ------------------------------------------------------------------------------


def _undetected(job: tuple[str, str, int, int]) -> list[int]:
    """Change each byte of a part of a file in a copy of its own; return what went unnoticed."""
    folder, name, start, end = Path(job[0]), job[1], job[2], job[3]
    original, sums = (EXAMPLE / name).read_bytes(), (EXAMPLE / "SHA256SUMS").read_bytes()
    old, missed = _sha(original).encode(), []
    for place in range(start, min(end, len(original))):
        changed = bytearray(original)
        changed[place] = _other(original[place])
        (folder / name).write_bytes(changed)
        kinds = (
            [sums] if name == "SHA256SUMS" else [sums, sums.replace(old, _sha(changed).encode())]
        )
        for text in kinds:
            if name != "SHA256SUMS":
                (folder / "SHA256SUMS").write_bytes(text)
            code, said = _run(folder)
            if code != 1 or "✗ 第" not in said.splitlines()[-1]:
                missed.append(place)
    (folder / name).write_bytes(original)
    (folder / "SHA256SUMS").write_bytes(sums)
    return missed


def _other(byte: int) -> int:
    """Another value that keeps hex as hex and digits as digits where it can."""
    return byte ^ 1 if chr(byte) in "023456789bcde" else ord("0") if byte == ord("1") else byte ^ 2


def _jobs(root: Path) -> list[tuple[str, str, int, int]]:
    jobs = []
    for name in NAMES:
        for start in range(0, (EXAMPLE / name).stat().st_size, 1000):
            folder = root / f"{name}-{start}"
            shutil.copytree(EXAMPLE, folder)
            jobs.append((str(folder), name, start, start + 1000))
    return jobs


def test_any_changed_byte_of_any_file_is_found(tmp_path: Path) -> None:
    jobs = _jobs(tmp_path)

    with ProcessPoolExecutor() as pool:
        missed = list(pool.map(_undetected, jobs))

    unnoticed = {
        (job[1], place) for job, places in zip(jobs, missed, strict=True) for place in places
    }
    text = (EXAMPLE / "commitments.json").read_bytes()
    start = text.index(b"d7746e41")  # supervision never revealed: nothing depends on its hash
    assert unnoticed == {("commitments.json", place) for place in range(start, start + 64)}


# ---- What is refused, and at which step ------------------------------------------------------------

Change = Callable[[Path], object]


def _text(name: str, change: Callable[[str], str]) -> Change:
    def apply(folder: Path) -> None:
        text = (folder / name).read_text(encoding="utf-8")
        (folder / name).write_text(change(text), encoding="utf-8", newline="\n")
        _sums(folder)

    return apply


def _field(name: str, change: Callable[[Any], object]) -> Change:
    return lambda folder: _edit(folder, name, change)


def _raw(name: str, data: bytes) -> Change:
    def apply(folder: Path) -> None:
        (folder / name).write_bytes(data)
        _sums(folder)

    return apply


def _gone(name: str) -> Change:
    def apply(folder: Path) -> None:
        (folder / name).unlink()
        _sums(folder)

    return apply


def _manifest(change: Callable[[Any], object]) -> Change:
    return _field("manifest.json", change)


REFUSED: list[tuple[str, str, Change]] = [
    ("文件清单", "a file is missing", lambda f: (f / "seed.json").unlink()),
    ("文件清单", "a file is unlisted", lambda f: (f / "pack2.json").write_bytes(b"{}")),
    ("文件清单", "a folder stands inside", lambda f: (f / "sub").mkdir()),
    ("文件清单", "a link stands inside", lambda f: (f / "pack2.json").symlink_to(f / "pack.json")),
    ("文件清单", "the sums are missing", lambda f: (f / "SHA256SUMS").unlink()),
    ("文件清单", "the manifest is missing", _gone("manifest.json")),
    ("格式", "a key stands twice", _text("pack.json", lambda t: t[:-1] + ',"example":"x"}')),
    ("格式", "a blank stands in JSON", _text("seed.json", lambda t: t.replace(",", ", ", 1))),
    ("格式", "a key is unknown", _manifest(lambda m: m.update(x=1))),
    ("格式", "a key is missing", _manifest(lambda m: m.pop("merge"))),
    ("格式", "the whole is a list", _raw("manifest.json", b"[]")),
    ("格式", "the whole is null", _raw("commitments.json", b"null")),
    ("格式", "JSON is nested deeply", _raw("pack.json", b"[" * 100_000)),
    ("格式", "a number is huge", _raw("pack.json", b"1" + b"0" * 5000)),
    ("格式", "a number has a point", _raw("pack.json", b'{"a":1.5}')),
    ("格式", "a number is NaN", _raw("pack.json", b'{"a":NaN}')),
    ("格式", "text is not UTF-8", _raw("pack.json", b'{"a":"\xff"}')),
    ("格式", "half a surrogate", _raw("pack.json", b'{"a":"\\ud800"}')),
    ("格式", "true is not a number", _manifest(lambda m: m.update(counter=True))),
    ("格式", "a name has a blank", _manifest(lambda m: m.update(draw="a b"))),
    ("格式", "a text has a control sign", _manifest(lambda m: m.update(engine="a\u200bb"))),
    ("格式", "a text is not NFC", _manifest(lambda m: m.update(engine="e\u0301"))),
    ("格式", "a day is not in the calendar", _manifest(lambda m: _window(m, "2026-02-31"))),
    ("格式", "a day has no zeros", _manifest(lambda m: _window(m, "2026-2-03"))),
    ("格式", "a day is a number", _manifest(lambda m: _window(m, 2026))),
    ("格式", "a day is an object", _manifest(lambda m: _window(m, {}))),
    (
        "格式",
        "a moment is not in the calendar",
        _manifest(lambda m: m.update(deadline="2026-02-29T00:00:00Z")),
    ),
    (
        "格式",
        "a moment is second 60",
        _manifest(lambda m: m.update(deadline="2026-02-28T00:00:60Z")),
    ),
    ("清单文件", "a window ends before it begins", _manifest(lambda m: _window(m, "2999-01-01"))),
    ("格式", "strata do not ascend", _manifest(lambda m: m["lines"][0]["strata"].reverse())),
    (
        "格式",
        "two parties share a name",
        _manifest(lambda m: m["parties"][1].update(name="witness")),
    ),
    ("格式", "an unknown JSON file", _raw("other.json", b"{}")),
    ("清单文件", "an unknown text file", _raw("notes.txt", b"x\n")),
    ("清单文件", "a ratio is not in lowest terms", _manifest(lambda m: _s(m).update(ratio="2/20"))),
    ("清单文件", "a ratio is above 1", _manifest(lambda m: _s(m).update(ratio="3/2"))),
    ("清单文件", "minimums differ", _manifest(lambda m: _s(m).update(minimum=3))),
    ("清单文件", "a register is not there", _manifest(lambda m: m["lines"][0].update(register=3))),
    ("清单文件", "digits do not fit", _manifest(lambda m: m["registers"][0].update(digits=1))),
    ("清单文件", "counter 2 has no previous", _manifest(lambda m: m.update(counter=2))),
    ("清单文件", "official without keys", _manifest(lambda m: m.update(purpose="official"))),
    (
        "清单文件",
        "a retry without what it retries",
        _manifest(lambda m: m.update(retry_of="0" * 64)),
    ),
    ("清单文件", "the pack is another", _raw("pack.json", b"{}")),
    ("清单文件", "seed.json is missing", _gone("seed.json")),
    ("清单文件", "a register is missing", _gone("register-2.txt")),
    (
        "清单文件",
        "a stranger reveals",
        lambda f: (_copy(f, "reveal-witness", "reveal-x"), _sums(f)),
    ),
    (
        "清单文件",
        "a withholder is no party",
        _manifest(lambda m: m.update(withhold={"party": "x", "until": "2026-01-01T00:00:00Z"})),
    ),
    ("名册", "a register's line is too many", _text("register-1.txt", lambda t: t + "A|B|c\n")),
    ("名册", "a last line is open", _text("register-1.txt", lambda t: t[:-1])),
    ("名册", "lines are not sorted", _text("register-1.txt", lambda t: t[32:] + t[:32])),
    ("名册", "a status is another", _text("register-1.txt", lambda t: t.replace("cap", "cup", 1))),
    (
        "名册",
        "a check digit is wrong",
        _text("register-1.txt", lambda t: t.replace("016|", "017|", 1)),
    ),
    ("承诺", "the manifest is another", _manifest(lambda m: m.update(engine="other"))),
    (
        "承诺",
        "a nonce is another",
        _field("reveal-witness.json", lambda r: r.update(nonce="0" * 64)),
    ),
    ("承诺", "the order is another", _field("commitments.json", lambda c: c.reverse())),
    (
        "承诺",
        "a signature without a key",
        _field("commitments.json", lambda c: c[0].update(signature="0" * 128)),
    ),
    ("种子", "the beacon's round is another", _field("beacon.json", lambda b: b.update(round=1))),
    (
        "种子",
        "the beacon signed otherwise",
        _field("beacon.json", lambda b: b.update(signature="00" * 48)),
    ),
    (
        "格式",
        "the beacon's signature is shorter than quicknet's",
        _field("beacon.json", lambda b: b.update(signature="00")),
    ),
    ("种子", "a reveal is left out", _gone("reveal-witness.json")),
    ("名额", "a number is another", _field("result.json", lambda r: _r(r).update(n=2))),
    (
        "抽取",
        "a ticket is another",
        _field("result.json", lambda r: _r(r)["drawn"][0].update(ticket="0" * 64)),
    ),
    (
        "批次",
        "a batch is another",
        _field("result.json", lambda r: _r(r)["drawn"][0].update(batch=2)),
    ),
    ("结果", "a seed is another", _field("result.json", lambda r: r.update(seed="0" * 64))),
]


def _window(manifest: dict[str, Any], start: object) -> None:
    manifest["lines"][0]["window"]["from"] = start


def _s(manifest: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = manifest["lines"][0]["strata"][0]
    return found


def _r(result: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = result["lines"][0]["strata"][0]
    return found


def _copy(folder: Path, name: str, other: str) -> None:
    shutil.copy(folder / f"{name}.json", folder / f"{other}.json")


@pytest.mark.parametrize(
    ("step", "change"), [(r[0], r[2]) for r in REFUSED], ids=[r[1] for r in REFUSED]
)
def test_what_does_not_hold_is_refused_at_its_step(bundle: Path, step: str, change: Change) -> None:
    change(bundle)

    code, said = _run(bundle)

    assert code == 1
    assert f"步 {step}：" in said.splitlines()[-1]
    assert said.splitlines()[-1].startswith("✗")


def test_look_alike_ids_are_refused(bundle: Path) -> None:
    lines = ["ａ1|A|eligible", "A1|A|eligible"]

    with pytest.raises(verify.Failure, match="编号重复"):
        verify.read_rows(sorted(lines), "register-1.txt", "text")


def test_control_signs_never_reach_the_screen(bundle: Path) -> None:
    (bundle / "\x1b[2Jx").write_bytes(b"")

    code, said = _run(bundle)

    assert code == 1
    assert "\x1b" not in said


# ---- Zip, and not being able to start --------------------------------------------------------------


def _zip(path: Path, extra: dict[str, bytes], prefix: str = "") -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in NAMES:
            archive.writestr(prefix + name, (EXAMPLE / name).read_bytes())
        for name, data in extra.items():
            archive.writestr(name, data)
    return path


def test_a_zip_is_verified_like_a_folder(tmp_path: Path) -> None:
    path = _zip(tmp_path / "bundle.zip", {})

    code, said = _run(path)

    assert code == 0
    assert said.splitlines()[-1] == _run(EXAMPLE)[1].splitlines()[-1]


@pytest.mark.parametrize("name", ["../evil.json", "/etc/x", "a/b.json", "a\\b.json", "C:x", "sub/"])
def test_a_zip_with_paths_is_refused(tmp_path: Path, name: str) -> None:
    path = _zip(tmp_path / "bundle.zip", {name: b"{}"})

    code, said = _run(path)

    assert code == 1
    assert "✗ 第1步 文件清单：" in said


@pytest.mark.parametrize("extra", [{}, {"抽取包/": b""}], ids=["files alone", "with its folder"])
def test_a_zip_of_one_folder_is_verified_like_the_folder(
    tmp_path: Path, extra: dict[str, bytes]
) -> None:
    path = _zip(tmp_path / "bundle.zip", extra, prefix="抽取包/")

    code, said = _run(path)

    assert code == 0
    assert said == _run(EXAMPLE)[1]


@pytest.mark.parametrize("prefix", ["a/b/", "../", "./", "/", "../bundle/"])
def test_a_zip_whose_files_stand_deeper_or_outside_is_refused(tmp_path: Path, prefix: str) -> None:
    path = _zip(tmp_path / "bundle.zip", {}, prefix=prefix)

    code, said = _run(path)

    assert code == 1
    assert "子文件夹" in said


def test_a_zip_of_two_folders_is_refused(tmp_path: Path) -> None:
    path = _zip(tmp_path / "bundle.zip", {"other/pack.json": b"{}"}, prefix="bundle/")

    code, said = _run(path)

    assert code == 1
    assert "子文件夹" in said


def test_a_zip_of_absurd_size_is_refused_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _zip(tmp_path / "bundle.zip", {})
    monkeypatch.setattr(verify, "SIZE_LIMIT", 1000)

    code, said = _run(path)

    assert code == 1
    assert "过大" in said


def test_a_damaged_zip_is_refused(tmp_path: Path) -> None:
    path = _zip(tmp_path / "bundle.zip", {})
    data = bytearray(path.read_bytes())
    data[60] ^= 255
    path.write_bytes(data)

    code, said = _run(path)

    assert code == 1
    assert "✗ 第1步 文件清单：" in said


@pytest.mark.parametrize(
    "words", [[], ["/no/such/folder"], [__file__], ["a", "b"], ["--trust", "x"]]
)
def test_without_a_bundle_the_tool_cannot_start(words: list[str]) -> None:
    given = words

    code, said = _run(*given)

    assert code == 2
    assert said.startswith("无法开始：")


@pytest.mark.parametrize("text", ["", "[]", '{"keys":[{"key":"x","name":"y"}]}', "{" * 9])
def test_an_unreadable_list_of_keys_stops_the_start(tmp_path: Path, text: str) -> None:
    trust = tmp_path / "trust.json"
    trust.write_text(text, encoding="utf-8")

    code, said = _run(EXAMPLE, "--trust", trust)

    assert code == 2
    assert said.startswith("无法开始：")


# ---- Signed, witnessed, sealed, in part, retried ---------------------------------------------------

SECRETS = {
    name: bytes([n]) * 32
    for n, name in enumerate(["initiator", "supervision", "witness", "operator", "cosigner"])
}
KEYS = {name: _sign(secret, b"")[0].hex() for name, secret in SECRETS.items()}


def _with_keys(manifest: dict[str, Any]) -> None:
    for party in manifest["parties"]:
        party["key"] = KEYS[party["name"]]
    cosigner = {"key": KEYS["cosigner"], "name": "notary.example/w"}
    manifest["log"] = {"cosigners": [cosigner], "key": KEYS["operator"], "origin": "log.example"}


def _official(manifest: dict[str, Any]) -> None:
    _with_keys(manifest)
    manifest["purpose"] = "official"


def _checkpoint(folder: Path, lines: list[str]) -> None:
    (folder / "log.jsonl").write_text(
        "".join(x + "\n" for x in lines), encoding="utf-8", newline="\n"
    )
    body = f"log.example\n{len(lines)}\n{verify.tree_root(lines)}\n"
    stamped = f"cosignature/v1\ntime 1694775000\n{body}".encode()
    rows = []
    for kind, signer, name, text, stamp in (
        (1, "operator", "log.example", body.encode(), b""),
        (4, "cosigner", "notary.example/w", stamped, (1694775000).to_bytes(8, "big")),
    ):
        key, signature = _sign(SECRETS[signer], text)
        tag = hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + key).digest()[:4]
        rows.append(f"— {name} {base64.b64encode(tag + stamp + signature).decode()}\n")
    (folder / "checkpoint.txt").write_text(
        body + "\n" + "".join(rows), encoding="utf-8", newline="\n"
    )
    _sums(folder)


def _event(n: int) -> str:
    event = {
        "at": "2023-09-15T10:00:00Z",
        "body": {},
        "draw": None,
        "kind": "plan",
        "n": n,
        "who": None,
    }
    return _canonical(event).decode()


OFFICIAL: dict[str, Callable[[dict[str, Any]], object]] = {
    "no co-signer": lambda m: m["log"].update(cosigners=[]),
    "no log": lambda m: m.update(log=None),
    "no key": lambda m: m["parties"][0].update(key=None),
    "the operator is a party": lambda m: m["log"].update(key=KEYS["witness"]),
    "one key for two parties": lambda m: m["parties"][0].update(key=KEYS["witness"]),
    "no deadline": lambda m: m.update(deadline=None),
    "no beacon": lambda m: m.update(beacon=None),
    "the round comes before the deadline": lambda m: m.update(deadline="2023-09-15T11:00:03Z"),
    "the limit comes before the round": lambda m: m["beacon"].update(limit="2023-09-15T11:00:02Z"),
    "another chain": lambda m: m["beacon"].update(chain="0" * 64),
}


@pytest.mark.parametrize("change", OFFICIAL.values(), ids=OFFICIAL)
def test_an_official_draw_must_meet_its_conditions(
    bundle: Path, change: Callable[[dict[str, Any]], object]
) -> None:
    _edit(bundle, "manifest.json", lambda m: (_official(m), change(m)))

    code, said = _run(bundle)

    assert code == 1
    assert "步 清单文件：正式抽取" in said or "步 清单文件：信标时刻" in said


def test_without_a_beacon_no_reveal_may_be_missing(bundle: Path) -> None:
    (bundle / "beacon.json").unlink()
    _reseal(bundle, lambda m: m.update(beacon=None), SECRETS)

    code, said = _run(bundle)

    assert code == 1
    assert "步 种子：缺少公布" in said


def test_without_a_deadline_no_reveal_may_be_missing(bundle: Path) -> None:
    _reseal(bundle, lambda m: m.update(deadline=None), SECRETS)

    code, said = _run(bundle)

    assert code == 1
    assert "步 种子：缺少公布" in said


def _withhold(manifest: dict[str, Any]) -> None:
    manifest["withhold"] = {"party": "witness", "until": "2999-01-01T00:00:00Z"}


def test_counts_that_the_register_does_not_show_are_refused(bundle: Path) -> None:
    _reseal(bundle, lambda m: _s(m).update(eligible=25), SECRETS)

    code, said = _run(bundle)

    assert code == 1
    assert "步 名册：任务 GQ-2023-01 的层" in said.splitlines()[-1]


def test_a_withheld_bundle_is_sealed(bundle: Path) -> None:
    _reseal(bundle, _withhold, SECRETS)
    for name in ("seed.json", "result.json", "reveal-witness.json"):
        (bundle / name).unlink()
    _sums(bundle)

    code, said = _run(bundle)

    assert code == 4
    assert "结论：封存" in said
    assert "核对通过" not in said


def test_a_withheld_bundle_once_opened_is_verified(bundle: Path) -> None:
    _reseal(bundle, _withhold, SECRETS)

    code, said = _run(bundle)

    assert code == 0
    assert "核对通过" in said


@pytest.mark.parametrize("name", ["seed.json", "result.json", "reveal-witness.json"])
def test_a_bundle_is_sealed_wholly_or_not_at_all(bundle: Path, name: str) -> None:
    _reseal(bundle, _withhold, SECRETS)
    (bundle / name).unlink()
    _sums(bundle)

    code, said = _run(bundle)

    assert code == 1
    assert "步 清单文件：缺少" in said


@pytest.mark.parametrize("kept", [0, 1, 60, 119])
def test_part_of_a_register_is_never_called_verified(bundle: Path, kept: int) -> None:
    lines = (bundle / "register-1.txt").read_bytes().splitlines(keepends=True)
    (bundle / "register-1.txt").write_bytes(b"".join(lines[:kept]))
    _sums(bundle)

    code, said = _run(bundle)

    assert code == 4
    assert "未验证：有无遗漏" in said
    assert "核对通过" not in said


def test_a_drawn_target_left_out_is_found_in_part_of_a_register(bundle: Path) -> None:
    lines = (bundle / "register-1.txt").read_bytes().splitlines(keepends=True)
    (bundle / "register-1.txt").write_bytes(b"".join(lines[100:]))
    _edit(bundle, "result.json", lambda r: _r(r)["drawn"][0].update(id="91370322MA0000004F"))

    code, said = _run(bundle)

    assert code == 1
    assert "步 抽取：" in said


def _retry(manifest: dict[str, Any]) -> None:
    manifest.update(counter=2, previous="1" * 64)
    manifest["retry_of"] = _sha((EXAMPLE / "manifest.json").read_bytes())
    for line in manifest["lines"]:
        line["attempt"] = 2


def test_a_retry_keeps_what_was_aborted(bundle: Path) -> None:
    shutil.copy(EXAMPLE / "manifest.json", bundle / "aborted-manifest.json")
    _reseal(bundle, _retry, SECRETS)

    code, said = _run(bundle)

    assert code == 0, said


def test_a_retry_that_changes_a_stratum_is_refused(bundle: Path) -> None:
    shutil.copy(EXAMPLE / "manifest.json", bundle / "aborted-manifest.json")
    _reseal(bundle, lambda m: (_retry(m), _s(m).update(ratio="1/50")), SECRETS)

    code, said = _run(bundle)

    assert code == 1
    assert "步 清单文件：重做的清单" in said


def test_the_changes_since_the_previous_register_are_undone(bundle: Path) -> None:
    lines = (bundle / "register-1.txt").read_text(encoding="utf-8").splitlines()
    before = verify.register_facts("sha256", ["old|A类|eligible", *lines[1:]])["root"]
    delta = {"added": [lines[0]], "moved": [], "removed": ["old|A类|eligible"]}
    (bundle / "delta-1.json").write_bytes(_canonical(delta))

    _reseal(bundle, lambda m: m["registers"][0].update(previous_root=before), SECRETS)
    right = _run(bundle)[0]
    _reseal(bundle, lambda m: m["registers"][0].update(previous_root="0" * 64), SECRETS)
    wrong, said = _run(bundle)

    assert (right, wrong) == (0, 1)
    assert "步 名册：按 delta-1.json" in said


def test_a_certain_and_an_impossible_stratum_are_called_not_random(bundle: Path) -> None:
    def change(manifest: dict[str, Any]) -> None:
        manifest["lines"][0]["strata"][0]["ratio"] = "1"
        manifest["lines"][3]["strata"][0]["ratio"] = "1/100"
        manifest["lines"][0]["least"] = 25
        for stratum in manifest["lines"][3]["strata"]:
            stratum["minimum"] = 0

    _reseal(bundle, change, SECRETS)
    code, said = _run(bundle)

    assert code == 0
    assert "GQ-2023-01 A类，可抽 26：必然抽中，非随机" in said
    assert "GQ-2023-04 A类，可抽 26：不可能抽中，非随机" in said
    assert "GQ-2023-01 D类，可抽 24：少于下限 25，非随机" in said


def test_what_a_stratum_lacks_is_said(bundle: Path) -> None:
    def change(manifest: dict[str, Any]) -> None:
        for stratum in manifest["lines"][3]["strata"]:
            stratum["minimum"] = 26

    _reseal(bundle, change, SECRETS)
    code, said = _run(bundle)

    assert code == 0
    assert "GQ-2023-04 D类，可抽 24：应抽 26，缺 2" in said

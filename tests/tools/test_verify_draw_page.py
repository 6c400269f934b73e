"""The page for citizens says of every bundle what verify_draw.py says, and answers for one target."""

import importlib.util
import json
import random
import re
import shutil
import subprocess
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "tools" / "verify_draw.html"
ENDS = {0: "verified", 1: "failed", 2: "unstarted", 4: ("sealed", "partial")}
DONE = """new Promise(go => { const look = () => ["waiting", "working"].includes(document.body.dataset.state)
  ? setTimeout(look, 5) : go(document.body.dataset.state); look(); })"""


def _load() -> ModuleType:
    """Return the verifier's own tests: their bundles, their ways to tamper with one."""
    path = Path(__file__).with_name("test_verify_draw.py")
    spec = importlib.util.spec_from_file_location("bundles_of_the_verifier", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


tool = _load()
EXAMPLE, SECRETS, Change = tool.EXAMPLE, tool.SECRETS, Callable[[Path], object]
WITHOUT_WEB_CRYPTO = 'Object.defineProperty(Crypto.prototype, "subtle", {get: () => undefined})'


@pytest.fixture(scope="module")
def page(browser: Any) -> Iterator[Any]:
    opened = browser.open(PAGE)
    yield opened
    assert opened.asked == []
    assert opened.errors == []
    opened.close()


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    folder = tmp_path / "bundle"
    shutil.copytree(EXAMPLE, folder)
    return folder


def _give(page: Any, paths: list[Path], place: str = "files") -> str:
    """Hand files to the page and wait for the end; return it."""
    page.run("document.body.dataset.state = 'waiting'")
    found = page.call("Runtime.evaluate", expression=f"document.getElementById('{place}')")
    names = [str(path) for path in paths]
    page.call("DOM.setFileInputFiles", files=names, objectId=found["result"]["objectId"])
    return str(page.run(DONE))


def _check(page: Any, bundle: Path) -> tuple[str, str]:
    """Let the page verify a bundle, a folder or a zip; return the end and the record."""
    end = _give(page, sorted(bundle.iterdir()) if bundle.is_dir() else [bundle])
    return end, str(page.run("document.getElementById('record').textContent"))


def _heads(record: str) -> list[str]:
    """Return the lines of a record, the last one of a failure without what was found."""
    lines = record.strip().splitlines()
    return [re.match("✗ 第[0-9]+步 [^：]+：", x)[0] if x.startswith("✗") else x for x in lines]


def _agree(page: Any, bundle: Path) -> tuple[int, str]:
    """Let both verify a bundle, hold their ends and lines against each other; return the tool's."""
    code, said = tool._run(bundle)
    end, record = _check(page, bundle)
    assert end in ENDS[code], (end, code, record[-200:], said[-200:])
    if code in (0, 4):
        assert record == said.rstrip("\n")
    assert _heads(record) == _heads(said) or code == 2
    return code, said


# ---- The same words for every bundle ---------------------------------------------------------------


def test_the_example_is_verified_by_both(page: Any) -> None:
    code, _ = _agree(page, EXAMPLE)

    assert code == 0
    assert page.run("document.querySelectorAll('#steps li:not(.bad):not(.skip)').length") == 10
    assert page.run("document.querySelectorAll('#steps li.skip').length") == 4


def test_a_bundle_with_sm3_is_verified_by_both(page: Any, bundle: Path) -> None:
    tool._to_sm3(bundle)

    code, said = _agree(page, bundle)

    assert code == 0
    assert json.loads((bundle / "result.json").read_bytes())["seed"] in said


def test_without_web_crypto_the_page_says_the_same(browser: Any) -> None:
    opened = browser.open("about:blank")
    opened.call("Page.addScriptToEvaluateOnNewDocument", source=WITHOUT_WEB_CRYPTO)
    opened.call("Page.navigate", url=PAGE.as_uri())
    opened.run("new Promise(go => document.readyState === 'complete' ? go() : onload = go)")

    assert opened.run("crypto.subtle") is None
    code, _ = _agree(opened, EXAMPLE)

    assert code == 0
    opened.close()


@pytest.mark.parametrize("change", [x[2] for x in tool.REFUSED], ids=[x[1] for x in tool.REFUSED])
def test_what_the_tool_refuses_the_page_refuses_at_the_same_step(
    page: Any, bundle: Path, change: Change, tmp_path: Path
) -> None:
    change(bundle)
    strange = [path for path in bundle.iterdir() if path.is_dir() or path.is_symlink()]
    if strange:  # a person cannot choose these; a zip may hold them
        bundle = Path(shutil.make_archive(str(tmp_path / "strange"), "zip", bundle))

    code, _ = _agree(page, bundle)

    assert code == 1


def _places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield where each field stands, of a list the first item only."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _places(inner, (*path, key))
    elif isinstance(value, list) and value:
        yield from _places(value[0], (*path, 0))
    else:
        yield path


FIELDS = [
    (name, path)
    for name in tool.NAMES
    if name.endswith(".json") and name != "pack.json"
    for path in _places(json.loads((EXAMPLE / name).read_bytes()))
]


def _other(value: Any) -> Any:
    """Return another value of the same kind where it can be one."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, str):
        return value[:-1] + chr(tool._other(ord(value[-1]) & 127)) if value else "x"
    return "0" * 64 if value is None else [value]


@pytest.mark.parametrize(
    ("name", "path"), FIELDS, ids=[f"{n}:{'.'.join(map(str, p))}" for n, p in FIELDS]
)
def test_both_judge_each_changed_field_alike(
    page: Any, bundle: Path, name: str, path: tuple[Any, ...]
) -> None:
    def change(value: Any) -> None:
        for key in path[:-1]:
            value = value[key]
        value[path[-1]] = _other(value[path[-1]])

    tool._edit(bundle, name, change)

    code, _ = _agree(page, bundle)

    assert code == 1


def test_there_are_many_fields() -> None:
    assert len(FIELDS) + len(tool.REFUSED) > 100


WHOLE: dict[str, Callable[[dict[str, Any]], object]] = {
    "a retry": tool._retry,
    "withheld and opened": tool._withhold,
    "all eligible": lambda m: [s.update(ratio="1") for s in m["lines"][0]["strata"]],
    "of all": lambda m: m["lines"][0].update(base="all"),
    "hardly any": lambda m: [s.update(ratio="1/1000000007") for s in m["lines"][1]["strata"]],
    "more than there are": lambda m: [s.update(minimum=30) for s in m["lines"][3]["strata"]],
    "pools below the least": lambda m: m["lines"][2].update(least=26),
    "small batches": lambda m: m["lines"][0].update(batches=[1, 1, 2]),
    **{
        f"all lines by {rounding}": lambda m, r=rounding: [x.update(rounding=r) for x in m["lines"]]
        for rounding in ("ceil", "floor", "largest_remainder", "systematic")
    },
}


@pytest.mark.parametrize("change", WHOLE.values(), ids=WHOLE)
def test_both_say_the_same_of_a_bundle_made_anew(
    page: Any, bundle: Path, change: Callable[[dict[str, Any]], object]
) -> None:
    shutil.copy(EXAMPLE / "manifest.json", bundle / "aborted-manifest.json")
    if change is not tool._retry:
        (bundle / "aborted-manifest.json").unlink()
    tool._reseal(bundle, change, SECRETS)

    code, _ = _agree(page, bundle)

    assert code == 0


@pytest.mark.parametrize("change", tool.OFFICIAL.values(), ids=tool.OFFICIAL)
def test_both_refuse_an_official_draw_that_lacks_something(
    page: Any, bundle: Path, change: Callable[[dict[str, Any]], object]
) -> None:
    tool._edit(bundle, "manifest.json", lambda m: (tool._official(m), change(m)))

    code, said = _agree(page, bundle)

    assert code == 1
    assert "✗ 第3步" in said


def test_a_list_of_keys_with_a_key_twice_is_not_taken(page: Any, tmp_path: Path) -> None:
    trust = tmp_path / "trust.json"
    trust.write_text(f'{{"keys":[],"keys":[{{"key":"{"0" * 64}","name":"x"}}]}}', encoding="utf-8")
    _check(page, EXAMPLE)

    _give(page, [trust], "trust")
    code, said = tool._run(EXAMPLE, "--trust", trust)

    assert "有重复的键" in page.run("document.getElementById('trusted').textContent")
    assert (code, "有重复的键" in said) == (2, True)


def test_both_call_a_sealed_bundle_sealed(page: Any, bundle: Path) -> None:
    tool._reseal(bundle, tool._withhold, SECRETS)
    for name in ("seed.json", "result.json", "reveal-witness.json"):
        (bundle / name).unlink()
    tool._sums(bundle)

    code, _ = _agree(page, bundle)
    told = _ask(page, "91370322MA00001045")

    assert code == 4
    assert "结果还没有公布" in told
    assert "摇号号码" not in told


def test_both_say_that_a_sealed_bundle_should_have_been_opened(page: Any, bundle: Path) -> None:
    def change(manifest: dict[str, Any]) -> None:
        manifest["withhold"] = {"party": "witness", "until": "2024-02-29T00:00:00Z"}

    tool._reseal(bundle, change, SECRETS)
    for name in ("seed.json", "result.json", "reveal-witness.json"):
        (bundle / name).unlink()
    tool._sums(bundle)

    code, said = _agree(page, bundle)

    assert code == 4
    assert "已逾期未公开" in said


@pytest.mark.parametrize("kept", [0, 1, 60, 119])
def test_both_call_part_of_a_register_unverified(page: Any, bundle: Path, kept: int) -> None:
    lines = (bundle / "register-1.txt").read_bytes().splitlines(keepends=True)
    (bundle / "register-1.txt").write_bytes(b"".join(lines[:kept]))
    tool._sums(bundle)

    code, _ = _agree(page, bundle)

    assert code == 4


def test_both_find_a_drawn_target_left_out_of_part_of_a_register(page: Any, bundle: Path) -> None:
    lines = (bundle / "register-1.txt").read_bytes().splitlines(keepends=True)
    (bundle / "register-1.txt").write_bytes(b"".join(lines[100:]))
    other = "91370322MA0000004F"
    tool._edit(bundle, "result.json", lambda r: tool._r(r)["drawn"][0].update(id=other))

    code, said = _agree(page, bundle)

    assert code == 1
    assert "✗ 第9步" in said


@pytest.mark.parametrize("name", ["seed.json", "result.json", "reveal-witness.json"])
def test_both_want_a_bundle_sealed_wholly_or_not_at_all(page: Any, bundle: Path, name: str) -> None:
    tool._reseal(bundle, tool._withhold, SECRETS)
    (bundle / name).unlink()
    tool._sums(bundle)

    code, said = _agree(page, bundle)

    assert code == 1
    assert "✗ 第3步" in said


RETRIES: dict[str, Callable[[dict[str, Any]], object]] = {
    "another ratio": lambda m: tool._s(m).update(ratio="1/50"),
    "another register": lambda m: m["registers"][0].update(previous_root="0" * 64),
    "no beacon": lambda m: m.update(beacon=None),
}


@pytest.mark.parametrize("change", RETRIES.values(), ids=RETRIES)
def test_both_refuse_a_retry_that_changes_what_was_aborted(
    page: Any, bundle: Path, change: Callable[[dict[str, Any]], object]
) -> None:
    shutil.copy(EXAMPLE / "manifest.json", bundle / "aborted-manifest.json")
    tool._reseal(bundle, lambda m: (tool._retry(m), change(m)), SECRETS)

    code, said = _agree(page, bundle)

    assert code == 1
    assert "✗ 第3步 清单文件：" in said


def test_both_undo_the_changes_since_the_previous_register(page: Any, bundle: Path) -> None:
    lines = (bundle / "register-1.txt").read_text(encoding="utf-8").splitlines()
    before = tool.verify.register_facts("sha256", ["old|A类|eligible", *lines[1:]])["root"]
    delta = {"added": [lines[0]], "moved": [], "removed": ["old|A类|eligible"]}
    (bundle / "delta-1.json").write_bytes(tool._canonical(delta))

    codes = []
    for root in (before, "0" * 64):
        tool._reseal(bundle, lambda m, r=root: m["registers"][0].update(previous_root=r), SECRETS)
        codes.append(_agree(page, bundle)[0])

    assert codes == [0, 1]


def _register(folder: Path, lines: list[str], ids: str) -> None:
    """Give the example another first register, and draw from it alone."""
    strata = [
        {**stratum, "minimum": 0, "ratio": "1/10"}
        for stratum in tool.verify.count_strata([line.split("|") for line in lines])
    ]
    facts = {"ids": ids, "undecided": [], **tool.verify.register_facts("sha256", lines)}

    def change(manifest: dict[str, Any]) -> None:
        manifest["registers"] = [{**manifest["registers"][0], **facts}]
        manifest["lines"] = [{**manifest["lines"][0], "least": 0, "strata": strata}]

    (folder / "register-2.txt").unlink()
    text = "".join(line + "\n" for line in lines)
    (folder / "register-1.txt").write_text(text, encoding="utf-8", newline="\n")
    tool._reseal(folder, change, SECRETS)


SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def _uscc(n: int) -> str:
    first = f"91370322MA{n:07d}"
    return first + SIGNS[-sum(SIGNS.index(sign) * 3**k for k, sign in enumerate(first)) % 31]


def test_a_register_of_several_buckets_is_read_with_progress(page: Any, bundle: Path) -> None:
    lines = sorted(f"{_uscc(n)}|{'ABCD'[n % 4]}类|eligible" for n in range(30_000))
    _register(bundle, lines, "uscc")
    page.run(
        "window.words = []; new MutationObserver(() => words.push(at('doing').textContent))"
        ".observe(at('doing'), {childList: true, characterData: true, subtree: true})"
    )

    code, _ = _agree(page, bundle)

    assert code == 0
    assert page.run("words.some(text => / \\/ 30,000$/.test(text))")


def test_both_refuse_lines_that_are_not_in_order(page: Any, bundle: Path) -> None:
    lines = (bundle / "register-1.txt").read_text(encoding="utf-8").splitlines(keepends=True)
    lines[6], lines[7] = lines[7], lines[6]
    (bundle / "register-1.txt").write_text("".join(lines), encoding="utf-8", newline="\n")
    tool._sums(bundle)

    _, said = _agree(page, bundle)

    assert "✗ 第7步 名册：register-1.txt 的次序（升序）/7：" in said


TEXTS = ["店一", "ｶﾌｪ２", "\U00020bb7野家", "\uffee店", "😀店", "a'b", "a b", "é", "ς"]


def test_ids_may_be_any_text_and_sort_by_code_point(page: Any, bundle: Path) -> None:
    _register(bundle, sorted(f"{text}|层|eligible" for text in TEXTS), "text")

    code, _ = _agree(page, bundle)

    assert code == 0
    assert all("层" in _ask(page, text) for text in TEXTS)
    _ask(page, "a'b")
    assert _by_hand(page, bundle)[2] == page.run('explain(page.draw, "a\'b")[0].ticket')
    assert "没有这个编号" in _ask(page, "店")


@pytest.mark.parametrize(
    "ids", [["A1", "ａ1"], ["a\u3000"], ["e\u0301"], ["x\u200by"], ["é", "É"], ["ß", "SS"], [""]]
)
def test_both_refuse_the_same_ids(page: Any, bundle: Path, ids: list[str]) -> None:
    _register(bundle, sorted(f"{text}|层|eligible" for text in ids), "text")

    code, _ = _agree(page, bundle)

    assert code == 1


def test_both_refuse_changes_that_the_register_does_not_show(page: Any, bundle: Path) -> None:
    delta = {"added": ["new|A类|eligible"], "moved": [], "removed": []}
    (bundle / "delta-1.json").write_bytes(tool._canonical(delta))
    root = json.loads((bundle / "manifest.json").read_bytes())["registers"][0]["root"]
    change = {"previous_root": root}  # what undoing it would give
    tool._reseal(bundle, lambda m: m["registers"][0].update(change), SECRETS)

    _, said = _agree(page, bundle)

    assert "✗ 第7步 名册：delta-1.json 与名册不合" in said


@pytest.mark.parametrize("lacks", ["beacon", "deadline"])
def test_both_want_every_reveal_without_a_beacon_or_a_deadline(
    page: Any, bundle: Path, lacks: str
) -> None:
    if lacks == "beacon":
        (bundle / "beacon.json").unlink()
    tool._reseal(bundle, lambda m: m.update({lacks: None}), SECRETS)

    _, said = _agree(page, bundle)

    assert "✗ 第5步 种子：缺少公布" in said


def test_the_page_reads_the_shapes_that_the_tool_reads() -> None:
    tables = [re.search(r"`?\{\nmanifest: .*?\}\}(?=`|\"\"\")", p.read_text("utf-8"), re.DOTALL)
              for p in (PAGE, tool.TOOL)]  # fmt: skip

    assert tables[0] is not None
    assert tables[1] is not None
    assert tables[0][0].lstrip("`") == tables[1][0]


# ---- The parts, by known answers --------------------------------------------------------------------

ODD_JSON = [
    "{}", "[1,2]", '{"a":1,"a":1}', '{"b":1,"a":2}', "[1.0]", "[-0]", "[-1]", "[01]", "[1e3]", "[NaN]", "[Infinity]",
    "[9007199254740991]", "[9007199254740992]", "[" * 5000, "[[[[]]]]", '["\\u0041"]', '["\\ud800"]', '["\\u001f"]',
    '["\\n\\t\\b\\f\\r\\"\\\\"]', '["\\/"]', '["\n"]', '["\x7f\u2028"]', '{"__proto__":1}', '{"\U0001f600":1,"\uffee":2}',
    '{"\uffee":2,"\U0001f600":1}', "[1,]", "[,]", "{,}", '{"a"}', "[1] ", " [1]", "\ufeff[1]", "", "nul", "tru e",
    '"a', "'a'", '{"a":1}x', "[true,false,null]",
]  # fmt: skip


@pytest.mark.parametrize("text", ODD_JSON, ids=ascii)
def test_both_read_the_same_json(page: Any, text: str) -> None:
    given = json.dumps(text)
    script = f"(() => {{ try {{ readJson(bytesOf({given}), 'x', 'A'); return true }} catch (e) {{ return !(e instanceof Failure) }} }})()"
    try:
        tool.verify.read_json(text.encode(), "x", "A")
        reads = True
    except tool.verify.Failure:
        reads = False

    assert page.run(script) is reads


@pytest.mark.parametrize(("key", "message", "signature"), tool.RFC_8032)
def test_signatures_of_rfc_8032_hold_in_the_page(
    page: Any, key: str, message: str, signature: str
) -> None:
    words = [f"fromHex('{text}')" for text in (key, message, signature)]
    other = [words[0], "bytesOf('other')", words[2]]
    beyond = (int.from_bytes(bytes.fromhex(signature)[32:], "little") + tool.L).to_bytes(
        32, "little"
    )
    again = [words[0], words[1], f"fromHex('{signature[:64]}{beyond.hex()}')"]

    holds = [page.run(f"isSigned({', '.join(given)})") for given in (words, other, again)]

    assert holds == [True, False, False]


def test_a_key_that_fits_every_message_is_refused_by_the_page(page: Any) -> None:
    one = (1).to_bytes(32, "little").hex()

    with pytest.raises(RuntimeError, match="弱钥匙"):
        page.run(f"isSigned(fromHex('{one}'), bytesOf('any'), fromHex('{one}{'00' * 32}'))")


@pytest.mark.parametrize("y", range(19))
def test_a_point_has_one_spelling_only(page: Any, y: int) -> None:
    twice = (tool.P + y).to_bytes(32, "little")

    with pytest.raises(RuntimeError, match="不是曲线上的点"):
        page.run(f"pointOf(fromHex('{twice.hex()}'))")
    with pytest.raises(tool.verify.Failure, match="不是曲线上的点"):
        tool.verify.is_signed(twice, b"", bytes(64))


@pytest.mark.parametrize("algorithm", ["sha256", "sm3"])
def test_hashes_of_every_length_are_those_of_the_tool(page: Any, algorithm: str) -> None:
    lengths = [*range(130), 1000, 100_003]

    script = f"{lengths}.map(length => {algorithm}(Uint8Array.from({{length}}, (_, n) => n * 7)))"
    hashes = page.run(script)

    data = bytes(n * 7 % 256 for n in range(100_003))
    assert hashes == [tool.verify.digest(algorithm, data[:length]) for length in lengths]


@pytest.mark.parametrize("draw", tool.DRAWS, ids=["sha256", "sm3"])
def test_the_page_draws_the_known_answers(page: Any, draw: dict[str, Any]) -> None:
    rows = draw['roots of lines "%018d|A|eligible" for 0 ≤ i < n']
    pools: dict[str, list[str]] = {s["id"]: [] for s in draw["strata"]}
    for target, stratum, status in (row.split("|") for row in draw["register_lines"]):
        if status == "eligible":
            pools[stratum].append(target)
    lines = [
        {**x, "group": "G1", "strata": [{**s, "minimum": x["minimum"]} for s in draw["strata"]]}
        for x in draw["lines"]
    ]
    given = json.dumps([draw["hash"], draw["seed"], lines, list(pools.items())])

    drawn = page.run(
        f"(async ([hash, seed, lines, pools]) => {{ const all = []; for (const line of lines) "
        f"all.push(await drawLine(HASHES[hash], seed, line, new Map(pools))); return all }})({given})"
    )
    roots = page.run(
        f"Promise.all({json.dumps([row['n'] for row in rows])}.map(n => registerFacts(HASHES['{draw['hash']}'], "
        "Array.from({length: n}, (_, i) => String(i).padStart(18, '0') + '|A|eligible'))))"
    )

    assert drawn == [{"line": x["line"], "strata": x["strata"]} for x in draw["lines"]]
    assert roots == [{"digits": r["digits"], "lines": r["n"], "root": r["root"]} for r in rows]


@pytest.mark.parametrize("rounding", ["ceil", "floor", "largest_remainder", "systematic"])
def test_both_know_what_could_have_been_drawn(page: Any, rounding: str) -> None:
    chance = random.Random(8)

    def stratum(n: int) -> dict[str, Any]:
        ratio = str(tool.verify.Fraction(chance.randint(1, 4), 4))
        sizes = {"all": chance.randint(0, 6), "eligible": chance.randint(0, 6)}
        return {**sizes, "excluded": [], "id": f"S{n}", "minimum": 0, "ratio": ratio}

    lines = [
        {"base": "all", "rounding": rounding, "strata": [stratum(n) for n in range(5)]}
        for _ in range(200)
    ]

    spans = page.run(f"{json.dumps(lines)}.map(chances)")

    expected = [[tool.verify.chances(x, s["id"]) for s in x["strata"]] for x in lines]
    assert spans == expected


# ---- Ways to hand a bundle in ----------------------------------------------------------------------


def _drop(page: Any, path: Path) -> str:
    """Drop a file or a folder on the page as a hand would; return the end."""
    page.run("document.body.dataset.state = 'waiting'")
    data = {"items": [], "files": [str(path)], "dragOperationsMask": 1}
    for kind in ("dragEnter", "dragOver", "drop"):
        page.call("Input.dispatchDragEvent", type=kind, x=640, y=300, data=data)
    return str(page.run(DONE))


def test_a_folder_may_be_chosen_or_dropped_and_a_zip_dropped(page: Any, tmp_path: Path) -> None:
    path = _zip(tmp_path / "bundle.zip", {})

    chosen = _give(page, [EXAMPLE], "folder")
    ends = [_drop(page, given) for given in (EXAMPLE, path, PAGE)]

    assert chosen == "verified"
    assert ends == ["verified", "verified", "unstarted"]


def test_a_folder_with_a_folder_inside_is_refused(page: Any, bundle: Path) -> None:
    (bundle / "sub").mkdir()
    (bundle / "sub" / "x.json").write_bytes(b"{}")

    ends = [_give(page, [bundle], "folder"), _drop(page, bundle)]

    assert ends == ["failed", "failed"]
    assert "第1步" in page.run("document.getElementById('verdict').innerText")


# ---- Zip --------------------------------------------------------------------------------------------


def _zip(path: Path, extra: dict[str, bytes], prefix: str = "", **how: Any) -> Path:
    with zipfile.ZipFile(path, "w", **how) as archive:
        for name in tool.NAMES:
            archive.writestr(prefix + name, (EXAMPLE / name).read_bytes())
        for name, data in extra.items():
            archive.writestr(name, data)
    return path


@pytest.mark.parametrize("way", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
@pytest.mark.parametrize("prefix", ["", "抽取包/", "a/b/", "../", "/"])
def test_both_read_a_zip_alike(page: Any, tmp_path: Path, way: int, prefix: str) -> None:
    path = _zip(tmp_path / "bundle.zip", {}, prefix, compression=way)

    code, _ = _agree(page, path)

    assert code == (0 if prefix in ("", "抽取包/") else 1)


@pytest.mark.parametrize("name", ["../evil.json", "/etc/x", "a/b.json", "a\\b.json", "C:x", "sub/"])
def test_the_page_refuses_paths_in_a_zip(page: Any, tmp_path: Path, name: str) -> None:
    path = _zip(tmp_path / "bundle.zip", {name: b"{}"})

    code, _ = _agree(page, path)

    assert code == 1


def test_the_page_refuses_a_name_that_stands_twice_in_a_zip(page: Any, tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        path = _zip(tmp_path / "bundle.zip", {"seed.json": (EXAMPLE / "seed.json").read_bytes()})

    code, _ = _agree(page, path)

    assert code == 1


def _patched(path: Path, mark: bytes, offset: int, data: bytes) -> Path:
    """Change bytes of the last header with a mark."""
    whole = bytearray(path.read_bytes())
    place = whole.rindex(mark) + offset
    whole[place : place + len(data)] = data
    path.write_bytes(whole)
    return path


DIRECTORY, LOCAL = b"PK\x01\x02", b"PK\x03\x04"
BROKEN: dict[str, tuple[bytes, int, bytes]] = {
    "encrypted": (DIRECTORY, 8, b"\x01"),
    "an unknown method": (DIRECTORY, 10, b"\x63"),
    "another checksum": (DIRECTORY, 16, b"\0\0\0\0"),
    "larger than it says": (DIRECTORY, 24, b"\x01\0\0\0"),
    "absurdly large": (DIRECTORY, 24, b"\xff\xff\xff\x7f"),
    "no such place": (DIRECTORY, 42, b"\xff\xff\xff\x0f"),
    "no directory": (DIRECTORY, 0, b"XX"),
    "two names": (LOCAL, 30, b"S"),
}


@pytest.mark.parametrize("patch", BROKEN.values(), ids=BROKEN)
def test_both_refuse_a_broken_zip(
    page: Any, tmp_path: Path, patch: tuple[bytes, int, bytes]
) -> None:
    path = _zip(tmp_path / "bundle.zip", {}, compression=zipfile.ZIP_DEFLATED)

    code, _ = _agree(page, _patched(path, *patch))

    assert code == 1


def test_a_zip_of_absurd_size_is_refused_before_it_is_unpacked(page: Any, tmp_path: Path) -> None:
    path = _zip(tmp_path / "bundle.zip", {}, compression=zipfile.ZIP_DEFLATED)

    _, record = _check(page, _patched(path, DIRECTORY, 24, b"\xff\xff\xff\x7f"))

    assert record.startswith("✗ 第1步 文件清单：过大：")


def test_the_page_refuses_a_file_that_is_smaller_than_its_zip_says(
    page: Any, tmp_path: Path
) -> None:
    path = _zip(tmp_path / "bundle.zip", {}, compression=zipfile.ZIP_DEFLATED)

    end, record = _check(page, _patched(path, DIRECTORY, 24, b"\xff\xff\0\0"))

    assert end == "failed"
    assert record.endswith("已损坏")


def test_what_is_no_bundle_does_not_start(page: Any) -> None:
    code, said = tool._run(PAGE)
    end, record = _check(page, PAGE)

    assert (code, end) == (2, "unstarted")
    assert said.startswith("无法开始：")
    assert record.startswith("无法开始：verify_draw.html 不是 zip")


# ---- One target, and what people see ----------------------------------------------------------------


def _ask(page: Any, code: str) -> str:
    page.run(f"document.getElementById('code').value = {json.dumps(code)}")
    page.run("document.getElementById('ask-form').requestSubmit()")
    return str(page.run("document.getElementById('answer').innerText"))


def _by_hand(page: Any, bundle: Path) -> list[str]:
    """Type the commands of an answer into a shell; return the hashes that they print."""
    text = page.run("document.querySelector('#answer details pre').textContent")
    commands = [line for line in text.splitlines() if line and not line.startswith("#")]
    shells = [["/bin/bash", "-c", command] for command in commands]
    done = [subprocess.run(x, cwd=bundle, capture_output=True, check=True) for x in shells]
    return [one.stdout.decode()[:64].strip() for one in done]


RESULT = json.loads((EXAMPLE / "result.json").read_bytes())
DRAWN = RESULT["lines"][0]["strata"][3]["drawn"][0]
ROWS = [x.split("|") for x in (EXAMPLE / "register-1.txt").read_text("utf-8").splitlines()]
TAKEN = {row["id"] for line in RESULT["lines"] for s in line["strata"] for row in s["drawn"]}


def test_a_drawn_target_sees_its_ticket_and_can_hash_it_itself(page: Any) -> None:
    _agree(page, EXAMPLE)

    told = _ask(page, DRAWN["id"])
    seed, _, ticket = _by_hand(page, EXAMPLE)

    assert "抽中了" in told
    assert DRAWN["ticket"][:8] in told
    assert "机会都是 8/24（约 33.33%）" in told
    assert f"排在第 {DRAWN['batch']} 批" in told
    assert (seed, ticket) == (RESULT["seed"], DRAWN["ticket"])


def test_a_target_that_was_not_drawn_sees_why(page: Any) -> None:
    _agree(page, EXAMPLE)
    one = next(row for row in ROWS if row[2] == "eligible" and row[0] not in TAKEN)

    told = _ask(page, one[0])

    assert "没有抽中" in told
    assert "号码大于门槛" in told
    assert "抽中了" not in told
    assert "|".join(one) in told


def test_an_excluded_target_sees_the_reason(page: Any) -> None:
    _agree(page, EXAMPLE)
    one = next(row for row in ROWS if row[2] == "cap-reached")

    told = _ask(page, f" {one[0].lower()} ")

    assert "在名册里，不参加抽取" in told
    assert "本年度的抽查次数已经到了上限（名册里写作 cap-reached）" in told


@pytest.mark.parametrize("code", ["91370322MA9999999X", "张三", "<b>x</b>"])
def test_a_target_outside_the_register_is_told_so(page: Any, code: str) -> None:
    _agree(page, EXAMPLE)

    told = _ask(page, code)

    assert "名册里没有这个编号" in told
    assert "不可能被这次抽中" in told
    assert "不是一个有效的统一社会信用代码" in told
    assert code in told


def test_part_of_a_register_never_says_that_a_target_is_not_in_it(page: Any, bundle: Path) -> None:
    for name in ("register-1.txt", "register-2.txt"):
        (bundle / name).write_bytes(b"")
    tool._sums(bundle)
    _agree(page, bundle)

    told = _ask(page, DRAWN["id"])

    assert "不能断定它不在名册里" in told
    assert "不可能" not in told


def test_the_commands_for_sm3_are_those_of_openssl(page: Any, bundle: Path) -> None:
    tool._to_sm3(bundle)
    _agree(page, bundle)

    _ask(page, DRAWN["id"])
    text = page.run("document.querySelector('#answer details pre').textContent")

    assert "openssl dgst -sm3" in text
    assert "sha256sum" not in text


def test_a_failed_bundle_is_not_asked_about(page: Any, bundle: Path) -> None:
    (bundle / "seed.json").unlink()

    _agree(page, bundle)

    assert page.run("document.getElementById('ask').hidden") is True
    assert "没有通过：第1步 文件清单" in page.run("document.getElementById('verdict').innerText")


@pytest.mark.parametrize("width", [1280, 390])
def test_the_page_fits_and_asks_for_nothing(browser: Any, width: int) -> None:
    opened = browser.open(PAGE, width=width)
    at_first = opened.too_wide()
    end, _ = _check(opened, EXAMPLE)
    _ask(opened, DRAWN["id"])
    opened.run("document.querySelectorAll('details').forEach(fold => fold.open = true)")

    assert end == "verified"
    assert (at_first, opened.too_wide()) == ([], [])
    assert (opened.asked, opened.errors) == ([], [])
    opened.close()


def test_a_check_is_printed_whole(page: Any) -> None:
    _agree(page, EXAMPLE)
    _ask(page, DRAWN["id"])

    text = unicodedata.normalize("NFKC", "".join(page.printed()))

    for words in ("核对通过", "第14步", "抽中了", DRAWN["ticket"]):
        assert words in text.replace("\n", "")
    assert "选择文件夹" not in text


def test_no_request_can_leave_the_page() -> None:
    text = PAGE.read_text("utf-8")

    policy = re.search('Content-Security-Policy" content="([^"]*)"', text)

    assert policy is not None
    assert "default-src 'none'" in policy[1]
    assert "connect-src" not in policy[1]
    assert not re.findall(r"""(?:src|href)\s*=\s*["'](?!#)|https?://|\beval\(|innerHTML""", text)

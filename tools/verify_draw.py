#!/usr/bin/env python3
# fmt: off
"""Verify a published draw bundle (证据包, format "ssj/1"); written from the format page alone.

    python3 verify_draw.py BUNDLE [--trust KEYS.json]      BUNDLE is a folder or a .zip
Exit codes: 0 all steps hold; 1 a step does not hold; 2 could not start; 4 sealed or partial.
To follow it, begin at `main` at the bottom, then class `Draw`: its methods are the steps.
"""
# ruff: noqa: B905, DTZ007, E401, E701, FBT002, I001, PLW0108, RET503 (laid out by hand: the format page promises fewer than 500 lines)
import base64, hashlib, json, re, sys, zipfile
from collections import Counter
from datetime import datetime, timezone
from fractions import Fraction
from functools import lru_cache
from itertools import accumulate, zip_longest
from math import ceil, floor
from pathlib import Path
from unicodedata import category, is_normalized, normalize

SIZE_LIMIT, COUNT_LIMIT, UTC = 1 << 30, 2000, timezone.utc  # noqa: UP017 (Python 3.9 lacks UTC)
QUICKNET = "drand-quicknet", "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971"
RETRY_MAY_CHANGE = {"counter", "previous", "retry_of", "parties", "beacon", "deadline", "attempt"}
NAME, DAY = re.compile("[A-Za-z0-9._-]{1,64}"), "%Y-%m-%d"
# The exact keys and kinds (RULES) of every JSON file; small words are the only values allowed;
# "plan?" may be null, "strata<id" ascend by id, no two "parties!name" have the same name.
SHAPES = r"""{
manifest: {format: ssj/1, hash: sha256|sm3, engine: T, purpose: official|demo|test, draw: N, merge: B, counter: +,
  previous?: H, retry_of?: H, plan?: {hash: H, id: T}, pack: {as_of: D, hash: H, id: T}, deadline?: M, inspectors?: H,
  registers: [{digits: #, facts?: H, ids: uscc|text, lines: #, previous_root?: H, root: H,
    undecided!reason: [{choice: include|exclude, n: #, reason: N}]}],
  lines!line: [{attempt: +, base: eligible|all, batches: [+], group: N, line: N, least: #, register: +,
    departures: [{approver: T, reason: T, rule: T}], mode: {condition?: T, kind: directed|undirected, words?: T},
    rounding: ceil|floor|largest_remainder|systematic, window: {from: D, until: D},
    strata<id: [{all: #, eligible: #, excluded<reason: [{n: +, reason: N}], id: I, minimum: #, ratio: R}]}],
  parties!name: [{key?: H, name: N, title: T}], withhold?: {party: N, until: M},
  log?: {cosigners!name: [{key: H, name: T}], key: H, origin: T}, beacon?: {chain: N, limit: M, round: +, source: N}},
commitments: [{hash: H, party: N, signature?: S}], reveal: {draw: N, manifest: H, nonce: H, party: N},
beacon: {chain: N, round: +, signature: X, source: N},
seed: {beacon?: {chain: N, round: +, source: N, value: H}, manifest: H, reveals: [{nonce?: H, party: N}]},
result: {draw: N, manifest: H, seed: H, lines: [{line: N, strata: [{
  id: I, n: #, q: T, threshold?: H, drawn: [{batch: +, id: I, ticket: H}]}]}]},
delta: {added: [T], moved: [{from: T, id: I, to: T}], removed: [T]}, pack: A,
inspectors: {people!id: [{absent: [{from: D, until: D}], before: #, cap?: #, certified?: {from: D, until: D},
    department: T, expert: B, id: I, leader: B, region?: T, skills: [T]}], recusals: [{person: I, target: I}],
  slots: [{bars: [T], expert: B, line: N, name: N, need?: N, preferences: [T]}]},
fit: [{candidates: [{inspector: I, unmet: #}], slot: N, visit: T}],
assignment: {loads: [{after: #, before: #, inspector: I}], slots: [{inspector: I, slot: N, ticket: H, visit: T}]},
overrides: [{approver?: T, evidence?: T, in?: T, kind: T, line?: N, out?: T, reason?: T, slot?: N, visit?: T}],
event: {at: T, body: A, draw?: N, kind: N, n: #, who?: T}, trust: {keys: [{key: H, name: T}]}}"""
SHAPES = json.loads(re.sub(r"[^\s{}\[\]:,]+", r'"\g<0>"', SHAPES))
SHAPES["aborted-manifest"] = SHAPES["manifest"]
RULES = {
    "A": ("任何内容", lambda v: True), "B": ("true 或 false", lambda v: type(v) is bool),
    "T": ("合格的文字（NFC、非空、无控制符、首尾无空白）", lambda v: is_text(v)),
    "I": ("合格且不含竖线的文字", lambda v: is_text(v) and "|" not in v),
    "#": ("不小于 0 的整数", lambda v: type(v) is int and v >= 0),
    "+": ("大于 0 的整数", lambda v: type(v) is int and v > 0),
    "N": ("1—64 个字母、数字、点、横线、下划线", NAME.pattern), "D": ("日期，如 2026-03-02", lambda v: is_moment(v, DAY)),
    "H": ("64 位小写十六进制", "[0-9a-f]{64}"), "S": ("128 位小写十六进制", "[0-9a-f]{128}"),
    "X": ("96 位小写十六进制", "[0-9a-f]{96}"), "R": ("分数", "[1-9][0-9]{0,30}(/[1-9][0-9]{0,30})?"),
    "M": ("时刻，如 2026-03-02T02:00:00Z", lambda v: is_moment(v, DAY + "T%H:%M:%SZ"))}

class Failure(Exception):
    """One Chinese sentence saying what does not hold."""
def need(holds, sentence):
    if not holds: raise Failure(sentence)

def same(what, found, expected):
    if found != expected and type(found) is type(expected) is dict and sorted(found) == sorted(expected):
        for key in sorted(found): same(f"{what}/{key}", found[key], expected[key])
    if found != expected and type(found) is type(expected) is list:
        for n, pair in enumerate(zip_longest(found, expected, fillvalue="（无）"), 1): same(f"{what}/{n}", *pair)
    need(found == expected, f"{what}：查到「{str(found)[:200]}」，应为「{str(expected)[:200]}」")

def digest(algorithm, data):
    """Return H(text or bytes) in hex; SM3 in pure Python where hashlib lacks it."""
    data = data.encode() if isinstance(data, str) else data
    if algorithm == "sha256": return hashlib.sha256(data).hexdigest()
    return hashlib.new("sm3", data).hexdigest() if "sm3" in hashlib.algorithms_available else sm3(data)

def sm3(data):  # GB/T 32905
    start = "7380166f 4914b2b9 172442d7 da8a0600 a96f30bc 163138aa e38dee4d b0fb0e4e"
    state = [int(word, 16) for word in start.split()]
    def turn(x, n): return ((x << n % 32) | (x >> (32 - n % 32))) & 0xFFFFFFFF
    data += b"\x80" + bytes((55 - len(data)) % 64) + (8 * len(data)).to_bytes(8, "big")
    for block in range(0, len(data), 64):
        w = [int.from_bytes(data[block + i : block + i + 4], "big") for i in range(0, 64, 4)]
        for j in range(16, 68):
            x = w[j - 16] ^ w[j - 9] ^ turn(w[j - 3], 15)
            w.append(x ^ turn(x, 15) ^ turn(x, 23) ^ turn(w[j - 13], 7) ^ w[j - 6])
        a, b, c, d, e, f, g, h = state
        for j in range(64):
            s = turn((turn(a, 12) + e + turn(0x7A879D8A if j > 15 else 0x79CC4519, j)) & 0xFFFFFFFF, 7)
            x, y = (a & b | a & c | b & c, e & f | ~e & g) if j > 15 else (a ^ b ^ c, e ^ f ^ g)
            t = (y + h + s + w[j]) & 0xFFFFFFFF
            s = (x + d + (s ^ turn(a, 12)) + (w[j] ^ w[j + 4])) & 0xFFFFFFFF
            a, b, c, d, e, f, g, h = s, a, turn(b, 9), c, t ^ turn(t, 9) ^ turn(t, 17), e, turn(f, 19), g
        state = [old ^ new for old, new in zip(state, (a, b, c, d, e, f, g, h))]
    return "".join(f"{word:08x}" for word in state)

def is_signed(key, message, signature):
    """Verify Ed25519 (RFC 8032); a key of small order, which fits any message, is refused."""
    p, order = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
    curve = -121665 * pow(121666, -1, p) % p
    def plus(a, b):
        k, x = curve * a[0] * a[1] * b[0] * b[1], a[0] * b[1] + a[1] * b[0]
        return x * pow(1 + k, -1, p) % p, (a[1] * b[1] + a[0] * b[0]) * pow(1 - k, -1, p) % p
    def times(n, a):
        rest = times(n >> 1, plus(a, a)) if n else (0, 1)
        return plus(rest, a) if n & 1 else rest
    def point(raw):
        y, odd = int.from_bytes(raw, "little") % 2**255, raw[31] >> 7
        square = (y * y - 1) * pow(curve * y * y + 1, -1, p) % p
        x = pow(square, (p + 3) // 8, p)
        x = x if x * x % p == square else x * pow(2, (p - 1) // 4, p) % p
        need(y < p and x * x % p == square and (x or not odd), "公钥或签名不是曲线上的点")
        return (x if x % 2 == odd else p - x), y
    need(len(key) == 32 and len(signature) == 64, "公钥或签名长度不对")
    public, start, s = point(key), point(signature[:32]), int.from_bytes(signature[32:], "little")
    need(times(8, public) != (0, 1), "公钥是弱钥匙，任何内容都能冒签")
    challenge = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % order
    return s < order and times(s, point(bytes([0x58] + [0x66] * 31))) == plus(start, times(challenge, public))

def tree_root(leaves):  # RFC 6962
    level = [hashlib.sha256(b"\0" + leaf.encode()).digest() for leaf in leaves] or [hashlib.sha256().digest()]
    while len(level) > 1:
        pairs = [hashlib.sha256(b"\1" + a + b).digest() for a, b in zip(level[::2], level[1::2])]
        level = pairs + level[2 * len(pairs):]
    return base64.b64encode(level[0]).decode()

def read_bundle(path):
    """Return the files of a folder or zip by name; nothing is unpacked onto the disk."""
    if path.is_dir():
        members, read = [(x.name, x.stat().st_size, x) for x in path.iterdir()], Path.read_bytes
        need(all(x.is_file() and not x.is_symlink() for _, _, x in members), "文件夹里有子文件夹、链接或特殊文件")
    else:
        archive = zipfile.ZipFile(path)
        members, read = [(x.orig_filename, x.file_size, x) for x in archive.infolist()], archive.read
        top = "".join(members[0][0].partition("/")[:2]) if members else ""
        if top.endswith("/") and top.strip("./") and all(name.startswith(top) for name, _, _ in members):
            members = [(name[len(top):], size, x) for name, size, x in members if name != top]  # a zip of one folder
    names, size = sorted(name for name, _, _ in members), sum(size for _, size, _ in members)
    need(size <= SIZE_LIMIT and len(names) <= COUNT_LIMIT, f"过大：{len(names)} 个文件 {size} 字节")
    for name in names:
        plain = re.fullmatch("[A-Za-z0-9._-]{1,99}", name) and names.count(name) == 1
        need(plain, f"文件名不合格式、重复，或带有路径、子文件夹：「{name}」")
    return {name: read(member) for name, _, member in members}

def read_json(data, name, shape, free=False):
    """Parse JSON of a shape, refusing everything that could be read in two ways."""
    def number(text):
        whole = re.fullmatch("-?[0-9]{1,16}", text) and abs(int(text)) < 2**53
        if whole: return int(text)
        raise Failure(f"{name} 有过大或不是整数的数字：{text[:40]}")
    def once(pairs):
        if len(dict(pairs)) == len(pairs): return dict(pairs)
        raise Failure(f"{name} 有重复的键：{[key for key, _ in pairs]}")
    hooks = dict.fromkeys(("parse_int", "parse_float", "parse_constant"), number)
    try:
        value = json.loads(data.decode(), object_pairs_hook=once, **hooks)
        spelled = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    except (RecursionError, ValueError) as error:
        raise Failure(f"{name} 不是 UTF-8 的 JSON，或嵌套过深（{error}）") from None
    need(free or spelled == data, f"{name} 不是规范写法（键的次序、空白或转义不同）")
    check_shape(value, shape, name)
    return value

split = lru_cache(maxsize=None)(lambda key: re.fullmatch(r"(\w+)([?<!]?)(\w*)", key).groups())
def check_shape(value, shape, where):
    if isinstance(shape, str):
        words, rule = RULES.get(shape, (shape, shape))
        holds = isinstance(value, str) and re.fullmatch(rule, value) if isinstance(rule, str) else rule(value)
        return need(holds, f"{where}：查到「{str(value)[:200]}」，应为{words}")
    if type(value) is not type(shape): raise Failure(f"{where}：应为{'数组' if type(shape) is list else '对象'}")
    if isinstance(shape, list): return [check_shape(item, shape[0], f"{where}/{n}") for n, item in enumerate(value, 1)]
    parts = [split(key) for key in shape]
    same(f"{where} 的键", sorted(value), sorted([key for key, _, _ in parts]))
    for (key, mark, by), inner in zip(parts, shape.values()):
        if mark != "?" or value[key] is not None: check_shape(value[key], inner, f"{where}/{key}")
        if by: same(f"{where}/{key} 的 {by}（次序与唯一）", rows := [row[by] for row in value[key]],
                    sorted({*rows}) if mark == "<" else [*dict.fromkeys(rows)])

def is_moment(text, form):
    try: return text[:1] == "2" and datetime.strptime(text, form).strftime(form) == text
    except (KeyError, TypeError, ValueError): return False
@lru_cache(maxsize=4096)
def is_text(text):
    neat = isinstance(text, str) and text and text == text.strip() and is_normalized("NFC", text)
    return neat and not any(category(x) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for x in text)
@lru_cache(maxsize=4096)
def is_uscc(text):
    values = ["0123456789ABCDEFGHJKLMNPQRTUWXY".find(sign) for sign in text]
    total = sum(value * 3**place for place, value in enumerate(values[:17]))
    return len(values) == 18 and min(values) >= 0 and values[17] == -total % 31

def read_rows(lines, name, ids):
    rows = [line.split("|") for line in lines]
    for n, row in enumerate(rows, 1):
        good = len(row) == 3 and (is_uscc(row[0]) if ids == "uscc" else is_text(row[0])) and is_text(row[1])
        if not good or not NAME.fullmatch(row[2]): raise Failure(f"{name} 第{n}行不合「编号|层|状态」或校验不符：{row}")
    same(f"{name} 的次序（升序）", lines, sorted(lines))
    looks = Counter(normalize("NFKC", row[0]).upper() for row in rows)
    need(len(looks) == len(rows), f"{name} 编号重复（全半角、大小写视同）：{looks.most_common(1)}")
    return rows

def count_strata(rows):
    strata, counts = {}, Counter((name, status) for _, name, status in rows)
    for (name, status), n in sorted(counts.items()):
        stratum = strata.setdefault(name, {"all": 0, "eligible": counts[name, "eligible"], "excluded": [], "id": name})
        if status != "eligible": stratum["excluded"].append({"n": n, "reason": status})
        if status != "off-filter": stratum["all"] += n
    return list(strata.values())

def register_facts(algorithm, lines):
    """Return digits, lines and root of a register: leaves into buckets, buckets into one hash."""
    digits = next(d for d in range(20) if len(lines) <= 4096 * 16**d)
    buckets = {f"{n:0{digits}x}"[:digits]: [] for n in range(16**digits)}
    for leaf in sorted(digest(algorithm, line) for line in lines):
        buckets[leaf[:digits]].append(leaf)
    hashes = [digest(algorithm, "\n".join(bucket)) for bucket in buckets.values()]
    return {"digits": digits, "lines": len(lines), "root": digest(algorithm, "\n".join(hashes))}
def stream(algorithm, seed, purpose):
    key = digest(algorithm, f"{seed}|{purpose}")[:32]
    return lambda text: digest(algorithm, f"{key}|{text}")

def sizes_of(line, ticket):
    """Return (base × ratio exactly, number asked, number drawn) of each stratum."""
    quotas = {s["id"]: s[line["base"]] * Fraction(s["ratio"]) for s in line["strata"]}
    counts = {name: (ceil if line["rounding"] == "ceil" else floor)(q) for name, q in quotas.items()}
    if line["rounding"] == "largest_remainder":
        order = sorted(quotas, key=lambda name: (counts[name] - quotas[name], ticket(name), name))
        for name in order[: ceil(sum(quotas.values())) - sum(counts.values())]: counts[name] += 1
    if line["rounding"] == "systematic":
        u = Fraction(int(ticket("u")[:16], 16), 2**64)
        ends = [floor(running + u) for running in accumulate(quotas.values(), initial=0)]
        counts = {name: b - a for name, a, b in zip(quotas, ends, ends[1:])}
    asked = {s["id"]: max(counts[s["id"]], s["minimum"]) for s in line["strata"]}
    return {s["id"]: (quotas[s["id"]], asked[s["id"]], min(asked[s["id"]], s["eligible"])) for s in line["strata"]}

def draw_line(algorithm, seed, line, pools):
    ticket = stream(algorithm, seed, f"target/{line['group']}")
    order = stream(algorithm, seed, f"batch/{line['line']}")
    sizes = sizes_of(line, stream(algorithm, seed, f"rounding/{line['line']}"))
    drawn = {s: sorted((ticket(x), x) for x in pools[s])[: size[2]] for s, size in sizes.items()}
    queue = sorted((order(one), one) for rows in drawn.values() for _, one in rows)
    ends, strata = list(accumulate(line["batches"]))[:-1], []
    batch = {one: 1 + sum(n >= end for end in ends) for n, (_, one) in enumerate(queue)}
    for name, (q, _, n) in sizes.items():
        rows = [{"batch": batch[one], "id": one, "ticket": t} for t, one in drawn[name]]
        strata.append({"drawn": rows, "id": name, "n": n, "q": str(q), "threshold": rows[-1]["ticket"] if rows else None})
    return {"line": line["line"], "strata": strata}

def chances(line, name):  # the least and the greatest number that could have been drawn in a stratum
    ways = [(line, lambda x: "01"[x == name]), (line, lambda x: "10"[x == name])]
    if line["rounding"] == "systematic":
        ways = [({**line, "rounding": "floor"}, None), ({**line, "rounding": "ceil"}, None)]
    return [sizes_of(*way)[name][2] for way in ways]

def only(value, keys):
    if isinstance(value, list): return [only(item, keys) for item in value]
    return {k: only(v, keys) for k, v in value.items() if k in keys} if isinstance(value, dict) else value
def clock(seconds): return f"{datetime.fromtimestamp(min(seconds, 2**37), UTC):%Y-%m-%dT%H:%M:%SZ}"

class Draw:
    """A bundle under verification; each step leaves here what later steps need."""
    trusted = frozenset()
    def lines(self, name):
        need(name in self.files, f"缺少 {name}")
        need(self.files[name][-1:] in (b"", b"\n"), f"{name} 的末行没有换行")
        return self.files[name].decode().split("\n")[:-1]
    def hash(self, name, otherwise=None):
        return digest(self.manifest["hash"], self.files[name]) if name in self.files else otherwise

    def check_files(self):
        self.files, self.json, self.partial, self.sealed = read_bundle(self.path), {}, [], False
        names = sorted(self.files.keys() - {"SHA256SUMS"})
        sums = [f"{digest('sha256', self.files[name])}  {name}" for name in names]
        same("SHA256SUMS", self.lines("SHA256SUMS"), sums)
        need("manifest.json" in names and "commitments.json" in names, "缺少清单或承诺文件")
        return f"{len(names)} 个文件与 SHA256SUMS 一致"

    def check_format(self):
        for name in sorted(name for name in self.files if name.endswith(".json")):
            shape = re.sub("^(reveal|delta)-.*", r"\1", name[:-5])
            need(shape in SHAPES, f"不认识的文件 {name}")
            self.json[name] = read_json(self.files[name], name, SHAPES[shape])
        self.manifest = self.json["manifest.json"]
        self.parties = [party["name"] for party in self.manifest["parties"]]
        self.id = self.hash("manifest.json")
        return f"{len(self.json)} 个 JSON 文件写法规范，键与类型相符"

    def check_manifest(self):
        m = self.manifest
        need(len(m["parties"]) > (0 if m["beacon"] else 1) and m["lines"], "参与方应至少两个或一个加外部信标，计划行至少一条")
        same("有无 previous（仅第 1 次没有）", bool(m["previous"]), m["counter"] > 1)
        hashes = {f"facts-{n}.txt": r["facts"] for n, r in enumerate(m["registers"], 1)}
        hashes.update({"pack.json": m["pack"]["hash"], "inspectors.json": m["inspectors"]})
        for name, value in {**hashes, "aborted-manifest.json": m["retry_of"]}.items():
            same(f"{name} 的哈希", self.hash(name, value), value)
        digits = [next(d for d in range(20) if r["lines"] <= 4096 * 16**d) for r in m["registers"]]
        same("名册的 digits", [r["digits"] for r in m["registers"]], digits)
        for line in m["lines"]:
            where, mode, given = f"任务 {line['line']}", line["mode"], line["mode"]["kind"] == "directed"
            need(line["register"] <= len(m["registers"]), f"{where} 所指的名册不存在")
            need(line["window"]["from"] <= line["window"]["until"], f"{where} 的起日晚于止日")
            same(f"{where} 有无定向条件", [bool(mode["condition"]), bool(mode["words"])], [given, given])
            for s in line["strata"]:
                same(f"{where} 的比例（既约、不超过 1）", s["ratio"], str(min(Fraction(s["ratio"]), 1)))
                same(f"{where} 的最低数量（各层相同）", s["minimum"], line["strata"][0]["minimum"])
        if m["purpose"] == "official": self.check_official(m, m["log"], m["beacon"])
        self.check_attached(m, {*self.files})
        if m["retry_of"]:
            kept = {*re.findall(r'"(\w+)":', self.files["manifest.json"].decode())} - RETRY_MAY_CHANGE
            same("重做的清单", only(m, kept), only(self.json["aborted-manifest.json"], kept))
            need(m["beacon"], "重做的抽取应有外部信标")
        return f"抽取 {m['draw']}，任务 {len(m['lines'])} 条，哈希 {self.id}"

    def check_official(self, m, log, beacon):
        keys = [party["key"] for party in m["parties"]]
        need(all(keys) and len({*keys}) == len(keys) and log and log["cosigners"], "正式抽取：各方应各有公钥，应有见证方")
        need(log["key"] not in keys + [x["key"] for x in log["cosigners"]], "正式抽取：日志运营者兼作他方")
        need(m["deadline"] and beacon and (beacon["source"], beacon["chain"]) == QUICKNET,
             "正式抽取：应有揭示截止时刻和 drand-quicknet 信标")
        due = clock(1692803367 + 3 * (beacon["round"] - 1))
        need(m["deadline"] < due <= beacon["limit"], f"信标时刻 {due} 不在截止与 limit 之间")

    def check_attached(self, m, files):
        numbers, closed = range(1, len(m["registers"]) + 1), {"seed.json", "result.json"}
        late = {"fit.json", "assignment.json", "overrides.json"}
        if m["withhold"]:
            need(m["withhold"]["party"] in self.parties, "withhold 所指不是参与方")
            closed |= {f"reveal-{m['withhold']['party']}.json"}
            self.sealed = not files & (closed | late)
        must = {f"register-{n}.txt" for n in numbers} | (set() if self.sealed else closed)
        must |= {name for name, why in (("beacon.json", m["beacon"]), ("aborted-manifest.json", m["retry_of"])) if why}
        may = must | late | {"SHA256SUMS", "manifest.json", "commitments.json", "pack.json", "inspectors.json"}
        may |= {f"facts-{n}.txt" for n in numbers} | {f"delta-{n}.json" for n in numbers}
        may |= {f"reveal-{name}.json" for name in self.parties}
        may |= {"checkpoint.txt", "log.jsonl"} if m["log"] else set()
        need(must <= files <= may, f"缺少 {sorted(must - files)}；清单未提到 {sorted(files - may)}")

    def check_registers(self):
        self.rows = []
        for n, declared in enumerate(self.manifest["registers"], 1):
            lines = self.lines(f"register-{n}.txt")
            self.rows.append(read_rows(lines, f"register-{n}.txt", declared["ids"]))
            if len(lines) < declared["lines"]: self.partial.append(n)
            else: same(f"清单所写第{n}份名册", declared, {**declared, **register_facts(self.manifest["hash"], lines)})
            if f"delta-{n}.json" in self.json and n not in self.partial:
                new, old = ({*self.json[f"delta-{n}.json"][key], *(x[to] for x in self.json[f"delta-{n}.json"]["moved"])}
                            for key, to in (("added", "to"), ("removed", "from")))
                need(new <= {*lines} and not old & {*lines}, f"delta-{n}.json 与名册不合")
                root = register_facts(self.manifest["hash"], {*lines} - new | old)["root"]
                same(f"按 delta-{n}.json 倒推的上一名册的根", root, declared["previous_root"])
        for line in self.manifest["lines"]:
            where, rows = f"任务 {line['line']}", self.rows[line["register"] - 1]
            off, keys = "off-filter" in {row[2] for row in rows}, {"all", "eligible", "excluded", "id", "n", "reason"}
            need(not off or line["mode"]["kind"] == "directed", f"{where} 不定向，名册里却有 off-filter")
            if line["register"] not in self.partial:
                same(f"{where} 的层", only(line["strata"], keys), count_strata(rows))
        part = f"，第 {self.partial} 份只附一部分" if self.partial else "，根与各层数量相符"
        return f"{len(self.rows)} 份共 {sum(map(len, self.rows))} 行{part}"

    def check_commitments(self):
        m, commitments, self.nonces = self.manifest, self.json["commitments.json"], []
        same("承诺的各方", [row["party"] for row in commitments], self.parties)
        for party, row in zip(m["parties"], commitments):
            name, reveal = party["name"], self.json.get(f"reveal-{party['name']}.json", {})
            named = {"draw": m["draw"], "manifest": self.id, "party": name} if reveal else {}
            same(f"{name} 的揭示", reveal, {**reveal, **named})
            same(f"{name} 揭示的哈希", self.hash(f"reveal-{name}.json", row["hash"]), row["hash"])
            self.nonces.append({"nonce": reveal.get("nonce"), "party": name})
            same(f"{name} 有无签名（应同有无公钥）", bool(row["signature"]), bool(party["key"]))
            key, signature = bytes.fromhex(party["key"] or ""), bytes.fromhex(row["signature"] or "")
            need(not key or is_signed(key, row["hash"].encode(), signature), f"{name} 对承诺的签名不成立")
        return f"{len(commitments)} 方承诺，{sum(bool(x['nonce']) for x in self.nonces)} 方已揭示，哈希相符"

    def check_log(self):
        log, self.signers = self.manifest["log"], []
        if not self.files.keys() & {"log.jsonl", "checkpoint.txt"}:
            return "未附日志"
        lines = self.lines("log.jsonl")
        for n, line in enumerate(lines, 1):
            if not re.fullmatch("[0-9a-f]{64}", line): read_json(line.encode(), f"log.jsonl 第{n}行", SHAPES["event"])
        body, _, signatures = "\n".join(self.lines("checkpoint.txt")).partition("\n\n")
        same("检查点的 origin、行数、根", body.split("\n"), [log["origin"], str(len(lines)), tree_root(lines)])
        keys = [(1, log["origin"], log["key"])] + [(4, x["name"], x["key"]) for x in log["cosigners"]]
        for line in signatures.split("\n"):
            mark, name, blob = line.split(" ")
            blob = base64.b64decode(blob, validate=True)
            for kind, signer, key in keys:
                tag = signer.encode() + b"\n" + bytes([kind]) + bytes.fromhex(key)
                if (name, blob[:4]) == (signer, hashlib.sha256(tag).digest()[:4]):
                    at, start = int.from_bytes(blob[4:12], "big"), 4 if kind == 1 else 12
                    text = f"{body}\n" if kind == 1 else f"cosignature/v1\ntime {at}\n{body}\n"
                    signed = is_signed(bytes.fromhex(key), text.encode(), blob[start:])
                    need(signed and mark == "—", f"{name} 对检查点的签名不成立")
                    self.signers.append((kind, name, key, at))
        need(1 in [signer[0] for signer in self.signers], "检查点没有日志运营者的签名")
        return f"检查点 {len(lines)} 条，{len(self.signers)} 个签名成立"

    def check_seed(self):
        beacon = only(self.manifest["beacon"], {"chain", "round", "source"})
        nonces = [row["nonce"] for row in self.nonces]
        if beacon:
            given = self.json["beacon.json"]
            same("beacon.json", given, {**given, **beacon})
            beacon["value"] = digest("sha256", bytes.fromhex(given["signature"]))
        same("seed.json", self.json["seed.json"], {"beacon": beacon, "manifest": self.id, "reveals": self.nonces})
        need(any(nonces) and (all(nonces) or (beacon and self.manifest["deadline"])), "缺少揭示（没有信标和截止时刻时不能缺，也不能全缺）")
        self.seed = self.hash("seed.json")
        return f"{sum(map(bool, nonces))} 方随机数{'和信标' if beacon else ''}得出 {self.seed}"

    def check_sizes(self):
        result, lines = {x["line"]: x["strata"] for x in self.json["result.json"]["lines"]}, []
        for line in self.manifest["lines"]:
            rows, pools = self.rows[line["register"] - 1], {s["id"]: [] for s in line["strata"]}
            for one, stratum, status in rows:
                if status == "eligible": pools[stratum].append(one)
            for s in result.get(line["line"], []) if line["register"] in self.partial else []:
                pools[s["id"]] += {row["id"] for row in s["drawn"]} - {row[0] for row in rows}
            lines.append(draw_line(self.manifest["hash"], self.seed, line, pools))
        self.expected, self.keys = {"draw": self.manifest["draw"], "lines": lines, "manifest": self.id, "seed": self.seed}, set()
        return self.compare("各层名额相符", "lines", "line", "strata", "id", "n", "q")

    def compare(self, sentence, *keys):
        self.keys |= {*keys}
        same("result.json", *(only(x, self.keys) for x in (self.json["result.json"], self.expected)))
        return sentence

    def vouch(self, signers):
        prints = [f"{name} 指纹 {digest('sha256', bytes.fromhex(key))[:32]}" for name, key in signers]
        return ("是：" if {key for _, key in signers} <= self.trusted else "钥匙未核对：") + "；".join(prints) if signers else "否"

    def table(self):
        m, part = self.manifest, "未验证：有无遗漏" if self.partial else ""
        keyed = [(party["name"], party["key"]) for party in m["parties"] if party["key"]]
        seen = [(f"{name}（{clock(at)}）", key) for kind, name, key, at in self.signers if kind == 4]
        words = [f"{x['line']}「{x['mode']['words']}」" for x in m["lines"] if x["mode"]["words"]]
        return {
            "名册完整": part or "是", "编号唯一": "只就所附部分" if part else "是",
            "承诺在先": "未能显示：日志事件的内容未由本工具解读",
            "承诺有签名": self.vouch(keyed), "日志有见证": self.vouch(seen),
            "外部信标（签名未验）": f"第 {m['beacon']['round']} 轮，值由签名算出，签名本身未验" if m["beacon"] else "未用",
            "规则包": "与清单相符" if "pack.json" in self.files else "规则包未验",
            "定向条件": "定向条件未验：" + "、".join(words) if words else "没有定向",
            "检查人员匹配": "未由本工具核对" if m["inspectors"] else "没有检查人员名录"}

    def notes(self):
        for line in self.manifest["lines"]:
            sizes = sizes_of(line, stream(self.manifest["hash"], self.seed, f"rounding/{line['line']}"))
            for s in line["strata"]:
                asked, pool, (low, high) = sizes[s["id"]][1], s["eligible"], chances(line, s["id"])
                where = f"{line['line']} {s['id']}，可抽 {pool}"
                if asked > pool: yield where, f"应抽 {asked}，缺 {asked - pool}"
                if pool and low == pool: yield where, "必然抽中，非随机"
                if pool and high == 0: yield where, "不可能抽中，非随机"
                if pool < line["least"]: yield where, f"少于下限 {line['least']}，非随机"

def say(line): print("".join(letter if letter.isprintable() else "\ufffd" for letter in line))

def main(argv=None):
    """Take the steps one after another, then print what was shown; return the exit code."""
    getattr(sys.stdout, "reconfigure", dict)(encoding="utf-8")
    words, draw = list(sys.argv[1:] if argv is None else argv), Draw()
    try:
        if words[-2:-1] == ["--trust"]:
            given = read_json(Path(words.pop()).read_bytes(), words.pop(), SHAPES["trust"], free=True)
            draw.trusted = {row["key"] for row in given["keys"]}
        need(len(words) == 1, "用法：verify_draw.py 文件夹或.zip [--trust 文件]")
        draw.path = Path(words[0])
        need(draw.path.is_dir() or zipfile.is_zipfile(draw.path), f"没有文件夹或 zip {draw.path}")
    except (Failure, OSError, ValueError) as error:
        say(f"无法开始：{error}")
        return 2
    steps = {
        "文件清单": draw.check_files, "格式": draw.check_format, "清单文件": draw.check_manifest,
        "名册": draw.check_registers, "承诺": draw.check_commitments, "日志": draw.check_log,
        "种子": draw.check_seed, "名额": draw.check_sizes, "抽取": lambda: draw.compare(
            "对象、摇号号码、门槛相符", "drawn", "ticket", "threshold"),
        "批次": lambda: draw.compare("批次相符", "batch"),
        "结果": lambda: draw.compare("result.json 与重算完全相同", "draw", "manifest", "seed")}
    for number, (name, step) in enumerate(steps.items(), 1):
        if number > 6 and draw.sealed: break
        try:
            say(f"✓ 第{number}步 {name}：{step()}")
        except Exception as error:
            why = error if isinstance(error, Failure) else f"读不懂（{type(error).__name__}：{error}）"
            say(f"✗ 第{number}步 {name}：{why}")
            return 1
    for label, shown in [*draw.table().items(), *([] if draw.sealed else draw.notes())]:
        say(f"  {label}：{shown}")
    late = draw.sealed and clock(datetime.now(UTC).timestamp()) > draw.manifest["withhold"]["until"]
    ending = "封存" + "（已逾期未公开）" * late if draw.sealed else "未验证：有无遗漏" if draw.partial else "核对通过"
    say(f"结论：{ending}" + ("" if draw.manifest["purpose"] == "official" else "。演示，非正式抽取"))
    return 4 if draw.sealed or draw.partial else 0

if __name__ == "__main__":
    sys.exit(main())

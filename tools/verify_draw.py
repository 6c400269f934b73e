#!/usr/bin/env python3
# fmt: off
"""Verify a published draw bundle (抽取包, format "ssj/1"); written from the format page alone.

    python3 verify_draw.py BUNDLE [--trust KEYS.json]         BUNDLE is a folder or a .zip
    python3 verify_draw.py --entry entry.json manifest.json   one line of a register
Exit codes: 0 all steps hold; 1 a step does not hold; 2 could not start; 4 sealed or partial.
To follow it, begin at `main` at the bottom, then class `Draw`: its methods are the steps.
"""
# ruff: noqa: B905, DTZ007, E701, FBT002, I001, RET503 (laid out by hand; one short question stands on one line)
import base64, hashlib, json, re, sys, zipfile  # noqa: E401
from collections import Counter, deque
from datetime import date, datetime, timezone
from fractions import Fraction
from functools import lru_cache
from itertools import accumulate, zip_longest
from math import ceil, floor, inf
from pathlib import Path
from unicodedata import category, is_normalized, normalize

SIZE_LIMIT, COUNT_LIMIT, UTC = 1 << 30, 2000, timezone.utc  # noqa: UP017 (Python 3.9 lacks UTC)
QUICKNET = "drand-quicknet", "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971"
RETRY_MAY_CHANGE = {"counter", "previous", "retry_of", "parties", "beacon", "deadline", "attempt"}
CHECKPOINTS = {f"checkpoint-{what}.txt": what for what in ("committed", "revealed", "drawn")}

# ---- The exact keys and kinds of every JSON file --------------------------------------------------
# One letter is a rule of RULES; words with | between them are the only values allowed; "plan?" may be
# null; "strata<id" ascend by id; no two "parties!name" have the same name.
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
inspectors: {people<id: [{absent: [{from: D, until: D}], before: #, cap?: #, certified?: {from: D, until: D},
    department: T, expert: B, id: I, leader: B, region: W, skills: [W]}], recusals: [{person: I, target: I}],
  slots: [{bars: [T], expert: B, line: N, name: N, need?: W, preferences: [T]}]},
fit: [{candidates: [{inspector: I, unmet: #}], slot: N, visit: T}],
assignment: {loads: [{after: #, before: #, inspector: I}], slots: [{inspector: I, slot: N, ticket: H, visit: T}]},
overrides: [{approver: T, evidence?: H, in?: T, kind: disqualify|designate|select|redraw, line?: N, out: T, reason: T,
  slot?: N, visit?: T}],
unsealed: [{event: {at: M, body: O, draw: N, kind: N, who: T}, n: +, salt: H}],
event: {at: M, body: O, draw?: N, kind: N, n: +, who: T},
entry: {buckets: [H], leaves: [H], line: T, manifest: H, register: +}, trust: {keys: [{key: H, name: T}]}}"""
SHAPES = json.loads(re.sub(r"[^\s{}\[\]:,]+", r'"\g<0>"', SHAPES))
SHAPES["aborted-manifest"], NO_FILES = SHAPES["manifest"], {"event", "entry", "trust"}  # not in a bundle
NAME, DAY = re.compile("[A-Za-z0-9._-]{1,64}"), "%Y-%m-%d"
TEST = re.compile("department:.+|skill:.+|region|needs|leader", re.DOTALL)
RULES = {
    "A": ("任何内容", lambda v: True),
    "O": ("对象", lambda v: type(v) is dict),
    "B": ("true 或 false", lambda v: type(v) is bool),
    "T": ("合格的文字（NFC、非空、无控制符、首尾无空白）", lambda v: is_text(v)),  # noqa: PLW0108 (not yet defined)
    "I": ("合格且不含竖线的文字", lambda v: is_text(v) and "|" not in v),
    "W": ("合格且不含逗号、竖线的文字", lambda v: is_text(v) and not {*",|"} & {*v}),
    "#": ("不小于 0 的整数", lambda v: type(v) is int and v >= 0),
    "+": ("大于 0 的整数", lambda v: type(v) is int and v > 0),
    "N": ("1—64 个字母、数字、点、横线、下划线", NAME.pattern),
    "D": ("日期，如 2026-03-02", lambda v: is_day(v)),  # noqa: PLW0108 (not yet defined)
    "M": ("时刻，如 2026-03-02T02:00:00Z", lambda v: is_moment(v, DAY + "T%H:%M:%SZ")),
    "H": ("64 位小写十六进制", "[0-9a-f]{64}"),
    "S": ("128 位小写十六进制", "[0-9a-f]{128}"),
    "X": ("96 位小写十六进制", "[0-9a-f]{96}"),
    "R": ("分数", "[1-9][0-9]{0,30}(/[1-9][0-9]{0,30})?")}

class Failure(Exception):
    """One Chinese sentence saying what does not hold."""
class Skipped(Exception):
    """One Chinese sentence saying why a step was not taken."""

def need(holds, sentence):
    if not holds: raise Failure(sentence)

def same(what, found, expected):
    """Say where two values first differ: inside dicts and lists, down to the field."""
    if found == expected: return
    if type(found) is type(expected) is dict and found.keys() == expected.keys():
        for key in sorted(found): same(f"{what}/{key}", found[key], expected[key])
    if type(found) is type(expected) is list:
        for n, pair in enumerate(zip_longest(found, expected, fillvalue="（无）"), 1): same(f"{what}/{n}", *pair)
    raise Failure(f"{what}：查到「{str(found)[:200]}」，应为「{str(expected)[:200]}」")

def ordered(what, rows): same(f"{what}的次序与唯一", rows, sorted({*rows}))

def only(value, keys):
    """Keep these keys of an object, and of all objects inside it."""
    if isinstance(value, list): return [only(item, keys) for item in value]
    return {k: only(v, keys) for k, v in value.items() if k in keys} if isinstance(value, dict) else value

def clock(seconds): return f"{datetime.fromtimestamp(min(seconds, 2**37), UTC):%Y-%m-%dT%H:%M:%SZ}"

# ---- Hashes and signatures --------------------------------------------------------------------------
def digest(algorithm, data):
    """Return H(text or bytes) in hex; SM3 in pure Python where hashlib lacks it."""
    data = data.encode() if isinstance(data, str) else data
    if algorithm == "sha256": return hashlib.sha256(data).hexdigest()
    return hashlib.new("sm3", data).hexdigest() if "sm3" in hashlib.algorithms_available else sm3(data)

def sm3(data):
    """Hash as GB/T 32905 says."""
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
        k = curve * a[0] * a[1] * b[0] * b[1] % p
        both = pow(1 - k * k, -1, p)
        return (a[0] * b[1] + a[1] * b[0]) * (1 - k) * both % p, (a[1] * b[1] + a[0] * b[0]) * (1 + k) * both % p
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
    base = point(bytes([0x58] + [0x66] * 31))
    return s < order and times(s, base) == plus(start, times(challenge, public))

def tree_root(lines):
    """Return the root (RFC 6962, base64) of the lines of a log; a hidden line gives its leaf's hash."""
    level = [bytes.fromhex(line[9:73]) if is_hidden(line) else hashlib.sha256(b"\0" + line.encode()).digest()
             for line in lines] or [hashlib.sha256().digest()]
    while len(level) > 1:
        pairs = [hashlib.sha256(b"\1" + a + b).digest() for a, b in zip(level[::2], level[1::2])]
        level = pairs + level[2 * len(pairs):]
    return base64.b64encode(level[0]).decode()
def is_hidden(line): return re.fullmatch(r'\{"leaf":"[0-9a-f]{64}"\}', line) is not None

def read_checkpoint(name, text, log, lines):
    """Verify a checkpoint (C2SP) of a log; return its size and the (name, key, time) of each cosignature."""
    body, _, signatures = text.partition("\n\n")
    told, known, own, cosigned = body.split("\n"), {}, False, []
    size = int(told[1]) if len(told) == 3 and re.fullmatch("[1-9][0-9]{0,15}", told[1]) else 0
    need(0 < size <= len(lines), f"检查点 {name} 的行数不对：{body[:200]}")
    same(f"检查点 {name} 的 origin、行数、根", told, [log["origin"], str(size), tree_root(lines[:size])])
    for role, signer, key in [(1, log["origin"], log["key"]), *((4, x["name"], x["key"]) for x in log["cosigners"])]:
        tag = hashlib.sha256(signer.encode() + b"\n" + bytes([role]) + bytes.fromhex(key)).digest()[:4]
        known[signer, tag] = role, key
    for line in re.findall("[^\n]*\n|[^\n]+", signatures):
        found = re.fullmatch("— (.+) ([A-Za-z0-9+/]+=*)\n", line)
        need(found, f"{name} 的签名行读不懂：{line[:100]}")
        signer, blob = found[1], base64.b64decode(found[2], validate=True)
        role, key = known.get((signer, blob[:4]), (0, ""))
        if not role: continue  # somebody unknown: passed over, as C2SP says
        at = int.from_bytes(blob[4:12], "big")
        said = f"{body}\n" if role == 1 else f"cosignature/v1\ntime {at}\n{body}\n"
        signed = is_signed(bytes.fromhex(key), said.encode(), blob[4 if role == 1 else 12:])
        need(signed, f"{signer} 对 {name} 的签名不成立")
        own, cosigned = own or role == 1, cosigned + [(signer, key, at)] * (role == 4)
    need(own, f"{name} 没有日志运营者的签名")
    need(cosigned, f"{name} 没有见证方的签名")
    return size, cosigned

# ---- Reading files ------------------------------------------------------------------------------------
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

def canonical(value):
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()

def read_json(data, name, shape, free=False):
    """Parse JSON of a shape, refusing everything that could be read in two ways."""
    def number(text):
        whole = re.fullmatch("-?[0-9]{1,16}", text) and abs(int(text)) < 2**53
        if whole: return int(text)
        raise Failure(f"{name} 有过大或不是整数的数字：{text[:40]}")
    def once(pairs):
        value = dict(pairs)
        if len(value) == len(pairs): return value
        raise Failure(f"{name} 有重复的键：{[key for key, _ in pairs]}")
    hooks = dict.fromkeys(("parse_int", "parse_float", "parse_constant"), number)
    try:
        value = json.loads(data.decode(), object_pairs_hook=once, **hooks)
        neat = free or canonical(value) == data
    except (RecursionError, ValueError) as error:
        raise Failure(f"{name} 不是 UTF-8 的 JSON，或嵌套过深（{error}）") from None
    need(neat, f"{name} 不是规范写法（键的次序、空白或转义不同）")
    check_shape(value, shape, name)
    return value

split_key = lru_cache(maxsize=None)(lambda key: re.fullmatch(r"(\w+)([?<!]?)(\w*)", key).groups())
def check_shape(value, shape, where):
    if isinstance(shape, str):
        words, rule = RULES.get(shape, (shape, shape))
        holds = isinstance(value, str) and re.fullmatch(rule, value) if isinstance(rule, str) else rule(value)
        return need(holds, f"{where}：查到「{str(value)[:200]}」，应为{words}") if not holds else None
    if type(value) is not type(shape): raise Failure(f"{where}：应为{'数组' if type(shape) is list else '对象'}")
    if isinstance(shape, list):
        for n, item in enumerate(value, 1): check_shape(item, shape[0], f"{where}/{n}")
        return None
    keys = [split_key(key) for key in shape]
    if value.keys() != {key for key, _, _ in keys}:
        same(f"{where} 的键", sorted(value), sorted(key for key, _, _ in keys))
    for (key, mark, by), inner in zip(keys, shape.values()):
        if mark != "?" or value[key] is not None: check_shape(value[key], inner, f"{where}/{key}")
        if by:
            rows = [row[by] for row in value[key]]
            right = sorted({*rows}) if mark == "<" else [*dict.fromkeys(rows)]
            same(f"{where}/{key} 的 {by}（次序与唯一）", rows, right)

def is_day(text):
    try: return date.fromisoformat(text).isoformat() == text
    except (TypeError, ValueError): return False
def is_moment(text, form):
    try: return text[:1] == "2" and datetime.strptime(text, form).strftime(form) == text
    except (KeyError, TypeError, ValueError): return False
@lru_cache(maxsize=65536)
def is_text(text):
    neat = isinstance(text, str) and text and text == text.strip() and is_normalized("NFC", text)
    return neat and not any(category(x) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for x in text)
@lru_cache(maxsize=4096)
def is_uscc(text):
    values = ["0123456789ABCDEFGHJKLMNPQRTUWXY".find(sign) for sign in text]
    total = sum(value * 3**place for place, value in enumerate(values[:17]))
    return len(values) == 18 and min(values) >= 0 and values[17] == -total % 31
def check_looks(what, ids):
    """Refuse ids that look alike: full and half width, upper and lower case are the same."""
    looks = Counter(normalize("NFKC", one).upper() for one in ids)
    need(len(looks) == len(ids), f"{what}编号重复（全半角、大小写视同）：{looks.most_common(1)}")

# ---- Registers ----------------------------------------------------------------------------------------
def read_rows(lines, name, ids):
    """Return [id, stratum, status] of each line of a register."""
    rows = [line.split("|") for line in lines]
    for n, row in enumerate(rows, 1):
        good = len(row) == 3 and (is_uscc(row[0]) if ids == "uscc" else is_text(row[0])) and is_text(row[1])
        if not good or not NAME.fullmatch(row[2]): raise Failure(f"{name} 第{n}行不合「编号|层|状态」或校验不符：{row}")
    same(f"{name} 的次序（升序）", lines, sorted(lines))
    check_looks(f"{name} ", [row[0] for row in rows])
    return rows

def read_facts(lines, name, ids, part):
    """Return {id: (region, needs)} of facts-<n>.txt, given the ids of the register, or of a part of it."""
    facts = {}
    for n, line in enumerate(lines, 1):
        one, region, needs = line.split("|") if line.count("|") == 2 else ("", "", "")
        facts[one] = region, tuple(needs.split(",")) if needs else ()
        good = is_text(one) and RULES["W"][1](region) and all(map(is_text, facts[one][1]))
        need(good and [*facts[one][1]] == sorted({*facts[one][1]}), f"{name} 第{n}行不合「编号|区域|需要」：{line[:200]}")
    same(f"{name} 的次序（升序）", lines, sorted(lines))
    need(ids <= facts.keys() and (part or len(ids) == len(lines)), f"{name} 的编号与名册不同")
    return facts

def count_strata(rows):
    strata, counts = {}, Counter((name, status) for _, name, status in rows)
    for (name, status), n in sorted(counts.items()):
        stratum = strata.setdefault(name, {"all": 0, "eligible": counts[name, "eligible"], "excluded": [], "id": name})
        if status != "eligible": stratum["excluded"].append({"n": n, "reason": status})
        if status != "off-filter": stratum["all"] += n
    return list(strata.values())

def digits_for(lines): return next(d for d in range(20) if lines <= 4096 * 16**d)
def register_facts(algorithm, lines):
    """Return digits, lines and root of a register: leaves into buckets, buckets into one hash."""
    digits = digits_for(len(lines))
    buckets = {f"{n:0{digits}x}"[:digits]: [] for n in range(16**digits)}
    for leaf in sorted(digest(algorithm, line) for line in lines): buckets[leaf[:digits]].append(leaf)
    hashes = [digest(algorithm, "\n".join(bucket)) for bucket in buckets.values()]
    return {"digits": digits, "lines": len(lines), "root": digest(algorithm, "\n".join(hashes))}

def check_entry(entry, manifest, data):
    """Verify that one line stands in the root of a register (entry.json)."""
    algorithm, leaves, buckets = manifest["hash"], entry["leaves"], entry["buckets"]
    same("entry.json 的 manifest", entry["manifest"], digest(algorithm, data))
    need(entry["register"] <= len(manifest["registers"]), "没有这一份名册")
    register, leaf = manifest["registers"][entry["register"] - 1], digest(algorithm, entry["line"])
    digits = digits_for(register["lines"])
    same("名册的 digits", register["digits"], digits)
    read_rows([entry["line"]], "entry.json", register["ids"])
    need(leaf in leaves, f"这一行的哈希 {leaf} 不在 leaves 里")
    ordered("leaves ", leaves)
    need(all(each[:digits] == leaf[:digits] for each in leaves), "leaves 不全在同一个桶里")
    same("buckets 的个数", len(buckets), 16**digits)
    same("所在桶的哈希", digest(algorithm, "\n".join(leaves)), buckets[int(leaf[:digits] or "0", 16)])
    same("各桶得出的根", digest(algorithm, "\n".join(buckets)), register["root"])
    return f"「{entry['line']}」在第{entry['register']}份名册里，根 {register['root']}"

# ---- Tickets and numbers --------------------------------------------------------------------------------
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

def ranked(algorithm, seed, line, pools):
    """Return (ticket, id) of the eligible of each stratum in the order in which they are drawn."""
    ticket = stream(algorithm, seed, f"target/{line['group']}")
    return {name: sorted((ticket(one), one) for one in pool) for name, pool in pools.items()}

def draw_line(algorithm, seed, line, pools):
    """Draw one line again: what result.json says of it, given the eligible of each stratum."""
    sizes = sizes_of(line, stream(algorithm, seed, f"rounding/{line['line']}"))
    drawn = {name: rows[: sizes[name][2]] for name, rows in ranked(algorithm, seed, line, pools).items()}
    order, ends = stream(algorithm, seed, f"batch/{line['line']}"), list(accumulate(line["batches"]))[:-1]
    queue = sorted((order(one), one) for rows in drawn.values() for _, one in rows)
    batch, strata = {one: 1 + sum(n >= end for end in ends) for n, (_, one) in enumerate(queue)}, []
    for name, (q, _, n) in sizes.items():
        rows = [{"batch": batch[one], "id": one, "ticket": t} for t, one in drawn[name]]
        strata.append({"drawn": rows, "id": name, "n": n, "q": str(q), "threshold": rows[-1]["ticket"] if rows else None})
    return {"line": line["line"], "strata": strata}

def chances(line, name):
    """Return the least and the greatest number that could have been drawn in a stratum."""
    ways = [(line, lambda x: "01"[x == name]), (line, lambda x: "10"[x == name])]
    if line["rounding"] == "systematic":
        ways = [({**line, "rounding": "floor"}, None), ({**line, "rounding": "ceil"}, None)]
    return [sizes_of(*way)[name][2] for way in ways]

# ---- Visits, and who fits where ----------------------------------------------------------------------------
def visits_of(manifest, result):
    """Return the visits that follow from a result: one for each line of a target, or for lines merged."""
    lines, drawn, visits = {line["line"]: line for line in manifest["lines"]}, {}, []
    for line in result["lines"]:
        for row in (row for stratum in line["strata"] for row in stratum["drawn"]):
            drawn.setdefault(row["id"], []).append(lines[line["line"]])
    for target, own in drawn.items():
        n, last = 0, {"until": ""}
        for line in sorted(own, key=lambda line: (line["window"]["from"], line["line"])):
            start, until = line["window"]["from"], line["window"]["until"]
            if manifest["merge"] and start <= last["until"]:
                last.update({"from": start, "until": min(until, last["until"]), "lines": [*last["lines"], line["line"]]})
            else:
                n, last = n + 1, visit(line, target, n + 1)
                visits.append(last)
    return visits

def visit(line, target, n):
    """Return the n-th visit of a target, for one line of the plan."""
    name = target if n == 1 else f"{target}|{n}"
    return {**line["window"], "id": name, "lines": [line["line"]], "register": line["register"], "target": target}

def check_inspectors(manifest, given):
    """Hold inspectors.json to what its shape cannot say."""
    name, lines = "inspectors.json", [line["line"] for line in manifest["lines"]]
    people, experts = [person["id"] for person in given["people"]], {}
    check_looks(name + " 人员", people)
    need("-" not in people, f"{name} 人员编号不得为「-」（留给空缺）")
    for person in given["people"]:
        ordered(f"{name} {person['id']} 的 skills ", person["skills"])
        for span in [*person["absent"], *([person["certified"]] if person["certified"] else [])]:
            need(span["from"] <= span["until"], f"{name} {person['id']} 的起日晚于止日：{span}")
    ordered(f"{name} 回避", [(row["person"], row["target"]) for row in given["recusals"]])
    ordered(f"{name} 席位", [(slot["line"], slot["name"]) for slot in given["slots"]])
    for row in given["recusals"]: need(row["person"] in people, f"回避所指的人员不存在：{row['person']}")
    for slot in given["slots"]:
        need(slot["line"] in lines, f"席位所指的计划行不存在：{slot['line']}")
        need(experts.setdefault(slot["name"], slot["expert"]) == slot["expert"], f"席位 {slot['name']} 各行的 expert 不同")
        for tests in ("bars", "preferences"):
            ordered(f"{name} 席位 {slot['line']}|{slot['name']} 的 {tests} ", slot[tests])
            for test in slot[tests]: need(TEST.fullmatch(test), f"不认识的条件「{test}」")
    for line in lines: need(line in {slot["line"] for slot in given["slots"]}, f"计划行 {line} 没有席位")

def slots_of(visit, slots, needs):
    """Return (name, expert, bars, preferences) of each slot that a visit has, by name."""
    named = {}
    for slot in slots:
        exists = slot["need"] is None or slot["need"] in needs
        if slot["line"] in visit["lines"] and exists: named.setdefault(slot["name"], []).append(slot)
    for name, group in sorted(named.items()):
        bars, preferences = ({test for slot in group for test in slot[key]} for key in ("bars", "preferences"))
        yield name, group[0]["expert"], tuple(sorted(bars)), tuple(sorted(preferences))

def holds(test, person, region, needs):
    kind, _, name = test.partition(":")
    if kind == "department": return person["department"] == name
    if kind == "skill": return name in person["skills"]
    if kind == "region": return person["region"] == region
    if kind == "needs": return {*needs} <= {*person["skills"]}
    return person["leader"]

class Matching:
    """Who fits which slot of which visit: what fit.json must say."""
    def __init__(self, given, facts):
        self.given, self.facts, self.known, self.recused = given, facts, {}, {}
        for row in given["recusals"]: self.recused.setdefault(row["target"], set()).add(row["person"])

    def entries(self, visit):
        """Return the entries of one visit; targets alike share one list of candidates."""
        region, needs = self.facts[visit["register"] - 1][visit["target"]]
        out, entries = self.recused.get(visit["target"]), []
        for name, *asked in slots_of(visit, self.given["slots"], needs):
            fit = self.candidates(*asked, visit["from"], visit["until"], region, needs)
            fit = [row for row in fit if row["inspector"] not in out] if out else fit
            entries.append({"candidates": fit, "slot": name, "visit": visit["id"]})
        return entries

    def candidates(self, expert, bars, preferences, start, end, region, needs):
        """Return who fits and how well; what no test asks of a target makes no difference to the list."""
        asked = expert, bars, start, end, "region" in bars and region, "needs" in bars and needs
        if asked not in self.known:
            self.known[asked] = [person for person in self.given["people"] if may_serve(person, expert, start, end)
                                 and all(holds(test, person, region, needs) for test in bars)]
        wished = asked, preferences, "region" in preferences and region, "needs" in preferences and needs
        if wished not in self.known:
            self.known[wished] = [
                {"inspector": person["id"], "unmet": sum(not holds(x, person, region, needs) for x in preferences)}
                for person in self.known[asked]]
        return self.known[wished]

def may_serve(person, expert, start, end):
    """Say whether somebody is certified on every day of a window (experts apart), not absent for the whole of it."""
    paper = person["certified"]
    certified = expert or (paper and paper["from"] <= start and end <= paper["until"])
    away = any(span["from"] <= start and end <= span["until"] for span in person["absent"])
    return person["expert"] == expert and certified and not away

# ---- No better assignment --------------------------------------------------------------------------------------
# Seats are the slots of visits. A better answer, if there is one, is reached by moving people round a cycle in
# the residual network: sink → person (one visit less) → seat that the person gives up → another person → … → sink
# (one more). An arc from a seat leads to whoever could take it; if that person already sits in the same visit, it
# leads to that other seat, which must then find somebody else. Least unmet preferences, then level loads: no cycle
# costs less than nothing. First in order: a seat's better candidate is on no cycle that costs nothing and leaves the
# earlier seats alone. Whoever holds a seat that stays empty is "nobody" (None), at a price above all others.

class Residual:
    def __init__(self, seats, people):
        """Take seats (visit, name, holder or None, {person: unmet}) and people {id: (before, cap)}."""
        self.seats, self.names = seats, [*people, *([None] if any(seat[2] is None for seat in seats) else [])]
        number, visits = {name: n for n, name in enumerate(self.names)}, {}
        self.sink, self.first = len(self.names), len(self.names) + 1  # nodes: people, the sink, then the seats
        self.nobody = number.get(None, -1)
        self.holder = [number[seat[2]] for seat in seats]
        self.held = [[] for _ in self.names]
        for n, person in enumerate(self.holder): self.held[person].append(n)
        for n, seat in enumerate(seats): visits.setdefault(seat[0], []).append(n)
        self.visits = [visits[seat[0]] for seat in seats]
        self.beside = [{self.holder[x]: x for x in near if x != n and self.holder[x] != self.nobody}
                       for n, near in enumerate(self.visits)]
        self.set_costs(people, number)

    def set_costs(self, people, number):
        """Weigh one unmet preference above any change of loads, an empty seat above all preferences."""
        counts = [(before, cap, len(held)) for (before, cap), held in zip(people.values(), self.held)]
        self.more = [2 * (before + n) + 1 if cap is None or n < cap else None for before, cap, n in counts]
        self.less = [2 * (before + n) - 1 if n else None for before, _, n in counts]  # a square less the next smaller
        unmet, costs = 2 * max(before + n for before, _, n in counts) + 3, {}
        for choices in {id(seat[3]): seat[3] for seat in self.seats}.values():
            costs[id(choices)] = {number[person]: unmet * n for person, n in choices.items()}
        if self.nobody >= 0:
            empty = unmet * (1 + sum(max(seat[3].values()) for seat in self.seats))
            for each in costs.values(): each[self.nobody] = empty
            self.more, self.less = [*self.more, 0], [*self.less, 0]
        self.choices = [costs[id(seat[3])] for seat in self.seats]

    def arcs(self, node):
        """Yield (node, cost) of each arc of the residual network from a node."""
        if node == self.sink:
            for person, cost in enumerate(self.less):
                if cost is not None: yield person, -cost
        elif node < self.sink:
            for seat in self.held[node]: yield self.first + seat, -self.choices[seat][node]
            if self.more[node] is not None: yield self.sink, self.more[node]
        else:
            beside, holder = self.beside[node - self.first], self.holder[node - self.first]
            for person, cost in self.choices[node - self.first].items():
                other = beside.get(person)
                if other is not None: yield self.first + other, cost - self.choices[other][person]
                elif person != holder: yield person, cost

    def cheaper(self):
        """Find the least cost of reaching each node from the sink; return the people on a cycle below zero."""
        count = self.first + len(self.seats)
        self.cost, came, waits, queue, steps = [inf] * count, [-1] * count, bytearray(count), deque([self.sink]), 0
        self.cost[self.sink] = 0
        while queue:
            node = queue.popleft()
            waits[node], base, steps = 0, self.cost[node], steps + 1
            for head, cost in self.arcs(node):
                if base + cost < self.cost[head]:
                    self.cost[head], came[head] = base + cost, node
                    if not waits[head]: queue.append(head)
                    waits[head] = 1
            cycle = cycle_in(came) if came[self.sink] >= 0 or steps % count == 0 else []
            people = [x if x < self.sink else self.holder[x - self.first] for x in cycle if x != self.sink]
            if people: return [*dict.fromkeys(self.names[x] or "空缺" for x in people)]
        return []

    def tight(self, node):
        """Return the heads of the arcs from a node that can stand on a cycle of cost zero."""
        return [head for head, cost in self.arcs(node) if self.cost[node] + cost == self.cost[head]]

    def earlier(self, order, rank):
        """Return (seat, person) of the first seat, in order, that a better candidate could have.

        Only tight arcs count. A set of people is a number, one bit for each; the sink has one too.
        """
        heads = [self.tight(self.first + seat) for seat in range(len(self.seats))]
        self.inside = [[head - self.first for head in each if head >= self.first] for each in heads]
        self.out = [sum(1 << head for head in each if head < self.first) for each in heads]
        self.entered = [self.cost[person] - self.choices[seat][person] == self.cost[self.first + seat]
                        for seat, person in enumerate(self.holder)]
        self.moves = [0] * self.first  # whom a person's seats could go to; made anew when it is stale
        self.stale, self.frozen = {*range(self.first)}, [False] * len(self.seats)
        self.group, self.groups = [0] * self.first, [(1 << self.first) - 1]
        for seat in order:
            own = rank(seat, self.names[self.holder[seat]])
            goals = {self.holder[x] for x in self.visits[seat] if self.entered[x] and seat in self.chain(x)}
            for person in self.choices[seat]:
                closed, starts, other = False, self.out[seat] & 1 << person, self.beside[seat].get(person)
                if other in self.inside[seat]: closed, starts = seat in self.chain(other), self.reach(other)
                near = closed or any(starts & self.groups[self.group[goal]] for goal in goals)
                if near and rank(seat, self.names[person]) < own and (closed or self.meet(starts, goals)):
                    return seat, self.names[person]
            self.frozen[seat] = True
            self.stale.update(self.holder[x] for x in self.visits[seat])
        return None

    def chain(self, seat):
        """Return the seats of one visit, not frozen, that follow when a seat must find somebody else."""
        found, todo = set(), [seat]
        while todo:
            seat = todo.pop()
            if seat in found or self.frozen[seat]: continue
            found.add(seat)
            todo += self.inside[seat]
        return found

    def reach(self, seat):
        people = 0
        for x in self.chain(seat): people |= self.out[x]
        return people

    def next_of(self, node):
        if node in self.stale:
            self.stale.discard(node)
            self.moves[node] = sum(1 << head for head in self.tight(node) if head < self.first)
            for seat in self.held[node] if node < self.sink else []:
                if self.entered[seat]: self.moves[node] |= self.reach(seat)
        return self.moves[node]

    def meet(self, starts, goals):
        """Say whether one of the starting people leads to one of the goals.

        If not, those reached can never again lead to those not reached, since arcs only vanish: they become
        a group of their own. So at most one search fails for each person.
        """
        for group in {self.group[goal] for goal in goals}:
            within = self.groups[group]
            seen = todo = starts & within
            while todo:
                low = todo & -todo
                new = self.next_of(low.bit_length() - 1) & within & ~seen
                seen, todo = seen | new, (todo ^ low) | new
            if any(seen >> goal & 1 for goal in goals): return True
            if seen:
                self.groups[group] &= ~seen
                self.groups.append(seen)
                self.group = [len(self.groups) - 1 if seen >> n & 1 else old for n, old in enumerate(self.group)]
        return False

def cycle_in(came):
    """Return the nodes of a cycle among `came` (where each node was reached from), or nothing."""
    done = {-1}
    for start in range(len(came)):
        node, path = start, {}
        while node not in done:
            done.add(node)
            path[node], node = came[node], came[node]
        if node in path: return [*path][[*path].index(node):]
    return []

def better_answer(seats, people, slot_ticket, pair_ticket):
    """Return a sentence on an assignment better than the given one, or None."""
    seats = [seat for seat in seats if seat[3]]
    if not seats: return None
    names, residual = [f"{visit}|{slot}" for visit, slot, _, _ in seats], Residual(seats, people)
    def place(n): return slot_ticket(names[n]), *seats[n][:2]
    def rank(n, person):
        if person is None: return (inf,)
        return seats[n][3][person], pair_ticket(f"{names[n]}|{person}"), person
    cycle = residual.cheaper()
    if cycle: return f"还有更好的分派：在 {cycle} 之间调换，空缺、不合的偏好或次数的平方和会更少"
    found = residual.earlier(sorted(range(len(seats)), key=place), rank)
    return f"{names[found[0]]}：还可以派 {found[1]}" if found else None

# ---- Changes after the draw ------------------------------------------------------------------------------------
class Changes:
    """What people changed after the draw, one entry of overrides.json after another."""
    def __init__(self, draw):
        self.draw, self.queue, self.visits, self.counts, self.gone = draw, {}, {}, Counter(), {}
        self.lines = {line["line"]: line for line in draw.manifest["lines"]}
        self.strata = {line["line"]: line["strata"] for line in draw.json["result.json"]["lines"]}
        self.drawn = {line: {row["id"]: stratum["id"] for stratum in strata for row in stratum["drawn"]}
                      for line, strata in self.strata.items()}
        self.cap = {}
        if not draw.manifest["inspectors"]: return
        self.cap = {person["id"]: person["cap"] for person in draw.json["inspectors.json"]["people"]}
        for visit in draw.visits: self.begin(visit, {**draw.taken.get(visit["id"], {})}, new=False)

    def begin(self, visit, team, new):
        self.counts[visit["target"]] += 1
        self.visits[visit["id"]] = {**visit, "left": {*visit["lines"]}, "new": new, "team": team}

    def apply(self, row):
        need(row["approver"] != "operator", "批准人应为他人")
        own = {"line"} if row["kind"] == "disqualify" else {"slot", "visit"}
        for key in ("line", "slot", "visit"): same(f"{key} 有无", row[key] is not None, key in own)
        if row["kind"] == "disqualify": self.disqualify(row, row["line"], row["out"])
        else: self.replace(row, self.visits.get(row["visit"]), row["slot"])

    def disqualify(self, row, line, out):
        """Take a target out of a line; the next of its stratum comes in."""
        need(row["evidence"], "缺证据的哈希")
        need(out in self.drawn.get(line, {}), f"计划行 {line} 现在没有抽中 {out}")
        stratum = self.drawn[line].pop(out)
        reserve = self.next_reserve(line, stratum)
        need(row["in"] == reserve, f"应由 {reserve} 递补" if reserve else "没有可递补的，应为 null")
        if reserve: self.drawn[line][reserve] = stratum
        if self.visits: self.hand_over(line, out, reserve)

    def next_reserve(self, line, stratum):
        """Return the next of the eligible after the threshold, each once."""
        if line not in self.queue:
            rows = ranked(self.draw.manifest["hash"], self.draw.seed, self.lines[line], self.draw.pools[line])
            self.queue[line] = {s["id"]: iter(rows[s["id"]][s["n"]:]) for s in self.strata[line]}
        return next(self.queue[line][stratum], (None, None))[1]

    def hand_over(self, line, out, reserve):
        """Take a line from the visit of a target; the reserve's own visit begins with the same team."""
        old = next(x for x in self.visits.values() if x["target"] == out and line in x["left"])
        old["left"].remove(line)
        if reserve:
            new = visit(self.lines[line], reserve, self.counts[reserve] + 1)
            self.begin(new, {slot: old["team"][slot] for slot in self.fit(new) if slot in old["team"]}, new=True)

    def replace(self, row, visit, slot):
        """Let a person take the place of another, or an empty one."""
        place = f"{row['visit']}|{slot}"
        need("assignment.json" in self.draw.files, "没有 assignment.json，无人可换")
        need(visit and visit["left"] and slot in self.fit(visit), f"席位不存在：{place}")
        fit, gone, team = self.fit(visit)[slot], self.gone.setdefault(row["visit"], set()), visit["team"]
        same(f"{place} 现在的人", row["out"], team.get(slot, "-"))
        gone.add(row["out"])
        need(row["in"] not in team.values(), f"{row['in']} 已在这次检查里")
        need(row["in"] in fit, f"{place}：{row['in']} 不在候选之列")
        if row["kind"] == "redraw":
            load, ticket = self.load(), self.draw.stream("pair")
            free = [person for person in fit.keys() - gone - {*team.values()}
                    if self.cap[person] is None or load[person] < self.cap[person]]
            first = min(free, key=lambda person: (fit[person], ticket(f"{place}|{person}"), person), default=None)
            need(row["in"] == first, f"{place}：应改派 {first}")
        team[slot] = row["in"]

    def fit(self, visit):
        """Return {slot: {person: unmet}} of a visit."""
        entries = self.draw.matching.entries(visit)
        return {entry["slot"]: {row["inspector"]: row["unmet"] for row in entry["candidates"]} for entry in entries}

    def load(self):
        return Counter(person for visit in self.visits.values() if visit["left"] for person in visit["team"].values())

    def notes(self):
        """Tell what a reserve's visit still lacks, and who is above the cap."""
        for visit in (x for x in self.visits.values() if x["new"] and x["left"]):
            for slot, fit in self.fit(visit).items():
                person = visit["team"].get(slot)
                if person not in fit: yield f"{visit['id']}|{slot}", f"{person} 不合条件，须更换" if person else "空缺"
        for person, n in sorted(self.load().items()):
            if self.cap[person] is not None and n > self.cap[person]: yield person, f"变更后 {n} 次，超过上限 {self.cap[person]}"

# ---- The bundle ----------------------------------------------------------------------------------------------
class Draw:
    """A bundle under verification; each step leaves here what later steps need."""
    trusted, fit, seed = frozenset(), (), None
    def lines(self, name):
        need(name in self.files, f"缺少 {name}")
        need(self.files[name][-1:] in (b"", b"\n"), f"{name} 的末行没有换行")
        return self.files[name].decode().split("\n")[:-1]

    def hash(self, name, otherwise=None):
        return digest(self.manifest["hash"], self.files[name]) if name in self.files else otherwise

    def stream(self, purpose): return stream(self.manifest["hash"], self.seed, purpose)

    def check_files(self):
        self.files, self.json, self.partial, self.sealed, self.changes = read_bundle(self.path), {}, [], False, None
        names = sorted(self.files.keys() - {"SHA256SUMS"})
        sums = [f"{digest('sha256', self.files[name])}  {name}" for name in names]
        same("SHA256SUMS", self.lines("SHA256SUMS"), sums)
        need("manifest.json" in names and "commitments.json" in names, "缺少清单或承诺文件")
        return f"{len(names)} 个文件与 SHA256SUMS 一致"

    def check_format(self):
        for name in sorted(name for name in self.files if name.endswith(".json")):
            shape = re.sub("^(reveal|delta)-.*", r"\1", name[:-5])
            need(shape in SHAPES.keys() - NO_FILES, f"不认识的文件 {name}")
            self.json[name] = read_json(self.files[name], name, SHAPES[shape])
        self.manifest = self.json["manifest.json"]
        self.parties = [party["name"] for party in self.manifest["parties"]]
        self.id = self.hash("manifest.json")
        return f"{len(self.json)} 个 JSON 文件写法规范，键与类型相符"

    # ---- 清单文件 ----
    def check_manifest(self):
        m = self.manifest
        need(len(m["parties"]) > (0 if m["beacon"] else 1) and m["lines"], "参与方应至少两个或一个加外部信标，计划行至少一条")
        same("有无 previous（仅第 1 次没有）", bool(m["previous"]), m["counter"] > 1)
        hashes = {f"facts-{n}.txt": r["facts"] for n, r in enumerate(m["registers"], 1)}
        hashes.update({"pack.json": m["pack"]["hash"], "inspectors.json": m["inspectors"]})
        for name, value in {**hashes, "aborted-manifest.json": m["retry_of"]}.items():
            same(f"{name} 的哈希", self.hash(name, value), value)
        same("名册的 digits", [r["digits"] for r in m["registers"]], [digits_for(r["lines"]) for r in m["registers"]])
        for line in m["lines"]: self.check_line(line, f"任务 {line['line']}")
        if m["purpose"] == "official": self.check_official(m, m["log"], m["beacon"])
        self.check_attached(m, {*self.files})
        if m["inspectors"]: check_inspectors(m, self.json["inspectors.json"])
        if m["retry_of"]:
            kept = {*re.findall(r'"(\w+)":', self.files["manifest.json"].decode())} - RETRY_MAY_CHANGE
            same("重做的清单", only(m, kept), only(self.json["aborted-manifest.json"], kept))
            need(m["beacon"], "重做的抽取应有外部信标")
        return f"抽取 {m['draw']}，任务 {len(m['lines'])} 条，哈希 {self.id}"

    def check_line(self, line, where):
        mode, given = line["mode"], line["mode"]["kind"] == "directed"
        need(line["register"] <= len(self.manifest["registers"]), f"{where} 所指的名册不存在")
        need(line["window"]["from"] <= line["window"]["until"], f"{where} 的起日晚于止日")
        same(f"{where} 有无定向条件", [bool(mode["condition"]), bool(mode["words"])], [given, given])
        for s in line["strata"]:
            same(f"{where} 的比例（既约、不超过 1）", s["ratio"], str(min(Fraction(s["ratio"]), 1)))
            same(f"{where} 的最低数量（各层相同）", s["minimum"], line["strata"][0]["minimum"])

    def check_official(self, m, log, beacon):
        keys, due = [party["key"] for party in m["parties"]], clock(self.due())
        need(all(keys) and len({*keys}) == len(keys) and log and log["cosigners"], "正式抽取：各方应各有公钥，应有见证方")
        need(log["key"] not in keys + [x["key"] for x in log["cosigners"]], "正式抽取：日志运营者兼作他方")
        quicknet = m["deadline"] and beacon and (beacon["source"], beacon["chain"]) == QUICKNET
        need(quicknet, "正式抽取：应有公布截止时刻和 drand-quicknet 信标")
        need(m["deadline"] < due <= beacon["limit"], f"信标时刻 {due} 不在截止与 limit 之间")

    def due(self):
        """Return when the beacon's round is due in seconds of Unix time, as far as that is known."""
        beacon = self.manifest["beacon"] or {}
        known = (beacon.get("source"), beacon.get("chain")) == QUICKNET
        return 1692803367 + 3 * (beacon["round"] - 1) if known else inf

    def check_attached(self, m, files):
        """Every file that must be there is, and none that the manifest does not tell of."""
        def numbered(name): return {name.replace("-n", f"-{n}") for n in range(1, len(m["registers"]) + 1)}
        closed, late = {"seed.json", "result.json"}, {"fit.json", "assignment.json", "overrides.json", "unsealed.json"}
        if m["withhold"]:
            need(m["withhold"]["party"] in self.parties, "withhold 所指不是参与方")
            closed |= {f"reveal-{m['withhold']['party']}.json"}
            self.sealed = not files & (closed | late)
        facts = {f"facts-{n}.txt" for n, register in enumerate(m["registers"], 1) if register["facts"]}
        log, people = {"log.jsonl", *CHECKPOINTS}, {"inspectors.json", "fit.json", "assignment.json"}
        must = numbered("register-n.txt") | (set() if self.sealed else closed) | ({"beacon.json"} if m["beacon"] else set())
        must |= {"aborted-manifest.json"} if m["retry_of"] else set()
        must |= {"inspectors.json", *facts} if m["inspectors"] else set()
        must |= {"log.jsonl"} if m["log"] and files & log else set()
        may = must | numbered("facts-n.txt") | numbered("delta-n.json") | {f"reveal-{name}.json" for name in self.parties}
        may |= {"SHA256SUMS", "manifest.json", "commitments.json", "pack.json", "overrides.json"}
        may |= (people if m["inspectors"] else set()) | (log if m["log"] else set())
        may |= {"unsealed.json"} if m["log"] and m["withhold"] else set()
        need(must <= files <= may, f"缺少 {sorted(must - files)}；清单未提到 {sorted(files - may)}")
        for name, others in (("log.jsonl", {*CHECKPOINTS}), ("unsealed.json", {"log.jsonl"}),
                             ("assignment.json", {"fit.json"}), ("fit.json", {"assignment.json"})):
            need(name not in files or files & others, f"有 {name}，却没有 {sorted(others)}")
        for line in m["lines"] if m["inspectors"] else []:
            need(m["registers"][line["register"] - 1]["facts"], f"任务 {line['line']} 的名册没有 facts，检查人员无从匹配")

    # ---- 承诺、种子 ----
    def check_commitments(self):
        m, commitments, self.nonces = self.manifest, self.json["commitments.json"], {}
        same("承诺的各方", [row["party"] for row in commitments], self.parties)
        for party, row in zip(m["parties"], commitments):
            name, reveal = party["name"], self.json.get(f"reveal-{party['name']}.json", {})
            named = {"draw": m["draw"], "manifest": self.id, "party": name} if reveal else {}
            same(f"{name} 的公布", reveal, {**reveal, **named})
            same(f"{name} 公布的哈希", self.hash(f"reveal-{name}.json", row["hash"]), row["hash"])
            self.nonces[name] = reveal.get("nonce")
            same(f"{name} 有无签名（应同有无公钥）", bool(row["signature"]), bool(party["key"]))
            key, signature = bytes.fromhex(party["key"] or ""), bytes.fromhex(row["signature"] or "")
            need(not key or is_signed(key, row["hash"].encode(), signature), f"{name} 对承诺的签名不成立")
        return f"{len(commitments)} 方承诺，{sum(map(bool, self.nonces.values()))} 方已公布，哈希相符"

    def check_seed(self):
        beacon, nonces = only(self.manifest["beacon"], {"chain", "round", "source"}), [*self.nonces.values()]
        if beacon:
            given = self.json["beacon.json"]
            same("beacon.json", given, {**given, **beacon})
            beacon["value"] = digest("sha256", bytes.fromhex(given["signature"]))
        if self.sealed: raise Skipped(f"封存至 {self.manifest['withhold']['until']}，未核对")
        reveals = [{"nonce": nonce, "party": party} for party, nonce in self.nonces.items()]
        same("seed.json", self.json["seed.json"], {"beacon": beacon, "manifest": self.id, "reveals": reveals})
        may_lack = beacon and self.manifest["deadline"]
        need(any(nonces) and (may_lack or all(nonces)), "缺少公布（没有信标和截止时刻时不能缺，也不能全缺）")
        witnessed = "checkpoint-revealed.txt" in self.files or not self.manifest["log"]
        need(all(nonces) or witnessed, "缺少公布，又没有 checkpoint-revealed.txt")
        self.seed = self.hash("seed.json")
        return f"{sum(map(bool, nonces))} 方随机数{'和信标' if beacon else ''}得出 {self.seed}"

    # ---- 日志 ----
    def check_log(self):
        log, self.points, self.events, self.hidden = self.manifest["log"], {}, [], 0
        must = self.manifest["purpose"] != "official" or {"log.jsonl", "checkpoint-committed.txt"} <= self.files.keys()
        need(must, "正式抽取：应附 log.jsonl 和 checkpoint-committed.txt")
        if "log.jsonl" not in self.files: raise Skipped("未附日志")
        lines = self.lines("log.jsonl")
        for name, what in CHECKPOINTS.items():
            if name in self.files: self.points[what] = read_checkpoint(name, self.files[name].decode(), log, lines)
        same("log.jsonl 应止于最大的检查点", len(lines), max(size for size, _ in self.points.values()))
        self.check_history(self.read_events(lines))
        self.check_exchange()
        self.check_points()
        signed = sum(1 + len(cosigned) for _, cosigned in self.points.values())
        return f"共 {len(lines)} 条，隐去 {self.hidden} 条，检查点 {'、'.join(self.points)}（{signed} 个签名成立）"

    def read_events(self, lines):
        """Return the events that are shown; keep those of this draw, the withheld ones in clear."""
        every = {n: read_json(line.encode(), f"log.jsonl 第{n}行", SHAPES["event"])
                 for n, line in enumerate(lines, 1) if not is_hidden(line)}
        self.hidden, before = len(lines) - len(every), ""
        for n, event in every.items():
            same(f"log.jsonl 第{n}条的序号", event["n"], n)
            need(event["at"] >= before, f"log.jsonl 第{n}条的时刻早于前一条")
            before = event["at"]
        own = {n: event for n, event in every.items() if event["body"].get("manifest") == self.id}
        for n, event in own.items(): same(f"log.jsonl 第{n}条的 draw", event["draw"], self.manifest["draw"])
        own.update(self.open_events({n: event for n, event in own.items() if event["kind"] == "sealed"}, len(lines)))
        self.events = [own[n] for n in sorted(own)]
        return [*every.values()]

    def open_events(self, shut, size):
        """Hold unsealed.json against the sealed events of the log; return the clear events by number."""
        clear = {}
        for place, row in enumerate(self.json.get("unsealed.json", []), 1):
            where, n, event = f"unsealed.json 第{place}项", row["n"], {**row["event"], "n": row["n"]}
            need(n > max(clear, default=0) and (n in shut or n > size), f"{where}的序号 {n}")
            told = digest("sha256", canonical(row["event"]) + f"|{row['salt']}".encode())
            closed = {**event, "body": {"manifest": self.id, "sealed": told}, "kind": "sealed"}
            same(where, closed, shut.get(n, closed))
            same(f"{where}的抽取", [event["draw"], event["body"].get("manifest")], [self.manifest["draw"], self.id])
            clear[n] = event
        need(self.sealed or shut.keys() <= clear.keys(), f"密存的事件没有全部公开：{sorted(shut.keys() - clear.keys())}")
        return clear

    def check_history(self, events):
        """Follow all draws of the log up to this one: numbers, retries, plan lines still open."""
        m, freezes = self.manifest, [event for event in events if event["kind"] == "freeze"]
        counters = [event["body"].get("counter") for event in freezes]
        same("日志里各次冻结的序号（1、2、3…）", counters, [*range(1, len(freezes) + 1)])
        mine = [event for event in freezes if event["body"].get("manifest") == self.id]
        same("日志里这次冻结的条数", len(mine), 1)
        frozen, last = mine[0], [event["body"] for event in freezes if event["n"] < mine[0]["n"]]
        lines, roots = [line["line"] for line in m["lines"]], [register["root"] for register in m["registers"]]
        told = {"counter": m["counter"], "lines": lines, "manifest": self.id, "registers": roots}
        same("日志里这次冻结的内容", only(frozen["body"], told), told)
        same("日志里上一次冻结", m["previous"], last[-1]["manifest"] if last else None)
        before = [event for event in events if event["n"] < frozen["n"]]
        ended = {x["body"].get("manifest"): x["kind"] for x in before if x["kind"] in {"result", "abort"}}
        revealed = {x["body"].get("manifest") for x in before if x["kind"] in {"reveal", "deposit"}}
        for name, attempt in ((line["line"], line["attempt"]) for line in m["lines"]):
            earlier = [body["manifest"] for body in last if name in body["lines"]]
            need({*earlier} <= ended.keys(), f"计划行 {name} 在第{frozen['n']}条冻结时还有未完成的抽取")
            same(f"计划行 {name} 的 attempt", attempt, len(earlier) + 1)
            if earlier and ended[earlier[-1]] == "abort" and earlier[-1] in revealed:
                same(f"计划行 {name} 上一次在公布后终止，retry_of", m["retry_of"], earlier[-1])
        need(not m["retry_of"] or ended.get(m["retry_of"]) == "abort", "retry_of 所指的抽取没有终止")

    def told(self, *kinds): return [{**event["body"], "n": event["n"]} for event in self.events if event["kind"] in kinds]
    def check_exchange(self):
        """Hold what the log says of this draw against the bundle: commitments, reveals, result."""
        need(not self.told("abort"), "这次抽取已经终止")
        commits, given = self.told("commit"), self.told("reveal", "deposit")
        pairs = ([only(x, {"hash", "party", "signature"}) for x in commits], self.json["commitments.json"])
        same("日志里的承诺", *(sorted(rows, key=lambda row: str(row.get("party"))) for rows in pairs))
        need(all(x["n"] > y["n"] for x in given for y in commits), "日志里承诺应先于公布")
        held = (self.manifest["withhold"] or {}).get("party")
        for body in given:
            party, nonce = body.get("party"), body.get("nonce")
            if body in self.told("deposit"): same("日志里的保管", [party, nonce], [held, None])
            else: same(f"日志里的公布 {party}", [nonce, party == held], [self.nonces.get(party), False])
        parties = [body["party"] for body in given]
        need(len(parties) == len({*parties}), f"日志里的公布有重复：{parties}")
        opened = [[body.get("party"), body.get("nonce")] for body in self.told("open")]
        same("日志里的公开", opened, [[held, self.nonces.get(held)]] if opened and held and not self.sealed else [])
        results = [[body.get("result"), body.get("seed")] for body in self.told("result")]
        need(len(results) < 2, "日志里的结果不止一条")
        if not results: return
        seed = None if held and results[0][1] is None else self.seed
        if not self.sealed: same("日志里的结果", results, [[self.hash("result.json"), seed]])
        lack = {name for name, nonce in self.nonces.items() if nonce or (self.sealed and name == held)} - {*parties}
        need(not lack, f"日志里没有其公布：{sorted(lack)}")

    def check_points(self):
        """Hold the three checkpoints to what each is for."""
        due, deadline, given = self.due(), self.manifest["deadline"] or "", self.told("reveal", "deposit")
        if "committed" in self.points:
            size, cosigned = self.points["committed"]
            between = max(x["n"] for x in self.told("commit")) <= size < min((x["n"] for x in given), default=inf)
            need(between, "checkpoint-committed.txt 应含全部承诺、不含公布")
            need(any(at < due for _, _, at in cosigned), "checkpoint-committed.txt 没有早于信标时刻的见证")
        if "revealed" in self.points:
            size, cosigned = self.points["revealed"]
            timely = any(deadline < clock(at) and at < due for _, _, at in cosigned)
            need(timely, "checkpoint-revealed.txt 没有在截止之后、信标之前的见证")
            seen = {x["party"] for x in given if x["n"] <= size} - ({self.manifest["withhold"]["party"]} if self.sealed else set())
            same("checkpoint-revealed.txt 内的公布", sorted(seen), sorted(x for x, nonce in self.nonces.items() if nonce))
        if "drawn" in self.points:
            covered = [x for x in self.told("result") if x["n"] <= self.points["drawn"][0]]
            need(covered, "checkpoint-drawn.txt 应含这次的结果")

    # ---- 名册 ----
    def check_registers(self):
        self.rows, self.facts = [], []
        for n, declared in enumerate(self.manifest["registers"], 1):
            lines, part = self.lines(f"register-{n}.txt"), False
            self.rows.append(read_rows(lines, f"register-{n}.txt", declared["ids"]))
            if len(lines) < declared["lines"]: part = self.partial.append(n) or True
            else: same(f"清单所写第{n}份名册", declared, {**declared, **register_facts(self.manifest["hash"], lines)})
            if f"delta-{n}.json" in self.json and not part:
                self.check_delta(f"delta-{n}.json", {*lines}, declared["previous_root"])
            name, ids = f"facts-{n}.txt", {row[0] for row in self.rows[-1]}
            self.facts.append(read_facts(self.lines(name), name, ids, part) if name in self.files else {})
        for line in self.manifest["lines"]:
            where, rows = f"任务 {line['line']}", self.rows[line["register"] - 1]
            off, keys = "off-filter" in {row[2] for row in rows}, {"all", "eligible", "excluded", "id", "n", "reason"}
            need(not off or line["mode"]["kind"] == "directed", f"{where} 不定向，名册里却有 off-filter")
            if line["register"] not in self.partial:
                same(f"{where} 的层", only(line["strata"], keys), count_strata(rows))
        part = f"，第 {self.partial} 份只附一部分" if self.partial else "，根与各层数量相符"
        return f"{len(self.rows)} 份共 {sum(map(len, self.rows))} 行{part}"

    def check_delta(self, name, lines, root):
        """Undo the changes since the previous register, compute its root, and list the changes again."""
        delta = self.json[name]
        new = {*delta["added"], *(row["to"] for row in delta["moved"])}
        old = {*delta["removed"], *(row["from"] for row in delta["moved"])}
        need(new <= lines and not old & lines, f"{name} 与名册不合")
        same(f"按 {name} 倒推的上一名册的根", register_facts(self.manifest["hash"], lines - new | old)["root"], root)
        come, gone = ({line.split("|")[0]: line for line in sorted(each)} for each in (new, old))
        moved = [{"from": gone[one], "id": one, "to": come[one]} for one in sorted(come.keys() & gone.keys())]
        added, removed = sorted(new - {x["to"] for x in moved}), sorted(old - {x["from"] for x in moved})
        same(name, delta, {"added": added, "moved": moved, "removed": removed})

    # ---- 名额、抽取、批次、结果 ----
    def check_sizes(self):
        result, lines, self.pools = {x["line"]: x["strata"] for x in self.json["result.json"]["lines"]}, [], {}
        for line in self.manifest["lines"]:
            rows, pools = self.rows[line["register"] - 1], {s["id"]: [] for s in line["strata"]}
            for one, stratum, status in rows:
                if status == "eligible": pools[stratum].append(one)
            for s in result.get(line["line"], []) if line["register"] in self.partial else []:
                pools[s["id"]] += {row["id"] for row in s["drawn"]} - {row[0] for row in rows}
            lines.append(draw_line(self.manifest["hash"], self.seed, line, pools))
            self.pools[line["line"]] = pools
        self.expected = {"draw": self.manifest["draw"], "lines": lines, "manifest": self.id, "seed": self.seed}
        self.keys = set()
        return self.compare("各层名额相符", "lines", "line", "strata", "id", "n", "q")

    def compare(self, sentence, *keys):
        self.keys |= {*keys}
        same("result.json", *(only(x, self.keys) for x in (self.json["result.json"], self.expected)))
        return sentence

    # ---- 匹配条件、检查人员 ----
    def check_fit(self):
        if not self.manifest["inspectors"]: raise Skipped("没有检查人员名录")
        self.visits = visits_of(self.manifest, self.json["result.json"])
        self.matching = Matching(self.json["inspectors.json"], self.facts)
        if "fit.json" not in self.files: raise Skipped("未附 fit.json")
        fit = [entry for visit in self.visits for entry in self.matching.entries(visit)]
        self.fit = sorted(fit, key=lambda entry: (entry["visit"], entry["slot"]))
        same("fit.json", self.json.pop("fit.json"), self.fit)
        return f"{len(self.visits)} 次检查 {len(self.fit)} 个席位，fit.json 与重算完全相同"

    def check_assignment(self):
        if not self.manifest["inspectors"]: raise Skipped("没有检查人员名录")
        self.taken, seats, shared = {}, [], {}  # taken: {slot: person} of each visit
        if "assignment.json" not in self.files: raise Skipped("未附 assignment.json")
        given, pair = self.json["assignment.json"], self.stream("pair")
        ordered("席位", [(row["visit"], row["slot"]) for row in given["slots"]])
        known = {(entry["visit"], entry["slot"]) for entry in self.fit}
        for row in given["slots"]:
            need((row["visit"], row["slot"]) in known, f"席位不存在：{row['visit']}|{row['slot']}")
            team, place = self.taken.setdefault(row["visit"], {}), f"{row['visit']}|{row['slot']}"
            need(row["inspector"] not in team.values(), f"{row['visit']}：{row['inspector']} 兼任两个席位")
            same(f"{place} 的号码", row["ticket"], pair(f"{place}|{row['inspector']}"))
            team[row["slot"]] = row["inspector"]
        for entry in self.fit:
            visit, slot, fit = entry["visit"], entry["slot"], entry["candidates"]
            if id(fit) not in shared: shared[id(fit)] = {row["inspector"]: row["unmet"] for row in fit}
            seats.append((visit, slot, self.taken.get(visit, {}).get(slot), shared[id(fit)]))
            need(seats[-1][2] in (None, *shared[id(fit)]), f"{visit}|{slot}：{seats[-1][2]} 不在候选之列")
        people, load = self.json["inspectors.json"]["people"], Counter(row["inspector"] for row in given["slots"])
        for one, cap in ((person["id"], person["cap"]) for person in people):
            need(cap is None or load[one] <= cap, f"{one} 的次数 {load[one]} 超过上限 {cap}")
        loads = [{"after": x["before"] + load[x["id"]], "before": x["before"], "inspector": x["id"]} for x in people]
        same("loads", given["loads"], loads)
        hashes = {"assignment": self.hash("assignment.json"), "fit": self.hash("fit.json")}
        for body in self.told("assign")[-1:]: same("日志里的分派", only(body, hashes), hashes)
        better = better_answer(seats, {x["id"]: (x["before"], x["cap"]) for x in people}, self.stream("slot"), pair)
        need(better is None, better)
        self.empty = len(seats) - len(given["slots"])
        return f"{len(seats)} 个席位，空缺 {self.empty} 个；没有更好的分派"

    # ---- 变更 ----
    def check_overrides(self):
        given, told = self.json.get("overrides.json", []), self.told("disqualify", "replace")
        for body in told:
            same(f"日志第{body['n']}条的种类", body in self.told("disqualify"), body.get("kind") == "disqualify")
        bodies = [{key: body[key] for key in body.keys() - {"manifest", "sums", "n"}} for body in told]
        same("日志里的变更", bodies, given[: len(told)])
        if "overrides.json" not in self.files: raise Skipped("没有变更")
        if self.partial: raise Skipped("名册不全，未核对")
        self.changes = Changes(self)
        for n, row in enumerate(given, 1):
            try: self.changes.apply(row)
            except Failure as error: raise Failure(f"第{n}项：{error}") from None
        return f"{len(given)} 项变更相符"

    # ---- What was shown ----
    def vouch(self, signers, enough=all):
        prints = [f"{told} 指纹 {digest('sha256', bytes.fromhex(key))[:32]}" for told, _, key in signers]
        if not signers: return "否"
        return ("是：" if enough((name, key) in self.trusted for _, name, key in signers) else "钥匙未核对：") + "；".join(prints)

    def table(self):
        m, part = self.manifest, "未验证：有无遗漏" if self.partial else ""
        keyed = [(party["name"], party["name"], party["key"]) for party in m["parties"] if party["key"]]
        seen = {(f"{name}（{clock(at)}）", name, key) for _, cosigned in self.points.values() for name, key, at in cosigned}
        words = [f"{x['line']}「{x['mode']['words']}」" for x in m["lines"] if x["mode"]["words"]]
        only_one = sum(len(entry["candidates"]) == 1 for entry in self.fit)
        size, cosigned = self.points.get("committed", (0, []))
        before = f"是：检查点 {size} 条，见证 " + "；".join(f"{name}（{clock(at)}）" for name, _, at in cosigned)
        if not size: before = "未能显示：未附" + (" checkpoint-committed.txt" if self.points else "日志")
        return {
            "名册完整": part or "是", "编号唯一": "只就所附部分" if part else "是", "承诺在先": before,
            "承诺有签名": self.vouch(keyed, lambda known: all(known) and len(keyed) == len(m["parties"])),
            "日志有见证": self.vouch(sorted(seen), any),
            "外部信标（签名未验）": "未用" if not m["beacon"] else f"第 {m['beacon']['round']} 轮，值由签名算出，签名本身未验" if self.due() < inf
            else f"来源 {m['beacon']['source']} 不认识，不能当作外部信标",
            "规则包": "与清单相符" if "pack.json" in self.files else "规则包未验",
            "定向条件": "定向条件未验：" + "、".join(words) if words else "没有定向",
            "检查人员匹配": "没有检查人员名录" if not m["inspectors"] else "未附 assignment.json" if "assignment.json" not in
            self.files else f"是：{len(self.fit)} 个席位，空缺 {self.empty} 个" + f"，只有一名候选（非随机） {only_one} 个" * (only_one > 0)}

    def notes(self):
        if self.hidden: yield "日志隐去", f"{self.hidden} 条，内容未能显示"
        yield from self.declared()
        if self.sealed: return
        for name in (name for name, nonce in self.nonces.items() if not nonce):
            shown = "checkpoint-revealed.txt 里没有其公布；见证方在截止与信标之间若另有见证，应一并核对" if "revealed" in self.points else "没有日志，未能显示确未按期公布"
            yield f"{name} 未公布", shown
        for line in self.manifest["lines"]:
            sizes = sizes_of(line, self.stream(f"rounding/{line['line']}"))
            for s in line["strata"]:
                asked, pool, (low, high) = sizes[s["id"]][1], s["eligible"], chances(line, s["id"])
                where = f"{line['line']} {s['id']}，可抽 {pool}"
                if asked > pool: yield where, f"应抽 {asked}，缺 {asked - pool}"
                if pool and low == pool: yield where, "必然抽中，非随机"
                if pool and high == 0: yield where, "不可能抽中，非随机"
                if pool < line["least"]: yield where, f"少于下限 {line['least']}，非随机"
        yield from self.changed()

    def declared(self):
        """Tell what the operator decided before the draw, and what was drawn of a line before."""
        for n, register in enumerate(self.manifest["registers"], 1):
            for x in register["undecided"]:
                yield f"名册 {n}", f"{x['n']} 个说不准（{x['reason']}），按原因{'抽' if x['choice'] == 'include' else '不抽'}"
        for line in self.manifest["lines"]:
            if line["attempt"] > 1: yield line["line"], f"第 {line['attempt']} 次抽取"
            for x in line["departures"]: yield line["line"], f"偏离 {x['rule']}：{x['reason']}，批准 {x['approver']}"

    def changed(self):
        """Tell each entry of overrides.json, and places that stand empty since."""
        for n, row in enumerate(self.json.get("overrides.json", []), 1):
            coming = f"{row['in']} 递补" if row["in"] else "无可递补"
            kind = {"designate": "指定，非随机", "select": "选派，非随机", "redraw": "重抽"}.get(row["kind"])
            told = f"{row['visit']}|{row['slot']}：{row['out']} 换成 {row['in']}（{kind}）" if kind else \
                f"{row['line']}：{row['out']} 撤下，{coming}"
            yield f"变更第{n}项", f"{told}；理由 {row['reason']}，批准 {row['approver']}"
        for place, told in self.changes.notes() if self.changes else []: yield place, told

# ---- The program -----------------------------------------------------------------------------------------------
def say(line): print("".join(letter if letter.isprintable() else "\ufffd" for letter in line))

def take(label, step):
    """Take one step and say how it went; return whether it did not fail."""
    try:
        say(f"✓ {label}：{step()}")
    except Skipped as why: say(f"－ {label}：{why}")
    except Exception as error:
        why = error if isinstance(error, Failure) else f"读不懂（{type(error).__name__}：{error}）"
        say(f"✗ {label}：{why}")
        return False
    return True

def verify_entry(names):
    """Verify one line of a register from entry.json and manifest.json alone."""
    data = [Path(name).read_bytes() for name in names]
    def step():
        entry, manifest = (read_json(each, kind + ".json", SHAPES[kind]) for each, kind in zip(data, ("entry", "manifest")))
        return check_entry(entry, manifest, data[1])
    return 0 if take("名册一行", step) else 1

def verify_bundle(draw):
    """Take the steps one after another, then print what was shown; return the exit code."""
    steps = {
        "文件清单": draw.check_files, "格式": draw.check_format, "清单文件": draw.check_manifest,
        "承诺": draw.check_commitments, "种子": draw.check_seed, "日志": draw.check_log, "名册": draw.check_registers,
        "名额": draw.check_sizes,
        "抽取": lambda: draw.compare("对象、摇号号码、门槛相符", "drawn", "ticket", "threshold"),
        "批次": lambda: draw.compare("批次相符", "batch"),
        "结果": lambda: draw.compare("result.json 与重算完全相同", "draw", "manifest", "seed"),
        "匹配条件": draw.check_fit, "检查人员": draw.check_assignment, "变更": draw.check_overrides}
    for number, (name, step) in enumerate(steps.items(), 1):
        if number > 7 and draw.sealed: break
        if not take(f"第{number}步 {name}", step): return 1
    for label, shown in [*draw.table().items(), *draw.notes()]: say(f"  {label}：{shown}")
    late = draw.sealed and clock(datetime.now(UTC).timestamp()) > draw.manifest["withhold"]["until"]
    ending = "封存" + "（已逾期未公开）" * late if draw.sealed else "未验证：有无遗漏" if draw.partial else "核对通过"
    say(f"结论：{ending}" + ("" if draw.manifest["purpose"] == "official" else "。演示，非正式抽取"))
    return 4 if draw.sealed or draw.partial else 0

def main(argv=None):
    """Read the words of the command line, verify, and return the exit code."""
    getattr(sys.stdout, "reconfigure", dict)(encoding="utf-8")
    words, draw = list(sys.argv[1:] if argv is None else argv), Draw()
    try:
        if words[:1] == ["--entry"]:
            need(len(words) == 3, "用法：verify_draw.py --entry entry.json manifest.json")
            return verify_entry(words[1:])
        if words[-2:-1] == ["--trust"]:
            given = read_json(Path(words.pop()).read_bytes(), words.pop(), SHAPES["trust"], free=True)
            draw.trusted = {(row["name"], row["key"]) for row in given["keys"]}
        need(len(words) == 1, "用法：verify_draw.py 文件夹或.zip [--trust 文件]")
        draw.path = Path(words[0])
        need(draw.path.is_dir() or zipfile.is_zipfile(draw.path), f"没有文件夹或 zip {draw.path}")
    except (Failure, OSError, ValueError) as error:
        say(f"无法开始：{error}")
        return 2
    return verify_bundle(draw)

if __name__ == "__main__": sys.exit(main())

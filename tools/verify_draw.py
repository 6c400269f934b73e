#!/usr/bin/env python3
"""Verify a published draw bundle (证据包, format "ssj/1") with nothing but the standard library.

Written from the format page alone; it shares no code with the program that makes draws.
    python3 verify_draw.py BUNDLE [--trust KEYS.json]      BUNDLE is a folder or a .zip
Exit codes: 0 all steps hold; 1 a step does not hold; 2 could not start; 4 sealed or partial.
To follow it, begin at `main` at the bottom: it takes STEPS one after another.
"""

import argparse
import base64
import hashlib
import json
import re
import struct
import sys
import zipfile
from bisect import bisect_right
from collections import Counter
from datetime import datetime, timezone
from fractions import Fraction
from functools import lru_cache
from itertools import accumulate
from math import ceil, floor
from pathlib import Path
from types import SimpleNamespace
from unicodedata import category, is_normalized, normalize

MEMBER_LIMIT, TOTAL_LIMIT, COUNT_LIMIT = 1 << 30, 1 << 31, 2000
QUICKNET = "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971"
FILE_NAME = (
    r"SHA256SUMS|checkpoint\.txt|log\.jsonl|(register|facts)-[1-9]\d{0,3}\.txt|delta-[1-9]\d{0,3}\.json"
    r"|reveal-[\w.-]{1,64}\.json|(manifest|aborted-manifest|commitments|seed|result|beacon|pack"
    r"|inspectors|fit|assignment|overrides)\.json"
)
# Exact keys and kinds of every JSON file. After a key or kind, "?": may be null;
# after a key, "<id": rows ascend by id; "!name": no two rows have the same name.
SHAPES = json.loads("""{
"manifest": {"format": "=ssj/1", "hash": "=sha256=sm3", "engine": "TEXT", "draw": "NAME",
  "purpose": "=official=demo=test", "counter": "POSITIVE", "previous": "HASH?", "retry_of": "HASH?",
  "plan?": {"hash": "HASH", "id": "TEXT"}, "pack": {"as_of": "DAY", "hash": "HASH", "id": "TEXT"},
  "registers": [{"digits": "COUNT", "facts": "HASH?", "ids": "=uscc=text", "lines": "COUNT",
    "previous_root": "HASH?", "root": "HASH",
    "undecided!reason": [{"choice": "=include=exclude", "n": "COUNT", "reason": "NAME"}]}],
  "lines!line": [{"attempt": "POSITIVE", "base": "=eligible=all", "batches": ["POSITIVE"],
    "departures": [{"approver": "TEXT", "reason": "TEXT", "rule": "TEXT"}], "group": "NAME",
    "least": "COUNT", "line": "NAME", "register": "POSITIVE",
    "mode": {"condition": "TEXT?", "kind": "=directed=undirected", "words": "TEXT?"},
    "rounding": "=ceil=floor=largest_remainder=systematic", "strata<id": [{"all": "COUNT",
      "eligible": "COUNT", "excluded<reason": [{"n": "POSITIVE", "reason": "NAME"}], "id": "ID",
      "minimum": "COUNT", "ratio": "RATIO"}], "window": {"from": "DAY", "until": "DAY"}}],
  "merge": "BOOLEAN", "parties!name": [{"key": "HASH?", "name": "NAME", "title": "TEXT"}],
  "log?": {"cosigners!name": [{"key": "HASH", "name": "TEXT"}], "key": "HASH", "origin": "TEXT"},
  "beacon?": {"chain": "NAME", "limit": "MOMENT", "round": "POSITIVE", "source": "NAME"},
  "deadline": "MOMENT?", "inspectors": "HASH?", "withhold?": {"party": "NAME", "until": "MOMENT"}},
"commitments": [{"hash": "HASH", "party": "NAME", "signature": "SIGNATURE?"}],
"reveal": {"draw": "NAME", "manifest": "HASH", "nonce": "HASH", "party": "NAME"},
"beacon": {"chain": "NAME", "round": "POSITIVE", "signature": "BYTES", "source": "NAME"},
"seed": {"beacon?": {"chain": "NAME", "round": "POSITIVE", "source": "NAME", "value": "HASH"},
  "manifest": "HASH", "reveals": [{"nonce": "HASH?", "party": "NAME"}]},
"result": {"draw": "NAME", "lines": [{"line": "NAME", "strata": [{
  "drawn": [{"batch": "POSITIVE", "id": "ID", "ticket": "HASH"}], "id": "ID", "n": "COUNT",
  "q": "TEXT", "threshold": "HASH?"}]}], "manifest": "HASH", "seed": "HASH"},
"delta": {"added": ["TEXT"], "moved": [{"from": "TEXT", "id": "ID", "to": "TEXT"}],
  "removed": ["TEXT"]},
"inspectors": {"people!id": [{"absent": [{"from": "DAY", "until": "DAY"}], "before": "COUNT",
    "cap": "COUNT?", "certified?": {"from": "DAY", "until": "DAY"}, "department": "TEXT", "id": "ID",
    "expert": "BOOLEAN", "leader": "BOOLEAN", "region": "TEXT?", "skills": ["TEXT"]}],
  "recusals": [{"person": "ID", "target": "ID"}], "slots": [{"bars": ["TEXT"], "expert": "BOOLEAN",
    "line": "NAME", "name": "NAME", "need": "NAME?", "preferences": ["TEXT"]}]},
"fit": [{"candidates": [{"inspector": "ID", "unmet": "COUNT"}], "slot": "NAME", "visit": "TEXT"}],
"assignment": {"loads": [{"after": "COUNT", "before": "COUNT", "inspector": "ID"}],
  "slots": [{"inspector": "ID", "slot": "NAME", "ticket": "HASH", "visit": "TEXT"}]},
"overrides": [{"approver": "TEXT?", "evidence": "TEXT?", "in": "TEXT?", "kind": "TEXT", "slot": "NAME?",
  "line": "NAME?", "out": "TEXT?", "reason": "TEXT?", "visit": "TEXT?"}],
"event": {"at": "TEXT", "body": "ANY", "draw": "NAME?", "kind": "EVENT", "n": "COUNT", "who": "TEXT?"},
"pack": "ANY", "trust": {"keys": [{"key": "HASH", "name": "TEXT"}]}}""")
SHAPES["aborted"] = SHAPES["manifest"]
RULES = {
    "ANY": ("任何内容", lambda v: True),
    "TEXT": ("合格的文字（NFC、非空、无控制符、首尾无空白）", lambda v: is_text(v)),
    "ID": ("合格且不含竖线的文字", lambda v: is_text(v) and "|" not in v),
    "NAME": ("1—64 个字母、数字、点、横线、下划线", r"[A-Za-z0-9._-]{1,64}"),
    "HASH": ("64 位小写十六进制", "[0-9a-f]{64}"),
    "SIGNATURE": ("128 位小写十六进制", "[0-9a-f]{128}"),
    "BYTES": ("成对的小写十六进制", "([0-9a-f]{2}){1,512}"),
    "COUNT": ("不小于 0 的整数", lambda v: type(v) is int and v >= 0),
    "POSITIVE": ("大于 0 的整数", lambda v: type(v) is int and v > 0),
    "BOOLEAN": ("true 或 false", lambda v: type(v) is bool),
    "RATIO": ("大于 0、不超过 1 的既约分数", lambda v: is_ratio(v)),
    "DAY": ("日期，如 2026-03-02", lambda v: is_time(v, "%Y-%m-%d")),
    "MOMENT": ("时刻，如 2026-03-02T02:00:00Z", lambda v: is_time(v, "%Y-%m-%dT%H:%M:%SZ")),
    "EVENT": (
        "日志事件的种类",
        "plan|freeze|commit|abort|reveal|result|task|disqualify|replace|override|approval|recusal"
        "|publish|correct",
    ),
}


class Failure(Exception):
    """One Chinese sentence saying what does not hold."""


def need(holds, sentence):
    """Refuse unless it holds."""
    if not holds:
        raise Failure(sentence)


def same(what, found, expected):
    """Refuse unless what was found is what was expected, and print both."""
    if found != expected:
        raise Failure(f"{what}：查到「{short(found)}」，应为「{short(expected)}」")


def distinct(what, values):
    """Refuse values of which two are the same."""
    repeated = [value for value, count in Counter(values).items() if count > 1]
    need(not repeated, f"{what} 有重复：{short(repeated[:3])}")


def ascending(what, values):
    """Refuse values that do not ascend strictly by code point."""
    for before, after in zip(values, values[1:]):
        need(
            before < after,
            f"{what} 次序不对或有重复：「{short(after)}」排在「{short(before)}」之后",
        )


def short(value):
    """Return a value as text that fits on one line."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 160 else text[:159] + "…"


# ---- Hashes, Ed25519, the tree of the log -------------------------------------------------------


def digest(algorithm, data):
    """Return H(text or bytes) in hex; SM3 in pure Python where hashlib lacks it."""
    data = data.encode() if isinstance(data, str) else data
    if algorithm == "sha256":
        return hashlib.sha256(data).hexdigest()
    return hashlib.new("sm3", data).hexdigest() if "sm3" in SYSTEM_HASHES else sm3(data)


SYSTEM_HASHES = hashlib.algorithms_available


def sm3(data):
    """Return the SM3 digest (GB/T 32905) in hex."""

    def turn(x, n):
        return ((x << n % 32) | (x >> (32 - n % 32))) & 0xFFFFFFFF

    start = "7380166f4914b2b9172442d7da8a0600a96f30bc163138aae38dee4db0fb0e4e"
    state = struct.unpack(">8I", bytes.fromhex(start))
    data += b"\x80" + bytes((55 - len(data)) % 64) + struct.pack(">Q", 8 * len(data))
    for block in range(0, len(data), 64):
        w = list(struct.unpack(">16I", data[block : block + 64]))
        for j in range(16, 68):
            x = w[j - 16] ^ w[j - 9] ^ turn(w[j - 3], 15)
            w.append(x ^ turn(x, 15) ^ turn(x, 23) ^ turn(w[j - 13], 7) ^ w[j - 6])
        a, b, c, d, e, f, g, h = state
        for j in range(64):
            constant = turn(0x79CC4519 if j < 16 else 0x7A879D8A, j)
            ss1 = turn((turn(a, 12) + e + constant) & 0xFFFFFFFF, 7)
            left = a ^ b ^ c if j < 16 else (a & b) | (a & c) | (b & c)
            right = e ^ f ^ g if j < 16 else (e & f) | (~e & g)
            tt1 = (left + d + (ss1 ^ turn(a, 12)) + (w[j] ^ w[j + 4])) & 0xFFFFFFFF
            tt2 = (right + h + ss1 + w[j]) & 0xFFFFFFFF
            a, b, c, d = tt1, a, turn(b, 9), c
            e, f, g, h = tt2 ^ turn(tt2, 9) ^ turn(tt2, 17), e, turn(f, 19), g
        state = [old ^ new for old, new in zip(state, (a, b, c, d, e, f, g, h))]
    return struct.pack(">8I", *state).hex()


PRIME, ORDER = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
CURVE_D = -121665 * pow(121666, -1, PRIME) % PRIME


def plus(p, q):
    """Add two points (x, y) of the Ed25519 curve."""
    (a, b), (c, d) = p, q
    k = CURVE_D * a * b * c * d
    x, y = (a * d + b * c) * pow(1 + k, -1, PRIME), (b * d + a * c) * pow(1 - k, -1, PRIME)
    return x % PRIME, y % PRIME


def times(n, p):
    """Return n times a point."""
    total = (0, 1)
    while n:
        total = plus(total, p) if n & 1 else total
        p, n = plus(p, p), n >> 1
    return total


def point(raw):
    """Return the point that 32 bytes stand for, or None."""
    number = int.from_bytes(raw, "little")
    y, odd = number % 2**255, number >> 255
    square = (y * y - 1) * pow(CURVE_D * y * y + 1, -1, PRIME) % PRIME
    x = pow(square, (PRIME + 3) // 8, PRIME)
    x = x if x * x % PRIME == square else x * pow(2, (PRIME - 1) // 4, PRIME) % PRIME
    usable = y < PRIME and x * x % PRIME == square and (x or not odd)
    return (x if x % 2 == odd else PRIME - x, y) if usable else None


def is_signed(key, message, signature):
    """Verify Ed25519 (RFC 8032); a key of small order, which fits any message, is refused."""
    public, start = point(key), point(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if public is None or start is None or s >= ORDER or times(8, public) == (0, 1):
        return False
    base = point(bytes([0x58] + [0x66] * 31))
    challenge = hashlib.sha512(signature[:32] + key + message).digest()
    return times(s, base) == plus(start, times(int.from_bytes(challenge, "little"), public))


def tree_root(leaves):
    """Return the RFC 6962 root of the lines of a log."""
    level = [hashlib.sha256(b"\0" + leaf).digest() for leaf in leaves]
    while len(level) > 1:
        pairs = [hashlib.sha256(b"\1" + a + b).digest() for a, b in zip(level[::2], level[1::2])]
        level = pairs + level[2 * len(pairs) :]
    return level[0] if level else hashlib.sha256().digest()


# ---- Reading: files, lines, canonical JSON, single values ----------------------------------------


def read_bundle(path):
    """Return the files of a folder or zip by name; nothing is unpacked onto the disk."""
    if path.is_dir():
        entries = sorted(path.iterdir())
        odd = [entry.name for entry in entries if entry.is_symlink() or not entry.is_file()]
        need(not odd, f"「{short(odd[:3])}」不是普通文件")
        members, read = [(e.name, e.stat().st_size, e) for e in entries], Path.read_bytes
    else:
        archive = zipfile.ZipFile(path)
        members = [(info.orig_filename, info.file_size, info) for info in archive.infolist()]
        read = archive.read
    for name, _, _ in members:
        known = re.fullmatch(FILE_NAME, name, re.ASCII)
        need(known, f"「{short(name)}」不是证据包可有的文件（不收路径、子文件夹和别的名称）")
    distinct("文件名", [name for name, _, _ in members])
    sizes = [size for _, size, _ in members]
    need(len(sizes) <= COUNT_LIMIT, f"文件过多：{len(sizes)} 个")
    small = max(sizes, default=0) <= MEMBER_LIMIT and sum(sizes) <= TOTAL_LIMIT
    need(small, f"文件过大：合计 {sum(sizes)} 字节")
    return {name: read(member) for name, _, member in members}


def lines_of(case, name):
    """Return the lines of a text file, each of which ends in a line feed."""
    try:
        text = case.files[name].decode("utf-8")
    except UnicodeDecodeError as error:
        raise Failure(f"{name} 第 {error.start + 1} 字节起不是 UTF-8 文字") from None
    need(not text or text.endswith("\n"), f"{name} 的末行没有换行")
    return text.split("\n")[:-1]


def canonical(value):
    """Return the one permitted spelling of a JSON value."""
    style = {"ensure_ascii": False, "sort_keys": True, "separators": (",", ":")}
    return json.dumps(value, **style).encode()


def read_json(data, name, free=False):
    """Parse JSON, refusing everything that could be read in two ways."""

    def number(text):
        whole = re.fullmatch("-?[0-9]{1,16}", text) and abs(int(text)) < 2**53
        need(whole, f"{name} 有过大或不是整数的数字：{short(text)}")
        return int(text)

    def once(pairs):
        distinct(f"{name} 同一对象的键", [key for key, _ in pairs])
        return dict(pairs)

    hooks = dict.fromkeys(("parse_int", "parse_float", "parse_constant"), number)
    try:
        value = json.loads(data.decode("utf-8"), object_pairs_hook=once, **hooks)
        need(free or canonical(value) == data, f"{name} 不是规范写法（键的次序、空白或转义不同）")
    except RecursionError:
        raise Failure(f"{name} 嵌套过深") from None
    except ValueError as error:
        raise Failure(f"{name} 不是 UTF-8 的 JSON：{error}") from None
    return value


@lru_cache(maxsize=4096)
def is_text(text):
    """Say whether it is NFC text, not empty, without control characters or blanks at its ends."""
    if not isinstance(text, str) or not text or text != text.strip():
        return False
    odd = {"Cc", "Cf", "Cs", "Zl", "Zp"}
    return is_normalized("NFC", text) and not any(category(letter) in odd for letter in text)


@lru_cache(maxsize=4096)
def is_uscc(text):
    """Say whether it is a credit code (统一社会信用代码, GB 32100) whose check digit holds."""
    signs = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    if len(text) != 18 or not set(text) <= set(signs):
        return False
    return signs.index(text[17]) == -sum(signs.index(text[i]) * 3**i for i in range(17)) % 31


def is_ratio(text):
    """Say whether it is a fraction in lowest terms, above 0 and at most 1."""
    plain = isinstance(text, str) and re.fullmatch("[1-9][0-9]{0,30}(/[1-9][0-9]{0,30})?", text)
    return plain and str(Fraction(text)) == text and Fraction(text) <= 1


def is_time(text, form):
    """Say whether it is a date or moment exactly as the calendar would print it."""
    try:
        return datetime.strptime(text, form).strftime(form) == text
    except (TypeError, ValueError):
        return False


def fits(value, kind):
    """Say whether a value is of a kind."""
    rule = RULES[kind][1]
    return (
        isinstance(value, str) and re.fullmatch(rule, value) if type(rule) is str else rule(value)
    )


def check_shape(value, shape, where):
    """Refuse a value that does not have its shape."""
    if isinstance(shape, dict):
        need(isinstance(value, dict), f"{where} 应为对象")
        parts = [re.fullmatch("(\\w+)([?<!]?)(\\w*)", key).groups() for key in shape]
        same(f"{where} 的键", sorted(value), sorted(key for key, _, _ in parts))
        for (key, mark, by), inner in zip(parts, shape.values()):
            if mark != "?" or value[key] is not None:
                check_shape(value[key], inner, f"{where}›{key}")
            if by:
                order = ascending if mark == "<" else distinct
                order(f"{where}›{key}", [row[by] for row in value[key]])
    elif isinstance(shape, list):
        need(isinstance(value, list), f"{where} 应为数组")
        for place, item in enumerate(value, 1):
            check_shape(item, shape[0], f"{where}›{place}")
    elif shape[0] == "=":
        choices = shape[1:].split("=")
        need(value in choices, f"{where}：查到「{short(value)}」，应为{'、'.join(choices)}之一")
    elif value is not None or shape[-1] != "?":
        kind = shape.rstrip("?")
        need(fits(value, kind), f"{where}：查到「{short(value)}」，应为{RULES[kind][0]}")

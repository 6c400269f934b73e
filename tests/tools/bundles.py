"""Whole bundles of every mode, made by hand for tests: each stage can be changed before what follows from it is made."""

import base64
import hashlib
import importlib.util
import itertools
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from types import ModuleType
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

ROOT = Path(__file__).parents[2]
TOOL = ROOT / "tools" / "verify_draw.py"
EXAMPLE = ROOT / "tests" / "vectors" / "example-bundle"
Change = Callable[[Any], object]

SECRETS = {
    name: Ed25519PrivateKey.from_private_bytes(bytes([n]) * 32)
    for n, name in enumerate(["initiator", "supervision", "witness", "log.example", "notary/w"], 1)
}
KEYS = {name: secret.public_key().public_bytes_raw().hex() for name, secret in SECRETS.items()}
PARTIES = ("initiator", "supervision", "witness")
DEADLINE, DUE = 1694773800, 1692803367 + 3 * (657413 - 1)  # 2023-09-15, 10:30:00 and 11:00:03
COSIGNED = {"committed": 1694772000, "revealed": 1694775000, "drawn": 1694779200}
POINTS = tuple(COSIGNED)


def load() -> ModuleType:
    """Return the verifier as a module."""
    spec = importlib.util.spec_from_file_location("verify_draw_of_bundles", TOOL)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


verify = load()


def run(*words: object) -> tuple[int, str]:
    """Run the verifier; return its exit code and what it said."""
    said = StringIO()
    with redirect_stdout(said):
        code = verify.main([str(word) for word in words])
    return code, said.getvalue()


def canonical(value: object) -> bytes:
    style: dict[str, Any] = {"ensure_ascii": False, "sort_keys": True, "separators": (",", ":")}
    return json.dumps(value, **style).encode()


def sha(data: bytes | str) -> str:
    return hashlib.sha256(data.encode() if isinstance(data, str) else data).hexdigest()


def sums(folder: Path) -> None:
    """Write SHA256SUMS anew."""
    names = sorted(path.name for path in folder.iterdir() if path.name != "SHA256SUMS")
    lines = [f"{sha((folder / n).read_bytes())}  {n}\n" for n in names]
    (folder / "SHA256SUMS").write_text("".join(lines), encoding="utf-8", newline="\n")


# ---- What is drawn, and who goes there --------------------------------------------------------------

ROWS = [f"T{n:02}|{'AB'[n % 2]}|{'cap-reached' if n == 9 else 'eligible'}" for n in range(1, 13)]
FACTS = [
    f"T{n:02}|{'东' if n < 7 else '西'}|{'特种设备' if n % 3 == 0 else ''}" for n in range(1, 13)
]
FULL = {"certified": {"from": "2020-01-01", "until": "2030-12-31"}}


def person(name: str, **other: Any) -> dict[str, Any]:
    plain = {
        "absent": [],
        "before": 0,
        "cap": None,
        "department": "甲科",
        "expert": False,
        "id": name,
    }
    return {**plain, "leader": False, "region": "东", "skills": [], **FULL, **other}


def people() -> list[dict[str, Any]]:
    return [
        person("I1", leader=True, before=1),
        person("I2", leader=True, region="西", skills=["特种设备"]),
        person("I3", cap=2),
        person("I4", region="西", before=2),
        person("I5", department="乙科"),
        person("I6", absent=[{"from": "2023-09-01", "until": "2023-12-31"}]),
        person("I7", certified={"from": "2020-01-01", "until": "2023-10-15"}),
        person("X1", expert=True, certified=None, skills=["特种设备"]),
        person("X2", expert=True, certified=None, region="西"),
    ]


def slot(line: str, name: str, **other: Any) -> dict[str, Any]:
    plain = {"bars": [], "expert": False, "line": line, "name": name, "need": None}
    return {**plain, "preferences": [], **other}


def inspectors() -> dict[str, Any]:
    slots = [
        slot("L1", "expert", expert=True, need="特种设备", preferences=["needs"]),
        slot("L1", "leader", bars=["leader"], preferences=["region"]),
        slot("L1", "member", preferences=["department:甲科", "region"]),
        slot("L2", "leader", bars=["leader"]),
    ]
    return {"people": people(), "recusals": [{"person": "I3", "target": "T02"}], "slots": slots}


def line(name: str, start: str, until: str, **other: Any) -> dict[str, Any]:
    a = {"all": 6, "eligible": 6, "excluded": [], "id": "A", "minimum": 0, "ratio": "1/6"}
    b = {
        **a,
        "eligible": 5,
        "excluded": [{"n": 1, "reason": "cap-reached"}],
        "id": "B",
        "ratio": "1/3",
    }
    plain = {
        "attempt": 1,
        "base": "eligible",
        "batches": [],
        "departures": [],
        "group": "G",
        "least": 0,
    }
    mode = {"condition": None, "kind": "undirected", "words": None}
    ends = {"mode": mode, "register": 1, "rounding": "ceil", "strata": [a, b]}
    return {**plain, **ends, "line": name, "window": {"from": start, "until": until}, **other}


def manifest() -> dict[str, Any]:
    root = verify.register_facts("sha256", ROWS)
    register = {**root, "facts": None, "ids": "text", "previous_root": None, "undecided": []}
    beacon = json.loads((EXAMPLE / "manifest.json").read_bytes())["beacon"]
    return {
        "format": "ssj/1", "hash": "sha256", "engine": "by hand", "purpose": "demo", "draw": "D-1", "counter": 1,
        "previous": None, "retry_of": None, "plan": None, "pack": {"as_of": "2023-09-01", "hash": "0" * 64, "id": "p"},
        "registers": [register], "merge": True, "withhold": None, "inspectors": None,
        "lines": [line("L1", "2023-10-01", "2023-11-30"), line("L2", "2023-11-01", "2023-12-20")],
        "parties": [{"key": KEYS[name], "name": name, "title": name} for name in PARTIES],
        "log": {"cosigners": [{"key": KEYS["notary/w"], "name": "notary/w"}], "key": KEYS["log.example"], "origin": "log.example"},
        "beacon": beacon, "deadline": "2023-09-15T10:30:00Z",
    }  # fmt: skip


def merged(of: dict[str, Any], result: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the visits of a result whose windows overlap, or of each line alone."""
    lines = {x["line"]: x for x in of["lines"]}
    rows = [(r["id"], x["line"]) for x in result["lines"] for s in x["strata"] for r in s["drawn"]]
    for target in sorted({one for one, _ in rows}):
        own = sorted(
            (name for one, name in rows if one == target),
            key=lambda n: (lines[n]["window"]["from"], n),
        )
        visits: list[list[str]] = []
        for name in own:
            together = visits and of["merge"]
            ends = [lines[n]["window"]["until"] for n in visits[-1]] if together else [""]
            if together and lines[name]["window"]["from"] <= min(ends):
                visits[-1].append(name)
            else:
                visits.append([name])
        for n, names in enumerate(visits):
            spans = [lines[x]["window"] for x in names]
            window = {
                "from": max(s["from"] for s in spans),
                "until": min(s["until"] for s in spans),
            }
            yield {
                **window,
                "id": target + (f"|{n + 1}" if n else ""),
                "target": target,
                "lines": names,
            }


def fit_of(
    given: dict[str, Any], visits: list[dict[str, Any]], facts: list[str]
) -> list[dict[str, Any]]:
    """Return who fits where, asked person by person."""
    told = {x.split("|")[0]: (x.split("|")[1], {*x.split("|")[2].split(",")} - {""}) for x in facts}
    out = {(r["person"], r["target"]) for r in given["recusals"]}
    entries = []
    for visit in visits:
        region, needs = told[visit["target"]]
        slots = [
            s for s in given["slots"] if s["line"] in visit["lines"] and s["need"] in {None, *needs}
        ]
        for name in sorted({s["name"] for s in slots}):
            own = [s for s in slots if s["name"] == name]
            tests = {key: {t for s in own for t in s[key]} for key in ("bars", "preferences")}
            candidates = []
            for p in given["people"]:
                true = {f"department:{p['department']}", *(f"skill:{s}" for s in p["skills"])}
                true |= {"region"} if p["region"] == region else set()
                true |= {"needs"} if needs <= {*p["skills"]} else set()
                true |= {"leader"} if p["leader"] else set()
                spans = [(s["from"], s["until"]) for s in p["absent"]]
                away = any(a <= visit["from"] and b >= visit["until"] for a, b in spans)
                paper = p["certified"]
                held = paper and paper["from"] <= visit["from"] and paper["until"] >= visit["until"]
                kind = p["expert"] == own[0]["expert"] and (p["expert"] or held)
                if (
                    kind
                    and not away
                    and (p["id"], visit["target"]) not in out
                    and tests["bars"] <= true
                ):
                    candidates.append(
                        {"inspector": p["id"], "unmet": len(tests["preferences"] - true)}
                    )
            entries.append({"candidates": candidates, "slot": name, "visit": visit["id"]})
    return sorted(entries, key=lambda e: (e["visit"], e["slot"]))


Answer = list[str | None]


def answers(
    fit: list[dict[str, Any]], caps: Mapping[str, int | None], *, empty: bool
) -> Iterator[Answer]:
    """Yield every assignment; with `empty`, those with empty slots too."""
    taken: Answer = []
    load: Counter[str] = Counter()

    def go() -> Iterator[Answer]:
        if len(taken) == len(fit):
            yield [*taken]
            return
        entry = fit[len(taken)]
        beside = {t for t, e in zip(taken, fit, strict=False) if e["visit"] == entry["visit"]}
        for one in [*(c["inspector"] for c in entry["candidates"]), *([None] if empty else [])]:
            cap = caps[one] if one else None
            if one and (one in beside or (cap is not None and load[one] >= cap)):
                continue
            taken.append(one)
            load[one or ""] += 1
            yield from go()
            load[one or ""] -= 1
            taken.pop()

    return go()


def place_of(
    answer: Answer,
    fit: list[dict[str, Any]],
    before: Mapping[str, int],
    seed: str,
    algorithm: str = "sha256",
) -> Any:
    """Return what assignments are compared by, the least first."""
    slots, pairs = (verify.stream(algorithm, seed, purpose) for purpose in ("slot", "pair"))
    names = [f"{e['visit']}|{e['slot']}" for e in fit]
    unmet = [{c["inspector"]: c["unmet"] for c in e["candidates"]} for e in fit]
    load = Counter(dict(before)) + Counter(one for one in answer if one)
    order = sorted(
        range(len(fit)), key=lambda n: (slots(names[n]), fit[n]["visit"], fit[n]["slot"])
    )
    firsts = [
        (0, unmet[n][one], pairs(f"{names[n]}|{one}"), one) if (one := answer[n]) else (1,)
        for n in order
    ]
    total = sum(unmet[n][one] for n, one in enumerate(answer) if one)
    return sum(one is None for one in answer), total, sum(x * x for x in load.values()), firsts


def best(fit: list[dict[str, Any]], everybody: list[dict[str, Any]], seed: str) -> Answer:
    """Return the one answer, by trying all."""
    caps, before = {p["id"]: p["cap"] for p in everybody}, {p["id"]: p["before"] for p in everybody}
    full = list(itertools.islice(answers(fit, caps, empty=False), 300_000))
    return min(full or answers(fit, caps, empty=True), key=lambda a: place_of(a, fit, before, seed))


def assignment_of(
    fit: list[dict[str, Any]], everybody: list[dict[str, Any]], answer: Answer, seed: str
) -> dict[str, Any]:
    pair = verify.stream("sha256", seed, "pair")
    load = Counter(one for one in answer if one)
    slots = [
        {"inspector": one, "slot": e["slot"], "visit": e["visit"], "ticket": pair(f"{e['visit']}|{e['slot']}|{one}")}
        for e, one in zip(fit, answer, strict=True) if one
    ]  # fmt: skip
    loads = [
        {"after": p["before"] + load[p["id"]], "before": p["before"], "inspector": p["id"]}
        for p in everybody
    ]
    return {"loads": loads, "slots": slots}


# ---- The log --------------------------------------------------------------------------------------------


def hidden(text: str) -> str:
    return json.dumps(
        {"leaf": hashlib.sha256(b"\0" + text.encode()).hexdigest()}, separators=(",", ":")
    )


def tree(lines: list[str]) -> bytes:
    """Return the root as RFC 6962 words it, split at the largest power of two."""
    if len(lines) == 1:
        row = json.loads(lines[0])
        return (
            bytes.fromhex(row["leaf"])
            if "leaf" in row
            else hashlib.sha256(b"\0" + lines[0].encode()).digest()
        )
    half = 1 << (len(lines) - 1).bit_length() - 1
    return hashlib.sha256(b"\1" + tree(lines[:half]) + tree(lines[half:])).digest()


def note(lines: list[str], size: int, at: int, **other: Any) -> str:
    """Return a checkpoint, signed by the log and cosigned at a time."""
    root = base64.b64encode(tree(lines[:size])).decode()
    body = f"{other.get('origin', 'log.example')}\n{size}\n{root}\n"
    rows = []
    for role, name, stamp in ((1, "log.example", b""), (4, "notary/w", at.to_bytes(8, "big"))):
        said = body if role == 1 else f"cosignature/v1\ntime {at}\n{body}"
        public = bytes.fromhex(KEYS[name])
        tag = hashlib.sha256(name.encode() + b"\n" + bytes([role]) + public).digest()[:4]
        blob = tag + stamp + SECRETS[name].sign(said.encode())
        if name not in other.get("without", ()):
            rows.append(f"— {name} {base64.b64encode(blob).decode()}\n")
    return body + "\n" + "".join(rows)


def clock(n: int) -> str:
    return f"2023-09-15T09:{n // 60:02}:{n % 60:02}Z"


# ---- A bundle ---------------------------------------------------------------------------------------------


class Bundle:
    """A bundle in the making. `change` maps a stage to what is done to it before the rest is made."""

    def __init__(
        self, folder: Path, change: Mapping[str, Change] | None = None, **mode: Any
    ) -> None:
        self.folder, self.changes, self.files = folder, dict(change or {}), {}
        self.mode = mode
        folder.mkdir(parents=True, exist_ok=True)
        for path in folder.iterdir():
            path.unlink()
        self.make()

    def stage(self, name: str, value: Any) -> Any:
        if name in self.changes:
            given = self.changes[name](value)
            return given if isinstance(given, type(value)) else value
        return value

    def put(self, name: str, value: Any) -> str:
        """Write a file; return its hash."""
        self.files[name] = value if isinstance(value, bytes) else canonical(value)
        return sha(self.files[name])

    def make(self) -> None:
        self.register = self.stage("register", [*ROWS])
        self.put("register-1.txt", "".join(x + "\n" for x in self.register).encode())
        m = manifest()
        if self.mode.get("inspectors"):
            self.facts = self.stage("facts", [*FACTS])
            m["registers"][0]["facts"] = self.put(
                "facts-1.txt", "".join(x + "\n" for x in self.facts).encode()
            )
            self.inspectors = self.stage("inspectors", inspectors())
            m["inspectors"] = self.put("inspectors.json", self.inspectors)
        if self.mode.get("withhold"):
            m["withhold"] = {"party": "supervision", "until": "2023-12-20T00:00:00Z"}
        if self.mode.get("sealed"):
            m["withhold"]["until"] = "2999-12-20T00:00:00Z"
        self.manifest = self.stage("manifest", m)
        self.id = self.put("manifest.json", self.manifest)
        self.exchange()
        self.draw()
        self.log()
        self.finish()

    def exchange(self) -> None:
        """Commitments, reveals, beacon, seed."""
        self.nonces = {
            name: sha(name) for name in PARTIES if name not in self.mode.get("silent", ())
        }
        self.commitments = []
        for party in self.manifest["parties"]:
            name = party["name"]
            reveal = {
                "draw": self.manifest["draw"],
                "manifest": self.id,
                "nonce": sha(name),
                "party": name,
            }
            told = sha(canonical(reveal))
            if name in self.nonces:
                self.put(f"reveal-{name}.json", reveal)
            signature = SECRETS[name].sign(told.encode()).hex() if party["key"] else None
            self.commitments.append({"hash": told, "party": name, "signature": signature})
        self.put("commitments.json", self.stage("commitments", self.commitments))
        beacon = None
        if self.manifest["beacon"]:
            self.put("beacon.json", (EXAMPLE / "beacon.json").read_bytes())
            beacon = json.loads(self.files["beacon.json"])
            beacon["value"] = sha(bytes.fromhex(beacon.pop("signature")))
        reveals = [
            {"nonce": self.nonces.get(p["name"]), "party": p["name"]}
            for p in self.manifest["parties"]
        ]
        self.seed = self.put(
            "seed.json",
            self.stage("seed", {"beacon": beacon, "manifest": self.id, "reveals": reveals}),
        )

    def draw(self) -> None:
        """Result, visits, fits, assignment, overrides."""
        pools: dict[str, list[str]] = {"A": [], "B": []}
        for one, stratum, status in (row.split("|") for row in self.register):
            if status == "eligible":
                pools[stratum].append(one)
        lines = [verify.draw_line("sha256", self.seed, x, pools) for x in self.manifest["lines"]]
        result = {
            "draw": self.manifest["draw"],
            "lines": lines,
            "manifest": self.id,
            "seed": self.seed,
        }
        self.pools, self.result = pools, self.stage("result", result)
        self.put("result.json", self.result)
        self.visits = list(merged(self.manifest, self.result))
        if self.mode.get("inspectors"):
            self.fit = self.stage("fit", fit_of(self.inspectors, self.visits, self.facts))
            self.put("fit.json", self.fit)
            answer = self.stage("answer", best(self.fit, self.inspectors["people"], self.seed))
            assigned = assignment_of(self.fit, self.inspectors["people"], answer, self.seed)
            self.assigned = self.stage("assignment", assigned)
            self.put("assignment.json", self.assigned)
        self.overrides = self.mode["overrides"](self) if "overrides" in self.mode else []
        self.overrides = self.stage("overrides", self.overrides)
        if self.overrides:
            self.put("overrides.json", self.overrides)

    def event(self, kind: str, body: dict[str, Any], who: str = "operator") -> None:
        n = len(self.events) + 1
        told = {"manifest": self.id, **body}
        self.events.append(
            {
                "at": clock(n),
                "body": told,
                "draw": self.manifest["draw"],
                "kind": kind,
                "n": n,
                "who": who,
            }
        )

    def late(self, kind: str, body: dict[str, Any]) -> None:
        """Record what follows the draw, sealed if the draw is withheld."""
        self.event(kind, body)
        if self.mode.get("withhold"):
            event = self.events[-1]
            clear = {key: event[key] for key in ("at", "body", "draw", "kind", "who")}
            salt = sha(f"salt{event['n']}")
            self.unsealed.append({"event": clear, "n": event["n"], "salt": salt})
            shut = hashlib.sha256(canonical(clear) + f"|{salt}".encode()).hexdigest()
            event.update(kind="sealed", body={"manifest": self.id, "sealed": shut})

    def log(self) -> None:
        """All events of the draw, checkpoints between them."""
        self.events: list[dict[str, Any]] = []
        self.unsealed: list[dict[str, Any]] = []
        self.events += self.stage("earlier", [])
        held = "supervision" if self.mode.get("withhold") else None
        roots = [x["root"] for x in self.manifest["registers"]]
        lines = [x["line"] for x in self.manifest["lines"]]
        self.event(
            "freeze", {"counter": self.manifest["counter"], "lines": lines, "registers": roots}
        )
        self.event("decide", {"case": "张三"})
        for row in self.commitments:
            self.event("commit", row, row["party"])
        sizes = {"committed": len(self.events)}
        for name, nonce in self.nonces.items():
            if name == held:
                self.event("deposit", {"party": name})
            else:
                self.event("reveal", {"nonce": nonce, "party": name}, name)
        sizes["revealed"] = len(self.events)
        told = None if held else self.seed
        self.event(
            "result",
            {
                "result": sha(self.files["result.json"]),
                "seed": told,
                "sums": None if held else "0" * 64,
            },
        )
        sizes["drawn"] = len(self.events)
        if self.mode.get("inspectors"):
            hashes = {name: sha(self.files[f"{name}.json"]) for name in ("assignment", "fit")}
            self.late("assign", {**hashes, "sums": "0" * 64})
        for row in self.overrides:
            self.late(
                "disqualify" if row["kind"] == "disqualify" else "replace",
                {**row, "sums": "0" * 64},
            )
        if held and not self.mode.get("sealed"):
            self.event("open", {"nonce": self.nonces[held], "party": held, "sums": "0" * 64})
        sizes["drawn"] = len(self.events)
        self.events = self.stage("events", self.events)
        texts = [canonical(x).decode() for x in self.events]
        texts = self.stage("lines", [hidden(t) if '"decide"' in t else t for t in texts])
        sizes = self.stage("sizes", {x: sizes[x] for x in self.mode.get("points", POINTS)})
        times = self.stage("times", dict(COSIGNED))
        if not self.manifest["log"]:
            return
        texts = texts[: max(sizes.values())]
        self.put("log.jsonl", "".join(x + "\n" for x in texts).encode())
        for name, size in sizes.items():
            text = note(texts, size, times[name], **self.mode.get("note", {}))
            self.put(f"checkpoint-{name}.txt", self.stage(name, text).encode())
        if self.unsealed:
            self.put("unsealed.json", self.stage("unsealed", self.unsealed))

    def finish(self) -> None:
        """Close what is sealed, leave out what a test leaves out, write all files and their sums."""
        if self.mode.get("sealed"):
            closed = [
                "seed.json",
                "result.json",
                "reveal-supervision.json",
                "fit.json",
                "assignment.json",
            ]
            for name in [*closed, "overrides.json", "unsealed.json"]:
                self.files.pop(name, None)
        self.stage("files", self.files)
        for name, data in self.files.items():
            (self.folder / name).write_bytes(data)
        self.seal()

    def seal(self) -> None:
        """Write SHA256SUMS over what the folder holds now."""
        sums(self.folder)

    def run(self, *words: object) -> tuple[int, str]:
        return run(self.folder, *words)

    def failed(self, step: str, sentence: str) -> None:
        """Hold that the verifier stops at a step with a sentence."""
        code, said = self.run()
        last = said.splitlines()[-1]
        assert code == 1, said
        assert last.startswith("✗"), said
        assert f"步 {step}：" in last, last
        assert sentence in last, last

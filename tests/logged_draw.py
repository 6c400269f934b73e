"""A draw with a log, for tests: the operator's store, two parties and a cosigner, each with a key of its own.

The beacon's round is the real one of the example bundle; all moments lie around it.
"""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from shuangsuiji.digest import canonical
from shuangsuiji.draw.bundle import sums_file
from shuangsuiji.draw.verification.verify import Verification, verify_bundle
from shuangsuiji.findings import Refusal
from shuangsuiji.ledger.checkpoint import Checkpoint, cosign, sign
from shuangsuiji.ledger.merkle import Frontier, leaf_hash
from shuangsuiji.ledger.note import Note
from shuangsuiji.report.sentences import sentence
from shuangsuiji.store import events, open_store
from shuangsuiji.workflow import draws
from shuangsuiji.workflow.duck import duck
from shuangsuiji.workflow.key_files import new_key, read_key
from shuangsuiji.workflow.ledger_cosign import CosignOrder, cosign_request
from shuangsuiji.workflow.ledger_sign import SignOrder, receive, sign_checkpoint

BEACON = Path(__file__).parent / "vectors" / "example-bundle" / "beacon.json"
PACK = draws.PackRecord("gaoqing", date(2026, 1, 1), b'{"id":"gaoqing"}')
ORIGIN, COSIGNER = "gaoqing.example/log", "notary.example"


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2023, 9, 15, hour, minute, tzinfo=UTC)


MORNING, COMMITTED, REVEALING = at(8), at(9), at(9, 30)
DEADLINE, WITNESSED, DUE, AFTER = at(10, 30), at(10, 45), at(11, 1), at(12)
UNTIL = datetime(2023, 12, 31, tzinfo=UTC)
ROWS = [(f"甲{i:03}", "A", "eligible") for i in range(30)] + [
    (f"乙{i:03}", "B", "eligible" if i else "deregistered") for i in range(6)
]
ORDER = """\
draw: {draw}
purpose: {purpose}
registers: [{{ids: text}}]
{more}
lines:
  - line: {line}
    window: {{from: 2023-10-01, until: 2023-12-31}}
    batches: [3, 2]
    strata: [{{id: A, ratio: 20%}}, {{id: B, ratio: 50%}}]
parties:
  - {{name: initiator, title: 县市场监管局, key: {initiator}}}
  - {{name: supervision, title: 县司法局, key: {supervision}}}
log:
  origin: {origin}
  key: {log}
  cosigners: [{{name: {name}, key: {cosigner}}}]
"""
TIMED = 'deadline: "2023-09-15T10:30:00Z"\nbeacon: {round: 657413, limit: "2023-09-16T00:00:00Z"}'
WITHHELD = 'withhold: {party: supervision, until: "2023-12-31T00:00:00Z"}'
PARTIES = ("initiator", "supervision")


class Office:
    """The operator's folder; parties and cosigner have folders of their own, as if on other machines."""

    def __init__(self, root: Path) -> None:
        self.root, self.store = root, str(root / "s.db")
        self.keys = {who: new_key(root / who / "key.pem") for who in (*PARTIES, "log", "cosigner")}
        self.trust = root / "trust.json"
        self.trust_in("log", "cosigner", *PARTIES)
        self.serial = 0

    def trust_in(self, *whos: str, file: str = "trust.json") -> Path:
        names = {"log": ORIGIN, "cosigner": COSIGNER}
        rows = [{"key": self.keys[who], "name": names.get(who, who)} for who in whos]
        path = self.root / file
        path.write_text(json.dumps({"keys": rows}), "utf-8")
        return path

    def order(self, *, draw: str, line: str, purpose: str, more: str, **other: str) -> Path:
        path = self.root / f"{draw}.yaml"
        said = {"origin": ORIGIN, "name": COSIGNER, **self.keys, **other}
        text = ORDER.format(draw=draw, line=line, purpose=purpose, more=more, **said)
        path.write_text(text, "utf-8")
        return path

    def freeze(
        self,
        draw: str = "D-1",
        line: str = "L-1",
        purpose: str = "official",
        more: str = TIMED,
        *,
        rows: list[tuple[str, str, str]] | None = None,
        now: datetime = MORNING,
        **other: str,
    ) -> Path:
        order = self.order(draw=draw, line=line, purpose=purpose, more=more, **other)
        register, out = self.root / f"{draw}.csv", self.root / draw
        text = "".join(f"{','.join(row)}\n" for row in rows or ROWS)
        register.write_text(f"id,stratum,status\n{text}", "utf-8")
        draws.freeze(draws.FreezeOrder(order, (register,), self.store, out, PACK), now=now)
        return out

    def commit(self, out: Path, *parties: str, now: datetime = MORNING) -> None:
        for party in parties or PARTIES:
            mine = self.root / party
            order = draws.SignOrder(
                out / "frozen" / "manifest.json", party, mine / out.name, mine / "key.pem"
            )
            draws.sign(order)
            paper = mine / out.name / f"commitment-{party}.json"
            draws.commit(out, draws.Promise(party, paper=paper), now=now)

    def reveal(self, out: Path, *parties: str, now: datetime = REVEALING) -> None:
        for party in parties or PARTIES:
            draws.reveal(out, self.own(out, party), now=now)

    def own(self, out: Path, party: str) -> Path:
        return self.root / party / out.name / f"reveal-{party}.json"

    def checkpoint(self, now: datetime) -> Path:
        """Sign the log as it stands; return the request to cosign."""
        self.serial += 1
        note, request = (self.root / f"{self.serial}.{end}" for end in ("note", "request"))
        key = self.root / "log" / "key.pem"
        sign_checkpoint(SignOrder(self.store, key, note, ORIGIN, request), now=now)
        return request

    def cosign(self, request: Path, now: datetime) -> Path:
        """Have the cosigner sign, on its own machine."""
        mine, signed = self.root / "cosigner", request.with_suffix(".signed")
        known = mine / "known.txt"
        cosign_request(
            CosignOrder(
                request,
                mine / "key.pem",
                COSIGNER,
                self.trust,
                known,
                signed,
                first=not known.exists(),
            ),
            now=now,
        )
        return signed

    def witness(self, now: datetime) -> None:
        """Sign, have it cosigned, and take the signature back."""
        signed = self.cosign(self.checkpoint(now), now)
        receive(self.store, signed, self.trust, now=now)

    def whole(self, out: Path | None = None, *, beacon: bool = True) -> Path:
        """Do a draw to its end as it should be done; return its folder."""
        out = out or self.freeze()
        self.commit(out)
        self.witness(COMMITTED)
        self.reveal(out)
        self.witness(WITNESSED)
        draws.run(out, beacon=BEACON if beacon else None, now=AFTER)
        return out

    def kinds(self) -> list[str]:
        with open_store(self.store) as store, store.reading() as connection:
            return [event.kind for event in events(connection)]

    def relogged(
        self,
        files: dict[str, bytes],
        rows: list[dict[str, Any]],
        **points: tuple[int, datetime],
    ) -> dict[str, bytes]:
        """Return a bundle with another log, signed by its log and by its cosigner: they collude.

        `points` are sizes and times of checkpoints; rows are numbered anew.
        """
        lines = [
            canonical(row if "leaf" in row else {**row, "n": n}) for n, row in enumerate(rows, 1)
        ]
        kept = {k: v for k, v in files.items() if not k.startswith(("checkpoint", "log."))}
        kept["log.jsonl"] = b"".join(line + b"\n" for line in lines)
        for name, (size, moment) in points.items():
            kept[f"checkpoint-{name}.txt"] = self.signed(lines[:size], moment)
        return kept

    def signed(self, lines: list[bytes], moment: datetime, cosigner: str = "cosigner") -> bytes:
        """Return a checkpoint of these lines with both signatures."""
        tree = Frontier()
        for line in lines:
            hidden = json.loads(line).get("leaf")
            tree.append(bytes.fromhex(hidden) if hidden else leaf_hash(line))
        point = Checkpoint(ORIGIN, len(lines), tree.root())
        own, theirs = (read_key(self.root / who / "key.pem") for who in ("log", cosigner))
        both = (sign(point, own), cosign(point, COSIGNER, theirs, int(moment.timestamp())))
        return str(Note(str(point), both)).encode()


def rows_of(files: dict[str, bytes]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in files["log.jsonl"].splitlines()]


def files_of(bundle: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(bundle.iterdir())}


def verified(files: dict[str, bytes]) -> Verification:
    """Verify files whose SHA256SUMS are made anew: an attacker can do that too."""
    with duck() as connection:
        return verify_bundle(connection, {**files, "SHA256SUMS": sums_file(files)})


def failure(files: dict[str, bytes]) -> tuple[str | None, list[str]]:
    verification = verified(files)
    return verification.failed_step, [finding.code for finding in verification.failures]


def refused(step: Callable[[], Any]) -> list[str]:
    with pytest.raises(Refusal) as refusal:
        step()
    for finding in refusal.value.findings:
        assert all(sentence(finding))
    return [finding.code for finding in refusal.value.findings]


def shown(verification: Verification) -> tuple[set[str], set[str]]:
    return {c.code for c in verification.shown}, {c.code for c in verification.not_shown}

"""A real PostgreSQL for tests: its own data, a socket and no port, ended with the run of tests.

It refuses to run as root, so that root starts it as another user. See the fixture `postgres` in conftest.py.
"""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from itertools import count
from pathlib import Path
from typing import Any

import psycopg

USER = "ssj"
SETTINGS = ("-c", "listen_addresses=", "-c", "fsync=off")  # no test cuts the power
PATIENCE = 60
"""How many seconds it may take to start, or to stop."""


def find() -> Path | None:
    """Return the folder with `postgres` and `initdb`: on the path, else Debian's newest."""
    places = [Path(p).parent for p in (shutil.which("postgres"),) if p]
    debian = Path("/usr/lib/postgresql").glob("*/bin")
    places += sorted(debian, key=lambda path: int(path.parent.name), reverse=True)
    return next((p for p in places if all((p / n).exists() for n in ("postgres", "initdb"))), None)


class Server:
    """One server for a run of tests; each `fresh` database is empty."""

    def __init__(self, programs: Path) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="pg-"))
        self._who: dict[str, Any] = _other_user(self.folder)
        data = self.folder / "data"
        self._run(
            programs / "initdb",
            *("-D", data, "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"),
        )
        with (self.folder / "log").open("wb") as log:
            self.process = subprocess.Popen(
                [programs / "postgres", "-D", data, "-k", self.folder, *SETTINGS],
                cwd=self.folder,
                stdout=subprocess.DEVNULL,
                stderr=log,
                **self._who,
            )
        self._numbers = count(1)
        self._wait()

    def fresh(self) -> str:
        """Return the address of a new, empty database."""
        name = f"store_{next(self._numbers)}"
        with psycopg.connect(self._place("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return f"postgresql+psycopg://{USER}@/{name}?host={self.folder}"

    def connect(self, url: str) -> psycopg.Connection[Any]:
        """Connect to a database of `fresh` as any other program would."""
        return psycopg.connect(self._place(url.rpartition("@/")[2].partition("?")[0]))

    def close(self) -> None:
        """End the server, its connections with it, and remove its data."""
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(PATIENCE)
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)

    def _place(self, database: str) -> str:
        return f"host={self.folder} user={USER} dbname={database}"

    def _run(self, *command: object) -> None:
        told = subprocess.run(
            [str(word) for word in command],
            cwd=self.folder, capture_output=True, text=True, check=False, **self._who,
        )  # fmt: skip
        if told.returncode:
            raise RuntimeError(told.stderr)

    def _wait(self) -> None:
        end = time.monotonic() + PATIENCE
        while True:
            try:
                psycopg.connect(self._place("postgres")).close()
            except psycopg.OperationalError:
                if self.process.poll() is not None or time.monotonic() > end:
                    raise RuntimeError((self.folder / "log").read_text("utf-8")) from None
                time.sleep(0.05)
            else:
                return

    def __enter__(self) -> "Server":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _other_user(folder: Path) -> dict[str, Any]:
    """Return as whom to start the server, where the tests run as root; the folder is then theirs."""
    if os.getuid() != 0:
        return {}
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    who = names.get("postgres") or names["nobody"]
    os.chown(folder, who.pw_uid, who.pw_gid)
    return {"user": who.pw_uid, "group": who.pw_gid, "extra_groups": []}

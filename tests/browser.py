"""Chromium for tests: opens a page of ours without a network, tells what a person would see and print.

It is driven over a pipe (DevTools protocol), one process for a whole run of tests. See the fixture
`browser` in conftest.py.
"""

import base64
import fcntl
import io
import json
import os
import select
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pypdf import PdfReader

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--force-color-profile=srgb",
    "--remote-debugging-pipe",
)
DESKTOP, PHONE = 1280, 390
PATIENCE = 60
"""How many seconds one call may take."""

TOO_WIDE = """(() => {
  const room = document.documentElement.clientWidth;
  const scrolls = e => e && e !== document.body && e !== document.documentElement &&
    (["auto", "scroll"].includes(getComputedStyle(e).overflowX) || scrolls(e.parentElement));
  const told = e => e.tagName.toLowerCase() + (e.className ? "." + e.className : "") + ": " +
    (e.textContent || "").trim().slice(0, 40);
  const wide = [...document.body.querySelectorAll("*")].filter(
    e => e.getBoundingClientRect().right > room + 1 && !scrolls(e.parentElement));
  const whole = document.documentElement.scrollWidth;
  return whole > room ? ["page " + whole + " > " + room, ...wide.slice(0, 8).map(told)] : [];
})()"""


def find() -> str | None:
    """Return Chromium's path: $CHROMIUM, or the first of the usual names."""
    told = os.environ.get("CHROMIUM")
    return told or next((path for name in NAMES if (path := shutil.which(name))), None)


@dataclass
class Page:
    """A page that is open at a width; `asked` are the addresses that it loaded beside itself."""

    browser: "Browser"
    session: str
    target: str
    width: int
    asked: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        """Send a command of the DevTools protocol to this page."""
        return self.browser.call(method, self.session, **params)

    def run(self, script: str) -> Any:
        """Return what a JavaScript expression gives; a promise is awaited."""
        told = self.call(
            "Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True
        )
        if "exceptionDetails" in told:
            raise RuntimeError(told["exceptionDetails"])
        return told["result"].get("value")

    def too_wide(self) -> list[str]:
        """Return what stands beyond the right edge; what scrolls within a box of its own may."""
        return list(self.run(TOO_WIDE))

    def picture(self, path: Path, *, whole: bool = True) -> Path:
        """Write a PNG of the whole page, or of what the window shows."""
        size = self.call("Page.getLayoutMetrics")["cssContentSize"]
        clip = {"x": 0, "y": 0, "width": self.width, "height": min(size["height"], 15_000)}
        beyond = {"captureBeyondViewport": True, "clip": {**clip, "scale": 1}} if whole else {}
        told = self.call("Page.captureScreenshot", format="png", **beyond)
        path.write_bytes(base64.b64decode(told["data"]))
        return path

    def pdf(self) -> bytes:
        """Return the page as it prints, on the paper that its own style names."""
        told = self.call("Page.printToPDF", preferCSSPageSize=True, printBackground=False)
        return base64.b64decode(told["data"])

    def printed(self) -> list[str]:
        """Return the text of each printed page."""
        return [page.extract_text() for page in PdfReader(io.BytesIO(self.pdf())).pages]

    def close(self) -> None:
        """Close the tab."""
        self.browser.pages.pop(self.session, None)
        self.browser.call("Target.closeTarget", targetId=self.target)


class Browser:
    """One Chromium with an empty profile of its own; `with` ends it and all its processes."""

    def __init__(self, path: str) -> None:
        self.profile = tempfile.TemporaryDirectory(prefix="chromium-", ignore_cleanup_errors=True)
        theirs_in, self._to = _pipe()
        self._from, theirs_out = _pipe()
        self.process = subprocess.Popen(
            [
                "/bin/bash",
                "-c",
                f'exec "$@" 3<&{theirs_in} 4>&{theirs_out}',
                "bash",
                path,
                *FLAGS,
                f"--user-data-dir={self.profile.name}",
                "about:blank",
            ],
            pass_fds=(theirs_in, theirs_out),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        os.close(theirs_in)
        os.close(theirs_out)
        self._rest, self._next = b"", 0
        self.pages: dict[str, Page] = {}

    def open(self, page: Path | str, *, width: int = DESKTOP, height: int = 800) -> Page:
        """Open a file (or an address) in a window of this size, and wait until it has loaded."""
        address = page.resolve().as_uri() if isinstance(page, Path) else page
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        opened = self.pages[session] = Page(self, session, target, width)
        for domain in ("Page", "Runtime", "Network"):
            opened.call(f"{domain}.enable")
        opened.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )
        told = opened.call("Page.navigate", url=address)
        if "errorText" in told:
            raise RuntimeError(f"{address}: {told['errorText']}")
        self._until(time.monotonic() + PATIENCE, session, "Page.loadEventFired")
        opened.run("document.fonts.ready.then(() => true)")
        opened.asked = [a for a in opened.asked if a != address]
        return opened

    def call(self, method: str, session: str | None = None, **params: Any) -> dict[str, Any]:
        """Send a command and return its result."""
        self._next += 1
        message: dict[str, Any] = {"id": self._next, "method": method, "params": params}
        if session is not None:
            message["sessionId"] = session
        os.write(self._to, json.dumps(message).encode() + b"\0")
        return self._until(time.monotonic() + PATIENCE, session, self._next)

    def close(self) -> None:
        """End Chromium and every process that it started; the profile goes with them."""
        for pipe in (self._to, self._from):
            os.close(pipe)
        end = time.monotonic() + PATIENCE
        with suppress(ProcessLookupError):
            while time.monotonic() < end:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.poll()
                time.sleep(0.02)
        self.profile.cleanup()

    def _until(self, end: float, session: str | None, awaited: int | str) -> dict[str, Any]:
        """Read messages up to the answer with this number, or the page's event of this name."""
        while True:
            message = self._message(end)
            self._note(message)
            if message.get("id") == awaited:
                if "error" in message:
                    raise RuntimeError(message["error"])
                return dict(message["result"])
            if message.get("method") == awaited and message.get("sessionId") == session:
                return dict(message["params"])

    def _note(self, message: dict[str, Any]) -> None:
        page = self.pages.get(message.get("sessionId", ""))
        if page is None:
            return
        if message.get("method") == "Network.requestWillBeSent":
            page.asked.append(message["params"]["request"]["url"])
        if message.get("method") == "Runtime.exceptionThrown":
            page.errors.append(str(message["params"]["exceptionDetails"]))

    def _message(self, end: float) -> dict[str, Any]:
        while b"\0" not in self._rest:
            if not select.select([self._from], [], [], max(0, end - time.monotonic()))[0]:
                raise TimeoutError(f"Chromium did not answer in {PATIENCE} s")
            read = os.read(self._from, 1 << 20)
            if not read:
                raise RuntimeError("Chromium ended by itself")
            self._rest += read
        told, _, self._rest = self._rest.partition(b"\0")
        return dict(json.loads(told))

    def __enter__(self) -> "Browser":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _pipe() -> tuple[int, int]:
    """Return a pipe whose ends stand clear of 3 and 4, which Chromium takes for its own."""
    ends = os.pipe()
    high = [fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 10) for end in ends]
    for end in ends:
        os.close(end)
    return high[0], high[1]

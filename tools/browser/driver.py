"""A driver: a headless Chromium that is led over WebDriver (W3C, 2018), with the standard library
alone. Debian's packages are chromium and chromium-driver."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

__all__ = ["KEYS", "Browser", "browser"]

START_SECONDS = 30.0
ANSWER_SECONDS = 60.0
KEYS: Mapping[str, str] = {
    "PageUp": "\ue00e",
    "PageDown": "\ue00f",
    "End": "\ue010",
    "Home": "\ue011",
    "ArrowLeft": "\ue012",
    "ArrowRight": "\ue014",
    "Tab": "\ue004",
    "Enter": "\ue007",
}
"""The keys as WebDriver writes them (17.4.2)."""
_ARGUMENTS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--window-size=1024,768",
)


class Browser:
    """One page of a browser that nobody sees."""

    def __init__(self, address: str, session: str) -> None:
        self._address = f"{address}/session/{session}"

    def open(self, page: Path) -> None:
        """Open a file."""
        _asked(f"{self._address}/url", {"url": page.as_uri()})

    def run(self, script: str) -> Any:
        """What a function body returns in the page."""
        return _asked(f"{self._address}/execute/sync", {"script": script, "args": []})

    def press(self, key: str) -> None:
        """Press and let go a key of KEYS."""
        code = KEYS[key]
        strokes = [{"type": "keyDown", "value": code}, {"type": "keyUp", "value": code}]
        source = {"type": "key", "id": "keyboard", "actions": strokes}
        _asked(f"{self._address}/actions", {"actions": [source]})

    def tree(self) -> list[dict[str, Any]]:
        """The nodes of the tree that a screen reader reads, those left out that it passes over."""
        command = {"cmd": "Accessibility.getFullAXTree", "params": {}}
        nodes = _asked(f"{self._address}/goog/cdp/execute", command)["nodes"]
        return [node for node in nodes if not node.get("ignored")]

    def requests(self) -> list[str]:
        """The addresses that were asked for since the last question, other than files and data."""
        entries = _asked(f"{self._address}/se/log", {"type": "performance"})
        messages = [json.loads(entry["message"])["message"] for entry in entries]
        asked = [
            message["params"]["request"]["url"]
            for message in messages
            if message["method"] == "Network.requestWillBeSent"
        ]
        return [each for each in asked if not each.startswith(("file:", "data:"))]

    def complaints(self) -> list[str]:
        """What the browser itself found wrong since the last question: errors, and what the page's
        policy forbids."""
        entries = _asked(f"{self._address}/se/log", {"type": "browser"})
        return [entry["message"] for entry in entries]

    def picture(self) -> bytes:
        """The page as a PNG."""
        import base64

        return base64.b64decode(_asked(f"{self._address}/screenshot"))


def _asked(address: str, content: object = None, method: str = "") -> Any:
    """The value that a command of WebDriver answers with. Raises RuntimeError if it is refused."""
    data = None if content is None else json.dumps(content).encode()
    request = urllib.request.Request(address, data, {"Content-Type": "application/json"})  # noqa: S310  a loopback address
    if method:
        request.method = method
    try:
        with urllib.request.urlopen(request, timeout=ANSWER_SECONDS) as answer:  # noqa: S310
            return json.load(answer)["value"]
    except urllib.error.HTTPError as error:
        raise RuntimeError(error.read().decode(errors="replace")) from error


@contextmanager
def browser() -> Iterator[Browser]:
    """A browser for as long as it is needed. Raises FileNotFoundError where there is none."""
    driver = shutil.which("chromedriver")
    if driver is None:
        raise FileNotFoundError("chromedriver")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(  # noqa: S603  Debian's own
        [driver, f"--port={port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    address = f"http://127.0.0.1:{port}"
    session = ""
    try:
        _wait(address)
        logs = {"performance": "ALL", "browser": "ALL"}
        wanted = {
            "browserName": "chrome",
            "goog:chromeOptions": {"args": [*_ARGUMENTS]},
            "goog:loggingPrefs": logs,
        }
        made = _asked(f"{address}/session", {"capabilities": {"alwaysMatch": wanted}})
        session = made["sessionId"]
        yield Browser(address, session)
    finally:
        if session:
            _asked(f"{address}/session/{session}", method="DELETE")
        process.terminate()
        process.wait(10)


def _wait(address: str) -> None:
    """Wait until the driver answers."""
    end = time.monotonic() + START_SECONDS
    while True:
        try:
            if _asked(f"{address}/status")["ready"]:
                return
        except OSError:
            if time.monotonic() > end:
                raise
        time.sleep(0.1)

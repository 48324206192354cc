"""A browser for the tests: Chromium without a window, spoken to by its own protocol through a pipe.

It needs nothing but Chromium itself (on Debian: ``apt-get install chromium``). A page opened here has the
size, pointer and color scheme that is asked for, and keeps what it asked of the network and what it
complained about.
"""

from __future__ import annotations

import fcntl
import json
import os
import select
import shutil
import time
from base64 import b64decode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update", "--remote-debugging-pipe"),
    *("--disable-dev-shm-usage", "--force-color-profile=srgb"),
)
PATIENCE = 60  # seconds


class Browser:
    """A running Chromium, with one page."""

    def __init__(self, orders: int, answers: int) -> None:
        self._orders, self._answers = orders, answers
        self._rest, self._count, self._session = b"", 0, ""
        self.requests: list[str] = []
        self.faults: list[str] = []
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")

    def call(self, method: str, **fields: Any) -> dict[str, Any]:
        """Ask for something and wait for the answer."""
        self._count += 1
        order = {"id": self._count, "method": method, "params": fields}
        if self._session:
            order["sessionId"] = self._session
        os.write(self._orders, json.dumps(order).encode() + b"\0")
        while True:
            said = self._next()
            if said.get("id") == self._count:
                if "error" in said:
                    raise AssertionError(f"{method}: {said['error']}")
                return said["result"]
            self._note(said.get("method", ""), said.get("params", {}))

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            ready, _, _ = select.select([self._answers], [], [], PATIENCE)
            got = os.read(self._answers, 1 << 20) if ready else b""
            if not got:
                raise AssertionError("the browser says nothing")
            self._rest += got
        said, self._rest = self._rest.split(b"\0", 1)
        return json.loads(said)

    def _note(self, method: str, said: Mapping[str, Any]) -> None:
        if method == "Network.requestWillBeSent":
            self.requests.append(said["request"]["url"])
        elif method == "Runtime.exceptionThrown":
            details = said["exceptionDetails"]
            self.faults.append(details.get("exception", {}).get("description", details["text"]))
        elif method == "Runtime.consoleAPICalled":
            self.faults.append(str([a.get("value") for a in said["args"]]))
        elif method == "Log.entryAdded":
            self.faults.append(said["entry"]["text"])

    def close(self) -> None:
        """End the browser in good order."""
        self._session = ""
        self.call("Browser.close")

    def look(
        self, width: int, height: int, dark: bool = False, touch: bool = False, ratio: float = 1
    ) -> None:
        """Give the page a size, and a person who likes the dark or touches the screen."""
        size = {"width": width, "height": height, "deviceScaleFactor": ratio, "mobile": touch}
        self.call("Emulation.setDeviceMetricsOverride", **size)
        self.call("Emulation.setTouchEmulationEnabled", enabled=touch)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.call("Emulation.setEmulatedMedia", features=[scheme])

    def open(self, file: Path, fragment: str = "") -> None:
        """Open a file, and forget what was noted before."""
        self.call("Page.navigate", url="about:blank")
        self.requests.clear()
        self.faults.clear()
        self.call("Page.navigate", url=file.as_uri() + fragment)
        self.wait("document.readyState === 'complete' && typeof state === 'object'")
        self.settle()

    def run(self, code: str) -> Any:
        """Return the value of an expression (or what it promises) in the page."""
        said = self.call("Runtime.evaluate", expression=code, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in said:
            details = said["exceptionDetails"]
            raise AssertionError(details.get("exception", {}).get("description", details["text"]))
        return said["result"].get("value")

    def wait(self, code: str) -> None:
        """Wait until an expression is true."""
        end = time.monotonic() + PATIENCE
        while not self.run(code):
            if time.monotonic() > end:
                raise AssertionError(f"never true: {code}")
            time.sleep(0.02)

    def settle(self) -> None:
        """Wait until what changed has been drawn."""
        self.run("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))")

    def press(self, key: str, shift: bool = False) -> None:
        """Press a key."""
        code = {
            "ArrowLeft": 37,
            "ArrowUp": 38,
            "ArrowRight": 39,
            "ArrowDown": 40,
            "Tab": 9,
            "Enter": 13,
            "Home": 36,
        }
        fields = {"key": key, "code": key, "windowsVirtualKeyCode": code[key], "modifiers": 8 if shift else 0}
        if key == "Enter":
            fields["text"] = "\r"
        for kind in ("keyDown", "keyUp"):
            self.call("Input.dispatchKeyEvent", type=kind, **fields)
        self.settle()

    def drag(self, start: tuple[float, float], end: tuple[float, float], touch: bool = False) -> None:
        """Drag from one place of the window to another, by mouse or finger."""
        middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
        if touch:
            for kind, place in (("touchStart", start), ("touchMove", middle), ("touchMove", end)):
                self.call("Input.dispatchTouchEvent", type=kind, touchPoints=[{"x": place[0], "y": place[1]}])
            self.call("Input.dispatchTouchEvent", type="touchEnd", touchPoints=[])
        else:
            held = {"button": "left", "buttons": 1, "clickCount": 1}
            for kind, place in (("mousePressed", start), ("mouseMoved", middle), ("mouseMoved", end)):
                self.call("Input.dispatchMouseEvent", type=kind, x=place[0], y=place[1], **held)
            self.call("Input.dispatchMouseEvent", type="mouseReleased", x=end[0], y=end[1], button="left")
        self.settle()

    def place(self, selector: str, across: float = 0.5, down: float = 0.5) -> tuple[float, float]:
        """Return a place inside an element, scrolled into view."""
        quoted = json.dumps(selector)
        self.run(f"document.querySelector({quoted}).scrollIntoView({{block: 'center'}})")
        box = self.run(f"document.querySelector({quoted}).getBoundingClientRect().toJSON()")
        return box["x"] + across * box["width"], box["y"] + down * box["height"]

    def click(self, selector: str) -> None:
        """Click on an element."""
        place = self.place(selector)
        self.drag(place, place)

    def picture(self, file: Path, whole: bool = False) -> None:
        """Save what is seen as PNG, or the whole page."""
        data = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=whole)["data"]
        file.write_bytes(b64decode(data))


@contextmanager
def browser(profile: Path) -> Iterator[Browser]:
    """Start Chromium and end it."""
    assert CHROMIUM is not None
    ours, theirs = _pipe(), _pipe()
    actions = [(os.POSIX_SPAWN_DUP2, ours[0], 3), (os.POSIX_SPAWN_DUP2, theirs[1], 4)]
    actions += [(os.POSIX_SPAWN_OPEN, k, os.devnull, os.O_RDWR, 0) for k in (0, 1, 2)]
    command = [CHROMIUM, *FLAGS, f"--user-data-dir={profile}"]
    process = os.posix_spawn(CHROMIUM, command, os.environ, file_actions=actions)
    for end in (ours[0], theirs[1]):
        os.close(end)
    try:
        found = Browser(ours[1], theirs[0])
        yield found
        found.close()
    finally:
        for end in (ours[1], theirs[0]):  # without its pipe it ends
            os.close(end)
        os.waitpid(process, 0)


def _pipe() -> list[int]:
    """A pipe whose ends are not the numbers that Chromium listens to."""
    ends = os.pipe()
    found = [fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 10) for end in ends]
    for end in ends:
        os.close(end)
    return found

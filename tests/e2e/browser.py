"""Chromium without a window or a network, driven by selenium."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, BROWSERS)), "")
DRIVER = shutil.which("chromedriver") or ""
SCREENSHOTS = Path(__file__).parent / "screenshots"
NEVER = "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"  # no name leads to another machine
PATIENCE = 60  # seconds for a page; a busy machine is not a fault
POLL = 0.1  # seconds from one look to the next
SETTLED = """
const done = arguments[arguments.length - 1];
const formulas = window.MathJax?.startup?.promise ?? Promise.resolve();
const frame = () => new Promise(requestAnimationFrame);
const moves = () => document.getAnimations().filter(move => move instanceof CSSTransition);
Promise.all([formulas, document.fonts.ready])
  .then(frame).then(frame)
  .then(() => Promise.allSettled(moves().map(move => move.finished)))
  .then(frame).then(() => done());
"""


@dataclass(frozen=True)
class Visit:
    """What a page asked for and complained about while it was opened."""

    requests: tuple[str, ...]
    console: tuple[str, ...]

    @property
    def errors(self) -> list[str]:
        """What the console calls an error or a warning."""
        return [line for line in self.console if line.startswith(("SEVERE", "WARNING"))]

    @property
    def outside(self) -> list[str]:
        """The requests that would leave this machine."""
        return [url for url in self.requests if not is_here(url)]


def missing() -> str:
    """What a browser test lacks on this machine, and how to get it; empty if it lacks nothing."""
    needed = {"chromium": CHROMIUM, "chromedriver": DRIVER}
    lacking = [name for name, path in needed.items() if not path]
    return f"no {' and no '.join(lacking)}: apt install chromium chromium-driver" if lacking else ""


def is_here(url: str) -> bool:
    """True for an address that only this machine answers, or that needs no answer at all."""
    parts = urlsplit(url)
    if parts.scheme in ("http", "https", "ws", "wss"):
        return parts.hostname in ("127.0.0.1", "localhost", "::1")
    return parts.scheme in ("file", "data", "blob", "about", "chrome")


@contextmanager
def chromium(*, width: int = 1280, height: int = 900) -> Iterator[Chrome]:
    """A browser, which is ended with all that it started."""
    options = ChromeOptions()
    options.binary_location = CHROMIUM
    for word in ("headless=new", "disable-background-networking", f"host-resolver-rules={NEVER}"):
        options.add_argument(f"--{word}")
    options.add_argument(f"--window-size={width},{height}")
    if os.geteuid() == 0:  # Chromium's own sandbox refuses root, in a container for instance
        options.add_argument("--no-sandbox")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = Chrome(options=options, service=Service(DRIVER))
    try:
        driver.set_page_load_timeout(PATIENCE)
        driver.set_script_timeout(PATIENCE)
        yield driver
    finally:
        driver.quit()


def prefer(driver: Chrome, scheme: str) -> None:
    """Show pages as to someone whose system is light or dark, and who wants no motion."""
    wishes = {"prefers-color-scheme": scheme, "prefers-reduced-motion": "reduce"}
    features = [{"name": name, "value": value} for name, value in wishes.items()]
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})


def resize(driver: Chrome, width: int, height: int = 900, *, scale: float = 1) -> None:
    """Give pages so many CSS pixels; a window itself cannot be as narrow as a phone."""
    size = {"width": width, "height": height, "deviceScaleFactor": scale, "mobile": False}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)


def visit(driver: Chrome, url: str) -> Visit:
    """Open a page, wait until its formulas and typefaces are there, and say what it did."""
    log(driver)  # what belongs to the page before
    driver.get(url)
    settle(driver)
    return log(driver)


def settle(driver: Chrome) -> None:
    """Wait until the open page has drawn its formulas, and itself as it is to be seen now."""
    driver.execute_async_script(SETTLED)


def log(driver: Chrome) -> Visit:
    """What has happened since the last time it was asked."""
    events = [json.loads(entry["message"])["message"] for entry in driver.get_log("performance")]
    sent = [e["params"] for e in events if e["method"] == "Network.requestWillBeSent"]
    said = [f"{entry['level']}: {entry['message']}" for entry in driver.get_log("browser")]
    return Visit(tuple(event["request"]["url"] for event in sent), tuple(said))


def keep_screenshot(driver: Chrome, name: str) -> Path:
    """Keep what the window shows, for whoever wants to look."""
    SCREENSHOTS.mkdir(exist_ok=True)
    path = SCREENSHOTS / f"{name}.png"
    driver.save_screenshot(str(path))
    return path

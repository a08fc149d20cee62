"""A browser of the system before the page, watched: what it asks for, and what it complains of."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest
from conftest import ROOT

from dtmforms.page import server
from dtmforms.page.life import Life

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

NARROW, ZOOMED, WIDE = (390, 844), (640, 400), (1280, 800)
"""A telephone; a window of 1280 points at 200 %, whose points are drawn twice as large; and that window."""
_ALONE = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
_REFUSED = re.compile(r"Failed to load resource: .* status of 4\d\d")
"""What a browser says of a form that came back to be mended."""


@contextmanager
def begun() -> Iterator[Browser]:
    """The browser, without a window."""
    from playwright.sync_api import sync_playwright

    as_root = ["--no-sandbox"] if sys.platform != "win32" and os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=[*_ALONE, *as_root])
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Served:
    """The program that serves the page of a register in a folder."""

    folder: Path
    options: tuple[str, ...] = ()
    address: str = ""

    @property
    def register(self) -> str:
        return str(self.folder / "register.sqlite3")

    @property
    def origin(self) -> str:
        return self.address.partition("/?")[0]

    def __enter__(self) -> Served:
        home = str(self.folder / "home")
        environment = os.environ | {"PYTHONPATH": str(ROOT), "HOME": home, "USERPROFILE": home}
        command = [sys.executable, "-m", "dtmforms", "serve", "--register", self.register, "--no-browser"]
        self.program = subprocess.Popen(
            [*command, *self.options],
            cwd=self.folder,
            env=environment,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert self.program.stdout
        self.address = self.program.stdout.readline().strip()
        return self

    def __exit__(self, *_: object) -> None:
        """Whatever it was, it printed its address and nothing else."""
        self.program.terminate()
        out, err = self.program.communicate(timeout=30)
        assert (out, err) == ("", "")


class ServedHere(Served):
    """The same, by a thread of this process: a test can put something in the place of what reads files."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        super().__init__(folder)
        self._life = Life()
        monkeypatch.setenv("HOME", str(folder / "home"))
        monkeypatch.setenv("USERPROFILE", str(folder / "home"))
        monkeypatch.setattr(server, "Life", lambda: self._life)

    def __enter__(self) -> ServedHere:
        told: SimpleQueue[str] = SimpleQueue()
        given = (self.register, 0, "en", str(self.folder / "records"), None, told.put)
        self._thread = Thread(target=server.serve, args=given)
        self._thread.start()
        self.address = told.get(timeout=30)
        return self

    def __exit__(self, *_: object) -> None:
        self._life.close()
        self._thread.join(30)


@dataclass
class Watched:
    """A page of the browser: every address that it asked for, and what stood on its console."""

    page: Page
    origin: str
    asked: list[str] = field(default_factory=list)
    complained: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.set_default_timeout(60_000)
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("console", lambda told: self.complained.append(told.text))
        self.page.on("pageerror", lambda error: self.complained.append(str(error)))

    def go(self, place: str) -> None:
        self.page.goto(f"{self.origin}{place}")

    def place(self) -> str:
        return self.page.url.removeprefix(self.origin)

    def outside(self) -> list[str]:
        """What left this computer, or would have."""
        return [address for address in self.asked if not address.startswith(f"{self.origin}/")]

    def complaints(self) -> list[str]:
        return [text for text in self.complained if not _REFUSED.match(text)]


@contextmanager
def watched(browser: Browser, served: Served, language: str, **settings: Any) -> Iterator[Watched]:
    """A window that has opened the page; at its end, nothing has left this computer and nothing was complained of."""
    settings = {"viewport": {"width": 1280, "height": 800}} | settings
    context = browser.new_context(locale=language, accept_downloads=True, **settings)
    try:
        window = Watched(context.new_page(), served.origin)
        window.page.goto(served.address)
        yield window
        assert not window.outside(), window.outside()
        assert not window.complaints(), window.complaints()
    finally:
        context.close()


def axe() -> str:
    """The source of axe-core, which a package brings along."""
    package = find_spec("axe_playwright_python")
    assert package
    assert package.origin
    return Path(package.origin).with_name("axe.min.js").read_text(encoding="utf-8")


COLOURS = "color-contrast"
"""The rule that takes as long as all others."""


def violations(page: Page, *, colours: bool = True, others: bool = True) -> list[str]:
    """What axe finds against WCAG 2.2 A and AA and best practice, with where."""
    only: dict[str, object] = {} if others else {"runOnly": {"type": "rule", "values": [COLOURS]}}
    only |= {} if colours else {"rules": {COLOURS: {"enabled": False}}}
    found = page.evaluate(
        "only => axe.run(document, {...only, resultTypes: ['violations'], preload: false, iframes: false})", only
    )
    return [
        f"{one['id']}: {node['target']} {node['html'][:200]}" for one in found["violations"] for node in one["nodes"]
    ]


def focus_on_pictures(page: Page) -> list[str]:
    """The colour that the focus has on each mark of a picture: pages of a return are white, light or dark."""
    marks = "[...document.querySelectorAll('.sheet a')]"
    found: list[str] = page.evaluate(f"{marks}.map((one) => (one.focus(), getComputedStyle(one).outlineColor))")
    return found


def too_wide(page: Page, width: int, height: int) -> int:
    """By how many points a page is wider than the window, at this width."""
    page.set_viewport_size({"width": width, "height": height})
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))

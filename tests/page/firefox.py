"""Firefox of the system, driven by its own protocol (Marionette): commands and answers as JSON over a socket, each with
its length before it."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

_ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
"""What stands for an element in an answer (WebDriver, 12)."""
_SECONDS = 60
_SETTINGS: dict[str, object] = {
    "app.update.enabled": False,
    "browser.download.folderList": 2,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.page": 0,
    "datareporting.policy.dataSubmissionEnabled": False,
    "marionette.port": 0,  # any that is free
    "network.proxy.type": 1,  # whatever is not of this computer goes to a proxy that is not there
    "network.proxy.http": "127.0.0.1",
    "network.proxy.http_port": 9,
    "network.proxy.ssl": "127.0.0.1",
    "network.proxy.ssl_port": 9,
    "toolkit.telemetry.enabled": False,
}
Found = TypeVar("Found")


@contextmanager
def firefox(folder: Path, language: str) -> Iterator[Firefox]:
    """Firefox without a window, with a profile of its own in a new folder, whose user reads this language."""
    saved = folder / "saved"
    saved.mkdir(parents=True)
    settings = _SETTINGS | {"browser.download.dir": str(saved), "intl.accept_languages": language}
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in settings.items()]
    (folder / "user.js").write_text("".join(lines), encoding="utf-8")
    program = subprocess.Popen(
        [str(shutil.which("firefox-esr")), "--marionette", "--headless", "--no-remote", "--profile", str(folder)],
        env=os.environ | {"HOME": str(folder)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    noted = folder / "MarionetteActivePort"
    try:
        port = int(waited(lambda: noted.is_file() and noted.read_text(encoding="utf-8")))
        with socket.create_connection(("127.0.0.1", port), _SECONDS) as connection:
            yield Firefox(connection, saved)
    finally:
        program.terminate()
        program.wait(_SECONDS)


@dataclass
class Firefox:
    connection: socket.socket
    saved: Path
    asked: int = 0

    def __post_init__(self) -> None:
        self._answers = self.connection.makefile("rb")
        self._answer()  # what it says of itself
        self.do("WebDriver:NewSession", capabilities={})

    def do(self, command: str, **values: object) -> Any:
        """What a command answers with."""
        self.asked += 1
        message = json.dumps([0, self.asked, command, values]).encode()
        self.connection.sendall(b"%d:%b" % (len(message), message))
        _, number, error, answer = self._answer()
        assert (number, error) == (self.asked, None), error
        return answer.get("value") if isinstance(answer, dict) else answer

    def go(self, address: str) -> None:
        self.do("WebDriver:Navigate", url=address)

    def address(self) -> str:
        return str(self.do("WebDriver:GetCurrentURL"))

    def click(self, selector: str) -> None:
        self.do("WebDriver:ElementClick", id=self._element(selector))

    def follow(self, selector: str) -> None:
        """Click on what leads to another page, and wait for that, also where a script goes there later."""
        self.ask("window.isLeft = true")
        self.click(selector)
        waited(self._is_another)

    def type(self, selector: str, text: str) -> None:
        """Keys, behind what stands there; of a file, its place."""
        self.do("WebDriver:ElementSendKeys", id=self._element(selector), text=text)

    def ask(self, script: str) -> Any:
        return self.do("WebDriver:ExecuteScript", script=f"return {script}", args=[])

    def save(self, selector: str) -> bytes:
        """The file that a button saves."""
        before = {*self.saved.iterdir()}
        self.click(selector)
        return waited(lambda: self._whole({*self.saved.iterdir()} - before))

    def _is_another(self) -> bool:
        try:
            return bool(self.ask("!window.isLeft && document.readyState === 'complete'"))
        except AssertionError:  # between two pages there is nobody to ask
            return False

    def _whole(self, new: set[Path]) -> bytes:
        """What was saved; nothing as long as a part of it is missing."""
        return b"" if any(path.suffix == ".part" for path in new) else b"".join(path.read_bytes() for path in new)

    def _element(self, selector: str) -> str:
        return str(self.do("WebDriver:FindElement", using="css selector", value=selector)[_ELEMENT])

    def _answer(self) -> Any:
        length = b""
        while not length.endswith(b":"):
            length += self._answers.read(1) or b"0:"
        return json.loads(self._answers.read(int(length[:-1])))


def waited(look: Callable[[], Found]) -> Found:
    """What there is, as soon as there is something."""
    for _ in range(_SECONDS * 20):
        if found := look():
            return found
        time.sleep(0.05)
    raise AssertionError("it does not come")

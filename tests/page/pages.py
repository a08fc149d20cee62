"""A page behind its guard, as a browser on this computer asks it, and a register for it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any

from conftest import RECORDS
from starlette.testclient import TestClient

import dtmforms
from dtmforms.page.app import app
from dtmforms.page.guard import Guard, cookie_name
from dtmforms.page.keys import Keys, new_secret, new_token
from dtmforms.page.life import Life

PORT = 8123
ORIGIN = f"http://127.0.0.1:{PORT}"


@dataclass
class Opened:
    """A page of a register, and a browser that has its cookie."""

    register: str
    keys: Keys = field(default_factory=lambda: Keys(new_secret()))
    life: Life = field(default_factory=Life)
    records: str = ""
    trust: str | None = None

    def __post_init__(self) -> None:
        self.records = self.records or str(Path(self.register).parent / "records")
        self.guarded: Any = Guard(
            app(self.register, self.keys, self.life, "en", self.records, self.trust), self.keys, PORT, self.life
        )
        self.browser = self.stranger()
        self.browser.cookies.set(cookie_name(PORT), self.keys.cookie)

    def stranger(self, client: str = "127.0.0.1") -> TestClient:
        """A browser without the cookie."""
        return TestClient(self.guarded, base_url=ORIGIN, follow_redirects=False, client=(client, 50000))

    def token(self) -> str:
        return new_token(self.keys.secret)

    def get(self, place: str, language: str = "en") -> str:
        answer = self.browser.get(place, headers={"accept-language": language})
        assert answer.status_code == 200, answer.text
        return answer.text

    def post(self, where: str, **fields: str) -> Any:
        headers = {"origin": ORIGIN, "accept-language": "en"}
        return self.browser.post(where, data={"key": self.keys.form} | fields, headers=headers)


def register_with(folder: Path, *languages: str) -> str:
    """A register of the invented agreements in these languages."""
    place = str(folder / "register.sqlite3")
    for language in languages:
        dtmforms.Register(place).add(dtmforms.load(RECORDS[language]))
    return place


def text_of(html: str) -> str:
    """What a person reads of a page."""
    body = html.partition("<body>")[2].replace("<wbr>", "")
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", body)))

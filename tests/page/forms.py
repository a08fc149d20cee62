"""What a browser sends of a form that it shows, without script: each field as it stands, until somebody types."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

from pages import Opened

Fields = dict[str, str]


class _Forms(HTMLParser):
    """The fields of every form of a page, by its address."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: dict[str, Fields] = {}
        self.buttons: list[str] = []
        self._in: Fields = {}
        self._area = self._select = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        name = given.get("name", "")
        if tag == "form":
            self._in = self.forms.setdefault(given["action"], {})
        elif tag == "button":
            self.buttons.append(given.get("value", ""))
        elif tag == "textarea":
            self._area, self._in[name] = name, ""
        elif tag == "select":
            self._select, self._in[name] = name, ""
        elif tag == "option" and "selected" in given:
            self._in[self._select] = given["value"]
        elif tag == "input":
            chosen = given.get("type") not in ("radio", "checkbox") or "checked" in given
            if chosen and given.get("type") != "file":
                self._in[name] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._in[self._area] = self._in[self._area].removeprefix("\n")
            self._area = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self._in[self._area] += data


def fields_of(html: str, action: str) -> Fields:
    parser = _Forms()
    parser.feed(html)
    return parser.forms[action]


def buttons_of(html: str) -> list[str]:
    parser = _Forms()
    parser.feed(html)
    return parser.buttons


def fill(opened: Opened, place: str, typed: Fields | None = None, do: str = "save", html: str = "") -> Any:
    """Send a step in which this was typed, the rest as it is shown, by one of its buttons."""
    shown = fields_of(html or opened.get(place), place.partition("?")[0])
    return opened.post(place.partition("?")[0], **(shown | (typed or {}) | {"do": do}))

"""Nothing but keys: no mouse, and nothing that is pressed by a script. Wherever Tab leads, that is seen."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

_MOST_STOPS = 200
_NO_MOUSE = "addEventListener('pointerdown', () => console.error('a mouse was used'), true)"
_STOP = """() => {
  const at = document.activeElement, box = at.getClientRects()[0];
  if (at === document.body) return null;
  const middle = (from, to, most) => (Math.max(from, 0) + Math.min(to, most)) / 2;
  const x = box && middle(box.left, box.right, innerWidth), y = box && middle(box.top, box.bottom, innerHeight);
  const there = box && document.elementFromPoint(x, y), {outlineStyle, outlineWidth} = getComputedStyle(at);
  return {
    seen: outlineStyle !== "none" && parseFloat(outlineWidth) >= 2 && (at.contains(there) || there?.contains(at)),
    html: at.outerHTML.slice(0, 300), name: (at.closest("main") && at.name) || "", kind: at.type ?? "",
    value: at.value ?? "", checked: at.checked ?? false,
  };
}"""
"""Where the focus is: whether that is seen, within the window and under nothing else, and what field it is; `null`
between the last place of a page and its first."""
Stop = dict[str, Any]


class Keyboard:
    def __init__(self, page: Page) -> None:
        self._page = page
        page.add_init_script(_NO_MOUSE)
        page.on("filechooser", lambda _: None)  # from now on the browser asks us, and opens no window of the system

    def press(self, key: str) -> None:
        self._page.keyboard.press(key)

    def stop(self) -> Stop:
        """Where the focus is, which is seen."""
        found: Stop | None = self._page.evaluate(_STOP)
        assert found is None or found["seen"] is True, f"the focus is not seen: {found['html']}"
        return found or {"name": "", "kind": "", "value": ""}

    def to(self, selector: str, key: str = "Tab") -> None:
        """To what is after this place, or before it."""
        for _ in range(_MOST_STOPS):
            self.press(key)
            self.stop()
            if self.is_at(selector):
                return
        pytest.fail(f"{key} does not lead to {selector}")

    def back_to(self, selector: str) -> None:
        self.to(selector, "Shift+Tab")

    def is_at(self, selector: str) -> bool:
        return bool(self._page.evaluate("selector => document.activeElement.matches(selector)", selector))

    def follow(self, key: str = "Enter") -> None:
        """To the page, or the place, where a key leads."""
        with self._page.expect_navigation():
            self.press(key)

    def save(self, selector: str) -> bytes:
        self.to(selector)
        with self._page.expect_download() as waiting:
            self.press("Space")
        return Path(waiting.value.path()).read_bytes()

    def type(self, name: str, text: str) -> None:
        self.to(f"main [name='{name}']")
        self.put(text)

    def select(self, name: str, value: str) -> None:
        self.to(f"main [name='{name}']")
        self.put(value)

    def choose(self, file: Path) -> None:
        self.to("main [type=file]")
        with self._page.expect_file_chooser() as waiting:
            self.press("Enter")
        waiting.value.set_files(str(file))

    def put(self, text: str) -> None:
        """This, into the field that has the focus, or this of what can be chosen there."""
        at = self.stop()
        if at["kind"] == "select-one":
            self._choose_by_arrows(text)
        elif at["kind"] == "radio":
            while (at := self.stop())["value"] != text:
                self.press("ArrowDown")
            if not at["checked"]:
                self.press("Space")
        elif at["kind"] == "date":
            self._put_day(text)
        elif at["value"] != text:
            self.press("Control+A")
            self._page.keyboard.insert_text(text)
        assert (now := self.stop())["value"] == text, now["html"]

    def fill_in(self, typed: Mapping[str, str], end: str) -> dict[str, str]:
        """All that there is a field for from here to that place, as Tab leads there; what is left."""
        left = dict(typed)
        for _ in range(_MOST_STOPS):
            self.press("Tab")
            at = self.stop()
            name = at["name"]
            if self.is_at(end):
                return left
            if at["kind"] == "checkbox":
                items = f"{name.partition('[')[0]}["
                meant = [path for path, text in left.items() if path.startswith(items) and text == at["value"]]
                if meant:
                    if not at["checked"]:
                        self.press("Space")
                    del left[meant[0]]
            elif name in left:
                self.put(left.pop(name))
        pytest.fail(f"Tab does not lead to {end}")

    def _choose_by_arrows(self, value: str) -> None:
        find = """value => [...document.activeElement.options].findIndex((one) => one.value === value) -
            document.activeElement.selectedIndex"""
        steps = self._page.evaluate(find, value)
        for _ in range(abs(steps)):
            self.press("ArrowDown" if steps > 0 else "ArrowUp")

    def _put_day(self, text: str) -> None:
        """In the order of the browser's own language, which is English whatever the page speaks."""
        year, month, day = text.split("-")
        for digit in month + day + year:
            self.press(digit)

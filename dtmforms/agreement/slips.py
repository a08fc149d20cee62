"""Slips of the keyboard that keep a record's file from being YAML: told with what to type instead, and put right, so
that whatever else is wrong is told in the same run.

Only what stands around keys is looked at: blanks, dashes, colons. Texts stay as they are typed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from dtmforms.agreement.model import attribute_paths
from dtmforms.findings import Value

_DASHES, _COLONS = "‐‑‒–—−•·●", "：﹕∶ː꞉"
_AROUND_A_KEY = re.compile(
    rf"(?P<indent>\s*)(?P<dashes>(?:[-{_DASHES}]\s+)*)(?:(?P<key>[A-Za-z_]+)(?P<before>\s*)(?P<colon>[:{_COLONS}])(?P<gap>\s*))?"
)
_WIDE = "\u3000"
"""A space of two columns."""


@dataclass(frozen=True, slots=True)
class Slip:
    """What is wrong around keys, by its code, with the lines in which it is, counted from 1; `character` is empty for a
    tab and for a space that is missing."""

    code: str
    character: str
    lines: list[int]

    @property
    def values(self) -> dict[str, Value]:
        """What its sentence tells; the character as Unicode calls it: `U+00A0 NO-BREAK SPACE`."""
        count: dict[str, Value] = {"count": len(self.lines)}
        if not self.character:
            return count
        name = unicodedata.name(self.character, "")
        return count | {"character": f"U+{ord(self.character):04X} {name}".strip()}


def put_right(text: str) -> tuple[str, list[Slip]]:
    """The text with what a slip of the keyboard has put around a known key in its place, and the slips; the text as it
    is, and none, where there are none. A tab is one before any key."""
    lines: list[str] = []
    slips: dict[tuple[str, str], Slip] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        found = next(_AROUND_A_KEY.finditer(line))  # which may be empty
        known = found["key"] is None or found["key"] in _keys()
        rest = line[found.end() :]
        codes = [(code, sign) for code, sign in _slips_of(found, rest) if known or code == "yaml_tab"]
        for code, sign in codes:
            slips.setdefault((code, sign), Slip(code, sign, [])).lines.append(number)
        lines.append(_right(found, rest) if codes else line)
    return ("\n".join(lines), [*slips.values()]) if slips else (text, [])


def without_line(text: str, line: int) -> str:
    """The text with nothing in a line, counted from 1, that can be wrong: its key alone is left."""
    lines = text.split("\n")
    found = next(_AROUND_A_KEY.finditer(lines[line - 1]))
    lines[line - 1] = f"{found['indent']}{found['dashes']}{found['key']}: x" if found["key"] else ""
    return "\n".join(lines)


def _slips_of(found: re.Match[str], rest: str) -> Iterator[tuple[str, str]]:
    """Code and character of each slip in a line, the first of each kind."""
    if "\t" in found["indent"] + found["dashes"]:
        yield "yaml_tab", ""
    spaces = "".join(found[part] or "" for part in ("indent", "dashes", "before", "gap"))
    odd = re.search(r"[^\S \t]", spaces)
    if odd and (found["key"] or rest):
        yield "odd_space", odd[0]
    if dash := re.search(f"[{_DASHES}]", found["dashes"]):
        yield "odd_dash", dash[0]
    if found["key"] and found["colon"] != ":":
        yield "odd_colon", found["colon"]
    elif found["key"] and not found["gap"] and rest:
        yield "no_space_behind_colon", ""


def _right(found: re.Match[str], rest: str) -> str:
    around = re.sub(f"[\t{_WIDE}]", "  ", found["indent"] + found["dashes"])
    around = re.sub(r"\s", " ", around)
    around = re.sub(f"[{_DASHES}]", "-", around)
    if found["key"] is None:
        return around + rest
    return f"{around}{found['key']}:{' ' if rest else ''}{rest}"


def _keys() -> frozenset[str]:
    return frozenset(step for path in attribute_paths() for step in path if step != "*")

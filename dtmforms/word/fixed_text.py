"""The text of a document outside of its cells: fingerprinted when the document is made, compared when it comes back.

So that an edit of a label, of the second language, or of a signatory's name shows, whatever template was used.
Cells and what is written behind "Signature and stamp" and "Date" are left out.
"""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Iterable
from functools import cache, lru_cache

from dtmforms.agreement.keys import text_key
from dtmforms.language import LANGUAGES
from dtmforms.language.labels import labels

AROUND_CLASS = r"–\s*[“«]\s*[”»]"
"""What stands around a partner's own class, in any language."""
DATASET_FRAME = re.compile(rf"\(\s*\)(\s*{AROUND_CLASS})?")
"""What stands around a dataset's name, level and label when these are left out."""
_TEXT = re.compile(r"<w:t(?: [^>]*)?>([^<]*)|(<w:tab/>|<w:br/>)")


def fixed_lines(paragraphs: Iterable[str]) -> list[str]:
    """Paragraphs, their cells already left out, as they are compared: without marks of direction, empty lines, and
    what stands around a dataset's cells."""
    lines = (text_key(text.replace("\u200e", "").replace("\u200f", "")) for text in paragraphs)
    return [_label_alone(line) for line in lines if line and not DATASET_FRAME.fullmatch(line)]


def fixed_lines_of_xml(document: str) -> list[str]:
    """The same from the XML of a document that was just made, which is known to be plain."""
    kept, at = [], 0
    while (start := document.find("<w:sdt>", at)) >= 0:
        kept.append(document[at:start])
        at = document.index("</w:sdt>", start)
    paragraphs = "".join([*kept, document[at:]]).split("</w:p>")
    return [line for line in map(_line_of_xml, paragraphs) if line]


@lru_cache(maxsize=1024)
def _line_of_xml(paragraph: str) -> str:
    """Nearly all paragraphs are the same in every document of a template, so their lines are remembered."""
    pieces = (" " if space else text for text, space in _TEXT.findall(paragraph))
    return "".join(fixed_lines([html.unescape("".join(pieces))]))


def _label_alone(line: str) -> str:
    return next((label for label in _written_behind() if line.startswith(label)), line)


def fingerprint_of(lines: list[str]) -> str:
    """64 bits of SHA-256 over the lines, in hexadecimal."""
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


@cache
def _written_behind() -> tuple[str, ...]:
    return tuple({text_key(labels(name).ours[key]) for name in LANGUAGES for key in ("signature_and_stamp", "date")})

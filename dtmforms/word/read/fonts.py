"""Which fonts show the letters that stand in a text: those that are known, by name; of any other nobody knows.

A font of signs shows others in their place, and so does one of an encoding of its own, such as Zawgyi for Burmese.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from dtmforms.word.markup import Element, W

_FAMILIES = (
    # Microsoft's, on Windows and with Office
    *("aptos", "arial", "bahnschrift", "book antiqua", "bookman old style", "calibri", "cambria", "candara"),
    *("century", "comic sans ms", "consolas", "constantia", "corbel", "courier", "franklin gothic", "garamond"),
    *("georgia", "gill sans", "impact", "leelawadee", "lucida", "microsoft sans serif", "palatino", "rockwell"),
    *("segoe print", "segoe script", "segoe ui", "sitka", "sylfaen", "tahoma", "times", "trebuchet ms", "tw cen mt"),
    *("verdana", "aharoni", "andalus", "angsana new", "arabic typesetting", "browallia new", "cordia new", "daunpenh"),
    *("david", "dokchampa", "ebrima", "estrangelo edessa", "euphemia", "gadugi", "gautami", "gisha", "iskoola pota"),
    *("javanese text", "kalinga", "kartika", "khmer ui", "lao ui", "latha", "majalla ui", "mangal", "miriam"),
    *("microsoft himalaya", "microsoft jhenghei", "microsoft new tai lue", "microsoft phagspa", "microsoft tai le"),
    *("microsoft uighur", "microsoft yahei", "microsoft yi baiti", "mongolian baiti", "moolboran", "mv boli"),
    *("myanmar text", "nirmala", "nyala", "plantagenet cherokee", "raavi", "sakkal majalla", "shruti"),
    *("simplified arabic", "traditional arabic", "tunga", "urdu typesetting", "vrinda"),
    # of East Asia, in the themes of Office
    *("batang", "dengxian", "dotum", "fangsong", "gulim", "kaiti", "malgun gothic", "meiryo", "mingliu", "pmingliu"),
    *("ms gothic", "ms mincho", "ms pgothic", "ms pmincho", "nsimsun", "simhei", "simsun", "yu gothic", "yu mincho"),
    *("ｍｓ ゴシック", "ｍｓ 明朝", "맑은 고딕", "宋体", "新細明體", "等线", "游ゴシック", "游明朝"),
    # Apple's
    *("al bayan", "avenir", "baskerville", "baghdad", "damascus", "futura", "geeza pro", "geneva", "helvetica"),
    *("hoefler text", "menlo", "monaco", "myanmar mn", "myanmar sangam mn", "optima", "sf pro"),
    # with LibreOffice, Google and Linux
    *("abyssinica sil", "amiri", "andika", "carlito", "caladea", "charis sil", "dejavu", "doulos sil", "droid"),
    *("free sans", "freesans", "freeserif", "freemono", "gelasio", "gentium", "inter", "kacst", "lato", "liberation"),
    *("linux", "lohit", "montserrat", "nimbus", "noto", "open sans", "padauk", "pyidaungsu", "roboto", "scheherazade"),
    *("source sans", "source serif", "ubuntu", "ibm plex sans", "cairo", "tajawal"),
)
_SIGNS = ("symbol", "emoji", "icon", "ornament", "dingbat", "barcode", "math", "music")
"""Words in the name of a font of signs, even of a family of letters."""
_LETTERS_TOO = ("segoe ui symbol", "segoe ui emoji", "noto color emoji", "noto emoji")
_OF_SIGNS = "02"
"""The character set of fonts whose codes stand for signs (ECMA-376 Part 1, 17.8.3.2)."""


class Fonts:
    """The fonts of a document, as its table of fonts (17.8.3.10) has them; `None` without one."""

    def __init__(self, table: Element | None) -> None:
        self._liars = set() if table is None else set(_liars(table))

    def is_known(self, face: str) -> bool:
        """Whether letters in a font of that name are those that stand in the text; an empty name is the standard."""
        name = face.strip().casefold()
        return name not in self._liars and _is_of_letters(name)


def _liars(table: Element) -> Iterator[str]:
    """The fonts that are other ones than their names say: brought along, of signs, or in the place of others."""
    for font in table:
        others = [other for named in font.iter(f"{W}altName") for other in re.split("[,;]", named.get(f"{W}val", ""))]
        of_signs = any(part.get(f"{W}val", "").zfill(2) == _OF_SIGNS for part in font.iter(f"{W}charset"))
        embedded = any(str(part.tag).startswith(f"{W}embed") for part in font)
        if embedded or of_signs or not all(_is_of_letters(other.strip().casefold()) for other in others):
            yield font.get(f"{W}name", "").strip().casefold()


@lru_cache(maxsize=1024)
def _is_of_letters(name: str) -> bool:
    if not name or name in _LETTERS_TOO:
        return True
    families = any(name == family or name.startswith((f"{family} ", f"{family}-")) for family in _FAMILIES)
    return families and not any(sign in name for sign in _SIGNS)

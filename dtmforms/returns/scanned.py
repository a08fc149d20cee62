"""What stands in the boxes of a scanned page: pictures for a person to read, and drafts of what they say.

Nothing that is read off a picture is a value: each cell is in doubt until a person has confirmed it.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PIL import Image, ImageOps

from dtmforms.agreement.normal import text_key
from dtmforms.form.fields import UNCHOSEN
from dtmforms.returns import ocr
from dtmforms.returns.printed import Cell, foreign_ink, read_tick

if TYPE_CHECKING:
    from dtmforms.form.labels import Labels
    from dtmforms.pdf.geometry import PlacedField
    from dtmforms.returns.placing import FormPage

DRAFT = "it was read off a picture"
_AROUND_PT, _BORDER_PT = 3.0, 1.6
_TELEPHONE = "+0123456789()-/.,;"


def read_boxes(fields: Sequence[PlacedField], page: FormPage, words: Labels) -> dict[str, Cell]:
    """The cells of a page, by field: ticks by their ink, choices and texts as Tesseract reads them, where it is
    installed, else without text; each with the picture of its box."""
    drafts = _drafts(fields, page, words.language) if ocr.installed() else {}
    return {field.name: _cell(field, page, words, drafts) for field in fields}


def _cell(field: PlacedField, page: FormPage, words: Labels, drafts: Mapping[str, str]) -> Cell:
    picture = _png(page.crop(field.box, -_AROUND_PT))
    if field.kind == "tick":
        return replace(read_tick(field, page), doubt=DRAFT, picture=picture)
    text = drafts.get(field.name, "")
    if field.kind == "choice":
        text = _option(text, words) if text else UNCHOSEN
    return Cell(text, "ocr", page.page, DRAFT, picture)


def _drafts(fields: Sequence[PlacedField], page: FormPage, language: str) -> dict[str, str]:
    """One run of the program for each way of reading, over all boxes that are not empty."""
    written = [field for field in fields if field.kind != "tick" and foreign_ink(page, field.box)]
    numbers = [field for field in written if field.name.endswith("_mobile")]
    long = [field for field in written if field.kind == "lines"]
    plain = [field for field in written if field not in numbers and field not in long]
    drafts: dict[str, str] = {}
    for kind, options in ((plain, {}), (numbers, {"letters": _TELEPHONE}), (long, {"lines": True})):
        read = ocr.recognized([_inner(page, field) for field in kind], language, **options)  # type: ignore[arg-type]
        drafts |= zip((field.name for field in kind), read, strict=True)
    return {name: _tidy(name, text) for name, text in drafts.items()}


def _tidy(name: str, text: str) -> str:
    return "".join(text.split()) if name.endswith("_email") else text


def _inner(page: FormPage, field: PlacedField) -> Image.Image:
    picture = ImageOps.autocontrast(page.crop(field.box, _BORDER_PT), cutoff=1)
    return picture.resize((picture.width * 2, picture.height * 2), Image.Resampling.LANCZOS)


def _option(text: str, words: Labels) -> str:
    shown = {words.ours["choose"]: UNCHOSEN, **{label: level for level, label in words.levels.items()}}
    found = {text_key(label).casefold(): option for label, option in shown.items()}
    return found.get(text_key(text).casefold(), text)


def _png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()

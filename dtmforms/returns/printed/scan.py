"""What stands in the boxes of a scanned page: pictures for a person to read, and drafts of what they say.

Nothing that is read off a picture is a value: each cell is in doubt until a person has confirmed it.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from typing import TYPE_CHECKING

from PIL import Image, ImageOps

from dtmforms.form.fields import UNCHOSEN
from dtmforms.returns.printed import ocr
from dtmforms.returns.printed.boxes import foreign_ink, read_tick, without_button
from dtmforms.returns.printed.ink import PAGE_DPI
from dtmforms.returns.returned_file import DRAFT, PrintedCell

if TYPE_CHECKING:
    from dtmforms.language.labels import Labels
    from dtmforms.pdf.geometry import Box, PlacedField
    from dtmforms.returns.printed.registration import FormPage

_AROUND_PT, _BORDER_PT = 6.0, 1.6
_DIGITS = str.maketrans("OoIl|S", "001115")


def read_boxes(fields: Sequence[PlacedField], page: FormPage, words: Labels) -> list[PrintedCell]:
    """The cells of a page: ticks by their ink, choices and texts as Tesseract reads them, where it is
    installed, else without text; each with the picture of its box."""
    written = [field for field in fields if field.kind != "tick" and foreign_ink(page, without_button(field))]
    drafts = _drafts(written, page, words.language) if ocr.installed() else {}
    return [_cell(field, page, words, drafts, written=field in written) for field in fields]


def _cell(
    field: PlacedField, page: FormPage, words: Labels, drafts: Mapping[str, str], *, written: bool
) -> PrintedCell:
    picture = picture_of(field, page)
    if field.kind == "tick":
        read = read_tick(field, page)
        return replace(read, doubt=DRAFT, unsure=bool(read.doubt), picture=picture)
    text = drafts.get(field.name, "")
    if field.kind == "choice":
        text = _option(text, words) if text else UNCHOSEN
    in_order = drafts.get(field.name, "")
    return PrintedCell(field.name, page.sheet, "ocr", text, in_order, DRAFT, picture=picture, written=written)


def picture_of(field: PlacedField, page: FormPage) -> bytes:
    return picture_of_box(field.box, page)


def picture_of_box(box: Box, page: FormPage) -> bytes:
    """A box with a little of what is around it, as a PNG file."""
    out = io.BytesIO()
    page.crop(box, -_AROUND_PT).save(out, "PNG", optimize=True)
    return out.getvalue()


def picture_of_page(page: FormPage) -> bytes:
    """A whole page, small, as a PNG file."""
    scale, out = PAGE_DPI / page.dpi, io.BytesIO()
    size = (round(page.picture.width * scale), round(page.picture.height * scale))
    page.picture.resize(size, Image.Resampling.BOX).save(out, "PNG")
    return out.getvalue()


def _drafts(written: Sequence[PlacedField], page: FormPage, language: str) -> dict[str, str]:
    """One run of the program for each way of reading, over all boxes that are not empty."""
    ways: dict[tuple[str, bool], list[PlacedField]] = {}
    for field in written:
        model = ocr.ADDRESSES if field.name.endswith(("_email", "_mobile")) else language
        ways.setdefault((model, field.kind == "lines"), []).append(field)
    drafts: dict[str, str] = {}
    for (model, lines), boxes in ways.items():
        read = ocr.recognized([_inner(page, field) for field in boxes], model, lines=lines)
        drafts |= {field.name: _tidy(field.name, text) for field, text in zip(boxes, read, strict=True)}
    return drafts


def _inner(page: FormPage, field: PlacedField) -> Image.Image:
    return ImageOps.autocontrast(page.crop(without_button(field), _BORDER_PT), cutoff=1)


def _tidy(name: str, text: str) -> str:
    """A draft without what its field cannot hold: spaces and capitals in an address, letters in a number."""
    if name.endswith("_email"):
        return "".join(text.split()).lower()
    return text.translate(_DIGITS) if name.endswith("_mobile") else text


def _option(text: str, words: Labels) -> str:
    """The option whose words are nearest to a draft; the draft where none is near."""
    options = {words.ours["choose"].casefold(): UNCHOSEN}
    options |= {label.casefold(): level for level, label in words.levels.items()}
    nearest = get_close_matches(text.casefold(), options, n=1, cutoff=0.6)
    return options[nearest[0]] if nearest else text

"""Letters are believed where they look like what the file says that they are."""

from __future__ import annotations

import io

import pytest
from reportlab.pdfgen.canvas import Canvas

from dtmforms.pdf.pages import sheets_of
from dtmforms.pdf.shapes import Extent, alike

FONTS = ("Helvetica", "Helvetica-Oblique", "Helvetica-Bold", "Times-Roman")
TEXTS = ("Ngozi Okonkwo-Eze", "Chargée d'études (santé)", "ngozi.eze@relief.example", "+258 84 555 0177", "SOFÍA ÑÁÑEZ")


def extents_of(text: str, font: str) -> list[Extent]:
    """The extents of the letters of a text on a page, spaces left out."""
    out = io.BytesIO()
    canvas = Canvas(out, (400, 100))
    canvas.setFont(font, 9)
    canvas.drawString(20, 50, text)
    canvas.save()
    [sheet] = sheets_of(out.getvalue())
    ink = [letter for letter in sheet.letters if letter.text.strip()]
    assert "".join(letter.text for letter in ink) == "".join(text.split())
    boxes = [(letter.box, letter.origin[1]) for letter in ink]
    return [(box[2], y - box[1] - box[3], y - box[1]) for box, y in boxes]


@pytest.mark.parametrize("font", FONTS)
@pytest.mark.parametrize("text", TEXTS)
def test_text_in_any_common_font_looks_like_itself(text: str, font: str) -> None:
    assert alike("".join(text.split()), extents_of(text, font))


@pytest.mark.parametrize(
    ("drawn", "told"),
    [
        ("Sofía", "SofÌa"),  # as Ghostscript leaves it
        ("García", "Garc’a"),
        ("Macuácua", "Macu·cua"),
        ("SOFÍA", "SOFÕA"),
        ("Raúl", "Raœl"),
        ("Hello", "+HOOR"),  # as fonts without a table of letters leave it
        ("España", "Espa—a"),
    ],
)
def test_what_is_told_by_another_encoding_does_not(drawn: str, told: str) -> None:
    assert not alike(told, extents_of(drawn, "Helvetica"))

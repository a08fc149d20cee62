"""What IOM printed on a form, and what is done to it on paper: struck out, painted over, written over."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from conftest import ROOT, load_sample
from papers import Pictures, as_pdf, by_pdfium, form_of, rendered
from PIL import ImageDraw, ImageFont

import dtmforms
from dtmforms.pdf.geometry import Box
from dtmforms.pdf.write.form import geometry, layout_of
from dtmforms.returns.printed import ocr

SENT = load_sample("en")
PLACES = geometry("en", layout_of(SENT, "en"))
NAME, MOBILE = "table_c_iom_primary_name", "table_c_iom_primary_mobile"
PEN, WHITE = 60, 255
LETTERS = ImageFont.truetype(str(ROOT / "dtmforms" / "pdf" / "write" / "fonts" / "NotoSans-Regular.ttf"), 25)
OFFICIAL = next(words for words in PLACES.words if "responsible for designating" in words.text)


@pytest.fixture(autouse=True)
def without_ocr(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "PROGRAM", "no-such-program")


@pytest.fixture(scope="module")
def clean() -> Pictures:
    return rendered(by_pdfium(form_of(SENT)), 200)


def told(pictures: Pictures) -> dict[str, dict[str, object]]:
    answer = dtmforms.ingest(dtmforms.read_return(as_pdf(pictures)), against=SENT)
    flags = ("written_on_pages", "ours_on_paper")
    return {found.code: dict(found.values) for found in answer.findings if found.code in flags}


def edges(box: Box, dpi: int = 200) -> list[float]:
    """The pixels of a box, from the upper left corner of its page."""
    x, y, width, height = box
    top = PLACES.height_pt - y - height
    return [edge * dpi / 72 for edge in (x, top, x + width, top + height)]


def inked(pictures: Pictures, page: int, paint: Callable[[ImageDraw.ImageDraw], object]) -> Pictures:
    inked = [picture.copy() for picture in pictures]
    paint(ImageDraw.Draw(inked[page - 1]))
    return inked


def cell(name: str) -> tuple[int, list[float]]:
    return next((place.page, edges(place.box)) for place in PLACES.fields if place.name == name)


def struck(pen: ImageDraw.ImageDraw, box: list[float], dpi: int = 200) -> None:
    """With a pen of nearly half a millimetre, through the middle of small letters."""
    left, top, right, bottom = box
    y = top + 0.6 * (bottom - top)
    pen.line([left + 2, y, right, y + 1], fill=PEN, width=round(1.2 * dpi / 72))


@pytest.mark.sampled("scans")
def test_a_focal_point_of_iom_who_is_struck_out_or_replaced_is_told_with_the_field(clean: Pictures) -> None:
    def replaced(pen: ImageDraw.ImageDraw) -> None:
        pen.rectangle([box[0] + 3, box[1] + 3, box[2] - 3, box[3] - 3], fill=WHITE)
        pen.text((box[0] + 6, box[3] - 6), "Other Person", 0, LETTERS, "ls")

    page, box = cell(NAME)
    for paint in (lambda pen: struck(pen, box), replaced):
        assert told(inked(clean, page, paint)) == {"ours_on_paper": {"fields": [NAME], "pages": [page]}}


@pytest.mark.sampled("scans")
def test_a_digit_of_iom_that_is_another_is_told(clean: Pictures) -> None:
    page, (left, top, _, bottom) = cell(MOBILE)
    white = [left + 25, top + 4, left + 40, bottom - 4]
    painted = inked(clean, page, lambda pen: pen.rectangle(white, fill=WHITE))
    assert told(painted) == {"ours_on_paper": {"fields": [MOBILE], "pages": [page]}}


@pytest.mark.sampled("scans")
@pytest.mark.parametrize("dpi", [200, 300])
def test_a_sentence_of_the_official_text_that_is_struck_out_or_painted_over_is_told_with_its_page(dpi: int) -> None:
    pictures, size = rendered(by_pdfium(form_of(SENT)), dpi), OFFICIAL.size_pt
    sentence, letters = (
        edges((OFFICIAL.x + 20, OFFICIAL.y - 0.3 * size, width, 1.3 * size), dpi) for width in (200.0, 9.0)
    )
    for paint in (lambda pen: struck(pen, sentence, dpi), lambda pen: pen.rectangle(letters, fill=WHITE)):
        assert told(inked(pictures, OFFICIAL.page, paint)) == {"written_on_pages": {"pages": [OFFICIAL.page]}}


@pytest.mark.sampled("scans")
def test_what_is_told_of_the_paper_is_taken_by_whoever_says_that_it_changes_nothing(clean: Pictures) -> None:
    page, box = cell(NAME)
    read = dtmforms.read_return(as_pdf(inked(clean, page, lambda pen: struck(pen, box))))
    texts = {one.name: one.sent for one in dtmforms.ingest(read, against=SENT).scanned if one.is_asked}
    held = dtmforms.ingest(read, against=SENT, confirmed=texts)
    assert (held.record, [one.code for one in held.findings if one.severity == "error"]) == (None, ["ours_on_paper"])
    taken = dtmforms.ingest(read, against=SENT, confirmed=texts, accepted=["ours_on_paper"])
    assert (taken.record, taken.accepted) == (SENT, ["ours_on_paper"])

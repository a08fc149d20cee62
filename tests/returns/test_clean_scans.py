"""Scans in which nothing was written: whatever paper, program and scanner make of a form, no field is asked. And in
which something was: a small digit is seen, in every language."""

from __future__ import annotations

import copy
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT, load_sample
from papers import ARABIC, Pictures, as_pdf, by_partner, by_pdfium, changes, form_of, rendered, turned
from PIL import ImageDraw, ImageFilter, ImageFont

import dtmforms
from dtmforms.pdf.write.form import geometry, layout_of
from dtmforms.returns.printed import ocr
from dtmforms.returns.printed.as_drawn import DrawnForm
from dtmforms.returns.printed.sent_form import SentForm

MOBILE = "table_c_requesting_organization_primary_mobile"
PENCIL = 200
LETTERS = ROOT / "dtmforms" / "pdf" / "write" / "fonts" / "NotoSans-Regular.ttf"


SENT = load_sample("en")


@pytest.fixture
def without_ocr(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "PROGRAM", "no-such-program")


def sent_in(language: str) -> dtmforms.Agreement:
    if language != "ar":
        return load_sample(language)
    values = copy.deepcopy(by_partner(load_sample("en"), ARABIC).values()) | {"language": "ar"}
    return dtmforms.Agreement.model_validate(values)


def as_an_office_scans(pictures: Pictures) -> Pictures:
    """Askew, a little out of focus, on paper that is not white, with ink that is not black."""
    blurred = [picture.filter(ImageFilter.GaussianBlur(0.5)) for picture in turned(pictures, 0.8)]
    return [picture.point([45 + round(grey * 195 / 255) for grey in range(256)]) for picture in blurred]


def not_as_sent(pictures: Pictures, sent: dtmforms.Agreement) -> list[str]:
    read = dtmforms.read_return(as_pdf(pictures))
    assert read.pages
    assert read.pages.identity
    assert read.pages.cells
    form = SentForm(read.pages.identity, sent, (read.pages.identity.terms,))
    drawn = DrawnForm(form)
    return [cell.name for cell in read.pages.cells if not drawn.is_all_of(form.table[cell.name], cell.picture)]


@pytest.mark.sampled("scans")
@pytest.mark.usefixtures("without_ocr")
@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_of_a_clean_scan_nothing_is_asked_and_of_a_small_digit_its_field(
    language: str,
) -> None:
    sent = sent_in(language)
    pictures, places = rendered(by_pdfium(form_of(sent)), 200), geometry(language, layout_of(sent, language))
    assert not_as_sent(as_an_office_scans(pictures), sent) == []
    place = next(one for one in places.fields if one.name == MOBILE)
    y = places.height_pt - place.box[1] - place.box[3] / 2
    free = 0.15 if language == "ar" else 0.85
    for part, anchor, size, ink in ((0.5, "la", 5, 40), (free, "lm", 9, PENCIL)):
        page, x = pictures[place.page - 1].copy(), place.box[0] + place.box[2] * part
        font = ImageFont.truetype(str(LETTERS), size * 200 / 72)
        ImageDraw.Draw(page).text((x * 200 / 72, y * 200 / 72), "7", ink, font, anchor)
        assert not_as_sent([page], sent) == [MOBILE]


def pages_written_on(pictures: Pictures) -> object:
    """By whom nobody has confirmed a field yet, and what is told of the pages."""
    answer = dtmforms.ingest(dtmforms.read_return(as_pdf(pictures)), against=SENT)
    [told] = [found.values["pages"] for found in answer.findings if found.code == "written_on_pages"] or [None]
    return told


def inked(pictures: Pictures, paint: Callable[[ImageDraw.ImageDraw], object]) -> Pictures:
    """The second page with something on it, in points from its upper left corner."""
    page = pictures[1].copy()
    paint(ImageDraw.Draw(page))
    return [pictures[0], page, *pictures[2:]]


def at(*points: float) -> list[int]:
    return [round(point * 150 / 72) for point in points]


@pytest.mark.sampled("scans")
@pytest.mark.usefixtures("without_ocr")
@pytest.mark.parametrize(
    ("paint", "written"),
    [
        (lambda pen: pen.line(at(60, 300, 520, 700), fill=70, width=3), [2]),
        (lambda pen: pen.text(at(22, 400), "?", font=ImageFont.truetype(str(LETTERS), 25), fill=60), [2]),
        (lambda pen: pen.line(at(18, 500, 18, 540, 14, 530), fill=70, width=3), [2]),
        (lambda pen: pen.ellipse(at(25, 310, 42, 327), fill=20), None),
        (lambda pen: pen.line(at(30, 45, 55, 25), fill=60, width=3), None),
        (lambda pen: pen.rectangle(at(0, 0, 14, 842), fill=60), None),
        (lambda pen: [pen.ellipse([x, x, x + 1, x + 1], fill=40) for x in range(10, 1200, 60)], None),
    ],
    ids=["a line through it", "a question", "an arrow", "a hole", "a staple", "an edge", "dust"],
)
def test_what_is_written_beside_the_fields_is_looked_at_and_dirt_is_not(
    paint: Callable[[ImageDraw.ImageDraw], object], written: list[int] | None
) -> None:
    assert pages_written_on(inked(rendered(by_pdfium(form_of(SENT)), 150), paint)) == written


@pytest.mark.sampled("scans")
@pytest.mark.usefixtures("without_ocr")
def test_a_scan_with_a_note_is_taken_by_whoever_says_that_it_changes_nothing() -> None:
    pictures = inked(rendered(by_pdfium(form_of(SENT)), 150), lambda pen: pen.line(at(14, 300, 26, 340), 70, 3))
    read = dtmforms.read_return(as_pdf(pictures))
    texts = {one.name: one.sent for one in dtmforms.ingest(read, against=SENT).scanned if one.is_asked}
    held = dtmforms.ingest(read, against=SENT, confirmed=texts)
    assert (held.record, [one.code for one in held.findings if one.severity == "error"]) == (None, ["written_on_pages"])
    taken = dtmforms.ingest(read, against=SENT, confirmed=texts, accepted=["written_on_pages"])
    assert (taken.record, taken.accepted) == (SENT, ["written_on_pages"])


@pytest.mark.sampled("scans")
@pytest.mark.program("pdftoppm", "tesseract")
def test_of_a_scan_in_which_one_person_and_one_text_are_others_nothing_else_is_asked(tmp_path: Path) -> None:
    """Drawn by poppler: its lines end a little elsewhere than ours, and one just beside a box is nobody's ink."""
    sent = load_sample("en")
    values, side = copy.deepcopy(sent.values()), "requesting_organization"
    values["table_c"][side]["primary"] = by_partner(sent).values()["table_c"][side]["primary"]
    wanted = dtmforms.Agreement.model_validate(values)
    (tmp_path / "in.pdf").write_bytes(form_of(wanted))
    subprocess.run(
        ["pdftoppm", "-r", "200", "-gray", "-tiff", "in.pdf", "page"], check=True, capture_output=True, cwd=tmp_path
    )
    files = [(path.name, path.read_bytes()) for path in sorted(tmp_path.glob("*.tif"))]
    [read] = dtmforms.read_returns(files)
    scanned = dtmforms.ingest(read.read, against=sent).scanned
    assert {one.name for one in scanned if one.is_asked} == set(changes(sent, wanted))

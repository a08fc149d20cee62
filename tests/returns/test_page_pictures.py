"""Pictures of the pages of a returned file, and of what changed on them: pixels of the process apart, and nothing else
of the file."""

from __future__ import annotations

import hashlib
import io
import zipfile
import zlib
from typing import Any

import pytest
from conftest import load_sample
from papers import PARTNER, as_jpeg, typed_in_pdfium
from PIL import Image

import dtmforms
from dtmforms.pdf.read.model import PagePixels
from dtmforms.returns import page_pictures as module
from dtmforms.sandbox import client

SENT = load_sample("en")
FORM = dtmforms.form(SENT)
NAME = f"{PARTNER}_name"


def test_pages_are_drawn_as_they_are() -> None:
    drawn = dtmforms.page_pictures(FORM, [1, 2, 99])
    assert set(drawn) == {1, 2}
    for picture in drawn.values():
        with Image.open(io.BytesIO(picture.png)) as image:
            assert (image.format, image.size) == ("PNG", (picture.width, picture.height))
            assert not image.info
    assert drawn[1].png != drawn[2].png


def test_a_changed_field_is_found_on_its_page() -> None:
    data = typed_in_pdfium(FORM, {NAME: "Ngozi Okonkwo-Eze"})
    [changed] = dtmforms.ingest(data, against=SENT).changed
    person = SENT.table_c.requesting_organization.primary
    assert person
    assert (changed.name, changed.sent, changed.returned) == (NAME, person.name, "Ngozi Okonkwo-Eze")
    assert changed.label("en").endswith("Name")
    assert changed.box
    after, before = (dtmforms.page_pictures(one, [changed.page])[changed.page] for one in (data, FORM))
    place = after.place(changed.box)
    assert place
    left, top, width, height = place
    box = (round(left), round(top), round(left + width), round(top + height))
    with Image.open(io.BytesIO(after.png)) as now, Image.open(io.BytesIO(before.png)) as then:
        assert now.crop(box).tobytes() != then.crop(box).tobytes()
        for image in (now, then):
            image.paste(255, box)
        assert now.tobytes() == then.tobytes(), "nothing else on the page is another"


def test_what_is_as_it_was_sent_is_no_change() -> None:
    assert dtmforms.ingest(FORM, against=SENT).changed == []
    assert dtmforms.ingest(dtmforms.fill(SENT), against=SENT).changed == []


def test_of_a_photograph_the_picture_is_shown() -> None:
    drawn = dtmforms.page_pictures(as_jpeg(Image.new("L", (3000, 2000), 255)), [1])
    assert (drawn[1].width, drawn[1].height) == (2400, 1600)
    assert drawn[1].place((0, 0, 10, 10)) is None


def test_a_file_within_another_is_meant_by_its_digest() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("return.pdf", FORM)
    digest = hashlib.sha256(FORM).hexdigest()
    assert dtmforms.page_pictures(out.getvalue(), [2], within=digest) == dtmforms.page_pictures(FORM, [2])
    for data, within in ((out.getvalue(), ""), (out.getvalue(), "0" * 64), (FORM, digest), (b"x", digest)):
        assert dtmforms.page_pictures(data, [2], within=within) == {}


@pytest.mark.parametrize("data", [b"", b"x", b"%PDF-1.7\n", FORM[:2000], b"PK\x03\x04", b"\x89PNG\r\n\x1a\n\0"])
def test_what_cannot_be_drawn_has_no_pictures(data: bytes) -> None:
    assert dtmforms.page_pictures(data, [1]) == {}
    assert dtmforms.page_pictures(FORM, [0, -1]) == {}


@pytest.mark.parametrize(
    ("width", "height", "grey"),
    [(10, 10, zlib.compress(bytes(99))), (10, 10, b"x"), (0, 0, b""), (100_000, 100_000, b""), (-1, -1, b"")],
)
def test_a_reader_that_answers_anything_else_is_not_believed(
    monkeypatch: pytest.MonkeyPatch, width: int, height: int, grey: bytes
) -> None:
    page = PagePixels(1, width, height, grey)
    answer: Any = module._ANSWER.of(lambda: module.DrawnPages([page]))
    monkeypatch.setattr(client, "shared", lambda: type("Reader", (), {"read": lambda *_, **__: answer})())
    assert module.page_pictures(b"x", [1]) == {}

"""What a person sees in a return is what is taken from it, or nothing is taken without a person.

Each way to lie makes a return that shows one value and stores another. The program must not take the stored one.
"""

from __future__ import annotations

import subprocess
import tempfile
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import pdf_lies
import pytest
import word_lies
from claims import LANGUAGES, Claim, Way, holds, record_sent
from looks import looks_like
from pdf_returns import PdfReturn
from PIL import Image, ImageChops

import dtmforms

PDF, WORD = pdf_lies.WAYS, word_lies.WAYS
CLAIMS = {
    "pdf": (pdf_lies.honest, sorted({way.claim for way in PDF}, key=repr)),
    "word": (word_lies.honest, sorted({way.claim for way in WORD}, key=repr)),
}
EVERY_PDF, EVERY_WORD = list(product(PDF, LANGUAGES)), list(product(WORD, LANGUAGES))
WORD_FAMILIES = sorted({way.family for way in WORD})


def named(pair: Any) -> str:
    return f"{pair[0]} ({pair[1]})"


def test_there_are_many_ways_to_lie() -> None:
    assert len({way.name for way in PDF}) == len(PDF) >= 120
    assert len({way.family for way in PDF}) >= 14
    assert len({way.name for way in WORD}) == len(WORD) >= 60
    assert len(WORD_FAMILIES) >= 10


# No lie gives a record without a person.


def nothing_but_the_shown_is_taken(data: bytes, claim: Claim, language: str) -> None:
    """What Table B still shows as it was sent is told, and is a revision, which waits for signatures."""
    answer = dtmforms.ingest(data, against=record_sent(language))
    told = claim.field.startswith("table_b_") and "shown_as_sent" in {found.code for found in answer.findings}
    record = None if told else answer.record
    if record:
        assert holds(record, claim, claim.shown), "the record holds what nobody saw"
        assert not holds(record, claim, claim.stored), "the record holds what is stored"


@pytest.mark.sampled("forms that lie")
@pytest.mark.parametrize("lie", EVERY_PDF, ids=named)
def test_no_form_that_lies_gives_a_record_of_what_nobody_saw(lie: tuple[Way[PdfReturn], str]) -> None:
    way, language = lie
    nothing_but_the_shown_is_taken(pdf_lies.told(way, language), way.claim, language)


@pytest.mark.sampled("documents that lie")
@pytest.mark.parametrize("lie", EVERY_WORD, ids=named)
def test_no_document_that_lies_gives_a_record_of_what_nobody_saw(lie: tuple[Way[Any], str]) -> None:
    way, language = lie
    nothing_but_the_shown_is_taken(word_lies.told(way, language), way.claim, language)


@pytest.mark.sampled("honest twins of forms that lie")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", CLAIMS)
def test_the_honest_twins_are_taken(kind: str, language: str) -> None:
    honest, claims = CLAIMS[kind]
    for claim in claims:
        record = dtmforms.ingest(honest(language, claim), against=record_sent(language)).record
        assert record, claim
        assert holds(record, claim, claim.shown), claim


# Every lie is one: what it claims to show is seen.


@cache
def honest_pages(language: str, claim: Claim, program: str) -> tuple[int, Image.Image, Image.Image]:
    """The page of the field, as it looks in honest returns of what is shown and of what is stored."""
    place = PdfReturn(language, claim).place
    shown, stored = pdf_lies.honest(language, claim), pdf_lies.honest(language, claim, stored=True)
    return place, pdf_lies.render(shown, program, place), pdf_lies.render(stored, program, place)


@pytest.mark.program("pdftoppm")
@pytest.mark.sampled("forms that lie, as programs show them")
@pytest.mark.parametrize("lie", [(way, LANGUAGES[place % 4]) for place, way in enumerate(PDF)], ids=named)
def test_a_form_that_lies_shows_what_it_claims_to_show(lie: tuple[Way[PdfReturn], str]) -> None:
    way, language = lie
    data = pdf_lies.told(way, language)
    assert way.seen_in
    for program in way.seen_in:
        place, shown, stored = honest_pages(language, way.claim, program)
        assert looks_like(pdf_lies.render(data, program, place), shown, stored), program


@pytest.mark.program("soffice", "pdftoppm")
@pytest.mark.sampled("documents that lie, in LibreOffice")
@pytest.mark.parametrize("family", WORD_FAMILIES)
def test_documents_that_lie_show_what_they_claim_to_show(family: str, tmp_path: Path) -> None:
    """In English: where the text goes from right to left, what is hidden stands elsewhere."""
    ways = [way for way in WORD if way.family == family]
    files = {f"lie{place}": word_lies.told(way, "en") for place, way in enumerate(ways)}
    claims = {way.claim: f"twin{place}" for place, way in enumerate(ways)}
    for claim, name in claims.items():
        files |= {f"{name}-shown": word_lies.honest("en", claim)}
        files |= {f"{name}-stored": word_lies.honest("en", claim, stored=True)}
    seen = pages_in_libreoffice(files, tmp_path)
    wrong = []
    for place, way in enumerate(ways):
        shown, stored = seen[f"{claims[way.claim]}-shown"], seen[f"{claims[way.claim]}-stored"]
        page = next(at for at in range(len(shown)) if ImageChops.difference(shown[at], stored[at]).getbbox())
        if not looks_like(seen[f"lie{place}"][page], shown[page], stored[page]):
            wrong.append(way.name)
    assert not wrong


def pages_in_libreoffice(files: dict[str, bytes], folder: Path) -> dict[str, list[Image.Image]]:
    """The pages of each document as LibreOffice prints them."""
    paths = [folder / f"{name}.docx" for name in files]
    for path in paths:
        path.write_bytes(files[path.stem])
    with tempfile.TemporaryDirectory() as profile:
        start = ["soffice", f"-env:UserInstallation={Path(profile).as_uri()}", "--headless", "--convert-to", "pdf"]
        command = [*start, "--outdir", str(folder), *map(str, paths)]
        subprocess.run(command, check=True, capture_output=True, timeout=250)
    seen = {}
    for path in paths:
        command = ["pdftoppm", "-gray", "-r", "100", "-png", str(path.with_suffix(".pdf")), str(folder / path.stem)]
        subprocess.run(command, check=True, capture_output=True, timeout=60)
        seen[path.stem] = [Image.open(page).convert("L") for page in sorted(folder.glob(f"{path.stem}-[0-9]*.png"))]
    return seen

"""The fixed text of a PDF form that comes back is that which was sent, whatever program filled it in."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path

import pikepdf
import pytest
from conftest import load_sample
from papers import altered, changes, filled, form_of, read

from dtmforms.pdf.drawing import draw
from dtmforms.versions.terms import fingerprint

SENT = load_sample("en")


def with_another_word(data: bytes, old: bytes, new: bytes) -> bytes:
    def change(pdf: pikepdf.Pdf) -> None:
        for page in pdf.pages:
            for content in page.Contents:
                content.write(content.read_bytes().replace(old, new))

    return altered(data, change)


@pytest.mark.parametrize(
    ("old", "new", "page"), [(b"does not necessitate", b"does necessitate", 4), (b"Low Urgency", b"High Urgency", 2)]
)
def test_one_changed_word_is_named_with_its_page(old: bytes, new: bytes, page: int) -> None:
    answer = read(with_another_word(form_of(SENT), old, new), SENT)
    finding = next(finding for finding in answer.findings if finding.rule == "E1")
    assert f"page {page} " in finding.message
    assert old.decode().split()[0] in finding.message
    assert answer.record is None
    assert answer.exit_code == 3


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_pages_that_are_written_anew_with_the_same_words_are_as_they_were_sent(language: str) -> None:
    """Programs may wrap the contents of a page, or take them apart and put them together again."""

    def rewrite(pdf: pikepdf.Pdf) -> None:
        for page in pdf.pages:
            written = pikepdf.unparse_content_stream(pikepdf.parse_content_stream(page))
            page.Contents = pdf.make_stream(b"q " + written + b" Q")

    record = SENT.model_copy(update={"language": language})
    answer = read(altered(draw(record, language, fingerprint(record)), rewrite), record)
    assert not [finding for finding in answer.findings if finding.rule == "E1"]
    assert answer.record == record


@pytest.mark.program("qpdf", "mutool")
@pytest.mark.parametrize(
    "command",
    [
        ("qpdf", "--object-streams=generate", "--coalesce-contents", "{0}", "{1}"),
        ("mutool", "clean", "-c", "-s", "{0}", "{1}"),
    ],
    ids=["qpdf", "mutool"],
)
def test_other_programs_that_rewrite_a_file_change_no_word(command: tuple[str, ...], tmp_path: Path) -> None:
    sent, returned = tmp_path / "sent.pdf", tmp_path / "returned.pdf"
    sent.write_bytes(filled(form_of(SENT), changes(SENT, SENT)))
    subprocess.run([part.format(sent, returned) for part in command], check=True, capture_output=True)
    assert read(returned.read_bytes(), SENT).record == SENT


def test_a_page_of_another_form_is_no_page_of_this_one() -> None:
    other = load_sample("fr")

    def exchange(pdf: pikepdf.Pdf) -> None:
        with pikepdf.open(io.BytesIO(form_of(other))) as more:
            page = pdf.pages[3]
            page.Contents = pdf.copy_foreign(more.pages[3].Contents[0])

    answer = read(altered(form_of(SENT), exchange), SENT)
    assert [finding.rule for finding in answer.findings if finding.severity == "error"] == ["E1"]

"""The fixed text of a PDF form that comes back is that which was sent, whatever program filled it in."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path

import pikepdf
import pytest
from conftest import load_sample
from papers import altered, changes, filled, form_of, read
from plain_pages import LAYOUT, MADE, SENT, WORDS, SaidPages, file_of, identity

from dtmforms.changes.fingerprint import fingerprint
from dtmforms.form.identity import Identity
from dtmforms.language import LANGUAGES
from dtmforms.pdf.geometry import Box
from dtmforms.pdf.read.page_compare import room_of
from dtmforms.pdf.write.canvas import CODE
from dtmforms.pdf.write.form import blank_form, draw
from dtmforms.pdf.write.form_layout import blank_layout
from dtmforms.pdf.write.form_pages import content
from dtmforms.returns.tampering.fixed_text import PagesDrawn, made_of


def words_of(said: dict[str, str], contents: list[bytes], *texts: str, page_count: int = 4) -> list[tuple[int, str]]:
    return PagesDrawn(file_of(contents, page_count), SaidPages(*texts), said).changed_words()


def rewritten(*numbers: int) -> list[bytes]:
    """The pages of the form, some of them in other operators of which nothing is known."""
    return [b"BT (other) Tj ET" if number in numbers else page for number, page in enumerate(SENT, start=1)]


def without(text: str, count: int = 1) -> str:
    """All that the form says but for one text, where it stands for the first time."""
    assert text in WORDS
    return WORDS.replace(text, "", count)


@pytest.mark.parametrize("said", [identity(rows=""), identity(rows="1 2 3"), identity("xx"), identity("")])
def test_of_a_form_that_does_not_say_how_it_was_drawn_nothing_is_told(said: dict[str, str]) -> None:
    assert made_of(said) is None
    assert words_of(said, rewritten(1, 2, 3, 4), "other words") == []
    pages = SaidPages(unlike=[1, 2, 3, 4])
    assert PagesDrawn(file_of([b"0 0 9 9 re f"]), pages, said).drawn_upon({1: 1}, (), []) == []
    assert pages.asked == []


def test_a_form_was_drawn_as_its_layout_says() -> None:
    assert made_of(identity("fr")) is content("fr", LAYOUT)
    assert made_of(identity("fr", reference="", rows=str(blank_layout()))) is content("fr", blank_layout())


# Their words


def test_pages_that_draw_what_was_sent_say_what_was_sent() -> None:
    """Whatever a library makes of it."""
    assert words_of(identity(), SENT, "other words") == []
    assert words_of(identity(), [b"q " + page + b" Q" for page in reversed(SENT)], "other words") == []


def test_pages_that_are_drawn_otherwise_may_say_the_same() -> None:
    assert words_of(identity(), rewritten(1, 2, 3, 4), WORDS) == []
    half = len(WORDS) // 2
    assert words_of(identity(), rewritten(1, 2, 3, 4), WORDS[:half], WORDS[half:]) == []
    assert words_of(identity(), rewritten(1, 2, 3, 4), WORDS.upper().replace(" ", "\r\n")) == []


def test_a_line_that_is_not_said_is_told_with_its_page() -> None:
    timeline = [(2, "Timeline")]
    assert words_of(identity(), rewritten(2), without("Timeline")) == timeline
    assert words_of(identity(), rewritten(1, 2, 3, 4), without("Timeline")) == timeline
    assert words_of(identity(), rewritten(1, 3, 4), without("Timeline")) == []
    assert words_of(identity(), SENT[2:], without("Timeline")) == timeline


def test_a_line_that_is_said_less_often_is_told_wherever_it_stands() -> None:
    low = [words.page for words in MADE.geometry.words if words.text == "Low Urgency"]
    assert len(low) > 1
    assert words_of(identity(), rewritten(1, 2, 3, 4), without("Low Urgency")) == [
        (page, "Low Urgency") for page in low
    ]
    assert words_of(identity(), rewritten(low[0]), without("Low Urgency")) == [
        (page, "Low Urgency") for page in low if page == low[0]
    ]
    assert words_of(identity(), rewritten(1, 2, 3, 4), WORDS + " Low Urgency") == []


def test_a_line_is_missed_though_the_same_letters_stand_in_others() -> None:
    """`Data` begins a label of two lines, and is a part of others."""
    lines = [words.text for words in MADE.geometry.words]
    lines.remove("Data")
    assert "data" in " ".join(lines)
    assert words_of(identity(), rewritten(1, 2, 3, 4), " ".join(lines)) == [(3, "Data")]


def test_where_no_text_is_read_none_is_missing() -> None:
    assert words_of(identity(), rewritten(1, 2, 3, 4)) == []
    assert words_of(identity(), rewritten(1, 2, 3, 4), " ", "\n") == []
    assert len(words_of(identity(), rewritten(1, 2, 3, 4), ".")) == len(MADE.geometry.words)


def test_arabic_words_are_not_compared() -> None:
    """No two libraries agree on their order."""
    assert words_of(identity("fr"), rewritten(1, 2, 3, 4), "other words") != []
    assert words_of(identity("ar"), rewritten(1, 2, 3, 4), "other words") == []


def test_words_are_not_missed_on_pages_that_are_not_there() -> None:
    assert words_of(identity(), rewritten(1), "other words", page_count=3) == []
    assert words_of(identity(), rewritten(1), "other words", page_count=4) != []
    assert words_of(identity(), rewritten(1), "other words", page_count=5) != []


# What is drawn upon them

AS_SENT = {1: 1, 2: 2, 3: 3, 4: 4}
AREA, LINE = b"0 0 9 9 re f ", b"BT /F1 8 Tf 1 0 0 1 300 300 Tm (more) Tj ET "


def drawn(
    contents: list[bytes],
    as_sent: dict[int, int] | None = None,
    reworded: tuple[int, ...] = (),
    unlike: tuple[int, ...] = (),
    said: dict[str, str] | None = None,
) -> tuple[list[int], SaidPages]:
    """The pages that are drawn upon, and what was asked of how they look."""
    pages = SaidPages(unlike=unlike)
    known = PagesDrawn(file_of(contents), pages, said or identity())
    return known.drawn_upon(AS_SENT if as_sent is None else as_sent, reworded, []), pages


def with_more(number: int, more: bytes) -> list[bytes]:
    return [page + more if at == number else page for at, page in enumerate(SENT, start=1)]


def test_pages_as_they_were_sent_are_not_looked_at() -> None:
    for as_sent in (AS_SENT, {}):
        found, pages = drawn(SENT, as_sent, unlike=(1, 2, 3, 4))
        assert (found, pages.asked) == ([], [])


@pytest.mark.parametrize("number", [1, 3, 4])
def test_a_page_with_more_painted_on_it_is_told(number: int) -> None:
    for as_sent in (AS_SENT, {}):
        found, pages = drawn(with_more(number, AREA), as_sent)
        assert (found, pages.asked) == ([number], [])
    assert drawn(with_more(number, AREA), reworded=(1, 2, 3, 4))[0] == [number]


def test_words_of_a_record_are_ours_on_the_page_of_their_slot() -> None:
    slot = next(slot for slot in MADE.slots if slot.key == "send")
    words = b"/Span<</MCID 0>>BDC BT 1 0 0 1 %.2f %.2f Tm /F1 8 Tf (Nigeria) Tj ET EMC " % (slot.x, slot.y)
    assert drawn(with_more(1, words))[1].asked == []
    [(_, asked, _)] = drawn(with_more(3, words))[1].asked
    assert asked == {3: 3}


def test_what_only_a_look_can_tell_is_looked_at() -> None:
    found, pages = drawn(with_more(2, LINE), unlike=(2,))
    assert found == [2]
    [(sent, asked, _)] = pages.asked
    assert asked == {2: 2}
    empty = Identity("", "en", "", str(LAYOUT))
    assert sent == blank_form("en", LAYOUT).filled(empty, {}, {}, "")
    assert drawn(with_more(2, LINE))[0] == []


def test_a_blank_form_is_held_against_a_blank_form() -> None:
    said = identity("fr", reference="", rows=str(blank_layout()))
    made = made_of(said)
    assert made
    contents = [page + b"\n" for page in made.pages]
    assert drawn(contents, said=said)[1].asked == []
    [(sent, _, _)] = drawn([contents[0] + LINE, *contents[1:]], said=said)[1].asked
    empty = Identity("", "fr", "", str(blank_layout()))
    assert sent == blank_form("fr", blank_layout()).filled(empty, {}, {}, "")


def test_a_page_whose_words_are_told_already_is_not_looked_at() -> None:
    contents = rewritten(1, 2)
    [(_, asked, _)] = drawn(contents, unlike=(1, 2))[1].asked
    assert asked == {1: 1, 2: 2}
    found, pages = drawn(contents, reworded=(1,), unlike=(1, 2))
    assert found == [2]
    assert [asked for _, asked, _ in pages.asked] == [{2: 2}]
    assert drawn(contents, reworded=(1, 2))[1].asked == []


def test_pages_are_told_in_their_order() -> None:
    contents = [SENT[0] + LINE, SENT[1] + AREA, SENT[2] + LINE, SENT[3], AREA]
    assert drawn(contents, unlike=(3, 1))[0] == [1, 2, 3, 5]


def test_a_page_is_the_one_of_its_fields_and_else_the_one_that_it_draws() -> None:
    assert drawn(SENT[::-1], {})[1].asked == []
    assert drawn(SENT[::-1], {1: 4, 2: 3, 3: 2, 4: 1})[1].asked == []
    assert drawn([SENT[2]], {1: 1})[0] == [1]
    assert drawn([SENT[2]], {1: 3})[0] == []
    [(_, asked, _)] = drawn([SENT[3] + LINE, SENT[1] + LINE], {2: 2})[1].asked
    assert asked == {1: 4, 2: 2}


def test_a_page_beyond_those_of_the_form_shows_nothing() -> None:
    for more, found in ((b"", []), (b"q Q", []), (AREA, [5]), (LINE, [5]), (b"(a", [5])):
        assert drawn([*SENT, more])[0] == found
    assert drawn([LINE, *SENT], {})[0] == [1]
    assert drawn([b"", *SENT], {})[0] == []


def test_places_of_what_only_a_record_has_are_not_compared() -> None:
    [(_, _, aside)] = drawn(with_more(2, LINE))[1].asked
    slots: dict[int, list[Box]] = {page: [] for page in AS_SENT}
    for slot in MADE.slots:
        slots[slot.page].append(room_of(slot))
    signing: dict[int, list[Box]] = {page: [] for page in AS_SENT}
    for place in MADE.geometry.signatures:
        signing[place.page].append(place.box)
    assert aside == {page: [CODE, *slots[page], *signing[page]] for page in AS_SENT}
    assert len(signing[4]) == 2
    assert [len(slots[page]) for page in AS_SENT] == [3, 3, 3, 8]  # with the name and title of both who sign


# Whole files

RECORD = load_sample("en")


def with_another_word(data: bytes, old: bytes, new: bytes) -> bytes:
    def change(pdf: pikepdf.Pdf) -> None:
        for page in pdf.pages:
            for part in page.Contents:
                part.write(part.read_bytes().replace(old, new))

    return altered(data, change)


@pytest.mark.parametrize(
    ("old", "new", "page"), [(b"does not necessitate", b"does necessitate", 2), (b"Low Urgency", b"High Urgency", 1)]
)
def test_one_changed_word_is_named_with_its_page(old: bytes, new: bytes, page: int) -> None:
    answer = read(with_another_word(form_of(RECORD), old, new), RECORD)
    finding = next(finding for finding in answer.findings if finding.rule == "E1")
    assert f"page {page} " in finding.text()
    assert old.decode().split()[0] in finding.text()
    assert answer.record is None
    assert answer.exit_code == 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_that_are_written_anew_with_the_same_words_are_as_they_were_sent(language: str) -> None:
    """Programs may wrap the contents of a page, or take them apart and put them together again."""

    def rewrite(pdf: pikepdf.Pdf) -> None:
        for page in pdf.pages:
            written = pikepdf.unparse_content_stream(pikepdf.parse_content_stream(page))
            page.Contents = pdf.make_stream(b"q " + written + b" Q")

    record = RECORD.model_copy(update={"language": language})
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
    sent.write_bytes(filled(form_of(RECORD), changes(RECORD, RECORD)))
    subprocess.run([part.format(sent, returned) for part in command], check=True, capture_output=True)
    assert read(returned.read_bytes(), RECORD).record == RECORD


def test_a_page_of_another_form_is_no_page_of_this_one() -> None:
    other = load_sample("fr")

    def exchange(pdf: pikepdf.Pdf) -> None:
        with pikepdf.open(io.BytesIO(form_of(other))) as more:
            page = pdf.pages[1]
            page.Contents = pdf.copy_foreign(more.pages[1].Contents[0])

    answer = read(altered(form_of(RECORD), exchange), RECORD)
    found = [finding.code for finding in answer.findings if finding.severity == "error"]
    assert found == ["typed_over", "fixed_text"]  # its words are others, and stand where this one has fields

"""Text is recognized by Tesseract, in the best model that is installed for a language, or by whoever stands in for it;
where it fails there is no text."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from PIL import Image, ImageSequence

from dtmforms.returns.printed import ocr

ALL = ("script/Latin", "Latin", "script/Arabic", "Arabic", "eng", "fra", "spa", "ara")


class Tesseract:
    """A program that notes how it is called. `models` are those that it has; `said` is what it says of pictures."""

    def __init__(self) -> None:
        self.models: Sequence[str] = ALL
        self.said = b""
        self.commands: list[list[str]] = []
        self.options: list[dict[str, Any]] = []

    def run(self, command: list[str], **options: Any) -> subprocess.CompletedProcess[Any]:
        self.commands.append(command)
        self.options.append(options)
        if command == ["tesseract", "--list-langs"]:
            return subprocess.CompletedProcess(command, 0, "\n".join(["List of languages (9):", *self.models, "osd"]))
        return subprocess.CompletedProcess(command, 0, self.said)


@pytest.fixture(autouse=True)
def afresh() -> Iterator[None]:
    ocr._models.cache_clear()
    yield
    ocr._models.cache_clear()
    ocr.recognise_by(None)


@pytest.fixture
def tesseract(monkeypatch: pytest.MonkeyPatch) -> Tesseract:
    program = Tesseract()
    monkeypatch.setattr(subprocess, "run", program.run)
    return program


def pictures(number: int = 1) -> list[Image.Image]:
    return [Image.new("L", (40 + place, 30), 10 * place) for place in range(number)]


def test_it_knows_a_language_of_which_it_has_letters(tesseract: Tesseract) -> None:
    tesseract.models = ("eng", "script/Arabic")
    assert [language for language in ("en", "fr", "es", "ar", "xx") if ocr.knows(language)] == ["en", "ar"]


# How the program is called


@pytest.mark.parametrize(("lines", "mode"), [(False, "7"), (True, "6")])
def test_the_program_is_asked_for_one_line_or_for_several(lines: bool, mode: str, tesseract: Tesseract) -> None:
    ocr.recognized(pictures(), "en", lines=lines)
    assert tesseract.commands[-1] == [
        *("tesseract", "stdin", "stdout", "-l", "script/Latin", "--dpi", "300"),
        *("--psm", mode, "-c", "page_separator=\f"),
    ]


def test_without_a_word_one_line_is_asked_for(tesseract: Tesseract) -> None:
    ocr.recognized(pictures(), "en")
    assert tesseract.commands[-1][8] == "7"


def test_the_program_has_two_minutes_and_one_thread(tesseract: Tesseract) -> None:
    ocr.recognized(pictures(), "en")
    assert [options["timeout"] for options in tesseract.options] == [120, 120]
    assert tesseract.options[-1]["env"]["OMP_THREAD_LIMIT"] == "1"
    assert "PATH" in tesseract.options[-1]["env"]


def test_pictures_go_in_as_pages_with_a_white_margin(tesseract: Tesseract) -> None:
    ocr.recognized(pictures(3), "en")
    with Image.open(io.BytesIO(tesseract.options[-1]["input"])) as read:
        assert read.format == "TIFF"
        pages = [page.copy() for page in ImageSequence.Iterator(read)]
    assert [page.size for page in pages] == [(80, 70), (81, 70), (82, 70)]
    for number, page in enumerate(pages):
        white = page.point([255 if grey == 255 else 0 for grey in range(256)])
        assert white.getextrema() == (0, 255)
        inner = page.crop((20, 20, page.width - 20, 50))
        assert inner.getextrema() == (10 * number, 10 * number)
        page.paste(255, (20, 20, page.width - 20, 50))
        assert page.getextrema() == (255, 255)


def test_the_program_is_asked_once_for_all_pictures(tesseract: Tesseract) -> None:
    ocr.recognized(pictures(3), "en")
    assert [command[1] for command in tesseract.commands] == ["--list-langs", "stdin"]


def test_nobody_is_asked_about_no_pictures(tesseract: Tesseract) -> None:
    assert ocr.recognized([], "en") == []
    assert tesseract.commands == []


@pytest.mark.parametrize(
    ("language", "models", "best"),
    [
        *(("en", ALL, "script/Latin"), ("en", ("fra", "Latin"), "Latin"), ("en", ("fra", "eng"), "eng")),
        *(("fr", ALL, "script/Latin"), ("fr", ("fra", "Latin"), "Latin"), ("fr", ("eng", "fra"), "fra")),
        *(("es", ALL, "script/Latin"), ("es", ("spa", "Latin"), "Latin"), ("es", ("eng", "spa"), "spa")),
        *(("ar", ALL, "script/Arabic"), ("ar", ("ara", "Arabic"), "Arabic"), ("ar", ("eng", "ara"), "ara")),
        *(("fr", ("eng", "spa"), "eng"), ("es", ("eng", "fra"), "eng"), ("ar", ("eng", "Latin"), "eng")),
        *((ocr.ADDRESSES, ALL, "eng"), ("xx", ALL, "eng"), ("fr", (), "eng")),
    ],
)
def test_the_best_model_of_a_language_is_taken(
    language: str, models: tuple[str, ...], best: str, tesseract: Tesseract
) -> None:
    tesseract.models = models
    ocr.recognized(pictures(), language)
    assert tesseract.commands[-1][4] == best


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_one_model_for_all_of_a_script_is_better_than_one_for_a_language(language: str, tesseract: Tesseract) -> None:
    tesseract.models = ("eng", "fra", "spa", "script/Latin")
    ocr.recognized(pictures(), language)
    assert tesseract.commands[-1][4] == "script/Latin"


def test_which_models_there_are_is_asked_once(tesseract: Tesseract) -> None:
    for _ in range(2):
        ocr.recognized(pictures(), "en")
    assert [command[1] for command in tesseract.commands] == ["--list-langs", "stdin", "stdin"]


# What it says


@pytest.mark.parametrize(
    ("said", "texts"),
    [
        ("one\n\ftwo\n\f", ["one", "two"]),
        ("  one   two \n\n\n three\n\fx\f", ["one two\nthree", "x"]),
        ("\f\f", ["", ""]),
        ("one", ["one", ""]),
        ("", ["", ""]),
        ("one\ftwo\fthree\f", ["one", "two"]),
    ],
)
def test_what_is_said_of_each_picture_is_its_text(said: str, texts: list[str], tesseract: Tesseract) -> None:
    tesseract.said = said.encode()
    assert ocr.recognized(pictures(2), "en", lines=True) == texts


def test_bytes_that_are_no_letters_are_replaced(tesseract: Tesseract) -> None:
    tesseract.said = "é".encode() + b"\xff\f"
    assert ocr.recognized(pictures(), "en") == ["é\ufffd"]


# What may go wrong


@pytest.mark.parametrize("error", [subprocess.TimeoutExpired("tesseract", 1), OSError("gone")])
def test_a_program_that_fails_leaves_the_drafts_empty(error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(subprocess, "run", fail)
    assert ocr.recognized(pictures(2), "en") == ["", ""]


def test_a_program_that_ends_with_an_error_does_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "PROGRAM", sys.executable)  # there is no script that is called stdin
    assert ocr.recognized(pictures(2), "en") == ["", ""]


def test_a_program_that_is_not_there_does_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "PROGRAM", "no-such-program")
    assert ocr.recognized(pictures(), "en") == [""]


@pytest.mark.parametrize(("program", "there"), [(sys.executable, True), ("no-such-program", False)])
def test_it_is_installed_where_it_is_found(program: str, there: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "PROGRAM", program)
    assert ocr.installed() is there


# Whoever stands in for it


class Other:
    def __init__(self, there: bool = True) -> None:
        self.there = there
        self.asked: list[tuple[int, str, bool]] = []

    def installed(self) -> bool:
        return self.there

    def recognized(self, pictures: Sequence[Image.Image], language: str, *, lines: bool) -> list[str]:
        self.asked.append((len(pictures), language, lines))
        return ["read"] * len(pictures)


def test_another_one_recognizes_text_in_its_place(tesseract: Tesseract) -> None:
    other = Other()
    ocr.recognise_by(other)
    assert ocr.recognized(pictures(2), "fr", lines=True) == ["read", "read"]
    assert ocr.recognized([], "fr") == []
    assert other.asked == [(2, "fr", True)]
    assert tesseract.commands == []


@pytest.mark.parametrize("there", [True, False])
def test_another_one_says_itself_whether_it_is_there(there: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "PROGRAM", "no-such-program" if there else sys.executable)
    ocr.recognise_by(Other(there))
    assert ocr.installed() is there
    ocr.recognise_by(None)
    assert ocr.installed() is not there

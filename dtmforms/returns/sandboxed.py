"""Returned files are read in a process apart; here is what goes there, and what comes back of it.

Not done here: reading. The functions that end in `_task` run in that process; they and all that they load never run in
the program itself.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
from dataclasses import dataclass, replace
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar

from dtmforms.codes import CODES
from dtmforms.errors import ReaderError, ReturnError, WhyNoAnswer
from dtmforms.form.fields import SIGNATURES, TICKED, known_name
from dtmforms.form.identity import Identity
from dtmforms.language import LANGUAGES
from dtmforms.pdf.geometry import FormLayout
from dtmforms.returns.file_type import contents_of
from dtmforms.returns.printed.own_parts import may_be_words
from dtmforms.returns.returned_file import (
    MOST_LETTERS,
    MOST_UNPLACED,
    MOST_WITHIN,
    MOST_WORDED,
    PdfForm,
    PrintedPages,
    ReturnedFile,
    Unread,
    is_tidy,
)
from dtmforms.returns.sandbox_start import ANY, MANY
from dtmforms.sandbox import client, protocol
from dtmforms.sandbox.answers import Answer
from dtmforms.sandbox.limits import FORM, PAGES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from PIL.Image import Image

_MODULES = {
    "any": ("dtmforms.returns.read",),
    "pdf": ("pypdf.filters", "encodings.utf_16_be", "encodings.cp1252"),
    "word": ("dtmforms.word.read.document",),
    "picture": ("dtmforms.returns.printed.sheets",),
    "zip": ("dtmforms.returns.within",),
    "eml": ("dtmforms.returns.within",),
    "copies": ("dtmforms.returns.printed.sheets", "dtmforms.word.read.document"),
}
"""What reads each kind of file."""
_MOST_ROWS_AHEAD = 100
_MOST_LAYOUTS_AHEAD = 32
WITHOUT_AN_ANSWER: dict[WhyNoAnswer, tuple[str, str]] = {
    "too_slow": ("too_large", "reader_too_slow"),
    "too_much_memory": ("too_large", "reader_too_much_memory"),
    "answer_too_large": ("too_large", "reader_answer_too_large"),
    "broke_down": ("damaged", "reader_broke_down"),
}
"""The answer's word for each, and the sentence that says it."""
_SHA256 = re.compile("[0-9a-f]{64}")
_MOST_PICTURES = 2_000
_MOST_PIXELS = 25_000_000
_PNG = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True, slots=True)
class Copies:
    """What the pages of a file say that they are copies of."""

    identities: tuple[Identity, ...]


_RETURN, _COPIES = Answer(ReturnedFile), Answer(Copies)


def read_return(data: bytes, password: str | None = None, *, recognised: bool = True) -> ReturnedFile:
    """What stands in any file that came back, read once and for any number of judgements (`ingest.judged`); with its
    problem where it is no form of ours, or its reader did not come to an end with it. Never raises for what the file
    holds. No record is needed: a file can be read before anybody knows which one it is about. What is written on
    pictures is `recognised` where a program for that is installed, unless nobody wants it."""
    read, digest = _read_or_problem(data, password, recognised=recognised), hashlib.sha256(data).hexdigest()
    return replace(read, sha256=digest, unheld=[*client.shared().unheld, *_not_read(read)])


def _not_read(read: ReturnedFile) -> Iterator[str]:
    """That drafts are read without the form's language, which this computer lacks."""
    from dtmforms.returns.printed import ocr

    pages = read.pages
    if pages and pages.recognised and pages.identity and not ocr.knows(pages.identity.language.partition(",")[0]):
        yield "language_not_read"


def _read_or_problem(data: bytes, password: str | None, *, recognised: bool) -> ReturnedFile:
    arguments = {"password": password, "recognised": recognised}
    try:
        read = _RETURN.read(_read("return_task", arguments, data, contents_of(data)))
        _refuse_what_no_reader_says(read)
    except ReturnError as error:
        read = ReturnedFile(problem=Unread(error.kind, error.reason, error.language))
    except ReaderError as error:
        read = ReturnedFile(problem=Unread(*WITHOUT_AN_ANSWER[error.why]))
    if read.problem and not is_reason(read.problem):
        return ReturnedFile(problem=Unread(*WITHOUT_AN_ANSWER["broke_down"]))
    _Seen.remember(read)
    return read


def is_reason(problem: Unread) -> bool:
    """Whether a sentence on returns has this code, and tells nothing but the names of files, if there are any."""
    told = {"names": "texts"} if problem.names else {}
    return _is_sentence(problem.reason) and CODES[problem.reason].values == told


def _is_sentence(code: str) -> bool:
    return code in CODES and CODES[code].subject == "returns"


def copied(data: bytes) -> list[Identity]:
    """What a document, a form, a scan or a photo says that it is, once for each page that says so, and nothing of its
    values; empty where it says nothing that can be read, or its reader did not come to an end with it."""
    try:
        return list(_COPIES.read(_read("copies_task", {}, data, "copies")).identities)
    except (ReaderError, ReturnError):
        return []


def _read(task: str, arguments: dict[str, Any], data: bytes, contents: str) -> bytes:
    before = [ANY, (f"{__name__}:load", contents), *(MANY if _Seen.files else ()), *_Seen.layouts]
    _Seen.files += 1
    asked = client.Task(f"{__name__}:{task}", arguments, before)
    return client.shared().read(asked, data, limits=FORM, longer=PAGES, replying=_recognized)


def _refuse_what_no_reader_says(read: ReturnedFile) -> None:
    """Of the right type, but not one thing, or of a size that would keep the program busy, or with pictures that are
    none, or of no field: they become files of their names. Raises `ReaderError`."""
    kinds = sum(part is not None for part in (read.form, read.document, read.pages))
    fields = read.form.qpdf.fields.values() if read.form and read.form.qpdf else ()
    if read.form and not _are_pictures_of_fields(read.form):
        raise ReaderError("broke_down")
    one = kinds == 1 or (kinds == 0 and read.container and read.problem)
    whole = one and _names_files_well(read) and all(field.values for field in fields)
    languages = (read.document.language,) if read.document else ()
    if not whole or not set(languages) <= set(LANGUAGES) or (read.pages and not _is_sound(read.pages)):
        raise ReaderError("broke_down")
    if read.document and not all(is_reason(Unread("", code)) for _, code in read.document.unlike):
        raise ReaderError("broke_down")


def _names_files_well(read: ReturnedFile) -> bool:
    """Whether the files of an archive or a mail are named as `containers` does it; other files are named here alone."""
    named = [part.name for part in read.parts]
    names = [*named, *read.parts_again, *read.passed_by, *(read.problem.names if read.problem else ())]
    inside = [read.form.inside] if read.form and read.form.inside else []
    digests = all(_SHA256.fullmatch(part.sha256) for part in (*read.parts, *inside))
    return bool(read.container or not names) and len(names) <= MOST_WITHIN and all(map(is_tidy, names)) and digests


def _are_pictures_of_fields(form: PdfForm) -> bool:
    named = form.pictures.keys() <= form.fields.texts.keys()
    return named and all(picture.startswith(_PNG) for picture in form.pictures.values())


def _is_sound(pages: PrintedPages) -> bool:
    pictures = [*pages.signature_pictures.values(), *pages.page_pictures.values(), *pages.own_pictures.values()]
    pictures += [*(cell.picture for cell in pages.cells if cell.picture)]
    signatures = {*pages.signature_pictures, *pages.ink, *pages.put_in}
    named = signatures <= set(SIGNATURES) and all(known_name(cell.name) for cell in pages.cells)
    if len(pages.words) > MOST_WORDED or any(len(words) > 2 * MOST_LETTERS for words in pages.words):
        return False
    named = named and all(known_name(name) or may_be_words(name) for name in pages.own_pictures)
    if not named or not all(picture.startswith(_PNG) for picture in pictures) or len(pages.unplaced) > MOST_UNPLACED:
        return False
    with contextlib.suppress(ValueError):
        for sheet in pages.unplaced:
            within = 0 < sheet.width_px * sheet.height_px <= _MOST_PIXELS and min(sheet.width_px, sheet.height_px) > 0
            if not within or len(sheet.letters) > MOST_LETTERS or not sheet.pixels():
                return False
        return True
    return False


class _Seen:
    """The files that came so far, and the layouts of the forms among them: most others that come look alike, and what
    such a form has to say is made once for all of them. Layouts that only somebody hostile asks for are left out."""

    files = 0
    layouts: ClassVar[dict[client.Step, None]] = {}

    @classmethod
    def remember(cls, read: ReturnedFile) -> None:
        said = read.identity() if read.form and not read.form.fields.data_only else {}
        language, layout = said.get("form_language", ""), FormLayout.parse(said.get("form_rows", ""))
        if not layout or language not in LANGUAGES or len(cls.layouts) >= _MOST_LAYOUTS_AHEAD:
            return
        if sum(layout.rows.counts) + sum(count for _, count in layout.lines) <= _MOST_ROWS_AHEAD:
            cls.layouts[f"{__name__}:lay_out", language, str(layout)] = None


def load(kind: str) -> None:
    """A step before reading: load what reads a kind of file."""
    for module in _MODULES.get(kind, ()):
        import_module(module)


def rehearse() -> None:
    """A step before reading many files: read two of our own, so that whatever Python and the libraries make when they
    first need it is there."""
    from dtmforms import files
    from dtmforms.language.labels import labels
    from dtmforms.pdf.read import page_looks, raster  # noqa: F401 - for pages that are not as they were sent
    from dtmforms.returns.read import read_file
    from dtmforms.templates import template_path

    for language in LANGUAGES:
        labels(language)
    for data in (_form_of_ours(), files.read(str(template_path("agreement.en.docx")))):
        with contextlib.suppress(ReturnError):
            _RETURN.of(partial(read_file, data, None))


def _form_of_ours() -> bytes:
    """A form with something in each of its fields."""
    from dtmforms.form.fields import fields
    from dtmforms.pdf.write.form import blank_form
    from dtmforms.pdf.write.form_layout import blank_layout

    layout = blank_layout()
    texts = {entry.name: TICKED if entry.kind == "tick" else "1" for entry in fields(layout.rows)}
    return blank_form("en", layout).filled(Identity("1", "en", "", str(layout)), texts, {}, "")


def lay_out(language: str, layout: str) -> None:
    """A step before reading: what stands in all forms of a layout."""
    from dtmforms.pdf.write.form_pages import content

    if parsed := FormLayout.parse(layout):
        content(language, parsed)


def return_task(arguments: dict[str, Any], data: bytes) -> bytes:
    from dtmforms.pdf.read import pypdf_reader
    from dtmforms.returns import read
    from dtmforms.returns.printed import ocr

    pypdf_reader.set_limits()
    ocr.recognise_by(_Program() if arguments["recognised"] else _Nobody())
    return _RETURN.of(lambda: read.read_file(data, arguments["password"]))


def copies_task(_: dict[str, Any], data: bytes) -> bytes:
    from dtmforms.returns import read

    protocol.take_longer()
    return _COPIES.of(lambda: Copies(tuple(read.identities_in(data))))


class _Nobody:
    """No text recognition: who looks for signatures needs none, and it takes seconds."""

    def installed(self) -> bool:
        return False

    def recognized(self, pictures: Sequence[Image], language: str, *, lines: bool) -> list[str]:  # noqa: ARG002
        return [""] * len(pictures)


class _Program:
    """Text recognition by the program that this process reads for: this one may not run any other. Pictures go to it
    as grey pixels, in which nothing can hide, and not as files of a format."""

    def installed(self) -> bool:
        return protocol.question({"ask": "installed"})[0] is True

    def recognized(self, pictures: Sequence[Image], language: str, *, lines: bool) -> list[str]:
        grey = [picture.convert("L") for picture in pictures]
        asked = {"ask": "recognized", "sizes": [picture.size for picture in grey], "language": language, "lines": lines}
        said: list[str] = protocol.question(asked, b"".join(picture.tobytes() for picture in grey))[0]
        return said


def _recognized(asked: Any, data: bytes) -> Any:
    """The program's reply to its reader. Raises `ValueError` for a question that makes no sense."""
    from dtmforms.returns.printed import ocr

    match asked:
        case {"ask": "installed"}:
            return ocr.installed()
        case {"ask": "recognized", "sizes": list(sizes), "language": str(language), "lines": bool(lines)}:
            return ocr.recognized(_pictures(sizes, data), language, lines=lines)
    raise ValueError("not a question of ours")


def _pictures(sizes: list[Any], data: bytes) -> list[Image]:
    from PIL import Image

    if len(sizes) > _MOST_PICTURES:
        raise ValueError("too many pictures")
    pictures, at = [], 0
    for size in sizes:
        match size:
            case [int(width), int(height)] if width > 0 and height > 0 and at + width * height <= len(data):
                pictures.append(Image.frombytes("L", (width, height), data[at : at + width * height]))
                at += width * height
            case _:
                raise ValueError("not a picture")
    return pictures

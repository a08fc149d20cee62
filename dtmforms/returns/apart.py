"""Returned files are read in a process apart; here is what goes there, and what comes back of it.

Not done here: reading. The functions that end in `_task` run in that process; they and all that they load never run in
the program itself.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar

from dtmforms.agreement.record import Agreement
from dtmforms.errors import ReaderError, ReturnError, WhyNoAnswer
from dtmforms.form.fields import SIGNATURES, Rows, fields
from dtmforms.form.identity import Identity
from dtmforms.form.labels import FORM_LANGUAGES
from dtmforms.gate import reader
from dtmforms.gate.answers import Answer
from dtmforms.gate.limits import FORM, PAGES
from dtmforms.pdf.geometry import Layout
from dtmforms.returns.ahead import ANY, MANY
from dtmforms.returns.contents import contents_of
from dtmforms.returns.fields import ReturnedFields
from dtmforms.returns.sentences import sentences

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PIL.Image import Image

_MODULES = {
    "any": ("dtmforms.returns.recognising", "dtmforms.pdf.tightening"),
    "pdf": ("pypdf.filters", "encodings.utf_16_be", "encodings.cp1252"),
    "word": ("dtmforms.returns.word",),
    "picture": ("dtmforms.returns.pages",),
    "copies": ("dtmforms.returns.copies",),
}
"""What reads each kind of file."""
_SMALLEST_FORM = b"""%PDF-1.7
1 0 obj <</Type /Catalog /Pages 2 0 R /AcroForm <</Fields [4 0 R]>>>> endobj
2 0 obj <</Type /Pages /Kids [3 0 R] /Count 1>> endobj
3 0 obj <</Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] /Annots [4 0 R]>> endobj
4 0 obj <</Type /Annot /Subtype /Widget /FT /Tx /T (table_b_low_timeline) /V (1) /Rect [0 0 9 9] /P 3 0 R>> endobj
trailer <</Root 1 0 R>>
startxref
0
%%EOF
"""
_MOST_ROWS_AHEAD = 100
_MOST_LAYOUTS_AHEAD = 32
_WITHOUT_AN_ANSWER: dict[WhyNoAnswer, tuple[str, str]] = {
    "too_slow": ("too_large", "reader_too_slow"),
    "too_much_memory": ("too_large", "reader_too_much_memory"),
    "answer_too_large": ("too_large", "reader_answer_too_large"),
    "broke_down": ("damaged", "reader_broke_down"),
}
"""The answer's word for each, and the sentence that says it."""
_MOST_PICTURES = 2_000
_PNG = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True, slots=True)
class Copies:
    """What the pages of a file say that they are copies of."""

    identities: tuple[Identity, ...]


_FIELDS, _COPIES = Answer(ReturnedFields), Answer(Copies)


def returned_fields(
    data: bytes, sent: Agreement | None, password: str | None, earlier: Sequence[Agreement] = ()
) -> ReturnedFields:
    """The fields of any file that came back, as `recognising.returned_fields` reads them. Raises `ReturnError` for one
    that is no form of ours, and for one that its reader did not come to an end with."""
    arguments = {
        "sent": sent and sent.model_dump_json(by_alias=True),
        "earlier": [record.model_dump_json(by_alias=True) for record in earlier],
        "password": password,
    }
    try:
        read = _FIELDS.read(_read("fields_task", arguments, data, contents_of(data)))
        _refuse_what_no_reader_says(read)
        _Seen.remember(read)
    except ReturnError as error:
        if error.reason and error.reason not in sentences("en"):
            raise ReturnError("damaged", reason="reader_broke_down") from None
        raise
    except ReaderError as error:
        kind, reason = _WITHOUT_AN_ANSWER[error.why]
        raise ReturnError(kind, reason=reason) from None
    return read


def copied(data: bytes) -> list[Identity]:
    """What a document, a form, a scan or a photo says that it is, as `copies.copied` reads it; empty too where its
    reader did not come to an end with it."""
    try:
        answer = _read("copies_task", {}, data, "copies")
        return list(_COPIES.read(answer).identities)
    except (ReaderError, ReturnError):
        return []


def _read(task: str, arguments: dict[str, Any], data: bytes, contents: str) -> bytes:
    before = [ANY, (f"{__name__}:load", contents), *(MANY if _Seen.files else ()), *_Seen.layouts]
    _Seen.files += 1
    return reader.shared().read(
        f"{__name__}:{task}",
        arguments,
        data,
        limits=FORM,
        longer=PAGES,
        before=before,
        replying=_recognized,
    )


def _refuse_what_no_reader_says(read: ReturnedFields) -> None:
    """Of the right type, but of a size that would keep the program busy, or with pictures that are none, or of no
    field: they become files of their names. Raises `ReaderError`."""
    if Rows.parse(str(read.rows)) != read.rows:
        raise ReaderError("broke_down")
    if read.pictures.keys() - {*SIGNATURES, *(entry.name for entry in fields(read.rows))}:
        raise ReaderError("broke_down")
    if not all(picture.startswith(_PNG) for picture in read.pictures.values()):
        raise ReaderError("broke_down")


class _Seen:
    """The files that came so far, and the layouts of the forms among them: most others that come look alike, and what
    such a form has to say is made once for all of them. Layouts that only somebody hostile asks for are left out."""

    files = 0
    layouts: ClassVar[dict[reader.Step, None]] = {}

    @classmethod
    def remember(cls, read: ReturnedFields) -> None:
        said = read.identity
        language, layout = said.get("form_language", ""), Layout.parse(said.get("form_rows", ""))
        if not layout or language not in FORM_LANGUAGES or len(cls.layouts) >= _MOST_LAYOUTS_AHEAD:
            return
        if read.kind == "filled" and sum(layout.rows.counts) + sum(layout.lines) <= _MOST_ROWS_AHEAD:
            locked = "locked" if said.get("form_reference") else ""
            cls.layouts[f"{__name__}:lay_out", language, str(layout), locked] = None


def load(kind: str) -> None:
    """A step before reading: load what reads a kind of file."""
    for module in _MODULES.get(kind, ()):
        import_module(module)


def rehearse() -> None:
    """A step before reading many files: read two of our own, so that whatever Python and the libraries make when they
    first need it is there."""
    from dtmforms import files
    from dtmforms.agreement.places import territory
    from dtmforms.form.labels import labels
    from dtmforms.returns import recognising
    from dtmforms.templates import template_path

    territory("")
    for language in FORM_LANGUAGES:
        labels(language)

    for data in (_SMALLEST_FORM, files.read(str(template_path("agreement.en.docx")))):
        with contextlib.suppress(ReturnError):
            _FIELDS.of(partial(recognising.returned_fields, data, None, None))


def lay_out(language: str, layout: str, locked: str) -> None:
    """A step before reading: what stands in all forms of a layout."""
    from dtmforms.pdf.content import content

    if parsed := Layout.parse(layout):
        content(language, parsed, locked=bool(locked))


def fields_task(arguments: dict[str, Any], data: bytes) -> bytes:
    from dtmforms.pdf import tightening
    from dtmforms.returns import ocr, recognising

    tightening.tighten()
    ocr.recognise_by(_Program())
    sent = arguments["sent"] and _record(arguments["sent"])
    earlier = [_record(record) for record in arguments["earlier"]]
    return _FIELDS.of(lambda: recognising.returned_fields(data, sent, arguments["password"], earlier))


def _record(text: str) -> Agreement:
    return Agreement.model_validate_json(text, context={"json": True})


def copies_task(_: dict[str, Any], data: bytes) -> bytes:
    from dtmforms.gate.inside import take_longer
    from dtmforms.pdf import tightening
    from dtmforms.returns import copies

    tightening.tighten()
    take_longer()
    return _COPIES.of(lambda: Copies(tuple(copies.copied(data))))


class _Program:
    """Text recognition by the program that this process reads for: this one may not run any other. Pictures go to it
    as grey pixels, in which nothing can hide, and not as files of a format."""

    def installed(self) -> bool:
        from dtmforms.gate.inside import question

        return question({"ask": "installed"})[0] is True

    def recognized(self, pictures: Sequence[Image], language: str, *, lines: bool) -> list[str]:
        from dtmforms.gate.inside import question

        grey = [picture.convert("L") for picture in pictures]
        asked = {"ask": "recognized", "sizes": [picture.size for picture in grey], "language": language, "lines": lines}
        said: list[str] = question(asked, b"".join(picture.tobytes() for picture in grey))[0]
        return said


def _recognized(asked: Any, data: bytes) -> Any:
    """The program's reply to its reader. Raises `ValueError` for a question that makes no sense."""
    from dtmforms.returns import ocr

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

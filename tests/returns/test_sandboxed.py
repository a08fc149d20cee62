"""A returned file is read by a process apart to the same fields as in this one; a reader's lies are not believed."""

from __future__ import annotations

import base64
import json
import pickle
import subprocess
import sys
import zlib
from collections.abc import Callable
from copy import deepcopy
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
from papers import by_pdfium, filled, form_of
from PIL import Image
from scans import scan_of

from dtmforms.agreement.model import Agreement
from dtmforms.changes.fingerprint import fingerprint
from dtmforms.errors import ReaderError, ReturnError
from dtmforms.pdf.read.model import PdfFields
from dtmforms.returns import read as read_
from dtmforms.returns import sandboxed
from dtmforms.returns.ingest import Basis, ingest, judged
from dtmforms.returns.printed import ocr
from dtmforms.returns.returned_file import PdfForm, ReturnedFile, Unread
from dtmforms.sandbox import protocol
from dtmforms.sandbox.limits import FORM
from dtmforms.word.write.filled_document import draw

Making = Callable[[Agreement], bytes]
MADE: dict[str, Making] = {
    "a form": form_of,
    "a filled form": lambda record: filled(form_of(record), {"table_b_low_timeline": "Ten days, 十日"}),
    "a flattened form": lambda record: by_pdfium(form_of(record)),
    "a document": lambda record: draw(record, record.language, fingerprint(record)),
    "nothing": lambda _: b"",
    "half a form": lambda record: form_of(record)[:5000],
}


@pytest.mark.sampled("files read in both processes")
@pytest.mark.parametrize("made", MADE)
def test_it_is_read_to_the_same_as_in_this_process(made: str, sample: Agreement) -> None:
    data = MADE[made](sample)
    assert outcome(lambda: known(sandboxed.read_return(data))) == outcome(lambda: read_.read_file(data, None))


def known(read: ReturnedFile) -> ReturnedFile:
    """What was read, without what is known of the bytes alone."""
    if read.problem and not read.pages:
        raise ReturnError(read.problem.kind, reason=read.problem.reason, language=read.problem.language)
    return replace(read, sha256="")


def outcome(reading: Callable[[], ReturnedFile]) -> object:
    try:
        return reading()
    except ReturnError as error:
        return vars(error)


def test_a_file_is_read_before_anybody_knows_its_record(demo: Agreement) -> None:
    """And then judged by any number of them."""
    data = MADE["a filled form"](demo)
    read = sandboxed.read_return(data)
    other = demo.model_copy(update={"reference": "ANOTHER"})
    before = deepcopy(read)
    answers = [judged(read, "a.pdf", Basis(sent)) for sent in (None, demo, other, demo)]
    assert [answer.record is not None for answer in answers] == [True, True, False, True]
    assert [answer.comparison is not None for answer in answers] == [False, True, False, True]
    assert answers[1] == answers[3] == ingest(data, "a.pdf", Basis(demo))
    assert read == before


def test_what_is_read_of_a_file_outlives_its_process(sample: Agreement) -> None:
    for made in MADE.values():
        read = sandboxed.read_return(made(sample))
        assert pickle.loads(pickle.dumps(read)) == read  # noqa: S301 - our own


def test_copies_are_known_to_be_copies_in_a_process_apart_too(demo: Agreement) -> None:
    data = form_of(demo)
    assert sandboxed.copied(data) == read_.identities_in(data) != []
    assert sandboxed.copied(b"signed by hand") == []


def answered(monkeypatch: pytest.MonkeyPatch, answer: bytes | str) -> None:
    def read(*_: object, **__: object) -> bytes:
        if isinstance(answer, str):
            raise ReaderError(answer)  # type: ignore[arg-type]
        return answer

    monkeypatch.setattr("dtmforms.sandbox.client.Reader.read", read)


@pytest.mark.parametrize(
    ("why", "kind", "says"),
    [
        ("too_slow", "too_large", "takes longer than any form"),
        ("too_much_memory", "too_large", "more memory than any form"),
        ("answer_too_large", "too_large", "More stands in the file"),
        ("broke_down", "damaged", "broke down over this one"),
    ],
)
def test_a_file_without_an_answer_is_one_sentence(
    why: str, kind: str, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered(monkeypatch, why)
    answer = ingest(b"%PDF-1.7", "a.pdf")
    assert (answer.kind, answer.exit_code, answer.record) == (kind, 4, None)
    assert says in answer.findings[0].text()
    assert sandboxed.copied(b"%PDF-1.7") == []


PICTURE = base64.b64encode(b"\x89PNG\r\n\x1a\n").decode()


def lie(**changed: Any) -> bytes:
    return json.dumps({"value": changed}).encode()


def pages(**changed: Any) -> bytes:
    return lie(pages=changed)


def cell(**changed: Any) -> dict[str, Any]:
    return {"name": "table_b_low_timeline", "sheet": 1, "source": "ocr", "picture": PICTURE} | changed


def unplaced(**changed: Any) -> dict[str, Any]:
    grey = base64.b64encode(zlib.compress(bytes(6))).decode()
    return {"number": 1, "width_px": 2, "height_px": 3, "grey": grey, "letters": []} | changed


def test_a_sound_answer_is_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    answered(monkeypatch, pages(cells=[cell()], signature_pictures={"signature_iom": PICTURE}, unplaced=[unplaced()]))
    read = sandboxed.read_return(b"%PDF-1.7")
    assert read.pages
    assert read.problem is None


@pytest.mark.parametrize(
    "answer",
    [
        b"rubbish",
        lie(),
        lie(form={"fields": {}}, pages={}),
        lie(form={"fields": {"page_count": "1"}}),
        lie(form={"fields": {}, "qpdf": {"fields": {"a": {"values": []}}}}),
        lie(document={"language": "xx"}),
        pages(cells=[cell(picture="no base64!")]),
        pages(cells=[cell(picture="bm8gcGljdHVyZQ==")]),
        pages(cells=[cell(name="../../escaped")]),
        pages(signature_pictures={"../../escaped": PICTURE}),
        pages(signature_pictures={"signature_iom": "bm8gcGljdHVyZQ=="}),
        pages(unplaced=[unplaced(width_px=3)]),
        pages(unplaced=[unplaced(width_px=-2, height_px=-3)]),
        pages(unplaced=[unplaced(width_px=10**9, height_px=10**9)]),
        pages(unplaced=[unplaced(grey="bm8gcGljdHVyZQ==")]),
        pages(unplaced=[unplaced(letters=[{"text": "a", "origin": [0, 0], "box": [0, 0, 1, 1]}] * 9_000)]),
        pages(unplaced=[unplaced()] * 30),
        lie(pages={}, problem={"kind": "damaged", "reason": "no_such_sentence"}),
        json.dumps({"raised": {"error": "ReturnError", "kind": "damaged", "reason": "no_such_sentence"}}).encode(),
        json.dumps({"raised": {"error": "ReturnError", "kind": "damaged", "reason": "missing"}}).encode(),
        json.dumps({"raised": {"error": "ReturnError", "kind": "damaged", "reason": "two_forms"}}).encode(),
    ],
)
def test_an_answer_that_no_reader_of_ours_gives_is_a_reader_that_broke_down(
    answer: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered(monkeypatch, answer)
    read = sandboxed.read_return(b"%PDF-1.7")
    assert (read.form, read.document, read.pages) == (None, None, None)
    assert read.problem == Unread("damaged", "reader_broke_down")


def test_pictures_go_to_text_recognition_as_grey_pixels(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []

    def recognized(pictures: list[Image.Image], language: str, *, lines: bool) -> list[str]:
        seen.extend([*((picture.size, picture.tobytes()) for picture in pictures), language, lines])
        return ["text"] * len(pictures)

    monkeypatch.setattr(ocr, "recognized", recognized)
    asked = {"ask": "recognized", "sizes": [[2, 3], [1, 1]], "language": "en", "lines": True}
    assert sandboxed._recognized(asked, b"abcdefg") == ["text", "text"]
    assert seen == [((2, 3), b"abcdef"), ((1, 1), b"g"), "en", True]


@pytest.mark.parametrize(
    "asked",
    [
        {},
        [],
        None,
        {"ask": "anything"},
        {"ask": "recognized"},
        {"ask": "recognized", "sizes": [[3, 3]], "language": "en", "lines": True},
        {"ask": "recognized", "sizes": [[0, 3]], "language": "en", "lines": True},
        {"ask": "recognized", "sizes": [[-1, -3]], "language": "en", "lines": True},
        {"ask": "recognized", "sizes": ["ab"], "language": "en", "lines": True},
        {"ask": "recognized", "sizes": [[1, 1]] * 3_000, "language": "en", "lines": True},
    ],
)
def test_a_question_that_makes_no_sense_gets_no_reply(asked: object) -> None:
    with pytest.raises(ValueError, match=r"not a|too many"):
        sandboxed._recognized(asked, b"abcdefg")


def test_a_size_that_only_somebody_hostile_asks_for_is_not_made_ahead() -> None:
    before = dict(sandboxed._Seen.layouts)
    identity = {"form_language": "en", "form_rows": "fill 500 1 1 3 1 1 0 0 0", "form_reference": "A"}
    sandboxed._Seen.remember(ReturnedFile(PdfForm(PdfFields(identity))))
    assert sandboxed._Seen.layouts == before


@pytest.mark.parametrize(("rows", "ahead"), [("fill 3 1 1 3 1 1 0 0 0 6=4", 1), ("two", 0), ("", 0)])
def test_an_ordinary_size_is_made_ahead_and_what_is_none_is_passed_over(
    rows: str, ahead: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sandboxed._Seen, "layouts", {})
    identity = {"form_language": "en", "form_rows": rows, "form_reference": "A"}
    sandboxed._Seen.remember(ReturnedFile(PdfForm(PdfFields(identity))))
    assert len(sandboxed._Seen.layouts) == ahead


def test_two_files_of_our_own_are_read_before_many_others(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[ReturnedFile] = []

    def read_file(data: bytes, password: str | None) -> ReturnedFile:
        seen.append(reading(data, password))
        return seen[-1]

    reading = read_.read_file
    monkeypatch.setattr(read_, "read_file", read_file)
    sandboxed.rehearse()
    assert [(bool(read.form), bool(read.document)) for read in seen] == [(True, False), (False, True)]


SERVING = "import json, os, sys; from dtmforms.sandbox.server import main; main(copies=True)"
_NO_BUSINESS = (
    *("socket(", "connect(", "execve(", "fork(", "clone(", "clone3(", "kill(", "unlink(", "rename(", "mkdir("),
    *("O_WRONLY", "O_RDWR", "O_CREAT"),
)


@pytest.mark.program("strace")
@pytest.mark.parametrize("made", ["a filled form", "a document"])
def test_a_reader_asks_the_system_for_no_socket_no_program_and_no_file_to_write(
    made: str, demo: Agreement, tmp_path: Path
) -> None:
    """From the moment at which a copy begins to read, as `strace` sees it."""
    asked = {
        "task": "dtmforms.returns.sandboxed:return_task",
        "arguments": {"password": None},
        "before": [],
        "limits": asdict(FORM),
        "longer": asdict(FORM),
    }
    request = protocol.pack(asked, MADE[made](demo))
    given = protocol._HEAD.pack(protocol.REQUEST, len(request)) + request
    command = ["strace", "-ff", "-qq", "-o", str(tmp_path / "calls"), sys.executable, "-c", SERVING]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0) as reader:
        assert reader.stdin
        assert reader.stdout
        reader.stdin.write(given)
        for kind in (protocol.BEGUN, protocol.ANSWER):
            message = protocol.receive(reader.stdout.fileno(), 10_000_000)
            assert message
            assert message[0] == kind
        reader.communicate()
    copies = [text for text in (path.read_text() for path in tmp_path.iterdir()) if "PR_SET_SECCOMP" in text]
    [calls] = copies
    after = calls[calls.index("PR_SET_SECCOMP") :]
    assert "openat(" in after
    assert [word for word in _NO_BUSINESS if word in after] == []


def test_that_the_computer_lacks_the_language_of_a_scan_is_known(
    monkeypatch: pytest.MonkeyPatch, sample: Agreement
) -> None:
    """Letters of another language are read all the same, and wrongly."""
    scan = scan_of(sample, {})
    monkeypatch.setattr(sandboxed, "_read_or_problem", lambda *_, **__: scan)
    monkeypatch.setattr(ocr, "_models", lambda: frozenset(["eng"]))
    lacks = sandboxed.read_return(b"x").unheld
    assert ("language_not_read" in lacks) == (sample.language != "en")
    monkeypatch.setattr(ocr, "_models", lambda: frozenset(["Latin", "Arabic"]))
    assert "language_not_read" not in sandboxed.read_return(b"x").unheld

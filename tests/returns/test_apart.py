"""A returned file is read by a process apart to the same fields as in this one; a reader's lies are not believed."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from papers import by_pdfium, filled, form_of
from PIL import Image

from dtmforms.agreement.record import Agreement
from dtmforms.errors import ReaderError, ReturnError
from dtmforms.form.fields import Rows
from dtmforms.gate import frames
from dtmforms.gate.limits import FORM
from dtmforms.returns import apart, ocr, recognising
from dtmforms.returns.copies import copied
from dtmforms.returns.fields import ReturnedFields
from dtmforms.returns.ingesting import ingest
from dtmforms.versions.terms import fingerprint
from dtmforms.word.filling import draw

Making = Callable[[Agreement], bytes]
MADE: dict[str, Making] = {
    "a form": form_of,
    "a filled form": lambda record: filled(form_of(record), {"table_b_low_timeline": "Ten days, 十日"}),
    "a flattened form": lambda record: by_pdfium(form_of(record)),
    "a document": lambda record: draw(record, record.language, fingerprint(record)),
    "nothing": lambda _: b"",
    "half a form": lambda record: form_of(record)[:5000],
}


@pytest.mark.parametrize("made", MADE)
@pytest.mark.parametrize("against", [True, False])
def test_it_is_read_to_the_same_as_in_this_process(made: str, against: bool, sample: Agreement) -> None:
    data, sent = MADE[made](sample), sample if against else None
    assert outcome(apart.returned_fields, data, sent) == outcome(recognising.returned_fields, data, sent)


def outcome(reading: Callable[..., ReturnedFields], data: bytes, sent: Agreement | None) -> object:
    try:
        read = asdict(reading(data, sent, None))
    except ReturnError as error:
        return vars(error)
    return json.loads(json.dumps(read, default=str))


def test_copies_are_known_to_be_copies_in_a_process_apart_too(demo: Agreement) -> None:
    data = form_of(demo)
    assert apart.copied(data) == copied(data) != []
    assert apart.copied(b"signed by hand") == []


def answered(monkeypatch: pytest.MonkeyPatch, answer: bytes | str) -> None:
    def read(*_: object, **__: object) -> bytes:
        if isinstance(answer, str):
            raise ReaderError(answer)  # type: ignore[arg-type]
        return answer

    monkeypatch.setattr("dtmforms.gate.reader.Reader.read", read)


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
    answer = ingest(b"%PDF-1.7", file="a.pdf")
    assert (answer.kind, answer.exit_code, answer.record) == (kind, 4, None)
    assert says in answer.findings[0].message
    assert apart.copied(b"%PDF-1.7") == []


PICTURE = base64.b64encode(b"\x89PNG\r\n\x1a\n").decode()


def lie(**changed: Any) -> bytes:
    read = {"texts": {}, "stored": {}, "identity": {}, "rows": {"counts": Rows().counts}} | changed
    return json.dumps({"value": read}).encode()


@pytest.mark.parametrize(
    "answer",
    [
        b"rubbish",
        lie(rows={"counts": []}),
        lie(rows={"counts": [10**9] * 6}),
        lie(rows={"counts": [-1, 2, 2, 6, 2, 2]}),
        lie(page_count="1"),
        lie(pictures={"a": "no base64!"}),
        lie(pictures={"../../escaped": PICTURE}),
        lie(pictures={"signature_iom": "bm8gcGljdHVyZQ=="}),
        json.dumps({"raised": {"error": "ReturnError", "kind": "damaged", "reason": "no_such_sentence"}}).encode(),
    ],
)
def test_an_answer_that_no_reader_of_ours_gives_is_a_reader_that_broke_down(
    answer: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered(monkeypatch, answer)
    with pytest.raises(ReturnError) as caught:
        apart.returned_fields(b"%PDF-1.7", None, None)
    assert (caught.value.kind, caught.value.reason) == ("damaged", "reader_broke_down")


def test_pictures_go_to_text_recognition_as_grey_pixels(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []

    def recognized(pictures: list[Image.Image], language: str, *, lines: bool) -> list[str]:
        seen.extend([*((picture.size, picture.tobytes()) for picture in pictures), language, lines])
        return ["text"] * len(pictures)

    monkeypatch.setattr(ocr, "recognized", recognized)
    asked = {"ask": "recognized", "sizes": [[2, 3], [1, 1]], "language": "en", "lines": True}
    assert apart._recognized(asked, b"abcdefg") == ["text", "text"]
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
        apart._recognized(asked, b"abcdefg")


def test_a_size_that_only_somebody_hostile_asks_for_is_not_made_ahead() -> None:
    before = dict(apart._Seen.layouts)
    identity = {"form_language": "en", "form_rows": "500 2 2 6 2 2 3 3 3 3 3 3", "form_reference": "A"}
    apart._Seen.remember(ReturnedFields({}, {}, identity, Rows()))
    assert apart._Seen.layouts == before


SERVING = "import json, os, sys; from dtmforms.gate.serving import main; main(copies=True)"
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
        "task": "dtmforms.returns.apart:fields_task",
        "arguments": {"sent": demo.model_dump_json(by_alias=True), "password": None},
        "before": [],
        "limits": asdict(FORM),
        "longer": asdict(FORM),
    }
    request = frames.pack(asked, MADE[made](demo))
    given = frames._HEAD.pack(frames.REQUEST, len(request)) + request
    command = ["strace", "-ff", "-qq", "-o", str(tmp_path / "calls"), sys.executable, "-c", SERVING]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as reader:
        assert reader.stdin
        assert reader.stdout
        reader.stdin.write(given)
        reader.stdin.flush()
        assert reader.stdout.read(1) == frames.ANSWER
        reader.communicate()
    copies = [text for text in (path.read_text() for path in tmp_path.iterdir()) if "PR_SET_SECCOMP" in text]
    [calls] = copies
    after = calls[calls.index("PR_SET_SECCOMP") :]
    assert "openat(" in after
    assert [word for word in _NO_BUSINESS if word in after] == []

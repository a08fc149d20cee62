"""What a reader answers is of the type that was asked for, or it is no answer."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

import pytest

from dtmforms.errors import FileError, ReaderError, ReturnError
from dtmforms.findings import Finding
from dtmforms.sandbox.answers import Answer


@dataclass
class Box:
    number: int
    texts: dict[str, str] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    picture: bytes = b""
    findings: list[Finding] = field(default_factory=list)


ANSWER = Answer(Box)
FINDINGS = [
    Finding("typed_over", "form", {"pages": [1, 2], "fields": ["é"]}, "warning", 4, "A1", accepted=True),
    Finding("item_twice", "a.b", {"typed": None}, place={"place": "paragraph", "number": 4}),
]
FULL = Box(3, {"é": "a\nb"}, {"x", "y"}, b"\x89PNG\0\xff", FINDINGS)


def test_a_value_comes_back_as_it_was() -> None:
    assert ANSWER.read(ANSWER.of(lambda: FULL)) == FULL


def failing(error: Exception) -> Box:
    raise error


def test_an_error_that_the_program_knows_comes_back_as_it_was() -> None:
    of_a_return = ReturnError("damaged", reason="cut_off", language="fr")
    with pytest.raises(ReturnError) as caught:
        ANSWER.read(ANSWER.of(lambda: failing(of_a_return)))
    assert vars(caught.value) == vars(of_a_return)
    of_a_file = FileError("workbook_no_cell", place="é.xlsx", cell="A!A4", row=4)
    with pytest.raises(FileError) as raised:
        ANSWER.read(ANSWER.of(lambda: failing(of_a_file)))
    assert vars(raised.value) == vars(of_a_file)


def test_any_other_error_does_not_come_back() -> None:
    with pytest.raises(ZeroDivisionError):
        ANSWER.of(lambda: failing(ZeroDivisionError()))


@pytest.mark.parametrize("text", ["a\ud800", "\udfff", "\ud800\ud800"])
def test_half_a_letter_is_refused_on_the_readers_side(text: str) -> None:
    with pytest.raises(ValueError, match="SerializationError"):
        ANSWER.of(lambda: Box(1, {"a": text}))


@pytest.mark.parametrize(
    "value",
    [
        {"number": "3"},
        {"number": 3.5},
        {"number": True},
        {"number": None},
        {"number": 3, "more": 1},
        {"number": 3, "texts": {"a": 1}},
        {"number": 3, "names": "x"},
        {"number": 3, "findings": [{"code": "item_twice", "values": {"typed": None}, "severity": "good"}]},
        {"number": 3, "findings": [{"code": "no_such_code"}]},
        {"number": 3, "findings": [{"code": "item_twice"}]},
        {"number": 3, "findings": [{"code": "item_twice", "values": {"typed": ["x"]}}]},
        {"number": 3, "findings": [{"code": "missing", "place": {"place": "nowhere"}}]},
        {"number": 3, "findings": [["missing", ""]]},
        [],
        "text",
    ],
)
def test_a_value_of_another_type_is_no_answer(value: object) -> None:
    with pytest.raises(ReaderError):
        ANSWER.read(json.dumps({"value": value}).encode())


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"null",
        b"{}",
        b"\xff\xfe",
        b'{"value": {"number": 3}',
        b'{"value": {"number": 3}, "more": 1}',
        b'{"value": {"number": 3, "texts": {"a": "\\ud800"}}}',
        b'{"raised": {"error": "SystemExit"}}',
        b'{"raised": {"error": "FileError", "code": 1}}',
        b'{"raised": {"error": "FileError", "code": "no_such_code"}}',
        b'{"raised": {"error": "FileError", "code": "workbook_torn"}}',
        b'{"raised": {"error": "FileError", "code": "workbook_torn", "values": {"place": 1}}}',
        b'{"raised": {"error": "FileError", "code": "workbook_torn", "values": {"place": "a", "findings": "b"}}}',
        b'{"raised": {"error": "FileError", "code": "workbook_torn", "values": {"place": ["a"]}}}',
        b"[" * 100_000,
    ],
)
def test_what_is_no_answer_is_not_taken_for_one(answer: bytes) -> None:
    with pytest.raises(ReaderError) as caught:
        ANSWER.read(answer)
    assert caught.value.why == "broke_down"

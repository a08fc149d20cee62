"""Errors: a code with values, said in any language, and the same on the other side of a process."""

from __future__ import annotations

import json
import pickle
from typing import Any

import pytest

from dtmforms.cli.output import error_json, print_error
from dtmforms.errors import DtmformsError, FileError, ReaderError, RecordError, RegisterError, TemplateError
from dtmforms.findings import Finding
from dtmforms.language.catalog import catalog

FOUND = [Finding("missing", "purpose", line=3), Finding("unknown_key", "colour", {"expected": ["purpose"]})]


@pytest.mark.parametrize(
    ("code", "values"),
    [
        ("no_such_code", {}),
        ("exists_and_differs", {}),
        ("exists_and_differs", {"place": 1}),
        ("exists_and_differs", {"place": "a", "more": "b"}),
        ("agreement_ended", {"reference": "A", "day": None}),
        ("reader_too_slow_of_file", {}),
    ],
)
def test_a_code_or_values_that_the_table_lacks_make_no_error(code: str, values: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=code):
        DtmformsError(code, **values)


@pytest.mark.parametrize(
    "error",
    [
        FileError("too_large", place="a.pdf", megabytes=30),
        ReaderError("too_slow", "a.pdf"),
        RecordError("record_invalid", FOUND, place="a.yaml"),
        RegisterError("no_such_event", reference="A", event=9, events=[1, 2]),
    ],
)
def test_an_error_is_the_same_on_the_other_side_of_a_process(error: DtmformsError) -> None:
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
    assert (type(again), vars(again), again.args) == (type(error), vars(error), error.args)
    assert again.sentences() == error.sentences()


@pytest.mark.parametrize("kind", [RecordError, TemplateError])
def test_what_is_wrong_with_a_file_is_told_by_its_findings(kind: type[DtmformsError]) -> None:
    sentences = kind("record_invalid", FOUND, place="a.yaml").sentences()
    assert [sentence.partition(": ")[0] for sentence in sentences] == ["a.yaml:3", "a.yaml"]


def test_a_refusal_of_the_register_says_what_follows_from_its_findings() -> None:
    error = RegisterError("form_is_older", FOUND, reference="A")
    assert error.sentences()[-1] == error.text() == str(error)
    assert len(error.sentences()) == 3


def test_an_error_is_told_within_a_finding_in_its_language(monkeypatch: pytest.MonkeyPatch) -> None:
    error = FileError("not_read_missing", place="a.yaml")
    monkeypatch.setitem(catalog("errors", "fr"), error.code, "{place} : aucun fichier de ce nom")
    finding = Finding("file_error", values={"said": error.as_value()})
    assert (finding.text(), finding.text("fr")) == (error.text(), "a.yaml : aucun fichier de ce nom")
    assert json.loads(json.dumps(finding.as_json()))["values"] == {
        "said": {"error": "not_read_missing", "place": "a.yaml"}
    }


def test_what_another_program_says_comes_without_contact_data_into_an_answer() -> None:
    error = FileError("not_read_otherwise", place="a.yaml", said="no such user: jmacuacua@iom.example")
    for told in (error_json(error)["values"], Finding("file_error", values={"said": error.as_value()}).plain_values()):
        assert "@" not in str(told)


@pytest.mark.parametrize(
    ("error", "file", "said"),
    [
        (FileError("link_to_nowhere", place="a.pdf"), "a.pdf", "a.pdf: is a link"),
        (FileError("link_to_nowhere", place="a.pdf"), "", "a.pdf: is a link"),
        (FileError("libreoffice_missing"), "a.yaml", "a.yaml: LibreOffice is not there"),
        (RegisterError("return_unknown", reference="A"), "a.pdf", "a.pdf: A: the register"),
    ],
)
def test_an_error_stands_under_the_name_of_its_file_once(
    error: DtmformsError, file: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    print_error(error, file)
    assert capsys.readouterr().err.startswith(said)

"""Registers from before kinds of marks meant nothing hold other terms of some texts, and know these all the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from conftest import STATED, load_sample
from papers import filled

from dtmforms.agreement.model import Agreement
from dtmforms.agreement.record_file import dump_yaml
from dtmforms.changes.fingerprint import fingerprint, known_terms
from dtmforms.cli.main import run
from dtmforms.pdf.write import form
from dtmforms.register import record_event
from dtmforms.word.write import filled_document

VALUES = load_sample("en").values()
VALUES["table_b"]["low"]["datasets"].append(
    {"name": "Women’s fear", "level": "site", "classification": "confidential", "partner_label": None}
)
RECORD = Agreement.model_validate(VALUES)
NOW, BEFORE = known_terms(RECORD)
PRIMARY = "table_c_requesting_organization_primary_name"


def revised() -> Agreement:
    values = RECORD.model_copy(deep=True).values()
    values["table_b"]["low"]["timeline"] = "Every week"
    return Agreement.model_validate(values)


@pytest.fixture
def of_before(register: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The agreement in a register, and a revision that waits, by the terms of before."""
    Path("a.yaml").write_bytes(dump_yaml(RECORD.values()))
    Path("b.yaml").write_bytes(dump_yaml(revised().values()))
    with monkeypatch.context() as before:
        before.setattr(record_event, "fingerprint", lambda record, *_, **__: known_terms(record)[-1])
        assert register("add", "a.yaml", "--on", "2026-10-01")[1]["terms"] == BEFORE
        assert register("revise", RECORD.reference, "b.yaml", "--on", "2026-10-05")[1]["to_sign"]["terms"] != NOW
    return register


def returned(register: Any, terms: str, **texts: str) -> Any:
    Path("return.pdf").write_bytes(filled(form.draw(RECORD, "en", terms), texts))
    code, answer = register("return", "return.pdf")
    assert code == 0, answer
    return answer


@pytest.mark.parametrize("terms", [NOW, BEFORE])
def test_a_form_with_the_terms_of_now_or_of_before_is_of_the_text_in_force(of_before: Any, terms: str) -> None:
    answer = returned(of_before, terms, **{PRIMARY: "Grace Obi"})
    assert not {"form_of_earlier_text", "other_terms"} & {found["code"] for found in answer["findings"]}
    assert [event["kind"] for event in answer["recorded"]] == ["returned", "notice"]
    assert answer["terms"] == BEFORE


def test_the_same_text_is_put_up_once(of_before: Any) -> None:
    assert of_before("revise", RECORD.reference, "b.yaml", "--on", "2026-10-06")[1]["recorded"] == []
    assert of_before("add", "a.yaml", "--on", "2026-10-01")[1]["recorded"] == []


@pytest.mark.parametrize("terms", known_terms(revised()))
def test_a_copy_with_the_terms_of_now_or_of_before_is_signed(of_before: Any, terms: str) -> None:
    Path("signed.docx").write_bytes(filled_document.draw(revised(), "en", terms))
    code, answer = of_before("sign", RECORD.reference, "--file", "signed.docx", *STATED, "--on", "2026-10-20")
    assert (code, [event["kind"] for event in answer["recorded"]]) == (0, ["signed"])
    assert answer["terms"] == known_terms(revised())[1]


@pytest.mark.parametrize("command", ["fill", "form"])
@pytest.mark.usefixtures("of_before")
def test_a_document_of_the_text_in_force_is_no_draft(capsys: pytest.CaptureFixture[str], command: str) -> None:
    capsys.readouterr()
    Path("typed.yaml").write_bytes(Path("a.yaml").read_bytes().replace("’".encode(), b"'"))
    assert run([command, "typed.yaml", "-o", "out/"]) == 0
    assert capsys.readouterr().err == ""


def test_another_kind_of_mark_is_nothing_to_revise(of_before: Any) -> None:
    Path("typed.yaml").write_bytes(dump_yaml(RECORD.values()).replace("’".encode(), b"'"))
    code, answer = of_before("revise", RECORD.reference, "typed.yaml")
    assert (code, answer["code"], answer["values"]["verdict"]) == (3, "no_revision_needed", "unchanged")


def test_no_terms_are_the_terms_of_another_text() -> None:
    assert len({NOW, BEFORE, *known_terms(revised()), fingerprint(load_sample("en"))}) == 5

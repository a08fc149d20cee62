"""Whatever comes back is read rightly or refused clearly: each in a sentence of its own, with what to do next."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import RECORDS, TODAY, load_sample, read_fields
from wrong_returns import (
    FORM,
    PARTNER,
    SENT,
    TYPED,
    WRONG,
    encrypted,
    picture,
    portfolio,
    report,
    signed,
    written_on,
    xml_data_of,
)

from dtmforms.cli.main import dtmforms
from dtmforms.returns.file_type import contents_of
from dtmforms.returns.ingest import Basis, Return, ingest

BASIS = Basis(SENT, today=TODAY)
CONTACTS = {
    value
    for people in SENT.values()["table_c"].values()
    for person in people.values()
    for part, value in person.items()
    if part != "title"
} | {TYPED, "thief@iom.example"}


def command(*arguments: str, given: str | None = None) -> tuple[int, str]:
    """The exit code of a command line, and all that it says."""
    result = CliRunner().invoke(dtmforms, ["ingest", *arguments], input=given, standalone_mode=False)
    return int(result.return_value or 0), result.output


@cache
def answer_to(name: str) -> Return:
    wrong = WRONG[name]
    return ingest(wrong.data(), "return.pdf", BASIS, wrong.password)


def own_sentences(name: str) -> set[str]:
    return {finding.text() for finding in answer_to(name).findings if WRONG[name].says in finding.text()}


@pytest.fixture(autouse=True)
def inside_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.sampled("wrong returns")
@pytest.mark.parametrize("name", WRONG)
def test_each_wrong_return_ends_in_its_sentence_and_exit_code(name: str) -> None:
    wrong = WRONG[name]
    Path("return.bin").write_bytes(wrong.data())
    Path("password").write_text(f"{wrong.password or ''}\n", encoding="utf-8")
    code, said = command("return.bin", "--against", str(RECORDS["en"]), "--password-file", "password")
    assert (code, answer_to(name).kind) == (wrong.exit_code, wrong.kind), said
    [line] = [line for line in said.splitlines() if wrong.says in line]
    assert ";" in line, f"{line!r} has no next step"
    assert (answer_to(name).record is not None) == (wrong.exit_code == 0)


@pytest.mark.sampled("what takes seconds")
def test_no_two_wrong_returns_share_a_sentence() -> None:
    for name in WRONG:
        assert len(own_sentences(name)) == 1, (name, answer_to(name).findings)
        for other in WRONG:
            assert other == name or not own_sentences(name) & own_sentences(other), (name, other)


@pytest.mark.parametrize("pages", [1, 130])
def test_a_report_is_no_form_however_long_it_is_and_nobody_is_suspected(pages: int) -> None:
    Path("report.pdf").write_bytes(report(pages))
    code, said = command("report.pdf", "--against", str(RECORDS["en"]))
    assert code == 4
    assert "no form fields, as if printed" in said
    assert "do not open" not in said


@pytest.mark.sampled("wrong returns, for contact data")
@pytest.mark.parametrize("name", WRONG)
def test_no_sentence_holds_contact_data(name: str) -> None:
    """Rule D1."""
    for finding in answer_to(name).findings:
        assert not any(contact in finding.text() for contact in CONTACTS), finding


@pytest.mark.parametrize("name", [name for name, wrong in WRONG.items() if wrong.exit_code == 3])
def test_what_was_typed_stays_in_the_fields_where_there_is_no_record(name: str) -> None:
    assert answer_to(name).fields
    assert answer_to(name).record is None


def test_the_sentence_is_in_the_users_language_and_to_a_partner_in_that_of_the_record_that_was_sent() -> None:
    answer = ingest(b"", "x", Basis(load_sample("fr")))
    assert answer.findings[0].text(answer.language) == "Le fichier est vide ; redemandez le formulaire."
    assert answer.as_json("es")["findings"][0]["message"] == "El archivo está vacío; pida de nuevo el formulario."  # type: ignore[index]


@pytest.mark.parametrize(
    ("name", "source"), [("a form that was typed over", "annotation"), ("a form whose pages were written on", "page")]
)
def test_what_was_typed_over_the_form_is_kept_beside_the_fields(name: str, source: str) -> None:
    [(field, kept)] = answer_to(name).sources.items()
    assert (kept["source"], str(kept["text"]).strip()) == (source, TYPED)
    assert field == f"{PARTNER}_{'primary' if source == 'annotation' else 'secondary'}_mobile"


def test_a_page_that_repeats_the_values_of_its_fields_is_not_written_on() -> None:
    name = f"{PARTNER}_primary_mobile"
    assert not ingest(written_on(name, read_fields(FORM).texts[name]), "x", BASIS).sources


@pytest.mark.parametrize(
    "data", [pytest.param(lambda: xml_data_of(FORM), id="XFDF"), pytest.param(signed, id="signed")]
)
def test_the_same_values_by_another_road_are_the_same_record(data: Callable[[], bytes]) -> None:
    answer = ingest(data(), "x", BASIS)
    assert answer.record == SENT, answer.findings


def test_signatures_are_listed_and_not_validated() -> None:
    Path("signed.pdf").write_bytes(signed())
    _, said = command("signed.pdf", "--json")
    [signature] = next(json.loads(line) for line in said.splitlines() if line.startswith("{"))["signatures"]
    assert signature == {
        "field": "approval",
        "page": None,
        "covers_whole_file": True,
        "status": "present, not validated",
    }


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "GIF", "BMP", "WEBP"])
def test_a_picture_is_known_by_its_first_bytes(kind: str) -> None:
    assert contents_of(picture(kind)) == ("picture" if kind in ("JPEG", "PNG", "TIFF") else "other_picture")


@pytest.mark.parametrize("revision", [2, 3, 4, 6])
def test_an_empty_password_opens_by_itself_and_another_is_given(revision: int) -> None:
    for user, password in (("", None), ("s€cret", "s€cret") if revision == 6 else ("secret", "secret")):
        answer = ingest(encrypted(user, revision), "x", BASIS, password)
        assert answer.record == SENT


@pytest.mark.parametrize("user", ["", "secret"])
def test_a_page_that_was_written_on_is_noticed_behind_a_password_and_a_needless_one(user: str) -> None:
    written = written_on(f"{PARTNER}_primary_mobile", TYPED)
    answer = ingest(encrypted(user, data=written), "x", BASIS, "secret")
    assert [source["source"] for source in answer.sources.values()] == ["page"]


def test_a_password_is_asked_for_without_showing_it_or_read_from_a_file() -> None:
    Path("locked.pdf").write_bytes(encrypted("secret"))
    Path("password").write_text("secret\r\nanother line", encoding="utf-8")
    against = ("--against", str(RECORDS["en"]), "-o", "out.yaml", "--force")
    for arguments, given in (
        (["--password-prompt"], "secret\n"),
        (["--password-file", "password"], None),
        (["--password-file", "-"], "secret\n"),
    ):
        code, said = command("locked.pdf", *arguments, *against, given=given)
        assert code == 0, said
        assert "secret" not in said


@pytest.mark.parametrize("arguments", [["--password-prompt", "--password-file", "x"], ["-", "--password-file", "-"]])
def test_two_ways_for_one_password_are_wrong_usage(arguments: list[str]) -> None:
    result = CliRunner().invoke(dtmforms, ["ingest", "x.pdf", *arguments])
    assert result.exit_code == 2


def test_a_portfolio_without_a_form_is_refused_too() -> None:
    assert ingest(portfolio(), "x").kind == "not_our_form"

"""A returned Word document becomes a record: by its content controls, or by its tables where these are gone."""

from __future__ import annotations

import copy
import io
import re
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from conftest import TODAY, load_sample
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import valid_records

from dtmforms.agreement.record import Agreement
from dtmforms.returns.ingesting import Return, ingest
from dtmforms.templates import template_path
from dtmforms.versions.terms import fingerprint
from dtmforms.word import filling

LANGUAGES = ("en", "fr", "es", "ar", "en,fr", "en,es", "en,ar")


STATUS = "Revision 1 · Contacts 2; signed with the contacts of 2026-10-01; current contacts 2026-11-03"


def document_of(record: Agreement, languages: str | None = None, status: str | None = None) -> bytes:
    return filling.draw(record, languages or record.language, fingerprint(record), status=status)


def read(data: bytes, against: Agreement | None) -> Return:
    return ingest(data, file="return.docx", against=against, today=TODAY)


def edited(data: bytes, change: Callable[[str], str], part: str = "word/document.xml") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, change(content.decode()).encode() if name == part else content)
    return out.getvalue()


def replaced(old: str, new: str, count: int = 1) -> Callable[[str], str]:
    def change(xml: str) -> str:
        assert old in xml, old
        return xml.replace(old, new, count)

    return change


def in_control(tag: str, text: str) -> Callable[[str], str]:
    """The XML with another text in the content control of that tag."""

    def change(xml: str) -> str:
        pattern = rf'(<w:tag w:val="{tag}"/></w:sdtPr><w:sdtContent>).*?(</w:sdtContent>)'
        assert re.search(pattern, xml)
        return re.sub(pattern, rf"\g<1><w:r><w:t>{text}</w:t></w:r>\g<2>", xml, count=1)

    return change


def without_controls(xml: str) -> str:
    return re.sub(r"<w:sdt>.*?<w:sdtContent>|</w:sdtContent></w:sdt>", "", xml)


@pytest.mark.parametrize("languages", LANGUAGES)
def test_a_document_that_comes_back_as_it_went_is_the_equal_record(sample: Agreement, languages: str) -> None:
    for change, kind in ((str, "word"), (without_controls, "word_by_position")):
        answer = read(edited(document_of(sample, languages), change), sample)
        assert answer.record == sample, answer.findings
        assert answer.kind == kind
        assert answer.comparison
        assert answer.comparison.verdict == "unchanged"


@pytest.mark.parametrize("languages", LANGUAGES)
def test_a_document_with_the_numbers_of_its_agreement_comes_back_as_well(languages: str) -> None:
    demo = load_sample("en")
    document = document_of(demo, languages, STATUS)
    for against in (demo, None):
        answer = read(document, against)
        assert answer.record, answer.findings
        assert "E1" not in {finding.rule for finding in answer.findings}
    assert read(document, demo).record == demo


def test_an_edit_of_the_numbers_is_not_taken_and_any_other_is_shown_as_before() -> None:
    demo = load_sample("en")
    document = document_of(demo, status=STATUS)
    answer = read(edited(document, replaced("Revision 1", "Revision 9"), "word/footer1.xml"), demo)
    assert (answer.record, answer.exit_code) == (demo, 0)
    answer = read(edited(document, replaced("Daniel Okello", "Someone Else")), demo)
    assert any("'Daniel Okello' became 'Someone Else'" in finding.message for finding in answer.findings)


def test_numbers_in_the_text_of_a_template_of_ones_own_come_back_too(tmp_path: Path) -> None:
    template = docx.Document(str(template_path("agreement.en.docx")))
    template.add_paragraph("{{ status }}")
    template.save(str(tmp_path / "ours.docx"))
    demo, ours = load_sample("en"), (tmp_path / "ours.docx").read_bytes()
    document = filling.draw(demo, "en", fingerprint(demo), ours, STATUS)
    for against in (demo, None):
        assert "E1" not in {finding.rule for finding in read(document, against).findings}
    assert read(document, demo).record == demo
    answer = read(edited(document, replaced("Contacts 2", "Contacts 9")), demo)
    assert "E1" in {finding.rule for finding in answer.findings}


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(valid_records(), st.sampled_from(LANGUAGES), st.booleans())
def test_any_record_comes_back_from_its_document(record: Agreement, languages: str, sent: bool) -> None:
    """In every language, value to document to value is the same; but for the order of free text among choices, and
    what a document does not carry, also without the record that was sent."""
    answer = read(document_of(record, languages), record if sent else None)
    assert answer.record, answer.findings
    if sent:
        assert answer.record == record
    else:
        assert fingerprint(answer.record.model_copy(update={"language": record.language})) == fingerprint(record)
        assert answer.record.table_c == record.table_c


@pytest.mark.program("soffice")
def test_what_libreoffice_opened_changed_and_saved_comes_back(tmp_path: Path) -> None:
    expected = {}
    for languages in LANGUAGES:
        record = load_sample("en")
        name = languages.replace(",", "-")
        changed = edited(
            document_of(record, languages, STATUS),
            in_control("table_c_requesting_organization_primary_name", "Олена Мороз"),
        )
        (tmp_path / f"{name}.docx").write_bytes(changed)
        expected[name] = record
    saved = tmp_path / "saved"
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    files = [str(tmp_path / f"{name}.docx") for name in expected]
    command = [
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        "docx:MS Word 2007 XML",
        "--outdir",
        str(saved),
        *files,
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    for name, record in expected.items():
        answer = read((saved / f"{name}.docx").read_bytes(), record)
        assert answer.record, (name, answer.findings)
        assert answer.comparison
        assert [change.path for change in answer.comparison.changes] == [
            "table_c.requesting_organization.primary.name"
        ], name
        assert answer.reference == record.reference


def test_a_new_focal_point_is_a_notice_whether_or_not_the_destination_was_retyped() -> None:
    """Rule C4: the destination follows Table C, as sent or as returned."""
    demo = load_sample("en")
    change = in_control("table_c_requesting_organization_primary_name", "Ngozi Eze")
    title = ", Child Protection &amp; M&amp;E Lead<"
    retyped = replaced(f">Wanjiru Kamau{title}", f">Ngozi Eze{title}")
    for steps in ([change], [change, retyped]):
        data = document_of(demo)
        for step in steps:
            data = edited(data, step)
        answer = read(data, demo)
        assert answer.comparison, answer.findings
        assert answer.comparison.verdict == "focal_point_notice"


def test_another_person_as_destination_is_a_revision() -> None:
    demo = load_sample("en")
    answer = read(edited(document_of(demo), in_control("table_b_medium_destination_primary", "Somebody Else")), demo)
    assert answer.comparison
    assert answer.comparison.verdict == "revision"


def test_a_method_that_was_retyped_is_free_text_and_a_revision() -> None:
    demo = load_sample("en")
    answer = read(edited(document_of(demo), in_control("table_b_medium_method_telephone_call", "By courier")), demo)
    assert answer.record
    assert answer.record.table_b.medium
    assert answer.record.table_b.medium.method == ["password_protected_document", "By courier"]


def test_an_edit_of_ioms_cells_is_reported_and_not_taken() -> None:
    """Rule D3."""
    demo = load_sample("en")
    answer = read(edited(document_of(demo), in_control("table_c_iom_primary_email", "thief@iom.example")), demo)
    assert answer.record == demo
    assert "D3" in {finding.rule for finding in answer.findings}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("does not necessitate a revision", "does necessitate a revision", "'not' is gone"),
        ("secondary focal point. In", "secondary focal point, In", "'point.' became 'point,'"),
        ("outside the scope", "inside the scope", "'outside' became 'inside'"),
        (">Timeline<", ">Deadline<", "'Timeline' became 'Deadline'"),
        (">Medium Urgency*<", ">High Urgency<", "'Medium Urgency*' became 'High Urgency'"),
        (">Dataset/information<", ">Dataset/information and names<", "'and names' was added"),
    ],
)
def test_every_edit_of_the_fixed_text_is_shown_word_by_word(old: str, new: str, said: str) -> None:
    demo = load_sample("en")
    answer = read(edited(document_of(demo), replaced(old, new)), demo)
    assert answer.record is None
    assert [said in finding.message for finding in answer.findings if finding.rule == "E1"] == [True]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("does not necessitate a revision", "does necessitate a revision", "'not' is gone"),
        (">Medium Urgency*<", ">High Urgency<", "'Medium"),
        (">Timeline<", ">Deadline<", "'Timeline'"),
    ],
)
def test_the_official_words_are_compared_without_controls_too(old: str, new: str, said: str) -> None:
    demo = load_sample("en")
    answer = read(edited(edited(document_of(demo), without_controls), replaced(old, new)), demo)
    assert answer.record is None
    assert any(said in finding.message for finding in answer.findings if finding.rule == "E1"), answer.findings


@pytest.mark.parametrize(
    ("languages", "old", "new", "said"),
    [
        ("en,ar", "ولا يستلزم", "ويستلزم", "became"),
        ("en,fr", "Appel téléphonique", "Clé USB", "'Appel téléphonique' became 'Clé USB'"),
        ("en,fr", "Courriel : ", "Courriel : x@evil.example ", "was added"),
        ("en", "classed Confidential", "classed Public", "'Confidential' became 'Public'"),
        ("en", "Daniel Okello", "Someone Else", "'Daniel Okello' became 'Someone Else'"),
        ("en", "<w:sectPr", "<w:p><w:r><w:t>Addendum</w:t></w:r></w:p><w:sectPr", "'Addendum' was added"),
    ],
)
def test_every_edit_outside_of_the_cells_is_shown(languages: str, old: str, new: str, said: str) -> None:
    """In the second language too, whose values are printed and not to be filled in."""
    demo = load_sample("en")
    answer = read(edited(document_of(demo, languages), replaced(old, new)), demo)
    assert answer.record is None
    assert any(said in finding.message for finding in answer.findings if finding.rule == "E1"), answer.findings


def test_without_the_record_that_was_sent_an_edit_outside_of_the_cells_still_shows() -> None:
    demo = load_sample("en")
    answer = read(edited(document_of(demo), replaced("Daniel Okello", "Someone Else")), None)
    assert "E1" in {finding.rule for finding in answer.findings}


def test_a_signature_and_a_date_may_be_written_in() -> None:
    demo = load_sample("en")
    answer = read(edited(document_of(demo), replaced(">Date:<", ">Date: 3 March 2027<")), demo)
    assert answer.record == demo


def test_a_line_of_datasets_that_was_copied_to_add_another_is_never_taken_for_the_first() -> None:
    """Word copies the content controls with the line, so that two datasets have one name."""
    demo = load_sample("en")

    def copied(xml: str) -> str:
        [line] = [part for part in xml.split("<w:p>") if "Fear at the water point" in part]
        line = line[: line.index("</w:p>") + 6]
        return xml.replace(line, f"{line}<w:p>{line.replace('Fear at the water point', 'Fear on the road')}", 1)

    answer = read(edited(document_of(demo), copied), demo)
    assert answer.record is None
    assert any("two fields of this name" in finding.message for finding in answer.findings)


@pytest.mark.parametrize("change", [str, without_controls])
def test_any_part_of_the_tables_may_be_gone_and_nothing_faults(change: Callable[[str], str]) -> None:
    demo = load_sample("en")
    data = edited(document_of(demo), change)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        xml = package.read("word/document.xml").decode()
    for tag in ("w:tr", "w:tc", "w:tbl", "w:body"):
        for match in list(re.finditer(rf"<{tag}[ >].*?</{tag}>", xml, re.DOTALL)):
            cut = xml[: match.start()] + xml[match.end() :]
            answer = read(edited(data, lambda _, cut=cut: cut), demo)  # type: ignore[misc]
            assert answer.record in (None, demo)


def test_text_that_is_typed_beside_a_cell_is_seen() -> None:
    demo = load_sample("en")
    data = edited(document_of(demo), replaced('<w:t xml:space="preserve"> (', '<w:t xml:space="preserve"> and names ('))
    answer = read(data, demo)
    assert answer.record is None
    assert any("and names" in finding.message for finding in answer.findings)


def test_tracked_changes_are_not_guessed_and_comments_are_told() -> None:
    demo = load_sample("en")
    tracked = '<w:ins w:id="9" w:author="x"><w:r><w:t>48 hours, or 72</w:t></w:r></w:ins>'
    data = edited(document_of(demo), replaced('<w:r><w:t xml:space="preserve">Within 48 hours</w:t></w:r>', tracked))
    answer = read(data, demo)
    assert answer.record is None
    assert any("[table_b_medium_timeline]: there are tracked changes" in found.message for found in answer.findings)


def test_a_control_that_is_gone_is_asked_for() -> None:
    demo = load_sample("en")
    gone = replaced('<w:tag w:val="table_c_requesting_organization_primary_mobile"/>', "")
    answer = read(edited(document_of(demo), gone), demo)
    assert answer.record is None
    assert any("primary_mobile]: the field is missing" in finding.message for finding in answer.findings)


def test_without_the_record_that_was_sent_the_document_alone_makes_one(sample: Agreement) -> None:
    answer = read(document_of(sample), None)
    assert answer.record, answer.findings
    assert (answer.record.table_b, answer.record.table_c) == (sample.table_b, sample.table_c) or sample.language == "es"
    assert answer.record.country == sample.country
    assert fingerprint(answer.record) == fingerprint(sample)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"PK\x03\x04 rubbish", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (edited(document_of(load_sample("en")), lambda xml: xml[:500]), "damaged"),
        (edited(document_of(load_sample("en")), lambda xml: '<!DOCTYPE x [<!ENTITY a "b">]>' + xml), "damaged"),
        (edited(document_of(load_sample("en")), lambda xml: re.sub(r"<w:tbl>.*</w:tbl>", "", xml)), "not_our_form"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(data: bytes, kind: str) -> None:
    answer = read(data, None)
    assert (answer.kind, answer.exit_code) == (kind, 4)
    assert "ask for" in answer.findings[0].message


def test_a_comma_in_a_partners_cell_is_kept(sample: Agreement) -> None:
    values = copy.deepcopy(sample.values())
    values["table_c"]["requesting_organization"]["primary"]["title"] = "Lead, (acting) – “x”"
    record = Agreement.model_validate(values)
    assert read(document_of(record), record).record == record

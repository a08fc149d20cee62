"""A returned Word document becomes a record: by its content controls, or by its tables where these are gone."""

from __future__ import annotations

import copy
import datetime
import io
import re
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from conftest import TODAY, load_sample
from hypothesis import HealthCheck, assume, given
from hypothesis import strategies as st
from sampling import examples, part_of
from strategies import printed, valid_records

from dtmforms.agreement.model import Agreement
from dtmforms.changes.fingerprint import fingerprint
from dtmforms.language.labels import DOCUMENT_LANGUAGES
from dtmforms.returns.ingest import Basis, Return, ingest
from dtmforms.templates import template_path
from dtmforms.word.write import filled_document

STATUS = "Revision 1 · Contacts 2; signed with the contacts of 2026-10-01; current contacts 2026-11-03"


def document_of(record: Agreement, languages: str | None = None, status: str | None = None) -> bytes:
    return filled_document.draw(record, languages or record.language, fingerprint(record), status=status)


def read(data: bytes, against: Agreement | None) -> Return:
    return ingest(data, "return.docx", Basis(against, today=TODAY))


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


@pytest.mark.parametrize("change", [str, without_controls])
@pytest.mark.parametrize(
    ("language", "printed_as"), [("en", "1 May 2028"), ("fr", "1er mai 2028"), ("ar", "1 أيار/مايو 2028")]
)
def test_the_day_until_which_it_is_valid_is_printed_in_words_and_read_as_a_day(
    language: str, printed_as: str, change: Callable[[str], str]
) -> None:
    values = load_sample("en").values() | {"language": language, "valid_until": datetime.date(2028, 5, 1)}
    record = Agreement.model_validate(values)
    data = document_of(record)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert printed_as in package.read("word/document.xml").decode()
    answer = read(edited(data, change), record)
    assert answer.record == record, answer.findings


@pytest.mark.parametrize("languages", DOCUMENT_LANGUAGES)
def test_a_document_that_comes_back_as_it_went_is_the_equal_record(sample: Agreement, languages: str) -> None:
    for change, kind in ((str, "word"), (without_controls, "word_by_position")):
        answer = read(edited(document_of(sample, languages), change), sample)
        assert answer.record == sample, answer.findings
        assert answer.kind == kind
        assert answer.comparison
        assert answer.comparison.verdict == "unchanged"


@pytest.mark.parametrize("languages", DOCUMENT_LANGUAGES)
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
    assert any("“Daniel Okello” became “Someone Else”" in finding.text() for finding in answer.findings)


def test_numbers_in_the_text_of_a_template_of_ones_own_come_back_too(tmp_path: Path) -> None:
    template = docx.Document(str(template_path("agreement.en.docx")))
    template.add_paragraph("{{ status }}")
    template.save(str(tmp_path / "ours.docx"))
    demo, ours = load_sample("en"), (tmp_path / "ours.docx").read_bytes()
    document = filled_document.draw(demo, "en", fingerprint(demo), ours, STATUS)
    for against in (demo, None):
        assert "E1" not in {finding.rule for finding in read(document, against).findings}
    assert read(document, demo).record == demo
    answer = read(edited(document, replaced("Contacts 2", "Contacts 9")), demo)
    assert "E1" in {finding.rule for finding in answer.findings}


@examples(60, suppress_health_check=list(HealthCheck))
@given(valid_records(), st.sampled_from(DOCUMENT_LANGUAGES), st.booleans())
def test_any_record_comes_back_from_its_document(record: Agreement, languages: str, sent: bool) -> None:
    """In every language, value to document to value is the same; but for the order of free text among choices, and
    what a document does not carry, also without the record that was sent. Of a text whose letters are turned, only the
    record tells that it was sent so."""
    answer = read(document_of(record, languages), record if sent else None)
    assume(sent or "turned_field" not in {finding.code for finding in answer.findings})
    assert answer.record, answer.findings
    if sent:
        assert printed(answer.record) == printed(record)
    else:
        assert fingerprint(answer.record.model_copy(update={"language": record.language})) == fingerprint(record)
        assert answer.record.table_c == record.as_printed().table_c


@pytest.mark.sampled("documents in LibreOffice")
@pytest.mark.program("soffice")
def test_what_libreoffice_opened_changed_and_saved_comes_back(tmp_path: Path) -> None:
    expected = {}
    for languages in DOCUMENT_LANGUAGES:
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
        ("does not necessitate a revision", "does necessitate a revision", "“not” is gone"),
        ("secondary focal point. In", "secondary focal point, In", "“point.” became “point,”"),
        ("outside the scope", "inside the scope", "“outside” became “inside”"),
        (">Timeline<", ">Deadline<", "“Timeline” became “Deadline”"),
        (">Medium Urgency*<", ">High Urgency<", "“Medium Urgency*” became “High Urgency”"),
        (">Dataset/information<", ">Dataset/information and names<", "“and names” was added"),
    ],
)
def test_every_edit_of_the_fixed_text_is_shown_word_by_word(old: str, new: str, said: str) -> None:
    demo = load_sample("en")
    answer = read(edited(document_of(demo), replaced(old, new)), demo)
    assert answer.record is None
    assert [said in finding.text() for finding in answer.findings if finding.rule == "E1"] == [True]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("does not necessitate a revision", "does necessitate a revision", "“not” is gone"),
        (">Medium Urgency*<", ">High Urgency<", "“Medium"),
        (">Timeline<", ">Deadline<", "“Timeline”"),
    ],
)
def test_the_official_words_are_compared_without_controls_too(old: str, new: str, said: str) -> None:
    demo = load_sample("en")
    answer = read(edited(edited(document_of(demo), without_controls), replaced(old, new)), demo)
    assert answer.record is None
    assert any(said in finding.text() for finding in answer.findings if finding.rule == "E1"), answer.findings


@pytest.mark.parametrize(
    ("languages", "old", "new", "said"),
    [
        ("en,ar", "ولا يستلزم", "ويستلزم", "became"),
        ("en,fr", "Appel téléphonique", "Clé USB", "“Appel téléphonique” became “Clé USB”"),
        ("en,fr", "Courriel\u00a0:", "Courriel\u00a0: x@evil.example ", "was added"),
        ("en", "classed Confidential", "classed Public", "“Confidential” became “Public”"),
        ("en", "Daniel Okello", "Someone Else", "“Daniel Okello” became “Someone Else”"),
        ("en", "<w:sectPr", "<w:p><w:r><w:t>Addendum</w:t></w:r></w:p><w:sectPr", "“Addendum” was added"),
    ],
)
def test_every_edit_outside_of_the_cells_is_shown(languages: str, old: str, new: str, said: str) -> None:
    """In the second language too, whose values are printed and not to be filled in."""
    demo = load_sample("en")
    answer = read(edited(document_of(demo, languages), replaced(old, new)), demo)
    assert answer.record is None
    assert any(said in finding.text() for finding in answer.findings if finding.rule == "E1"), answer.findings


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
    assert any("two fields of this name" in finding.text() for finding in answer.findings)


@pytest.mark.parametrize("change", [str, without_controls])
def test_any_part_of_the_tables_may_be_gone_and_nothing_faults(change: Callable[[str], str]) -> None:
    demo = load_sample("en")
    data = edited(document_of(demo), change)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        xml = package.read("word/document.xml").decode()
    for tag in ("w:tr", "w:tc", "w:tbl", "w:body"):
        for match in part_of(re.finditer(rf"<{tag}[ >].*?</{tag}>", xml, re.DOTALL)):
            cut = xml[: match.start()] + xml[match.end() :]
            answer = read(edited(data, lambda _, cut=cut: cut), demo)  # type: ignore[misc]
            assert answer.record in (None, demo)


def test_text_that_is_typed_beside_a_cell_is_seen() -> None:
    demo = load_sample("en")
    data = edited(document_of(demo), replaced('<w:t xml:space="preserve"> (', '<w:t xml:space="preserve"> and names ('))
    answer = read(data, demo)
    assert answer.record is None
    assert any("and names" in finding.text() for finding in answer.findings)


def test_a_name_that_is_shown_in_another_order_than_it_is_stored_is_not_taken() -> None:
    demo = load_sample("en")
    name = "table_c_requesting_organization_primary_name"
    answer = read(edited(document_of(demo), in_control(name, "Ngozi \u202eezE\u202c")), demo)
    assert answer.record is None
    assert [found.code for found in answer.findings if found.severity == "error"] == ["turned_field"]
    copied = read(edited(document_of(demo), in_control(name, "\u2068Ngozi Eze\u2069")), demo)
    assert copied.record


def test_tracked_changes_are_not_guessed_and_comments_are_told() -> None:
    demo = load_sample("en")
    tracked = '<w:ins w:id="9" w:author="x"><w:r><w:t>48 hours, or 72</w:t></w:r></w:ins>'
    data = edited(document_of(demo), replaced('<w:r><w:t xml:space="preserve">Within 48 hours</w:t></w:r>', tracked))
    answer = read(data, demo)
    assert answer.record is None
    [told] = [found for found in answer.findings if found.code == "word_tracked_fields"]
    assert told.values["fields"] == ["table_b_medium_timeline"]


def test_a_control_that_is_gone_is_asked_for() -> None:
    demo = load_sample("en")
    gone = replaced('<w:tag w:val="table_c_requesting_organization_primary_mobile"/>', "")
    answer = read(edited(document_of(demo), gone), demo)
    assert answer.record is None
    assert any("primary_mobile]: the field is missing" in finding.text() for finding in answer.findings)


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
    assert "ask for" in answer.findings[0].text()


def test_a_comma_in_a_partners_cell_is_kept(sample: Agreement) -> None:
    values = copy.deepcopy(sample.values())
    values["table_c"]["requesting_organization"]["primary"]["title"] = "Lead, (acting) – “x”"
    record = Agreement.model_validate(values)
    assert read(document_of(record), record).record == record


MOBILE = "table_c_requesting_organization_primary_mobile"
TEXT = '<w:t xml:space="preserve">+258 84 555 0103</w:t>'
RUN = f"<w:r>{TEXT}</w:r>"
STYLES = "word/styles.xml"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
Steps = tuple[tuple[Callable[[str], str], str], ...]


def looking(properties: str) -> Steps:
    """The mobile number of the primary focal point in a run with these properties."""
    return ((replaced(RUN, f"<w:r><w:rPr>{properties}</w:rPr>{TEXT}</w:r>"), "word/document.xml"),)


def instead(run: str) -> Steps:
    return ((replaced(RUN, run), "word/document.xml"),)


def of_style(properties: str, style: str = "character", direct: str = "") -> Steps:
    """The same in a style that is based on one with these properties."""
    base = f'<w:style w:type="{style}" w:styleId="Base"><w:name w:val="Base"/><w:rPr>{properties}</w:rPr></w:style>'
    own = f'<w:style w:type="{style}" w:styleId="Own"><w:name w:val="Own"/><w:basedOn w:val="Base"/></w:style>'
    if style == "character":
        [use] = looking(f'<w:rStyle w:val="Own"/>{direct}')
    else:
        use = (in_paragraph('<w:pStyle w:val="Own"/>'), "word/document.xml")
    return (use, (replaced("</w:styles>", f"{base}{own}</w:styles>"), STYLES))


def in_paragraph(properties: str) -> Callable[[str], str]:
    def change(xml: str) -> str:
        at = xml.rindex("<w:p>", 0, xml.index(RUN)) + len("<w:p>")
        return f"{xml[:at]}<w:pPr>{properties}</w:pPr>{xml[at:]}"

    return change


def in_sdt(properties: str, tag: str = MOBILE) -> Steps:
    return ((replaced(f'<w:tag w:val="{tag}"/>', f'<w:tag w:val="{tag}"/>{properties}'), "word/document.xml"),)


def before_text(tag: str, properties: str) -> Steps:
    """Properties of the row or the cell that the mobile number stands in."""

    def change(xml: str) -> str:
        at = xml.rindex(f"<w:{tag}>", 0, xml.index(RUN)) + len(f"<w:{tag}>")
        return xml[:at] + properties + xml[at:]

    return ((change, "word/document.xml"),)


def at_the_end(xml: str) -> Steps:
    return ((replaced("<w:sectPr", f"{xml}<w:sectPr"), "word/document.xml"),)


def in_front(xml: str) -> Steps:
    return ((replaced("<w:body>", f"<w:body>{xml}"), "word/document.xml"),)


def field_of(code: str, result: str = "") -> str:
    """A field with a code and its result (ECMA-376 Part 1, 17.16.18)."""
    marks = [f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")]
    return f"{marks[0]}<w:r><w:instrText>{code}</w:instrText></w:r>{marks[1]}{result or RUN}{marks[2]}"


def floating(vertical: str) -> str:
    return (
        f'<w:p><w:r><w:drawing><wp:anchor xmlns:wp="{DRAWING}" behindDoc="0">{vertical}</wp:anchor></w:drawing>'
        "</w:r></w:p>"
    )


WHITE = '<w:rPr><w:color w:val="FFFFFF"/></w:rPr>'


def in_rows(properties: str) -> Steps:
    """What the style of our tables says of their first rows, where no other style says a colour."""
    first = f'<w:tblStylePr w:type="firstRow">{properties}</w:tblStylePr>'
    uncoloured = replaced('<w:color w:val="000000"/>', "", 99)

    def with_first_row(styles: str) -> str:
        found, number = re.subn(
            r'(<w:style [^>]*w:styleId="TableGrid".*?)</w:style>', rf"\g<1>{first}</w:style>", styles, flags=re.DOTALL
        )
        assert number == 1
        return found

    return ((uncoloured, STYLES), (with_first_row, STYLES))


PLACEHOLDER = '<w:style w:type="character" w:styleId="Hint"><w:name w:val="Placeholder Text"/></w:style>'
UNLIKE: dict[str, tuple[Steps, str]] = {
    "hidden": (looking("<w:vanish/>"), "word_hidden_field"),
    "hidden by a style": (of_style("<w:vanish/>"), "word_hidden_field"),
    "hidden by the style of its paragraph": (of_style("<w:vanish/>", "paragraph"), "word_hidden_field"),
    "hidden by the defaults": (
        ((replaced("<w:rPrDefault><w:rPr>", "<w:rPrDefault><w:rPr><w:vanish/>"), STYLES),),
        "word_hidden_field",
    ),
    "hidden in a browser": (looking("<w:webHidden/>"), "word_hidden_field"),
    "in a hidden row": (before_text("trPr", "<w:hidden/>"), "word_hidden_field"),
    "in a cell that goes on from another": (before_text("tcPr", "<w:vMerge/>"), "word_hidden_field"),
    "struck out": (looking("<w:strike/>"), "word_struck_field"),
    "struck out twice": (looking("<w:dstrike/>"), "word_struck_field"),
    "struck out by a style": (of_style("<w:strike/>"), "word_struck_field"),
    "white": (looking('<w:color w:val="FFFFFF"/>'), "word_faint_field"),
    "nearly white": (looking('<w:color w:val="F5F5F5"/>'), "word_faint_field"),
    "white by the theme": (looking('<w:color w:val="000000" w:themeColor="background1"/>'), "word_faint_field"),
    "white by a style": (of_style('<w:color w:val="FFFFFF"/>', "paragraph"), "word_faint_field"),
    "white by the style of its table": (in_rows(WHITE), "word_faint_field"),
    "black in a style of tables with black": (
        (
            *looking('<w:color w:val="000000"/>'),
            *in_rows('<w:tcPr><w:shd w:fill="000000"/></w:tcPr>'),
        ),
        "word_faint_field",
    ),
    "black on black": (looking('<w:color w:val="000000"/><w:highlight w:val="black"/>'), "word_faint_field"),
    "of no colour": (
        looking(
            '<w14:textFill xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"><w14:noFill/></w14:textFill>'
        ),
        "word_faint_field",
    ),
    "of one point": (looking('<w:sz w:val="2"/>'), "word_faint_field"),
    "of one point by a style": (of_style('<w:sz w:val="2"/>'), "word_faint_field"),
    "of a hundredth of its width": (looking('<w:w w:val="1"/>'), "word_faint_field"),
    "in a row of no height": (before_text("trPr", '<w:trHeight w:val="20" w:hRule="exact"/>'), "word_faint_field"),
    "in a row that is too low": (before_text("trPr", '<w:trHeight w:val="600" w:hRule="exact"/>'), "word_hidden_field"),
    "in a line of no height": (
        ((in_paragraph('<w:spacing w:line="20" w:lineRule="exact"/>'), "word/document.xml"),),
        "word_faint_field",
    ),
    "pushed off the page": (((in_paragraph('<w:ind w:left="20000"/>'), "word/document.xml"),), "word_faint_field"),
    "in a font of signs": (looking('<w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/>'), "word_symbol_field"),
    "with a sign": (instead(f'<w:r>{TEXT}<w:sym w:font="Wingdings" w:char="F039"/></w:r>'), "word_symbol_field"),
    "with a day": (instead(f"<w:r>{TEXT}<w:dayShort/></w:r>"), "word_symbol_field"),
    "with a footnote": (instead(f'<w:r>{TEXT}<w:footnoteReference w:id="2"/></w:r>'), "word_symbol_field"),
    "with what is read above it": (
        instead(f"<w:r><w:ruby><w:rt><w:r><w:t>9</w:t></w:r></w:rt><w:rubyBase>{RUN}</w:rubyBase></w:ruby></w:r>"),
        "word_symbol_field",
    ),
    "with an equation": (
        instead(
            f'{RUN}<m:oMath xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"><m:r><m:t>9</m:t></m:r>'
            "</m:oMath>"
        ),
        "word_symbol_field",
    ),
    "with its letters turned round": (instead(f'<w:bdo w:val="rtl">{RUN}</w:bdo>'), "word_symbol_field"),
    "worked out by Word": (instead(field_of("DOCPROPERTY x")), "word_code_field"),
    "worked out by Word, said otherwise": (
        instead(f'<w:fldSimple w:instr="QUOTE 9">{RUN}</w:fldSimple>'),
        "word_code_field",
    ),
    "in the code of a field": (instead(field_of(f"HYPERLINK x</w:instrText>{TEXT}<w:instrText>")), "word_code_field"),
    "in a field that has no end": (
        in_front('<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r></w:p>'),
        "word_code_field",
    ),
    "bound to another part": (in_sdt('<w:dataBinding w:xpath="/a[1]" w:storeItemID="{0}"/>'), "word_bound_field"),
    "called a hint": (in_sdt("<w:showingPlcHdr/>"), "word_hint_field"),
    "with a picture": (instead(f"{RUN}<w:r><w:drawing/></w:r>"), "word_picture_field"),
    "with a text box of old": (instead(f"{RUN}<w:r><w:pict/></w:r>"), "word_picture_field"),
    "with an object": (instead(f"{RUN}<w:r><w:object/></w:r>"), "word_picture_field"),
    "after words of a list": (
        (
            (in_paragraph('<w:numPr><w:ilvl w:val="0"/><w:numId w:val="77"/></w:numPr>'), "word/document.xml"),
            (
                replaced(
                    "</w:numbering>",
                    '<w:num w:numId="77"><w:lvlOverride w:ilvl="0"><w:lvl w:ilvl="0">'
                    '<w:lvlText w:val="+258 11"/></w:lvl></w:lvlOverride></w:num></w:numbering>',
                ),
                "word/numbering.xml",
            ),
        ),
        "word_numbered_field",
    ),
    "under a picture that floats": (
        in_front(floating('<wp:positionV relativeFrom="page"><wp:posOffset>0</wp:posOffset></wp:positionV>')),
        "word_picture_over",
    ),
    "under a picture that floats up from the end": (
        at_the_end(
            floating('<wp:positionV relativeFrom="paragraph"><wp:posOffset>-3000000</wp:posOffset></wp:positionV>')
        ),
        "word_picture_over",
    ),
    "under a shape of old": (
        in_front(
            '<w:p><w:r><w:pict><v:rect xmlns:v="urn:schemas-microsoft-com:vml" style="position:absolute"/></w:pict>'
            "</w:r></w:p>"
        ),
        "word_picture_over",
    ),
    "under a frame": (in_front('<w:p><w:pPr><w:framePr w:vAnchor="page"/></w:pPr></w:p>'), "word_picture_over"),
    "beside another document": (at_the_end('<w:altChunk w:id="rX"/>'), "word_other_document"),
    "in a font of its own": (
        ((replaced("</w:fonts>", '<w:font w:name="x"><w:embedRegular/></w:font></w:fonts>'), "word/fontTable.xml"),),
        "word_own_fonts",
    ),
}
"""What Word shows otherwise than it is stored, or nobody can read as letters."""

LIKE: dict[str, Steps] = {
    "in a table whose first row is white on black": in_rows(f'{WHITE}<w:tcPr><w:shd w:fill="000000"/></w:tcPr>'),
    "not hidden": looking(
        '<w:vanish w:val="0"/><w:strike w:val="false"/><w:dstrike w:val="off"/><w:webHidden w:val="0"/>'
    ),
    "hidden by a style, and shown again": of_style("<w:vanish/>", direct='<w:vanish w:val="0"/>'),
    "struck out before, which was tracked": looking("<w:rPrChange w:id='1'><w:rPr><w:strike/></w:rPr></w:rPrChange>"),
    "grey, and small": looking('<w:color w:val="808080"/><w:sz w:val="12"/><w:spacing w:val="-8"/><w:w w:val="90"/>'),
    "of the colour of text": looking('<w:color w:val="FFFFFF" w:themeColor="text1"/>'),
    "white on black": looking('<w:color w:val="FFFFFF"/><w:shd w:val="clear" w:fill="000000"/>'),
    "of any colour that can be read": looking('<w:color w:val="auto"/><w:shd w:val="clear" w:fill="auto"/>'),
    "in another font": looking('<w:rFonts w:ascii="Segoe UI Symbol" w:cs="Arial"/><w:lang w:val="uk-UA"/>'),
    "as a link": instead(f'<w:hyperlink w:anchor="x">{RUN}</w:hyperlink>'),
    "as a field that is a link": instead(field_of('HYPERLINK "tel:1"')),
    "as a field that is a link, said shortly": instead(f'<w:fldSimple w:instr=" HYPERLINK x">{RUN}</w:fldSimple>'),
    "with marks that show nothing": instead(
        f'<w:bookmarkStart w:id="0" w:name="x"/><w:proofErr w:type="spellStart"/><w:smartTag>{RUN}</w:smartTag>'
        '<w:bookmarkEnd w:id="0"/><w:r><w:lastRenderedPageBreak/></w:r>'
    ),
    "with a hyphen that may not be seen": instead(RUN.replace("84", "8</w:t><w:softHyphen/><w:t>4")),
    "in a list": (
        (
            in_paragraph(
                '<w:tabs><w:tab w:pos="9"/></w:tabs><w:numPr><w:numId w:val="1"/></w:numPr><w:ind w:left="720"/>'
            ),
            "word/document.xml",
        ),
    ),
    "in a row that may grow": before_text("trPr", '<w:trHeight w:val="20" w:hRule="atLeast"/>'),
    "in a row of a height": before_text("trPr", '<w:trHeight w:val="2400" w:hRule="exact"/>'),
    "in a cell that others go on from": before_text("tcPr", '<w:vMerge w:val="restart"/>'),
    "above a signature": at_the_end(
        floating('<wp:positionV relativeFrom="paragraph"><wp:posOffset>-90000</wp:posOffset></wp:positionV>')
    ),
    "above a signature in the line": at_the_end(
        f'<w:p><w:r><w:drawing><wp:inline xmlns:wp="{DRAWING}"/></w:drawing></w:r></w:p>'
    ),
    "above a date that Word works out": at_the_end(f"<w:p>{field_of('DATE', '<w:r><w:t> </w:t></w:r>')}</w:p>"),
}
"""The same as far as programs of honest people go."""


def stepped(steps: Steps) -> bytes:
    data = document_of(load_sample("en"))
    for change, part in steps:
        data = edited(data, change, part)
    return data


@pytest.mark.parametrize("kind", UNLIKE)
def test_what_shows_something_else_than_it_holds_is_for_a_person_to_look_at(kind: str) -> None:
    steps, code = UNLIKE[kind]
    answer = read(stepped(steps), load_sample("en"))
    assert answer.record is None
    of_all = code in ("word_picture_over", "word_other_document", "word_own_fonts")
    place = "form" if of_all else "table_c.requesting_organization.primary.mobile"
    assert place in {finding.path for finding in answer.findings if finding.code == code}


@pytest.mark.parametrize("kind", sorted(UNLIKE.keys() - {"bound to another part", "called a hint"}))
def test_it_is_seen_without_content_controls_too(kind: str) -> None:
    steps, code = UNLIKE[kind]
    answer = read(edited(stepped(steps), without_controls), load_sample("en"))
    assert answer.record is None
    assert code in {finding.code for finding in answer.findings}


@pytest.mark.parametrize("kind", LIKE)
@pytest.mark.parametrize("change", [str, without_controls])
def test_what_programs_leave_beside_a_value_is_no_reason_to_ask(kind: str, change: Callable[[str], str]) -> None:
    demo = load_sample("en")
    answer = read(edited(stepped(LIKE[kind]), change), demo)
    assert answer.record == demo, answer.findings


def test_a_hyphen_at_which_no_line_breaks_is_a_hyphen() -> None:
    """Word writes an element for Ctrl+Shift+Hyphen (ECMA-376 Part 1, 17.3.3.18)."""
    demo = load_sample("en")
    answer = read(edited(document_of(demo), replaced(">wkamau@", ">w</w:t><w:noBreakHyphen/><w:t>kamau@")), demo)
    assert answer.record
    assert answer.record.table_c.requesting_organization.primary
    assert answer.record.table_c.requesting_organization.primary.email == "w-kamau@harbour-trust.example"


def test_a_hint_of_word_is_no_value_and_no_reason_to_ask() -> None:
    """Word gives it a style of that name, in whatever language the hint is (17.5.2.39)."""
    demo = load_sample("en")
    hint = '<w:r><w:rPr><w:rStyle w:val="Hint"/></w:rPr><w:t>Cliquez ici pour entrer du texte.</w:t></w:r>'
    data = stepped((*in_sdt("<w:showingPlcHdr/>"), *instead(hint)))
    answer = read(edited(data, replaced("</w:styles>", f"{PLACEHOLDER}</w:styles>"), STYLES), demo)
    assert answer.fields[MOBILE] == ""
    assert "word_hint_field" not in {finding.code for finding in answer.findings}


def test_text_of_ours_that_nobody_can_read_any_more_is_seen() -> None:
    demo = load_sample("en")
    label = "<w:t>E-mail:</w:t>"
    data = edited(document_of(demo), replaced(f"<w:rPr/>{label}", f"<w:rPr><w:strike/></w:rPr>{label}"))
    answer = read(data, demo)
    assert answer.record is None
    [message] = [finding.text() for finding in answer.findings if finding.code == "word_struck_field"]
    assert message.startswith("outside of the cells: there is text here that is struck out; ask")


def test_the_text_is_the_part_that_the_package_says() -> None:
    """Word follows the relationships; a part of the usual name may be another one."""
    demo = load_sample("en")
    data = document_of(demo)
    other = replaced("+258 84 555 0103", "+258 84 555 0999")
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name))
        target.writestr("word/shown.xml", other(source.read("word/document.xml").decode()))
    shown = edited(out.getvalue(), replaced("word/document.xml", "word/shown.xml"), "_rels/.rels")
    answer = read(shown, demo)
    assert answer.record
    assert answer.record.table_c.requesting_organization.primary
    assert answer.record.table_c.requesting_organization.primary.mobile == "+258 84 555 0999"


@pytest.mark.parametrize(("text", "taken"), [("use this one", False), ("", True)])
def test_text_in_a_field_that_the_form_does_not_know_is_no_part_of_a_cell(text: str, taken: bool) -> None:
    demo = load_sample("en")
    strange = f'<w:sdt><w:sdtPr><w:tag w:val="zzz"/></w:sdtPr><w:sdtContent><w:r><w:t>{text}</w:t></w:r></w:sdtContent>'
    end = f"{RUN}</w:sdtContent></w:sdt>"
    answer = read(edited(document_of(demo), replaced(end, f"{end}{strange}</w:sdt>")), demo)
    assert (answer.record == demo) is taken
    assert ("word_unknown_field" in {finding.code for finding in answer.findings}) is not taken

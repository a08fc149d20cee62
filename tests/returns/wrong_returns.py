"""What comes back instead of the form, or of the form as it was sent: each made in code, with what is said of it."""

from __future__ import annotations

import copy
import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any

import pikepdf
import pypdf
from conftest import load_sample, read_fields
from pikepdf import Array, Dictionary, Name, String
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from dtmforms import opc
from dtmforms.agreement.model import Agreement
from dtmforms.changes.fingerprint import fingerprint
from dtmforms.form.fields import IDENTITY
from dtmforms.pdf.write.form import draw
from dtmforms.word.write.filled_document import draw as draw_word

PARTNER = "table_c_requesting_organization"
SENT = load_sample("en")
TYPED = "+258 84 555 0999"
"""A mobile number that the partner types somewhere."""


def form_of(record: Agreement, language: str = "") -> bytes:
    return draw(record, language or record.language, fingerprint(record))


FORM = form_of(SENT)
TO_SIGN = draw(SENT, SENT.language, fingerprint(SENT), to_sign=True)
Change = Callable[[pikepdf.Pdf, dict[str, Any]], object]


@dataclass(frozen=True)
class WrongReturn:
    """`says` is a piece of the one sentence that this return, and no other, is answered with."""

    data: Callable[[], bytes]
    kind: str
    exit_code: int
    says: str
    password: str | None = None


def changed(change: Change, data: bytes = FORM, **saving: Any) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        change(pdf, {str(field.T): field for field in pdf.Root.AcroForm.Fields})
        pdf.save(out, **saving)
    return out.getvalue()


def with_values(**texts: Any) -> bytes:
    def change(_: pikepdf.Pdf, form: dict[str, Any]) -> None:
        for name, text in texts.items():
            form[name].V = String(text) if isinstance(text, str | bytes) else text

    return changed(change)


def with_names(names: dict[str, str]) -> bytes:
    def change(_: pikepdf.Pdf, form: dict[str, Any]) -> None:
        for name, other in names.items():
            form[name].T = String(other)

    return changed(change)


def other_agreement() -> Agreement:
    values = copy.deepcopy(SENT.values())
    values["reference"] = "MOZ-NAMPULA-HCT-CP"
    return Agreement.model_validate(values)


# Files that are no form


def picture(kind: str = "JPEG") -> bytes:
    out = io.BytesIO()
    Image.new("L", (620, 877), 255).save(out, kind)
    return out.getvalue()


def zipped(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), data)
    return out.getvalue()


def compound(stream: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + stream.encode("utf-16-le") + bytes(64)


def mail() -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@ngo.example", "dtm@iom.example", "The form"
    message.set_content("Attached.")
    message.add_attachment(FORM, maintype="application", subtype="pdf", filename="form.pdf")
    return message.as_bytes()


# Files that cannot be opened


def encrypted(user: str, revision: int = 6, data: bytes = FORM) -> bytes:
    """By RC4 in revisions 2 and 3, by AES in 4 and 6 (ISO 32000-2:2020 7.6.4)."""
    aes = revision > 3
    lock = pikepdf.Encryption(owner="owner", user=user, R=revision, aes=aes, metadata=aes)  # type: ignore[arg-type]
    return changed(lambda *_: None, data, encryption=lock)


def locked_with_a_certificate() -> bytes:
    plain = changed(lambda *_: None, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    lock = b"trailer << /Encrypt << /Filter /Adobe.PubSec /V 4 /SubFilter /adbe.pkcs7.s5 >> "
    return plain.replace(b"trailer <<", lock)


def cut_off_in_its_last_update() -> bytes:
    updated = update(FORM, {f"{PARTNER}_primary_mobile": TYPED})
    return updated[: len(FORM) + (len(updated) - len(FORM)) // 2]


def update(data: bytes, texts: dict[str, str]) -> bytes:
    """The values as an incremental update behind the file as it was."""
    source = io.BytesIO(data)
    writer = pypdf.PdfWriter(source, incremental=True)
    for page in writer.pages:
        writer.update_page_form_field_values(page, texts, auto_regenerate=False)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


# Other forms, and forms without fields


def another_form() -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.drawString(72, 760, "Order")
    canvas.acroForm.textfield(name="reference", value="PO 4711")
    canvas.acroForm.textfield(name="supplier", value="Example Ltd")
    canvas.save()
    return out.getvalue()


def empty_pages() -> bytes:
    def change(pdf: pikepdf.Pdf, _: dict[str, Any]) -> None:
        for page in pdf.pages:
            page.Contents = pdf.make_stream(b"")
            del page.Annots
        if "/AcroForm" in pdf.Root:
            del pdf.Root.AcroForm

    return changed(change)


def report(pages: int) -> bytes:
    """Pages that have nothing to do with a form."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(120, 120))
    for number in range(pages):
        canvas.drawString(5, 60, f"Page {number} of the minutes")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def xfa_alone() -> bytes:
    def change(pdf: pikepdf.Pdf, _: dict[str, Any]) -> None:
        for page in pdf.pages:
            del page.Annots
        pdf.Root.AcroForm = Dictionary(Fields=Array(), XFA=pdf.make_stream(b"<xdp:xdp/>"))

    return changed(change)


def portfolio(**files: bytes) -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.Root.Collection = Dictionary(Type=Name.Collection, View=Name.D)
        for name, data in files.items():
            pdf.attachments[f"{name}.pdf"] = data
        pdf.save(out)
    return out.getvalue()


def data_of(data: bytes) -> bytes:
    """The values of a form as FDF."""
    fields = []
    for name, text in read_fields(data).texts.items():
        value = f"/{text}" if text in ("Yes", "Off") else f"<FEFF{text.encode('utf-16-be').hex()}>"
        fields.append(f"<< /T ({name}) /V {value} >>")
    return f"%FDF-1.2\n1 0 obj\n<< /FDF << /Fields [ {' '.join(fields)} ] >> >>\nendobj\n".encode() + (
        b"trailer\n<< /Root 1 0 R >>\n%%EOF\n"
    )


def xml_data_of(data: bytes) -> bytes:
    """The values of a form as XFDF."""
    from xml.sax.saxutils import escape

    fields = "".join(
        f'<field name="{name}"><value>{escape(text)}</value></field>' for name, text in read_fields(data).texts.items()
    )
    return f'<?xml version="1.0"?><xfdf xmlns="http://ns.adobe.com/xfdf/"><fields>{fields}</fields></xfdf>'.encode()


# Forms that came back changed


def merged(*files: bytes) -> bytes:
    writer = pypdf.PdfWriter()
    for data in files:
        writer.append(io.BytesIO(data))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def filled_by_another() -> bytes:
    texts = {
        f"{PARTNER}_{post}_{part}": "x" for post in ("primary", "secondary") for part in ("name", "title", "mobile")
    }
    return with_values(**texts)


def annotated(subtype: str, over: str, text: str = "") -> bytes:
    def change(pdf: pikepdf.Pdf, form: dict[str, Any]) -> None:
        page = next(page for page in pdf.pages if any(a.get("/T") == over for a in page.Annots))
        box = form[over].Rect if text else Array([5, 5, 25, 25])
        mark = Dictionary(Type=Name.Annot, Subtype=Name(f"/{subtype}"), Rect=box, Contents=String(text))
        page.Annots.append(pdf.make_indirect(mark))

    return changed(change)


def written_on(name: str, text: str) -> bytes:
    """Text in the page itself, in the box of a field, as programs write it that edit pages."""

    def change(pdf: pikepdf.Pdf, form: dict[str, Any]) -> None:
        page = next(page for page in pdf.pages if any(a.get("/T") == name for a in page.Annots))
        x, y, *_ = (float(edge) for edge in form[name].Rect)
        page.Resources.Font.Typed = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        page.contents_add(f"q BT /Typed 8 Tf {x + 3} {y + 4} Td ({text}) Tj ET Q".encode())

    return changed(change)


def without_identity() -> bytes:
    def change(pdf: pikepdf.Pdf, form: dict[str, Any]) -> None:
        for name in IDENTITY:
            form[name].V = String("")
        del pdf.docinfo["/Keywords"]
        del pdf.Root.Metadata

    return changed(change)


def signed(data: bytes = FORM) -> bytes:
    """A form with the dictionary of a signature, which covers the whole file, and is worth nothing."""

    def change(pdf: pikepdf.Pdf, _: dict[str, Any]) -> None:
        value = Dictionary(Type=Name.Sig, Filter=Name("/Adobe.PPKLite"), SubFilter=Name("/adbe.pkcs7.detached"))
        value.ByteRange = Array([0, 1111111111, 2222222222, 3333333333])
        value.Contents = String(bytes(32))
        field = Dictionary(T=String("approval"), FT=Name.Sig, V=pdf.make_indirect(value))
        pdf.Root.AcroForm.Fields.append(pdf.make_indirect(field))

    unsigned = changed(change, data, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    hole = re.search(rb"/Contents <0{64}>", unsigned)
    assert hole
    start, end = hole.start() + len("/Contents "), hole.end()
    for placeholder, number in ((b"1111111111", start), (b"2222222222", end), (b"3333333333", len(unsigned) - end)):
        unsigned = unsigned.replace(placeholder, b"%010d" % number)
    return unsigned


def emptied() -> bytes:
    values: dict[str, Any] = {}
    for name, text in read_fields(FORM).texts.items():
        if name.startswith(("table_b", f"{PARTNER}_")):
            values[name] = Name.Off if text in ("Yes", "Off") else "-" if name.endswith("_level") else ""
    return with_values(**values)


def with_shown_state(name: str, state: Name) -> bytes:
    return changed(lambda _, form: setattr(form[name], "AS", state))


def with_pages(order: Callable[[list[Any]], list[Any]]) -> bytes:
    def change(pdf: pikepdf.Pdf, _: dict[str, Any]) -> None:
        pages = order(list(pdf.pages))
        del pdf.pages[:]
        pdf.pages.extend(pages)

    return changed(change)


def without_tables() -> bytes:
    from docx import Document

    out = io.BytesIO()
    document = Document()
    document.add_paragraph("Minutes of a meeting")
    document.save(out)
    return out.getvalue()


def strict() -> bytes:
    """Our document as Word saves it under "Strict Open XML Document"."""
    names = {
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/": b"http://purl.oclc.org/ooxml/wordprocessingml/",
        b"http://schemas.openxmlformats.org/officeDocument/2006/": b"http://purl.oclc.org/ooxml/officeDocument/",
    }
    parts = {}
    with zipfile.ZipFile(io.BytesIO(draw_word(SENT, "en", fingerprint(SENT)))) as package:
        for name in package.namelist():
            parts[name] = package.read(name)
            for transitional, other in names.items():
                parts[name] = parts[name].replace(transitional, other)
    return opc.packed(parts.items())


def with_torn_tables() -> bytes:
    from docx import Document

    document = Document(io.BytesIO(draw_word(SENT, "en", fingerprint(SENT))))
    for control in list(document.element.body.iter("{*}sdt")):
        content = control.find("{*}sdtContent")
        for child in list(content):
            control.addprevious(child)
        control.getparent().remove(control)
    table = next(table for table in document.tables if "Primary Focal Point" in table.cell(1, 0).text)
    table._tbl.remove(table.rows[-1]._tr)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


WRONG = {
    # Files that are no form
    "an empty file": WrongReturn(lambda: b"", "not_our_form", 4, "file is empty"),
    "a picture": WrongReturn(picture, "scanned", 4, "is a picture"),
    "a picture of another kind": WrongReturn(lambda: picture("WEBP"), "scanned", 4, "picture of a kind that is not"),
    "an archive": WrongReturn(lambda: b"Rar!\x1a\x07\x01\x00", "not_our_form", 4, "is an archive"),
    "a spreadsheet": WrongReturn(lambda: zipped(xl__workbook_dot_xml=b"<x/>"), "not_our_form", 4, "is a spreadsheet"),
    "an OpenDocument text": WrongReturn(
        lambda: zipped(mimetype=b"application/vnd.oasis.opendocument.text"), "not_our_form", 4, "OpenDocument"
    ),
    "an old Word document": WrongReturn(lambda: compound("WordDocument"), "not_our_form", 4, "old Word document"),
    "rich text": WrongReturn(lambda: b"{\\rtf1\\ansi Name: x}", "not_our_form", 4, "rich text"),
    "an e-mail": WrongReturn(lambda: compound("__properties_version1.0"), "not_our_form", 4, "is an e-mail"),
    "a web page": WrongReturn(lambda: b"<!DOCTYPE html><html></html>", "not_our_form", 4, "is a web page"),
    "plain text": WrongReturn(lambda: f"Name: x\nMob: {TYPED}\n".encode(), "not_our_form", 4, "plain text"),
    "anything else": WrongReturn(lambda: b"\x7fELF\x00\x01\xff\xfe\x00", "not_our_form", 4, "neither a PDF nor"),
    # Files that cannot be opened
    "a damaged file": WrongReturn(lambda: b"%PDF-1.7\nrubbish", "damaged", 4, "file is damaged; ask"),
    "a file cut off on its way": WrongReturn(lambda: FORM[: len(FORM) // 2], "damaged", 4, "was cut off"),
    "a file with a password": WrongReturn(lambda: encrypted("secret"), "encrypted", 4, "needs a password"),
    "a wrong password": WrongReturn(
        lambda: encrypted("secret", 4), "encrypted", 4, "password does not open", password="guess"
    ),
    "a file locked with a certificate": WrongReturn(locked_with_a_certificate, "encrypted", 4, "with a certificate"),
    "a Word document with a password": WrongReturn(
        lambda: compound("EncryptedPackage"), "encrypted", 4, "Word document has a password"
    ),
    "a damaged Word document": WrongReturn(lambda: b"PK\x03\x04 rubbish", "damaged", 4, "damaged, or no .docx"),
    # Other forms, and forms without fields
    "another organization's form": WrongReturn(another_form, "not_our_form", 4, "another organization"),
    "the data of another form": WrongReturn(lambda: data_of(another_form()), "not_our_form", 4, "data of another form"),
    "another Word document": WrongReturn(without_tables, "not_our_form", 4, "has no Tables B and C"),
    "a Word document of another kind": WrongReturn(strict, "not_our_form", 4, "as “Word Document (.docx)”"),
    "a Word document with a row torn out": WrongReturn(with_torn_tables, "not_our_form", 4, "Rows or cells"),
    "pages on which nothing stands": WrongReturn(empty_pages, "no_form", 4, "no form fields"),
    "a file of very many pages": WrongReturn(lambda: report(2_100), "too_large", 4, "more than 200 pages"),
    "an XFA form": WrongReturn(xfa_alone, "not_our_form", 4, "is an XFA form"),
    "a portfolio with two forms": WrongReturn(
        lambda: portfolio(one=FORM, two=form_of(other_agreement())), "not_our_form", 4, "is a portfolio"
    ),
    # Forms whose values cannot be taken
    "the forms of two agreements in one file": WrongReturn(
        lambda: merged(FORM, form_of(other_agreement())), "filled", 3, "Forms of several agreements"
    ),
    "two copies of the form in one file": WrongReturn(
        lambda: merged(FORM, filled_by_another()), "filled", 3, "Two copies of the form"
    ),
    "a field that stands twice": WrongReturn(
        lambda: with_names({f"{PARTNER}_primary_title": f"{PARTNER}_primary_mobile+1"}),
        "filled",
        3,
        f"[{PARTNER}_primary_mobile]: two fields of this name",
    ),
    "a form that was typed over": WrongReturn(
        lambda: annotated("FreeText", f"{PARTNER}_primary_mobile", TYPED),
        "filled",
        3,
        f"drawn over fields instead of into them ([{PARTNER}_primary",
    ),
    "a form whose pages were written on": WrongReturn(
        lambda: written_on(f"{PARTNER}_secondary_mobile", TYPED),
        "filled",
        3,
        f"drawn over fields instead of into them ([{PARTNER}_secondary_mobile])",
    ),
    "a form with a page missing": WrongReturn(
        lambda: with_pages(lambda pages: pages[:1]), "filled", 3, "Page 2 of the form"
    ),
    "the form of another agreement": WrongReturn(
        lambda: form_of(other_agreement()), "filled", 3, "belongs to the agreement"
    ),
    "another edition": WrongReturn(lambda: with_values(form_edition="0"), "filled", 3, "of edition 0"),
    "a form that does not say its edition": WrongReturn(without_identity, "filled", 3, "does not say of which edition"),
    "a form that nothing was filled in": WrongReturn(emptied, "filled", 3, "Nothing is filled in"),
    "a field that is gone": WrongReturn(
        lambda: with_names({f"{PARTNER}_primary_mobile": "Text1"}), "filled", 3, "the field is missing"
    ),
    "letters that are lost": WrongReturn(
        lambda: with_values(table_b_low_timeline=b"\xfe\xff\xd8\x3d\x00x"), "filled", 3, "letters were lost"
    ),
    "an address that is none": WrongReturn(
        lambda: with_values(**{f"{PARTNER}_primary_email": "at home"}), "filled", 3, "no e-mail address"
    ),
    "a column that is used and not": WrongReturn(
        lambda: with_values(table_b_low_not_applicable=Name.Yes), "filled", 3, "marked as not used"
    ),
    "a form converted to XFA": WrongReturn(
        lambda: changed(lambda pdf, _: setattr(pdf.Root.AcroForm, "XFA", pdf.make_stream(b"<x/>"))),
        "filled",
        3,
        "was converted to XFA",
    ),
    # Forms whose values are taken, with something to be said
    "the data of the form": WrongReturn(lambda: data_of(FORM), "filled", 0, "only the data of the form"),
    "the form in a portfolio": WrongReturn(lambda: portfolio(form=FORM), "filled", 0, "from the file form.pdf in a"),
    "renamed fields": WrongReturn(
        lambda: with_names({f"{PARTNER}_primary_mobile": f"form1.{PARTNER}_primary_mobile"}),
        "filled",
        0,
        "renamed fields",
    ),
    "UTF-8 where it is not meant": WrongReturn(
        lambda: with_values(table_b_low_timeline="Chaque été".encode()), "filled", 0, "in the wrong encoding"
    ),
    "a change after signing": WrongReturn(lambda: signed() + b"\n% more\n", "filled", 0, "changed after it was signed"),
    "a note beside the fields": WrongReturn(
        lambda: annotated("Text", f"{PARTNER}_primary_mobile"), "filled", 0, "notes or marks beside"
    ),
    "pages in another order": WrongReturn(
        lambda: with_pages(lambda pages: pages[::-1]), "filled", 0, "in another order"
    ),
    "the form in another language": WrongReturn(
        lambda: form_of(SENT, "fr"), "filled", 0, "came back is in French (fr)"
    ),
    "a tick that is shown otherwise": WrongReturn(
        lambda: with_shown_state("table_b_low_method_password_protected_web_portal", Name.Off),
        "filled",
        3,
        "stored one way and shown the other",
    ),
    "an edit of what is IOM's": WrongReturn(
        lambda: with_values(purpose="To sell it."), "filled", 0, "returned “To sell it.”"
    ),
    "an edit of IOM's people": WrongReturn(
        lambda: with_values(table_c_iom_primary_email="thief@iom.example"),
        "filled",
        0,
        "[table_c_iom_primary_email]: this cell is IOM's",
    ),
    "a field that nobody knows": WrongReturn(
        lambda: with_names({"form_terms": "Text1"}), "filled", 0, "[Text1]: unknown to this form"
    ),
}

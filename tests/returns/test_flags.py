"""What makes a returned form another one than it seems is said, and no value of it is taken in silence; its honest
twin, beside it here, passes without a word."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from conftest import RECORDS, TODAY, read_fields
from pikepdf import Array, Dictionary, Name, String
from PIL import Image
from wrong_returns import FORM, PARTNER, SENT, TO_SIGN, changed, form_of, signed, update, with_values

from dtmforms.agreement.model import Agreement
from dtmforms.cli.main import run
from dtmforms.codes import SUBJECTS
from dtmforms.findings import Finding
from dtmforms.pdf.read import qpdf_reader
from dtmforms.returns.ingest import Basis, Return, ingest
from dtmforms.returns.tampering import appearance, flags
from dtmforms.returns.tampering.flags import acceptable, accepted

Form = dict[str, Any]
NAME, TITLE = f"{PARTNER}_primary_name", f"{PARTNER}_primary_title"
SIGNATURE = "signature_requesting_organization"
PLAN = "table_b_password_change_plan"
TIMELINE, TICK = "table_b_low_timeline", "table_b_low_method_password_protected_web_portal"
TYPED = "Every second month, on the 3rd"


def read(data: bytes, *codes: str) -> Return:
    return ingest(data, "return.pdf", Basis(SENT, today=TODAY, accepted=codes))


def errors(data: bytes) -> set[str]:
    return errors_of(read(data))


def errors_of(answer: Return) -> set[str]:
    return {finding.code for finding in answer.findings if finding.severity == "error"}


def by(change: Callable[[pikepdf.Pdf, Form], object]) -> Callable[[], bytes]:
    return lambda: changed(change)


def on_the_form_to_sign(change: Callable[[pikepdf.Pdf, Form], object]) -> Callable[[], bytes]:
    return lambda: changed(change, TO_SIGN)


# Files that are not as they seem, each beside an honest one


def object_of(data: bytes, name: str) -> tuple[int, bytes]:
    """The number and the body of a field's object, as we write it."""
    found = re.search(rb"\n(\d+) 0 obj\n(<<[^\n]*/T\(%b\)[^\n]*>>)\nendobj" % name.encode(), data)
    assert found
    return int(found[1]), found[2]


def rewritten(name: str, *more: bytes) -> bytes:
    """The form with more at the end of one field's dictionary, as an incremental update by hand (7.5.6)."""
    number, body = object_of(FORM, name)
    root, size = re.search(rb"/Root (\d+ 0 R)", FORM), re.search(rb"/Size (\d+)", FORM)
    previous = re.findall(rb"startxref\n(\d+)", FORM)[-1]
    assert root
    assert size
    new = b"%d 0 obj\n%b%b>>\nendobj\n" % (number, body[:-2], b"".join(more))
    table = b"xref\n%d 1\n%010d 00000 n \n" % (number, len(FORM))
    trailer = b"trailer\n<</Size %b/Root %b/Prev %b>>\n" % (size[1], root[1], previous)
    return FORM + new + table + trailer + b"startxref\n%d\n%%%%EOF\n" % (len(FORM) + len(new))


def drawn(name: str, stored: str, shown: str, font: str = "Helv") -> bytes:
    """A field that stores one text and shows another, in plain Helvetica."""

    def change(pdf: pikepdf.Pdf, form: Form) -> None:
        form[name].V = String(stored)
        text = f"/Tx BMC q BT /{font} 9 Tf 0 g 2 4 Td ({shown}) Tj ET Q EMC".encode("cp1252")
        fonts = Dictionary({f"/{font}": pdf.Root.AcroForm.DR.Font.Helv})
        resources = Dictionary(Font=fonts)
        form[name].AP = Dictionary(
            N=pdf.make_stream(
                text, Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 200, 16]), Resources=resources
            )
        )

    return changed(change)


def boxed(pdf: pikepdf.Pdf, content: bytes, **entries: Any) -> Any:
    """An appearance as large as the field of a name."""
    return pdf.make_stream(content, Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 195.94, 16]), **entries)


TEXT = b"BT /Helv 9 Tf 0 g 2 4 Td (Amina Bello) Tj ET"


def drawing(content: bytes, ToUnicode: bytes = b"", **entries: Any) -> Callable[[], bytes]:  # noqa: N803 - a key
    """A name that is stored, and an appearance for it."""

    def change(pdf: pikepdf.Pdf, form: Form) -> None:
        font = pdf.Root.AcroForm.DR.Font.Helv
        if ToUnicode:
            font = Dictionary(
                Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding
            )
            font.ToUnicode = pdf.make_stream(ToUnicode)
        form[NAME].V = String("Amina Bello")
        form[NAME].AP = Dictionary(N=boxed(pdf, content, Resources=Dictionary(Font=Dictionary(Helv=font))))
        put(form[NAME].AP.N, entries)

    return by(change)


def on_the_form(**entries: Any) -> Callable[[], bytes]:
    """Entries of the catalog."""
    return by(lambda pdf, _: put(pdf.Root, entries))


def on_the_field(name: str, **entries: Any) -> Callable[[], bytes]:
    return by(lambda _, form: put(form[name], entries))


def put(place: Any, entries: dict[str, Any]) -> None:
    for key, value in entries.items():
        setattr(place, key, value)


def with_annotation(**entries: Any) -> Callable[[], bytes]:
    def change(pdf: pikepdf.Pdf, _: Form) -> None:
        said = Dictionary(Type=Name.Annot, Rect=Array([1, 1, 9, 9]), **entries)
        pdf.pages[0].Annots.append(pdf.make_indirect(said))

    return by(change)


def with_attachment() -> bytes:
    def change(pdf: pikepdf.Pdf, _: Form) -> None:
        pdf.attachments["invoice.exe"] = b"MZ"

    return changed(change)


def action(kind: str, **entries: Any) -> Dictionary:
    return Dictionary(S=Name(f"/{kind}"), **entries)


def without_widget(pdf: pikepdf.Pdf, form: Form) -> None:
    for page in pdf.pages:
        page.obj.Annots = Array([widget for widget in page.Annots if widget.objgen != form[TIMELINE].objgen])


def swapped(_: pikepdf.Pdf, form: Form) -> None:
    """The name stands where the title was, and the other way round."""
    form[NAME].Rect, form[TITLE].Rect = form[TITLE].Rect, form[NAME].Rect


def painted_over(pdf: pikepdf.Pdf, _: Form) -> None:
    pdf.pages[-1].contents_add(b"q 1 g 100 100 300 40 re f Q")


def redrawn_as_ours(_: pikepdf.Pdf, form: Form) -> None:
    """Another text in the appearance, and nothing else."""
    drawing, stored = form[TIMELINE].AP.N, str(form[TIMELINE].V).encode()
    assert stored in drawing.read_bytes()
    drawing.write(drawing.read_bytes().replace(stored, b"Never"))


def in_circles(pdf: pikepdf.Pdf, _: Form) -> None:
    """An outline and an action that follow themselves."""
    entry, deed = pdf.make_indirect(Dictionary(Title=String("x"))), pdf.make_indirect(action("GoTo", D=String("x")))
    entry.First, entry.Next, entry.A = entry, entry, deed
    deed.Next = Array([deed, deed])
    pdf.Root.Outlines, pdf.Root.OpenAction = entry, deed


def wrapped(pdf: pikepdf.Pdf, _: Form) -> None:
    for page in pdf.pages:
        page.contents_add(b"q\n", prepend=True)
        page.contents_add(b"\nQ")


def with_a_mark_for_off(_: pikepdf.Pdf, form: Form) -> None:
    form[TICK].V = form[TICK].AS = Name.Off
    form[TICK].AP.N.Off = form[TICK].AP.N.Yes


def of_two_names(pdf: pikepdf.Pdf, _: Form) -> None:
    """One more field of a name that is there already, on no page."""
    other = Dictionary(T=String(TIMELINE), FT=Name.Tx, V=String("Never"))
    pdf.Root.AcroForm.Fields.append(pdf.make_indirect(other))


def covering(subtype: str | None, over: str = NAME, **entries: Any) -> Callable[[], bytes]:
    """Something with an appearance that covers a field, which itself stores and shows another text."""

    def change(pdf: pikepdf.Pdf, form: Form) -> None:
        lay(pdf, form, over, form[over].Rect, Subtype=Name(f"/{subtype}"), **entries)

    return by(change)


def lay(pdf: pikepdf.Pdf, form: Form, beside: str, box: Any, text: str = "Daniel Okello", **entries: Any) -> Dictionary:
    said = f"1 g 0 0 300 20 re f BT /Helv 9 Tf 0 g 2 4 Td ({text}) Tj ET".encode()
    resources = Dictionary(Font=Dictionary(Helv=pdf.Root.AcroForm.DR.Font.Helv))
    drawing = pdf.make_stream(
        said, Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 240, 16]), Resources=resources
    )
    laid = pdf.make_indirect(Dictionary(Type=Name.Annot, Rect=box, F=4, AP=Dictionary(N=drawing), **entries))
    page_of(pdf, form, beside).Annots.append(laid)
    if "FT" in entries:
        pdf.Root.AcroForm.Fields.append(laid)
    return laid


def page_of(pdf: pikepdf.Pdf, form: Form, name: str) -> pikepdf.Page:
    return next(page for page in pdf.pages if any(one.objgen == form[name].objgen for one in page.Annots))


def linked(**entries: Any) -> Callable[[], bytes]:
    """A link over a field, without an appearance."""

    def change(pdf: pikepdf.Pdf, form: Form) -> None:
        link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=form[NAME].Rect, **entries)
        page_of(pdf, form, NAME).Annots.append(pdf.make_indirect(link))

    return by(change)


def second_widget_over_another_field(pdf: pikepdf.Pdf, form: Form) -> None:
    field = form[TITLE]
    first = pdf.make_indirect(
        Dictionary(Type=Name.Annot, Subtype=Name.Widget, Rect=field.Rect, F=4, AP=field.AP, Parent=field)
    )
    page = page_of(pdf, form, TITLE)
    page.obj.Annots = Array([first if one.objgen == field.objgen else one for one in page.Annots])
    field.Kids = Array([first, lay(pdf, form, NAME, form[NAME].Rect, Subtype=Name.Widget, Parent=field)])
    for key in ("/Rect", "/AP", "/Subtype"):
        del field[key]


def over_a_label(subtype: str) -> Callable[[], bytes]:
    """Over what stands before the name of a focal point."""

    def change(pdf: pikepdf.Pdf, form: Form) -> None:
        x, y, _, top = (float(edge) for edge in form[NAME].Rect)
        lay(pdf, form, NAME, Array([x - 88, y, x - 20, top]), "Title:", Subtype=Name(f"/{subtype}"))

    return by(change)


def on_the_pages(change: Callable[[pikepdf.Page], object]) -> Callable[[], bytes]:
    return by(lambda pdf, _: [change(page) for page in pdf.pages])


def around(before: bytes, after: bytes = b" Q", number: int = 0) -> Callable[[], bytes]:
    """A page, the last where no number is given, with something before its content and something after it."""

    def change(pdf: pikepdf.Pdf, _: Form) -> None:
        page = pdf.pages[number - 1]
        page.contents_add(before, prepend=True)
        page.contents_add(after)

    return by(change)


def with_a_page_more(content: bytes, **entries: Any) -> Callable[[], bytes]:
    def change(pdf: pikepdf.Pdf, form: Form) -> None:
        pdf.add_blank_page(page_size=(842, 595))
        pdf.pages[-1].obj.Resources = Dictionary(Font=Dictionary(F1=pdf.Root.AcroForm.DR.Font.Helv))
        pdf.pages[-1].contents_add(content)
        if entries:
            pdf.pages[-1].obj.Annots = Array([])
            form["last"] = pdf.make_indirect(Dictionary())
            pdf.pages[-1].Annots.append(form["last"])
            lay(pdf, form, "last", Array([50, 50, 290, 66]), **entries)

    return by(change)


def shown_identity(_: pikepdf.Pdf, form: Form) -> None:
    form["form_terms"].F, form["form_terms"].Rect = 4, Array([300, 14, 400, 26])


def cropped(pdf: pikepdf.Pdf, _: Form) -> None:
    for page in pdf.pages:
        page.obj.CropBox = Array([0, 0, 400, 595])


def saved_twice(data: bytes) -> bytes:
    return update(update(data, {NAME: "Amina"}), {NAME: "Bello"})


def rewritten_by_hand(change: Callable[[bytes], bytes]) -> Callable[[], bytes]:
    """Pages whose content was taken apart and put together again, with a change."""

    def rewrite(pdf: pikepdf.Pdf, _: Form) -> None:
        for page in pdf.pages:
            content = pikepdf.unparse_content_stream(pikepdf.parse_content_stream(page))
            page.Contents = pdf.make_stream(change(content))

    return by(rewrite)


def with_a_signature_drawn(pdf: pikepdf.Pdf, form: Form) -> None:
    """In the box to sign in, and as large as signers make it."""
    x, y, right, top = (float(edge) for edge in form[SIGNATURE].Rect)
    form[SIGNATURE].AP = lay(pdf, form, SIGNATURE, form[SIGNATURE].Rect, Subtype=Name.Stamp).AP
    lay(
        pdf,
        form,
        SIGNATURE,
        Array([x - 60, y - 4, right + 4, top + 4]),
        Subtype=Name.Widget,
        FT=Name.Sig,
        T=String("s"),
    )


def covered_by_notes(pdf: pikepdf.Pdf, form: Form) -> None:
    x, y, _, top = (float(edge) for edge in form[NAME].Rect)
    for at in range(3):
        note = lay(pdf, form, NAME, Array([x + 39 * at, y, x + 39 * at + 39, top]), Subtype=Name.Text)
        note.AP.N.write(b"1 g 0 0 240 16 re f")


def marked_with(subtype: str, content: bytes) -> Callable[[pikepdf.Pdf, Form], None]:
    def change(pdf: pikepdf.Pdf, form: Form) -> None:
        mark = lay(pdf, form, NAME, form[NAME].Rect, Subtype=Name(f"/{subtype}"), QuadPoints=Array([]))
        mark.AP.N.write(content)
        mark.AP.N.Resources = Dictionary(ExtGState=Dictionary(H=Dictionary(BM=Name.Multiply)))

    return change


def with_a_highlight(pdf: pikepdf.Pdf, form: Form) -> None:
    mark = lay(pdf, form, NAME, form[NAME].Rect, Subtype=Name.Highlight, QuadPoints=Array([]))
    mark.AP.N.write(b"/H gs 1 1 0 rg 0 0 240 16 re f")
    mark.AP.N.Resources = Dictionary(ExtGState=Dictionary(H=Dictionary(BM=Name.Multiply)))


def with_a_signature_line(pdf: pikepdf.Pdf, form: Form) -> None:
    x, y, right, top = (float(edge) for edge in form[SIGNATURE].Rect)
    page_of(pdf, form, SIGNATURE).contents_add(b"q 1.5 w %f %f m %f %f l S Q" % (x + 5, y + 5, right - 5, top - 5))


def with_a_signature_pasted(pdf: pikepdf.Pdf, form: Form) -> None:
    paste(pdf, form, SIGNATURE)


def paste(pdf: pikepdf.Pdf, form: Form, name: str, larger: float = 0) -> None:
    """A picture into the page, as large as a field, or larger on each side."""
    page = page_of(pdf, form, name)
    x, y, right, top = (float(edge) for edge in form[name].Rect)
    picture = pdf.make_stream(b"\0" * 100, Type=Name.XObject, Subtype=Name.Image)
    put(picture, {"Width": 10, "Height": 10, "BitsPerComponent": 8, "ColorSpace": Name.DeviceGray})
    page.obj.Resources.XObject = Dictionary(Im0=picture)
    edges = right - x + 2 * larger, top - y + 2 * larger, x - larger, y - larger
    page.contents_add(b"q %f 0 0 %f %f %f cm /Im0 Do Q" % edges)


def moved_a_little(_: pikepdf.Pdf, form: Form) -> None:
    form[NAME].Rect = Array([float(edge) + 2 for edge in form[NAME].Rect])


def squares_for(stored: str) -> Callable[[], bytes]:
    """A name in letters that few programs draw, and squares where they would stand."""

    def change(pdf: pikepdf.Pdf, form: Form) -> None:
        form[NAME].V = String(stored)
        form[NAME].AP = Dictionary(N=boxed(pdf, b"0 g 2 4 1 7 re f 5 4 1 7 re f"))

    return by(change)


def drawn_by_states() -> Callable[[], bytes]:
    """A text field whose drawing is chosen as that of a check box is."""

    def change(pdf: pikepdf.Pdf, form: Form) -> None:
        resources = Dictionary(Font=Dictionary(Helv=pdf.Root.AcroForm.DR.Font.Helv))
        form[NAME].V = String("Amina Bello")
        form[NAME].AP = Dictionary(N=Dictionary(On=boxed(pdf, TEXT, Resources=resources)))
        form[NAME].AS = Name.On

    return by(change)


def needing_appearances(pdf: pikepdf.Pdf, form: Form) -> None:
    pdf.Root.AcroForm.NeedAppearances = True
    form[NAME].V = String("Amina Bello")


def redrawn_by(**entries: Any) -> Callable[[], bytes]:
    """A name that viewers draw anew, by what is in the field."""

    def change(_: pikepdf.Pdf, form: Form) -> None:
        form[NAME].V = String("Amina Bello")
        put(form[NAME], entries)
        del form[NAME].AP

    return by(change)


def drawn_with_a_font_of_its_own() -> Callable[[], bytes]:
    """A font program that nobody knows, in the place of ours."""

    def change(pdf: pikepdf.Pdf, _: Form) -> None:
        font = next(one for name, one in pdf.pages[0].Resources.Font.items() if name == "/F1")
        program = font.FontDescriptor.FontFile2
        program.write(program.read_bytes() + b"\0")

    return by(change)


def with_other_letters() -> Dictionary:
    return Dictionary(
        Type=Name.Font,
        Subtype=Name.Type1,
        BaseFont=Name.Helvetica,
        Encoding=Dictionary(Differences=Array([65, Name.B, Name.A])),
    )


def redrawn_with_another_font(pdf: pikepdf.Pdf, form: Form) -> None:
    pdf.Root.AcroForm.DR.Font.Other = with_other_letters()
    put(form[NAME], {"V": String("Amina Bello"), "DA": String("/Other 9 Tf 0 g")})
    del form[NAME].AP


def redrawn_with_a_font_of(name: str | None) -> Callable[[pikepdf.Pdf, Form], None]:
    def change(pdf: pikepdf.Pdf, form: Form) -> None:
        if name:
            pdf.Root.AcroForm.DR.Font[f"/{name}"] = with_other_letters()
        put(form[NAME], {"V": String("Amina Bello"), "DA": String(f"/{name or 'Nobody'} 9 Tf 0 g")})
        del form[NAME].AP

    return change


def under_a_field(**entries: Any) -> Callable[[pikepdf.Pdf, Form], None]:
    """A name that is drawn anew, and that takes something from a field above it."""

    def change(pdf: pikepdf.Pdf, form: Form) -> None:
        field = form[NAME]
        above = pdf.make_indirect(Dictionary(Kids=Array([field]), **entries))
        fields = pdf.Root.AcroForm.Fields
        pdf.Root.AcroForm.Fields = Array([above if one.objgen == field.objgen else one for one in fields])
        put(field, {"V": String("Amina Bello"), "Parent": above})
        for key in ("/AP", "/DA"):
            del field[key]

    return change


def with_a_rollover(_: pikepdf.Pdf, form: Form) -> None:
    form[NAME].AP.R = form[TITLE].AP.N


def apart(pdf: pikepdf.Pdf, field: Any) -> Any:
    """The box of a field as an object of its own, in the place of the field on its page."""
    entries = {key: field[key] for key in ("/Rect", "/F", "/AP")}
    box = pdf.make_indirect(
        Dictionary(Type=Name.Annot, Subtype=Name.Widget, Parent=field, **{k[1:]: v for k, v in entries.items()})
    )
    for page in pdf.pages:
        page.obj.Annots = Array([box if one.objgen == field.objgen else one for one in page.Annots])
    for key in (*entries, "/Subtype"):
        del field[key]
    field.Kids = Array([box])
    return box


def box_of_another_field(pdf: pikepdf.Pdf, form: Form) -> None:
    box = apart(pdf, form[NAME])
    box.Parent = pdf.make_indirect(Dictionary(FT=Name.Tx, T=String(NAME), V=String("Daniel Okello"), Kids=Array([box])))


def box_of_no_field(pdf: pikepdf.Pdf, form: Form) -> None:
    del apart(pdf, form[NAME]).Parent


def unknown_box(pdf: pikepdf.Pdf, form: Form) -> None:
    apart(pdf, form[NAME])
    form[NAME].Kids = Array([])


FLAGGED: dict[str, dict[str, Callable[[], bytes]]] = {
    "key_twice": {
        "a value that stands twice": lambda: rewritten(TIMELINE, b"/V(Never)"),
        "a value that stands twice, spelt otherwise": lambda: rewritten(TIMELINE, b"/#56(Never)"),
    },
    "readers_disagree": {"a value that stands twice": lambda: rewritten(TIMELINE, b"/V(Never)")},
    "shown_otherwise": {
        "another text": lambda: drawn(NAME, "Amina Bello", "Daniel Okello"),
        "more than is stored": lambda: drawn(TIMELINE, "Every month", "Every month or never"),
        "Latin letters for others": lambda: drawn(NAME, "Олена", "Daniel Okello"),
        "another text, drawn as we draw": by(redrawn_as_ours),
        "nothing where there was something": lambda: drawn(NAME, "Amina Bello", ""),
    },
    "contradicted_tick": {
        "a state": on_the_field(TICK, AS=Name.Off),
        "a mark that stands for no tick": by(with_a_mark_for_off),
    },
    "hidden_field": {
        "hidden": on_the_field(TIMELINE, F=2),
        "printed, and not viewed": on_the_field(TIMELINE, F=4 | 32),
        "without a size": on_the_field(TIMELINE, Rect=Array([100, 100, 100, 100])),
        "on a layer": on_the_field(TIMELINE, OC=Dictionary(Type=Name.OCG, Name=String("x"))),
    },
    "off_page": {
        "two that changed places": by(swapped),
        "outside of the page": on_the_field(TIMELINE, Rect=Array([-500, 100, -300, 116])),
        "outside of what is seen of the page": by(cropped),
        "one of ours that is hidden": by(shown_identity),
    },
    "orphaned_field": {"on no page": by(without_widget)},
    "doubled_field": {"one more of the same name": by(of_two_names)},
    "script": {
        "when opened": on_the_form(OpenAction=action("JavaScript", JS=String("1"))),
        "by name": on_the_form(Names=Dictionary(JavaScript=Dictionary(Names=Array([])))),
        "when typed": on_the_field(TIMELINE, AA=Dictionary(K=action("JavaScript", JS=String("1")))),
        "after another action": on_the_form(
            OpenAction=action("Named", N=Name.NextPage, Next=Array([action("JavaScript", JS=String("1"))]))
        ),
        "in the outline": on_the_form(
            Outlines=Dictionary(First=Dictionary(A=action("JavaScript", JS=String("1")), Title=String("x")))
        ),
        "when a page opens": by(
            lambda pdf, _: setattr(pdf.pages[1].obj, "AA", Dictionary(O=action("JavaScript", JS=String("1"))))
        ),
        "in an action of another kind": on_the_field(TIMELINE, A=action("Named", JS=String("1"))),
    },
    "launch_action": {"when opened": on_the_form(OpenAction=action("Launch", F=String("calc.exe")))},
    "submit_action": {
        "when clicked": with_annotation(Subtype=Name.Link, A=action("SubmitForm", F=String("http://x.example"))),
        "of a kind that nobody knows": on_the_form(AA=Dictionary(WC=action("Surprise"))),
    },
    "foreign_link": {"in a page": with_annotation(Subtype=Name.Link, A=action("URI", URI=String("http://x.example")))},
    "attachment": {
        "of the file": with_attachment,
        "of a page": with_annotation(Subtype=Name.FileAttachment, FS=Dictionary(Type=Name.Filespec, F=String("a.exe"))),
    },
    "typed_over": {
        **{
            f"a {subtype}": covering(subtype)
            for subtype in ("Watermark", "Screen", "Link", "Popup", "PrinterMark", "TrapNet", "Stamp", "Unheard")
        },
        "a mark of a highlighter that says something": covering("Highlight"),
        "a note as large as a field": covering("Text"),
        "a small note, as a white box": by(covered_by_notes),
        "an underline that is a white box": by(marked_with("Underline", b"1 g 0 0 240 16 re f")),
        "a mark of a highlighter that is opaque": by(marked_with("Highlight", b"1 1 0 rg 0 0 240 16 re f")),
        "a mark of a highlighter that is dark": by(marked_with("Highlight", b"/H gs 0 0 0 rg 0 0 240 16 re f")),
        "a mark of a highlighter that is drawn by lines": by(marked_with("Highlight", b"/H gs 1 1 0 RG 0 0 m 9 9 l S")),
        "a mark of a highlighter in small squares": by(marked_with("Highlight", b"/H gs 1 1 0 rg 0 0 2 2 re f")),
        "a redaction": covering("Redact"),
        "three dimensions": covering("3D"),
        "a link with a border as thick as a field": linked(Border=Array([0, 0, 16])),
        "a button": covering("Widget", FT=Name.Btn, Ff=1 << 16, T=String("x")),
        "a field to sign in": covering("Widget", FT=Name.Sig, T=String("x")),
        "a field without a name": covering("Widget", FT=Name.Tx),
        "one of ours that is hidden": covering("Widget", FT=Name.Tx, T=String("form_terms"), V=String("x")),
        "a copy of the field itself": covering("Widget", FT=Name.Tx, T=String(f"{NAME}+1"), V=String("Daniel Okello")),
        "a second widget of another field": by(second_widget_over_another_field),
    },
    "foreign_content": {
        "an area": by(painted_over),
        "a picture in our own box to sign in": on_the_form_to_sign(lambda pdf, form: paste(pdf, form, "signature_iom")),
        "ink in our own box to sign in": on_the_form_to_sign(
            lambda pdf, form: lay(pdf, form, "signature_iom", form["signature_iom"].Rect, Subtype=Name.Ink)
        ),
        "a picture over more than the box to sign in": on_the_form_to_sign(
            lambda pdf, form: paste(pdf, form, SIGNATURE, 60)
        ),
        "a picture over a field": by(lambda pdf, form: paste(pdf, form, NAME)),
        "content that is clipped away, and other words": around(
            b"q 0 0 1 1 re W n\n", b" Q BT /F1 8 Tf 1 0 0 1 303 424 Tm (Title:) Tj ET"
        ),
        "content that is moved by a row": around(b"q 1 0 0 1 0 -27.33 cm\n"),
        "content that is made invisible": around(b"q 3 Tr\n"),
        "content on a layer": around(b"/OC /x BDC q 1 g\n", b" Q EMC"),
        "words beside ours": around(b"q\n", b" Q BT /F1 8 Tf 1 0 0 1 500 30 Tm (Not in force) Tj ET"),
        "words behind a picture that is none": around(
            b"q\n", b" Q ( BI ) pop BT /F1 8 Tf 1 0 0 1 500 30 Tm (Not in force) Tj ET ( EI ) pop"
        ),
        "words that go on beyond their place": around(
            b"q\n", b" Q BT /F1 6 Tf 1 0 0 1 303 459 Tm [(Trust) -41500 (Not in force)] TJ ET"
        ),
        "words in another place, written anew": rewritten_by_hand(
            lambda said: said.replace(b"424.09 Tm", b"396.69 Tm")
        ),
        "a page of text": with_a_page_more(b"BT /F1 20 Tf 50 300 Td (Whoever signs agrees) Tj ET"),
        "a page with a stamp": with_a_page_more(b"", Subtype=Name.Stamp),
        "a watermark over a label": over_a_label("Watermark"),
        "a text over a label": over_a_label("FreeText"),
    },
    "saved_revisions": {
        "ends that are spelt otherwise": lambda: saved_twice(FORM).replace(b"%%EOF", b"%%E0F", 2),
        "ends that were taken away": lambda: saved_twice(FORM).replace(b"startxref", b"startxxxx", 2),
    },
    "changed_after_signing": {
        "a value": lambda: update(signed(), {NAME: "Amina Bello"}),
        "a signature that leaves out more than itself": lambda: re.sub(
            rb"(/ByteRange \[ 0 )\d{10}", rb"\g<1>0000000100", signed()
        ),
    },
    "shown_as_sent": {
        "a name that is typed, and not drawn": lambda: with_values(**{NAME: "Amina Bello"}),
        "a name that is to be drawn anew": by(needing_appearances),
        "letters that no program may draw": lambda: with_values(**{NAME: "Олена Коваль"}),
    },
    "redrawn_otherwise": {
        "white letters": redrawn_by(DA=String("/Helv 9 Tf 1 g")),
        "nearly white letters": redrawn_by(DA=String("/Helv 9 Tf .9 .9 1 rg")),
        "no ink": redrawn_by(DA=String("/Helv 9 Tf 0 0 0 0 k")),
        "tiny letters": redrawn_by(DA=String("/Helv 1 Tf 0 g")),
        "letters that are raised out of the box": redrawn_by(DA=String("/Helv 9 Tf 0 g 40 Ts")),
        "letters that are only outlines": redrawn_by(DA=String("/Helv 9 Tf 0 g 3 Tr")),
        "another font of the form": by(redrawn_with_another_font),
        "a font that nobody knows": by(redrawn_with_a_font_of(None)),
        "our font, exchanged": by(redrawn_with_a_font_of("Helv")),
        "a font of the field's own": redrawn_by(DR=Dictionary(Font=Dictionary())),
        "a password": redrawn_by(Ff=1 << 13),
        "a list in the place of a text": redrawn_by(FT=Name.Ch),
        "signs in the place of letters": redrawn_by(DA=String("/ZaDb 9 Tf 0 g")),
        "a comb": redrawn_by(Ff=1 << 24, MaxLen=40),
        "a length": redrawn_by(MaxLen=4),
        "rich text": redrawn_by(RV=String("<p>Daniel Okello</p>"), Ff=1 << 25),
        "a style": redrawn_by(DS=String("color:#ffffff")),
        "several lines": redrawn_by(Ff=1 << 12),
        "from the right": redrawn_by(Q=2),
        "turned": redrawn_by(MK=Dictionary(R=180)),
        "on a dark ground": redrawn_by(MK=Dictionary(BG=Array([0]))),
        "within a thick border": redrawn_by(BS=Dictionary(W=30)),
        "not printed": redrawn_by(F=0),
        "of one size whatever the page has": redrawn_by(F=4 | 8),
        "another look under the mouse": by(with_a_rollover),
        "what the field above it says": by(under_a_field(DA=String("/Helv 9 Tf 1 g"))),
        "a length of the field above it": by(under_a_field(MaxLen=4)),
    },
    "misplaced_widget": {
        "a box that says it belongs to another field": by(box_of_another_field),
        "a box that says nothing": by(box_of_no_field),
        "a box that its field does not know": by(unknown_box),
        "a field that is listed twice": by(lambda pdf, form: pdf.Root.AcroForm.Fields.append(form[NAME])),
        "a box on two pages": by(lambda pdf, form: pdf.pages[0].Annots.append(form[NAME])),
        "a field of a field that does not know it": by(
            lambda pdf, form: put(form[NAME], {"Parent": pdf.make_indirect(Dictionary(T=String("x")))})
        ),
    },
    "appearance_unknown": {
        "a picture for a text": drawing(b"/X Do"),
        "curves for letters": drawing(TEXT + b" 1 1 2 2 3 3 c f"),
        "white letters": drawing(TEXT.replace(b"0 g", b"1 g")),
        "tiny letters": drawing(TEXT.replace(b" 9 Tf", b" 1 Tf")),
        "letters beside the box": drawing(TEXT.replace(b"2 4 Td", b"900 4 Td")),
        "letters that are clipped away": drawing(b"q 0 0 1 1 re W n " + TEXT + b" Q"),
        "letters that are painted over": drawing(TEXT + b" 1 g 0 0 190 16 re f"),
        "letters on a layer below others": drawing(TEXT + b" /GS gs"),
        "squares for letters": drawing(b"0 g " + b" ".join(b"%d 4 1 1 re f" % (2 * at) for at in range(1, 9))),
        "squares for letters of another script": squares_for("አማረኛ"),
        "letters that are painted over in strips": drawing(TEXT + b" 1 g 0 0 190 4 re f 0 4 190 4 re f 0 8 190 4 re f"),
        "letters below a thick line": drawing(TEXT + b" 1 G 30 w 0 8 m 190 8 l S"),
        "letters with a white outline": drawing(b"1 G 9 w " + TEXT.replace(b"0 g", b"0 g 2 Tr")),
        "letters clipped to two corners": drawing(b"q 0 0 .01 .01 re 190 15 .01 .01 re W n " + TEXT + b" Q"),
        "letters clipped by two equal boxes": drawing(b"q 0 0 190 16 re 0 0 190 16 re W* n " + TEXT + b" Q"),
        "letters that begin at the right edge": drawing(TEXT.replace(b"2 4 Td", b"195.9 4 Td")),
        "letters that lie flat": drawing(TEXT.replace(b"2 4 Td", b"1 0 1 0.0001 2 4 Tm")),
        "letters in a colour of their own": drawing(TEXT.replace(b"0 g", b"/S0 cs 0 scn")),
        "letters in a layer": drawing(b"/OC /m0 BDC " + TEXT + b" EMC"),
        "a drawing by states": drawn_by_states(),
        "an embedded font": drawn_with_a_font_of_its_own(),
        "a box of another size": drawing(TEXT, BBox=Array([0, 0, 1900, 160])),
    },
    "one_reader": {"a table of objects that is wrong": lambda: FORM.replace(b"\nxref\n0 ", b"\nxref\n7 ")},
}
HONEST: dict[str, Callable[[], bytes]] = {
    "what was sent": lambda: FORM,
    "typed, and drawn so": lambda: drawn(NAME, "Zoë Müller", "Zoë Müller"),
    "typed, and drawn with other spaces": lambda: drawn(TIMELINE, TYPED, TYPED.replace(" ", "")),
    "letters that are left out": lambda: drawn(NAME, "Łucja Żółć", "?ucja ?ó??"),
    "a line of a border": drawing(b"0.5 w 0.5 0.5 194.94 15 re S " + TEXT),
    "a background of paper": drawing(b"1 g 0 0 195.94 16 re f " + TEXT),
    "letter by letter": drawing(TEXT.replace(b"(Amina Bello) Tj", b"[(Ami) -10 (na) 20 ( Bello)] TJ")),
    "with a clip of its own": drawing(b"/Tx BMC q 1 1 193.94 14 re W n " + TEXT + b" Q EMC"),
    "in a device colour that is named": drawing(TEXT.replace(b"0 g", b"/DeviceGray cs 0 sc")),
    "letters that nobody draws": lambda: drawn(NAME, "Олена", ""),
    "typed, and not drawn": lambda: with_values(**{TIMELINE: TYPED}),
    "one update": lambda: update(FORM, {TIMELINE: TYPED}),
    "a typo that is mended in a second save": lambda: update(update(FORM, {TIMELINE: "Evry month"}), {TIMELINE: TYPED}),
    "one update of a file that is made for the web": lambda: update(
        changed(lambda *_: None, linearize=True), {TIMELINE: TYPED}
    ),
    "the same saved twice": lambda: update(update(FORM, {TIMELINE: TYPED}), {TIMELINE: TYPED}),
    "one field after the other": lambda: update(update(FORM, {PLAN: "By phone"}), {TIMELINE: TYPED}),
    "signed": signed,
    "signed, and saved again as it was": lambda: signed() + b"\n% more\n",
    "wrapped pages": by(wrapped),
    "pages written anew": rewritten_by_hand(lambda said: b"q " + said + b" Q"),
    "pages that are turned": on_the_pages(lambda page: page.rotate(90, relative=True)),
    "an empty page more": with_a_page_more(b"q 1 0 0 1 0 0 cm Q"),
    "a link over a field, as programs find them": linked(),
    "a signature in its box": on_the_form_to_sign(with_a_signature_drawn),
    "a mark of a highlighter": by(with_a_highlight),
    "an outline that goes in circles": by(in_circles),
    "a box apart from its field": by(lambda pdf, form: apart(pdf, form[NAME])),
    "drawn anew as it was sent": redrawn_by(),
    "drawn anew, and said in another order": redrawn_by(DA=String("0 g /Helv 9 Tf")),
    "drawn anew in letters of any size": redrawn_by(DA=String("/Helv 0 Tf 0 0 0 rg")),
    "with a thin border, and on white": redrawn_by(
        MK=Dictionary(BC=Array([0]), BG=Array([1, 1, 1])), BS=Dictionary(W=1)
    ),
    "required, and not checked for its spelling": redrawn_by(Ff=1 << 1 | 1 << 22),
    "drawn in a font of the program's": on_the_field(TIMELINE, DA=String("0 g\n/Helvetica 9 Tf")),
    "a picture of a signature in its box": on_the_form_to_sign(with_a_signature_pasted),
    "a line of ink in the box to sign in": on_the_form_to_sign(with_a_signature_line),
    "a widget that moved by a point or two": by(moved_a_little),
    "a view to open with": on_the_form(OpenAction=Array([Name.XYZ])),
    "a link within the form": with_annotation(Subtype=Name.Link, A=action("GoTo", D=String("x"))),
    "an empty list of attachments": on_the_form(Names=Dictionary(EmbeddedFiles=Dictionary(Names=Array([])))),
}


@pytest.mark.sampled("forms with a flag")
@pytest.mark.parametrize(
    ("code", "how"), [(code, how) for code, ways in FLAGGED.items() for how in ways], ids=lambda text: text
)
def test_what_is_not_as_it_seems_is_flagged_and_gives_no_record(code: str, how: str) -> None:
    answer = read(FLAGGED[code][how]())
    assert code in errors_of(answer)
    assert answer.record is None
    assert answer.exit_code == 3


@pytest.mark.sampled("honest twins of forms with a flag")
@pytest.mark.parametrize("how", HONEST)
def test_its_honest_twin_is_not(how: str) -> None:
    answer = read(HONEST[how]())
    assert errors_of(answer) == set()
    assert answer.record is not None


def test_a_field_that_still_shows_what_was_sent_is_told_and_taken() -> None:
    answer = read(with_values(**{TIMELINE: TYPED}))
    assert [finding.severity for finding in answer.findings if finding.code == "shown_as_sent"] == ["warning"]
    assert answer.record
    assert answer.record.table_b.low
    assert answer.record.table_b.low.timeline == TYPED


@pytest.mark.parametrize(
    "make", [lambda: with_values(**{NAME: "Amina Bello"}), by(needing_appearances)], ids=["left", "to be drawn anew"]
)
def test_a_name_that_nobody_sees_is_to_be_confirmed_by_both_texts_and_the_picture(make: Callable[[], bytes]) -> None:
    data = make()
    answer = read(data)
    assert (answer.record, answer.exit_code) == (None, 3)
    assert errors_of(answer) == {"shown_as_sent"}
    sent = SENT.table_c.requesting_organization.primary
    assert sent
    assert (answer.fields[NAME], answer.sources[NAME]["text"]) == ("Amina Bello", sent.name)
    assert answer.sources[NAME]["sure"] is False
    assert answer.pictures.keys() == {NAME}
    with Image.open(io.BytesIO(answer.pictures[NAME])) as picture:
        assert min(picture.convert("L").crop((6, 6, picture.width - 6, picture.height - 6)).tobytes()) < 128
    accepted_by_somebody = read(data, "shown_as_sent")
    assert accepted_by_somebody.record
    assert accepted_by_somebody.accepted == ["shown_as_sent"]
    assert accepted_by_somebody.record.table_c.requesting_organization.primary
    assert accepted_by_somebody.record.table_c.requesting_organization.primary.name == "Amina Bello"


def test_a_mended_typo_is_said_and_the_last_value_counts() -> None:
    answer = read(HONEST["a typo that is mended in a second save"]())
    told = [
        (finding.severity, finding.values["fields"]) for finding in answer.findings if finding.code == "saved_revisions"
    ]
    assert told == [("warning", [TIMELINE])]
    assert answer.record
    assert answer.record.table_b.low
    assert answer.record.table_b.low.timeline == TYPED


def test_a_text_that_is_too_long_for_its_field_is_told_and_taken_but_for_a_persons() -> None:
    """Some programs write in one size, and what has no room is not seen."""
    long = "Every second month, on the 3rd, by hand, to the person who is named in Table C of the agreement, Kassala"
    answer = read(drawn(TIMELINE, long, long))
    assert [finding.severity for finding in answer.findings if finding.code == "shown_in_part"] == ["warning"]
    assert answer.record
    name = "Maria da Conceição Wanjiru Kamau Nhantumbo Macuácua Mondlane de Okello"
    assert errors(drawn(NAME, name[:60], name[:60])) == {"appearance_unknown"}
    assert errors(drawn(NAME, name[:30], name[:30])) == set()


def test_a_name_that_the_form_was_never_sent_with_is_flagged_though_we_could_have_drawn_it() -> None:
    """The form was made while Amina Bello was on file; now another one is, and a third name is stored undrawn."""
    before = SENT.values()
    before["table_c"]["requesting_organization"]["primary"]["name"] = "Amina Bello"
    then = Agreement.model_validate(before)
    form = changed(lambda _, fields: put(fields[NAME], {"V": String("Olena Koval")}), form_of(then))
    assert "shown_otherwise" in errors(form)
    answer = ingest(form, "x.pdf", Basis(SENT, earlier=[then]))
    assert errors_of(answer) == {"shown_as_sent"}
    assert answer.sources[NAME]["text"] == "Amina Bello"


def test_a_signature_is_never_called_valid() -> None:
    for data in (signed(), update(signed(), {NAME: "Amina Bello"})):
        answer = read(data)
        assert [signature["status"] for signature in answer.signatures] == ["present, not validated"]
        assert not any("valid signature" in finding.text() for finding in answer.findings)


# The second reader


def shown_in(seen: qpdf_reader.QpdfFile | None) -> str | None:
    """What the field of a name shows; `None` where it cannot be told."""
    assert seen
    [widget] = seen.form.fields[NAME].widgets
    assert widget.unreadable == (widget.shown is None)
    return widget.shown


def test_both_readers_see_the_same_in_every_form(sample: Any) -> None:
    from dtmforms.pdf.write.form import draw, draw_blank

    for data in (draw(sample, sample.language, "X"), draw_blank(sample.language)):
        seen = qpdf_reader.read_by_qpdf(data)
        assert seen
        assert seen.form.texts() == read_fields(data).texts
        assert (seen.form.actions, seen.form.duplicate_keys) == (set(), set())


def test_what_is_drawn_is_told_letter_by_letter() -> None:
    seen = qpdf_reader.read_by_qpdf(drawn(NAME, "Zoë", r"Zo\353 \(Ang\)"))
    assert shown_in(seen) == "Zoë (Ang)"


def test_a_form_that_needs_a_password_is_read_twice_with_it() -> None:
    lock = pikepdf.Encryption(owner="owner", user="secret", R=6)
    answer = ingest(changed(lambda *_: None, encryption=lock), "x", Basis(SENT, today=TODAY), "secret")
    assert answer.record is not None


def test_the_map_of_a_font_is_no_witness() -> None:
    """ISO 32000-2:2020 9.10.3."""

    def change(pdf: pikepdf.Pdf, form: Form) -> None:
        cmap = pdf.make_stream(b"1 beginbfrange <0041> <0042> <0061> endbfrange")
        resources = Dictionary(Font=Dictionary(F=Dictionary(Type=Name.Font, Subtype=Name.Type0, ToUnicode=cmap)))
        form[NAME].AP = Dictionary(N=boxed(pdf, b"BT /F 9 Tf <00410042> Tj ET", Resources=resources))

    assert shown_in(qpdf_reader.read_by_qpdf(changed(change))) is None


@pytest.mark.parametrize(
    "drawing", [b"/X Do", b"BI /W 1 /H 1 ID x EI", b"1 2 3 4 5 6 c f", b"BT /F 9 Tf 3 Tr (x) Tj ET", b"BT (x) Tj ET"]
)
def test_what_is_no_letter_tells_nothing(drawing: bytes) -> None:
    def change(pdf: pikepdf.Pdf, form: Form) -> None:
        form[NAME].AP = Dictionary(N=boxed(pdf, drawing))

    seen = qpdf_reader.read_by_qpdf(changed(change))
    assert shown_in(seen) is None


def test_a_file_that_was_saved_very_often_is_flagged() -> None:
    end = FORM[FORM.rindex(b"startxref") :]
    assert "saved_revisions" in errors(FORM + end * 25)
    assert "saved_revisions" not in errors(FORM + end * 3)


# Taken as it is


@pytest.mark.sampled("flags that are accepted")
@pytest.mark.parametrize("code", sorted(set(FLAGGED) & set(acceptable())))
def test_an_accepted_flag_is_a_warning_and_the_record_is_taken(code: str) -> None:
    data = next(iter(FLAGGED[code].values()))()
    answer = read(data, *errors(data))
    assert answer.record is not None
    assert code in answer.accepted
    told = next(finding for finding in answer.findings if finding.code == code)
    assert told.severity == "warning"
    assert told.text().endswith(f" (accepted: {code})")
    assert answer.as_json()["accepted"] == answer.accepted


@pytest.mark.parametrize("code", sorted(set(FLAGGED) - set(acceptable())))
def test_a_value_that_nobody_knows_cannot_be_accepted(code: str) -> None:
    answer = read(next(iter(FLAGGED[code].values()))(), *SUBJECTS["returns"])
    assert answer.record is None
    assert code not in answer.accepted


def test_what_can_be_accepted_is_said_by_a_sentence() -> None:
    assert set(acceptable()) <= SUBJECTS["returns"].keys()


def test_only_errors_of_the_code_are_accepted() -> None:
    found = [Finding("script", "form"), Finding("script", "form", severity="warning")]
    found += [Finding("attachment", "form"), Finding("doubled_field", "form")]
    assert accepted(found, {"script", "doubled_field"})[1:] == found[1:]
    assert accepted(found, {"script"})[0] == Finding("script", "form", severity="warning", accepted=True)
    assert accepted(found, ()) == found


def test_every_flag_has_its_code_in_the_answer() -> None:
    answer = read(FLAGGED["script"]["when opened"]()).as_json()
    assert [finding["code"] for finding in answer["findings"] if finding.get("code")] == ["script"]  # type: ignore[attr-defined]


# On the command line


@pytest.fixture
def flagged_return(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "return.pdf").write_bytes(FLAGGED["script"]["when opened"]())
    return "return.pdf"


def test_ingest_names_the_code_and_takes_it(flagged_return: str, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["ingest", flagged_return, "--against", str(RECORDS["en"]), "-o", "returned.yaml"]
    assert run(command) == 3
    assert "; or take the form as it is with --accept script\n" in capsys.readouterr().err
    assert not Path("returned.yaml").exists()
    assert run([*command, "--accept", "script"]) == 0
    assert "(accepted: script)" in capsys.readouterr().err
    assert Path("returned.yaml").exists()


@pytest.mark.sampled("flags that are accepted")
def test_an_accepted_code_goes_through_triage(flagged_return: str) -> None:
    command = ["ingest", flagged_return, "--against", str(RECORDS["en"]), "--xlsx", "returns.xlsx"]
    assert run(command) == 3
    assert run([*command, "--force", "--accept", "script"]) == 0


@pytest.mark.parametrize("code", ["readers_disagree", "nonsense"])
def test_a_code_that_cannot_be_accepted_is_wrong_usage(
    code: str, flagged_return: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["ingest", flagged_return, "--accept", code]) == 2
    said = " ".join(capsys.readouterr().err.split())
    assert all(able in said for able in acceptable())


def test_the_register_keeps_what_was_accepted(flagged_return: str, capsys: pytest.CaptureFixture[str]) -> None:
    place = ["--register", "r.sqlite3"]
    assert run(["register", "add", str(RECORDS["en"]), *place]) == 0
    assert run(["register", "return", flagged_return, *place]) == 3
    assert run(["register", "return", flagged_return, "--accept", "script", "--accept", "attachment", *place]) == 0
    capsys.readouterr()
    assert run(["register", "history", SENT.reference, *place]) == 0
    assert "    accepted: script\n" in capsys.readouterr().out
    assert run(["register", "history", SENT.reference, "--json", *place]) == 0
    assert '"accepted": ["script"]' in capsys.readouterr().out
    assert run(["register", "verify", *place]) == 0


def test_every_flag_is_made_here() -> None:
    said = "".join(Path(str(module.__file__)).read_text(encoding="utf-8") for module in (flags, appearance))
    named = set(re.findall(r'(?:Flag\(|return )"(\w+)"', said)) | {code for code in acceptable() if f'"{code}"' in said}
    told_elsewhere = {"signature_drawn", "shown_in_part", "signed_form_changed"}
    assert named - told_elsewhere <= FLAGGED.keys()


# What a partner typed, on a terminal


def test_what_a_partner_typed_moves_no_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    typed = "Every month \u202eevil\u202c \u001b[2J"
    path = tmp_path / "return \x1b[31m.pdf"
    path.write_bytes(with_values(**{TIMELINE: typed, "purpose": typed}))
    for more in ([], ["--json"]):
        run(["ingest", str(path), "--against", str(RECORDS["en"]), "-o", str(tmp_path / "r.yaml"), *more])
        told = capsys.readouterr()
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", told.out + told.err)
        assert r"\x1b" in told.err


def test_json_is_plain_ascii(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "return.pdf"
    path.write_bytes(with_values(**{TIMELINE: "a\u007fb\u009bc"}))
    run(["ingest", str(path), "--against", str(RECORDS["en"]), "--json"])
    out = capsys.readouterr().out
    assert re.fullmatch(r"[\x20-\x7e]+\n", out)
    assert json.loads(out)["fields"][TIMELINE] == "a\u007fb\u009bc"

"""Lies of the field tree, of what a program draws a field by, and of scripts and packets beside the fields."""

from __future__ import annotations

from typing import Any

from claims import EMAIL, LABEL, MOBILE, NAME, Claim
from pdf_font_lies import to_unicode
from pdf_returns import PdfReturn, lie
from pikepdf import Array, Dictionary, Name, Stream, String

WIDGET = ("/AP", "/Rect", "/F", "/Subtype", "/StructParent", "/P")
SECOND = "table_c_requesting_organization_secondary_mobile"
LONG = Claim(NAME.field, NAME.attribute, "Olena Moroz", "Olena Moroz" + "  " * 60 + "or Oleg Maroz")
PLAN = Claim(
    "table_b_password_change_plan", "table_b.password_change_plan", "Each month", "Each month" + "\n" * 9 + "or never"
)


def appearance(made: PdfReturn, value: str) -> Any:
    return Dictionary(N=made.stream(f"/Tx BMC q 0 g {made.text(value)}Q EMC"))


def shows(made: PdfReturn) -> None:
    """The field's own widget shows what is claimed."""
    made.field.AP = appearance(made, made.claim.shown)


def second_field(made: PdfReturn, name: str, value: str, **more: Any) -> Any:
    """One more field at the same place, drawn as it stores; the last of the form."""
    made_field = made.annotate("Widget", None, FT=Name.Tx, T=String(name), V=String(value), Ff=0, **more)
    made_field.DA, made_field.AP, made_field.P = made.field.DA, appearance(made, value), made.page.obj
    made.form.Fields.append(made_field)
    return made_field


def widget_apart(made: PdfReturn) -> Any:
    """Takes the widget out of the field: it is its kid."""
    widget = made.pdf.make_indirect(Dictionary({key: made.field[key] for key in WIDGET if key in made.field}))
    widget.Parent = made.field
    for key in WIDGET:
        if key in made.field:
            del made.field[key]
    replace_widget(made, widget)
    made.field.Kids = Array([widget])
    return widget


def replace_widget(made: PdfReturn, widget: Any) -> None:
    made.page.Annots = Array([widget if a.objgen == made.field.objgen else a for a in made.page.Annots])


@lie("field tree", MOBILE)
def the_appearance_is_of_another_text(made: PdfReturn) -> None:
    shows(made)


@lie("field tree", EMAIL)
def the_widget_is_a_kid_with_a_value_of_its_own(made: PdfReturn) -> None:
    shows(made)
    widget_apart(made).V = String(made.claim.shown)


@lie("field tree", NAME)
def a_field_of_the_same_name_is_seen(made: PdfReturn) -> None:
    made.field.F = 2
    second_field(made, made.claim.field, made.claim.shown)


@lie("field tree", EMAIL)
def a_field_of_another_name_lies_in_its_place(made: PdfReturn) -> None:
    made.field.F = 2
    second_field(made, "seen", made.claim.shown)


@lie("field tree", NAME)
def a_field_of_the_same_name_comes_first_and_is_hidden(made: PdfReturn) -> None:
    hidden = second_field(made, made.claim.field, made.claim.stored)
    hidden.F = 2
    made.store(made.claim.shown)
    made.form.Fields = Array([hidden, *list(made.form.Fields)[:-1]])


@lie("field tree", MOBILE, ("poppler",))
def a_widget_without_a_field_is_seen(made: PdfReturn) -> None:
    made.annotate("Widget", appearance(made, made.claim.shown).N, FT=Name.Tx, V=String(made.claim.shown))
    made.page.Annots = Array([a for a in made.page.Annots if a.objgen != made.field.objgen])


@lie("field tree", EMAIL)
def the_field_is_on_no_page_and_its_copy_is(made: PdfReturn) -> None:
    copy = made.pdf.make_indirect(Dictionary({key: made.field[key] for key in made.field if key != "/V"}))
    copy.V, copy.AP = String(made.claim.shown), appearance(made, made.claim.shown)
    replace_widget(made, copy)


@lie("field tree", MOBILE)
def two_fields_have_exchanged_places(made: PdfReturn) -> None:
    other = made.field_of(SECOND)
    other.V, other.AP = String(made.claim.shown), appearance(made, made.claim.shown)
    made.field.Rect, other.Rect = other.Rect, made.field.Rect


@lie("field tree", MOBILE)
def two_fields_have_exchanged_names(made: PdfReturn) -> None:
    other = made.field_of(SECOND)
    other.V, other.AP = String(made.claim.stored), appearance(made, made.claim.stored)
    made.store(made.claim.shown)
    made.field.T, other.T = other.T, made.field.T


@lie("field tree", NAME)
def two_names_are_exchanged_with_what_programs_say_of_them(made: PdfReturn) -> None:
    other = made.field_of("table_c_requesting_organization_secondary_name")
    other.V, other.AP = String(made.claim.stored), appearance(made, made.claim.stored)
    made.store(made.claim.shown)
    for key in ("/T", "/TU", "/StructParent"):
        made.field[key], other[key] = other[key], made.field[key]


@lie("field tree", EMAIL)
def the_name_is_made_of_a_parent_and_a_kid(made: PdfReturn) -> None:
    parent = made.pdf.make_indirect(Dictionary(T="table_c", Kids=Array([made.field]), V=String(made.claim.stored)))
    made.field.Parent = parent
    made.form.Fields = Array([parent if f.objgen == made.field.objgen else f for f in made.form.Fields])
    shows(made)


@lie("field tree", NAME)
def the_value_is_that_of_a_parent_without_a_name(made: PdfReturn) -> None:
    parent = made.pdf.make_indirect(Dictionary(Kids=Array([made.field]), V=String(made.claim.stored)))
    made.field.Parent = parent
    del made.field.V
    made.form.Fields = Array([parent if f.objgen == made.field.objgen else f for f in made.form.Fields])
    shows(made)


@lie("field tree", MOBILE)
def two_widgets_of_one_field_and_only_one_is_seen(made: PdfReturn) -> None:
    widget = widget_apart(made)
    hidden = made.pdf.make_indirect(Dictionary({key: widget[key] for key in widget}))
    hidden.F = 2
    made.page.Annots.append(hidden)
    made.field.Kids.append(hidden)
    widget.AP = appearance(made, made.claim.shown)


@lie("field tree", EMAIL)
def the_hidden_twin_has_its_name_in_other_letters(made: PdfReturn) -> None:
    made.field.F = 2
    second_field(made, made.claim.field.replace("a", "\u0430"), made.claim.shown)


@lie("field tree", NAME)
def the_hidden_twin_has_a_space_after_its_name(made: PdfReturn) -> None:
    made.field.F = 2
    second_field(made, made.claim.field + " ", made.claim.shown)


@lie("field tree", LABEL)
def the_field_has_become_a_list_that_shows_a_label(made: PdfReturn) -> None:
    made.field.FT, made.field.Ff = Name.Ch, 1 << 17
    made.field.Opt = Array([Array([String(made.claim.stored), String(made.claim.shown)])])
    shows(made)


@lie("field tree", EMAIL)
def the_value_is_a_stream(made: PdfReturn) -> None:
    made.field.V = made.pdf.make_indirect(Stream(made.pdf, made.claim.stored.encode()))
    shows(made)


@lie("field tree", EMAIL)
def the_value_is_rich_and_says_what_is_shown(made: PdfReturn) -> None:
    made.field.Ff = 1 << 25
    made.field.RV = String(f'<body xmlns="http://www.w3.org/1999/xhtml"><p>{made.claim.shown}</p></body>')
    shows(made)


@lie("field tree", NAME)
def the_default_is_what_is_shown(made: PdfReturn) -> None:
    made.field.DV = String(made.claim.shown)
    shows(made)


# What a program draws a field by.


def drawn_anew(made: PdfReturn) -> None:
    """Programs are told to draw the fields themselves, and this one has no appearance."""
    made.form.NeedAppearances = True
    if Name.AP in made.field:
        del made.field.AP


def other_encoding(*differences: Any) -> Any:
    names = Dictionary(Type=Name.Encoding, BaseEncoding=Name.WinAnsiEncoding, Differences=Array(differences))
    return Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=names)


@lie("default appearance", MOBILE, ("poppler",))
def the_default_font_draws_nine_as_seven(made: PdfReturn) -> None:
    made.form.DR.Font.Nine = other_encoding(57, Name.seven)
    made.form.DR.Font.Nine.ToUnicode = to_unicode(made, {code: chr(code) for code in range(32, 127)})
    made.field.DA = String("/Nine 9 Tf 0 g")
    drawn_anew(made)


@lie("default appearance", NAME)
def the_default_colour_is_white_and_the_page_draws_the_shown_text(made: PdfReturn) -> None:
    made.field.DA = String("/Helv 1 Tf 1 g")
    drawn_anew(made)
    made.on_page("0 g " + made.text(made.claim.shown))


@lie("default appearance", EMAIL)
def the_default_text_is_not_rendered_and_the_page_draws_the_shown_text(made: PdfReturn) -> None:
    made.field.DA = String("/Helv 0.1 Tf 0 g")
    drawn_anew(made)
    made.on_page("0 g " + made.text(made.claim.shown))


@lie("default appearance", NAME)
def a_password_s_field_shows_stars_over_the_page(made: PdfReturn) -> None:
    made.field.Ff = 1 << 13
    made.field.DA = String("/Helv 9 Tf 1 g")
    drawn_anew(made)
    made.on_page("0 g " + made.text(made.claim.shown))


@lie("default appearance", LONG)
def the_value_goes_on_beyond_the_edge(made: PdfReturn) -> None:
    shows(made)


@lie("default appearance", PLAN)
def the_value_goes_on_below_the_edge(made: PdfReturn) -> None:
    made.store(made.claim.shown)
    made.field.V = String(made.claim.stored)


@lie("default appearance", NAME)
def the_rollover_and_the_pressed_look_are_of_the_stored_text(made: PdfReturn) -> None:
    stored = appearance(made, made.claim.stored).N
    made.field.AP = Dictionary(N=appearance(made, made.claim.shown).N, R=stored, D=stored)


@lie("default appearance", EMAIL)
def the_normal_look_is_chosen_by_a_state(made: PdfReturn) -> None:
    looks = Dictionary(Shown=appearance(made, made.claim.shown).N, Stored=appearance(made, made.claim.stored).N)
    made.field.AP, made.field.AS = Dictionary(N=looks), Name.Shown


@lie("default appearance", NAME)
def a_caption_says_what_is_stored(made: PdfReturn) -> None:
    made.field.MK = Dictionary(CA=String(made.claim.stored))
    shows(made)


# Scripts and packets: beside the drawn text something explains it to another program.


@lie("scripts and packets", MOBILE)
def a_script_formats_the_value_as_it_is_shown(made: PdfReturn) -> None:
    script = f'event.value = "{made.claim.shown}";'
    made.field.AA = Dictionary(F=Dictionary(S=Name.JavaScript, JS=String(script)))
    shows(made)


@lie("scripts and packets", EMAIL)
def a_script_of_the_document_draws_what_is_shown(made: PdfReturn) -> None:
    script = f'this.getField("{made.claim.field}").value = "{made.claim.shown}";'
    made.pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String(script))
    shows(made)


@lie("scripts and packets", NAME)
def a_packet_of_another_form_says_what_is_shown(made: PdfReturn) -> None:
    data = f"<xfa:data><{made.claim.field}>{made.claim.shown}</{made.claim.field}></xfa:data>"
    packet = f'<xfa:datasets xmlns:xfa="http://www.xfa.org/schema/xfa-data/1.0/">{data}</xfa:datasets>'
    stream = made.pdf.make_indirect(Stream(made.pdf, packet.encode()))
    made.form.XFA = Array([String("datasets"), stream])
    shows(made)


@lie("scripts and packets", EMAIL)
def a_calculation_order_names_a_script(made: PdfReturn) -> None:
    made.form.CO = Array([made.field])
    made.field.AA = Dictionary(C=Dictionary(S=Name.JavaScript, JS=String("event.rc = true;")))
    shows(made)


@lie("scripts and packets", NAME)
def a_layer_is_switched_off_when_the_file_is_opened(made: PdfReturn) -> None:
    group = made.pdf.make_indirect(Dictionary(Type=Name.OCG, Name="Layer"))
    made.pdf.Root.OCProperties = Dictionary(OCGs=Array([group]), D=Dictionary(ON=Array([group])))
    switch = Dictionary(S=Name.SetOCGState, State=Array([Name.OFF, group]))
    made.pdf.Root.OpenAction = switch
    shows(made)

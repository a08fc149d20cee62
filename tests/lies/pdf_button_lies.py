"""Lies of boxes to tick, and of lists to choose from."""

from __future__ import annotations

from typing import Any

from claims import DESTINATION, LEVEL, METHOD
from pdf_returns import PdfReturn, lie
from pikepdf import Array, Dictionary, Name, String

EMPTY, TICKED = DESTINATION, DESTINATION.turned
"""A box that is seen empty and is ticked, and one that is seen ticked and is not."""


def states(made: PdfReturn) -> Any:
    return made.field.AP.N


def exchange(first: Any, second: Any, key: str) -> None:
    first[key], second[key] = second[key], first[key]


def tick(made: PdfReturn, before: str = "") -> Any:
    return made.stream(f"q {before} 1.5 w 2.3 5.6 m 4.6 2.8 l 8.9 8.7 l S Q")


@lie("boxes", EMPTY)
def the_appearances_of_both_states_are_exchanged(made: PdfReturn) -> None:
    made.field.AP.N = Dictionary(Yes=states(made)["/Off"], Off=states(made)["/Yes"])


@lie("boxes", TICKED)
def the_appearance_of_off_is_a_tick(made: PdfReturn) -> None:
    states(made)["/Off"] = tick(made)


@lie("boxes", EMPTY)
def the_appearance_of_yes_is_empty(made: PdfReturn) -> None:
    states(made)["/Yes"] = made.stream("")


@lie("boxes", EMPTY)
def the_tick_is_white(made: PdfReturn) -> None:
    states(made)["/Yes"] = tick(made, "1 G")


@lie("boxes", EMPTY)
def the_tick_is_transparent(made: PdfReturn) -> None:
    drawn = tick(made, "/Clear gs")
    drawn.Resources.ExtGState = Dictionary(Clear=Dictionary(CA=0))
    states(made)["/Yes"] = drawn


@lie("boxes", EMPTY)
def the_tick_is_clipped_away(made: PdfReturn) -> None:
    states(made)["/Yes"] = tick(made, "0 0 0 0 re W n")


@lie("boxes", EMPTY)
def the_tick_is_moved_out_of_the_box(made: PdfReturn) -> None:
    states(made)["/Yes"] = tick(made, "1 0 0 1 50 0 cm")


@lie("boxes", EMPTY)
def the_appearance_of_yes_has_no_area(made: PdfReturn) -> None:
    drawn = tick(made)
    drawn.BBox = Array([0, 0, 0, 0])
    states(made)["/Yes"] = drawn


@lie("boxes", EMPTY)
def what_is_ticked_is_not_what_is_stored(made: PdfReturn) -> None:
    made.field.AS = Name.Off


@lie("boxes", TICKED)
def what_is_empty_is_not_what_is_stored(made: PdfReturn) -> None:
    made.field.AS = Name.Yes


@lie("boxes", EMPTY, ("pdfium",))
def the_tick_is_of_a_state_that_has_no_appearance(made: PdfReturn) -> None:
    made.field.AP.N = Dictionary(Off=states(made)["/Off"], Other=states(made)["/Yes"])


@lie("boxes", TICKED)
def a_state_of_another_name_is_ticked(made: PdfReturn) -> None:
    states(made)["/No"] = tick(made)
    made.field.AS = Name.No


@lie("boxes", EMPTY)
def the_box_is_hidden_and_the_page_draws_none(made: PdfReturn) -> None:
    made.field.F = 2


@lie("boxes", EMPTY)
def the_box_is_printed_only(made: PdfReturn) -> None:
    made.field.F = 4 | 32


@lie("boxes", TICKED)
def the_widgets_of_two_boxes_are_exchanged(made: PdfReturn) -> None:
    exchange(made.field, made.field_of("table_b_low_destination_primary"), "/Rect")


@lie("boxes", TICKED)
def the_names_of_two_boxes_are_exchanged(made: PdfReturn) -> None:
    other = made.field_of("table_b_low_destination_primary")
    made.store(made.claim.shown)
    other.V = other.AS = Name.Off
    exchange(made.field, other, "/T")


@lie("boxes", EMPTY)
def the_box_is_moved_to_another_that_is_ticked(made: PdfReturn) -> None:
    made.field.Rect = made.field_of("table_b_medium_destination_secondary").Rect


@lie("boxes", METHOD)
def the_state_of_the_method_is_told_by_a_number_only(made: PdfReturn) -> None:
    made.field.Opt = Array([String("Off")])
    made.field.AP.N = Dictionary({"/0": made.stream(""), "/Off": states(made)["/Off"]})
    made.field.V = made.field.AS = Name("/0")


@lie("boxes", METHOD)
def a_method_is_ticked_by_a_kid_that_is_not_seen(made: PdfReturn) -> None:
    seen = Dictionary({key: made.field[key] for key in ("/AP", "/Rect", "/F", "/Subtype")})
    seen.Parent, seen.AS, seen.P = made.field, Name.Off, made.page.obj
    hidden = made.pdf.make_indirect(Dictionary(AS=Name.Yes, F=2))
    hidden.Subtype, hidden.AP, hidden.Rect, hidden.Parent = seen.Subtype, seen.AP, seen.Rect, made.field
    shown = made.pdf.make_indirect(seen)
    made.page.Annots = Array([shown if a.objgen == made.field.objgen else a for a in made.page.Annots])
    made.page.Annots.append(hidden)
    for key in ("/AP", "/Rect", "/F", "/Subtype", "/AS"):
        del made.field[key]
    made.field.Kids = Array([shown, hidden])


@lie("boxes", METHOD)
def the_method_s_box_is_a_button_to_press(made: PdfReturn) -> None:
    made.field.Ff = 1 << 16
    made.field.AP.N = made.stream("")


@lie("boxes", METHOD.turned, ("poppler",))
def the_method_s_box_is_a_button_that_looks_ticked(made: PdfReturn) -> None:
    made.field.AP.N = tick(made)


@lie("boxes", METHOD.turned)
def the_method_s_tick_is_that_of_a_second_field(made: PdfReturn) -> None:
    second = made.annotate("Widget", None, FT=Name.Btn, T="seen", V=Name.Yes, AS=Name.Yes, Ff=0)
    second.AP = Dictionary(N=Dictionary(Yes=tick(made), Off=made.stream("")))
    made.form.Fields.append(second)


# Lists.


def labels(made: PdfReturn) -> dict[str, str]:
    return {str(pair[0]): str(pair[1]) for pair in made.field.Opt}


def with_labels(made: PdfReturn, exchanged: dict[str, str]) -> None:
    known = labels(made)
    made.field.Opt = Array([Array([String(code), String(exchanged.get(code, known[code]))]) for code in known])


def drawn_as_shown(made: PdfReturn) -> None:
    made.field.AP = Dictionary(N=made.as_chosen(made.claim.shown))


@lie("lists", LEVEL)
def the_appearance_is_that_of_another_option(made: PdfReturn) -> None:
    drawn_as_shown(made)


@lie("lists", LEVEL)
def the_option_s_label_is_another_one_s(made: PdfReturn) -> None:
    with_labels(made, {made.claim.stored: labels(made)[made.claim.shown]})
    drawn_as_shown(made)


@lie("lists", LEVEL)
def the_labels_of_two_options_are_exchanged(made: PdfReturn) -> None:
    known, claim = labels(made), made.claim
    with_labels(made, {claim.stored: known[claim.shown], claim.shown: known[claim.stored]})
    drawn_as_shown(made)


@lie("lists", LEVEL)
def the_index_names_what_is_shown(made: PdfReturn) -> None:
    made.field.I = Array([list(labels(made)).index(made.claim.shown)])
    drawn_as_shown(made)


@lie("lists", LEVEL)
def the_options_stand_in_another_order_than_the_index_says(made: PdfReturn) -> None:
    made.field.I = Array([list(labels(made)).index(made.claim.stored)])
    made.field.Opt = Array([*made.field.Opt][::-1])
    drawn_as_shown(made)


@lie("lists", LEVEL)
def the_pairs_of_options_are_turned_around(made: PdfReturn) -> None:
    made.field.Opt = Array([Array([pair[1], pair[0]]) for pair in made.field.Opt])
    made.field.V = String(made.claim.stored)
    drawn_as_shown(made)


@lie("lists", LEVEL)
def one_code_is_there_twice_with_two_labels(made: PdfReturn) -> None:
    made.field.Opt.insert(0, Array([String(made.claim.stored), String(labels(made)[made.claim.shown])]))
    drawn_as_shown(made)


@lie("lists", LEVEL)
def the_options_are_gone(made: PdfReturn) -> None:
    del made.field.Opt
    drawn_as_shown(made)


@lie("lists", LEVEL)
def the_list_has_become_one_of_lines_that_begins_further_down(made: PdfReturn) -> None:
    made.field.Ff = 0
    made.field.TI = list(labels(made)).index(made.claim.shown)
    drawn_as_shown(made)


@lie("lists", LEVEL)
def two_values_are_chosen_and_the_first_is_shown(made: PdfReturn) -> None:
    made.field.V = Array([String(made.claim.stored)])
    made.field.Ff = 1 << 21
    drawn_as_shown(made)


@lie("lists", LEVEL)
def the_list_may_be_written_into_and_shows_another(made: PdfReturn) -> None:
    made.field.Ff = 1 << 17 | 1 << 18
    drawn_as_shown(made)


@lie("lists", LEVEL)
def two_lists_have_exchanged_names_and_values(made: PdfReturn) -> None:
    other = made.field_of("table_b_low_datasets_02_level")
    other.V, other.AP = String(made.claim.stored), Dictionary(N=made.as_chosen(made.claim.stored))
    made.store(made.claim.shown)
    exchange(made.field, other, "/T")


@lie("lists", LEVEL)
def two_lists_have_exchanged_places(made: PdfReturn) -> None:
    other = made.field_of("table_b_low_datasets_02_level")
    other.V, other.AP = String(made.claim.shown), Dictionary(N=made.as_chosen(made.claim.shown))
    exchange(made.field, other, "/Rect")


@lie("lists", LEVEL)
def an_inner_form_draws_another_option_over_the_chosen_one(made: PdfReturn) -> None:
    content = "/Chosen Do " + made.box() + "/Other Do "
    inner = {"/Chosen": made.field.AP.N, "/Other": made.as_chosen(made.claim.shown)}
    made.draw(content, XObject=inner)

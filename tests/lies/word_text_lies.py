"""Lies of runs: part of the stored text is not seen, and what is seen is not stored."""

from __future__ import annotations

from claims import BACKWARDS, EMAIL, LABEL, LEVEL, MOBILE, NAME, Claim
from word_returns import WordReturn, lie, run

HYPHEN = Claim(EMAIL.field, EMAIL.attribute, "omoroz@harbour-trust.example", "omoroz@harbourtrust.example")
LONGER = Claim(NAME.field, NAME.attribute, "Olena Moroz", "Olena Moroz-Okello")
SPACED = Claim(NAME.field, NAME.attribute, "Olena Moroz", "OlenaMoroz")


def hide(made: WordReturn, properties: str) -> None:
    """The end of the stored text has these properties, and the end of the shown one stands behind the control."""
    shown, stored = made.tails
    made.put(run(made.head) + run(stored, properties), after=run(shown))


def end(made: WordReturn, properties: str) -> None:
    """What is stored goes on after what is shown, with these properties."""
    made.put(run(made.shown) + run(made.stored.removeprefix(made.shown), properties))


def hide_all(made: WordReturn, properties: str) -> None:
    made.put(run(made.stored, properties), after=run(made.shown))


@lie("hidden runs", MOBILE)
def the_end_is_hidden_text(made: WordReturn) -> None:
    hide(made, "<w:vanish/>")


@lie("hidden runs", NAME)
def all_is_hidden_text_before_another(made: WordReturn) -> None:
    hide_all(made, "<w:vanish/>")


@lie("hidden runs", EMAIL)
def a_letter_is_hidden_and_another_stands_outside(made: WordReturn) -> None:
    made.put(run("omoroz@harbour-t") + run("urst.example", '<w:vanish w:val="on"/>'), after=run("rust.example"))


@lie("hidden runs", LEVEL)
def the_level_is_hidden_and_another_stands_behind_it(made: WordReturn) -> None:
    hide_all(made, '<w:vanish w:val="1"/>')


@lie("hidden runs", LABEL)
def the_first_letters_are_hidden(made: WordReturn) -> None:
    made.put(run("un", "<w:vanish/>") + run("protected"))


@lie("hidden runs", MOBILE)
def the_mark_of_hiding_is_of_a_character_style(made: WordReturn) -> None:
    made.add_style("character", "Quiet", "<w:rPr><w:vanish/></w:rPr>")
    hide(made, '<w:rStyle w:val="Quiet"/>')


@lie("hidden runs", NAME)
def the_mark_of_hiding_is_of_a_style_that_the_style_is_based_on(made: WordReturn) -> None:
    made.add_style("character", "Quiet", "<w:rPr><w:vanish/></w:rPr>")
    made.add_style("character", "Quieter", '<w:basedOn w:val="Quiet"/>')
    hide_all(made, '<w:rStyle w:val="Quieter"/>')


@lie("hidden runs", EMAIL)
def the_mark_of_hiding_is_of_the_paragraph_s_style_and_taken_back_elsewhere(made: WordReturn) -> None:
    made.add_style("paragraph", "Quiet", '<w:basedOn w:val="Normal"/><w:rPr><w:vanish/></w:rPr>')
    old = made.paragraph
    shown, plain = made.shown, '<w:vanish w:val="0"/>'
    label = old.replace("<w:rPr/>", f"<w:rPr>{plain}</w:rPr>", 1)
    made.change(old, label.replace("<w:r><w:tab/>", f"<w:r><w:rPr>{plain}</w:rPr><w:tab/>", 1))
    made.put(run(made.stored), after=run(shown, plain))
    made.set_paragraph('<w:pStyle w:val="Quiet"/>')


@lie("faint runs", LONGER)
def the_end_is_white(made: WordReturn) -> None:
    end(made, '<w:color w:val="FFFFFF"/>')


@lie("faint runs", LONGER)
def the_end_is_nearly_white(made: WordReturn) -> None:
    end(made, '<w:color w:val="F8F8F8"/>')


@lie("faint runs", LONGER)
def the_end_has_the_background_s_colour_of_the_theme(made: WordReturn) -> None:
    end(made, '<w:color w:val="FFFFFF" w:themeColor="background1"/>')


@lie("faint runs", LONGER)
def a_style_makes_the_end_white(made: WordReturn) -> None:
    made.add_style("character", "Pale", '<w:rPr><w:color w:val="FFFFFF"/></w:rPr>')
    end(made, '<w:rStyle w:val="Pale"/>')


@lie("faint runs", LONGER)
def the_end_is_of_one_half_point(made: WordReturn) -> None:
    end(made, '<w:sz w:val="1"/><w:szCs w:val="1"/>')


@lie("faint runs", LONGER)
def the_end_is_one_hundredth_as_wide(made: WordReturn) -> None:
    end(made, '<w:w w:val="1"/><w:sz w:val="2"/>')


@lie("faint runs", LONGER)
def the_end_is_black_on_black_no_more_than_a_line(made: WordReturn) -> None:
    end(made, '<w:sz w:val="2"/><w:shd w:val="clear" w:fill="FFFFFF"/><w:color w:val="FFFFFF"/>')


@lie("faint runs", LONGER)
def the_end_is_not_filled(made: WordReturn) -> None:
    end(made, '<w:color w:val="FFFFFF"/><w14:textFill><w14:noFill/></w14:textFill>')


@lie("faint runs", LABEL)
def the_first_letters_are_white_and_small(made: WordReturn) -> None:
    made.put(run("un", '<w:color w:val="FFFFFF"/><w:sz w:val="2"/>') + run("protected"))


@lie("faint runs", LONGER)
def the_size_is_that_of_a_style_of_one_point(made: WordReturn) -> None:
    made.add_style("character", "Small", '<w:rPr><w:sz w:val="2"/><w:color w:val="FEFEFE"/></w:rPr>')
    end(made, '<w:rStyle w:val="Small"/>')


@lie("faint runs", LONGER)
def letters_stand_upon_each_other(made: WordReturn) -> None:
    end(made, '<w:spacing w:val="-200"/><w:sz w:val="2"/><w:color w:val="FFFFFF"/>')


# The order of what is read.


@lie("direction", BACKWARDS)
def characters_override_the_direction(made: WordReturn) -> None:
    made.put(run(f"{made.stored[:-4]}\u202e{made.stored[-4:]}\u202c"))


@lie("direction", BACKWARDS)
def a_mark_for_the_direction_is_a_reference_to_a_character(made: WordReturn) -> None:
    made.put(run(f"{made.stored[:-4]}&#x202E;{made.stored[-4:]}&#x202C;"))


@lie("direction", BACKWARDS)
def the_override_begins_in_a_run_of_its_own(made: WordReturn) -> None:
    made.put(run(made.stored[:-4]) + run("\u202e") + run(made.stored[-4:]) + run("\u202c"))


@lie("direction", BACKWARDS)
def an_override_within_an_isolation(made: WordReturn) -> None:
    made.put(run(f"{made.stored[:-4]}\u2066\u202e{made.stored[-4:]}\u202c\u2069"))


@lie("direction", NAME)
def the_whole_name_is_written_backwards_and_turned(made: WordReturn) -> None:
    made.put(run(f"\u202e{made.shown[::-1]}\u202c"))


# What is drawn and is no text.


@lie("signs that are no text", HYPHEN)
def a_hyphen_is_an_element(made: WordReturn) -> None:
    made.put(_with("omoroz@harbour", "<w:noBreakHyphen/>", "trust.example"))


@lie("signs that are no text", SPACED)
def a_space_is_a_symbol(made: WordReturn) -> None:
    made.put(run("Olena") + '<w:r><w:sym w:font="Carlito" w:char="0020"/></w:r>' + run("Moroz"))


@lie("signs that are no text", HYPHEN)
def a_hyphen_is_a_symbol(made: WordReturn) -> None:
    made.put(run("omoroz@harbour") + '<w:r><w:sym w:font="Carlito" w:char="002D"/></w:r>' + run("trust.example"))


@lie("signs that are no text", MOBILE)
def the_end_is_of_symbols_and_the_stored_end_is_hidden(made: WordReturn) -> None:
    sign = '<w:r><w:sym w:font="Carlito" w:char="0037"/></w:r>'
    made.put(run(made.head) + run(made.tails[1], "<w:vanish/>") + sign * 2)


@lie("signs that are no text", MOBILE)
def the_end_is_a_formula(made: WordReturn) -> None:
    formula = "<m:oMath><m:r><m:rPr><m:nor/></m:rPr><m:t>77</m:t></m:r></m:oMath>"
    made.put(run(made.head) + run(made.tails[1], '<w:color w:val="FFFFFF"/><w:sz w:val="2"/>') + formula)


@lie("signs that are no text", EMAIL)
def a_text_begins_within_a_comment_of_the_markup(made: WordReturn) -> None:
    text = f"{made.head}<!-- -->{made.tails[0]}"
    made.put(run(text))


@lie("signs that are no text", NAME)
def a_text_is_cut_by_an_instruction_of_the_markup(made: WordReturn) -> None:
    made.put(run(f"{made.head}<?cut here?>{made.tails[0]}"))


@lie("signs that are no text", EMAIL)
def a_text_is_partly_character_data(made: WordReturn) -> None:
    made.put(run(f"<![CDATA[{made.head}]]>{made.tails[0]}") + run(made.tails[1], "<w:vanish/>"))


def _with(first: str, element: str, last: str) -> str:
    return f"<w:r><w:t>{first}</w:t>{element}<w:t>{last}</w:t></w:r>"

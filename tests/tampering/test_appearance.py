"""A field that looks otherwise than it is stored is told, but for what honest programs cannot draw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from dtmforms.form.fields import Rows, fields
from dtmforms.pdf.read.model import QpdfField, QpdfWidget
from dtmforms.returns.tampering.appearance import FOCAL_POINTS, AppearanceCheck

TABLE = {entry.name: entry for entry in fields(Rows())}
TEXT, TICK, CHOICE = "table_b_low_timeline", "table_b_low_not_applicable", "table_b_low_datasets_01_level"
NAME, MOBILE, EMAIL = (f"table_c_iom_primary_{part}" for part in ("name", "mobile", "email"))
SENT = "what was sent"


def widget(shown: str | None = None, **seen: Any) -> QpdfWidget:
    return QpdfWidget(1, (0, 0, 9, 9), hidden=False, shown=shown, **seen)


def code(
    stored: str,
    *widgets: QpdfWidget,
    field: str = TEXT,
    options: dict[str, str] | None = None,
    language: str = "en",
    sent: Mapping[str, str] | None = None,
    earlier: Sequence[Mapping[str, str]] = (),
    ours: bool = False,
) -> str:
    """The word for a field that stores a text, in a form that was sent with others."""
    check = AppearanceCheck(language, sent, earlier)
    return check.code(TABLE[field], QpdfField([stored], [*widgets], options or {}), ours=ours)


def looks_alike(stored: str, shown: str, field: str = TEXT) -> bool:
    """Whether a field may show the one for the other, which was never sent in it."""
    answer = code(stored, widget(shown), field=field, sent={field: "\N{BLACK CHESS QUEEN} never sent"})
    assert answer in ("", "shown_otherwise")
    return not answer


# What cannot be told


@pytest.mark.parametrize("stored", ["Amina", "", "Zoë ÿ", "5 €", "Олена", "አማረኛ"])
def test_what_is_drawn_has_to_be_readable_in_every_script(stored: str) -> None:
    assert code(stored, widget(unreadable=True)) == "appearance_unknown"
    assert code(stored, widget(unreadable=True), ours=True) == "appearance_unknown"


def test_a_number_or_an_address_is_seen_whole() -> None:
    long = "a" * 90
    assert code(long, widget(long, cut=True)) == "shown_in_part"
    assert code(long, widget(long, cut=True), field=NAME) == "appearance_unknown"
    assert code(long, widget(long, cut=True), field=MOBILE) == "appearance_unknown"
    assert code(long, widget(long, cut=True), field=EMAIL) == "appearance_unknown"
    assert code(long, widget(long), field=EMAIL) == ""


def test_one_place_of_a_field_that_cannot_be_read_is_enough() -> None:
    assert code("Amina", widget("Amina"), widget(unreadable=True)) == "appearance_unknown"
    assert code("Yes", widget(ticked=True), widget(unreadable=True), field=TICK) == "appearance_unknown"
    assert code("Олена", widget("Daniel"), widget(unreadable=True), sent={TEXT: SENT}) == "appearance_unknown"


def test_a_field_that_shows_nothing_that_is_known_is_no_flag() -> None:
    assert code("Amina") == ""
    assert code("Amina", widget()) == ""
    assert code("Amina", widget(), widget("Amina")) == ""


# Ticks


@pytest.mark.parametrize(
    ("stored", "ticked", "contradicted"),
    [
        ("Yes", [True], False),
        ("Yes", [False], True),
        ("Off", [False], False),
        ("Off", [True], True),
        ("", [True], True),
        ("Yes", [True, False], True),
        ("Off", [False, True], True),
        ("Yes", [], False),
    ],
)
def test_a_tick_looks_as_it_is_stored(stored: str, ticked: list[bool], contradicted: bool) -> None:
    seen = [widget(ticked=one, shown="\N{CHECK MARK}") for one in ticked]
    assert code(stored, *seen, field=TICK, sent={TICK: "Off"}) == ("contradicted_tick" if contradicted else "")


# Choices


@pytest.mark.parametrize(
    ("language", "stored", "shown", "alike"),
    [
        ("en", "admin1", "admin 1", True),
        ("en", "admin1", "admin1", True),
        ("en", "admin1", "admin 2", False),
        ("en", "site", "per site", True),
        ("fr", "site", "per site", False),
        ("none", "site", "per site", False),
        ("none", "site", "site", True),
        ("en", "-", "-", True),
    ],
)
def test_a_choice_shows_its_value_or_the_words_for_it(language: str, stored: str, shown: str, alike: bool) -> None:
    answer = code(stored, widget(shown), field=CHOICE, language=language, sent={CHOICE: "household"})
    assert answer == ("" if alike else "shown_otherwise")


@pytest.mark.parametrize(
    ("stored", "shown", "cut", "alike"),
    [
        ("admin2", "2 يرادإلا ىوتسملا", False, True),  # from left to right, as PDFium draws it
        ("admin2", "المستوى الإداري 2", False, True),
        ("admin2", "2 ﻱﺭﺍﺩﻹﺍ ﻯﻮﺘﺴﻤﻟﺍ", False, True),  # in shaped letters
        ("admin1", "2 يرادإلا ىوتسملا", False, False),
        ("admin2", "2", False, True),  # poppler draws no Arabic
        ("admin1", "2", False, False),
        ("admin2", "", False, False),  # but it has the digit
        ("household", "", False, True),
        ("household", "\ufffd\ufffd\ufffd\ufffd \ufffd\ufffd\ufffd\ufffd\ufffd\ufffd", False, True),
        ("household", "عقوملا بسح", False, False),
        ("household", "ةيشيعم ة", True, True),  # the button hides the rest
        ("site", "ةيشيعم ة", True, False),
        ("admin2", "يرادإلا", True, False),  # which may be any of three
        ("admin2", "2 يراد", True, True),
        ("household", "", True, False),
        ("-", "(رايتخا)", False, True),
        ("household", "(رايتخا)", False, False),
    ],
)
def test_the_words_for_an_option_are_told_from_those_for_every_other(
    stored: str, shown: str, cut: bool, alike: bool
) -> None:
    answer = code(stored, widget(shown, cut=cut), field=CHOICE, language="ar", sent={CHOICE: "individual"})
    assert answer == ("" if alike else "shown_otherwise")


def test_a_text_of_which_the_end_is_not_seen_is_told_once() -> None:
    long = "a" * 90
    assert code("b" * 90, widget(long, cut=True), sent={TEXT: SENT}) == "shown_otherwise"
    assert code(long, widget(long, cut=True)) == "shown_in_part"
    assert code(long, widget(long)) == ""


@pytest.mark.parametrize(("field", "answer"), [(TEXT, "shown_in_part"), (NAME, "shown_in_part"), (CHOICE, "")])
def test_letters_that_are_seen_in_part_are_told(field: str, answer: str) -> None:
    assert code("site", widget("site", partial=True), field=field) == answer
    for exact in (MOBILE, EMAIL):
        assert code("555", widget("555", partial=True), field=exact) == "appearance_unknown"


def test_a_letter_that_is_drawn_elsewhere_is_not_missing_here() -> None:
    for drawn, answer in (((), ""), ({"Ə"}, "shown_otherwise")):
        check = AppearanceCheck("en", {TEXT: SENT}, (), drawn)
        assert check.code(TABLE[TEXT], QpdfField(["Əli Bey"], [widget("li Bey")]), ours=False) == answer


@pytest.mark.parametrize(
    ("options", "language", "other"),
    [
        ({"site": "per site"}, "en", False),
        ({"site": "household"}, "en", True),
        ({"site": "per site", "household": "individual"}, "en", True),
        ({"household": "individual", "site": "per site"}, "en", True),
        ({"unheard": "of"}, "en", False),
        ({"site": "household"}, "none", False),
    ],
)
def test_the_options_of_a_choice_are_those_of_the_form(options: dict[str, str], language: str, other: bool) -> None:
    for shown in (widget("site"), widget()):
        answer = code("site", shown, field=CHOICE, options=options, language=language)
        assert answer == ("shown_otherwise" if other else "")


# What has no room


@pytest.mark.parametrize(
    ("stored", "shown", "room", "told"),
    [
        ("Every month, by hand", "Every month, by", 3, "shown_in_part"),
        ("Every month, by hand", "Every month, by", 4, "shown_otherwise"),  # the next word has room
        ("Every month, by hand", "Every month, by", None, "shown_otherwise"),  # so have all
        ("Every month, by hand", "Every month,", 1, "shown_in_part"),
        ("Every month, by hand", "Every month, b", 1, "shown_otherwise"),
        ("Every month, by hand", "Every week, by", 1, "shown_otherwise"),
        ("Every month, by hand", "month, by", 1, "shown_otherwise"),
        ("Every month, by hand", "", 1, "shown_otherwise"),
        ("Yara ƙanana waɗanda", "Yara \ufffdanana", 3, "shown_in_part"),
        ("كل 90 يوماً، وكلما تغيّر", "،ًاموي 90 لك", 3, "shown_in_part"),
    ],
)
def test_words_behind_those_that_have_room_are_told_as_not_seen(
    stored: str, shown: str, room: int | None, told: str
) -> None:
    assert code(stored, widget(shown, room=room), sent={TEXT: SENT}) == told


@pytest.mark.parametrize("field", [NAME, MOBILE, EMAIL, CHOICE])
def test_a_persons_name_or_a_choice_is_never_the_beginning_of_another(field: str) -> None:
    assert code("Amina Bello", widget("Amina", room=1), field=field, sent={field: SENT}) == "shown_otherwise"


def test_every_place_of_a_field_is_full_where_words_may_be_missing() -> None:
    full, free = widget("Every month, by", room=1), widget("Every month, by")
    assert code("Every month, by hand", full, full, sent={TEXT: SENT}) == "shown_in_part"
    assert code("Every month, by hand", full, free, sent={TEXT: SENT}) == "shown_otherwise"


def test_a_letter_may_be_missing_where_it_was_asked_of_a_font_that_has_it_not() -> None:
    """Though the program has drawn it elsewhere, in another font."""
    check = AppearanceCheck("en", {TEXT: SENT}, (), drawn="受保护")
    for lacked, told in (("护", ""), ("", "shown_otherwise"), ("留", "shown_otherwise")):
        field = QpdfField(["受保护"], [widget("受保\ufffd", lacked=lacked)])
        assert check.code(TABLE[TEXT], field, ours=False) == told


def test_lines_of_arabic_end_where_the_stored_ones_do() -> None:
    """Placeholders for vowel signs too make it longer than it is counted."""
    stored, lost = "تُعطى كلمة 5.\nوليس بالـ e-mail.", "\ufffd"
    assert looks_alike(stored, f"5 {4 * lost} {5 * lost}.\n{4 * lost} {4 * lost} e-mail.")
    assert not looks_alike(stored, f"6 {4 * lost} {5 * lost}.\n{4 * lost} {4 * lost} e-mail.")


# What is still shown


def test_a_field_may_show_what_it_was_sent_with() -> None:
    assert code("Amina", widget(SENT), sent={TEXT: SENT}) == "shown_as_sent"
    assert code("Amina", widget("other"), sent={TEXT: SENT}) == "shown_otherwise"
    assert code("Amina", widget("Amina"), sent={TEXT: SENT}) == ""
    assert code("Amina", widget(""), sent={}) == "shown_as_sent"
    assert code("Amina", widget("x"), sent={}) == "shown_otherwise"


def test_of_a_cell_of_ours_that_alone_is_no_flag() -> None:
    assert code("Amina", widget(SENT), sent={TEXT: SENT}, ours=True) == ""
    assert code("Amina", widget("other"), sent={TEXT: SENT}, ours=True) == "shown_otherwise"


def test_every_place_of_a_field_is_looked_at() -> None:
    assert code("Amina", widget("Amina"), widget("other"), sent={TEXT: SENT}) == "shown_otherwise"
    assert code("Amina", widget(SENT), widget("other"), sent={TEXT: SENT}) == "shown_otherwise"
    assert code("Amina", widget("other"), widget(SENT), sent={TEXT: SENT}) == "shown_otherwise"
    assert code("Amina", widget(SENT), widget(SENT), sent={TEXT: SENT}) == "shown_as_sent"
    assert code("Amina", widget(SENT), widget(), sent={TEXT: SENT}) == "shown_as_sent"


def test_without_the_record_that_was_sent_a_field_may_show_what_is_drawn_as_we_draw() -> None:
    assert code("Amina", widget("other", drawn_by_us=True)) == "shown_as_sent"
    assert code("Amina", widget("other", drawn_by_us=True), ours=True) == ""
    assert code("Amina", widget("other")) == "shown_otherwise"
    assert code("Amina", widget("other"), widget("Amina", drawn_by_us=True)) == "shown_otherwise"
    assert code("Amina", widget("other", drawn_by_us=True), sent={TEXT: SENT}) == "shown_otherwise"


def test_a_focal_point_may_be_one_that_the_form_was_ever_sent_with() -> None:
    earlier = [{NAME: "Before"}, {NAME: "Long before"}]
    assert NAME.startswith(FOCAL_POINTS)
    for shown in ("Before", "Long before", SENT):
        assert code("Amina", widget(shown), field=NAME, sent={NAME: SENT}, earlier=earlier) == "shown_as_sent"
    assert code("Amina", widget("other"), field=NAME, sent={NAME: SENT}, earlier=earlier) == "shown_otherwise"
    mixed = code("Amina", widget("Before"), widget(SENT), field=NAME, sent={NAME: SENT}, earlier=earlier)
    assert mixed == "shown_otherwise"
    assert code("Amina", widget(""), field=NAME, sent={NAME: SENT}, earlier=[{}]) == "shown_as_sent"


def test_any_other_field_shows_what_the_last_record_has() -> None:
    assert code("Amina", widget("Before"), sent={TEXT: SENT}, earlier=[{TEXT: "Before"}]) == "shown_otherwise"


def test_what_was_sent_may_be_an_option() -> None:
    assert code("household", widget("per site"), field=CHOICE, sent={CHOICE: "site"}) == "shown_as_sent"
    assert code("household", widget("admin 1"), field=CHOICE, sent={CHOICE: "site"}) == "shown_otherwise"


# When two texts look alike


@pytest.mark.parametrize(
    ("stored", "shown", "alike"),
    [
        ("Every month", "Every month", True),
        ("Every month", "Everymonth", True),
        ("Every month", "EVERY  MONTH", True),
        ("Every month", "Every month.", False),
        ("1.5", "15", False),
        ("Every month, or 2", "every month - or: 2", False),
        ("ﬁve", "five", True),
        ("e\u0301t\u00e9", "\u00e9te\u0301", True),
        ("Straße", "strasse", True),
        ("2²", "22", True),
        ("Every month", "Every months", False),
        ("Every month", "Every mont", False),
        ("Every month", "month Every", False),
        ("5", "6", False),
        ("été", "ete", False),
        ("Amina", "", False),
        ("Amina", "Amina Ж", False),
        ("", "Amina", False),
        ("...", "", False),
        ("5 €", "5", True),
    ],
)
def test_texts_in_western_letters_look_alike_letter_by_letter(stored: str, shown: str, alike: bool) -> None:
    assert looks_alike(stored, shown) is alike


@pytest.mark.parametrize("field", [MOBILE, EMAIL])
@pytest.mark.parametrize(
    ("stored", "shown", "alike"),
    [
        ("+258 84 555 0199", "+258845550199", True),
        ("+258 84", "+258 85", False),
        ("+258 84", "258 84", False),
        ("a.b@x.example", "A.B@X.EXAMPLE", True),
        ("a.b@x.example", "ab@x.example", False),
        ("a-b@x.example", "a_b@x.example", False),
        ("ﬁ@x.example", "fi@x.example", True),
    ],
)
def test_addresses_and_numbers_look_alike_sign_by_sign(field: str, stored: str, shown: str, alike: bool) -> None:
    assert looks_alike(stored, shown, field) is alike


@pytest.mark.parametrize(
    ("stored", "shown", "alike"),
    [
        ("Олена", "Олена", True),
        ("Олена", "", True),
        ("Олена", "?????", True),
        ("Олена", "\ufffd\ufffd\ufffd\ufffd\ufffd", True),
        ("Олена Koval", "????? Koval", True),
        ("Олена Ґонта", "Олена ?онта", True),
        ("Олена", "анелО", False),
        ("Олена", "Ирина", False),
        ("Олена", "Олн", False),
        ("Олена", "Оленаа", False),
        ("Олена", "????? ????? ??", False),
        ("Олена", "Daniel", False),
        ("Łucja Żółć", "ucja ó", True),
        ("Łucja Żółć", "?ucja ?ó??", True),
        ("Łucja Müller", "Mller cja", False),
        ("Łucja Müller", "ucja Müller", True),
        ("Łucja Müller", "ucja Muller", False),
        ("Łucja Müller", "ucja", False),
        ("Łucja Müller", "ucja Müller u", False),
        ("l’accueil", "l’accueil", True),
        ("l’accueil", "laccueil", True),
        ("l’accueil", "l?accueil", True),
    ],
)
def test_letters_that_a_program_cannot_draw_may_be_missing_and_none_may_be_another(
    stored: str, shown: str, alike: bool
) -> None:
    """Where some letters of a script are drawn, each is, or something stands in its place."""
    assert looks_alike(stored, shown) is alike


@pytest.mark.parametrize(
    ("shown", "alike"),
    [
        ("رحمة 45 عبد", True),
        ("دبع 45 ةمحر", True),  # as the letters stand, from left to right
        ("دبع\nةمحر", False),
        ("45", True),
        ("???? 45 ???", True),
        ("??? 45 ????", True),
        ("54", False),
        ("", False),
        ("منى 45 عبد", False),
        ("دبع 45 ىنم", False),
    ],
)
def test_arabic_is_read_from_the_right_and_its_numbers_are_not(shown: str, alike: bool) -> None:
    assert looks_alike("رحمة 45 عبد", shown) is alike


@pytest.mark.parametrize(
    ("shown", "alike"),
    [
        ("45 دبع ةمحر\nCP ليعامسإ", True),
        ("45 دبع ةمحر\nليعامسإ CP", True),
        ("دبع ةمحر\nCP ليعامسإ 45", True),
        ("54 دبع ةمحر\nCP ليعامسإ", False),
        ("45 دبع ةمحر\nليعامسإ", False),
    ],
)
def test_arabic_in_lines_begins_again_on_each(shown: str, alike: bool) -> None:
    assert looks_alike("رحمة عبد 45 إسماعيل CP", shown) is alike


@pytest.mark.parametrize(
    ("shown", "alike"),
    [
        ("ددع (UASC) يف\nعقوم 12", True),  # put in order before it was broken, as PyMuPDF does
        ("ددع (UASC) يف\n12 عقوم", True),
        ("ددع (UASC) يف\nعقوم 21", False),
        ("ددع (UASC)\nعقوم 12 يف", True),
    ],
)
def test_a_number_on_the_next_line_stands_where_the_paragraph_puts_it(shown: str, alike: bool) -> None:
    assert looks_alike("عدد (UASC) في 12 موقع", shown) is alike


def test_a_soft_hyphen_is_seen() -> None:
    assert not looks_alike("ab@x.example", "a\u00adb@x.example", EMAIL)
    assert not looks_alike("5550103", "555\u00ad0103", MOBILE)
    assert looks_alike("a\u00adb", "a\u00adb")
    assert looks_alike("a\u200eb", "ab")


def test_a_mark_may_look_like_the_point_of_an_address() -> None:
    for mark in "\u05bc\u065c":
        assert not looks_alike("ab@x.example", f"a{mark}b@x.example", EMAIL)
        assert not looks_alike("5550103", f"555{mark}0103", MOBILE)
        assert looks_alike("رحمة", f"رح{mark}مة")
    assert looks_alike("zoë@x.example", "zoe\u0308@x.example", EMAIL)


@pytest.mark.parametrize(("stored", "shown"), [("s", "ſ"), ("ss", "ß"), ("st", "ﬆ"), ("...", "…"), ("o", "º")])
def test_a_letter_that_stands_for_others_is_another_in_an_address(stored: str, shown: str) -> None:
    assert not looks_alike(f"a{stored}@x.example", f"a{shown}@x.example", EMAIL)
    assert looks_alike(f"a{stored}@x.example", f"A{stored}@x.example", EMAIL)


def test_nothing_stands_for_a_sign_of_a_number_or_an_address() -> None:
    for shown in ("", "?????@x.example", "daniel@x.example"):
        assert not looks_alike("олена@x.example", shown, EMAIL)
    assert looks_alike("олена@x.example", "Олена@x.example", EMAIL)
    assert not looks_alike("+٩٦٧ ٧١", "", MOBILE)
    assert not looks_alike("+967 71 555", "+967 71 ???", MOBILE)


def test_a_choice_shows_its_label_in_the_language_of_the_form() -> None:
    label = AppearanceCheck("ar", None, []).options["admin2"]
    backwards = "2 " + label.removesuffix(" 2")[::-1]
    for shown in (label, backwards):
        assert code("admin2", widget(shown), field=CHOICE, language="ar", sent={CHOICE: "-"}) == ""
    assert code("admin1", widget(label), field=CHOICE, language="ar", sent={CHOICE: "-"}) == "shown_otherwise"

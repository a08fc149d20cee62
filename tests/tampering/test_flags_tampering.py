"""Each flag is raised by what it says, of the fields that it concerns, and by nothing that is nearly so.

What is made of whole files is in `tests/returns/test_flags.py`."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from importlib import resources
from typing import Any

import pytest
from conftest import load_sample

from dtmforms.agreement.model import Agreement
from dtmforms.findings import Finding
from dtmforms.form.identity import Identity
from dtmforms.form.texts import texts_of
from dtmforms.pdf.read.model import DigitalSignature, Mark, PdfFields, QpdfField, QpdfForm, QpdfWidget
from dtmforms.pdf.write.form import layout_of
from dtmforms.returns.answer import Basis, ReturnedFields
from dtmforms.returns.returned_file import BesideBlankForm, PdfForm, SavedBefore
from dtmforms.returns.tampering.flags import OF_ONE_FIELD, Flag, acceptable, accepted, flags_of, is_accepted

SENT = load_sample("en")
ROWS = layout_of(SENT, SENT.language).rows
TEXTS = texts_of(SENT, ROWS, "en")
TIMELINE, OTHER, TICK = "table_b_low_timeline", "table_b_medium_timeline", "table_b_low_not_applicable"
LEVEL, OURS = "table_b_low_datasets_01_level", "purpose"
MOBILE = "table_c_requesting_organization_primary_mobile"
NAME, OUR_NAME = "table_c_requesting_organization_primary_name", "table_c_iom_primary_name"


def widget(shown: str | None = None, *, page: int = 1, hidden: bool = False, **seen: Any) -> QpdfWidget:
    return QpdfWidget(page, (0, 0, 9, 9), hidden, shown, **seen)


def field(value: str, *widgets: QpdfWidget) -> QpdfField:
    return QpdfField([value], [*(widgets or [widget()])])


def form_of(fields: dict[str, QpdfField], **more: Any) -> PdfForm:
    """A form with these fields, which both readers see alike."""
    read = PdfFields({name: found.values[0] for name, found in fields.items()}, page_count=4)
    return PdfForm(read, QpdfForm(fields), **more)


def flags(
    form: PdfForm,
    *,
    reference: str = "REF",
    language: str = "en",
    against: Agreement | None = SENT,
    earlier: Sequence[Agreement] = (),
) -> list[Flag]:
    returned = ReturnedFields({}, {}, Identity(reference, language, "T", "").texts(), ROWS)
    return list(flags_of(form, returned, Basis(against, earlier)))


def changed(**texts: str) -> Agreement:
    """The agreement with other primary focal points of the partner or of IOM."""
    values = SENT.values()
    for side, name in texts.items():
        values["table_c"][side]["primary"]["name"] = name
    return Agreement.model_validate(values)


def test_a_form_as_it_was_sent_has_no_flags() -> None:
    whole = {name: field(text, widget(ticked=text == "Yes")) for name, text in TEXTS.items()}
    assert flags(form_of(whole)) == []
    assert flags(form_of({})) == []
    assert flags(form_of(whole), reference="") == []
    assert flags(form_of(whole), against=None) == []
    assert flags(form_of(whole), language="xx") == []


# Two readers

WHOLE = DigitalSignature("signature_iom", 1, covers_whole_file=True)
PART = DigitalSignature("signature_requesting_organization", 1, covers_whole_file=False)
OTHER_PART = DigitalSignature("signature_iom", 1, covers_whole_file=False)


def test_a_form_that_one_reader_alone_reads_is_flagged() -> None:
    assert flags(PdfForm(PdfFields({TIMELINE: "x"}))) == [Flag("one_reader")]
    assert flags(form_of({TIMELINE: field(TEXTS[TIMELINE])})) == []


@pytest.mark.parametrize(
    ("signatures", "named"),
    [
        ([], ()),
        ([WHOLE], ()),
        ([PART], (PART.field,)),
        ([PART, WHOLE], ()),
        ([PART, OTHER_PART], (PART.field, OTHER_PART.field)),
    ],
)
def test_a_file_that_was_saved_after_all_its_signatures_is_told(
    signatures: list[DigitalSignature], named: tuple[str, ...]
) -> None:
    told = [Flag("changed_after_signing", named, "warning")] if named else []
    assert flags(PdfForm(PdfFields(signatures=signatures))) == [Flag("one_reader"), *told]
    assert flags(PdfForm(PdfFields(signatures=signatures), QpdfForm())) == told


@pytest.mark.parametrize(
    ("texts", "doubled", "values", "apart"),
    [
        ({"a": "1"}, {}, {"a": ["1"]}, ()),
        ({"a": "1"}, {}, {"a": ["2"]}, ("a",)),
        ({"a": "1"}, {}, {}, ("a",)),
        ({}, {}, {"a": ["1"]}, ("a",)),
        ({"a": ""}, {}, {"a": [""]}, ()),
        ({"a": ""}, {}, {"a": []}, ("a",)),
        ({"a": "1"}, {"a": ["2"]}, {"a": ["1", "2"]}, ()),
        ({"a": "1"}, {"a": ["2"]}, {"a": ["2", "1"]}, ()),
        ({"a": "1"}, {"a": ["2"]}, {"a": ["1"]}, ("a",)),
        ({"a": "1"}, {}, {"a": ["1", "2"]}, ("a",)),
        ({"a": "1", "c": "1", "d": "1"}, {}, {"b": ["1"], "a": ["2"], "d": ["1"]}, ("a", "b", "c")),
    ],
)
def test_fields_of_which_two_readers_see_different_values_are_named(
    texts: dict[str, str], doubled: dict[str, list[str]], values: dict[str, list[str]], apart: tuple[str, ...]
) -> None:
    seen = {name: QpdfField(all_values) for name, all_values in values.items()}
    found = flags(PdfForm(PdfFields(texts, doubled=doubled), QpdfForm(seen)))
    assert found == ([Flag("readers_disagree", apart)] if apart else [])


def test_fields_with_a_key_that_stands_twice_are_named() -> None:
    assert flags(PdfForm(PdfFields(), QpdfForm(duplicate_keys={"b", "form", "a"}))) == [
        Flag("key_twice", ("a", "b", "form"))
    ]


@pytest.mark.parametrize("code", ["script", "launch_action", "submit_action", "foreign_link", "attachment"])
def test_what_a_file_does_is_flagged(code: str) -> None:
    assert flags(PdfForm(PdfFields(), QpdfForm(actions={code, "nothing"}))) == [Flag(code)]


# As it is shown


def shown(**fields: QpdfField) -> list[Flag]:
    return flags(form_of(fields))


@pytest.mark.parametrize(
    ("flag", "seen"),
    [
        (Flag("appearance_unknown", (OTHER, TIMELINE)), {name: widget(unreadable=True) for name in (OTHER, TIMELINE)}),
        (Flag("shown_otherwise", (OTHER, TIMELINE)), {name: widget("another") for name in (OTHER, TIMELINE)}),
        (
            Flag("shown_as_sent", (OTHER, TIMELINE), "warning"),
            {name: widget(TEXTS[name]) for name in (OTHER, TIMELINE)},
        ),
    ],
)
def test_fields_that_look_otherwise_are_named_together(flag: Flag, seen: dict[str, QpdfWidget]) -> None:
    fields = {name: field("typed", one) for name, one in seen.items()}
    assert shown(**fields, **{NAME: field("typed", widget("typed"))}) == [flag]


def test_ticks_that_look_otherwise_are_told_one_by_one() -> None:
    second = "table_b_medium_not_applicable"
    assert shown(**{TICK: field("Yes"), second: field("Off", widget(ticked=True))}) == [
        Flag("contradicted_tick", (TICK,)),
        Flag("contradicted_tick", (second,)),
    ]


def test_all_that_looks_otherwise_is_told() -> None:
    found = shown(
        **{
            TICK: field("Yes"),
            TIMELINE: field("typed", widget(TEXTS[TIMELINE])),
            OTHER: field("typed", widget("another")),
            NAME: field("typed", widget(unreadable=True)),
        }
    )
    assert [flag.code for flag in found] == [
        "appearance_unknown",
        "shown_otherwise",
        "shown_as_sent",
        "contradicted_tick",
    ]


def test_what_is_no_field_of_the_form_may_look_as_it_likes() -> None:
    assert shown(Text1=field("typed", widget("another")), form_terms=field("T", widget("another"))) == []


def test_what_is_hidden_is_hidden_and_no_more() -> None:
    assert shown(**{TIMELINE: field("typed", widget("another", hidden=True))}) == [Flag("hidden_field", (TIMELINE,))]


def test_what_is_still_shown_as_sent_is_told_whether_viewers_are_to_draw_anew_or_not() -> None:
    """Some do, and some show what the file has."""
    form = form_of({TIMELINE: field("typed", widget(TEXTS[TIMELINE])), OTHER: field("typed", widget("another"))})
    assert form.qpdf
    for needed in (False, True):
        form.qpdf.need_appearances = needed
        assert [flag.code for flag in flags(form)] == ["shown_otherwise", "shown_as_sent"]


def test_who_is_to_be_reached_is_not_taken_from_what_nobody_sees() -> None:
    """The other fields that still show what was sent are told beside."""
    seen = {NAME: field("typed", widget(TEXTS[NAME])), TIMELINE: field("typed", widget(TEXTS[TIMELINE]))}
    assert flags(form_of(seen)) == [
        Flag("shown_as_sent", (NAME,)),
        Flag("shown_as_sent", (TIMELINE,), "warning"),
    ]
    as_sent = {NAME: field(TEXTS[NAME], widget(TEXTS[NAME])), OUR_NAME: field("typed", widget(TEXTS[OUR_NAME]))}
    assert flags(form_of(as_sent)) == []


def test_letters_that_programs_may_not_draw_are_left_as_sent_where_we_drew_the_field() -> None:
    left = field("Олена", widget("", drawn_by_us=True))
    assert flags(form_of({NAME: left})) == [Flag("shown_as_sent", (NAME,))]
    assert flags(form_of({TIMELINE: left})) == [Flag("shown_as_sent", (TIMELINE,), "warning")]
    assert flags(form_of({NAME: field("Олена", widget(""))})) == []


def test_what_viewers_draw_anew_otherwise_is_told() -> None:
    found = flags(form_of({}, beside_blank=BesideBlankForm(redrawn=["b", "a"])))
    assert found == [Flag("redrawn_otherwise", ("b", "a"))]


def test_a_picture_of_a_signature_is_told_and_is_no_error() -> None:
    found = flags(form_of({}, beside_blank=BesideBlankForm(signature_drawn=[4])))
    assert found == [Flag("signature_drawn", severity="warning", pages=(4,))]


def test_boxes_of_which_it_is_not_known_whose_they_are_are_told() -> None:
    form = form_of({})
    assert form.qpdf
    form.qpdf.misplaced = {"b", "a"}
    assert flags(form) == [Flag("misplaced_widget", ("a", "b"))]


def test_what_readers_see_differently_in_a_cell_of_ours_is_told_and_not_refused() -> None:
    """It is never taken from a form that is held against the record (rule D3)."""

    def apart(*names: str, against: Agreement | None = SENT, reference: str = "REF") -> list[Flag]:
        form = form_of({name: field("one") for name in names})
        form.fields.texts |= dict.fromkeys(names, "another")
        return [flag for flag in flags(form, against=against, reference=reference) if flag.code == "readers_disagree"]

    assert apart(OURS, OUR_NAME) == [Flag("readers_disagree", tuple(sorted((OURS, OUR_NAME))), "warning")]
    assert apart(f"form1.{OUR_NAME}") == [Flag("readers_disagree", (f"form1.{OUR_NAME}",), "warning")]
    assert apart(OURS, NAME) == [Flag("readers_disagree", tuple(sorted((OURS, NAME))))]
    assert apart(OURS, against=None) == [Flag("readers_disagree", (OURS,))]
    assert apart(OURS, reference="") == [Flag("readers_disagree", (OURS,))]
    assert apart("form_terms") == [Flag("readers_disagree", ("form_terms",))]


def test_cells_of_ours_may_show_what_was_sent_where_they_are_locked() -> None:
    ours = form_of({OURS: field("typed", widget(TEXTS[OURS])), OUR_NAME: field("typed", widget(TEXTS[OUR_NAME]))})
    assert flags(ours) == []
    empty = form_of({OURS: field("typed", widget("")), TIMELINE: field("typed", widget(""))})
    assert flags(empty, reference="") == [Flag("shown_as_sent", (OURS, TIMELINE), "warning")]


# What it was sent with


def test_a_form_without_a_reference_was_sent_empty() -> None:
    """Whatever it is held against."""
    for against in (SENT, None):
        shows = {TIMELINE: field("typed", widget("")), LEVEL: field("site", widget("-"))}
        shows[MOBILE] = field("+258 84 555 0199", widget(""))
        found = flags(form_of(shows), reference="", against=against)
        assert found == [Flag("shown_as_sent", (MOBILE,)), Flag("shown_as_sent", (TIMELINE, LEVEL), "warning")]
        for name, seen in ((TIMELINE, "-x"), (LEVEL, "household"), (TIMELINE, TEXTS[TIMELINE])):
            found = flags(form_of({name: field("typed", widget(seen))}), reference="", against=against)
            assert found == [Flag("shown_otherwise", (name,))]


def test_a_form_with_a_reference_was_sent_with_the_texts_of_the_record() -> None:
    assert shown(**{LEVEL: field("typed", widget("-"))}) == [Flag("shown_otherwise", (LEVEL,))]
    assert shown(**{NAME: field("typed", widget(TEXTS[NAME]))}) == [Flag("shown_as_sent", (NAME,))]


@pytest.mark.parametrize(("against", "language"), [(None, "en"), (SENT, "xx"), (None, "xx")])
def test_what_is_not_known_may_be_what_is_drawn_as_we_draw(against: Agreement | None, language: str) -> None:
    for drawn_by_us, code in ((True, "shown_as_sent"), (False, "shown_otherwise")):
        form = form_of({TIMELINE: field("typed", widget("another", drawn_by_us=drawn_by_us))})
        assert [flag.code for flag in flags(form, against=against, language=language)] == [code]


def test_a_focal_point_may_be_one_of_an_earlier_record() -> None:
    earlier = [changed(requesting_organization="Amina Bello"), changed(requesting_organization="Zoe Eze")]
    for name in ("Amina Bello", "Zoe Eze"):
        form = form_of({NAME: field("typed", widget(name))})
        assert flags(form, earlier=earlier) == [Flag("shown_as_sent", (NAME,))]
        assert flags(form) == [Flag("shown_otherwise", (NAME,))]


# As it was sent


def test_fields_that_are_hidden_are_told_one_by_one() -> None:
    hidden = widget(hidden=True)
    found = shown(**{TIMELINE: field("", hidden), OURS: field("", hidden), "form_terms": field("", hidden)})
    assert found == [Flag("hidden_field", (TIMELINE,)), Flag("hidden_field", (OURS,))]
    assert shown(**{TIMELINE: field("", widget(page=0, hidden=True))}) == []


def test_what_is_seen_beside_the_blank_form_is_told() -> None:
    beside = BesideBlankForm(moved=["b", "a"], painted=[2, 4])
    assert flags(form_of({}, beside_blank=beside)) == [
        Flag("off_page", ("b", "a")),
        Flag("foreign_content", pages=(2, 4)),
    ]


def covered(*places: tuple[int, str], marks: Sequence[Mark] = (), fields: Sequence[str] = ()) -> list[Flag]:
    form = form_of({name: field("") for name in fields}, beside_blank=BesideBlankForm(covered=[*places]))
    form.fields.marks = [*marks]
    return flags(form)


def test_fields_that_something_lies_over_are_told_with_their_pages() -> None:
    found = covered((2, "b"), (1, "a"), (2, "b"), (2, "a"))
    assert found == [Flag("typed_over", ("b", "a"), pages=(1, 2))]
    assert covered() == []


def test_what_is_told_as_typed_over_already_is_not_told_again() -> None:
    box = (0.0, 0.0, 9.0, 9.0)
    typed, note = Mark("FreeText", 1, box, "x", "a"), Mark("Highlight", 1, box, "", "b")
    assert covered((1, "a"), marks=[typed]) == []
    assert covered((1, "a"), (1, "b"), marks=[typed, note]) == [Flag("typed_over", ("b",), pages=(1,))]
    assert covered((1, "a"), (2, "b"), marks=[typed]) == [Flag("typed_over", ("b",), pages=(2,))]


def test_covered_fields_are_told_by_their_own_names() -> None:
    renamed = f"form1.{TIMELINE}"
    assert covered((1, renamed), fields=[renamed]) == [Flag("typed_over", (TIMELINE,), pages=(1,))]
    said = Mark("FreeText", 1, (0, 0, 9, 9), "x", TIMELINE)
    assert covered((1, renamed), fields=[renamed], marks=[said]) == []


def orphaned(
    value: str, page: int = 0, page_count: int = 4, sent_pages: int = 4, name: str = TIMELINE, place: str = TIMELINE
) -> bool:
    widgets = [widget(page=page)] if page else []
    form = form_of({name: QpdfField([value], widgets)})
    form.fields.page_count = page_count
    form.beside_blank = BesideBlankForm({place: 1}, sent_pages)
    found = flags(form)
    assert found in ([], [Flag("orphaned_field", (TIMELINE,))])
    return bool(found)


@pytest.mark.parametrize(
    ("value", "says"),
    [("typed", True), ("", False), (" \n", False), ("Off", False), ("-", False), (" - ", False), ("Yes", True)],
)
def test_a_field_that_says_something_and_stands_on_no_page_is_told(value: str, says: bool) -> None:
    assert orphaned(value) is says
    assert not orphaned(value, page=1)


def test_a_page_that_is_missing_is_told_elsewhere() -> None:
    assert not orphaned("typed", page_count=3)
    assert orphaned("typed", page_count=5)
    assert not orphaned("typed", sent_pages=0)
    assert orphaned("typed", page_count=1, sent_pages=1)


def test_only_fields_that_have_a_place_are_missed() -> None:
    assert not orphaned("typed", place=OTHER)
    assert orphaned("typed", name=f"form1.{TIMELINE}")


def test_orphaned_fields_are_told_one_by_one() -> None:
    form = form_of({name: QpdfField(["typed"]) for name in (OTHER, TIMELINE)})
    form.beside_blank = BesideBlankForm({TIMELINE: 1, OTHER: 1}, 4)
    assert flags(form) == [Flag("orphaned_field", (OTHER,)), Flag("orphaned_field", (TIMELINE,))]


def test_flags_of_one_field_are_those_that_are_told_one_by_one() -> None:
    assert {*OF_ONE_FIELD} == {"hidden_field", "orphaned_field", "contradicted_tick"}


# As it was saved before


def saved(
    now: dict[str, str],
    *states: dict[str, str],
    count: int = 0,
    first_is_ours: bool = False,
    concealed: bool = False,
    reference: str = "REF",
    against: Agreement | None = SENT,
) -> tuple[str, ...]:
    """The fields that held something else before; none where that is not told. It is an error where nobody knows
    what was changed by whom."""
    before = SavedBefore(count or len(states), [*states], first_is_ours, concealed)
    form = form_of({name: field(text) for name, text in now.items()}, saved_before=before)
    found = flags(form, reference=reference, against=against)
    severity = "error" if concealed or count > len(states) else "warning"
    assert [(flag.code, flag.severity) for flag in found] in ([], [("saved_revisions", severity)])
    return found[0].fields if found else ()


def test_a_field_that_held_something_else_before_is_told() -> None:
    assert saved({TIMELINE: "new"}, {TIMELINE: "old"}) == (TIMELINE,)
    assert saved({TIMELINE: "new"}, {TIMELINE: "new"}) == ()
    assert saved({TIMELINE: "new"}) == ()
    assert saved({TIMELINE: ""}, {TIMELINE: "old"}) == (TIMELINE,)
    assert saved({}, {TIMELINE: "old"}) == (TIMELINE,)
    assert saved({TIMELINE: "new"}, {TIMELINE: "old"}, concealed=True) == (TIMELINE,)
    assert saved({TIMELINE: "new"}, {TIMELINE: "new"}, concealed=True) == ()


def test_what_was_sent_or_empty_before_is_no_other_value() -> None:
    assert saved({TIMELINE: "new"}, {TIMELINE: TEXTS[TIMELINE]}) == ()
    assert saved({TIMELINE: "new"}, {TIMELINE: f" {TEXTS[TIMELINE]}\n"}) == ()
    for empty in ("", " ", "Off", "-"):
        assert saved({TIMELINE: "new"}, {TIMELINE: empty}) == ()
    assert saved({TIMELINE: "new"}, {}) == ()


def test_the_same_in_other_spaces_is_the_same() -> None:
    assert saved({TIMELINE: "every  month"}, {TIMELINE: "every\nmonth "}) == ()
    assert saved({TIMELINE: "every month"}, {TIMELINE: "Every month"}) == (TIMELINE,)


def test_each_state_is_looked_at_and_each_field_told_once() -> None:
    states: tuple[dict[str, str], ...] = ({TIMELINE: "old", OTHER: "now"}, {TIMELINE: "older", OTHER: "then"}, {})
    assert saved({TIMELINE: "new", OTHER: "now"}, *states) == (TIMELINE, OTHER)


def test_only_the_partners_fields_are_told() -> None:
    was = {OURS: "old", OUR_NAME: "old", "Text1": "old", "form_terms": "old"}
    now = dict.fromkeys(was, "new")
    assert saved(now, was) == ()
    assert saved(now, was, reference="") == (OURS, OUR_NAME)


def test_fields_are_compared_by_their_own_names() -> None:
    renamed = f"form1.{TIMELINE}"
    assert saved({renamed: "new"}, {renamed: "old"}) == (TIMELINE,)
    assert saved({renamed: "new"}, {renamed: TEXTS[TIMELINE]}) == ()


def test_without_a_record_the_first_state_is_what_was_sent() -> None:
    assert saved({TIMELINE: "new"}, {TIMELINE: "old"}, against=None) == ()
    assert saved({TIMELINE: "new"}, {TIMELINE: "old"}, {TIMELINE: "older"}, against=None) == (TIMELINE,)
    assert saved({TIMELINE: "new"}, {}, {TIMELINE: "older"}, against=None) == (TIMELINE,)


def test_a_file_that_begins_as_we_made_it_was_sent_with_the_focal_points_that_it_then_had() -> None:
    first = {NAME: "Amina", TIMELINE: "old"}
    assert saved({NAME: "new"}, {NAME: "Amina"}, first_is_ours=True) == ()
    assert saved({NAME: "new"}, {NAME: "Amina"}) == (NAME,)
    assert saved({NAME: "new"}, {}, {NAME: "Amina"}, first_is_ours=True) == (NAME,)
    assert saved({NAME: "new", TIMELINE: "new"}, first, first_is_ours=True) == (TIMELINE,)
    assert saved({NAME: "new"}, first, {NAME: TEXTS[NAME]}, first_is_ours=True) == (TIMELINE, NAME)


def test_a_file_that_was_saved_more_often_than_anybody_looks_at_is_flagged() -> None:
    assert saved({TIMELINE: "new"}, {TIMELINE: "new"}, count=2) == ("form",)
    assert saved({TIMELINE: "new"}, {TIMELINE: "old"}, count=2) == (TIMELINE,)
    assert saved({TIMELINE: "new"}, {TIMELINE: "new"}, count=1) == ()


# As it was signed


def signed(now: dict[str, str], *then: tuple[str, dict[str, str] | None]) -> list[Flag]:
    form = form_of({name: field(text) for name, text in now.items()}, signed=[*then])
    form.fields.signatures = [PART]
    return flags(form)


def told(*names: str) -> list[Flag]:
    return [Flag("changed_after_signing", names)]


SAVED_LATER = [Flag("changed_after_signing", (PART.field,), "warning")]


def test_values_that_are_not_those_that_were_signed_are_told() -> None:
    assert signed({TIMELINE: "new"}, ("s", {TIMELINE: "old"})) == told(TIMELINE)
    assert signed({TIMELINE: "new", OURS: "x"}, ("s", {TIMELINE: "new"})) == told(OURS)
    assert signed({TIMELINE: "new", OTHER: ""}, ("s", {TIMELINE: " new\n"})) == SAVED_LATER
    assert signed({}) == SAVED_LATER


def test_a_file_that_can_not_be_opened_as_it_was_signed_is_told_by_its_signature() -> None:
    assert signed({TIMELINE: "new"}, ("s", None)) == told("s")
    assert signed({TIMELINE: "new"}, ("s", None), ("t", {TIMELINE: "old"})) == told("s", TIMELINE)
    assert signed({TIMELINE: "new"}, ("s", {TIMELINE: "old"}), ("t", None)) == told(TIMELINE, "t")


def test_each_signature_is_looked_at_and_each_field_told_once() -> None:
    then = [("s", {TIMELINE: "old", OTHER: "x"}), ("t", {TIMELINE: "older", OTHER: "y"}), ("u", {})]
    assert signed({TIMELINE: "new", OTHER: "x"}, *then) == told(TIMELINE, OTHER)


def test_after_a_signature_in_a_box_of_the_form_only_the_partners_date_may_come() -> None:
    iom, partner = "signature_iom", "signature_requesting_organization"
    date = "date_requesting_organization"
    assert signed({date: "5 May"}, (iom, {date: ""})) == SAVED_LATER
    assert signed({date: "5 May"}, ("s", {date: ""})) == told(date)
    assert signed({date: "5 May"}, (partner, {date: ""})) == [Flag("signed_form_changed", (date,))]
    assert signed({"date_iom": "5 May"}, (iom, {"date_iom": ""})) == [Flag("signed_form_changed", ("date_iom",))]
    both = [("s", {TIMELINE: "old"}), (iom, {TIMELINE: "new"})]
    assert signed({TIMELINE: "new"}, *both) == told(TIMELINE)
    assert signed({TIMELINE: "new"}, ("s", {TIMELINE: "new"}), (iom, None)) == [Flag("signed_form_changed", (iom,))]
    assert "signed_form_changed" not in acceptable()


def test_what_was_signed_is_compared_by_its_own_names() -> None:
    renamed = f"form1.{TIMELINE}"
    assert signed({renamed: "new"}, ("s", {renamed: "new"})) == SAVED_LATER
    assert signed({renamed: "new"}, ("s", {renamed: "old"})) == told(TIMELINE)


def test_a_form_that_has_everything_has_all_its_flags() -> None:
    form = form_of(
        {TIMELINE: field("typed", widget("another")), OTHER: field("typed", widget(hidden=True))},
        saved_before=SavedBefore(1, [{TIMELINE: "old"}]),
        signed=[("s", None)],
        beside_blank=BesideBlankForm(moved=["a"]),
    )
    assert form.qpdf
    form.qpdf.actions, form.qpdf.duplicate_keys = {"script", "attachment"}, {"form"}
    form.fields.texts["more"] = ""
    assert [flag.code for flag in flags(form)] == [
        "readers_disagree",
        "key_twice",
        "script",
        "attachment",
        "shown_otherwise",
        "hidden_field",
        "off_page",
        "saved_revisions",
        "changed_after_signing",
    ]


# What a person takes upon themselves


def test_the_codes_that_can_be_accepted_are_those_of_their_table() -> None:
    table = resources.files("dtmforms.returns.tampering").joinpath("acceptable.toml").read_text(encoding="utf-8")
    assert acceptable() == tuple(tomllib.loads(table))
    assert not {"key_twice", "readers_disagree", "typed_over", "doubled_field"} & {*acceptable()}


def test_errors_of_an_accepted_code_are_warnings_that_say_so() -> None:
    script, link, twice = Finding("script", "form"), Finding("foreign_link", "form"), Finding("doubled_field", "form")
    warning = Finding("script", "form", severity="warning")
    found = [script, link, twice, warning]
    taken = Finding("script", "form", severity="warning", accepted=True)
    assert accepted(found, {"script", "doubled_field", "nonsense"}) == [taken, link, twice, warning]
    assert accepted(found, ["script", "foreign_link"])[1].accepted
    assert accepted(found, ()) == found
    assert accepted([], {"script"}) == []


@pytest.mark.parametrize(
    ("severity", "codes", "is_it"),
    [
        ("error", {"script"}, True),
        ("error", {"attachment"}, False),
        ("warning", {"script"}, False),
        ("error", (), False),
    ],
)
def test_only_an_error_of_a_code_is_accepted(severity: Any, codes: Any, is_it: bool) -> None:
    assert is_accepted(Finding("script", "form", severity=severity), codes) is is_it

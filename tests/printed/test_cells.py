"""What was read off pages becomes the fields of a return: sure where it is what was sent, else with the reason why a
person has to look; and a scan is the signed copy of the text that its code says, or it is not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest
from conftest import load_sample

from dtmforms.agreement.model import Agreement
from dtmforms.changes.fingerprint import fingerprint
from dtmforms.findings import Finding
from dtmforms.form.fields import SIGNATURES, TICKED, UNCHOSEN, UNTICKED, Rows, fields
from dtmforms.form.identity import WORD, Identity
from dtmforms.form.texts import options_shown, texts_of
from dtmforms.language.labels import labels
from dtmforms.pdf.geometry import FormLayout
from dtmforms.pdf.write.form import layout_of
from dtmforms.pdf.write.form_layout import blank_layout
from dtmforms.returns.answer import Basis, ReturnedFields
from dtmforms.returns.printed import pages as finder
from dtmforms.returns.printed.cells import beside_sent, fields_of_pages
from dtmforms.returns.printed.sent_form import Expected
from dtmforms.returns.returned_file import DRAFT, PrintedCell, PrintedPages, UnplacedSheet

SENT = load_sample("en")
TO_FILL_IN = layout_of(SENT, SENT.language)
LAYOUT = replace(TO_FILL_IN, purpose="sign")
TERMS = fingerprint(SENT)
TEXTS = texts_of(SENT, LAYOUT.rows, "en")
FORM = Identity(SENT.reference, "en", TERMS, str(LAYOUT))
BLANK = Identity("", "en", "", str(blank_layout()))
TABLE = {entry.name: entry for entry in fields(LAYOUT.rows)}

TIMELINE, LEVEL, OTHER = "table_b_low_timeline", "table_b_low_datasets_01_level", "table_b_low_method_other_01"
NAME, LABEL = "table_b_low_datasets_01_name", "table_b_low_datasets_02_partner_label"
FREE, FREE_TOO = "table_b_low_datasets_03_name", "table_b_medium_datasets_03_name"
FREE_LEVEL = "table_b_low_datasets_03_level"
ON, OFF = "table_b_low_method_password_protected_web_portal", "table_b_low_not_applicable"
OURS, OURS_TOO = "table_c_iom_primary_title", "table_c_iom_secondary_title"
EMAIL = "table_c_requesting_organization_primary_email"
CHOOSE = labels("en").ours["choose"]


def cell(name: str, text: str | None = None, *, sheet: int = 1, **more: Any) -> PrintedCell:
    """A cell that says what was sent, or another text."""
    source = "ink" if TABLE[name].kind == "tick" else "text"
    return PrintedCell(name, sheet, more.pop("source", source), TEXTS[name] if text is None else text, **more)


def pages(*cells: PrintedCell, identity: Identity = FORM, **more: Any) -> PrintedPages:
    return PrintedPages(identity, list(cells), **{"sheets": {1: [1]}, **more})


def answered(*cells: PrintedCell, record: Agreement | None = SENT, **more: Any) -> ReturnedFields:
    answer = fields_of_pages(pages(*cells, **more), Basis(record))
    assert answer
    return answer


def doubts(*cells: PrintedCell, **more: Any) -> dict[str, str]:
    """Why each cell is not sure that is not IOM's own, by what is told of it alone, or once for all of its kind."""
    answer = answered(*cells, **more)
    told = {finding.code: finding.values["number"] for finding in answer.findings if "number" in finding.values}
    unsure = {name for name, source in answer.sources.items() if not source["sure"] and not TABLE[name].ours}
    kinds = {"lost_boxes": empty(answer), "unknown_boxes": empty(answer)}
    kinds |= dict.fromkeys(("lost_ticks", "stale_ticks"), ticks(answer))
    found = dict(answer.suspect)
    for code in kinds.keys() & told.keys():
        names = kinds[code] & unsure - answer.suspect.keys()
        assert len(names) == told[code]
        found |= dict.fromkeys(names, code)
    return found


def empty(answer: ReturnedFields) -> set[str]:
    texts = answer.stored.items()
    return {name for name, text in texts if TABLE[name].kind != "tick" and text in ("", UNCHOSEN)}


def ticks(answer: ReturnedFields) -> set[str]:
    return {name for name in answer.stored if TABLE[name].kind == "tick"}


def codes(answer: ReturnedFields) -> list[str]:
    return [finding.code for finding in answer.findings]


def values(answer: ReturnedFields, code: str) -> dict[str, Any]:
    [finding] = [finding for finding in answer.findings if finding.code == code]
    assert finding.path == "form"
    return dict(finding.values)


# A cell beside what was sent


def beside(read: PrintedCell, sent: str | None, known: Iterable[str] = (), language: str = "en") -> tuple[str, str]:
    entry = next(entry for entry in fields(Rows()) if entry.name == read.name)
    found = beside_sent(read, Expected(entry, options_shown(labels(language)), sent, frozenset(known)))
    assert replace(found, text="", doubt="") == replace(read, text="", doubt="")
    return found.text, found.doubt


@pytest.mark.parametrize("text", ["", "  \n "])
@pytest.mark.parametrize(
    ("name", "sent", "before", "found"),
    [
        (TIMELINE, "", "", ("", "")),
        (TIMELINE, "Weekly", "", ("", "doubt_empty")),
        (TIMELINE, UNCHOSEN, "", ("", "doubt_empty")),
        (TIMELINE, None, "", ("", "unknown_boxes")),
        (TIMELINE, "Weekly", "doubt_ink", ("", "doubt_ink")),
        (TIMELINE, "", "doubt_ink", ("", "doubt_ink")),
        (TIMELINE, None, "doubt_ink", ("", "doubt_ink")),
        (LEVEL, UNCHOSEN, "", (UNCHOSEN, "")),
        (LEVEL, "", "", (UNCHOSEN, "")),
        (LEVEL, "site", "", (UNCHOSEN, "doubt_empty")),
        (LEVEL, None, "", (UNCHOSEN, "unknown_boxes")),
        (LEVEL, UNCHOSEN, "doubt_ink", (UNCHOSEN, "doubt_ink")),
    ],
)
def test_an_empty_box_is_sure_where_nothing_was_sent(
    name: str, sent: str | None, before: str, found: tuple[str, str], text: str
) -> None:
    assert beside(cell(name, text, doubt=before), sent) == found


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        *(("Every month", "Every month"), ("Every  month\n", "Every month"), ("Everymonth", "Every month")),
        *(("E\u0301cole", "École"), ("ﬁeld m2", "field m²"), ("\ufee3\ufea4", "مح"), ("htnom yrevE", "Every month")),
    ],
)
def test_what_was_sent_is_sure_and_stays_as_it_was_typed(text: str, sent: str) -> None:
    assert beside(cell(TIMELINE, text), sent) == (sent, "")
    assert beside(cell(TIMELINE, "x", in_order=text), sent) == (sent, "")


def test_what_is_seen_beside_what_was_sent_is_in_doubt_all_the_same() -> None:
    assert beside(cell(TIMELINE, "Weekly", doubt="doubt_ink_beside"), "Weekly") == ("Weekly", "doubt_ink_beside")


@pytest.mark.parametrize("sent", ["", "Every month", "every week", "Every weeks", None])
def test_what_was_not_sent_is_new(sent: str | None) -> None:
    assert beside(cell(TIMELINE, "Every week"), sent) == ("Every week", "doubt_new")


@pytest.mark.parametrize(
    ("read", "why"),
    [
        (cell(TIMELINE, "Wh?t", doubt="doubt_overlap", gap=True, cut=True), "doubt_overlap"),
        (cell(TIMELINE, "Wh?t", gap=True, cut=True), "doubt_question_mark"),
        (cell(TIMELINE, "Every week", gap=True, cut=True), "doubt_letters"),
        (cell(TIMELINE, "Every week", gap=True), "doubt_letters"),
        (cell(TIMELINE, "Every week", cut=True), "doubt_cut"),
        (cell(EMAIL, "ngozi"), "doubt_email"),
        (cell(TIMELINE, "Xkcdfgh data"), "doubt_words"),
    ],
)
@pytest.mark.parametrize("sent", ["", None])
def test_the_first_reason_for_a_doubt_is_given(read: PrintedCell, why: str, sent: str | None) -> None:
    assert beside(read, sent) == (read.text, why)


def test_words_that_were_sent_are_words() -> None:
    assert beside(cell(TIMELINE, "Xkcdfgh data"), "") == ("Xkcdfgh data", "doubt_words")
    assert beside(cell(TIMELINE, "Xkcdfgh data"), "", ["Xkcdfgh"]) == ("Xkcdfgh data", "doubt_new")


@pytest.mark.parametrize(
    ("sent", "why"),
    [("Every 日 week", "doubt_letters"), ("Every week日日", "doubt_letters"), ("Every 日 month", "doubt_new")],
)
def test_what_was_sent_without_the_letters_that_programs_seldom_draw_is_no_new_text(sent: str, why: str) -> None:
    assert beside(cell(TIMELINE, "Every week"), sent) == ("Every week", why)


@pytest.mark.parametrize(
    ("text", "in_order", "option"),
    [
        *(("per site", "", "site"), ("site", "", "site"), ("Per site", "", None), ("admin 2", "", "admin2")),
        *((CHOOSE, "", UNCHOSEN), (UNCHOSEN, "", UNCHOSEN), ("etis rep", "", "site"), ("xx", "per site", "site")),
        *(("xx", "etis", "site"), ("per site", "household", None), ("per site", "site", "site"), ("x", "", None)),
    ],
)
@pytest.mark.parametrize("sent", ["household", UNCHOSEN, "", None])
def test_a_choice_is_the_option_whose_words_stand_there(
    text: str, in_order: str, option: str | None, sent: str | None
) -> None:
    read = cell(LEVEL, text, in_order=in_order)
    assert beside(read, sent) == ((option, "") if option else (text, "doubt_choice"))


def test_a_choice_shows_the_words_of_its_language() -> None:
    shown = labels("fr").levels["household"]
    assert beside(cell(LEVEL, shown), "", language="fr") == ("household", "")
    assert beside(cell(LEVEL, shown), "") == (shown, "doubt_choice")


def test_a_choice_with_ink_beside_it_is_in_doubt() -> None:
    assert beside(cell(LEVEL, "per site", doubt="doubt_ink_beside"), "site") == ("site", "doubt_ink_beside")
    assert beside(cell(LEVEL, "persite.", doubt="doubt_ink_beside"), "site") == ("persite.", "doubt_choice")


@pytest.mark.parametrize("text", [TICKED, UNTICKED])
@pytest.mark.parametrize("why", ["", "doubt_tick"])
def test_a_tick_is_as_it_is_seen(text: str, why: str) -> None:
    assert beside(cell(ON, text, doubt=why), TICKED) == (text, why)
    assert beside(cell(ON, text, doubt=why), None) == (text, why)


@pytest.mark.parametrize(("name", "text"), [(TIMELINE, ""), (TIMELINE, " x? "), (LEVEL, "per site"), (LEVEL, "")])
def test_a_draft_is_as_it_was_read(name: str, text: str) -> None:
    assert beside(cell(name, text, doubt=DRAFT), "Weekly") == (text, DRAFT)


# What is known of a form


def test_pages_that_are_as_they_were_sent_say_what_was_sent() -> None:
    read = [cell(TIMELINE, sheet=2), cell(LEVEL, "per site"), cell(ON, sheet=3), cell(FREE), cell(OURS)]
    answer = answered(*read, page_count=4, places={TIMELINE: 2})
    names = [TIMELINE, LEVEL, ON, FREE, OURS]
    assert answer == ReturnedFields(
        texts={name: TEXTS[name] for name in names},
        stored={name: TEXTS[name] for name in names},
        identity=FORM.texts(),
        rows=LAYOUT.rows,
        pages={TIMELINE: 2, LEVEL: 1, ON: 3, FREE: 1, OURS: 1},
        places={TIMELINE: 2},
        findings=[Finding("nothing_new_seen", "form")],
        kind="flattened",
        sources={
            TIMELINE: {"source": "text", "sure": True, "page": 2},
            LEVEL: {"source": "text", "sure": True, "page": 1},
            ON: {"source": "ink", "sure": True, "page": 3},
            FREE: {"source": "text", "sure": True, "page": 1},
            OURS: {"source": "text", "sure": True, "page": 1},
        },
    )


def test_cells_that_the_form_does_not_have_are_passed_over() -> None:
    assert answered(cell(TIMELINE), PrintedCell("another", 1, "text", "x")).texts == {TIMELINE: TEXTS[TIMELINE]}


def test_a_form_has_as_many_rows_as_it_says() -> None:
    rows = Rows((9, 2, 2, 6, 2, 2))
    identity = replace(FORM, rows=str(FormLayout("fill", rows, LAYOUT.lines)))
    answer = answered(PrintedCell("table_b_low_datasets_09_name", 1, "text"), cell(TIMELINE), identity=identity)
    assert answer.rows == rows
    assert answer.texts == {"table_b_low_datasets_09_name": "", TIMELINE: TEXTS[TIMELINE]}
    assert all(source["sure"] for source in answer.sources.values())


def test_the_reference_may_be_spaced_otherwise() -> None:
    """Letters of the record's own reference, as they are compared (rule D10)."""
    spaced = replace(FORM, reference=f" {SENT.reference} ")
    assert doubts(cell(TIMELINE), identity=spaced) == {}
    record = SENT.model_copy(update={"reference": f"{SENT.reference} "})
    assert doubts(cell(TIMELINE), record=record, identity=replace(FORM, terms="")) == {}


def test_a_form_without_terms_is_taken_for_one_of_the_record() -> None:
    assert doubts(cell(TIMELINE), identity=replace(FORM, terms="")) == {}


@pytest.mark.parametrize(
    ("identity", "record"),
    [
        (FORM, None),
        (replace(FORM, reference="MOZ-CD-HCT-XX"), SENT),
        (replace(FORM, reference="MOZ-CD-HCT-XX", terms=""), SENT),
        (replace(FORM, terms="AAAA-AAAA"), SENT),
    ],
    ids=["no record", "another reference", "another reference without terms", "other terms"],
)
def test_of_a_form_of_something_else_it_is_not_known_what_was_sent(
    identity: Identity, record: Agreement | None
) -> None:
    found = doubts(cell(TIMELINE), cell(FREE), cell(FREE_TOO, "New"), cell(OFF), identity=identity, record=record)
    assert found == {TIMELINE: "doubt_new", FREE: "unknown_boxes", FREE_TOO: "doubt_new"}


def test_in_a_blank_form_every_box_was_empty_and_is_to_be_filled_in() -> None:
    for record in (None, SENT):
        answer = answered(cell(FREE), cell(OFF), cell(OURS, ""), identity=BLANK, record=record)
        assert all(source["sure"] for source in answer.sources.values())
        answer = answered(cell(OURS, "Data Officer"), cell(FREE), identity=BLANK, record=record)
        assert answer.suspect == {OURS: "doubt_new"}
        assert answer.texts == {OURS: "Data Officer", FREE: ""}
        assert values(answer, "lost_boxes") == {"number": 1, "pages": [1]}


def test_in_a_blank_form_no_box_was_ticked() -> None:
    answer = answered(cell(ON, UNTICKED), cell(OFF), identity=BLANK, record=None)
    assert all(source["sure"] for source in answer.sources.values())
    drafts = [cell(ON, TICKED, doubt=DRAFT), cell(OFF, UNTICKED, doubt=DRAFT)]
    scanned = answered(*drafts, identity=BLANK, record=None, scanned=True)
    assert values(scanned, "copy_changed") == {"fields": [ON]}


@pytest.mark.parametrize(
    "identity",
    [replace(FORM, edition="0"), replace(FORM, language="xx"), replace(FORM, rows=WORD), replace(FORM, rows="6 2 2")],
    ids=["edition", "language", "Word", "layout"],
)
@pytest.mark.parametrize("record", [SENT, None])
def test_of_a_form_whose_places_are_not_known_nothing_is_read(identity: Identity, record: Agreement | None) -> None:
    answer = answered(cell(TIMELINE), identity=identity, record=record)
    assert answer.texts == {}
    assert answer.rows == Rows()
    assert answer.identity == identity.texts()


def test_a_form_shows_the_options_of_its_own_language() -> None:
    french = replace(FORM, language="fr")
    shown = labels("fr").levels["site"]
    assert answered(cell(LEVEL, shown), identity=french, record=None).texts == {LEVEL: "site"}
    assert answered(cell(LEVEL, "household"), identity=french, record=None).texts == {LEVEL: "household"}
    english = labels("en").levels["site"]
    assert answered(cell(LEVEL, english), identity=french, record=None).texts == {LEVEL: english}


def test_words_that_were_sent_anywhere_in_the_form_are_words() -> None:
    table_b = SENT.table_b.model_copy(update={"password_change_plan": "Xkcdfgh changes it"})
    record = SENT.model_copy(update={"table_b": table_b})
    identity = replace(FORM, terms=fingerprint(record))
    assert doubts(cell(FREE, "Xkcdfgh data")) == {FREE: "doubt_words"}
    assert doubts(cell(FREE, "Xkcdfgh data"), record=record, identity=identity) == {FREE: "doubt_new"}


# Several cells


def test_a_page_that_came_twice_counts_once() -> None:
    answer = answered(cell(TIMELINE, sheet=1), cell(TIMELINE, sheet=2))
    assert answer.sources == {TIMELINE: {"source": "text", "sure": True, "page": 1}}


def test_where_one_of_two_pages_is_in_doubt_both_are() -> None:
    twice = [cell(TIMELINE, sheet=1), cell(TIMELINE, sheet=2, doubt="doubt_ink_beside")]
    for read in (twice, twice[::-1]):
        answer = answered(*read)
        assert answer.suspect == {TIMELINE: "doubt_ink_beside"}
        assert answer.pages == {TIMELINE: 2}


def test_where_two_pages_differ_the_first_is_told_and_in_doubt() -> None:
    answer = answered(cell(OFF, UNTICKED, sheet=1), cell(OFF, TICKED, sheet=2))
    assert answer.suspect == {OFF: "doubt_twice"}
    assert (answer.texts, answer.pages) == ({OFF: UNTICKED}, {OFF: 1})
    answer = answered(cell(TIMELINE, "Every w?ek", sheet=1), cell(TIMELINE, "Every month", sheet=2))
    assert answer.suspect == {TIMELINE: "doubt_question_mark"}
    answer = answered(cell(TIMELINE, sheet=1), cell(TIMELINE, "Every month", sheet=2))
    assert answer.suspect == {TIMELINE: "doubt_new"}
    assert answer.texts == {TIMELINE: TEXTS[TIMELINE]}


# IOM's own


@pytest.mark.parametrize(
    ("read", "text", "compared"),
    [
        (cell(OURS), TEXTS[OURS], True),
        (cell(OURS, "Chief of all"), "Chief of all", True),
        (cell(OURS, "Ch?ef"), TEXTS[OURS], False),
        (cell(OURS, ""), TEXTS[OURS], False),
        (cell(OURS, doubt="doubt_overlap"), TEXTS[OURS], False),
    ],
)
def test_what_is_ioms_and_cannot_be_compared_is_what_was_sent(read: PrintedCell, text: str, compared: bool) -> None:
    answer = answered(read)
    assert answer.texts == {OURS: text}
    assert answer.stored == {OURS: read.text}
    assert answer.suspect == {}
    assert ("ours_not_compared" in codes(answer)) is not compared


def test_without_the_record_what_is_ioms_is_as_it_is_read() -> None:
    answer = answered(cell(OURS, "Ch?ef"), cell(OURS_TOO, ""), record=None)
    assert answer.texts == {OURS: "Ch?ef", OURS_TOO: ""}
    assert codes(answer) == []


def test_how_many_of_ioms_are_not_compared_is_told_once() -> None:
    answer = answered(cell(OURS, "Ch?ef", sheet=3), cell(OURS_TOO, "C?", sheet=2), cell("subject", "A?", sheet=3))
    assert values(answer, "ours_not_compared") == {"number": 3, "pages": [2, 3]}


def test_partners_cells_are_not_filled_in_with_what_was_sent() -> None:
    answer = answered(cell(TIMELINE, "W?ek"))
    assert answer.texts == {TIMELINE: "W?ek"}
    assert codes(answer) == []


# What may be lost

REST = [cell(FREE), cell(FREE_TOO, sheet=2), cell(FREE_LEVEL, CHOOSE), cell(ON), cell(OFF, sheet=3)]
LOST = dict.fromkeys((FREE, FREE_TOO, FREE_LEVEL), "lost_boxes")
STALE = {ON: "stale_ticks", OFF: "stale_ticks"}


@pytest.mark.parametrize(
    "read",
    [
        [],
        [cell(TIMELINE)],
        [cell(OURS, "Chief of all")],
        [cell(LEVEL, CHOOSE)],
        [cell(LEVEL, "household")],
        [cell(FREE_LEVEL, CHOOSE)],
    ],
    ids=["nothing else", "as sent", "IOM's own", "unchosen", "chosen", "left unchosen"],
)
def test_nothing_is_lost_where_nothing_was_typed(read: list[PrintedCell]) -> None:
    assert doubts(*read, *REST) == {}


@pytest.mark.parametrize(
    ("read", "why"),
    [
        (cell(TIMELINE, "Every week"), "doubt_new"),
        (cell(TIMELINE, ""), "doubt_empty"),
        (cell(TIMELINE, doubt="doubt_ink_beside"), "doubt_ink_beside"),
        (cell(LEVEL, "odd"), "doubt_choice"),
        (cell(LEVEL, ""), "doubt_empty"),
        (cell(OTHER, "By courier"), "doubt_new"),
    ],
)
def test_where_something_was_typed_other_boxes_and_ticks_may_have_lost_theirs(read: PrintedCell, why: str) -> None:
    assert doubts(read, *REST) == {read.name: why, **LOST, **STALE}
    assert doubts(*REST, read) == {read.name: why, **LOST, **STALE}


def test_what_may_be_lost_is_told_once_with_its_pages() -> None:
    answer = answered(cell(TIMELINE, "Every week"), *REST)
    assert values(answer, "lost_boxes") == {"number": 3, "pages": [1, 2]}
    assert values(answer, "stale_ticks") == {"number": 2, "pages": [1, 3]}


def test_one_of_ioms_boxes_that_is_empty_shows_that_something_was_lost() -> None:
    assert doubts(cell(OURS, ""), *REST) == {**LOST, **STALE}


def test_a_box_with_ink_lost_nothing() -> None:
    assert doubts(cell(TIMELINE, "", doubt="doubt_ink", source="ink"), *REST) == {TIMELINE: "doubt_ink"}
    assert doubts(cell(OTHER, "", doubt="doubt_ink", source="ink"), *REST) == {OTHER: "doubt_ink"}


def test_boxes_keep_the_doubt_that_they_have() -> None:
    ink = cell(OTHER, "", doubt="doubt_ink", source="ink")
    read = [cell(TIMELINE, "Every week"), ink, cell(ON, doubt="doubt_blot"), cell(OFF), cell(NAME, "")]
    assert doubts(*read) == {
        TIMELINE: "doubt_new",
        OTHER: "doubt_ink",
        ON: "doubt_blot",
        OFF: "stale_ticks",
        NAME: "doubt_empty",
    }


def test_a_tick_that_is_not_clear_is_as_good_as_something_typed() -> None:
    unclear = [replace(one, doubt="doubt_tick") if one.name == OFF else one for one in REST]
    assert doubts(*unclear) == {OFF: "doubt_tick", ON: "stale_ticks", **LOST}


CLEARED = [cell(NAME, ""), cell(LEVEL, CHOOSE)]


@pytest.mark.parametrize(
    ("read", "lost"),
    [
        (CLEARED, False),
        (CLEARED[::-1], False),
        (CLEARED[:1], True),
        ([cell(NAME, ""), cell(LEVEL)], True),
        ([cell(NAME, ""), cell(LEVEL, CHOOSE, doubt="doubt_overlap")], True),
        ([cell(NAME, ""), cell(LEVEL, "")], True),
        ([cell(NAME, ""), cell("table_b_low_datasets_02_level", CHOOSE)], True),
        ([cell(LABEL, ""), cell("table_b_low_datasets_02_level", CHOOSE)], False),
        ([cell(LABEL, ""), cell("table_b_low_datasets_02_level")], True),
        ([*CLEARED, cell(TIMELINE, "")], True),
    ],
)
def test_a_row_whose_choice_says_so_was_emptied_on_purpose(read: list[PrintedCell], lost: bool) -> None:
    found = doubts(*read, *REST)
    assert found[read[0].name] == "doubt_empty" if read[0].name != LEVEL else found[NAME] == "doubt_empty"
    assert LOST.items() <= found.items() if lost else not LOST.keys() & found.keys()


def test_where_every_tick_is_gone_they_were_not_drawn() -> None:
    answer = answered(cell(ON, UNTICKED, sheet=2), cell(OFF), cell(FREE))
    assert doubts(cell(ON, UNTICKED), cell(OFF), cell(FREE)) == dict.fromkeys((ON, OFF), "lost_ticks")
    assert values(answer, "lost_ticks") == {"number": 2, "pages": [1, 2]}
    unclear = cell(OFF, UNTICKED, doubt="doubt_tick")
    assert doubts(cell(ON, UNTICKED), unclear)[OFF] == "lost_ticks"
    typed = doubts(cell(ON, UNTICKED), cell(OFF), cell(TIMELINE, "Every week"), cell(FREE))
    assert typed == {TIMELINE: "doubt_new", FREE: "lost_boxes", ON: "lost_ticks", OFF: "lost_ticks"}


def test_where_one_tick_is_there_others_are_gone_on_purpose() -> None:
    assert doubts(cell(ON, UNTICKED), cell(OFF, TICKED)) == {}


def test_where_no_tick_was_sent_none_is_missing() -> None:
    assert doubts(cell(OFF), cell(FREE)) == {}
    assert doubts(cell(OFF, sheet=2), cell(TIMELINE, "Every week")) == {TIMELINE: "doubt_new", OFF: "stale_ticks"}


def test_what_may_be_lost_is_not_asked_of_what_is_not_known_or_scanned() -> None:
    assert doubts(cell(TIMELINE, "Every week"), cell(ON), record=None) == {TIMELINE: "doubt_new"}
    scan = [cell(ON, UNTICKED, doubt=DRAFT), cell(OFF, doubt=DRAFT)]
    assert codes(answered(*scan, scanned=True)) == ["copy_by_code", "copy_changed", "drafts_without_text"]


# What is found of the pages


def test_the_finding_of_unknown_boxes_names_their_pages() -> None:
    read = [cell(FREE, sheet=3), cell(FREE_TOO, sheet=2), cell(OTHER, sheet=3), cell(OURS, "", sheet=5)]
    answer = answered(*read, record=None)
    assert values(answer, "unknown_boxes") == {"number": 3, "pages": [2, 3]}
    assert answer.suspect == {}
    assert codes(answer) == ["unknown_boxes"]


@pytest.mark.parametrize(
    ("read", "record", "page_count", "said"),
    [
        (cell(TIMELINE), SENT, 4, True),
        (cell(TIMELINE), SENT, 0, False),
        (cell(TIMELINE), None, 4, False),
        (cell(TIMELINE, "Every week"), SENT, 4, False),
        (cell(OURS, "Chief of all"), SENT, 4, True),
    ],
)
def test_that_nothing_new_was_seen_is_said(
    read: PrintedCell, record: Agreement | None, page_count: int, said: bool
) -> None:
    answer = answered(read, record=record, page_count=page_count)
    assert ("nothing_new_seen" in codes(answer)) == said


def test_without_a_record_nothing_is_new() -> None:
    assert codes(answered(cell(FREE), identity=BLANK, record=None, page_count=4)) == []
    assert codes(answered(cell(FREE), identity=BLANK, page_count=4)) == ["nothing_new_seen"]


def test_pages_of_two_forms_are_told_apart() -> None:
    others = [replace(FORM, reference="ANOTHER"), FORM, replace(FORM, reference="A THIRD", terms="AAAA-AAAA")]
    for count, told in ((1, ["ANOTHER"]), (3, ["ANOTHER", "A THIRD"])):
        answer = answered(cell(TIMELINE), others=others[:count])
        assert values(answer, "two_forms") == {"references": [SENT.reference, *told]}
        assert "two_texts" not in codes(answer)


def test_pages_of_two_texts_of_one_form_are_told_apart() -> None:
    others = [replace(FORM, terms="AAAA-AAAA"), replace(FORM, terms="AAAA-AAAA")]
    answer = answered(cell(TIMELINE), others=others)
    assert values(answer, "two_texts") == {"terms": [TERMS, "AAAA-AAAA"]}
    assert "two_forms" not in codes(answer)


def test_pages_of_one_form_are_not_told_apart() -> None:
    assert codes(answered(cell(TIMELINE))) == []


def test_pages_that_show_none_of_the_form_are_named() -> None:
    assert values(answered(cell(TIMELINE), orphans=[5, 3, 5]), "page_unknown") == {"pages": [3, 5]}


def test_pages_that_were_not_scanned_are_asked_for() -> None:
    missing = answered(sheets={2: [1], 3: [2]}, page_count=4, scanned=True).findings
    assert [finding.values["page"] for finding in missing if finding.code == "page_not_scanned"] == [1, 4]
    assert "page_not_scanned" not in codes(answered(sheets={2: [1]}, page_count=4))
    assert "page_not_scanned" not in codes(answered(sheets={2: [1]}, page_count=0, scanned=True))
    assert "page_not_scanned" not in codes(answered(page_count=1, scanned=True))


@pytest.mark.parametrize(("recognised", "code"), [(True, "drafts"), (False, "drafts_without_text")])
def test_drafts_are_told_once_and_nothing_else_of_the_cells(recognised: bool, code: str) -> None:
    read = [cell(TIMELINE, "Weekly", doubt=DRAFT), cell(FREE, "", doubt=DRAFT), cell(OURS, "Ch?ef")]
    answer = answered(*read, recognised=recognised, scanned=True, page_count=1)
    assert codes(answer) == ["copy_by_code", code]
    assert answer.suspect == {}
    assert answer.texts == {TIMELINE: "Weekly", FREE: "", OURS: TEXTS[OURS]}


def test_of_a_form_to_fill_in_nothing_is_said_of_signatures() -> None:
    """Nobody signs it: what is written in its margins are no initials."""
    fill = replace(FORM, rows=str(TO_FILL_IN))
    more: dict[str, Any] = {"scanned": True, "recognised": True, "page_count": 1, "written_beside": [1]}
    read = [cell(TIMELINE, "Weekly", doubt=DRAFT), cell(ON, UNTICKED, doubt=DRAFT)]
    assert codes(answered(*read, identity=fill, **more)) == ["written_in_margins", "drafts"]
    assert codes(answered(*read, **more)) == ["copy_by_code", "copy_changed", "initials", "drafts"]


def test_pictures_are_those_of_the_cells_and_of_the_signatures() -> None:
    read = [cell(TIMELINE, doubt=DRAFT, picture=b"one"), cell(FREE, doubt=DRAFT)]
    answer = answered(*read, scanned=True, signature_pictures={"signature_iom": b"two"})
    assert answer.pictures == {TIMELINE: b"one", "signature_iom": b"two"}
    assert answer.kind == "scanned"


# Signed copies


SIGNED = dict.fromkeys(SIGNATURES, True)
WHOLE: dict[str, Any] = {"sheets": {1: [4], 2: [3]}, "page_count": 2, "ink": SIGNED, "scanned": True}


def copy(*cells: PrintedCell, record: Agreement | None = SENT, **more: Any) -> tuple[dict[str, object], list[str]]:
    """What a scan of all pages is as a signed copy, and what is found."""
    answer = answered(*cells, record=record, **{**WHOLE, **more})
    assert answer.signed_copy
    return answer.signed_copy, codes(answer)


def test_a_scan_of_the_right_text_with_a_signature_is_the_signed_copy() -> None:
    assert copy(cell(ON), cell(OFF)) == (
        {
            "reference": SENT.reference,
            "terms": TERMS,
            "pages": [1, 2],
            "accepted": True,
            "words": "not_compared",
            "boxes": {"iom": "ink", "requesting_organization": "ink"},
        },
        ["copy_by_code", "nothing_new_seen"],
    )
    assert values(answered(**WHOLE), "copy_by_code") == {"terms": TERMS}


def test_pages_that_were_not_scanned_are_no_copy_at_all() -> None:
    answer = answered(**{**WHOLE, "scanned": False, "ink": {}})
    assert answer.signed_copy is None
    assert codes(answer) == ["nothing_new_seen"]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"ink": SIGNED | {"signature_iom": False}}, "box_empty"),
        ({"ink": SIGNED | {"signature_requesting_organization": False}}, "box_empty"),
        ({"ink": dict.fromkeys(SIGNATURES, False)}, "box_empty"),
        ({"ink": {}}, ""),
        ({"lettered": [4]}, ""),
        ({"digitally_signed": True, "ink": {}}, "signature_not_checked"),
        ({"sheets": {1: [1]}}, "page_not_scanned"),
        ({"sheets": {1: [1], 2: [2], 3: [3]}}, ""),
        ({"identity": replace(FORM, terms="AAAA-AAAA")}, "copy_of_other_terms"),
        ({"identity": replace(FORM, terms="")}, "copy_of_other_terms"),
        ({"identity": replace(FORM, reference="ANOTHER")}, ""),
        ({"record": None}, "copy_unknown"),
        ({"others": [replace(FORM, terms="AAAA-AAAA")]}, "two_texts"),
    ],
    ids=[
        "IOM",
        "partner",
        "unsigned",
        "none seen",
        "letters",
        "digital",
        "torn",
        "too many",
        "other terms",
        "no terms",
        "other",
        "no record",
        "two texts",
    ],
)
def test_any_other_scan_is_not(more: dict[str, Any], code: str) -> None:
    found, said = copy(cell(ON), **more)
    assert found["accepted"] is False
    assert {code} - {""} <= {*said}
    right = more.keys() <= {"ink", "sheets", "lettered", "digitally_signed"}
    assert ("copy_by_code" in said) == right
    assert ("box_empty" in said) == (code == "box_empty")
    assert ("copy_of_other_terms" in said) == (code == "copy_of_other_terms")
    assert ("copy_unknown" in said) == (code == "copy_unknown")


@pytest.mark.parametrize(("terms", "told"), [("AAAA-AAAA", "AAAA-AAAA"), ("", "-")])
def test_of_a_copy_of_other_terms_both_are_told(terms: str, told: str) -> None:
    answer = answered(**WHOLE, identity=replace(FORM, terms=terms))
    assert values(answer, "copy_of_other_terms") == {"returned": told, "sent": TERMS}


def test_of_a_form_to_fill_in_of_other_terms_nothing_is_said_of_a_signed_copy() -> None:
    """Rule E9: nobody signs it."""
    answer = answered(**WHOLE, identity=replace(FORM, terms="AAAA-AAAA", rows=str(TO_FILL_IN)))
    assert values(answer, "fill_in_of_other_terms") == {"returned": "AAAA-AAAA", "sent": TERMS}
    assert "copy_of_other_terms" not in codes(answer)


def test_a_scan_with_a_tick_that_was_not_sent_is_a_changed_one() -> None:
    found, said = copy(cell(ON, UNTICKED, doubt=DRAFT), cell(OFF, doubt=DRAFT), cell(TIMELINE, "x", doubt=DRAFT))
    assert found["accepted"] is False
    assert "copy_changed" in said
    answer = answered(cell(ON, UNTICKED), cell(OFF, TICKED), **WHOLE)
    assert values(answer, "copy_changed") == {"fields": [ON, OFF]}
    assert copy(cell(TIMELINE, "x", doubt=DRAFT))[0]["accepted"] is True


def test_of_a_form_of_which_nothing_is_known_no_tick_is_a_changed_one() -> None:
    assert "copy_changed" not in copy(cell(ON, UNTICKED), record=None)[1]


def test_an_empty_box_names_the_side() -> None:
    for side in ("iom", "requesting_organization"):
        found, _ = copy(ink=SIGNED | {f"signature_{side}": False})
        assert found["boxes"] == dict.fromkeys(("iom", "requesting_organization"), "ink") | {side: "empty"}
        answer = answered(**WHOLE | {"ink": SIGNED | {f"signature_{side}": False}})
        assert values(answer, "box_empty") == {"side": side}


def test_whether_a_scan_of_a_document_is_signed_is_for_a_person_to_say() -> None:
    """Rule E9: its code says which text it is, and where it is signed is not known."""
    document: dict[str, Any] = {"identity": replace(FORM, rows=WORD), "page_count": 0, "ink": {}}
    found, said = copy(**document, sheets={0: [3, 1], 2: [1, 2]})
    assert (found["pages"], found["accepted"], found["words"]) == ([1, 2, 3], False, "not_compared")
    assert said == ["copy_by_code", "boxes_not_known"]


def test_a_page_before_the_form_is_a_cover_page_and_one_after_it_is_not_known() -> None:
    answer = answered(**WHOLE | {"orphans": [1, 2, 9]})
    assert values(answer, "cover_page") == {"pages": [1, 2]}
    assert values(answer, "page_unknown") == {"pages": [9]}


@pytest.mark.parametrize(("written", "code"), [([2, 1], "initials"), ([2], "written_in_margins"), ([], "")])
def test_what_is_written_in_every_margin_is_initials(written: list[int], code: str) -> None:
    said = codes(answered(**WHOLE | {"written_beside": written}))
    assert {"initials", "written_in_margins"} & {*said} == {code} - {""}


# Pages of which it is not known whose they are

UNPLACED = UnplacedSheet(1, 1, 1, b"", [])


@pytest.fixture
def by_record(monkeypatch: pytest.MonkeyPatch) -> list[PrintedPages]:
    """What is found by a record, the next time that it is asked."""
    answers: list[PrintedPages] = []

    def found_as_sent(found: PrintedPages, record: Agreement) -> PrintedPages:
        assert found.unplaced == [UNPLACED]
        assert record is SENT
        return answers.pop()

    monkeypatch.setattr(finder, "found_as_sent", found_as_sent)
    return answers


REFERENCE = cell("reference")
UNSIGNED = replace(FORM, terms="")


def test_they_are_the_records_where_they_say_its_reference(by_record: list[PrintedPages]) -> None:
    by_record.append(pages(REFERENCE, cell(TIMELINE, "Every week"), identity=UNSIGNED))
    answer = fields_of_pages(PrintedPages(unplaced=[UNPLACED]), Basis(SENT))
    assert answer
    assert answer.texts == {"reference": SENT.reference, TIMELINE: "Every week"}
    assert answer.suspect == {TIMELINE: "doubt_new"}


@pytest.mark.parametrize(
    "found",
    [
        pages(cell(TIMELINE), identity=UNSIGNED),
        pages(cell("reference", "MOZ-CD-HCT-XX"), identity=UNSIGNED),
        pages(cell("reference", doubt="doubt_overlap"), identity=UNSIGNED),
        pages(cell("reference", ""), identity=UNSIGNED),
        pages(REFERENCE, identity=UNSIGNED, sheets={}),
        PrintedPages(sheets={1: [1]}, cells=[REFERENCE]),
    ],
    ids=["no reference", "another", "in doubt", "empty", "no page", "no form"],
)
def test_else_they_are_nobodys(found: PrintedPages, by_record: list[PrintedPages]) -> None:
    by_record.append(found)
    assert fields_of_pages(PrintedPages(unplaced=[UNPLACED]), Basis(SENT)) is None
    assert by_record == []


@pytest.mark.usefixtures("by_record")
def test_where_no_page_is_found_and_none_is_kept_there_is_nothing_to_read() -> None:
    assert fields_of_pages(PrintedPages(), Basis(SENT)) is None
    assert fields_of_pages(pages(sheets={}), Basis(SENT)) is None
    assert fields_of_pages(PrintedPages(sheets={1: [1]}), Basis(SENT)) is None
    assert fields_of_pages(PrintedPages(unplaced=[UNPLACED]), Basis()) is None
    assert fields_of_pages(PrintedPages(), Basis()) is None


@pytest.mark.usefixtures("by_record")
def test_where_a_page_is_found_by_its_code_others_are_not_asked_about() -> None:
    answer = fields_of_pages(pages(cell(TIMELINE), unplaced=[UNPLACED]), Basis(SENT))
    assert answer
    assert answer.texts == {TIMELINE: TEXTS[TIMELINE]}

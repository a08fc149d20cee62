"""What a file does by itself or when it is clicked on is found, wherever it stands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from dtmforms.pdf.read.actions import actions_of, actions_of_document

SCRIPT = Dictionary(S=Name.JavaScript, JS=String("1"))
LINK = Dictionary(S=Name.URI, URI=String("http://x.example"))


@pytest.fixture
def pdf() -> Iterator[pikepdf.Pdf]:
    with pikepdf.new() as made:
        made.add_blank_page()
        made.add_blank_page()
        yield made


def action(kind: str, **entries: Any) -> Dictionary:
    return Dictionary(S=Name(f"/{kind}"), **entries)


# Kinds of actions (12.6.4.1, Table 201)


@pytest.mark.parametrize(
    ("kind", "codes"),
    [
        ("JavaScript", {"script"}),
        ("RichMediaExecute", {"script"}),
        ("Launch", {"launch_action"}),
        ("URI", {"foreign_link"}),
        ("GoTo", set()),
        ("GoToDp", set()),
        ("Named", set()),
        ("Trans", set()),
        *(
            (kind, {"submit_action"})
            for kind in ("SubmitForm", "ResetForm", "ImportData", "GoToR", "GoToE", "Hide", "Thread", "Sound", "Movie")
        ),
        *((kind, {"submit_action"}) for kind in ("Rendition", "SetOCGState", "GoTo3DView", "Surprise")),
    ],
)
def test_each_kind_has_its_code(kind: str, codes: set[str]) -> None:
    assert actions_of(Dictionary(A=action(kind))) == codes
    assert actions_of(Dictionary(AA=Dictionary(K=action(kind)))) == codes


def test_a_script_is_one_in_an_action_of_any_kind() -> None:
    assert actions_of(Dictionary(A=action("Named", JS=String("1")))) == {"script"}
    assert actions_of(Dictionary(A=Dictionary(JS=String("1")))) == {"script"}
    assert actions_of(Dictionary(A=action("URI", JS=String("1")))) == {"script", "foreign_link"}


def test_what_has_no_action_does_nothing() -> None:
    for entries in ({}, {"A": Dictionary()}, {"A": Array([Name.XYZ])}, {"A": Name.JavaScript}, {"AA": Array([SCRIPT])}):
        assert actions_of(Dictionary(Subtype=Name.Widget, **entries)) == set()


def test_every_trigger_counts() -> None:
    for trigger in ("E", "X", "D", "U", "Fo", "Bl", "K", "F", "V", "C"):
        assert actions_of(Dictionary(AA=Dictionary({f"/{trigger}": SCRIPT}))) == {"script"}
    assert actions_of(Dictionary(A=LINK, AA=Dictionary(E=SCRIPT, X=action("Launch")))) == {
        "foreign_link",
        "script",
        "launch_action",
    }


@pytest.mark.parametrize(
    ("subtype", "codes"),
    [
        ("FileAttachment", {"attachment"}),
        ("RichMedia", {"script"}),
        ("3D", {"script"}),
        ("Link", set()),
        ("Text", set()),
    ],
)
def test_some_annotations_bring_such_along(subtype: str, codes: set[str]) -> None:
    assert actions_of(Dictionary(Subtype=Name(f"/{subtype}"))) == codes
    assert actions_of(Dictionary(Subtype=Name(f"/{subtype}"), A=LINK)) == codes | {"foreign_link"}


# One after the other


def test_actions_that_follow_are_found() -> None:
    assert actions_of(Dictionary(A=action("GoTo", Next=SCRIPT))) == {"script"}
    assert actions_of(Dictionary(A=action("GoTo", Next=Array([LINK, action("GoTo", Next=SCRIPT)])))) == {
        "foreign_link",
        "script",
    }
    assert actions_of(Dictionary(A=action("GoTo", Next=Array([Array([SCRIPT])])))) == {"script"}


def test_actions_may_go_in_circles(pdf: pikepdf.Pdf) -> None:
    first, second = pdf.make_indirect(action("GoTo")), pdf.make_indirect(action("URI"))
    around = pdf.make_indirect(Array([first, second]))
    around.append(around)
    first.Next, second.Next = second, around
    assert actions_of(Dictionary(A=first)) == {"foreign_link"}


# Documents


def test_a_document_of_ours_does_nothing(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = Array([pdf.pages[0].obj, Name.XYZ])
    pdf.Root.Names = Dictionary(EmbeddedFiles=Dictionary(Names=Array([])), Dests=Dictionary(Names=Array([String("a")])))
    pdf.Root.Outlines = Dictionary(First=Dictionary(Title=String("x"), A=action("GoTo")))
    assert actions_of_document(pdf) == set()


@pytest.mark.parametrize(
    ("entries", "code"),
    [
        ({"OpenAction": SCRIPT}, "script"),
        ({"AA": Dictionary(WC=SCRIPT)}, "script"),
        ({"AA": Dictionary(DS=LINK)}, "foreign_link"),
        ({"Names": Dictionary(JavaScript=Dictionary())}, "script"),
        ({"Names": Dictionary(EmbeddedFiles=Dictionary(Names=Array([String("a"), Dictionary()])))}, "attachment"),
        ({"Names": Dictionary(EmbeddedFiles=Dictionary(Kids=Array([Dictionary()])))}, "attachment"),
        ({"AF": Array([])}, "attachment"),
        ({"Outlines": Dictionary(First=Dictionary(A=SCRIPT))}, "script"),
        ({"Outlines": Dictionary(First=Dictionary(Next=Dictionary(A=SCRIPT)))}, "script"),
        ({"Outlines": Dictionary(First=Dictionary(First=Dictionary(Next=Dictionary(A=LINK))))}, "foreign_link"),
    ],
    ids=range(10),
)
def test_what_a_document_does_is_found(pdf: pikepdf.Pdf, entries: dict[str, Any], code: str) -> None:
    for key, value in entries.items():
        pdf.Root[f"/{key}"] = value
    assert actions_of_document(pdf) == {code}


@pytest.mark.parametrize("tree", [Dictionary(), Dictionary(Names=Array([])), Dictionary(Kids=Array([])), Array([1])])
def test_a_list_of_files_without_files_is_no_attachment(pdf: pikepdf.Pdf, tree: Any) -> None:
    pdf.Root.Names = Dictionary(EmbeddedFiles=tree)
    assert actions_of_document(pdf) == set()


def test_what_any_page_does_is_found(pdf: pikepdf.Pdf) -> None:
    pdf.pages[1].obj.AA = Dictionary(O=SCRIPT)
    assert actions_of_document(pdf) == {"script"}


def test_what_an_annotation_does_is_not_said_of_the_document(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.Annots = Array([Dictionary(A=SCRIPT)])
    assert actions_of_document(pdf) == set()


def test_an_outline_may_go_in_circles(pdf: pikepdf.Pdf) -> None:
    entry = pdf.make_indirect(Dictionary(A=LINK))
    entry.First, entry.Next = entry, entry
    pdf.Root.Outlines = entry
    assert actions_of_document(pdf) == {"foreign_link"}

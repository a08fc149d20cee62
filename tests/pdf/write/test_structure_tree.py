"""The structure of a form: everything in it has a parent, and is found from its page or its field."""

from __future__ import annotations

import io
from typing import Any

import pikepdf
import pytest

from dtmforms.pdf.write.structure_tree import Element, MarkedContent, WidgetReference, put_structure
from dtmforms.pdf.write.syntax import PdfFile


def put(root: Element, pages: int, fields: list[str]) -> tuple[Any, dict[str, int]]:
    """The structure tree as it is read back, with the keys of the fields; a page and a field are only their names."""
    file = PdfFile()
    numbers = [file.add(b"<</Page %d>>" % page) for page in range(1, pages + 1)]
    widgets = {name: file.add(f"<</T({name})>>".encode()) for name in fields}
    tree, keys = put_structure(root, file, numbers, widgets)
    catalog = file.add(b"<</Type/Catalog/Pages %d 0 R/StructTreeRoot %d 0 R>>" % (file.add(PAGES), tree))
    pdf = pikepdf.open(io.BytesIO(file.finished({"Root": catalog}, made_of=b"x")))
    return pdf, keys


PAGES = b"<</Type/Pages/Count 0/Kids[]>>"


def parents(pdf: Any) -> dict[int, Any]:
    nums = list(pdf.Root.StructTreeRoot.ParentTree.Nums)
    return {int(key): value for key, value in zip(nums[::2], nums[1::2], strict=True)}


def test_the_elements_stand_below_each_other_as_they_were_made() -> None:
    root = Element("Document", [Element("H1", [MarkedContent(1, 0)]), Element("Table", [Element("TR")])])
    pdf, _ = put(root, 1, [])
    with pdf:
        [document] = [pdf.Root.StructTreeRoot.K]
        heading, table = document.K
        assert [str(element.S) for element in (document, heading, table, table.K[0])] == [
            *("/Document", "/H1", "/Table", "/TR")
        ]
        assert table.K[0].P.S == table.S
        assert (int(heading.K[0]), int(heading.Pg.Page)) == (0, 1)


def test_each_content_of_a_page_is_found_by_its_number() -> None:
    first, second = Element("P", [MarkedContent(1, 1)]), Element("H1", [MarkedContent(1, 0), MarkedContent(2, 0)])
    pdf, _ = put(Element("Document", [first, second]), 2, [])
    with pdf:
        found = parents(pdf)
        assert [str(element.S) for element in found[0]] == ["/H1", "/P"]
        assert [str(element.S) for element in found[1]] == ["/H1"]
        assert int(pdf.Root.StructTreeRoot.ParentTreeNextKey) == 2


def test_an_element_that_goes_on_to_another_page_says_which() -> None:
    pdf, _ = put(Element("P", [MarkedContent(1, 0), MarkedContent(2, 0)]), 2, [])
    with pdf:
        here, there = pdf.Root.StructTreeRoot.K.K
        assert int(here) == 0
        assert (str(there.Type), int(there.MCID), int(there.Pg.Page)) == ("/MCR", 0, 2)


def test_a_field_has_a_key_after_those_of_the_pages_and_is_referred_to() -> None:
    root = Element("Document", [Element("Form", [WidgetReference(name, 2)]) for name in ("country", "purpose")])
    pdf, keys = put(root, 3, ["purpose", "country"])
    with pdf:
        assert keys == {"country": 3, "purpose": 4}
        for name, key in keys.items():
            element = parents(pdf)[key]
            assert (str(element.S), str(element.K.Type), str(element.K.Obj.T)) == ("/Form", "/OBJR", name)
            assert int(element.Pg.Page) == 2


@pytest.mark.parametrize("scope", ["Row", "Column"])
def test_a_heading_cell_says_what_it_heads_and_no_other_does(scope: str) -> None:
    pdf, _ = put(Element("TR", [Element("TH", scope=scope), Element("TD")]), 1, [])
    with pdf:
        heading, cell = pdf.Root.StructTreeRoot.K.K
        assert str(heading.A.Scope) == f"/{scope}"
        assert "/A" not in cell

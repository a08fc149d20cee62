"""The logical structure of a form (ISO 32000-2:2020 14.7 and 14.8): what its headings, tables and fields are, for
people who do not see the page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from dtmforms.pdf.write.syntax import PdfFile


@dataclass(frozen=True, slots=True)
class MarkedContent:
    """A marked-content reference (14.7.5.2): a page, counted from 1, and its identifier there (MCID), from 0."""

    page: int
    number: int


@dataclass(frozen=True, slots=True)
class WidgetReference:
    """An object reference (14.7.5.3) to the widget annotation of a field, by the field's name, on a page."""

    name: str
    page: int


@dataclass(slots=True)
class Element:
    """A structure element (14.7.2) of the standard type `tag`; `scope` is what a heading cell heads, `Row` or `Column`,
    and empty for every other element."""

    tag: str
    kids: list[Kid] = field(default_factory=list)
    scope: str = ""


Kid: TypeAlias = "Element | MarkedContent | WidgetReference"


def put_structure(
    root: Element, file: PdfFile, pages: Sequence[int], widgets: Mapping[str, int]
) -> tuple[int, dict[str, int]]:
    """Put the structure tree into a file. Gives the number of the tree's object, and by the names of the fields the
    keys of their widgets in the parent tree (14.7.5.4); the keys of the pages are their places, from 0."""
    tree = _StructureTree(file, pages, widgets)
    top, number = file.reserve(), file.reserve()
    tree.put(root, top, number)
    keys = {name: len(pages) + place for place, name in enumerate(tree.parent_of_widget)}
    entries = [f"{page}[{_references(parents)}]" for page, parents in enumerate(tree.parents_by_page())]
    entries += [f"{keys[name]} {parent} 0 R" for name, parent in tree.parent_of_widget.items()]
    parent_tree = f"<</Nums[{' '.join(entries)}]>>"
    last = len(pages) + len(keys)
    body = f"<</Type/StructTreeRoot/K {top} 0 R/ParentTreeNextKey {last}/ParentTree {parent_tree}>>"
    file.put(number, body.encode())
    return number, keys


class _StructureTree:
    """The elements on their way into a file, and the parent of whatever they refer to, as numbers of objects."""

    def __init__(self, file: PdfFile, pages: Sequence[int], widgets: Mapping[str, int]) -> None:
        self.file, self.pages, self.widgets = file, pages, widgets
        self.parent_of_content: dict[tuple[int, int], int] = {}
        self.parent_of_widget: dict[str, int] = {}

    def put(self, element: Element, number: int, parent: int) -> None:
        kids, page = [], 0
        for kid in element.kids:
            if isinstance(kid, Element):
                below = self.file.reserve()
                self.put(kid, below, number)
                kids.append(f"{below} 0 R")
            elif isinstance(kid, WidgetReference):
                self.parent_of_widget[kid.name] = number
                page = page or kid.page
                kids.append(f"<</Type/OBJR/Obj {self.widgets[kid.name]} 0 R>>")
            else:
                self.parent_of_content[kid.page, kid.number] = number
                page = page or kid.page
                kids.append(self.content_reference(kid, page))
        on_page = f"/Pg {self.pages[page - 1]} 0 R" if page else ""
        scope = f"/A<</O/Table/Scope/{element.scope}>>" if element.scope else ""
        # A field alone is no array: only so are changes of it, after a signature, explained by those who check them.
        alone = [*map(type, element.kids)] == [WidgetReference]
        held = kids[0] if alone else f"[{' '.join(kids)}]"
        body = f"<</S/{element.tag}/P {parent} 0 R{on_page}{scope}/K{held}>>"
        self.file.put(number, body.encode())

    def content_reference(self, content: MarkedContent, page: int) -> str:
        """Marked content as a kid of an element that is on a page, or goes on from there to another."""
        if content.page == page:
            return str(content.number)
        return f"<</Type/MCR/Pg {self.pages[content.page - 1]} 0 R/MCID {content.number}>>"

    def parents_by_page(self) -> Iterator[list[int]]:
        """The parents of each page's marked content, by its identifiers."""
        for page in range(1, len(self.pages) + 1):
            count = sum(on == page for on, _ in self.parent_of_content)
            yield [self.parent_of_content[page, number] for number in range(count)]


def _references(numbers: Sequence[int]) -> str:
    return " ".join(f"{number} 0 R" for number in numbers)

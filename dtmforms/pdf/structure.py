"""The logical structure of a form (ISO 32000-2:2020 14.7 and 14.8): what its headings, tables and fields are, for
people who do not see the page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from dtmforms.pdf.objects import PdfFile


@dataclass(frozen=True, slots=True)
class Marked:
    """Marked content: a page, from 1, and the number that it has there."""

    page: int
    number: int


@dataclass(frozen=True, slots=True)
class Widget:
    """A field's widget annotation, by the name of the field."""

    name: str


@dataclass(slots=True)
class Element:
    """A structure element; `scope` is which cells a heading cell is for, empty where it is none."""

    tag: str
    kids: list[Kid] = field(default_factory=list)
    scope: str = ""


Kid: TypeAlias = "Element | Marked | Widget"


def structure(
    root: Element, file: PdfFile, pages: Sequence[int], widgets: Mapping[str, int]
) -> tuple[int, dict[str, int]]:
    """Put the structure tree into a file. What comes back is the tree's object and, by the names of the fields, the
    keys of their widgets in the parent tree; the pages' keys are their places, from 0."""
    written = _Tree(file, pages, widgets)
    top, tree = file.reserve(), file.reserve()
    written.put(root, top, tree)
    numbers = [[written.marked[page, number] for number in range(count)] for page, count in written.counts()]
    nums = [f"{key}[{' '.join(f'{number} 0 R' for number in parents)}]" for key, parents in enumerate(numbers)]
    keys = {name: len(pages) + place for place, name in enumerate(written.forms)}
    nums += [f"{keys[name]} {number} 0 R" for name, number in written.forms.items()]
    parents = f"<</Nums[{' '.join(nums)}]>>"
    last = len(pages) + len(keys)
    file.put(tree, f"<</Type/StructTreeRoot/K {top} 0 R/ParentTreeNextKey {last}/ParentTree {parents}>>".encode())
    return tree, keys


class _Tree:
    def __init__(self, file: PdfFile, pages: Sequence[int], widgets: Mapping[str, int]) -> None:
        self.file, self.pages, self.widgets = file, pages, widgets
        self.marked: dict[tuple[int, int], int] = {}
        self.forms: dict[str, int] = {}

    def put(self, element: Element, number: int, parent: int) -> None:
        kids, page = [], 0
        for kid in element.kids:
            if isinstance(kid, Element):
                below = self.file.reserve()
                self.put(kid, below, number)
                kids.append(f"{below} 0 R")
            elif isinstance(kid, Widget):
                self.forms[kid.name] = number
                kids.append(f"<</Type/OBJR/Obj {self.widgets[kid.name]} 0 R>>")
            else:
                self.marked[kid.page, kid.number] = number
                page = page or kid.page
                kids.append(
                    str(kid.number)
                    if kid.page == page
                    else f"<</Type/MCR/Pg {self.pages[kid.page - 1]} 0 R/MCID {kid.number}>>"
                )
        on_page = f"/Pg {self.pages[page - 1]} 0 R" if page else ""
        scope = f"/A<</O/Table/Scope/{element.scope}>>" if element.scope else ""
        body = f"<</S/{element.tag}/P {parent} 0 R{on_page}{scope}/K[{' '.join(kids)}]>>"
        self.file.put(number, body.encode())

    def counts(self) -> Iterator[tuple[int, int]]:
        for page in range(1, len(self.pages) + 1):
            yield page, sum(on == page for on, _ in self.marked)

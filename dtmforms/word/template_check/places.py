"""Where something stands in a part, as a person counts in Word."""

from __future__ import annotations

import itertools

from dtmforms.findings import Place
from dtmforms.word.markup import NAMESPACE, Element, W

CONTAINERS = {prefix: f"{W}{prefix or 'p'}" for prefix in ("", "r", "p", "tc", "tr")}
"""What a prefix drops, and the paragraph for a tag without one."""
TABLE = f"{W}tbl"


class PlacesInWord:
    """Places as a person counts them in Word: paragraphs outside of tables, tables, rows and cells, each from 1."""

    def __init__(self, root: Element) -> None:
        self.root = root
        self._numbers: dict[Element, int] = {}

    def of(self, element: Element) -> Place:
        """The place of an element; empty where it is in no paragraph outside of tables."""
        cells = list(element.iterancestors(CONTAINERS["tc"]))
        if cells and (row := cells[-1].getparent()) is not None and row.tag == CONTAINERS["tr"]:
            table = self._number(next(row.iterancestors(TABLE), row))
            numbers = {"row": _number_among_siblings(row), "cell": _number_among_siblings(cells[-1])}
            return {"place": "table_cell", "table": table, **numbers}
        paragraphs = [*element.iterancestors(CONTAINERS["p"])][-1:] or [element]
        number = self._number(paragraphs[0])
        return {"place": "paragraph", "number": number} if number else {}

    def _number(self, element: Element) -> int:
        """The number among the paragraphs, or the tables, that stand outside of tables; 0 for what stands in one."""
        if not self._numbers:
            counted = {CONTAINERS["p"]: 0, TABLE: 0}
            tags = (*counted, CONTAINERS["tc"])
            elements = self.root.iter(*tags)
            for found in elements:
                if found.tag in counted:
                    counted[found.tag] += 1
                    self._numbers[found] = counted[found.tag]
                else:
                    inside = sum(1 for _ in found.iterdescendants(*tags))
                    next(itertools.islice(elements, inside, inside), None)
        return self._numbers.get(element, 0)


def _number_among_siblings(element: Element) -> int:
    name = element.tag.rpartition("}")[2]
    return int(element.xpath(f"count(preceding-sibling::w:{name})", namespaces={"w": NAMESPACE})) + 1

"""Names of fields as other programs leave them, and the form's own names behind them.

Merging files, above all, renames fields: `name+1` (qpdf), `form1.name` (pypdf), `name#0`, `name_2`, `name[0]`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from dtmforms.form.fields import known_name
from dtmforms.pdf.returned import PdfFields

_ADDED = re.compile(r"([+#]\d+|[ _.-]?[\[(]\d+[\])]|[ _.-]\d+)$")
_TABLES = ("table_b_", "table_c_")


def of_our_form(names: Iterable[str]) -> bool:
    """Whether fields of Tables B and C are among the names: other organizations' forms have a `reference` too."""
    return any(name.startswith(_TABLES) for name in map(_of_table, names))


def under_own_names(read: PdfFields) -> dict[str, str]:
    """Put the texts of renamed fields under the form's own names; a field that then has two values is doubled.
    Returns the own name of each that was renamed."""
    renamed = {name: own for name, own in own_names(read.texts).items() if name != own}
    for name, own in renamed.items():
        for text in (read.texts.pop(name), *read.doubled.pop(name, ())):
            read.hold(own, text)
        if name in read.pages:
            read.pages.setdefault(own, read.pages.pop(name))
            read.boxes.setdefault(own, read.boxes.pop(name))
        for said in (read.unmarked, read.unreadable, read.contradicted):
            if name in said:
                said.remove(name)
                said.add(own)
    return renamed


def own_names(names: Iterable[str]) -> dict[str, str]:
    """The form's own name behind each that has one. A short name such as `reference` is only taken with what the
    fields of Tables B and C have before theirs."""
    found = {name: own for name in names if (own := _of_table(name))}
    before = {"", *(_before(name, own) for name, own in found.items())}
    for name in names:
        for prefix in before:
            if name not in found and name.startswith(prefix) and (own := _without_added(name.removeprefix(prefix))):
                found[name] = own
    return found


def _of_table(name: str) -> str:
    """The own name of a field of Tables B and C; empty for any other."""
    for place in re.finditer(r"(?<![a-z0-9])table_[bc]_", name):
        if own := _without_added(name[place.start() :]):
            return own
    return ""


def _before(name: str, own: str) -> str:
    return name[: name.rindex(own)]


def _without_added(name: str) -> str:
    """The known name that is left once what was added at its end is taken away; empty for none."""
    while not known_name(name):
        shorter = _ADDED.sub("", name)
        if shorter == name:
            return ""
        name = shorter
    return name

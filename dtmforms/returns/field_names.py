"""Names of fields as other programs leave them, and the form's own names behind them.

Merging files, above all, renames fields: `name+1` (qpdf), `form1.name` (pypdf), `name#0`, `name_2`, `name[0]`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from copy import deepcopy

from dtmforms.form.fields import IDENTITY, known_name
from dtmforms.form.identity import identity_of_keywords
from dtmforms.pdf.read.model import PdfFields, QpdfField

_ADDED = re.compile(r"([+#]\d+|[ _.-]?[\[(]\d+[\])]|[ _.-]\d+)$")
_TABLES = ("table_b_", "table_c_")


def of_our_form(names: Iterable[str]) -> bool:
    """Whether fields of Tables B and C are among the names: other organizations' forms have a `reference` too."""
    return any(name.startswith(_TABLES) for name in map(_of_table, names))


def under_own_names(read: PdfFields) -> tuple[PdfFields, dict[str, str]]:
    """The fields under the form's own names; one that then has two values is doubled. And the own name of each that
    was renamed."""
    renamed = {name: own for name, own in own_names(read.texts).items() if name != own}
    named = deepcopy(read) if renamed else read
    for name, own in renamed.items():
        for text in (named.texts.pop(name), *named.doubled.pop(name, ())):
            named.hold(own, text)
        if name in named.pages:
            named.pages.setdefault(own, named.pages.pop(name))
            named.boxes.setdefault(own, named.boxes.pop(name))
        for names in (named.unmarked, named.unreadable, named.contradicted):
            if name in names:
                names.remove(name)
                names.add(own)
    return named, renamed


def identity_of(named: PdfFields) -> dict[str, str]:
    """What a form says that it is, empty where it does not: in hidden fields, and once more in the document information
    and in XMP."""
    said = [identity.texts() for identity in map(identity_of_keywords, named.keywords) if identity]
    return {name: named.texts.get(name) or next((texts[name] for texts in said), "") for name in IDENTITY}


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


def merged(fields: Mapping[str, QpdfField], own_names: Mapping[str, str]) -> dict[str, QpdfField]:
    """Fields by their own names; those that stand for one are one."""
    found: dict[str, QpdfField] = {}
    for name, field in fields.items():
        own = own_names.get(name, name)
        found[own] = found[own].with_other(field) if own in found else field
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

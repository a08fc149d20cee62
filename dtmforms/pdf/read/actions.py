"""What a PDF file does by itself or when it is clicked on: actions (ISO 32000-2:2020 12.6), and the files within it
(7.11.4). Our forms do nothing, so whatever is found was put in later.

What is found is named by the codes of flags: `script`, `launch_action`, `submit_action`, `foreign_link`, `attachment`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary

_BY_TYPE = {
    "/JavaScript": "script",
    "/RichMediaExecute": "script",
    "/Launch": "launch_action",
    "/URI": "foreign_link",
    "/GoTo": "",
    "/GoToDp": "",
    "/Named": "",
    "/Trans": "",
}
"""Action types (12.6.4.1, Table 201); empty for those that only move the view."""
_OTHER_TYPE = "submit_action"
"""All others send, fetch, load, hide or clear something."""
_BY_ANNOTATION = {"/FileAttachment": "attachment", "/RichMedia": "script", "/3D": "script"}
"""Annotations that bring such along (12.5.6)."""


def actions_of(annotation: Any) -> set[str]:
    """What an annotation or a field does (/A and /AA; Tables 166 and 197)."""
    found = {_BY_ANNOTATION[subtype]} if (subtype := str(annotation.get("/Subtype", ""))) in _BY_ANNOTATION else set()
    if "/A" in annotation:
        found.update(_of_action(annotation.get("/A")))
    if "/AA" in annotation:
        found.update(_of_triggers(annotation.get("/AA")))
    return found


def actions_of_document(document: pikepdf.Pdf) -> set[str]:
    """What a document, its pages and its outline do (7.7.2, Table 29; 7.7.4, Table 32; 12.3.3), annotations left
    out."""
    root = document.Root
    found = set(_of_action(root.get("/OpenAction"))) | set(_of_triggers(root.get("/AA")))
    names = root.get("/Names")
    if isinstance(names, Dictionary):
        found |= {"script"} if "/JavaScript" in names else set()
        found |= {"attachment"} if _has_entries(names.get("/EmbeddedFiles")) else set()
    found |= {"attachment"} if "/AF" in root else set()
    for page in document.pages:
        found.update(_of_triggers(page.obj.get("/AA")))
    for entry in _linked([root.get("/Outlines")], "/First", "/Next"):
        found.update(_of_action(entry.get("/A")))
    return found


def _of_action(first: Any) -> Iterator[str]:
    """An action and those that follow it (/Next); a destination, which is an array, does nothing."""
    for action in _linked([first] if isinstance(first, Dictionary) else [], "/Next"):
        if "/JS" in action:
            yield "script"
        if "/S" in action and (code := _BY_TYPE.get(str(action.get("/S")), _OTHER_TYPE)):
            yield code


def _of_triggers(triggers: Any) -> Iterator[str]:
    """Additional actions, by what triggers them (12.6.3)."""
    if isinstance(triggers, Dictionary):
        for key in triggers.keys():  # noqa: SIM118 - a dictionary of this library is no mapping
            yield from _of_action(triggers.get(key))


def _linked(start: list[Any], *keys: str) -> Iterator[Any]:
    """The dictionaries that can be reached by these keys, in arrays too; each once, for they may go in circles."""
    waiting, seen = start, set()
    while waiting:
        one = waiting.pop()
        if not isinstance(one, Array | Dictionary) or one.objgen[0] in seen:
            continue
        seen.update({one.objgen[0]} - {0})
        if isinstance(one, Array):
            waiting.extend(one)
        else:
            waiting += [one.get(key) for key in keys if key in one]
            yield one


def _has_entries(tree: Any) -> bool:
    """Whether a name tree (7.9.6) has entries, or kids that may have."""
    if not isinstance(tree, Dictionary):
        return False
    lists = (tree.get(key) for key in ("/Names", "/Kids"))
    return any(isinstance(entries, Array) and len(entries) for entries in lists)

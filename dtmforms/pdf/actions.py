"""What a PDF file does by itself, or when somebody clicks: actions (ISO 32000-2:2020 12.6), and files within the file
(7.11.4). Our forms do nothing, so whatever is found was put in later.

Each is told by the name of the sentence that says it.
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
"""Action types (12.6.4.1, Table 201). All others send, fetch, load, hide or clear something."""
_OTHER_TYPE = "submit_action"
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


def deeds_of(document: pikepdf.Pdf) -> set[str]:
    """What a document and its pages do (7.7.2, Table 29; 7.7.4, Table 32; 12.3.3), annotations left out."""
    root = document.Root
    found = set(_of_action(root.get("/OpenAction"))) | set(_of_triggers(root.get("/AA")))
    names = root.get("/Names")
    if isinstance(names, Dictionary):
        found |= {"script"} if "/JavaScript" in names else set()
        found |= {"attachment"} if _holds_something(names.get("/EmbeddedFiles")) else set()
    found |= {"attachment"} if "/AF" in root else set()
    for page in document.pages:
        found.update(_of_triggers(page.obj.get("/AA")))
    found.update(_of_outline(root.get("/Outlines")))
    return found


def _of_action(first: Any) -> Iterator[str]:
    """An action and those that follow it (/Next); a destination, which is an array, does nothing."""
    for action in _linked([first] if isinstance(first, Dictionary) else [], "/Next"):
        if "/JS" in action:
            yield "script"
        if "/S" in action and (said := _BY_TYPE.get(str(action.get("/S")), _OTHER_TYPE)):
            yield said


def _of_triggers(triggers: Any) -> Iterator[str]:
    """Additional actions, by what triggers them (12.6.3)."""
    if isinstance(triggers, Dictionary):
        for key in triggers.keys():  # noqa: SIM118 - a dictionary of this library is no mapping
            yield from _of_action(triggers.get(key))


def _of_outline(root: Any) -> Iterator[str]:
    for entry in _linked([root], "/First", "/Next"):
        yield from _of_action(entry.get("/A"))


def _linked(start: list[Any], *keys: str) -> Iterator[Any]:
    """The dictionaries that can be reached by these keys, in arrays too; each once, for they may go in circles."""
    waiting, seen = start, set()
    while waiting:
        one = waiting.pop()
        if isinstance(one, Array):
            waiting.extend(one)
        elif isinstance(one, Dictionary) and one.objgen[0] not in seen:
            seen.update({one.objgen[0]} - {0})
            waiting += [one.get(key) for key in keys if key in one]
            yield one


def _holds_something(tree: Any) -> bool:
    """Whether a name tree (7.9.6) has entries, or kids that may have."""
    if not isinstance(tree, Dictionary):
        return False
    lists = (tree.get(key) for key in ("/Names", "/Kids"))
    return any(isinstance(entries, Array) and len(entries) for entries in lists)

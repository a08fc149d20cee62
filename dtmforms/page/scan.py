"""A scan confirmed field by field: the picture of a box, what was read of it, and one key where that is right.

What is confirmed is kept with each field. Nothing of it is recorded here: once all fields that are asked are confirmed,
the scan is a return like any other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import dtmforms
from dtmforms.language.spoken import on_page, spoken
from dtmforms.page.asked import Answer, PageRequest
from dtmforms.page.inbox import SentFile
from dtmforms.page.kept_scans import Read, ReadOff
from dtmforms.page.return_shown import in_words, options

_UNREAD, _EMPTY, _BACK = "unread", "empty", "back"


@dataclass(frozen=True, slots=True)
class Scan:
    """A scan that was sent, its fields, and what was read off it so far."""

    here: str
    sha256: str
    fields: Sequence[dtmforms.ScannedField]
    read_off: ReadOff

    @property
    def asked(self) -> list[dtmforms.ScannedField]:
        return [one for one in self.fields if one.is_asked]

    @property
    def left(self) -> list[dtmforms.ScannedField]:
        """Those of which nobody has said yet what stands in them."""
        return [one for one in self.asked if one.name not in self.read_off.values]

    @property
    def unread(self) -> list[dtmforms.ScannedField]:
        return [one for one in self.fields if one.name in self.read_off.unread]

    @property
    def can_be_confirmed(self) -> bool:
        """Whether it is known what was sent, beside which a scan is judged."""
        return bool(self.fields) and all(one.sent is not None for one in self.fields)

    def get(self, name: str) -> dtmforms.ScannedField | None:
        return next((one for one in self.fields if one.name == name), None)

    def place(self, one: dtmforms.ScannedField) -> str:
        return f"{self.here}/scan/{one.name}"

    def after(self, name: str) -> str:
        """The place of the next field that is left; that of all fields where none is."""
        names = [one.name for one in self.fields]
        behind = names.index(name)
        following = sorted(self.left, key=lambda one: (names.index(one.name) < behind, names.index(one.name)))
        return self.place(following[0]) if following else f"{self.here}/scan"


def scan_in(here: str, sent: SentFile, looked: dtmforms.LookedAt, read_off: ReadOff) -> Scan:
    fields = looked.answer.scanned
    return Scan(
        here, sent.read.sha256, fields, ReadOff(_taken(fields, read_off.values), _taken(fields, read_off.taken_back))
    )


def _taken(fields: Sequence[dtmforms.ScannedField], held: Read) -> Read:
    """What was kept of these fields, where it can be a value of them: whoever can write files may have written it."""
    known = {one.name: one for one in fields}
    return {
        name: text
        for name, text in held.items()
        if name in known and (text is None or known[name].taken(text) is not None)
    }


def show(asked: PageRequest) -> Answer:
    """All fields of the scan, with what stands in them as far as that is known; the first that is left comes first."""
    scan = _scan(asked)
    if scan is None:
        return asked.refuse(404, on_page("return_gone"))
    if scan.left and "all" not in asked.given:
        return asked.go(scan.place(scan.left[0]))
    return asked.show(
        "scan_fields.html",
        scan=scan,
        looked_over=[(one, _state(scan, one), in_words(one, _value(scan, one))) for one in scan.asked],
        as_sent=[(one, _state(scan, one), in_words(one, _value(scan, one))) for one in scan.fields if not one.is_asked],
    )


def ask(asked: PageRequest) -> Answer:
    """One field."""
    scan = _scan(asked)
    one = scan.get(asked.given["field"]) if scan else None
    if scan is None or one is None:
        return asked.refuse(404, on_page("return_gone"))
    shown = scan.read_off.shown(one.name)
    return _page(asked, scan, one, one.draft if shown is None else shown)


def confirm(asked: PageRequest) -> Answer:
    """What a person sees in a field is kept; an empty one is confirmed by its own button alone."""
    scan, scans = _scan(asked), asked.page.scans
    one = scan.get(asked.given["field"]) if scan else None
    if scan is None or one is None:
        return asked.refuse(404, on_page("return_gone"))
    do, typed = asked.given.get("do", ""), asked.given.get("value", "")
    if do == _BACK:
        before = scans.take_back(scan.sha256)
        return asked.go(f"{scan.here}/scan/{before or one.name}")
    value = None if do == _UNREAD else one.taken(typed if do != _EMPTY else "")
    if value is None and do != _UNREAD:
        return _page(asked, scan, one, typed, "value_not_taken")
    if value == "" and do != _EMPTY and not one.may_be_empty:
        return _page(asked, scan, one, typed, "empty_not_confirmed")
    scans.confirm(scan.sha256, one.name, value)
    left = _scan(asked)
    return asked.go(left.after(one.name) if left else scan.here)


def picture(asked: PageRequest) -> Answer:
    """The picture of a field's box."""
    scan = _scan(asked)
    one = scan.get(asked.given["field"]) if scan else None
    if one is None or not one.picture:
        return asked.refuse(404, on_page("no_such_page"))
    return asked.draw(one.picture)


def _scan(asked: PageRequest) -> Scan | None:
    """`None` where the file is no longer held, or is no scan beside which there is what was sent."""
    sent = asked.page.inbox.get(asked.given["id"])
    if sent is None:
        return None
    read_off = asked.page.scans.read_off(sent.read.sha256)
    looked = asked.page.register.look_at_return(sent.read, reference=sent.reference)
    scan = scan_in(f"/returns/{asked.given['id']}", sent, looked, read_off)
    return scan if scan.can_be_confirmed else None


def _page(asked: PageRequest, scan: Scan, one: dtmforms.ScannedField, value: str, problem: str = "") -> Answer:
    numbers = [other.name for other in scan.asked]
    return asked.show(
        "scan.html",
        422 if problem else 200,
        scan=scan,
        one=one,
        label=one.label(spoken()),
        number=numbers.index(one.name) + 1 if one.name in numbers else 0,
        value=value,
        options=options(one),
        sent=in_words(one, one.sent or ""),
        problem=on_page(problem) if problem else "",
        left_to_right=one.path.endswith((".mobile", ".email")),
    )


def _value(scan: Scan, one: dtmforms.ScannedField) -> str | None:
    """What is taken of a field; `None` where that is not known."""
    return scan.read_off.values.get(one.name, None if one.is_asked else one.sent)


def _state(scan: Scan, one: dtmforms.ScannedField) -> str:
    if one.name in scan.read_off.values:
        return "unread" if scan.read_off.values[one.name] is None else "confirmed"
    return "open" if one.is_asked else "as_sent"

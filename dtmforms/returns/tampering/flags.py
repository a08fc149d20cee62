"""Flags: what makes a returned PDF form another one than it seems. Its values are then for a person to judge, and none
is taken in silence, unless a person takes the flag upon themselves.

A form is held against what a second reader sees, against the form as it was sent, and against what was saved in the
same file before. Honest programs draw many scripts wrongly, or as nothing: that alone is no flag.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from dtmforms.agreement.keys import text_key
from dtmforms.codes.kinds import Severity
from dtmforms.findings import Finding
from dtmforms.form.fields import DATES, SIGNATURES, UNCHOSEN, UNTICKED, fields
from dtmforms.form.texts import texts_of
from dtmforms.language import LANGUAGES
from dtmforms.pdf.read.model import COMMENTS, PdfFields, QpdfField, QpdfForm
from dtmforms.returns.answer import Basis, ReturnedFields
from dtmforms.returns.field_names import merged, own_names
from dtmforms.returns.returned_file import PdfForm
from dtmforms.returns.tampering.appearance import FOCAL_POINTS, AppearanceCheck

if TYPE_CHECKING:
    from dtmforms.agreement.model import Agreement

OF_ONE_FIELD = ("hidden_field", "orphaned_field", "contradicted_tick")
"""Flags that are said at the place of their field, each by itself."""
_ACTIONS = ("script", "launch_action", "submit_action", "foreign_link", "attachment")


@dataclass(frozen=True, slots=True)
class Flag:
    """One thing that is odd, by the name of its sentence, and the fields or pages that it concerns; none where it
    concerns the file as a whole."""

    code: str
    fields: tuple[str, ...] = ()
    severity: Severity = "error"
    pages: tuple[int, ...] = ()


def flags_of(form: PdfForm, returned: ReturnedFields, basis: Basis) -> Iterator[Flag]:
    """All that is odd about a form; `returned` are its fields under their own names."""
    if form.qpdf is None:
        yield Flag("one_reader")
        yield from _signed_before(form.fields)
        return
    yield from _readers_disagree(tuple(_apart(form.fields, form.qpdf)), returned, basis)
    if form.qpdf.duplicate_keys:
        yield Flag("key_twice", tuple(sorted(form.qpdf.duplicate_keys)))
    if form.qpdf.misplaced:
        yield Flag("misplaced_widget", tuple(sorted(form.qpdf.misplaced)))
    yield from (Flag(code) for code in _ACTIONS if code in form.qpdf.actions)
    yield from _Comparison(form, form.qpdf, returned, basis).flags()


def _readers_disagree(apart: tuple[str, ...], returned: ReturnedFields, basis: Basis) -> Iterator[Flag]:
    """No value is known that two readers see differently. Cells of ours are not taken from a form that is held against
    the record that was sent (rule D3), whatever anybody sees in them."""
    ours = {entry.name for entry in fields(returned.rows) if entry.ours}
    never_taken = bool(returned.identity["form_reference"]) and basis.against is not None
    own = own_names(apart)
    harmless = never_taken and all(own.get(name) in ours for name in apart)
    if apart:
        yield Flag("readers_disagree", apart, "warning" if harmless else "error")


def _apart(read: PdfFields, qpdf: QpdfForm) -> Iterator[str]:
    """The fields of which two readers see different values, or only one of them sees."""
    for name in sorted(read.texts.keys() | qpdf.fields.keys()):
        first = {read.texts[name], *read.doubled.get(name, ())} if name in read.texts else set()
        second = set(qpdf.fields[name].values) if name in qpdf.fields else set()
        if first != second:
            yield name


class _Comparison:
    """A form beside itself: as it was sent, as it was saved before, and as it is shown."""

    def __init__(self, form: PdfForm, qpdf: QpdfForm, returned: ReturnedFields, basis: Basis) -> None:
        self.form, self.qpdf, self.returned, self.beside = form, qpdf, returned, form.beside_blank
        self.own_names = own_names(form.fields.texts)
        self.fields: dict[str, QpdfField] = merged(qpdf.fields, self.own_names)
        self.table = {entry.name: entry for entry in fields(returned.rows)}
        self.sent = self._as_sent(basis.against)
        earlier = [texts for texts in map(self._as_sent, basis.earlier) if texts]
        self.appearance = AppearanceCheck(returned.identity["form_language"], self.sent, earlier, self._drawn())

    def _as_sent(self, sent: Agreement | None) -> dict[str, str] | None:
        """The texts as they were sent; `None` where they are not known."""
        language = self.returned.identity["form_language"]
        if not self.returned.identity["form_reference"]:
            return {name: UNCHOSEN if entry.kind == "choice" else "" for name, entry in self.table.items()}
        known = sent and language in LANGUAGES
        return texts_of(sent, self.returned.rows, language) if sent and known else None

    def _drawn(self) -> frozenset[str]:
        """The letters that a program has drawn in this form."""
        shown = [one.shown or "" for field in self.fields.values() for one in field.widgets if not one.drawn_by_us]
        return frozenset(letter for letter in "".join(shown) if letter.isalnum())

    def flags(self) -> Iterator[Flag]:
        yield from self.shown()
        yield from self.places()
        yield from self.saved_before()
        yield from self.signed()

    # As it is shown

    def shown(self) -> Iterator[Flag]:
        """Fields that look otherwise than what they store (12.7.4.3). One that still shows what was sent is what
        programs leave behind that draw nothing."""
        found: dict[str, list[str]] = {}
        for name, field in self.fields.items():
            if name in self.table and not field.hidden:
                left = self.is_partners(name) and self.is_left_as_sent(name, field)
                code = self.appearance.code(self.table[name], field, ours=not self.is_partners(name))
                found.setdefault("shown_as_sent" if left and not code else code, []).append(name)
        for code in ("appearance_unknown", "shown_otherwise"):
            if names := found.get(code):
                yield Flag(code, tuple(names))
        yield from self.shown_as_sent(found.get("shown_as_sent", ()))
        if self.beside.redrawn:
            yield Flag("redrawn_otherwise", tuple(self.beside.redrawn))
        if in_part := found.get("shown_in_part"):
            yield Flag("shown_in_part", tuple(in_part), "warning")
        yield from (Flag("contradicted_tick", (name,)) for name in found.get("contradicted_tick", ()))

    def is_left_as_sent(self, name: str, field: QpdfField) -> bool:
        """Whether a field is drawn as we draw, and not with what it stores: then with what it was sent with, in letters
        too in which programs may draw nothing."""
        drawn = [one.shown for one in field.widgets if one.drawn_by_us and one.shown is not None]
        meant = {field.values[0], self.appearance.options.get(field.values[0], field.values[0])}
        left = any(not any(_draws(shown, text) for text in meant) for shown in drawn)
        return left and self.is_other_than_sent(name)

    def is_other_than_sent(self, name: str) -> bool:
        sent = (self.sent or {}).get(name, "")
        return self.sent is not None and self.is_other(name, sent)

    def shown_as_sent(self, names: Sequence[str]) -> Iterator[Flag]:
        """A person who sees the field sees what was sent. Who reaches whom is not taken from what nobody saw: of focal
        points, a person has to confirm it."""
        people = tuple(name for name in names if name.startswith(FOCAL_POINTS))
        others = tuple(name for name in names if name not in people)
        if people:
            yield Flag("shown_as_sent", people)
        if others:
            yield Flag("shown_as_sent", others, "warning")

    # As it was sent

    def places(self) -> Iterator[Flag]:
        for name, found in self.fields.items():
            if name in self.table and found.page and found.hidden:
                yield Flag("hidden_field", (name,))
        if self.beside.moved:
            yield Flag("off_page", tuple(self.beside.moved))
        yield from self.covered()
        if self.beside.painted:
            yield Flag("foreign_content", pages=tuple(self.beside.painted))
        if self.beside.signature_drawn:
            yield Flag("signature_drawn", severity="warning", pages=tuple(self.beside.signature_drawn))
        whole = self.beside.page_count and self.form.fields.page_count >= self.beside.page_count
        for name, found in self.fields.items() if whole else ():
            if name in self.beside.places and not found.page and _says_something(found.values[0]):
                yield Flag("orphaned_field", (name,))

    def covered(self) -> Iterator[Flag]:
        """Fields over which something stands that is not said already of those that somebody has typed over."""
        said = {mark.over for mark in self.form.fields.marks if mark.kind not in COMMENTS}
        named = [(page, self.own_names.get(name, name)) for page, name in self.beside.covered]
        found = [(page, name) for page, name in named if name not in said]
        if found:
            pages = sorted({page for page, _ in found})
            yield Flag("typed_over", tuple(dict.fromkeys(name for _, name in found)), pages=tuple(pages))

    # As it was saved and signed before

    def saved_before(self) -> Iterator[Flag]:
        """Fields of the partner that held something else when the file was saved before, and not only as it was
        sent: the last values count, and it is said. Of a file that was saved more often than anybody looks at, or that
        does not show where it was saved, nobody knows what was changed by whom."""
        saved = self.form.saved_before
        states = [self.under_own_names(values) for values in saved.values]
        if not states:
            return
        base = self.as_first_sent(states[0])
        changed = dict.fromkeys(
            name
            for state in states
            for name, held in state.items()
            if self.is_partners(name) and self.was_typed(held, base.get(name, "")) and self.is_other(name, held)
        )
        beyond = saved.count > len(states)
        if changed or beyond:
            unknown = beyond or saved.is_concealed
            yield Flag("saved_revisions", tuple(changed) or ("form",), "error" if unknown else "warning")

    def signed(self) -> Iterator[Flag]:
        """Values that are not those of the file when it was signed (12.8.1); other changes are told beside. Of a form
        that was signed in its own box nobody can take them: what was signed stays (rules D5, E9)."""
        since = [(signature, self.changed_since(signature, values)) for signature, values in self.form.signed]
        changed = dict.fromkeys(name for _, names in since for name in names)
        if changed:
            in_own_box = any(names and signature in SIGNATURES for signature, names in since)
            yield Flag("signed_form_changed" if in_own_box else "changed_after_signing", tuple(changed))
        else:
            yield from _signed_before(self.form.fields)

    def changed_since(self, signature: str, values: Mapping[str, str] | None) -> list[str]:
        """The fields that hold something else than when a signature was made, the signature itself where that is not
        known. After IOM the partner puts in the date, which is no value of the agreement."""
        if values is None:
            return [signature]
        then = self.under_own_names(values)
        left_open = (DATES[1],) if signature == SIGNATURES[0] else ()
        return [name for name in self.fields if name not in left_open and self.is_other(name, then.get(name, ""))]

    def as_first_sent(self, first: Mapping[str, str]) -> Mapping[str, str]:
        """The texts that the form was sent with. Focal points may have changed since it was; they are then those of
        the first state, where that is still the file that we made."""
        if self.sent is None:
            return first
        if not self.form.saved_before.first_is_ours:
            return self.sent
        return self.sent | {name: text for name, text in first.items() if name.startswith(FOCAL_POINTS)}

    def under_own_names(self, texts: Mapping[str, str]) -> dict[str, str]:
        return {self.own_names.get(name, name): text for name, text in texts.items()}

    def is_partners(self, name: str) -> bool:
        entry = self.table.get(name)
        locked = bool(self.returned.identity["form_reference"])
        return entry is not None and not (entry.ours and locked)

    def was_typed(self, held: str, base: str) -> bool:
        return _says_something(held) and text_key(held) != text_key(base)

    def is_other(self, name: str, held: str) -> bool:
        now = self.fields[name].values[0] if name in self.fields else ""
        return text_key(now) != text_key(held)


def _signed_before(read: PdfFields) -> Iterator[Flag]:
    """A file that was saved again after all of its signatures, which viewers also do to keep their own data."""
    if read.signatures and not any(signature.covers_whole_file for signature in read.signatures):
        names = tuple(signature.field for signature in read.signatures)
        yield Flag("changed_after_signing", names, "warning")


def _draws(shown: str, text: str) -> bool:
    """Whether we would draw a text so: without what parts its lines, and what is not Latin in the order of its
    glyphs."""
    one, other = ("".join(text_key(said).split()) for said in (shown, text))
    return one == other or (not other.isascii() and sorted(one) == sorted(other))


def _says_something(text: str) -> bool:
    return text.strip() not in ("", UNTICKED, UNCHOSEN)


# What a person takes upon themselves


@cache
def acceptable() -> tuple[str, ...]:
    """The codes of the flags that can be accepted, in the order of their table, `acceptable.toml`."""
    text = resources.files("dtmforms.returns.tampering").joinpath("acceptable.toml").read_text(encoding="utf-8")
    return tuple(tomllib.loads(text))


def accepted(findings: Sequence[Finding], codes: Collection[str]) -> list[Finding]:
    """The findings, errors of these codes as warnings that say so. A code that cannot be accepted changes nothing."""
    able = set(codes).intersection(acceptable())
    return [
        replace(found, severity="warning", accepted=True) if is_accepted(found, able) else found for found in findings
    ]


def is_accepted(finding: Finding, codes: Collection[str]) -> bool:
    """Whether the finding is an error of one of these codes."""
    return finding.severity == "error" and finding.code in codes

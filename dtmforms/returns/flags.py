"""Flags: what makes a returned PDF form another one than it seems. Its values are then for a person to judge, and none
is taken in silence.

A form is held against what a second reader sees, against the form as it was sent, and against what was saved in the
same file before. Honest programs draw many scripts wrongly, or as nothing: that alone is no flag.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from dtmforms.agreement.normal import text_key
from dtmforms.agreement.record import Agreement
from dtmforms.findings import Severity
from dtmforms.form.fields import IDENTITY, UNCHOSEN, UNTICKED, fields
from dtmforms.form.labels import FORM_LANGUAGES
from dtmforms.form.texts import texts_of
from dtmforms.pdf.geometry import Box, PlacedField
from dtmforms.pdf.returned import COMMENTS, PdfFields
from dtmforms.pdf.revisions import SavedState, earlier_states
from dtmforms.pdf.second import Seen, SeenField, SeenWidget, read_again, values_of_revision
from dtmforms.pdf.widgets import WIDGET_BEGINS
from dtmforms.returns.covering import covered, pages_with_words_covered
from dtmforms.returns.fields import ReturnedFields
from dtmforms.returns.fixed import drawn_upon, made_of
from dtmforms.returns.looks import FOCAL_POINTS, Looks
from dtmforms.returns.names import own_names

_AWAY_PT = 8.5
"""3 mm: less than half of the way from one box to the next."""
_MOST_STATES = 20
OF_ONE_FIELD = ("hidden_field", "orphaned_field", "contradicted_tick")
"""Flags that are said at the place of their field, each by itself."""
_DEEDS = ("script", "launch_action", "submit_action", "foreign_link", "attachment")


@dataclass(frozen=True, slots=True)
class Flag:
    """One thing that is odd, by the name of its sentence, and the fields or pages that it concerns; none where it
    concerns the file as a whole."""

    code: str
    fields: tuple[str, ...] = ()
    severity: Severity = "error"
    pages: tuple[int, ...] = ()


class SecondLook:
    """A file that was read, looked at again. Made before fields are put under their own names."""

    def __init__(self, data: bytes, read: PdfFields) -> None:
        self.data, self.password = data, read.opened_with
        self.own = own_names(read.texts)
        self.seen = read_again(data, self.password)
        self.apart = tuple(_apart(read, self.seen)) if self.seen else ()

    def flags(
        self, read: PdfFields, form: ReturnedFields, sent: Agreement | None, earlier: Sequence[Agreement] = ()
    ) -> Iterator[Flag]:
        """All that is odd about the form, which is now under its own names; `sent` is the record that was sent, and
        `earlier` are those whose focal points it may show, because it was made when they were in force."""
        if self.seen is None:
            yield Flag("one_reader")
            yield from _signed_before(read)
            return
        if self.apart:
            yield Flag("readers_disagree", self.apart)
        if self.seen.twice:
            yield Flag("key_twice", tuple(sorted(self.seen.twice)))
        yield from (Flag(code) for code in _DEEDS if code in self.seen.deeds)
        yield from _Compared(self, self.seen, read, form, sent, earlier).flags()

    def own_name(self, name: str) -> str:
        return self.own.get(name, name)


def _apart(read: PdfFields, seen: Seen) -> Iterator[str]:
    """The fields of which two readers see different values, or only one of them sees."""
    for name in sorted(read.texts.keys() | seen.fields.keys()):
        first = {read.texts[name], *read.doubled.get(name, ())} if name in read.texts else set()
        second = set(seen.fields[name].values) if name in seen.fields else set()
        if first != second:
            yield name


class _Compared:
    """A form beside itself: as it was sent, as it was saved before, and as it is shown."""

    def __init__(
        self,
        look: SecondLook,
        seen: Seen,
        read: PdfFields,
        form: ReturnedFields,
        sent: Agreement | None,
        earlier: Sequence[Agreement],
    ) -> None:
        self.look, self.seen, self.read, self.form = look, seen, read, form
        self.fields: dict[str, SeenField] = {}
        for name, found in seen.fields.items():
            own = look.own_name(name)
            self.fields[own] = self.fields[own].with_other(found) if own in self.fields else found
        self.table = {entry.name: entry for entry in fields(form.rows)}
        self.made = made_of(form.identity)
        self.sent = self._as_sent(sent)
        earlier_texts = [texts for texts in map(self._as_sent, earlier) if texts]
        self.looks = Looks(form.identity["form_language"], self.sent, earlier_texts)

    def _as_sent(self, sent: Agreement | None) -> dict[str, str] | None:
        """The texts as they were sent; `None` where they are not known."""
        language = self.form.identity["form_language"]
        if not self.form.identity["form_reference"]:
            return {name: UNCHOSEN if entry.kind == "choice" else "" for name, entry in self.table.items()}
        known = sent and language in FORM_LANGUAGES
        return texts_of(sent, self.form.rows, language) if sent and known else None

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
            if name in self.table and not field.veiled:
                code = self.looks.code(self.table[name], field, ours=not self.is_partners(name))
                found.setdefault(code, []).append(name)
        for code in ("appearance_unknown", "shown_otherwise"):
            if names := found.get(code):
                yield Flag(code, tuple(names))
        if (stale := found.get("shown_as_sent")) and not self.seen.redrawn:
            yield Flag("shown_as_sent", tuple(stale), "warning")
        yield from (Flag("contradicted_tick", (name,)) for name in found.get("contradicted_tick", ()))

    # As it was sent

    def places(self) -> Iterator[Flag]:
        for name, found in self.fields.items():
            if name in self.table and found.page and found.veiled:
                yield Flag("hidden_field", (name,))
        places = {place.name: place for place in self.made.geometry.fields} if self.made else {}
        pages = self.pages_as_sent({name: place.page for name, place in places.items()})
        away = [
            name
            for name, found in self.fields.items()
            if name in places and not found.veiled
            if any(self.is_away(widget, places[name], pages) for widget in found.widgets)
        ]
        away += [name for name, found in self.fields.items() if name in IDENTITY and found.page and not found.veiled]
        if away:
            yield Flag("off_page", tuple(away))
        yield from self.covered()
        painted = {*drawn_upon(self.look.data, self.read, self.form.identity, pages), *self.pages_laid_over(pages)}
        if painted:
            yield Flag("foreign_content", pages=tuple(sorted(painted)))
        whole = self.made is not None and self.read.page_count >= self.made.geometry.pages
        for name, found in self.fields.items() if whole else ():
            if name in places and not found.page and _says_something(found.values[0]):
                yield Flag("orphaned_field", (name,))

    def covered(self) -> Iterator[Flag]:
        """Fields over which something stands that is not said already of those that somebody has typed over."""
        said = {mark.over for mark in self.read.marks if mark.kind not in COMMENTS}
        found = [(page, self.look.own_name(name)) for page, name in covered(self.seen, self.own_fields())]
        found = [(page, name) for page, name in found if name not in said]
        if found:
            pages = sorted({page for page, _ in found})
            yield Flag("typed_over", tuple(dict.fromkeys(name for _, name in found)), pages=tuple(pages))

    def pages_laid_over(self, as_sent: Mapping[int, int]) -> set[int]:
        if self.made is None:
            return set()
        return pages_with_words_covered(self.seen, self.own_fields(), self.made.geometry, as_sent)

    def own_fields(self) -> dict[str, SeenField]:
        """The fields of the form, by their names in the file."""
        return {name: found for name, found in self.seen.fields.items() if self.look.own_name(name) in self.table}

    def pages_as_sent(self, places: Mapping[str, int]) -> dict[int, int]:
        """Which page of the form each page of the file is, by most of its fields."""
        votes: dict[int, Counter[int]] = {}
        for name, found in self.fields.items():
            if found.page and name in places:
                votes.setdefault(found.page, Counter())[places[name]] += 1
        return {page: counts.most_common(1)[0][0] for page, counts in votes.items()}

    def is_away(self, found: SeenWidget, sent: PlacedField, as_sent: Mapping[int, int]) -> bool:
        """Whether a field stands, or reaches, elsewhere than it was sent, seen from the corner of its page."""
        paper = self.seen.paper[found.page - 1]
        x, y, width, height = found.box
        now, then = _edges((x - paper[0], y - paper[1], width, height)), _edges(sent.box)
        cut_off = now[2] > paper[2] + _AWAY_PT or now[3] > paper[3] + _AWAY_PT
        moved = cut_off or any(abs(one - other) > _AWAY_PT for one, other in zip(now, then, strict=True))
        return moved or as_sent.get(found.page) != sent.page

    # As it was saved and signed before

    def saved_before(self) -> Iterator[Flag]:
        """Fields of the partner that held something else when the file was saved before, and not only as it was
        sent: who changed them is not known. So it is of a file that was saved more often than anybody looks at."""
        saved = earlier_states(self.look.data)
        states = [self.values_then(state) for state in saved[:_MOST_STATES]]
        if not states:
            return
        base = self.as_first_sent(saved[0], states[0])
        changed = dict.fromkeys(
            name
            for state in states
            for name, held in state.items()
            if self.is_partners(name) and self.was_typed(held, base.get(name, "")) and self.is_other(name, held)
        )
        if changed or len(saved) > _MOST_STATES:
            yield Flag("saved_revisions", tuple(changed) or ("form",))

    def signed(self) -> Iterator[Flag]:
        """Values that are not those of the file when it was signed (12.8.1); other changes are told beside."""
        changed: dict[str, None] = {}
        for signature in self.read.signatures:
            if signature.covers_whole_file:
                continue
            data = self.look.data[: signature.signed_bytes]
            then = values_of_revision(data, self.look.password)
            if then is None:
                changed |= dict.fromkeys([signature.field])
                continue
            known = self.under_own_names(then)
            changed |= dict.fromkeys(name for name in self.fields if self.is_other(name, known.get(name, "")))
        if changed:
            yield Flag("changed_after_signing", tuple(changed))
        else:
            yield from _signed_before(self.read)

    def values_then(self, state: SavedState) -> dict[str, str]:
        """The values of an earlier state; none of one that cannot be opened."""
        return self.under_own_names(values_of_revision(state.of(self.look.data), self.look.password) or {})

    def as_first_sent(self, first: SavedState, values: Mapping[str, str]) -> Mapping[str, str]:
        """The texts that the form was sent with. Focal points may have changed since it was; they are then those of
        the first state, where that is still the file that we made."""
        if self.sent is None:
            return values
        if self.look.data.find(WIDGET_BEGINS, 0, first.length) < 0:
            return self.sent
        return self.sent | {name: text for name, text in values.items() if name.startswith(FOCAL_POINTS)}

    def under_own_names(self, texts: Mapping[str, str]) -> dict[str, str]:
        return {self.look.own_name(name): text for name, text in texts.items()}

    def is_partners(self, name: str) -> bool:
        entry = self.table.get(name)
        locked = bool(self.form.identity["form_reference"])
        return entry is not None and not (entry.ours and locked)

    def was_typed(self, held: str, base: str) -> bool:
        return _says_something(held) and text_key(held) != text_key(base)

    def is_other(self, name: str, held: str) -> bool:
        now = self.fields[name].values[0] if name in self.fields else ""
        return text_key(now) != text_key(held)


def _signed_before(read: PdfFields) -> Iterator[Flag]:
    """A file that was saved again after all of its signatures, which viewers also do to keep their own data."""
    if read.signatures and not any(signature.covers_whole_file for signature in read.signatures):
        fields = tuple(signature.field for signature in read.signatures)
        yield Flag("changed_after_signing", fields, "warning")


def _edges(box: Box) -> Box:
    return box[0], box[1], box[0] + box[2], box[1] + box[3]


def _says_something(text: str) -> bool:
    return text.strip() not in ("", UNTICKED, UNCHOSEN)

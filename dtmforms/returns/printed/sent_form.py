"""What is known of a form before its pages are looked at: what stood in it when it was sent, and what each field may
hold."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dtmforms.agreement.keys import text_key
from dtmforms.form.fields import EDITION, UNCHOSEN, UNTICKED, Field, Rows, fields
from dtmforms.form.identity import Identity
from dtmforms.form.texts import options_shown, texts_of
from dtmforms.language import LANGUAGES
from dtmforms.language.labels import labels
from dtmforms.pdf.geometry import FormLayout

if TYPE_CHECKING:
    from dtmforms.agreement.model import Agreement


@dataclass(frozen=True, slots=True)
class Expected:
    """What is known of a field before its cell is looked at: what a choice shows for its values, the text when the form
    was sent, `None` where that is not known, and all words that were sent."""

    entry: Field
    options: dict[str, str]
    sent: str | None
    known: frozenset[str] = frozenset()


class SentForm:
    """What is known of a form by its identity, and by the record that was sent. `sent` are its texts when it was sent,
    `None` where they are not known; `known` are all their words, which are not in doubt when they come back."""

    def __init__(self, identity: Identity, record: Agreement | None, terms: tuple[str, ...]) -> None:
        self.identity, self.record, self.terms = identity, record, terms
        ours = identity.edition == EDITION and identity.language in LANGUAGES
        layout = FormLayout.parse(identity.rows) if ours else None
        self.rows = layout.rows if layout else Rows()
        self.options = options_shown(labels(identity.language if ours else "en"))
        self.table = {entry.name: entry for entry in fields(self.rows)} if layout else {}
        self.sent = self._sent()
        self.known = frozenset(word for text in (self.sent or {}).values() for word in text.split())

    def _sent(self) -> dict[str, str] | None:
        if not self.identity.reference:
            return {name: UNTICKED if entry.kind == "tick" else "" for name, entry in self.table.items()}
        if self.record is None or not self.is_of_record() or not self.table:
            return None
        return texts_of(self.record, self.rows, self.identity.language)

    def with_people_of(self, other: Agreement) -> SentForm:
        """The same form, made when the focal points were those of another record of the agreement."""
        if self.record is None:
            return self
        return SentForm(self.identity, self.record.model_copy(update={"table_c": other.table_c}), self.terms)

    def is_of_record(self) -> bool:
        """Whether the form was made from the record that was sent, as it is now but for its contacts."""
        record = self.record
        if record is None or text_key(self.identity.reference) != text_key(record.reference):
            return False
        return self.identity.terms in ("", *self.terms)

    def expected(self, name: str) -> Expected:
        sent = self.sent.get(name, "") if self.sent is not None else None
        return Expected(self.table[name], self.options, sent, self.known)

    def locked(self, name: str) -> bool:
        """Whether a cell is IOM's in this form (rule D3): in a blank one all are to be filled in."""
        return self.table[name].ours and bool(self.identity.reference)


def compared(text: str) -> str:
    """A text without what printing changes: spaces, line ends, and the forms that letters take beside each other."""
    return text_key(unicodedata.normalize("NFKC", text)).replace(" ", "")


def is_filled(text: str) -> bool:
    return text.strip() not in ("", UNCHOSEN)

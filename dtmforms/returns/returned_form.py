"""A form of ours that came back, beside the record that was sent: whether it is that agreement's, and where in it
something was found."""

from __future__ import annotations

from functools import cached_property

from dtmforms.agreement.keys import text_key
from dtmforms.findings import Finding, Place, Value, dotted
from dtmforms.form.fields import EDITION, fields
from dtmforms.form.texts import texts_of, tooltip
from dtmforms.language import LANGUAGES
from dtmforms.returns.answer import Basis, Return, ReturnedFields
from dtmforms.returns.tampering.flags import acceptable


class ReturnedForm:
    """A form on its way from its fields to its answer, which takes up what is found in it. `table` are its fields by
    their names; `language` is that of its words, `en` where that is none of ours."""

    def __init__(self, answer: Return, read: ReturnedFields, basis: Basis) -> None:
        self.answer, self.read, self.basis = answer, read, basis
        self.against, self.rows = basis.against, read.rows
        self.accepted = set(basis.accepted).intersection(acceptable())
        self.said_language = read.identity.get("form_language", "").partition(",")[0]
        self.language = self.said_language if self.said_language in LANGUAGES else "en"
        self.table = {entry.name: entry for entry in fields(self.rows)}
        answer.language = self.against.language if self.against else self.said_language

    @cached_property
    def known_terms(self) -> tuple[str, ...]:
        return self.basis.known_terms

    @cached_property
    def sent(self) -> dict[str, str]:
        """The texts of all fields as they were sent, by their names; none without the record that was sent."""
        return texts_of(self.against, self.rows, self.language) if self.against else {}

    # Whose it is

    def say_if_of_another_agreement(self) -> bool:
        """Say that the form belongs to another record than was sent, where it does. Nothing more is said of it then."""
        against, reference = self.against, self.answer.reference
        if against is None or reference is None or text_key(reference) == text_key(against.reference):
            return False
        values: dict[str, Value] = {"returned": reference, "sent": against.reference}
        self.answer.findings.append(Finding("other_agreement", "reference", values))
        return True

    def say_if_of_another_edition(self) -> bool:
        """Say that the form is of another edition, where it is, and nothing else of it: its cells are others."""
        edition = self.read.identity.get("form_edition")
        if edition in (None, "", EDITION):
            return False
        self.answer.findings.clear()
        self.note("other_edition", returned=edition, sent=EDITION)
        return True

    def say_what_is_other(self) -> None:
        """In which edition, language or terms it is not the form that was sent."""
        against, said = self.against, self.said_language
        if not self.read.identity.get("form_edition"):
            self.note("no_edition")
        if said not in LANGUAGES:
            if said:
                self.note("unknown_language", language=said)
        elif against and against.language != said and not self.answer.kind.startswith("word"):
            self.note("other_language", returned=said, sent=against.language)
        terms = self.answer.form["terms"]
        if self.known_terms and terms is not None and terms not in self.known_terms:
            self.note("other_terms", returned=terms, sent=self.known_terms[0])

    # What is found in it

    def is_suspect(self, name: str | None) -> bool:
        """Whether a field's value is in doubt, so that nothing more is said of it."""
        return self.read.suspect.get(name or "", "") not in ("", *self.accepted)

    def at(self, name: str, code: str, **values: Value) -> None:
        """A finding at a field, which is named by its path where the form knows it."""
        path = dotted(self.table[name].path) if name in self.table else name
        self.answer.findings.append(Finding(code, path, values, place=self.where(name)))

    def note(self, code: str, **values: Value) -> None:
        """A finding on the form as a whole."""
        self.answer.findings.append(Finding(code, "form", values))

    def where(self, name: str) -> Place:
        """A field's place: its page, its label as the form has it, its name."""
        page, entry = self.read.pages.get(name), self.table.get(name)
        place: Place = {"place": "field" if entry else "field_without_label", "field": name}
        if entry:
            place["label"] = tooltip(entry, self.language)
        return place | {"place": f"{place['place']}_on_page", "page": page} if page else place

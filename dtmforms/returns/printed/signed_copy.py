"""Whether pages are a signed copy of the text that was sent (rule E9): by the code of which text they are, by their
words where they have letters, by ink in every box to sign in. The code alone says nothing of a signature.

Not done here: digital signatures, and what a person states.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from dtmforms.agreement.keys import text_key
from dtmforms.findings import Finding
from dtmforms.form.fields import SIGNATURES
from dtmforms.form.identity import WORD, Identity
from dtmforms.pdf.geometry import FormLayout

if TYPE_CHECKING:
    from dtmforms.agreement.model import Agreement
    from dtmforms.returns.returned_file import PrintedPages

Words = Literal["as_sent", "differ", "not_compared"]
Box = Literal["ink", "empty", "not_seen"]


@dataclass(frozen=True, slots=True)
class SignedCopy:
    """Pages beside the record that was sent, `None` where that is not known, and the terms by which it is known.
    `changed_ticks` are the fields whose ticks on a scan are not those that were sent."""

    found: PrintedPages
    identity: Identity
    record: Agreement | None
    terms: tuple[str, ...]
    changed_ticks: tuple[str, ...]
    differences: tuple[Finding, ...]

    @staticmethod
    def of(
        found: PrintedPages,
        identity: Identity,
        record: Agreement | None,
        terms: tuple[str, ...],
        changed: Iterable[str],
    ) -> SignedCopy:
        copy = SignedCopy(found, identity, record, terms, tuple(changed), ())
        if record is None or not found.words or not copy.is_right_text():
            return copy
        from dtmforms.returns.printed.document_words import word_differences  # few returns are printed documents

        all_pages = len(found.words) == len(copy.sheets())
        told = word_differences(found.words, record, identity, all_pages=all_pages)
        return SignedCopy(found, identity, record, terms, copy.changed_ticks, tuple(told))

    def is_right_text(self) -> bool:
        """Whether the code is that of the text that the record stands for: the same agreement, the same terms."""
        identity, record = self.identity, self.record
        same = record is not None and text_key(identity.reference) == text_key(record.reference)
        return bool(record and same and identity.terms in self.terms and not self.found.others)

    def sheets(self) -> list[int]:
        """The pages of the file that show the text."""
        return sorted({sheet for on in self.found.sheets.values() for sheet in on})

    def is_picture(self) -> bool:
        """Whether no page of it has letters, as none of a scan has."""
        return not set(self.sheets()) & set(self.found.lettered)

    @property
    def words(self) -> Words:
        if any(finding.severity == "error" for finding in self.differences) or self.changed_ticks:
            return "differ"
        compared = self.found.words and len(self.found.words) == len(self.sheets()) and self.is_right_text()
        return "as_sent" if compared else "not_compared"

    @property
    def boxes(self) -> Mapping[str, Box]:
        """What is seen in each box to sign in, by the side whose it is."""
        ink = self.found.ink
        seen: dict[str, Box] = {name: "ink" if ink[name] else "empty" for name in ink}
        return {name.removeprefix("signature_"): seen.get(name, "not_seen") for name in SIGNATURES}

    def accepted(self) -> bool:
        """Whether it is the signed copy of the right text: a scan of every page, with ink in every box to sign in."""
        pages = self.found.page_count
        whole = bool(pages) and set(self.found.sheets) == set(range(1, pages + 1))
        signed = all(seen == "ink" for seen in self.boxes.values())
        return self.is_right_text() and whole and signed and self.is_picture() and self.words != "differ"

    def as_json(self) -> dict[str, object]:
        return {
            "reference": self.identity.reference,
            "terms": self.identity.terms,
            "pages": sorted(self.found.sheets) if self.found.page_count else self.sheets(),
            "accepted": self.accepted(),
            "words": self.words,
            "boxes": dict(self.boxes),
        }

    def is_to_fill_in(self) -> bool:
        """Whether it is the form that a partner fills in, which nobody signs."""
        layout = FormLayout.parse(self.identity.rows)
        return layout is not None and layout.purpose == "fill"

    def findings(self) -> Iterator[Finding]:
        yield from self.of_other_text()
        if not self.is_to_fill_in():
            yield from self.of_text()
            yield from self.of_signatures()
        if self.found.written_beside:
            everywhere = set(self.found.written_beside) >= set(self.found.sheets) and not self.is_to_fill_in()
            pages = sorted(set(self.found.written_beside))
            yield Finding("initials" if everywhere else "written_in_margins", "form", {"pages": pages})

    def of_other_text(self) -> Iterator[Finding]:
        record, identity = self.record, self.identity
        others = identity.terms not in self.terms
        if record and others and text_key(identity.reference) == text_key(record.reference):
            code = "fill_in_of_other_terms" if self.is_to_fill_in() else "copy_of_other_terms"
            yield Finding(code, "form", {"returned": identity.terms or "-", "sent": self.terms[0]})

    def of_text(self) -> Iterator[Finding]:
        if self.record is None:
            yield Finding("copy_unknown", "form")
        elif self.is_right_text():
            code = "copy_by_words" if self.words == "as_sent" else "copy_by_code"
            if not any(finding.severity == "error" for finding in self.differences):
                yield Finding(code, "form", {"terms": self.identity.terms})
        yield from self.differences
        if self.changed_ticks:
            yield Finding("copy_changed", "form", {"fields": list(self.changed_ticks)})

    def of_signatures(self) -> Iterator[Finding]:
        found = self.found
        for side, seen in self.boxes.items():
            if seen == "empty":
                yield Finding("box_empty", "form", {"side": side})
        if found.put_in:
            yield Finding("picture_of_signature", "form", {"fields": sorted(set(found.put_in))})
        if found.digitally_signed:
            yield Finding("signature_not_checked", "form")
        elif self.identity.rows == WORD:
            yield Finding("boxes_not_known", "form")

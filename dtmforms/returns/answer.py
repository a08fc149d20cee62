"""From a returned file to its answer: by what it is judged, what it comes down to, and what is answered."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dtmforms.agreement.model import Agreement
from dtmforms.changes.compare import Comparison, Grounds
from dtmforms.changes.fingerprint import known_terms
from dtmforms.errors import ReturnError
from dtmforms.findings import Finding, any_error
from dtmforms.form.fields import SIGNATURES, Rows, fields, rows_seen
from dtmforms.returns.form_field import FormField

if TYPE_CHECKING:
    from dtmforms.pdf.geometry import Box
    from dtmforms.returns.changed_fields import ChangedField
    from dtmforms.returns.printed.scanned_fields import ScannedField

SCHEMA = "dtmforms/return/1"
OURS = Grounds()
"""Changes are judged by our own policy, and nothing is known of the record from before it."""


@dataclass(frozen=True, slots=True)
class Basis:
    """By what a return is judged. `against` is the record that was sent; without it the record is what the form says,
    and what a form does not carry is missing from it. `earlier` are records whose focal points a form may still show,
    because it was made when they were in force. `grounds` is by what changes are judged, and what a register
    holds of the record that was sent; `accepted` are the codes of flags that somebody has taken upon themselves.
    `confirmed` is what a person has read off the pictures of a scan, by the names of its fields, each `None` where
    nobody can read it; `None` where nobody has. `made_of` are the records of one of which the form was made, the
    likeliest first, where they are others than those."""

    against: Agreement | None = None
    earlier: Sequence[Agreement] = ()
    today: datetime.date | None = None
    grounds: Grounds = OURS
    accepted: Collection[str] = ()
    confirmed: Mapping[str, str | None] | None = None
    made_of: Sequence[Agreement] = ()

    @property
    def perhaps_made_of(self) -> Sequence[Agreement]:
        """The records of one of which the form was made, as far as its focal points go, the likeliest first."""
        then = () if self.against is None else (self.against, *reversed(self.earlier))
        return self.made_of or then

    @property
    def known_terms(self) -> tuple[str, ...]:
        """The terms by which the record that was sent is known, those that it was sent with first; none without it.
        Without a register a document bears those by our own policy."""
        if self.against is None:
            return ()
        policy, held = self.grounds.policy, self.grounds.terms
        ours = known_terms(self.against)
        own = ours if held in (None, *ours) else ()
        theirs = known_terms(self.against, policy) if policy else ours
        return tuple(dict.fromkeys((held or ours[0], *own, *theirs)))


@dataclass(slots=True)
class ReturnedFields:
    """What any return comes down to. `kind` is how the file was read; `texts` by field name, `stored` those that stand
    in the file itself; `identity` what the form says that it is; `findings` what is found before any of its values.

    `pages` are those of the file, from 1, on which its fields stand, `places` those of the form as it was sent;
    `doubled` are fields with two values, `suspect` fields with the name of the sentence that is to be said of them.
    `sources`, `signatures`, `signed_copy` and `pictures`, PNG files by field, go into the answer as they are. Nothing
    is concluded from a scan while any of its texts are `drafts`; `scanned` are its fields, `confirmed` the names of
    those that a person has confirmed. `boxes` are the places of fields on their pages, in points. `several` says that
    the file holds several forms that differ, of which none is taken: its one finding says which."""

    texts: dict[str, str]
    stored: dict[str, str]
    identity: dict[str, str]
    rows: Rows
    pages: dict[str, int] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)
    page_count: int = 0
    doubled: set[str] = field(default_factory=set)
    suspect: dict[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    kind: str = "filled"
    sources: dict[str, dict[str, object]] = field(default_factory=dict)
    signatures: list[dict[str, object]] = field(default_factory=list)
    signed_copy: dict[str, object] | None = None
    pictures: dict[str, bytes] = field(default_factory=dict)
    boxes: dict[str, Box] = field(default_factory=dict)
    drafts: bool = False
    scanned: list[ScannedField] = field(default_factory=list)
    confirmed: list[str] = field(default_factory=list)
    several: bool = False


@dataclass(slots=True)
class Return:
    """The answer to one returned file. `kind` is how it was read, or why not where `readable` is false.

    `record` is `None` where it is not valid, and `whole` is false where it lacks what no form carries; `comparison` is
    `None` where there is nothing to compare with; `form` is empty where the file is no form of ours. `accepted` are the
    codes of the flags that a person has accepted, and that were found. `files` are those that the form was put together
    from, or the one within an archive or a mail, each with its own SHA-256 and the numbers of its pages; `sha256` is
    then that of the archive, or of the sorted SHA-256 of the files, line by line. `scanned` are the fields of a scan,
    each with its picture and whether a person has to confirm it; `confirmed` the names of those that a person has.
    `changed` are the fields that are not as they were sent, when the form was made."""

    file: str
    sha256: str
    kind: str = "filled"
    readable: bool = True
    whole: bool = True
    reference: str | None = None
    form: dict[str, str | None] = field(default_factory=dict)
    fields: dict[str, str] = field(default_factory=dict)
    record: Agreement | None = None
    comparison: Comparison | None = None
    findings: list[Finding] = field(default_factory=list)
    sources: dict[str, dict[str, object]] = field(default_factory=dict)
    signatures: list[dict[str, object]] = field(default_factory=list)
    signed_copy: dict[str, object] | None = None
    pictures: dict[str, bytes] = field(default_factory=dict, repr=False)
    language: str = "en"
    accepted: list[str] = field(default_factory=list)
    files: list[dict[str, object]] = field(default_factory=list)
    scanned: list[ScannedField] = field(default_factory=list, repr=False)
    confirmed: list[str] = field(default_factory=list)
    changed: list[ChangedField] = field(default_factory=list, repr=False)

    @property
    def exit_code(self) -> int:
        """0 for a valid record, or the signed copy of a document that has none in it; 3 where the record is not valid
        or a person has to confirm it; 4 for a file that cannot be read as our form."""
        if not self.readable:
            return ReturnError.exit_code
        return 0 if self.record or self.only_signed else 3

    @property
    def table(self) -> dict[str, FormField]:
        """The fields of a form that has those that were read, by their names."""
        return {entry.name: FormField(entry) for entry in fields(rows_seen(self.fields))}

    @property
    def is_signed_form(self) -> bool:
        """Whether it has a digital signature in a box of the form to sign, whatever that is worth."""
        return any(signature["field"] in SIGNATURES for signature in self.signatures)

    @property
    def only_signed(self) -> bool:
        """Whether the file is an accepted signed copy, and holds nothing else that is wanted."""
        accepted = bool(self.signed_copy and self.signed_copy["accepted"])
        return accepted and not self.sources and not any_error(self.findings)

    def as_json(self, language: str = "en") -> dict[str, object]:
        answer: dict[str, object] = {
            "schema": SCHEMA,
            "file": self.file,
            "sha256": self.sha256,
            **({"files": self.files} if self.files else {}),
            "kind": self.kind,
            "reference": self.reference,
            "form": self.form,
            "fields": self.fields,
            "record": self.record.values() if self.record else None,
            "comparison": self.comparison.as_json(language) if self.comparison else None,
            "findings": [finding.as_json(language) for finding in self.findings],
            "sources": self.sources,
            "signatures": self.signatures,
            "signed_copy": self.signed_copy,
        }
        by_person = {"accepted": self.accepted, "confirmed": self.confirmed}
        return answer | {key: codes for key, codes in by_person.items() if codes}

"""What changed between two records of an agreement, and whether it takes a revision.

Not done here: whether either record is valid; both are.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from dtmforms.agreement.closed_lists import DESTINATIONS, URGENCIES
from dtmforms.agreement.keys import text_key
from dtmforms.agreement.model import Agreement
from dtmforms.changes.confirmation import Confirmation
from dtmforms.changes.diff import Change, Typed, changes_between
from dtmforms.changes.fingerprint import attributes, fingerprint_of
from dtmforms.changes.policy import Effect, Policy, our_policy, strictest
from dtmforms.changes.warnings import remarks
from dtmforms.findings import Finding
from dtmforms.form.texts import printed_destination

__all__ = ["SCHEMA", "Change", "Comparison", "Derived", "Grounds", "Typed", "compare"]

SCHEMA = "dtmforms/comparison/1"


@dataclass(frozen=True, slots=True)
class Derived:
    """A text of Table B that moved only because Table C moved (rules C4, D5)."""

    path: str
    follows: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """The changes, from the first attribute to the last, and what they amount to."""

    old_terms: str
    new_terms: str
    changes: tuple[Change, ...]
    derived: tuple[Derived, ...]
    findings: tuple[Finding, ...]

    @property
    def verdict(self) -> Effect:
        return strictest([change.effect for change in self.changes])

    @property
    def terms(self) -> dict[str, str]:
        """The fingerprints of both texts, `old` and `new`."""
        return {"old": self.old_terms, "new": self.new_terms}

    @property
    def revision_required(self) -> bool:
        return self.verdict == "revision"

    def as_json(self, language: str = "en") -> dict[str, object]:
        return {
            "schema": SCHEMA,
            "verdict": self.verdict,
            "revision_required": self.revision_required,
            "terms": self.terms,
            "changes": [change.as_json(language) for change in self.changes],
            "derived": [{"path": item.path, "follows": item.follows} for item in self.derived],
            "findings": [finding.as_json(language) for finding in self.findings],
        }


@dataclass(frozen=True, slots=True)
class Grounds:
    """By what a change is judged: a mission's own policy, ours where it is `None`; the same partner's other agreements,
    for datasets that are sensitive together; which counterpart on file confirmed a new focal point, one of
    `COUNTERPARTS`; and the posts whose holders nobody has confirmed yet (rule D8)."""

    policy: Policy | None = None
    others: Sequence[Agreement] = ()
    confirmed_by: str | None = None
    unconfirmed: Collection[str] = ()

    @property
    def confirmation(self) -> Confirmation:
        return Confirmation(self.confirmed_by, self.unconfirmed)


def compare(old: Agreement, new: Agreement, grounds: Grounds | None = None) -> Comparison:
    """Compare two records. A list is compared as a set: its order means nothing."""
    grounds = grounds or Grounds()
    policy = grounds.policy or our_policy()
    before, after = attributes(old), attributes(new)
    changes = tuple(changes_between(before, after, policy))
    findings = tuple(remarks(old, new, changes, grounds.others, grounds.confirmation))
    return Comparison(fingerprint_of(before), fingerprint_of(after), changes, tuple(_derived(old, new)), findings)


def _derived(old: Agreement, new: Agreement) -> Iterator[Derived]:
    for urgency in URGENCIES:
        columns = [getattr(record.table_b, urgency) for record in (old, new)]
        for place in DESTINATIONS:
            if all(column and place in column.destination for column in columns):
                texts = [printed_destination(record, urgency, place) for record in (old, new)]
                if text_key(texts[0]) != text_key(texts[1]):
                    yield Derived(f"table_b.{urgency}.destination", f"table_c.{place}")

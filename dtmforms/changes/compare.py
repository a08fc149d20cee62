"""What changed between two records of an agreement, and whether it takes a revision.

Not done here: whether either record is valid; both are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from dtmforms.agreement.closed_lists import DESTINATIONS, URGENCIES
from dtmforms.agreement.keys import text_key
from dtmforms.agreement.model import Agreement
from dtmforms.changes.diff import Change, Correction, Typed, changes_between, with_correction
from dtmforms.changes.fingerprint import attributes, fingerprint_of
from dtmforms.changes.people import names_anybody, names_of_all
from dtmforms.changes.policy import Effect, Policy, our_policy, strictest
from dtmforms.changes.warnings import remarks
from dtmforms.errors import RecordError
from dtmforms.findings import Finding
from dtmforms.form.texts import printed_destination

__all__ = ["SCHEMA", "Change", "Comparison", "Correction", "Derived", "Grounds", "Typed", "compare"]

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
    """By what a change is judged: a mission's own policy, ours where it is `None`; corrections that were stated; the
    same partner's other agreements, for datasets that are sensitive together; and which counterpart on file confirmed
    a new focal point, one of `successors.COUNTERPARTS`."""

    policy: Policy | None = None
    corrections: Sequence[Correction] = ()
    others: Sequence[Agreement] = ()
    confirmed_by: str | None = None


def compare(old: Agreement, new: Agreement, grounds: Grounds | None = None) -> Comparison:
    """Compare two records. A list is compared as a set: its order means nothing.
    Raises `RecordError` with every correction that cannot be one."""
    grounds = grounds or Grounds()
    policy = grounds.policy or our_policy()
    before, after = attributes(old), attributes(new)
    changes = tuple(changes_between(before, after, policy))
    if grounds.corrections:
        changes = _corrected(changes, grounds.corrections, policy, [*names_of_all(old), *names_of_all(new)])
    terms = [fingerprint_of(found) for found in (before, after)]
    findings = [*remarks(old, new, changes, grounds.others, grounds.confirmed_by), *_moved_terms(terms, changes)]
    return Comparison(terms[0], terms[1], changes, tuple(_derived(old, new)), tuple(findings))


def _derived(old: Agreement, new: Agreement) -> Iterator[Derived]:
    for urgency in URGENCIES:
        columns = [getattr(record.table_b, urgency) for record in (old, new)]
        for place in DESTINATIONS:
            if all(column and place in column.destination for column in columns):
                texts = [printed_destination(record, urgency, place) for record in (old, new)]
                if text_key(texts[0]) != text_key(texts[1]):
                    yield Derived(f"table_b.{urgency}.destination", f"table_c.{place}")


def _corrected(
    changes: tuple[Change, ...], corrections: Sequence[Correction], policy: Policy, names: list[str]
) -> tuple[Change, ...]:
    """The changes, with those that a person stated to be corrections as such."""
    stated = {correction.path: correction for correction in corrections}
    by_path = {change.path: change for change in changes}
    findings = [
        Finding(code, path)
        for path, correction in stated.items()
        for code in _no_correction(by_path.get(path), correction, policy, names)
    ]
    if findings:
        raise RecordError("correction_refused", findings, place="--correction")
    return tuple(
        with_correction(change, stated[change.path]) if change.path in stated else change for change in changes
    )


def _no_correction(
    change: Change | None, correction: Correction, policy: Policy, names: Iterable[str]
) -> Iterator[str]:
    """The codes of what speaks against it."""
    if not correction.stated_by.strip() or not correction.why.strip():
        yield "correction_unstated"
    if "@" in correction.stated_by + correction.why or names_anybody(f"{correction.stated_by} {correction.why}", names):
        yield "correction_names_people"
    if change is None:
        yield "correction_of_nothing"
    elif change.kind in ("added", "removed"):
        yield "correction_of_item"
    elif not policy.row_for(change.steps).correctable:
        yield "correction_of_no_text"


def _moved_terms(terms: list[str], changes: tuple[Change, ...]) -> Iterator[Finding]:
    if any(change.correction for change in changes) and not any(change.effect == "revision" for change in changes):
        yield Finding("terms_corrected", values={"terms": terms[1], "signed": terms[0]})

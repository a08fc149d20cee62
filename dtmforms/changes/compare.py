"""What changed between two records of an agreement, and whether it takes a revision.

Not done here: whether either record is valid; both are.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from dtmforms.agreement.closed_lists import DESTINATION_POSTS, URGENCIES
from dtmforms.agreement.destinations import Counted, as_it_stands, beside, moved_along, post_of
from dtmforms.agreement.keys import meaning_key
from dtmforms.agreement.model import Agreement
from dtmforms.changes.access import still_standing, wider_access
from dtmforms.changes.confirmation import Confirmation
from dtmforms.changes.diff import Change, changes_between
from dtmforms.changes.fingerprint import attributes, fingerprint, fingerprint_of
from dtmforms.changes.policy import Effect, Policy, our_policy, strictest
from dtmforms.changes.warnings import remarks
from dtmforms.findings import Finding
from dtmforms.form.texts import printed_destination

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
    moved_along: Mapping[str, list[str]] = field(default_factory=dict)
    """By urgency column, which free text moved along with Table C (`agreement.destinations`)."""

    @property
    def verdict(self) -> Effect:
        """What the strictest of the changes takes; where free text was put right alone, it is administrative."""
        put_right: list[Effect] = ["administrative"] if any(self.moved_along.values()) else []
        return strictest([*put_right, *(change.effect for change in self.changes)])

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
    """By what a change is judged. `policy` is a mission's own, ours where it is `None`; `others` are the same partner's
    other agreements, for datasets that are sensitive together; `confirmed_by` is the counterpart on file, one of
    `COUNTERPARTS`, who confirmed a new focal point; `unconfirmed` are the posts whose holders nobody has confirmed yet
    (rule D8). What a register knows of the old record: `counted` is how its destinations count, as they stand where it
    is `None` (rule C4), `terms` are those that it got when it was put up, be that by another policy."""

    policy: Policy | None = None
    others: Sequence[Agreement] = ()
    confirmed_by: str | None = None
    unconfirmed: Collection[str] = ()
    counted: Counted | None = None
    terms: str | None = None

    @property
    def confirmation(self) -> Confirmation:
        return Confirmation(self.confirmed_by, self.unconfirmed)


def compare(old: Agreement, new: Agreement, grounds: Grounds | None = None) -> Comparison:
    """Compare two records. A list is compared as a set: its order means nothing."""
    grounds = grounds or Grounds()
    policy = grounds.policy or our_policy()
    counted = grounds.counted or as_it_stands(old.values())
    counts = beside(counted, new.values())
    before, after = attributes(old, counted=counted), attributes(new, counted=counts)
    changes = tuple(changes_between(before, after, policy))
    findings = (
        *remarks(old, new, changes, grounds.others, grounds.confirmation),
        *wider_access(old, new, counted, counts),
        *still_standing(old, new, counts),
    )
    moved = moved_along(counted, counts)
    as_judged, becomes = fingerprint_of(before, policy), fingerprint_of(after, policy)
    terms = grounds.terms or as_judged
    # A text that is agreed anew counts as it stands.
    becomes = terms if becomes == as_judged else fingerprint(new, policy, unlike=terms)
    return Comparison(terms, becomes, changes, tuple(_derived(old, new, moved)), findings, moved)


def _derived(old: Agreement, new: Agreement, moved: Mapping[str, list[str]]) -> Iterator[Derived]:
    """Destinations that follow Table C by themselves, and free text that moved along with it."""
    for urgency in URGENCIES:
        path = f"table_b.{urgency}.destination"
        columns = [getattr(record.table_b, urgency) for record in (old, new)]
        for place in DESTINATION_POSTS:
            texts = [meaning_key(printed_destination(record, urgency, place)) for record in (old, new)]
            named = all(column and place in column.destination for column in columns)
            if (named and texts[0] != texts[1]) or any(post_of(token) == place for token in moved.get(urgency, ())):
                yield Derived(path, f"table_c.{place}")

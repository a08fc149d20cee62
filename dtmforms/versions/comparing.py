"""What changed between two records of an agreement, and whether it takes a revision.

Not done here: whether either record is valid; both are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dtmforms.agreement.normal import email_domain, text_key
from dtmforms.agreement.record import DESTINATIONS, POSTS, SIDES, URGENCIES, Agreement, FocalPoint
from dtmforms.agreement.rules import free_mail
from dtmforms.findings import Finding
from dtmforms.form.texts import printed_destination
from dtmforms.versions.policy import Effect, Row, row_for, strictest
from dtmforms.versions.terms import Part, Steps, fingerprint, parts

SCHEMA = "dtmforms/comparison/1"

Typed = str | tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Change:
    """One change. `old` is `None` where something was added, `new` where it was taken away."""

    path: str
    old: Typed
    new: Typed
    effect: Effect
    rule: str
    reason: str

    def as_json(self) -> dict[str, object]:
        return {key: getattr(self, key) for key in ("path", "old", "new", "effect", "rule", "reason")}


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
    def revision_required(self) -> bool:
        return self.verdict == "revision"

    def as_json(self) -> dict[str, object]:
        return {
            "schema": SCHEMA,
            "verdict": self.verdict,
            "revision_required": self.revision_required,
            "terms": {"old": self.old_terms, "new": self.new_terms},
            "changes": [change.as_json() for change in self.changes],
            "derived": [{"path": item.path, "follows": item.follows} for item in self.derived],
            "findings": [finding.as_json() for finding in self.findings],
        }


def compare(old: Agreement, new: Agreement) -> Comparison:
    """Compare two records by the policy. A list is compared as a set: its order means nothing."""
    changes = tuple(_changes(parts(old), parts(new)))
    return Comparison(
        old_terms=fingerprint(old),
        new_terms=fingerprint(new),
        changes=changes,
        derived=tuple(_derived(old, new)),
        findings=tuple(_findings(old, new, changes)),
    )


def _changes(old: dict[Steps, Part], new: dict[Steps, Part]) -> Iterator[Change]:
    whole_items: set[Steps] = set()
    for steps in dict.fromkeys((*old, *new)):
        before, after = old.get(steps), new.get(steps)
        if before and after and before.compared == after.compared:
            continue
        item = _item(steps)
        sides = [side for side in (old, new) if item and any(key[: len(item)] == item for key in side)]
        if item and len(sides) == 1:
            if item not in whole_items:
                whole_items.add(item)
                rows = [row_for(key) for key in sides[0] if key[: len(item)] == item]
                summary = ", ".join(_flat(sides[0][key].typed) for key in sides[0] if key[: len(item)] == item)
                yield _change(item, summary if sides[0] is old else None, summary if sides[0] is new else None, rows)
        else:
            was, becomes = (part.typed if part else None for part in (before, after))
            yield _change(steps, was, becomes, [row_for(steps)])


def _item(steps: Steps) -> Steps | None:
    """The steps to the item of a list that a part belongs to, `None` where it belongs to none."""
    for index, step in enumerate(steps[:-1]):
        if step in ("datasets", "signatories", "assessors", "combinations") and index + 2 <= len(steps):
            return steps[: index + 2]
    return None


def _change(steps: Steps, old: Typed, new: Typed, rows: list[Row]) -> Change:
    effect = strictest([row.effect for row in rows])
    row = next(row for row in rows if row.effect == effect)
    return Change(_dotted(steps), old, new, effect, row.rule, row.reason)


def _dotted(steps: Steps) -> str:
    item = _item(steps)
    if not item:
        return ".".join(steps)
    rest = steps[len(item) :]
    return f"{'.'.join(item[:-1])}[{item[-1]}]" + "".join(f".{step}" for step in rest)


def _flat(typed: str | tuple[str, ...]) -> str:
    return typed if isinstance(typed, str) else ", ".join(typed)


def _derived(old: Agreement, new: Agreement) -> Iterator[Derived]:
    for urgency in URGENCIES:
        columns = [getattr(record.table_b, urgency) for record in (old, new)]
        for place in DESTINATIONS:
            if all(column and place in column.destination for column in columns):
                texts = [printed_destination(record, urgency, place) for record in (old, new)]
                if text_key(texts[0]) != text_key(texts[1]):
                    yield Derived(f"table_b.{urgency}.destination", f"table_c.{place}")


def _findings(old: Agreement, new: Agreement, changes: Iterable[Change]) -> Iterator[Finding]:
    changes = list(changes)
    if any(change.path == "reference" for change in changes):
        message = "the records have different references: they are two agreements, not two versions of one"
        yield Finding("warning", "reference", message, "E4")
    for change in changes:
        if ".datasets[" in change.path and change.old is None and change.path.endswith("]"):
            message = "an added dataset asks for a new risk assessment, together with all that is shared already"
            yield Finding("warning", change.path, message, "B3")
    if any(change.effect == "focal_point_notice" for change in changes):
        message = "a notice stays open until the counterpart is told in writing and the handover is complete"
        yield Finding("warning", "table_c", message, "D4")
    yield from _unknown_domains(old, new)


def _unknown_domains(old: Agreement, new: Agreement) -> Iterator[Finding]:
    """A new address on a domain that the organization is not known by diverts data if it is forged (rule D8)."""
    for side in SIDES:
        known = {domain.casefold() for domain in old.requesting_organization.email_domains} if side != "iom" else set()
        known |= {email_domain(person.email) for person in _people(old, side)}
        for post in POSTS:
            person = new.focal_point(f"{side}.{post}")
            domain = email_domain(person.email) if person else ""
            if not domain or domain in known:
                continue
            kind = "a free mail service" if domain in free_mail() else "a domain that this organization has not used"
            message = f"the address is on {kind}; confirm it with a counterpart already on file, by another channel"
            yield Finding("warning", f"table_c.{side}.{post}.email", message, "D8")


def _people(record: Agreement, side: str) -> Iterator[FocalPoint]:
    for post in POSTS:
        person = record.focal_point(f"{side}.{post}")
        if person:
            yield person

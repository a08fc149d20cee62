"""How a change is judged against what is in force: by the policy, by the partner's other agreements, and by what came
before."""

from __future__ import annotations

from dataclasses import replace

from dtmforms.agreement.record import Agreement
from dtmforms.errors import RegisterError
from dtmforms.register import merging
from dtmforms.register.effects import Judged, posts_of
from dtmforms.register.events import Dated
from dtmforms.register.looking import in_force, partner_agreements
from dtmforms.register.merging import Values
from dtmforms.register.state import Post, State, posts_in
from dtmforms.register.store import Book
from dtmforms.versions.comparing import Grounds, compare
from dtmforms.versions.splitting import split, with_changes

NO_GROUNDS = Grounds()


def judged_change(book: Book, state: State, record: Agreement, dated: Dated, grounds: Grounds = NO_GROUNDS) -> Judged:
    """What a record changes of what is in force. Raises `RegisterError` where it brings back somebody who had left, as
    a form or a file from before a notice does, and nobody confirmed that this is meant."""
    old = in_force(state)
    judged = judged_by(old, record, dated, grounds)
    if any(change.dataset and change.new is not None for change in judged.comparison.changes):
        others = partner_agreements(book, old.requesting_organization.name, beside=state.reference)
        judged = judged_by(old, record, dated, replace(grounds, others=tuple(others)))
    values = merging.plain(record)
    back = {place for place, post in posts_of(values, judged.people).items() if _has_left(post, state)}
    back.update(place for place in as_before_a_notice(state, values) if place in judged.people)
    if back and not grounds.confirmed_by:
        raise RegisterError(
            f"{state.reference}: {', '.join(sorted(back))}: this was replaced by an earlier notice, and the form or "
            "the record may be older than that; make a new one from `dtmforms register show`, or, if it is meant so, "
            "say who confirmed it with --confirmed-by (rules D8, E6)"
        )
    return judged


def judged_by(old: Agreement, record: Agreement, dated: Dated, grounds: Grounds) -> Judged:
    comparison = compare(old, record, grounds)
    return Judged(old, comparison, split(old, record, comparison, today=dated.effective), grounds.confirmed_by)


def _has_left(post: Post, state: State) -> bool:
    """Whether a person held a post of the agreement and holds none any more."""
    if post is None or any(now and now["person"] == post["person"] for now in state.posts.values()):
        return False
    took_effect = (step.event for step in state.steps if step.event.kind in ("drafted", "notice"))
    held = (who for event in took_effect for who in posts_in(event).values())
    return any(then and then["person"] == post["person"] for then in held)


def as_before_a_notice(state: State, values: Values) -> tuple[str, ...]:
    """The posts that a record fills just as they were filled before, and are not any more."""
    earlier: dict[str, set[str]] = {}
    for step in state.steps:
        if step.event.kind in ("drafted", "notice"):
            for place, post in posts_in(step.event).items():
                earlier.setdefault(place, set()).add(post["entry"] if post else "")
    found = posts_of(values)
    return tuple(
        place
        for place, post in found.items()
        if post != state.posts.get(place) and (post["entry"] if post else "") in earlier.get(place, ()) and post
    )


def all_proposed(state: State) -> Agreement:
    """What returns have proposed and nothing has settled yet, laid over what came into force since. Raises
    `RegisterError` where nothing waits, or where two returns want one attribute otherwise."""
    if not state.waiting or state.record is None:
        raise RegisterError(f"{state.reference}: no proposal of a return waits; give the record of the new text")
    current = text = in_force(state)
    wanted: dict[str, object] = {}
    for proposal in state.waiting:
        record, own = proposal.event.record or {}, proposal.event.details["own"]
        proposed = merging.agreement(merging.taking_over(record, state.record, own))
        changes = [change for change in compare(current, proposed).changes if change.path in proposal.paths]
        torn = [change.path for change in changes if wanted.setdefault(change.path, change.new) != change.new]
        if torn:
            raise RegisterError(
                f"{state.reference}: two returns propose different texts for {', '.join(torn)}; give the record of the "
                "new text, which settles them all"
            )
        text = with_changes(text, proposed, changes)
    return text

"""A returned form: what it is and what it changes, in a sentence; taken in once a person has decided.

A file that was sent here stays in memory until somebody decides, and never goes back to the browser.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import dtmforms
from dtmforms.findings import each_once
from dtmforms.language.shown import post_in_words
from dtmforms.language.spoken import on_page, spoken
from dtmforms.page.agreements import place_of
from dtmforms.page.asked import Answer, PageRequest
from dtmforms.page.inbox import SentFile
from dtmforms.page.kept_scans import ReadOff
from dtmforms.page.mending import ToMendError, problems_of, typed_in
from dtmforms.page.return_shown import KIND_OF_EFFECT, in_labels, pages_of, rows_of, signatures_of, split_of
from dtmforms.page.scan import Scan, scan_in

_ACCEPTING, _REJECTING = ("by", "confirmed_by"), ("by", "why")
_PLACE = "/returns"
_MOST_DIGITS = 4
_VERDICTS = {"unchanged": "unchanged", "administrative": "administrative", "focal_point_notice": "notice"}
_DRAFTS = ("drafts", "drafts_without_text")


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody has typed and ticked to accept a return or to reject it, so far."""

    typed: dict[str, str]
    accepted: Sequence[str] = ()
    rejects: bool = False


def look(asked: PageRequest) -> Answer:
    """What a file is and what it changes; nothing is recorded."""
    sent = asked.page.inbox.get(asked.given["id"])
    if sent is None:
        return asked.refuse(404, on_page("return_gone"))
    return _page(asked, sent, Decision({"by": asked.page.session.role}))


def accept(asked: PageRequest) -> Answer:
    """Take it in, as it was looked at."""
    sent, register = asked.page.inbox.get(asked.given["id"]), asked.page.register
    if sent is None:
        return asked.refuse(404, on_page("return_gone"))
    typed = typed_in(asked.given, _ACCEPTING)
    if typed["confirmed_by"] not in ("", *dtmforms.COUNTERPARTS):
        return asked.refuse(422, on_page("form_not_ours"))
    decision = Decision(typed, [code for code in dtmforms.acceptable_flags() if f"accept_{code}" in asked.given])
    read_off = asked.page.scans.read_off(sent.read.sha256)
    try:
        done = register.take_return(
            sent.read,
            reference=sent.reference,
            accepted=decision.accepted,
            confirmed=read_off.values,
            seen=_seen_until_now(asked, read_off),
            by=typed["by"] or None,
            confirmed_by=typed["confirmed_by"] or None,
        )
    except (dtmforms.DtmformsError, ToMendError) as error:
        return _page(asked, sent, decision, error)
    if not isinstance(done, dtmforms.Act):
        return _page(asked, sent, decision, ToMendError("not_done"))
    return _decided(asked, sent, done, typed["by"])


def picture(asked: PageRequest) -> Answer:
    """A page of the file, as pixels."""
    sent = asked.page.inbox.get(asked.given["id"])
    number = asked.given["page"]
    drawn = sent.drawn([int(number)]) if sent and number.isdecimal() and len(number) < _MOST_DIGITS else {}
    return asked.draw(drawn[int(number)].png) if drawn else asked.refuse(404, on_page("no_such_page"))


def reject(asked: PageRequest) -> Answer:
    """It is not taken, as it was looked at, and the register keeps why."""
    sent, register = asked.page.inbox.get(asked.given["id"]), asked.page.register
    if sent is None:
        return asked.refuse(404, on_page("return_gone"))
    typed = typed_in(asked.given, _REJECTING)
    try:
        seen = _seen_until_now(asked, asked.page.scans.read_off(sent.read.sha256))
        if not typed["why"]:
            raise ToMendError("no_reason")
        done = register.reject_return(
            sent.read, typed["why"], reference=sent.reference, seen=seen, by=typed["by"] or None
        )
    except (dtmforms.DtmformsError, ToMendError) as error:
        return _page(asked, sent, Decision(typed, rejects=True), error)
    return _decided(asked, sent, done, typed["by"])


def leave(asked: PageRequest) -> Answer:
    """Nothing is recorded, and the file is no longer held. What was confirmed of a scan stays kept."""
    asked.page.inbox.drop(asked.given["id"])
    return asked.go(_PLACE)


def counterparts() -> list[tuple[str, str]]:
    """Who can have confirmed a new focal point, with the words for each."""
    return [(post, post_in_words(post, spoken())) for post in dtmforms.COUNTERPARTS]


def _seen_until_now(asked: PageRequest, read_off: ReadOff) -> str:
    """By what the register is known that was looked at, so that nothing is recorded over what comes from now on. Raises
    `ToMendError` where something came since the page was shown, in the register or read off the scan."""
    last = asked.page.register.last_hash()
    if asked.given.get("seen") != _seen(last, read_off):
        raise ToMendError("page_is_old")
    return last


def _seen(last: str, read_off: ReadOff) -> str:
    return f"{last}{read_off.digest}"


def _decided(asked: PageRequest, sent: SentFile, done: dtmforms.Act, role: str) -> Answer:
    """It is recorded, and no longer held."""
    asked.page.session.recorded(done, role)
    asked.page.inbox.drop(asked.given["id"])
    asked.page.scans.drop(sent.read.sha256)
    return asked.go(place_of(done.reference))


def _page(
    asked: PageRequest, sent: SentFile, decision: Decision, refused: dtmforms.DtmformsError | ToMendError | None = None
) -> Answer:
    """As the register is now, with what was typed and why it was refused."""
    last = asked.page.register.last_hash()  # before all else, so that it stands for no more than is shown
    read_off = asked.page.scans.read_off(sent.read.sha256)
    typed = {"by": "", "confirmed_by": "", "why": ""} | decision.typed
    looked = asked.page.register.look_at_return(
        sent.read, reference=sent.reference, confirmed=read_off.values, confirmed_by=typed["confirmed_by"] or None
    )
    here = f"{_PLACE}/{asked.given['id']}"
    scan = scan_in(here, sent, looked, read_off)
    return asked.show(
        "return.html",
        _status(refused),
        here=here,
        scan=scan if scan.can_be_confirmed else None,
        looked=looked,
        about=place_of(looked.reference) if looked.reference else "",
        signatures=signatures_of(sent, looked.answer, asked.page.known()),
        letter=dtmforms.letter_to_partner(looked.answer, looked.findings, scan.unread),
        letter_language=looked.answer.language,
        **_beside_the_pages(sent, looked),
        **_judged(looked, scan),
        counterparts=counterparts(),
        typed=typed,
        rejects=decision.rejects,
        problems=problems_of(refused) if refused else {},
        accepted=decision.accepted,
        seen=_seen(last, read_off),
    )


def _status(refused: Exception | None) -> int:
    if refused is None:
        return 200
    return 409 if str(refused) == "page_is_old" else 422


def _beside_the_pages(sent: SentFile, looked: dtmforms.LookedAt) -> dict[str, object]:
    """What came back otherwise, and the pages on which it did."""
    pictures = sent.drawn(pages_of(looked))
    rows = rows_of(looked, pictures)
    return {
        "rows": rows,
        "pictures": pictures,
        "marked": {row.field.page for row in rows if row.place},
        "no_picture": _why_no_picture(sent, looked) if not pictures else "",
    }


def _judged(looked: dtmforms.LookedAt, scan: Scan) -> dict[str, object]:
    """What it comes to, what was found, and what can be decided."""
    changes = looked.comparison.changes if looked.comparison else ()
    found = [in_labels(one, looked.answer) for one in each_once(looked.findings)]
    told = [one for one in found if one.code not in _DRAFTS or not scan.can_be_confirmed]
    flags, signed_copy = _flags_of(found), is_signed_copy(looked)
    return {
        "verdict": on_page(f"verdict_{verdict_in(looked, scan)}"),
        "changes": [change_shown(one) for one in changes],
        "parts": split_of(changes),
        "found": [(_kind(one), one.sentence("", spoken()), one.code) for one in told],
        "flags": flags,
        "can_accept": (_can_accept(looked) and not signed_copy) or (bool(flags) and not _is_held_back(looked)),
        "signed_copy": signed_copy,
    }


def _why_no_picture(sent: SentFile, looked: dtmforms.LookedAt) -> str:
    """The sentence that says so of a form; empty for a file that is none, of which there is nothing to compare."""
    if not looked.answer.readable:
        return ""
    return "no_picture_of_word" if sent.read.document else "no_picture"


def verdict_in(looked: dtmforms.LookedAt, scan: Scan) -> str:
    answer, comparison = looked.answer, looked.comparison
    if not answer.readable:
        return "unreadable"
    if is_signed_copy(looked):
        return "signed_copy"
    if comparison is None:
        return "scan" if scan.can_be_confirmed and scan.left else "held_back"
    return verdict_of(comparison)


def is_signed_copy(looked: dtmforms.LookedAt) -> bool:
    """Whether it is signed, by hand or digitally, and says nothing new: what is next is to record the signed copy."""
    answer, comparison = looked.answer, looked.comparison
    by_hand = bool(answer.signed_copy and answer.signed_copy["accepted"])
    says_nothing_new = comparison is not None and comparison.verdict == "unchanged"
    return answer.only_signed or (says_nothing_new and (by_hand or answer.is_signed_form))


def verdict_of(comparison: dtmforms.Comparison) -> str:
    """What a comparison comes to, by how the page's sentence of it ends."""
    effects = {change.effect for change in comparison.changes}
    if comparison.verdict == "revision":
        return "both" if "focal_point_notice" in effects else "revision"
    return _VERDICTS[comparison.verdict]


def _can_accept(looked: dtmforms.LookedAt) -> bool:
    return looked.comparison is not None and not looked.is_known


def _flags_of(findings: Sequence[dtmforms.Finding]) -> list[tuple[str, list[str]]]:
    """What somebody can take upon themselves, by its code, with its sentences."""
    codes = dict.fromkeys(found.code for found in findings if _is_acceptable(found))
    return [(code, [one.text(spoken()) for one in findings if one.code == code]) for code in codes]


def _is_held_back(looked: dtmforms.LookedAt) -> bool:
    """Whether something is found that nobody can take upon themselves."""
    return any(one.severity == "error" and not _is_acceptable(one) for one in looked.findings)


def _is_acceptable(found: dtmforms.Finding) -> bool:
    return found.severity == "error" and found.code in dtmforms.acceptable_flags()


def _kind(found: dtmforms.Finding) -> str:
    return "stop" if found.severity == "error" else "need"


def change_shown(change: dtmforms.Change) -> tuple[str, str, str, str, str]:
    """How it is shown, its effect, what changes, by which rule, and why."""
    told, why = change.told.text(spoken()), change.why.text(spoken())
    return KIND_OF_EFFECT[change.effect], change.effect, told, change.rule, why

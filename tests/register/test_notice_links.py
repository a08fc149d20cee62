"""The place of each notice of a register in the chain: by what it names, as it was recorded."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from conftest import load_sample
from notice_files import NAMES, agreement, person
from signed_files import trust

import dtmforms
from dtmforms.agreement.model import Agreement
from dtmforms.errors import RegisterError

pytestmark = pytest.mark.sampled("notices in a register")
REF = load_sample("en").reference
TERMS = dtmforms.terms_of(load_sample("en"))
PRIMARY = "requesting_organization__primary"


def on(day: int) -> datetime.date:
    return datetime.date(2026, 11, day)


def record_with(**people: str | None) -> Agreement:
    """The record with other people, by `side__post`."""
    values = load_sample("en").values()
    for place, name in people.items():
        side, _, post = place.partition("__")
        values["table_c"][side] |= {post: person(name) if name else None}
    return Agreement.model_validate(values)


@pytest.fixture
def register(tmp_path: Path) -> dtmforms.Register:
    made = dtmforms.Register(tmp_path / "r.sqlite3")
    made.add(load_sample("en"), on=on(1))
    return made


def sign(register: dtmforms.Register, day: int) -> None:
    known = trust(load_sample("en").requesting_organization.name, "Lena Ott")
    register.sign(REF, agreement(), trust=known, on=on(day))


def links(register: dtmforms.Register) -> list[tuple[str, list[str]]]:
    kept = (step.event.details.get("chain") for step in register.history(REF))
    return [(one["terms"], one["fingerprints"]) for one in kept if one]


def test_the_first_notice_names_the_terms_and_the_next_one_names_it(register: dtmforms.Register) -> None:
    sign(register, 2)
    register.notice(REF, record_with(**{PRIMARY: NAMES[0]}), on=on(5))
    [first] = register.notices_to_sign(REF)
    assert links(register) == [(TERMS, [first.fingerprint])]
    register.notice(REF, record_with(**{PRIMARY: NAMES[1]}), on=on(6))
    [second] = register.notices_to_sign(REF)
    assert links(register) == [(TERMS, [first.fingerprint]), (TERMS, [second.fingerprint])]
    assert first.fingerprint.encode() in second.data
    assert second.fingerprint.encode() not in first.data


def test_a_notice_of_both_sides_is_two_of_which_the_second_names_the_first(register: dtmforms.Register) -> None:
    sign(register, 2)
    register.notice(REF, record_with(**{PRIMARY: NAMES[0], "iom__primary": NAMES[1]}), on=on(5))
    ours, theirs = register.notices_to_sign(REF)
    assert (ours.side, theirs.side) == ("iom", "requesting_organization")
    assert ours.fingerprint.encode() in theirs.data


def test_what_was_told_before_the_signature_stands_in_what_was_signed(register: dtmforms.Register) -> None:
    """So the chain begins behind it."""
    register.notice(REF, record_with(iom__primary=NAMES[3]), on=on(2))
    with pytest.raises(RegisterError) as refused:
        register.notices_to_sign(REF)
    assert refused.value.code == "no_notice_since_signature"
    register.notice(REF, load_sample("en"), on=on(3), confirmed_by="iom.secondary")
    sign(register, 4)
    register.notice(REF, record_with(**{PRIMARY: NAMES[0]}), on=on(5))
    [first] = register.notices_to_sign(REF)
    assert f'"follows":"{TERMS}"'.encode() in first.data


def test_a_signature_that_becomes_known_late_leaves_the_chain_as_it_is(register: dtmforms.Register) -> None:
    register.notice(REF, record_with(**{PRIMARY: NAMES[0]}), on=on(5))
    [(_, [fingerprint])] = links(register)
    sign(register, 2)
    [first] = register.notices_to_sign(REF)
    assert first.fingerprint == fingerprint
    register.notice(REF, record_with(**{PRIMARY: NAMES[1]}), on=on(6))
    assert f'"follows":"{fingerprint}"'.encode() in register.notices_to_sign(REF)[0].data


def test_a_late_notice_names_the_last_one_and_says_who_it_was_on_its_own_day(register: dtmforms.Register) -> None:
    sign(register, 2)
    register.notice(REF, record_with(iom__primary=NAMES[0]), on=on(9))
    register.notice(REF, record_with(**{PRIMARY: NAMES[1]}), on=on(4))
    [late] = register.notices_to_sign(REF)
    (_, [before]), (_, [after]) = sorted(links(register), key=lambda one: late.fingerprint in one[1])
    assert after == late.fingerprint
    assert f'"follows":"{before}"'.encode() in late.data
    assert b'"effective":"2026-11-04"' in late.data


def test_a_notice_has_its_place_by_whatever_act_it_comes(register: dtmforms.Register) -> None:
    sign(register, 2)
    leaver = load_sample("en").focal_point("requesting_organization.primary")
    assert leaver
    register.replace_person(leaver.email, person(NAMES[0]), on=on(5))
    [notice] = register.notices_to_sign(REF)
    assert links(register) == [(TERMS, [notice.fingerprint])]


def test_two_offices_with_one_notice_have_one_event(register: dtmforms.Register, tmp_path: Path) -> None:
    """Whatever else each had recorded before it, and so whichever place it has there."""
    sign(register, 2)
    other = dtmforms.Register(tmp_path / "other.sqlite3")
    other.import_(register.export())
    register.notice(REF, record_with(iom__primary=NAMES[0]), on=on(4))
    register.notice(REF, record_with(iom__primary=NAMES[0], **{PRIMARY: NAMES[1]}), on=on(5))
    other.notice(REF, record_with(**{PRIMARY: NAMES[1]}), on=on(5))
    merged = register.import_(other.export())
    assert (merged.added, merged.conflicts) == (0, ())
    assert register.notices_to_sign(REF)


@pytest.mark.parametrize("name", ["Amina Diallo\u200b", "Amina Diallo\U0001d422"])
def test_of_a_notice_with_a_letter_that_nobody_would_see_no_pdf_is_made(register: dtmforms.Register, name: str) -> None:
    sign(register, 2)
    register.notice(REF, record_with(**{PRIMARY: name}), on=on(5))
    with pytest.raises(dtmforms.RegisterError) as refused:
        register.notices_to_sign(REF)
    assert refused.value.code == "notice_not_all_seen"

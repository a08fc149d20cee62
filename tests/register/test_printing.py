"""What documents print of agreements with random histories: never a number that the register does not hold."""

from __future__ import annotations

import datetime
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from test_histories import begin, days, histories, with_people, with_terms

from dtmforms.register import looking, merging, recording, signing
from dtmforms.register.events import Dated
from dtmforms.register.overview import numbers, openings
from dtmforms.register.printing import printed
from dtmforms.register.store import Register
from dtmforms.versions.terms import fingerprint


@settings(max_examples=5)
@given(history=histories)
def test_on_every_day_the_record_in_force_bears_its_numbers_and_no_other_record_does(
    tmp_path_factory: pytest.TempPathFactory, history: tuple[int, list[str]]
) -> None:
    register = Register(str(tmp_path_factory.mktemp("r") / "r.sqlite3"))
    reference = begin(register, history, 30)
    chance = random.Random(history[0])  # noqa: S311 - no secrets in it
    with register.reading() as book:
        for number, day in enumerate(days()):
            state = looking.state_of(book, reference, day)
            in_force = looking.in_force(state)
            assert printed(book, in_force, day).numbers == numbers(state)
            suspended = bool(openings(state, day)["suspended"])
            assert [finding.rule for finding in printed(book, in_force, day).findings] == ["B3"] * suspended
            for other in (with_people(in_force, chance, 9000 + number), with_terms(in_force, 9000 + number)):
                said = printed(book, other, day)
                assert (said.numbers, said.sentence("en")) == (None, None)
                [finding] = said.findings
                assert "@" not in finding.message


def test_a_revision_bears_the_numbers_that_its_signature_gives_it(tmp_path: Path) -> None:
    """Also where a notice came between, for the contacts in force are printed and signed."""
    register = Register(str(tmp_path / "r.sqlite3"))
    begun = datetime.date(2026, 1, 1)
    reference = begin(register, (1, ["issue"] * 20), 2)
    with register.writing() as book:
        state = looking.state_of(book, reference)
        later = begun + datetime.timedelta(days=301)
        revised = with_terms(looking.in_force(state), 1)
        recording.revise(book, reference, revised, Dated(later))
        chance = random.Random(1)  # noqa: S311 - no secrets in it
        noticed = with_people(looking.in_force(looking.state_of(book, reference)), chance, 1)
        recording.notice(book, reference, noticed, None, Dated(later))
        assert printed(book, revised, str(later)).numbers is None
        to_sign = merging.agreement(merging.plain(revised) | {"table_c": merging.plain(noticed)["table_c"]})
        before = printed(book, to_sign, str(later)).numbers
        assert before
        assert before.signed_contacts_on is None
        after = signing.sign(book, reference, "0" * 64, Dated(later)).state
        assert (before.revision, before.contacts, before.contacts_on) == (2, after.contacts, after.contacts_on)
        assert (after.revision, after.terms) == (2, fingerprint(to_sign))
        assert printed(book, to_sign, str(later)).numbers == numbers(after)

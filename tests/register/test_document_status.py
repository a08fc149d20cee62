"""What documents print of agreements with random histories: never a number that the register does not hold."""

from __future__ import annotations

import datetime
import random
from pathlib import Path

import pytest
from histories import (
    STATED,
    begin,
    days,
    histories,
    somebody,
    the_first_text,
    unread_scan,
    with_people,
    with_posts,
    with_terms,
    with_text_of_table_c,
)
from hypothesis import given
from sampling import examples

from dtmforms.changes.fingerprint import fingerprint
from dtmforms.register import patch, query, record_event, signing
from dtmforms.register.document_status import document_status
from dtmforms.register.events import Dated
from dtmforms.register.overview import openings
from dtmforms.register.query import numbers
from dtmforms.register.store import RegisterStore


@examples(5)
@given(history=histories)
def test_on_every_day_the_record_in_force_bears_its_numbers_and_no_other_record_does(
    tmp_path_factory: pytest.TempPathFactory, history: tuple[int, list[str]]
) -> None:
    register = RegisterStore(str(tmp_path_factory.mktemp("r") / "r.sqlite3"))
    reference = begin(register, history, 30)
    chance = random.Random(history[0])  # noqa: S311 - no secrets in it
    with register.reading() as transaction:
        for number, day in enumerate(days()):
            projection = query.projection_of(transaction, reference, day)
            in_force = query.in_force(projection)
            assert document_status(transaction, in_force, day).numbers == numbers(projection)
            suspended = bool(openings(projection, day)["suspended"])
            signed = bool(projection.signed and projection.signed.revision == projection.revision)
            rules = [finding.rule for finding in document_status(transaction, in_force, day).findings]
            assert rules == ["B3"] * suspended + ["E7"] * signed
            for other in (with_people(in_force, chance, 9000 + number), with_terms(in_force, 9000 + number)):
                status = document_status(transaction, other, day)
                assert (status.numbers, status.sentence("en")) == (None, None)
                [finding] = status.findings
                assert "@" not in finding.text()


def test_a_revision_bears_the_numbers_that_its_signature_gives_it(tmp_path: Path) -> None:
    """Also where a notice came between, for the contacts in force are printed and signed."""
    register = RegisterStore(str(tmp_path / "r.sqlite3"))
    begun = datetime.date(2026, 1, 1)
    reference = begin(register, (1, ["issue"] * 20), 2)
    with register.writing() as transaction:
        projection = query.projection_of(transaction, reference)
        later = begun + datetime.timedelta(days=301)
        revised = with_terms(query.in_force(projection), 1)
        record_event.revise(transaction, reference, revised, Dated(later))
        chance = random.Random(1)  # noqa: S311 - no secrets in it
        noticed = with_people(query.in_force(query.projection_of(transaction, reference)), chance, 1)
        record_event.notice(transaction, reference, noticed, None, Dated(later))
        assert document_status(transaction, revised, str(later)).numbers is None
        to_sign = patch.agreement(patch.plain(revised) | {"table_c": patch.plain(noticed)["table_c"]})
        before = document_status(transaction, to_sign, str(later)).numbers
        assert before
        assert before.signed_contacts_on is None
        after = signing.sign(transaction, reference, unread_scan("0" * 64), Dated(later), STATED).projection
        assert (before.revision, before.contacts, before.contacts_on) == (2, after.contacts, after.contacts_on)
        assert (after.revision, after.terms) == (2, fingerprint(to_sign))
        assert document_status(transaction, to_sign, str(later)).numbers == numbers(after)


def test_text_that_was_left_standing_bears_the_terms_that_were_agreed_and_so_does_text_that_is_put_right(
    tmp_path: Path,
) -> None:
    """Rule C4, of the text in force and of the one that waits."""
    begun, later = datetime.date(2026, 1, 1), "2026-11-03"
    agreed = with_text_of_table_c(the_first_text())
    left = with_posts(agreed, requesting_organization_secondary=somebody(1))
    with RegisterStore(str(tmp_path / "r.sqlite3")).writing(begins=True) as transaction:
        record_event.add(transaction, agreed, Dated(begun))
        record_event.revise(transaction, agreed.reference, with_terms(agreed, 1), Dated(begun))
        record_event.notice(transaction, agreed.reference, left, None, Dated(begun))
        projection = query.projection_of(transaction, agreed.reference)
        assert projection.to_sign
        for in_force in (left, with_text_of_table_c(left)):
            status = document_status(transaction, in_force, later)
            assert (status.numbers, status.terms) == (numbers(projection), fingerprint(agreed))
            status = document_status(transaction, with_terms(in_force, 1), later)
            assert status.numbers
            assert (status.numbers.revision, status.terms) == (2, fingerprint(with_terms(agreed, 1)))

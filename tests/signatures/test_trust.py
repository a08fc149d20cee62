"""Whose a signature is: what the mission's own file says, and nothing else."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Any

import pytest
from signed_files import PARTNER, Key, countersigned, key, read, signed, trust_row
from test_signed_forms import first, organization

from dtmforms.errors import RecordError
from dtmforms.signatures.trust import TrustFile, read_trust, row_as_text
from dtmforms.signatures.verification import Verification
from dtmforms.signatures.verify import verified

IOM = key("Ana Ruiz").pinned("iom", "IOM")
DAY = datetime.timedelta(days=1)
TODAY = datetime.datetime.now(datetime.UTC).date()


def of_partners(held: Key, **more: Any) -> dict[str, Any]:
    return trust_row(held, "requesting_organization", organization()) | more


def as_file(*rows: dict[str, Any]) -> bytes:
    return "\n".join(map(row_as_text, rows)).encode()


def answered(known: TrustFile, data: bytes) -> Verification:
    return verified(read(data, known), "signed.pdf", known)


def of_partner(known: TrustFile, data: bytes | None = None) -> tuple[str, str]:
    """What is said of the partner's signature: whether it is trusted, and the sentence."""
    [found] = [one for one in answered(known, data or countersigned(first())).signatures if one.read.field == PARTNER]
    return found.trusted, found.said.code


def knows(held: Key, party: str = "requesting_organization", **more: Any) -> TrustFile:
    return TrustFile([IOM, held.pinned(party, more.pop("organization", organization()), **more)])


def test_a_file_gives_back_what_was_written_into_it() -> None:
    written = of_partners(key("Lena Ott"), until=datetime.date(2027, 5, 1), organization='A "B" \\ Ć')
    [read_again] = read_trust(as_file(written), "trust.toml").rows
    assert (read_again.organization, read_again.begins, read_again.ends) == (
        written["organization"],
        written["from"],
        written["until"],
    )
    assert (read_again.sha256, read_again.der) == (written["sha256"], key("Lena Ott").der)


def test_an_empty_file_knows_nobody() -> None:
    assert of_partner(read_trust(b"", "trust.toml")) == ("unknown", "certificate_unknown")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"party": "partner"}, "trust_row_party"),
        ({"confirmed_by": "somebody"}, "trust_row_confirmed_by"),
        ({"confirmed_by": ""}, "trust_row_values"),
        ({"channel": "  \n"}, "trust_row_values"),
        ({"from": "2026-01-01"}, "trust_row_values"),
        ({"sha256": "0" * 64}, "trust_row_other_certificate"),
        ({"pem": "-----BEGIN CERTIFICATE-----"}, "trust_row_other_certificate"),
        ({"colour": "blue"}, "trust_row_keys"),
    ],
)
def test_a_row_that_is_wrong_spoils_the_file(change: dict[str, Any], code: str) -> None:
    with pytest.raises(RecordError) as raised:
        read_trust(as_file(of_partners(key("Lena Ott")), of_partners(key("Tom Fox"), **change)), "trust.toml")
    assert [(found.code, found.path) for found in raised.value.findings] == [(code, "certificate[1]")]


def test_all_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(RecordError) as raised:
        read_trust(
            as_file({"name": "x"}, of_partners(key("Tom Fox"), party="x", confirmed_by="y")) + b"\n[other]\n", "t.toml"
        )
    assert len(raised.value.findings) == 4


@pytest.mark.parametrize("data", [b"[[certificate", b"\xff\xfe\x00", b"certificate = " + b"[" * 5000])
def test_what_is_no_file_of_rows_is_an_error_of_one_sentence(data: bytes) -> None:
    with pytest.raises(RecordError):
        read_trust(data, "trust.toml")


def test_a_pinned_certificate_is_known() -> None:
    assert of_partner(knows(key("Lena Ott"))) == ("yes", "signature_holds")


def test_another_certificate_of_the_same_name_is_not() -> None:
    assert of_partner(knows(Key("Lena Ott"))) == ("unknown", "certificate_unknown")


def test_a_row_of_the_other_side_or_of_another_organization_does_not_count() -> None:
    for held in (knows(key("Lena Ott"), "iom"), knows(key("Lena Ott"), organization="Another one")):
        assert of_partner(held) == ("no", "certificate_of_others")


def test_a_row_that_has_ended_still_stands_for_what_was_signed_before() -> None:
    assert of_partner(knows(key("Lena Ott"), ends=TODAY + DAY))[0] == "yes"
    assert of_partner(knows(key("Lena Ott"), ends=TODAY - 3 * DAY)) == ("no", "certificate_not_in_use")
    assert of_partner(knows(key("Lena Ott"), begins=TODAY + 3 * DAY)) == ("no", "certificate_not_in_use")


def test_a_row_that_has_ended_takes_nothing_from_a_later_one() -> None:
    ended, again = (
        key("Lena Ott").pinned("requesting_organization", organization(), **more)
        for more in (
            {"ends": TODAY - 30 * DAY},
            {"begins": TODAY - 20 * DAY},
        )
    )
    assert of_partner(TrustFile([IOM, ended, again]))[0] == "yes"


def test_an_authority_stands_for_the_one_who_is_named_and_for_nobody_else() -> None:
    data = signed(first(), PARTNER, "of an authority")
    assert of_partner(knows(key("authority"), subject="CN=Lena Ott"), data)[0] == "yes"
    for other in ("CN=Lena", "CN=lena ott", "CN=Lena Ott,O=UNICEF"):
        assert of_partner(knows(key("authority"), subject=other), data) == ("unknown", "certificate_unknown")
    assert of_partner(knows(key("authority")), data)[0] == "unknown"
    assert of_partner(knows(Key("Invented Authority", authority=True), subject="CN=Lena Ott"), data)[0] == "unknown"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("expired", "certificate_expired"),
        ("not yet valid", "certificate_not_yet_valid"),
        ("not for signing", "certificate_no_use_to_sign"),
        ("short", "certificate_short_key"),
    ],
)
def test_a_certificate_that_is_no_good_has_its_sentence_be_it_pinned_or_not(name: str, code: str) -> None:
    data = signed(first(), PARTNER, name)
    assert of_partner(knows(key(name)), data) == ("no", code)
    assert of_partner(TrustFile([IOM]), data) == ("no", code)


def test_a_signature_of_a_day_to_come_is_never_relied_on() -> None:
    now = datetime.datetime.now(datetime.UTC)
    for ahead, answer in ((DAY / 2, "yes"), (2 * DAY, "no")):
        [found] = [
            one for one in answered(knows(key("Lena Ott")), countersigned(first())).signatures if one.side != "iom"
        ]
        claimed = replace(found.read, time=(now + ahead).strftime("%Y-%m-%dT%H:%M:%SZ"))
        assert knows(key("Lena Ott")).judge(claimed, found.side, organization()).answer == answer


def test_sha1_is_never_relied_on() -> None:
    data = signed(first(), PARTNER, "Lena Ott", digest="sha1")
    assert of_partner(knows(key("Lena Ott")), data) == ("no", "certificate_forgeable")

"""Our own form, signed in every way that is right and in every way that is not: what is said of each."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import pytest
from conftest import load_sample
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from signed_files import (
    DATE,
    IOM,
    PARTNER,
    certified,
    changed,
    clock,
    countersigned,
    dated_by_pdfium,
    noted,
    read,
    shown,
    signed,
    stamped,
    stored,
    trust,
    typed,
    with_contents,
    with_day,
    with_number_taken,
    with_page,
    with_proofs,
    with_script,
    with_signature_again,
    with_third_box,
    written_anew,
)

import dtmforms
from dtmforms.signatures.verification import Verification
from dtmforms.signatures.verify import verified

ON = {DATE: "5 November 2026"}
CELL = "table_b_low_timeline"
OURS, THEIRS = "table_c_iom_primary_name", "table_c_requesting_organization_primary_name"
HELD = ("yes", "none", "yes", True)
GREW = ("yes", "allowed", "yes", True)
SPOILT = ("yes", "not-allowed", "yes", False)
BROKEN = ("no", "unknown", "yes", False)
UNREAD = ("cannot-tell", "unknown", "no", False)


@cache
def form(language: str = "en") -> bytes:
    return dtmforms.form(load_sample(language if language != "ar" else "en"), language, to_sign=True)


@cache
def organization(language: str = "en") -> str:
    return load_sample(language if language != "ar" else "en").requesting_organization.name


@cache
def first(language: str = "en") -> bytes:
    """IOM signed."""
    return certified(form(language))


@cache
def both(language: str = "en") -> bytes:
    """IOM signed, and the partner put in the date and signed."""
    return countersigned(typed(first(language), ON))


@cache
def both_stamped() -> bytes:
    """The same with a time stamp on each signature, by somebody whom nobody knows."""
    first = signed(form(), IOM, "Ana Ruiz", certify=True, clock=clock())
    return signed(first, PARTNER, "Lena Ott", clock=clock())


def at_once(change: Callable) -> Callable[[], bytes]:  # type: ignore[type-arg]
    """What is changed in the save in which the partner signs."""

    def make() -> bytes:
        writer = IncrementalPdfFileWriter(io.BytesIO(first()), strict=False)
        change(writer)
        return signed(first(), PARTNER, "Lena Ott", writer=writer)

    return make


def by_partner(name: str, digest: str = "sha256") -> Callable[[], bytes]:
    return lambda: signed(first(), PARTNER, name, digest=digest)


@dataclass(frozen=True)
class Case:
    """`iom` and `partner` are what is said of their signatures: intact, changed after, trusted, holds; `None` where
    there is none. `found` are the codes of what is found beside."""

    make: Callable[[], bytes]
    verdict: str
    iom: tuple[str, str, str, bool] | None = None
    partner: tuple[str, str, str, bool] | None = None
    found: tuple[str, ...] = ()
    pinned: tuple[str, ...] = ("Lena Ott",)


def later(change: Callable, base: Callable[[], bytes] = both) -> Callable[[], bytes]:  # type: ignore[type-arg]
    return lambda: changed(base(), change)


def between(change: Callable) -> Callable[[], bytes]:  # type: ignore[type-arg]
    return lambda: countersigned(changed(first(), change))


DRAWN = b"/Tx BMC q BT /F1 9 Tf 2 4 Td (Within 9 days) Tj ET Q EMC"
MATRIX = {
    # As it should be
    "not signed": Case(form, "not_signed"),
    "certified": Case(first, "incomplete", HELD),
    "signed without certifying": Case(lambda: countersigned(signed(form(), IOM, "Ana Ruiz")), "holds", GREW, HELD),
    "dated": Case(lambda: typed(first(), ON), "incomplete", GREW),
    "dated by PDFium": Case(lambda: dated_by_pdfium(first()), "incomplete", GREW),
    "dated by PDFium and signed": Case(lambda: countersigned(dated_by_pdfium(first())), "holds", GREW, HELD),
    "signed without a date": Case(lambda: countersigned(first()), "holds", GREW, HELD),
    "dated and signed": Case(both, "holds", GREW, HELD),
    "dated and signed in one save": Case(at_once(stored(DATE, "5 November 2026")), "holds", GREW, HELD),
    "proofs added": Case(later(with_proofs), "holds", GREW, GREW),
    "time stamp added": Case(lambda: stamped(both()), "holds", GREW, GREW),
    "time stamp and proofs added": Case(lambda: changed(stamped(both()), with_proofs), "holds", GREW, GREW),
    "proofs added twice": Case(lambda: changed(changed(both(), with_proofs), with_proofs), "holds", GREW, GREW),
    "signed with RSA": Case(by_partner("rsa"), "holds", GREW, HELD, pinned=("rsa",)),
    "a day in the box as it is signed": Case(at_once(with_day(PARTNER)), "holds", GREW, HELD),
    "the number of what the box showed taken": Case(at_once(with_number_taken(PARTNER)), "holds", GREW, HELD),
    "time stamps on signatures": Case(both_stamped, "holds", GREW, HELD),
    # What poppler may do to the box that it signs, done elsewhere, before or later
    "a day in the date": Case(between(with_day(DATE)), "holds", GREW, HELD),
    "something else for a day": Case(between(with_day(DATE, as_text=False)), "partly", SPOILT, HELD),
    "a day in the date later": Case(later(with_day(DATE)), "partly", GREW, SPOILT),
    "a day in another date": Case(at_once(with_day("date_iom")), "partly", SPOILT, HELD),
    "a day in a cell": Case(at_once(with_day(CELL)), "partly", SPOILT, HELD),
    "a day in our box as the other is signed": Case(at_once(with_day(IOM)), "partly", SPOILT, HELD),
    "a day in the box before": Case(between(with_day(PARTNER)), "partly", SPOILT, HELD),
    "a day in the box later": Case(later(with_day(PARTNER)), "broken", SPOILT, SPOILT),
    "the number of what a cell shows taken": Case(at_once(with_number_taken(CELL)), "partly", SPOILT, HELD),
    "the number of what the box shows taken": Case(later(with_number_taken(PARTNER)), "broken", SPOILT, SPOILT),
    # Changed between the two
    "a cell typed between": Case(
        lambda: countersigned(typed(first(), {CELL: "Weekly"})),
        "broken",
        SPOILT,
        ("yes", "none", "yes", False),
        ("signed_terms_differ",),
    ),
    "our focal point typed between": Case(
        lambda: countersigned(typed(first(), {OURS: "Eve Mallory"})),
        "partly",
        SPOILT,
        HELD,
        ("focal_point_in_signed_file",),
    ),
    "our date typed between": Case(
        lambda: countersigned(typed(first(), {"date_iom": "1 May 2026"})), "partly", SPOILT, HELD
    ),
    "a cell stored between": Case(
        between(stored(CELL, "Weekly")), "broken", SPOILT, ("yes", "none", "yes", False), ("shown_as_sent",)
    ),
    "a cell shown between": Case(between(shown(CELL, DRAWN)), "broken", SPOILT, ("yes", "none", "yes", False)),
    "a note between": Case(between(noted), "broken", SPOILT, ("yes", "none", "yes", False)),
    # Changed after both
    "a cell typed after": Case(lambda: typed(both(), {CELL: "Weekly"}), "broken", SPOILT, SPOILT),
    "a focal point typed after": Case(
        lambda: typed(both(), {THEIRS: "Eve Mallory"}), "broken", SPOILT, SPOILT, ("focal_point_in_signed_file",)
    ),
    "the date typed after": Case(lambda: typed(both(), {DATE: "9 May 2026"}), "partly", GREW, SPOILT),
    "a cell shown after": Case(later(shown(CELL, DRAWN)), "broken", SPOILT, SPOILT),
    "a note after": Case(later(noted), "broken", SPOILT, SPOILT),
    "a page after": Case(later(with_page), "broken", SPOILT, SPOILT),
    "a script after": Case(later(with_script), "broken", SPOILT, SPOILT, ("script",)),
    "a third box after": Case(later(with_third_box), "broken", SPOILT, None, ("foreign_box",)),
    "a third signature": Case(
        lambda: signed(changed(both(), with_third_box), "signature_3", "Tom Fox"),
        "broken",
        SPOILT,
        None,
        ("foreign_box",),
    ),
    "written anew": Case(lambda: written_anew(both()), "broken", BROKEN, BROKEN),
    "written anew, then signed": Case(
        lambda: countersigned(written_anew(certified(form()))),
        "broken",
        BROKEN,
        ("yes", "none", "yes", False),
        ("written_anew_before_signing",),
    ),
    "bytes after the end": Case(lambda: both() + b"\n% more\n", "cannot_tell", GREW, ("yes", "unknown", "yes", False)),
    "cut": Case(lambda: both()[:-40], "cannot_tell"),
    "a byte changed": Case(lambda: both().replace(b"/Lang(en)", b"/Lang(fr)", 1), "broken", BROKEN, BROKEN),
    # Who signs, and in which order
    "partner first": Case(
        lambda: countersigned(form()), "broken", None, ("yes", "none", "yes", False), ("partner_signed_first",)
    ),
    "partner first, then IOM": Case(
        lambda: signed(countersigned(form()), IOM, "Ana Ruiz"),
        "broken",
        ("yes", "none", "yes", False),
        SPOILT,
        ("partner_signed_first",),
    ),
    "unknown certificate": Case(by_partner("Tom Fox"), "holds_unknown", GREW, ("yes", "none", "unknown", True)),
    "expired": Case(by_partner("expired"), "partly", GREW, ("yes", "none", "no", False), pinned=("expired",)),
    "not yet valid": Case(
        by_partner("not yet valid"), "partly", GREW, ("yes", "none", "no", False), pinned=("not yet valid",)
    ),
    "not for signing": Case(
        by_partner("not for signing"), "partly", GREW, ("yes", "none", "no", False), pinned=("not for signing",)
    ),
    "short key": Case(by_partner("short"), "partly", GREW, ("yes", "none", "no", False), pinned=("short",)),
    "SHA-1": Case(by_partner("Lena Ott", "sha1"), "partly", GREW, ("yes", "none", "no", False)),
    "the partner's certificate in our box": Case(
        lambda: certified(form(), "Lena Ott"), "broken", ("yes", "none", "no", False)
    ),
    "one certificate for both": Case(
        lambda: countersigned(first(), "Ana Ruiz"),
        "broken",
        ("yes", "allowed", "yes", False),
        ("yes", "none", "no", False),
        ("one_certificate_for_both",),
    ),
    "one signature in two boxes": Case(
        lambda: changed(first(), with_signature_again), "broken", SPOILT, None, ("signature_in_two_boxes",)
    ),
    # What was signed
    "stored otherwise, then signed": Case(
        lambda: countersigned(certified(changed(form(), stored(CELL, "Weekly")))),
        "broken",
        ("yes", "allowed", "yes", False),
        ("yes", "none", "yes", False),
        ("shown_as_sent",),
    ),
    "a note, then signed": Case(
        lambda: countersigned(certified(changed(form(), noted))),
        "broken",
        ("yes", "allowed", "yes", False),
        ("yes", "none", "yes", False),
    ),
    "a script, then signed": Case(
        lambda: certified(changed(form(), with_script)), "broken", ("yes", "none", "yes", False), None, ("script",)
    ),
    # What stands in the place of a signature
    "no contents": Case(lambda: with_contents(both(), lambda digits: b"0" * len(digits)), "cannot_tell", GREW, UNREAD),
    "absurd contents": Case(
        lambda: with_contents(both(), lambda digits: b"30" * (len(digits) // 2)), "cannot_tell", GREW, UNREAD
    ),
    "padded": Case(
        lambda: with_contents(both(), lambda digits: digits[:-2] + b"41"),
        "cannot_tell",
        GREW,
        ("yes", "none", "yes", False),
    ),
    "digits of two kinds": Case(
        lambda: with_contents(both(), lambda digits: digits[:200] + digits[200:].swapcase()),
        "cannot_tell",
        GREW,
        ("yes", "none", "yes", False),
    ),
}


@cache
def made(name: str) -> bytes:
    return MATRIX[name].make()


def judged(name: str) -> Verification:
    known = trust(organization(), *MATRIX[name].pinned)
    return verified(read(made(name), known), "signed.pdf", known)


@pytest.mark.sampled("signed forms")
@pytest.mark.parametrize("name", MATRIX)
def test_each_signed_form_gets_its_verdict(name: str) -> None:
    case, answer = MATRIX[name], judged(name)
    said = {one.read.field: (one.read.intact, one.changed_after, one.trusted, one.holds) for one in answer.signatures}
    told = [(found.code, found.values) for found in answer.findings]
    assert answer.verdict == case.verdict, (said, told, [one.said for one in answer.signatures])
    if case.iom or case.partner:
        assert said.get(IOM) == case.iom
    if case.partner:
        assert said.get(PARTNER) == case.partner
    assert {*case.found} <= {found.code for found in answer.findings}

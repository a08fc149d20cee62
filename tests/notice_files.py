"""Notices of focal points as tests need them: an agreement that was signed, and the signed notices that follow it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache

from conftest import load_sample
from signed_files import IOM, PARTNER, certified, countersigned, signed

import dtmforms
from dtmforms.agreement.closed_lists import FOCAL_POINT
from dtmforms.form.notice import NoticeContent, PostChange
from dtmforms.pdf.write.notice import draw_notice

NAMES = ("Amina Diallo", "Tom Fox", "Sofia Ríos", "Yaw Mensah", "Li Na")
SIDES = ("requesting_organization", "iom", "requesting_organization", "iom", "requesting_organization")
DAYS = ("2026-11-05", "2026-11-09", "2026-11-12", "2026-11-20", "2026-11-25")


@dataclass(frozen=True)
class Told:
    """A notice, and the file of it as it was signed."""

    content: NoticeContent
    data: bytes = field(repr=False)


def person(name: str) -> dict[str, str]:
    address = f"{name.split()[0].lower()}@harbour-trust.example"
    return dict(zip(FOCAL_POINT, (name, "Child Protection Officer", "+258 84 555 0199", address), strict=True))


@cache
def agreement() -> bytes:
    """Both have signed."""
    return countersigned(certified(dtmforms.form(load_sample("en"), to_sign=True)))


def content(number: int, follows: str, language: str = "en", **otherwise: object) -> NoticeContent:
    """The notice with that number, from 0 on: of one side, then of the other, each time of its primary focal point."""
    record, side = load_sample("en"), SIDES[number]
    place = f"{side}.primary"
    before = record.focal_point(place)
    assert before
    post = PostChange(
        place, "", before.model_dump() if number < 2 else person(NAMES[number - 2]), person(NAMES[number])
    )
    made = NoticeContent(
        record.reference,
        dtmforms.terms_of(record),
        language,
        "Mozambique",
        record.requesting_organization.name,
        side,
        DAYS[number],
        follows,
        (post,),
    )
    return replace(made, **otherwise)  # type: ignore[arg-type]


def sign_notice(notice: NoticeContent, name: str = "") -> bytes:
    """Signed by its side, or by whoever is named."""
    box, own = (IOM, "Ana Ruiz") if notice.side == "iom" else (PARTNER, "Lena Ott")
    return signed(draw_notice(notice), box, name or own)


@cache
def chain(count: int = 5) -> tuple[Told, ...]:
    return tuple(_chain(count))


def _chain(count: int) -> Iterator[Told]:
    follows = dtmforms.terms_of(load_sample("en"))
    for number in range(count):
        made = content(number, follows)
        follows = made.fingerprint
        yield Told(made, sign_notice(made))

"""An agreement as it stands at the end of a day, or after all of its events: what answers and documents say of it.

Nothing here loads records before one is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dtmforms.register import overview, query
from dtmforms.register.coverage import Covered, coverage
from dtmforms.register.overview import Standing
from dtmforms.register.patch import Values, places_of, post
from dtmforms.register.projection import Notice, Projection, SignedText
from dtmforms.register.query import AgreementNumbers

if TYPE_CHECKING:
    from dtmforms.agreement.model import Agreement


@dataclass(frozen=True, slots=True)
class State:
    """`day` is that against which due dates are held."""

    projection: Projection
    day: str

    @property
    def reference(self) -> str:
        return self.projection.reference

    @property
    def terms(self) -> str:
        """The fingerprint of the text in force."""
        return self.projection.terms

    @property
    def about(self) -> dict[str, str]:
        """Its country, operation, subject, language and organization."""
        return self.projection.about

    @property
    def record(self) -> Agreement:
        """The record in force: the agreed text with the contacts of the day."""
        return query.in_force(self.projection)

    @property
    def values(self) -> Values | None:
        """The same as plain values."""
        return self.projection.record

    @property
    def text_to_sign(self) -> Agreement:
        """The record that waits for its signature, a revision or the first text. Raises `RegisterError` where none
        does."""
        return query.unsigned(self.projection)

    @property
    def numbers(self) -> AgreementNumbers:
        """Its revision, its contacts, and their days (rule D6)."""
        return query.numbers(self.projection)

    @property
    def status(self) -> str:
        """The numbers as a document prints them, in the agreement's language."""
        return self.numbers.sentence(self.about["language"])

    @property
    def standing(self) -> Standing:
        """Where it stands, with what is open."""
        return overview.standing(self.projection, self.day)

    @property
    def to_sign(self) -> dict[str, Any] | None:
        """`terms` of the revision that waits for its signature, and the paths of its `changes`; `None` for none."""
        return query.revision_to_sign(self.projection)

    @property
    def waiting(self) -> list[str]:
        """The paths that returns ask to be changed by a revision which nobody has put up yet (rule D7)."""
        return query.waiting_paths(self.projection)

    @property
    def signed(self) -> SignedText | None:
        """What was signed last, `None` for nothing."""
        return self.projection.signed

    @property
    def notices(self) -> list[Notice]:
        """The changes of focal points, each with the duties that are still open (rules D4, D9)."""
        return self.projection.notices

    @property
    def open_duties(self) -> list[tuple[Notice, str]]:
        """Each duty that is open, with its notice."""
        return self.projection.open_duties

    @property
    def coverage(self) -> list[Covered]:
        """Who is called for which area, and since when nobody is (rule D11)."""
        return coverage(self.projection)

    @property
    def people(self) -> dict[str, Values | None]:
        """Who holds each post of Table C, and is called for each area; `None` for a vacancy."""
        values = self.projection.record or {"table_c": {}}
        return {place: post(values, place) for place in places_of(values)}

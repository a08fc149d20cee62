"""What a lie is about: a place of the form, what a person sees there and what the file stores."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Generic, TypeVar

import dtmforms

LANGUAGES = ("en", "fr", "es", "ar")
SENT = Path(__file__).parents[2] / "scripts" / "demo_agreement.yaml"
"""The invented agreement that was sent."""
Made = TypeVar("Made")


@dataclass(frozen=True)
class Claim:
    """A field by its name, the attribute of the record that it stands for, and both values: as they are written in the
    field, or for what is chosen or ticked, as the record says them."""

    field: str
    attribute: str
    shown: str
    stored: str

    @property
    def head(self) -> str:
        """What both texts begin with."""
        same = [a == b for a, b in zip(self.shown, self.stored, strict=False)]
        return self.shown[: [*same, False].index(False)]

    @property
    def tails(self) -> tuple[str, str]:
        """What follows in the text that is shown, and in the one that is stored."""
        return self.shown[len(self.head) :], self.stored[len(self.head) :]

    @property
    def turned(self) -> Claim:
        """The same place, with what is shown and what is stored exchanged."""
        return replace(self, shown=self.stored, stored=self.shown)


_PARTNER = "requesting_organization_primary"
_OF_PARTNER = "table_c.requesting_organization.primary"
MOBILE = Claim(f"table_c_{_PARTNER}_mobile", f"{_OF_PARTNER}.mobile", "+258 84 555 0177", "+258 84 555 0199")
ORDER = replace(MOBILE, shown="+258 84 555 0791", stored="+258 84 555 0197")
"""The same digits in another order."""
BACKWARDS = replace(MOBILE, shown="+258 84 555 0791", stored="+258 84 555 1970")
EMAIL = Claim(
    f"table_c_{_PARTNER}_email", f"{_OF_PARTNER}.email", "omoroz@harbour-trust.example", "omoroz@harbour-turst.example"
)
"""The domain has two letters exchanged."""
NAME = Claim(f"table_c_{_PARTNER}_name", f"{_OF_PARTNER}.name", "Olena Moroz", "Oleg Maroz")
WORDS = replace(NAME, shown="Olena Moroz", stored="Moroz Olena")
LABEL = Claim(
    "table_b_low_datasets_02_partner_label", "table_b.low.datasets.1.partner_label", "protected", "unprotected"
)
NOTHING = Claim(
    "table_b_low_datasets_01_partner_label", "table_b.low.datasets.0.partner_label", shown="protected", stored=""
)
"""A field that was sent empty, and came back so."""
LEVEL = Claim("table_b_low_datasets_01_level", "table_b.low.datasets.0.level", "household", "individual")
DESTINATION = Claim(
    "table_b_low_destination_secondary", "table_b.low.destination", "", "requesting_organization.secondary"
)
METHOD = Claim(
    "table_b_low_method_password_protected_excel_email", "table_b.low.method", "", "password_protected_excel_email"
)
"""A box that is seen empty, and is ticked; turned, one that is seen ticked, and is not."""


@dataclass(frozen=True)
class Way(Generic[Made]):
    """A way to lie; its name describes it. `seen_in` names the programs that show what is claimed to be shown."""

    make: Callable[[Made], bytes | None]
    name: str
    family: str
    claim: Claim
    seen_in: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.family}: {self.name}"


def record_sent(language: str, level: str = "site") -> Any:
    """The record of the agreement; `level` is that of the first dataset."""
    text = SENT.read_text("utf-8").replace("language: en", f"language: {language}")
    return dtmforms.load(text.replace("level: site", f"level: {level}", 1).encode())


def holds(record: Any, claim: Claim, value: str) -> bool:
    """Whether the record says so at the claim's attribute; of what is ticked, whether it is among what is."""
    found = record
    for step in claim.attribute.split("."):
        found = found[int(step)] if step.isdigit() else getattr(found, step)
    if not isinstance(found, (list, tuple)):
        return bool(" ".join(str(found).split()).casefold() == " ".join(value.split()).casefold())
    ticked = claim.shown or claim.stored
    return (ticked in [str(item) for item in found]) == bool(value)

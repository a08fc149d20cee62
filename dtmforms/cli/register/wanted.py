"""What agreements are looked for by, on the command line."""

from __future__ import annotations

from dataclasses import dataclass

import click

import dtmforms
from dtmforms.cli.help import option
from dtmforms.cli.options import not_blank, together


@dataclass(frozen=True, kw_only=True)
class WantedRequest:
    """A request about all agreements, or about some; `None` for what does not matter."""

    dataset: str | None
    partner: str | None
    country: str | None
    person: str | None
    state: str | None

    @property
    def wanted(self) -> dtmforms.Wanted:
        return {
            "dataset": self.dataset,
            "partner": self.partner,
            "country": self.country,
            "person": self.person,
            "state": self.state,
        }


wanted_options = together(
    option("--dataset", callback=not_blank, metavar="TEXT"),
    option("--partner", callback=not_blank, metavar="TEXT"),
    option("--country", callback=not_blank, metavar="COUNTRY"),
    option("--person", callback=not_blank, metavar="TEXT"),
    option("--state", type=click.Choice(dtmforms.STATES), metavar="STATE"),
)

"""The option that takes flagged returns as they are, and the next step that names it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from dtmforms.findings import Finding


def _known(_: click.Context, option: click.Parameter, codes: tuple[str, ...]) -> tuple[str, ...]:
    """The codes, each once. One that nobody can accept is wrong usage."""
    if codes:
        from dtmforms.returns.accepting import acceptable

        for code in codes:
            if code not in acceptable():
                able = ", ".join(acceptable())
                raise click.BadParameter(f"{code!r} is nothing that can be accepted; these can: {able}", param=option)
    return tuple(dict.fromkeys(codes))


accept_option = click.option(
    "--accept",
    "accepted",
    multiple=True,
    metavar="CODE",
    callback=_known,
    help="Take returns with this flag as they are; its code stands in the message. May be repeated.",
)


def with_next_step(finding: Finding) -> Finding:
    """The finding, and how to accept it where that is possible."""
    if not finding.code or finding.severity != "error":
        return finding
    from dtmforms.returns.accepting import acceptable

    if finding.code not in acceptable():
        return finding
    message = finding.message.rstrip(".")
    return replace(finding, message=f"{message}; or take it as it is with --accept {finding.code}")

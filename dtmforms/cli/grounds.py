"""The options that say by what a change is judged."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

from dtmforms.cli.output import in_words

if TYPE_CHECKING:
    from dtmforms.versions.comparing import Correction
    from dtmforms.versions.policy import Policy

Command = TypeVar("Command", bound=Callable[..., Any])
COUNTERPARTS = tuple(f"requesting_organization.{place}" for place in ("primary", "secondary", "signatory"))

_policy_option = click.option(
    "--policy",
    "policy_file",
    metavar="FILE.toml",
    envvar="DTMFORMS_POLICY",
    help="The mission's own rows, stricter than ours. [default: $DTMFORMS_POLICY]",
)
_confirmed_option = click.option(
    "--confirmed-by",
    type=click.Choice(COUNTERPARTS),
    help="Who of those on file confirmed the new focal point by another channel.",
)
_corrections_options = (
    click.option(
        "--correction",
        "paths",
        multiple=True,
        metavar="PATH",
        help="This change only puts right a slip in agreed text. May be repeated; with --stated-by and --why.",
    ),
    click.option(
        "--stated-by", callback=in_words, metavar="ROLE", help="Who states the correction, by role and never by name."
    ),
    click.option("--why", callback=in_words, metavar="TEXT", help="Why it is a correction."),
)


def judging(command: Command) -> Command:
    """The policy, and who confirmed a new focal point: they arrive together, as `grounds`."""

    @functools.wraps(command)
    def judges(*, policy_file: str | None, confirmed_by: str | None, **rest: Any) -> Any:
        from dtmforms.versions.comparing import Grounds

        return command(grounds=Grounds(_policy(policy_file), confirmed_by=confirmed_by), **rest)

    return cast(Command, _policy_option(_confirmed_option(judges)))


def by_policy(command: Command) -> Command:
    """The policy alone, where many returns are judged at once, and no counterpart confirms them all."""

    @functools.wraps(command)
    def judges(*, policy_file: str | None, **rest: Any) -> Any:
        from dtmforms.versions.comparing import Grounds

        return command(grounds=Grounds(_policy(policy_file)), **rest)

    return cast(Command, _policy_option(judges))


def correcting(command: Command) -> Command:
    """What is stated to be a correction: it arrives as `corrections`."""

    @functools.wraps(command)
    def corrects(*, paths: tuple[str, ...], stated_by: str | None, why: str | None, **rest: Any) -> Any:
        return command(corrections=_corrections(paths, stated_by, why), **rest)

    wanted: Any = corrects
    for option in reversed(_corrections_options):
        wanted = option(wanted)
    return cast(Command, wanted)


def _corrections(paths: Sequence[str], stated_by: str | None, why: str | None) -> list[Correction]:
    from dtmforms.versions.comparing import Correction

    if not paths:
        if stated_by or why:
            raise click.UsageError("--stated-by and --why belong to a --correction; name its PATH")
        return []
    if not stated_by or not why:
        raise click.UsageError("A --correction is stated by somebody, for a reason: give --stated-by and --why.")
    return [Correction(path, stated_by, why) for path in paths]


def _policy(file: str | None) -> Policy | None:
    from dtmforms import files
    from dtmforms.versions.policy import tightened

    return tightened(files.read(file), file) if file else None

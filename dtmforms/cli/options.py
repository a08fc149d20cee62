"""The options that commands share, each written once; how a command gets its own as one request; and which options
exclude or need each other.

Nothing that takes time to load is imported here: help and wrong usage need nothing else.
"""

from __future__ import annotations

import datetime
import functools
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar

import click

import dtmforms
from dtmforms.cli.help import argument, in_words, option
from dtmforms.language.days import calendar_of_text, days_meant
from dtmforms.language.spoken import usage

Function: TypeAlias = Callable[..., Any]
Decorator: TypeAlias = Callable[[Function], Function]
Request = TypeVar("Request")

STANDARD = "-"
DEFAULT_PLACE = "filled"
DEFAULT_REGISTER = "filled/register.sqlite3"


def takes(request: Callable[..., Request]) -> Callable[[Callable[[Request], int]], Function]:
    """The command gets one request, which is made of its options by their names."""

    def decorate(command: Callable[[Request], int]) -> Function:
        @functools.wraps(command)
        def with_options(**options: Any) -> int:
            return command(request(**options))

        return with_options

    return decorate


def together(*some: Decorator) -> Decorator:
    """Several options and rules as one, in the order of the help."""
    return lambda command: functools.reduce(lambda inner, one: one(inner), reversed(some), command)


def exclusive(one: str, other: str, why: str, **values: str) -> Decorator:
    """Two options that are wrong usage together; `why` is the code that says so. `-o` is the option with any value that
    was given, `-o -` with this value; an argument is known by its name in the help."""
    return _refusing(one, other, True, why, values)


def json_or_standard_output(option: str) -> Decorator:
    """What is written by an option goes to standard output, or the answer does."""
    return exclusive("--json", f"{option} {STANDARD}", "both_want_standard_output", option=option)


def needs(one: str, other: str, why: str) -> Decorator:
    """An option that is wrong usage without another one; `why` is the code that says so."""
    return _refusing(one, other, False, why, {})


def _refusing(one: str, other: str, refused: bool, why: str, values: dict[str, str]) -> Decorator:
    """Where `one` is given, it is `refused` that the other is, or that it is not."""

    def decorate(command: Function) -> Function:
        @functools.wraps(command)
        def checked(**options: Any) -> Any:
            context = click.get_current_context()
            is_given, other_is_given = _given(context, one), _given(context, other)
            if is_given and other_is_given is refused:
                raise click.UsageError(usage(why, one=in_words(one), other=in_words(other), **values))
            return command(**options)

        return checked

    return decorate


def _given(context: click.Context, words: str) -> bool:
    name, _, value = words.partition(" ")
    [parameter] = [one for one in context.command.params if name in (*one.opts, *_names(one))]
    found = context.params[parameter.name]
    if value:
        return value in (found if isinstance(found, tuple) else (found,))
    source = context.get_parameter_source(parameter.name)
    return source is click.core.ParameterSource.COMMANDLINE and found not in (False, ())


def _names(parameter: click.Parameter) -> list[str]:
    """What an argument is called in the help."""
    return re.findall(r"[\w-]+", parameter.metavar or "") if isinstance(parameter, click.Argument) else []


def not_blank(_: click.Context, option: click.Parameter, text: str | None) -> str | None:
    """The text of an option; a blank one is wrong usage."""
    if text is not None and not text.strip():
        raise click.BadParameter(usage("blank"), param=option)
    return text


class Day(click.DateTime):
    """A day, as YYYY-MM-DD."""

    def __init__(self) -> None:
        super().__init__(["%Y-%m-%d"])

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if calendar := calendar_of_text(str(value), datetime.date.today()):
            self.fail(usage("no_day_of_ours", typed=value, calendar=calendar), param, ctx)
        try:
            return super().convert(value, param, ctx).date()
        except click.BadParameter:
            days = days_meant(value)
            self.fail(usage("no_day_but", typed=value, days=days) if days else usage("no_day", typed=value), param, ctx)


class Number(click.IntRange):
    """A number from one to another."""

    def __init__(self, least: int, most: int) -> None:
        super().__init__(least, most)
        self.limits = {"least": least, "most": most}

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            self.fail(usage("not_in_range", typed=str(value), **self.limits), param, ctx)


as_json_option = option("--json", "as_json", is_flag=True)
force_option = option("--force", is_flag=True)
jobs_option = option("--jobs", type=Number(1, 64), metavar="N")
place_option = option("-o", "--output", "place", metavar="PLACE")
why_option = option("--why", callback=not_blank, required=True, metavar="TEXT")
trust_option = option("--trust", metavar="FILE.toml", envvar="DTMFORMS_TRUST")
as_of_option = option("--as-of", type=Day(), metavar="DATE")
reference_argument = argument("reference", metavar="REF")


def _register_option(name: str, default: str | None) -> Decorator:
    """The option --register, that arrives under a name; where nobody gave one, as the default."""
    return option("--register", name, metavar="PLACE", envvar="DTMFORMS_REGISTER", default=default)


register_option = _register_option("place", DEFAULT_REGISTER)
register_if_any = _register_option("register", None)
"""For commands that do without: `None` where nobody named a register, and none need be at the usual place."""
record_in_register = option("--register", "register", metavar="[PLACE]", is_flag=False, flag_value="")
"""`None` where nobody asked for it, and empty where nobody named a place: the environment alone records nothing."""
answering_options = together(register_option, as_json_option)
"""Those of a command that only asks the register."""


@dataclass(frozen=True, kw_only=True)
class Recording:
    """A request to record something: in which register, when it took effect and became known, by which role."""

    place: str
    as_json: bool
    on: datetime.date | None
    received: datetime.date | None
    by: str | None


recording_options = together(
    answering_options,
    option("--on", type=Day(), metavar="DATE"),
    option("--received", type=Day(), metavar="DATE"),
    option("--by", callback=not_blank, metavar="ROLE", envvar="DTMFORMS_ROLE"),
)


@dataclass(frozen=True, kw_only=True)
class ByPolicy:
    """A request in which changes are judged: by which policy of a mission, by none of its own where it is `None`."""

    policy_file: str | None


policy_option = option("--policy", "policy_file", metavar="FILE.toml", envvar="DTMFORMS_POLICY")


@dataclass(frozen=True, kw_only=True)
class JudgedRecording(Recording):
    """A request to record something in which changes are judged, and a counterpart on file may have confirmed a new
    focal point."""

    confirmed_by: str | None


confirmed_by_option = option("--confirmed-by", type=click.Choice(dtmforms.COUNTERPARTS))


@dataclass(frozen=True, kw_only=True)
class Locked:
    """A request with a password, which is asked for or stands in a file, and is never an argument, where others could
    see it."""

    password_prompt: bool
    password_file: str | None


password_options = together(
    exclusive("--password-prompt", "--password-file", "two_passwords"),
    option("--password-prompt", is_flag=True),
    option("--password-file", metavar="FILE"),
)


def acceptable() -> tuple[str, ...]:
    """The codes of the flags that can be accepted."""
    return dtmforms.acceptable_flags()


def _known(_: click.Context, option: click.Parameter, codes: tuple[str, ...]) -> tuple[str, ...]:
    """The codes, each once. One that nobody can accept is wrong usage."""
    for code in codes:
        if code not in acceptable():
            raise click.BadParameter(usage("not_acceptable", code=code, codes=acceptable()), param=option)
    return tuple(dict.fromkeys(codes))


accept_option = option("--accept", "accepted", multiple=True, metavar="CODE", callback=_known)

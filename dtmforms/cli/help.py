"""Commands and options that are explained in the user's language.

What they say stands in `language/LANGUAGE/help.toml`, and is looked up when it is shown, in help or in a usage line: a
command that runs does not read it. The words of click itself stand in catalogs of their own (`cli/user_language`).
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable
from gettext import gettext
from typing import Any

import click

from dtmforms.language import LANGUAGES
from dtmforms.language.catalog import catalog
from dtmforms.language.quoted import isolated
from dtmforms.language.spoken import spoken, usage

PROGRAM = "dtmforms"
_IN_CAPITALS = re.compile(r"[A-Z][A-Z-]*")


def help_of(*keys: str) -> str:
    """What `help.toml` says there in the user's language, else in English; empty where it says nothing."""
    for language in (spoken(), LANGUAGES[0]):
        found: Any = catalog("help", language)
        for key in keys:
            found = found.get(key, {})
        if found:
            return str(found).strip()
    return ""


def in_words(metavar: str) -> str:
    """`[RECORD...]` with the words of the user's language for what is written in capitals."""
    return _IN_CAPITALS.sub(lambda found: help_of("metavars", found[0]) or found[0], metavar)


def _end_of_usage() -> str:
    """What keeps dots at its end where they belong, in a language that is read from right to left."""
    return "\u200e" if catalog("form", spoken())["right_to_left"] else ""


def _lines_kept(paragraph: str) -> str:
    """A paragraph as click takes it: one that has indented lines is not filled."""
    return f"\b\n{paragraph}" if "\n " in paragraph else paragraph


def _table(context: click.Context) -> str:
    """The name of a command's table: how it is called, without the program."""
    return context.command_path.removeprefix(f"{PROGRAM} ")


class _InWords(click.Parameter):
    def make_metavar(self, ctx: click.Context) -> str:
        return in_words(super().make_metavar(ctx))

    def get_error_hint(self, ctx: click.Context | None) -> str:
        return isolated(super().get_error_hint(ctx), spoken())


class Option(_InWords, click.Option):
    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """The option, and what it does: as its command has it, else as all commands have it."""
        record = super().get_help_record(ctx)
        if record is None:
            return None
        name = max(self.opts, key=len).lstrip("-")
        said = help_of(_table(ctx), "options", name) or help_of("options", name)
        return record[0], f"{said}  {record[1]}".strip()


class Argument(_InWords, click.Argument):
    """An argument is explained in the text of its command."""


class Command(click.Command):
    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Click has words of its own among them."""
        *pieces, last = map(in_words, super().collect_usage_pieces(ctx))
        return [*pieces, last + _end_of_usage()]

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text("\n\n".join(map(_lines_kept, help_of(_table(ctx), "text").split("\n\n"))))

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Click makes it once, and says then what it does."""
        option = super().get_help_option(ctx)
        if option:
            option.help = gettext("Show this message and exit.")
        return option


class Group(Command, click.Group):
    command_class = Command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        path = "" if ctx.parent is None else f"{_table(ctx)} "
        with formatter.section(gettext("Commands")):
            formatter.write_dl([(name, help_of(path + name, "line")) for name in self.list_commands(ctx)])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """A mistyped command is answered with the one that was probably meant."""
        name, names = args[0], self.list_commands(ctx)
        if not name.startswith("-") and name not in names:
            near = difflib.get_close_matches(name, names, n=1)
            said = usage("no_command_near", name=name, near=near[0]) if near else None
            raise click.UsageError(said or usage("no_command", name=name, commands=names), ctx)
        return super().resolve_command(ctx, args)


def option(*names: str, **settings: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    return click.option(*names, cls=Option, **settings)


def argument(name: str, **settings: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    return click.argument(name, cls=Argument, **settings)


def command(name: str | None = None) -> Callable[[Callable[..., Any]], Command]:
    return click.command(name, cls=Command)


def group(**settings: Any) -> Callable[[Callable[..., Any]], Group]:
    return click.group(**({"cls": Group} | settings))

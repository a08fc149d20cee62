"""The help of every command: it stands in `help.toml`, whole, and what it shows as an example can be typed."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from typing import Any

import click
import pytest
from conftest import ROOT

from dtmforms.cli.help import PROGRAM, in_words
from dtmforms.cli.main import dtmforms
from dtmforms.cli.options import DEFAULT_PLACE, DEFAULT_REGISTER
from dtmforms.cli.user_language import speaking
from dtmforms.language import LANGUAGES
from dtmforms.language.catalog import catalog

HELP = catalog("help", "en")
FOR_ALL = ("metavars", "options")


def commands(command: click.Command = dtmforms, path: str = "") -> Iterator[tuple[str, click.Command]]:
    """The program and all of its commands, each under the name of its table."""
    yield path or PROGRAM, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            assert found
            yield from commands(found, f"{path} {name}".strip())


COMMANDS = dict(commands())


def options_of(command: click.Command) -> set[str]:
    options = [option for option in command.params if isinstance(option, click.Option)]
    return {max(option.opts, key=len).removeprefix("--") for option in options}


def tables(language: str) -> dict[str, Any]:
    return {name: table for name, table in catalog("help", language).items() if name not in FOR_ALL}


def texts_of(table: dict[str, Any]) -> list[str]:
    return [text for value in table.values() for text in (texts_of(value) if isinstance(value, dict) else [value])]


def examples_in(text: str) -> list[str]:
    """The command lines in a text, each without what a shell does with its input and output."""
    lines = re.findall(rf"^  {PROGRAM} (.*)$", text.replace("\\\n", ""), re.MULTILINE)
    return [re.sub(r" [<>] \S+$", "", line) for line in lines]


# All of it


def test_every_command_is_explained_and_nothing_else() -> None:
    assert list(tables("en")) == list(COMMANDS)
    for name, table in tables("en").items():
        assert {*table} - {"options"} == ({"text"} if name == PROGRAM else {"line", "text"}), name
        assert all(text.strip() for text in texts_of(table)), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_exit_code_is_explained(language: str) -> None:
    page = (ROOT / "docs" / "scripting.md").read_text(encoding="utf-8")
    text = catalog("help", language)[PROGRAM]["text"]
    assert re.findall(r"^  (\d+) +\S", text, re.MULTILINE) == re.findall(r"^\| (\d+) \|", page, re.MULTILINE)


def test_every_option_is_explained_once() -> None:
    shared = HELP["options"]
    for name, command in COMMANDS.items():
        own = HELP[name].get("options", {})
        assert {*own} <= options_of(command), name
        assert options_of(command) <= {*own, *shared}, name
        assert all(shared.get(option) != text for option, text in own.items()), name
    for option in shared:
        having = [name for name, command in COMMANDS.items() if option in options_of(command)]
        assert sum(option not in HELP[name].get("options", {}) for name in having) > 1, option


def test_every_word_in_capitals_has_its_word() -> None:
    shown = []
    for name, command in COMMANDS.items():
        context = click.Context(command, info_name=name)
        shown += command.collect_usage_pieces(context)
        records = [option.get_help_record(context) for option in command.params]
        shown += [record[0] for record in records if record]
    assert {*re.findall(r"[A-Z][A-Z-]*", " ".join(shown))} == {*HELP["metavars"]}


@pytest.mark.parametrize("name", COMMANDS)
def test_no_command_and_no_option_explains_itself_in_the_code(name: str) -> None:
    command = COMMANDS[name]
    assert isinstance(command, click.Group) or not command.help
    assert not any(option.help for option in command.params if isinstance(option, click.Option))


def test_what_is_the_default_is_told_as_the_code_has_it() -> None:
    """Where click does not tell it."""
    for places in (HELP["options"]["output"], HELP["batch"]["options"]["output"]):
        assert f"{DEFAULT_PLACE}/" in places
    for register in (HELP["options"]["register"], HELP["ingest"]["options"]["register"]):
        assert DEFAULT_REGISTER in register
    [name] = [option for option in COMMANDS["batch"].params if option.name == "pattern"]
    assert str(name.default) in HELP["batch"]["options"]["name"]


# In every language


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_in_capitals_is_called_the_same_everywhere(language: str) -> None:
    """In usage lines, where click may have them put into words twice, and in the texts that speak of them."""
    words = catalog("help", language).get("metavars", {})
    with speaking(language):
        assert all(in_words(in_words(name)) == in_words(name) == word for name, word in words.items())
    for name, table in catalog("help", language).items():
        for english, text in zip(texts_of(HELP[name]), texts_of(table), strict=True):
            for word in re.findall(r"\b[A-Z][A-Z-]{2,}\b", english) if name != "metavars" else ():
                assert words.get(word, "") in text, (name, word)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_example_can_be_typed(language: str) -> None:
    for name, table in tables(language).items():
        examples = examples_in(table["text"])
        assert len(examples) == len(examples_in(HELP[name]["text"])) > 0, name
        assert name == PROGRAM or any(example.startswith(name) for example in examples), name
        for example in examples:
            parse(dtmforms, PROGRAM, shlex.split(example), None)


def parse(command: click.Command, name: str, arguments: list[str], parent: click.Context | None) -> None:
    """Raises `UsageError` where click does not take the arguments."""
    context = command.make_context(name, arguments, parent)
    if isinstance(command, click.Group):
        within, found, rest = command.resolve_command(context, [*context._protected_args, *context.args])
        assert within
        assert found
        parse(found, within, rest, context)

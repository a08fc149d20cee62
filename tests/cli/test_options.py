"""How a command gets its options: as one request, of which some exclude or need each other."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import click
import pytest
from click.testing import CliRunner

from dtmforms.cli import register
from dtmforms.cli.commands import Commands
from dtmforms.cli.main import COMMANDS, run
from dtmforms.cli.options import Day, exclusive, needs, takes, together


@dataclass(frozen=True, kw_only=True)
class Request:
    files: tuple[str, ...]
    place: str
    quick: bool
    day: datetime.date | None


@click.command()
@click.argument("files", nargs=-1, metavar="[FILE|FOLDER...]")
@click.option("-o", "--output", "place", default="-")
@together(click.option("--quick", is_flag=True), click.option("--day", type=Day()))
@exclusive("--quick", "FILE", "blank_of_no_record")
@exclusive("--day", "FILE -", "xlsx_of_standard_input")
@exclusive("--quick", "-o -", "both_want_standard_output", option="-o")
@needs("--day", "-o", "to_sign_needs_place")
@takes(Request)
def command(asked: Request) -> int:
    """A command."""
    click.echo(repr(asked))
    return 0


def tried(*arguments: str) -> tuple[int, str]:
    """The exit code of the command, and what it prints: its request, or why there is none."""
    done = CliRunner().invoke(command, arguments)
    return done.exit_code, done.output


def test_a_command_gets_its_options_as_one_request() -> None:
    code, request = tried("a", "b", "-o", "c", "--day", "2026-11-01")
    expected = Request(files=("a", "b"), place="c", quick=False, day=datetime.date(2026, 11, 1))
    assert (code, request.strip()) == (0, repr(expected))


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--quick", "-o", "x", "a"], "--quick and FILE do not go together: the blank form is that of no record;"),
        (["--day", "2026-11-01", "-o", "x", "-"], "--day and FILE - do not go together: standard input is one"),
        (["--quick", "--output", "-"], "--quick and -o - do not go together: both want standard output; name"),
        (["--quick"], "--quick and -o - do not go together"),
        (["--day", "2026-11-01"], "--day goes with -o only: it says which record is written; add -o, or leave --day"),
    ],
)
def test_options_that_do_not_go_together_are_wrong_usage_that_names_both(arguments: list[str], sentence: str) -> None:
    code, printed = tried(*arguments)
    assert code == 2
    assert sentence in printed


@pytest.mark.parametrize(
    "arguments", [["--quick", "-o", "x"], ["-"], ["--day", "2026-11-01", "-o", "x", "a"], ["-o", "x", "a"]]
)
def test_each_of_two_options_that_exclude_each_other_goes_alone(arguments: list[str]) -> None:
    assert tried(*arguments)[0] == 0


def test_a_day_is_written_with_its_year_first() -> None:
    for typed in ("1.11.2026", "2026-02-30", "today"):
        assert f"'--day': “{typed}” is no day; write year, month and day" in tried("-o", "x", "--day", typed)[1]


@pytest.mark.parametrize(
    ("arguments", "near"),
    [
        (["chekc", "x"], "“check”"),
        (["register", "shwo", "x"], "“show”"),
        (["workbook", "frmo"], "“from”"),
        (["register", "xyz"], "add, issue, sign"),
    ],
)
def test_a_mistyped_command_is_answered_with_the_one_that_was_meant(
    arguments: list[str], near: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == 2
    assert near in capsys.readouterr().err


@pytest.mark.parametrize(
    ("package", "names"), [("dtmforms.cli", COMMANDS), ("dtmforms.cli.register", register.COMMANDS)]
)
def test_every_command_that_is_listed_is_there_under_its_name(package: str, names: tuple[str, ...]) -> None:
    group = Commands(name="group", package=package, names=names)
    context = click.Context(group)
    found = [group.get_command(context, name) for name in group.list_commands(context)]
    assert [command and command.name for command in found] == list(names)

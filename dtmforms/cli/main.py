"""The program `dtmforms`: its commands, and the one place that ends it with an exit code."""

from __future__ import annotations

import contextlib
import difflib
import gc
import io
import os
import sys
import traceback
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from dtmforms import __version__
from dtmforms.cli.output import error_json, one_line_json, tell_error, tell_line
from dtmforms.errors import DtmformsError, FileError

FAULT, WRONG_USAGE, INTERRUPTED = 1, 2, 130
COMMANDS = {
    "new": "new",
    "check": "check",
    "fill": "documents",
    "form": "documents",
    "ingest": "ingest",
    "compare": "compare",
    "batch": "batch",
    "template": "template",
    "workbook": "workbook",
    "register": "register",
}
"""Each command with the module of `dtmforms.cli` that has it, which is loaded when the command is asked for."""
_NEW_OBJECTS = 100_000
"""After how many Python looks for cycles among them, 700 where nothing is said: loading libraries makes tens of
thousands that all stay, and looking through them takes a tenth of a short command."""


class Commands(click.Group):
    """The commands, with a suggestion where one is mistyped."""

    def get_command(self, _: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(f"dtmforms.cli.{COMMANDS[name]}"), name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if not name.startswith("-") and self.get_command(ctx, name) is None:
            near = difflib.get_close_matches(name, self.list_commands(ctx), n=1)
            advice = f"Did you mean {near[0]!r}?" if near else f"Commands: {', '.join(self.list_commands(ctx))}."
            raise click.UsageError(f"No such command {name!r}. {advice}", ctx)
        return super().resolve_command(ctx, args)

    def list_commands(self, _: click.Context) -> list[str]:
        return list(COMMANDS)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="dtmforms")
def dtmforms() -> None:
    """Tables B and C of DTM's data sharing guideline: as Word and PDF, what comes back, and what it changes.

    \b
    Examples:
      dtmforms new NGA UNICEF -o agreement.yaml
      dtmforms check agreement.yaml
      dtmforms fill agreement.yaml
      dtmforms form agreement.yaml
      dtmforms ingest return.pdf --against agreement.yaml -o returned.yaml
      dtmforms ingest inbox/ --against missions/ --xlsx returns.xlsx
      dtmforms compare agreement.yaml returned.yaml
      dtmforms workbook from agreement.yaml -o agreements.xlsx
      dtmforms register add agreement.yaml

    \b
    Exit codes:
      0  done; for compare: no revision is needed     1  a fault of the program
      2  wrong usage                                  3  a record or a return is invalid
      4  a return cannot be read as our form          5  compare: a revision is needed
      6  a file cannot be read or written             130  interrupted
    """


def run(given: list[str] | None = None) -> int:
    """Run a command line, the program's own where none is given, and return its exit code.

    Every error is said on standard error, and in the JSON. On Windows, click itself expands `*.yaml`.
    """
    try:
        return _run(given)
    except (BrokenPipeError, SystemExit):  # nobody reads any more, of which click makes a SystemExit
        _leave_standard_output()
        return 0
    except OSError as error:
        _leave_standard_output()
        reason = (error.strerror or "the system gives no reason").lower()
        with contextlib.suppress(OSError):
            tell_line(f"standard output cannot be written: {reason}; what was recorded before is whole")
        return FileError.exit_code


def _run(given: list[str] | None) -> int:
    arguments = sys.argv[1:] if given is None else given
    try:
        return dtmforms.main(args=given, prog_name="dtmforms", standalone_mode=False) or 0
    except click.exceptions.Abort:
        click.echo("Interrupted; what was finished is whole.", err=True)
        return INTERRUPTED
    except click.ClickException as error:
        said = io.StringIO()
        error.show(said)
        for line in said.getvalue().removesuffix("\n").split("\n"):
            tell_line(line)
        return _ended(arguments, {"exit_code": WRONG_USAGE, "error": error.format_message(), "findings": []})
    except DtmformsError as error:
        tell_error(error)
        return _ended(arguments, error_json(error))
    except Exception as error:  # the last resort, without the message, which may hold contact data
        if isinstance(error, OSError) and error.filename is None:  # of a stream and no file
            raise
        frame = traceback.extract_tb(error.__traceback__)[-1]
        message = (
            f"dtmforms has a fault: {type(error).__name__} in {Path(frame.filename).name}:{frame.lineno}. "
            "Nothing half-written is left; please report this line."
        )
        tell_line(message)
        return _ended(arguments, {"exit_code": FAULT, "error": message, "findings": []})


def _leave_standard_output() -> None:
    """What is still to be written goes nowhere, so that the interpreter does not fail with it at its end."""
    with contextlib.suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _ended(arguments: list[str], error: dict[str, Any]) -> int:
    if "--json" in arguments:
        click.echo(one_line_json({"schema": "dtmforms/error/1"} | error))
    return int(error["exit_code"])


def main() -> None:
    gc.set_threshold(_NEW_OBJECTS)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    sys.exit(run())

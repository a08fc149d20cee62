"""The program `dtmforms`: its commands, and the one place that ends it with an exit code."""

from __future__ import annotations

import atexit
import contextlib
import gc
import io
import os
import re
import sys
import threading
from gettext import gettext
from pathlib import Path
from typing import Any

import click

os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # no plugin sees records; to look for some takes 45 ms

from dtmforms import __version__
from dtmforms.cli import user_language
from dtmforms.cli.commands import Commands
from dtmforms.cli.help import PROGRAM, group, option
from dtmforms.cli.output import error_json, one_line_json, print_error, print_line
from dtmforms.errors import DtmformsError, FileError, UsageError
from dtmforms.language import LANGUAGES
from dtmforms.language.quoted import quoted
from dtmforms.language.spoken import say, spoken, usage

FAULT, WRONG_USAGE, INTERRUPTED = 1, 2, 130
COMMANDS = (
    "new",
    "check",
    "start",
    "fill",
    "form",
    "sign",
    "verify",
    "trust",
    "ingest",
    "compare",
    "batch",
    "template",
    "workbook",
    "register",
    "serve",
    "guide",
    "completion",
)
_ADDRESS_WITH_PASSWORD = re.compile(
    r"(?:--[\w-]+=)?\s*postgres(?:ql)?(?:\+\w*)?://"
    r"(?:[^/?@]*:.*@|.*[?&](?:(?:ssl)?password|oauth_client_secret|scram_\w+_key)=)",
    re.IGNORECASE | re.DOTALL,
)
_NEW_OBJECTS = 100_000
"""After how many Python looks for cycles among them, 700 where nothing is set: loading libraries makes tens of
thousands that all stay, and looking through them takes a tenth of a short command."""
_MOST_TOOLS = 6
"""That may watch the program at once (`sys.monitoring`)."""


def _show_version(context: click.Context, _: click.Parameter, asked: bool) -> None:
    if asked and not context.resilient_parsing:
        click.echo(gettext("%(prog)s, version %(version)s") % {"prog": PROGRAM, "version": __version__})
        context.exit()


@group(cls=Commands, package="dtmforms.cli", names=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
@option(user_language.OPTION, type=user_language.Language(), is_eager=True, expose_value=False)
@option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_show_version)
def dtmforms() -> None:
    """The program. What its commands are for, and their options, stands in `language/LANGUAGE/help.toml`."""


def run(given: list[str] | None = None) -> int:
    """Run a command line, the program's own where none is given, and return its exit code.

    Every error is printed on standard error, and stands in the JSON. On Windows, click itself expands `*.yaml`.
    """
    arguments = sys.argv[1:] if given is None else given
    system = user_language.of_system(os.environ)
    with user_language.speaking(user_language.chosen(arguments, os.environ, system)):
        if typed := user_language.unknown(arguments, os.environ):
            about = {"variable": user_language.VARIABLE, "typed": typed, "languages": LANGUAGES, "spoken": spoken()}
            print_line(say("not_our_language", **about))
        return _run_and_write(given)


def _run_and_write(given: list[str] | None) -> int:
    try:
        return _run(given)
    except (BrokenPipeError, SystemExit):  # nobody reads any more, of which click makes a SystemExit
        _leave_standard_output()
        return 0
    except OSError as error:
        _leave_standard_output()
        with contextlib.suppress(OSError):
            print_line(_not_written(error))
        return FileError.exit_code


def _run(given: list[str] | None) -> int:
    arguments = sys.argv[1:] if given is None else given
    try:
        return _called(given)
    except click.exceptions.Abort:
        print_line(say("interrupted"))
        return INTERRUPTED
    except click.ClickException as error:
        shown = io.StringIO()
        error.show(shown)
        for line in shown.getvalue().removesuffix("\n").split("\n"):
            print_line(_in_quotes(re.sub("^\t", "  ", line)))  # click lists choices with tabs
        message = _in_quotes(error.format_message())
        return _ended(arguments, {"exit_code": WRONG_USAGE, "error": message, "findings": []})
    except DtmformsError as error:
        print_error(error)
        return _ended(arguments, error_json(error))
    except Exception as error:  # the last resort, without the message, which may hold contact data
        if isinstance(error, OSError) and error.filename is None:  # of a stream and no file
            raise
        import traceback  # only a fault needs it

        frame = traceback.extract_tb(error.__traceback__)[-1]
        place = f"{Path(frame.filename).name}:{frame.lineno}"
        message = say("program_has_a_fault", fault=type(error).__name__, place=place)
        print_line(message)
        return _ended(arguments, {"exit_code": FAULT, "error": message, "findings": []})


def _called(given: list[str] | None) -> int:
    """What the package refuses as wrong usage is said as click says what it refuses itself."""
    if any(map(_tells_a_password, sys.argv[1:] if given is None else given)):
        raise click.UsageError(usage("password_in_address"))
    try:
        return dtmforms.main(args=given, prog_name=PROGRAM, standalone_mode=False) or 0
    except UsageError as error:
        raise click.UsageError(error.text(spoken())) from None


def _tells_a_password(argument: str) -> bool:
    """Whether an argument, which other people on a computer can see, is the address of a database with a password in
    it. Asked before anything repeats an argument."""
    if "://" not in argument:
        return False
    from urllib.parse import unquote  # few arguments are addresses

    return any(map(_ADDRESS_WITH_PASSWORD.match, (argument, unquote(argument))))


def _in_quotes(text: str) -> str:
    """What click puts between apostrophes, between the language's quotation marks; English is as click has it."""
    if spoken() == LANGUAGES[0]:
        return text
    return re.sub(r"(?<!\w)'([^']*)'(?!\w)", lambda found: quoted(found[1], spoken()), text)


def _not_written(error: OSError) -> str:
    if error.strerror:
        return say("output_not_written", said=error.strerror.lower())
    return say("output_not_written_without_reason")


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
    code = run()
    if not _others_run():
        _end(code)
    sys.exit(code)


def _others_run() -> bool:
    """Whether a thread is to be waited for, or somebody measures the program, which tells its figures at the end."""
    waited_for = any(not thread.daemon for thread in threading.enumerate() if thread is not threading.main_thread())
    tools = getattr(sys, "monitoring", None)  # since Python 3.12
    measured = sys.gettrace() or sys.getprofile() or (tools and any(map(tools.get_tool, range(_MOST_TOOLS))))
    return waited_for or bool(measured)


def _end(code: int) -> None:
    """End the process, as soon as all that waits for its end was called and all is written that was printed: to take
    apart what was loaded, object by object, takes a fifth of a short command. Returns where it cannot be written."""
    atexit._run_exitfuncs()
    with contextlib.suppress(OSError, ValueError):
        for stream in filter(None, (sys.stdout, sys.stderr)):
            stream.flush()
        os._exit(code)

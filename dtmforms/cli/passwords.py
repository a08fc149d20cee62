"""How a password comes in: asked for, or from a file; never as an argument, where others could see it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import click

from dtmforms.errors import FileError

Command = TypeVar("Command", bound=Callable[..., Any])


def password_options(asks: str) -> Callable[[Command], Command]:
    """The options --password-prompt, which `asks` explains, and --password-file."""

    def options(command: Command) -> Command:
        of_file = click.option(
            "--password-file", metavar="FILE", help="A file whose first line is the password; - for standard input."
        )
        return click.option("--password-prompt", is_flag=True, help=asks)(of_file(command))

    return options


def given_password(prompt: bool, file: str | None, inputs: Sequence[str] = (), *, twice: bool = False) -> str | None:
    """The password as it was given, `None` for none. `inputs` are what is read beside it; a new one is asked for
    `twice`. Raises `FileError` for a file that cannot be read."""
    from dtmforms import files

    if prompt and file is not None:
        raise click.UsageError("--password-prompt and --password-file are two ways for the same; give one of them")
    if prompt:
        again = "The same once more" if twice else False
        return str(click.prompt("Password", hide_input=True, confirmation_prompt=again, err=True))
    if file is None:
        return None
    if file == files.STANDARD and files.STANDARD in inputs:
        raise click.UsageError("the password and a return both want standard input; name a file for one of them")
    return _first_line(files.read(file), file)


def _first_line(data: bytes, file: str) -> str:
    """Whole: spaces at its beginning and end are part of a password."""
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        raise FileError(f"{file}: is no text in UTF-8; save it in an editor as UTF-8 and try again") from None
    return text.split("\n", 1)[0].removesuffix("\r")

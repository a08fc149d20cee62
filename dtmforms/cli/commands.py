"""A group of commands, of which each is loaded when it is asked for: to list them takes their names and a line each."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from keyword import iskeyword
from typing import Any

import click

from dtmforms.cli.help import Group


class Commands(Group):
    """`names` are those of the commands, in the order of the help. A command lies in a module of `package` and has the
    module's name: that of the command, with `_` for `-`, and after a word of Python."""

    def __init__(self, *, package: str, names: Sequence[str], **settings: Any) -> None:
        super().__init__(**settings)
        self.package, self.names = package, names

    def list_commands(self, _: click.Context) -> list[str]:
        return list(self.names)

    def get_command(self, _: click.Context, name: str) -> click.Command | None:
        if name not in self.names:
            return None
        stem = name.replace("-", "_")
        stem += "_" if iskeyword(stem) else ""
        command: click.Command = getattr(import_module(f"{self.package}.{stem}"), stem)
        return command

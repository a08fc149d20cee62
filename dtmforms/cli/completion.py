from __future__ import annotations

import click
from click.shell_completion import BashComplete, FishComplete, ZshComplete

from dtmforms.cli.help import PROGRAM, argument, command

_SHELLS = {"bash": BashComplete, "zsh": ZshComplete, "fish": FishComplete}


@command()
@argument("shell", type=click.Choice(list(_SHELLS)))
@click.pass_context
def completion(context: click.Context, shell: str) -> int:
    program = context.find_root().command
    click.echo(_SHELLS[shell](program, {}, PROGRAM, f"_{PROGRAM.upper()}_COMPLETE").source())
    return 0

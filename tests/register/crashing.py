"""Runs commands of the register, each in a process of its own, for a tracer that breaks their calls.

python crashing.py FOLDER COMMAND...     each command is JSON: the name of a folder in FOLDER, and its arguments

Prints the exit code of each, or minus the signal that ended it.
"""

from __future__ import annotations

import json
import os
import sys

import sqlalchemy.dialects.sqlite  # noqa: F401 - what the commands need is there before they are started

import dtmforms.cli.register.acts
import dtmforms.public.register
import dtmforms.register.record_event
import dtmforms.register.take_return
import dtmforms.returns.ingest  # noqa: F401
from dtmforms.cli.main import run


def main() -> None:
    folder, *commands = sys.argv[1:]
    codes = []
    for command in commands:
        name, *arguments = json.loads(command)
        child = os.fork()
        if child == 0:
            os.chdir(os.path.join(folder, name))  # noqa: PTH118 - no import may come in between
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            os.dup2(1, 2)
            os._exit(run(arguments))
        codes.append(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
    sys.stdout.write(json.dumps(codes))


main()

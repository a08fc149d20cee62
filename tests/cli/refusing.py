"""The command line where the system refuses what should hold a reader: as a container does, by a filter of its own.

`python refusing.py limits,filter ARGUMENTS...`"""

from __future__ import annotations

import ctypes
import os
import sys

from dtmforms.cli.main import main
from dtmforms.sandbox import seccomp

_NEW_LIMIT, _WHAT = 2, 0
_REFUSED = {
    "limits": seccomp._Condition((302, 261), _NEW_LIMIT, "unless", "equal", 0),  # prlimit64 that sets one
    "filter": seccomp._Condition((157, 167), _WHAT, "if", "equal", 22),  # prctl(PR_SET_SECCOMP)
}


def refuse(names: list[str]) -> None:
    operations = [
        *seccomp._of_machine(),
        *(one for name in names for one in seccomp._of_condition(_REFUSED[name], seccomp._column())),
        (seccomp._RETURN, 0, 0, seccomp._ALLOW),
    ]
    whole = b"".join(seccomp._packed(operations))
    program = seccomp._Program(len(operations), whole)
    prctl = seccomp._prctl()
    assert prctl(seccomp._NO_NEW_PRIVILEGES, 1, 0, 0, 0) == 0
    assert prctl(seccomp._SET_FILTER, seccomp._FILTER, ctypes.addressof(program), 0, 0) == 0, os.strerror(
        ctypes.get_errno()
    )


if __name__ == "__main__":
    refuse([name for name in sys.argv.pop(1).split(",") if name])
    main()

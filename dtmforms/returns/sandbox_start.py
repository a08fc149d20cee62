"""The reader of returns, begun before the program itself has loaded what it needs, so that both load at one time.

Nothing that takes time to load is imported here.
"""

from __future__ import annotations

from dtmforms.sandbox import client

_LOAD = "dtmforms.returns.sandboxed:load"
ANY: client.Step = (_LOAD, "any")
"""What reads any kind of file."""
FOR_A_RETURN: tuple[client.Step, ...] = (ANY, (_LOAD, "pdf"))
MANY: tuple[client.Step, ...] = ((_LOAD, "word"), ("dtmforms.returns.sandboxed:rehearse",))
"""What is worth its time as soon as there is a second file."""


def begin() -> None:
    """Begin the reader of this process, for a return that is about to be read."""
    client.shared().begin(FOR_A_RETURN)


def begin_for_many() -> None:
    """The same for a folder full of returns: what is slow the first time is done before the first one comes."""
    client.shared().begin((*FOR_A_RETURN, *MANY))

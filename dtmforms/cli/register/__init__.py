"""`register`: the agreements in force."""

from __future__ import annotations

from dtmforms.cli.commands import Commands
from dtmforms.cli.help import group

COMMANDS = (
    "add",
    "issue",
    "sign",
    "return",
    "reject",
    "notice",
    "duty",
    "replace-person",
    "revise",
    "reassess",
    "suspend",
    "end",
    "redate",
    "withdraw",
    "policy",
    "show",
    "coverage",
    "history",
    "status",
    "find",
    "due",
    "changes",
    "who",
    "verify",
    "export",
    "import",
)


@group(cls=Commands, package=__name__, names=COMMANDS)
def register() -> None:
    """The commands of the register."""

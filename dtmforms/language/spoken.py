"""The language in which the program speaks to whoever runs it, and what it says in it.

It is the user's, and another thing than the language of an agreement, in which documents are printed and partners are
asked. It is kept for each thread and task by itself (`contextvars`); a new thread begins in English.
"""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from dtmforms.codes.errors import USAGE
from dtmforms.codes.messages import MESSAGES
from dtmforms.codes.page import PAGE
from dtmforms.language import LANGUAGES
from dtmforms.language.catalog import sentence
from dtmforms.language.shown import shown

_SPOKEN = ContextVar("spoken", default=LANGUAGES[0])


def spoken() -> str:
    """The language in which the user is spoken to; English where nobody chose one."""
    return _SPOKEN.get()


def speak(language: str) -> None:
    """Choose it. Raises `KeyError` for a language that is none of the program's."""
    if language not in LANGUAGES:
        raise KeyError(language)
    _SPOKEN.set(language)


@dataclass(frozen=True, slots=True)
class Told:
    """What is told, before it is known in which language: a code of `codes/messages.py`, with its values."""

    code: str
    values: dict[str, Any] = field(default_factory=dict, hash=False)

    def text(self, language: str) -> str:
        """What `language/LANGUAGE/messages.toml` has under the code, with its values put in as their kinds are shown.
        Raises `KeyError` for a code, or values, that the table lacks."""
        return sentence("messages", self.code, language, shown(self.values, MESSAGES[self.code], language))


def told_reason(reason: str) -> Told:
    """Why a change has its effect, as a row of the policy has it: the name of a sentence of ours, or a mission's own
    words."""
    ours = reason.startswith("reason_") and MESSAGES.get(reason) == {}
    return Told(reason) if ours else Told("reason_of_mission", {"reason": reason})


def say(code: str, /, **values: object) -> str:
    """A message in the user's language. Raises `KeyError` as `Told.text` does."""
    return Told(code, values).text(spoken())


def usage(code: str, /, **values: object) -> str:
    """The same of wrong usage: `usage.toml`."""
    return sentence("usage", code, spoken(), shown(values, USAGE[code], spoken()))


def on_page(code: str, /, **values: object) -> str:
    """The same of what stands on the page: `page.toml`."""
    return sentence("page", code, spoken(), shown(values, PAGE[code], spoken()))

"""Which language the program speaks to whoever runs it: the one that they ask for, else that of their system.

It is chosen before click looks at the command line, so that help and wrong usage are in it too.
"""

from __future__ import annotations

import gettext
import os
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from dtmforms import language
from dtmforms.language import LANGUAGES
from dtmforms.language.spoken import speak, spoken

OPTION = "--messages"
VARIABLE = "DTMFORMS_LANG"
CLICK = "click"
"""The domain of click's own words: `language/LANGUAGE/LC_MESSAGES/click.mo`."""
_CATALOGS = Path(language.__file__).parent
_POSIX_LOCALE = ("LC_ALL", "LC_MESSAGES", "LANG")
_GETTEXT = "LANGUAGE"


def chosen(arguments: Sequence[str], environment: Mapping[str, str], system: Sequence[str]) -> str:
    """The language of the first tag that names one of the program's: of the option, of the program's own variable, of
    the system; English where none does."""
    tags = (asked_for(arguments), environment.get(VARIABLE, ""), *system)
    return next(filter(None, map(language_of, tags)), LANGUAGES[0])


def language_of(tag: str) -> str:
    """The language of `fr`, `fr_CD.UTF-8` or `fr-CD`; empty where it is none of the program's."""
    code = re.split(r"[-_.@]", tag, maxsplit=1)[0].lower()
    return code if code in LANGUAGES else ""


def unknown(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """What the program's own variable names that is none of its languages, and that nothing overrides; empty for
    nothing."""
    tag = environment.get(VARIABLE, "")
    return "" if language_of(tag) or language_of(asked_for(arguments)) else tag


def asked_for(arguments: Sequence[str]) -> str:
    """What the option names that stands before the command, the last one where it stands twice; empty for none."""
    asked, words = "", iter(arguments)
    for word in words:
        name, is_one_word, value = word.partition("=")
        if name == OPTION:
            asked = value if is_one_word else next(words, "")
        elif not word.startswith("-") or not word.strip("-"):
            break
    return asked


def of_system(environment: Mapping[str, str]) -> list[str]:
    """The tags of the languages in which the system speaks, best first."""
    if sys.platform == "win32":
        import ctypes

        return [of_windows(ctypes.windll.kernel32.GetUserDefaultUILanguage())]
    return of_posix(environment)


def of_posix(environment: Mapping[str, str]) -> list[str]:
    """As programs with GNU gettext do: `LANGUAGE` lists languages, the locale has one, and C and POSIX have none."""
    locale = next((environment[name] for name in _POSIX_LOCALE if environment.get(name)), "")
    if locale.split(".")[0] in ("C", "POSIX"):
        return []
    return [*environment.get(_GETTEXT, "").split(":"), locale]


def of_windows(identifier: int) -> str:
    """The tag of a language identifier ([MS-LCID]), whose lower ten bits are the language without its region."""
    from locale import windows_locale

    return windows_locale.get(0x0400 | identifier & 0x03FF, "")


class Language(click.Choice[str]):
    """A language of the program; regions and encodings may stand behind it."""

    def __init__(self) -> None:
        super().__init__(LANGUAGES)

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        return super().convert(language_of(value) or value, param, ctx)


@contextmanager
def speaking(one: str) -> Iterator[None]:
    """Within it the program speaks that language, and so does click, whose words come from `gettext`, which knows by
    the environment alone what is spoken."""
    before, domain, variable = spoken(), gettext.textdomain(), os.environ.get(_GETTEXT)
    speak(one)
    gettext.bindtextdomain(CLICK, _CATALOGS)
    gettext.textdomain(CLICK)
    os.environ[_GETTEXT] = one
    try:
        yield
    finally:
        speak(before)
        gettext.textdomain(domain)
        if variable is None:
            os.environ.pop(_GETTEXT, None)
        else:
            os.environ[_GETTEXT] = variable

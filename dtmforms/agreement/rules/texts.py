"""D10. Texts: what is read has to be what is meant."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from dtmforms.agreement.letters import deceiving, mixes_scripts
from dtmforms.agreement.rules.looking import Found, Rule, Values, shown, texts


def d10_no_letters_that_deceive(record: Values, _: datetime.date) -> Iterator[Found]:
    for path, text in texts(record):
        if unseen := deceiving(text):
            message = (
                f"{shown(path, text)} holds characters that cannot be seen, or that turn its direction "
                f"({', '.join(unseen)}); make sure that they are meant, or type it again"
            )
            yield Found("warning", path, "D10", message)
        if mixes_scripts(text):
            message = (
                f"{shown(path, text)} has a word with letters of several scripts, which look alike and differ; "
                "make sure that they are meant, or type it again"
            )
            yield Found("warning", path, "D10", message)


RULES: tuple[Rule, ...] = (d10_no_letters_that_deceive,)

"""D10. Texts: what is read has to be what is meant."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from dtmforms.agreement.confusables import deceiving, mixes_scripts
from dtmforms.agreement.rules.values import Found, Rule, Values, seen, texts


def d10_no_letters_that_deceive(record: Values, _: datetime.date) -> Iterator[Found]:
    for path, text in texts(record):
        if unseen := deceiving(text):
            yield Found("unseen_characters", path, {"typed": seen(path, text), "characters": unseen})
        if mixes_scripts(text):
            yield Found("mixed_scripts", path, {"typed": seen(path, text)})


RULES: tuple[Rule, ...] = (d10_no_letters_that_deceive,)

"""The templates of the page, rendered in the user's language. Whatever is put in is escaped."""

from __future__ import annotations

import datetime
import re
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from dtmforms.language import LANGUAGES
from dtmforms.language.catalog import catalog
from dtmforms.language.shown import day_in_words, post_in_words
from dtmforms.language.shown import word as in_words
from dtmforms.language.spoken import on_page, say, spoken


def render(template: str, **values: Any) -> str:
    form = catalog("form", spoken())
    values |= {
        "language": spoken(),
        "direction": "rtl" if form["right_to_left"] else "ltr",
        "languages": [(code, catalog("form", code)["name"]) for code in LANGUAGES],
        "labels": form["official"],
        "_": on_page,
        "say": say,
    }
    return _environment().get_template(template).render(values)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("dtmforms.page", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.tests |= {"day": _is_day}
    environment.filters |= {
        "anchor": lambda path: path.replace("[", "-").replace("]", ""),
        "number_of": lambda row: row.rpartition("[")[2].removesuffix("]"),
        "day": lambda day: day_in_words(str(day), spoken()),
        "word": lambda name: in_words(name, spoken()),
        "post": lambda place: post_in_words(place, spoken()),
    }
    return environment


def _is_day(text: str) -> bool:
    """Whether a browser shows it in a field for days."""
    return bool(re.fullmatch(r"\d{4}-\d\d-\d\d", text)) and _is_in_calendar(text)


def _is_in_calendar(text: str) -> bool:
    try:
        datetime.date.fromisoformat(text)
    except ValueError:
        return False
    return True

"""Click's own words (`Usage:`, `No such option`) in every language but English, which click speaks itself.

Brings `language/LANGUAGE/LC_MESSAGES/click.po` up to the click that is installed, names what is not translated yet, and
makes `click.mo` of it, which the program reads.

python scripts/click_words.py
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path

import click
from babel.messages import mofile, pofile
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir

import dtmforms.language

SOURCES = {
    language: Path(dtmforms.language.__file__).parent / language / "LC_MESSAGES" / "click.po"
    for language in dtmforms.language.LANGUAGES[1:]
}
"""The words of each language but English, which click has itself."""
BY_A_NAME = ("required",)
"""Words that do not stand where click has them translated (`_(extra["required"])`), so that nothing finds them."""


def words() -> Catalog:
    """All that the installed click says, with nothing translated."""
    said = Catalog(fuzzy=False)
    for _, _, words, _, _ in extract_from_dir(Path(click.__file__).parent, [("**.py", "python")]):
        said.add(words)
    for word in BY_A_NAME:
        said.add(word)
    return said


def catalog(language: str) -> Catalog:
    """What a language has of them, and all that it lacks yet."""
    place = SOURCES[language]
    found = pofile.read_po(io.BytesIO(place.read_bytes()), locale=language) if place.exists() else begun(language)
    found.update(words(), no_fuzzy_matching=True, update_header_comment=False, update_creation_date=False)
    return found


def begun(language: str) -> Catalog:
    """The catalog of a language that has none yet."""
    about = "# Click's own words. python scripts/click_words.py makes click.mo of it."
    names = dict.fromkeys(("project", "msgid_bugs_address", "language_team"), "dtmforms")
    reader = "to be confirmed by a native reader"
    return Catalog(language, header_comment=about, version="1", last_translator=reader, fuzzy=False, **names)


def untranslated(found: Catalog) -> Iterator[Message]:
    return (message for message in found if message.id and not all(forms_of(message)))


def forms_of(message: Message) -> tuple[str, ...]:
    """The translation of a message, in each of its plural forms."""
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ("",))


def source_of(found: Catalog) -> bytes:
    data = io.BytesIO()
    pofile.write_po(data, found, width=0, no_location=True, ignore_obsolete=True)
    return data.getvalue()


def compiled(found: Catalog) -> bytes:
    data = io.BytesIO()
    mofile.write_mo(data, found)
    return data.getvalue()


def main() -> int:
    missing = 0
    for language, place in SOURCES.items():
        found = catalog(language)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(source_of(found))
        place.with_suffix(".mo").write_bytes(compiled(found))
        for message in untranslated(found):
            missing += 1
            print(f"{place}: not translated yet: {message.id}")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())

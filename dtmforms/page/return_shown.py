"""What is shown of one return: the fields that changed, beside the picture of their page; its signatures; the letter to
the partner. Of the file itself nothing reaches a browser but pixels."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import dtmforms
from dtmforms.language.paths import words_of_path
from dtmforms.language.spoken import on_page, say, spoken
from dtmforms.page.inbox import SentFile

KIND_OF_EFFECT = {"focal_point_notice": "info", "revision": "need", "administrative": "plain"}
"""How a change is marked, by what it means."""
_HELD_BACK, _ON_PAGES = "held_back", ("written_on_pages", "ours_on_paper")
_AROUND = 6
"""Pixels that are shown around a field."""
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A field that is not as it was sent. `effect` is what the change means, empty where that is not known; `place` is
    where it stands on the picture of its page, `None` where no picture shows it there; `crop` the same with a little
    around it; `has_picture` whether a scan has a picture of its box."""

    number: int
    field: dtmforms.ChangedField
    sent: str
    returned: str
    kind: str
    effect: str
    place: Box | None = None
    has_picture: bool = False

    @property
    def crop(self) -> str:
        left, top, width, height = self.place or (0, 0, 0, 0)
        return f"{left - _AROUND:.0f} {top - _AROUND:.0f} {width + 2 * _AROUND:.0f} {height + 2 * _AROUND:.0f}"

    @property
    def is_held_back(self) -> bool:
        return self.effect == _HELD_BACK

    @property
    def is_left_to_right(self) -> bool:
        return self.field.path.endswith((".mobile", ".email"))


def rows_of(looked: dtmforms.LookedAt, pictures: Mapping[int, dtmforms.PictureOfPage]) -> list[FieldRow]:
    """In the order of the form. What a form has of IOM's, and cannot change, is told among what was found."""
    theirs = [one for one in looked.answer.changed if not one.entry.ours]
    held_back = {str(found.place.get("field")) for found in looked.findings if found.severity == "error"}
    on_scan = {one.name for one in looked.answer.scanned if one.picture}
    rows = (_row(number, one, looked, held_back, pictures) for number, one in enumerate(theirs, start=1))
    return [replace(row, has_picture=row.field.name in on_scan) for row in rows]


def pages_of(looked: dtmforms.LookedAt) -> list[int]:
    """The pages to be shown: those on which something changed, or was written on what is not to be filled in,
    else the first."""
    told = [found.values["pages"] for found in looked.findings if found.code in _ON_PAGES]
    written = [page for pages in told if isinstance(pages, list) for page in pages if isinstance(page, int)]
    return sorted({*(one.page for one in looked.answer.changed if one.page), *written}) or [1]


def in_labels(found: dtmforms.Finding, answer: dtmforms.Return) -> dtmforms.Finding:
    """A finding that names fields by their labels, in the user's language."""
    table = answer.table

    def label(name: object) -> str:
        return table[str(name)].label(spoken()) if str(name) in table else str(name)

    named = {name for name, kind in found.about.values.items() if kind == "fields"}
    values = {
        name: [*map(label, value)] if name in named and isinstance(value, list) else value
        for name, value in found.values.items()
    }
    place = found.place | {"label": label(found.place["field"])} if "label" in found.place else found.place
    return replace(found, values=values, place=place)


def in_words(one: dtmforms.ChangedField | dtmforms.ScannedField, value: str | None) -> str:
    return dict(options(one)).get(value, value) if value is not None else ""


def options(one: dtmforms.ChangedField | dtmforms.ScannedField) -> list[tuple[str, str]]:
    """What can be chosen in a field, with the words for each; empty where a text is typed."""
    words = [on_page("ticked"), on_page("not_ticked")] if one.kind == "tick" else one.options(spoken())
    return [*zip(one.choices, words, strict=True)]


def signatures_of(
    sent: SentFile, answer: dtmforms.Return, trust: dtmforms.TrustFile | None
) -> tuple[str, str, list[str]] | None:
    """What the digital signatures of a PDF file, or of the one within a file, amount to, by the certificates that the
    mission knows: how it is shown, in a sentence, and of each; `None` where it has none."""
    within = sent.read.within
    may_be = answer.signatures or (not answer.readable and (within or b"/ByteRange" in sent.data))
    if not may_be or not sent.data:
        return None
    verified = dtmforms.verify(sent.data, trust=trust, within=within)
    if verified.verdict == "not_signed" or (within and not verified.signatures):
        return None
    each = [
        f"{say('box_of', side=one.side) if one.side else one.read.field}: {one.said.text(spoken())}"
        for one in verified.signatures
    ]
    kind = {"holds": "good", "partly": "stop", "broken": "stop", "cannot_tell": "stop"}.get(verified.verdict, "need")
    return kind, verified.said().says(spoken()), each


def split_of(changes: Iterable[dtmforms.Change]) -> list[tuple[str, str, list[str]]]:
    """What takes effect when it is accepted, and what waits for signatures: each with what it is about; nothing
    where all of it does the same."""
    found = list(changes)
    at_once = [words_of_path(one.path, spoken()) for one in found if one.effect != "revision"]
    waiting = [words_of_path(one.path, spoken()) for one in found if one.effect == "revision"]
    parts = [("info", on_page("takes_effect"), at_once), ("need", on_page("waits"), waiting)]
    return parts if at_once and waiting else []


def _row(
    number: int,
    one: dtmforms.ChangedField,
    looked: dtmforms.LookedAt,
    held_back: set[str],
    pictures: Mapping[int, dtmforms.PictureOfPage],
) -> FieldRow:
    effect = _HELD_BACK if one.name in held_back else next(_effects(one.path, looked), "")
    kind = "stop" if effect == _HELD_BACK else KIND_OF_EFFECT.get(effect, "plain")
    picture = pictures.get(one.page)
    place = picture.place(one.box) if picture and one.box else None
    return FieldRow(number, one, in_words(one, one.sent), in_words(one, one.returned), kind, effect, place)


def _effects(path: str, looked: dtmforms.LookedAt) -> Iterator[str]:
    """Of the changes that concern a field: a change of a list has its items in its path, and a field its row."""
    whole = path.partition("[")[0]
    for change in looked.comparison.changes if looked.comparison else ():
        if path.startswith(change.path) or change.path.startswith((path, whole)):
            yield change.effect

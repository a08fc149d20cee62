"""The returned files that were sent to the page and not decided on. They are in memory alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import dtmforms
from dtmforms.page.keys import new_secret

_MOST = 60
_MOST_BYTES = 300_000_000


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file, or those whose pages make one form, by their digests; what was read of it, and the agreement that it was
    said to be of; `None` where it says so itself. `name` is what it is called on the user's disk."""

    files: Mapping[str, bytes] = field(repr=False)
    read: dtmforms.ReturnedFile = field(repr=False)
    reference: str | None = None
    name: str = field(default="", repr=False)
    pictures: dict[int, dtmforms.PictureOfPage] = field(default_factory=dict, repr=False)
    """Of the pages that were drawn so far."""

    @property
    def data(self) -> bytes:
        """The file; empty where its form came in several."""
        return self.files.get(self.read.sha256, b"")

    def drawn(self, numbers: Iterable[int]) -> dict[int, dtmforms.PictureOfPage]:
        """The pictures of these pages, as far as there are any: none of a form in a portfolio, whose own pages are
        others."""
        wanted = [] if self.read.form and self.read.form.inside else list(numbers)
        if self.files and (missing := [number for number in wanted if number not in self.pictures]):
            self.pictures.update(self._drawn_now(missing))
        return {number: self.pictures[number] for number in wanted if number in self.pictures}

    def _drawn_now(self, numbers: Collection[int]) -> Iterator[tuple[int, dtmforms.PictureOfPage]]:
        """Of whichever file each page is in; each part of a form has its own numbers for its pages."""
        parts = [(part.sha256, part.sheets) for part in self.read.parts] or [(self.read.sha256, {})]
        for sha256, sheets in parts:
            own = sheets or {number: number for number in numbers}
            wanted = [sheet for sheet, number in own.items() if number in numbers]
            alone = self.files.get(sha256)
            drawn = dtmforms.page_pictures(alone or self.data, wanted, within="" if alone else sha256)
            yield from ((own[sheet], picture) for sheet, picture in drawn.items())


class Inbox:
    """Each under a name by chance, the same file once; of too many, the oldest goes."""

    def __init__(self) -> None:
        self._sent: dict[str, SentFile] = {}

    def put(self, sent: SentFile) -> str:
        for name, held in [*self._sent.items()]:
            if sent.read.sha256 and held.read.sha256 == sent.read.sha256:
                self.drop(name)
        name = new_secret()
        self._sent[name] = sent
        while len(self._sent) > _MOST or (len(self._sent) > 1 and self._size() > _MOST_BYTES):
            self.drop(next(iter(self._sent)))
        return name

    def get(self, name: str) -> SentFile | None:
        return self._sent.get(name)

    def drop(self, name: str) -> None:
        self._sent.pop(name, None)

    def all(self) -> Iterator[tuple[str, SentFile]]:
        """In the order in which they came."""
        yield from [*self._sent.items()]

    def _size(self) -> int:
        return sum(len(data) for sent in self._sent.values() for data in sent.files.values())

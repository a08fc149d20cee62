"""The returned files that were sent to the page and not decided on. They are in memory alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import dtmforms
from dtmforms.page.keys import new_secret

_MOST = 8


@dataclass(frozen=True, slots=True)
class Sent:
    """A file, what was read of it, and the agreement that it was said to be of; `None` where it says so itself."""

    data: bytes = field(repr=False)
    read: dtmforms.ReturnedFile = field(repr=False)
    reference: str | None = None
    pictures: dict[int, dtmforms.PictureOfPage] = field(default_factory=dict, repr=False)
    """Of the pages that were drawn so far."""

    def drawn(self, numbers: Iterable[int]) -> dict[int, dtmforms.PictureOfPage]:
        """The pictures of these pages, as far as there are any."""
        if missing := [number for number in numbers if number not in self.pictures]:
            self.pictures.update(dtmforms.page_pictures(self.data, missing))
        return {number: self.pictures[number] for number in numbers if number in self.pictures}


class Inbox:
    """Each under a name by chance; of too many, the oldest goes."""

    def __init__(self) -> None:
        self._sent: dict[str, Sent] = {}

    def put(self, sent: Sent) -> str:
        name = new_secret()
        self._sent[name] = sent
        while len(self._sent) > _MOST:
            self.drop(next(iter(self._sent)))
        return name

    def get(self, name: str) -> Sent | None:
        return self._sent.get(name)

    def drop(self, name: str) -> None:
        self._sent.pop(name, None)

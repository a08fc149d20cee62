"""Pages of one form that came in several files, put together by the codes that stand on them.

A file that holds a whole form stays by itself, and so does one that does not say which page it shows.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from dtmforms.findings import Finding
from dtmforms.form.identity import Identity
from dtmforms.returns.returned_file import PartRead, PrintedPages, ReturnedFile

_FROM = {"archive": "from_archive", "mail": "from_mail"}


@dataclass(frozen=True, slots=True)
class NamedFile:
    """A file that was read, under the name that its answer has."""

    name: str
    read: ReturnedFile

    @property
    def pages(self) -> PrintedPages:
        return self.read.pages or PrintedPages()


def is_part(read: ReturnedFile) -> bool:
    """Whether a file shows some pages of one form, and others are missing. How many pages a printed Word document has
    is not known: a single one of it may be a part."""
    pages = read.pages
    if read.problem or read.parts or not pages or not pages.sheets or not pages.identity or pages.others:
        return False
    return not _is_whole(pages) if pages.page_count else sum(map(len, pages.sheets.values())) == 1


def put_together(parts: Sequence[NamedFile]) -> list[NamedFile]:
    """The forms that parts make, in the order of their first ones. Parts of one agreement that make no whole form are
    one also where they were made for different texts; where there are such of several agreements, each says so."""
    whole: list[list[NamedFile]] = []
    torn: dict[str, list[NamedFile]] = {}
    for identity, its in _by_identity(parts).items():
        if _is_whole(_joined([part.pages for part in its])):
            whole.append(its)
        else:
            torn.setdefault(identity.reference, []).extend(its)
    counted = {reference for reference, its in torn.items() if any(part.pages.page_count for part in its)}
    forms = [(its, set[str]()) for its in whole]
    forms += [(its, counted - {reference} if reference in counted else set()) for reference, its in torn.items()]
    forms.sort(key=lambda form: min(map(parts.index, form[0])))
    return [_form_of(its, beside) for its, beside in forms]


def several(names: Sequence[str]) -> str:
    """What files are called that make one form: by the first, with how many there are more."""
    return names[0] if len(names) == 1 else f"{names[0]} (+{len(names) - 1})"


def of_files(read: ReturnedFile) -> list[Finding]:
    """What is to be known of the files that a form was read from, and of those that came with it."""
    names = [part.name for part in read.parts]
    found = []
    if read.container and names:
        found.append(Finding(_FROM[read.container], "form", {"names": names}))
    elif len(names) > 1:
        found.append(Finding("put_together", "form", {"names": names}))
    beside = {"given_again": read.parts_again, "passed_by": read.passed_by, "pages_beside": read.pages_beside}
    return found + [Finding(code, "form", {"names": told}) for code, told in beside.items() if told]


def files_of(read: ReturnedFile, file: str) -> list[dict[str, object]]:
    """The same files as an answer has them; those within another one behind its name."""
    within = f"{file}: " if read.container else ""
    return [
        {"file": within + part.name, "sha256": part.sha256} | ({"pages": part.pages} if part.pages else {})
        for part in read.parts
    ]


def _by_identity(parts: Iterable[NamedFile]) -> Mapping[Identity, list[NamedFile]]:
    found: dict[Identity, list[NamedFile]] = {}
    for part in parts:
        if identity := part.pages.identity:
            found.setdefault(identity, []).append(part)
    return found


def _is_whole(pages: PrintedPages) -> bool:
    return bool(pages.page_count) and pages.sheets.keys() >= set(range(1, pages.page_count + 1))


def _form_of(its: Sequence[NamedFile], beside: Collection[str]) -> NamedFile:
    """One form of its parts, the same file but once. `beside` are the agreements of pages that came with it, and are
    not of it."""
    once = {part.read.sha256: part for part in reversed(its)}
    parts = sorted(once.values(), key=lambda part: (min(part.pages.sheets, default=0), its.index(part)))
    again = [part.name for part in its if once[part.read.sha256] is not part]
    if len(parts) == 1 and not again:
        return replace(parts[0], read=replace(parts[0].read, pages_beside=sorted(beside)))
    numbers = _numbers([part.pages for part in parts])
    joined = ReturnedFile(
        pages=_joined([_numbered(part.pages, own) for part, own in zip(parts, numbers, strict=True)]),
        sha256=_digest(once),
        parts=[PartRead(part.name, part.read.sha256, own) for part, own in zip(parts, numbers, strict=True)],
        parts_again=again,
        pages_beside=sorted(beside),
        unheld=sorted({code for part in parts for code in part.read.unheld}),
    )
    return NamedFile(several([part.name for part in parts]), joined)


def _digest(digests: Iterable[str]) -> str:
    """The same for the same files, in whatever order they come."""
    return hashlib.sha256("\n".join(sorted(digests)).encode()).hexdigest()


def _numbers(parts: Sequence[PrintedPages]) -> list[dict[int, int]]:
    """The numbers that the sheets of each part get, by those that they had: that of the page of the form which a sheet
    shows; of a page that is there already, and of none, the next one that is free behind them all."""
    taken: set[int] = set()
    free = _free(parts, taken)
    numbers: list[dict[int, int]] = []
    for part in parts:
        own: dict[int, int] = {}
        shown = {sheet: page for page in sorted(part.sheets, reverse=True) for sheet in part.sheets[page]}
        for sheet in sorted({*shown, *part.orphans}):
            page = shown.get(sheet, 0)
            own[sheet] = page if page and page not in taken else next(free)
            taken.add(own[sheet])
        numbers.append(own)
    return numbers


def _free(parts: Sequence[PrintedPages], taken: Collection[int]) -> Iterator[int]:
    number = max((max(part.page_count, *part.sheets) for part in parts), default=0)
    while True:
        number += 1
        if number not in taken:
            yield number


def _numbered(pages: PrintedPages, own: Mapping[int, int]) -> PrintedPages:
    return replace(
        pages,
        cells=[replace(cell, sheet=own[cell.sheet]) for cell in pages.cells if cell.sheet in own],
        sheets={page: [own[sheet] for sheet in sheets] for page, sheets in pages.sheets.items()},
        orphans=[own[sheet] for sheet in pages.orphans],
        lettered=[own[sheet] for sheet in pages.lettered if sheet in own],
    )


def _joined(parts: Sequence[PrintedPages]) -> PrintedPages:
    """The pages of the first one's form; of the others, of which form they are."""
    first = parts[0]
    same = [part for part in parts if part.identity == first.identity]
    boxes = {name for part in same for name in part.ink}
    return replace(
        first,
        cells=[cell for part in same for cell in part.cells],
        sheets={
            page: [sheet for part in same for sheet in part.sheets.get(page, ())]
            for page in sorted({page for part in same for page in part.sheets})
        },
        orphans=[sheet for part in same for sheet in part.orphans],
        others=[part.identity for part in parts if part.identity and part.identity != first.identity],
        scanned=any(part.scanned for part in same),
        ink={name: all(part.ink.get(name, True) for part in same) for name in sorted(boxes)},
        put_in=sorted({name for part in same for name in part.put_in}),
        written_beside=sorted({page for part in same for page in part.written_beside}),
        words=[words for part in same for words in part.words],
        lettered=[sheet for part in same for sheet in part.lettered],
        digitally_signed=any(part.digitally_signed for part in same),
        signature_pictures={
            name: picture for part in reversed(same) for name, picture in part.signature_pictures.items()
        },
        page_pictures={page: picture for part in reversed(same) for page, picture in part.page_pictures.items()},
        own_pictures={name: picture for part in reversed(same) for name, picture in part.own_pictures.items()},
        coarse=sorted({page for part in same for page in part.coarse}),
        recognised=any(part.recognised for part in same),
    )

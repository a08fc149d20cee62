"""Returned files, several at once: each is read, and stands on a list with what it is and what is to be done; nobody is
named there but by the names of the user's own files."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import dtmforms
from dtmforms.language.spoken import on_page, spoken
from dtmforms.page.agreements import place_of
from dtmforms.page.asked import LARGEST_UPLOAD, Answer, PageRequest
from dtmforms.page.inbox import SentFile
from dtmforms.page.returns import verdict_in
from dtmforms.page.scan import scan_in

_PLACE = "/returns"
_STATES = {
    "scan": ("need", "to_confirm"),
    "held_back": ("stop", "held_back"),
    "signed_copy": ("info", "signed_copy"),
    "unreadable": ("stop", "unreadable"),
    "unchanged": ("plain", "nothing"),
}
_TO_DECIDE = ("info", "to_decide")


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file of the list: how its state is shown, what it is, in a sentence, and its agreement, if that is known."""

    place: str
    name: str
    kind: str
    state: str
    sentence: str
    reference: str = ""
    about: str = ""


def show(asked: PageRequest) -> Answer:
    """Where files are chosen, and those that were."""
    return _page(asked)


def take(asked: PageRequest) -> Answer:
    """Files that were sent, to be looked at: one by itself, several as a list. Pages of one form in several files are
    one return."""
    if not asked.named_files:
        return _page(asked, [on_page("choose_file")])
    held = [(name, data) for name, data in asked.named_files if len(data) <= LARGEST_UPLOAD]
    left = [name for name, data in asked.named_files if len(data) > LARGEST_UPLOAD]
    by_digest = {hashlib.sha256(data).hexdigest(): data for _, data in held}
    reference = asked.given.get("reference") or None
    ids = []
    for one in dtmforms.read_returns(held):
        its = [one.read.sha256, *(part.sha256 for part in one.read.parts)]
        sent_files = {digest: by_digest[digest] for digest in its if digest in by_digest}
        sent = SentFile(sent_files, one.read, reference, one.name)
        ids.append(asked.page.inbox.put(sent))
    if left:
        return _page(asked, [on_page("file_too_large", files=left)])
    return asked.go(f"{_PLACE}/{ids[0]}" if len(ids) == 1 else _PLACE)


def _page(asked: PageRequest, problems: list[str] | None = None) -> Answer:
    return asked.show(
        "returns.html",
        422 if problems else 200,
        references=_references(asked),
        problems=problems or [],
        rows=[_row(asked, name, sent) for name, sent in asked.page.inbox.all()],
    )


def _row(asked: PageRequest, name: str, sent: SentFile) -> FileRow:
    place = f"{_PLACE}/{name}"
    read_off = asked.page.scans.read_off(sent.read.sha256)
    try:
        looked = asked.page.register.look_at_return(sent.read, reference=sent.reference, confirmed=read_off.values)
    except dtmforms.DtmformsError as error:
        return FileRow(place, sent.name, "stop", "held_back", " ".join(error.sentences(spoken())))
    reference = looked.reference or ""
    about = place_of(reference) if reference else ""
    if looked.is_known:
        return FileRow(place, sent.name, "good", "done", on_page("return_known"), reference, about)
    verdict = verdict_in(looked, scan_in(place, sent, looked, read_off))
    kind, state = _STATES.get(verdict, _TO_DECIDE)
    found = [one.says(spoken()) for one in looked.findings if one.severity == "error"]
    said = found[0] if verdict == "unreadable" and found else on_page(f"verdict_{verdict}")
    return FileRow(place, sent.name, kind, state, said, reference, about)


def _references(asked: PageRequest) -> list[str]:
    """Of the agreements that go on."""
    return sorted(one.reference for one in asked.page.standings.on(asked.today) if "ended" not in one.open)

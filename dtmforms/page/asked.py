"""What a browser asks of the page, and how it is answered: in the user's language."""

from __future__ import annotations

import datetime
import threading
import traceback
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias
from urllib.parse import quote, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import Message, Receive

import dtmforms
from dtmforms.language import LANGUAGES
from dtmforms.language.listener import speak_on_page
from dtmforms.language.spoken import on_page, say, spoken
from dtmforms.page.inbox import Inbox
from dtmforms.page.kept_drafts import Drafts
from dtmforms.page.kept_papers import SavedPapers
from dtmforms.page.kept_scans import Scans
from dtmforms.page.keys import Keys, same
from dtmforms.page.life import Life
from dtmforms.page.rendering import render
from dtmforms.page.runs import Runs
from dtmforms.page.standings import Standings

LANGUAGE_COOKIE = "dtmforms_language"
LARGEST_FORM = 64 * 1024
"""In bytes: no form of the page holds more, but for a file, and for a step of a record."""
LARGEST_UPLOAD = 30 * 1024 * 1024
"""Of a file, in bytes, as on the command line."""


@dataclass(frozen=True, slots=True)
class UploadLimits:
    """How much a form may hold: bytes, fields, files."""

    size: int = LARGEST_FORM
    fields: int = 100
    files: int = 0


FORM, FORM_WITH_FILE = UploadLimits(), UploadLimits(LARGEST_FORM + LARGEST_UPLOAD, files=1)
LARGEST_UPLOADS = 4 * LARGEST_UPLOAD
"""Of all returned files that are sent at once, in bytes."""
RETURNED_FILES = UploadLimits(LARGEST_FORM + LARGEST_UPLOADS, files=40)
STEP_OF_RECORD = UploadLimits(1024 * 1024, 1500)
"""The most areas that a record can have are fewer fields, and a file of a record is smaller."""
_PLAIN, _WITH_FILE = "application/x-www-form-urlencoded", "multipart/form-data"
NO_REGISTER = ("no_register", "register_missing")
UNKNOWN = ("unknown_agreement", "unknown_agreement_but_near")
_HOME = "/agreements"
_PLACES = (_HOME, "/drafts", "/many", "/returns", "/settings")


@dataclass(slots=True)
class Session:
    """What is remembered until the page ends, in memory alone: the role that recorded last, which is never a name or an
    address, for the register has taken it (rule D1); and what was found of the last act, to be told once on the page of
    its agreement."""

    role: str = ""
    found: tuple[str, tuple[dtmforms.Finding, ...]] = ("", ())

    def recorded(self, act: dtmforms.Act, role: str) -> None:
        self.role = role
        self.found = (act.reference, (*act.findings, *(note for _, note in act.notes)))

    def to_tell(self, reference: str) -> tuple[dtmforms.Finding, ...]:
        """What was found of the last act, if it was one of this agreement, once."""
        about, found = self.found
        if about != reference:
            return ()
        self.found = ("", ())
        return found


@dataclass(frozen=True, slots=True)
class Page:
    """One start of the page; `language` is spoken to a browser that asks for none of ours, `trust` is the place of the
    mission's file of certificates."""

    register: dtmforms.Register
    standings: Standings
    inbox: Inbox
    drafts: Drafts
    scans: Scans
    papers: SavedPapers
    keys: Keys
    life: Life
    language: str
    trust: str | None = None
    session: Session = field(default_factory=Session)
    runs: Runs = field(default_factory=Runs)
    deciding: threading.Lock = field(default_factory=threading.Lock)

    def known(self) -> dtmforms.TrustFile | None:
        """The certificates that the mission knows, as its file has them now; `None` where none is named. Raises
        `FileError` and `RecordError`."""
        return dtmforms.read_trust(self.trust) if self.trust else None


@dataclass(frozen=True, slots=True)
class PageRequest:
    """A request: the `place` that a browser shows and can come back to, what stands in its address and its form, and
    the day on which it is asked."""

    page: Page
    place: str
    given: Mapping[str, str]
    posted: bool = False
    files: Mapping[str, bytes] = field(default_factory=dict)
    named_files: Sequence[tuple[str, bytes]] = ()
    """All of them, each under the name that it has on the user's disk, which stands in no address and no log."""
    known: bool = True
    """Whether it came with the cookie; without it, only the pages at the door are shown."""
    today: datetime.date = field(default_factory=datetime.date.today)

    def show(self, template: str, status: int = 200, **values: object) -> Response:
        """A page of its template."""
        around = {"key": self.page.keys.form, "place": self.place, "known": self.known, "today": self.today}
        return HTMLResponse(render(template, **around, **values), status)

    def refuse(self, status: int, *sentences: str) -> Response:
        """The page that says why something was not done."""
        return self.show("refused.html", status, sentences=sentences)

    def send(self, data: bytes, name: str) -> Response:
        """A file to save; no browser shows it."""
        headers = {"content-disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
        return Response(data, media_type="application/octet-stream", headers=headers)

    def draw(self, png: bytes) -> Response:
        """A picture, which a browser shows."""
        return Response(png, media_type="image/png")

    def go(self, place: str) -> Response:
        return RedirectResponse(place, 303)


Answer: TypeAlias = Response


class TooLargeError(Exception):
    """A body is larger than the form that it is sent to."""


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of a form that are text, and its files; each once. And all files by their own names."""

    fields: dict[str, str] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    named: list[tuple[str, bytes]] = field(default_factory=list)


View: TypeAlias = Callable[[PageRequest], Answer]


def one_at_a_time(view: View) -> View:
    """A view that records what was looked at: of two that are sent at once, the second one sees what the first did."""

    def alone(asked: PageRequest) -> Answer:
        with asked.page.deciding:
            return view(asked)

    return alone


def answering(page: Page, view: View, limits: UploadLimits = FORM) -> Callable[[Request], Awaitable[Response]]:
    """What Starlette calls for a request: the view, in a thread, in the user's language. A form without the page's own
    key changes nothing."""

    async def answer(request: Request) -> Response:
        form = None
        if request.method == "POST":
            try:
                form = await _form(request, limits)
            except TooLargeError:
                return await run_in_threadpool(_answered, page, _too_large, request, None)
        ours = form is None or same(form.fields.pop("key", ""), page.keys.form)
        return await run_in_threadpool(_answered, page, view if ours else _not_ours, request, form)

    return answer


async def _form(request: Request, limits: UploadLimits) -> Form:
    """What a form holds; nothing of one that is written in another way. Raises `TooLargeError`."""
    bounded = Request(request.scope, _bounded(request.receive, limits.size))
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in ((_PLAIN, _WITH_FILE) if limits.files else (_PLAIN,)):
        await bounded.body()
        return Form()
    found = Form()
    try:
        async with bounded.form(max_files=limits.files, max_fields=limits.fields) as form:
            for name, value in form.multi_items():
                if isinstance(value, str):
                    found.fields[name] = value
                elif data := await value.read():
                    found.files[name] = data
                    found.named.append((value.filename or "", data))
    except HTTPException:  # more fields than that, or none that could be read
        raise TooLargeError from None
    return found


def _bounded(receive: Receive, most: int) -> Receive:
    """What is received, as far as it goes. Raises `TooLargeError` where it is more than so many bytes."""
    size = 0

    async def receive_bounded() -> Message:
        nonlocal size
        message = await receive()
        size += len(message.get("body", b""))
        if size > most:
            raise TooLargeError
        return message

    return receive_bounded


def _answered(page: Page, view: View, request: Request, form: Form | None) -> Response:
    """The answer of a view, or the page that says why there is none, without what a fault may hold of contact data."""
    dtmforms.speak(_language(request, page.language))
    speak_on_page()
    posted, held = form is not None, form or Form()
    query = f"?{request.url.query}" if request.url.query else ""
    place = _HOME if posted else f"{request.url.path}{query}"
    given = {**request.query_params, **held.fields, **request.path_params}
    asked = PageRequest(page, place, given, posted, held.files, held.named, request.url.path != "/used")
    try:
        return view(asked)
    except dtmforms.DtmformsError as error:
        return asked.refuse(404 if error.code in UNKNOWN else 422, *error.sentences(spoken()))
    except Exception as error:  # noqa: BLE001 - the last resort, without the message, which may hold contact data
        frame = traceback.extract_tb(error.__traceback__)[-1]
        at = f"{Path(frame.filename).name}:{frame.lineno}"
        return asked.refuse(500, say("program_has_a_fault", fault=type(error).__name__, place=at))


def _too_large(asked: PageRequest) -> Response:
    return asked.refuse(413, on_page("too_large"))


def _not_ours(asked: PageRequest) -> Response:
    return asked.refuse(403, on_page("form_not_ours"))


def _language(request: Request, default: str) -> str:
    """The language that was chosen on the page, else what the browser likes best of ours, else the program's."""
    chosen = request.cookies.get(LANGUAGE_COOKIE, "")
    liked = (part.partition(";")[0] for part in request.headers.get("accept-language", "").split(","))
    tags = (tag.strip().lower().partition("-")[0] for tag in (chosen, *liked))
    return next((tag for tag in tags if tag in LANGUAGES), default)


def local(place: str) -> str:
    """A place of this page; the first page for whatever is none."""
    parts = urlsplit(place)
    is_ours = not parts.scheme and not parts.netloc and parts.path.startswith(_PLACES) and "\\" not in place
    return place if is_ours and place.isprintable() else _HOME

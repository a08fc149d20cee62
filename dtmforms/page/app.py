"""The addresses of the page, and what answers each."""

from __future__ import annotations

from functools import partial
from importlib import resources

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartParser
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

import dtmforms
from dtmforms.language.spoken import on_page
from dtmforms.page import (
    acts,
    agreement,
    agreements,
    drafts,
    duty,
    many,
    record,
    returns,
    returns_list,
    review,
    scan,
    settings,
)
from dtmforms.page.asked import (
    FORM_WITH_FILE,
    LARGEST_UPLOADS,
    RETURNED_FILES,
    STEP_OF_RECORD,
    Page,
    PageRequest,
    View,
    answering,
    one_at_a_time,
)
from dtmforms.page.inbox import Inbox
from dtmforms.page.kept_drafts import Drafts
from dtmforms.page.kept_papers import SavedPapers
from dtmforms.page.kept_scans import Scans
from dtmforms.page.keys import Keys
from dtmforms.page.life import Life
from dtmforms.page.standings import Standings

MultiPartParser.spool_max_size = LARGEST_UPLOADS  # a file that is sent is in no other file
_STATIC = {"page.css": "text/css", "page.js": "text/javascript", "icon.svg": "image/svg+xml"}


def _close(asked: PageRequest) -> Response:
    asked.page.runs.stop()
    asked.page.life.close()
    return asked.show("closed.html")


def _nothing_there(asked: PageRequest) -> Response:
    return asked.refuse(404, on_page("no_such_page"))


def _static(name: str, _: Request) -> Response:
    data = resources.files("dtmforms.page").joinpath("static", name).read_bytes()
    return Response(data, media_type=_STATIC[name])


_SHOWN: dict[str, View] = {
    "/": lambda asked: asked.go("/agreements"),
    "/used": lambda asked: asked.show("used.html", 403),
    "/agreements": agreements.show,
    "/agreements/{reference}": agreement.show,
    "/agreements/{reference}/duties/{duty}": duty.show,
    "/agreements/{reference}/acts/{act}": acts.show,
    "/drafts": drafts.show,
    "/drafts/{id}/remove": drafts.ask_remove,
    "/drafts/{id}/review": review.show,
    "/drafts/{id}/{step}": record.show,
    "/returns": returns_list.show,
    "/returns/{id}": returns.look,
    "/returns/{id}/pages/{page}": returns.picture,
    "/returns/{id}/scan": scan.show,
    "/returns/{id}/scan/{field}": scan.ask,
    "/returns/{id}/scan/{field}/picture": scan.picture,
    "/many": many.show,
    "/settings": settings.show,
}
_DONE: dict[str, View] = {
    "/agreements/find": agreements.show,
    "/agreements/{reference}/papers": agreement.papers,
    "/agreements/{reference}/revise": drafts.revise,
    "/agreements/{reference}/reassess": drafts.reassess,
    "/drafts/new": drafts.begin,
    "/drafts/workbook": drafts.empty_workbook,
    "/drafts/{id}/remove": drafts.remove,
    "/drafts/{id}/review": one_at_a_time(review.do),
    "/drafts/{id}/workbook": review.workbook,
    "/returns/{id}/accept": one_at_a_time(returns.accept),
    "/returns/{id}/leave": returns.leave,
    "/returns/{id}/reject": one_at_a_time(returns.reject),
    "/returns/{id}/scan/{field}": scan.confirm,
    "/many/documents": many.documents,
    "/many/report": many.report,
    "/many/returns": many.returns,
    "/many/stop": many.stop,
    "/settings": settings.save,
    "/settings/sheet": settings.sheet,
    "/language": settings.choose_language,
    "/close": _close,
}
_DONE_WITH_FILE: dict[str, View] = {
    "/agreements/{reference}/duties/{duty}": one_at_a_time(duty.record),
    "/agreements/{reference}/acts/{act}": one_at_a_time(acts.record),
    "/drafts": drafts.take,
}


def app(register: str, keys: Keys, life: Life, language: str, records: str, trust: str | None = None) -> Starlette:
    """The page of a register, as an application of ASGI that stands behind a guard. `language` is spoken to a browser
    that asks for none of ours; the drafts lie in the folder `records`, the mission's certificates at `trust`."""
    kept_at = dtmforms.Register(register)
    kept = Drafts(records), Scans(records), SavedPapers(records)
    page = Page(kept_at, Standings(kept_at), Inbox(), *kept, keys, life, language, trust)
    nothing_there = answering(page, _nothing_there)

    async def not_found(request: Request, _: Exception) -> Response:
        return await nothing_there(request)

    return Starlette(
        routes=[
            *(Route(f"/{name}", partial(_static, name)) for name in _STATIC),
            *(Route(path, answering(page, view), methods=["POST"]) for path, view in _DONE.items()),
            *(
                Route(path, answering(page, view, FORM_WITH_FILE), methods=["POST"])
                for path, view in _DONE_WITH_FILE.items()
            ),
            Route("/returns", answering(page, returns_list.take, RETURNED_FILES), methods=["POST"]),
            Route("/drafts/{id}/{step}", answering(page, record.save, STEP_OF_RECORD), methods=["POST"]),
            *(Route(path, answering(page, view), methods=["GET"]) for path, view in _SHOWN.items()),
        ],
        exception_handlers={HTTPException: not_found},
    )

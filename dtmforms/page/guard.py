"""What reaches the page at all: requests of a browser on this computer, which was given its cookie, from the page's own
pages. Whatever else comes is refused before anything looks at it, and every answer says what a browser may do with it.

Deny by default: a request passes where all of it is as it should be, and nothing is known of it elsewhere.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs

from dtmforms.page.keys import Keys, answer_to, same
from dtmforms.page.life import Life

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

ADDRESS = "127.0.0.1"
OPEN_TO_ALL = ("/page.css", "/page.js", "/icon.svg", "/used")
"""What is shown without a cookie: the looks and the script, and the page that says how to get in."""
REFUSED = "/used"
_METHODS = ("GET", "HEAD", "POST")
_OUR_SITES = (b"same-origin", b"none")
HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
"""Of every answer. `no-referrer` would have Chromium send `Origin: null` with our own forms."""


def cookie_name(port: int) -> str:
    """Cookies are shared by all ports of a computer: each page has one of its own."""
    return f"dtmforms_{port}"


class Guard:
    def __init__(self, app: App, keys: Keys, port: int, life: Life) -> None:
        self._app, self._keys, self._life = app, keys, life
        self._host = f"{ADDRESS}:{port}".encode()
        self._origin = b"http://" + self._host
        self._cookie = cookie_name(port)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            if scope["type"] == "websocket":
                await send({"type": "websocket.close", "code": 1008})
            return
        safely = _with_headers(send)
        if refused := self._refusal(scope):
            await _answer(safely, refused)
        elif scope["path"] == "/alive" and not self._life.is_closed:
            await _answer(safely, 200, body=answer_to(self._keys.secret, _asked(scope, "challenge")))
        elif scope["path"] == "/" and scope["method"] == "GET" and self._keys.spend(_asked(scope, "token")):
            self._life.used()
            cookie = f"{self._cookie}={self._keys.cookie}; Path=/; HttpOnly; SameSite=Strict"
            await _answer(safely, 303, {"location": "/agreements", "set-cookie": cookie})
        elif scope["path"] in OPEN_TO_ALL:
            await self._app(scope, receive, safely)
        elif not self._knows(scope):
            await self._app(dict(scope) | {"path": REFUSED, "method": "GET"}, receive, safely)
        else:
            self._life.used()
            await self._app(scope, receive, safely)

    def _refusal(self, scope: Scope) -> int:
        """The status with which a request is refused that is not of a browser on this computer that shows this page; 0
        where it is."""
        method, sites = scope["method"], _headers(scope, b"sec-fetch-site")
        client, origins = scope.get("client") or ("",), _headers(scope, b"origin")
        if client[0] != ADDRESS:
            return 403
        if _headers(scope, b"host") != [self._host]:
            return 400
        if method not in _METHODS:
            return 405
        if any(origin != self._origin for origin in origins) or (method == "POST" and not origins):
            return 403
        return 403 if any(site not in _OUR_SITES for site in sites) else 0

    def _knows(self, scope: Scope) -> bool:
        """Whether a request has the cookie of this start."""
        found = [_cookie_in(value, self._cookie) for value in _headers(scope, b"cookie")]
        given = [value for value in found if value is not None]
        return len(given) == 1 and same(given[0], self._keys.cookie)


def _headers(scope: Scope, name: bytes) -> list[bytes]:
    return [value for key, value in scope["headers"] if key.lower() == name]


def _cookie_in(header: bytes, name: str) -> str | None:
    try:
        found = SimpleCookie(header.decode("latin-1")).get(name)
    except CookieError:
        return None
    return found.value if found else None


def _asked(scope: Scope, name: str) -> str:
    """What an address asks under a name; empty where it does not, or does so twice."""
    found = parse_qs(scope["query_string"].decode("latin-1")).get(name, [])
    return found[0] if len(found) == 1 else ""


def _with_headers(send: Send) -> Send:
    ours = [(name.encode(), value.encode()) for name, value in HEADERS.items()]

    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            theirs = [(name, value) for name, value in message.get("headers", []) if name.decode() not in HEADERS]
            message = {**message, "headers": [*theirs, *ours]}
        await send(message)

    return send_with_headers


async def _answer(send: Send, status: int, headers: dict[str, str] | None = None, body: str = "") -> None:
    told = {"content-type": "text/plain; charset=utf-8", "content-length": str(len(body))} | (headers or {})
    start = {"type": "http.response.start", "status": status}
    await send(start | {"headers": [(name.encode(), value.encode()) for name, value in told.items()]})
    await send({"type": "http.response.body", "body": body.encode()})

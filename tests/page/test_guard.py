"""Nothing reaches the page but a browser on this computer that was given its cookie, from the page's own pages."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pages import ORIGIN, PORT, Opened, register_with
from starlette.routing import Route

from dtmforms.page.asked import LARGEST_FORM
from dtmforms.page.guard import HEADERS, cookie_name
from dtmforms.page.keys import new_secret, new_token

OURS = {"host": f"127.0.0.1:{PORT}"}
FOREIGN_HOSTS = (
    "evil.example",
    f"evil.example:{PORT}",
    f"localhost:{PORT}",
    "127.0.0.1",
    f"127.0.0.1:{PORT + 1}",
    f"127.0.0.1:{PORT}.evil.example",
    f"[::1]:{PORT}",
    "",
)
FOREIGN_ORIGINS = (
    "null",
    "http://evil.example",
    f"https://127.0.0.1:{PORT}",
    f"http://localhost:{PORT}",
    f"http://127.0.0.1:{PORT + 1}",
    f"{ORIGIN}/",
    f"{ORIGIN}.evil.example",
    "",
)


@pytest.fixture
def opened(tmp_path: Path) -> Opened:
    return Opened(register_with(tmp_path, "en"))


def refusals() -> Iterator[tuple[str, str, dict[str, str], int]]:
    """A request that has the cookie and, where it posts, the key of the form: its method, its place, the headers in
    which it is another one's, and the status that it gets."""
    for method, place in (
        ("GET", "/agreements"),
        ("POST", "/agreements/find"),
        ("GET", "/page.css"),
        ("GET", "/page.js"),
        ("GET", "/alive"),
    ):
        own = {"origin": ORIGIN} if method == "POST" else {}
        for host in FOREIGN_HOSTS:
            yield method, place, own | {"host": host}, 400
        for origin in FOREIGN_ORIGINS:
            yield method, place, {"origin": origin}, 403
        for site in ("cross-site", "same-site", "other"):
            yield method, place, own | {"sec-fetch-site": site}, 403
    yield "POST", "/agreements/find", {}, 403
    yield "POST", "/close", {}, 403
    for method in ("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT"):
        yield method, "/agreements", {"origin": ORIGIN}, 405


@pytest.mark.parametrize(("method", "place", "headers", "status"), [*refusals()])
def test_a_request_of_another_kind_is_refused(
    opened: Opened, method: str, place: str, headers: dict[str, str], status: int
) -> None:
    fields = {"data": {"key": opened.keys.form}} if method == "POST" else {}
    answer = opened.browser.request(method, place, headers=headers, **fields)  # type: ignore[arg-type]
    assert (answer.status_code, answer.text) == (status, "")


@pytest.mark.parametrize(
    ("method", "place", "headers", "status"),
    [
        ("GET", "/agreements", {}, 200),
        ("GET", "/agreements", {"origin": ORIGIN, "sec-fetch-site": "same-origin"}, 200),
        ("HEAD", "/agreements", {"sec-fetch-site": "none"}, 200),
        ("POST", "/agreements/find", {"origin": ORIGIN}, 200),
        ("GET", "/", {}, 303),
        ("GET", "/page.css", {}, 200),
        ("GET", "/page.js", {}, 200),
        ("GET", "/nothing", {}, 404),
        ("GET", "/agreements/NOBODY", {}, 404),
        ("GET", "/agreements/find", {}, 404),
        ("GET", "/close", {}, 404),
        ("POST", "/agreements", {"origin": ORIGIN}, 404),
        ("POST", "/nothing", {"origin": ORIGIN}, 404),
    ],
)
def test_a_request_of_ours_is_answered(
    opened: Opened, method: str, place: str, headers: dict[str, str], status: int
) -> None:
    fields = {"data": {"key": opened.keys.form}} if method == "POST" else {}
    answer = opened.browser.request(method, place, headers=headers, **fields)  # type: ignore[arg-type]
    assert answer.status_code == status


def test_two_hosts_are_refused(opened: Opened) -> None:
    answer = opened.browser.get("/agreements", headers=[("host", OURS["host"]), ("host", "evil.example")])
    assert answer.status_code == 400


@pytest.mark.parametrize("client", ["192.168.1.7", "::1", "127.0.0.2", ""])
def test_another_computer_is_refused(opened: Opened, client: str) -> None:
    stranger = opened.stranger(client)
    stranger.cookies.set(cookie_name(PORT), opened.keys.cookie)
    assert stranger.get("/agreements").status_code == 403
    assert stranger.get("/", params={"token": opened.token()}).status_code == 403


# Token and cookie


def test_a_token_gives_a_strict_cookie_and_a_clean_address_once(opened: Opened) -> None:
    token, browser = opened.token(), opened.stranger()
    answer = browser.get("/", params={"token": token})
    assert (answer.status_code, answer.headers["location"]) == (303, "/agreements")
    assert answer.headers["set-cookie"].split("; ")[1:] == ["Path=/", "HttpOnly", "SameSite=Strict"]
    assert browser.get("/agreements").status_code == 200
    again = opened.stranger()
    used = again.get("/", params={"token": token})
    assert (used.status_code, "set-cookie" in used.headers) == (403, False)
    assert "This address has been used" in used.text
    assert again.get("/agreements").status_code == 403


def test_a_token_is_not_spent_by_whoever_only_looks(opened: Opened) -> None:
    token = opened.token()
    assert opened.stranger().head("/", params={"token": token}).status_code == 403
    assert opened.stranger().get("/agreements", params={"token": token}).status_code == 403
    assert opened.stranger().get("/", params={"token": token}).status_code == 303


@pytest.mark.parametrize(
    "token",
    [
        *("", "x", ".", "é.é", "a.b"),
        pytest.param(new_token(new_secret()), id="of another secret"),
        pytest.param("0" * 5_000, id="5,000 digits"),
    ],
)
def test_a_token_of_another_start_opens_nothing(opened: Opened, token: str) -> None:
    answer = opened.stranger().get("/", params={"token": token})
    assert (answer.status_code, "set-cookie" in answer.headers) == (403, False)


def test_two_tokens_in_one_address_open_nothing(opened: Opened) -> None:
    answer = opened.stranger().get(f"/?token={opened.token()}&token={opened.token()}")
    assert answer.status_code == 403


@pytest.mark.parametrize("place", ["/", "/agreements", "/agreements/MOZ-CD-HCT-CP", "/nothing"])
@pytest.mark.parametrize("kind", ["none", "empty", "another", "of another port", "broken", "two"])
def test_without_the_cookie_only_the_way_in_is_told(opened: Opened, kind: str, place: str) -> None:
    name, ours = cookie_name(PORT), opened.keys.cookie
    cookies = {
        "none": [],
        "empty": [f"{name}="],
        "another": [f"{name}={new_secret()}"],
        "of another port": [f"{cookie_name(PORT + 1)}={ours}"],
        "broken": [f"{name}={ours[:-1]}", 'x="'],
        "two": [f"{name}={ours}", f"{name}={ours}"],
    }[kind]
    answer = opened.stranger().get(place, headers=[("cookie", cookie) for cookie in cookies])
    assert answer.status_code == 403
    assert "This address has been used" in answer.text
    assert opened.keys.form not in answer.text


def test_without_the_cookie_nothing_is_done(opened: Opened) -> None:
    answer = opened.stranger().post("/close", data={"key": opened.keys.form}, headers={"origin": ORIGIN})
    assert answer.status_code == 403
    assert not opened.life.is_closed


# Forms


def posting(opened: Opened) -> list[str]:
    routes = opened.guarded._app.routes
    return [route.path for route in routes if isinstance(route, Route) and "POST" in (route.methods or ())]


def test_every_form_bears_the_key_of_the_page(opened: Opened) -> None:
    places = [place.replace("{reference}", "MOZ-CD-HCT-CP") for place in posting(opened)]
    assert len(places) > 3
    for place in places:
        for key in ({}, {"key": ""}, {"key": "é"}, {"key": new_secret()}, {"key": opened.keys.cookie}):
            answer = opened.browser.post(place, data=key, headers={"origin": ORIGIN})
            assert (answer.status_code, "set-cookie" in answer.headers) == (403, False), place
            assert "Nothing was recorded" in answer.text
        answer = opened.browser.post(place, params={"key": opened.keys.form}, headers={"origin": ORIGIN})
        assert answer.status_code == 403, "a key in an address"
    assert not opened.life.is_closed


@pytest.mark.parametrize("kind", ["text/plain", "application/json", "multipart/form-data; boundary=x", ""])
def test_a_form_written_in_another_way_is_none(opened: Opened, kind: str) -> None:
    body = f"key={opened.keys.form}"
    answer = opened.browser.post("/close", content=body, headers={"origin": ORIGIN, "content-type": kind})
    assert answer.status_code == 403


def test_a_body_is_bounded(opened: Opened) -> None:
    fits = {"partner": "x" * (LARGEST_FORM - 200)}
    assert opened.post("/agreements/find", **fits).status_code == 200
    answer = opened.post("/agreements/find", partner="x" * LARGEST_FORM)
    assert (answer.status_code, "More was sent" in answer.text) == (413, True)
    many = opened.post("/agreements/find", **{f"field{number}": "" for number in range(200)})
    assert many.status_code == 413


# Every answer


@pytest.mark.parametrize("place", ["/", "/agreements", "/nothing", "/page.css", "/page.js", "/used", "/alive"])
@pytest.mark.parametrize("headers", [{}, {"host": "evil.example"}])
def test_every_answer_says_what_a_browser_may_do(opened: Opened, place: str, headers: dict[str, str]) -> None:
    answer = opened.browser.get(place, headers=headers)
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    policy = HEADERS["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy


def test_a_websocket_is_closed(opened: Opened) -> None:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {"type": "websocket.connect"}

    asyncio.run(opened.guarded({"type": "websocket", "headers": []}, receive, send))
    assert [message["type"] for message in sent] == ["websocket.close"]


def test_a_fault_tells_nothing_of_what_it_was_about(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("Grace Obi")

    monkeypatch.setattr("dtmforms.Register.overview", fail)
    answer = opened.browser.get("/agreements")
    assert answer.status_code == 500
    assert "RuntimeError in " in answer.text
    assert "Grace" not in answer.text


# How long it lives


def test_it_ends_when_nobody_has_used_it_for_hours(tmp_path: Path) -> None:
    from dtmforms.page.life import IDLE_SECONDS, Life

    now = [0.0]
    opened = Opened(register_with(tmp_path, "en"), life=Life(lambda: now[0]))
    now[0] = IDLE_SECONDS - 1
    assert opened.stranger().get("/agreements").status_code == 403, "which is no use"
    now[0] = IDLE_SECONDS + 1
    assert opened.life.is_over()
    now[0] = IDLE_SECONDS - 1
    opened.get("/agreements")
    now[0] = IDLE_SECONDS + 1
    assert not opened.life.is_over()


def test_it_is_closed_from_the_page_as_soon_as_that_is_shown(tmp_path: Path) -> None:
    from dtmforms.page.life import LAST_SECONDS, Life

    now = [0.0]
    opened = Opened(register_with(tmp_path, "en"), life=Life(lambda: now[0]))
    answer = opened.post("/close")
    assert (answer.status_code, "Everything is saved" in answer.text) == (200, True)
    assert not opened.life.is_over()
    assert opened.browser.get("/page.css").status_code == 200, "the last page has its looks"
    assert opened.stranger().get("/alive").status_code == 403, "and no other start is led here"
    now[0] = LAST_SECONDS + 1
    assert opened.life.is_over()

"""The program that serves the page: on this computer alone, once for a register, until it is ended."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from conftest import ROOT
from pages import register_with

from dtmforms.cli.main import run
from dtmforms.page.guard import ADDRESS
from dtmforms.page.keys import new_secret
from dtmforms.page.running import Running

Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a register, and a home of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "home"))
    register_with(tmp_path, "en")
    return tmp_path


@pytest.fixture
def start(office: Path) -> Iterator[Start]:
    begun: list[subprocess.Popen[str]] = []

    def started(*options: str, register: str = "register.sqlite3") -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "dtmforms", "serve", "--register", register, "--no-browser", *options]
        environment = os.environ | {"PYTHONPATH": str(ROOT)}
        begun.append(
            subprocess.Popen(
                command, cwd=office, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
            )
        )
        return begun[-1]

    yield started
    for one in begun:
        one.kill()
        one.communicate()


def address_of(page: subprocess.Popen[str]) -> str:
    assert page.stdout
    return page.stdout.readline().strip()


def ask(address: str, method: str = "GET", body: str = "", **headers: str) -> http.client.HTTPResponse:
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=10)
    connection.request(method, f"{parts.path}?{parts.query}", body, {"Connection": "close"} | headers)
    answer = connection.getresponse()
    answer.text = answer.read().decode()  # type: ignore[attr-defined]
    connection.close()
    return answer


def cookie_of(address: str) -> str:
    answer = ask(address)
    assert answer.status == 303
    return str(answer.getheader("set-cookie")).partition(";")[0]


def close(address: str) -> None:
    parts, cookie = urlsplit(address), cookie_of(address)
    origin = f"http://{parts.netloc}"
    html = ask(f"{origin}/agreements", Cookie=cookie).text  # type: ignore[attr-defined]
    key = html.partition('name="key" value="')[2].partition('"')[0]
    kind = "application/x-www-form-urlencoded"
    answer = ask(f"{origin}/close", "POST", f"key={key}", Cookie=cookie, Origin=origin, **{"Content-Type": kind})
    assert answer.status == 200


def test_it_prints_one_line_the_address_and_ends_when_it_is_closed(start: Start, office: Path) -> None:
    page = start()
    address = address_of(page)
    parts = urlsplit(address)
    assert (parts.scheme, parts.hostname, parts.path) == ("http", ADDRESS, "/")
    assert parts.query.startswith("token=")
    close(address)
    out, err = page.communicate(timeout=20)
    assert (page.returncode, out, err) == (0, "", "")
    assert list((office / "home").rglob("*.json")) == []


def test_it_answers_in_json_too(start: Start) -> None:
    page = start("--json")
    answer = json.loads(address_of(page))
    assert answer["schema"] == "dtmforms/page/1"
    assert cookie_of(answer["address"])


def test_it_listens_on_this_computer_only(start: Start) -> None:
    port = urlsplit(address_of(start())).port
    for other in {"127.0.0.2", socket.gethostbyname(socket.gethostname())} - {ADDRESS}:
        with socket.socket() as somebody:
            somebody.settimeout(2)
            assert somebody.connect_ex((other, port)), other
    with socket.socket() as somebody:
        assert somebody.connect_ex((ADDRESS, port)) == 0


def test_a_second_start_on_a_register_finds_the_first(start: Start, office: Path) -> None:
    first = address_of(start())
    again = start(register=str(office / "." / "register.sqlite3"))
    out, err = again.communicate(timeout=20)
    assert (again.returncode, err) == (0, "")
    assert urlsplit(out.strip()).port == urlsplit(first).port
    assert out.strip() != first
    assert cookie_of(out.strip()) == cookie_of(first), "each address opens the one page"
    other = address_of(start(register="other.sqlite3"))
    assert urlsplit(other).port != urlsplit(first).port


@pytest.mark.skipif(sys.platform == "win32", reason="there are no signals of this kind on Windows")
@pytest.mark.parametrize(("by", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, -signal.SIGTERM)])
def test_it_is_interrupted_and_leaves_no_note(start: Start, office: Path, by: signal.Signals, code: int) -> None:
    page = start()
    cookie_of(address_of(page))
    assert len(list((office / "home").rglob("*.json"))) == 1
    page.send_signal(by)
    page.communicate(timeout=20)
    assert page.returncode == code
    assert list((office / "home").rglob("*.json")) == []


def test_what_a_killed_page_has_noted_misleads_nobody(start: Start) -> None:
    killed = start()
    first = address_of(killed)
    killed.kill()
    killed.wait()
    second = address_of(start())
    assert urlsplit(second).query != urlsplit(first).query
    assert cookie_of(second)


@pytest.mark.sampled("what takes seconds")
@pytest.mark.usefixtures("office")
def test_a_port_of_somebody_else_is_not_taken_for_the_page() -> None:
    """Another program that got the port of a page that was killed does not know the secret."""
    running = Running("register.sqlite3")
    with socket.create_server((ADDRESS, 0)) as somebody:
        running.begin(somebody.getsockname()[1], new_secret())
        began = time.monotonic()
        assert running.address() is None
        assert time.monotonic() - began < 5
    assert running.address() is None


@pytest.mark.parametrize("noted", [b"", b"{}", b"[]", b"null", b'{"port": "x", "secret": 1}', b"\xff"])
def test_a_note_that_is_none_is_passed_over(office: Path, noted: bytes) -> None:
    running = Running("register.sqlite3")
    running.begin(1, "x")
    [note] = (office / "home").rglob("*.json")
    note.write_bytes(noted)
    assert running.address() is None
    running.end("x")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_a_note_is_for_its_owner_alone(office: Path) -> None:
    Running("register.sqlite3").begin(1, "x")
    [note] = (office / "home").rglob("*.json")
    assert (note.stat().st_mode & 0o077, note.parent.stat().st_mode & 0o077) == (0, 0)


@pytest.mark.usefixtures("office")
def test_a_port_that_is_taken_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server((ADDRESS, 0)) as somebody:
        port = str(somebody.getsockname()[1])
        assert run(["serve", "--register", "register.sqlite3", "--no-browser", "--port", port]) == 6
    assert f"port {port} is not free" in capsys.readouterr().err


def test_a_command_that_is_not_serve_loads_nothing_of_it(office: Path) -> None:
    program = "import sys; from dtmforms.cli.main import run; run(sys.argv[1:]); print(*sys.modules)"
    command = [sys.executable, "-c", program, "register", "status", "--register", "register.sqlite3"]
    said = subprocess.run(
        command, cwd=office, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True
    )
    loaded = set(said.stdout.split())
    assert "dtmforms.register.overview" in loaded
    assert not {name for name in loaded if name.split(".")[0] in ("starlette", "uvicorn", "jinja2", "anyio")}
    assert "dtmforms.page" not in loaded

"""Whose clock says when a form was signed: the signer's computer, or a time stamp."""

from __future__ import annotations

import datetime
import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import tsp
from signed_files import IOM, clock, key, read, signed, trust_row, with_contents
from test_signed_forms import form

from dtmforms.cli.main import run
from dtmforms.signatures import time_stamp_server
from dtmforms.signatures.trust import TIME_STAMPS, PinnedCertificate, TrustFile, row_as_text
from dtmforms.signatures.verification import SignatureVerdict
from dtmforms.signatures.verify import verified

CLOCK = "Invented Clock"
Answer = Callable[[BaseHTTPRequestHandler, bytes], None]


# Signed with the help of a server


def stamped(request: bytes) -> bytes:
    return bytes(clock().request_tsa_response(tsp.TimeStampReq.load(request)).dump())


def answers(make: Callable[[bytes], bytes], status: int = 200, **headers: str) -> Answer:
    def answer(handler: BaseHTTPRequestHandler, request: bytes) -> None:
        made = make(request)
        handler.send_response(status)
        for name, value in ({"Content-Length": str(len(made))} | headers).items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(made)

    return answer


def of_something_else(request: bytes) -> bytes:
    other = tsp.TimeStampReq.load(request)
    other["message_imprint"]["hashed_message"] = bytes(32)
    return stamped(other.dump(force=True))


def of_another_question(request: bytes) -> bytes:
    other = tsp.TimeStampReq.load(request)
    other["nonce"] = 7
    return stamped(other.dump(force=True))


def refused(_: bytes) -> bytes:
    return bytes.fromhex("30053003020102")  # a response whose status is "rejection"


def falls_asleep(_: BaseHTTPRequestHandler, __: bytes) -> None:
    time.sleep(1)


HONEST = answers(stamped)


class Server(ThreadingHTTPServer):
    answer: Answer
    asked: list[bytes]

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/stamp?key=hunter2"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        request = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append(request)
        self.server.answer(self, request)

    def log_message(self, *_: Any) -> None: ...


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """On this computer alone."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with Server(("127.0.0.1", 0), Handler) as made:
        made.answer, made.asked = HONEST, []
        thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield made
        made.shutdown()
        thread.join()


@pytest.fixture(autouse=True)
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("form.pdf").write_bytes(form())
    Path("iom.p12").write_bytes(key("Ana Ruiz").as_p12())
    rows = [trust_row(key("Ana Ruiz"), "iom", "IOM")]
    Path("without.toml").write_text("\n".join(map(row_as_text, rows)), encoding="utf-8")
    rows.append(trust_row(key(CLOCK), "iom", "A time stamp service") | {"party": TIME_STAMPS})
    Path("with.toml").write_text("\n".join(map(row_as_text, rows)), encoding="utf-8")


COMMAND = ("sign", "form.pdf", "--as", "iom", "--p12", "iom.p12", "-o", "signed.pdf", "--timestamp")


def sign(address: str) -> int:
    return run([*COMMAND, address])


def test_a_time_stamp_counts_where_the_mission_knows_whose_it_is(
    server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sign(server.address) == 0
    found = {}
    for trust in ("with", "without"):
        capsys.readouterr()
        assert run(["verify", "signed.pdf", "--trust", f"{trust}.toml", "--json"]) == 7
        found[trust] = json.loads(capsys.readouterr().out)
    assert {answer["verdict"] for answer in found.values()} == {"incomplete"}
    [known], [unknown] = (found[trust]["signatures"] for trust in ("with", "without"))
    assert (known["time_from"], known["time_stamp"]["trusted"]) == ("time_stamp", "yes")
    assert known["time"] == known["time_stamp"]["time"]
    assert known["time_stamp"]["fingerprint"] == key(CLOCK).fingerprint
    assert (unknown["time_from"], unknown["time_stamp"]["trusted"]) == ("signer", "unknown")


def test_the_server_gets_a_digest_and_no_word_of_the_form(server: Server) -> None:
    assert sign(server.address) == 0
    assert server.asked
    assert all(len(request) < 100 for request in server.asked)


SILENT, NONE = "time_stamp_server_silent", "no_time_stamp"
USELESS: dict[str, tuple[Answer, str]] = {
    "falls asleep": (falls_asleep, SILENT),
    "fails": (answers(stamped, 500), SILENT),
    "leads elsewhere": (answers(stamped, 302, Location="/other"), SILENT),
    "rubbish": (answers(lambda _: b"<html>Welcome</html>"), NONE),
    "nothing": (answers(lambda _: b""), NONE),
    "refuses": (answers(refused), NONE),
    "half a time stamp": (answers(lambda asked: stamped(asked)[:300]), NONE),
    "more behind it": (answers(lambda asked: stamped(asked) + bytes(200_000)), NONE),
    "of something else": (answers(of_something_else), NONE),
    "of another question": (answers(of_another_question), NONE),
    "forged": (answers(lambda asked: stamped(asked)[:-1] + b"!"), NONE),
}


@pytest.mark.sampled("useless servers of time stamps")
@pytest.mark.parametrize("name", USELESS)
def test_without_a_time_stamp_nothing_is_signed(
    name: str, server: Server, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(time_stamp_server, "SECONDS", 0.3)
    server.answer, code = USELESS[name]
    assert run([*COMMAND, server.address, "--json"]) == 6
    said = capsys.readouterr()
    assert json.loads(said.out)["code"] == code
    assert "hunter2" not in said.out + said.err
    assert not Path("signed.pdf").exists()


def test_nor_where_nobody_answers(server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    server.server_close()
    assert run([*COMMAND, server.address]) == 6
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "hunter2" not in said


@pytest.mark.parametrize(
    "address", ["file:///etc/hosts", "ftp://host/", "host", "http://", "http://user:hunter2@host/", "http://host:port/"]
)
def test_an_address_is_one_of_the_web_without_a_password(address: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*COMMAND, address]) == 2
    assert "hunter2" not in capsys.readouterr().err
    assert not Path("signed.pdf").exists()


# Whoever has made it


def judged(data: bytes, *rows: PinnedCertificate) -> SignatureVerdict:
    trust = TrustFile([key("Ana Ruiz").pinned("iom", "IOM"), key("expired").pinned("iom", "IOM"), *rows])
    [found] = verified(read(data, trust), "signed.pdf", trust).signatures
    return found


def certified(by: str = CLOCK, name: str = "Ana Ruiz", day: datetime.datetime | None = None) -> bytes:
    return signed(form(), IOM, name, certify=True, clock=clock(by, day))


def pinned(name: str = CLOCK, **more: Any) -> PinnedCertificate:
    return key(name).pinned(TIME_STAMPS, "A time stamp service", **more)


TODAY = datetime.datetime.now(datetime.UTC)
LAST_YEAR = datetime.date(2020, 1, 1)
CLOCKS: dict[str, tuple[Callable[[], bytes], tuple[PinnedCertificate, ...], str, str]] = {
    "none": (lambda: signed(form(), IOM, "Ana Ruiz", certify=True), (), "", "clock_of_signer"),
    "known": (certified, (pinned(),), "yes", "clock_of_time_stamp"),
    "unknown": (certified, (), "unknown", "clock_of_unknown_time_stamp"),
    "known as somebody who signs": (certified, (key(CLOCK).pinned("iom"),), "unknown", "clock_of_unknown_time_stamp"),
    "of a known authority": (
        lambda: certified("of an authority of clocks"),
        (pinned("authority", subject="CN=A Clock"),),
        "yes",
        "clock_of_time_stamp",
    ),
    "of a known authority, by another name": (
        lambda: certified("of an authority of clocks"),
        (pinned("authority", subject="CN=Another Clock"),),
        "unknown",
        "clock_of_unknown_time_stamp",
    ),
    "not in use then": (certified, (pinned(ends=LAST_YEAR),), "no", "clock_of_no_good_time_stamp"),
    "not for time stamps": (lambda: certified("rsa"), (pinned("rsa"),), "no", "clock_of_no_good_time_stamp"),
    "not valid then": (
        lambda: certified(day=TODAY - datetime.timedelta(days=200)),
        (pinned(),),
        "no",
        "clock_of_no_good_time_stamp",
    ),
}


@pytest.mark.sampled("time stamps")
@pytest.mark.parametrize("name", CLOCKS)
def test_of_each_time_stamp_is_told_whether_it_counts_and_the_signature_is_judged_apart(name: str) -> None:
    make, rows, trusted, code = CLOCKS[name]
    found = judged(make(), *rows)
    told = found.by_clock()
    assert told
    assert (found.holds, found.clock.stamp, told.code) == (True, trusted, code)
    assert len({told.text(language) for language in ("en", "fr", "es", "ar")}) == 4


def test_a_certificate_is_looked_at_as_of_the_day_of_a_time_stamp_that_counts() -> None:
    data = certified(name="expired", day=TODAY - datetime.timedelta(days=10))
    assert judged(data).said.code == "certificate_expired"
    assert judged(data, pinned()).holds


def test_who_stamps_the_time_signs_for_nobody() -> None:
    trust = TrustFile([pinned()])
    [found] = verified(read(signed(form(), IOM, CLOCK, certify=True), trust), "signed.pdf", trust).signatures
    assert (found.trusted, found.said.code) == ("no", "certificate_of_others")


@pytest.mark.parametrize("place", [-1, -200])
def test_a_time_stamp_that_was_changed_is_something_that_nobody_signed(place: int) -> None:
    data = certified()

    def change(digits: bytes) -> bytes:
        end = len(digits.rstrip(b"0")) // 2 * 2
        at = end + 2 * place
        return digits[:at] + (b"00" if digits[at : at + 2] != b"00" else b"01") + digits[at + 2 :]

    found = judged(with_contents(data, change), pinned())
    assert not found.holds
    assert found.cannot_tell

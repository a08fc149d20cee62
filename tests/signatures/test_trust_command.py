"""`trust`: certificates are added as carefully as focal points, ended, and never deleted."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import pytest
from signed_files import key, trust_row
from test_signed_forms import both, organization

import dtmforms
from dtmforms.cli.main import run

CONFIRMED = ("--confirmed-by", "requesting_organization.secondary", "--channel", "telephone")


@pytest.fixture(autouse=True)
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DTMFORMS_TRUST", "trust.toml")
    for name, file in (("Ana Ruiz", "iom.pem"), ("Lena Ott", "partner.pem")):
        Path(file).write_text(str(trust_row(key(name), "iom", "IOM")["pem"]), encoding="ascii")
    Path("signed.pdf").write_bytes(both())


def add(file: str, party: str, name: str, *more: str) -> int:
    return run(
        ["trust", "add", file, "--party", party, "--organization", name, "--name", "An office", *CONFIRMED, *more]
    )


def end(name: str, day: datetime.date) -> int:
    return run(["trust", "end", key(name).fingerprint, "--on", day.isoformat()])


def verdict(capsys: pytest.CaptureFixture[str]) -> str:
    capsys.readouterr()
    run(["verify", "signed.pdf", "--json"])
    return str(json.loads(capsys.readouterr().out)["verdict"])


def test_who_signed_is_known_once_both_certificates_are_added(capsys: pytest.CaptureFixture[str]) -> None:
    assert add("iom.pem", "iom", "IOM") == 0
    assert verdict(capsys) == "holds_unknown"
    assert add("partner.pem", "requesting_organization", organization()) == 0
    assert verdict(capsys) == "holds"


def test_a_certificate_that_is_ended_stays_and_counts_for_what_was_signed_before(
    capsys: pytest.CaptureFixture[str],
) -> None:
    add("iom.pem", "iom", "IOM")
    add("partner.pem", "requesting_organization", organization())
    today = datetime.datetime.now(datetime.UTC).date()
    before = Path("trust.toml").read_text(encoding="utf-8").splitlines()
    assert end("Lena Ott", today + datetime.timedelta(days=1)) == 0
    after = Path("trust.toml").read_text(encoding="utf-8").splitlines()
    assert [line for line in after if not line.startswith("until")] == before
    assert verdict(capsys) == "holds"
    assert len(dtmforms.read_trust("trust.toml").rows) == 2


def test_one_that_was_ended_before_counts_no_longer(capsys: pytest.CaptureFixture[str]) -> None:
    add("iom.pem", "iom", "IOM")
    add("partner.pem", "requesting_organization", organization())
    end("Lena Ott", datetime.date(2026, 1, 1))
    assert verdict(capsys) == "partly"


def test_a_row_is_ended_once_and_the_right_one() -> None:
    add("iom.pem", "iom", "IOM")
    add("partner.pem", "requesting_organization", organization())
    assert end("Lena Ott", datetime.date(2027, 1, 1)) == 0
    assert [row.ends is None for row in dtmforms.read_trust("trust.toml").rows] == [True, False]
    assert end("Lena Ott", datetime.date(2027, 2, 1)) == 3
    assert end("Tom Fox", datetime.date(2027, 2, 1)) == 3


def test_a_certificate_is_added_once_and_again_after_its_end() -> None:
    assert add("iom.pem", "iom", "IOM") == 0
    written = Path("trust.toml").read_bytes()
    assert add("iom.pem", "iom", "IOM") == 3
    assert Path("trust.toml").read_bytes() == written
    assert end("Ana Ruiz", datetime.date(2026, 12, 1)) == 0
    assert add("iom.pem", "iom", "IOM", "--from", "2027-01-01") == 0
    assert [row.begins.year for row in dtmforms.read_trust("trust.toml").rows][1:] == [2027]


def test_what_somebody_wrote_into_the_file_stays() -> None:
    Path("trust.toml").write_text("# ours, asked on the telephone\n", encoding="utf-8")
    assert add("iom.pem", "iom", "IOM") == 0
    assert (
        Path("trust.toml").read_text(encoding="utf-8").startswith("# ours, asked on the telephone\n\n[[certificate]]")
    )


@pytest.mark.parametrize(
    "text", ["", "no certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"]
)
def test_what_is_no_certificate_is_not_added(text: str) -> None:
    Path("other.pem").write_text(text, encoding="utf-8")
    assert add("other.pem", "iom", "IOM") == 6
    assert not Path("trust.toml").exists()


def test_two_certificates_at_once_are_not_added() -> None:
    Path("two.pem").write_text(Path("iom.pem").read_text() + Path("partner.pem").read_text(), encoding="ascii")
    assert add("two.pem", "iom", "IOM") == 6


@pytest.mark.parametrize("missing", ["--confirmed-by", "--channel"])
def test_nobody_is_added_whom_nobody_confirmed(missing: str) -> None:
    confirmed = [*CONFIRMED[:2]] if missing == "--channel" else [*CONFIRMED[2:]]
    command = ["trust", "add", "iom.pem", "--party", "iom", "--organization", "IOM", "--name", "An office", *confirmed]
    assert run(command) == 2
    assert not Path("trust.toml").exists()


def test_the_list_tells_each_row(capsys: pytest.CaptureFixture[str]) -> None:
    add("iom.pem", "iom", "IOM")
    end("Ana Ruiz", datetime.date(2026, 12, 1))
    capsys.readouterr()
    assert run(["trust", "list", "--json"]) == 0
    [listed] = json.loads(capsys.readouterr().out)["certificates"]
    assert (listed["sha256"], listed["until"]) == (key("Ana Ruiz").fingerprint, "2026-12-01")
    assert run(["trust", "list"]) == 0
    assert key("Ana Ruiz").fingerprint in capsys.readouterr().out

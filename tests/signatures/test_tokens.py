"""A form signed with a key that stays on its token."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from signed_files import Key, key, trust_row
from test_signed_forms import form

from dtmforms.cli.main import run
from dtmforms.signatures.trust import row_as_text

pytestmark = pytest.mark.program("softhsm2-util")
MODULE = "/usr/lib/softhsm/libsofthsm2.so"
PIN = "2468"
TOKENS = {
    "RSA": ["rsa"],
    "EC": ["Ana Ruiz"],
    "a card of a state": ["to prove who it is", "rsa"],
    "two alike": ["rsa", "Ana Ruiz"],
    "empty": [],
}
"""The keys on each token."""
COMMAND = ("sign", "form.pdf", "--as", "iom", "--pkcs11", MODULE, "-o", "signed.pdf", "--token")


@pytest.fixture(scope="module", autouse=True)
def tokens(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """In software: SoftHSM looks for its file when it is loaded, which one process does once."""
    folder = tmp_path_factory.mktemp("tokens")
    (folder / "tokens").mkdir()
    (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder}/tokens\nlog.level = ERROR\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOFTHSM2_CONF", str(folder / "softhsm2.conf"))
        import pkcs11

        for label in TOKENS:
            made = ("--init-token", "--free", "--label", label, "--pin", PIN, "--so-pin", "1357")
            subprocess.run(["softhsm2-util", *made], check=True, capture_output=True)
        library = pkcs11.lib(MODULE)
        for label, names in TOKENS.items():
            with library.get_token(token_label=label).open(rw=True, user_pin=PIN) as session:
                for number, name in enumerate(names):
                    put(session, key(name) if name != "to prove who it is" else prover(), bytes([number]))
        yield


def prover() -> Key:
    return Key("Ana Ruiz", rsa_bits=2048, commits=False)


def put(session: Any, held: Key, identity: bytes) -> None:
    """A key and its certificate."""
    from pkcs11 import Attribute
    from pkcs11.util import ec, rsa, x509

    private = held.private.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    is_rsa = isinstance(held.private, RSAPrivateKey)
    attributes = rsa.decode_rsa_private_key(private) if is_rsa else ec.decode_ec_private_key(private)
    of_both = {Attribute.TOKEN: True, Attribute.ID: identity}
    session.create_object(attributes | of_both | {Attribute.PRIVATE: True, Attribute.SIGN: True})
    session.create_object(x509.decode_x509_certificate(held.der) | of_both)


@pytest.fixture(autouse=True)
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("form.pdf").write_bytes(form())
    Path("pin").write_text(f"{PIN}\n", encoding="utf-8")
    rows = [trust_row(key(name), "iom", "IOM") for name in ("rsa", "Ana Ruiz")]
    Path("trust.toml").write_text("\n".join(map(row_as_text, rows)), encoding="utf-8")


@pytest.mark.sampled("keys on tokens")
@pytest.mark.parametrize("label", ["RSA", "EC", "a card of a state"])
def test_the_key_on_a_token_signs_and_the_signature_holds(label: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*COMMAND, label, "--pin-file", "pin"]) == 0
    capsys.readouterr()
    assert run(["verify", "signed.pdf", "--trust", "trust.toml", "--json"]) == 7
    answer = json.loads(capsys.readouterr().out)
    [signature] = answer["signatures"]
    assert (answer["verdict"], signature["holds"]) == ("incomplete", True)
    assert signature["fingerprint"] == key(TOKENS[label][-1]).fingerprint


@pytest.mark.sampled("keys on tokens")
@pytest.mark.parametrize(
    ("more", "code"),
    [
        (("nowhere", "--pin-file", "pin"), "token_missing"),
        (("RSA", "--pin-file", "wrong"), "pin_wrong"),
        (("RSA",), "no_one_key_on_token"),
        (("empty", "--pin-file", "pin"), "no_one_key_on_token"),
        (("two alike", "--pin-file", "pin"), "no_one_key_on_token"),
        (("RSA", "--pin-file", "pin", "--pkcs11", "form.pdf"), "pkcs11_module"),
    ],
)
def test_what_signs_nothing(more: tuple[str, ...], code: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("wrong").write_text("hunter2\n", encoding="utf-8")
    assert run([*COMMAND, *more, "--json"]) == 6
    said = capsys.readouterr()
    assert json.loads(said.out)["code"] == code
    assert "hunter2" not in said.out + said.err
    assert not Path("signed.pdf").exists()


def test_without_the_extra_one_sentence_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "pkcs11", None)
    assert run([*COMMAND, "RSA", "--pin-file", "pin"]) == 6
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "dtmforms[pkcs11]" in said


@pytest.mark.parametrize(
    "options",
    [
        (),
        ("--pkcs11", MODULE),
        ("--token", "RSA"),
        ("--p12", "a.p12", "--pkcs11", MODULE, "--token", "RSA"),
        ("--p12", "a.p12", "--pin-prompt"),
        ("--pkcs11", MODULE, "--token", "RSA", "--pin-prompt", "--pin-file", "pin"),
        ("--pkcs11", MODULE, "--token", "RSA", "--p12-password-prompt"),
    ],
)
def test_one_key_and_what_goes_with_it(options: tuple[str, ...]) -> None:
    assert run(["sign", "form.pdf", "--as", "iom", *options]) == 2

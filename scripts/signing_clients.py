"""Forms that IOM has certified, dated and signed for the partner by programs that are not ours, in every language, and
what `verify` says of them: the table at the end of docs/signatures.md. `python scripts/clients.py --signed`
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import environment
import signature_bench
from client_list import DRIVERS, PLACE

DOCUMENT = environment.ROOT / "docs" / "signatures.md"
BEGINS = "<!-- Made by scripts/clients.py --signed. -->\n"
RECORD = environment.ROOT / "scripts" / "demo_agreement.yaml"
BOX, DATE, DAY = "signature_requesting_organization", "date_requesting_organization", "5 November 2026"
PASSWORD = "secret words"  # noqa: S105 - of keys that are made anew for each run
PARTIES = {"iom": "Ana Ruiz", "requesting_organization": "Lena Ott"}
JARS = ("itext5", "pdfbox2", "fontbox2", "commons-logging", "bcprov", "bcpkix", "bcutil")
CLASSES = ":".join(f"/usr/share/java/{jar}.jar" for jar in JARS)


@dataclass(frozen=True)
class Signer:
    """A program that signs: `version` is a command that tells it; `sign` takes the form, the key and where to write."""

    name: str
    version: tuple[str, ...]
    sign: Callable[[Path, Path, Path], None]


def run(*command: str | Path) -> None:
    subprocess.run(command, check=True, capture_output=True)


def by_poppler(form: Path, key: Path, out: Path) -> None:
    """Its keys lie in a database of NSS, as those of Firefox and Thunderbird do."""
    folder = out.with_suffix(".nss")
    folder.mkdir()
    run("certutil", "-N", "-d", f"sql:{folder}", "--empty-password")
    run("pk12util", "-i", key, "-d", f"sql:{folder}", "-W", PASSWORD)
    run("pdfsig", "-nssdir", f"sql:{folder}", form, out, "-sign", BOX, "-nick", "key")


def by_mupdf(form: Path, key: Path, out: Path) -> None:
    import pikepdf

    with pikepdf.open(form) as opened:
        box = next(field.objgen[0] for field in opened.Root.AcroForm.Fields if BOX == field.T)
    run("mutool", "sign", "-s", key, "-P", PASSWORD, "-o", out, form, str(box))


def in_java(program: str) -> Callable[[Path, Path, Path], None]:
    source = DRIVERS / f"{program}.java"
    return lambda form, key, out: run("java", "-cp", CLASSES, source, key, PASSWORD, BOX, form, out)


SIGNERS = (
    Signer("poppler, `pdfsig`", ("pdfsig", "-v"), by_poppler),
    Signer("iText 5", ("dpkg-query", "-W", "-f=${Version}", "libitext5-java"), in_java("SignItext")),
    Signer("MuPDF, `mutool sign`", ("mutool", "-v"), by_mupdf),
    Signer("PDFBox", ("dpkg-query", "-W", "-f=${Version}", "libpdfbox2-java"), in_java("SignPdfBox")),
)
DATED_BY = {
    "nobody": (),
    "Chromium": ("node", f"{PLACE}/chromium.mjs"),
    "Firefox": ("node", f"{PLACE}/firefox.mjs"),
    "PDFium": (f"{PLACE}/venv/bin/python", f"{DRIVERS}/pdfium.py"),
    "poppler": ("/usr/bin/python3", f"{DRIVERS}/poppler.py"),
}
"""Who puts in the partner's date before: the drivers of `clients.py`."""


def measure(folder: Path) -> None:
    """Write the table into the document; what fails is a word there, and what is missing is *not run*."""
    from dtmforms.language import LANGUAGES

    keys = {side: signature_bench.new_key(name, rsa_bits=2048, password=PASSWORD) for side, name in PARTIES.items()}
    trust, key = folder / "trust.toml", folder / "partner.p12"
    trust.unlink(missing_ok=True)
    key.write_bytes(keys["requesting_organization"])
    pin(trust, keys)
    forms = {language: certified(folder, language, keys["iom"]) for language in LANGUAGES}
    lines = [f"| signed by | version | dated by | `verify` ({', '.join(forms)}) |", "| --- | --- | --- | --- |"]
    for signer in SIGNERS:
        version = version_of(signer.version)
        for dated_by, driver in DATED_BY.items():
            told = {
                language: " ".join(verdict(signer, driver, form, key, trust)) if version else "not run"
                for language, form in forms.items()
            }
            lines.append(f"| {signer.name} | {version or '-'} | {dated_by} | {in_one(told)} |")
            print(lines[-1], flush=True)
    before, _, _ = DOCUMENT.read_text("utf-8").partition(BEGINS)
    DOCUMENT.write_text(before + BEGINS + "\n" + "\n".join(lines) + "\n", "utf-8")


def in_one(told: dict[str, str]) -> str:
    """The same of all languages once, else each."""
    one, *others = dict.fromkeys(told.values())
    return one if not others else "; ".join(f"{language}: {said}" for language, said in told.items())


def version_of(command: tuple[str, ...]) -> str | None:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError:
        return None
    told = re.search(r"\d+(\.\d+)+", done.stdout + done.stderr)
    return told[0] if told else None


def certified(folder: Path, language: str, key: bytes) -> Path:
    import dtmforms

    text = RECORD.read_bytes().replace(b"language: en", f"language: {language}".encode())
    form = dtmforms.form(dtmforms.load(text), to_sign=True)
    place = folder / f"certified-{language}.pdf"
    place.write_bytes(dtmforms.sign(form, side="iom", key=dtmforms.KeyFile(key, PASSWORD)).data)
    return place


def pin(trust: Path, keys: dict[str, bytes]) -> None:
    from cryptography.hazmat.primitives.serialization import Encoding, pkcs12

    import dtmforms

    for side, key in keys.items():
        _, certificate, _ = pkcs12.load_key_and_certificates(key, PASSWORD.encode())
        if certificate is None:
            raise AssertionError
        organization = "IOM" if side == "iom" else dtmforms.load(RECORD).requesting_organization.name
        dtmforms.pin_certificate(
            trust,
            certificate.public_bytes(Encoding.PEM),
            party=side,
            organization=organization,
            name=PARTIES[side],
            confirmed_by=f"{side}.secondary",
            channel="telephone",
        )


def verdict(signer: Signer, driver: tuple[str, ...], form: Path, key: Path, trust: Path) -> Iterator[str]:
    """Of a form that is dated, signed and verified: the verdict, and the codes of what does not hold."""
    import dtmforms

    stem = f"signed-{signer.name[:6].strip(' ,')}-{driver[-1][-9:-4] if driver else 'nobody'}-{form.stem}"
    dated, out = form.with_name(f"{stem}.dated.pdf"), form.with_name(f"{stem}.pdf")
    try:
        if driver:
            values = form.with_name("date.json")
            values.write_text(f'{{"texts": {{"{DATE}": "{DAY}"}}, "ticks": {{}}, "choices": {{}}}}', "utf-8")
            run(*driver, "fill", form, values, dated)
        signer.sign(dated if driver else form, key, out)
    except (OSError, subprocess.CalledProcessError) as error:
        yield "not run" if isinstance(error, FileNotFoundError) else "fails"
        return
    found = dtmforms.verify(out, trust=dtmforms.read_trust(trust))
    yield f"`{found.verdict}`"
    codes = [one.said.code for one in found.signatures if not one.holds] + [one.code for one in found.findings]
    yield from (f"`{code}`" for code in dict.fromkeys(codes))

"""What verifying costs beside reading: the processor time of whole programs, the sandbox's processes among it, by file
that is read once more. pyHanko is loaded once a process, and stands in a line of its own.
"""

from __future__ import annotations

import datetime
import io
import logging
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import environment

TIMES, ROUNDS = 20, 3
SAVES = (0, 1, 2, 4, 8)
DATES = ("date_iom", "date_requesting_organization")
READ = """
import resource, sys
import dtmforms
act, file, times = getattr(dtmforms, sys.argv[1]), sys.argv[2], int(sys.argv[3])
for _ in range(times):
    act(file)
"""


def measure() -> None:
    with tempfile.TemporaryDirectory() as folder:
        plain, by_saves = signed_files(Path(folder))
        reading = spent_each("ingest", plain)
        print(f"reading, a form to sign that nobody has signed        {reading * 1000:6.1f} ms")
        for saves, file in by_saves.items():
            verifying = spent_each("ingest", file)
            print(
                f"reading and verifying, signed once, {saves} saves after it {verifying * 1000:6.1f} ms"
                f"   {(verifying - reading) * 1000:+6.1f} ms"
            )
        alone = [spent("verify", by_saves[0], 1) - spent("ingest", plain, 1) for _ in range(ROUNDS)]
        print(f"a program that verifies one, beside one that reads one {statistics.median(alone) * 1000:+6.1f} ms")


def signed_files(folder: Path) -> tuple[Path, dict[int, Path]]:
    """The form to sign, and by how often its dates were saved after IOM's signature, the signed one."""
    import pypdf

    import dtmforms

    logging.getLogger("pypdf").setLevel(logging.ERROR)  # it tells of each later value that it finds
    record = dtmforms.load(environment.ROOT / "scripts" / "demo_agreement.yaml")
    plain = folder / "plain.pdf"
    plain.write_bytes(dtmforms.form(record, to_sign=True))
    signed = dtmforms.sign(plain, side="iom", key=dtmforms.KeyFile(new_key())).data
    made = {}
    for saves in range(max(SAVES) + 1):
        if saves:
            writer = pypdf.PdfWriter(io.BytesIO(signed), incremental=True)
            values = {DATES[saves % 2]: f"{saves} November 2026"}
            for page in writer.pages:
                writer.update_page_form_field_values(page, values, auto_regenerate=False)
            saved = io.BytesIO()
            writer.write(saved)
            signed = saved.getvalue()
        if saves in SAVES:
            made[saves] = folder / f"{saves}.pdf"
            made[saves].write_bytes(signed)
    return plain, made


def new_key(name: str = "Ana Ruiz", *, rsa_bits: int = 0, password: str = "") -> bytes:
    """Of an invented person, as a PKCS #12 file, which is not locked without a password; on an elliptic curve where no
    bits are named."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec, rsa
    from cryptography.hazmat.primitives.serialization import pkcs12
    from cryptography.x509.oid import NameOID

    now, year = datetime.datetime.now(datetime.UTC), datetime.timedelta(days=365)
    private = rsa.generate_private_key(65537, rsa_bits) if rsa_bits else ec.generate_private_key(ec.SECP256R1())
    holder = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    usage = x509.KeyUsage(True, True, False, False, False, False, False, False, False)
    certificate = x509.CertificateBuilder(holder, holder, private.public_key(), x509.random_serial_number())
    certificate = certificate.not_valid_before(now).not_valid_after(now + year).add_extension(usage, True)
    made = certificate.sign(private, hashes.SHA256())
    locked: serialization.KeySerializationEncryption = serialization.NoEncryption()
    if password:
        locked = serialization.BestAvailableEncryption(password.encode())
    return pkcs12.serialize_key_and_certificates(b"key", private, made, None, locked)


def spent_each(act: str, file: Path) -> float:
    """Seconds of processor time of one more file in the same program."""
    return statistics.median(_each(act, file))


def _each(act: str, file: Path) -> Iterator[float]:
    for _ in range(ROUNDS):
        yield (spent(act, file, TIMES + 1) - spent(act, file, 1)) / TIMES


def spent(act: str, file: Path, times: int) -> float:
    """The processor time of a program and of all that it started, in seconds."""
    import resource

    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", READ, act, str(file), str(times)], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

"""What tests share: sample records, and system programs that are skipped only outside of CI."""

from __future__ import annotations

import csv
import datetime
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PIL import Image

from dtmforms.agreement.check import check
from dtmforms.agreement.model import Agreement
from dtmforms.changes.policy import Policy, PolicyRow, laid_over
from dtmforms.cli.main import run
from dtmforms.pdf.read.model import PdfFields
from dtmforms.pdf.read.pypdf_reader import read_by_pypdf

os.environ["DTMFORMS_LANG"] = "en"  # whatever the machine's language is, here and in programs that tests start
pytest_plugins = ["sampling"]
ROOT = Path(__file__).parent.parent
SAMPLES = Path(__file__).parent / "samples"
RECORDS = {
    "en": ROOT / "scripts" / "demo_agreement.yaml",
    "fr": SAMPLES / "burkina-faso.yaml",
    "es": SAMPLES / "colombia.json",
}
TODAY = datetime.date(2026, 11, 1)
REFERENCE = "MOZ-CD-HCT-CP"
"""Of the invented agreement in English."""
STATED = ("--stated-by", "DTM Coordinator", "--why", "Both signed before me")
"""What `register sign` asks for where no signature is seen."""


def pytest_runtest_setup(item: pytest.Item) -> None:
    for marker in item.iter_markers("program"):
        missing = [name for name in marker.args if shutil.which(name) is None]
        if missing and os.environ.get("CI"):
            pytest.fail(f"CI skips nothing, and these programs are missing: {', '.join(missing)}")
        if missing:
            pytest.skip(f"needs {', '.join(missing)}")


def load_sample(language: str) -> Agreement:
    path = RECORDS[language]
    checked = check(path.read_bytes(), name=path.name, today=TODAY)
    assert checked.record, checked.findings
    return checked.record


def stricter_policy(paths: Iterable[str]) -> Policy:
    """A mission's policy that makes a revision of these."""
    return laid_over(tuple(PolicyRow(path, "revision", "HQ-7", "We sign again.") for path in paths))


def scan(place: str, shade: int = 255) -> str:
    """A picture that says nothing of itself, as the file that somebody states to be signed; each shade is another."""
    Image.new("L", (40, 40), shade).save(place, "PNG")
    return place


def read_fields(data: bytes, password: str | None = None) -> PdfFields:
    """The fields of a PDF file, as pypdf reads them."""
    return read_by_pypdf(data, password).fields


@pytest.fixture(params=sorted(RECORDS))
def sample(request: pytest.FixtureRequest) -> Agreement:
    """Each of the sample records in turn."""
    return load_sample(request.param)


@pytest.fixture
def demo() -> Agreement:
    """The invented agreement in English."""
    return load_sample("en")


def calc(workbook: Path, folder: Path) -> dict[str, list[list[str]]]:
    """The sheets of a file as LibreOffice Calc shows them, row by row; none where it does not load the file."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    all_sheets_in_utf_8 = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
    command = ["soffice", profile, "--headless", "--convert-to", all_sheets_in_utf_8, "--outdir", str(folder)]
    subprocess.run([*command, str(workbook)], check=False, capture_output=True, timeout=120)
    made = folder.glob(f"{workbook.stem}-*.csv")
    sheets = {path.stem.removeprefix(f"{workbook.stem}-"): path.read_text(encoding="utf-8-sig") for path in made}
    return {title: list(csv.reader(text.splitlines(keepends=True))) for title, text in sheets.items()}


@pytest.fixture(scope="session")
def as_calc_shows() -> Callable[[Path, Path], dict[str, list[list[str]]]]:
    """`calc`, where LibreOffice has it: some systems split it off from Writer."""
    with tempfile.TemporaryDirectory() as folder:
        known = Path(folder) / "known.xlsx"
        another_writer = openpyxl.Workbook()
        another_writer["Sheet"]["A1"] = "known"
        another_writer.save(known)
        if not calc(known, Path(folder)):
            if os.environ.get("CI"):
                pytest.fail("CI skips nothing, and LibreOffice Calc is missing")
            pytest.skip("needs LibreOffice Calc")
    return calc


def postgresql_program(name: str) -> str | None:
    """A server's program, wherever Debian has put it; `None` where there is none."""
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return shutil.which(name, path=os.pathsep.join(map(str, [*places, os.environ["PATH"]])))


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The folder of the socket of a PostgreSQL server that lives as long as the tests."""
    initdb, pg_ctl = postgresql_program("initdb"), postgresql_program("pg_ctl")
    if not initdb or not pg_ctl:
        if os.environ.get("CI"):
            pytest.fail("CI skips nothing, and PostgreSQL is missing")
        pytest.skip("needs PostgreSQL")
    folder = tempfile.mkdtemp(prefix="dtmforms-pg-")
    as_user: list[str] = []
    if sys.platform != "win32" and os.geteuid() == 0:  # the server refuses to run as root
        shutil.chown(folder, "postgres")
        as_user = ["runuser", "-u", "postgres", "--"]

    def server(*command: str) -> None:
        subprocess.run([*as_user, *command], check=True, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    settings = f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off -c max_connections=50"
    server(initdb, "-D", f"{folder}/data", "-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C")
    server(pg_ctl, "-D", f"{folder}/data", "-w", "-o", settings, "-l", f"{folder}/log", "start")
    try:
        yield folder
    finally:
        server(pg_ctl, "-D", f"{folder}/data", "-w", "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


_schemas = count()


def postgresql_place(folder: str) -> str:
    """A place for a register of its own on the server."""
    import psycopg

    schema = f"r{next(_schemas)}"
    with psycopg.connect(f"postgresql://postgres@/postgres?host={folder}", autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {schema}")
    return f"postgresql://postgres@/postgres?host={folder}&options=-csearch_path%3D{schema}"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.sampled("registers in PostgreSQL"))])
def register_place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a register can be begun: a SQLite file, and a PostgreSQL database."""
    if request.param == "sqlite":
        return str(tmp_path / "register.sqlite3")
    return postgresql_place(request.getfixturevalue("postgresql"))


@pytest.fixture
def register(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, register_place: str, capsys: pytest.CaptureFixture[str]
) -> Any:
    """Runs a command of the register and gives its exit code and its answer."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DTMFORMS_REGISTER", register_place)

    def call(*arguments: str) -> tuple[int, Any]:
        capsys.readouterr()
        code = run(["register", *arguments, "--json"])
        lines = capsys.readouterr().out.splitlines()
        return code, json.loads(lines[-1])

    return call


@pytest.fixture
def signed(register: Any) -> Any:
    """The same, with the invented agreement signed."""
    scan("signed.pdf")
    assert register("add", str(RECORDS["en"]), "--on", "2026-10-01")[0] == 0
    assert register("sign", REFERENCE, "--file", "signed.pdf", *STATED, "--on", "2026-10-05")[0] == 0
    return register

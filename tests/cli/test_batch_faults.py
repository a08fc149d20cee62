"""Runs that go wrong: killed, interrupted, on a full disk, with processes that die. What is there is whole, always."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest
from conftest import ROOT
from test_batch import REPORTS, batch, made, outcomes, write

from dtmforms.cli.main import run

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX are sent")
RECORDS = [f"R{number:02}" for number in range(40)]


@pytest.fixture(autouse=True)
def in_a_folder_with_records(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DTMFORMS_REGISTER", raising=False)
    Path("password").write_text("correct horse", encoding="utf-8")
    write("missions", *RECORDS)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    place = tmp_path_factory.mktemp("undisturbed")
    write(str(place / "missions"), *RECORDS)
    assert run(["batch", str(place / "missions"), "-o", str(place / "out")]) == 0
    return made(str(place / "out"))


def started(*options: str, path: str = str(ROOT)) -> subprocess.Popen[bytes]:
    """A run in a process group of its own, as a terminal starts it."""
    return subprocess.Popen(
        [sys.executable, "-m", "dtmforms", "batch", "missions", "-o", "out", *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        env=os.environ | {"PYTHONPATH": path},
    )


def wait_for(files: int, program: subprocess.Popen[bytes]) -> None:
    while program.poll() is None and len(list(Path("out").glob("[!.]*"))) < files:
        time.sleep(0.002)
    assert program.poll() is None, "the run was over before anything happened"


def half_written() -> list[str]:
    """Files that other programs would see, and that are no whole document and no report."""
    ends = {".docx": b"PK\x05\x06", ".pdf": b"%%EOF"}
    return [
        path.name
        for path in Path("out").rglob("[!.]*")
        if path.name not in REPORTS and ends.get(path.suffix, b"?") not in path.read_bytes()[-64:]
    ]


@pytest.mark.sampled("runs that are killed")
@pytest.mark.parametrize("after", [1, 8, 30])
def test_a_locked_run_that_was_killed_is_finished_by_the_next(after: int) -> None:
    options = ("--password-file", "password", "--only", "form")
    program = started(*options, "--jobs", "2")
    wait_for(after, program)
    os.killpg(program.pid, signal.SIGKILL)
    program.communicate()
    assert half_written() == []
    assert batch(*options) == 0
    assert set(outcomes("out").values()) <= {"written", "unchanged"}
    assert sorted(made("out")) == [f"{name}-form.pdf" for name in RECORDS]
    for name in made("out"):
        pikepdf.open(Path("out") / name, password="correct horse").close()
    assert batch(*options) == 0
    assert set(outcomes("out").values()) == {"unchanged"}


def killed_after(files: int) -> None:
    """A run in a process that is killed as soon as so many documents are there."""
    process = os.fork()
    if process:
        assert os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) == -signal.SIGKILL
        return
    replacing, left = Path.replace, files

    def replace(path: Path, place: Path) -> None:
        nonlocal left
        replacing(path, place)
        left -= place.suffix in (".docx", ".pdf")
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)

    Path.replace = replace  # type: ignore[method-assign, assignment]
    try:
        batch("--jobs", "1")
    finally:
        os._exit(1)


@pytest.mark.sampled("runs that are killed after some documents")
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
@pytest.mark.parametrize("after", range(1, 80, 4))
def test_a_run_that_was_killed_after_any_document_is_finished_by_the_next(
    after: int, undisturbed: dict[str, bytes]
) -> None:
    killed_after(after)
    there = made("out")
    assert len(there) == after
    assert there.items() <= undisturbed.items()
    assert batch("--jobs", "1") == 0
    assert made("out") == undisturbed
    assert list(Path("out").rglob("*.tmp")) == []
    assert [*outcomes("out").values()].count("unchanged") == after


@pytest.mark.sampled("runs that are killed")
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_an_interrupted_run_says_so_and_is_finished_by_the_next(jobs: str, undisturbed: dict[str, bytes]) -> None:
    program = started("--jobs", jobs)
    wait_for(10, program)
    os.killpg(program.pid, signal.SIGINT)
    said = program.communicate(timeout=60)[1].decode()
    assert program.returncode == 130
    assert "Interrupted; what was finished is whole." in said
    assert "Traceback" not in said
    there = made("out")
    assert there.items() <= undisturbed.items()
    assert len(there) < len(undisturbed)
    assert batch() == 0
    assert made("out") == undisturbed


def children(process: int) -> list[int]:
    """The processes of a run that make documents."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((place / "stat").read_text().rpartition(")")[2].split()[1])
            if parent == process and b"spawn_main" in (place / "cmdline").read_bytes():
                found.append(int(place.name))
        except (OSError, IndexError):
            continue
    return found


@pytest.mark.sampled("runs that are killed")
@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are found in /proc")
def test_a_process_that_is_killed_costs_nothing(undisturbed: dict[str, bytes]) -> None:
    program = started("--jobs", "2")
    wait_for(5, program)
    os.kill(children(program.pid)[0], signal.SIGKILL)
    said = program.communicate(timeout=120)[1].decode()
    assert program.returncode == 0, said
    assert made("out") == undisturbed


@pytest.mark.sampled("runs that are killed")
@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are found in /proc")
def test_a_run_that_is_killed_leaves_no_process_behind() -> None:
    program = started("--jobs", "2")
    wait_for(5, program)
    left = children(program.pid)
    assert len(left) == 2
    program.kill()
    program.communicate()
    end = time.monotonic() + 60
    while any(alive(process) for process in left):
        assert time.monotonic() < end
        time.sleep(0.1)


def alive(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def deadly(folder: Path, item: str) -> str:
    """A path for Python with which whoever makes the documents of an item dies, as if memory were short."""
    place = folder / "deadly"
    place.mkdir()
    (place / "sitecustomize.py").write_text(DEADLY.format(item=item), encoding="utf-8")
    return os.pathsep.join([str(place), str(ROOT)])


DEADLY = """
import os, signal
from dtmforms.batch import make
living = make._Work.read
def read(work):
    if work.item.name == {item!r}:
        os.kill(os.getpid(), signal.SIGKILL)
    return living(work)
make._Work.read = read
"""


@pytest.mark.sampled("runs that are killed")
def test_a_record_that_its_process_dies_of_is_named_and_costs_no_other(
    undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    program = started("--jobs", "2", path=deadly(tmp_path, "R07.yaml"))
    said = program.communicate(timeout=120)[1].decode()
    assert program.returncode == 1
    assert "R07.yaml: the process that made its documents ended without a word" in said
    assert outcomes("out")["R07.yaml"] == "fault"
    assert made("out") == {name: data for name, data in undisturbed.items() if not name.startswith("R07")}
    assert batch() == 0
    assert made("out") == undisturbed


@pytest.mark.sampled("runs on a full disk")
@pytest.mark.parametrize("number", [1, 2, 7, 80, 81])
def test_a_disk_that_is_full_is_said_in_one_sentence(
    number: int, undisturbed: dict[str, bytes], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    writes = 0

    def full(_: int) -> None:
        nonlocal writes
        writes += 1
        if writes >= number:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        capsys.readouterr()
        assert batch("--jobs", "1") == 6
    assert_one_sentence(capsys.readouterr().err)
    assert made("out").items() <= undisturbed.items()
    assert batch() == 0
    assert made("out") == undisturbed


def assert_one_sentence(said: str) -> None:
    lines = [line for line in said.splitlines() if "records, " not in line]
    assert len(lines) == 1
    assert lines[0].endswith("the disk is full; make room and run it again")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of a megabyte."""
    place = tmp_path / "out"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(place)]
    try:
        mounted = subprocess.run(command, check=False, capture_output=True).returncode == 0
    except FileNotFoundError:
        mounted = False
    if not mounted:
        pytest.skip("needs the right to mount a small file system")
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)


@pytest.mark.sampled("runs on a small disk")
@pytest.mark.skipif(sys.platform != "linux", reason="a small file system is made as Linux does it")
@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize("options", [(), ("--password-file", "password")], ids=["plain", "locked"])
def test_a_run_on_a_small_disk_leaves_whole_files_and_goes_on_with_more_room(
    small_disk: Path, undisturbed: dict[str, bytes], jobs: str, options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert batch("--jobs", jobs, *options) == 6
    assert_one_sentence(capsys.readouterr().err)
    assert list(small_disk.glob("*.tmp")) == []
    there = made("out")
    assert 4 < len(there) < len(undisturbed)
    if options:
        for name in there:
            if name.endswith(".pdf"):
                pikepdf.open(small_disk / name, password="correct horse").close()
    else:
        assert there.items() <= undisturbed.items()
    subprocess.run(["mount", "-o", "remount,size=40m", str(small_disk)], check=True)
    assert batch("--jobs", jobs, *options) == 0
    assert sorted(made("out")) == sorted(undisturbed)
    assert set(outcomes("out").values()) == {"written", "unchanged"}

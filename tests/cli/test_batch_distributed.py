"""The same run by the workers of a scheduler: processes of their own, on the loopback."""

from __future__ import annotations

import contextlib
import importlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from test_batch import batch as batch_here
from test_batch import made, outcomes, write
from test_batch_faults import deadly

from dtmforms.cli.main import run

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX are sent")


class Cluster:
    """A scheduler and its workers, as somebody starts them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.address = f"tcp://127.0.0.1:{self.port}"
        self.scheduler = self._start("scheduler", "--host", "127.0.0.1", "--port", str(self.port), "--no-dashboard")
        self.workers: list[subprocess.Popen[bytes]] = []

    def work(self, count: int, path: str = str(ROOT), *, mended: bool = False) -> None:
        """Start workers, that are started again when they die where they are `mended`."""
        for _ in range(count):
            where = [
                "--host",
                "127.0.0.1",
                *([] if mended else ["--no-nanny"]),
                "--no-dashboard",
                "--local-directory",
                str(self.folder),
            ]
            self.workers.append(self._start("worker", self.address, *where, "--nthreads", "2", path=path))
        self._wait_for_workers()

    def _wait_for_workers(self) -> None:
        end = time.monotonic() + 90
        while (self.folder / "worker.log").read_bytes().count(b"Registered to") < len(self.workers):
            assert time.monotonic() < end, "workers do not start"
            time.sleep(0.1)

    def _start(self, *arguments: str, path: str = str(ROOT)) -> subprocess.Popen[bytes]:
        with (self.folder / f"{arguments[0]}.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "distributed.cli.dask_" + arguments[0], *arguments[1:]],
                stdout=log,
                stderr=log,
                cwd=self.folder,
                env=os.environ | {"PYTHONPATH": path, "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1"},
            )

    def end(self) -> None:
        for process in [*self.workers, self.scheduler]:
            process.terminate()
        for process in [*self.workers, self.scheduler]:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(10)
            process.kill()
            process.wait()


def batch(*arguments: str) -> subprocess.CompletedProcess[str]:
    """In a program of its own, as it always runs: a client of a scheduler leaves threads behind, for which a later
    client in the same process may wait until it gives up."""
    command = [sys.executable, "-m", "dtmforms", "batch", "missions", "-o", "out", *arguments]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.run(command, capture_output=True, text=True, env=environment, timeout=240, check=False)


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    folder = tmp_path / "cluster"
    folder.mkdir()
    started = Cluster(folder)
    try:
        yield started
    finally:
        started.end()


@pytest.fixture(autouse=True)
def in_a_folder_with_records(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DTMFORMS_REGISTER", raising=False)
    write("missions", "A", "moz/B")


@pytest.mark.sampled("runs with a scheduler")
def test_workers_make_the_same_bytes_in_the_same_order(cluster: Cluster, capsys: pytest.CaptureFixture[str]) -> None:
    write("missions", *(f"R{number:03}" for number in range(150)))
    write("missions", "bad", purpose="")
    assert run(["batch", "missions", "-o", "here", "--json"]) == 3
    here = capsys.readouterr().out
    cluster.work(2)
    said = batch("--scheduler", cluster.address, "--json")
    assert said.returncode == 3
    assert said.stdout == here
    assert "distributed" not in said.stderr
    assert made("out") == made("here")
    assert len(made("out")) == 304
    assert batch_here() == 3
    assert set(outcomes("out").values()) == {"unchanged", "refused"}
    assert batch("--scheduler", cluster.address).returncode == 3
    assert set(outcomes("out").values()) == {"unchanged", "refused"}


def while_running(*arguments: str, after: int, then: Callable[[], Any]) -> subprocess.CompletedProcess[bytes]:
    """A run in which something happens when some files are there."""
    command = [sys.executable, "-m", "dtmforms", "batch", "missions", "-o", "out", *arguments]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment) as program:
        try:
            while program.poll() is None and len(list(Path("out").glob("[!.]*"))) < after:
                time.sleep(0.01)
            assert program.poll() is None, "the run was over before anything happened"
            then()
            out, err = program.communicate(timeout=240)
        finally:
            program.kill()  # whatever fails here, nobody waits for it
        return subprocess.CompletedProcess(command, program.returncode, out, err)


@pytest.mark.sampled("runs with a scheduler")
def test_a_worker_that_is_killed_costs_nothing(cluster: Cluster) -> None:
    write("missions", *(f"R{number:03}" for number in range(200)))
    assert run(["batch", "missions", "-o", "here"]) == 0
    cluster.work(2)
    done = while_running(
        "--scheduler", cluster.address, after=20, then=lambda: cluster.workers[0].send_signal(signal.SIGKILL)
    )
    assert done.returncode == 0
    assert [line for line in done.stderr.decode().splitlines() if "records, " not in line] == []
    assert made("out") == made("here")


@pytest.mark.sampled("runs with a scheduler")
def test_a_run_whose_scheduler_is_lost_says_so_and_is_finished_by_the_next(cluster: Cluster) -> None:
    write("missions", *(f"R{number:03}" for number in range(200)))
    cluster.work(2)
    began = time.monotonic()
    done = while_running("--scheduler", cluster.address, after=20, then=cluster.scheduler.kill)
    assert done.returncode == 6
    assert time.monotonic() - began < 60
    assert done.stderr.decode().splitlines()[-1] == (
        f"{cluster.address}: the scheduler is gone; start it and run the same again"
    )
    assert batch_here() == 0
    assert "unchanged" in outcomes("out").values()


LOST_WHILE_FETCHING = """
import sys
import distributed
from dtmforms.cli.main import run

sound, calls = distributed.Client._gather_remote, []

async def lost(self, *arguments):
    calls.append(arguments)
    if len(calls) < 3:
        return await sound(self, *arguments)
    raise ConnectionResetError(104, "Connection reset by peer")

distributed.Client._gather_remote = lost
sys.exit(run(["batch", "missions", "-o", "out", "--scheduler", sys.argv[1]]))
"""


@pytest.mark.sampled("runs with a scheduler")
def test_a_scheduler_that_is_lost_while_a_result_is_fetched_is_not_waited_for(cluster: Cluster) -> None:
    write("missions", *(f"R{number:03}" for number in range(200)))
    cluster.work(1)
    said = subprocess.run(
        [sys.executable, "-c", LOST_WHILE_FETCHING, cluster.address],
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        timeout=100,
        check=False,
    )
    assert said.returncode == 6
    assert said.stderr.splitlines()[-1].endswith("the scheduler is gone; start it and run the same again")


@pytest.mark.sampled("runs with a scheduler")
def test_a_record_that_ends_every_worker_is_named_and_costs_no_other(cluster: Cluster, tmp_path: Path) -> None:
    write("missions", *(f"R{number:03}" for number in range(20)))
    assert run(["batch", "missions", "-o", "here"]) == 0
    cluster.work(2, path=deadly(tmp_path, "R007.yaml"), mended=True)
    assert batch("--scheduler", cluster.address).returncode == 1
    assert outcomes("out")["R007.yaml"] == "fault"
    assert made("out") == {name: data for name, data in made("here").items() if not name.startswith("R007")}


@pytest.mark.sampled("runs with a scheduler")
def test_workers_know_the_numbers_of_a_register_that_only_we_can_read(cluster: Cluster) -> None:
    run(["register", "add", "missions/A.yaml", "--on", "2026-10-01"])
    assert run(["batch", "missions", "-o", "here"]) == 0
    cluster.work(1)
    assert batch("--scheduler", cluster.address).returncode == 0
    assert made("out") == made("here")
    assert batch_here() == 0
    assert set(outcomes("out").values()) == {"unchanged"}


@pytest.mark.sampled("runs with a scheduler")
@pytest.mark.program("soffice")
def test_workers_print_too(cluster: Cluster) -> None:
    cluster.work(1)
    assert batch("--scheduler", cluster.address, "--only", "word", "--pdf").returncode == 0
    assert sorted(made("out")) == [f"{name}-{kind}" for name in "AB" for kind in ("agreement.docx", "print.pdf")]


@pytest.mark.sampled("runs with a scheduler")
def test_where_no_scheduler_answers_it_is_said_within_seconds() -> None:
    began = time.monotonic()
    said = batch("--scheduler", "tcp://127.0.0.1:9")
    assert said.returncode == 6
    assert time.monotonic() - began < 60
    assert "no scheduler answers; start one with `dask scheduler`" in said.stderr


@pytest.mark.parametrize("address", ["foo", "nonsense://x", "tcp://127.0.0.1:port", "inproc://nothing"])
def test_what_is_no_address_is_said(address: str) -> None:
    said = batch("--scheduler", address)
    assert said.returncode == 6
    assert said.stderr.startswith(f"{address}: ")
    assert "fault" not in said.stderr
    assert "Traceback" not in said.stderr


@pytest.mark.sampled("runs with a scheduler")
def test_a_scheduler_without_workers_is_said(cluster: Cluster) -> None:
    said = batch("--scheduler", cluster.address)
    assert said.returncode == 6
    assert f"has no workers; start some with `dask worker {cluster.address}`" in said.stderr


@pytest.mark.sampled("runs with a scheduler")
def test_a_worker_with_another_version_is_named(cluster: Cluster, tmp_path: Path) -> None:
    for folder in ("", "/batch"):
        place = tmp_path / f"other/dtmforms{folder}"
        place.mkdir(parents=True)
        (place / "__init__.py").write_text('__version__ = "0.0.9"\n', encoding="utf-8")
    (tmp_path / "other/dtmforms/batch/dask_pool.py").write_text(
        "from dtmforms import __version__\ndef version(): return __version__\n", encoding="utf-8"
    )
    cluster.work(1, path=str(tmp_path / "other"))
    said = batch("--scheduler", cluster.address)
    assert said.returncode == 6
    assert "and has version 0.0.9; install it there" in said.stderr


def test_without_the_package_it_is_said_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    monkeypatch.delitem(sys.modules, "dtmforms.batch.dask_pool", raising=False)
    monkeypatch.delattr(importlib.import_module("dtmforms.batch"), "dask_pool", raising=False)
    assert batch_here("--scheduler", "tcp://127.0.0.1:9") == 6
    assert 'pip install "dtmforms[distributed]"' in capsys.readouterr().err


def test_without_a_scheduler_nothing_of_it_is_loaded() -> None:
    program = (
        "import sys\nfrom dtmforms.cli.main import run\nrun(['batch', 'missions', '-o', 'out', '--jobs', '1'])\n"
        "sys.exit(any(name in sys.modules for name in ('dask', 'distributed', 'tornado')))"
    )
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, env=environment)

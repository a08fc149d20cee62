"""A plugin of pytest that notes which functions of the program each test runs, whether it starts other processes, how
long it takes, and which one fails.

Loaded by `faults.py` and by nothing else. Of a process apart nothing could be noted: here it reads in this process, but
for the inputs that break the process that reads them.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import CodeType, FrameType
from typing import Any, ClassVar

import pytest

NOTES = "FAULTS_NOTES"
"""The variable that names the folder for what is noted."""
_PACKAGE = str(Path.cwd() / "dtmforms") + os.sep
_BREAKS_READERS = ("tests/hostile/", "tests/sandbox/")
_STARTS = ("subprocess.Popen", "os.fork", "os.posix_spawn", "os.exec", "os.spawn")
"""Audit events of Python with which another process begins."""


class _Noted:
    tests: ClassVar[dict[str, dict[str, Any]]] = {}
    functions: ClassVar[set[CodeType]] = set()
    starts = False


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--trace-functions", action="store_true", help="note which functions each test runs")


def pytest_sessionstart(session: pytest.Session) -> None:
    if session.config.getoption("--trace-functions"):
        _read_in_this_process()
        sys.addaudithook(_note_start)


def _note_start(event: str, _: tuple[Any, ...]) -> None:
    _Noted.starts = _Noted.starts or event in _STARTS


def _read_in_this_process() -> None:
    from dtmforms.sandbox import client, protocol

    apart = client.Reader.read

    def read(one: client.Reader, task: client.Task, data: bytes, **how: Any) -> bytes:
        if os.environ["PYTEST_CURRENT_TEST"].startswith(_BREAKS_READERS):
            return apart(one, task, data, **how)
        module, _, function = task.function.partition(":")
        protocol.question = lambda asked, data=b"": (how["replying"](asked, data), b"")
        answer: bytes = getattr(import_module(module), function)(task.arguments, data)
        return answer

    client.Reader.read = read  # type: ignore[assignment, method-assign]


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    _Noted.functions, _Noted.starts = set(), item.nodeid.startswith(_BREAKS_READERS)
    began = time.perf_counter()
    if item.config.getoption("--trace-functions"):
        sys.settrace(_note)
    yield
    sys.settrace(None)
    seconds = time.perf_counter() - began
    functions = {_name(code) for code in _Noted.functions if code.co_filename.startswith(_PACKAGE)}
    _Noted.tests[item.nodeid] = {"seconds": seconds, "functions": sorted(functions), "starts": _Noted.starts}


def _note(frame: FrameType, *_: Any) -> None:
    _Noted.functions.add(frame.f_code)


def _name(code: CodeType) -> str:
    """`file:line`, the line in which the function begins."""
    return f"{code.co_filename.removeprefix(_PACKAGE)}:{code.co_firstlineno}"


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.failed:
        with (Path(os.environ[NOTES]) / "failed.txt").open("a", encoding="utf-8") as file:
            file.write(report.nodeid + "\n")


def pytest_sessionfinish(session: pytest.Session) -> None:
    if session.config.getoption("--trace-functions"):
        worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
        (Path(os.environ[NOTES]) / f"seen-{worker}.json").write_text(json.dumps(_Noted.tests), encoding="utf-8")

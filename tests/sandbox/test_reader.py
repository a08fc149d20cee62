"""Whatever a reader tries or falls over, the program gets an answer or one word for why there is none."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import pytest
import tries

from dtmforms.errors import FileError, ReaderError, WhyNoAnswer
from dtmforms.sandbox.client import Reader, Task
from dtmforms.sandbox.limits import FORM, MEGABYTE

LIMITS = replace(FORM, seconds=30, answer_bytes=MEGABYTE)
linux = pytest.mark.skipif(sys.platform != "linux", reason="the system of others has no such limit")


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    reader = Reader()
    yield reader
    reader.close()


@pytest.fixture(params=["copies", "one process"])
def any_reader(request: pytest.FixtureRequest) -> Iterator[Reader]:
    """A reader as POSIX has it, and one as Windows has it."""
    reader = Reader(copies=request.param == "copies")
    yield reader
    reader.close()


def try_out(reader: Reader, task: str, arguments: Any = None, data: bytes = b"", **how: Any) -> bytes:
    before = how.pop("before", ())
    return reader.read(Task(f"tries:{task}", arguments, before), data, **({"limits": LIMITS} | how))


def why(reader: Reader, task: str, arguments: Any = None, **how: Any) -> str:
    """Why there is no answer; after which the next file is read as if nothing had been."""
    with pytest.raises(ReaderError) as caught:
        try_out(reader, task, arguments, b"", **how)
    assert try_out(reader, "echo", [1], b" next") == b"[1] next"
    return caught.value.why


def test_an_answer_comes_back_with_its_arguments_and_bytes(any_reader: Reader) -> None:
    large = bytes(range(256)) * 100_000
    odd = {"a": ["é", "\ud800", None, 1.5]}
    assert try_out(any_reader, "echo", odd, b"\0\xff") == ascii(odd).encode() + b"\0\xff"
    assert try_out(any_reader, "echo", 1, large, limits=replace(LIMITS, answer_bytes=30 * MEGABYTE)) == b"1" + large


@pytest.mark.parametrize(
    ("task", "arguments", "expected"),
    [
        ("crash", None, "broke_down"),
        ("abort", None, "broke_down"),
        ("end", None, "broke_down"),
        ("recurse", None, "broke_down"),
        ("raise_with_contact_data", None, "broke_down"),
        ("no_such_task", None, "broke_down"),
        ("say_rubbish", None, "answer_too_large"),
        ("say_another_kind", None, "broke_down"),
        ("answer_no_json", None, "broke_down"),
        ("answer_an_odd_reason", None, "broke_down"),
        ("answer_much", 2 * MEGABYTE, "answer_too_large"),
        ("ask", {"ask": "what nobody knows"}, "broke_down"),
    ],
)
def test_a_reader_that_falls_over_a_file_costs_that_file_only(
    reader: Reader, task: str, arguments: Any, expected: str
) -> None:
    assert why(reader, task, arguments) == expected


@pytest.mark.parametrize("task", ["crash", "end", "recurse", "raise_with_contact_data", "hang"])
def test_so_it_is_where_the_system_makes_no_copies_of_a_process(task: str) -> None:
    reader = Reader(copies=False)
    try:
        assert try_out(reader, "echo", 1) == b"1"  # how long it takes to begin is no matter of a file
        expected = "too_slow" if task == "hang" else "broke_down"
        assert why(reader, task, limits=replace(LIMITS, seconds=1.5)) == expected
    finally:
        reader.close()


def test_a_reader_that_hangs_is_ended_when_its_time_is_over(reader: Reader) -> None:
    began = time.monotonic()
    assert why(reader, "hang", limits=replace(LIMITS, seconds=0.5)) == "too_slow"
    assert time.monotonic() - began < 60


@linux
def test_a_reader_that_counts_for_ever_is_ended_when_its_processor_time_is_over(reader: Reader) -> None:
    assert why(reader, "loop", limits=replace(LIMITS, cpu_seconds=1)) == "too_slow"


@linux
def test_a_reader_gets_no_more_memory_than_its_limit(reader: Reader) -> None:
    limits = replace(LIMITS, memory_bytes=100 * MEGABYTE)
    assert why(reader, "take_memory", 1000 * MEGABYTE, limits=limits) == "too_much_memory"
    assert try_out(reader, "take_memory", 50 * MEGABYTE, limits=limits) == b"50000000"


def test_where_the_system_limits_no_memory_it_is_watched(monkeypatch: pytest.MonkeyPatch) -> None:
    taken = iter([10, 20, 2000 * MEGABYTE])
    monkeypatch.setattr("dtmforms.sandbox.client._LIMITED_BY_SYSTEM", False)
    monkeypatch.setattr("dtmforms.sandbox.client._memory_bytes", lambda _: next(taken))
    reader = Reader()
    try:
        with pytest.raises(ReaderError) as caught:
            try_out(reader, "hang")
        assert caught.value.why == "too_much_memory"
    finally:
        reader.close()


def test_the_memory_of_a_process_is_known_to_whoever_watches_it() -> None:
    from dtmforms.sandbox.client import _memory_bytes

    assert 10 * MEGABYTE < _memory_bytes(os.getpid()) < 10_000 * MEGABYTE
    assert _memory_bytes(2**22 + 1) == 0


@pytest.mark.parametrize("act", tries.ACTS)
def test_python_refuses_what_a_reader_has_no_need_of(any_reader: Reader, act: str, tmp_path: Path) -> None:
    place = tmp_path / "there"
    place.write_bytes(b"as before")
    assert try_out(any_reader, "in_python", act, str(place).encode()) == b"PermissionError"
    assert [path.name for path in tmp_path.iterdir()] == ["there"]
    assert place.read_bytes() == b"as before"


@linux
def test_calls_that_are_newer_than_the_tables_do_not_exist_for_a_reader(reader: Reader, tmp_path: Path) -> None:
    place = tmp_path / "there"
    place.write_bytes(b"as before")
    assert try_out(reader, "in_c", tries.NEWEST, str(place).encode()) == str(errno.ENOSYS).encode()


@linux
@pytest.mark.parametrize("call", tries.CALLS)
def test_the_system_refuses_it_past_python(reader: Reader, call: str, tmp_path: Path) -> None:
    place = tmp_path / "there"
    place.write_bytes(b"as before")
    assert try_out(reader, "in_c", call, str(place).encode()) == str(errno.EPERM).encode()
    assert [path.name for path in tmp_path.iterdir()] == ["there"]
    assert place.read_bytes() == b"as before"


@linux
def test_what_is_not_written_down_anywhere_is_limited_all_the_same(reader: Reader) -> None:
    expected = {"RLIMIT_FSIZE": (0, 0), "RLIMIT_CORE": (0, 0), "RLIMIT_NOFILE": (64, 64)}
    assert try_out(reader, "limits") == repr(expected).encode()


@linux
def test_a_reader_holds_nothing_open_but_two_pipes(reader: Reader) -> None:
    assert try_out(reader, "open_files") == repr([*["/dev/null"] * 3, "pipe:", "pipe:"]).encode()


def test_a_reader_may_use_threads(reader: Reader) -> None:
    assert try_out(reader, "use_a_thread", data=b"said") == b"said"


def test_an_answer_is_that_to_its_own_file(reader: Reader) -> None:
    assert try_out(reader, "answer_twice") == b"first"
    assert try_out(reader, "echo", 1) == b"1"


def test_a_question_is_replied_to_by_the_program(any_reader: Reader) -> None:
    def replying(asked: Any, data: bytes) -> Any:
        return [asked["ask"], len(data)]

    assert try_out(any_reader, "ask", {"ask": "much"}, bytes(300_000), replying=replying) == b"['much', 300000]"


def test_a_reader_that_asks_nonsense_is_ended(reader: Reader) -> None:
    def replying(asked: Any, _: bytes) -> Any:
        raise ValueError(asked)

    assert why(reader, "ask", {"ask": "nonsense"}, replying=replying) == "broke_down"


def test_a_fault_of_whoever_replies_is_no_fault_of_the_reader(reader: Reader) -> None:
    def replying(_: Any, __: bytes) -> Any:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        try_out(reader, "ask", {}, replying=replying)
    assert try_out(reader, "echo", 2) == b"2"


@pytest.mark.sampled("what takes seconds")
@linux
def test_a_file_that_takes_longer_gets_the_longer_limits_and_no_others(reader: Reader) -> None:
    longer = replace(LIMITS, cpu_seconds=9)
    limits = replace(LIMITS, seconds=0.5, cpu_seconds=5)
    assert try_out(reader, "take_longer", 0.8, limits=limits, longer=longer) == b"((5, 10), (10, 10))"
    assert why(reader, "take_longer", 30, limits=limits, longer=replace(longer, seconds=1)) == "too_slow"


def test_a_step_is_taken_once_for_all_files_and_a_broken_one_stops_none(any_reader: Reader) -> None:
    steps = [("tries:nothing",), ("tries:broken_step",), ("tries:no_such_step", "a")]
    any_reader.begin(steps)
    assert [try_out(any_reader, "steps", before=steps) for _ in range(2)] == [b"+", b"+"]


def test_nothing_that_is_read_stands_in_arguments_or_is_printed(
    reader: Reader, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(ReaderError) as caught:
        try_out(reader, "raise_with_contact_data", data=b"+258 84 555 0177")
    assert "Wanjiru" not in str(caught.value)
    assert "".join(capfd.readouterr()) == ""
    assert reader._process
    assert not {"Wanjiru", "+258"} & set(map(str, reader._process.args))  # type: ignore[arg-type]


def test_the_word_for_why_becomes_a_sentence_with_a_next_step() -> None:
    for word in get_args(WhyNoAnswer):
        said = str(ReaderError(word, "a.xlsx"))
        assert said.startswith("a.xlsx: cannot be read: ")
        assert "; do not open it, and ask " in said


# A reader that cannot begin


def fault_of_this_computer(how: Callable[[], object]) -> str:
    with pytest.raises(FileError) as caught:
        how()
    assert not isinstance(caught.value, ReaderError), "it blames the file"
    assert caught.value.exit_code == 6
    assert "no file was looked at; " in str(caught.value)
    return caught.value.code


@pytest.mark.parametrize(
    ("patched", "by", "code"),
    [
        ("subprocess.Popen", lambda *_, **__: os.open("/no/such/place", 0), "reader_not_begun"),
        ("os.devnull", "/no/such/place", "reader_not_begun"),
        ("sys.executable", "/no/such/python", "reader_not_begun"),
        ("sys.executable", "/bin/false", "reader_not_begun_without_reason"),
        ("sys.executable", "", "reader_without_python"),
    ],
    ids=["no process", "no place to print to", "no Python", "a Python that ends at once", "no program at all"],
)
@pytest.mark.skipif(sys.platform == "win32", reason="it has other programs")
def test_a_reader_that_cannot_begin_blames_no_file(
    any_reader: Reader, monkeypatch: pytest.MonkeyPatch, patched: str, by: Any, code: str
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(patched, by)
        any_reader.begin([])
        assert fault_of_this_computer(lambda: try_out(any_reader, "echo")) == code
    assert try_out(any_reader, "echo", 1) == b"1"


def test_a_program_that_is_packed_into_one_file_does_not_run_itself(
    any_reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr("subprocess.Popen", lambda *_, **__: pytest.fail("this runs the program itself"))
    assert fault_of_this_computer(lambda: try_out(any_reader, "echo")) == "reader_without_python"


@pytest.mark.parametrize("step", ["no_more_processes", "no_more_pipes", "no_proc"])
@pytest.mark.skipif(not hasattr(os, "fork"), reason="the system makes no copies of a process")
def test_so_does_one_that_cannot_be_copied_any_more(step: str) -> None:
    reader = Reader()
    try:
        assert try_out(reader, "echo", 1) == b"1"
        before = [(f"tries:{step}",)]
        assert fault_of_this_computer(lambda: try_out(reader, "echo", before=before)) == "reader_not_begun"
        assert try_out(reader, "echo", 2) == b"2", "the next one is begun anew"
    finally:
        reader.close()


# A system that does not hold a reader to what it should


@linux
@pytest.mark.parametrize(
    ("steps", "unheld"),
    [
        ([], ()),
        (["tight_already"], ()),
        (["no_limits"], ("limits_not_set",)),
        (["no_filter"], ("filter_not_set",)),
        (["no_filter", "no_limits"], ("limits_not_set", "filter_not_set")),
    ],
)
def test_what_a_reader_is_not_held_to_is_known_to_the_program(steps: list[str], unheld: tuple[str, ...]) -> None:
    reader = Reader()
    try:
        assert try_out(reader, "echo", 1, before=[(f"tries:{step}",) for step in steps]) == b"1"
        assert reader.unheld == unheld
    finally:
        reader.close()


@linux
def test_a_reader_that_dies_of_its_file_told_before_what_it_was_not_held_to() -> None:
    reader = Reader()
    try:
        with pytest.raises(ReaderError):
            try_out(reader, "crash", before=[("tries:no_filter",)])
        assert reader.unheld == ("filter_not_set",)
    finally:
        reader.close()


@pytest.mark.parametrize("said", ["filter_not_set", ["no_such_code"], [{}], None])
def test_of_that_a_reader_can_say_nothing_else(reader: Reader, said: object) -> None:
    assert why(reader, "say_what_is_not_held", said) == "broke_down"
    assert reader.unheld == ()


PROGRAM = """
import sys
from dtmforms.sandbox.client import Task, shared
from dtmforms.sandbox.limits import FORM
shared().read(Task("tries:echo"), b"", limits=FORM)
print(shared()._process.pid, flush=True)
if "waiting" in sys.argv:
    shared().read(Task("tries:hang"), b"", limits=FORM)
sys.stdin.read()
"""


@pytest.mark.parametrize("at_work", [[], ["waiting"]], ids=["idle", "at work"])
def test_a_reader_ends_with_its_program_however_that_ends(at_work: list[str]) -> None:
    folders = os.pathsep.join([str(Path(tries.__file__).parent), *filter(None, sys.path)])
    program = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *at_work],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": folders},
    )
    assert program.stdout
    reader = int(program.stdout.readline())
    os.kill(program.pid, signal.SIGKILL)
    program.communicate()
    until = time.monotonic() + 60
    while is_alive(reader) and time.monotonic() < until:
        time.sleep(0.02)
    assert not is_alive(reader)


def is_alive(process: int) -> bool:
    try:
        os.killpg(process, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{process}/stat")
    return not state.exists() or ") Z " not in state.read_text()


def test_an_interrupt_from_the_keyboard_is_for_the_program_alone(reader: Reader) -> None:
    try_out(reader, "echo")
    assert reader._process
    os.kill(reader._process.pid, signal.SIGINT)
    before = reader._process.pid
    assert try_out(reader, "echo", 3) == b"3"
    assert reader._process.pid == before


def test_one_that_died_between_two_files_is_begun_anew(reader: Reader) -> None:
    try_out(reader, "echo")
    assert reader._process
    os.kill(reader._process.pid, signal.SIGKILL)
    reader._process.wait()
    assert try_out(reader, "echo", 4) == b"4"


def test_a_process_that_is_not_copied_is_replaced_after_some_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dtmforms.sandbox.client._MOST_FILES", 2)
    reader, seen = Reader(copies=False), set()
    try:
        for number in range(4):
            try_out(reader, "echo", number)
            assert reader._process
            seen.add(reader._process.pid)
    finally:
        reader.close()
    assert len(seen) == 2

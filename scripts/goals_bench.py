"""Every goal beside what is measured, in one table: processor time of all processes, and the clock where a user waits
for it; beside a peer in the same run where there is one.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import batch_bench
import bench
import environment
import portfolio
import register_bench
import triage_bench
from postgresql import temporary_server

if TYPE_CHECKING:
    import psutil

SIZES_OF_RETURNS = (50, 100, 200, 400)
SIZES_OF_DATASETS = (10, 20, 40, 80)
SIZES_OF_BATCHES = (300, 600, 1200, 2400)
AGREEMENTS = (625, 1250, 2500, 5000)
_LINEAR = 1.5
"""How much more the last of several equal steps may cost than the first."""
_LOOK_EVERY_SECONDS = 0.3


class Row(NamedTuple):
    """A goal, what was measured, beside what, and whether that falls short."""

    what: str
    goal: str
    measured: str
    beside: str
    short: bool


@dataclass(slots=True)
class Spent:
    """Seconds on the clock and of processors, of a program and all that it started; megabytes of all of them together,
    what they share counted once, of the program itself, and of the largest process that it started."""

    wall: float
    cpu: float
    megabytes: float
    itself: float
    largest: float


def measure() -> None:
    rows = []
    for part in (one_document, one_return, batches, returns, commands, registers, datasets):
        for row in part():
            rows.append(row)
            print(f"{'SHORT' if row.short else 'met':6}{row.what}: {row.measured}", flush=True)
    print("\n| what | goal | measured | beside | |\n|---|---|---|---|---|")
    for row in rows:
        print(f"| {' | '.join(row[:4])} | {'**short**' if row.short else 'met'} |")
    short = sum(row.short for row in rows)
    print(f"\n{len(rows) - short} of {len(rows)} goals are met, {short} fall short.")


def at_least(what: str, goal: float, theirs_ms: float, ours_ms: float, peer: str) -> Row:
    times = theirs_ms / ours_ms
    said = f"{times:.1f} times faster: {ours_ms:.2f} ms"
    return Row(what, f"{goal:g} times faster", said, f"{peer}, {theirs_ms:.1f} ms", times < goal)


def within(what: str, goal: float, unit: str, measured: float, beside: str = "") -> Row:
    return Row(what, f"at most {goal:g} {unit}", f"{measured:.2f} {unit}", beside, measured > goal)


def linear(what: str, sizes: Sequence[int], costs: Sequence[float]) -> Row:
    """Whether each one more costs the same, however many there are: the last step beside the first."""
    each = [(b - a) / (n - m) for (m, a), (n, b) in pairwise(zip(sizes, costs, strict=True))]
    told = ", ".join(f"{size}: {cost:.2f} s" for size, cost in zip(sizes, costs, strict=True))
    times = each[-1] / each[0] if each[0] > 0 else 0
    return Row(f"growth with {what}", "linear", f"{times:.2f} times the first step", told, times > _LINEAR)


# One document, one return


def one_document() -> Iterator[Row]:
    theirs, ours = bench.word_ms()
    yield at_least("a Word document", 45, theirs, ours, "docxtpl as normally used")
    spent = bench.prefilled_ms()
    yield at_least("a prefilled PDF form", 70, spent["pypdf"], spent["dtmforms"], "pypdf")
    yield at_least("the same", 6.5, spent["pikepdf"], spent["dtmforms"], "pikepdf")


def one_return() -> Iterator[Row]:
    peer, ours = bench.reading_ms()
    said = f"{ours / peer:.1f} times: {ours:.1f} ms"
    yield Row(
        "reading a return, all checks", "at most 2 times", said, f"pypdf, get_fields, {peer:.1f} ms", ours > 2 * peer
    )


# Many


def batches() -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        theirs, ours = batch_bench.pair_ms(folder, SIZES_OF_BATCHES[0])
        yield at_least("a pair in a batch", 32, theirs, ours, "docxtpl and pypdf")
        spent = {size: batch(folder, size, 2) for size in (*SIZES_OF_BATCHES, batch_bench.RECORDS)}
        whole, alone = spent[batch_bench.RECORDS], batch(folder, SIZES_OF_BATCHES[-1], 1)
        told = f"{whole.cpu:.1f} s of CPU"
        yield within(f"{batch_bench.RECORDS} pairs, two workers", 14, "s", whole.wall, told)
        times, two = alone.wall / spent[SIZES_OF_BATCHES[-1]].wall, "two workers beside one"
        yield Row(two, "1.6 times", f"{times:.2f} times", f"{alone.wall:.1f} s alone", times < 1.6)
        yield within("memory of the largest worker", 100, "MB", whole.largest, f"the run itself {whole.itself:.0f} MB")
        yield linear("pairs", SIZES_OF_BATCHES, [spent[size].cpu for size in SIZES_OF_BATCHES])


def batch(folder: Path, size: int, jobs: int) -> Spent:
    source = folder / str(size)
    if not source.exists():
        portfolio.write(source, size)
    return run("batch", str(source), "-o", str(folder / f"out-{size}-{jobs}"), "--jobs", str(jobs))


def returns() -> Iterator[Row]:
    spent = [triage(size) for size in SIZES_OF_RETURNS]
    whole = triage(triage_bench.RETURNS)
    told = f"{whole.cpu:.1f} s of CPU"
    yield within(f"{triage_bench.RETURNS} returns, two readers", 20, "s", whole.wall, told)
    yield within("memory of all processes", 512, "MB", whole.megabytes)
    yield linear("returns", SIZES_OF_RETURNS, [one.cpu for one in spent])


def triage(count: int) -> Spent:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        sent = dict(triage_bench.returned(place, count))
        spent = run(*triage_bench.command(place), codes=(3, 4))
        triage_bench.check(place / "returns.xlsx", sent)
        return spent


# Commands


def commands() -> Iterator[Row]:
    demo = str(bench.DEMO)
    register = ["--register", "register.sqlite3"]
    wanted: dict[str, tuple[float, list[str]]] = {
        "fill": (0.3, ["fill", demo, "-o", "agreement.docx", "--force"]),
        "form": (0.3, ["form", demo, "-o", "form.pdf", "--force"]),
        "ingest": (0.45, ["ingest", "form.pdf", "--against", demo, "-o", "back.yaml", "--force"]),
        "register show": (0.2, ["register", "show", "MOZ-CD-HCT-CP", *register]),
    }
    with tempfile.TemporaryDirectory() as folder:
        for arguments in bench.PREPARED:
            run(*arguments, folder=folder)
        for name, (goal, arguments) in wanted.items():
            spent = [run(*arguments, folder=folder) for _ in range(bench.STARTS)]
            told = f"{1000 * min(one.cpu for one in spent):.0f} ms of CPU"
            yield within(f"`{name}`", goal, "s", min(one.wall for one in spent), told)


def registers() -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as name, temporary_server() as server:
        folder = Path(name)
        for kind, place, goal in (("SQLite", f"{folder}/register.sqlite3", 0.5), ("PostgreSQL", server, 0.7)):
            if not place:
                print(f"{kind} was skipped: initdb and pg_ctl are not there")
                continue
            history = register_bench.prepared(folder)
            found: list[dict[str, register_bench.Spent]] = []
            for before, count in pairwise((0, *AGREEMENTS)):
                register_bench.fill(place, history, range(before, count))
                asked = {one: register_bench.asked(folder, place, one, count - 1) for one in register_bench.COMMANDS}
                found.append(asked)
            last = found[-1]
            yield within(f"`register return`, {kind}", goal, "s", last["return"].wall, cpu(last["return"]))
            events = AGREEMENTS[-1] * len(history)
            yield within(
                f"`register verify`, {events} events, {kind}", 1.5, "s", last["verify"].wall, cpu(last["verify"])
            )
            yield linear(f"agreements, {kind}", AGREEMENTS, [one["status"].cpu for one in found])
            counts = [count * len(history) for count in AGREEMENTS]
            yield linear(f"events, {kind}", counts, [one["verify"].cpu for one in found])


def cpu(spent: register_bench.Spent) -> str:
    return f"{spent.cpu:.2f} s of CPU"


def datasets() -> Iterator[Row]:
    """One record with more and more datasets: checked, and both documents made."""
    from dtmforms.agreement.check import check_values
    from dtmforms.changes.fingerprint import fingerprint
    from dtmforms.pdf.write import form
    from dtmforms.word.write import filled_document

    def made(count: int) -> Callable[[], None]:
        values = bench.demo().values()
        first = values["table_b"]["low"]["datasets"][0]
        values["table_b"]["low"]["datasets"] = [first | {"name": f"Dataset {number}"} for number in range(count)]

        def make() -> None:
            record = check_values(values).record
            if record is None:
                sys.exit(f"A record of {count} datasets is invalid; nothing was measured.")
            terms = fingerprint(record)
            form.draw(record, "en", terms)
            filled_document.draw(record, "en", terms)

        return make

    costs = [100 * bench.seconds_each(made(count), 5) for count in SIZES_OF_DATASETS]
    yield linear("datasets (a hundred records)", SIZES_OF_DATASETS, costs)


# Running


def run(*arguments: str, folder: str | Path = environment.ROOT, codes: Sequence[int] = (0,)) -> Spent:
    """What a command costs, the start of the program included."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    program = subprocess.Popen(
        [sys.executable, "-m", "dtmforms", *arguments],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    most = Memory()
    watching = threading.Thread(target=most.watch, args=(program,))
    watching.start()
    _, said = program.communicate()
    wall = time.perf_counter() - began
    watching.join()
    if program.returncode not in codes:
        sys.exit(f"{' '.join(arguments[:2])} ended with {program.returncode}: {said[-500:]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Spent(wall, spent, most.together, most.itself, most.largest)


@dataclass(slots=True)
class Memory:
    """The most that was seen of a program and of all that it started, in megabytes."""

    together: float = 0
    itself: float = 0
    largest: float = 0

    def watch(self, program: subprocess.Popen[str]) -> None:
        import psutil

        while program.poll() is None:
            time.sleep(_LOOK_EVERY_SECONDS)
            with suppress(psutil.Error):
                first = psutil.Process(program.pid)
                itself, started = _megabytes(first), [_megabytes(one) for one in first.children(recursive=True)]
                self.together = max(self.together, itself + sum(started))
                self.itself, self.largest = max(self.itself, itself), max(self.largest, *started, 0)


def _megabytes(process: psutil.Process) -> float:
    """Of what several processes share, each has its part, where the system tells that (Linux)."""
    told = process.memory_full_info()
    return float(getattr(told, "pss", told.rss)) / 1_000_000

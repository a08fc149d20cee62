"""Put faults into the program, one at a time, and say which of them the tests find.

python scripts/faults.py [--faults 120] [--seed WORD] [--work FOLDER]

A fault is a small change of a module that judges, writes or records (`fault_kinds.py`). Each is put into a copy of the
tree, never into the tree itself. Of each is asked, until something finds it: do the tests of the short gate find it
that run the changed function? Do those that start other processes, in which no function is seen, or, where no function
is changed, all others? Do those of the whole gate that are further cases of these, or that feed files to the whole
program, or, of those of which the short gate runs no case at all, that are named after the folder? The others of these
are not asked: `--all` may find more than is said.

Which test runs which function is seen once, in a run of the short gate; with `--work` the next call on the same tree
knows it. A fault with which nothing changes that anybody could see stands in `faults_without_effect.toml`, with the
reason.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import environment
from fault_kinds import Fault, faults_of_module, faults_of_table

MODULES = (
    *("agreement/**/*.py", "form/**/*.py", "changes/**/*.py", "word/**/*.py", "pdf/**/*.py", "returns/**/*.py"),
    *("register/**/*.py", "workbook/**/*.py", "batch/**/*.py", "names.py", "files.py", "opc.py"),
)
"""Those that judge, write or record."""
TABLES = ("changes/*.toml", "returns/*.toml")
READ_FILES = ("agreement/", "opc.py", "pdf/read/", "returns/", "word/read/", "workbook/")
FED = "tests/hostile/"
"""Tests of whatever reads files, in processes of which no function is seen."""
WITHOUT_EFFECT = Path(__file__).with_name("faults_without_effect.toml")
SHORT, WHOLE, NOTHING, NO_EFFECT = "the short gate", "--all", "nothing", "without effect"
SAMPLE = ["--sample=faults"]
PROCESSES = 2
_GONE = "ERROR: not found: "
_MOST_TESTS, _MOST_FURTHER = 300, 2000
"""Of those that run a function, and of their further cases, so many are asked, the quickest first."""
_PATIENCE, _LEAST_SECONDS = 10, 60
"""How many times as long as usual tests may take before the program hangs, which finds a fault too."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What finds a fault: a gate, and in it a test, or what happened instead of one."""

    fault: Fault
    found_by: str
    finder: str


class Tree:
    """A copy of the tree, in which one fault at a time stands."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.notes = folder / "tree", folder / "notes"
        self.notes.mkdir(parents=True)
        for name in _files():
            place = self.folder / name
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(environment.ROOT / name, place)

    def run(self, options: Sequence[str], tests: Sequence[str] = (), most_seconds: float = 7200.0) -> str:
        """The first of these tests that fails, or what happened instead; nothing where they pass. All tests where none
        are named. Tests that there are no more, for their cases are made of what was changed, find nothing."""
        (self.notes / "failed.txt").write_text("", encoding="utf-8")
        (self.notes / "tests.txt").write_text("\n".join(tests), encoding="utf-8")
        code = self._exit_code(options, [f"@{self.notes / 'tests.txt'}"] if tests else [], most_seconds)
        if code is None:
            return "it hangs"
        failed = (self.notes / "failed.txt").read_text(encoding="utf-8").splitlines()
        if gone := {line.partition(_GONE)[2] for line in self.said() if line.startswith(_GONE)}:
            left = [test for test in tests if str(self.folder / test) not in gone]
            return self.run(options, left, most_seconds) if left else ""
        return failed[0] if failed else "no test can begin" if code else ""

    def _exit_code(self, options: Sequence[str], named: Sequence[str], most_seconds: float) -> int | None:
        """That of pytest, or nothing where it takes longer."""
        command = [sys.executable, "-m", "pytest", "-p", "seen_functions", "-p", "no:cacheprovider", *options, *named]
        paths = os.pathsep.join([str(self.folder), str(self.folder / "scripts")])
        variables = {"PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "1", "FAULTS_NOTES": str(self.notes)}
        with (self.notes / "said.txt").open("wb") as said:
            running = subprocess.Popen(
                command, cwd=self.folder, env=os.environ | variables, stdout=said, stderr=said, start_new_session=True
            )
            try:
                return running.wait(most_seconds)
            except subprocess.TimeoutExpired:
                os.killpg(running.pid, signal.SIGKILL)
                running.wait()
                return None

    def said(self) -> list[str]:
        """What the last run said."""
        return (self.notes / "said.txt").read_text(encoding="utf-8", errors="replace").splitlines()


def _files() -> list[str]:
    """What belongs to the tree, as git knows it."""
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    told = subprocess.run(listed, cwd=environment.ROOT, check=True, capture_output=True, text=True).stdout
    return [name for name in told.split("\0") if name and (environment.ROOT / name).is_file()]


class Seen:
    """What a run of the short gate has shown: how long each test takes, and which run which function. The quickest come
    first."""

    def __init__(self, noted: dict[str, Any], every: Sequence[str]) -> None:
        self.seconds = {test: float(said["seconds"]) for test, said in noted.items()}
        self.sample = [*noted]
        self.starting = [test for test, said in noted.items() if said["starts"]]
        self.of_function: dict[str, list[str]] = defaultdict(list)
        for test in self.quickest(noted):
            for function in noted[test]["functions"]:
                self.of_function[function].append(test)
        self.further: dict[str, list[str]] = defaultdict(list)
        self.only_whole: list[str] = []
        usual = {_without_case(test): seconds for test, seconds in self.seconds.items()}
        for test in every:
            name = _without_case(test)
            self.seconds.setdefault(test, usual.get(name, _LEAST_SECONDS))
            if name not in usual:
                self.only_whole.append(test)
            elif test not in noted:
                self.further[name].append(test)

    def quickest(self, tests: Iterable[str]) -> list[str]:
        return sorted(tests, key=self.seconds.__getitem__)

    def further_cases(self, tests: Iterable[str]) -> list[str]:
        """What only the whole gate runs of these."""
        names = {_without_case(test) for test in tests}
        return self.quickest(test for name in names for test in self.further[name])

    def only_in_the_whole_gate(self, fault: Fault) -> list[str]:
        """Tests of which the short gate runs no case at all, and that are named after the folder of a fault."""
        folder = fault.file.partition("/")[0]
        return [test for test in self.only_whole if test.startswith(f"tests/{folder}/") or f"/test_{folder}" in test]

    def tests_of(self, fault: Fault) -> list[str]:
        """Those that run the function in which a fault stands; then those that run another one of its module, for what
        is made once for all tests is seen in the first of them."""
        module = fault.file.replace(".toml", ".py")
        own = self.of_function[f"{module}:{fault.function}"] if fault.function else []
        others = {test for name, tests in self.of_function.items() if name.startswith(f"{module}:") for test in tests}
        return [*own, *self.quickest(others - {*own})]


def _without_case(test: str) -> str:
    return test.partition("[")[0]


def seen_in(tree: Tree, place: Path) -> Seen:
    """From the file that was written for this very tree, or from a run of the short gate, where nothing fails in one
    without a fault. What fails because it reads in the process of the test (`seen_functions.py`) does not count."""
    if not place.exists():
        if failing := tree.run([*SAMPLE, "-x", "--numprocesses", str(PROCESSES)]):
            sys.exit(f"Without any fault {failing} fails; mend that first.")
        print("== a run of the short gate, to see which functions each of its tests runs", flush=True)
        options = [*SAMPLE, "--numprocesses", str(PROCESSES), "--dist", "worksteal", "--trace-functions"]
        tree.run(options)
        parts = [json.loads(part.read_text(encoding="utf-8")) for part in tree.notes.glob("seen-*.json")]
        place.write_text(json.dumps({test: said for part in parts for test, said in part.items()}), encoding="utf-8")
    tree.run(["--collect-only"])
    return Seen(json.loads(place.read_text(encoding="utf-8")), [line for line in tree.said() if "::" in line])


def judged(fault: Fault, tree: Tree, seen: Seen) -> Outcome:
    """What finds a fault, asked from the quickest to the most."""
    tests = seen.tests_of(fault)
    first, more = tests[:_MOST_TESTS], tests[_MOST_TESTS:]
    unseen = seen.starting if fault.function else seen.sample
    rest = seen.quickest({*more, *unseen} - {*first})
    fed = [test for test in seen.sample if test.startswith(FED)] if fault.file.startswith(READ_FILES) else []
    whole = [*seen.further_cases([*tests, *fed])[:_MOST_FURTHER], *seen.only_in_the_whole_gate(fault)]
    place = tree.folder / "dtmforms" / fault.file
    sound = place.read_text(encoding="utf-8")
    place.write_text(fault.put_into(sound), encoding="utf-8")
    try:
        for gate, options, asked in ((SHORT, SAMPLE, first), (SHORT, SAMPLE, rest), (WHOLE, [], whole)):
            if asked and (finder := _asked(tree, seen, options, asked)):
                return Outcome(fault, gate, finder)
        return Outcome(fault, NOTHING, "")
    finally:
        place.write_text(sound, encoding="utf-8")


def _asked(tree: Tree, seen: Seen, options: list[str], tests: list[str]) -> str:
    usual_seconds = sum(seen.seconds[test] for test in tests)
    return tree.run(["-x", *options], tests, _LEAST_SECONDS + _PATIENCE * usual_seconds)


def chosen(number: int, seed: str) -> list[Fault]:
    """So many faults, of every kind about as many."""
    kinds: dict[str, list[Fault]] = defaultdict(list)
    for fault in _all_faults():
        kinds[fault.kind].append(fault)
    chance = random.Random(seed)  # noqa: S311 - no secrets in it
    for faults in kinds.values():
        chance.shuffle(faults)
    order = [name for name in sorted(kinds) for _ in range(number // len(kinds) + 1)]
    chance.shuffle(order)
    return [kinds[kind].pop() for kind in order[:number]]


def _all_faults() -> Iterator[Fault]:
    package = environment.ROOT / "dtmforms"
    for patterns, faults_of in ((MODULES, faults_of_module), (TABLES, faults_of_table)):
        for place in sorted({place for pattern in patterns for place in package.glob(pattern)}):
            yield from faults_of(place.relative_to(package).as_posix(), place.read_text(encoding="utf-8"))


class Explained:
    """Faults with which nothing changes that anybody could see, and why."""

    def __init__(self) -> None:
        rows = tomllib.loads(WITHOUT_EFFECT.read_text(encoding="utf-8"))["fault"]
        self.reasons: dict[tuple[str, ...], str] = {
            (row["file"], row["before"], row["after"]): row["reason"] for row in rows
        }

    def reason(self, fault: Fault) -> str:
        return self.reasons.get((fault.file, *fault.told(_source(fault))), "")


def _source(fault: Fault) -> str:
    return (environment.ROOT / "dtmforms" / fault.file).read_text(encoding="utf-8")


def report(outcome: Outcome, reason: str) -> None:
    before, after = outcome.fault.told(_source(outcome.fault))
    print(f"{outcome.found_by}: {outcome.fault.file}:{outcome.fault.line(_source(outcome.fault))} {outcome.fault.kind}")
    print(f"    - {before}\n    + {after}\n      {reason or outcome.finder}", flush=True)


def summary(found: Counter[str]) -> str:
    judged_ones = found.total() - found[NO_EFFECT]
    short, whole = found[SHORT], found[SHORT] + found[WHOLE]
    return (
        f"{judged_ones} faults: {short} found by the short gate ({short / judged_ones:.0%}), "
        f"{whole} by --all ({whole / judged_ones:.0%}), {found[NOTHING]} by nothing; "
        f"{found[NO_EFFECT]} more are without effect."
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--faults", type=int, default=120)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--work", type=Path, help="a folder that keeps what was seen for the next call")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        trees: SimpleQueue[Tree] = SimpleQueue()
        for number in range(PROCESSES):
            trees.put(Tree(Path(folder) / str(number)))
        notes = asked.work or Path(folder)
        notes.mkdir(parents=True, exist_ok=True)
        first = trees.get()
        seen = seen_in(first, notes / f"seen-{_digest()}.json")
        trees.put(first)
        explained, found = Explained(), Counter[str]()

        def outcome_of(fault: Fault) -> Outcome:
            if explained.reason(fault):
                return Outcome(fault, NO_EFFECT, "")
            tree = trees.get()
            try:
                return judged(fault, tree, seen)
            finally:
                trees.put(tree)

        with ThreadPoolExecutor(PROCESSES) as pool:
            for outcome in pool.map(outcome_of, chosen(asked.faults, asked.seed)):
                found[outcome.found_by] += 1
                report(outcome, explained.reason(outcome.fault))
    print(summary(found))
    return 0


def _digest() -> str:
    """Of all that the tests run."""
    texts = [(environment.ROOT / name).read_bytes() for name in _files() if name.startswith(("dtmforms/", "tests/"))]
    return hashlib.sha256(b"".join(texts)).hexdigest()[:16]


if __name__ == "__main__":
    sys.exit(main() if environment.inside() else environment.run_inside(__file__))

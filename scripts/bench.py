"""Measure what the program costs, as CPU time beside a peer in the same run.

python scripts/bench.py start     a command from a shell, beside an empty Python program
"""

from __future__ import annotations

import statistics
import subprocess
import sys

import environment

ROUNDS = 9
COMMANDS = {
    "python -c pass": ["-c", "pass"],
    "dtmforms --help": ["-m", "dtmforms", "--help"],
    "dtmforms check RECORD": ["-m", "dtmforms", "check", str(environment.ROOT / "scripts" / "demo_agreement.yaml")],
}
PROBE = """
import resource, subprocess, sys
subprocess.run([sys.executable, *sys.argv[1:]], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(used.ru_utime + used.ru_stime)
"""


def start() -> None:
    peer = 0.0
    for name, command in COMMANDS.items():
        seconds = statistics.median(cpu_seconds(command) for _ in range(ROUNDS))
        peer = peer or seconds
        print(f"{name:24} {seconds * 1000:6.0f} ms CPU  {seconds / peer:5.1f} x an empty program")


def cpu_seconds(command: list[str]) -> float:
    """CPU time of one process and what it started."""
    done = subprocess.run([sys.executable, "-c", PROBE, *command], capture_output=True, text=True, check=True)
    return float(done.stdout)


def main() -> int:
    if sys.argv[1:] != ["start"]:
        print(__doc__)
        return 2
    if sys.platform == "win32":
        print("CPU time of another process is measured on Linux and macOS only.")
        return 2
    print(f"Median of {ROUNDS} runs, Python {sys.version.split()[0]}")
    start()
    return 0


if __name__ == "__main__":
    sys.exit(main() if environment.inside() else environment.run_inside(__file__))

"""Measure what the program costs, as CPU time beside a peer in the same run.

python scripts/bench.py start     a command from a shell, beside an empty Python program
python scripts/bench.py word      a Word document, beside docxtpl as it is normally used
"""

from __future__ import annotations

import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable

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


def word() -> None:
    """The same template and values for both; the documents are compared by their text first."""
    import io
    import resource
    import zipfile

    from docxtpl import DocxTemplate

    from dtmforms.agreement.checking import check
    from dtmforms.templates import template_path
    from dtmforms.versions.terms import fingerprint
    from dtmforms.word import context, filling

    record = check((environment.ROOT / "scripts" / "demo_agreement.yaml").read_bytes()).record
    if record is None:
        sys.exit("The demo's record is invalid.")
    terms = fingerprint(record)

    def peer() -> bytes:
        document = DocxTemplate(str(template_path("agreement.en.docx")))
        document.render(context.of_record(record, ("en",), terms), autoescape=True)
        out = io.BytesIO()
        document.save(out)
        return out.getvalue()

    def ours() -> bytes:
        return filling.draw(record, "en", terms)

    def text(data: bytes) -> str:
        xml = zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml").decode()
        return "\n".join("".join(re.findall(r"<w:t(?: [^>]*)?>([^<]*)", line)) for line in xml.split("</w:p>"))

    if text(peer()) != text(ours()):
        sys.exit("The documents differ in their text; nothing was measured.")
    theirs_ms, ours_ms = (1000 * seconds_each(make, count) for make, count in ((peer, 10), (ours, 200)))
    print(f"docxtpl, as normally used  {theirs_ms:6.2f} ms CPU a document")
    print(f"dtmforms                   {ours_ms:6.2f} ms CPU a document, {theirs_ms / ours_ms:.1f} times faster")
    memory = []
    for _ in range(5):
        for _ in range(1000):
            ours()
        memory.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    print("memory after each 1,000 of 5,000 documents: " + ", ".join(f"{size:.1f}" for size in memory) + " MB")


def seconds_each(make: Callable[[], object], count: int) -> float:
    """CPU time of one call: the median of several rounds of calls."""
    rounds = []
    for _ in range(ROUNDS):
        began = time.process_time()
        for _ in range(count):
            make()
        rounds.append((time.process_time() - began) / count)
    return statistics.median(rounds)


def cpu_seconds(command: list[str]) -> float:
    """CPU time of one process and what it started."""
    done = subprocess.run([sys.executable, "-c", PROBE, *command], capture_output=True, text=True, check=True)
    return float(done.stdout)


def main() -> int:
    benches = {"start": start, "word": word}
    if len(sys.argv) != 2 or sys.argv[1] not in benches:
        print(__doc__)
        return 2
    if sys.platform == "win32":
        print("CPU time of another process is measured on Linux and macOS only.")
        return 2
    print(f"Median of {ROUNDS} rounds, Python {sys.version.split()[0]}")
    benches[sys.argv[1]]()
    return 0


if __name__ == "__main__":
    sys.exit(main() if environment.inside() else environment.run_inside(__file__))

"""The gate, the same for a person and for CI: format, lint, strict types, tests.

python scripts/check.py          of tests of which there are many, a sample that the commit chooses: four minutes
python scripts/check.py --all    all tests: half an hour

Tests end after the tenth failure.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import subprocess
import sys
import time

import environment

GATE = {
    "format": ["ruff", "format", "--check", "."],
    "lint": ["ruff", "check", "."],
    "types": ["mypy"],
    "tests": ["pytest", "--numprocesses", "auto", "--dist", "worksteal", "--maxfail", "10", "--durations", "10"],
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--all", action="store_true", help="all tests, and no sample of them")
    sample = [] if parser.parse_args().all else [f"--sample={commit()}"]
    # Bytecode is written whatever this shell says, or each of the programs that tests start compiles ours anew.
    variables = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    failed = []
    for name, command in GATE.items():
        chosen = [*command, *sample] if name == "tests" else command
        print(f"== {name}: {' '.join(chosen)}", flush=True)
        began = time.monotonic()
        if subprocess.run([sys.executable, "-m", *chosen], cwd=environment.ROOT, env=variables, check=False).returncode:
            failed.append(name)
        print(f"   {time.monotonic() - began:.1f} s", flush=True)
    print(f"FAILED: {', '.join(failed)}" if failed else "All passed.", flush=True)
    return 1 if failed else 0


def commit() -> str:
    """Twelve digits of the commit that is checked out; where git does not tell, of what stands in the package."""
    try:
        asked = ["git", "rev-parse", "HEAD"]
        told = subprocess.run(asked, cwd=environment.ROOT, check=True, capture_output=True, text=True)
        return told.stdout[:12]
    except (OSError, subprocess.CalledProcessError):
        modules = sorted((environment.ROOT / "dtmforms").rglob("*.py"))
        return hashlib.sha256(b"".join(module.read_bytes() for module in modules)).hexdigest()[:12]


if __name__ == "__main__":
    sys.exit(main() if environment.inside() else environment.run_inside(__file__))

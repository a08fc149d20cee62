"""The gate, the same for a person and for CI: format, lint, strict types, tests.

python scripts/check.py
"""

from __future__ import annotations

import subprocess
import sys
import time

import environment

GATE = {
    "format": ["ruff", "format", "--check", "."],
    "lint": ["ruff", "check", "."],
    "types": ["mypy"],
    "tests": ["pytest", "--numprocesses", "auto"],
}


def main() -> int:
    failed = []
    for name, command in GATE.items():
        print(f"== {name}: {' '.join(command)}", flush=True)
        began = time.monotonic()
        if subprocess.run([sys.executable, "-m", *command], cwd=environment.ROOT, check=False).returncode:
            failed.append(name)
        print(f"   {time.monotonic() - began:.1f} s", flush=True)
    print(f"FAILED: {', '.join(failed)}" if failed else "All passed.", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main() if environment.inside() else environment.run_inside(__file__))

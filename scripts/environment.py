"""Set up what the scripts beside this one need: a virtual environment with the locked dependencies.

Runs on Python 3.11 or later and nothing else. A second call does nothing unless the lock has changed.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
PYTHON = FOLDER / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
MADE_FROM = FOLDER / "made-from.txt"


def inside() -> bool:
    """Whether this interpreter is the environment's own."""
    return Path(sys.prefix).resolve() == FOLDER.resolve()


def run_inside(script: str) -> int:
    """Set up the environment where that is needed, run the script in it, and return its exit code."""
    if sys.version_info < (3, 11):  # noqa: UP036 - older interpreters get a sentence instead of a traceback
        sys.exit("Python 3.11 or later is needed; this is " + sys.version.split()[0])
    set_up()
    return subprocess.run([PYTHON, script, *sys.argv[1:]], check=False).returncode


def set_up() -> None:
    """Make the environment; its dependencies are those of the lock, to the byte."""
    state = hashlib.sha256(LOCK.read_bytes() + (ROOT / "pyproject.toml").read_bytes()).hexdigest()
    if MADE_FROM.is_file() and MADE_FROM.read_text() == state and PYTHON.exists():
        return
    print("Setting up .venv with the locked dependencies (once, about a minute) ...", flush=True)
    venv.create(FOLDER, with_pip=True, clear=True)
    pip("install", "--require-hashes", "-r", str(LOCK))
    pip("install", "--no-deps", "--no-build-isolation", "--editable", str(ROOT))
    MADE_FROM.write_text(state)


def pip(*arguments: str) -> None:
    """Run pip, quiet unless it fails."""
    command = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "--no-input", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        said = "\n".join((done.stdout + done.stderr).splitlines()[-12:])
        sys.exit(f"{said}\nThe dependencies could not be installed. Is the package index within reach?")

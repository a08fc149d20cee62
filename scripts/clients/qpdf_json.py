"""An update for `qpdf --update-from-json`: the form's fields as qpdf itself has written them, with other values."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import job


def update(source: str, values: job.Values, out: str) -> None:
    command = ["qpdf", "--json", "--json-key=qpdf", source]
    written = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    header, objects = written["qpdf"]
    changed = {}
    for name, entry in objects.items():
        field = entry.get("value") if isinstance(entry.get("value"), dict) else {}
        told = {key: str(text).removeprefix("u:") for key, text in field.items() if key == "/T"}
        new = stored(told.get("/T", ""), values)
        if new is not None:
            changed[name] = {"value": field | {"/V": new} | ({"/AS": new} if "/AS" in field else {})}
    Path(out).write_text(json.dumps({"version": 2, "qpdf": [header, changed]}), "utf-8")


def stored(name: str, values: job.Values) -> str | None:
    if name in values.ticks:
        return "/Yes" if values.ticks[name] else "/Off"
    if name in values.choices:
        return f"u:{values.choices[name]['value']}"
    return f"u:{values.texts[name]}" if name in values.texts else None


job.run(sys.version.split()[0], {"update": update})

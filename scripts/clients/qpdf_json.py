"""An update for `qpdf --update-from-json`: the form's fields as qpdf itself has written them, with other values, and
`NeedAppearances`, without which `--generate-appearances` leaves the old ones (ISO 32000-2:2020 12.7.3, Table 224)."""

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
        held = entry.get("value")
        if not isinstance(held, dict):
            continue
        new = stored(str(held.get("/T", "")).removeprefix("u:"), values)
        if new is not None:
            changed[name] = {"value": held | {"/V": new} | ({"/AS": new} if "/AS" in held else {})}
        elif isinstance(held.get("/AcroForm"), dict):
            changed[name] = {"value": held | {"/AcroForm": held["/AcroForm"] | {"/NeedAppearances": True}}}
        elif "/Fields" in held and "/DA" in held:
            changed[name] = {"value": held | {"/NeedAppearances": True}}
    Path(out).write_text(json.dumps({"version": 2, "qpdf": [header, changed]}), "utf-8")


def stored(name: str, values: job.Values) -> str | None:
    if name in values.ticks:
        return "/Yes" if values.ticks[name] else "/Off"
    if name in values.choices:
        return f"u:{values.choices[name]['value']}"
    return f"u:{values.texts[name]}" if name in values.texts else None


job.run(sys.version.split()[0], {"update": update})

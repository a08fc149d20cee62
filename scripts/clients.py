"""What comes back when programs that are not ours fill, flatten, print or scan the form: client by script.

    python scripts/clients.py                    every client there is; writes docs/clients.md
    python scripts/clients.py --only PDFium ...  these clients; prints, writes nothing
    python scripts/clients.py --install          before that, the clients themselves: into .clients/, and by apt as root

A client that is missing is "not run", never passed. What the clients make stays in .clients/made/ to be looked at.
"""

from __future__ import annotations

import argparse
import datetime
import json
import platform
import re
import shutil
import subprocess
import sys
import venv
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

import environment
from client_list import APT, CLIENTS, DRIVERS, NPM, PIP, PLACE, Client, Command

if TYPE_CHECKING:
    from dtmforms.agreement.record import Agreement
    from dtmforms.form.fields import Field

MADE = PLACE / "made"
DOCUMENT = environment.ROOT / "docs" / "clients.md"
RECORD = environment.ROOT / "scripts" / "demo_agreement.yaml"
LONGEST_S = 240

Texts = dict[str, str]


# What is sent, and what is typed into it


@dataclass(frozen=True)
class Sent:
    """The form as it was sent: the record, the file, the partner's fields and the texts that they came with."""

    record: Agreement
    form: Path
    fields: tuple[Field, ...]
    texts: Texts


def sent() -> Sent:
    from dtmforms.agreement.checking import check
    from dtmforms.form.fields import Rows, fields
    from dtmforms.pdf import drawing
    from dtmforms.returns.ingesting import ingest
    from dtmforms.versions.terms import fingerprint

    record = check(RECORD.read_bytes()).record
    if record is None:
        sys.exit("The demo's record is invalid.")
    form = MADE / "form.pdf"
    form.write_bytes(drawing.draw(record, "en", fingerprint(record)))
    texts = ingest(form.read_bytes(), file="form.pdf", against=record).fields
    theirs = tuple(field for field in fields(Rows.of(record)) if not field.ours)
    return Sent(record, form, theirs, texts)


def typed(said: dict[str, Any]) -> Texts:
    """What the partner changes, by field name: texts in their script, choices, ticks set and taken away."""
    texts = {"table_b_password_change_plan": "\n".join(said["plan"])}
    for urgency, timeline in zip(("low", "medium"), said["timeline"], strict=True):
        place = f"table_b_{urgency}"
        for row, name in enumerate(said["datasets"], start=1):
            texts[f"{place}_datasets_{row:02d}_name"] = name
            texts[f"{place}_datasets_{row:02d}_level"] = ("site", "admin2", "household")[row - 1]
        texts |= {
            f"{place}_timeline": timeline,
            f"{place}_datasets_02_partner_label": said["label"],
            f"{place}_destination_other_01": said["destination"],
            f"{place}_method_other_02": said["method"],
        }
    texts["table_b_low_method_password_protected_web_portal"] = "Off"
    texts["table_b_low_destination_secondary"] = texts["table_b_medium_method_password_protected_email"] = "Yes"
    for post in ("primary", "secondary"):
        for attribute, text in said[post].items():
            texts[f"table_c_requesting_organization_{post}_{attribute}"] = text
    return texts


def write_values(stem: Path, changes: Texts, fields: tuple[Field, ...]) -> None:
    """The same values four times, for whatever a client takes: JSON, Java's properties, FDF, XFDF."""
    table = {field.name: field for field in fields}
    values: dict[str, dict[str, Any]] = {"texts": {}, "ticks": {}, "choices": {}}
    for name, text in changes.items():
        match table[name].kind:
            case "tick":
                values["ticks"][name] = text == "Yes"
            case "choice":  # the first option of the form stands for no answer
                values["choices"][name] = {"value": text, "index": 1 + table[name].options.index(text)}
            case _:
                values["texts"][name] = text
    stem.with_suffix(".json").write_text(json.dumps(values), "utf-8")
    lines = (f"{name}={json.dumps(text)[1:-1]}" for name, text in changes.items())
    stem.with_suffix(".properties").write_text("\n".join(lines), "ascii")
    stem.with_suffix(".fdf").write_bytes(fdf(changes, values["ticks"]))
    stem.with_suffix(".xfdf").write_text(xfdf(changes), "utf-8")


def fdf(changes: Texts, ticks: Texts) -> bytes:
    """Forms data (ISO 32000-2:2020 12.7.8), texts as UTF-16 in hexadecimal, ticks as names."""
    pairs = []
    for name, text in changes.items():
        value = f"/{text}" if name in ticks else f"<FEFF{text.encode('utf-16-be').hex()}>"
        pairs.append(f"<< /T ({name}) /V {value} >>")
    body = "\n".join(pairs)
    return f"%FDF-1.2\n1 0 obj\n<< /FDF << /Fields [\n{body}\n] >> >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n".encode()


def xfdf(changes: Texts) -> str:
    """The same as XML (ISO 19444-1)."""
    fields = "".join(f"<field name={quoteattr(name)}><value>{escape(text)}</value></field>" for name, text in changes.items())
    return f'<?xml version="1.0" encoding="UTF-8"?><xfdf xmlns="http://ns.adobe.com/xfdf/"><fields>{fields}</fields></xfdf>'


# What comes back


@dataclass
class Result:
    """How one return was read. `rightly` counts fields that hold something, of `held`; `surely_wrong` are fields with
    another value than the partner's that are not marked as unsure."""

    kind: str
    held: int = 0
    rightly: int = 0
    surely_wrong: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    routed: bool = False

    def cell(self, client: Client) -> str:
        if not self.held:
            return self.kind
        share = f"{100 * self.rightly / self.held:.4g} %"
        if client.group == "filled":
            return f"**{share}**" if self.wrong else share
        return f"{share}, {len(self.surely_wrong)} wrong"


def judged(client: Client, made: Path, original: Sent, expected: Texts) -> Result:
    from dtmforms.returns.ingesting import ingest

    answer = ingest(made.read_bytes(), file=made.name, against=original.record)
    result = Result(answer.kind)
    if not answer.fields:
        return result
    same = str.__eq__ if client.group == "filled" else same_words
    result.routed = answer.reference == original.record.reference
    for entry in original.fields:
        text = answer.fields.get(entry.name)
        right = text is not None and same(text, expected[entry.name])
        if expected[entry.name] not in ("", "Off", "-"):
            result.held += 1
            result.rightly += right
        if not right:
            result.wrong.append(entry.name)
            if text is not None and answer.sources.get(entry.name, {}).get("sure", True):
                result.surely_wrong.append(entry.name)
    return result


def same_words(one: str, other: str) -> bool:
    """A page has no line ends of its own: where a line was broken by its width cannot be told from one that was typed."""
    return one.split() == other.split()


# The clients


def version_of(client: Client) -> str | None:
    """The version as the program tells it; `None` where it is not there."""
    try:
        done = subprocess.run(client.version, capture_output=True, text=True, timeout=LONGEST_S, check=False)
    except (FileNotFoundError, subprocess.TimeoutExpired):
        return None
    told = re.search(r"\d+(\.\d+)+", done.stdout + done.stderr)
    return told[0] if told and not done.returncode else None


def put_through(client: Client, form: Path, values: Path, out: Path) -> str:
    """Run a client's steps; what it said where it failed, else nothing."""
    last = form
    for number, command in enumerate(client.steps, start=1):
        final = number == len(client.steps)
        made = out if final else out.with_suffix(f".{number}.pdf")
        made.unlink(missing_ok=True)
        places = {"{in}": last, "{out}": made, "{form}": form, "{values}": values, "{folder}": made.parent}
        said = run(with_places(command, places))
        if not made.exists():
            return said or "it wrote nothing"
        last = made
    return ""


def with_places(command: Command, places: dict[str, Path]) -> list[str]:
    return [re.sub(r"\{\w+\}", lambda found: str(places[found[0]]), part) for part in command]


def run(command: list[str]) -> str:
    try:
        done = subprocess.run(command, capture_output=True, timeout=LONGEST_S, check=False)
    except subprocess.TimeoutExpired:
        return f"it took longer than {LONGEST_S} s"
    return (done.stdout + done.stderr).decode(errors="replace").strip()[-300:]


def row_of(client: Client, original: Sent, scripts: dict[str, Texts]) -> Row:
    version = version_of(client)
    row = Row(client, version)
    for script, changes in scripts.items() if version else ():
        out = MADE / f"{re.sub(r'[^a-z0-9]+', '-', client.name.lower())}-{script.lower()}{client.suffix}"
        failure = put_through(client, original.form, MADE / script, out)
        row.results[script] = Result(f"failed: {failure}") if failure else judged(client, out, original, original.texts | changes)
    return row


@dataclass
class Row:
    client: Client
    version: str | None
    results: dict[str, Result] = field(default_factory=dict)


# The document


def install() -> None:
    if shutil.which("apt-get"):
        subprocess.run(["apt-get", "install", "--yes", "--no-install-recommends", *APT], check=True)
    venv.create(PLACE / "venv", with_pip=True)
    subprocess.run([PLACE / "venv" / "bin" / "pip", "install", "--quiet", *PIP], check=True)
    subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--prefix", PLACE, *NPM], check=True)


def main() -> int:
    import yaml

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", metavar="NAME")
    parser.add_argument("--install", action="store_true")
    asked = parser.parse_args()
    if asked.install:
        install()
    MADE.mkdir(parents=True, exist_ok=True)
    for file in DRIVERS.glob("*.mjs"):
        shutil.copy(file, PLACE)
    original = sent()
    values = yaml.safe_load((DRIVERS / "values.yaml").read_text("utf-8"))
    scripts = {script: typed(said) for script, said in values.items()}
    for script, changes in scripts.items():
        write_values(MADE / script, changes, original.fields)
    rows = []
    for client in CLIENTS:
        if asked.only and not any(name.lower() in client.name.lower() for name in asked.only):
            continue
        row = row_of(client, original, scripts)
        print(client.name, row.version, {script: result.cell(client) for script, result in row.results.items()}, flush=True)
        for script, r in row.results.items():
            if r.wrong: print("   ", script, r.wrong[:5])
    return 0


if __name__ == "__main__":
    sys.exit(main() if environment.inside() else environment.run_inside(__file__))

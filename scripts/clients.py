"""What comes back when programs that are not ours fill, flatten, print or scan the form: client by script.

    python scripts/clients.py                    every client there is; writes docs/clients.md
    python scripts/clients.py --only PDFium ...  those whose group or name holds this; prints, writes nothing
    python scripts/clients.py --again            the clients are not run; what they made the last time is read again
    python scripts/clients.py --signed           signs the form by programs that sign; the table of docs/signatures.md
    python scripts/clients.py --install          installs the clients first: into .clients/, and by apt where root

A client that is missing is "not run", never passed. What the clients make stays in .clients/made/ to be looked at.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import venv
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

import environment
import signing_clients
from client_list import APT, CLIENTS, DRIVERS, FIELDS, NODE, NPM, PIP, PLACE, Client
from client_results import Result, Row, document, said_of_all

if TYPE_CHECKING:
    from dtmforms.agreement.model import Agreement
    from dtmforms.form.fields import Field
    from dtmforms.returns.ingest import Return

ONE_READER = threading.Lock()
"""The clients run side by side, but PDFium, which reads what they made, serves one thread at a time."""
MADE = PLACE / "made"
DOCUMENT = environment.ROOT / "docs" / "clients.md"
RECORD = environment.ROOT / "scripts" / "demo_agreement.yaml"
LONGEST_S = 900

Texts = dict[str, str]

CHANGED = {
    "table_b_low_destination_secondary": "Yes",
    "table_b_low_method_password_protected_web_portal": "Off",
    "table_b_medium_method_password_protected_email": "Yes",
    **{f"table_b_{urgency}_datasets_01_level": "site" for urgency in ("low", "medium")},
    **{f"table_b_{urgency}_datasets_02_level": "admin2" for urgency in ("low", "medium")},
    **{f"table_b_{urgency}_datasets_03_level": "household" for urgency in ("low", "medium")},
}
"""Ticks set and taken away, and choices: the same in every script."""

# What is sent, and what is typed into it


@dataclass(frozen=True)
class Sent:
    """The form as it was sent in one language: the record, the file, the partner's fields and the texts that they came
    with."""

    record: Agreement
    form: Path
    fields: tuple[Field, ...]
    texts: Texts


def sent(language: str) -> Sent:
    from dtmforms.agreement.check import check
    from dtmforms.changes.fingerprint import fingerprint
    from dtmforms.form.fields import Rows, fields
    from dtmforms.pdf.write import form as pdf_form
    from dtmforms.returns.ingest import Basis, ingest

    record = check(RECORD.read_bytes().replace(b"language: en", f"language: {language}".encode())).record
    if record is None:
        sys.exit("The demo's record is invalid.")
    form = MADE / f"form-{language}.pdf"
    form.write_bytes(pdf_form.draw(record, language, fingerprint(record)))
    texts = ingest(form.read_bytes(), form.name, Basis(record)).fields
    return Sent(record, form, tuple(entry for entry in fields(Rows.of(record)) if not entry.ours), texts)


def typed(said: dict[str, Any]) -> Texts:
    """What the partner changes, by field name."""
    texts = CHANGED | {"table_b_password_change_plan": "\n".join(said["plan"])}
    for urgency, timeline in zip(("low", "medium"), said["timeline"], strict=True):
        place = f"table_b_{urgency}"
        for row, name in enumerate(said["datasets"], start=1):
            texts[f"{place}_datasets_{row:02d}_name"] = name
        texts[f"{place}_timeline"] = timeline
        texts[f"{place}_datasets_02_partner_label"] = said["label"]
        texts[f"{place}_destination_other_01"] = said["destination"]
        texts[f"{place}_method_other_01"] = said["method"]
    for post in ("primary", "secondary"):
        for attribute, text in said[post].items():
            texts[f"table_c_requesting_organization_{post}_{attribute}"] = text
    return texts


def write_values(stem: Path, changes: Texts, fields: tuple[Field, ...]) -> None:
    """The same values four times, for whatever a client takes: JSON, Java's properties, FDF, XFDF."""
    table = {entry.name: entry for entry in fields}
    values: dict[str, dict[str, Any]] = {"texts": {}, "ticks": {}, "choices": {}}
    for name, text in changes.items():
        if table[name].kind == "tick":
            values["ticks"][name] = text == "Yes"
        elif table[name].kind == "choice":  # the first option of the form stands for no answer
            values["choices"][name] = {"value": text, "index": 1 + table[name].options.index(text)}
        else:
            values["texts"][name] = text
    stem.with_suffix(".json").write_text(json.dumps(values), "utf-8")
    properties = (f"{name}={json.dumps(text)[1:-1]}\n" for name, text in changes.items())
    stem.with_suffix(".properties").write_text("".join(properties), "ascii")
    stem.with_suffix(".fdf").write_bytes(fdf(changes, values["ticks"]))
    stem.with_suffix(".xfdf").write_text(xfdf(changes), "utf-8")


def fdf(changes: Texts, ticks: Texts) -> bytes:
    """Forms data (ISO 32000-2:2020 12.7.8): texts as UTF-16 in hexadecimal, ticks as names."""
    pairs = []
    for name, text in changes.items():
        value = f"/{text}" if name in ticks else f"<FEFF{text.encode('utf-16-be').hex()}>"
        pairs.append(f"<< /T ({name}) /V {value} >>\n")
    catalog = f"1 0 obj\n<< /FDF << /Fields [\n{''.join(pairs)}] >> >>\nendobj\n"
    return f"%FDF-1.2\n{catalog}trailer\n<< /Root 1 0 R >>\n%%EOF\n".encode()


def xfdf(changes: Texts) -> str:
    """The same as XML (ISO 19444-1)."""
    fields = (f"<field name={quoteattr(name)}><value>{escape(text)}</value></field>" for name, text in changes.items())
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<xfdf xmlns="http://ns.adobe.com/xfdf/">'
    return f"{head}<fields>{''.join(fields)}</fields></xfdf>\n"


# The clients at work


def version_of(client: Client) -> str | None:
    """The version as the program tells it; `None` where it is not there."""
    try:
        done = subprocess.run(client.version, capture_output=True, text=True, timeout=LONGEST_S, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    told = re.search(r"\d+(\.\d+)+", done.stdout + done.stderr)
    return told[0] if told and not done.returncode else None


def put_through(client: Client, form: Path, values: Path, out: Path) -> str:
    """Run a client's steps; what it said where it failed, else nothing."""
    last = form
    out.unlink(missing_ok=True)
    for number, command in enumerate(client.steps, start=1):
        made = out if number == len(client.steps) else out.with_suffix(f".{number}.pdf")
        made.unlink(missing_ok=True)
        places = {"{in}": last, "{out}": made, "{form}": form, "{values}": values}
        said = run([re.sub(r"\{\w+\}", lambda named: str(places[named[0]]), part) for part in command])  # noqa: B023
        if not made.exists() or not made.stat().st_size:
            made.unlink(missing_ok=True)
            return said or "it wrote nothing"
        last = made
    return ""


def run(command: list[str]) -> str:
    try:
        done = subprocess.run(command, capture_output=True, timeout=LONGEST_S, check=False)
    except subprocess.TimeoutExpired:
        return f"it took longer than {LONGEST_S} s"
    said = (done.stdout + done.stderr).decode(errors="replace").split("\n")
    return next((part for part in said if re.search(r"\b\w*(Error|Exception)\b", part)), said[-1])[:200]


# What comes back


def judged(answer: Return, original: Sent, expected: Texts, same: Callable[[str, str], bool]) -> Result:
    from dtmforms.findings import any_error

    result = Result(answer.kind, known=answer.reference == original.record.reference)
    result.taken = answer.record is not None and not any_error(answer.findings)
    result.asks = tuple(sorted({finding.code for finding in answer.findings if any_error([finding])}))
    if not answer.fields:
        return result
    for entry in original.fields:
        text = answer.fields.get(entry.name)
        right = text is not None and same(text, expected[entry.name])
        if expected[entry.name] not in ("", "Off", "-"):
            result.held += 1
            result.right += right
        if not right:
            result.wrong.append(entry.name)
            if text is not None and answer.sources.get(entry.name, {}).get("sure", True):
                result.surely_wrong.append(entry.name)
    return result


def same_words(one: str, other: str) -> bool:
    """A page does not tell a line that was ended from one that was broken by its width."""
    return one.split() == other.split()


def row_of(group: str, client: Client, forms: dict[str, Sent], scripts: dict[str, Texts], *, again: bool) -> Row:
    """What comes of a client: of one that leaves fields in every language, of another in English."""
    row = Row(group, client, version_of(client))
    if row.version is None:
        print(f"{group} by {client.name}: not run, for nothing comes of: {' '.join(client.version)}", flush=True)
        return row
    languages = list(forms) if group in FIELDS else ["en"]
    for script in scripts:
        for language in languages:
            original, expected = forms[language], forms[language].texts | scripts[script]
            out = MADE / f"{group}-{slug(client.name)}-{slug(script)}-{language}{client.suffix}"
            failure = "" if again else put_through(client, original.form, MADE / slug(script), out)
            row.results[script, language] = result = read_again(out, original, expected, group)
            tell(f"{group} by {client.name} {row.version}, {script}, {language}", failure or out.name, result, group)
    return row


def read_again(out: Path, original: Sent, expected: Texts, group: str) -> Result:
    from dtmforms.returns.ingest import Basis, ingest

    if not out.exists():
        return Result("fails")
    with ONE_READER:
        answer = ingest(out.read_bytes(), out.name, Basis(original.record))
    return judged(answer, original, expected, str.__eq__ if group in FIELDS else same_words)


def tell(what: str, where: str, result: Result, group: str) -> None:
    wrong = result.wrong if group in FIELDS else result.surely_wrong
    said = said_of_all([result]) if group in FIELDS else result.said(group)
    print(f"{what}: {result.kind}, {said} [{where}] {' '.join([*wrong[:4], *result.asks])}", flush=True)


def slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


# The command


def install() -> None:
    commands = [["npm", "install", "--no-audit", "--no-fund", "--prefix", str(PLACE), *NPM]]
    if shutil.which("apt-get") and os.geteuid() == 0:
        missing = [package for package in APT if not (package in NODE and shutil.which("npm"))]
        commands.insert(0, ["apt-get", "install", "--yes", "--no-install-recommends", *missing])
    venv.create(PLACE / "venv", with_pip=True)
    commands.append([str(PLACE / "venv" / "bin" / "pip"), "install", "--quiet", *PIP])
    for command in commands:
        subprocess.run(command, check=True)


def main() -> int:
    import yaml

    from dtmforms.language import LANGUAGES

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", metavar="NAME", help="clients whose group or name holds one of these")
    parser.add_argument("--install", action="store_true", help="install the clients first")
    parser.add_argument("--again", action="store_true", help="read again what the clients made the last time")
    parser.add_argument("--signed", action="store_true", help="the programs that sign, and nothing else")
    asked = parser.parse_args()
    MADE.mkdir(parents=True, exist_ok=True)
    if asked.install:
        install()
    for file in DRIVERS.glob("*.mjs"):
        shutil.copy(file, PLACE)
    if asked.signed:
        with tempfile.TemporaryDirectory(dir=MADE) as folder:
            signing_clients.measure(Path(folder))
        return 0
    forms = {language: sent(language) for language in LANGUAGES}
    fields = forms["en"].fields
    scripts = {name: typed(said) for name, said in yaml.safe_load((DRIVERS / "values.yaml").read_text("utf-8")).items()}
    for script, changes in scripts.items():
        write_values(MADE / slug(script), changes, fields)
    names = [name.lower() for name in asked.only or [""]]
    clients = [(group, client) for group, members in CLIENTS.items() for client in members]
    wanted = [
        (group, client) for group, client in clients if any(name in f"{group} {client.name}".lower() for name in names)
    ]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        rows = list(pool.map(lambda one: row_of(one[0], one[1], forms, scripts, again=asked.again), wanted))
    if not asked.only:
        DOCUMENT.write_text(document(rows, list(scripts), len(fields), list(forms)), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main() if environment.inside() else environment.run_inside(__file__))

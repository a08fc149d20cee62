"""Read mutated forms and say of each what came of it, a line of JSON a form.

python read_mutations.py FIRST LAST

A line is written before a form is read and after it, so that one that ends the reader is known.
"""

from __future__ import annotations

import io
import json
import signal
import sys
from typing import Any

import pikepdf
import pypdf
from conftest import TODAY
from mutations import Source, controls_of, mutated, plain, sources

from dtmforms.form.fields import UNTICKED, fields, rows_seen
from dtmforms.returns.ingesting import Return, ingest

_MOST_SECONDS = 10
"""Of the processor, for one form: the system ends the process (SIGPROF) that takes more."""


def main(first: int, last: int) -> None:
    meant = {name: _read(source.data, source) for name, source in sources().items()}
    for seed in range(first, last):
        name, data = mutated(seed)
        _tell(seed=seed, source=name)
        signal.setitimer(signal.ITIMER_PROF, _MOST_SECONDS)
        outcome = _outcome(sources()[name], data, meant[name].fields)
        signal.setitimer(signal.ITIMER_PROF, 0)
        _tell(seed=seed, source=name, outcome=outcome)


def _tell(**said: Any) -> None:
    print(json.dumps(said), flush=True)  # noqa: T201 - standard output is how it answers


def _read(data: bytes, source: Source) -> Return:
    return ingest(data, file="return", against=source.sent, today=TODAY)


def _outcome(source: Source, data: bytes, before: dict[str, str]) -> str:
    """`same`, `refused`, `flagged`, or `as the file says`; anything else is wrong."""
    try:
        answer = _read(data, source)
    except Exception as fault:  # noqa: BLE001 - whatever it is, it is what is looked for
        return f"a fault: {type(fault).__name__}: {fault}"
    if answer.record is None:
        return "flagged" if answer.readable else "refused"
    if plain(answer.record.values()) == source.values:
        return "same"
    changed = sorted(name for name in {*before, *answer.fields} if before.get(name) != answer.fields.get(name))
    unseen = [name for name in changed if not _is_said(name, answer.fields.get(name), data)]
    if changed and not unseen:
        return "as the file says"
    values = {name: (before.get(name), answer.fields.get(name)) for name in unseen[:3]}
    return f"a wrong value in silence: {values or 'the record has what no field has'}"


def _is_said(name: str, text: str | None, data: bytes) -> bool:
    """Whether two readers that are not ours see this very value in this field."""
    if data.startswith(b"PK"):
        controls = controls_of(data)
        if name in controls:
            return set(controls[name]) == {text or ""}
        words = " ".join(said for texts in controls.values() for said in texts)
        return all(word in words for word in (text or "").split())
    try:
        seen = (_by_pypdf(data).get(name), _by_pikepdf(data).get(name))
    except Exception:  # noqa: BLE001 - of a broken file they raise anything, and then do not see the value
        return False
    return all(_same(name, text, value) for value in seen)


def _same(name: str, text: str | None, seen: str | None) -> bool:
    entry = next((entry for entry in fields(rows_seen({name: text or ""})) if entry.name == name), None)
    if entry and entry.kind == "tick":
        return (text or UNTICKED) == UNTICKED if seen in (None, "", UNTICKED) else text not in (None, "", UNTICKED)
    return (seen or "").replace("\r\n", "\n").replace("\r", "\n") == (text or "")


def _by_pypdf(data: bytes) -> dict[str, str]:
    found = pypdf.PdfReader(io.BytesIO(data)).get_fields() or {}
    return {name: str(field.get("/V") or "").removeprefix("/") for name, field in found.items()}


def _by_pikepdf(data: bytes) -> dict[str, str]:
    with pikepdf.open(io.BytesIO(data), attempt_recovery=False, suppress_warnings=True) as pdf:
        seen: dict[str, str] = {}
        for field in list(pdf.Root.AcroForm.Fields):
            if isinstance(field, pikepdf.Dictionary) and "/T" in field:
                seen.setdefault(str(field.T), str(field.get("/V", "")).removeprefix("/"))
        return seen


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))

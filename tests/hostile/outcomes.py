"""What came of reading a mutated form, judged by the values that were sent and by readers that are not ours."""

from __future__ import annotations

import io
from functools import cache

import pikepdf
import pypdf
from conftest import TODAY
from mutations import Source, controls_of, mutated, plain, sources

from dtmforms.form.fields import UNTICKED, fields, rows_seen
from dtmforms.returns.ingest import Basis, Return, ingest

RIGHT = {"same", "refused", "flagged", "as the file says"}


def outcome(seed: int) -> str:
    """One of `RIGHT`, or what is wrong."""
    name, data = mutated(seed)
    source, before = sources()[name], _fields_before(name)
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


@cache
def _fields_before(name: str) -> dict[str, str]:
    source = sources()[name]
    return _read(source.data, source).fields


def _read(data: bytes, source: Source) -> Return:
    return ingest(data, "return", Basis(source.sent, today=TODAY))


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

"""Our own filled forms, each changed a little and at random, but by a seed: one number is one file, always."""

from __future__ import annotations

import io
import json
import random
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import pikepdf
from conftest import load_sample
from drafts import OTHER_MOBILE, Draft, form
from hostile_packages import word_parts, zipped
from hostile_pdf_forms import saved

from dtmforms.agreement.model import Agreement
from dtmforms.changes.fingerprint import fingerprint
from dtmforms.pdf.write.form import draw

Random = random.Random
_NAMES = b"/V /T /DV /Kids /Parent /FT /Ff /AS /AP /Opt /Fields /Type /X".split()
_NUMBERS = [b"0", b"-1", b"1", b"7", b"65536", b"2147483648", b"99999999999999999999", b"0.5", b"+3", b"00012", b"--1"]
_TOKEN = re.compile(rb"/[A-Za-z]+|\d+ 0 R|[-+]?\d+(?:\.\d+)?|\((?:\\.|[^\\()])*\)|<<|>>|\[|\]")
_XML_TOKEN = re.compile(rb"<[^<>]*>|[^<>]+")


@dataclass(frozen=True, slots=True)
class Source:
    """A form that came back, the record that was sent, and the values that it means."""

    data: bytes
    sent: Agreement
    values: dict[str, Any]


def plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as JSON has them."""
    told: dict[str, Any] = json.loads(json.dumps(values, default=str))
    return told


@cache
def sources() -> dict[str, Source]:
    english, french = load_sample("en"), load_sample("fr")
    other = plain(english.values())
    other["table_c"]["requesting_organization"]["primary"]["mobile"] = OTHER_MOBILE
    filled = saved(b"(" + OTHER_MOBILE.encode() + b")")
    return {
        "plain": Source(form(), english, plain(english.values())),
        "packed": Source(Draft().packed(), english, plain(english.values())),
        "saved once more": Source(filled, english, other),
        "written anew": Source(_written_anew(filled), english, other),
        "French": Source(draw(french, "fr", fingerprint(french)), french, plain(french.values())),
        "Word": Source(zipped(word_parts()), english, plain(english.values())),
    }


def _written_anew(data: bytes) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate, static_id=True)
    return out.getvalue()


def mutated(seed: int) -> tuple[str, bytes]:
    """The name of a source, and its data after the mutation of that number."""
    chance = Random(seed)
    name = chance.choice(list(sources()))
    data = sources()[name].data
    if name == "Word":
        return name, _word(data, chance)
    if name in ("plain", "packed") and chance.random() < 0.6:
        return name, _by_objects(chance, packed=name == "packed")
    return name, _raw(data, chance)


# Bytes, whatever they stand for


def _flipped(data: bytes, chance: Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.choice([1, 1, 2, 8, 64])):
        changed[_place(data, chance) % len(changed)] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _place(data: bytes, chance: Random) -> int:
    """A place in a file; every other time at a field, where the file names them."""
    at = data.find(b"/T(", chance.randrange(len(data)))
    return (
        min(at + chance.randrange(300), len(data)) if at >= 0 and chance.random() < 0.5 else chance.randrange(len(data))
    )


def _part(data: bytes, chance: Random) -> tuple[int, int]:
    start = _place(data, chance)
    return start, min(start + chance.choice([1, 2, 7, 30, 200, 3000]), len(data))


def _without_a_part(data: bytes, chance: Random) -> bytes:
    start, end = _part(data, chance)
    return data[:start] + data[end:]


def _with_a_part_twice(data: bytes, chance: Random) -> bytes:
    start, end = _part(data, chance)
    at = chance.choice([end, chance.randrange(len(data))])
    return data[:at] + data[start:end] + data[at:]


def _with_a_part_of_rubbish(data: bytes, chance: Random) -> bytes:
    start, end = _part(data, chance)
    return data[:start] + chance.choice([chance.randbytes(end - start), bytes(end - start)]) + data[end:]


def _cut(data: bytes, chance: Random) -> bytes:
    return data[: chance.randrange(len(data))]


_OF_BYTES: list[Callable[[bytes, Random], bytes]] = [
    _flipped,
    _flipped,
    _without_a_part,
    _with_a_part_twice,
    _with_a_part_of_rubbish,
    _cut,
]


def _raw(data: bytes, chance: Random) -> bytes:
    if chance.random() < 0.4:
        return _other_token(data, chance)
    return chance.choice(_OF_BYTES)(data, chance)


# Tokens of a PDF


def _other_token(data: bytes, chance: Random) -> bytes:
    """One token somewhere becomes another one, goes, or stands twice."""
    start = _place(data, chance)
    found = _TOKEN.search(data, start) or _TOKEN.search(data)
    if not found:
        return data
    return data[: found.start()] + _instead_of(found[0], data, chance) + data[found.end() :]


def _instead_of(token: bytes, data: bytes, chance: Random) -> bytes:
    if chance.random() < 0.2:
        return chance.choice([b"", token + b" " + token, b"null"])
    if token.startswith(b"/"):
        return chance.choice(_NAMES)
    if token.endswith(b" R"):
        return b"%d 0 R" % chance.randrange(400)
    if token.startswith(b"("):
        another = _TOKEN.findall(data, chance.randrange(len(data)))
        return next((other for other in another if other.startswith(b"(")), b"()")
    return chance.choice([*_NUMBERS, b"[", b"]", b"<<", b">>", b"true"])


def _with_an_entry_twice(body: bytes, chance: Random) -> bytes:
    """The value of one key once more, under that key or another, before or behind."""
    entries = re.findall(rb"/(?:V|T|DV|FT|Ff|AS)\s*(?:/\w+|\((?:\\.|[^\\()])*\)|\d+)", body)
    if not entries or not body.startswith(b"<<"):
        return body
    entry = chance.choice(entries)
    if chance.random() < 0.5:
        entry = re.sub(rb"\(.*\)", b"(other)", entry)
    return b"<<" + entry + body[2:] if chance.random() < 0.5 else re.sub(rb">>$", lambda _: entry + b">>", body)


def _by_objects(chance: Random, *, packed: bool) -> bytes:
    """Objects are changed before the file is put together, so that all places in it are right."""
    draft = Draft()
    for _ in range(chance.choice([1, 1, 1, 3])):
        among = [number for number, body in draft.bodies.items() if b"/Subtype/Widget" in body or b"/Type/" in body]
        number = chance.choice(among if chance.random() < 0.8 else list(draft.bodies))
        change = chance.choice([_other_token, _other_token, _with_an_entry_twice, _flipped])
        draft.bodies[number] = change(draft.bodies[number], chance)
    if chance.random() < 0.15:
        one, other = chance.sample(list(draft.bodies), 2)
        draft.bodies[one], draft.bodies[other] = draft.bodies[other], draft.bodies[one]
    return draft.packed() if packed else draft.finished()


# Word documents


def _word(data: bytes, chance: Random) -> bytes:
    if chance.random() < 0.25:
        return chance.choice(_OF_BYTES)(data, chance)
    parts = dict(word_parts())
    name = chance.choice(["word/document.xml"] * 5 + list(parts))
    change = chance.choice([_other_xml, _other_xml, _with_xml_twice, *_OF_BYTES[:5]])
    parts[name] = change(parts[name], chance)
    return zipped(parts)


def _tokens(data: bytes, chance: Random) -> tuple[list[bytes], int]:
    tokens = _XML_TOKEN.findall(data)
    return tokens, chance.randrange(len(tokens))


def _other_xml(data: bytes, chance: Random) -> bytes:
    tokens, at = _tokens(data, chance)
    tokens[at] = chance.choice([b"", chance.choice(tokens), tokens[at].upper(), b"x"])
    return b"".join(tokens)


def _with_xml_twice(data: bytes, chance: Random) -> bytes:
    """An element with all that is in it stands twice, or goes."""
    found = [*re.finditer(rb"<w:(sdt|r|t|p|tr|tc)\b.*?</w:\1>", data, re.DOTALL)]
    if not found:
        return data
    element = chance.choice(found)
    return data[: element.start()] + chance.choice([b"", element[0] * 2]) + data[element.end() :]


# What a file says, by readers that are not ours


def controls_of(data: bytes) -> dict[str, list[str]]:
    """The texts of the content controls of a Word document by their tags, read by the standard library alone."""
    from xml.etree import ElementTree

    w = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        root = ElementTree.fromstring(package.read("word/document.xml"))  # noqa: S314 - a form of ours, changed a little
    texts: dict[str, list[str]] = {}
    for control in root.iter(f"{w}sdt"):
        tag = control.find(f"{w}sdtPr/{w}tag")
        said = "".join(node.text or "" for node in control.iter(f"{w}t"))
        texts.setdefault("" if tag is None else tag.get(f"{w}val", ""), []).append(said)
    return texts

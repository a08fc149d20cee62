"""Lies of the file: updates, keys that are there twice, objects that are there twice."""

from __future__ import annotations

import io
import re
import zlib

import pikepdf
from claims import EMAIL, MOBILE, NAME
from pdf_returns import PdfReturn, lie
from pikepdf import Dictionary, String


def plain(made: PdfReturn) -> bytes:
    """The file with a table of objects, and none in streams."""
    return made.bytes(object_stream_mode=pikepdf.ObjectStreamMode.disable)


def found(data: bytes, field: str) -> tuple[int, bytes]:
    """The number and the text of the object of a field."""
    for match in re.finditer(rb"\n(\d+) 0 obj\n(<<.*?>>)\nendobj", data, re.DOTALL):
        if b"/T (" + field.encode() + b")" in match[2]:
            return int(match[1]), match[2]
    raise LookupError(field)


def updated(data: bytes, objects: dict[int, bytes], trailer: str = "") -> bytes:
    """The file with one more update at its end."""
    previous = int(re.findall(rb"startxref\s+(\d+)", data)[-1])
    root, size = re.findall(rb"/Root (\d+ 0 R)", data)[-1].decode(), max(_size(data), *(n + 1 for n in objects))
    body, table = data + b"\n", ["xref"]
    for number, text in sorted(objects.items()):
        table += [f"{number} 1", f"{len(body):010} 00000 n "]
        body += f"{number} 0 obj\n".encode() + text + b"\nendobj\n"
    start = len(body)
    table += [
        "trailer",
        f"<< /Size {size} /Root {root} /Prev {previous} {trailer} >>",
        "startxref",
        str(start),
        "%%EOF",
    ]
    return body + "\n".join(table).encode() + b"\n"


def _size(data: bytes) -> int:
    return int(re.findall(rb"/Size (\d+)", data)[-1])


def value(text: str) -> bytes:
    return b"/V (" + text.encode() + b")"


def changed(made: PdfReturn, add: bytes, *, before: bool = False) -> bytes:
    """The field shows what is claimed; something is added to its dictionary, beside what it stores."""
    made.field.AP = shown(made)
    data = plain(made)
    number, text = found(data, made.claim.field)
    body = b"<< " + add + b" " + text[2:] if before else text[:-2] + b" " + add + b" >>"
    return updated(data, {number: body})


def shown(made: PdfReturn) -> Dictionary:
    return Dictionary(N=made.stream(f"/Tx BMC q 0 g {made.text(made.claim.shown)}Q EMC"))


@lie("updates", MOBILE)
def a_later_update_changes_the_value_alone(made: PdfReturn) -> bytes:
    claim = made.claim
    made.store(claim.shown)
    data = plain(made)
    number, text = found(data, claim.field)
    return updated(data, {number: text.replace(value(claim.shown), value(claim.stored))})


@lie("updates", EMAIL)
def a_value_is_changed_and_changed_back_by_updates(made: PdfReturn) -> bytes:
    made.field.AP = shown(made)
    data = plain(made)
    number, text = found(data, made.claim.field)
    there = updated(data, {number: text.replace(value(made.claim.stored), value(made.claim.shown))})
    return updated(there, {number: text})


@lie("updates", NAME)
def an_update_changes_the_appearance_alone(made: PdfReturn) -> bytes:
    data = plain(made)
    text = found(data, made.claim.field)[1]
    stream = re.search(rb"/N (\d+) 0 R", text)
    assert stream
    content = f"/Tx BMC q 0 g {made.text(made.claim.shown)}Q EMC".encode()
    box = f"[ 0 0 {made.width:.2f} {made.height:.2f} ]"
    font = "<< /Font << /Helv << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>"
    head = f"<< /Type /XObject /Subtype /Form /BBox {box} /Resources {font} /Length {len(content)} >>"
    return updated(data, {int(stream[1]): head.encode() + b"\nstream\n" + content + b"\nendstream"})


@lie("updates", MOBILE)
def an_object_stream_and_a_plain_object_hold_one_field(made: PdfReturn) -> bytes:
    made.field.AP = shown(made)
    made.field.V = String(made.claim.shown)
    data = plain(made)
    number, text = found(data, made.claim.field)
    other = text.replace(value(made.claim.shown), value(made.claim.stored))
    return _hybrid(data, number, other)


def _hybrid(data: bytes, number: int, text: bytes) -> bytes:
    """An update whose table is of both kinds: the stream that it names holds the object in an object stream."""
    size = _size(data)
    packed = zlib.compress(f"{number} 0 ".encode() + text)
    head = f"<< /Type /ObjStm /N 1 /First {len(f'{number} 0 ')} /Filter /FlateDecode /Length {len(packed)} >>"
    body = data + b"\n"
    place = len(body)
    body += f"{size} 0 obj\n{head}\nstream\n".encode() + packed + b"\nendstream\nendobj\n"
    entries = b"\x02" + size.to_bytes(4) + b"\x00" + b"\x01" + place.to_bytes(4) + b"\x00"
    table = len(body)
    root = re.findall(rb"/Root (\d+ 0 R)", data)[-1].decode()
    index = f"/Index [ {number} 1 {size} 1 ] /W [ 1 4 1 ] /Root {root}"
    head = f"<< /Type /XRef /Size {size + 2} {index} /Length {len(entries)} >>"
    body += f"{size + 1} 0 obj\n{head}\nstream\n".encode() + entries + b"\nendstream\nendobj\n"
    start, previous = len(body), int(re.findall(rb"startxref\s+(\d+)", data)[-1])
    trailer = f"<< /Size {size + 2} /Root {root} /Prev {previous} /XRefStm {table} >>"
    return body + f"xref\n0 0\ntrailer\n{trailer}\nstartxref\n{start}\n%%EOF\n".encode()


@lie("updates", NAME)
def another_version_of_the_field_lies_between_the_objects(made: PdfReturn) -> bytes:
    made.field.AP = shown(made)
    data = plain(made)
    number, text = found(data, made.claim.field)
    other = text.replace(value(made.claim.stored), value(made.claim.shown))
    return updated(data, {number: text + b"\nendobj\n" + f"{number} 0 obj\n".encode() + other})


@lie("keys", MOBILE)
def the_value_is_there_twice(made: PdfReturn) -> bytes:
    return changed(made, value(made.claim.shown), before=True)


@lie("keys", EMAIL)
def the_value_is_there_twice_and_the_shown_one_last(made: PdfReturn) -> bytes:
    made.field.AP = shown(made)
    data = plain(made)
    number, text = found(data, made.claim.field)
    return updated(data, {number: text[:-2] + value(made.claim.shown) + value(made.claim.stored) + b" >>"})


@lie("keys", NAME)
def the_name_of_the_value_s_key_is_written_in_two_ways(made: PdfReturn) -> bytes:
    return changed(made, b"/#56 (" + made.claim.shown.encode() + b")", before=True)


@lie("keys", EMAIL)
def the_key_of_the_appearance_is_written_in_two_ways(made: PdfReturn) -> bytes:
    made.pdf.Root.Shown = made.stream(f"/Tx BMC q 0 g {made.text(made.claim.shown)}Q EMC")
    data = plain(made)
    number, text = found(data, made.claim.field)
    stream = re.search(rb"/Shown (\d+ 0 R)", data)
    assert stream
    kept = re.sub(rb"/AP <<[^>]*>>", b"", text)
    return updated(data, {number: kept[:-2] + b" /#41P << /#4E " + stream[1] + b" >> >>"})


@lie("keys", NAME)
def the_name_of_the_field_is_in_another_encoding(made: PdfReturn) -> bytes:
    made.field.AP = shown(made)
    data = plain(made)
    number, text = found(data, made.claim.field)
    name = b"<feff" + made.claim.field.encode("utf-16-be").hex().encode() + b">"
    return updated(data, {number: text.replace(b"(" + made.claim.field.encode() + b")", name, 1)})


@lie("keys", EMAIL)
def the_value_is_in_pieces_of_octal_codes(made: PdfReturn) -> bytes:
    made.field.AP = shown(made)
    data = plain(made)
    number, text = found(data, made.claim.field)
    octal = "".join(f"\\{ord(letter):03o}" for letter in made.claim.stored)
    return updated(data, {number: text.replace(value(made.claim.stored), value(octal))})


@lie("keys", NAME)
def the_value_is_in_utf_8_with_a_mark(made: PdfReturn) -> bytes:
    made.field.AP = shown(made)
    data = plain(made)
    number, text = found(data, made.claim.field)
    coded = b"/V <efbbbf" + made.claim.stored.encode().hex().encode() + b">"
    return updated(data, {number: text.replace(value(made.claim.stored), coded)})


@lie("keys", EMAIL)
def the_value_has_a_mark_of_language(made: PdfReturn) -> bytes:
    made.field.AP = shown(made)
    data = plain(made)
    number, text = found(data, made.claim.field)
    wide = "\x1ben\x1b" + made.claim.stored
    coded = b"/V <feff" + wide.encode("utf-16-be").hex().encode() + b">"
    return updated(data, {number: text.replace(value(made.claim.stored), coded)})


@lie("encryption", NAME)
def the_file_is_locked_for_editing_only(made: PdfReturn) -> bytes:
    made.field.AP = shown(made)
    target = io.BytesIO()
    made.pdf.save(target, encryption=pikepdf.Encryption(owner="owner", user="", R=6))
    return target.getvalue()


@lie("encryption", EMAIL)
def the_file_is_compressed_and_in_object_streams(made: PdfReturn) -> bytes:
    made.field.AP = shown(made)
    return made.bytes(object_stream_mode=pikepdf.ObjectStreamMode.generate, compress_streams=True)


@lie("encryption", MOBILE)
def the_file_is_made_for_the_web(made: PdfReturn) -> bytes:
    made.field.AP = shown(made)
    target = io.BytesIO()
    made.pdf.save(target, linearize=True)
    return target.getvalue()

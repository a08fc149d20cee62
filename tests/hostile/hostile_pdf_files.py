"""PDF files whose structure is broken, or made to cost whoever reads them time, memory or more."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable

from drafts import HEADER, MOBILE, MOBILE_PATH, OTHER_MOBILE, Draft, flate, form, stream, updated, written
from manifest import NOT_TAKEN, READ, READ_OR_REFUSED, REFUSED, Expected, Hostile, meaning, of_bytes, refused

_MEGABYTE = 2**20


# Files that were cut off


def cut(part: float) -> bytes:
    return form()[: int(len(form()) * part)]


def cut_before(mark: bytes, further: int = 0) -> bytes:
    return form()[: form().rindex(mark) + further]


# Cross-reference tables


def with_prev(prev: bytes) -> bytes:
    return Draft().finished(prev=b"/Prev " + prev)


def with_startxref(place: bytes) -> bytes:
    return re.sub(rb"startxref\n\d+", lambda _: b"startxref\n" + place, form())


def with_table(old: bytes, new: bytes) -> bytes:
    data = form()
    at = data.rindex(b"xref\n0 ")
    assert old in data[at:]
    return data[:at] + data[at:].replace(old, new)


def with_all_rows_alike() -> bytes:
    data = form()
    at = data.rindex(b"xref\n0 ")
    return data[:at] + re.sub(rb"\d{10} 00000 n", b"0000000015 00000 n", data[at:])


def with_shifted_rows() -> bytes:
    data = form()
    at = data.rindex(b"xref\n0 ")
    return data[:at] + re.sub(rb"(\d{10}) 00000 n", lambda row: b"%010d 00000 n" % (int(row[1]) + 7), data[at:])


def with_swapped_rows() -> bytes:
    """The places of two fields' objects are those of each other."""
    draft, data = Draft(), form()
    one, other = draft.field(MOBILE), draft.field("table_c_requesting_organization_secondary_mobile")
    at = data.rindex(b"xref\n0 ")
    rows = data[at:].split(b"\n")
    rows[one + 2], rows[other + 2] = rows[other + 2], rows[one + 2]
    return data[:at] + b"\n".join(rows)


def prev_in_a_circle() -> bytes:
    data = updated(form(), {9000: b"null"}, Draft().trailer)
    later = int(data[data.rfind(b"startxref") :].split()[1])
    return data.replace(b"/Size 346>>", b"/Size 346/Prev %d>>" % later, 1)


def without_root() -> bytes:
    draft = Draft()
    return written(draft.bodies, re.sub(rb"/Root \d+ 0 R", b"", draft.trailer))


def with_root(root: bytes) -> bytes:
    draft = Draft()
    return written(draft.bodies, re.sub(rb"/Root \d+ 0 R", b"/Root " + root, draft.trailer))


def with_root_a_stream() -> bytes:
    draft = Draft()
    draft.bodies[draft.root] = stream(b"x", b"/Type/Catalog")
    return draft.finished()


def old_kind_of_generations() -> bytes:
    return with_table(b" 00000 n", b" 00007 n")


# Trees of pages


def with_pages(body: bytes) -> bytes:
    """Another root of the tree of pages; SELF is its own number."""
    draft = Draft()
    number = draft.page_tree()
    kids = b"".join(b"%d 0 R " % page for page in draft.pages)
    body = body.replace(b"SELF", b"%d 0 R" % number).replace(b"PAGES", kids)
    draft.bodies[number] = b"<</Type/Pages/Parent %d 0 R%b>>" % (number, body) if b"/Kids" in body else body
    return draft.finished()


def pages_that_multiply() -> bytes:
    """Each of nine levels has the next one ten times."""
    draft = Draft()
    below = draft.pages[0]
    for _ in range(9):
        below = draft.add(b"<</Type/Pages/Count 10/Kids[%b]>>" % (b"%d 0 R " % below * 10))
    draft.bodies[draft.page_tree()] = b"<</Type/Pages/Count 1000000000/Kids[%d 0 R]>>" % below
    return draft.finished()


def pages_in_a_chain(length: int) -> bytes:
    draft = Draft()
    first = max(draft.bodies) + 1
    for number in range(first, first + length):
        draft.bodies[number] = b"<</Type/Pages/Count 1/Kids[%d 0 R]>>" % (number + 1)
    draft.bodies[first + length] = draft.bodies[draft.pages[0]]
    draft.bodies[draft.page_tree()] = b"<</Type/Pages/Count 1/Kids[%d 0 R]>>" % first
    return draft.finished()


def many_pages(count: int) -> bytes:
    draft = Draft()
    kids = b"%d 0 R " % draft.pages[0] * count
    draft.bodies[draft.page_tree()] = b"<</Type/Pages/Count %d/Kids[%b]>>" % (count, kids)
    return draft.finished()


# Deep and long objects


def with_entry(entry: bytes) -> bytes:
    """An entry in the catalog that means nothing."""
    draft = Draft()
    return draft.enter(draft.root, entry).finished()


def with_drawing(data: bytes, entries: bytes = b"", *, packing: Callable[[bytes, bytes], bytes] = stream) -> bytes:
    """More content for the first page, drawn before ours."""
    draft = Draft()
    number = draft.add(packing(data, entries))
    return draft.change(draft.pages[0], b"/Contents[", b"/Contents[%d 0 R " % number).finished()


def with_length(length: bytes) -> bytes:
    draft = Draft()
    number = draft.appearance(MOBILE)
    draft.bodies[number] = re.sub(rb"/Length \d+", lambda _: b"/Length " + length, draft.bodies[number])
    return draft.finished()


def with_length_of_itself() -> bytes:
    return with_length(b"%d 0 R" % Draft().appearance(MOBILE))


def with_contents_cut_short() -> bytes:
    draft = Draft()
    number = int(re.findall(rb"/Contents\[(\d+) 0 R", draft.bodies[draft.pages[0]])[0])
    draft.bodies[number] = re.sub(rb"/Length \d+", b"/Length 20", draft.bodies[number])
    return draft.finished()


# Bombs


def zeros(megabytes: int, times: int = 1) -> bytes:
    """So many megabytes of nothing, compressed again and again. One of them is packed, and its block repeated."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packer.compress(bytes(_MEGABYTE)) + packer.flush(zlib.Z_FULL_FLUSH)
    checksum = 1
    for _ in range(megabytes):
        checksum = zlib.adler32(bytes(_MEGABYTE), checksum)
    data = b"\x78\xda" + block * megabytes + b"\x03\0" + checksum.to_bytes(4, "big")
    for _ in range(times - 1):
        data = zlib.compress(data, 9)
    return data


def flates(times: int) -> bytes:
    return b"/Filter[%b]" % (b"/FlateDecode" * times)


def lzw_of_one_letter(codes: int) -> bytes:
    """LZW (7.4.4) in which each code stands for one letter more than the one before."""
    bits = "".join(f"{256:09b}{0:09b}" + "".join(_lzw_codes(codes)))
    bits += "0" * (-len(bits) % 8)
    return int(bits, 2).to_bytes(len(bits) // 8, "big")


def _lzw_codes(count: int) -> list[str]:
    codes, told = [], 258
    for _ in range(count):
        width = 9 if told < 511 else 10 if told < 1023 else 11 if told < 2047 else 12
        codes.append(f"{told:0{width}b}")
        told += 1
        if told == 4094:
            codes += [f"{256:012b}", f"{0:09b}"]
            told = 258
    return codes


def run_lengths(megabytes: int) -> bytes:
    return b"\x81\0" * (megabytes * _MEGABYTE // 128) + b"\x80"


def contents_bomb(data: bytes, entries: bytes) -> bytes:
    return with_drawing(data, entries)


def metadata_bomb() -> bytes:
    draft = Draft()
    found = re.search(rb"/Metadata (\d+) 0 R", draft.bodies[draft.root])
    assert found
    draft.bodies[int(found[1])] = stream(zeros(400), b"/Type/Metadata/Subtype/XML/Filter/FlateDecode")
    return draft.finished()


def object_stream_bomb() -> bytes:
    draft = Draft()
    draft.add(stream(zeros(400), b"/Type/ObjStm/N 1/First 4/Filter/FlateDecode"))
    return draft.finished()


def table_bomb() -> bytes:
    """A cross-reference stream that unpacks to far more rows than there are objects."""
    table = stream(zeros(300), b"/Type/XRef/W[1 4 2]/Size 40000000/Filter/FlateDecode" + Draft().trailer)
    return HEADER + b"1 0 obj\n%b\nendobj\nstartxref\n%d\n%%%%EOF\n" % (table, len(HEADER))


def value_bomb() -> bytes:
    draft = Draft()
    number = draft.add(stream(zeros(300), b"/Filter/FlateDecode"))
    return draft.value(MOBILE, b" %d 0 R" % number).finished()


def font_bomb() -> bytes:
    draft = Draft()
    number = next(number for number, body in draft.bodies.items() if b"/FontFile2" in body)
    file = draft.add(stream(zeros(300), b"/Filter/FlateDecode"))
    draft.bodies[number] = re.sub(rb"/FontFile2 \d+ 0 R", b"/FontFile2 %d 0 R" % file, draft.bodies[number])
    return draft.finished()


# Pages with pictures, and no fields


def page_of(picture: bytes, *, box: bytes = b"0 0 842 595", more: bytes = b"", drawn: bytes = b"/P Do") -> bytes:
    bodies = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        3: b"<</Type/Page/Parent 2 0 R/MediaBox[%b]%b/Resources<</XObject<</P 5 0 R>>>>/Contents 4 0 R>>" % (box, more),
        4: stream(b"q 842 0 0 595 0 0 cm %b Q" % drawn),
        5: picture,
    }
    return written(bodies, b"/Root 1 0 R")


def picture(width: int, height: int, data: bytes, entries: bytes) -> bytes:
    said = b"/Type/XObject/Subtype/Image/Width %d/Height %d/BitsPerComponent 8/ColorSpace/DeviceGray" % (width, height)
    return stream(data, said + entries)


def jpeg_header(width: int, height: int) -> bytes:
    """A JPEG of which only the beginning is there (ISO/IEC 10918-1, B.2)."""
    frame = b"\xff\xc0\0\x0b\x08" + height.to_bytes(2, "big") + width.to_bytes(2, "big") + b"\1\1\x11\0"
    return b"\xff\xd8\xff\xdb\0\x43\0" + b"\x10" * 64 + frame + b"\xff\xda\0\x08\1\1\0\0\x3f\0" + bytes(64)


def jpeg_2000_header(width: int, height: int) -> bytes:
    """A JPEG 2000 codestream with a size and nothing behind it (ISO/IEC 15444-1, A.5.1)."""
    numbers = (width, height, 0, 0, width, height, 0, 0)
    size = b"\0\0" + b"".join(number.to_bytes(4, "big") for number in numbers) + b"\0\1\7\1\1"
    return b"\xff\x4f\xff\x51" + (len(size) + 2).to_bytes(2, "big") + size + b"\xff\xd9"


def jbig2_page(width: int, height: int) -> bytes:
    """A JBIG2 page of that size (ITU-T T.88, 7.4.8), without regions."""
    said = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes(8) + b"\0\0\0"
    return b"\0\0\0\0\x30\0\1" + len(said).to_bytes(4, "big") + said


def drawings_within_themselves() -> bytes:
    return page_of(
        stream(b"/P Do /P Do", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</P 5 0 R>>>>")
    )


def drawings_that_multiply() -> bytes:
    """Each of twelve drawings draws the next one ten times."""
    draft = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Resources<</XObject<</P 5 0 R>>>>/Contents 4 0 R>>",
        4: stream(b"/P Do"),
    }
    for number in range(5, 17):
        resources = b"/Resources<</XObject<</P %d 0 R>>>>" % (number + 1)
        draft[number] = stream(b"/P Do " * 10, b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]" + resources)
    draft[17] = stream(b"0 0 9 9 re f", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]")
    return written(draft, b"/Root 1 0 R")


def _as_it_is(text: bytes) -> Callable[[re.Match[bytes]], bytes]:
    """For `re.sub`: the text, in which a backslash is a backslash."""
    return lambda _: text


def broken_font(entry: bytes) -> bytes:
    """Something else in the place of what the fonts of the form say of themselves; LOOP is the font itself."""
    draft = Draft()
    for number, body in list(draft.bodies.items()):
        if b"/ToUnicode" in body:
            put = entry.replace(b"LOOP", b"%d 0 R" % number)
            draft.bodies[number] = re.sub(rb"/ToUnicode \d+ 0 R", _as_it_is(put), body)
    return draft.finished()


def glyphs_within_themselves() -> bytes:
    """A Type 3 font whose glyphs are drawn with the font itself."""
    bodies = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Resources<</Font<</F 5 0 R>>>>/Contents 4 0 R>>",
        4: stream(b"BT /F 9 Tf (aaaa) Tj ET"),
        5: b"<</Type/Font/Subtype/Type3/FontBBox[0 0 1 1]/FontMatrix[1 0 0 1 0 0]/FirstChar 97/LastChar 97/Widths[1]"
        b"/Encoding<</Differences[97/a]>>/CharProcs<</a 6 0 R>>/Resources<</Font<</F 5 0 R>>>>>>",
        6: stream(b"1 0 d0 BT /F 1 Tf (aa) Tj ET"),
    }
    return written(bodies, b"/Root 1 0 R")


# Locks


def locked(entries: bytes) -> bytes:
    draft = Draft()
    number = draft.add(b"<<%b>>" % entries)
    return written(draft.bodies, draft.trailer + b"/Encrypt %d 0 R" % number)


_KEYS = b"/O<" + b"41" * 32 + b">/U<" + b"42" * 32 + b">/P -4"
_LONG_KEYS = b"/O<%b>/U<%b>/OE<%b>/UE<%b>/Perms<%b>/P -4" % tuple(
    letters * length for letters, length in ((b"41", 48), (b"42", 48), (b"43", 32), (b"44", 32), (b"45", 16))
)
_AES = b"/CF<</StdCF<</CFM/AESV3/AuthEvent/DocOpen/Length 32>>>>/StmF/StdCF/StrF/StdCF"


# Two files in one


def also_a_zip_file() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    return form() + out.getvalue()


def a_zip_file_first() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("form.pdf", form())
    return out.getvalue()


def after(length: int) -> bytes:
    return b"<html><body>" + b"<p>x</p>" * (length // 8) + b"</body></html>\n" + form()


def portfolio_of_itself(depth: int) -> bytes:
    data = form()
    for _ in range(depth):
        bodies = {
            1: b"<</Type/Catalog/Pages 2 0 R/Collection<</View/D>>/Names<</EmbeddedFiles<</Names[(a.pdf)4 0 R]>>>>>>",
            2: b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
            3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
            4: b"<</Type/Filespec/F(a.pdf)/EF<</F 5 0 R>>>>",
            5: flate(data, b"/Type/EmbeddedFile"),
        }
        data = written(bodies, b"/Root 1 0 R")
    return data


def portfolio_bomb() -> bytes:
    names = b"".join(b"(%d.pdf)4 0 R" % number for number in range(2000))
    bodies = {
        1: b"<</Type/Catalog/Pages 2 0 R/Collection<</View/D>>/Names<</EmbeddedFiles<</Names[%b]>>>>>>" % names,
        2: b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
        4: b"<</Type/Filespec/F(a.pdf)/EF<</F 5 0 R>>>>",
        5: stream(zeros(30), b"/Type/EmbeddedFile/Filter/FlateDecode"),
    }
    return written(bodies, b"/Root 1 0 R")


def names_in_a_circle() -> bytes:
    bodies = {
        1: b"<</Type/Catalog/Pages 2 0 R/Collection<</View/D>>/Names<</EmbeddedFiles 4 0 R>>>>",
        2: b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
        4: b"<</Kids[4 0 R 4 0 R]>>",
    }
    return written(bodies, b"/Root 1 0 R")


def hybrid(*, hidden: bool) -> bytes:
    """A table, and a cross-reference stream beside it (7.5.8.4) that leads to another value: it counts for what is
    `hidden` from the table, and for nothing else."""
    draft = Draft()
    number = draft.field(MOBILE)
    draft.undrawn(MOBILE)
    draft.bodies[9000] = draft.bodies[number].replace(b"+258 84 555 0103", OTHER_MOBILE.encode())
    data = draft.finished()
    at = data.index(b"\n9000 0 obj") + 1
    data = data.replace(b"\n9000 0 obj", b"\n%d 0 obj" % number)
    shorter = len(b"9000") - len(b"%d" % number)
    place = data.rindex(b"xref\n0 ")
    table = stream(b"\1" + at.to_bytes(4, "big") + b"\0\0", b"/Type/XRef/W[1 4 2]/Index[%d 1]/Size 9002" % number)
    rows = data[place:].replace(b"/Size 9001", b"/Size 9002/XRefStm %d" % place).split(b"\n")
    for row in range(number + 3, 9002):
        if rows[row][:10] > b"%010d" % at and rows[row].endswith(b"n "):
            rows[row] = b"%010d 00000 n " % (int(rows[row][:10]) - shorter)
    rows[9002] = b"0000000000 00000 f "
    if hidden:
        rows[number + 2] = b"0000000000 00000 f "
    head = data[:place] + b"9001 0 obj\n%b\nendobj\n" % table
    return head + re.sub(rb"startxref\n\d+", b"startxref\n%d" % len(head), b"\n".join(rows))


def _pdf(build: Callable[[], bytes], expected: Expected, *, heavy: bool = False) -> Hostile:
    return of_bytes(build, "return.pdf", expected, heavy=heavy)


_CUT = refused("cut_off", "damaged", "empty", "unknown", "text", "no_fields")

PDF_FILES = {
    "pdf cut to its first bytes": _pdf(lambda: cut(0.0001), _CUT),
    "pdf cut to a hundredth": _pdf(lambda: cut(0.01), _CUT),
    "pdf cut to a tenth": _pdf(lambda: cut(0.1), _CUT),
    "pdf cut in the middle": _pdf(lambda: cut(0.5), _CUT),
    "pdf cut to nine tenths": _pdf(lambda: cut(0.9), _CUT),
    "pdf cut in its table": _pdf(lambda: cut(0.97), _CUT),
    "pdf cut before its table": _pdf(lambda: cut_before(b"xref\n0 "), _CUT),
    "pdf cut in its trailer": _pdf(lambda: cut_before(b"trailer", 20), _CUT),
    "pdf cut in the place of its table": _pdf(lambda: cut_before(b"startxref", 12), NOT_TAKEN),
    "pdf cut before its last mark": _pdf(lambda: cut_before(b"%%EOF"), READ_OR_REFUSED),
    "pdf whose table comes after itself": _pdf(lambda: with_prev(b"HERE"), READ_OR_REFUSED),
    "pdf whose tables go in a circle": _pdf(prev_in_a_circle, READ_OR_REFUSED),
    "pdf with a table before the file": _pdf(lambda: with_prev(b"-5"), READ_OR_REFUSED),
    "pdf with a table beyond the file": _pdf(lambda: with_prev(b"99999999999"), READ_OR_REFUSED),
    "pdf with a table at its start": _pdf(lambda: with_startxref(b"0"), READ_OR_REFUSED),
    "pdf with a table very far away": _pdf(lambda: with_startxref(b"9" * 18), READ_OR_REFUSED),
    "pdf with a table at a negative place": _pdf(lambda: with_startxref(b"-1"), READ_OR_REFUSED),
    "pdf with a table of a thousand million rows": _pdf(
        lambda: with_table(b"xref\n0 ", b"xref\n0 1000000"), READ_OR_REFUSED
    ),
    "pdf with rows that all lead to one object": _pdf(with_all_rows_alike, READ_OR_REFUSED),
    "pdf with rows that miss their objects": _pdf(with_shifted_rows, READ_OR_REFUSED),
    "pdf with two rows exchanged": _pdf(with_swapped_rows, READ_OR_REFUSED),
    "pdf with other generations in its rows": _pdf(old_kind_of_generations, READ_OR_REFUSED),
    "pdf with rubbish in its table": _pdf(lambda: with_table(b"00000 n \n", b"zzzzz n \n"), READ_OR_REFUSED),
    "pdf with too small a size": _pdf(lambda: Draft().finished(size=b"1"), READ_OR_REFUSED),
    "pdf with a huge size": _pdf(lambda: Draft().finished(size=b"99999999999"), READ_OR_REFUSED),
    "pdf without a root": _pdf(without_root, READ_OR_REFUSED),
    "pdf whose root is missing": _pdf(lambda: with_root(b"9999 0 R"), READ_OR_REFUSED),
    "pdf whose root is a page": _pdf(lambda: with_root(b"1 0 R"), READ_OR_REFUSED),
    "pdf whose root is a stream": _pdf(with_root_a_stream, NOT_TAKEN),
    "pdf whose table and stream of places disagree": _pdf(lambda: hybrid(hidden=False), READ_OR_REFUSED),
    "pdf whose stream of places has what its table hides": _pdf(
        lambda: hybrid(hidden=True), meaning(READ_OR_REFUSED, {MOBILE_PATH: OTHER_MOBILE})
    ),
    "pdf without a header": _pdf(lambda: form()[9:], Expected(frozenset({0, 3, 4}), record=True)),
    "pdf of version 9.9": _pdf(lambda: form().replace(b"%PDF-1.7", b"%PDF-9.9"), READ_OR_REFUSED),
    "pdf after 900 bytes of a web page": _pdf(lambda: after(900), READ_OR_REFUSED),
    "pdf after 2,000 bytes of a web page": _pdf(lambda: after(2000), REFUSED),
    "pdf that is a zip file too": _pdf(also_a_zip_file, READ_OR_REFUSED),
    "pdf in a zip file that is called pdf": _pdf(a_zip_file_first, refused("archive")),
    # Trees of pages
    "pdf with a tree of pages that holds itself": _pdf(
        lambda: with_pages(b"/Count 4/Kids[SELF PAGES]"), READ_OR_REFUSED
    ),
    "pdf with nothing but itself in its tree of pages": _pdf(lambda: with_pages(b"/Count 1/Kids[SELF]"), NOT_TAKEN),
    "pdf with a tree of pages that is a number": _pdf(lambda: with_pages(b"42"), NOT_TAKEN),
    "pdf that claims a million pages": _pdf(lambda: with_pages(b"/Count 1000000/Kids[PAGES]"), READ_OR_REFUSED),
    "pdf with fewer than no pages": _pdf(lambda: with_pages(b"/Count -1/Kids[PAGES]"), READ_OR_REFUSED),
    "pdf with no pages": _pdf(lambda: with_pages(b"/Count 0/Kids[]"), NOT_TAKEN),
    "pdf with nulls among its pages": _pdf(lambda: with_pages(b"/Count 6/Kids[null PAGES null]"), READ_OR_REFUSED),
    "pdf whose pages multiply": _pdf(pages_that_multiply, NOT_TAKEN),
    "pdf with pages in a chain of 5,000": _pdf(lambda: pages_in_a_chain(5000), NOT_TAKEN),
    "pdf with one page 100,000 times": _pdf(lambda: many_pages(100_000), NOT_TAKEN),
    # Deep and long objects
    "pdf with arrays 100,000 deep": _pdf(
        lambda: with_entry(b"/Deep " + b"[" * 100_000 + b"]" * 100_000), READ_OR_REFUSED
    ),
    "pdf with dictionaries 50,000 deep": _pdf(
        lambda: with_entry(b"/Deep " + b"<</D " * 50_000 + b"0" + b">>" * 50_000), READ_OR_REFUSED
    ),
    "pdf with brackets that nobody closes": _pdf(lambda: with_entry(b"/Deep " + b"[" * 200_000), READ_OR_REFUSED),
    "pdf with a string that nobody closes": _pdf(lambda: with_entry(b"/S (" + b"(" * 1000), READ_OR_REFUSED),
    "pdf with a string of a million brackets": _pdf(
        lambda: with_entry(b"/S (" + b"(" * 500_000 + b")" * 500_000 + b")"), READ_OR_REFUSED
    ),
    "pdf with a name of a megabyte": _pdf(lambda: with_entry(b"/" + b"N" * _MEGABYTE + b" 1"), READ_OR_REFUSED),
    "pdf with a name of escapes that are none": _pdf(lambda: with_entry(b"/A#ZZ#0/B#00#FF 1"), READ_OR_REFUSED),
    "pdf with a number of 400 digits": _pdf(lambda: with_entry(b"/N " + b"9" * 400), READ_OR_REFUSED),
    "pdf with a number of 100,000 digits": _pdf(lambda: with_entry(b"/N " + b"9" * 100_000), READ_OR_REFUSED),
    "pdf with numbers that are none": _pdf(
        lambda: with_entry(b"/N[NaN -Infinity +-1 1.2.3 --5 1e400 .]"), READ_OR_REFUSED
    ),
    "pdf with a million nulls": _pdf(lambda: with_entry(b"/N[" + b"null " * 1_000_000 + b"]"), READ_OR_REFUSED),
    "pdf with contents 100,000 deep": _pdf(
        lambda: with_drawing(b"[" * 100_000 + b"]" * 100_000 + b" TJ"), READ_OR_REFUSED
    ),
    "pdf with a picture in its contents that does not end": _pdf(
        lambda: with_drawing(b"BI/W 9/H 9/BPC 8/CS/G ID " + b"x" * 500_000), READ_OR_REFUSED
    ),
    # Lengths, object streams, cross-reference streams
    "pdf with a length of itself": _pdf(with_length_of_itself, READ_OR_REFUSED),
    "pdf with a length of an object that is missing": _pdf(lambda: with_length(b"9999 0 R"), READ_OR_REFUSED),
    "pdf with a length below zero": _pdf(lambda: with_length(b"-40"), READ_OR_REFUSED),
    "pdf with too short a length": _pdf(lambda: with_length(b"3"), READ_OR_REFUSED),
    "pdf with too great a length": _pdf(lambda: with_length(b"99999999999"), READ_OR_REFUSED),
    "pdf with contents cut short by their length": _pdf(with_contents_cut_short, READ_OR_REFUSED),
    "pdf with an object stream that holds itself": _pdf(
        lambda: Draft().packed(row_of_pack=b"\2PACK\0\0"), READ_OR_REFUSED
    ),
    "pdf with an object stream that extends itself": _pdf(
        lambda: Draft().packed(extends=b"/Extends PACK 0 R"), READ_OR_REFUSED
    ),
    "pdf with an object stream of a thousand million objects": _pdf(
        lambda: Draft().packed(number_of=b"1000000000"), READ_OR_REFUSED
    ),
    "pdf with an object stream of fewer than no objects": _pdf(
        lambda: Draft().packed(number_of=b"-1"), READ_OR_REFUSED
    ),
    "pdf with an object stream that begins beyond its end": _pdf(
        lambda: Draft().packed(first=b"99999999"), READ_OR_REFUSED
    ),
    "pdf with an object stream that begins before its start": _pdf(
        lambda: Draft().packed(first=b"-10"), READ_OR_REFUSED
    ),
    "pdf with very wide columns of places": _pdf(lambda: Draft().packed(widths=b"/W[1 1000000 2]"), NOT_TAKEN),
    "pdf with columns of places of no width": _pdf(lambda: Draft().packed(widths=b"/W[0 0 0]"), NOT_TAKEN),
    "pdf with columns of places below zero": _pdf(lambda: Draft().packed(widths=b"/W[1 -4 2]"), NOT_TAKEN),
    "pdf with places of a thousand million objects": _pdf(
        lambda: Draft().packed(index=b"/Index[0 1000000000]", size=b"1000000000"), READ_OR_REFUSED
    ),
    "pdf with places of negative objects": _pdf(lambda: Draft().packed(index=b"/Index[-5 400]"), NOT_TAKEN),
    "pdf with the whole of it in one object stream": _pdf(lambda: Draft().packed(), READ),
    # Bombs
    "pdf with a bomb of 400 MB in its contents": _pdf(
        lambda: contents_bomb(zeros(400), b"/Filter/FlateDecode"), READ_OR_REFUSED
    ),
    "pdf with a bomb packed three times": _pdf(lambda: contents_bomb(zeros(1000, 3), flates(3)), READ_OR_REFUSED),
    "pdf with a bomb of LZW": _pdf(
        lambda: contents_bomb(lzw_of_one_letter(150_000), b"/Filter/LZWDecode"), READ_OR_REFUSED
    ),
    "pdf with a bomb of run lengths": _pdf(
        lambda: contents_bomb(run_lengths(300), b"/Filter/RunLengthDecode"), READ_OR_REFUSED
    ),
    "pdf with a bomb of run lengths in Flate": _pdf(
        lambda: contents_bomb(zlib.compress(run_lengths(400), 9), b"/Filter[/FlateDecode/RunLengthDecode]"),
        READ_OR_REFUSED,
    ),
    "pdf with 10,000 filters": _pdf(lambda: contents_bomb(b"x", flates(10_000)), READ_OR_REFUSED),
    "pdf with a chain of ASCII filters": _pdf(
        lambda: contents_bomb(b"z" * 1_000_000 + b"~>", b"/Filter[%b]" % (b"/ASCII85Decode" * 100)), READ_OR_REFUSED
    ),
    "pdf with a filter that nobody knows": _pdf(lambda: contents_bomb(b"x", b"/Filter/Surprise"), READ_OR_REFUSED),
    "pdf with a filter that needs another program": _pdf(
        lambda: contents_bomb(b"x", b"/Filter/Crypt/DecodeParms<</Name/Identity>>"), READ_OR_REFUSED
    ),
    "pdf with a predictor of huge columns": _pdf(
        lambda: contents_bomb(zeros(1), b"/Filter/FlateDecode/DecodeParms<</Predictor 12/Columns 2147483647>>"),
        READ_OR_REFUSED,
    ),
    "pdf with a predictor of a million colours": _pdf(
        lambda: contents_bomb(zeros(1), b"/Filter/FlateDecode/DecodeParms<</Predictor 2/Colors 1000000>>"),
        READ_OR_REFUSED,
    ),
    "pdf with a predictor of columns below zero": _pdf(
        lambda: contents_bomb(zeros(1), b"/Filter/FlateDecode/DecodeParms<</Predictor 12/Columns -1>>"),
        READ_OR_REFUSED,
    ),
    "pdf with a bomb in its metadata": _pdf(metadata_bomb, READ_OR_REFUSED),
    "pdf with a bomb in an object stream": _pdf(object_stream_bomb, READ_OR_REFUSED),
    "pdf with a bomb for a table of places": _pdf(table_bomb, REFUSED),
    "pdf with a bomb for a value": _pdf(value_bomb, NOT_TAKEN),
    "pdf with a bomb for a font": _pdf(font_bomb, READ_OR_REFUSED, heavy=True),
    # Pages with pictures, and fonts
    "pdf with a JPEG of 65,000 pixels each way": _pdf(
        lambda: page_of(picture(65000, 65000, jpeg_header(65000, 65000), b"/Filter/DCTDecode")), NOT_TAKEN
    ),
    "pdf with a JPEG 2000 of a thousand million pixels each way": _pdf(
        lambda: page_of(picture(10**9, 10**9, jpeg_2000_header(10**9, 10**9), b"/Filter/JPXDecode")), NOT_TAKEN
    ),
    "pdf with a JBIG2 of a thousand million pixels each way": _pdf(
        lambda: page_of(picture(10**9, 10**9, jbig2_page(10**9, 10**9), b"/Filter/JBIG2Decode")), NOT_TAKEN
    ),
    "pdf with a fax of a million columns": _pdf(
        lambda: page_of(
            picture(10**6, 10**6, bytes(9999), b"/Filter/CCITTFaxDecode/DecodeParms<</K -1/Columns 1000000>>")
        ),
        NOT_TAKEN,
    ),
    "pdf with a packed picture of 20,000 pixels each way": _pdf(
        lambda: page_of(picture(20000, 20000, zeros(382), b"/Filter/FlateDecode")), NOT_TAKEN
    ),
    "pdf with a picture that claims what it has not": _pdf(
        lambda: page_of(picture(2**31, 2**31, b"x", b"")), NOT_TAKEN
    ),
    "pdf with a picture with itself for a mask": _pdf(
        lambda: page_of(picture(9, 9, bytes(81), b"/SMask 5 0 R")), NOT_TAKEN
    ),
    "pdf with a page of a thousand million points": _pdf(
        lambda: page_of(picture(9, 9, bytes(81), b""), box=b"0 0 1000000000 1000000000"), NOT_TAKEN
    ),
    "pdf with a page of no size": _pdf(lambda: page_of(picture(9, 9, bytes(81), b""), box=b"0 0 0 0"), NOT_TAKEN),
    "pdf with a page whose size is no number": _pdf(
        lambda: page_of(picture(9, 9, bytes(81), b""), box=b"/a (b) null true"), NOT_TAKEN
    ),
    "pdf with a page whose unit is a million": _pdf(
        lambda: page_of(picture(9, 9, bytes(81), b""), more=b"/UserUnit 1000000"), NOT_TAKEN
    ),
    "pdf with a drawing within itself": _pdf(drawings_within_themselves, NOT_TAKEN, heavy=True),
    "pdf with drawings that multiply": _pdf(drawings_that_multiply, NOT_TAKEN, heavy=True),
    "pdf with glyphs within themselves": _pdf(glyphs_within_themselves, NOT_TAKEN),
    "pdf with a font whose letters are rubbish": _pdf(
        lambda: broken_font(b"/ToUnicode/Rubbish/Encoding 42"), READ_OR_REFUSED
    ),
    "pdf with a font that stands for its own letters": _pdf(lambda: broken_font(b"/ToUnicode LOOP"), READ_OR_REFUSED),
    # Locks
    "pdf locked by a handler that nobody knows": _pdf(
        lambda: locked(b"/Filter/Surprise/V 4" + _KEYS), refused("encrypted_otherwise", "damaged")
    ),
    "pdf locked by rules of the future": _pdf(
        lambda: locked(b"/Filter/Standard/V 99/R 99/Length 128" + _KEYS), refused("encrypted_otherwise", "damaged")
    ),
    "pdf locked with AES and broken keys": _pdf(
        lambda: locked(b"/Filter/Standard/V 5/R 6/Length 256" + _LONG_KEYS + _AES),
        refused("password_needed", "encrypted_otherwise", "damaged"),
    ),
    "pdf locked with keys that are too short": _pdf(
        lambda: locked(b"/Filter/Standard/V 5/R 6/Length 256/O(a)/U(b)/OE()/UE()/Perms()/P -4" + _AES),
        refused("password_needed", "encrypted_otherwise", "damaged"),
    ),
    "pdf locked with a key of a length below zero": _pdf(
        lambda: locked(b"/Filter/Standard/V 2/R 3/Length -128" + _KEYS),
        refused("password_needed", "encrypted_otherwise", "damaged"),
    ),
    "pdf locked with a key of a million bits": _pdf(
        lambda: locked(b"/Filter/Standard/V 2/R 3/Length 1000000" + _KEYS),
        refused("password_needed", "encrypted_otherwise", "damaged"),
    ),
    "pdf locked with nothing": _pdf(lambda: locked(b""), refused("encrypted_otherwise", "damaged", "password_needed")),
    # Files in files
    "pdf portfolio in portfolios": _pdf(lambda: portfolio_of_itself(6), refused("portfolio")),
    "pdf portfolio of 2,000 bombs": _pdf(portfolio_bomb, REFUSED),
    "pdf portfolio whose names go in a circle": _pdf(names_in_a_circle, REFUSED),
}
"""Each name with its input."""

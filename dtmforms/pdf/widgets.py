"""Form fields as objects of a file: widget annotations and their appearance streams (ISO 32000-2:2020 12.5.6.19, 12.7).

What a partner types is drawn by the partner's program, in the default appearance: plain Helvetica, which all of them
have. What is filled in before is drawn by us, in any script.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from dtmforms.form.fields import TICKED, UNCHOSEN, UNTICKED, Field
from dtmforms.form.labels import Labels
from dtmforms.pdf.content import FONT_SIZE_PT, INSET_PT, TICK_PT
from dtmforms.pdf.geometry import PlacedField
from dtmforms.pdf.lettering import Glyphs, Line, fitted, glyphs_of, operators
from dtmforms.pdf.objects import stream, text_string

PRINT, HIDDEN = 1 << 2, 1 << 1
"""Annotation flags, Table 167."""
READ_ONLY, MULTILINE, COMBO = 1 << 0, 1 << 12, 1 << 17
"""Field flags, Tables 227, 230 and 232."""

WIDGET_BEGINS = b"<</Subtype/Widget/F "
"""How the object of each of our widgets begins in a file that no other program has written anew."""

Appearance: TypeAlias = "tuple[bytes, list[Glyphs]]"

DEFAULT_APPEARANCE = f"/Helv {FONT_SIZE_PT:g} Tf 0 g"
DEFAULT_FONTS = {
    "Helv": b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    "ZaDb": b"<</Type/Font/Subtype/Type1/BaseFont/ZapfDingbats>>",
}
"""Each an object of its own: @libpdf/core looks for references among the default resources, and without one draws
accented letters with Helvetica's own encoding."""


@dataclass(frozen=True, slots=True)
class Widget:
    """A field of a blank form: its object's number and that of its appearance stream, and where it stands. `entries`
    is the object up to its value, `opening` the appearance stream's up to its length, `clip` how its content begins.
    `ready` are the appearances of values that are known before: none, and those of a choice."""

    number: int
    appearance_number: int
    name: str
    kind: str
    width_pt: float
    height_pt: float
    entries: bytes
    opening: bytes
    clip: str
    from_the_right: bool
    ready: dict[str, Appearance]

    def body(self, value: str) -> bytes:
        """The whole object, with a value."""
        if self.kind == "tick":
            return self.entries + (b"/V/Yes/AS/Yes>>" if value == TICKED else b"/V/Off/AS/Off>>")
        if self.kind == "signature":
            return b"%b/AP<</N %d 0 R>>>>" % (self.entries, self.appearance_number)
        return b"%b/V%b/AP<</N %d 0 R>>>>" % (self.entries, text_string(value), self.appearance_number)

    def appearance(self, value: str) -> Appearance:
        """The appearance stream of a value (12.7.4.3, variable text), and what it needs glyphs for."""
        ready = self.ready.get(value)
        if ready:
            return ready
        room, height = self.width_pt - 2 * INSET_PT, self.height_pt - 2
        lines, size = fitted(value, room, height, FONT_SIZE_PT, several=self.kind == "lines")
        return self._stream(lines, size), glyphs_of(lines)

    def _stream(self, lines: list[Line], size: float) -> bytes:
        said, scale = self.clip, size / 1000
        top = self.height_pt - 1
        if self.kind != "lines":
            top = (self.height_pt + sum([line.height for line in lines]) * scale) / 2
        for line in lines:
            ends = self.from_the_right or line.right_to_left
            x = self.width_pt - INSET_PT - line.width * scale if ends else INSET_PT
            said += operators(line, x, top - line.ascent * scale, size) + "\n"
            top -= line.height * scale
        data = f"{said}Q EMC".encode()
        return b"%b%d>>stream\n%b\nendstream" % (self.opening, len(data), data)


def widget(place: PlacedField, number: int, appearance: int, resources: int, entries: bytes, words: Labels) -> Widget:
    """A field at its place, with the numbers of its objects. `entries` are those that say what it is and belongs to."""
    x, y, width, height = place.box
    rectangle = b"%.2f %.2f %.2f %.2f" % (x, y, x + width, y + height)
    made = Widget(
        number=number,
        appearance_number=appearance,
        name=place.name,
        kind=place.kind,
        width_pt=width,
        height_pt=height,
        entries=b"%b%d/Rect[%b]%b" % (WIDGET_BEGINS, PRINT, rectangle, entries),
        opening=b"<</Subtype/Form/BBox[0 0 %.5g %.5g]/Resources %d 0 R/Length " % (width, height, resources),
        clip=f"/Tx BMC q 1 1 {width - 2:.5g} {height - 2:.5g} re W n 0 g ",
        from_the_right=words.language == "ar",
        ready={"": (b"", [])},
    )
    made.ready[""] = (b"%b11>>stream\n/Tx BMC EMC\nendstream" % made.opening, [])
    if place.kind == "choice":
        made.ready.update({value: made.appearance(shown) for value, shown in options_shown(words).items()})
    return made


def field_entries(field: Field, words: Labels, tooltip: str, *, locked: bool, ticks: bytes) -> bytes:
    """What a field's object says of the field (Tables 226, 228, 231 and 232). `ticks` are the appearances by state."""
    said = b"/T%b/TU%b" % (text_string(field.name), text_string(tooltip))
    flags = {"lines": MULTILINE, "choice": COMBO}.get(field.kind, 0) | (READ_ONLY if locked and field.ours else 0)
    said += b"/Ff %d" % flags
    if field.kind == "tick":
        return said + b"/FT/Btn/MK<</CA(4)>>/DA(/ZaDb 0 Tf 0 g)/AP<</N<<%b>>>>" % ticks
    said += b"/DA(%b)" % DEFAULT_APPEARANCE.encode()
    if field.kind == "choice":
        return said + b"/FT/Ch/Opt%b" % _options(field, words)
    return said + (b"/FT/Tx/Q 2" if words.language == "ar" else b"/FT/Tx")


def _options(field: Field, words: Labels) -> bytes:
    """The options of a choice, after one that stands for no answer."""
    pairs = [(value, shown) for value, shown in options_shown(words).items() if value in (UNCHOSEN, *field.options)]
    return b"[%b]" % b"".join(b"[%b%b]" % (text_string(value), text_string(shown)) for value, shown in pairs)


def options_shown(words: Labels) -> dict[str, str]:
    """What a choice shows for its values."""
    return {UNCHOSEN: words.ours["choose"], **words.levels}


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

"""What a signature shows on the page: a few lines in the document's language, in any script, as a page of its own that
whoever signs puts into the box.
"""

from __future__ import annotations

from collections.abc import Sequence

from dtmforms.language.labels import labels
from dtmforms.pdf.write.filled_form import put_font
from dtmforms.pdf.write.fonts import ALL_LETTERS, REGULAR, composite, simple
from dtmforms.pdf.write.shaping import FONT_KEYS, GLYPH_KEYS
from dtmforms.pdf.write.syntax import PdfFile, stream
from dtmforms.pdf.write.widgets import drawing


def stamp(lines: Sequence[str], size_pt: tuple[float, float], language: str) -> bytes:
    """A file of one page of that size, with these lines."""
    text = "\n".join(lines)
    content, glyphs = drawing(text, size_pt, several=True, from_the_right=labels(language).right_to_left)
    file, used = PdfFile(), dict[str, dict[int, str]]()
    for piece in glyphs:
        used.setdefault(piece.font, {}).update({glyph.number: glyph.text for glyph in piece.glyphs})
    fonts = {FONT_KEYS[REGULAR]: put_font(file, simple(REGULAR, frozenset(text) & ALL_LETTERS))}
    for font, found in used.items():
        texts = tuple((number, letters) for number, letters in sorted(found.items()) if letters)
        fonts[GLYPH_KEYS[font]] = put_font(file, composite(font, frozenset(found), texts))
    entries = "".join(f"/{key} {number} 0 R" for key, number in fonts.items())
    drawn, page, tree = file.add(stream(content)), file.reserve(), file.reserve()
    box = f"/MediaBox[0 0 {size_pt[0]:.5g} {size_pt[1]:.5g}]"
    file.put(
        page, f"<</Type/Page/Parent {tree} 0 R{box}/Resources<</Font<<{entries}>>>>/Contents {drawn} 0 R>>".encode()
    )
    file.put(tree, f"<</Type/Pages/Count 1/Kids[{page} 0 R]>>".encode())
    root = file.add(f"<</Type/Catalog/Pages {tree} 0 R>>".encode())
    return file.finished({"Root": root}, made_of=content)

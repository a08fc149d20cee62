"""What a partner's focal point is told beside the form, on one sheet: how to fill it in, save it, send it back and sign
it, and what never to do.
"""

from __future__ import annotations

from typing import Any

from dtmforms.language.catalog import catalog
from dtmforms.word.write.paperwork import Sheet

_TOP_MM, _LETTERS_PT = 20, 11


def partner_guide(language: str) -> bytes:
    """The sheet, as .docx in one language. The same bytes each time."""
    said: dict[str, Any] = catalog("paperwork", language)["guide"]
    sheet = Sheet(language, said["title"], top_mm=_TOP_MM)
    sheet.paragraph(said["title"], "Title")
    sheet.paragraph(said["about"], size=_LETTERS_PT)
    for part in said["parts"].values():
        head, *points = part.values()
        sheet.paragraph(head, "Heading 1")
        for point in points:
            sheet.paragraph(point, "List Bullet", size=_LETTERS_PT)
    return sheet.as_docx()

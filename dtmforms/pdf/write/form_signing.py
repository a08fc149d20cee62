"""Room to sign in a form, by hand or with a digital signature: who signs for each side, where, and on which day. It is
ours, outside of Section 2 (rule E1)."""

from __future__ import annotations

from dtmforms.agreement.closed_lists import SIDES
from dtmforms.pdf.write.canvas import CAPTION, CONTENT_PT, GAP_PT, LABEL, MARGIN_PT, STEP_TEXT, Style
from dtmforms.pdf.write.form_cells import FormCells
from dtmforms.pdf.write.form_layout import SIGNING_PT, signatory_label_pt

FOOT_BELOW_SIGNATURES_PT = 22.0
_SIGNATURE_PT = (170.1, 71.0)
"""60 by 25 mm."""
_DATE_PT = (70.3, 20.0)
_CAPTION_PT = 12.0
"""A caption above a box to sign in."""
_HEAD_PT, _HEAD = 16.0, Style(9.5, True)


def draw_signing(form: FormCells) -> None:
    """Both sides beside each other, on one page."""
    form.need(signing_height(form), foot=FOOT_BELOW_SIGNATURES_PT)
    top, half = form.y, CONTENT_PT - SIGNING_PT
    for number, side in enumerate(SIDES):
        x = MARGIN_PT + number * half
        below = _draw_signatory(form, side, x, top)
        _draw_boxes(form, side, x, below)
    form.y -= signing_height(form)


def signing_height(form: FormCells) -> float:
    signatory = sum(_height_of_signatory(form, part) for part in ("name", "title"))
    return _HEAD_PT * form.height_factor + signatory + _CAPTION_PT * form.height_factor + _SIGNATURE_PT[1] + 2


def _height_of_signatory(form: FormCells, part: str) -> float:
    """How high the name, or the title, of those who sign is, the same on both sides; in an empty form it is written
    by hand."""
    count = max(form.layout.lines_of(f"signatory_{side}_{part}") for side in SIDES)
    return count * form.leading(STEP_TEXT) + (9 if form.purpose == "blank" else 3)


def _draw_signatory(form: FormCells, side: str, x: float, y: float) -> float:
    """Who signs for a side; where that ends."""
    party = form.official["iom"] if side == "iom" else form.ours["requesting_organization"]
    with form.tag("H3"):
        form.words(form.ours["signature_of"].format(party=party), x, y, SIGNING_PT, _HEAD)
    y -= _HEAD_PT * form.height_factor
    for part in ("name", "title"):
        key, label = f"signatory_{side}_{part}", signatory_label_pt(form.labels)
        with form.tag("P"):
            form.words(form.official[f"person_{part}"], x, y, label, LABEL)
            form.slot(key, x + label, y, SIGNING_PT - label, STEP_TEXT, lines=form.layout.lines_of(key))
        y -= _height_of_signatory(form, part)
        if form.purpose == "blank":
            form.line(y + 5, x + label, SIGNING_PT - label)
    return y


def _draw_boxes(form: FormCells, side: str, x: float, y: float) -> None:
    """Where a side signs, and the day."""
    below = y - _CAPTION_PT * form.height_factor
    with form.tag("P"):
        form.words(form.ours["signature_and_stamp"], x, y, _SIGNATURE_PT[0], CAPTION)
        width, height = _SIGNATURE_PT
        form.placed_field(f"signature_{side}", "signature", (x, below - height, width, height))
    with form.tag("P"):
        x += _SIGNATURE_PT[0] + GAP_PT
        width, height = _DATE_PT
        form.words(form.ours["date"], x, y, width, CAPTION)
        form.box((x, below - height, width, height))
        form.placed_field(f"date_{side}", "line", (x, below - height, width, height))
        form.words(form.ours["day_month_year"], x, below - height - 2, width + 6, CAPTION)

"""All ways in which a returned PDF form lies: a person sees one text, tick or level, and the file stores another."""

from __future__ import annotations

import pdf_annotation_lies
import pdf_button_lies
import pdf_field_lies
import pdf_file_lies
import pdf_font_lies
import pdf_hidden_lies
import pdf_page_lies
import pdf_text_lies
from pdf_returns import WAYS, honest, render, told

FAMILIES = (
    pdf_text_lies,
    pdf_hidden_lies,
    pdf_font_lies,
    pdf_annotation_lies,
    pdf_button_lies,
    pdf_field_lies,
    pdf_file_lies,
    pdf_page_lies,
)
"""Each registers its ways when it is imported."""
__all__ = ["WAYS", "honest", "render", "told"]

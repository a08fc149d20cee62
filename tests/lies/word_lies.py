"""All ways in which a returned Word document lies: a person sees one text, and its control holds another."""

from __future__ import annotations

import word_object_lies
import word_package_lies
import word_text_lies
from word_returns import WAYS, honest, told

FAMILIES = (word_text_lies, word_object_lies, word_package_lies)
"""Each registers its ways when it is imported."""
__all__ = ["WAYS", "honest", "told"]

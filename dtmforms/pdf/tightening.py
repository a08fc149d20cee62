"""The libraries' own limits, made as tight as forms and scans of them leave room for. They hold for the process that
sets them, which reads files from outside and does nothing else."""

from __future__ import annotations

from typing import Any

import pypdf
from PIL import Image

from dtmforms.pdf.pages import MOST_PIXELS

_LARGEST_STREAM = 40_000_000
"""Unpacked: a whole system font has 17 million bytes, a page scanned at 300 dpi 26 million."""
_OF_A_FORM: dict[str, Any] = {
    "array_maximum_element_count": 20_000,
    "dictionary_maximum_element_count": 20_000,
    "form_fields_maximum_entries": 10_000,
    "form_fields_maximum_depth": 32,
    "page_tree_maximum_entries": 2_000,
    "page_tree_maximum_depth": 32,
    "page_tree_maximum_page_entries": 20_000,
    "outline_maximum_entries": 1_000,
    "named_destinations_maximum_entries": 1_000,
    "stream_filters_maximum_length": 4,
    "stream_decoding_work_maximum_length": 2 * _LARGEST_STREAM,
    "array_based_stream_maximum_output_length": _LARGEST_STREAM,
    "image_maximum_buffer_size": _LARGEST_STREAM,
    "jbig2_maximum_output_length": _LARGEST_STREAM,
    "lzw_maximum_output_length": _LARGEST_STREAM,
    "run_length_maximum_output_length": _LARGEST_STREAM,
    "zlib_maximum_output_length": _LARGEST_STREAM,
    "brotli_maximum_output_length": _LARGEST_STREAM,
    "xfa_decoding_work_maximum_length": _LARGEST_STREAM,
}


def tighten() -> None:
    """Set them, for the rest of this process. No program is run for a picture either."""
    pypdf.overwrite_configuration(**_OF_A_FORM, jbig2dec_binary=None)
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS // 2  # beyond twice that Pillow refuses a picture

"""What an act is given beside its record: evidence, a successor."""

from __future__ import annotations

import re
from pathlib import Path

from dtmforms.agreement.closed_lists import FOCAL_POINT
from dtmforms.agreement.record_file import parse
from dtmforms.errors import FileError, RegisterError
from dtmforms.register.patch import Values

_LIKE_A_FILE = re.compile(
    r"[/\\]|\.(?:pdf|docx?|odt|rtf|txt|eml|msg|html?|jpe?g|png|heic|tiff?|xlsx?|ods|csv|pptx?|zip|ya?ml|json)\s*$",
    re.IGNORECASE,
)


def names_a_file(given: str) -> bool:
    """Whether evidence is the name of a file that is there. Raises `FileError` where none is and the text looks like
    the name of one, so that no slip of the keyboard closes a duty."""
    try:
        there = Path(given).is_file()
    except OSError:  # a sentence longer than any name
        there = False
    if not there and _LIKE_A_FILE.search(given):
        raise FileError("evidence_missing", place=given)
    return there


def successor_in(data: bytes, name: str) -> Values:
    """A focal point's four attributes from a file. What stands in it is not repeated in a message (rule D1)."""
    source = parse(data, name=name)
    values = source.values
    right = not source.problems and isinstance(values, dict) and sorted(values) == sorted(FOCAL_POINT)
    if not right or not all(isinstance(text, str) and text.strip() for text in values.values()):
        raise RegisterError("successor_file_refused", place=name)
    return {key: str(values[key]) for key in FOCAL_POINT}

"""Addresses and telephone numbers that somebody typed where they do not belong: no message shows them (rule D1)."""

from __future__ import annotations

import re

_APART = r"\s@'\"<>(),;“”«»\u2068\u2069"
"""What stands before and behind an address in a sentence, and never within one."""
_SERIAL = re.compile(
    r"(?<![\w./-])(?:\d{4}-\d\d-\d\d(?!\d)"
    r"|(?:19|20)\d\d(?:[-/. ]\d{1,3}|(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])?)(?:[-/. ]\d{1,4})?(?![\s().-]{0,2}\d))"
)
"""What begins with a year, as days and references do, and telephone numbers hardly."""
_CONTACT = re.compile(
    rf"(?<![^{_APART}])[^{_APART}]++@[^{_APART}]+|(?:\+|\b00)[\d\s().-]{{6,}}\d"
    r"|(?<![\w./-])\d(?:[\s().-]{0,2}\d){6,}|\b\d{9,}\b"
)
_SERIAL_OR_CONTACT = re.compile(f"(?P<serial>{_SERIAL.pattern})|{_CONTACT.pattern}")


def without_contacts(text: str) -> str:
    """A text for a person, in which addresses and telephone numbers are left out; days and serials stay."""
    return _SERIAL_OR_CONTACT.sub(lambda found: found[0] if found["serial"] else "…", text)

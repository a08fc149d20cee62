"""Addresses and telephone numbers that somebody typed where they do not belong: no message shows them (rule D1)."""

from __future__ import annotations

import re

_APART = r"\s@'\"<>(),;“”«»\u2068\u2069"
"""What stands before and behind an address in a sentence, and never within one."""
_CONTACT = re.compile(
    rf"(?<![^{_APART}])[^{_APART}]++@[^{_APART}]+|(?:\+|\b00)[\d\s().-]{{6,}}\d"
    r"|(?<![\w./-])(?!\d{4}-\d{2}-\d{2}(?!\d))\d(?:[\s().-]{0,2}\d){6,}|\b\d{9,}\b"
)


def without_contacts(text: str) -> str:
    """A text for a person, in which addresses and telephone numbers are left out; days stay."""
    return _CONTACT.sub("…", text)

"""How well letters stand out from what is behind them (WCAG 2.2, contrast ratio)."""

from __future__ import annotations

LEAST = 1.8
"""Below, nobody reads letters. The lightest grey in use has 1.8 on white."""


def contrast(one: str, other: str) -> float:
    """Between two colours, given as `0D306B`; what is no colour counts as black."""
    lights = sorted(map(_light, (one, other)))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def is_colour(text: str) -> bool:
    return len(text) == 6 and all(digit in "0123456789abcdefABCDEF" for digit in text)


def _light(colour: str) -> float:
    """The relative luminance of a colour; that of black for what is none."""
    if not is_colour(colour):
        return 0.0
    parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue

"""A signed form that was damaged a little, or tampered with, never holds."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from signed_files import read, trust
from test_signed_forms import both, both_stamped, organization

from dtmforms.signatures.verify import verified

MUTATIONS = 2000


def mutated(data: bytes, seed: int) -> bytes:
    """The file with one to three small changes; half of them in the places of its signatures, which nobody signs."""
    draw = random.Random(seed)  # noqa: S311 - the same each time is the point
    made = bytearray(data)
    for _ in range(draw.randint(1, 3)):
        at = draw.randrange(len(made))
        if draw.random() < 0.5:
            begins = made.find(b"/Contents <") if draw.random() < 0.5 else made.rfind(b"/Contents <")
            at = min(begins + draw.randrange(17_000), len(made) - 1) if begins >= 0 else at
        kind = draw.randrange(6)
        if kind == 0:
            made[at] ^= 1 << draw.randrange(8)
        elif kind == 1:
            made[at] = draw.randrange(256)
        elif kind == 2:
            del made[at : at + draw.randint(1, 8)]
        elif kind == 3:
            made[at:at] = draw.randbytes(draw.randint(1, 8))
        elif kind == 4:
            made[at : at + 1] = draw.choice(b"0123456789abcdefABCDEF").to_bytes(1, "big")
        else:
            other = draw.randrange(len(made))
            made[at : at + 4] = made[other : other + 4]
    return bytes(made)


@pytest.mark.sampled("mutated signed files")
@pytest.mark.parametrize("seed", range(MUTATIONS))
def test_no_mutation_holds(seed: int) -> None:
    base = [both, both_stamped][seed % 2]()
    known, data = trust(organization(), "Lena Ott"), mutated(base, seed)
    if data != base:
        assert verified(read(data, known), "signed.pdf", known).verdict != "holds"


@pytest.mark.parametrize("base", [both, both_stamped])
def test_the_untouched_file_holds(base: Callable[[], bytes]) -> None:
    known = trust(organization(), "Lena Ott")
    assert verified(read(base(), known), "signed.pdf", known).verdict == "holds"

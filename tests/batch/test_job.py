"""Ten thousand names of countries, operations and organizations, of letters from anywhere in Unicode, as paths."""

from __future__ import annotations

import random
import unicodedata
from pathlib import PurePosixPath, PureWindowsPath

import pytest
from conftest import load_sample
from sampling import part_of

from dtmforms.agreement.model import Agreement
from dtmforms.batch.job import FIELDS, LONGEST, key_of, name_of, problem_of

COUNT = 10_000
SEED = 20261123
PATTERNS = (
    "{reference}-{country}-{operation}-{organization}-{subject}-{language}-{kind}",
    "{country}/{operation}/{organization}/{subject}/{language}/{reference}-{kind}",
    "{operation}/{kind}",
    "{organization}.{kind}",
)
PLANES = [(plane << 16, (plane << 16) + 0xFFFF) for plane in range(17)]
NASTY = [
    *("CON", "con.txt", "CONIN$", "conout$", "COM¹", "lpt³", "Aux", "nul", "..", ".", "-", "~", "~$a", "a.", "a ", " "),
    *(
        "../../etc/passwd",
        "C:\\x",
        "\\\\host\\share",
        "a:b",
        "a\0b",
        "a\nb",
        "\u202egnp.exe",
        "a\u200bb",
        "\u2066",
        "\ufeff",
    ),
    *(
        "\u3164",
        "\u0301",
        "e\u0301",
        "é",
        "ﬁ",
        "ß",
        "ẞ",
        "İ",
        "ı",
        "ſ",
        "\U000e0041",
        "\ud800",
        "\ufffe",
        "👩🏽‍🚒",
        "가",
        "\u1100\u1161",
    ),
    *("x" * 300, "𞤀" * 300, "क्षि" * 90, ".dtmforms-batch.jsonl", ".dtmforms.lock", "batch-report"),
]
UNSEEN = set("\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u3164\uffa0")
"""Letters and marks that show nothing, beside those of the categories Cf and Cc, and variation selectors."""


def text(chance: random.Random) -> str:
    """A name as nobody would have it: letters of all planes, of one, of the Latin ones, and the nastiest."""
    kind = chance.randrange(4)
    if kind == 0:
        return chance.choice(NASTY) + chance.choice(["", *NASTY])
    ranges = PLANES if kind == 1 else [PLANES[0]] if kind == 2 else [(0, 0x24F)]
    length = chance.choice((1, 3, 12, 40, 200))
    return "".join(chr(chance.randint(*chance.choice(ranges))) for _ in range(length))


@pytest.fixture(scope="module")
def agreements() -> list[Agreement]:
    """As no check of a record would let them through, each with another reference."""
    sample = load_sample("en")
    made = []
    for number in part_of(range(COUNT)):
        chance = random.Random(SEED + number)  # noqa: S311 - the same each time
        partner = sample.requesting_organization.model_copy(update={"name": text(chance)})
        facts = {name: text(chance) for name in ("country", "operation", "subject")}
        reference = f"{chance.choice(('R', 'मिशन ', 'x' * 100))}{number}"
        made.append(sample.model_copy(update=facts | {"reference": reference, "requesting_organization": partner}))
    return made


def names_of(pattern: str, agreements: list[Agreement]) -> list[str]:
    assert problem_of(pattern) is None
    return [name_of(pattern, agreement, "agreement", ".docx") for agreement in agreements]


@pytest.mark.parametrize("pattern", PATTERNS)
def test_any_name_is_a_path_inside_the_folder_on_every_system(pattern: str, agreements: list[Agreement]) -> None:
    for name in names_of(pattern, agreements):
        assert len(name) <= LONGEST
        assert name == unicodedata.normalize("NFC", name)
        assert not PurePosixPath(name).is_absolute()
        assert not PureWindowsPath(name).anchor
        for part in name.split("/"):
            assert_good(part)


def assert_good(part: str) -> None:
    assert 0 < len(part.encode()) <= 255
    assert part[0] not in ".-~ "
    assert part[-1] not in ". "
    assert not set(part) & set('<>:"/\\|?*$')
    assert not is_device(part)
    for letter in part:
        assert unicodedata.category(letter)[0] in "LMN" or letter in "-._"
        assert letter not in UNSEEN
        assert not 0xFE00 <= ord(letter) <= 0xFE0F
        assert not 0xE0000 <= ord(letter) <= 0xE0FFF


def is_device(part: str) -> bool:
    """Whether Windows keeps a name for a device, whatever its ending."""
    devices = {"con", "prn", "aux", "nul", "conin$", "conout$"}
    devices |= {f"{port}{number}" for port in ("com", "lpt") for number in "0123456789¹²³"}
    return part.partition(".")[0].casefold().strip() in devices


@pytest.mark.parametrize("pattern", [pattern for pattern in PATTERNS if "{reference}" in pattern])
def test_no_two_agreements_have_one_name(pattern: str, agreements: list[Agreement]) -> None:
    """Also on a disk that tells neither capital letters nor ways to write an accent apart."""
    assert len({key_of(name) for name in names_of(pattern, agreements)}) == len(agreements)


@pytest.mark.parametrize("pattern", PATTERNS)
def test_the_documents_of_one_agreement_have_names_of_their_own(pattern: str, agreements: list[Agreement]) -> None:
    kinds = (("agreement", ".docx"), ("form", ".pdf"), ("print", ".pdf"))
    for agreement in agreements[::10]:
        assert len({key_of(name_of(pattern, agreement, *kind)) for kind in kinds}) == 3


def test_a_folder_of_more_bytes_than_a_disk_takes_is_shortened_beside_parts_that_fit() -> None:
    agreement = load_sample("en").model_copy(update={"operation": "\U00010348" * 70})
    folder, name = name_of("{operation}/{kind}", agreement, "agreement", ".docx").split("/")
    assert_good(folder)
    assert name.startswith("agreement-")


def test_twice_is_the_same_name(agreements: list[Agreement]) -> None:
    assert names_of(PATTERNS[0], agreements[:100]) == names_of(PATTERNS[0], agreements[:100])


def test_a_pattern_with_too_many_folders_is_refused() -> None:
    assert problem_of("/".join(["a"] * 6 + ["{kind}"])) == ("name_of_many_folders", {"most": 5})


def test_every_field_of_a_name_is_tried() -> None:
    assert all(f"{{{field}}}" in PATTERNS[0] for field in FIELDS)

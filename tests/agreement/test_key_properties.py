"""Over thousands of generated pairs: the keys join the spellings of one number or address, and nothing else (D10)."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import islice

import idna
import phonenumbers
import pytest

from dtmforms.agreement.keys import email_key
from dtmforms.agreement.telephone import phone_key

PAIRS = 10_000
LABELS = (
    " ext. ",
    " x",
    "#",
    ";ext=",
    " extension ",
    " poste ",
    " poste n° ",
    " extensión ",
    " int. ",
    " تحويلة ",
    " رقم داخلي ",
)
DIGITS = ("0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "०१२३४५६७८९", "０１２３４５６７８９")
FORMATS = (phonenumbers.PhoneNumberFormat.INTERNATIONAL, phonenumbers.PhoneNumberFormat.E164)
TYPES = (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE)
LETTERS = ("abcdefgh", "äöüßéîœ", "абвгд", "αβγσς", "中国村落", "نامهای", "हिनदपक", "ıişğö", "ኢትዮጵ")


def numbers(dice: random.Random) -> Iterator[tuple[phonenumbers.PhoneNumber, str]]:
    """Numbers that can be dialled, of every country that has an example, with that country."""
    examples = [
        (region, example.country_code, phonenumbers.national_significant_number(example))
        for region in sorted(phonenumbers.SUPPORTED_REGIONS)
        for kind in TYPES
        if (example := phonenumbers.example_number_for_type(region, kind))
    ]
    while True:
        region, code, national = dice.choice(examples)
        kept = national[: -dice.randint(1, 4)]
        text = kept + "".join(dice.choice("0123456789") for _ in range(len(national) - len(kept)))
        number = phonenumbers.parse(f"+{code}{text}")
        if phonenumbers.is_valid_number(number):
            yield number, region


def spelt(dice: random.Random, number: phonenumbers.PhoneNumber, extension: str) -> str:
    """A number with its country code in one of the ways in which people write it."""
    text = phonenumbers.format_number(number, dice.choice(FORMATS))
    text = text.replace(" ", dice.choice([" ", "-", ".", "\u00a0", "", "  "])).replace("\u2060", "")
    text += f"{dice.choice(LABELS)}{extension}" if extension else ""
    text = text.translate(str.maketrans(DIGITS[0], dice.choice(DIGITS)))
    return dice.choice(["", "", " ", "\u202a"]) + text + dice.choice(["", "", " ", "\u202c"])


def neighbour(
    dice: random.Random, number: phonenumbers.PhoneNumber, extension: str
) -> tuple[phonenumbers.PhoneNumber, str]:
    """Almost the same number: with another extension, one digit another, two exchanged, or an end cut off."""
    digits = str(number.country_code) + phonenumbers.national_significant_number(number)
    place = dice.randrange(len(digits) - 1)
    others = [
        digits[:place] + dice.choice("0123456789") + digits[place + 1 :],
        digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :],
        digits + extension,
        digits[:-1],
    ]
    try:
        other = phonenumbers.parse(f"+{dice.choice(others)}")
    except phonenumbers.NumberParseException:
        other = number
    extensions = ["", extension, f"0{extension}" if extension else "5", extension[::-1], str(dice.randrange(1, 999))]
    return dice.choice([number, other]), dice.choice(extensions)


def identity(number: phonenumbers.PhoneNumber, extension: str) -> tuple[str, str]:
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164), extension


@pytest.mark.sampled("pairs of keys")
@pytest.mark.parametrize("seed", range(PAIRS // 500))
def test_numbers_are_equal_only_where_number_and_extension_are(seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 - no secrets are made here
    source = numbers(dice)
    wrong, same = [], 0
    for _ in range(500):
        number, region = next(source)
        extension = dice.choice(["", "", str(dice.randrange(1, 99999))])
        other, other_extension = neighbour(dice, number, extension)
        one, two = spelt(dice, number, extension), spelt(dice, other, other_extension)
        equal = identity(number, extension) == identity(other, other_extension)
        same += equal
        if (phone_key(one, region) == phone_key(two, region)) != equal:
            wrong.append((region, one, two))
    assert wrong == []
    assert 50 < same < 450


@pytest.mark.sampled("pairs of keys")
@pytest.mark.parametrize("seed", range(8))
def test_a_number_in_its_own_country_is_the_same_without_the_country_code(seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 - no secrets are made here
    for number, region in islice(numbers(dice), 250):
        national = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
        if phonenumbers.is_valid_number_for_region(phonenumbers.parse(national, region), region):
            assert phone_key(national, region) == phone_key(spelt(dice, number, ""), region), (region, national)


def label(dice: random.Random) -> str:
    """A label of a domain that IDNA 2008 knows."""
    while True:
        letters = dice.choice(LETTERS)
        text = "".join(dice.choice(letters) for _ in range(dice.randint(2, 6)))
        if is_label(text):
            return text


def is_label(text: str) -> bool:
    try:
        return idna.ulabel(idna.alabel(text)) == text
    except idna.IDNAError:
        return False


def other_label(dice: random.Random, text: str) -> str:
    """Almost the same label, or the same."""
    changes = [("ß", "ss"), ("ς", "σ"), ("œ", "oe"), ("ı", "i"), ("а", "a"), ("b", "β"), (text[0], text[-1]), ("", "")]
    other = text.replace(*dice.choice(changes))
    return other if is_label(other) else text


def in_capitals(text: str) -> str:
    """The label in capital letters, where they have small ones of their own alone: those of σ and ς are one."""
    capital = text.upper()
    return capital if capital.lower() == text and "ς" not in text else text


@pytest.mark.sampled("pairs of keys")
@pytest.mark.parametrize("seed", range(PAIRS // 500))
def test_addresses_are_equal_only_where_domain_and_local_part_are(seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 - no secrets are made here
    wrong, same = [], 0
    for _ in range(500):
        one, domain = label(dice), label(dice)
        two, other = other_label(dice, one), other_label(dice, domain)
        equal = (one, idna.alabel(domain)) == (two, idna.alabel(other))
        domains = [dice.choice([name, in_capitals(name), idna.alabel(name).decode()]) for name in (domain, other)]
        first = f"{one}@{domains[0]}.example"
        second = f"{dice.choice([two, in_capitals(two)])}@{domains[1]}.EXAMPLE "
        same += equal
        if (email_key(first) == email_key(second)) != equal:
            wrong.append((first, second))
    assert wrong == []
    assert 50 < same < 450

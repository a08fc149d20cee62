"""Letters that a program lacks may be missing from what it shows, and nobody can show another value by that."""

from __future__ import annotations

import pytest

from dtmforms.returns.tampering.missing_letters import may_be, says_nothing


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        # left out, letter by letter (PDFium)
        ("İki gün ərzində", "ki gün rzind"),
        ("Koruma Kümesi, İğdır", "Koruma Kümesi, dr"),
        ("Trẻ em không có người lớn đi kèm", "Tr em không có ngi ln đi kèm"),
        ("qorunur ə", "qorunur"),
        ("«ґанок» №7", "«ґанок» 7"),
        # a dot for each (MuPDF)
        ("W każdy pierwszy poniedziałek", "W ka·dy pierwszy poniedzia·ek"),
        ("Łucja Wiśniewska-Żółć", "·ucja Wi·niewska-·ó··"),
        ("በ2 ቀናት ውስጥ", "··········"),
        ("شهرياً في يوم 5", "···············"),
        ("محمي – DTM", "·······DTM"),
        ("مجموعة الحماية Protection Cluster، بورتسودان", "···············Protection Cluster· ·········"),
        # a question mark for each (qpdf)
        ("Олена Ґонта", "????? ?????"),
        ("Żółć", "?ó??"),
        # nothing of a script (poppler)
        ("陈思远", ""),
        ("当面交付加密U盘", "U"),
        ("每90天一次，联络人变更时亦须更改。", "90"),
        ("无人陪伴儿童人数（按地点）", ""),
        ("၂ ရက်အတွင်း", ""),
    ],
)
def test_what_programs_show_that_lack_letters_is_understood(stored: str, shown: str) -> None:
    assert may_be(shown, stored)


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("Amina Bello", "Amina Belo"),  # every program has it
        ("Zoë Müller", "Zo Mller"),
        ("Željko", "eljko"),  # so it is of all of Windows-1252
        ("Amina Bello", "Amina Be··o"),
        ("Room 42", "Room ·2"),
        ("Room 42", "Room"),
        ("Żaneta 42 Żak", "?aneta ?2 ?ak"),  # no digit among letters that are seen
        ("Жанна 42", "Жанна 2"),
        ("غرفة ٤٢", "ةفرغ"),
        ("əli və", "əli v"),  # drawn once, and missing once
        ("Ali", "Əli"),
        ("Əli", "Ali"),
        ("Əəəli", "li"),  # too many to be guessed
        ("Aəbəcədəəfgh", "Abcdfgh·"),
        ("Alişğışə", "Ali"),
        ("Олена", "Олн"),  # a program has all of a plain alphabet, or none
        ("Олена", "??? ???"[:4] + "Daniel"),
        ("陈思远", "Daniel"),
        ("陈思远", "···········"),  # a dot for each, not more
        ("Daniel 陈思远", "Danie"),
        ("", "·"),
    ],
)
def test_nothing_else_is_missing_and_nothing_stands_for_another(stored: str, shown: str) -> None:
    assert not may_be(shown, stored)


def test_a_letter_that_is_drawn_in_another_field_is_missing_in_none() -> None:
    assert may_be("li", "Əli")
    assert not may_be("li", "Əli", elsewhere="Ə")
    assert may_be("", "陈思远", elsewhere="Ə")
    assert not may_be("", "陈思远", elsewhere="思")
    assert may_be("7", "№7", elsewhere="No")


@pytest.mark.parametrize(
    ("shown", "nothing"), [("", True), ("·· ?", True), ("\ufffd", True), ("·2", False), ("a", False)]
)
def test_placeholders_say_nothing(shown: str, nothing: bool) -> None:
    assert says_nothing(shown) is nothing

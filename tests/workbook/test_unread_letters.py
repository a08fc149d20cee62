"""Letters in a workbook that nobody reads are named by cell, and what people do to make a workbook look well is not."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from books import edited, parts_of, rewritten
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Color, Font, GradientFill, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.worksheet.table import Table, TableStyleInfo

from dtmforms.findings import any_error
from dtmforms.workbook.to_records import records_of

CELL = "Focal points!D3"
Edit = Callable[[Any], object]


def in_font(font: Font, fill: Any = None) -> Edit:
    """The name in a cell, with letters and behind them a fill as somebody has chosen them."""

    def edit(book: Any) -> None:
        book["Focal points"]["D3"].font = font
        if fill:
            book["Focal points"]["D3"].fill = fill

    return edit


def in_parts(*fonts: InlineFont | None) -> Edit:
    """A name in several parts, each with letters of its own."""

    def edit(book: Any) -> None:
        parts = (TextBlock(font, f"Part{place} ") if font else f"Part{place} " for place, font in enumerate(fonts))
        book["Focal points"]["D3"] = CellRichText(*parts)

    return edit


def on_condition(area: str, **style: Any) -> Edit:
    def edit(book: Any) -> None:
        rule = Rule("expression", formula=["TRUE"])
        rule.dxf = DifferentialStyle(**style)
        book["Focal points"].conditional_formatting.add(area, rule)

    return edit


def in_a_table(whole: DifferentialStyle | None, headings: DifferentialStyle | None = None) -> bytes:
    """A workbook with the people in a table of a style of somebody's own; of Excel's, where that is nothing."""

    def edit(book: Any) -> None:
        table = Table(displayName="People", ref="A1:G9")
        table.tableStyleInfo = TableStyleInfo(name="Ours" if whole else "TableStyleDark3", showRowStripes=True)
        book["Focal points"].auto_filter.ref = None
        book["Focal points"].add_table(table)
        for style in filter(None, (whole, headings)):
            book._differential_styles.append(style)

    data = edited(edit)
    if not whole:
        return data
    parts = ['<tableStyleElement type="wholeTable" dxfId="0"/>']
    parts += ['<tableStyleElement type="headerRow" dxfId="1"/>'] if headings else []
    ours = (
        f'<tableStyles count="1"><tableStyle name="Ours" pivot="0" count="{len(parts)}">{"".join(parts)}</tableStyle>'
    )
    found = re.search("<tableStyles[^>]*?(/>|>.*?</tableStyles>)", parts_of(data)["xl/styles.xml"])
    assert found
    return rewritten(data, "xl/styles.xml", found[0], f"{ours}</tableStyles>")


WHITE, DARK = Font(color="FFFFFF"), PatternFill(bgColor="0D306B")


@pytest.mark.parametrize(
    ("whole", "headings", "code"),
    [
        (DifferentialStyle(font=WHITE), None, "faint_text"),
        (DifferentialStyle(font=Font(strike=True)), None, "struck_text"),
        (DifferentialStyle(fill=PatternFill(bgColor="050505")), None, "faint_text"),
        (DifferentialStyle(font=Font(b=True)), DifferentialStyle(font=WHITE), "faint_text"),
        (DifferentialStyle(font=WHITE, fill=DARK), DifferentialStyle(fill=PatternFill(bgColor="FFFFFE")), "faint_text"),
        (DifferentialStyle(font=WHITE, fill=DARK), DifferentialStyle(font=Font(b=True)), ""),
        (DifferentialStyle(font=Font(i=True)), DifferentialStyle(font=WHITE, fill=DARK), ""),
        (None, None, ""),
    ],
)
def test_letters_that_the_style_of_a_table_hides_are_named(whole: Any, headings: Any, code: str) -> None:
    found = records_of(in_a_table(whole, headings), "a.xlsx").findings
    assert {one.code for one in found if one.code.endswith("_text")} == ({code} if code else set())
    assert not code or CELL in {one.cell for one in found}


def solid(colour: str) -> PatternFill:
    return PatternFill("solid", fgColor=colour)


def day_in_white(book: Any) -> None:
    book["Agreements"]["P2"].font = Font(color="FFFFFF")


def unread(edit: Edit) -> list[tuple[str, str]]:
    found = records_of(edited(edit), "a.xlsx").findings
    return [(one.code, str(one.cell)) for one in found if one.code.endswith("_text")]


@pytest.mark.sampled("letters that nobody reads")
@pytest.mark.parametrize(
    ("edit", "code"),
    [
        (in_font(Font(strike=True)), "struck_text"),
        (in_parts(None, InlineFont(strike=True)), "struck_text"),
        (on_condition("D2:D9", font=Font(strike=True)), "struck_text"),
        (in_font(Font(sz=1)), "tiny_text"),
        (in_font(Font(sz=3.5)), "tiny_text"),
        (in_parts(InlineFont(sz=2), None), "tiny_text"),
        (in_font(Font(color="FFFFFF")), "faint_text"),
        (in_font(Font(color="FFFAFAFA")), "faint_text"),
        (in_font(Font(color=Color(theme=0))), "faint_text"),
        (in_font(Font(color=Color(indexed=9))), "faint_text"),
        (in_font(Font(color=Color(theme=1, tint=0.95))), "faint_text"),
        (in_font(Font(color="000000"), solid("101010")), "faint_text"),
        (in_font(Font(), solid("000000")), "faint_text"),
        (in_font(Font(color="FFFF00"), solid("FFFF80")), "faint_text"),
        (in_font(Font(color="FFFFFF"), GradientFill(stop=("FFFFFF", "F0F0F0"))), "faint_text"),
        (in_parts(None, InlineFont(color=Color("FFFFFF"))), "faint_text"),
        (on_condition("D3", font=Font(color="FFFFFF")), "faint_text"),
        (on_condition("C2:D3", fill=PatternFill(bgColor="050505")), "faint_text"),
    ],
)
def test_letters_that_nobody_reads_are_named_by_cell(edit: Edit, code: str) -> None:
    found = unread(edit)
    assert (code, CELL) in found
    assert {each for each, _ in found} == {code}


@pytest.mark.sampled("letters that nobody reads")
@pytest.mark.parametrize(
    "edit",
    [
        in_font(Font(b=True, i=True, u="single")),
        in_font(Font(sz=8)),
        in_font(Font(color="808080")),
        in_font(Font(color="C00000"), solid("FFFF00")),
        in_font(Font(color="FFFFFF"), solid("0D306B")),
        in_font(Font(color=Color(theme=0)), PatternFill("solid", fgColor=Color(theme=4))),
        in_font(Font(color=Color(theme=1, tint=0.35))),
        in_font(Font(), solid("E8EDF5")),
        in_font(Font(), GradientFill(stop=("FFFFFF", "000000"))),
        in_parts(InlineFont(b=True), None, InlineFont(color=Color("FF0000"), sz=9)),
        on_condition("A1:G9", fill=PatternFill(bgColor="FFFF00")),
        on_condition("A1:G9", font=Font(b=True, color="C00000")),
        on_condition("D90:D99", font=Font(strike=True)),
    ],
)
def test_what_people_do_to_make_it_look_well_is_no_finding(edit: Edit) -> None:
    assert unread(edit) == []


def test_a_day_is_looked_at_as_a_text_is() -> None:
    [(code, cell)] = unread(day_in_white)
    assert (code, cell.partition("!")[0]) == ("faint_text", "Agreements")


def test_no_record_is_made_as_long_as_letters_are_not_read() -> None:
    read = records_of(edited(in_font(Font(strike=True))), "a.xlsx")
    assert any_error(read.findings)
    assert not read.is_sound

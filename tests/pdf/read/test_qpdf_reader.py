"""What a second program reads of a form, which repairs nothing: values, and what is seen of them on the pages."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Object, String

from dtmforms.pdf.geometry import Box
from dtmforms.pdf.read.annotations import OverlaidAnnotation
from dtmforms.pdf.read.model import QpdfField, QpdfWidget
from dtmforms.pdf.read.page_fonts import PageFonts
from dtmforms.pdf.read.qpdf_reader import QpdfFile, read_by_qpdf, values_by_qpdf

pytestmark = pytest.mark.filterwarnings("ignore::pikepdf.PageCopyWarning")  # widgets that no form names

PUSH_BUTTON = 1 << 16
RECT: Box = (50, 50, 100, 16)
TEXT = b"BT /F 9 Tf 2 4 Td (Amina) Tj ET"
OURS = b"/Tx BMC q 1 1 98 14 re W n 0 g BT 1 0 0 1 2.00 4.86 Tm /F 9 Tf (Amina) Tj ET\nQ EMC"
MARK = b"q 1.5 w 2.3 5.6 m 4.6 2.8 l 8.9 8.7 l S Q"


class Form:
    """A file of so many pages with an interactive form, on its way."""

    def __init__(self, pages: int = 1) -> None:
        self.pdf = pikepdf.new()
        for _ in range(pages):
            self.pdf.add_blank_page(page_size=(300, 200))
            self.pdf.pages[-1].obj.Annots = Array()
        self.pdf.Root.AcroForm = Dictionary(Fields=Array())
        self.acroform = self.pdf.Root.AcroForm

    def field(self, T: str | bytes | None = None, *, listed: bool = True, **entries: Any) -> Any:  # noqa: N803 - a key
        """An object of its own, among the fields of the form where it is listed."""
        if T is not None:
            entries["T"] = String(T)
        made = self.pdf.make_indirect(Dictionary({f"/{key}": value for key, value in entries.items()}))
        if listed:
            self.acroform.Fields.append(made)
        return made

    def widget(self, T: str | None = None, *, page: int = 1, listed: bool = True, **entries: Any) -> Any:  # noqa: N803
        """The same on a page."""
        box = Array([50, 50, 150, 66])
        made = self.field(T, listed=listed, **({"Subtype": Name.Widget, "Rect": box} | entries))
        self.pdf.pages[page - 1].obj.Annots.append(made)
        return made

    def drawing(self, content: bytes = TEXT) -> Dictionary:
        """An appearance with a font."""
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding)
        resources = Dictionary(Font=Dictionary(F=font))
        box = Array([0, 0, 100, 16])
        return Dictionary(N=self.pdf.make_stream(content, Subtype=Name.Form, BBox=box, Resources=resources))

    def tick(self, content: bytes = MARK) -> Dictionary:
        box = Dictionary(BBox=Array([0, 0, 100, 16]))
        return Dictionary(N=Dictionary(Yes=self.pdf.make_stream(content, box), Off=self.pdf.make_stream(b"", box)))

    def data(self, **saving: Any) -> bytes:
        out = io.BytesIO()
        self.pdf.save(out, **saving)
        return out.getvalue()

    def read(self) -> QpdfFile:
        read = read_by_qpdf(self.data())
        assert read
        return read

    def values(self) -> dict[str, list[str]]:
        """All values of each field, which are the same where only values are read."""
        data = self.data()
        read = read_by_qpdf(data)
        assert read
        assert values_by_qpdf(data) == read.form.texts()
        return {name: field.values for name, field in read.form.fields.items()}

    def only(self) -> QpdfField:
        [field] = self.read().form.fields.values()
        return field


@pytest.fixture
def form() -> Form:
    return Form()


def below(parent: Any, *kids: Any) -> None:
    parent.Kids = Array(kids)
    for kid in kids:
        kid.Parent = parent


# Whether it can be opened


def test_a_file_that_is_none_is_not_read() -> None:
    for data in (b"", b"no PDF file", b"%PDF-1.7\n"):
        assert read_by_qpdf(data) is None
        assert values_by_qpdf(data) is None


def test_a_file_that_would_have_to_be_repaired_is_not_read(form: Form) -> None:
    form.field("a", FT=Name.Tx, V=String("1"))
    data = form.data(object_stream_mode=pikepdf.ObjectStreamMode.disable)
    assert values_by_qpdf(data) == {"a": "1"}
    for broken in (data.replace(b"startxref\n", b"startxref\n1"), data.replace(b"\nxref\n", b"\nxxxx\n"), data[:-30]):
        assert read_by_qpdf(broken) is None
        assert values_by_qpdf(broken) is None


@pytest.mark.parametrize(
    ("password", "opened"), [("user", True), ("owner", True), ("other", False), ("", False), (None, False)]
)
def test_a_password_opens_a_file(form: Form, password: str | None, opened: bool) -> None:
    form.field("a", FT=Name.Tx, V=String("1"))
    data = form.data(encryption=pikepdf.Encryption(owner="owner", user="user"))
    assert (read_by_qpdf(data, password) is not None) is opened
    assert values_by_qpdf(data, password) == ({"a": "1"} if opened else None)


NO_BOX = Array([Name.x, 0, 9, 9])


@pytest.mark.parametrize(
    "damage",
    [
        lambda form: setattr(form.pdf.pages[0].obj, "CropBox", NO_BOX),
        lambda form: form.widget(Subtype=Name.Stamp, Rect=NO_BOX, listed=False),
        lambda form: form.widget(Subtype=Name.Stamp, F=Name.x, listed=False),
        lambda form: setattr(form.acroform.Fields[0], "Rect", NO_BOX),
        lambda form: setattr(form.acroform.Fields[0], "F", Name.x),
    ],
)
def test_values_are_read_where_what_stands_on_the_pages_is_damaged(
    form: Form, damage: Callable[[Form], object]
) -> None:
    form.widget("a", FT=Name.Tx, V=String("1"))
    damage(form)
    assert read_by_qpdf(form.data()) is None
    assert values_by_qpdf(form.data()) == {"a": "1"}


def test_a_file_without_a_form_has_no_fields(form: Form) -> None:
    del form.pdf.Root.AcroForm
    fonts = [PageFonts(alone=True)]
    assert form.read() == QpdfFile(crop_boxes=[(0, 0, 300, 200)], drawings=[{}], contents=[b""], fonts=fonts)
    assert values_by_qpdf(form.data()) == {}
    form.pdf.Root.AcroForm = Array([Dictionary(T=String("a"))])
    assert form.read().form.fields == {}


# Names and what is inherited (ISO 32000-2:2020 12.7.4.1, Table 226)


def test_a_field_is_read_by_its_name(form: Form) -> None:
    form.field("a", FT=Name.Tx, V=String("1"))
    form.field("b", FT=Name.Tx)
    form.field(b"\xfe\xff\x04\x1e", FT=Name.Tx)
    assert form.values() == {"a": ["1"], "b": [""], "О": [""]}


def test_the_parts_of_a_name_are_parted_by_periods(form: Form) -> None:
    c, d = (form.field(name, FT=Name.Tx, V=String(name), listed=False) for name in "cd")
    b = form.field("b", listed=False)
    below(b, c)
    below(form.field("a"), b, d)
    below(form.field(), form.field("e", V=String("e"), listed=False))
    assert form.values() == {"a.b.c": ["c"], "a.d": ["d"], "e": ["e"]}


def test_a_part_that_is_empty_is_passed_by(form: Form) -> None:
    below(form.field(""), form.field("a", V=String("1"), listed=False))
    below(form.field("b"), form.field("", V=String("2"), listed=False))
    assert form.values() == {"a": ["1"], "b": ["2"]}


def test_kids_without_a_name_are_the_fields_widgets(form: Form) -> None:
    below(form.field("a", V=String("1")), form.field(listed=False), form.field(listed=False))
    named, unnamed = form.field("c", V=String("3"), listed=False), form.field(V=String("2"), listed=False)
    below(form.field("b", V=String("1")), unnamed, named)
    assert form.values() == {"a": ["1"], "b.c": ["3"]}


def test_what_has_no_name_is_no_field(form: Form) -> None:
    form.field(FT=Name.Tx, V=String("1"))
    form.widget(FT=Name.Tx, V=String("1"))
    assert form.values() == {}


@pytest.mark.parametrize("passed_by", [None, Array(), String("a"), Name.a, 1])
def test_what_is_no_dictionary_is_no_field(form: Form, passed_by: Any) -> None:
    form.acroform.Fields = Array([passed_by])
    form.pdf.pages[0].obj.Annots = Array([passed_by])
    form.widget("c", listed=False)
    form.field("a", V=String("1"), Kids=Array([passed_by, Dictionary()]))
    if passed_by is not None:
        form.field("b", V=String("2"), Kids=passed_by)
    read = form.read().form.fields
    assert read["a"].values == ["1"]
    assert read["c"].page == 1
    assert read.keys() <= {"a", "b", "c"}


def test_a_list_that_is_none_has_nothing(form: Form) -> None:
    form.acroform.Fields = Dictionary(T=String("a"))
    form.pdf.pages[0].obj.Annots = Dictionary(Subtype=Name.Widget, T=String("b"))
    assert form.values() == {}


def test_what_a_field_lacks_is_that_of_the_field_above(form: Form) -> None:
    kids = [form.field("b", listed=False), form.field("c", V=String("2"), listed=False)]
    kids.append(form.field("d", V=String(""), listed=False))
    kids.append(form.field("e", FT=Name.Btn, listed=False))
    below(form.field("a", FT=Name.Tx, V=Name.On), *kids)
    assert form.values() == {"a.b": ["On"], "a.c": ["2"], "a.d": [""], "a.e": ["Yes"]}


def test_flags_are_those_of_the_field_above_unless_there_are_some(form: Form) -> None:
    kids = [form.field("b", listed=False), form.field("c", Ff=0, listed=False)]
    kids.append(form.field("d", Ff=Name.x, listed=False))
    below(form.field("a", FT=Name.Btn, V=Name.Yes, Ff=PUSH_BUTTON), *kids)
    assert form.values() == {"a.c": ["Yes"]}


@pytest.mark.parametrize(("depth", "read"), [(32, True), (33, False)])
def test_fields_are_read_to_a_depth(form: Form, depth: int, read: bool) -> None:
    field = form.field("a", V=String("1"), listed=False)
    for _ in range(depth):
        above = form.field("b", listed=False)
        below(above, field)
        field = above
    form.acroform.Fields.append(field)
    assert form.values() == ({"b." * depth + "a": ["1"]} if read else {})


def test_fields_may_go_in_circles(form: Form) -> None:
    circle, kid = form.field("a", V=String("1")), form.field("b", V=String("2"))
    below(circle, circle, kid, circle)
    form.pdf.pages[0].obj.Annots.append(circle)
    assert form.values() == {"a.b": ["2"]}


def test_fields_of_one_name_have_all_their_values(form: Form) -> None:
    for value in ("1", "2", "1"):
        form.field("a", V=String(value))
    assert form.values() == {"a": ["1", "2"]}
    assert form.read().form.texts() == {"a": "1"}


def test_a_field_without_an_object_of_its_own_is_read(form: Form) -> None:
    form.acroform.Fields = Array([Dictionary(T=String("a"), V=String("1")), Dictionary(T=String("b"), V=String("2"))])
    assert form.values() == {"a": ["1"], "b": ["2"]}


# Widgets that no form names


def test_a_widget_that_no_form_names_is_read(form: Form) -> None:
    form.widget("a", V=String("1"), listed=False)
    form.pdf.pages[0].obj.Annots.append(Dictionary(Subtype=Name.Widget, T=String("b"), V=String("2")))
    form.widget("c", V=String("3"), Subtype=Name.Stamp, listed=False)
    assert form.values() == {"a": ["1"], "b": ["2"]}


def test_a_widget_is_read_by_the_fields_above_it(form: Form) -> None:
    named, widget = form.widget("b", V=String("2"), listed=False), form.widget(V=String("3"), listed=False)
    below(form.field("a", V=String("1"), listed=False), named)
    below(form.field("c", V=String("3"), listed=False), widget)
    assert form.values() == {"a.b": ["2"], "c": ["3"]}


def test_a_widget_is_read_by_the_fields_above_it_though_they_do_not_name_it(form: Form) -> None:
    top, named = form.field("a", V=String("1"), listed=False), form.widget("b", V=String("2"), listed=False)
    below(top, named)
    middle = form.field("d", V=String("4"), listed=False, Parent=top)
    form.widget("c", listed=False, Parent=middle)
    assert form.values() == {"a.b": ["2"], "a.d.c": ["4"]}


def test_one_field_above_a_widget_is_enough(form: Form) -> None:
    form.widget(listed=False, Parent=form.field("a", V=String("1"), Kids=Array([]), listed=False))
    top = form.field("b", V=String("2"), listed=False)
    below(top, form.field("c", V=String("3"), listed=False))
    form.widget("d", listed=False, Parent=top)
    assert form.values() == {"a": ["1"], "b.c": ["3"], "b.d": ["2"]}


@pytest.mark.parametrize(("depth", "read"), [(32, True), (33, False)])
def test_below_a_widget_that_no_form_names_fields_are_read_to_the_same_depth(
    form: Form, depth: int, read: bool
) -> None:
    field = form.field("a", V=String("1"), listed=False)
    for _ in range(depth - 1):
        above = form.field("b", listed=False)
        below(above, field)
        field = above
    widget = form.widget("c", listed=False)
    below(widget, field)
    assert form.values() == ({"c." + "b." * (depth - 1) + "a": ["1"]} if read else {})
    widget.Parent = form.field("d", Kids=Array([form.field("e", listed=False)]), listed=False)
    assert form.values() == {"d.e": [""]} | ({"d.c." + "b." * (depth - 1) + "a": ["1"]} if read else {})


def test_a_widget_that_a_form_names_is_not_read_again(form: Form) -> None:
    kid = form.widget(listed=False)
    below(form.field("a", V=String("1")), kid)
    kid.Parent = form.field("b", V=String("2"), listed=False)
    assert form.values() == {"a": ["1"]}


def test_each_widget_is_read_whatever_came_before(form: Form) -> None:
    form.widget("a", V=String("1"))
    form.widget("b", V=String("2"), listed=False)
    form.widget("c", V=String("3"), listed=False)
    assert form.values() == {"a": ["1"], "b": ["2"], "c": ["3"]}


@pytest.mark.parametrize(("above", "named"), [(31, True), (32, False)])
def test_the_fields_above_a_widget_are_looked_for_to_a_height(form: Form, above: int, named: bool) -> None:
    line = form.field("a", V=String("1"), listed=False)
    for _ in range(above - 1):
        line = form.field(listed=False, Parent=line)
    form.widget(listed=False, Parent=line)
    assert form.values() == ({"a": ["1"]} if named else {})


def test_the_fields_above_a_widget_may_go_in_circles(form: Form) -> None:
    circle = form.widget("a", V=String("1"), listed=False)
    circle.Parent = circle
    assert form.values() == {"a": ["1"]}


# Kinds of fields


def test_signatures_have_no_value(form: Form) -> None:
    form.field("a", FT=Name.Sig, V=Dictionary())
    form.field("b", FT=Name.Sig)
    assert form.values() == {}


@pytest.mark.parametrize(
    ("flags", "read"), [(0, True), (1 << 15, True), (1 << 17, True), (PUSH_BUTTON, False), (PUSH_BUTTON | 1, False)]
)
def test_push_buttons_have_no_value(form: Form, flags: int, read: bool) -> None:
    form.field("a", FT=Name.Btn, V=Name.Yes, Ff=flags)
    form.field("b", AS=Name.Yes, Ff=flags)
    form.field("c", FT=Name.Tx, V=String("1"), Ff=flags)
    assert form.values() == ({"a": ["Yes"], "b": ["Yes"]} if read else {}) | {"c": ["1"]}


@pytest.mark.parametrize(
    ("entries", "value"),
    [
        ({"V": Name.x}, "Yes"),
        ({"AS": Name.x}, "Yes"),
        ({"V": String("x"), "AS": Name.Off}, "Yes"),
        ({"V": String("x")}, "x"),
        ({"V": Name.x, "FT": Name.Tx}, "x"),
        ({"V": String("x"), "AS": Name.Off, "FT": Name.Ch}, "x"),
        ({"Kids": Array([Dictionary(), Dictionary(AS=Name.x)])}, "Yes"),
    ],
    ids=range(7),
)
def test_what_lacks_a_type_is_a_button_where_only_a_button_is_like_it(
    form: Form, entries: dict[str, Any], value: str
) -> None:
    form.field("a", **entries)
    assert form.values() == {"a": [value]}


@pytest.mark.parametrize(
    ("entries", "tick"),
    [
        ({"V": Name.Yes}, "Yes"),
        ({"V": Name("/1")}, "Yes"),
        ({"V": Name.Off}, "Off"),
        ({"V": String("Yes")}, "Yes"),
        ({"V": String("")}, "Off"),
        ({"V": Name.Yes, "AS": Name.Off}, "Yes"),
        ({"V": Name.Off, "AS": Name.Yes}, "Off"),
        ({"AS": Name.Yes}, "Yes"),
        ({"AS": Name.Off}, "Off"),
        ({"Kids": Array([Dictionary(AS=Name.Off), Dictionary(), Dictionary(AS=Name("/1"))])}, "Yes"),
        ({"Kids": Array([Dictionary(AS=Name.Off), Dictionary()])}, "Off"),
        ({}, "Off"),
    ],
    ids=range(12),
)
def test_a_tick_is_what_is_stored_and_else_what_is_shown(form: Form, entries: dict[str, Any], tick: str) -> None:
    """ISO 32000-2:2020 12.7.5.2.3."""
    form.field("a", FT=Name.Btn, **entries)
    assert form.values() == {"a": [tick]}


def test_a_value_may_stand_in_one_of_the_widgets(form: Form) -> None:
    kids = Array([Dictionary(), Dictionary(V=String("1")), Dictionary(V=String("2"))])
    form.field("a", FT=Name.Tx, Kids=kids)
    form.field("b", FT=Name.Tx, V=String(""), Kids=kids)
    form.field("c", FT=Name.Btn, Kids=Array([Dictionary(V=Name.Yes)]))
    assert form.values() == {"a": ["1"], "b": [""], "c": ["Yes"]}


# Choices (12.7.5.4, Table 234)


def options(*pairs: Sequence[str] | str) -> Array:
    return Array([String(pair) if isinstance(pair, str) else Array(map(String, pair)) for pair in pairs])


@pytest.mark.parametrize(
    ("opt", "stored", "value", "shown"),
    [
        (options("12", "34"), "2", "2", {}),
        (options(("1", "One"), ("2", "Two")), "2", "2", {"1": "One", "2": "Two"}),
        (options(("1", "One"), ("2", "Two")), "Two", "2", {"1": "One", "2": "Two"}),
        (options(("1", "One"), ("2", "Two")), "Three", "Three", {"1": "One", "2": "Two"}),
        (options(("1", "2"), ("2", "3")), "2", "2", {"1": "2", "2": "3"}),
        (options(("1", "One"), ("1", "Two")), "1", "1", {"1": "One / Two"}),
        (options(("1",), ("1", "One", "x")), "One", "One", {}),
        (options("One", ("2", "Two")), "Two", "2", {"2": "Two"}),
        (String("One"), "One", "One", {}),
    ],
    ids=range(9),
)
def test_a_choice_is_told_by_its_value_whatever_it_shows(
    form: Form, opt: Any, stored: str, value: str, shown: dict[str, str]
) -> None:
    form.field("a", FT=Name.Ch, V=String(stored), Opt=opt)
    assert form.values() == {"a": [value]}
    assert form.only().options == shown


def test_the_options_of_a_choice_may_stand_in_its_widgets_and_in_fields_of_its_name(form: Form) -> None:
    form.field("a", FT=Name.Ch, V=String("One"), Kids=Array([Dictionary(Opt=options(("1", "One")))]))
    form.field("a", FT=Name.Ch, V=String("One"), Opt=options(("2", "Two")))
    assert form.only() == QpdfField(["1"], [], {"1": "One", "2": "Two"})


# Texts


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (String("plain"), "plain"),
        (String(b"a\r\nb\rc\nd"), "a\nb\nc\nd"),
        (String(b"caf\xe9"), "café"),
        (String(b"\xa0 \x80 \xe9"), "€ • é"),
        (String("café".encode()), "café"),
        (String(b"\xef\xbb\xbfcaf\xc3\xa9"), "café"),
        (String(b"\xef\xbb\xbf\xc3"), "\ufffd"),
        (String(b"\xfe\xff\x04\x1e\x00\r\x00\n"), "О\n"),
        (String(b"\xff\xfe\x1e\x04"), "О"),
        (String(b"\xfe\xff\xd8\x3d\x00x"), "\ufffdx"),
        (String(b"\xff\xfe\x3d\xd8x\x00"), "\ufffdx"),
        (String(b"\xff\xe9"), "ÿé"),
        (Array([String("a"), Array([String("b"), Name.c])]), "a\nb\nc"),
        (Array([]), ""),
        (Name.Name, "Name"),
        (Name("//Name"), "/Name"),
        (12, "12"),
        (Object.parse(b"1.5"), "1.5"),
        (True, "True"),
    ],
    ids=range(19),
)
def test_every_value_has_a_text(form: Form, value: Any, text: str) -> None:
    """ISO 32000-2:2020 7.9.2.2."""
    form.field("a", FT=Name.Tx, V=value)
    assert form.values() == {"a": [text]}


@pytest.mark.parametrize(
    ("content", "text"),
    [(b"a\rb", "a\nb"), (b"\xfe\xff\x04\x1e", "О"), (b"caf\xe9", "café"), ("café".encode(), "café")],
)
def test_a_text_may_be_a_stream(form: Form, content: bytes, text: str) -> None:
    form.field("a", FT=Name.Tx, V=form.pdf.make_stream(content))
    assert form.values() == {"a": [text]}


# Where they stand


def test_pages_have_their_crop_boxes() -> None:
    form = Form(pages=3)
    form.pdf.pages[1].obj.CropBox = Array([290, 10, 10, 190])
    form.pdf.pages[2].obj.MediaBox = Array([-10, 0, 90, 50])
    assert form.read().crop_boxes == [(0, 0, 300, 200), (10, 10, 280, 180), (-10, 0, 100, 50)]


@pytest.mark.parametrize(
    ("rectangle", "box"),
    [
        ([1, 2, 11, 22], (1, 2, 10, 20)),
        ([11, 22, 1, 2], (1, 2, 10, 20)),
        ([1, 22, 11, 2], (1, 2, 10, 20)),
        ([1, 2, 11], (0, 0, 0, 0)),
        ([1, 2, 11, 22, 33], (0, 0, 0, 0)),
    ],
)
def test_a_rectangle_has_any_two_of_its_corners(form: Form, rectangle: list[int], box: Box) -> None:
    """ISO 32000-2:2020 7.9.5."""
    form.widget("a", Rect=Array(rectangle))
    assert form.only().widgets == [QpdfWidget(1, box, hidden=box[2] == 0)]


def test_a_field_has_a_widget_for_each_place_on_a_page() -> None:
    form = Form(pages=3)
    first, second = form.widget(page=3, listed=False), form.widget(page=2, listed=False, Rect=Array([1, 2, 11, 22]))
    below(form.field("a"), first, form.field(listed=False, Rect=Array([0, 0, 9, 9])), second)
    form.widget("b", page=2)
    form.field("c", Subtype=Name.Widget, Rect=Array([0, 0, 9, 9]))
    del form.widget("d").Rect
    form.widget("e", Subtype=Name.Stamp)
    places = {name: [(one.page, one.box) for one in field.widgets] for name, field in form.read().form.fields.items()}
    assert places == {"a": [(3, RECT), (2, (1, 2, 10, 20))], "b": [(2, RECT)], "c": [], "d": [], "e": []}


def test_a_widget_on_two_pages_stands_on_the_first() -> None:
    form = Form(pages=2)
    field = form.widget("a", page=2)
    form.pdf.pages[0].obj.Annots.append(field)
    assert [one.page for one in form.only().widgets] == [1]


def test_a_widget_without_an_object_of_its_own_cannot_be_placed(form: Form) -> None:
    direct = Dictionary(Subtype=Name.Widget, T=String("a"), Rect=Array([50, 50, 150, 66]))
    form.pdf.pages[0].obj.Annots = Array([direct])
    form.acroform.Fields.append(Dictionary(T=String("b"), Rect=Array([50, 50, 150, 66])))
    assert {name: field.widgets for name, field in form.read().form.fields.items()} == {"a": [], "b": []}


@pytest.mark.parametrize(
    ("entries", "hidden"),
    [
        ({}, False),
        ({"F": 0}, False),
        ({"F": 4}, False),
        ({"F": 1 | 4 | 8 | 16 | 64 | 128}, False),
        ({"F": 2}, True),
        ({"F": 4 | 2}, True),
        ({"F": 32}, True),
        ({"F": 4 | 32}, True),
        ({"OC": Dictionary()}, True),
        ({"Rect": Array([50, 50, 50.1, 50.1])}, False),
        ({"Rect": Array([50, 50, 50, 66])}, True),
        ({"Rect": Array([50, 50, 150, 50])}, True),
    ],
    ids=range(12),
)
def test_a_field_is_hidden_by_its_flags_its_size_or_a_layer(form: Form, entries: dict[str, Any], hidden: bool) -> None:
    form.widget("a", FT=Name.Tx, **entries)
    form.widget("b", FT=Name.Btn, **entries)
    fields = form.read().form.fields
    assert [fields[name].hidden for name in "ab"] == [hidden, hidden]


# What is seen of them


def test_a_field_shows_what_its_appearance_draws(form: Form) -> None:
    form.widget("a", FT=Name.Tx, AP=form.drawing())
    assert form.only().widgets == [QpdfWidget(1, RECT, hidden=False, shown="Amina")]


@pytest.mark.parametrize(
    ("letters", "size", "flags", "cut"),
    [
        (5, 9, 0, False),
        (90, 9, 0, True),
        (20, 14, 0, True),
        (20, 4, 0, False),
        (90, 0, 0, True),
        (90, 9, 1 << 12, False),
    ],
)
def test_what_has_no_room_where_it_is_drawn_anew_is_cut(
    form: Form, letters: int, size: int, flags: int, cut: bool
) -> None:
    form.widget("a", FT=Name.Tx, V=String("n" * letters), DA=String(f"/Helv {size} Tf 0 g"), Ff=flags)
    assert form.only().widgets == [QpdfWidget(1, RECT, hidden=False, cut=cut)]


def test_whether_it_is_drawn_as_we_draw_is_known(form: Form) -> None:
    form.widget("a", FT=Name.Tx, AP=form.drawing(OURS))
    assert form.only().widgets == [QpdfWidget(1, RECT, hidden=False, shown="Amina", drawn_by_us=True)]


def test_a_field_without_an_appearance_shows_nothing_that_is_known(form: Form) -> None:
    form.widget("a", FT=Name.Tx, V=String("Amina"))
    assert form.only().widgets == [QpdfWidget(1, RECT, hidden=False)]


def test_what_is_drawn_in_a_way_that_cannot_be_told_is_unreadable(form: Form) -> None:
    form.widget("a", FT=Name.Tx, AP=form.drawing(b"foo"))
    assert form.only().widgets == [QpdfWidget(1, RECT, hidden=False, unreadable=True)]


def test_what_is_hidden_is_not_looked_at(form: Form) -> None:
    for content in (TEXT, b"foo"):
        form.widget("a", FT=Name.Tx, AP=form.drawing(content), F=2)
    assert form.only().widgets == [QpdfWidget(1, RECT, hidden=True)] * 2


@pytest.mark.parametrize("hidden", [False, True])
def test_a_tick_shows_whether_it_looks_ticked(form: Form, hidden: bool) -> None:
    flags = 2 if hidden else 0
    form.widget("a", FT=Name.Btn, AP=form.tick(), AS=Name.Yes, F=flags)
    form.widget("b", FT=Name.Btn, AP=form.tick(), AS=Name.Off, F=flags)
    form.widget("c", FT=Name.Btn, AP=form.tick(b"foo"), AS=Name.Yes, F=flags)
    form.widget("d", AP=form.tick(), AS=Name.Yes, F=flags)
    ticked, plain = QpdfWidget(1, RECT, hidden, ticked=True), QpdfWidget(1, RECT, hidden)
    unreadable = QpdfWidget(1, RECT, hidden, unreadable=True)
    widgets = {name: field.widgets for name, field in form.read().form.fields.items()}
    assert widgets == {"a": [ticked], "b": [plain], "c": [unreadable], "d": [ticked]}


def test_a_drawing_without_fonts_of_its_own_is_unreadable(form: Form) -> None:
    """Some programs take those of the page, and others those of the form."""
    drawing = form.drawing()
    form.acroform.DR = drawing.N.Resources
    del drawing.N.Resources
    form.widget("a", FT=Name.Tx, AP=drawing)
    assert form.only().widgets[0].unreadable


@pytest.mark.parametrize(("said", "needed"), [(True, True), (False, False), (None, False)])
def test_whether_viewers_are_to_draw_anew_is_known(form: Form, said: bool | None, needed: bool) -> None:
    if said is not None:
        form.acroform.NeedAppearances = said
    assert form.read().form.need_appearances is needed


# What lies over the pages


def test_what_is_drawn_over_the_pages_is_told_with_its_place_and_its_field() -> None:
    form = Form(pages=2)
    kid = form.widget(page=2, listed=False)
    below(form.field("a"), kid)
    form.widget("b")
    form.widget(Subtype=Name.Stamp, listed=False, Rect=Array([1, 2, 11, 22]))
    form.widget(Subtype=Name.Highlight, listed=False)
    form.widget(Subtype=Name.Link, listed=False)
    form.pdf.pages[0].obj.Annots.append(Dictionary(Subtype=Name.FreeText, Rect=Array([1, 2, 11, 22])))
    form.widget("c", F=2)
    assert form.read().annotations == [
        OverlaidAnnotation(1, RECT, "b"),
        OverlaidAnnotation(1, (1, 2, 10, 20)),
        OverlaidAnnotation(1, RECT, comment=True),
        OverlaidAnnotation(1, (1, 2, 10, 20)),
        OverlaidAnnotation(2, RECT, "a"),
    ]


def test_an_object_of_two_fields_has_the_name_of_the_first(form: Form) -> None:
    kid = form.widget(listed=False)
    for name in ("a", "b"):
        form.field(name, Kids=Array([kid]))
    assert [one.name for one in form.read().annotations] == ["a"]


def test_an_object_without_a_number_has_no_name(form: Form) -> None:
    form.acroform.Fields.append(Dictionary(T=String("a")))
    form.pdf.pages[0].obj.Annots.append(Dictionary(Subtype=Name.Stamp, Rect=Array([1, 2, 11, 22])))
    assert [one.name for one in form.read().annotations] == [""]


# What it does


SCRIPT = Dictionary(S=Name.JavaScript, JS=String("1"))


@pytest.mark.parametrize(
    "put_in",
    [
        lambda form: setattr(form.pdf.Root, "OpenAction", SCRIPT),
        lambda form: form.widget(Subtype=Name.Link, A=SCRIPT, listed=False),
        lambda form: form.widget("a", AA=Dictionary(K=SCRIPT)),
        lambda form: form.field("a", A=SCRIPT),
        lambda form: form.field("a", AA=Dictionary(K=SCRIPT)),
        lambda form: below(form.field("a", AA=Dictionary(K=SCRIPT)), form.field("b", listed=False)),
        lambda form: form.field(AA=Dictionary(K=SCRIPT)),
    ],
)
def test_what_a_file_does_is_found_in_the_document_in_annotations_and_in_fields(
    form: Form, put_in: Callable[[Form], object]
) -> None:
    assert form.read().form.actions == set()
    put_in(form)
    assert form.read().form.actions == {"script"}


def test_everything_that_a_file_does_is_told(form: Form) -> None:
    form.pdf.Root.OpenAction = SCRIPT
    form.widget(Subtype=Name.Link, A=Dictionary(S=Name.URI), listed=False)
    form.widget(Subtype=Name.FileAttachment, listed=False)
    form.field("a", A=Dictionary(S=Name.Launch))
    form.field("b", AA=Dictionary(K=Dictionary(S=Name.SubmitForm)))
    found = form.read().form.actions
    assert found == {"script", "foreign_link", "attachment", "launch_action", "submit_action"}


# Keys that stand twice (7.3.7)

OBJECTS = [
    "<</Type/Catalog/Pages 2 0 R/AcroForm 4 0 R>>",
    "<</Type/Pages/Kids[3 0 R]/Count 1>>",
    "<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Resources<<>>/Annots[5 0 R 7 0 R]>>",
    "<</Fields[5 0 R 6 0 R]>>",
    "<</T(a)/FT/Tx/V(1)/Subtype/Widget/Rect[0 0 9 9]>>",
    "<</T(b)/FT/Tx/V(1)/Kids[7 0 R]>>",
    "<</Subtype/Widget/Rect[0 0 9 9]>>",
    "<</Type/Other>>",
]


def written(objects: Sequence[str], root: str = "/Root 1 0 R") -> bytes:
    data, places = "%PDF-1.7\n", []
    for number, one in enumerate(objects, start=1):
        places.append(len(data))
        data += f"{number} 0 obj\n{one}\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    size = len(objects) + 1
    end = (
        f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<</Size {size}{root}>>\nstartxref\n{len(data)}\n%%EOF\n"
    )
    return (data + end).encode()


def with_more_in(number: int, more: str) -> bytes:
    return written([one[:-2] + more + ">>" if at == number else one for at, one in enumerate(OBJECTS, start=1)])


@pytest.mark.parametrize(
    ("number", "more", "named"),
    [
        (5, "/V(1)", {"a"}),
        (5, "/V(2)", {"a"}),
        (5, "/#56(2)", {"a"}),
        (6, "/V(2)", {"b"}),
        (7, "/Rect[0 0 9 9]", {"b"}),
        (4, "/Fields[5 0 R 6 0 R]", {"form"}),
        (1, "/AcroForm 4 0 R", {"form"}),
        (3, "/Annots[5 0 R 7 0 R]", set()),
        (5, "/X(1)", set()),
        (8, "/Type/Other", set()),
    ],
)
def test_fields_with_a_key_that_stands_twice_are_named(number: int, more: str, named: set[str]) -> None:
    read = read_by_qpdf(with_more_in(number, more))
    assert read
    assert read.form.duplicate_keys == named


def test_other_warnings_name_no_field() -> None:
    """Of a page that has no resources, and of a value without its key."""
    for data in (written([one.replace("/Resources<<>>", "") for one in OBJECTS]), with_more_in(5, " (x)")):
        read = read_by_qpdf(data)
        assert read
        assert read.form.duplicate_keys == set()


def test_a_key_of_the_trailer_that_stands_twice_names_none() -> None:
    read = read_by_qpdf(written(OBJECTS, "/Root 1 0 R/Root 1 0 R"))
    assert read
    assert read.form.duplicate_keys == set()

"""The text of an element as Word shows it, and the content controls that values stand in (ECMA-376 Part 1, 17.3.3 run
content, 17.5.2 structured document tags, SDT)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from dtmforms.word.markup import Element, W, child, is_on

LETTERS = {
    f"{W}tab": "\t",
    f"{W}ptab": "\t",
    f"{W}br": "\n",
    f"{W}cr": "\n",
    f"{W}noBreakHyphen": "-",
    f"{W}softHyphen": "",
}
"""What run content is read as that holds no text. A soft hyphen is seen where a line ends and nowhere else, and is not
part of the word; the other hyphen is U+002D by another name (17.3.3.18, 17.3.3.29)."""
READ = (f"{W}p", f"{W}t", *LETTERS)
"""The elements that text is read from."""


def text_of(element: Element, left_out: Callable[[Element], bool] | None = None) -> str:
    """The text of an element as it is seen, tracked deletions left out; line breaks as `\\n`, paragraphs parted by the
    same. What stands in a content control that is `left_out` is not in it."""
    pieces: list[str] = []
    for node in element.iter(*READ):
        if left_out and any(left_out(control) for control in node.iterancestors(f"{W}sdt")):
            continue
        if node.tag == f"{W}p":
            pieces += ["\n"] if pieces else []
        elif node.getparent().tag != f"{W}tabs":
            pieces.append(LETTERS.get(node.tag, node.text or ""))
    return "".join(pieces)


def tag_of(control: Element) -> str:
    """The tag of a content control, empty without one."""
    tag = child(control, "sdtPr", "tag")
    return "" if tag is None else str(tag.get(f"{W}val", ""))


def tagged_controls(element: Element) -> Iterator[tuple[str, Element]]:
    """The content controls in an element that have a tag, each with it, in the order of the text."""
    for control in element.iter(f"{W}sdt"):
        if child(control, "sdtPr", "tag") is not None:
            yield tag_of(control), control


def holds_a_value(control: Element) -> bool:
    """Whether a value stands in a content control: those around other text have no tag."""
    return tag_of(control) != ""


def is_hint(control: Element) -> bool:
    """Whether a control shows a hint and no value, by what it says of itself (17.5.2.39)."""
    return is_on(child(control, "sdtPr", "showingPlcHdr"))


def value_of(control: Element) -> str:
    """The text in a content control; empty where it shows a hint."""
    content = child(control, "sdtContent")
    return "" if content is None or is_hint(control) else text_of(content)

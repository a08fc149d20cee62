"""The placeholders of a part: only names that a document can print, loops over its lists, and conditions on its texts.

They are read as docxtpl joins them, so that what is judged is what is rendered.
"""

from __future__ import annotations

import difflib
import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, TypeAlias

from dtmforms.findings import Finding, Place, Value
from dtmforms.language.shown import shortened
from dtmforms.word.markup import NAMESPACE, Element, W, as_text
from dtmforms.word.template_check.package import TEMPLATED, XmlPart
from dtmforms.word.template_check.places import CONTAINERS, PlacesInWord

Vocabulary: TypeAlias = Mapping[str, Any]
"""`None` is a text, a mapping holds nested names, a list of one mapping is looped over: its items have those names."""

_SPLIT = re.compile(r"\{(?:<[^>]*>)+(?=[{%#])|[%}#](?:<[^>]*>)+(?=\})")
"""What docxtpl joins: the two characters that open or close a tag, with markup between (`DocxTemplate.patch_xml`)."""
_JOINT = re.compile(r"</w:t>.*?(?:<w:t>|<w:t [^>]*>)", re.DOTALL)
"""What docxtpl removes inside of a tag."""
_CLOSING = {"{{": "}}", "{%": "%}", "{#": "#}"}
_OPENING = re.compile("|".join(map(re.escape, _CLOSING)))
_STRAY = re.compile(r"\{_\{|\}_\}|\{_%|%_\}|\}\}|%\}|#\}")
_LONGEST_TAG = 20_000
"""Characters, with the markup that Word has put between them."""
_DEEPEST = 5
"""Loops and conditions inside of each other; the library that renders them is recursive."""
_RUN_PROPERTIES = re.compile(r"<w:rPr(?: [^>]*)?>(?:(?!</?w:rPr[ >]).)*</w:rPr>", re.DOTALL)
_PLUMBING = re.compile(
    r"(?:</w:t>|</w:r>|<w:(?:r|t)(?: [^<>]*)?>|<w:rPr/>"
    r"|<w:(?:proofErr|bookmarkStart|bookmarkEnd|permStart|permEnd|lastRenderedPageBreak)(?: [^<>]*)?/>)*"
)
"""Markup that Word puts into the midst of what was typed, and that means nothing."""
_UNUSUAL = re.compile(r"<w:(?:p|tr|tc|r|t)[\t\r\n]|</w:(?:p|tr|tc|r|t)\s|='[^'<]*(?:\{\{|\{%|\{#)")
_S = "[ \u00a0]"
_WORD = "[A-Za-z][A-Za-z0-9_]*"
_DOTTED = rf"{_WORD}(?:\.{_WORD}){{0,9}}"
_PRINT = re.compile(rf"\{{\{{(?!(?:p|tr|tc|r) ){_S}*(?P<name>{_DOTTED}){_S}*\}}\}}")
_BLOCK = re.compile(
    rf"\{{%(?:(?P<prefix>p|tr|tc|r) )?{_S}*"
    rf"(?:for{_S}+(?P<item>{_WORD}){_S}+in{_S}+(?P<list>{_DOTTED})|if{_S}+(?P<test>{_DOTTED})|(?P<word>else|endif|endfor))"
    rf"{_S}*%\}}"
)
"""All that a template can say. The sign `-`, which joins paragraphs, calls, filters and literals are not among it."""
_RESERVED = {"and", "or", "not", "in", "is", "if", "else", "elif", "for", "true", "false", "none", "loop", "self"}
_REASONS = {
    r"\{#": "placeholder_comment",
    r"\{\{(?:p|tr|tc|r) ": "placeholder_raw_xml",
    r"\{%\s*(?:cellbg|colspan|vm|hm)\b": "placeholder_of_format",
    r"\{[{%](?:p|tr|tc|r)?[-+]|[-+][}%]\}$": "placeholder_joining",
}
"""Why a placeholder is refused, with the code of each."""
_END = {"for": "endfor", "if": "endif"}
_ENDS = {"endfor": "for", "endif": "if", "else": "if"}
_CONTAINER_NAMES = {"": "paragraph", "r": "run", "p": "paragraph", "tc": "table_cell", "tr": "table_row"}
_NUMBERED = re.compile(r'<w:t n="(\d+)">')
_ATTRIBUTE = re.compile(r'<w:(?:tag|alias) w:val="[^"<]*')
_NAME = re.compile(r"</?([\w:.-]+)")
_UNKNOWN, _ANYTHING = object(), object()
"""A name that the vocabulary lacks, and the items of a list that it lacks: those are not held against anyone."""


@dataclass(frozen=True, slots=True)
class _Tag:
    """A placeholder as it is rendered: `text` without the markup that Word has put into it, `markup` that markup.
    `start` and `end` are where it stands, `element` where the markup before it opens."""

    text: str
    markup: str
    start: int
    end: int
    element: int


@dataclass(slots=True)
class _Open:
    """A loop or a condition that is not closed yet. `home` is where its end has to stand."""

    words: re.Match[str]
    place: Place
    home: tuple[Any, ...]
    path: str = ""
    items: Any = None
    has_else: bool = False

    @property
    def item(self) -> str | None:
        """The name of a loop's item; `None` for a condition."""
        return self.words["item"]

    @property
    def kind(self) -> str:
        return "for" if self.item else "if"


def _tags(source: str) -> Iterator[_Tag]:
    """The tags of a part's XML, in the order and with the joining of docxtpl; `source` is `_joined` before."""
    at = element = 0
    while opening := _OPENING.search(source, at):
        start = opening.start()
        element = max(element, source.rfind("<", at, start))
        closing = source.find(_CLOSING[opening[0]], opening.end())
        at = closing + 2 if closing >= 0 else len(source)
        written = source[start : at if closing >= 0 and at - start <= _LONGEST_TAG else start + 80]
        yield _Tag(_JOINT.sub("", written), "".join(map(itemgetter(0), _JOINT.finditer(written))), start, at, element)
        element = max(element, source.rfind("<", start, at))


class PlaceholderCheck:
    """The placeholders of one part. What they print is added to `used`."""

    def __init__(self, part: XmlPart, vocabulary: Vocabulary, used: set[str]) -> None:
        self.part, self.vocabulary, self.used = part, vocabulary, used
        self.opened: list[_Open] = []
        self.places = PlacesInWord(part.root)
        self.texts: list[Element] = []
        self.bound = {binding.getparent().getparent() for binding in part.root.iter(f"{W}dataBinding")} - {None}

    def problems(self) -> Iterator[Finding]:
        """Everything that is wrong with the part's placeholders, in their order."""
        has_signs = any(sign in self.part.text for sign in ("{", "}}", "%}", "&#"))
        if not TEMPLATED.fullmatch(self.part.name):
            yield from self._none_allowed() if has_signs else ()
        elif code := _why_it_is_misread(self.part):
            yield Finding(code, self.part.name)
        elif has_signs:
            yield from self._judged()

    def _none_allowed(self) -> Iterator[Finding]:
        for source in map(_joined, (as_text(self.part.root), self.part.text)):
            for tag in _tags(source):
                yield self._error("placeholder_in_other_part", _element_at(source, tag), seen=tag.text)
                return

    def _judged(self) -> Iterator[Finding]:
        written, self.texts = _numbered(self.part.root)
        for torn in _SPLIT.finditer(written) if _may_be_split(written) else ():
            if not _is_plumbing(torn[0][1:]):
                pair = torn[0][0] + written[torn.end()]
                yield self._error("placeholder_torn", self._place_before(written, torn.start()), seen=pair)
        source, at, faultless = _joined(written), 0, True
        for tag in _tags(source):
            for problem in itertools.chain(self._strays(source, at, tag.start), self._problems_of(source, tag)):
                faultless = False
                yield problem
            at = tag.end
        yield from self._strays(source, at, len(source))
        for opened in self.opened:
            yield self._error("block_unclosed", opened.place, seen=opened.words[0], end=_END[opened.kind])
        if faultless and _texts_of_tags(source) != _texts_of_tags(_joined(self.part.text)):
            yield Finding("placeholders_unusual", self.part.name)

    def _error(self, code: str, place: Place, **values: str) -> Finding:
        """A finding with its values, each of a template's text and of any length."""
        return Finding(code, self.part.name, {name: shortened(text) for name, text in values.items()}, place=place)

    def _place_before(self, source: str, position: int) -> Place:
        number = _NUMBERED.match(source, source.rfind('<w:t n="', 0, position))
        return self.places.of(self.texts[int(number[1])]) if number else {}

    def _strays(self, source: str, start: int, end: int) -> Iterator[Finding]:
        for stray in _STRAY.finditer(source, start, end):
            place = self._place_before(source, stray.start())
            yield self._error("placeholder_stray", place, seen=stray[0])

    def _problems_of(self, source: str, tag: _Tag) -> Iterator[Finding]:
        words = _PRINT.fullmatch(tag.text) or _BLOCK.fullmatch(tag.text)
        number = _NUMBERED.match(source, tag.element)
        text = self.texts[int(number[1])] if number else None
        place = self.places.of(text) if number else _element_at(source, tag)
        if not _is_plumbing(tag.markup):
            yield self._error("placeholder_torn", place, seen=re.sub("<[^>]*>", "", tag.text))
        elif not words:
            yield self._error(_why_not(tag.text), place, seen=re.sub("<[^>]*>", "", tag.text))
        elif not number and not (words.re is _PRINT and _is_in_a_tag(source, tag)):
            yield self._error("placeholder_outside_text", place, seen=tag.text)
        elif number and self._is_bound(text):
            yield self._error("placeholder_in_bound_control", place, seen=tag.text)
        elif words.re is _BLOCK:
            yield from self._problems_of_block(words, place, text)
        else:
            yield from self._problems_of_print(words, place, counts=number is not None)

    def _is_bound(self, text: Element) -> bool:
        return bool(self.bound) and any(control in self.bound for control in text.iterancestors(f"{W}sdt"))

    def _problems_of_print(self, words: re.Match[str], place: Place, *, counts: bool) -> Iterator[Finding]:
        name = words["name"]
        value, path = self._value(name)
        if value is _UNKNOWN:
            yield self._unknown(place, name)
        elif isinstance(value, list):
            yield self._error("name_of_list", place, name=name)
        elif value:
            yield self._error("name_of_group", place, name=name, first=f"{name}.{next(iter(value))}")
        elif counts:
            loops = [loop for loop in self.opened if loop.item == name.partition(".")[0]]
            self.used |= {path, *(loop.path for loop in loops)}

    def _problems_of_block(self, words: re.Match[str], place: Place, text: Element) -> Iterator[Finding]:
        prefix = words["prefix"] or ""
        home = _home(text, prefix)
        if home is None or not _is_alone(text, prefix, words[0]):
            yield self._error("placeholder_not_alone", place, seen=words[0], container=_CONTAINER_NAMES[prefix])
        elif words["word"]:
            yield from self._problems_of_end(words, place, home)
        else:
            opened = _Open(words, place, home)
            yield from self._problems_of_loop(opened) if opened.item else self._problems_of_condition(opened)
            self.opened.append(opened)

    def _problems_of_loop(self, opened: _Open) -> Iterator[Finding]:
        item, name = opened.words["item"], opened.words["list"]
        value, opened.path = self._value(name)
        opened.items = _ANYTHING
        if any(other.item for other in self.opened):
            yield self._error("loop_in_loop", opened.place, seen=opened.words[0])
        if item in self.vocabulary or item.lower() in _RESERVED:
            yield self._error("name_taken", opened.place, name=item)
        if isinstance(value, list):
            opened.items = value[0] if value else None
        elif value is _UNKNOWN:
            yield self._unknown(opened.place, name)
        else:
            yield self._error("name_of_no_list", opened.place, name=name)

    def _problems_of_condition(self, opened: _Open) -> Iterator[Finding]:
        name = opened.words["test"]
        value, _ = self._value(name)
        if value is _UNKNOWN:
            yield self._unknown(opened.place, name)
        elif isinstance(value, Mapping) and value:
            yield self._error("name_of_group_asked", opened.place, name=name)
        if len(self.opened) >= _DEEPEST:
            values: dict[str, Value] = {"seen": shortened(opened.words[0]), "depth": _DEEPEST + 1}
            yield Finding("block_too_deep", self.part.name, values, place=opened.place)

    def _problems_of_end(self, words: re.Match[str], place: Place, home: tuple[Any, ...]) -> Iterator[Finding]:
        kind = _ENDS[words["word"]]
        if not self.opened or kind not in [opened.kind for opened in self.opened]:
            yield self._error("end_of_nothing", place, seen=words[0], kind=kind)
            return
        opened = self.opened[-1]
        if opened.kind != kind or (words["word"] == "else" and opened.has_else):
            yield self._error("end_of_other_block", place, seen=words[0], opened=opened.words[0])
        elif not _is_same_home(opened.home, home):
            values: dict[str, Value] = {"seen": shortened(words[0]), "opened": shortened(opened.words[0])}
            yield Finding("end_elsewhere", self.part.name, values | {"begun": opened.place}, place=place)
        if words["word"] == "else":
            opened.has_else = True
            return
        while self.opened.pop().kind != kind:
            continue

    def _value(self, name: str) -> tuple[Any, str]:
        """What the vocabulary says of a name where it stands, `_UNKNOWN` where it says nothing, and its full name."""
        first, *steps = name.split(".")
        value, path = self.vocabulary.get(first, _UNKNOWN), first
        for loop in self.opened:
            if loop.item == first:
                value, path = loop.items, loop.path
        if value is _ANYTHING:
            return None, path
        for step in steps:
            value = value.get(step, _UNKNOWN) if isinstance(value, Mapping) else _UNKNOWN
            path += f".{step}"
        return value, path

    def _unknown(self, place: Place, name: str) -> Finding:
        known = [*_names(self.vocabulary), *(n for o in self.opened if o.item for n in _names({o.item: o.items}))]
        near = difflib.get_close_matches(name[:80], known, 1)
        if near:
            return self._error("name_unknown_near", place, name=name, near=near[0])
        return self._error("name_unknown", place, name=name)


def _names(vocabulary: Vocabulary, before: str = "") -> Iterator[str]:
    for name, value in vocabulary.items():
        if isinstance(value, Mapping) and value:
            yield from _names(value, f"{before}{name}.")
        else:
            yield before + name


def _why_not(text: str) -> str:
    """The code that says why a placeholder is none."""
    if not text.endswith(_CLOSING[text[:2]]):
        return "placeholder_unclosed"
    return next((code for pattern, code in _REASONS.items() if re.search(pattern, text)), "placeholder_too_much")


def _why_it_is_misread(part: XmlPart) -> str:
    """The code that says why what is rendered may differ from what is understood; empty where it cannot. docxtpl reads
    XML as text."""
    if "<!--" in part.text:
        return "xml_with_comments"
    if part.root.xpath("boolean(//*[(namespace-uri() = $w) != starts-with(name(), 'w:')])", w=NAMESPACE):
        return "xml_with_other_prefix"
    return "xml_unusual" if _UNUSUAL.search(part.text) else ""


def _is_plumbing(markup: str) -> bool:
    return _PLUMBING.fullmatch(_RUN_PROPERTIES.sub("", markup)) is not None


def _joined(source: str) -> str:
    return _SPLIT.sub(lambda split: split[0][0], source) if _may_be_split(source) else source


def _may_be_split(source: str) -> bool:
    return any(f"{sign}<" in source for sign in "{%}#")


def _texts_of_tags(source: str) -> list[str]:
    return [tag.text for tag in _tags(source)]


def _numbered(root: Element) -> tuple[str, list[Element]]:
    """A part's XML in which every text says which one it is, and the texts."""
    texts = [text for text in root.iter(f"{W}t") if text.text]
    for number, text in enumerate(texts):
        text.attrib.clear()
        text.set("n", str(number))
    return as_text(root), texts


def _element_at(source: str, tag: _Tag) -> Place:
    """The element around a tag, and the how manieth of its name it is."""
    name = _NAME.match(source, tag.element)
    if not name:
        return {}
    number = sum(source.count(f"<{name[1]}{end}", 0, tag.start) for end in " />")
    return {"place": "element", "name": name[1], "number": number}


def _is_in_a_tag(source: str, tag: _Tag) -> bool:
    """Whether it names a content control: in `w:tag` or `w:alias`, the only attributes where that is allowed."""
    attribute = _ATTRIBUTE.match(source, tag.element)
    return attribute is not None and attribute.end() >= tag.start


def _home(text: Element, prefix: str) -> tuple[Any, ...] | None:
    """Where a tag stands once its prefix has dropped what is around it; `None` where there is nothing to drop."""
    container = next(text.iterancestors(CONTAINERS[prefix]), None)
    if container is None:
        return None
    between = [] if prefix else itertools.takewhile(lambda above: above is not container, text.iterancestors())
    return (prefix, container.getparent(), *(above.tag for above in between))


def _is_same_home(one: tuple[Any, ...], other: tuple[Any, ...]) -> bool:
    return one[0] == other[0] and one[1] is other[1] and one[2:] == other[2:]


def _is_alone(text: Element, prefix: str, tag: str) -> bool:
    """Whether nothing is lost with the paragraph, row or cell that a prefix drops."""
    if prefix in ("", "r"):
        return True
    container = next(text.iterancestors(CONTAINERS[prefix]))
    nested = next(container.iterdescendants(container.tag), None) is not None
    return not nested and "".join(container.itertext()).strip() == tag

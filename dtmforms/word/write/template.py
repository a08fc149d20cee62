"""A Word template, compiled once and rendered many times.

Parts without placeholders are compressed once and copied as they are. In the others, docxtpl's own tag handling
joins what Word has split; then every placeholder becomes a run of its own, so that a value in another direction
than the text around it gets the run properties that it needs (ECMA-376 Part 1, 17.3.2.30, `w:rtl`).
Not done here: judging a template. `template_check` comes first, always.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from types import SimpleNamespace
from typing import Any

import jinja2
from docxtpl import DocxTemplate
from jinja2.sandbox import SandboxedEnvironment

from dtmforms import opc
from dtmforms.errors import TemplateError
from dtmforms.language.direction import right_to_left
from dtmforms.word.fixed_text import fingerprint_of, fixed_lines_of_xml

FIXED_PLACE = "0123456789abcdef"
"""Stands in the identity for the fingerprint of the fixed text, which is known when the rest is made."""
CODE_NAME = "dtmforms code"
"""The name of the picture that is replaced by the code of reference and terms (`wp:docPr/@name`)."""

_DOCUMENT, _IDENTITY = "word/document.xml", "docProps/custom.xml"
_FIXED = FIXED_PLACE.encode()
_RUN = re.compile(
    r"<w:r(?:\s[^>]*)?>(?:<w:rPr/>)?(<w:rPr>(?:(?!</w:rPr>).)*</w:rPr>)?<w:t(?:\s[^>]*)?>([^<]*\{\{[^<]*)</w:t></w:r>",
    re.DOTALL,
)
_LEFT_TO_RIGHT = "\u200e"
_KEPT = re.compile("(\u200e[^\u200e]+\u200e)")
"""What keeps its order among letters from right to left, such as a day: Word wants it in a run of its own."""
_PLACEHOLDER = re.compile(r"(\{\{.*?\}\})")
_EXPRESSION = re.compile(r"\{\{(.*?)\}\}")
_WORTH_PACKING = 4096
"""Setting up the packing of a part costs more time than a part of this many bytes is worth."""
_IN_ATTRIBUTE = re.compile(r'(="[^"<>{]*)\{\{([^"<>|}]*)\}\}')
_BREAK = '</w:t><w:br/><w:t xml:space="preserve">'


@dataclass(frozen=True, slots=True)
class _Part:
    """A part that is made anew for every document."""

    name: str
    make: Callable[[Mapping[str, Any]], bytes]


class CompiledTemplate:
    """A compiled template. `render` is the only thing to do with it, from any number of records."""

    def __init__(self, data: bytes, name: str, properties: Mapping[str, bytes]) -> None:
        """Compile the bytes of a .docx, which errors call by its name. `properties` are the parts of `docProps/` that
        every document has. Raises `TemplateError`, and what `zipfile` raises for bytes that are no package."""
        environment, self._name = _environment(), name
        static: dict[str, bytes] = {}
        self._dynamic: list[_Part] = []
        with opc.opened(data) as package:
            parts = {name: package.read(name) for name in package.namelist() if not name.startswith("docProps/")}
        patch = DocxTemplate(io.BytesIO(data)).patch_xml
        code = _code_part(parts)
        for part, content in (parts | dict(properties)).items():
            if part == code:
                self._dynamic.append(_Part(part, lambda context: context["code"]))
            elif part.endswith(".xml") and (b"{{" in content or b"{%" in content):
                with self._explained():
                    self._dynamic.append(_Part(part, _compiled(patch(content.decode()), environment)))
            else:
                static[part] = content
        self._static = opc.packed(static.items())

    def render(self, context: Mapping[str, Any]) -> bytes:
        """One document as .docx bytes; the same context gives the same bytes. Raises `TemplateError`."""
        with self._explained():
            parts = {part.name: part.make(context) for part in self._dynamic}
        document = parts.get(_DOCUMENT, b"").decode()
        fixed = fingerprint_of(fixed_lines_of_xml(document)).encode()
        parts[_IDENTITY] = parts[_IDENTITY].replace(_FIXED, fixed)
        return opc.packed(parts.items(), after=self._static, stored_below=_WORTH_PACKING)

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except jinja2.TemplateError as error:
            raise TemplateError("template_not_rendered", place=self._name, said=str(error.message)) from None


class _Sandbox(SandboxedEnvironment):
    """jinja2's sandbox, with a short way to the texts of a context, which hold nothing but texts."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        if type(obj) is SimpleNamespace and attribute in obj.__dict__:
            return obj.__dict__[attribute]
        return super().getattr(obj, attribute)


def _environment() -> SandboxedEnvironment:
    environment = _Sandbox(undefined=jinja2.StrictUndefined, keep_trailing_newline=True)
    environment.filters |= {"text": _text, "attribute": _attribute}
    return environment


def _compiled(xml: str, environment: SandboxedEnvironment) -> Callable[[Mapping[str, Any]], bytes]:
    properties: list[tuple[str, str]] = []

    def own_runs(match: re.Match[str]) -> str:
        pair = _run_properties(match[1] or "")
        if pair not in properties:
            properties.append(pair)
        number = properties.index(pair)
        pieces = _PLACEHOLDER.split(match[2])
        return "".join(
            f"{{{{{piece[2:-2]}|run({number})}}}}" if piece.startswith("{{") else _static_run(match[1], piece)
            for piece in pieces
            if piece
        )

    # A value in a run becomes a run; one elsewhere, such as in a content control's tag, becomes text.
    runs = _RUN.sub(own_runs, xml)
    attributes = _IN_ATTRIBUTE.sub(r"\1{{\2|attribute}}", runs)
    source = _EXPRESSION.sub(lambda m: m[0] if "|" in m[1] else f"{{{{{m[1]}|text}}}}", attributes)

    def run(value: str, number: int) -> str:
        left, right = properties[number]
        if not right_to_left(value):
            return _run(left, value)
        parts = _KEPT.split(value) if _LEFT_TO_RIGHT in value else [value]
        return "".join(_run(left if part[0] == _LEFT_TO_RIGHT else right, part) for part in parts if part)

    own = environment.overlay()
    own.filters = environment.filters | {"run": run}
    template = own.from_string(source)
    return lambda context: template.render(context).encode()


def _run(properties: str, value: str) -> str:
    return f'<w:r>{properties}<w:t xml:space="preserve">{_text(value)}</w:t></w:r>'


def _static_run(properties: str | None, text: str) -> str:
    return f'<w:r>{properties or ""}<w:t xml:space="preserve">{text}</w:t></w:r>'


def _run_properties(written: str) -> tuple[str, str]:
    """The properties of a run for a value from left to right, and for one from right to left. One that is written
    with `w:cs` is from right to left whatever its value: it belongs to the marks around it."""
    inner = re.sub(r"<w:(?:rtl|cs)(?:\s[^>]*)?/>", "", written.removeprefix("<w:rPr>").removesuffix("</w:rPr>"))
    before, language, after = inner.partition("<w:lang ")
    bold = "<w:bCs/>" if "<w:b/>" in inner and "<w:bCs" not in inner else ""
    rtl = before.replace("<w:b/>", f"<w:b/>{bold}") + "<w:rtl/>" + language + after
    left = rtl if "<w:cs/>" in written else inner
    return (f"<w:rPr>{left}</w:rPr>" if left else "", f"<w:rPr>{rtl}</w:rPr>")


def _text(value: str) -> str:
    """A value as XML text; braces need no care, for a value is never rendered again."""
    text = _quoted(value) if not value.isalnum() else value
    return text.replace("\n", _BREAK) if "\n" in text else text


def _quoted(value: str) -> str:
    return escape(value, quote=False).replace('"', "&quot;")


def _attribute(value: str) -> str:
    """A value inside of quotation marks, on one line."""
    return _quoted(value).replace("\n", " ")


def _code_part(parts: Mapping[str, bytes]) -> str | None:
    """The picture that carries the code, found by its name wherever a country team has moved it; `None` without."""
    for name, content in parts.items():
        if name.startswith("word/") and name.endswith(".xml") and CODE_NAME.encode() in content:
            drawn = re.search(rf'name="{CODE_NAME}".*?r:embed="([^"]+)"', content.decode(), re.DOTALL)
            folder, _, file = name.rpartition("/")
            relations = parts.get(f"{folder}/_rels/{file}.rels", b"").decode()
            for relation in re.findall(r"<Relationship [^>]*>", relations):
                target = re.search(r'Target="([^"]+)"', relation)
                if drawn and target and f'Id="{drawn[1]}"' in relation:
                    return f"{folder}/{target[1]}" if not target[1].startswith("/") else target[1][1:]
    return None

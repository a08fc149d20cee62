"""A returned Word document compared with what was sent: its fields, and every edit of what is not a cell."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from itertools import count

from dtmforms.agreement.closed_lists import ANNEX, DESTINATION_POSTS, FOCAL_POINT, METHODS, POSTS, URGENCIES
from dtmforms.agreement.keys import text_key
from dtmforms.agreement.model import Agreement
from dtmforms.errors import DtmformsError
from dtmforms.findings import Finding, Place
from dtmforms.form.fields import IDENTITY, OFFERED, TICKED, UNTICKED, Rows, fields, rows_seen
from dtmforms.form.texts import printed_destination
from dtmforms.language import LANGUAGES
from dtmforms.language.labels import labels
from dtmforms.returns.answer import Basis, ReturnedFields
from dtmforms.word.fixed_text import fingerprint_of, fixed_lines_of_xml
from dtmforms.word.read.texts import Dataset, WordTexts, dataset_of, word_changes

_DOCUMENT = "word/document.xml"
"""The main part of the documents that we make."""


def fields_of_word(read: WordTexts, basis: Basis) -> ReturnedFields:
    """The fields of a Word document, beside the record that was sent. A destination that names who stands in Table C,
    as sent or as returned, follows Table C (rule C4); a method in the form's own words is that method; anything else is
    free text."""
    sent = basis.against
    texts = _Texts(read, sent).of_fields()
    rows = _rows(texts, sent)
    if sent and read.identity.get("form_terms") in basis.known_terms:  # it had the annex when it was sent
        rows = replace(rows, areas=tuple(map(max, rows.areas, Rows.of(sent, spare=False).areas)))
    known = {entry.name for entry in fields(rows)}
    strange = (name for name in read.in_tables - known if texts.get(name, "").strip())
    return ReturnedFields(
        texts,
        _stored(read, texts),
        identity=dict.fromkeys(IDENTITY, "") | read.identity,
        rows=rows,
        doubled=read.doubled,
        suspect={name: code for name, code in read.unlike if name}
        | dict.fromkeys(sorted(read.misplaced), "word_moved_field")
        | dict.fromkeys(strange, "word_unknown_field"),
        findings=list(_word_findings(read, sent)),
        kind="word_by_position" if read.by_position else "word",
    )


def _rows(texts: Mapping[str, str], sent: Agreement | None) -> Rows:
    """The rows that a document has, and what it should have because it was sent with it."""
    rows = rows_seen(texts)
    return rows.with_optional_of(Rows.of(sent)) if sent else rows


class _Texts:
    """The texts of a document, as they would stand in the fields of the PDF form."""

    def __init__(self, read: WordTexts, sent: Agreement | None) -> None:
        self.read, self.sent, self.words = read, sent, labels(read.language)
        self.texts = {name: _unsaid(name, text) for name, text in read.texts.items()}

    def of_fields(self) -> dict[str, str]:
        texts = self.texts
        for urgency in URGENCIES:
            unused = texts.get(f"table_b_{urgency}_timeline") == "" and _unused(self.read, urgency)
            texts[f"table_b_{urgency}_not_applicable"] = TICKED if unused else UNTICKED
            if not unused:
                self.put_datasets(urgency)
                self.put_items(urgency, "destination")
                self.put_items(urgency, "method")
        for entry in fields(_rows(texts, self.sent)):
            if entry.item or entry.row is not None or entry.term or "datasets" in entry.path or len(entry.path) == 1:
                texts.setdefault(entry.name, UNTICKED if entry.kind == "tick" else "")
        return texts

    def put_datasets(self, urgency: str) -> None:
        for number, (name, level, label) in enumerate(self.datasets(urgency), start=1):
            row = f"table_b_{urgency}_datasets_{number:02d}"
            self.texts |= {f"{row}_name": name, f"{row}_level": level, f"{row}_partner_label": label}

    def datasets(self, urgency: str) -> Iterator[Dataset]:
        """Those of a column. A text of several lines is several datasets, unless it was sent as it is."""
        column = getattr(self.sent.table_b, urgency) if self.sent else None
        sent = {text_key(dataset.name) for dataset in column.datasets} if column else set()
        for name, level, label in self.read.datasets.get(urgency, []):
            lines = [line for line in name.split("\n") if line.strip()]
            if len(lines) < 2 or text_key(name) in sent:
                yield name, level, label
                continue
            first, *others = (dataset_of(line, self.words) for line in lines)
            yield (first[0], level, label) if level else first
            yield from others

    def put_items(self, urgency: str, attribute: str) -> None:
        """The items of a list as ticks, and what is none of them as free text, each in a row of its own."""
        rows = count(1)
        for tag, text in self.read.items.get(f"{urgency}_{attribute}", []):
            item = self.method(urgency, text) if attribute == "method" else self.destination(urgency, tag, text)
            if item:
                self.texts[f"table_b_{urgency}_{attribute}_{item.rpartition('.')[2]}"] = TICKED
            elif text.strip():
                self.texts[f"table_b_{urgency}_{attribute}_other_{next(rows):02d}"] = text

    def method(self, urgency: str, text: str) -> str | None:
        """The method that a text stands for; `None` for free text."""
        known = (method for method in METHODS if text_key(text) == text_key(self.words.methods[method]))
        method = next(known, None)
        return method if method in OFFERED[urgency, "method"] else None

    def destination(self, urgency: str, tag: str, text: str) -> str | None:
        """The post of Table C whose holder a text names, or the annex; `None` for free text."""
        if "_other_" in tag:
            return None
        if urgency == "medium" and text_key(text) == text_key(self.words.ours["field_annex"]):
            return ANNEX
        for place, post in zip(DESTINATION_POSTS, POSTS, strict=True):
            if tag and not tag.endswith(f"_{post}"):
                continue
            person = (f"table_c_requesting_organization_{post}_{part}" for part in FOCAL_POINT[:2])
            name, title = (self.texts.get(field, "") for field in person)
            printed = {title if urgency == "low" else f"{name}, {title}", *(self.words.ours["vacant"],) * bool(tag)}
            if self.sent:
                printed.add(printed_destination(self.sent, urgency, place))
            if text_key(text) in map(text_key, printed):
                return place
        return None


def _stored(read: WordTexts, texts: dict[str, str]) -> dict[str, str]:
    """What stands in the file itself."""
    stored = dict(read.texts)
    stored |= {tag: text for items in read.items.values() for tag, text in items if tag}
    stored |= {name: text for name, text in texts.items() if "_datasets_" in name and text}
    return stored | _untagged(read, stored)


def _untagged(read: WordTexts, named: Collection[str]) -> dict[str, str]:
    """The items of lists that stand in no content control, under the names of rows that are free."""
    stored: dict[str, str] = {}
    for which, items in read.items.items():
        free = (row for number in count(1) if (row := f"table_b_{which}_other_{number:02d}") not in named)
        stored |= {next(free): text for tag, text in items if not tag and text.strip()}
    return stored


def _unsaid(name: str, text: str) -> str:
    """Texts that stand for nothing: an unused column, a plan that is not needed, a vacant post of the partner. That a
    post of IOM is vacant stands in the form as well."""
    nothing = {labels(language).ours[key] for language in LANGUAGES for key in ("not_applicable", "vacant")}
    placeholder = name.startswith("table_") and not name.startswith("table_c_iom_") and text_key(text) in nothing
    return "" if placeholder else text


def _unused(read: WordTexts, urgency: str) -> bool:
    said = [text for key in ("destination", "method") for _, text in read.items.get(f"{urgency}_{key}", [])]
    said += [name for name, _, _ in read.datasets.get(urgency, [])]
    return all(_unsaid("table_b", text) == "" for text in said)


def _word_findings(read: WordTexts, sent: Agreement | None) -> Iterator[Finding]:
    if read.by_position:
        yield Finding("word_by_position", "form")
    tracked = [name for name in read.tracked if name]
    if tracked:
        yield Finding("word_tracked_fields", "form", {"fields": tracked})
    elif read.tracked:
        place: Place = {"place": "outside_of_cells"}
        yield Finding("word_tracked_field", "form", place=place)
    for name, code in read.unlike:
        if not name and code.endswith("_field"):
            yield Finding(code, "form", place={"place": "in_document" if read.by_position else "outside_of_cells"})
        elif not name:
            yield Finding(code, "form")
    if read.commented:
        yield Finding("word_comments", "form")
    for was, becomes in _changes(read, sent):
        yield _edited(was, becomes)


def _edited(was: str, becomes: str) -> Finding:
    if was and becomes:
        return Finding("word_text_reworded", "document", {"was": was, "becomes": becomes})
    if was:
        return Finding("word_text_gone", "document", {"was": was})
    if becomes:
        return Finding("word_text_added", "document", {"becomes": becomes})
    return Finding("word_text_differs", "document")


def _changes(read: WordTexts, sent: Agreement | None) -> Iterator[tuple[str, str]]:
    """Every edit of what is not a cell, as what stood there and what stands there now, both empty where only that it
    was edited is known. What the document was made with is known by its fingerprint; where it can be
    made again from the record that was sent, the words are shown, else those of Section 2."""
    made_with = read.identity.get("form_text", "")
    if read.outside and made_with and fingerprint_of(read.outside) == made_with:
        return
    changes = list(word_changes(read.expected, read.fixed))
    if read.outside and made_with:
        again = _made_again(read, sent) if sent else []
        if again and fingerprint_of(again) == made_with:
            changes = list(word_changes(again, read.outside))
        changes = changes or [("", "")]
    yield from changes


def _made_again(read: WordTexts, sent: Agreement) -> list[str]:
    from dtmforms.word.write.filled_document import draw  # slow to load, and hardly any document needs it

    try:
        document = draw(sent, read.identity.get("form_language", ""), read.identity.get("form_terms", ""))
    except (DtmformsError, KeyError):
        return []
    with zipfile.ZipFile(io.BytesIO(document)) as package:
        return fixed_lines_of_xml(package.read(_DOCUMENT).decode())

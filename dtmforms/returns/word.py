"""The fields of a Word document that came back, and every edit of what is not a cell."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import count

from dtmforms.agreement.normal import text_key
from dtmforms.agreement.record import FOCAL_POINT, METHODS, POSTS, URGENCIES, Agreement
from dtmforms.errors import DtmformsError
from dtmforms.findings import Finding
from dtmforms.form.fields import IDENTITY, OFFERED, TICKED, UNTICKED, fields, rows_seen
from dtmforms.form.labels import FORM_LANGUAGES, Labels, labels
from dtmforms.form.texts import printed_destination
from dtmforms.returns.fields import ReturnedFields
from dtmforms.returns.sentences import sentence
from dtmforms.word.fixed import fingerprint_of
from dtmforms.word.reading import WordTexts, read_texts, word_changes


def of_word(data: bytes, sent: Agreement | None) -> ReturnedFields:
    """The fields of a Word document. A destination that names who stands in Table C, as sent or as returned, follows
    Table C (rule C4); a method in the form's own words is that method; anything else is free text."""
    read = read_texts(data)
    words = labels(read.language)
    texts = {name: _unsaid(name, text) for name, text in read.texts.items()}
    texts["country"] = re.sub(r".*\(([A-Z]{3})\)\s*$", r"\1", texts.get("country", ""))
    free: dict[tuple[str, str], int] = {}
    for urgency in URGENCIES:
        unused = texts.get(f"table_b_{urgency}_timeline") == "" and _unused(read, urgency)
        texts[f"table_b_{urgency}_not_applicable"] = TICKED if unused else UNTICKED
        for number, (name, level, label) in enumerate([] if unused else read.datasets.get(urgency, []), start=1):
            row = f"table_b_{urgency}_datasets_{number:02d}"
            texts |= {f"{row}_name": name, f"{row}_level": level, f"{row}_partner_label": label}
        for attribute in ("destination", "method"):
            for tag, text in [] if unused else read.items.get((urgency, attribute), []):
                item = _item(urgency, attribute, tag, text, texts, words, sent)
                if item:
                    texts[f"table_b_{urgency}_{attribute}_{item.rpartition('.')[2]}"] = TICKED
                elif text.strip():
                    free[urgency, attribute] = free.get((urgency, attribute), 0) + 1
                    texts[f"table_b_{urgency}_{attribute}_other_{free[urgency, attribute]:02d}"] = text
    rows = rows_seen(texts)
    for entry in fields(rows):
        if entry.item or entry.row is not None or "datasets" in entry.path or len(entry.path) == 1:
            texts.setdefault(entry.name, UNTICKED if entry.kind == "tick" else "")
    identity = dict.fromkeys(IDENTITY, "") | read.identity
    stored = dict(read.texts)
    stored |= {tag: text for items in read.items.values() for tag, text in items if tag}
    stored |= {name: text for name, text in texts.items() if "_datasets_" in name and text}
    stored |= _untagged(read, stored)
    findings = list(_word_findings(read, sent))
    kind = "word_by_position" if read.by_position else "word"
    known = {entry.name for entry in fields(rows)}
    strange = (name for name in read.in_tables - known if texts.get(name, "").strip())
    suspect = dict.fromkeys(strange, "word_unknown_field") | {name: code for name, code in read.unlike if name}
    return ReturnedFields(
        texts, stored, identity, rows, doubled=read.doubled, suspect=suspect, findings=findings, kind=kind
    )


def _untagged(read: WordTexts, named: Collection[str]) -> dict[str, str]:
    """The items of lists that stand in no content control, under the names of rows that are free."""
    stored: dict[str, str] = {}
    for (urgency, attribute), items in read.items.items():
        rows = (f"table_b_{urgency}_{attribute}_other_{number:02d}" for number in count(1))
        free = (row for row in rows if row not in named)
        stored |= {next(free): text for tag, text in items if not tag and text.strip()}
    return stored


def _unsaid(name: str, text: str) -> str:
    """Texts that stand for nothing: an unused column, a plan that is not needed, a vacant post."""
    nothing = {labels(language).ours[key] for language in FORM_LANGUAGES for key in ("not_applicable", "vacant")}
    placeholder = name.startswith("table_") and text_key(text) in nothing
    return "" if placeholder else text


def _unused(read: WordTexts, urgency: str) -> bool:
    said = [text for key in ("destination", "method") for _, text in read.items.get((urgency, key), [])]
    said += [name for name, _, _ in read.datasets.get(urgency, [])]
    return all(_unsaid("table_b", text) == "" for text in said)


def _item(
    urgency: str, attribute: str, tag: str, text: str, texts: dict[str, str], words: Labels, sent: Agreement | None
) -> str | None:
    """The item of a closed list that a text stands for; `None` for free text."""
    if attribute == "method":
        known = next((method for method in METHODS if text_key(text) == text_key(words.methods[method])), None)
        return known if known in OFFERED[urgency, attribute] else None
    if "_other_" in tag:
        return None
    for place, post in zip(OFFERED[urgency, attribute], POSTS, strict=True):
        if tag and not tag.endswith(f"_{post}"):
            continue
        name, title = (texts.get(f"table_c_requesting_organization_{post}_{part}", "") for part in FOCAL_POINT[:2])
        printed = {title if urgency == "low" else f"{name}, {title}", *(words.ours["vacant"],) * bool(tag)}
        if sent:
            printed.add(printed_destination(sent, urgency, place))
        if text_key(text) in map(text_key, printed):
            return place
    return None


def _word_findings(read: WordTexts, sent: Agreement | None) -> Iterator[Finding]:
    if read.by_position:
        message = "the content controls of the document are gone; its values were read by their place in the tables"
        yield Finding("warning", "form", message)
    for name in read.tracked:
        where = f"[{name}]" if name else "outside of the cells"
        message = f"{where}: there are tracked changes; accept or reject them in Word, save, and read the file again"
        yield Finding("error", "form", message)
    for name, code in read.unlike:
        if not name:
            yield Finding("error", "form", _outside(code, read, sent), code=code)
    if read.commented:
        yield Finding("warning", "form", "there are comments in the document; read them in Word, they are not values")
    changes = list(_changes(read, sent))
    for change in changes:
        message = f"text outside of the cells was edited: {change}; it is not taken, send the document again"
        yield Finding("error", "document", message, "E1")


def _outside(code: str, read: WordTexts, sent: Agreement | None) -> str:
    """What is said of a place that is no field's: sentences of a field need a place before them."""
    said = sentence(code, sent.language if sent else read.language)
    return f"{'in the document' if read.by_position else 'outside of the cells'}: {said}" if said[-1] != "." else said


def _changes(read: WordTexts, sent: Agreement | None) -> Iterator[str]:
    """Every edit of what is not a cell. What the document was made with is known by its fingerprint; where it can be
    made again from the record that was sent, the words are shown, else those of Section 2."""
    made_with = read.identity.get("form_text", "")
    if read.outside and made_with and fingerprint_of(read.outside) == made_with:
        return
    changes = list(word_changes(read.expected, read.fixed))
    if read.outside and made_with:
        again = _made_again(read, sent) if sent else []
        if again and fingerprint_of(again) == made_with:
            changes = list(word_changes(again, read.outside))
        changes = changes or ["it is not the text that the document was made with"]
    yield from changes


def _made_again(read: WordTexts, sent: Agreement) -> list[str]:
    from dtmforms.word.filling import draw  # slow to load, and hardly any document needs it

    languages = read.identity.get("form_language", "")
    try:
        return read_texts(draw(sent, languages, read.identity.get("form_terms", ""))).outside
    except (DtmformsError, KeyError):
        return []

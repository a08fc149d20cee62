"""The fields of a return that are not as they were sent: what was sent, what came back, and where that stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dtmforms.agreement.keys import text_key
from dtmforms.form.fields import TICKED, UNTICKED, Field
from dtmforms.form.texts import options_shown
from dtmforms.language.labels import labels
from dtmforms.pdf.geometry import Box
from dtmforms.returns.answer import ReturnedFields
from dtmforms.returns.form_field import FormField


@dataclass(frozen=True, slots=True)
class ChangedField(FormField):
    """`sent` and `returned` are texts as the form has them. `page` is that of the file, 0 where it is not known; `box`
    its place there, in points from the page's own origin, `None` where no picture shows it by its place."""

    sent: str
    returned: str
    page: int = 0
    box: Box | None = None


def changed_fields(
    table: Mapping[str, Field], read: ReturnedFields, sent: Mapping[str, str], language: str
) -> Iterator[ChangedField]:
    """Those that came back as another text than was sent, in the order of the form, which is in this language."""
    options = {text_key(words): value for value, words in options_shown(labels(language)).items()}
    for name, entry in table.items():
        returned = read.texts.get(name)
        if returned is None or name not in sent:
            continue
        if entry.kind == "tick":
            returned = UNTICKED if returned in ("", UNTICKED) else TICKED
        elif entry.kind == "choice":  # a Word document holds its words
            returned = options.get(text_key(returned), returned)
        if text_key(returned) != text_key(sent[name]):
            yield ChangedField(entry, sent[name], returned, read.pages.get(name, 0), read.boxes.get(name))

"""A field of a form that came back, as people are shown it."""

from __future__ import annotations

from dataclasses import dataclass

from dtmforms.findings import dotted
from dtmforms.form.fields import TICKED, UNCHOSEN, UNTICKED, Field
from dtmforms.form.texts import options_shown, tooltip
from dtmforms.language.labels import labels


@dataclass(frozen=True, slots=True)
class FormField:
    """An entry of the form's table, with its words."""

    entry: Field

    @property
    def name(self) -> str:
        return self.entry.name

    @property
    def kind(self) -> str:
        return self.entry.kind

    @property
    def path(self) -> str:
        return dotted(self.entry.path)

    def label(self, language: str) -> str:
        """What it is, in words."""
        return tooltip(self.entry, language)

    @property
    def choices(self) -> tuple[str, ...]:
        """What can be chosen in it: of a tick, that it is one first; none where a text is typed."""
        return {"tick": (TICKED, UNTICKED), "choice": (UNCHOSEN, *self.entry.options)}.get(self.kind, ())

    def options(self, language: str) -> list[str]:
        """What a list shows for what can be chosen, in that order; empty of a tick."""
        shown = options_shown(labels(language))
        return [shown[value] for value in self.choices] if self.kind == "choice" else []

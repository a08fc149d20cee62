"""What the form of a record asks: its steps in the order of the guideline, and of each attribute how it is asked and by
which words. The words are those of the workbook and of the form."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

import dtmforms
from dtmforms.language import LANGUAGES
from dtmforms.language.catalog import catalog
from dtmforms.language.codes_in_words import code_in_words
from dtmforms.language.paths import words_of_path
from dtmforms.language.shown import day_in_words
from dtmforms.language.spoken import spoken

STEPS = ("parties", "need", "risk", "table_b", "table_c", "field", "terms")
REVIEW = "review"
_STEP_OF = (
    (r"risk_assessment\b|table_b\.\w+\.datasets\b", "risk"),
    (r"table_b\b|password_change_every_days", "table_b"),
    (r"table_c\.\w+\.field\b", "field"),
    (r"table_c\b", "table_c"),
    (r"valid_until|country_protocol|turnover|urgent_sharing_capacity|further_terms|signatories", "terms"),
    (r"humanitarian_need|purpose|benefit_of_sharing|risk_of", "need"),
    (r"", "parties"),
)
"""By how a path begins, the first that fits."""
_KINDS = (
    (r".*(assessed_on|reassess_by|collection_begins|valid_until|dated)", "day"),
    (r".*(notify_within_days|password_change_every_days)", "number"),
    (r"language|country|.*\.(role|level)|signatories.*organization", "choice"),
    (r".*\.classification|.*impacts.*\.(" + "|".join(dtmforms.AFFECTED) + ")", "radio"),
    (r"humanitarian_need|purpose|.*_sharing|.*(decision|password_change_plan|channel)", "area"),
    (r"country_protocol\.name|urgent_sharing_capacity|further_terms.*", "area"),
    (r"", "line"),
)
_LEFT_TO_RIGHT = re.compile(r".*(mobile|email|email_domains\[\d+\])")
_WORDS = (
    (r"requesting_organization\.name", "requesting_organization"),
    (r"requesting_organization\.email_domains.*", "email_domain"),
    (r"table_b.*datasets.*name", "dataset"),
    (r"signatories.*organization", "side"),
    (r"country_protocol\.name", "country_protocol"),
    (r"country_protocol\.dated", "country_protocol_dated"),
    (r"turnover\.channel", "notify_channel"),
)
"""Which of the workbook's words an attribute has, where it is not its own name."""
_CLOSED = {"role": "role", "level": "level", "classification": "classification", "organization": "side"}


@dataclass(frozen=True, slots=True)
class RecordField:
    """How an attribute is asked."""

    path: str

    @property
    def kind(self) -> str:
        return next(kind for pattern, kind in _KINDS if re.fullmatch(pattern, self.path) or not pattern)

    @property
    def left_to_right(self) -> bool:
        return bool(_LEFT_TO_RIGHT.fullmatch(self.path))

    @property
    def label(self) -> str:
        found = _words()
        return str(found["headings"].get(self._key) or found["ours"][self._key])

    @property
    def hint(self) -> str:
        """Empty where there is none, or where it is about a sheet."""
        return "" if self.path == "country" else str(_words()["help"].get(self._key, ""))

    @property
    def name(self) -> str:
        """Where it stands, in words."""
        return words_of_path(self.path, spoken()) or self.path

    def said(self, text: str) -> str:
        """What was typed, by its word where it is an item of a closed list."""
        if self.kind == "day":
            return day_in_words(text, spoken())
        known = dict(self.options) if self.kind in ("choice", "radio") else {}
        return str(known.get(text) or code_in_words(text, spoken()))

    @property
    def options(self) -> list[tuple[str, str]]:
        """What there is to choose from, with its words."""
        if self.path == "country":
            found = ((code, dtmforms.country_name(code, spoken())) for code in dtmforms.country_codes())
            return sorted(found, key=lambda pair: _as_sorted(pair[1]))
        if self.path == "language":
            return [(code, catalog("form", code)["name"]) for code in LANGUAGES]
        name = self.path.rpartition(".")[2]
        return closed("gravity" if name in dtmforms.AFFECTED else _CLOSED[name])

    @property
    def _key(self) -> str:
        meant = next((key for pattern, key in _WORDS if re.fullmatch(pattern, self.path)), "")
        return meant or self.path.rpartition(".")[2]


def closed(name: str) -> list[tuple[str, str]]:
    """The items of a closed list of the record, with their words."""
    form, workbook = catalog("form", spoken()), catalog("workbook", spoken())
    of_the_form = {"level": form["levels"], "method": form["methods"]}
    return list((of_the_form.get(name) or workbook["lists"][name]).items())


def step_of(path: str) -> str:
    return next(step for pattern, step in _STEP_OF if re.match(pattern, path))


def lists_of(step: str) -> list[str]:
    """The lists of a step to which a row can be added."""
    datasets = [f"table_b.{urgency}.datasets" for urgency, _ in closed("urgency")]
    areas = [f"table_c.{side}.field" for side in dtmforms.SIDES]
    known = ("risk_assessment.assessors", "risk_assessment.combinations", *datasets, *areas, "signatories")
    return [one for one in known if step_of(one) == step]


def _words() -> dict[str, dict[str, str]]:
    workbook = catalog("workbook", spoken())
    return {"headings": workbook["headings"], "help": workbook["help"], "ours": catalog("form", spoken())["ours"]}


def _as_sorted(name: str) -> str:
    """Without accents, so that Égypte stands among the names with E."""
    return "".join(letter for letter in unicodedata.normalize("NFD", name) if not unicodedata.combining(letter))

"""The record of one agreement, `dtmforms/agreement/1`: its attributes, their types and its closed lists.

The record knows no file format. What the guideline asks of its content is in `rules`.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Iterator
from functools import cache, cached_property
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias, get_args, get_origin

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo, model_validator
from pydantic_core import PydanticCustomError

from dtmforms.agreement.areas import area_of, place_of_area
from dtmforms.agreement.closed_lists import FOCAL_POINT, MOST_AREAS, POSTS, Classification, Gravity, Level, Role, Side
from dtmforms.agreement.keys import meaning_key
from dtmforms.agreement.places import country_name, find_country, territory
from dtmforms.language import LANGUAGES

if TYPE_CHECKING:
    Language: TypeAlias = str
else:
    Language = Literal[LANGUAGES]
    """One of the languages that there are; which, mypy need not know."""
_MOST_DIGITS = 4
CONTACT_PLACES = ("table_c", "signatories", "assessors", "destination")


def holds_contact_data(path: tuple[str | int, ...]) -> bool:
    """Whether what stands at this path may name or reach a person, so that no message repeats it (rule D1)."""
    return any(step in CONTACT_PLACES for step in path)


_UNCARRIED = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef"
    + "".join(chr(plane * 0x10000 + last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
    + "]"
)


def uncarried(text: str) -> str | None:
    """The first character that no Word or PDF file carries unchanged, as `U+0007`; `None` where there is none.

    These are control characters but the line feed, lone surrogates, noncharacters, and U+2028 and U+2029,
    which programs turn into other line ends.
    """
    found = _UNCARRIED.search(text)
    return f"U+{ord(found[0]):04X}" if found else None


def without_uncarried(text: str) -> str:
    """The text without such characters, but with its tabs."""
    return _UNCARRIED.sub(lambda found: found[0] if found[0] == "\t" else "", text)


def _carried(text: str) -> str:
    if not text[:1].isalnum() and all(c.isspace() or unicodedata.category(c) == "Cf" for c in text):
        raise PydanticCustomError("blank", "there is nothing in it")
    character = uncarried(text)
    if character:
        raise PydanticCustomError("uncarried", "character {character}", {"character": character})
    return text


def _one_line(text: str) -> str:
    if "\n" in text:
        raise PydanticCustomError("line_break", "more than one line")
    return text


def _known_country(code: str) -> str:
    if territory(code) is None:
        raise PydanticCustomError("country", "no such country", {"code": find_country(code) or ""})
    return code


def _day_of_json(value: object, info: ValidationInfo) -> object:
    """JSON has no dates: there alone, and only as YYYY-MM-DD, a text stands for one."""
    if isinstance(value, str) and (info.context or {}).get("json"):
        try:
            return datetime.datetime.strptime(value, "%Y-%m-%d").date()
        except ValueError:
            return value
    return value


def _as_typed(value: object) -> object:
    """A number that a file has without quotes comes with how it was typed (`record_file.Unquoted`)."""
    typed = getattr(value, "typed", None)
    return int(typed) if isinstance(typed, str) and typed.isdecimal() and len(typed) <= _MOST_DIGITS else value


Text = Annotated[str, AfterValidator(_carried)]
"""Text of one or more lines, kept as typed (rule D10)."""
Line = Annotated[str, AfterValidator(_carried), AfterValidator(_one_line)]
"""Text of one line, kept as typed (rule D10)."""
Country = Annotated[Line, AfterValidator(_known_country)]
"""An ISO 3166-1 alpha-3 code, or XKX."""
Day = Annotated[datetime.date, BeforeValidator(_day_of_json)]
NumberOfDays = Annotated[int, BeforeValidator(_as_typed), Field(ge=1, le=3650)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class RequestingOrganization(_Part):
    name: Line
    email_domains: list[Line] = Field(default_factory=list)


class Assessor(_Part):
    name: Line
    role: Role
    organization: Line


class Combination(_Part):
    """Datasets that are harmless alone and may be sensitive together, and what was decided (rule B3)."""

    datasets: list[Line] = Field(min_length=2)
    decision: Text


class Impact(_Part):
    """What disclosure of a dataset would mean, for each of those whom it would affect (rule B5)."""

    dataset: Line
    individuals: Gravity
    vulnerable_groups: Gravity
    communities: Gravity
    stakeholders: Gravity


class RiskAssessment(_Part):
    assessed_on: Day
    reassess_by: Day | None = None
    collection_begins: Day | None = None
    assessors: list[Assessor] = Field(min_length=1)
    combinations: list[Combination] = Field(default_factory=list)
    impacts: list[Impact] = Field(default_factory=list)


class Dataset(_Part):
    name: Line
    level: Level
    classification: Classification
    partner_label: Line | None = None


class UrgencyColumn(_Part):
    """One urgency column of Table B."""

    timeline: Line
    datasets: list[Dataset] = Field(min_length=1)
    destination: list[Line] = Field(min_length=1)
    method: list[Line] = Field(min_length=1)


class TableB(_Part):
    low: UrgencyColumn | None = None
    medium: UrgencyColumn | None = None
    password_change_plan: Text | None = None


class FocalPoint(_Part):
    name: Line
    title: Line
    mobile: Line
    email: Line


class FieldFocalPoint(_Part):
    """Who is called for an area; an area alone is a vacancy (rule D11)."""

    area: Line
    name: Line | None = None
    title: Line | None = None
    mobile: Line | None = None
    email: Line | None = None

    @model_validator(mode="after")
    def _named_or_vacant(self) -> FieldFocalPoint:
        lacking = [key for key in FOCAL_POINT if getattr(self, key) is None]
        if lacking and len(lacking) < len(FOCAL_POINT):
            raise PydanticCustomError("half_named", "half a focal point", {"lacking": lacking})
        return self

    @property
    def person(self) -> FocalPoint | None:
        """Whoever is called; `None` for a vacancy."""
        return FocalPoint.model_validate(self.model_dump(include=set(FOCAL_POINT))) if self.name else None


class FocalPoints(_Part):
    """The two posts of one organization, `None` for a vacancy, and its field focal points by area (rule D11)."""

    primary: FocalPoint | None = None
    secondary: FocalPoint | None = None
    field: list[FieldFocalPoint] = Field(default_factory=list, max_length=MOST_AREAS)

    @cached_property
    def called(self) -> dict[str, FocalPoint | None]:
        """Who is called for each area, by what its name means."""
        return {meaning_key(one.area): one.person for one in self.field}


class TableC(_Part):
    iom: FocalPoints
    requesting_organization: FocalPoints


class Signatory(_Part):
    organization: Side
    name: Line
    title: Line


class TurnoverProcess(_Part):
    """How the counterpart is told of a new focal point: within how many days, and by which channel (rule D12)."""

    notify_within_days: NumberOfDays
    channel: Text | None = None


class FurtherTerms(_Part):
    """What sister forms ask and the guideline leaves open (rule E8)."""

    storage_and_access: Text | None = None
    retention_and_deletion: Text | None = None
    onward_sharing: Text | None = None
    breach_notice: Text | None = None


class CountryProtocol(_Part):
    """The country's information-sharing protocol that the agreement stands beside (rule E8)."""

    name: Text
    dated: Day | None = None


class Agreement(_Part):
    schema_: Literal["dtmforms/agreement/1"] = Field(alias="schema")
    reference: Line
    language: Language
    country: Country
    country_name: Line | None = None
    operation: Line
    subject: Line
    data_access_request: Line | None = None
    humanitarian_need: Text
    purpose: Text
    benefit_of_sharing: Text | None = None
    risk_of_sharing: Text | None = None
    risk_of_not_sharing: Text | None = None
    requesting_organization: RequestingOrganization
    risk_assessment: RiskAssessment | None = None
    table_b: TableB
    table_c: TableC
    valid_until: Day | None = None
    country_protocol: CountryProtocol | None = None
    turnover: TurnoverProcess | None = None
    password_change_every_days: NumberOfDays | None = None
    urgent_sharing_capacity: Text | None = None
    further_terms: FurtherTerms | None = None
    signatories: list[Signatory] = Field(default_factory=list)

    def country_in(self, language: str) -> str:
        """What the documents call the country: as the mission writes it, else as the United Nations do."""
        return self.country_name or country_name(self.country, language)

    def focal_point(self, place: str) -> FocalPoint | None:
        """Who holds a post, given as `requesting_organization.primary`, or is called for an area, given as
        `requesting_organization.field[Gwoza]`; `None` for a vacancy, and for an area that is not there."""
        side, _, post = place.partition(".")
        area = area_of(place)
        points: FocalPoints = getattr(self.table_c, side)
        if area is None:
            person: FocalPoint | None = getattr(points, post)
            return person
        return points.called.get(meaning_key(area))

    def places(self, side: str) -> tuple[str, ...]:
        """Where somebody of a side may stand: its posts, and its areas as they are known by (rule D11)."""
        points: FocalPoints = getattr(self.table_c, side)
        posts = [f"{side}.{post}" for post in POSTS]
        return (*posts, *(place_of_area(side, area) for area in points.called))

    def values(self) -> dict[str, Any]:
        """The record as plain values, in the record's own order; what is not there is left out."""
        return self.model_dump(by_alias=True, exclude_defaults=True)

    def printed_values(self) -> dict[str, Any]:
        """The same as documents show them: no text begins or ends with a blank. The record keeps what was typed (rule
        D10)."""
        printed: dict[str, Any] = _trimmed(self.values())
        return printed

    def as_printed(self) -> Agreement:
        """The record of these values; itself where it has no such text."""
        values = self.values()
        printed = _trimmed(values)
        return self if printed == values else Agreement.model_validate(printed)


def _trimmed(value: Any) -> Any:
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, dict):
        return {key: _trimmed(item) for key, item in value.items()}
    return [_trimmed(item) for item in value] if isinstance(value, list) else value


@cache
def attribute_paths() -> tuple[tuple[str, ...], ...]:
    """The path of every attribute that holds a value, `*` for each item of a list."""
    return tuple(_kinds())


def attribute_kind(path: tuple[str | int, ...]) -> type:
    """What an attribute holds: `str`, `int` or `datetime.date`. Raises `KeyError` for what is no attribute."""
    return _kinds()[_pattern(path)]


@cache
def _kinds() -> dict[tuple[str, ...], type]:
    return dict(_leaves(Agreement, ()))


def is_attribute(path: tuple[str | int, ...]) -> bool:
    """Whether a single value belongs at this path, and no mapping or list."""
    return _pattern(path) in attribute_paths()


def keys_at(path: tuple[str | int, ...]) -> tuple[str, ...]:
    """The keys that may stand in the mapping at `path`, in the record's order."""
    pattern = _pattern(path)
    depth = len(pattern)
    return tuple(dict.fromkeys(leaf[depth] for leaf in attribute_paths() if leaf[:depth] == pattern != leaf))


def _pattern(path: tuple[str | int, ...]) -> tuple[str, ...]:
    return tuple("*" if isinstance(step, int) else step for step in path)


def _leaves(kind: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], type]]:
    kind = next((part for part in get_args(kind) if part is not type(None)), kind) if _is_optional(kind) else kind
    if get_origin(kind) is list:
        yield from _leaves(get_args(kind)[0], (*path, "*"))
    elif isinstance(kind, type) and issubclass(kind, BaseModel):
        for name, field in kind.model_fields.items():
            yield from _leaves(field.annotation, (*path, field.alias or name))
    else:
        plain = get_args(kind)[0] if get_origin(kind) is Annotated else kind
        yield path, plain if isinstance(plain, type) else str


def _is_optional(kind: Any) -> bool:
    return type(None) in get_args(kind)

"""What a Word template can print: the names that stand between its braces, with their texts.

The names follow from the form's table. A text that stands for one of its fields goes into a content control with the
field's name as its tag; the items of a list bring their tags along, for no template knows how many there will be.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from types import SimpleNamespace
from typing import Any, TypeAlias

from dtmforms.agreement.closed_lists import ANNEX, FOCAL_POINT, POSTS, SIDES, URGENCIES
from dtmforms.agreement.model import Agreement, Dataset, FocalPoint, FocalPoints, UrgencyColumn
from dtmforms.form.fields import AREA, COLUMN_LISTS, COLUMN_TEXTS, DATASET, OFFERED, PREAMBLE, OtherTerm, terms_of
from dtmforms.form.texts import printed_destination
from dtmforms.language.labels import Labels, labels
from dtmforms.language.shown import day_in_words

Context: TypeAlias = dict[str, Any]

_LEFT_TO_RIGHT_MARK = "\u200e"
_SIGNS = "signs"
"""That somebody has a box to sign in."""


def of_record(record: Agreement, languages: tuple[str, ...], terms: str, status: str | None = None) -> Context:
    """The texts of a record's document. `status` is printed at the foot of every page: what the document is, a draft
    where it is `None`. With a second language, the same texts stand in it once more under `second`."""
    words = labels(languages[0])
    values = record.values()
    context: Context = {"_".join(path): _at(values, path) for path in PREAMBLE}
    context["country"] = f"{record.country_in(words.language)} ({record.country})"
    context["password_change_plan"] = record.table_b.password_change_plan or words.ours["not_applicable"]
    context["status"] = status or words.ours["draft"]
    mark = _LEFT_TO_RIGHT_MARK if words.right_to_left else ""
    context["terms"] = f"{words.ours['terms']} {mark}{terms}{mark}"
    context["signings"] = _signings(record)
    context["other_terms"] = [
        SimpleNamespace(tag=term.name, label=words.ours[term.label], text=_term(term, values, words.language))
        for term in terms_of(record)
    ]
    context |= {f"{side}_field": list(_areas(record, side, words)) for side in SIDES}
    rows = sum(len(context[f"{side}_field"]) for side in SIDES)
    context["annex"] = (
        "\n".join(labels(one).ours["annex_signed"].format(rows=rows) for one in languages) if rows else ""
    )
    context |= _section_2(record, words)
    if len(languages) > 1:
        context["second"] = SimpleNamespace(**_section_2(record, labels(languages[1])))
    return context


def of_blank(languages: tuple[str, ...]) -> Context:
    """The texts of the empty official form: the placeholders that the guideline publishes, and nothing else."""
    words = labels(languages[0])
    context: Context = {"_".join(path): "" for path in PREAMBLE}
    context |= {"password_change_plan": "", "status": words.ours["blank"], "terms": "", "other_terms": [], "annex": ""}
    context["requesting_organization_name"] = words.official["requesting_organization"]
    context["signings"] = [SimpleNamespace(**dict.fromkeys(SIDES, _NAMELESS))]
    context |= {f"{side}_field": [] for side in SIDES}
    context |= _blank_section_2(words)
    if len(languages) > 1:
        context["second"] = SimpleNamespace(**_blank_section_2(labels(languages[1])))
    return context


def vocabulary(*, bilingual: bool) -> dict[str, Any]:
    """The names that a template can print, in the shape of a context: `None` for a text, a list of one mapping for
    a list to loop over."""
    texts = {"_".join(path): None for path in PREAMBLE} | dict.fromkeys(
        ("password_change_plan", "status", "terms", "annex")
    )
    section_2: dict[str, Any] = {
        urgency: dict.fromkeys(COLUMN_TEXTS)
        | {"datasets": [dict.fromkeys((*DATASET, "tag"))]}
        | {key: [dict.fromkeys(("text", "tag"))] for key in COLUMN_LISTS}
        for urgency in URGENCIES
    }
    section_2 |= {side: {post: dict.fromkeys(FOCAL_POINT) for post in POSTS} for side in SIDES}
    signing = {"signings": [{side: dict.fromkeys(("name", "title", "signs")) for side in SIDES}]}
    beside: dict[str, Any] = {"other_terms": [dict.fromkeys(("tag", "label", "text"))]}
    beside |= {f"{side}_field": [dict.fromkeys(("tag", *AREA))] for side in SIDES}
    return texts | section_2 | beside | signing | ({"second": section_2} if bilingual else {})


def required() -> frozenset[str]:
    """The names without which a document would leave something out that was agreed."""
    names = {"_".join(path) for path in PREAMBLE} | {"password_change_plan", "terms"}
    names |= {"other_terms.label", "other_terms.text"}
    in_column = (*COLUMN_TEXTS, *(f"datasets.{key}" for key in DATASET), *(f"{key}.text" for key in COLUMN_LISTS))
    names |= {f"{urgency}.{key}" for urgency in URGENCIES for key in in_column}
    names |= {f"{side}.{post}.{key}" for side in SIDES for post in POSTS for key in FOCAL_POINT}
    names |= {f"{side}_field.{key}" for side in SIDES for key in AREA}
    return frozenset(names)


_NAMELESS = SimpleNamespace(name="", title="", signs=_SIGNS)
_NOBODY = SimpleNamespace(name="", title="", signs="")


def _signings(record: Agreement) -> list[SimpleNamespace]:
    """Who signs, those of the two sides beside each other; where nobody is known, one without a name."""
    sides = []
    for side in SIDES:
        signing = (one for one in record.signatories if one.organization == side)
        sides.append([SimpleNamespace(name=one.name, title=one.title, signs=_SIGNS) for one in signing] or [_NAMELESS])
    return [SimpleNamespace(**dict(zip(SIDES, row, strict=True))) for row in zip_longest(*sides, fillvalue=_NOBODY)]


def _section_2(record: Agreement, words: Labels) -> dict[str, Any]:
    section: dict[str, Any] = {}
    for urgency in URGENCIES:
        column = getattr(record.table_b, urgency)
        section[urgency] = _column(record, column, urgency, words) if column else _unused(urgency, words)
    for side in SIDES:
        posts = {post: _focal_point(record.focal_point(f"{side}.{post}"), words) for post in POSTS}
        section[side] = SimpleNamespace(**posts)
    return section


def _areas(record: Agreement, side: str, words: Labels) -> Iterator[SimpleNamespace]:
    """The rows of the annex of a side (rule D11)."""
    points: FocalPoints = getattr(record.table_c, side)
    for number, one in enumerate(points.field, start=1):
        person = vars(_focal_point(one.person, words))
        yield SimpleNamespace(tag=f"table_c_{side}_field_{number:02d}", area=one.area, **person)


def _annex(rows: int, languages: tuple[str, ...]) -> str:
    """That the annex is part of the text that is signed, in each language; empty where there is none."""
    return "\n".join(labels(one).ours["annex_signed"].format(rows=rows) for one in languages) if rows else ""


def _column(record: Agreement, column: UrgencyColumn, urgency: str, words: Labels) -> SimpleNamespace:
    destination = [
        words.ours["field_annex"]
        if item == ANNEX
        else printed_destination(record, urgency, item) or words.ours["vacant"]
        for item in column.destination
    ]
    method = [words.methods.get(item, item) for item in column.method]
    return SimpleNamespace(
        datasets=[
            SimpleNamespace(tag=f"table_b_{urgency}_datasets_{number:02d}", **_dataset(dataset, words))
            for number, dataset in enumerate(column.datasets, start=1)
        ],
        destination=_tagged(urgency, "destination", column.destination, destination),
        method=_tagged(urgency, "method", column.method, method),
        **{key: _text(column, key) for key in COLUMN_TEXTS},
    )


def _dataset(dataset: Dataset, words: Labels) -> dict[str, str]:
    return {key: _text(dataset, key) for key in DATASET} | {"level": words.levels[dataset.level]}


def _tagged(urgency: str, attribute: str, items: list[str], texts: list[str]) -> list[SimpleNamespace]:
    """Items with the names of their fields: that of a tick for what the form offers, that of a row for free text."""
    tagged, free = [], 0
    for item, text in zip(items, texts, strict=True):
        name = f"table_b_{urgency}_{attribute}"
        if item in OFFERED[urgency, attribute]:
            tag = f"{name}_{item.rpartition('.')[2]}"
        else:
            free += 1
            tag = f"{name}_other_{free:02d}"
        tagged.append(SimpleNamespace(tag=tag, text=text))
    return tagged


def _unused(urgency: str, words: Labels) -> SimpleNamespace:
    text, tag = words.ours["not_applicable"], f"table_b_{urgency}_not_applicable"
    dataset = SimpleNamespace(tag=tag, **dict.fromkeys(DATASET, "") | {"name": text})
    lists = {key: [SimpleNamespace(tag=tag, text=text)] for key in COLUMN_LISTS}
    return SimpleNamespace(datasets=[dataset], **lists, **dict.fromkeys(COLUMN_TEXTS, text))


def _focal_point(person: FocalPoint | None, words: Labels) -> SimpleNamespace:
    if person is None:
        return SimpleNamespace(**dict.fromkeys(FOCAL_POINT, "") | {"name": words.ours["vacant"]})
    return SimpleNamespace(**{key: _text(person, key) for key in FOCAL_POINT})


def _text(part: UrgencyColumn | Dataset | FocalPoint, key: str) -> str:
    """An attribute as it is printed; empty where it has no value."""
    return str(getattr(part, key) or "")


def _blank_section_2(words: Labels) -> dict[str, Any]:
    section: dict[str, Any] = {}
    for urgency in URGENCIES:
        name = f"table_b_{urgency}"
        destination = words.official[f"{urgency}_destination"]
        section[urgency] = SimpleNamespace(
            datasets=[],
            destination=[SimpleNamespace(tag=f"{name}_destination_other_01", text=destination)],
            method=[
                SimpleNamespace(tag=f"{name}_method_other_{number:02d}", text=text)
                for number, text in enumerate(words.official[f"{urgency}_method"], start=1)
            ],
            **{key: words.official[f"{urgency}_{key}"] for key in COLUMN_TEXTS},
        )
    for side in SIDES:
        section[side] = SimpleNamespace(**{post: SimpleNamespace(**dict.fromkeys(FOCAL_POINT, "")) for post in POSTS})
    return section


def _term(term: OtherTerm, values: Any, language: str) -> str:
    text = _at(values, term.path)
    return day_in_words(text, language) if term.holds == "day" else text


def _at(values: Any, path: tuple[str, ...]) -> str:
    for step in path:
        values = values.get(step, "") if isinstance(values, dict) else ""
    return str(values)

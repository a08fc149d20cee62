"""What a Word template can print: the names that stand between its braces, with their texts.

A text that stands for one of the form's fields goes into a content control whose tag is the field's name; the items
of a list bring their tags along, for no template knows how many there will be.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import SimpleNamespace
from typing import Any, TypeAlias

from dtmforms.agreement.places import country_name
from dtmforms.agreement.record import FOCAL_POINT, POSTS, SIDES, URGENCIES, Agreement, Column
from dtmforms.form.fields import OFFERED, PREAMBLE
from dtmforms.form.labels import Labels, labels
from dtmforms.form.texts import printed_destination
from dtmforms.word.template import right_to_left

Context: TypeAlias = dict[str, Any]

_LISTS = ("datasets", "destination", "method")


def of_record(record: Agreement, languages: tuple[str, ...], terms: str, status: str | None = None) -> Context:
    """The texts of a record's document. `status` says what the document is; a draft where it is `None`.
    With a second language, the same texts stand in it once more under `second`."""
    words = labels(languages[0])
    values = record.values()
    context: Context = {"_".join(path): _at(values, path) for path in PREAMBLE}
    context["country"] = f"{country_name(record.country, words.language)} ({record.country})"
    context["password_change_plan"] = record.table_b.password_change_plan or words.ours["not_applicable"]
    context["status"] = status or words.ours["draft"]
    kept = f"\u200e{terms}\u200e" if right_to_left(words.ours["terms"]) else terms
    context["terms"] = f"{words.ours['terms']} {kept}"
    for side in SIDES:
        signing = [SimpleNamespace(name=s.name, title=s.title) for s in record.signatories if s.organization == side]
        context[f"{side}_signatories"] = signing or [SimpleNamespace(name="", title="")]
    context |= _section_2(record, words)
    if len(languages) > 1:
        context["second"] = SimpleNamespace(**_section_2(record, labels(languages[1])))
    return context


def of_blank(languages: tuple[str, ...]) -> Context:
    """The texts of the empty official form: the placeholders that the guideline publishes, and nothing else."""
    words = labels(languages[0])
    context: Context = {"_".join(path): "" for path in PREAMBLE}
    context |= {"password_change_plan": "", "status": words.ours["blank"], "terms": ""}
    context["requesting_organization_name"] = words.official["requesting_organization"]
    for side in SIDES:
        context[f"{side}_signatories"] = [SimpleNamespace(name="", title="")]
    context |= _blank_section_2(words)
    if len(languages) > 1:
        context["second"] = SimpleNamespace(**_blank_section_2(labels(languages[1])))
    return context


def vocabulary(*, bilingual: bool) -> dict[str, Any]:
    """The names that a template can print, in the shape of a context: `None` for a text, a list of one mapping for
    a list to loop over."""
    texts = {"_".join(path): None for path in PREAMBLE} | dict.fromkeys(("password_change_plan", "status", "terms"))
    section_2: dict[str, Any] = {
        urgency: {
            "timeline": None,
            "datasets": [dict.fromkeys(("name", "level", "partner_label", "tag"))],
            "destination": [dict.fromkeys(("text", "tag"))],
            "method": [dict.fromkeys(("text", "tag"))],
        }
        for urgency in URGENCIES
    }
    section_2 |= {side: {post: dict.fromkeys(FOCAL_POINT) for post in POSTS} for side in SIDES}
    signing = {f"{side}_signatories": [dict.fromkeys(("name", "title"))] for side in SIDES}
    return texts | section_2 | signing | ({"second": section_2} if bilingual else {})


def required() -> frozenset[str]:
    """The names without which a document would leave something out that was agreed."""
    names = {"_".join(path) for path in PREAMBLE} | {"password_change_plan", "terms"}
    names |= {f"{urgency}.{key}" for urgency in URGENCIES for key in ("timeline", *_LISTS)}
    names |= {f"{side}.{post}.{part}" for side in SIDES for post in POSTS for part in FOCAL_POINT}
    return frozenset(names)


def texts_in(context: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a context with its name, but for what templates need not print."""
    values = vars(context) if isinstance(context, SimpleNamespace) else context
    if isinstance(values, Mapping):
        for key, value in values.items():
            if key != "tag":
                yield from texts_in(value, f"{name}.{key}" if name else key)
    elif isinstance(values, list):
        for value in values:
            yield from texts_in(value, name)
    else:
        yield name, values


def _section_2(record: Agreement, words: Labels) -> dict[str, Any]:
    section: dict[str, Any] = {}
    for urgency in URGENCIES:
        column = getattr(record.table_b, urgency)
        section[urgency] = _column(record, column, urgency, words) if column else _unused(urgency, words)
    for side in SIDES:
        posts = {post: _focal_point(record, f"{side}.{post}", words) for post in POSTS}
        section[side] = SimpleNamespace(**posts)
    return section


def _column(record: Agreement, column: Column, urgency: str, words: Labels) -> SimpleNamespace:
    datasets = [
        SimpleNamespace(
            tag=f"table_b_{urgency}_datasets_{number:02d}",
            name=dataset.name,
            level=words.levels[dataset.level],
            partner_label=dataset.partner_label or "",
        )
        for number, dataset in enumerate(column.datasets, start=1)
    ]
    destination = [printed_destination(record, urgency, item) or words.ours["vacant"] for item in column.destination]
    return SimpleNamespace(
        timeline=column.timeline,
        datasets=datasets,
        destination=_tagged(urgency, "destination", column.destination, destination),
        method=_tagged(urgency, "method", column.method, [words.methods.get(item, item) for item in column.method]),
    )


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
    said = words.ours["not_applicable"]
    item = SimpleNamespace(tag=f"table_b_{urgency}_not_applicable", text=said)
    dataset = SimpleNamespace(tag=f"table_b_{urgency}_not_applicable", name=said, level="", partner_label="")
    return SimpleNamespace(timeline=said, datasets=[dataset], destination=[item], method=[item])


def _focal_point(record: Agreement, place: str, words: Labels) -> SimpleNamespace:
    person = record.focal_point(place)
    if person is None:
        return SimpleNamespace(**dict.fromkeys(FOCAL_POINT, "") | {"name": words.ours["vacant"]})
    return SimpleNamespace(**{part: getattr(person, part) for part in FOCAL_POINT})


def _blank_section_2(words: Labels) -> dict[str, Any]:
    section: dict[str, Any] = {}
    for urgency in URGENCIES:
        name = f"table_b_{urgency}"
        destination = words.official[f"{urgency}_destination"]
        section[urgency] = SimpleNamespace(
            timeline=words.official[f"{urgency}_timeline"],
            datasets=[],
            destination=[SimpleNamespace(tag=f"{name}_destination_other_01", text=destination)],
            method=[
                SimpleNamespace(tag=f"{name}_method_other_{number:02d}", text=text)
                for number, text in enumerate(words.official[f"{urgency}_method"], start=1)
            ],
        )
    for side in SIDES:
        section[side] = SimpleNamespace(**{post: SimpleNamespace(**dict.fromkeys(FOCAL_POINT, "")) for post in POSTS})
    return section


def _at(values: Any, path: tuple[str, ...]) -> str:
    for step in path:
        values = values.get(step, "") if isinstance(values, dict) else ""
    return str(values)

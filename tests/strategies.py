"""Random texts and records for property tests."""

from __future__ import annotations

import copy
import datetime
import unicodedata
from typing import Any

from conftest import TODAY, load_sample
from hypothesis import assume
from hypothesis import strategies as st

from dtmforms.agreement.check import check_values
from dtmforms.agreement.closed_lists import AFFECTED, GRAVITIES, LEVELS
from dtmforms.agreement.model import Agreement, uncarried
from dtmforms.agreement.rules.persons import names_nobody, names_several


def visible(text: str) -> bool:
    return any(not letter.isspace() and unicodedata.category(letter) != "Cf" for letter in text)


_ANY = st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]).filter(lambda letter: not uncarried(letter))
_SCRIPTS = st.sampled_from(
    [
        "M&E <x>",
        "{{ 7*7 }}",
        "{% raw %}",
        "{_{ x }_}",
        "&amp; &#123;",
        "]]> -->",
        "%(name)s",
        "\\n (a) /b",
        "þÿ",
        "‰ € “smart”",
        "عربي UNICEF +964 770",
        "ኢትዮጵያ",
        "မြန်မာ",
        "Київ",
        "हिन्दी",
        "👩🏽‍⚕️ 🇺🇦",
        "  spaces  ",
        "a\u00a0b\u00ad\u200d\ufeffc",
        "e\u0301 é",
        "Off",
        "Yes",
        "-",
        "null",
        "NO",
        "0123",
        "2026-10-02",
        "a: b # c",
        "x" * 300,
    ]
)
lines = st.one_of(_SCRIPTS, st.text(_ANY, min_size=1, max_size=40)).filter(visible)
"""Text of one line that a form can carry."""
texts = st.lists(lines, min_size=1, max_size=3).map("\n".join)
"""Text of one or more lines that a form can carry."""

names = lines.filter(lambda text: not names_nobody(text))
focal_points = st.none() | st.fixed_dictionaries({"name": names, "title": lines, "mobile": lines, "email": lines})
table_cs = st.fixed_dictionaries(
    {
        side: st.fixed_dictionaries({"primary": focal_points, "secondary": focal_points})
        for side in ("iom", "requesting_organization")
    }
)

AREAS = ("Gwoza", "N’Gala – east")


def _with_field(table_c: dict[str, Any], people: list[dict[str, str] | None]) -> dict[str, Any]:
    called = iter([person or {} for person in people])
    return {
        side: posts | {"field": [{"area": area} | next(called) for area in AREAS]} for side, posts in table_c.items()
    }


table_cs_with_field = st.builds(
    _with_field, table_cs, st.lists(focal_points, min_size=2 * len(AREAS), max_size=2 * len(AREAS))
)
"""The same with field focal points for two areas of each side, or none for some of them."""

_days = st.dates(datetime.date(2027, 1, 1), datetime.date(2029, 12, 31))
_numbers_of_days = st.integers(1, 400)
beside = st.fixed_dictionaries(
    {},
    optional={
        "valid_until": _days,
        "country_protocol": st.fixed_dictionaries({"name": texts}, optional={"dated": _days}),
        "turnover": st.fixed_dictionaries({"notify_within_days": _numbers_of_days}, optional={"channel": texts}),
        "password_change_every_days": _numbers_of_days,
        "urgent_sharing_capacity": texts,
        "further_terms": st.dictionaries(
            st.sampled_from(["storage_and_access", "retention_and_deletion", "onward_sharing", "breach_notice"]),
            texts,
            min_size=1,
        ),
    },
)
"""What is agreed beside Section 2, all of it or some of it, or nothing."""


_gravities = st.sampled_from(GRAVITIES)
assessed_beside = st.fixed_dictionaries(
    {},
    optional={
        "collection_begins": _days,
        "impacts": st.lists(
            st.fixed_dictionaries({"dataset": lines} | dict.fromkeys(AFFECTED, _gravities)), min_size=1, max_size=3
        ),
    },
)
"""What may be said of the disclosure of datasets, and of their collection."""


@st.composite
def columns(draw: st.DrawFn) -> dict[str, Any]:
    datasets = st.fixed_dictionaries(
        {"name": lines, "level": st.sampled_from(LEVELS), "classification": st.just("confidential")},
        optional={"partner_label": lines},
    )
    ticks = st.sampled_from(["requesting_organization.primary", "requesting_organization.secondary"])
    methods = st.sampled_from(["password_protected_web_portal", "telephone_call", "password_protected_email"])
    return {
        "timeline": draw(lines),
        "datasets": draw(st.lists(datasets, min_size=1, max_size=9)),
        "destination": draw(st.lists(ticks | lines, min_size=1, max_size=4, unique=True)),
        "method": draw(st.lists(methods | lines, min_size=1, max_size=4, unique=True)),
    }


@st.composite
def records(draw: st.DrawFn) -> Agreement:
    """A record with random text wherever it has text, right in its form and not in the rules."""
    values = copy.deepcopy(load_sample("en").values())
    for key in ("reference", "operation", "subject", "data_access_request"):
        values[key] = draw(lines)
    for key in ("humanitarian_need", "purpose", "benefit_of_sharing", "risk_of_sharing"):
        values[key] = draw(texts)
    if name := draw(st.none() | lines):
        values["country_name"] = name
    values["language"] = draw(st.sampled_from(["en", "fr", "es"]))
    values["requesting_organization"]["name"] = draw(lines)
    values["table_b"] = {
        "low": draw(columns()),
        "medium": draw(st.none() | columns()),
        "password_change_plan": draw(st.none() | texts),
    }
    values["table_c"] = draw(table_cs | table_cs_with_field)
    values |= draw(beside)
    values["risk_assessment"] |= draw(assessed_beside)
    return Agreement.model_validate(values)


@st.composite
def valid_records(draw: st.DrawFn) -> Agreement:
    """A record with random text that keeps every rule: people and datasets are told apart by a number."""
    values = copy.deepcopy(draw(records()).values())
    sides = values["table_c"].values()
    people = [person for side in sides for post, person in side.items() if post != "field"]
    people += [one for side in sides for one in side.get("field", ()) if "name" in one]
    for number, person in enumerate(people):
        name = "Олена <x> {{ 7*7 }}" if names_several(person["name"]) else person["name"]
        person |= {"name": f"{name} {number}", "email": f"p{number}@o{number}.example"}
    for column in (values["table_b"]["low"], values["table_b"].get("medium")):
        for number, dataset in enumerate(column["datasets"] if column else ()):
            dataset["name"] = f"{dataset['name']} {number}"
    checked = check_values(values, today=TODAY)
    assume(checked.record is not None)
    assert checked.record
    return checked.record


def printed(record: Agreement) -> dict[str, Any]:
    """Its values as a document has them: without blanks at their ends, and free text in any order among choices."""
    values = record.as_printed().values()
    for column in (values["table_b"].get("low"), values["table_b"].get("medium")):
        if column:
            column |= {key: sorted(column[key]) for key in ("destination", "method")}
    return values

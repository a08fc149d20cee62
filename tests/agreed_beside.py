"""All that may be agreed beside Section 2 (rules D12, E8), and what disclosure would mean (rule B5), as an invented
agreement has it."""

from __future__ import annotations

import copy
import datetime
from typing import Any

from dtmforms.agreement.closed_lists import URGENCIES
from dtmforms.agreement.model import Agreement

BESIDE: dict[str, Any] = {
    "valid_until": datetime.date(2027, 12, 31),
    "country_protocol": {
        "name": "Information Sharing Protocol for Mozambique",
        "dated": datetime.date(2024, 3, 1),
    },
    "turnover": {"notify_within_days": 5, "channel": "E-mail to both focal points of the counterpart"},
    "password_change_every_days": 90,
    "urgent_sharing_capacity": "Two officers, on call at weekends, who can share a list within two hours of a call",
    "further_terms": {
        "storage_and_access": "On the organization's own server in Pemba.\nOnly the two focal points have access.",
        "retention_and_deletion": "Kept for twelve months, then deleted; the deletion is confirmed in writing.",
        "onward_sharing": "To nobody without the written consent of IOM.",
        "breach_notice": "To the primary focal point of IOM DTM, within 24 hours of its discovery.",
    },
}


def with_impacts(record: Agreement) -> Agreement:
    """The record with what disclosure of each of its datasets would mean."""
    values = copy.deepcopy(record.values())
    affected = {"individuals": "moderate", "vulnerable_groups": "low", "communities": "none", "stakeholders": "none"}
    columns = [values["table_b"].get(urgency) or {} for urgency in URGENCIES]
    impacts = [{"dataset": one["name"]} | affected for column in columns for one in column.get("datasets", ())]
    values["risk_assessment"] |= {"collection_begins": datetime.date(2026, 11, 1), "impacts": impacts}
    return Agreement.model_validate(values)


OFFICER = {"title": "Child Protection Officer", "mobile": "+258 84 555 0105", "email": "hbello@harbour-trust.example"}


def with_areas(record: Agreement, *areas: dict[str, str], side: str = "requesting_organization") -> Agreement:
    """The record with field focal points on a side (rule D11)."""
    values = copy.deepcopy(record.values())
    values["table_c"][side]["field"] = list(areas)
    return Agreement.model_validate(values)


def with_vacancy_in_the_field(record: Agreement) -> Agreement:
    """The record with an area for which nobody is called."""
    return with_areas(record, {"area": "Palma"})

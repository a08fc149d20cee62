"""The guideline's rules on a record's content, one sentence each."""

from __future__ import annotations

import copy
import datetime
from collections.abc import Callable
from typing import Any

import pytest
from conftest import TODAY, load_sample

from dtmforms.agreement.check import check_values
from dtmforms.agreement.rules.words import holds_any
from dtmforms.findings import Finding

Edit = Callable[[dict[str, Any]], object]


def findings(edit: Edit, today: datetime.date = TODAY) -> list[Finding]:
    values = copy.deepcopy(load_sample("en").values())
    edit(values)
    return list(check_values(values, today=today).findings)


def low(values: dict[str, Any]) -> dict[str, Any]:
    column: dict[str, Any] = values["table_b"]["low"]
    return column


def dataset(**attributes: str) -> Edit:
    return lambda values: low(values)["datasets"][0].update(attributes)


CHILDREN, FEAR, ARRIVED = (
    "Children without an adult of their family",
    "Fear at the water point",
    "Sites where children arrived alone this week",
)


FIELD = "table_c.requesting_organization.field"


def impact(dataset: str, gravity: str = "moderate", **other: str) -> dict[str, str]:
    affected = ("individuals", "vulnerable_groups", "communities", "stakeholders")
    return {"dataset": dataset} | dict.fromkeys(affected, gravity) | other


def impacts(*stated: dict[str, str]) -> Edit:
    return lambda values: values["risk_assessment"].update(impacts=list(stated))


def in_language(language: str) -> Edit:
    return lambda values: values.update(language=language)


def in_low(**attributes: Any) -> Edit:
    return lambda values: low(values).update(attributes)


def in_medium(**attributes: Any) -> Edit:
    return lambda values: values["table_b"]["medium"].update(attributes)


def person(place: str, **attributes: str) -> Edit:
    side, _, post = place.partition(".")
    return lambda values: values["table_c"][side][post].update(attributes)


def post(place: str, holder: Any) -> Edit:
    side, _, name = place.partition(".")
    return lambda values: values["table_c"][side].update({name: holder})


def officer(area: str, **attributes: str) -> dict[str, str]:
    """Somebody of the requesting organization who is called for an area."""
    person = {"name": "Hauwa Bello", "title": "Child Protection Officer", "mobile": "+258 84 555 0105"}
    return {"area": area, "email": "hbello@harbour-trust.example"} | person | attributes


def field(*areas: dict[str, str], side: str = "requesting_organization") -> Edit:
    return lambda values: values["table_c"][side].update(field=list(areas))


def to_field(urgency: str) -> Edit:
    return lambda values: values["table_b"][urgency]["destination"].append("requesting_organization.field")


def without(*path: str) -> Edit:
    def edit(values: dict[str, Any]) -> None:
        for step in path[:-1]:
            values = values[step]
        del values[path[-1]]

    return edit


def both(*edits: Edit) -> Edit:
    return lambda values: [edit(values) for edit in edits]


def assessed(on: datetime.date = datetime.date(2026, 9, 21), due: datetime.date = datetime.date(2027, 3, 21)) -> Edit:
    return lambda values: values["risk_assessment"].update(assessed_on=on, reassess_by=due)


CASES: list[tuple[str | None, str, str, Edit]] = [
    ("C4", "error", "table_b.low.destination[1]", both(field(officer("Gwoza")), to_field("low"))),
    ("C4", "error", "table_b.medium.destination[2]", to_field("medium")),
    ("C4", "warning", "table_b.medium.destination[2]", both(field({"area": "Bama"}), to_field("medium"))),
    ("D2", "error", f"{FIELD}[0].name", field(officer("Gwoza", name="Hauwa Bello and Musa Adamu"))),
    (
        "D3",
        "warning",
        f"{FIELD}[0]",
        both(field(officer("Gwoza", name="Amina Yusuf")), person("iom.primary", name="Amina Yusuf")),
    ),
    ("D4", "warning", f"{FIELD}[0].name", field(officer("Gwoza", name="To be confirmed"))),
    ("D8", "warning", f"{FIELD}[0].email", field(officer("Gwoza", email="hbello@elsewhere.example"))),
    ("D10", "error", f"{FIELD}[0].email", field(officer("Gwoza", email="hbello"))),
    ("D10", "warning", f"{FIELD}[0].mobile", field(officer("Gwoza", mobile="call the office"))),
    ("D11", "error", f"{FIELD}[1].area", field(officer("Gwoza"), officer("Gwoza", name="Musa Adamu"))),
    ("D11", "error", f"{FIELD}[1].area", field(officer("N’Gala – east"), officer("N'Gala  - east"))),
    ("D11", "error", f"{FIELD}[0]", field({"area": "Gwoza", "name": "Hauwa Bello"})),
    ("D11", "error", FIELD, field(*(officer(f"Area {number}") for number in range(61)))),
    ("D11", "warning", FIELD, field(officer("Gwoza"), {"area": "Bama"})),
    ("D11", "warning", "table_c.iom.field", field({"area": "Bama"}, side="iom")),
    ("B5", "warning", "risk_assessment.impacts", impacts(impact(CHILDREN), impact(FEAR))),
    (
        "B5",
        "warning",
        "risk_assessment.impacts[1]",
        impacts(impact(CHILDREN), impact(FEAR, "low", individuals="severe"), impact(ARRIVED)),
    ),
    (
        "B5",
        "warning",
        "risk_assessment.impacts[0]",
        impacts(impact(CHILDREN, vulnerable_groups="severe"), impact(FEAR), impact(ARRIVED)),
    ),
    (
        "B5",
        "warning",
        "risk_assessment.impacts[2]",
        impacts(impact(CHILDREN), impact(FEAR), impact(ARRIVED, "none", communities="low")),
    ),
    (
        "B5",
        "warning",
        "risk_assessment.assessed_on",
        lambda values: values["risk_assessment"].update(collection_begins=datetime.date(2026, 9, 20)),
    ),
    ("A1", "error", "table_b.low.datasets[0].classification", dataset(classification="public")),
    ("A1", "error", "table_b.low.datasets[0].classification", dataset(classification="secret")),
    ("A2", "error", "table_b.low.datasets[0].classification", dataset(classification="protected")),
    ("A2", "error", "table_b.low.datasets[0].classification", dataset(classification="Confidential")),
    ("A2", "warning", "table_b.low.datasets[0].partner_label", dataset(partner_label="Confidential")),
    ("A3", "warning", "table_b.low.datasets[0].level", dataset(level="household")),
    ("A3", "warning", "table_b.low.datasets[0].level", dataset(level="individual")),
    ("A4", "warning", "table_b.low.datasets[0].name", dataset(name="Case management referrals")),
    ("A4", "warning", "table_b.low.datasets[0].name", dataset(name="GPS of households")),
    ("A4", "warning", "table_b.low.datasets[0].name", both(dataset(name="Survivants par site"), in_language("fr"))),
    ("A4", "warning", "table_b.low.datasets[0].name", both(dataset(name="Remisiones por sitio"), in_language("es"))),
    ("B1", "error", "risk_assessment", without("risk_assessment")),
    (
        "B1",
        "error",
        "risk_assessment.assessors",
        lambda values: values["risk_assessment"]["assessors"].pop(),
    ),
    (
        "B1",
        "warning",
        "risk_assessment.assessors[1].organization",
        lambda values: values["risk_assessment"]["assessors"][1].update(organization="Third Party"),
    ),
    (
        "B2",
        "error",
        "risk_assessment.reassess_by",
        lambda values: values["risk_assessment"].update(reassess_by=datetime.date(2026, 9, 21)),
    ),
    (
        "B2",
        "warning",
        "risk_assessment.assessed_on",
        lambda values: values["risk_assessment"].update(assessed_on=datetime.date(2027, 1, 1)),
    ),
    ("B2", "warning", "risk_assessment.assessed_on", assessed(datetime.date(2019, 1, 11))),
    ("B2", "warning", "risk_assessment.assessed_on", assessed(datetime.date(2021, 10, 31))),
    ("B2", "warning", "risk_assessment.reassess_by", assessed(due=datetime.date(2206, 3, 21))),
    (None, "warning", "risk_assessment.assessed_on", assessed(datetime.date(1448, 4, 21))),
    (None, "warning", "risk_assessment.reassess_by", assessed(due=datetime.date(1406, 1, 1))),
    (None, "warning", "risk_assessment.assessed_on", assessed(datetime.date(2569, 9, 21))),
    (
        "B3",
        "warning",
        "risk_assessment.reassess_by",
        lambda values: values["risk_assessment"].update(reassess_by=datetime.date(2026, 10, 1)),
    ),
    (
        "B3",
        "warning",
        "risk_assessment.combinations[0]",
        lambda values: low(values)["datasets"].append(
            {"name": "checkpoints near the site", "level": "site", "classification": "confidential"}
        ),
    ),
    ("C1", "error", "table_b.high", lambda values: values["table_b"].update(high={})),
    ("C1", "error", "table_b.low.timeline", in_low(timeline="High")),
    ("C1", "error", "table_b.medium.timeline", in_medium(timeline="High urgency: within 24 hours")),
    ("C1", "error", "table_b.low.datasets[0].name", dataset(name="Sites (urgence élevée)")),
    ("C2", "warning", "table_b.low.timeline", in_low(timeline="Weekly, before cleaning")),
    ("C2", "warning", "table_b.medium.timeline", in_medium(timeline="2 days after data is cleaned")),
    ("C3", "error", "table_b.low.timeline", in_low(timeline="[eg. Monthly]")),
    ("C3", "error", "table_b.medium.timeline", in_medium(timeline="Within x days")),
    ("C3", "error", "table_b.medium.destination[0]", in_medium(destination=["[Insert 3rd Party Focal Point(s)]"])),
    ("C3", "error", "table_c.iom.primary.name", person("iom.primary", name="[Insérer le nom]")),
    ("C3", "error", "table_b.low.timeline", in_low(timeline="[ p. ex. Mensuel]")),
    ("C3", "error", "table_b.medium.timeline", in_medium(timeline="Dentro de x días")),
    ("C3", "error", "table_b.low.timeline", in_low(timeline="[مثلاً: شهرياً]")),
    ("C3", "warning", "table_b.low.timeline", in_low(timeline="Within 2 days")),
    ("C3", "warning", "table_b.medium.timeline", in_medium(timeline="As soon as possible")),
    ("C4", "warning", "table_b.medium.destination[1]", post("requesting_organization.secondary", None)),
    ("C5", "warning", "table_b.low.destination[0]", in_low(destination=["Protection cluster"])),
    ("C6", "warning", "table_b.password_change_plan", without("table_b", "password_change_plan")),
    (
        "C6",
        "error",
        "table_b.password_change_plan",
        lambda values: values["table_b"].update(password_change_plan="Password: k9!x"),
    ),
    ("C6", "error", "table_b.low.method[0]", in_low(method=["Portail, mot de passe = soleil"])),
    ("C6", "error", "table_b.password", lambda values: values["table_b"].update(password="k9!x")),
    ("C6", "warning", "table_b.low.method[0]", in_low(method=["telephone_cal"])),
    ("C4", "warning", "table_b.low.destination[0]", in_low(destination=["requesting_organisation.primary"])),
    ("C6", "warning", "table_b.low.method[0]", in_low(method=["Appel telephonique"])),
    ("C6", "warning", "table_b.low.method[0]", in_low(method=["WhatsApp"])),
    ("C7", "warning", "table_b.low.method[0]", in_low(method=["password_protected_excel_email"])),
    ("C7", "warning", "table_b.low.datasets[0].name", dataset(name="Raw data of all sites")),
    ("C8", "error", "table_b", lambda values: values["table_b"].update(low=None, medium=None)),
    ("C8", "error", "table_b.low.timeline", without("table_b", "low", "timeline")),
    ("C8", "error", "table_b.low.datasets", in_low(datasets=[])),
    (
        "C8",
        "warning",
        "table_b.medium.datasets[0]",
        lambda values: in_medium(datasets=low(values)["datasets"][:1])(values),
    ),
    ("C8", "error", "table_b.low.method[1]", in_low(method=["telephone_call", "telephone_call"])),
    (
        "C8",
        "error",
        "table_b.low.datasets[2]",
        lambda values: low(values)["datasets"].append(low(values)["datasets"][0]),
    ),
    ("D1", "error", "reference", lambda values: values.update(reference="MOZ Wanjiru Kamau")),
    ("D1", "error", "reference", lambda values: values.update(reference="kamau_wanjiru.2")),
    ("D1", "error", "reference", lambda values: values.update(reference="MOZ-Ingrid-Holm")),
    ("D1", "error", "reference", lambda values: values.update(reference="MOZ +258 84 555 01 03")),
    ("D1", "error", "reference", lambda values: values.update(reference="MOZ wkamau@harbour-trust.example")),
    ("D1", "warning", "reference", lambda values: values.update(reference="MOZ wkamau@harbour")),
    ("D1", "warning", "reference", lambda values: values.update(reference="MOZ 84 555 01 03")),
    ("D1", "warning", "reference", lambda values: values.update(reference="258845550103")),
    ("D1", "warning", "reference", lambda values: values.update(reference="MOZ-SULEIMANE-1")),
    ("D2", "warning", "table_c.iom.secondary", post("iom.secondary", None)),
    (
        "D2",
        "error",
        "table_c.iom.secondary",
        person("iom.secondary", name="joana  macuácua", email="JMacuacua@IOM.example "),
    ),
    ("D2", "warning", "table_c.iom.secondary", person("iom.secondary", name="joana  macuácua")),
    ("D2", "warning", "table_c.iom.secondary", person("iom.secondary", email="JMacuacua@IOM.example")),
    ("D2", "error", "table_c.iom.secondary.name", person("iom.secondary", name="Tomás Nhantumbo & Ngozi Eze")),
    (
        "D3",
        "warning",
        "table_c.requesting_organization.primary.email",
        person("requesting_organization.primary", email="wkamau@iom.example"),
    ),
    ("D3", "warning", "table_c.iom.primary.email", person("iom.primary", email="joana@harbour-trust.example")),
    (
        "D3",
        "warning",
        "table_c.requesting_organization.secondary",
        person("requesting_organization.secondary", name="joana  MACUÁCUA"),
    ),
    (
        "D3",
        "warning",
        "table_c.requesting_organization.secondary",
        person("requesting_organization.secondary", email="JMacuacua@IOM.example"),
    ),
    ("D4", "warning", "table_c.iom.primary", post("iom.primary", None)),
    ("D4", "warning", "table_c.iom", both(post("iom.primary", None), post("iom.secondary", None))),
    ("D4", "warning", "table_c.iom.secondary.name", person("iom.secondary", name="À confirmer")),
    (
        "D8",
        "warning",
        "table_c.requesting_organization.primary.email",
        person("requesting_organization.primary", email="wkamau@other.example"),
    ),
    (
        "D8",
        "warning",
        "requesting_organization.email_domains[0]",
        lambda values: values["requesting_organization"].update(email_domains=["@harbour-trust.example"]),
    ),
    (
        "D8",
        "warning",
        "requesting_organization.email_domains[1]",
        lambda values: values["requesting_organization"]["email_domains"].append("harbour-trust"),
    ),
    ("D10", "error", "table_c.iom.primary.email", person("iom.primary", email="joana at iom")),
    ("D10", "warning", "table_c.iom.primary.mobile", person("iom.primary", mobile="ask the office")),
    ("D10", "warning", "table_c.iom.primary.mobile", person("iom.primary", mobile="825550101")),
    ("D10", "warning", "table_c.iom.primary.mobile", person("iom.primary", mobile="+258 82 555 0101 / 82 555 0102")),
    ("D10", "warning", "table_c.iom.primary.mobile", person("iom.primary", mobile="00258 82 555 0101")),
    ("D10", "warning", "table_c.iom.primary.mobile", person("iom.primary", mobile="+258 (0)82 555 0101")),
    *(
        ("D10", "warning", "table_c.iom.primary.title", person("iom.primary", title=quoted))
        for quoted in (
            "“Field Officer”",
            '"Field Officer"',
            "« Chargé d’accueil »",
            "„Leitung“",
            "‘Women’s officer’",
            "「担当」",
        )
    ),
    ("D10", "warning", "table_c.iom.primary.mobile", person("iom.primary", mobile="“+258 82 555 0101”")),
    (
        "D10",
        "warning",
        "requesting_organization.name",
        lambda values: values["requesting_organization"].update(name="'Women's Trust'"),
    ),
    (
        "D12",
        "warning",
        "turnover.channel",
        lambda values: values.update(turnover={"notify_within_days": 5, "channel": "By telephone"}),
    ),
    ("E8", "warning", "valid_until", lambda values: values.update(valid_until=datetime.date(2026, 10, 1))),
    ("E2", "warning", "data_access_request", without("data_access_request")),
    ("E5", "warning", "signatories[2]", lambda v: v["signatories"].append(v["signatories"][0] | {"name": "Amina Sow"})),
    ("E2", "error", "purpose", without("purpose")),
    ("E2", "error", "humanitarian_need", without("humanitarian_need")),
]


@pytest.mark.parametrize(("rule", "severity", "path", "edit"), CASES)
def test_the_rule_is_found_at_its_place(rule: str | None, severity: str, path: str, edit: Edit) -> None:
    assert (rule, severity, path) in {(found.rule, found.severity, found.path) for found in findings(edit)}


QUIET: list[Edit] = [
    both(field(officer("Gwoza"), officer("Bama"), officer("gwoza")), to_field("medium")),
    field(*(officer(f"Area {number}") for number in range(60))),
    impacts(
        impact(CHILDREN),
        impact(FEAR, "none", communities="severe", stakeholders="severe"),
        impact(ARRIVED, "low", individuals="moderate"),
    ),
    lambda values: values["risk_assessment"].update(collection_begins=datetime.date(2026, 9, 21)),
    dataset(name="Sites with a high number of children"),
    dataset(name="Incidence of fear"),
    both(dataset(name="Nombre d’enfants par site"), in_language("fr")),
    in_medium(method=["Visit to the field office"]),
    dataset(partner_label="protected"),
    person("iom.primary", mobile="+258 82 555 0101 / +258 82 555 0102"),
    person("iom.primary", mobile="+٢٥٨ ٨٢ ٥٥٥ ٠١٠١ تحويلة ٥"),
    person("iom.primary", mobile="+41 22 717 91 11 ext. 123"),
    lambda values: values["requesting_organization"].update(email_domains=[" Harbour-Trust.example\u00a0"]),
    both(
        lambda values: values["requesting_organization"]["email_domains"].append("xn--mnchen-hilfe-dlb.example"),
        person("requesting_organization.primary", email="info@MÜNCHEN-hilfe.example"),
    ),
    *(
        lambda values, reference=reference: values.update(reference=reference)
        for reference in (
            "2026-11-0042",
            "MOZ 2026 001 002",
            "MOZ-20261103-001",
            "MOZ/11.2026/0042",
            "03.11.2026-MOZ-7",
            "DTM 202611 0042 001",
            "MALI-UNHCR-1",
            "MOZ-KAMAU-1",
            "٢٠٢٦-١١-٠٠٤٢",
        )
    ),
    both(person("iom.primary", name="Mozambique"), lambda values: values.update(reference="Mozambique-7")),
    both(person("iom.primary", name="Cabo Delgado"), lambda values: values.update(reference="CABO-DELGADO-7")),
    person("iom.secondary", name="Ngozi", title="M&E <Officer>"),
    person("iom.secondary", title="“Field” and “Desk” Officer", name="'Abd al-Rahman"),
    person("iom.secondary", title='"Field" or "Desk"', name="Ana D’Arcy ’t Hart’"),
    assessed(datetime.date(2021, 11, 1)),
    assessed(due=datetime.date(2036, 11, 1)),
    person("iom.primary", email="ж@почта.рф"),
    both(person("iom.primary", email="a@gmail.com"), person("iom.secondary", name="Wanjiru Kamau-Macuácua")),
    in_medium(timeline="خلال ٤٨ ساعة"),
    lambda values: values["table_b"].update(password_change_plan="The password is given by telephone."),
    lambda values: values["table_b"].update(medium=None),
]


@pytest.mark.parametrize("edit", QUIET)
def test_what_is_right_is_not_remarked_on(edit: Edit) -> None:
    assert findings(edit) == []


def test_every_rule_that_judges_has_a_case() -> None:
    asked = {f"A{n}" for n in range(1, 5)} | {"B1", "B2", "B3", "B5"} | {f"C{n}" for n in range(1, 9)}
    found = {rule for rule, _, _, _ in CASES if rule}
    assert asked | {"D1", "D2", "D3", "D4", "D8", "D10", "D11", "D12", "E2", "E5", "E8"} == found


def test_a_refused_class_names_the_dataset_and_the_urgency_column() -> None:
    [found] = findings(dataset(classification="secret"))
    assert "Children without an adult of their family" in found.text()
    assert "low urgency column" in found.text()
    assert "IOM Legal" in found.text()


@pytest.mark.parametrize(
    ("told", "is_a_call"),
    [
        *(("told by telephone", True), ("He was called", True), ("un appel", True), ("par téléphone", True)),
        *(("por teléfono", True), ("una llamada", True), ("أُبلغ بالهاتف", True), ("المكالمة", True)),
        *(("letter of 4 November", False), ("appellation", False), ("recalled to duty", False)),
    ],
)
def test_a_call_is_known_in_every_language(told: str, is_a_call: bool) -> None:
    assert holds_any(told, "call") == is_a_call

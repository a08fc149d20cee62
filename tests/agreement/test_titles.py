"""Rule C5: which titles name another organization or unit, and which are only another role."""

from __future__ import annotations

import pytest

from dtmforms.agreement.rules.titles import names_another

KNOWN = ("Child Protection & M&E Lead", "Field Coordinator", "Harbour Children's Trust", "Cabo Delgado Conflict")


@pytest.mark.parametrize(
    "title",
    [
        "Senior Field Coordinator, Coastal Relief",
        "Child Protection Officer at Plan International",
        "child protection officer at coastal relief",
        "CHILD PROTECTION OFFICER, COASTAL RELIEF",
        "Child Protection Officer (Save the Children)",
        "Project Manager - Danish Refugee Council",
        "UNHCR Protection Officer",
        "Protection Cluster Coordinator",
        "CP AoR Coordinator",
        "Liaison to the Ministry of Interior",
        "Head of Sub-Office",
        "Data Unit Lead",
        "Mailbox of the region",
        "Protection team, all staff",
        "Chargée de protection, Médecins du Monde",
        "Coordonnatrice du cluster protection",
        "Responsable du bureau régional",
        "Point focal du ministère de l’Action sociale",
        "Oficial de protección, Cruz Roja",
        "Coordinadora de la unidad de género",
        "Enlace con la policía",
        "منسقة مجموعة الحماية",
        "مسؤول حماية الطفل، اليونيسف",
        "ضابط اتصال مع وزارة الداخلية",
    ],
)
def test_a_title_names_another_organization_or_unit(title: str) -> None:
    assert names_another(title, KNOWN)


@pytest.mark.parametrize(
    "title",
    [
        "T",
        "Officer 2",
        "Child Protection Manager",
        "CHILD PROTECTION OFFICER",
        "Deputy Head of Child Protection",
        "Programme Manager, Northern Region",
        "Protection Officer - Case Management",
        "Information Management Officer (IMO)",
        "MEAL Coordinator",
        "Country Director",
        "Child Protection Lead, Harbour Children’s Trust",
        "Child Protection Lead, HCT",
        "Child Protection Lead, Cabo Delgado",
        "Officier de protection",
        "Chargée de protection de l’enfance",
        "Responsable suivi et évaluation",
        "Cheffe de projet VBG",
        "Coordinadora de campo",
        "Especialista en violencia de género",
        "Oficial Nacional de Protección",
        "مسؤولة حماية الطفل",
        "أخصائي الرصد والتقييم",
        "Психолог",
        "ကလေးသူငယ်",
    ],
)
def test_near_miss_a_title_is_another_role(title: str) -> None:
    assert not names_another(title, KNOWN)


def test_what_an_earlier_title_named_is_no_news() -> None:
    assert not names_another("Coordinator, Coastal Relief", [*KNOWN, "Officer, Coastal Relief"])


def test_what_is_known_is_known_in_small_letters_of_any_script() -> None:
    """A dotless i has the capital letter of another one."""
    assert not names_another("koordinatör, ırak", ["Koordinatör, ırak"])

"""One person a post: whose names a cell holds, and when it holds nobody's."""

from __future__ import annotations

import copy

import pytest
from conftest import TODAY, load_sample

from dtmforms.agreement.check import Checked, check, check_values
from dtmforms.agreement.rules.persons import names_nobody, names_several


@pytest.mark.parametrize(
    "name",
    [
        *("Wanjiru Kamau / Ngozi Eze", "Wanjiru Kamau & Ngozi Eze", "Wanjiru;Ngozi", "Wanjiru + Ngozi", "Ngozi\nEze"),
        *("Ngozi and Eze", "Ngozi  ET Eze", "WANJIRU KAMAU AND NGOZI EZE", "Mr. and Mrs. Kamau"),
        *(
            "María López y Juan Pérez",
            "Ana y Juan Pérez",
            "ANA Y LUIS",
            "Ana Costa e João Silva",
            "ANA COSTA E JOÃO SILVA",
        ),
        *("أحمد و محمد", "أحمد علي ومحمد حسن", "أحمد علي، محمد حسن", "أحمد علي؛ حسن"),
        *("Wanjiru Kamau, Ngozi Eze", "Obi, Grace, Ibrahim", "Grace Obi, Child Protection Officer"),
    ],
)
def test_several_people_are_known_in_every_language(name: str) -> None:
    assert names_several(name)


@pytest.mark.parametrize(
    "name",
    [
        *("Santiago Ramón y Cajal", "José Ortega y Gasset", "Marcelino Menéndez y Pelayo", "António Costa e Silva"),
        *("Miguel de Cervantes y de la Vega", "Maria Y. López", "Maria Y López Pérez", "John E Kamau Otieno"),
        *("Juan de la Cierva y Codorníu", "MARÍA RUIZ Y SANTOS", "Ana Luz Pérez y de la Torre", "Nguyễn Y Lan"),
        *("Ortega y Gasset", "Ramón y Cajal", "Jean Et"),
        *("García, MD", "Wanjiru Kamau, Ph.D., MPH", "Smith, Jr.", "Emeka E. Obi, M.D.", "Ngozi Eze, UNHCR"),
        *("Obi, Grace", "Obi, Grace M.", "Dr. Obi, Grace Mary", "van der Berg, Jan", "García Márquez, Gabriel"),
        *("Raju a/l Muthu", "Kamau s/o Otieno", "Jean-Paul Ngata", "O'Brien", "Andrea Ortega", "Karim Et-Tahiri"),
        *("مريم (Mariam)", "أحمد وليد", "فاطمة وفاء", "وليد محمد", "Олена Мороз", "Suleimane"),
    ],
)
def test_one_person_is_not_taken_for_several(name: str) -> None:
    assert not names_several(name)


@pytest.mark.parametrize(
    "name",
    [
        *("To be confirmed", "TBC", "tbd", "T.B.C.", "(vacant)", "N/A", "n.a.", "NA", "-", "—", "?", "xxx"),
        *("Vacant - recruitment ongoing", "Post: vacant", "TBC by the organization", "Focal point to be designated"),
        *("à confirmer", "A CONFIRMER", "Poste vacant (recrutement en cours)", "Néant"),
        *("vacante", "Puesto vacante", "por definir", "(vacante)"),
        *("شاغر", "(شاغر)", "المنصب شاغر", "يُحدَّد لاحقًا", "قيد التعيين"),
    ],
)
def test_a_placeholder_names_nobody_in_every_language(name: str) -> None:
    assert names_nobody(name)


@pytest.mark.parametrize(
    "name", ["Na Li", "Nadia", "Vacantia", "Por Chan", "Wanjiru Kamau (to be confirmed)", "Tbara", "شاغرون", "王"]
)
def test_somebody_is_not_taken_for_nobody(name: str) -> None:
    assert not names_nobody(name)


def with_name(name: str) -> Checked:
    values = copy.deepcopy(load_sample("en").values())
    values["table_c"]["requesting_organization"]["secondary"] = {
        "name": name,
        "title": "-",
        "mobile": "-",
        "email": "-",
    }
    return check_values(values, today=TODAY)


def test_a_placeholder_is_a_vacancy_and_is_said_to_be_one() -> None:
    """Rule D4: what else stands in that post is no telephone number and no address of anybody."""
    checked = with_name("TBC")
    assert checked.record is not None
    assert checked.record.focal_point("requesting_organization.secondary") is None
    said = {(finding.code, finding.path) for finding in checked.findings}
    assert ("nobody_named", "table_c.requesting_organization.secondary.name") in said
    assert not any(code in ("no_email", "no_telephone") for code, _ in said)


def test_a_placeholder_in_a_file_is_said_at_its_line() -> None:
    data = b"table_c:\n  iom:\n    primary:\n      name: TBC\n"
    [found] = [finding for finding in check(data).findings if finding.code == "nobody_named"]
    assert found.line == 4


def test_several_people_in_one_post_are_refused() -> None:
    checked = with_name("Suleimane / Ngozi Eze")
    assert checked.record is None
    assert "several_people" in [finding.code for finding in checked.findings]

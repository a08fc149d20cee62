"""The words that rules look for: each finds its own text, none finds what is near it, in every language."""

from __future__ import annotations

import copy
import csv
import re
import time
import tomllib
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

import pytest
from conftest import TODAY, load_sample

from dtmforms.agreement.check import check_values
from dtmforms.agreement.rules.words import (
    expression,
    has_placeholder,
    holds_any,
    is_unprotected,
    listed,
    says_high,
    types_a_password,
    without_marks,
)
from dtmforms.findings import Finding
from dtmforms.language import LANGUAGES
from dtmforms.language.labels import labels

LEAST = 0.95
"""How much of what is labelled has to be judged as it is, in each direction and language."""
OF_ALL = {"iom"}
"""Topics that have words which are the same in all languages, so that a language may have none of its own."""

Named = tuple[str, str, str, str]


def named(file: str) -> list[Named]:
    """Names of datasets as they were labelled: language, label, where they are from, name."""
    with Path(__file__).with_name(file).open(encoding="utf-8", newline="") as rows:
        return [(row["language"], row["label"], row["from"], row["name"]) for row in csv.DictReader(rows)]


LABELLED, LATER = named("dataset_names.csv"), named("more_dataset_names.csv")


def topics(language: str) -> list[str]:
    """What a language has words of."""
    lists = resources.files("dtmforms.agreement.rules").joinpath("word_lists")
    found = tomllib.loads(lists.joinpath(f"{language}.toml").read_text(encoding="utf-8"))
    return [topic for topic, rows in found.items() if isinstance(rows, list)]


def words() -> Iterator[tuple[str, str, str, str, str]]:
    for language in ("all", *LANGUAGES):
        for topic in topics(language):
            yield from ((language, topic, *row) for row in listed(topic, language))


def finds(topic: str, language: str, text: str) -> bool:
    """Whether it is found of a topic. Mail is judged with what protects it, a password with what stands behind it."""
    if topic in ("mail", "unprotected"):
        return is_unprotected(text)
    return types_a_password(text) if topic == "password" else holds_any(text, topic, (language,))


def may_be_secret(name: str, language: str) -> bool:
    values = copy.deepcopy(load_sample("en").values()) | {"language": language}
    values["table_b"]["low"]["datasets"] = [{"name": name, "level": "site", "classification": "confidential"}]
    return bool(
        {finding.code for finding in check_values(values, today=TODAY).findings} & {"may_be_secret", "raw_data"}
    )


def test_every_word_finds_its_text_and_not_the_one_that_is_near_it() -> None:
    wrong = [
        (language, topic, word)
        for language, topic, word, found, not_found in words()
        if not finds(topic, language, found) or finds(topic, language, not_found)
    ]
    assert wrong == []


def test_every_word_finds_its_text_by_itself() -> None:
    """So that none is a word of the list only because others are."""
    wrong = [
        (language, topic, word)
        for language, topic, word, found, _ in words()
        if not re.search(rf"(?<!\w)(?:{expression(word, language)})", without_marks(found))
    ]
    assert wrong == []


def test_no_word_stands_twice_in_a_list() -> None:
    known = [(language, topic, word) for language, topic, word, _, _ in words()]
    assert len(known) == len(set(known))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_words_of_every_rule(language: str) -> None:
    assert {*topics(language)} | OF_ALL == {*topics("en")} | OF_ALL


@pytest.mark.sampled("labelled names of datasets")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("label", ["may be secret", "ordinary"])
def test_names_of_datasets_are_judged_as_people_labelled_them(label: str, language: str) -> None:
    for rows, least in ((LABELLED, 50), (LATER, 24)):
        here = [name for one, other, _, name in rows if (one, other) == (language, label)]
        wrong = [name for name in here if may_be_secret(name, language) != (label == "may be secret")]
        assert len(here) >= least
        assert len(wrong) <= (1 - LEAST) * len(here), wrong


def test_none_of_the_guidelines_own_examples_is_judged_wrongly() -> None:
    rows = [(language, label, name) for language, label, source, name in LABELLED if source == "guideline"]
    assert len(rows) > 40
    assert [name for language, label, name in rows if may_be_secret(name, language) != (label == "may be secret")] == []


@pytest.mark.parametrize(
    ("language", "name", "warned"),
    [
        ("fr", "Nombre d'enfants non accompagnés par site", False),
        ("fr", "NOMBRE DE MÉNAGES", False),
        ("fr", "Nombres d’arrivées par semaine", False),
        ("es", "Nombres de las niñas", True),
        ("es", "nombre y edad", True),
        ("es", "Número de niñas no acompañadas, por sitio", False),
        ("fr", "Liste nominative des enfants", True),
        ("fr", "LISTES NOMINATIVES", True),
        ("fr", "liste nominative, par village", True),
        ("ar", "كشوف اسمية", True),
        ("es", "Padrón nominal de familias", True),
        ("fr", "Numéros de téléphone des tuteurs", True),
        ("fr", "Numeros de telephone", True),
        ("en", "Caregivers' telephone numbers", True),
        ("es", "Teléfonos de las tutoras", True),
        ("ar", "أرقام الهواتف", True),
        ("ar", "وبأرقام هواتف الأسر", True),
        ("en", "Household GPS location", True),
        ("ar", "والناجين من العنف", True),
        ("ar", "لضحايا الاتجار", True),
        ("ar", "الأضاحي الموزعة", False),
        ("fr", "Incidents", True),
        ("fr", "Victims of trafficking", True),
    ],
)
def test_words_are_those_of_the_records_language_and_of_english(language: str, name: str, warned: bool) -> None:
    assert may_be_secret(name, language) == warned


@pytest.mark.parametrize("language", LANGUAGES)
def test_whatever_the_form_has_to_be_replaced_is_a_placeholder(language: str) -> None:
    official = labels(language).official
    printed = (part for said in official.values() for part in (said if isinstance(said, list) else [said]))
    bracketed = [part for part in printed if part.startswith("[")]
    methods = [part for said in ("low_method", "medium_method") for part in official[said]]
    assert len(bracketed) >= 5
    assert [part for part in bracketed if part not in methods and not has_placeholder(part)] == []


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        *(("[e.g. weekly]", True), ("within X hours", True), ("Dans les xx jours", True), ("[P. EX. : mensuel]", True)),
        *(("en x semanas", True), ("[por ej. mensual]", True), ("خلال س ساعات", True), ("[مثلاً: أسبوعياً]", True)),
        *(("Within 10 days", False), ("3 x days of rounds", False), ("cada 2 semanas (p. ej. los lunes)", False)),
    ],
)
def test_placeholders_are_known_however_they_are_typed(text: str, is_one: bool) -> None:
    assert has_placeholder(text) == is_one


@pytest.mark.parametrize(
    ("text", "is_high"),
    [
        *(("HIGH", True), ("Élevée.", True), ("elevee", True), ("Urgencia: ALTA", True), ("استعجالٌ عالٍ", True)),
        *(("Urgence\u00a0: élevée", True), ("معلومات عالية الاستعجال", True), ("highly populated sites", False)),
        *(("Densité élevée par site", False), ("Alta concentración", False), ("كثافة عالية", False)),
    ],
)
def test_a_high_urgency_is_known_in_every_language(text: str, is_high: bool) -> None:
    assert says_high(text) == is_high


UNPROTECTED = [
    *(
        "WhatsApp",
        "whatsapp group of the cluster",
        "by Telegram",
        "Signal",
        "SMS",
        "Plain e-mail",
        "e-mail",
        "USB stick",
    ),
    *("Fax", "Public link (Google Drive)", "WeTransfer", "Printed copy by hand", "Excel file without password"),
    *(
        "Groupe WhatsApp",
        "courriel",
        "par mél",
        "Clé USB",
        "clef usb remise en main propre",
        "Télécopie",
        "lien public",
    ),
    *("Courriel simple, sans mot de passe", "lien de partage", "TELECOPIE", "Disque dur externe"),
    *("Correo electrónico", "correo sin contraseña", "Memoria USB", "enlace público", "Mensaje de texto", "por fax"),
    *("Entrega en mano", "PENDRIVE", "mensajeria instantanea"),
    *(
        "واتساب",
        "عبر الواتس اب",
        "بالبريد الإلكتروني",
        "رابط عام",
        "رسائل نصية",
        "بالفاكس",
        "ذاكرة فلاش",
        "تسليم باليد",
    ),
    *("ملف غير محمي", "الإيميل"),
]
PROTECTED = [
    *("Password protected e-mail", "Encrypted e-mail", "Password-protected portal", "A call from the field office"),
    *(
        "Courriel protégé par mot de passe",
        "Fichier chiffré, envoyé par e-mail",
        "Visite au bureau",
        "Mélange des deux",
    ),
    *("Correo electrónico cifrado", "Portal con contraseña", "Llamada telefónica", "Reunión semanal"),
    *("بريد إلكتروني محمي بكلمة مرور", "مكالمة هاتفية", "ملف مشفَّر بالبريد", "بوابة بكلمة السر"),
]


def of_methods(language: str, *methods: str) -> list[Finding]:
    values = copy.deepcopy(load_sample("en").values()) | {"language": language}
    values["table_b"]["medium"]["method"] = list(methods)
    return [found for found in check_values(values, today=TODAY).findings if ".method[" in found.path]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_method_that_protects_nothing_is_warned_of_in_whatever_language_it_is_written(language: str) -> None:
    found = of_methods(language, *UNPROTECTED)
    assert [finding.path for finding in found if finding.code == "unprotected_method"] == [
        f"table_b.medium.method[{index}]" for index in range(len(UNPROTECTED))
    ]
    assert {(finding.severity, finding.rule) for finding in found} == {("warning", "C6")}
    assert "WhatsApp" in found[0].text(language)


def test_a_method_that_protects_or_is_a_call_is_not_warned_of() -> None:
    codes = {finding.code for method in PROTECTED for finding in of_methods("fr", method)}
    assert codes <= {"nearly_a_method"}


def test_the_methods_of_the_form_are_not_warned_of_in_any_language() -> None:
    for language in LANGUAGES:
        assert not [word for word in labels(language).methods.values() if is_unprotected(word)]


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        *(("Appel télephonique", "telephone_call"), ("Appel téléphonique", "telephone_call")),
        *(("Appel telephonique", "telephone_call"), ("Apel téléphonique", "telephone_call")),
        *(("Llamada telefonica", "telephone_call"), ("مكالمه هاتفية", "telephone_call")),
        *(
            ("portail Web protege par mot de passe", "password_protected_web_portal"),
            ("Telephone calls", "telephone_call"),
        ),
        *(("Documento protegido con contrasena", "password_protected_document"), ("telephone_cal", "telephone_call")),
        *(("password_protected_web-portal", "password_protected_web_portal"), ("By courier", ""), ("Réunion", "")),
    ],
)
def test_a_method_that_is_nearly_one_of_the_list_is_warned_of_with_the_right_one(typed: str, near: str) -> None:
    found = [finding for finding in of_methods("en", typed) if finding.code == "nearly_a_method"]
    assert [finding.values["near"] for finding in found] == ([near] if near else [])


@pytest.mark.parametrize(
    ("typed", "is_one"),
    [
        *(("Mot de passe\u00a0: soleil", True), ("contrasena=sol", True), ("كلمةُ السر: ٤٧١١", True), ("PWD：x", True)),
        *(("Mots de passe changés chaque mois", False), ("Informantes clave: 12", False), ("Password:", False)),
    ],
)
def test_a_password_that_is_typed_in_is_known_in_every_language(typed: str, is_one: bool) -> None:
    assert types_a_password(typed) == is_one


@pytest.mark.parametrize("unit", ["gps ", "names of the ", "coordonnees des ", "حالات "])
def test_the_longest_text_of_a_record_is_looked_through_in_a_moment(unit: str) -> None:
    longest = unit * (200_000 // len(unit)) + "site"
    begun = time.process_time()
    for topic in topics("en"):
        holds_any(longest, topic)
    assert time.process_time() - begun < 10

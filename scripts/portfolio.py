"""Invented agreements over DTM's real countries and operations: nobody in them exists.

python scripts/portfolio.py FOLDER [COUNT]     write them as records, a folder a country
"""

from __future__ import annotations

import csv
import random
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import environment

if TYPE_CHECKING:
    from dtmforms.agreement.model import Agreement

OPERATIONS, PARTNERS = 106, 20
_OPERATIONS = environment.ROOT / "dtmforms" / "agreement" / "countries" / "dtm_operations.csv"
NAMES = {
    "Latn": (
        "Amina Diallo",
        "José Álvarez",
        "Zoé Nguyễn",
        "Kadiatou Bâ",
        "Ölmez Şahin",
        "Łucja Wójcik",
        "Nkosana Dube",
    ),
    "Arab": ("محمد عبد الله", "فاطمة الزهراء", "أحمد شريف", "زهرا احمدی", "نور الهدى", "یوسف خان"),
    "Cyrl": ("Олена Мороз", "Ғалым Ахметов", "Мария Иванова", "Дилшод Раҳимов"),
    "Mymr": ("ဒေါ်အေးအေး", "ဦးကျော်ကျော်", "မသန္တာ"),
    "Ethi": ("አበበ በቀለ", "ሰላም ተስፋዬ"),
    "Deva": ("सीता थापा", "राम बहादुर"),
    "Beng": ("রহিমা খাতুন", "করিম উদ্দিন"),
    "Khmr": ("សុខ សុភា", "ចាន់ ដារា"),
    "Laoo": ("ສົມຊາຍ", "ບຸນມີ"),
    "Geor": ("ნინო ბერიძე", "გიორგი მაისურაძე"),
    "Armn": ("Անի Պետրոսյան",),
    "Grek": ("Ελένη Παπαδοπούλου",),
    "Sinh": ("නිමල් පෙරේරා",),
}
DATASETS = (
    "Unaccompanied children",
    "Feelings of safety",
    "Access to water points",
    "Reports of violence on the way",
    "Older people who live alone",
    "Households without documents",
    "Children out of school",
)
PURPOSES = ("To plan mobile teams.", "To place safe spaces.", "To decide where lights are put up.")


def operations() -> Iterator[tuple[str, str, str, list[str]]]:
    """Country, operation, language and scripts of every operation; a country without one has one of its own."""
    from dtmforms.language import LANGUAGES

    with _OPERATIONS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            spoken = [language for language in row["languages"].split() if language in LANGUAGES]
            scripts = [script for script in row["scripts"].split() if script in NAMES] or ["Latn"]
            for operation in (row["active_operations"] or f"Displacement in {row['name']}").split("; "):
                yield row["iso3"], operation, spoken[0] if spoken else "en", scripts


def portfolio(count: int) -> Iterator[dict[str, Any]]:
    """The values of that many records: operations × partners × two languages."""
    chosen = random.Random(2026)  # noqa: S311 - the same people on every run
    number = 0
    base = _base().values()
    while True:
        for country, operation, language, scripts in islice(operations(), OPERATIONS):
            for partner in range(PARTNERS):
                for words in (language, "en" if language != "en" else "fr"):
                    if number == count:
                        return
                    number += 1
                    yield _values(base, chosen, number, country, operation, words, scripts, partner)


def _values(
    base: dict[str, Any],
    chosen: random.Random,
    number: int,
    country: str,
    operation: str,
    language: str,
    scripts: list[str],
    partner: int,
) -> dict[str, Any]:
    def person(domain: str) -> dict[str, str]:
        name = chosen.choice(NAMES[chosen.choice([*scripts, "Latn"])])
        title = chosen.choice(("Protection Officer", "Chargé de données", "Oficial de M&E", "DTM Coordinator"))
        mobile = f"+258 8{chosen.randrange(2, 8)} {chosen.randrange(200, 999)} {chosen.randrange(1000, 9999)}"
        return {"name": f"{name} {chosen.randrange(100, 999)}", "title": title, "mobile": mobile,
                "email": f"p{chosen.randrange(10**9)}@{domain}"}  # fmt: skip

    def column(timeline: str, method: list[str], destination: list[str]) -> dict[str, Any]:
        names = chosen.sample(DATASETS, chosen.randrange(1, 4))
        datasets = [{"name": name, "level": "site", "classification": "confidential"} for name in names]
        return {"timeline": timeline, "datasets": datasets, "destination": destination, "method": method}

    domain = f"partner{partner:02}.example"
    primary, secondary = (f"requesting_organization.{post}" for post in ("primary", "secondary"))
    return base | {
        "reference": f"{country}-{number:05}",
        "language": language,
        "country": country,
        "operation": operation,
        "purpose": chosen.choice(PURPOSES),
        "requesting_organization": {"name": f"Partner {partner:02} of {country}", "email_domains": [domain]},
        "table_b": {
            "low": column("Monthly", ["password_protected_web_portal"], [primary]),
            "medium": column("Within 48 hours", ["password_protected_document"], [primary, secondary]),
            "password_change_plan": "On the first day of each quarter.",
        },
        "table_c": {
            "iom": {"primary": person("iom.example"), "secondary": person("iom.example")},
            "requesting_organization": {"primary": person(domain), "secondary": person(domain)},
        },
    }


def _base() -> Agreement:
    from dtmforms.agreement.check import check

    record = check((environment.ROOT / "scripts" / "demo_agreement.yaml").read_bytes()).record
    if record is None:
        sys.exit("The demo's record is invalid.")
    return record


def write(folder: Path, count: int) -> None:
    """As YAML, a folder a country."""
    from dtmforms.agreement.record_file import dump_yaml

    for values in portfolio(count):
        place = folder / values["country"] / f"{values['reference']}.yaml"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(dump_yaml(values))


def main() -> int:
    write(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else OPERATIONS * PARTNERS * 2)
    return 0


if __name__ == "__main__":
    sys.exit(main() if environment.inside() else environment.run_inside(__file__))

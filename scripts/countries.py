"""The names of countries, from OCHA's taxonomy: `dtmforms/agreement/countries/united_nations.csv`.

python scripts/countries.py TAXONOMY.csv    the file of that name in the package hdx-python-country

What it takes, and of which day, stands in `dtmforms/agreement/countries/README.md`; change it along.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

TARGET = Path(__file__).parent.parent / "dtmforms" / "agreement" / "countries" / "united_nations.csv"
LANGUAGES = {"en": "English", "fr": "French", "es": "Spanish", "ar": "Arabic", "ru": "Russian", "zh": "Chinese"}
"""The six of the United Nations, as the taxonomy calls them."""
BEYOND_ISO = ("XKX",)
"""In use by the United Nations' data programmes, not in ISO 3166-1."""
OTHERS = (
    "Preferred Term",
    "ISO Alt Term",
    "DGACM Alt Term",
    "HPC Tools Alt Term",
    "RW Short Name",
    "RW API Alt Term",
)


def main() -> None:
    with Path(sys.argv[1]).open(encoding="utf-8", newline="") as source:
        rows = [row for row in csv.DictReader(source) if code_of(row)]
    with TARGET.open("w", encoding="utf-8", newline="") as target:
        columns = ["iso3", "iso2", *LANGUAGES, *(f"m49_{language}" for language in LANGUAGES), "formal_en", "other"]
        writer = csv.DictWriter(target, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(sorted((names_of(row) for row in rows), key=lambda names: names["iso3"]))


def code_of(row: dict[str, str]) -> str:
    """The alpha-3 code of a country; empty for what ISO has none for, such as a part of one."""
    beyond = row["x Alpha3 codes"]
    return row["ISO 3166-1 Alpha 3-Codes"] or (beyond if beyond in BEYOND_ISO else "")


def names_of(row: dict[str, str]) -> dict[str, str]:
    short = {language: row[f"{name} Short"].strip() for language, name in LANGUAGES.items()}
    m49 = {f"m49_{language}": row[f"M49 {name}"].strip() for language, name in LANGUAGES.items()}
    known = {*short.values(), *m49.values()}
    others = dict.fromkeys(row[column].strip() for column in OTHERS)
    codes = {"iso3": code_of(row), "iso2": row["ISO 3166-1 Alpha 2-Codes"] or row["x Alpha2 codes"]}
    other = "; ".join(name for name in others if name and name not in known)
    return codes | short | m49 | {"formal_en": row["English Formal"].strip(), "other": other}


if __name__ == "__main__":
    main()

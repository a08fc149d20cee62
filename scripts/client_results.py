"""What came of the programs in client_list.py, and the tables of docs/clients.md."""

from __future__ import annotations

import datetime
import platform
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from client_list import CLIENTS, DRIVERS, FIELDS, Client

STALE = ("shown_as_sent",)
"""Why a return is for a person alone whose fields show what was sent."""


@dataclass
class Result:
    """How one return was read: `right` of the `held` fields that hold something; `wrong` are all whose value is
    another, `surely_wrong` those of them that the answer does not mark as unsure. `taken` where it gave a record
    without a person; `asks` are the codes for which it wants one."""

    kind: str
    known: bool = False
    held: int = 0
    right: int = 0
    taken: bool = False
    asks: tuple[str, ...] = ()
    wrong: list[str] = field(default_factory=list)
    surely_wrong: list[str] = field(default_factory=list)

    @property
    def share(self) -> float:
        return 100 * self.right / self.held

    @property
    def is_whole(self) -> bool:
        """Whether every value is stored."""
        return bool(self.held) and not self.wrong

    def said(self, group: str) -> str:
        if not self.held:
            return self.kind.replace("_", " ") + (", known" if self.known else "")
        known = "" if group == "flattened" else "known, " if self.known else "**unknown**, "
        surely = f"**{len(self.surely_wrong)}**" if self.surely_wrong else "none"
        return f"{known}{self.share:.3g} %, {surely} wrong"


Results = dict[tuple[str, str], Result]
"""By script and language."""


def said_of_all(results: Iterable[Result]) -> str:
    """Of returns in each language: the least share of values, and how many gave a record without a person."""
    read = [result for result in results if result.held]
    if not read:
        return "fails"
    least, taken = min(result.share for result in read), sum(result.taken for result in read)
    share = f"**{least:.3g} %**" if any(result.wrong for result in read) else f"{least:.3g} %"
    return f"{share}; {taken} of {len(read)}"


@dataclass
class Row:
    """What one client returned."""

    group: str
    client: Client
    version: str | None
    results: Results = field(default_factory=dict)

    @property
    def whole(self) -> Results:
        return {place: result for place, result in self.results.items() if result.is_whole}

    def cells(self, scripts: Iterable[str]) -> list[str]:
        if not self.version:
            return ["not run" for _ in scripts]
        if self.group in FIELDS:
            return [said_of_all(one for (of, _), one in self.results.items() if of == script) for script in scripts]
        return [one.said(self.group) for one in self.results.values()]

    def exceptions(self) -> Iterator[str]:
        """The returns that store every value, and that a person has to see for more than what the fields show still."""
        asked: dict[tuple[str, ...], list[tuple[str, str]]] = {}
        for place, result in self.whole.items():
            if not result.taken and result.asks != STALE:
                asked.setdefault(result.asks, []).append(place)
        for codes, places in asked.items():
            why = f" {self.client.why}" if self.client.why else ""
            yield f"- {self.client.name}, {_in_words(places, self.results)}: {', '.join(f'`{c}`' for c in codes)}.{why}"


def _in_words(places: Sequence[tuple[str, str]], results: Results) -> str:
    """Scripts and languages; only what is not all of them is named."""
    if len(places) == len(results):
        return "everywhere"
    scripts = list(dict.fromkeys(script for script, _ in places))
    all_languages = {language for _, language in results}
    said: dict[str, list[str]] = {}
    for script in scripts:
        languages = [language for of, language in places if of == script]
        said.setdefault("" if {*languages} == all_languages else f" ({', '.join(languages)})", []).append(script)
    return "; ".join(f"{', '.join(named)}{where}" for where, named in said.items())


# The document


def document(rows: list[Row], scripts: list[str], fields: int, languages: list[str]) -> str:
    day = datetime.date.today()
    of = {group: [row for row in rows if row.group == group] for group in CLIENTS}
    tables = {group: _table(_of_clients(members, scripts)) for group, members in of.items()}
    whole = [result for row in of["typed"] for result in row.whole.values()]
    taken = sum(result.taken for result in whole)
    return (
        (DRIVERS / "document.md")
        .read_text("utf-8")
        .format(
            day=f"{day.day} {day:%B %Y}",
            system=f"{platform.system()}, Python {platform.python_version()}",
            scripts=len(scripts),
            fields=fields,
            languages=len(languages),
            **tables,
            **{f"{group}_exceptions": _exceptions(of[group]) for group in FIELDS},
            typed_by_language=_table(_by_language(of["typed"], scripts, languages)),
            set_by_client=_table(_by_client(of["set"])),
            whole=len(whole),
            taken=taken,
            share=f"{100 * taken / len(whole):.3g}" if whole else "0",
        )
    )


def _exceptions(rows: list[Row]) -> str:
    return "\n".join(line for row in rows for line in row.exceptions()) or "None."


def _of_clients(rows: list[Row], scripts: list[str]) -> Iterator[list[str]]:
    yield ["program", "version", "what it does", *scripts]
    for row in rows:
        yield [row.client.name, row.version or "", row.client.does, *row.cells(scripts)]


def _by_language(rows: list[Row], scripts: list[str], languages: list[str]) -> Iterator[list[str]]:
    """How many returns that store every value are taken without a person."""
    yield ["form in", *scripts, "all"]
    for language in [*languages, "all"]:
        found = [
            (script, result.taken)
            for row in rows
            for (script, of), result in row.whole.items()
            if language in ("all", of)
        ]
        each = [[taken for of, taken in found if of == script] for script in scripts]
        yield [language, *(f"{sum(taken)} of {len(taken)}" for taken in (*each, [taken for _, taken in found]))]


def _by_client(rows: list[Row]) -> Iterator[list[str]]:
    """How many returns that store every value are taken, are to be confirmed for what they show still, or are for a
    person for another reason."""
    yield ["program", "returns that store every value", "taken", "show what was sent", "for another reason"]
    for row in rows:
        whole = list(row.whole.values())
        taken = sum(result.taken for result in whole)
        stale = sum(not result.taken and result.asks == STALE for result in whole)
        yield [row.client.name, *map(str, (len(whole), taken, stale, len(whole) - taken - stale))]


def _table(lines: Iterator[list[str]]) -> str:
    heading, *rest = lines
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (heading, ["---"] * len(heading), *rest))

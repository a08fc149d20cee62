"""Records and tables as text, YAML, JSON and CSV, that are broken, are bombs, or hold what a terminal obeys."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path

from conftest import RECORDS, load_sample
from manifest import (
    BATCH_FOLDER,
    CHECK,
    COMPARE,
    INGEST,
    INVALID,
    READ,
    REFUSED,
    TO_RECORDS,
    UNREADABLE,
    Expected,
    Hostile,
    of_bytes,
    refused,
)

_OTHERWISE = Expected(frozenset({0, 3, 5}))
"""Whatever it says: it is the record's to say, and the command's to show without harm."""
_MOBILE = b"+258 84 555 0103"
_NAME = b"Wanjiru Kamau"


@cache
def record() -> bytes:
    """The invented agreement, as somebody wrote it."""
    return Path(RECORDS["en"]).read_bytes()


@cache
def as_json() -> bytes:
    return json.dumps(load_sample("en").values(), default=str, ensure_ascii=False).encode()


def changed(old: bytes, new: bytes, data: Callable[[], bytes] = record) -> bytes:
    assert old in data(), old
    return data().replace(old, new)


def with_more(text: bytes) -> bytes:
    return record() + b"\n" + text + b"\n"


def laughs() -> bytes:
    """Nine lists, each with the one before ten times."""
    lists = [b'a0: &a0 ["lol"]']
    lists += [b"a%d: &a%d [%b]" % (level, level, b", ".join([b"*a%d" % (level - 1)] * 10)) for level in range(1, 10)]
    return b"\n".join(lists)


def table(rows: int) -> bytes:
    return b"reference,country,name\n" + b"".join(b"R%d,MOZ,=1+1\n" % row for row in range(rows))


def _yaml(
    build: Callable[[], bytes], expected: Expected, command: str = CHECK, name: str = "agreement.yaml"
) -> Hostile:
    return of_bytes(build, name, expected, command)


def _json(build: Callable[[], bytes], expected: Expected, command: str = CHECK) -> Hostile:
    return of_bytes(build, "agreement.json", expected, command)


TEXTS = {
    "yaml as it was written": _yaml(record, READ),
    "yaml of a thousand million laughs": _yaml(lambda: with_more(laughs()), INVALID),
    "yaml of laughs alone, to compare": _yaml(laughs, INVALID, COMPARE),
    "yaml that stands for itself": _yaml(lambda: with_more(b"a: &a [*a, *a]"), INVALID),
    "yaml with 100,000 brackets": _yaml(lambda: with_more(b"a: " + b"[" * 100_000 + b"]" * 100_000), INVALID),
    "yaml with brackets that nobody closes": _yaml(lambda: with_more(b"a: " + b"{" * 100_000), INVALID),
    "yaml 20,000 steps deep": _yaml(
        lambda: b"".join(b" " * step + b"a:\n" for step in range(2_000)) + b"- " * 20_000, INVALID
    ),
    "yaml with a text of 10 MB": _yaml(lambda: with_more(b"note: " + b"x" * 10_000_000), INVALID),
    "yaml with a key of 10 MB": _yaml(lambda: with_more(b"x" * 10_000_000 + b": 1"), INVALID),
    "yaml with a mobile of 10 MB": _yaml(lambda: changed(_MOBILE, b"+" + b"2" * 10_000_000), INVALID),
    "yaml with 100,000 keys": _yaml(lambda: with_more(b"\n".join(b"k%d: 1" % n for n in range(100_000))), INVALID),
    "yaml with 100,000 documents": _yaml(lambda: with_more(b"--- {}\n" * 100_000), INVALID),
    "yaml with a key twice": _yaml(lambda: with_more(b"reference: OTHER"), INVALID),
    "yaml with a merge key": _yaml(lambda: changed(b"table_c:", b"<<: {reference: OTHER}\ntable_c:"), INVALID),
    "yaml that makes an object": _yaml(
        lambda: changed(b"operation: Cabo", b"operation: !!python/object/apply:os.system ['id'] #"), INVALID
    ),
    "yaml with a tag of its own": _yaml(lambda: changed(b"operation: Cabo", b"operation: !evil Cabo"), INVALID),
    "yaml with bytes in base 64": _yaml(
        lambda: changed(b"operation: Cabo Delgado Conflict", b"operation: !!binary AAAA"), INVALID
    ),
    "yaml with a text that a tag makes nothing of": _yaml(lambda: changed(b"title: ", b"title: !!null "), INVALID),
    "yaml with a person that a tag makes nothing of": _yaml(
        lambda: changed(b"secondary: {", b"secondary: !!null {"), INVALID
    ),
    "yaml with a tag that stands for text": _yaml(
        lambda: changed(b"operation: Cabo", b"operation: !!str Cabo"), INVALID
    ),
    "yaml with a tag that says nothing": _yaml(lambda: changed(b"operation: Cabo", b"operation: ! Cabo"), INVALID),
    "yaml with a tag at a mapping": _yaml(lambda: changed(b"secondary: {", b"secondary: !evil {"), INVALID),
    "yaml with a tag at a list": _yaml(
        lambda: changed(b"email_domains: [", b"email_domains: !!python/tuple ["), INVALID
    ),
    "yaml with a tag at a key": _yaml(lambda: changed(b"operation: Cabo", b"!evil operation: Cabo"), INVALID),
    "yaml with an anchor that nothing refers to": _yaml(
        lambda: changed(b"operation: Cabo", b"operation: &a Cabo"), INVALID
    ),
    "yaml with an anchor at a key": _yaml(lambda: changed(b"operation: Cabo", b"&a operation: Cabo"), INVALID),
    "yaml with an alias of nothing": _yaml(
        lambda: changed(b"operation: Cabo Delgado Conflict", b"operation: *a"), INVALID
    ),
    "yaml with a mobile twice, once in an escape": _yaml(
        lambda: changed(b"mobile: ", b'"mobil\\u0065": "+258 84 555 0999", mobile: '), INVALID
    ),
    "yaml with a key twice that only looks so": _yaml(lambda: with_more("re\u200bference: OTHER".encode()), INVALID),
    "yaml with a key twice but for its width": _yaml(lambda: with_more("\uff52eference: OTHER".encode()), INVALID),
    "yaml with two documents": _yaml(lambda: record() + b"---\n" + record(), INVALID),
    "yaml with a number of 100,000 digits": _yaml(lambda: with_more(b"number: " + b"9" * 100_000), INVALID),
    "yaml with a number in base 60": _yaml(lambda: with_more(b"number: " + b"59:" * 50_000 + b"0"), INVALID),
    "yaml with a day in no calendar": _yaml(lambda: changed(b"2026-09-21", b"2026-02-30"), INVALID),
    "yaml with a year of 40 digits": _yaml(lambda: changed(b"2026-09-21", b"2" * 40 + b"-01-01"), INVALID),
    "yaml with a NUL": _yaml(lambda: changed(b"Cabo Delgado", b"Cabo\0Delgado"), INVALID),
    "yaml in UTF-16": _yaml(lambda: record().decode().encode("utf-16"), READ),
    "yaml in UTF-32": _yaml(lambda: record().decode().encode("utf-32"), INVALID),
    "yaml in Latin-1": _yaml(lambda: record().decode().encode("latin-1"), INVALID),
    "yaml with a mark at its start": _yaml(lambda: b"\xef\xbb\xbf" + record(), READ),
    "yaml with a mark in its middle": _yaml(lambda: changed(_NAME, "Wan\ufeffjiru Kamau".encode()), _OTHERWISE),
    "yaml with overlong UTF-8": _yaml(lambda: changed(b"Cabo", b"\xc1\x83abo"), INVALID),
    "yaml with surrogates in UTF-8": _yaml(lambda: changed(b"Cabo", b"\xed\xa0\x80abo"), INVALID),
    "yaml with a surrogate in an escape": _yaml(
        lambda: changed(b"operation: Cabo Delgado Conflict", b'operation: "Cabo \\ud800"'), INVALID
    ),
    "yaml with a non-character": _yaml(lambda: changed(b"Cabo", "\ufffeabo".encode()), INVALID),
    "yaml with an escape for a terminal": _yaml(
        lambda: changed(b"operation: Cabo Delgado Conflict", b'operation: "Cabo \\e]0;owned\\a\\e[2J"'), INVALID
    ),
    "yaml with an escape for a terminal in a key": _yaml(lambda: with_more(b'"\\e[2J\\e]0;owned\\a": 1'), INVALID),
    "yaml with an escape for a terminal in a country": _yaml(
        lambda: changed(b"country: MOZ", b'country: "\\e[31mMOZ\\u202e"'), INVALID
    ),
    "yaml with a name that is written backwards": _yaml(
        lambda: changed(_NAME, "Wanjiru \u202euamaK".encode()), _OTHERWISE, COMPARE
    ),
    "yaml with a name in a key that is written backwards": _yaml(lambda: with_more('"\u202eyek": 1'.encode()), INVALID),
    "yaml with a look-alike in an address": _yaml(
        lambda: changed(b"wkamau@", "wk\u0430mau@".encode()), _OTHERWISE, COMPARE
    ),
    "yaml with line breaks in a name": _yaml(
        lambda: changed(b"name: Wanjiru Kamau", b'name: "Wanjiru\\nKamau\\u2028x"'), INVALID
    ),
    "yaml of nothing": _yaml(lambda: b"\n# nothing\n", INVALID),
    "yaml of a list": _yaml(lambda: b"- 1\n- 2\n", INVALID),
    "yaml of a word": _yaml(lambda: b"hello", INVALID),
    "yaml of percent signs": _yaml(lambda: b"%YAML 9.9\n%TAG ! evil:\n--- !x {}\n", INVALID),
    "yaml of random bytes": _yaml(lambda: bytes(range(256)) * 100, INVALID),
    "yaml cut in the middle": _yaml(lambda: record()[: len(record()) // 2], INVALID),
    "yaml for a return": _yaml(record, refused("text"), INGEST),
    "yaml of a thousand million laughs, for batch": _yaml(lambda: with_more(laughs()), INVALID, BATCH_FOLDER),
    "json as it was written": _json(as_json, READ),
    "json with 100,000 brackets": _json(lambda: b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}", INVALID),
    "json with brackets that nobody closes": _json(lambda: b'{"a":' * 100_000, INVALID),
    "json with a key twice": _json(lambda: changed(b'{"schema"', b'{"reference": "OTHER", "schema"', as_json), INVALID),
    "json with a mobile twice": _json(
        lambda: changed(b'"mobile": "' + _MOBILE, b'"mobile": "+258 84 555 0999", "mobile": "' + _MOBILE, as_json),
        INVALID,
    ),
    "json with a mobile twice, in another line": _json(
        lambda: changed(
            b'"mobile": "' + _MOBILE, b'"mobile": "' + _MOBILE + b'", "mobile"\n: "+258 84 555 0999', as_json
        ),
        INVALID,
    ),
    "json with a mobile twice, once in an escape": _json(
        lambda: changed(
            b'"mobile": "' + _MOBILE, b'"mobile": "' + _MOBILE + b'", "mobil\\u0065": "+258 84 555 0999', as_json
        ),
        INVALID,
    ),
    "json with a surrogate": _json(lambda: changed(b"Cabo Delgado", b"Cabo \\ud800", as_json), INVALID),
    "json with a NUL": _json(lambda: changed(b"Cabo Delgado", b"Cabo \\u0000", as_json), INVALID),
    "json with an escape for a terminal": _json(lambda: changed(b"Cabo Delgado", b"\\u001b[2J", as_json), INVALID),
    "json with a number of 100,000 digits": _json(
        lambda: changed(b'{"schema"', b'{"n": ' + b"9" * 100_000 + b', "schema"', as_json), INVALID
    ),
    "json with a number beyond all": _json(lambda: changed(b'{"schema"', b'{"n": 1e999, "schema"', as_json), INVALID),
    "json with numbers that are none": _json(
        lambda: changed(b'{"schema"', b'{"n": [NaN, -Infinity], "schema"', as_json), INVALID
    ),
    "json with a text of 10 MB": _json(
        lambda: changed(b'{"schema"', b'{"n": "' + b"x" * 10_000_000 + b'", "schema"', as_json), INVALID
    ),
    "json with 100,000 keys": _json(
        lambda: changed(b'{"schema"', b"{" + b"".join(b'"k%d": 1,' % n for n in range(100_000)) + b'"schema"', as_json),
        INVALID,
    ),
    "json with more behind it": _json(lambda: as_json() + b"\n{}", INVALID),
    "json of null": _json(lambda: b"null", INVALID),
    "json in UTF-16": _json(lambda: as_json().decode().encode("utf-16"), READ),
    "json to compare, with lists for texts": _json(
        lambda: changed(b'"Cabo Delgado Conflict"', b'[["x"]]', as_json), INVALID, COMPARE
    ),
    "csv for a record": of_bytes(lambda: table(10), "agreement.csv", INVALID, CHECK),
    "csv for a return": of_bytes(lambda: table(10), "return.csv", refused("text"), INGEST),
    "csv of 500,000 rows for a return": of_bytes(lambda: table(500_000), "return.csv", refused("text"), INGEST),
    "csv for a workbook": of_bytes(lambda: table(10), "agreements.xlsx", UNREADABLE, TO_RECORDS),
    "csv with a NUL for a return": of_bytes(lambda: b"a,\0b\n" * 10, "return.csv", REFUSED, INGEST),
    "csv in UTF-7 for a record": of_bytes(lambda: b"+ADw-script+AD4-,1\n", "agreement.csv", INVALID, CHECK),
}

"""Prints every code of a finding or an error with its values and its sentence: `docs/findings.md`, made anew.

python scripts/findings.py
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from dtmforms.codes import PLACES, SUBJECTS, WORDS
from dtmforms.codes.errors import ERRORS
from dtmforms.codes.kinds import KINDS, Kinds
from dtmforms.language.catalog import catalog

PAGE = Path(__file__).parent.parent / "docs" / "findings.md"
HEADINGS = {
    "record": "Records",
    "workbook_findings": "Workbooks of agreements",
    "changes": "Changes",
    "returns": "Returned files",
    "signatures": "Signed files",
    "register": "The register",
    "batch": "Many files at once",
    "template": "Word templates",
}
INTRODUCTION = """# Findings

What `dtmforms` finds has a code, which says what it is, and values, which say what the sentence tells beside its place.
Both are the same in every language, and with `--json` stand beside the sentence:

```json
{"severity": "warning", "path": "table_b.low.timeline", "line": 25, "rule": "C3", "code": "deadline_in_low",
 "values": {"timeline": "Within 2 days"}, "message": "“Within 2 days” is a deadline; ..."}
```

`severity` is that of the table, unless a return says less of the same code: a flag that was accepted is a warning, and
so is a page that came back without any cell of the partner's. Addresses and telephone numbers that somebody typed where
they do not belong are left out of the values (rule D1). `rule` is a rule of the guideline.

What ends a command, or an item of several, is an error. It has a code and values too, which stand beside its sentence:

```json
{"exit_code": 6, "code": "not_read_missing", "values": {"place": "a.yaml"}, "error": "a.yaml: cannot be read: ...",
 "findings": []}
```

This page is made by `python scripts/findings.py` of the table in `dtmforms/codes` and the English sentences.
"""


def page() -> str:
    """The whole page, as Markdown."""
    parts = [INTRODUCTION, "## Values\n", *_table(("Kind", "What it is"), [(f"`{k}`", v) for k, v in KINDS.items()])]
    for subject, rows in SUBJECTS.items():
        sentences = catalog(subject, "en")
        codes = [
            (f"`{code}`", severity, rule or "", _values(kinds), _said(sentences[code], kinds))
            for code, (severity, rule, kinds) in rows.items()
        ]
        parts += [f"## {HEADINGS[subject]}\n", *_table(("Code", "Severity", "Rule", "Values", "Sentence"), codes)]
    errors = [
        (f"`{code}`", _values(kinds), _said(catalog("errors", "en")[code], kinds)) for code, kinds in ERRORS.items()
    ]
    parts += ["## Errors\n", *_table(("Code", "Values", "Sentence"), errors)]
    places = [
        (f"`{name}`", _values(kinds), _said(catalog("places", "en")[name], kinds)) for name, kinds in PLACES.items()
    ]
    parts += ["## Places\n", *_table(("Place", "Values", "In words"), places)]
    words = [(f"`{name}`", catalog("words", "en")[name]) for name in WORDS]
    parts += ["## Words\n", *_table(("Word", "In English"), words)]
    return "\n".join(parts)


def _table(headings: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> list[str]:
    lines = [headings, ("---",) * len(headings), *rows]
    return [*(f"| {' | '.join(cells)} |" for cells in lines), ""]


def _values(kinds: Kinds) -> str:
    return ", ".join(f"`{name}` {kind}" for name, kind in kinds.items())


def _said(sentence: str | dict[str, str], kinds: Kinds) -> str:
    """A sentence with the names of its values in braces; of one that depends on a number, the form of most numbers."""
    text = sentence["other"] if isinstance(sentence, dict) else sentence
    return text.format_map({name: f"{{{name}}}" for name in kinds}).replace("|", "\\|")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")

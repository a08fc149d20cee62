"""What any return comes down to: the texts of the form's fields, and what is known of the file that they are from."""

from __future__ import annotations

from dataclasses import dataclass, field

from dtmforms.findings import Finding
from dtmforms.form.fields import Rows


@dataclass(slots=True)
class ReturnedFields:
    """`kind` is how the file was read; `texts` by field name, `stored` those that stand in the file itself;
    `identity` what the form says that it is; `findings` what is to be said of the file before any of its values.

    `doubled` are fields with two values, `suspect` fields with the name of the sentence that is to be said of them.
    `sources`, `signatures`, `signed_copy` and `pictures`, PNG files by field, go into the answer as they are. Of the
    kind `scanned` all texts are drafts, and nothing is concluded from them."""

    texts: dict[str, str]
    stored: dict[str, str]
    identity: dict[str, str]
    rows: Rows
    pages: dict[str, int] = field(default_factory=dict)
    page_count: int = 0
    doubled: set[str] = field(default_factory=set)
    suspect: dict[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    kind: str = "filled"
    sources: dict[str, dict[str, object]] = field(default_factory=dict)
    signatures: list[dict[str, object]] = field(default_factory=list)
    signed_copy: dict[str, object] | None = None
    pictures: dict[str, bytes] = field(default_factory=dict)

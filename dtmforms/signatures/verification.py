"""The answer to a signed file: each signature judged, and one verdict on the file, as values and as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from dtmforms.codes.messages import MESSAGES
from dtmforms.findings import Finding, Value, any_error
from dtmforms.form.notice import NoticeContent, Person
from dtmforms.language.spoken import Told
from dtmforms.signatures.signed_file import SignatureRead
from dtmforms.signatures.trust import Clock

SCHEMA = "dtmforms/verification/1"
_SAID = {
    "holds": "verdict_holds",
    "incomplete": "verdict_incomplete",
    "holds_unknown": "verdict_holds_unknown",
    "partly": "verdict_partly",
    "broken": "verdict_broken",
    "cannot_tell": "verdict_cannot_tell",
    "not_signed": "verdict_not_signed",
}
"""The sentence on each verdict."""
_CLOCKS = {
    "": "clock_of_signer",
    "yes": "clock_of_time_stamp",
    "unknown": "clock_of_unknown_time_stamp",
    "no": "clock_of_no_good_time_stamp",
}
"""The sentence on whose clock it is, by whether the time stamp is known."""
_EXIT_CODES = {"holds": 0, "partly": 3, "broken": 3, "cannot_tell": 4, "incomplete": 7, "holds_unknown": 7}
_NOT_SIGNED = 7


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field that holds something else than when a signature was made. `effect` is "allowed", or what the change would
    be to an agreement, by which `rule`."""

    path: str
    field: str
    old: str
    new: str
    effect: str
    rule: str | None = None

    def as_json(self) -> dict[str, object]:
        return {"path": self.path, "old": self.old, "new": self.new, "effect": self.effect, "rule": self.rule}


@dataclass(frozen=True, slots=True)
class SignatureVerdict:
    """One signature, judged. `side` is whose box it stands in, empty where the file has none of ours; `said` is the
    sentence on it, which may name the signer. The time of `read` is that of the `clock` that counts."""

    read: SignatureRead
    side: str
    changed_after: str
    trusted: str
    holds: bool
    said: Told
    clock: Clock
    changes: tuple[FieldChange, ...] = ()

    @property
    def cannot_tell(self) -> bool:
        read = self.read
        return read.intact == "cannot-tell" or (read.intact == "yes" and bool(read.untold or self.is_open))

    @property
    def is_open(self) -> bool:
        """Whether it is not known what was changed after it."""
        return self.changed_after == "unknown"

    def by_clock(self) -> Told | None:
        """The sentence on whose clock it is, `None` where it says no time, or is not intact."""
        stamp = self.read.stamp
        if self.read.intact != "yes" or not self.read.time:
            return None
        values = (
            {"authority": stamp.authority, "day": stamp.time[:10], "fingerprint": stamp.fingerprint} if stamp else {}
        )
        return told(_CLOCKS[self.clock.stamp], values)

    def as_json(self, language: str) -> dict[str, object]:
        read, clock = self.read, self.by_clock()
        return {
            "field": read.field,
            "side": self.side or None,
            "signer": read.signer.name if read.signer else None,
            "fingerprint": read.signer.fingerprint if read.signer else None,
            "intact": read.intact,
            "covers_whole_file": "yes" if read.covers_whole_file else "no",
            "changed_after": self.changed_after,
            "trusted": self.trusted,
            "holds": self.holds,
            "time": read.time or None,
            "time_from": ("time_stamp" if self.clock.is_stamped else "signer") if read.time else None,
            "time_stamp": read.stamp
            and {
                "time": read.stamp.time,
                "authority": read.stamp.authority,
                "fingerprint": read.stamp.fingerprint,
                "trusted": self.clock.stamp,
            },
            "changes": [change.as_json() for change in self.changes],
            "code": self.said.code,
            "message": self.said.text(language),
            "clock": clock and clock.text(language),
        }


@dataclass(slots=True)
class Verification:
    """The answer to one file. `reference` and `terms` are `None` of what is no form of ours, or says nothing that can
    be known; `terms` are worked out from the values that were signed."""

    file: str
    sha256: str
    verdict: str = "not_signed"
    reference: str | None = None
    terms: str | None = None
    signatures: list[SignatureVerdict] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    unsigned: list[str] = field(default_factory=list)
    """The boxes that nobody has signed."""
    notice: NoticeContent | None = None
    """What it says, where it is a notice of focal points that shows just that (rule D1)."""
    contacts: dict[str, Person] = field(default_factory=dict, repr=False)
    """Of a form of which a signature holds: who holds each post in what was signed (rule D1)."""
    organization: str = ""
    """The partner, as a form of which a signature holds names it."""
    printed_terms: str = ""
    """Those that such a form bears."""

    @property
    def exit_code(self) -> int:
        """That of the verdict; 3 where an error is found beside signatures that hold."""
        code = _EXIT_CODES.get(self.verdict, _NOT_SIGNED)
        return 3 if code in (0, _NOT_SIGNED) and any_error(self.findings) else code

    def said(self) -> Finding:
        """The verdict as a sentence, which names nobody."""
        values: dict[str, Value] = {"fields": self.unsigned} if self.verdict == "incomplete" else {}
        return Finding(_SAID[self.verdict], values=values)

    @property
    def is_of_agreement(self) -> bool:
        """Whether everybody signed a form of ours, all of it holds, and it is known whose each signature is."""
        return self.exit_code == 0 and self.terms is not None

    def as_json(self, language: str = "en") -> dict[str, object]:
        return {
            "schema": SCHEMA,
            "file": self.file,
            "sha256": self.sha256,
            "reference": self.reference,
            "terms": self.terms,
            "verdict": self.verdict,
            "message": self.said().text(language),
            "signatures": [signature.as_json(language) for signature in self.signatures],
            "findings": [finding.as_json(language) for finding in self.findings],
        } | ({"notice": _as_json(self.notice)} if self.notice else {})


def _as_json(notice: NoticeContent) -> dict[str, object]:
    """A notice without the people in it, whom the chain of notices tells."""
    values = {name: getattr(notice, name) for name in ("fingerprint", "follows", "side", "effective")}
    return values | {"posts": [one.place for one in notice.posts]}


def told(code: str, values: Mapping[str, Any]) -> Told:
    """A sentence with those of the values that it tells."""
    return Told(code, {name: values[name] for name in MESSAGES[code]})

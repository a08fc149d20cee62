"""The notices of an agreement since it was signed, put into their order by what each names: the one before it, or the
terms. Nothing but the files is asked, and by whom each is signed; in which order they come, and what they are called,
does not matter (rule E6).

Who is called is what was signed with the agreement, and what each notice that holds changes from its day on.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from dtmforms.agreement.closed_lists import FOCAL_POINT
from dtmforms.agreement.keys import meaning_key, text_key
from dtmforms.findings import Finding, Value, any_error
from dtmforms.form.notice import NoticeContent, Person
from dtmforms.language.spoken import Told
from dtmforms.signatures.verification import Verification

SCHEMA = "dtmforms/chain/1"
_SAID = {"holds": "chain_holds", "incomplete": "chain_incomplete", "broken": "chain_broken"}
_EXIT_CODES = {"holds": 0, "incomplete": 7, "broken": 3}


@dataclass(frozen=True, slots=True)
class ChainedNotice:
    """A notice in its place. `counts` is whether it holds, and it is known who signed it; `signed_on` the day that its
    signature claims, empty for none."""

    notice: NoticeContent
    file: str
    verdict: str
    counts: bool
    signed_on: str = ""

    def said(self) -> Told:
        posts = [one.place for one in self.notice.posts]
        about: dict[str, Any] = {
            "file": self.file,
            "day": self.notice.effective,
            "side": self.notice.side,
            "posts": posts,
        }
        return Told("chain_link" if self.counts else "chain_link_not_counted", about)

    def as_json(self, language: str) -> dict[str, Any]:
        notice = self.notice
        about: dict[str, Any] = {
            "file": self.file,
            "fingerprint": notice.fingerprint,
            "follows": notice.follows,
            "side": notice.side,
        }
        about |= {"effective": notice.effective, "posts": [one.place for one in notice.posts]}
        return about | {"verdict": self.verdict, "counts": self.counts, "message": self.said().text(language)}


@dataclass(frozen=True, slots=True)
class Contact:
    """Who is called for a post, `None` for nobody: since which day by which notice, both `None` for whoever was signed
    with the agreement (rule D1)."""

    place: str
    person: Person = field(repr=False)
    since: str | None = None
    fingerprint: str | None = None

    def said(self) -> Told:
        about: dict[str, Any] = {"post": self.place}
        if self.since:
            about |= {"day": self.since}
        if self.person is None:
            return Told("contact_vacant_since" if self.since else "contact_vacant", about)
        about |= {part: self.person[part] for part in ("name", "mobile", "email")}
        return Told("contact_since" if self.since else "contact_as_signed", about)

    def as_json(self) -> dict[str, Any]:
        about = {"place": self.place, "person": self.person}
        return about | {"since": self.since, "fingerprint": self.fingerprint}


@dataclass(slots=True)
class Chain:
    """The notices of one agreement in their order, and who is called on a day. `agreement` is the file of what was
    signed, `None` where it is not there. `verdict` is `holds`, `incomplete` (a notice, a signature or the agreement is
    missing, or it is not known who signed), or `broken` (something is forged, forked or of another text)."""

    reference: str
    terms: str
    agreement: str | None
    day: str
    notices: list[ChainedNotice] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def verdict(self) -> str:
        if any_error(self.findings):
            return "broken"
        return "incomplete" if self.findings else "holds"

    @property
    def exit_code(self) -> int:
        return _EXIT_CODES[self.verdict]

    def said(self) -> Told:
        """The verdict as a sentence, which names nobody."""
        return Told(_SAID[self.verdict], {"reference": self.reference})

    def as_json(self, language: str = "en") -> dict[str, Any]:
        return {
            "schema": SCHEMA,
            "reference": self.reference,
            "terms": self.terms,
            "agreement": self.agreement,
            "day": self.day,
            "verdict": self.verdict,
            "message": self.said().text(language),
            "notices": [link.as_json(language) for link in self.notices],
            "proven": self.verdict == "holds",
            "contacts": [contact.as_json() for contact in self.contacts],
            "findings": [finding.as_json(language) for finding in self.findings],
        }


def chains(verified: Sequence[Verification], day: datetime.date) -> list[Chain]:
    """The chain of each agreement of which there are notices among files that were verified; none where there are
    none. A file that is no notice that can be believed is in no chain; its own verdict says so."""
    notices = [one for one in verified if one.notice]
    agreements = [one for one in verified if one.notice is None and one.reference and one.terms]
    texts: dict[tuple[str, ...], list[Verification]] = {}
    for one in notices:
        texts.setdefault(_text(one, agreements), []).append(one)
    return [_chain(of_text, agreements, day) for of_text in texts.values()]


def _text(notice: Verification, agreements: list[Verification]) -> tuple[str, ...]:
    """What a notice is of: the text of an agreement that is there, by whichever of its terms it names it."""
    own = {notice.terms or ""}
    own |= {terms for one in agreements if _is_of(notice, one) for terms in (one.terms, one.printed_terms) if terms}
    return text_key(notice.reference or ""), *sorted(own)


def _signed_on(one: Verification) -> str:
    """The last day on which a file was signed, as its signatures claim; empty where none says so."""
    return max((signature.read.time[:10] for signature in one.signatures), default="")


def _is_of(notice: Verification, agreement: Verification) -> bool:
    """Whether a notice is of a text: by the terms that are worked out of it, or, where a mission's policy makes others,
    by those that were signed with it."""
    same = text_key(notice.reference or "") == text_key(agreement.reference or "")
    return same and notice.terms in (agreement.terms, agreement.printed_terms)


def _chain(notices: list[Verification], agreements: list[Verification], day: datetime.date) -> Chain:
    signed = sorted((one for one in agreements if _is_of(notices[0], one)), key=lambda one: one.exit_code)
    agreement = signed[0] if signed else None
    links = _each_once(notices)
    first = links[0].notice
    made = Chain(first.reference, first.terms, agreement.file if agreement else None, str(day))
    made.findings += _of_agreement(first, agreement, agreements)
    made.notices = _in_order(links)
    made.findings += [*_gaps(links), *_forks(links)]
    for link in made.notices:
        if not link.counts:
            made.findings.append(_uncounted(link))
    if agreement:
        made.findings += [*_of_other_text(links, agreement), *_of_several(agreement, signed)]
    if agreement and not made.findings:
        made.findings += _out_of_place(made.notices, agreement)
    made.contacts = _contacts(made, agreement)
    return made


def _each_once(notices: list[Verification]) -> list[ChainedNotice]:
    """Several files may be one notice: the best of them is it."""
    found: dict[str, ChainedNotice] = {}
    for one in sorted(notices, key=lambda one: one.exit_code):
        if one.notice:
            link = ChainedNotice(one.notice, one.file, one.verdict, one.exit_code == 0, _signed_on(one))
            found.setdefault(one.notice.fingerprint, link)
    return list(found.values())


def _in_order(links: list[ChainedNotice]) -> list[ChainedNotice]:
    """From the first on, each behind the one that it names; where one is missing, those behind it follow."""
    there = {link.notice.fingerprint for link in links}
    behind: dict[str, list[ChainedNotice]] = {}
    for link in sorted(links, key=lambda link: (link.notice.effective, link.notice.fingerprint), reverse=True):
        behind.setdefault(link.notice.follows, []).append(link)
    ends = [key for key in behind if key not in there]
    ends.sort(key=lambda key: (not behind[key][-1].notice.is_first, behind[key][-1].notice.effective), reverse=True)
    pending, ordered = [link for key in ends for link in behind[key]], list[ChainedNotice]()
    while pending:
        ordered.append(pending.pop())
        pending += behind.get(ordered[-1].notice.fingerprint, [])
    return ordered


def _of_agreement(
    first: NoticeContent, agreement: Verification | None, others: list[Verification]
) -> Iterator[Finding]:
    if agreement is None:
        same = [one for one in others if text_key(one.reference or "") == text_key(first.reference)]
        about: dict[str, Value] = {"reference": first.reference, "terms": first.terms}
        code = "chain_of_other_terms" if same else "chain_of_other_agreement" if others else "chain_without_agreement"
        yield Finding(code, values=about)
    elif agreement.exit_code:
        yield Finding("chain_of_unsigned", values={"file": agreement.file})


def _gaps(links: list[ChainedNotice]) -> Iterator[Finding]:
    there = {link.notice.fingerprint for link in links}
    for link in links:
        if not link.notice.is_first and link.notice.follows not in there:
            yield Finding("chain_gap", values={"file": link.file, "fingerprint": link.notice.follows})


def _forks(links: list[ChainedNotice]) -> Iterator[Finding]:
    """The first ones all follow the text, by whichever of its terms they name it."""
    named: dict[str, list[str]] = {}
    for link in links:
        named.setdefault("" if link.notice.is_first else link.notice.follows, []).append(link.file)
    for files in named.values():
        if len(files) > 1:
            yield Finding("chain_fork", values={"files": sorted(files)})


def _uncounted(link: ChainedNotice) -> Finding:
    missing = link.verdict in ("not_signed", "holds_unknown", "incomplete")
    return Finding("chain_notice_unsigned" if missing else "chain_notice_bad", values={"file": link.file})


def _of_other_text(links: list[ChainedNotice], agreement: Verification) -> Iterator[Finding]:
    """A notice of another partner, or about an area that nobody signed for (rule D11)."""
    for link in links:
        notice = link.notice
        is_other = meaning_key(notice.organization) != meaning_key(agreement.organization)
        if is_other or not {one.place for one in notice.posts} <= agreement.contacts.keys():
            yield Finding("chain_notice_of_other_text", values={"file": link.file})


def _of_several(agreement: Verification, signed: list[Verification]) -> Iterator[Finding]:
    """Two signed files of one text, with other people: which of them the notices follow is not known."""
    others = [one.file for one in signed if one.exit_code == 0 and one.contacts != agreement.contacts]
    if others and agreement.exit_code == 0:
        yield Finding("chain_of_several", values={"files": sorted([agreement.file, *others])})


def _out_of_place(links: list[ChainedNotice], agreement: Verification) -> Iterator[Finding]:
    """A notice that follows whoever never held the post, by what was signed and by the notices before it, or that was
    signed on an earlier day than the text: where that was signed anew, those of the time before still name its
    terms."""
    since = _signed_on(agreement)
    held = {place: {_person_key(person)} for place, person in agreement.contacts.items()}
    for link in links:
        follows = all(_person_key(one.before) in held[one.place] for one in link.notice.posts)
        if not follows or link.signed_on < since:
            yield Finding("chain_notice_out_of_place", values={"file": link.file})
        for one in link.notice.posts:
            held[one.place].add(_person_key(one.after))


def _person_key(person: Person) -> tuple[str, ...]:
    return tuple(text_key(person[part]) for part in FOCAL_POINT) if person else ()


def _contacts(chain: Chain, agreement: Verification | None) -> list[Contact]:
    """What was signed, and what each notice that counts changes, from its day on; of one day, as they follow."""
    base = agreement.contacts if agreement and agreement.exit_code == 0 else {}
    found = {place: Contact(place, person) for place, person in base.items()}
    in_force = (one.notice for one in chain.notices if one.counts and one.notice.effective <= chain.day)
    for notice in sorted(in_force, key=lambda notice: notice.effective):
        for one in notice.posts:
            found[one.place] = Contact(one.place, one.after, notice.effective, notice.fingerprint)
    return list(found.values())

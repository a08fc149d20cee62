"""What is settled for whoever sits here, and what helps them: their role, the language, where things lie, by which
policy the register judges, whom the mission knows, a sheet to send to partners."""

from __future__ import annotations

import dtmforms
from dtmforms import files
from dtmforms.language import LANGUAGES
from dtmforms.language.spoken import on_page
from dtmforms.page.asked import LANGUAGE_COOKIE, NO_REGISTER, Answer, PageRequest, local
from dtmforms.page.mending import problems_of

PLACE = "/settings"
ROLES = ("dtm_coordinator", "information_management_officer", "assistant")
"""What people here can be: a role is chosen, and never typed, so that it names nobody (rule D1)."""
_YEAR = 365 * 24 * 60 * 60


def show(asked: PageRequest) -> Answer:
    page = asked.page
    trust, problems = _known(asked)
    return asked.show(
        "settings.html",
        roles=[(role, on_page(f"role_{role}")) for role in ROLES],
        role=page.session.role,
        register=_shown(page.register.place),
        drafts=str(page.drafts.folder),
        trust=str(files.resolved(page.trust)) if page.trust else "",
        certificates=trust.rows if trust else (),
        problems=problems,
        policy=_policy(asked),
    )


def save(asked: PageRequest) -> Answer:
    """The role, until the page ends; the language, in a cookie."""
    if (role := asked.given.get("role", "")) not in ("", *ROLES):
        return asked.refuse(422, on_page("form_not_ours"))
    asked.page.session.role = role
    return _spoken_from_now(asked, asked.go(PLACE))


def choose_language(asked: PageRequest) -> Answer:
    return _spoken_from_now(asked, asked.go(local(asked.given.get("place", ""))))


def sheet(asked: PageRequest) -> Answer:
    """What goes to a partner along with the form, in their language."""
    language = asked.given.get("language", "")
    if language not in LANGUAGES:
        return asked.refuse(422, on_page("form_not_ours"))
    return asked.send(dtmforms.guide(language), f"guide-partner-{language}.docx")


def _spoken_from_now(asked: PageRequest, answer: Answer) -> Answer:
    if (language := asked.given.get("language")) in LANGUAGES:
        answer.set_cookie(LANGUAGE_COOKIE, str(language), max_age=_YEAR, httponly=True, samesite="strict")
    return answer


def _shown(place: str) -> str:
    """Of a database, nothing by which it is reached."""
    scheme, found, _ = place.partition("://")
    return f"{scheme}://…" if found else str(files.resolved(place))


def _policy(asked: PageRequest) -> dtmforms.RecordedPolicy | None:
    """The mission's own, `None` where ours alone is in force."""
    try:
        return asked.page.register.policies().in_force
    except dtmforms.FileError as error:
        if error.code in NO_REGISTER:
            return None
        raise


def _known(asked: PageRequest) -> tuple[dtmforms.TrustFile | None, list[str]]:
    """The certificates that the mission knows; or why its file cannot be read."""
    try:
        return asked.page.known(), []
    except dtmforms.DtmformsError as error:
        return None, [one for sentences in problems_of(error).values() for one in sentences]

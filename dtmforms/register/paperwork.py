"""What the paperwork of an agreement's last notice tells."""

from __future__ import annotations

from dtmforms.errors import RegisterError
from dtmforms.register.looking import in_force
from dtmforms.register.overview import numbers
from dtmforms.register.state import State
from dtmforms.word.notices import Turnover


def turnover(state: State) -> Turnover:
    """The last notice of an agreement. Raises `RegisterError` where there was none."""
    if not state.notices:
        raise RegisterError(f"{state.reference}: there was no notice; give new focal points with --record")
    last, record = state.notices[-1], in_force(state)
    said = numbers(state).sentence(record.language)
    return Turnover(record, last.contacts, last.posts, last.effective, state.terms, said, last.open)

"""What changed between two records, and what it means."""

from __future__ import annotations

from collections.abc import Sequence

from dtmforms.agreement.model import Agreement
from dtmforms.changes import compare as comparing
from dtmforms.changes import split as splitting
from dtmforms.changes.compare import Comparison, Grounds
from dtmforms.changes.fingerprint import fingerprint
from dtmforms.changes.policy import Policy, tightened
from dtmforms.changes.split import Split
from dtmforms.public.sources import Source, data_of, name_of


def compare(
    old: Agreement,
    new: Agreement,
    *,
    policy: Policy | None = None,
    beside: Sequence[Agreement] = (),
    confirmed_by: str | None = None,
) -> Comparison:
    """What changed between two records, and whether it takes a revision (rule D5).

    Gives `.verdict` (`unchanged`, `administrative`, `focal_point_notice` or `revision`), `.revision_required`, `.terms`
    (`old` and `new`), `.changes`, each with its effect and rule, `.derived` and `.findings`. `policy` is a mission's
    own (`read_policy`); `beside` are other agreements of the partner, for datasets that are sensitive together (rule
    B3); `confirmed_by` is the counterpart on file who confirmed a new focal point (rule D8), such as
    `requesting_organization.secondary`."""
    return comparing.compare(old, new, Grounds(policy, beside, confirmed_by))


def split(old: Agreement, new: Agreement, comparison: Comparison | None = None) -> Split:
    """A mixed change in two parts (rule D7): `.notice`, the old record with all that takes effect at once, and
    `.revision`, the new one, which waits for its signature; `None` for a part that is empty. `.taking_effect` and
    `.waiting` are the changes of each. `comparison` is that of the two records, where it was made by another policy.
    Raises `RecordError` where the records are of two agreements."""
    return splitting.split(old, new, comparison)


def read_policy(source: Source) -> Policy:
    """A mission's own policy, a file of TOML, whose rows may be stricter than ours. Raises `RecordError` with every row
    that is looser or wrong, and `FileError`."""
    return tightened(data_of(source), name_of(source))


def terms_of(record: Agreement, policy: Policy | None = None) -> str:
    """The fingerprint of all that takes a revision, such as `9QH9-YKDH`: the same as long as that is (rule D5). By a
    mission's `policy` it holds what that makes a revision of too. The terms of an agreement that a register holds are
    `Register.show(...).terms`."""
    return fingerprint(record, policy)

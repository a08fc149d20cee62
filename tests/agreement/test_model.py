"""The record and the closed lists that the form shares with it."""

from __future__ import annotations

from dtmforms.agreement.closed_lists import FOCAL_POINT
from dtmforms.agreement.model import FocalPoint


def test_table_c_has_the_attributes_of_a_focal_point_in_their_order() -> None:
    assert tuple(FocalPoint.model_fields) == FOCAL_POINT

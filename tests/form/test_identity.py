"""What a document is known again by: three ways to carry it, and each of them back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import lines

from dtmforms.form.fields import EDITION, IDENTITY
from dtmforms.form.identity import WORD, Identity, identity_of_code, identity_of_keywords, identity_of_texts

identities = st.builds(
    Identity,
    reference=lines | st.just(""),
    language=st.sampled_from(["en", "ar", "en,fr"]),
    terms=st.sampled_from(["7Q2M-KX4D", ""]),
    rows=st.sampled_from(["6 2 2 6 2 2 6 6 3 3 3 6", WORD]),
)


@given(identities)
def test_the_hidden_fields_give_the_identity_back(identity: Identity) -> None:
    assert tuple(identity.texts()) == IDENTITY
    assert identity_of_texts(identity.texts()) == identity


@given(identities)
def test_the_document_information_gives_it_back(identity: Identity) -> None:
    assert identity_of_keywords(identity.keywords()) == identity


@given(identities, st.integers(0, 99))
def test_the_code_gives_it_back_with_its_page(identity: Identity, page: int) -> None:
    assert identity_of_code(identity.code(page)) == identity.on_page(page)


def test_the_code_is_as_short_as_it_can_be() -> None:
    identity = Identity("NGA-LCB-UNICEF-CP", "en", "7Q2M-KX4D", "6 2 2")
    assert identity.code(2) == f"DTM/{EDITION}/en/7Q2M-KX4D/2/6.2.2/NGA-LCB-UNICEF-CP"


@pytest.mark.parametrize(
    "code",
    [
        *("", "https://example.org/1/2/3/4/5/6", "DTM/1/en/7Q2M-KX4D/2/6.2.2"),
        *("DTM/1/en/7Q2M-KX4D/two/6.2.2/NGA", "DTM/1/en/7Q2M-KX4D/-1/6.2.2/NGA", "DTM/1/en/7Q2M-KX4D/2/6.2.2/NGA/x"),
    ],
)
def test_another_code_is_none_of_ours(code: str) -> None:
    assert identity_of_code(code) is None


def test_texts_without_an_edition_are_no_identity() -> None:
    assert identity_of_texts({"form_reference": "NGA", "form_language": "en"}) is None
    assert identity_of_texts({}) is None
    assert identity_of_keywords("a form of somebody else") is None


def test_what_a_program_lost_of_the_hidden_fields_is_empty() -> None:
    identity = identity_of_texts({"form_edition": "1", "form_language": "fr"})
    assert identity == Identity("", "fr", "", "", "1")

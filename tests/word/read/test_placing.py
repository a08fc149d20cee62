"""A value in a Word document belongs to the row and the column that its control was sent in, and to no other."""

from __future__ import annotations

from copy import deepcopy

import pytest
from conftest import load_sample
from parts import body, control, run

from dtmforms import opc
from dtmforms.agreement.closed_lists import URGENCIES
from dtmforms.changes.fingerprint import fingerprint
from dtmforms.language import LANGUAGES
from dtmforms.language.labels import labels
from dtmforms.word.markup import DOCUMENT, Element, W, child, parsed
from dtmforms.word.read.content_controls import tagged_controls
from dtmforms.word.read.placing import misplaced, row_of_b
from dtmforms.word.read.section_2 import sections_of
from dtmforms.word.write import filled_document

MOBILE, EMAIL = "table_c_iom_primary_mobile", "table_c_iom_primary_email"
OTHERS_MOBILE = "table_c_requesting_organization_primary_mobile"
SECOND_MOBILE = "table_c_iom_secondary_mobile"
LOW, MEDIUM, METHOD = "table_b_low_timeline", "table_b_medium_timeline", "table_b_low_method"
DATASET = "table_b_low_datasets_01_name"
PLAN = "table_b_password_change_plan"


def document(language: str = "en") -> Element:
    record = load_sample("en")
    with opc.opened(filled_document.draw(record, language, fingerprint(record))) as package:
        return parsed(package.read(DOCUMENT))


@pytest.fixture(scope="module")
def sent() -> Element:
    return document()


@pytest.fixture
def changed(sent: Element) -> Element:
    return deepcopy(sent)


def found(root: Element, language: str = "en") -> set[str]:
    text = child(root, "body")
    return misplaced(text, sections_of(text)[0], labels(language))


def of(root: Element, tag: str) -> Element:
    return next(element for name, element in tagged_controls(root) if name.startswith(tag))


def exchange(root: Element, one: str, other: str) -> None:
    """Put each of two controls where the other stands."""
    first, second = of(root, one), of(root, other)
    mark = deepcopy(first)
    first.getparent().replace(first, mark)
    second.getparent().replace(second, first)
    mark.getparent().replace(mark, second)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_document_as_it_was_sent_has_all_in_their_places(language: str) -> None:
    assert found(document(language), language) == set()


@pytest.mark.parametrize(
    ("one", "other"), [(MOBILE, OTHERS_MOBILE), (MOBILE, SECOND_MOBILE), (MOBILE, EMAIL), (LOW, MEDIUM), (LOW, METHOD)]
)
def test_controls_that_were_exchanged_are_told_both(changed: Element, one: str, other: str) -> None:
    tags = {tag for tag, _ in tagged_controls(changed)}
    exchange(changed, one, other)
    told = found(changed)
    assert all(any(tag.startswith(name) for tag in told) for name in (one, other)), told
    assert told <= tags


def test_the_same_control_twice_is_told(changed: Element) -> None:
    original = of(changed, MOBILE)
    original.addnext(deepcopy(original))
    assert MOBILE in found(changed)


def test_one_that_stands_outside_of_the_tables_or_within_another_is_told(changed: Element) -> None:
    outside = deepcopy(changed)
    next(outside.iter(f"{W}body")).insert(0, body(f"<w:p>{control(run(), MOBILE)}</w:p>")[0])
    assert found(outside) == {MOBILE}
    inner = of(changed, EMAIL)
    next(of(changed, MOBILE).iter(f"{W}sdtContent")).append(deepcopy(inner))
    inner.getparent().remove(inner)
    assert EMAIL in found(changed)


def test_one_behind_another_label_is_told(changed: Element) -> None:
    paragraph = next(of(changed, MOBILE).iterancestors(f"{W}p"))
    label = next(text for text in paragraph.iter(f"{W}t") if (text.text or "").strip())
    label.text = labels("en").official["person_email"]
    assert MOBILE in found(changed)


def test_two_datasets_in_one_line_are_told(changed: Element) -> None:
    line = next(of(changed, DATASET).iterancestors(f"{W}p"))
    line.append(body(f"<w:p>{control(run(), 'table_b_low_datasets_09_name')}</w:p>")[0][-1])
    assert {"table_b_low_datasets_09_name", DATASET} <= found(changed)


def test_a_row_that_the_table_lacks_has_no_cells(changed: Element) -> None:
    [section, *_] = sections_of(child(changed, "body"))
    assert len(row_of_b(section, "method")) == len(row_of_b(section, "timeline")) == 1 + len(URGENCIES)
    section.table_b.remove(list(section.table_b.iterchildren(f"{W}tr"))[-1])
    assert row_of_b(section, "method") == []

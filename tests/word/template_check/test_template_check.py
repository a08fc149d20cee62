"""Judging a Word template: what is good passes, what is hostile is refused by part, what is wrong is named at once."""

from __future__ import annotations

import io
from collections.abc import Callable

import docx
import jinja2
import pytest
from docxtpl import DocxTemplate
from hostile_templates import (
    GOOD_BODY,
    HOSTILE,
    Make,
    good_template,
    packed,
    paragraph,
    replacing,
    unpacked,
    with_field,
    with_part,
    with_text,
    with_xml,
)
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import nodes
from lxml import etree

from dtmforms.findings import Finding
from dtmforms.word.template_check.check import Vocabulary, check_template

VOCABULARY: Vocabulary = {
    "reference": None,
    "terms": None,
    "low": {"timeline": None, "datasets": [{"name": None, "level": None}], "methods": [None]},
}
REQUIRED = ("reference", "terms", "low.timeline", "low.datasets")
DOCUMENT = "word/document.xml"


def check(data: bytes, *required: str) -> tuple[Finding, ...]:
    return check_template(data, VOCABULARY, required)


def errors(make: Make) -> list[Finding]:
    """What a good template is refused for after a change."""
    return [problem for problem in check(make(good_template())) if problem.severity == "error"]


def the_only_error(make: Make) -> Finding:
    found = errors(make)
    assert len(found) == 1, found
    return found[0]


def made_by_python_docx(write: Callable[[docx.document.Document], object]) -> bytes:
    document, out = docx.Document(), io.BytesIO()
    write(document)
    document.save(out)
    return out.getvalue()


# What is good


def test_a_good_template_passes() -> None:
    assert check(good_template(), *REQUIRED) == ()


def test_a_template_made_by_another_program_passes() -> None:
    def write(document: docx.document.Document) -> None:
        document.add_heading("Agreement {{ reference }}")
        cell = document.add_table(1, 2).cell(0, 1)
        for text in ("{%p for item in low.datasets %}", "{{ item.name }}", "{%p endfor %}", "{{ low.timeline }}"):
            cell.add_paragraph(text)
        document.sections[0].footer.paragraphs[0].text = "{{ terms }}"

    assert check(made_by_python_docx(write), *REQUIRED) == ()


@pytest.mark.parametrize(
    "text",
    [
        "{{terms}}",
        "{{\u00a0terms\u00a0}}",
        "{% for item in low.datasets %}{{ item.name }}, {% endfor %}",
        "{% for item in low.methods %}{{ item }}, {% endfor %}",
        "{%if terms%}{{ terms }}{% else %}none{% endif %}",
        "{%r if terms %}x{%r endif %}",
        "100 % of { this } and a {GUID}",
        "“{{ terms }}”{{ reference }}",
    ],
)
def test_what_the_language_can_say_is_allowed(text: str) -> None:
    assert errors(with_text(text)) == []


def test_rows_and_cells_repeat() -> None:
    row = "".join(
        f"<w:tr><w:tc>{paragraph(text)}</w:tc></w:tr>"
        for text in ("{%tr for item in low.datasets %}", "{{ item.name }}", "{%tr endfor %}")
    )
    cells = "".join(f"<w:tc>{paragraph(text)}</w:tc>" for text in ("{%tc if terms %}", "{{ terms }}", "{%tc endif %}"))
    assert errors(with_xml(f"<w:tbl>{row}</w:tbl><w:tbl><w:tr>{cells}</w:tr></w:tbl>")) == []


def test_a_content_control_is_called_by_a_placeholder_in_its_tag_and_its_title() -> None:
    named = '<w:sdtPr><w:alias w:val="{{ terms }}"/><w:tag w:val="low_{{ reference }}_1"/></w:sdtPr>'
    control = f"<w:sdt>{named}<w:sdtContent><w:r><w:t>x</w:t></w:r></w:sdtContent></w:sdt>"
    assert errors(with_xml(f"<w:p>{control}</w:p>")) == []


@pytest.mark.parametrize(
    "between",
    [
        '</w:t></w:r><w:proofErr w:type="spellStart"/><w:r w:rsidR="00AB12CD"><w:t>',
        '</w:t></w:r><w:r w:rsidRPr="00AB12CD"><w:rPr><w:b/><w:lang w:val="fr-FR"/></w:rPr><w:t xml:space="preserve">',
        '</w:t></w:r><w:bookmarkStart w:id="0" w:name="_GoBack"/><w:bookmarkEnd w:id="0"/><w:r><w:t>',
    ],
)
@pytest.mark.parametrize("at", range(len("{{ low.timeline }}")))
def test_a_placeholder_that_word_has_split_is_understood(between: str, at: int) -> None:
    """Wherever it was split; Word starts a run at every place where someone has typed, or spelling was checked."""
    text = "{{ low.timeline }}"
    body = GOOD_BODY.replace(text, text[:at] + between + text[at:])
    assert check(good_template(body), *REQUIRED) == ()


def test_fields_that_print_the_documents_own_pages_are_allowed() -> None:
    assert errors(with_field(r" pa|ge \* MERGEFORMAT ")) == []
    assert errors(with_field(r' TOC \o "1-3" \h ')) == []


# What is refused


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_template_is_refused_by_the_part(name: str) -> None:
    make, part = HOSTILE[name]
    problems = check(make(good_template()), *REQUIRED)
    refused = [problem for problem in problems if problem.severity == "error"]
    assert any(part in problem.path if part else problem.path == "" for problem in refused), problems
    assert problems[0].severity == "error"


@pytest.mark.parametrize("name", HOSTILE)
def test_a_refusal_is_one_sentence_of_bounded_length(name: str) -> None:
    for problem in check(HOSTILE[name].make(good_template())):
        assert "\n" not in problem.text()
        assert 10 < len(problem.text()) < 300


@pytest.mark.parametrize(
    ("make", "place"),
    [
        (with_text("{{ low() }}"), "paragraph 5"),
        (replacing(DOCUMENT, "<w:tc><w:p/>", f"<w:tc>{paragraph('{{ x }}')}"), "table 1, row 1, cell 2"),
        (with_xml("<w:p/><w:altChunk/><w:altChunk/>"), "w:altChunk 1"),
        (with_field("PAGE"), ""),
        (with_field("DDE"), "w:instrText 1"),
    ],
)
def test_a_place_is_told_as_a_person_finds_it(make: Make, place: str) -> None:
    found = errors(make)
    assert (found[0].where() if found else "") == place


def test_all_problems_are_named_at_once_errors_first() -> None:
    hidden = "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>x</w:t></w:r></w:p>"
    data = with_text("{{ terms.upper() }}")(with_text("{{ tems }}")(with_xml(hidden)(good_template())))
    problems = check(with_part("word/vbaProject.bin")(data), "low.methods")
    assert [problem.severity for problem in problems] == ["error"] * 4 + ["warning"]


def test_a_template_full_of_problems_is_not_told_to_its_end() -> None:
    problems = errors(with_xml(paragraph("{{ tems }}") * 500))
    assert len(problems) == 41
    assert "more than 40" in problems[-1].text()


# Names


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("{{ low.timelin }}", "low.timeline"),
        ("{{ refrence }}", "reference"),
        ("{%p for x in low.dataset %}", "low.datasets"),
        ("{% if lo.timeline %}x{% endif %}", "low.timeline"),
        ("{% for set in low.datasets %}{{ set.nam }}{% endfor %}", "set.name"),
    ],
)
def test_a_misspelt_name_is_named_with_the_one_that_was_meant(written: str, meant: str) -> None:
    assert any(f"did you mean “{meant}”?" in problem.text() for problem in errors(with_text(written)))


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("{{ zzz }}", "“zzz” is no name"),
        ("{{ item.name }}", "“item.name” is no name"),
        ("{{ low }}", "group of names"),
        ("{{ low.datasets }}", "is a list"),
        ("{{ low.datasets.name }}", "is no name"),
        ("{{ low.items }}", "is no name"),
        ("{% if low %}x{% endif %}", "group of names"),
        ("{% for item in low %}{% endfor %}", "is no list"),
        ("{% for item in low.datasets %}{{ item }}{% endfor %}", "group of names"),
        ("{% for loop in low.datasets %}{% endfor %}", "is taken"),
        ("{% if terms %}x{% else %}y{% else %}z{% endif %}", "close that first"),
        ("{% for x in low.methods %}{% if terms %}{% endfor %}{% endif %}", "close that first"),
    ],
)
def test_a_name_is_used_for_what_it_stands_for(written: str, said: str) -> None:
    assert said in errors(with_text(written))[0].text()


@pytest.mark.parametrize("text", ["x {%p if terms %}", "{%tr if terms %}"])
def test_a_block_that_drops_more_than_itself_or_has_nothing_to_drop_is_not_alone(text: str) -> None:
    assert the_only_error(with_text(text)).code == "placeholder_not_alone"


def test_a_comment_goes_on_to_its_end_whatever_signs_stand_in_it() -> None:
    assert the_only_error(with_text("{# no. #1 {{ terms }} #}")).code == "placeholder_comment"


def test_a_name_that_is_printed_nowhere_is_missing() -> None:
    body = GOOD_BODY.replace("{{ low.timeline }}", "Monthly")
    (problem,) = check(good_template(body), *REQUIRED)
    assert "“low.timeline”" in problem.text()
    assert problem.severity == "error"


def test_a_list_whose_items_are_not_printed_is_missing() -> None:
    body = paragraph("{% for item in low.datasets %}x{% endfor %}{{ reference }}{{ low.timeline }}")
    (problem,) = check(good_template(body), *REQUIRED)
    assert "“low.datasets”" in problem.text()


def test_a_name_that_is_only_asked_for_or_stands_in_a_tag_is_missing() -> None:
    tag = '<w:sdt><w:sdtPr><w:tag w:val="{{ low.timeline }}"/></w:sdtPr></w:sdt>'
    body = GOOD_BODY.replace("{{ low.timeline }}", "{% if low.timeline %}x{% endif %}") + tag
    (problem,) = check(good_template(body), *REQUIRED)
    assert "“low.timeline”" in problem.text()


def test_names_are_not_called_missing_in_what_could_not_be_read() -> None:
    assert len(check(with_xml("<w:p>")(good_template()), *REQUIRED)) == 1
    assert len(check(with_xml("<!-- x -->")(good_template()), *REQUIRED)) == 1


# What a person has to look at


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (with_xml("<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>x</w:t></w:r></w:p>"), "hidden text"),
        (with_xml('<w:p><w:ins w:id="1"><w:r><w:t>x</w:t></w:r></w:ins></w:p>'), "tracked changes"),
        (with_xml('<w:p><w:del w:id="1"><w:r><w:delText>x</w:delText></w:r></w:del></w:p>'), "tracked changes"),
        (with_part("word/comments.xml", "<comments><comment/></comments>"), "comments"),
    ],
)
def test_what_word_keeps_out_of_sight_is_a_warning(make: Make, said: str) -> None:
    (problem,) = check(make(good_template()))
    assert problem.severity == "warning"
    assert said in problem.text()


# Whatever comes


@given(st.binary(max_size=200), st.integers(0, 10_000), st.booleans())
def test_no_bytes_whatever_make_it_fail(noise: bytes, at: int, replace: bool) -> None:
    data = good_template()
    at %= len(data)
    check(data[:at] + noise + data[at + len(noise) * replace :])


@given(
    st.text(st.sampled_from("{}%#_- .pfori</>w:t'\"&;!\x01"), max_size=40),
    st.sampled_from(list(unpacked(good_template()))),
)
def test_no_text_in_any_part_makes_it_fail(noise: str, part: str) -> None:
    parts = unpacked(good_template())
    half = parts[part].find(b"</") if b"</" in parts[part] else 0
    check(packed(parts | {part: parts[part][:half] + noise.encode() + parts[part][half:]}))


PIECES = [
    "{", "}", "%", "#", "-", " ", "{{", "}}", "{%", "%}", "terms", "|safe", "()", "&#123;", "<w:t/>", "<![CDATA[{{]]>",
    "{{ terms }}", "{{r terms }}", "{{ x.name }}", "{% if terms %}", "{% endif %}", "{%p if terms %}", "{%p endif %}",
    "{%tr if terms %}", "{%r if terms %}", "{%r endif %}", "{%p for x in low.datasets %}", "{%p endfor %}",
    "</w:t></w:r><w:r><w:t>", "</w:t></w:r>\n<w:r>\n<w:t>", "</w:t></w:r ><w:r\n><w:t >", "</w:t><w:tab/><w:t>",
    "</w:t></w:r></w:p><w:p><w:r><w:t>", "</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>",
]  # fmt: skip
ALLOWED = (nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.For, nodes.If)


@given(st.lists(st.sampled_from(PIECES), max_size=7))
def test_what_is_judged_is_what_is_rendered(pieces: list[str]) -> None:
    """What passes is, as docxtpl joins it and Jinja parses it, names, loops and conditions; and well-formed after."""
    data = with_xml(f"<w:tbl><w:tr><w:tc>{paragraph(''.join(pieces))}</w:tc></w:tr></w:tbl>")(good_template())
    if check(data):
        return
    source = DocxTemplate.patch_xml(None, unpacked(data)[DOCUMENT].decode())
    tree = jinja2.Environment(autoescape=True).parse(source)
    assert [node for node in tree.find_all(nodes.Node) if not isinstance(node, ALLOWED)] == []
    low = {"timeline": "Monthly", "datasets": [{"name": "Sites", "level": ""}, {"name": "Flows", "level": "3"}]}
    template = jinja2.Environment(autoescape=True).from_string(source)
    etree.fromstring(template.render(reference="R", terms="T", low=low))


def test_twice_gives_the_same() -> None:
    data = with_text("{{ tems }}")(good_template())
    assert check(data, *REQUIRED) == check(data, *REQUIRED)

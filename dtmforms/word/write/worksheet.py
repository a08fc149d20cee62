"""The worksheet of a risk assessment, for the DTM Coordinator and the sectoral expert (rules B1 to B5).

A working paper, as every page of it says: what is known stands in it, and there is room for the rest. It is never part
of the agreement, and nothing is read from it when it comes back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from docx.shared import Pt
from docx.table import _Row

from dtmforms.agreement.closed_lists import AFFECTED, GRAVITIES, URGENCIES, Classification, Role
from dtmforms.agreement.impact import class_suggested
from dtmforms.agreement.keys import folded
from dtmforms.agreement.model import Agreement, Assessor, Impact, RiskAssessment
from dtmforms.form.barcode import code_png
from dtmforms.form.identity import WORKSHEET, Identity
from dtmforms.language.catalog import catalog
from dtmforms.language.cldr import listed
from dtmforms.word.write.paper import CAPTION_PT, GREY, SMALL_PT, add_foot, add_head, add_row, at_least, keep_together
from dtmforms.word.write.paperwork import PaperworkPage

_ABOUT_MM, _DAYS_MM, _ASSESSORS_MM, _TOGETHER_MM = (38, 49, 40, 47), (58, 116), (58, 58, 58), (87, 87)
_DATASETS_MM = (37.6, *(23.3,) * len(AFFECTED), 21.6, 21.6)
_ROOM_MM, _LINE_MM = 14, 7
"""The least height of a row to write in, and of one that is given or takes a line."""
_MORE_COMBINATIONS = 2
_ROLES: tuple[Role, ...] = ("dtm_coordinator", "sectoral_expert")


def risk_worksheet(record: Agreement, language: str) -> bytes:
    """The worksheet of a record, as .docx in one language. The same record gives the same bytes."""
    page = _Worksheet(record.as_printed().model_copy(update={"language": language}))
    page.begin()
    page.who_and_when()
    page.each_dataset()
    page.together()
    return page.as_docx()


@dataclass
class _Assessed:
    """A dataset as the worksheet has it: its name, where it stands in Table B and at which level, its class there, and
    what disclosure would mean, `None` where nobody has said it."""

    name: str
    stands: list[str]
    classes: list[Classification]
    impact: Impact | None = None


class _Worksheet(PaperworkPage):
    def __init__(self, record: Agreement) -> None:
        said: dict[str, Any] = catalog("paperwork", record.language)["worksheet"]
        super().__init__(record, said, said["title"], top_mm=38)
        self.assessment: RiskAssessment | None = record.risk_assessment
        workbook = catalog("workbook", record.language)
        self.headings, self.lists = workbook["headings"] | workbook["sheets"], workbook["lists"]

    def begin(self) -> None:
        """What it is, that it is nothing else, and of which agreement."""
        record, ours = self.record, self.words.ours
        code = code_png(Identity(record.reference, record.language, "", WORKSHEET).code())
        picture = add_head(self, self.said["title"], record.reference, record.requesting_organization.name, [], code)
        picture.set("descr", ours["reference"])
        add_foot(self, self.said["apart"])
        self.paragraph(self.said["title"], "Title")
        self.text(self.document.add_paragraph(), self.said["apart"], bold=True)
        self.paragraph(self.said["never"])
        table = self.table(_ABOUT_MM, self.said["title"], lines="rows")
        for about in (
            {"reference": record.reference, "requesting_organization": record.requesting_organization.name},
            {"country": record.country_in(record.language), "operation": record.operation},
            {"subject": record.subject, "data_access_request": record.data_access_request or "–"},
        ):
            cells = iter(add_row(table).cells)
            for label, text in about.items():
                self.fill(next(cells), ours[label], size=SMALL_PT, grey=True)
                self.fill(next(cells), text)
        self.finish_table(table)

    def who_and_when(self) -> None:
        self.heading("who_and_when", self.said["here_and_now"])
        table = self.table(_ASSESSORS_MM, self.said["who_and_when"])
        self.headed(table, [self.said["role"], self.headings["name"], self.headings["organization"]])
        known = self.assessment.assessors if self.assessment else []
        for assessor in [*known, *(role for role in _ROLES if role not in [one.role for one in known])]:
            self.row(table, self.of_assessor(assessor), _LINE_MM)
        self.finish_table(table)
        self.below("")
        days = self.table(_DAYS_MM, self.said["days"])
        for key in ("collection_begins", "assessed_on", "reassess_by"):
            day = getattr(self.assessment, key, None)
            self.row(days, [self.headings[key], self.day(str(day)) if day else ""], _LINE_MM)
        self.finish_table(days)
        self.below(self.said["interval"])

    def of_assessor(self, assessor: Assessor | Role) -> list[str]:
        """Who has assessed the risk; of a role alone, room for whoever does."""
        if isinstance(assessor, str):
            return [self.lists["role"][assessor], "", ""]
        return [self.lists["role"][assessor.role], assessor.name, assessor.organization]

    def each_dataset(self) -> None:
        """What disclosure of each would mean, the class that Table A's words suggest, and the one that was decided."""
        gravities = listed([self.lists["gravity"][one] for one in GRAVITIES], self.record.language, "or")
        self.heading("datasets", self.sentence("asks", gravities=gravities))
        table = self.table(_DATASETS_MM, self.said["datasets"])
        groups = [self.headings[whom] for whom in AFFECTED]
        self.headed(table, [self.headings["dataset"], *groups, self.said["suggested"], self.said["decided"]])
        rows = self.datasets()
        for dataset in rows:
            self.dataset(table, dataset)
        self.finish_table(table)
        self.below(self.sentence("table_a", **self.lists["classification"]))
        if any(map(_differs, rows)):
            self.below(self.said["differs"])

    def datasets(self) -> list[_Assessed]:
        """Those of Table B, each once, and then those that were assessed and do not stand there."""
        found: dict[str, _Assessed] = {}
        for urgency in URGENCIES:
            for dataset in getattr(getattr(self.record.table_b, urgency), "datasets", ()):
                one = found.setdefault(folded(dataset.name), _Assessed(dataset.name, [], []))
                one.stands.append(f"{self.words.levels[dataset.level]} · {self.official[urgency].rstrip('*')}")
                one.classes.append(dataset.classification)
        for impact in self.assessment.impacts if self.assessment else ():
            one = found.setdefault(folded(impact.dataset), _Assessed(impact.dataset, [self.said["not_in_table_b"]], []))
            one.impact = impact
        return list(found.values())

    def dataset(self, table: Any, dataset: _Assessed) -> None:
        impact = dataset.impact
        given = [self.lists["gravity"][getattr(impact, whom)] if impact else "" for whom in AFFECTED]
        row = self.row(table, ["", *given], _LINE_MM if impact else _ROOM_MM)
        self.fill(row.cells[0], dataset.name, size=SMALL_PT)
        for place in dataset.stands:
            self.text(row.cells[0].add_paragraph(), place, size=CAPTION_PT, colour=GREY)
        if impact:
            suggested, decided = class_suggested(impact.model_dump()), dict.fromkeys(dataset.classes)
            self.fill(row.cells[-2], self.class_in_words(suggested), bold=_differs(dataset), size=SMALL_PT)
            self.fill(row.cells[-1], "\n".join(map(self.class_in_words, decided)), size=SMALL_PT)

    def class_in_words(self, name: Classification) -> str:
        """A class in a narrow cell: where IOM's own word stands behind it in brackets, in a line of its own."""
        return str(self.lists["classification"][name]).replace(" (", "\n(")

    def together(self) -> None:
        """Datasets that are harmless alone and may be sensitive together (rule B3)."""
        self.heading("together", self.said["together_says"])
        table = self.table(_TOGETHER_MM, self.said["together"])
        self.headed(table, [self.headings["datasets"], self.headings["decision"]])
        for combination in self.assessment.combinations if self.assessment else ():
            self.row(table, ["\n".join(combination.datasets), combination.decision], _LINE_MM)
        for _ in range(_MORE_COMBINATIONS):
            self.row(table, ["", ""], _ROOM_MM)
        self.finish_table(table)
        keep_together(table.rows)

    # Parts of a page

    def heading(self, key: str, says: str) -> None:
        """A heading, and what is asked below it, on the page on which its table begins."""
        self.paragraph(self.said[key], "Heading 1")
        self.paragraph(says).paragraph_format.keep_with_next = True

    def below(self, text: str) -> None:
        """What is said of the table above."""
        self.paragraph(text, size=SMALL_PT).paragraph_format.space_before = Pt(3)

    def headed(self, table: Any, headings: Sequence[str]) -> None:
        """The headings of a table, which do not stand at the foot of a page alone."""
        for cell, heading in zip(self.head_row(table).cells, headings, strict=True):
            self.fill(cell, heading, bold=True, size=CAPTION_PT)
            cell.paragraphs[0].paragraph_format.keep_with_next = True

    def row(self, table: Any, texts: Sequence[str], height_mm: float) -> _Row:
        """A row of texts, at least so high; where a text is empty, that is room to write in."""
        row = add_row(table)
        at_least(row, height_mm)
        for cell, text in zip(row.cells, texts, strict=False):
            self.fill(cell, text)
        return row


def _differs(dataset: _Assessed) -> bool:
    """Whether a dataset stands in Table B under another class than the one that Table A's words suggest."""
    impact = dataset.impact
    return impact is not None and any(one != class_suggested(impact.model_dump()) for one in dataset.classes)

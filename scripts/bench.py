"""Measure what the program costs, as CPU time beside a peer in the same run.

python scripts/bench.py start [CHECKOUT]     commands from a shell, as whole processes with all that they start, beside
                                  an empty Python program; and beside the same of another checkout with its own `.venv`
python scripts/bench.py word      a Word document, beside docxtpl as it is normally used
python scripts/bench.py pdf       a prefilled PDF form and a filled return, beside pypdf and pikepdf
python scripts/bench.py compare   10,000 pairs of records, beside difflib over their text
python scripts/bench.py register [postgresql://...]     a register of 5,000 agreements with 50,000 events, in SQLite and
                                  in the empty PostgreSQL database named, or in one of a server for the while
python scripts/bench.py batch     the documents of 4,240 records, beside docxtpl and pypdf
python scripts/bench.py returns   1,000 returns, 100 of them broken in ten ways, into one workbook
python scripts/bench.py signature     signed files, untouched and saved again, beside reading one that nobody signed
python scripts/bench.py all       every goal beside what is measured and its peer, and how costs grow (seven minutes)
"""

from __future__ import annotations

import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import cache
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING, Any

import environment

if TYPE_CHECKING:
    from dtmforms.agreement.model import Agreement
    from dtmforms.pdf.geometry import FormLayout

ROUNDS = 9
_OTHERS = 200
STARTS = 15
DEMO = environment.ROOT / "scripts" / "demo_agreement.yaml"
COMMANDS = {
    "an empty program": ["-c", "pass"],
    "dtmforms --help": ["-m", "dtmforms", "--help"],
    "check": ["-m", "dtmforms", "check", str(DEMO)],
    "ingest of a filled form": ["-m", "dtmforms", "ingest", "form.pdf", "--against", str(DEMO), "-o", "back.yaml"],
    "register show": ["-m", "dtmforms", "register", "show", "MOZ-CD-HCT-CP", "--register", "register.sqlite3"],
}
PREPARED = (
    ["form", str(DEMO), "-o", "form.pdf"],
    ["register", "add", str(DEMO), "--register", "register.sqlite3"],
)
PROBE = """
import resource, subprocess, sys, time
began = time.perf_counter()
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(used.ru_utime + used.ru_stime, time.perf_counter() - began)
"""


def start() -> None:
    """The least of many runs, in turns: what else the machine does makes a run longer, and never shorter."""
    checkouts = [environment.ROOT, *map(Path, sys.argv[2:])]
    pythons = [checkout / environment.PYTHON.relative_to(environment.ROOT) for checkout in checkouts]
    with tempfile.TemporaryDirectory() as folder:
        for arguments in PREPARED:
            subprocess.run([pythons[0], "-m", "dtmforms", *arguments], cwd=folder, check=True, capture_output=True)
        for name, command in COMMANDS.items():
            rounds = [[spent(python, command, folder) for python in pythons] for _ in range(STARTS)]
            least = [[min(each) for each in zip(*runs, strict=True)] for runs in zip(*rounds, strict=True)]
            told = [f"{cpu * 1000:5.0f} ms CPU {wall * 1000:5.0f} ms in all" for cpu, wall in least]
            ratio = f"   {least[0][0] / least[1][0]:5.2f} x the CPU of {checkouts[1]}" if len(least) > 1 else ""
            print(f"{name:24} {'   beside '.join(told)}{ratio}")


def spent(python: Path, command: list[str], folder: str) -> tuple[float, float]:
    """The processor time of a process and of all that it started, and how long it took, in seconds."""
    probe = [sys.executable, "-c", PROBE, str(python), *command]
    done = subprocess.run(probe, cwd=folder, capture_output=True, text=True, check=True)
    cpu, wall = map(float, done.stdout.split())
    return cpu, wall


def demo() -> Agreement:
    from dtmforms.agreement.check import check

    record = check((environment.ROOT / "scripts" / "demo_agreement.yaml").read_bytes()).record
    if record is None:
        sys.exit("The demo's record is invalid.")
    return record


def word() -> None:
    theirs_ms, ours_ms = word_ms()
    print(f"docxtpl, as normally used  {theirs_ms:6.2f} ms CPU a document")
    print(f"dtmforms                   {ours_ms:6.2f} ms CPU a document, {theirs_ms / ours_ms:.1f} times faster")
    memory(word_maker())


def word_maker() -> Callable[[], bytes]:
    from dtmforms.changes.fingerprint import fingerprint
    from dtmforms.word.write import filled_document

    terms, records = fingerprint(demo()), others_than(demo())
    return lambda: filled_document.draw(next(records), "en", terms)


def others_than(record: Agreement) -> Iterator[Agreement]:
    """The same record first, then, over and over, with people and datasets of their own in each: what a program
    remembers of one helps with no later one."""
    yield record
    others = []
    for number in range(_OTHERS):
        values, word = record.values(), f"{chr(65 + number % 26)}{chr(97 + number // 26)}o"
        for side in values["table_c"].values():
            for post in ("primary", "secondary"):
                person = side[post]
                side[post] = person | {key: f"{word}{person[key]}" for key in ("name", "title", "email")}
        for urgency in ("low", "medium"):
            for dataset in (values["table_b"][urgency] or {}).get("datasets", ()):
                dataset["name"] = f"{word} {dataset['name']}"
        others.append(type(record).model_validate(values))
    yield from cycle(others)


def word_ms() -> tuple[float, float]:
    """CPU time of a document by docxtpl as it is normally used, and by us: the same template and values for both; the
    documents are compared by their text first. Then ours has other values in each."""
    import io
    import zipfile

    from docxtpl import DocxTemplate

    from dtmforms.changes.fingerprint import fingerprint
    from dtmforms.templates import template_path
    from dtmforms.word.write import context

    record, ours = demo(), word_maker()
    terms = fingerprint(record)

    def peer() -> bytes:
        document = DocxTemplate(str(template_path("agreement.en.docx")))
        document.render(context.of_record(record, ("en",), terms), autoescape=True)
        out = io.BytesIO()
        document.save(out)
        return out.getvalue()

    def text(data: bytes) -> str:
        xml = zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml").decode()
        return "\n".join("".join(re.findall(r"<w:t(?: [^>]*)?>([^<]*)", line)) for line in xml.split("</w:p>"))

    if text(peer()) != text(ours()):
        sys.exit("The documents differ in their text; nothing was measured.")
    return 1000 * seconds_each(peer, 10), 1000 * seconds_each(ours, 200)


def pdf() -> None:
    from dtmforms.changes.fingerprint import fingerprint
    from dtmforms.pdf.write import form

    record = demo_with_datasets()
    terms = fingerprint(record)
    print("Prefilling a form, CPU time:")
    spent = prefilled_ms()
    for name, ms in spent.items():
        print(f"  {name:22} {ms:7.2f} ms  {ms / spent['dtmforms']:6.1f} x dtmforms")
    script(record, terms)
    print("Reading one filled return, CPU time of all processes a file:")
    peer, whole = reading_ms()
    print(f"  pypdf, get_fields      {peer:7.2f} ms")
    print(f"  dtmforms, all checks   {whole:7.2f} ms  {whole / peer:6.2f} x pypdf")
    memory(lambda: form.draw(record, "en", terms))


def demo_with_datasets() -> Agreement:
    """The demo's record with five more datasets."""
    record = demo()
    given = record.values()
    for urgency, count in (("low", 3), ("medium", 2)):
        dataset = {"level": "admin2", "classification": "confidential", "partner_label": "protected"}
        given["table_b"][urgency]["datasets"] += [dataset | {"name": f"Dataset {number}"} for number in range(count)]
    return type(record).model_validate(given)


def prefilled_ms() -> dict[str, float]:
    """CPU time of a form by each program: the same empty form and the same values for all; every form is read back, and
    its values compared, first. Then ours has other values in each."""
    from dtmforms.changes.fingerprint import fingerprint
    from dtmforms.form.texts import texts_of
    from dtmforms.pdf.write import form

    record = demo_with_datasets()
    terms, layout = fingerprint(record), form.layout_of(record, "en")
    empty = empty_form("en", layout)
    values = {name: text for name, text in texts_of(record, layout.rows, "en").items() if text not in ("", "-")}

    records = others_than(record)

    def ours() -> bytes:
        return form.draw(next(records), "en", terms)

    peers = {
        "pypdf": lambda: filled_by_pypdf(empty, values),
        "pikepdf": lambda: filled_by_pikepdf(empty, values),
        "dtmforms": ours,
    }
    for name, make in peers.items():
        if not values.items() <= read_by_pikepdf(make()).items():
            sys.exit(f"{name}: the form does not hold the values; nothing was measured.")
    return {name: 1000 * seconds_each(make, 100 if make is ours else 3) for name, make in peers.items()}


def reading_ms() -> tuple[float, float]:
    """CPU time of a filled return: of pypdf's `get_fields` alone, and of all checks, in all processes. The first ones,
    by which the reader learns what all have in common, are not counted."""
    from dtmforms.changes.fingerprint import fingerprint
    from dtmforms.pdf.write import form
    from dtmforms.returns.ingest import Basis, ingest

    record = demo_with_datasets()
    filled = form.draw(record, "en", fingerprint(record))
    for _ in range(3):
        if ingest(filled, "return.pdf", Basis(record)).record != record:
            sys.exit("The form was not read back as its record; nothing was measured.")
    theirs, ours = [], []
    for _ in range(ROUNDS):
        theirs.append(seconds_of_all(lambda: fields_by_pypdf(filled)))
        ours.append(seconds_of_all(lambda: ingest(filled, "return.pdf", Basis(record))))
    return 1000 * statistics.median(theirs), 1000 * statistics.median(ours)


def seconds_of_all(make: Callable[[], object], count: int = 20) -> float:
    """CPU time of one call, in this process and all that it started; what has ended counts where it was waited for."""
    began = cpu_of_all()
    for _ in range(count):
        make()
    return (cpu_of_all() - began) / count


def cpu_of_all() -> float:
    """Linux alone counts those that other processes waited for."""
    import psutil

    here = psutil.Process()
    return sum(sum(one.cpu_times()[:4]) for one in (here, *here.children(recursive=True)))


def empty_form(language: str, layout: FormLayout) -> bytes:
    """A form for records of a layout, before anything is filled in."""
    from dtmforms.form.identity import Identity
    from dtmforms.pdf.write import form

    return form.blank_form(language, layout).filled(Identity("", language, "", str(layout)), {}, {}, "")


def script(record: Agreement, terms: str) -> None:
    """The same with a script that is shaped; every form has texts of its own, so that none is remembered."""
    from dtmforms.agreement.model import Agreement
    from dtmforms.pdf.write import form

    words = ["မြန်မာနိုင်ငံ", "ကလေးသူငယ်", "ကာကွယ်စောင့်ရှောက်ရေး", "အရာရှိ", "ဒေတာ", "စခန်း"]
    pools = {"Burmese": words, "Arabic": ["محمد", "عبد", "الله", "منسق", "حماية", "الطفل", "الموقع", "بيانات"]}
    for name, pool in pools.items():
        made = []
        for number in range(ROUNDS * 20):
            chosen = random.Random(number)  # noqa: S311 - the same texts on every run
            values = record.values()
            for side in values["table_c"].values():
                for person in side.values():
                    person |= {
                        "name": " ".join(chosen.choices(pool, k=2)),
                        "title": " ".join(chosen.choices(pool, k=3)),
                    }
            for urgency in ("low", "medium"):
                for dataset in values["table_b"][urgency]["datasets"]:
                    dataset["name"] = " ".join(chosen.choices(pool, k=3))
            values |= {
                key: " ".join(chosen.choices(pool, k=9)) for key in ("purpose", "humanitarian_need", "operation")
            }
            made.append(Agreement.model_validate(values))
        waiting = iter(made)

        def next_one(waiting: Iterator[Agreement] = waiting) -> bytes:
            return form.draw(next(waiting), "en", terms)

        ms = 1000 * seconds_each(next_one, 20)
        print(f"  dtmforms, {name:12} {ms:7.2f} ms")


def compare() -> None:
    """A portfolio of agreements, each with people of its own; of four pairs one is the same, one has a new focal
    point, one a dataset more, and one a new text. The peer shows lines that differ and judges nothing."""
    import difflib
    from itertools import cycle

    from dtmforms.agreement.record_file import dump_yaml
    from dtmforms.changes import compare

    pairs = [pair(number) for number in range(10_000)]
    verdicts = [compare.compare(*each).verdict for each in pairs[:4]]
    if verdicts != ["unchanged", "focal_point_notice", "revision", "revision"]:
        sys.exit(f"The verdicts are {verdicts}; nothing was measured.")
    began = time.process_time()
    for old, new in pairs:
        compare.compare(old, new)
    ours_ms = 1000 * (time.process_time() - began) / len(pairs)
    texts = cycle([[dump_yaml(record.values()).decode().splitlines() for record in each] for each in pairs[:100]])

    def peer() -> list[str]:
        old, new = next(texts)
        return list(difflib.ndiff(old, new))

    peer_ms = 1000 * seconds_each(peer, 100)
    print(f"difflib, lines that differ  {peer_ms:6.2f} ms CPU a pair")
    print(f"dtmforms, the verdict       {ours_ms:6.2f} ms CPU a pair; {len(pairs)} pairs in {ours_ms * 10:.0f} s")


def pair(number: int) -> tuple[Agreement, Agreement]:
    record = demo_once()
    old = record.values()
    for side in old["table_c"].values():
        for person in side.values():
            person |= {"email": f"p{number}.{person['email']}", "mobile": f"{person['mobile'][:-5]} {number:05}"}
    new = type(record).model_validate(old).values()
    if number % 4 == 1:
        person = new["table_c"]["requesting_organization"]["primary"]
        person |= {"name": f"Ngozi Eze {number}", "email": f"n{number}@harbour-trust.example"}
    if number % 4 == 2:
        datasets = new["table_b"]["low"]["datasets"]
        datasets.append(datasets[0] | {"name": f"Dataset {number}"})
    if number % 4 == 3:
        new["purpose"] = f"Purpose {number}."
    return type(record).model_validate(old), type(record).model_validate(new)


demo_once = cache(demo)


def filled_by_pypdf(form: bytes, values: dict[str, str]) -> bytes:
    import io

    import pypdf

    writer = pypdf.PdfWriter(clone_from=io.BytesIO(form))
    given = {name: f"/{text}" if text == "Yes" else text for name, text in values.items()}
    for page in writer.pages:
        writer.update_page_form_field_values(page, given, auto_regenerate=False)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def filled_by_pikepdf(form: bytes, values: dict[str, str]) -> bytes:
    import io

    import pikepdf
    from pikepdf.form import DefaultAppearanceStreamGenerator, Form

    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(form)) as file:
        fields = Form(file, DefaultAppearanceStreamGenerator)
        for name, text in values.items():
            field: Any = fields[name]
            if hasattr(field, "checked"):
                field.checked = text == "Yes"
            else:
                field.value = text
        file.save(out)
    return out.getvalue()


def read_by_pikepdf(form: bytes) -> dict[str, str]:
    import io

    import pikepdf

    with pikepdf.open(io.BytesIO(form)) as file:
        return {str(field.T): str(field.get("/V", "")).removeprefix("/") for field in file.Root.AcroForm.Fields}


def fields_by_pypdf(form: bytes) -> object:
    import io

    import pypdf

    return pypdf.PdfReader(io.BytesIO(form)).get_fields()


def memory(make: Callable[[], object]) -> None:
    """The largest that the process became, over 5,000 calls."""
    import resource

    sizes = []
    for _ in range(5):
        for _ in range(1000):
            make()
        sizes.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    print("memory after each 1,000 of 5,000: " + ", ".join(f"{size:.1f}" for size in sizes) + " MB")


def seconds_each(make: Callable[[], object], count: int) -> float:
    """CPU time of one call: the median of several rounds of calls."""
    rounds = []
    for _ in range(ROUNDS):
        began = time.process_time()
        for _ in range(count):
            make()
        rounds.append((time.process_time() - began) / count)
    return statistics.median(rounds)


def register() -> None:
    import register_bench

    register_bench.measure(sys.argv[2] if len(sys.argv) > 2 else None)


def batch() -> None:
    import batch_bench

    batch_bench.measure()


def returns() -> None:
    import triage_bench

    triage_bench.measure()


def signature() -> None:
    import signature_bench

    signature_bench.measure()


def every() -> None:
    import goals_bench

    goals_bench.measure()


def main() -> int:
    rounds, once = f"Median of {ROUNDS} rounds", "One run"
    benches = {
        "start": (f"Least of {STARTS} runs", start),
        "word": (rounds, word),
        "pdf": (rounds, pdf),
        "compare": (rounds, compare),
        "register": (once, register),
        "batch": (once, batch),
        "returns": (once, returns),
        "signature": ("Median of three rounds", signature),
        "all": ("Every goal", every),
    }
    takes_more = sys.argv[1:2] in (["register"], ["start"])
    if len(sys.argv) not in (2, 2 + takes_more) or sys.argv[1] not in benches:
        print(__doc__)
        return 2
    if sys.platform == "win32":
        print("CPU time of another process is measured on Linux and macOS only.")
        return 2
    how, measure = benches[sys.argv[1]]
    print(f"{how}, Python {sys.version.split()[0]}")
    measure()
    return 0


if __name__ == "__main__":
    sys.exit(main() if environment.inside() else environment.run_inside(__file__))

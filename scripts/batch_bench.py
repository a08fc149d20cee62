"""The documents of a portfolio, made as a user makes them; and beside docxtpl and pypdf in a loop, in the same run."""

from __future__ import annotations

import logging
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import environment
import portfolio

if TYPE_CHECKING:
    from dtmforms.agreement.model import Agreement
    from dtmforms.pdf.geometry import FormLayout

RECORDS = portfolio.OPERATIONS * portfolio.PARTNERS * 2
SIZES = (1060, 2120, RECORDS)
PEER = 100


def measure() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for size in SIZES:
            portfolio.write(folder / str(size), size)
        print(f"Word and prefilled PDF of each record, {os.cpu_count()} cores")
        print("  records  jobs  seconds  of CPU  records a second  largest process")
        for size, jobs in ((SIZES[0], 1), *((size, 2) for size in SIZES)):
            line(folder, size, jobs)
        again(folder)
        beside_the_usual_way(folder)


def line(folder: Path, size: int, jobs: int) -> None:
    out = folder / f"out-{size}-{jobs}"
    seconds, cpu = asked(folder / str(size), out, jobs)
    if len(list(out.glob("*-agreement.docx"))) != size or len(list(out.glob("*-form.pdf"))) != size:
        sys.exit("Not all documents were made; nothing was measured.")
    largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"  {size:7}  {jobs:4}  {seconds:7.1f}  {cpu:6.1f}  {size / seconds:16.0f}  {largest:12.0f} MB")


def again(folder: Path) -> None:
    """A second run over what is unchanged, and one over a changed record."""
    source, out = folder / str(RECORDS), folder / f"out-{RECORDS}-2"
    before = touched(out)
    seconds, _ = asked(source, out, 2)
    print(f"  again, nothing changed: {seconds:.1f} s, {len(touched(out) - before)} documents touched")
    record = next(source.rglob("*.yaml"))
    record.write_bytes(record.read_bytes().replace(b"Monthly", b"Weekly"))
    seconds, _ = asked(source, out, 2)
    print(f"  again, one record changed: {seconds:.1f} s, {len(touched(out) - before)} documents touched")


def touched(out: Path) -> set[tuple[str, int]]:
    return {(path.name, path.stat().st_mtime_ns) for path in out.iterdir() if path.name[0] not in ".b"}


def beside_the_usual_way(folder: Path) -> None:
    their_ms, our_ms = pair_ms(folder, SIZES[0])
    print(f"docxtpl and pypdf, records given   {their_ms:6.1f} ms CPU a pair")
    print(f"dtmforms, records read and checked {our_ms:6.1f} ms CPU a pair, {their_ms / our_ms:.1f} times faster")


def pair_ms(folder: Path, count: int) -> tuple[float, float]:
    """CPU time of both documents of a record, made by docxtpl and pypdf, and by us; both in one process. Ours reads and
    checks the records too, and has other ones in each round: what it remembers of one helps no later one."""
    from dtmforms.agreement.check import check
    from dtmforms.batch.job import AGREEMENT, FORM, Item, Plan
    from dtmforms.batch.process_pool import made

    if not (folder / str(count)).exists():
        portfolio.write(folder / str(count), count)
    paths = sorted((folder / str(count)).rglob("*.yaml"))
    plan, items = Plan((AGREEMENT, FORM), "{reference}-{kind}"), [Item(path.name, path.read_bytes()) for path in paths]
    records = [record for item in items[:PEER] if (record := check(item.data).record)]
    for _ in made(plan, items[:PEER], 1):
        pass
    logging.getLogger("pypdf").setLevel(logging.ERROR)  # it warns of every letter that its fonts lack
    theirs, ours = [], []
    for number in range(3):
        began = time.process_time()
        for record in records:
            the_usual_way(record)
        theirs.append((time.process_time() - began) / PEER)
        began = time.process_time()
        anew = items[PEER:][number::3]
        for _ in made(plan, anew, 1):
            pass
        ours.append((time.process_time() - began) / len(anew))
    return 1000 * min(theirs), 1000 * min(ours)


def the_usual_way(record: Agreement) -> None:
    import io

    from bench import empty_form, filled_by_pypdf
    from docxtpl import DocxTemplate

    from dtmforms.form.texts import texts_of
    from dtmforms.pdf.write import form
    from dtmforms.templates import template_path
    from dtmforms.word.write import context

    document = DocxTemplate(str(template_path(f"agreement.{record.language}.docx")))
    document.render(context.of_record(record, (record.language,), "TERMS"), autoescape=True)
    document.save(io.BytesIO())
    layout = form.layout_of(record, record.language)
    key = (record.language, layout)
    empty = EMPTY.get(key) or EMPTY.setdefault(key, empty_form(*key))
    texts = texts_of(record, layout.rows, record.language)
    filled_by_pypdf(empty, {name: text for name, text in texts.items() if text not in ("", "-")})


EMPTY: dict[tuple[str, FormLayout], bytes] = {}


def asked(source: Path, out: Path, jobs: int) -> tuple[float, float]:
    """Seconds on the clock and of CPU of one run, the start of the program included."""
    began, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "dtmforms", "batch", str(source), "-o", str(out), "--jobs", str(jobs)]
    subprocess.run(command, check=True, capture_output=True, cwd=environment.ROOT)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.perf_counter() - began, spent

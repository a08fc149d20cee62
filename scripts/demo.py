"""The main job from beginning to end, on an invented agreement.

    python scripts/demo.py

A record is checked, filled into Word and made a form. The form is filled by another program (pikepdf, which the
package itself does not use) the way a partner would, read back, and judged: first with a new focal point, then
with another method of sharing too.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import environment

RECORD = environment.ROOT / "scripts" / "demo_agreement.yaml"
PLACE = environment.ROOT / "filled" / "demo"
POST = "table_c_requesting_organization_primary"
SUCCESSOR = {
    f"{POST}_name": "Олена Мороз",
    f"{POST}_title": "Child Protection Specialist",
    f"{POST}_mobile": "+258 84 555 0177",
    f"{POST}_email": "omoroz@harbour-trust.example",
}
ANOTHER_METHOD = {"table_b_low_method_other_01": "Shared folder of the cluster"}


def main() -> int:
    form = PLACE / "form.pdf"
    say(1, "The record", RECORD, dtmforms("check", RECORD)["valid"] and "valid: every rule of the guideline is kept")
    document = dtmforms("fill", RECORD, "-o", PLACE / "agreement.docx", "--force")
    say(2, "For signature", PLACE / "agreement.docx", f"Word, Tables B and C, terms {document['terms']}")
    dtmforms("form", RECORD, "-o", form, "--force")
    say(3, "For the partner", form, "fillable PDF, the cells of IOM locked")
    for step, name, typed in ((4, "notice", SUCCESSOR), (7, "mixed", SUCCESSOR | ANOTHER_METHOD)):
        returned, record = PLACE / f"return-{name}.pdf", PLACE / f"return-{name}.yaml"
        fill_as_a_partner(form, returned, typed)
        fields = "a new focal point" if typed is SUCCESSOR else "a new focal point and another method"
        say(step, "Returned", returned, f"filled by pikepdf: {fields}")
        answer = dtmforms("ingest", returned, "--against", RECORD, "-o", record, "--force")
        say(step + 1, "Read back", record, f"fields: {len(answer['fields'])}, findings: {len(answer['findings'])}")
        verdict = dtmforms("compare", RECORD, record, expected=(0, 5))
        say(step + 2, "The verdict", None, sentence(verdict))
    return 0


def fill_as_a_partner(form: Path, returned: Path, typed: dict[str, str]) -> None:
    import pikepdf

    with pikepdf.open(form) as pdf:
        fields = {str(field.T): field for field in pdf.Root.AcroForm.Fields}
        for name, text in typed.items():
            fields[name].V = pikepdf.String(text)
            del fields[name].AP  # what was drawn for the text of before; viewers then draw the new one
        pdf.save(returned)


def dtmforms(*arguments: str | Path, expected: tuple[int, ...] = (0,)) -> dict[str, Any]:
    """Run a command as a person would, and return its JSON."""
    command = [sys.executable, "-m", "dtmforms", *map(str, arguments), "--json"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    if done.returncode not in expected:
        sys.exit(f"dtmforms {arguments[0]} ended with {done.returncode}:\n{done.stderr}")
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def sentence(verdict: dict[str, Any]) -> str:
    if not verdict["revision_required"]:
        return f"no revision: {verdict['verdict'].replace('_', ' ')}, terms stay {verdict['terms']['new']}"
    paths = [change["path"] for change in verdict["changes"] if change["effect"] == "revision"]
    return f"REVISION, because of {', '.join(paths)}; terms become {verdict['terms']['new']}"


def say(step: int, what: str, place: Path | None, result: object) -> None:
    where = f" [{place.relative_to(environment.ROOT).as_posix()}]" if place else ""
    print(f"{step}. {what}: {result}{where}", flush=True)


if __name__ == "__main__":
    sys.exit(main() if environment.inside() else environment.run_inside(__file__))

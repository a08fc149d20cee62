"""LibreOffice Draw opens the form as a drawing and exports it as PDF."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

import job

LIBREOFFICE = shutil.which("soffice") or ""


def flatten(source: str, _: job.Values, out: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        profile = f"-env:UserInstallation={Path(folder).as_uri()}/profile"
        convert = ["--infilter=draw_pdf_import", "--convert-to", "pdf", "--outdir", folder, source]
        subprocess.run([LIBREOFFICE, profile, "--headless", *convert], check=True, capture_output=True)
        shutil.move(Path(folder, Path(source).name), out)


job.run(
    subprocess.run([LIBREOFFICE, "--version"], capture_output=True, text=True, check=True).stdout, {"flatten": flatten}
)

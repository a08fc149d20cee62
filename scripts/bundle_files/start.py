"""Sets the program up in the folder of its bundle, once, and runs it: the command that is given, or else the page.

Needs a Python that the list of contents names, and neither a network nor pip: wheels are archives, and are unpacked.
Where the folder cannot be written, the program, and the register of the page, are in `dtmforms` in the user's folder.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
import zipfile
from pathlib import Path
from typing import Any

PROGRAM = Path(__file__).resolve().parent
OFFICES = (PROGRAM.parent, Path.home() / "dtmforms")
CONTENTS = PROGRAM / "contents.cdx.json"
VERSION = f"{sys.version_info.major}.{sys.version_info.minor}"
SAYS = {
    "once": (
        "Setting up, once; less than a minute ...",
        "Mise en place, une seule fois ; moins d’une minute ...",
        "Preparación, una sola vez; menos de un minuto ...",
        "الإعداد، مرة واحدة فقط؛ أقل من دقيقة ...",
    ),
    "damaged": (
        "This copy is damaged; get it again: ",
        "Cette copie est endommagée ; procurez-vous-la à nouveau : ",
        "Esta copia está dañada; obténgala de nuevo: ",
        "هذه النسخة تالفة؛ احصل عليها من جديد: ",
    ),
    "another": (
        "This bundle is for another computer or another Python: ",
        "Cet ensemble est destiné à un autre ordinateur ou à un autre Python : ",
        "Este paquete es para otro ordenador u otro Python: ",
        "هذه الحزمة لجهاز آخر أو لإصدار آخر من بايثون: ",
    ),
    "nowhere": (
        "There is nowhere to write: ",
        "Aucun dossier où écrire : ",
        "No hay ninguna carpeta en la que escribir: ",
        "لا يوجد مجلد يمكن الكتابة فيه: ",
    ),
}
"""What is said before the program can say it: in English, French, Spanish and Arabic, one after the other."""


def main() -> int:
    sys.stderr.reconfigure(errors="replace")  # type: ignore[union-attr] # whatever the console cannot show
    listed = CONTENTS.read_bytes()
    contents = json.loads(listed)
    wheels = [part for part in contents["components"] if VERSION in values(part, "dtmforms:python")]
    here = f"macosx-{platform.machine()}" if sys.platform == "darwin" else sysconfig.get_platform()
    if not wheels or here not in values(contents["metadata"]["component"], "dtmforms:platform"):
        raise gives_up("another", f"{here}, Python {VERSION}")
    name = f"{VERSION}-{hashlib.sha256(listed).hexdigest()[:12]}"
    python = interpreter(ready(name, wheels))
    if not sys.argv[1:]:
        os.chdir(office())
    command = [str(python), "-I", "-m", "dtmforms", *(sys.argv[1:] or ["serve"])]
    if os.name == "posix":
        os.execv(python, command)  # noqa: S606 - the program takes this one's place, and its signals
    try:
        return subprocess.run(command, check=False).returncode
    except KeyboardInterrupt:
        return 130


def values(part: dict[str, Any], name: str) -> list[str]:
    return [one["value"] for one in part.get("properties", ()) if one["name"] == name]


def office() -> Path:
    """The folder in which the register lies: that of the bundle where it can be written."""
    for folder in OFFICES:
        try:
            folder.mkdir(exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):
                return folder
        except OSError:
            continue
    raise gives_up("nowhere", ", ".join(map(str, OFFICES)))


def ready(name: str, wheels: list[dict[str, Any]]) -> Path:
    """The environment, made where it is not there yet."""
    places = [folder / "program" / "ready" / name for folder in OFFICES]
    if made := [place for place in places if place.is_dir()]:
        return made[0]
    say("once")
    for place in places:
        part = place.with_name(f"{name}-{os.getpid()}")
        try:
            part.mkdir(parents=True)
            unpack(wheels, begun(part))
            put_in_place(part, place)
            return place
        except OSError:
            continue
        finally:
            shutil.rmtree(part, ignore_errors=True)
    raise gives_up("nowhere", ", ".join(map(str, places)))


def begun(folder: Path) -> Path:
    """An empty environment, and its folder for packages. Python's embeddable package has no `venv`; it is copied."""
    own = Path(sys.executable).parent
    if embedded := next(own.glob("python3*._pth"), None):
        shutil.copytree(own, folder, dirs_exist_ok=True)
        with (folder / embedded.name).open("a", encoding="utf-8") as paths:
            paths.write("\nsite-packages\n")
        return folder / "site-packages"
    import venv

    venv.create(folder, symlinks=os.name == "posix")
    return Path(sysconfig.get_path("purelib", "venv", {"base": str(folder), "platbase": str(folder)}))


def unpack(wheels: list[dict[str, Any]], folder: Path) -> None:
    for wheel in wheels:
        path = PROGRAM / "wheels" / values(wheel, "dtmforms:file")[0]
        data = path.read_bytes() if path.is_file() else b""
        if hashlib.sha256(data).hexdigest() != wheel["hashes"][0]["content"]:
            raise gives_up("damaged", path.name)
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for member in archive.infolist():
                member.filename, beside = re.subn(r"^[^/]+\.data/(purelib|platlib)/", "", member.filename)
                if beside or not re.match(r"[^/]+\.data/", member.filename):
                    archive.extract(member, folder)


def put_in_place(part: Path, place: Path) -> None:
    """Another start may have been faster. On Windows a guard against viruses may hold files for a moment."""
    for _ in range(40):
        try:
            part.rename(place)
            return
        except OSError:
            if place.is_dir():
                return
            time.sleep(0.25)
    part.rename(place)


def interpreter(folder: Path) -> Path:
    """Python's embeddable package has it in the folder itself, a virtual environment in a folder for programs."""
    found = [folder / name for name in ("bin/python", "Scripts/python.exe", "python.exe")]
    return next(path for path in found if path.exists())


def say(what: str, detail: str = "") -> None:
    for sentence in SAYS[what]:
        print(sentence + detail, file=sys.stderr, flush=True)


def gives_up(what: str, detail: str) -> SystemExit:
    say(what, detail)
    return SystemExit(1)


if __name__ == "__main__":
    sys.exit(main())

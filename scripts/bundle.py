"""Makes one file that holds the program and all that it needs, to be started with a double click and without a network.

python scripts/bundle.py --platform win_amd64|macos_arm64|macos_x86_64|linux_x86_64 [--only 3.12] [-o dist]
python scripts/bundle.py --platform win_amd64 --python python-3.13.9-embed-amd64.zip --sha256 HASH

In it are the program's wheel, the wheels of the lock by their hashes for each Python from 3.11 to 3.14, a starter, a
text in four languages, the licences, and a list of contents (CycloneDX). For Windows, Python's own embeddable package
can be put in, so that nothing has to be installed; HASH is what python.org states of it. The same lock gives the same
bytes.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import io
import json
import os
import re
import subprocess
import sys
import tarfile
import tempfile
import tomllib
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesParser
from importlib import metadata
from pathlib import Path
from typing import Any

import environment

if __name__ == "__main__" and not environment.inside():
    sys.exit(environment.run_inside(__file__))

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import dtmforms

FILES = environment.ROOT / "scripts" / "bundle_files"
EXTRAS = ("pkcs11", "postgresql")
PYTHONS = ("3.14", "3.13", "3.12", "3.11")
WITHOUT_LICENCE_TEXT = {"docxtpl": FILES / "docxtpl.LICENSE.txt"}
"""Packages whose wheel names its licence and does not hold it."""
A_DAY = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Platform:
    """What pip calls it; what requirements call its system; what `start.py` calls it; and what starts there."""

    tags: tuple[str, ...]
    system: tuple[str, str, str]
    here: str
    starters: tuple[str, ...]


WINDOWS, MACOS, LINUX = ("win32", "nt", "Windows"), ("darwin", "posix", "Darwin"), ("linux", "posix", "Linux")
ON_UNIX = "Start dtmforms.command"
GLIBC_2_28 = ("manylinux2014_x86_64", *(f"manylinux_2_{minor}_x86_64" for minor in range(28, 4, -1)))
"""Debian 10, RHEL 8, Ubuntu 20.04 and later."""
PLATFORMS = {
    "win_amd64": Platform(("win_amd64",), WINDOWS, "win-amd64", ("Start dtmforms.cmd",)),
    "macos_arm64": Platform(("macosx_15_0_arm64",), MACOS, "macosx-arm64", (ON_UNIX,)),
    "macos_x86_64": Platform(("macosx_15_0_x86_64",), MACOS, "macosx-x86_64", (ON_UNIX,)),
    "linux_x86_64": Platform(GLIBC_2_28, LINUX, "linux-x86_64", (ON_UNIX, "Start dtmforms.desktop")),
}
NOT_POSSIBLE = {
    "macos_x86_64": "cryptography has had no wheel for Macs with Intel since 48.0.1, and pikepdf none since 10.13; "
    "the lock has later ones, for what they mend. There, install from a network, with a compiler for Rust and for C++."
}
"""Why the lock has no wheels for a platform; to be taken out when it has."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--platform", required=True, choices=PLATFORMS)
    parser.add_argument("--only", choices=PYTHONS, help="wheels for this Python alone")
    parser.add_argument("--python", type=Path, metavar="FILE", help="Python's embeddable package for Windows")
    parser.add_argument("--sha256", metavar="HASH", help="of that file, as python.org states it")
    parser.add_argument("-o", dest="folder", type=Path, default=environment.ROOT / "dist")
    asked = parser.parse_args()
    if asked.platform in NOT_POSSIBLE:
        parser.error(f"{asked.platform}: {NOT_POSSIBLE[asked.platform]}")
    pythons = [asked.only] if asked.only else list(PYTHONS)
    python: dict[str, bytes] = {}
    if asked.python:
        if asked.platform != "win_amd64" or not asked.sha256:
            parser.error("--python is for win_amd64, and goes with --sha256")
        python, version = embeddable(asked.python.read_bytes(), asked.sha256)
        pythons = [version]
    name = f"dtmforms-{dtmforms.__version__}-{asked.platform}"
    contents = files(asked.platform, pythons, python)
    asked.folder.mkdir(parents=True, exist_ok=True)
    made = asked.folder / (name + (".tar.gz" if asked.platform.startswith("linux") else ".zip"))
    made.write_bytes((tar_of if made.suffix == ".gz" else zip_of)(name, contents))
    print(f"{made}: {made.stat().st_size / 1e6:.0f} MB, {hashlib.sha256(made.read_bytes()).hexdigest()}")
    return 0


def embeddable(data: bytes, stated: str) -> tuple[dict[str, bytes], str]:
    """The files of Python's embeddable package, and the version."""
    if hashlib.sha256(data).hexdigest() != stated.lower():
        sys.exit("The file of Python is not the one whose SHA-256 was stated.")
    found = unpacked(data)
    [version] = [match.group(1) for name in found if (match := re.fullmatch(r"python3(\d+)\._pth", name))]
    return found, f"3.{version}"


def files(platform: str, pythons: list[str], python: dict[str, bytes]) -> dict[str, bytes]:
    """What the bundle holds, by its place in it."""
    wheels: dict[str, bytes] = {}
    used: dict[str, list[str]] = {}
    for version in sorted(pythons):
        for name, data in downloaded(PLATFORMS[platform], version).items():
            wheels[name] = data
            used.setdefault(name, []).append(version)
    own, data = own_wheel()
    wheels[own], used[own] = data, sorted(pythons)
    found = {"program/start.py": (FILES / "start.py").read_bytes(), "Read me.txt": (FILES / "Read me.txt").read_bytes()}
    for starter in PLATFORMS[platform].starters:
        place = next(folder / starter for folder in (FILES, FILES.parent) if (folder / starter).is_file())
        found[starter] = place.read_bytes().replace(" ".join(PYTHONS).encode(), " ".join(pythons).encode())
    templates = (environment.ROOT / "templates").glob("*.docx")
    found |= {f"templates/{template.name}": template.read_bytes() for template in templates}
    found |= {f"program/python/{name}": data for name, data in python.items()}
    if python:
        found["program/licences/Python/LICENSE.txt"] = python["LICENSE.txt"]
    listed = []
    for name, data in sorted(wheels.items()):
        component, texts = of_wheel(data)
        properties = [("dtmforms:file", name), *(("dtmforms:python", version) for version in used[name])]
        listed.append(component | {"bom-ref": name, "hashes": hashes(data), "properties": named_values(properties)})
        folder = f"program/licences/{component['name']}-{component['version']}"
        found |= {f"program/wheels/{name}": data, **{f"{folder}/{place}": text for place, text in texts.items()}}
    listed += [
        {"type": "file", "name": name, "hashes": hashes(data)}
        for name, data in sorted(found.items())
        if not name.startswith("program/wheels/")
    ]
    program = {
        "type": "application",
        "name": "dtmforms",
        "version": dtmforms.__version__,
        "properties": named_values([("dtmforms:platform", PLATFORMS[platform].here)]),
    }
    contents = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": program},
        "components": listed,
    }
    return found | {"program/contents.cdx.json": json.dumps(contents, indent=1).encode() + b"\n"}


def downloaded(platform: Platform, version: str) -> dict[str, bytes]:
    """The wheels that the program needs there, as the lock has them."""
    lock = re.split(r"^(?=\w)", environment.LOCK.read_text(encoding="utf-8"), flags=re.MULTILINE)
    locked = {block.partition("==")[0].lower(): re.sub(r" ;[^\\]*", " ", block) for block in lock}
    with tempfile.TemporaryDirectory() as folder:
        asked = Path(folder) / "requirements.txt"
        asked.write_text("".join(locked[name] for name in needed(platform, version)), encoding="utf-8")
        there = [word for tag in platform.tags for word in ("--platform", tag)]
        environment.pip(
            *("download", "--no-deps", "--only-binary", ":all:", "--require-hashes", "--python-version", version),
            *(*there, "--dest", folder, "--requirement", str(asked)),
        )
        return {path.name: path.read_bytes() for path in Path(folder).glob("*.whl")}


def needed(platform: Platform, version: str) -> list[str]:
    """The names of the packages that the program needs there, with those that these need."""
    markers = {
        **dict(zip(("sys_platform", "os_name", "platform_system"), platform.system, strict=True)),
        "platform_machine": platform.here.partition("-")[2],
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
        "python_version": version,
        "python_full_version": f"{version}.0",
    }
    project = tomllib.loads((environment.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [one for extra in EXTRAS for one in project["optional-dependencies"][extra]]
    open_ones = [(Requirement(text), "") for text in [*project["dependencies"], *extras]]
    known: set[tuple[str, str]] = set()
    while open_ones:
        requirement, extra = open_ones.pop()
        if requirement.marker and not requirement.marker.evaluate(markers | {"extra": extra}):
            continue
        name = canonicalize_name(requirement.name)
        new = {(name, one) for one in ("", *requirement.extras)} - known
        known |= new
        open_ones += [(Requirement(text), one) for _, one in new for text in requires(name)]
    return sorted({name for name, _ in known})


def requires(name: str) -> list[str]:
    """As the environment has the package; one for another system alone, which it lacks, is taken to need nothing."""
    try:
        return metadata.requires(name) or []
    except metadata.PackageNotFoundError:
        return []


def own_wheel() -> tuple[str, bytes]:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder]
        always_the_same = os.environ | {"SOURCE_DATE_EPOCH": "315532800"}
        subprocess.run(command, cwd=environment.ROOT, env=always_the_same, check=True, capture_output=True)
        [wheel] = Path(folder).glob("*.whl")
        return wheel.name, wheel.read_bytes()


def of_wheel(data: bytes) -> tuple[dict[str, Any], dict[str, bytes]]:
    """What a wheel says of itself, and the licences in it."""
    found = unpacked(data)
    about = {name.partition("dist-info/")[2]: text for name, text in found.items() if ".dist-info/" in name}
    texts = {
        name.removeprefix("licenses/"): text
        for name, text in about.items()
        if re.match(r"licenses/|licen[cs]e|copying|notice|authors", name, re.IGNORECASE)
    }
    head = BytesParser().parsebytes(about["METADATA"], headersonly=True)
    name = canonicalize_name(head["Name"])
    if not texts:
        texts = {WITHOUT_LICENCE_TEXT[name].name: WITHOUT_LICENCE_TEXT[name].read_bytes()}
    purl = f"pkg:pypi/{name}@{head['Version']}"
    component = {"type": "library", "name": name, "version": head["Version"], "purl": purl}
    return component | {"licenses": [licence(head)]}, texts


def licence(head: Message) -> dict[str, Any]:
    if expression := head["License-Expression"]:
        return {"expression": expression}
    classifiers = [one.rpartition(" :: ")[2] for one in head.get_all("Classifier", ()) if one.startswith("License")]
    return {"license": {"name": ", ".join(classifiers) or head["License"].partition("\n")[0]}}


def hashes(data: bytes) -> list[dict[str, str]]:
    return [{"alg": "SHA-256", "content": hashlib.sha256(data).hexdigest()}]


def named_values(pairs: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in pairs]


def unpacked(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {one.filename: archive.read(one) for one in archive.infolist() if not one.is_dir()}


def mode(name: str) -> int:
    return 0o755 if name.startswith("Start ") else 0o644


def zip_of(top: str, contents: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, data in sorted(contents.items()):
            one = zipfile.ZipInfo(f"{top}/{name}", A_DAY)
            one.create_system, one.external_attr = 3, (0o100000 | mode(name)) << 16  # as on Unix, which has modes
            archive.writestr(one, data, zipfile.ZIP_STORED if name.endswith(".whl") else zipfile.ZIP_DEFLATED)
    return made.getvalue()


def tar_of(top: str, contents: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with (
        gzip.GzipFile(fileobj=made, mode="wb", compresslevel=1, mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive,
    ):
        for name, data in sorted(contents.items()):
            one = tarfile.TarInfo(f"{top}/{name}")
            one.size, one.mode = len(data), mode(name)
            archive.addfile(one, io.BytesIO(data))
    return made.getvalue()


if __name__ == "__main__":
    sys.exit(main())

"""One file that holds the program and all that it needs: what is in it, and an office that starts from it."""

from __future__ import annotations

import hashlib
import importlib
import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from email.parser import BytesParser
from pathlib import Path
from typing import Any

import pytest
from conftest import RECORDS, REFERENCE, ROOT
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename

import dtmforms

FILES = ROOT / "scripts" / "bundle_files"
START = FILES / "start.py"
EVERYBODYS = "/usr/local/bin:/usr/bin:/bin"
"""Where programs are that anybody may run; that of the tests may be out of reach for others."""


def wheel(name: str, *, licence: bool = True, **files: str) -> bytes:
    made = io.BytesIO()
    about = f"{name.replace('-', '_')}-1.0.dist-info"
    with zipfile.ZipFile(made, "w") as archive:
        head = {f"{about}/METADATA": f"Metadata-Version: 2.4\nName: {name}\nVersion: 1.0\nLicense: MIT\n"}
        texts = {f"{about}/licenses/LICENSE": f"licence of {name}"} if licence else {}
        for place, text in (files | head | texts).items():
            archive.writestr(zipfile.ZipInfo(place), text)
    return made.getvalue()


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    return importlib.import_module("bundle")


_built: list[tuple[str, bytes]] = []


@pytest.fixture
def bundle(script: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The script, with two invented wheels in place of those of the index, and ours built once for all tests."""
    _built[:] = _built or [script.own_wheel()]
    monkeypatch.setattr(script, "own_wheel", lambda: _built[0])

    def downloaded(_: Any, version: str) -> dict[str, bytes]:
        number = version.replace(".", "")
        return {
            "any_one-1.0-py3-none-any.whl": wheel("any-one"),
            f"docxtpl-1.0-cp{number}-none-any.whl": wheel("docxtpl", licence=False, **{f"built_for_{number}.py": ""}),
        }

    monkeypatch.setattr(script, "downloaded", downloaded)
    return script


def test_our_own_wheel_has_the_same_bytes_twice(script: Any) -> None:
    assert script.own_wheel() == script.own_wheel()


@pytest.mark.parametrize("platform", ["win_amd64", "macos_arm64", "macos_x86_64", "linux_x86_64"])
def test_the_list_of_contents_has_every_file_with_its_hash(bundle: Any, platform: str) -> None:
    files = bundle.files(platform, ["3.12", "3.11"], {})
    contents = json.loads(files.pop("program/contents.cdx.json"))
    assert (contents["bomFormat"], contents["specVersion"], contents["version"]) == ("CycloneDX", "1.6", 1)
    listed = {}
    for part in contents["components"]:
        of_wheel = next((one["value"] for one in part.get("properties", ()) if one["name"] == "dtmforms:file"), "")
        listed[f"program/wheels/{of_wheel}" if of_wheel else part["name"]] = part["hashes"][0]["content"]
    assert listed == {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    references = [part["bom-ref"] for part in contents["components"] if "bom-ref" in part]
    assert len(references) == len({*references}) == 4
    assert [name for name in files if name.endswith(".cmd")] == (
        ["Start dtmforms.cmd"] if platform == "win_amd64" else []
    )


def test_each_wheel_says_for_which_python_it_is(bundle: Any) -> None:
    contents = json.loads(bundle.files("linux_x86_64", ["3.12", "3.11"], {})["program/contents.cdx.json"])
    used = {
        part["properties"][0]["value"].partition("-py3")[0]: [one["value"] for one in part["properties"][1:]]
        for part in contents["components"]
        if part["type"] == "library"
    }
    assert used == {
        "any_one-1.0": ["3.11", "3.12"],
        "docxtpl-1.0-cp311-none-any.whl": ["3.11"],
        "docxtpl-1.0-cp312-none-any.whl": ["3.12"],
        f"dtmforms-{dtmforms.__version__}": ["3.11", "3.12"],
    }


def test_the_licence_of_each_package_is_in_it(bundle: Any) -> None:
    files = bundle.files("linux_x86_64", ["3.11"], {})
    assert files["program/licences/any-one-1.0/LICENSE"] == b"licence of any-one"
    assert b"GNU LESSER GENERAL PUBLIC LICENSE" in files["program/licences/docxtpl-1.0/docxtpl.LICENSE.txt"]
    assert f"program/licences/dtmforms-{dtmforms.__version__}/LICENSE" in files


@pytest.mark.parametrize(("platform", "suffix"), [("macos_arm64", ".zip"), ("linux_x86_64", ".tar.gz")])
def test_it_is_one_folder_with_the_same_bytes_twice(
    bundle: Any, platform: str, suffix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = f"dtmforms-{dtmforms.__version__}-{platform}"
    for folder in ("one", "two"):
        arguments = ["bundle.py", "--platform", platform, "--only", "3.12", "-o", str(tmp_path / folder)]
        monkeypatch.setattr(sys, "argv", arguments)
        assert bundle.main() == 0
    one, two = ((tmp_path / folder / f"{name}{suffix}").read_bytes() for folder in ("one", "two"))
    assert one == two
    shutil.unpack_archive(tmp_path / "one" / f"{name}{suffix}", tmp_path)
    assert b"for version in 3.12; do" in (tmp_path / name / "Start dtmforms.command").read_bytes()
    if suffix == ".zip":
        modes = {info.filename: info.external_attr >> 16 for info in zipfile.ZipFile(io.BytesIO(one)).infolist()}
    else:
        with tarfile.open(fileobj=io.BytesIO(one)) as archive:
            modes = {info.name: info.mode for info in archive}
    assert modes[f"{name}/Start dtmforms.command"] & 0o777 == 0o755
    assert modes[f"{name}/program/start.py"] & 0o777 == 0o644


def test_a_platform_without_wheels_is_refused_with_the_reason(
    script: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["bundle.py", "--platform", "macos_x86_64"])
    with pytest.raises(SystemExit, match="2"):
        script.main()
    assert "no wheel for Macs with Intel" in capsys.readouterr().err


def embeddable() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        files = {"python.exe": "", "python313._pth": "python313.zip\n.\n", "LICENSE.txt": "PSF"}
        for name, text in files.items():
            archive.writestr(name, text)
    return made.getvalue()


def test_pythons_embeddable_package_is_taken_by_its_stated_hash_alone(bundle: Any) -> None:
    data = embeddable()
    python, version = bundle.embeddable(data, hashlib.sha256(data).hexdigest())
    assert version == "3.13"
    files = bundle.files("win_amd64", [version], python)
    assert files["program/python/python313._pth"] == b"python313.zip\n.\n"
    assert files["program/licences/Python/LICENSE.txt"] == b"PSF"
    with pytest.raises(SystemExit, match="not the one whose SHA-256 was stated"):
        bundle.embeddable(data, "0" * 64)


def test_the_starters_have_the_line_ends_and_letters_of_their_system() -> None:
    cmd, command = ((FILES / f"Start dtmforms.{kind}").read_bytes() for kind in ("cmd", "command"))
    assert cmd.count(b"\n") == cmd.count(b"\r\n") > 10
    assert cmd.isascii()
    assert b"\r" not in command
    assert command.startswith(b"#!/bin/sh\n")
    for starter in (cmd, command):
        assert b"3.14 3.13 3.12 3.11" in starter, "which the script replaces by those that the bundle has wheels for"


def test_the_text_says_the_same_in_four_languages() -> None:
    parts = (FILES / "Read me.txt").read_text(encoding="utf-8").split("\n\n")[1:]
    assert [part.partition("\n")[0] for part in parts] == ["ENGLISH", "FRANÇAIS", "ESPAÑOL", "العربية"]
    for part in parts:
        for said in ("Start dtmforms", "3.11", "3.14", "python.org", "filled", "program/licences", "contents.cdx.json"):
            assert said in part


@pytest.fixture
def office(bundle: Any, tmp_path: Path) -> Path:
    """A bundle of invented wheels, unpacked."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    files = bundle.files("linux_x86_64", [version], {})
    folder = tmp_path / "an office’s é"
    for name, data in files.items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
        place.chmod(bundle.mode(name))
    return folder


@pytest.fixture
def start(office: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The module that sets up, of that bundle."""
    monkeypatch.setenv("HOME", str(office.parent / "home"))
    monkeypatch.syspath_prepend(str(office / "program"))
    monkeypatch.delitem(sys.modules, "start", raising=False)
    (office.parent / "home").mkdir()
    return importlib.import_module("start")


def wheels_of(office: Path) -> Any:
    contents = json.loads((office / "program" / "contents.cdx.json").read_bytes())
    return [part for part in contents["components"] if part["type"] == "library"]


def test_a_wheel_that_was_changed_is_refused(start: Any, office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = next((office / "program" / "wheels").glob("any_one*"))
    path.write_bytes(wheel("any-one", evil="x"))
    with pytest.raises(SystemExit, match="1"):
        start.ready("name", wheels_of(office))
    assert capsys.readouterr().err.count(path.name) == 4, "in each language"
    assert list((office / "program" / "ready").iterdir()) == []


def test_it_is_made_once_and_beside_itself(start: Any, office: Path) -> None:
    place = start.ready("name", wheels_of(office))
    assert place == office / "program" / "ready" / "name"
    number = f"{sys.version_info.major}{sys.version_info.minor}"
    assert len(list(place.rglob(f"built_for_{number}.py"))) == 1
    before = start.interpreter(place).lstat()
    assert start.ready("name", wheels_of(office)) == place
    assert start.interpreter(place).lstat() == before


def test_where_the_folder_cannot_be_written_it_is_in_the_users_own(start: Any, office: Path) -> None:
    start.OFFICES = (Path("/proc/no such folder"), office.parent / "home" / "dtmforms")
    assert start.ready("name", wheels_of(office)) == office.parent / "home" / "dtmforms" / "program" / "ready" / "name"
    assert start.office() == office.parent / "home" / "dtmforms"


def test_another_start_that_was_faster_is_no_error(start: Any, tmp_path: Path) -> None:
    for folder in ("part", "place"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / folder).touch()
    start.put_in_place(tmp_path / "part", tmp_path / "place")
    assert (tmp_path / "place" / "place").exists()


def test_pythons_embeddable_package_is_copied_with_a_place_for_packages(
    start: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "python.zip").write_bytes(embeddable())
    shutil.unpack_archive(tmp_path / "python.zip", tmp_path / "python")
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python" / "python.exe"))
    (tmp_path / "ready").mkdir()
    packages = start.begun(tmp_path / "ready")
    assert packages == tmp_path / "ready" / "site-packages"
    paths = (tmp_path / "ready" / "python313._pth").read_text().split()
    assert paths == ["python313.zip", ".", "site-packages"]
    assert start.interpreter(tmp_path / "ready") == tmp_path / "ready" / "python.exe"
    assert (tmp_path / "python" / "python313._pth").read_text() == "python313.zip\n.\n"


def test_another_computer_is_told(
    start: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(start.sysconfig, "get_platform", lambda: "linux-aarch64")
    with pytest.raises(SystemExit, match="1"):
        start.main()
    assert "another computer or another Python: linux-aarch64" in capsys.readouterr().err


def made(platform: str, python: str, folder: str) -> Path:
    command = [sys.executable, str(ROOT / "scripts" / "bundle.py"), "--platform", platform, "--only", python]
    done = subprocess.run([*command, "-o", folder], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    [path] = Path(folder).glob("dtmforms-*")
    return path


@pytest.fixture
def everybodys_folder() -> Iterator[Path]:
    """A folder that others may look into, which a test's own is not."""
    folder = tempfile.mkdtemp(prefix="dtmforms-bundle-", dir="/tmp")
    Path(folder).chmod(0o755)
    yield Path(folder)
    shutil.rmtree(folder)


@pytest.mark.skipif(sys.platform != "linux", reason="a network namespace is Linux's")
@pytest.mark.program("unshare")
@pytest.mark.sampled("bundles")
def test_an_office_without_network_comes_from_nothing_to_its_page(everybodys_folder: Path) -> None:
    """By somebody without rights, in a folder with a blank and an accent."""
    apart = ["unshare", "--net"] if os.geteuid() == 0 else ["unshare", "--map-root-user", "--net"]
    if subprocess.run([*apart, "true"], capture_output=True, check=False).returncode:
        pytest.skip("needs the right to make a network namespace")
    versions = [f"3.{minor}" for minor in (14, 13, 12, 11) if shutil.which(f"python3.{minor}", path=EVERYBODYS)]
    assert versions, "a Python that everybody may run"
    folder = everybodys_folder / "Un bureau é"
    shutil.unpack_archive(made("linux_x86_64", versions[0], str(everybodys_folder / "dist")), folder)
    [bundle] = folder.iterdir()
    (folder / "home").mkdir()
    record = bundle / "agreement.yaml"
    shutil.copy(RECORDS["en"], record)
    (bundle / "return.pdf").write_bytes(dtmforms.form(dtmforms.load(RECORDS["en"])))
    visit = shutil.copy(ROOT / "tests" / "office_without_network.py", folder)
    if os.geteuid() == 0:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, 65534, 65534)
    variables = {"BEGUN_BY": str(os.geteuid()), "HOME": str(folder / "home"), "PATH": EVERYBODYS, "BROWSER": "true"}
    python = str(shutil.which(f"python{versions[0]}", path=EVERYBODYS))
    command = [*apart, python, visit, str(bundle / "Start dtmforms.command"), str(record), str(bundle / "return.pdf")]
    done = subprocess.run(
        command,
        cwd=bundle,
        env=variables | {"LANG": "C.UTF-8", "DTMFORMS_LANG": "en"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert seen["network"] is False
    code, _, told = seen["started"]
    assert (code, "Mise en place" in told) == (0, True), told
    code, _, told = seen["returned"]
    assert (code, "Mise en place" in told) == (0, False), told
    assert REFERENCE in seen["page"]
    assert seen["seconds"] < 300, "which is no measure of speed, but the promise"
    assert (bundle / "filled" / "register.sqlite3").is_file()
    assert (bundle / "filled" / f"{REFERENCE}.docx").is_file()


@pytest.mark.sampled("bundles")
def test_nothing_is_missing_for_windows(script: Any) -> None:
    """What the wheels themselves say they need there is among them, each by the lock's version."""
    markers = {"sys_platform": "win32", "os_name": "nt", "platform_system": "Windows", "extra": ""}
    markers |= {"python_version": "3.14", "python_full_version": "3.14.0"}
    there, needed = {}, []
    wheels = script.downloaded(script.PLATFORMS["win_amd64"], "3.14")
    for name, data in wheels.items():
        distribution, version, _, tags = parse_wheel_filename(name)
        there[distribution] = version
        assert {tag.platform for tag in tags} <= {"any", "win_amd64"}
        with zipfile.ZipFile(io.BytesIO(data)) as opened:
            about = next(one for one in opened.namelist() if one.endswith(".dist-info/METADATA"))
            head = BytesParser().parsebytes(opened.read(about), headersonly=True)
        needed += [Requirement(text) for text in head.get_all("Requires-Dist", ())]
    missing = [
        str(one)
        for one in needed
        if (not one.marker or one.marker.evaluate(markers))
        and not one.specifier.contains(there.get(canonicalize_name(one.name), "0"))
    ]
    assert missing == []

"""Text recognition by the program Tesseract, where it is installed. What it says is a draft for a person: it gets
digits of telephone numbers wrong without a word."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Protocol

from dtmforms.language.catalog import catalog

if TYPE_CHECKING:
    from PIL.Image import Image

PROGRAM = "tesseract"
ADDRESSES = "addresses"
"""Stands for a language where e-mail addresses and numbers are read: the English model alone knows the sign @."""
_ENGLISH = "eng"
_MARGIN_PX = 20
_SECONDS = 120


class Recogniser(Protocol):
    """Whoever recognizes text, as the functions of the same names below say it."""

    def installed(self) -> bool: ...

    def recognized(self, pictures: Sequence[Image], language: str, *, lines: bool) -> list[str]: ...


class _Asked:
    """Who recognizes text for this process; `None` for the program itself."""

    recogniser: Recogniser | None = None


def recognise_by(recogniser: Recogniser | None) -> None:
    """From here on, have somebody else recognize text: a process that reads files may run no program."""
    _Asked.recogniser = recogniser


def installed() -> bool:
    return _Asked.recogniser.installed() if _Asked.recogniser else shutil.which(PROGRAM) is not None


def knows(language: str) -> bool:
    """Whether the program, where it is installed, has a model for a form in that language."""
    return not _models().isdisjoint(_best(language))


def recognized(pictures: Sequence[Image], language: str, *, lines: bool = False) -> list[str]:
    """What stands on each picture: one line of text, or several with `lines`. Empty where nothing is recognized or
    the program fails."""
    if not pictures:
        return []
    if _Asked.recogniser:
        return _Asked.recogniser.recognized(pictures, language, lines=lines)
    return _by_program(pictures, language, lines=lines)


def _by_program(pictures: Sequence[Image], language: str, *, lines: bool) -> list[str]:
    model = next((model for model in _best(language) if model in _models()), _ENGLISH)
    command = [PROGRAM, "stdin", "stdout", "-l", model, "--dpi", "300"]
    command += ["--psm", "6" if lines else "7", "-c", "page_separator=\f"]
    try:
        # Pictures go in by a pipe: no piece of a page is left on the disk.
        done = subprocess.run(  # noqa: S603 - a program by its name, options of our own
            command,
            input=_pages(pictures),
            capture_output=True,
            timeout=_SECONDS,
            env=os.environ | {"OMP_THREAD_LIMIT": "1"},
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return [""] * len(pictures)
    said = done.stdout.decode("utf-8", "replace").split("\f")
    texts = ["\n".join(" ".join(line.split()) for line in text.splitlines() if line.strip()) for text in said]
    return texts[: len(pictures)] + [""] * (len(pictures) - len(texts))


def _best(language: str) -> list[str]:
    """The models for a form in a language, best first: names have accents that are not of the form's language. For
    `ADDRESSES`, and for another language than a form's, there is none."""
    model = catalog("form", language).get("text_recognition")
    return [f"script/{model['script']}", model["script"], model["language"]] if model else []


@cache
def _models() -> frozenset[str]:
    try:
        done = subprocess.run([PROGRAM, "--list-langs"], capture_output=True, text=True, timeout=_SECONDS, check=True)  # noqa: S603 - the same
    except (OSError, subprocess.SubprocessError):
        return frozenset()
    return frozenset(done.stdout.split())


def _pages(pictures: Sequence[Image]) -> bytes:
    """One TIFF file with a page for each picture, on a white margin."""
    from PIL import ImageOps  # slow to load, and a program that only replies to its reader seldom has pictures

    first, *others = (ImageOps.expand(picture, _MARGIN_PX, 255) for picture in pictures)
    out = io.BytesIO()
    first.save(out, "TIFF", save_all=True, append_images=others)
    return out.getvalue()

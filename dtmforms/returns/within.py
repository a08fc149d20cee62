"""The form within an archive or a mail: the one file there that is a form of ours, or its pages."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import chain

from dtmforms.errors import ReturnError
from dtmforms.returns.containers import FileWithin, files_of_archive, files_of_mail
from dtmforms.returns.file_type import CONTAINERS, contents_of
from dtmforms.returns.returned_file import Container, PartRead, ReturnedFile, Unread
from dtmforms.returns.together import NamedFile, is_part, put_together

_PACKED = (*CONTAINERS, "archive", "mail")
"""What would have to be taken apart once more."""


def form_within(contents: str, data: bytes, read: Callable[[bytes], ReturnedFile]) -> ReturnedFile:
    """The one form in an archive (`zip`) or a mail (`eml`), with what else is in it; `read` reads one file. With a
    problem where there is none, or more than one. Raises `ReturnError` for a container that is not taken apart."""
    container: Container = "archive" if contents == "zip" else "mail"
    held = _files_in(contents, data)
    packed = [file.name for file in held if _is_packed(file)]
    plain = [file for file in held if not _is_packed(file)]
    found = [_read(file, read) for file in plain]
    forms = _forms([file for file in found if not file.read.problem])
    if len(forms) == 1:
        [form] = forms
        taken = {part.name for part in form.read.parts} | {*form.read.parts_again}
        passed = [file.name for file in held if file.name not in taken and not file.aside]
        return replace(form.read, container=container, passed_by=passed)
    if forms:
        names = [part.name for form in forms for part in form.read.parts]
        return _none(container, "several_inside", names)
    return _unread(container, [file for file, its in zip(found, plain, strict=True) if not its.aside], packed)


def file_within(data: bytes, sha256: str, password: str | None = None) -> bytes:
    """The file in an archive, a mail or a portfolio that has this digest, or in a portfolio there; all of it, where
    none is meant. Raises `ReturnError` where none has."""
    if not sha256:
        return data
    contents = contents_of(data)
    held = _portfolio(data, password) if contents == "pdf" else [one.data for one in _files_in(contents, data)]
    pdfs = (file for file in held if contents != "pdf" and contents_of(file) == "pdf")
    for file in chain(held, (one for pdf in pdfs for one in _beside(pdf, password))):
        if hashlib.sha256(file).hexdigest() == sha256:
            return file
    raise ReturnError("not_our_form", reason="nothing_inside")


def _portfolio(data: bytes, password: str | None = None) -> list[bytes]:
    """The PDF files in a portfolio; none in any other PDF file."""
    from dtmforms.pdf.read.pypdf_reader import read_by_pypdf

    return [*read_by_pypdf(data, password).attached.values()]


def _beside(data: bytes, password: str | None) -> list[bytes]:
    """The same of one file among others; none in one that cannot be read, which spoils no other."""
    try:
        return _portfolio(data, password)
    except ReturnError:
        return []


def _files_in(contents: str, data: bytes) -> list[FileWithin]:
    return files_of_archive(data) if contents == "zip" else files_of_mail(data)


def _is_packed(file: FileWithin) -> bool:
    return file.mail or contents_of(file.data) in _PACKED


def _read(file: FileWithin, read: Callable[[bytes], ReturnedFile]) -> NamedFile:
    digest = hashlib.sha256(file.data).hexdigest()
    try:
        found = read(file.data)
    except ReturnError as error:
        found = ReturnedFile(problem=Unread(error.kind, error.reason, error.language))
    return NamedFile(file.name, replace(found, sha256=digest))


def _forms(files: Sequence[NamedFile]) -> list[NamedFile]:
    """The forms that the files are, or make together; the same file but once. Each names the files it is from."""
    parts = [file for file in files if is_part(file.read)]
    whole: dict[str, NamedFile] = {}
    for file in (file for file in files if not is_part(file.read)):
        if file.read.sha256 in whole:
            whole[file.read.sha256].read.parts_again.append(file.name)
        else:
            whole[file.read.sha256] = _of_itself(file)
    return [*whole.values(), *map(_of_itself, put_together(parts))]


def _of_itself(file: NamedFile) -> NamedFile:
    own = [PartRead(file.name, file.read.sha256)]
    return replace(file, read=replace(file.read, parts=file.read.parts or own))


def _unread(container: Container, files: Sequence[NamedFile], packed: list[str]) -> ReturnedFile:
    """Why there is no form: of the only file, what is to be said of it by itself."""
    if len(files) == 1 and not packed:
        [only] = files
        return replace(_of_itself(only).read, container=container)
    if packed:
        return _none(container, "packed_inside", packed)
    if not files:
        raise ReturnError("not_our_form", reason="nothing_inside")
    return _none(container, "none_inside", [file.name for file in files])


def _none(container: Container, reason: str, names: Sequence[str]) -> ReturnedFile:
    return ReturnedFile(problem=Unread("not_our_form", reason, names=tuple(dict.fromkeys(names))), container=container)

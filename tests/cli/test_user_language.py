"""In which language the program speaks: chosen by whoever runs it, else by their system, before anything is read."""

from __future__ import annotations

import contextlib
import gettext
import os
import sys
from pathlib import Path

import pytest

from dtmforms.cli import user_language
from dtmforms.cli.main import run
from dtmforms.cli.user_language import asked_for, chosen, language_of, of_posix, of_windows, speaking
from dtmforms.language.spoken import spoken


@pytest.mark.parametrize(
    ("arguments", "variable", "system", "language"),
    [
        (["--messages", "fr", "check"], "es", ["ar"], "fr"),
        (["check"], "es", ["ar"], "es"),
        (["check"], "", ["ar_SD.UTF-8"], "ar"),
        (["check"], "", [], "en"),
        (["--messages", "xx", "check"], "es", ["ar"], "es"),
        (["check"], "xx", ["ar"], "ar"),
        (["check"], "xx", ["xx_XX", "fr_FR"], "fr"),
        (["check"], "xx", ["xx_XX"], "en"),
    ],
)
def test_the_option_comes_first_then_the_variable_then_the_system_then_english(
    arguments: list[str], variable: str, system: list[str], language: str
) -> None:
    assert chosen(arguments, {"DTMFORMS_LANG": variable} if variable else {}, system) == language


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("fr", "fr"),
        ("FR", "fr"),
        ("fr_CD.UTF-8", "fr"),
        ("fr-CD", "fr"),
        ("es_419", "es"),
        ("ar_SD@latin", "ar"),
        ("en.UTF-8", "en"),
        ("fra", ""),
        ("xx_XX", ""),
        ("C", ""),
        ("", ""),
        ("../en", ""),
    ],
)
def test_region_and_encoding_are_cut_off(tag: str, language: str) -> None:
    assert language_of(tag) == language


@pytest.mark.parametrize(
    ("arguments", "asked"),
    [
        ([], ""),
        (["--messages", "fr", "check", "a.yaml"], "fr"),
        (["--messages=fr", "check"], "fr"),
        (["--version", "--messages", "fr"], "fr"),
        (["--messages", "fr", "--messages", "es", "--help"], "es"),
        (["--messages"], ""),
        (["check", "--messages", "fr"], ""),
        (["--", "--messages", "fr"], ""),
        (["-", "--messages", "fr"], ""),
    ],
)
def test_the_option_stands_before_the_command(arguments: list[str], asked: str) -> None:
    assert asked_for(arguments) == asked


@pytest.mark.parametrize(
    ("environment", "tags"),
    [
        ({}, ["", ""]),
        ({"LANG": "fr_FR.UTF-8"}, ["", "fr_FR.UTF-8"]),
        ({"LANG": "fr_FR.UTF-8", "LC_MESSAGES": "es_CO.UTF-8"}, ["", "es_CO.UTF-8"]),
        ({"LANG": "fr_FR.UTF-8", "LC_MESSAGES": "es_CO.UTF-8", "LC_ALL": "ar_SD"}, ["", "ar_SD"]),
        ({"LANG": "fr_FR.UTF-8", "LC_ALL": ""}, ["", "fr_FR.UTF-8"]),
        ({"LANG": "en_GB.UTF-8", "LANGUAGE": "de:fr_CH"}, ["de", "fr_CH", "en_GB.UTF-8"]),
        ({"LANGUAGE": "fr"}, ["fr", ""]),
        ({"LANG": "C.UTF-8", "LANGUAGE": "fr"}, []),
        ({"LANG": "fr_FR.UTF-8", "LC_ALL": "C"}, []),
        ({"LANG": "POSIX"}, []),
    ],
)
def test_a_system_of_unix_tells_its_language_as_it_tells_other_programs(
    environment: dict[str, str], tags: list[str]
) -> None:
    assert of_posix(environment) == tags


@pytest.mark.parametrize(
    ("identifier", "language"),
    [
        (0x0409, "en"),  # English, United States
        (0x040C, "fr"),  # French, France
        (0x240C, "fr"),  # French, Democratic Republic of the Congo
        (0x3C0C, "fr"),  # French, Haiti
        (0x0C0A, "es"),  # Spanish, Spain
        (0x580A, "es"),  # Spanish, Latin America
        (0x0801, "ar"),  # Arabic, Iraq
        (0x0407, ""),  # German
        (0x1000, ""),  # a language that has no identifier of its own
    ],
)
def test_windows_tells_its_language_by_a_number(identifier: int, language: str) -> None:
    assert language_of(of_windows(identifier)) == language


def test_windows_is_asked_for_the_language_of_its_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    import ctypes
    import types

    kernel = types.SimpleNamespace(GetUserDefaultUILanguage=lambda: 0x240C)
    monkeypatch.setattr(ctypes, "windll", types.SimpleNamespace(kernel32=kernel), raising=False)
    monkeypatch.setattr(sys, "platform", "win32")
    assert chosen([], {"LANG": "es_CO"}, user_language.of_system({"LANG": "es_CO"})) == "fr"


def test_a_language_is_spoken_for_as_long_as_it_was_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    for before in ("de", None):
        monkeypatch.delenv("LANGUAGE", raising=False)
        if before:
            monkeypatch.setenv("LANGUAGE", before)
        domain = gettext.textdomain()
        with contextlib.suppress(ZeroDivisionError), speaking("fr"):
            assert (spoken(), gettext.gettext("Usage:")) == ("fr", "Utilisation\u00a0:")
            raise ZeroDivisionError
        assert (spoken(), gettext.textdomain(), os.environ.get("LANGUAGE")) == ("en", domain, before)


# On the command line


USAGE = {"en": "Usage:", "fr": "Utilisation\u00a0:", "es": "Uso:", "ar": "طريقة الاستعمال:"}
MISSING = {"en": "Missing argument", "fr": "Il manque l’argument", "es": "Falta el argumento", "ar": "ينقص الوسيط"}


@pytest.mark.parametrize("language", USAGE)
@pytest.mark.parametrize("command", [[], ["check"], ["register"], ["register", "show"]])
def test_help_is_in_the_language_that_was_asked_for(
    command: list[str], language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["--messages", language, *command, "--help"]) == 0
    assert capsys.readouterr().out.startswith(f"{USAGE[language]} dtmforms")
    assert run([*command, "--help"]) == 0
    assert capsys.readouterr().out.startswith("Usage: dtmforms")


@pytest.mark.parametrize("language", USAGE)
def test_wrong_usage_is_in_the_language_that_was_asked_for(
    language: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DTMFORMS_LANG", language)
    assert run(["check"]) == 2
    printed = capsys.readouterr().err
    assert printed.startswith(USAGE[language])
    assert MISSING[language] in printed


def test_what_can_be_chosen_is_listed_without_escapes(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--messages", "fr", "register", "duty", "REF"]) == 2
    assert "\n  written_notice,\n" in capsys.readouterr().err


@pytest.mark.parametrize(("language", "said"), [("en", "'--only': 'x'"), ("es", "«--only»: «x»")])
def test_what_click_names_stands_between_the_quotation_marks_of_the_language(
    language: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["--messages", language, "batch", "missions", "--only", "x"]) == 2
    assert said in capsys.readouterr().err


def test_countries_are_suggested_by_their_names_in_the_language(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--messages", "fr", "new", "Tchat", "UNICEF"]) == 2
    assert "TCD (Tchad)" in capsys.readouterr().err


def test_a_language_that_is_none_is_wrong_usage_even_where_help_is_asked_for(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DTMFORMS_LANG", "fr_CD.UTF-8")
    for rest in (["check", "a.yaml"], ["--help"], ["--version"]):
        assert run(["--messages", "xx", *rest]) == 2
        assert "Valeur non valide pour «\u00a0--messages\u00a0»" in capsys.readouterr().err
    assert run(["--messages"]) == 2
    assert run(["--messages", "ar-SD", "--version"]) == 0


def test_a_command_speaks_the_language_that_was_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    record, heard = tmp_path / "a.yaml", []
    record.touch()
    monkeypatch.setattr("dtmforms.read_records", lambda *_, **__: heard.append(spoken()))
    for option in (["--messages", "es"], []):
        run([*option, "check", str(record)])
    assert heard == ["es", "en"]


def test_an_option_is_explained_once_more_in_another_language(capsys: pytest.CaptureFixture[str]) -> None:
    """Click keeps the option --help of a command."""
    for language, said in (("fr", "Afficher cette aide"), ("es", "Mostrar esta ayuda"), ("en", "Show this message")):
        assert run(["--messages", language, "check", "--help"]) == 0
        assert said in capsys.readouterr().out


def test_a_variable_that_names_none_of_the_languages_is_said_once(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DTMFORMS_LANG", "de")
    run(["--version"])
    assert "“de” is none of the languages of dtmforms" in capsys.readouterr().err
    run(["--messages", "fr", "--version"])
    assert not capsys.readouterr().err
    monkeypatch.setenv("DTMFORMS_LANG", "fr_TD")
    run(["--version"])
    assert not capsys.readouterr().err

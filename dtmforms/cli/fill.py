from __future__ import annotations

import click

from dtmforms.cli.documents import blank_option, language_option, make
from dtmforms.cli.output import as_json_option, force_option, place_option


@click.command(short_help="Tables B and C as a Word document, for signature.")
@click.argument("records", nargs=-1, metavar="RECORD...")
@blank_option
@language_option
@place_option
@force_option
@as_json_option
def fill(
    records: tuple[str, ...], blank: bool, language: str | None, place: str | None, force: bool, as_json: bool
) -> int:
    """Tables B and C of each record as a Word document, for signature.

    \b
    Examples:
      dtmforms fill agreement.yaml
      dtmforms fill missions/*.yaml -o to-sign/
      dtmforms fill --blank --language fr -o formulaire.docx
    """
    from dtmforms.word import filling

    return make(
        records,
        suffix=".docx",
        draw=filling.fill,
        draw_blank=filling.fill_blank,
        blank=blank,
        language=language,
        place=place,
        force=force,
        as_json=as_json,
    )

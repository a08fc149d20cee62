from __future__ import annotations

import click

from dtmforms.cli.documents import blank_option, language_option, make
from dtmforms.cli.output import as_json_option, force_option, place_option


@click.command(short_help="The fillable PDF form, prefilled.")
@click.argument("records", nargs=-1, metavar="RECORD...")
@blank_option
@language_option
@place_option
@force_option
@as_json_option
def form(
    records: tuple[str, ...], blank: bool, language: str | None, place: str | None, force: bool, as_json: bool
) -> int:
    """The fillable PDF form of each record, prefilled, with the cells of IOM locked.

    \b
    Examples:
      dtmforms form agreement.yaml
      dtmforms form agreement.yaml -o to-unicef.pdf
      dtmforms form --blank --language es -o formulario.pdf
    """
    from dtmforms.pdf import drawing

    return make(
        records,
        suffix=".pdf",
        draw=drawing.draw_form,
        draw_blank=drawing.draw_blank,
        blank=blank,
        language=language,
        place=place,
        force=force,
        as_json=as_json,
    )

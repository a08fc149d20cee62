from __future__ import annotations

from webbrowser import open as open_browser

import click

from dtmforms.cli.help import command, option
from dtmforms.cli.options import DEFAULT_PLACE, Number, answering_options, trust_option
from dtmforms.cli.output import one_line_json
from dtmforms.language.spoken import spoken

_PORTS = Number(1024, 65535)


@command()
@answering_options
@option("--records", "folder", default=f"{DEFAULT_PLACE}/records", metavar="FOLDER")
@trust_option
@option("--port", type=_PORTS, metavar="N")
@option("--no-browser", "unopened", is_flag=True)
def serve(place: str, as_json: bool, folder: str, trust: str | None, port: int | None, unopened: bool) -> int:
    from dtmforms.page import server  # the server is loaded by nothing else, and by no wrong usage

    def tell(address: str) -> None:
        click.echo(one_line_json({"schema": "dtmforms/page/1", "address": address}) if as_json else address)
        if not unopened:
            open_browser(address)

    server.serve(place, port or 0, spoken(), folder, trust, tell)
    return 0

#!/bin/sh
# Opens the page of the register that lies in the folder of this file.
cd "$(dirname "$0")" || exit 1
PATH="$PWD/.venv/bin:$HOME/.local/bin:/opt/homebrew/bin:/usr/local/bin:$PATH"
exec dtmforms serve

#!/bin/sh
# Opens the page; with words behind it, runs that command: "./Start dtmforms.command" check agreement.yaml
here=$(cd "$(dirname "$0")" && pwd) || exit 1
PATH="$PATH:/usr/local/bin:/opt/homebrew/bin"
for version in 3.14 3.13 3.12 3.11; do
  if "python$version" -c "" 2>/dev/null; then exec "python$version" -I "$here/program/start.py" "$@"; fi
done
cat "$here/Read me.txt"
exit 1

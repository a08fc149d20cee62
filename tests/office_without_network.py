"""What an office does with a bundle, in a namespace without a network and without rights: `unshare --net` runs this.

    python office_without_network.py STARTER RECORD FORM

Prints, as JSON, what was seen. Needs nothing but Python itself.
"""

from __future__ import annotations

import array
import fcntl
import http.client
import json
import os
import socket
import struct
import subprocess
import sys
import time
from http.cookies import SimpleCookie
from urllib.parse import urlsplit

SIOCSIFFLAGS = 0x8914
UP = 1
NOBODY = 65534


def main() -> None:
    starter, record, form = sys.argv[1:]
    raise_loopback()
    if os.environ["BEGUN_BY"] == "0":
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    began = time.monotonic()
    seen = {
        "network": reaches_a_network(),
        "started": run(starter, "start", record),
        "returned": run(starter, "ingest", form, "--against", record),
    }
    page = subprocess.Popen([starter], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        address = next(line for line in page.stdout or () if line.startswith("http://")).strip()
        seen["page"] = visited(address)
    finally:
        page.terminate()
        page.communicate()
    sys.stdout.write(json.dumps({**seen, "seconds": time.monotonic() - began}))


def raise_loopback() -> None:
    """A new namespace has the computer's own address, which is not up."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, array.array("B", struct.pack("16sh14x", b"lo", UP)))


def reaches_a_network() -> bool:
    return [name for _, name in socket.if_nameindex()] != ["lo"]


def run(starter: str, *arguments: str) -> tuple[int, str, str]:
    done = subprocess.run([starter, *arguments], capture_output=True, text=True)
    return done.returncode, done.stdout, done.stderr


def visited(address: str) -> str:
    """The first page, as a browser comes to it."""
    parts = urlsplit(address)
    place, cookie = f"{parts.path}?{parts.query}", ""
    while place:
        connection = http.client.HTTPConnection(parts.netloc, timeout=30)
        connection.request("GET", place, headers={"Cookie": cookie})
        answer = connection.getresponse()
        text = answer.read().decode()
        given = SimpleCookie(answer.getheader("Set-Cookie", ""))
        cookie = "; ".join(f"{name}={one.value}" for name, one in given.items()) or cookie
        place = answer.getheader("Location", "")
    return text


if __name__ == "__main__":
    main()

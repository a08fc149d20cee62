"""Documents are drawn one at a time in a process: the libraries that draw are not made for threads, and whoever uses
this program may have several."""

from __future__ import annotations

import threading

ONE_AT_A_TIME = threading.Lock()

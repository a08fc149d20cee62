"""What takes minutes: it runs beside the page, which tells how far it is; one run at a time. Stopped, it leaves what is
whole."""

from __future__ import annotations

import threading
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import dtmforms
from dtmforms.language.spoken import say, spoken

Rows: TypeAlias = Sequence[Any]
"""Of documents, `ReportRow`; of returns, `Triaged`."""
Work: TypeAlias = Callable[["Run"], Rows]


class _StoppedError(Exception):
    """Somebody stopped the run."""


@dataclass(slots=True)
class Run:
    """`kind` is what it makes; `state` is running, stopped, ended, or failed by an `error` or
    a fault of the program, of which its kind and place are known."""

    kind: str
    used: Callable[[], None]
    done: int = 0
    of: int = 0
    state: str = "running"
    rows: Rows = ()
    error: dtmforms.DtmformsError | None = None
    fault: tuple[str, str] | None = None
    stopping: bool = False

    @property
    def problems(self) -> list[str]:
        """Why it failed."""
        if self.error:
            return [*self.error.sentences(spoken())]
        return [say("program_has_a_fault", fault=self.fault[0], place=self.fault[1])] if self.fault else []

    def keep(self, row: Any) -> None:
        """Called with each row that is made: a run that does not come to its end tells of these."""
        self.rows = (*self.rows, row)

    def tell(self, done: int, of: int) -> None:
        """Called with each item that is done, between which it can be stopped."""
        if self.stopping:
            raise _StoppedError
        self.done, self.of = done, of
        self.used()  # a page at work is not idle


class Runs:
    """The run that goes on, or the last one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.last: Run | None = None

    def begin(self, run: Run, work: Work) -> bool:
        """Begin it, in the language that is spoken; not where another one goes on."""
        with self._lock:
            if self.last and self.last.state == "running":
                return False
            self.last = run
        threading.Thread(target=_run, args=(run, work, spoken()), daemon=True).start()
        return True

    def stop(self) -> None:
        if self.last:
            self.last.stopping = True


def _run(run: Run, work: Work, language: str) -> None:
    dtmforms.speak(language)
    try:
        run.rows = work(run)
        run.state = "ended"
    except _StoppedError:
        run.state = "stopped"
    except dtmforms.DtmformsError as error:
        run.error, run.state = error, "failed"
    except Exception as error:  # noqa: BLE001 - nobody else would tell of it; the message may hold contact data
        where = traceback.extract_tb(error.__traceback__)[-1]
        run.fault = (type(error).__name__, f"{Path(where.filename).name}:{where.lineno}")
        run.state = "failed"

"""The page beside a register of 1,000 agreements: what each screen takes of the processor, and what a thousand requests
leave in memory.

python scripts/page_bench.py [AGREEMENTS]
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import cycle, islice
from pathlib import Path

import environment
from register_bench import fill, prepared, reference_of

ROUNDS = 9
REQUESTS = 1000
AIM = 150
"""Milliseconds of the processor that a screen may take."""
PORT = 8123


def main(count: int) -> None:
    from starlette.testclient import TestClient

    import dtmforms
    from dtmforms.page.app import app
    from dtmforms.page.guard import Guard, cookie_name
    from dtmforms.page.keys import Keys, new_secret
    from dtmforms.page.life import Life

    with tempfile.TemporaryDirectory() as name:
        place, records = f"{name}/register.sqlite3", f"{name}/records"
        fill(place, prepared(Path(name)), range(count))
        keys, life = Keys(new_secret()), Life()
        guarded = Guard(app(place, keys, life, "en", records), keys, PORT, life)
        origin, reference = f"http://127.0.0.1:{PORT}", reference_of(count - 1)
        browser = TestClient(guarded, base_url=origin, follow_redirects=False, client=("127.0.0.1", 50000))
        browser.cookies.set(cookie_name(PORT), keys.cookie)
        here = f"/agreements/{reference}"

        def post(where: str, **fields: str) -> str:
            answer = browser.post(where, data={"key": keys.form} | fields, headers={"origin": origin})
            answered(where, answer.status_code, 200, 303)
            return answer.headers.get("location", "")

        def get(where: str) -> None:
            answer = browser.get(where)
            answered(where, answer.status_code, 200)

        draft = post(f"{here}/revise").rpartition("/")[0]
        screens: dict[str, Callable[[], object]] = {
            "all agreements": lambda: get("/agreements"),
            "all agreements, everything that waits": lambda: get("/agreements?all=1"),
            "looked for by partner": lambda: post("/agreements/find", partner="harbour"),
            "looked for by person": lambda: post("/agreements/find", person="Nobody Atall"),
            "one agreement": lambda: get(here),
            "one agreement on a day": lambda: get(f"{here}?on=2026-11-02"),
            "another focal point": lambda: get(f"{here}/acts/replace"),
            "drafts": lambda: get("/drafts"),
            "a step: parties": lambda: get(f"{draft}/parties"),
            "a step: datasets and their risk": lambda: get(f"{draft}/risk"),
            "review of a record": lambda: get(f"{draft}/review"),
            "returned forms": lambda: get("/returns"),
            "many at once": lambda: get("/many"),
            "settings and help": lambda: get("/settings"),
        }
        print(f"{count} agreements; milliseconds of the processor, median of {ROUNDS}; {os.cpu_count()} processors")
        print(f"{milliseconds(lambda: get('/agreements')):8.0f}  all agreements, for the first time")
        late = []
        for title, ask in screens.items():
            spent = statistics.median(milliseconds(ask) for _ in range(ROUNDS))
            late += [title] if spent > AIM else []
            print(f"{spent:8.0f}  {title}", flush=True)
        register = dtmforms.Register(place)
        shown = statistics.median(milliseconds(lambda: register.show(reference)) for _ in range(ROUNDS))
        print(f"{shown:8.0f}  beside: Register.show")
        print(f"{statistics.median(command(place, reference) for _ in range(3)):8.0f}  beside: dtmforms register show")
        begun = memory()
        for ask in islice(cycle(screens.values()), REQUESTS):
            ask()
        print(f"memory: {begun:.0f} MB, after {REQUESTS} requests {memory():.0f} MB")
        print(f"more than {AIM} ms: {', '.join(late) or 'none'}")


def answered(where: str, status: int, *good: int) -> None:
    """A screen that was not answered as it should be has no time."""
    if status not in good:
        sys.exit(f"{where} was answered with {status}")


def milliseconds(ask: Callable[[], object]) -> float:
    began = time.process_time()
    ask()
    return 1000 * (time.process_time() - began)


def command(place: str, reference: str) -> float:
    """The whole program, its start included."""
    began = resource.getrusage(resource.RUSAGE_CHILDREN)
    asked = [sys.executable, "-m", "dtmforms", "register", "show", reference, "--register", place]
    subprocess.run(asked, cwd=environment.ROOT, check=True, capture_output=True)
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return 1000 * (ended.ru_utime + ended.ru_stime - began.ru_utime - began.ru_stime)


def memory() -> float:
    """Megabytes that the process holds now; where the system does not tell, the most that it has held."""
    told = Path("/proc/self/statm")
    if told.exists():
        return int(told.read_text().split()[1]) * resource.getpagesize() / 1e6
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


if __name__ == "__main__":
    if not environment.inside():
        sys.exit(environment.run_inside(__file__))
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)

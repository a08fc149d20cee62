"""What tests share: sample records, and system programs that are skipped only outside of CI."""

from __future__ import annotations

import datetime
import os
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from dtmforms.agreement.checking import check
from dtmforms.agreement.record import Agreement

ROOT = Path(__file__).parent.parent
SAMPLES = Path(__file__).parent / "samples"
RECORDS = {
    "en": ROOT / "scripts" / "demo_agreement.yaml",
    "fr": SAMPLES / "burkina-faso.yaml",
    "es": SAMPLES / "colombia.json",
}
TODAY = datetime.date(2026, 11, 1)

# In CI the examples are always the same, so that a change is judged by itself; elsewhere they are new on each run.
settings.register_profile(
    "fast",
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=bool(os.environ.get("CI")),
)
settings.load_profile("fast")


def pytest_runtest_setup(item: pytest.Item) -> None:
    for marker in item.iter_markers("program"):
        missing = [name for name in marker.args if shutil.which(name) is None]
        if missing and os.environ.get("CI"):
            pytest.fail(f"CI skips nothing, and these programs are missing: {', '.join(missing)}")
        if missing:
            pytest.skip(f"needs {', '.join(missing)}")


def load_sample(language: str) -> Agreement:
    path = RECORDS[language]
    checked = check(path.read_bytes(), name=path.name, today=TODAY)
    assert checked.record, checked.findings
    return checked.record


@pytest.fixture(params=sorted(RECORDS))
def sample(request: pytest.FixtureRequest) -> Agreement:
    """Each of the sample records in turn."""
    return load_sample(request.param)


@pytest.fixture
def demo() -> Agreement:
    """The invented agreement in English."""
    return load_sample("en")

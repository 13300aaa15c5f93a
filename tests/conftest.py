"""What all tests share: folders of their own for the package's files, and the flights data."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).parent.parent
DATA = ROOT / "notebooks" / "data"

# Processes that the package starts inherit these, so they must stand before anything is imported or started.
_HOME = Path(tempfile.mkdtemp(prefix="uzo-tests-"))
os.environ["UZO_DATA_DIR"] = str(_HOME / "data")
os.environ["UZO_CACHE_DIR"] = str(_HOME / "cache")
os.environ["UZO_PREFECT_IDLE_SECONDS"] = "5"
os.environ.pop("PREFECT_API_URL", None)

# Tests do not time: a busy machine is no reason to fail.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


def pytest_sessionfinish() -> None:
    """Leave nothing behind; a server that still runs stops by itself when its leases end."""
    shutil.rmtree(_HOME / "cache", ignore_errors=True)


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    """No test finds results that another has left."""
    results = _HOME / "cache" / "results"
    for kept in (*results.glob("entries/*"), *results.glob("facts/*"), *results.glob("pins/*")):
        if kept.is_dir():
            shutil.rmtree(kept, ignore_errors=True)
        else:
            kept.unlink(missing_ok=True)


@pytest.fixture(scope="session")
def flights_data() -> Path:
    """The folder of the flights tables."""
    assert (DATA / "flights.parquet").exists(), "the data is missing: run 'make data'"
    return DATA


@pytest.fixture
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path

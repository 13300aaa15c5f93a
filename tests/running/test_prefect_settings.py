"""A folder that was opened has no say in how Prefect works: its settings can name code to run."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.running.conftest import Notebook
from tests.running.test_recording import api, run_of, states
from tests.running.test_server import break_prefect
from uzo_jupyter.errors import ServerError
from uzo_jupyter.running.server import PrefectServer
from uzo_jupyter.session import Session

TEXT = 'a = frame("words")\nb = a.head(2)'


@pytest.fixture
def spoilt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with settings for Prefect that run code as soon as Prefect is imported."""
    (tmp_path / "prefect.toml").write_text('[logging]\nconfig_path = "log.yml"\n')
    command = f"touch {tmp_path / 'touched'}"
    (tmp_path / "log.yml").write_text(
        f'version: 1\nformatters:\n  evil:\n    "()": subprocess.getoutput\n    cmd: {command}\n'
    )
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run_and_record(notebook: Notebook, folder: Path) -> None:
    """Run a workflow in the folder, and wait until Prefect has it."""
    session = Session(notebook.variables, folder)
    try:
        flow = session.open_text(TEXT)
        flow.run()
        flow.wait(90)
        assert states(run_of(flow), 2)[0] == "COMPLETED"
    finally:
        session.close()


def test_settings_beside_a_notebook_run_nothing_when_its_runs_are_recorded(
    notebook: Notebook, spoilt: Path
) -> None:
    run_and_record(notebook, spoilt)
    assert not (spoilt / "touched").exists()


def test_settings_beside_a_notebook_run_nothing_where_a_server_leads(
    notebook: Notebook, spoilt: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    notebook.session.warm_up()
    monkeypatch.setenv("PREFECT_API_URL", api())
    run_and_record(notebook, spoilt)
    assert not (spoilt / "touched").exists()


def test_the_server_works_in_the_data_folder(
    tmp_path: Path, spoilt: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("UZO_DATA_DIR", str(home))
    break_prefect(home, monkeypatch, "open('here', 'w').close()\nraise SystemExit(7)")
    with pytest.raises(ServerError, match="ended with code 7"):
        PrefectServer().ensure()
    assert (home / "here").exists()
    assert not (spoilt / "touched").exists()

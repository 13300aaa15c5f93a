"""Code runs only where this user has said so; a document cannot bring trust along."""

from __future__ import annotations

import json
import os
import stat
import threading
from pathlib import Path

import pytest

from uzo_jupyter.errors import RunError, UzoError
from uzo_jupyter.operations.code import code_digest
from uzo_jupyter.session import Session
from uzo_jupyter.session.trust import Trust

CODE = "df.head(3)"


def test_the_key_is_readable_by_the_user_alone_and_the_record_holds_no_code(tmp_path: Path) -> None:
    Trust(tmp_path).add(CODE)
    key = tmp_path / "trust" / "key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert len(key.read_bytes()) == 32
    record = (tmp_path / "trust" / "trusted").read_text()
    assert CODE not in record
    assert code_digest(CODE).removeprefix("sha256:") not in record


def test_a_record_of_another_user_means_nothing(tmp_path: Path) -> None:
    Trust(tmp_path / "other").add(CODE)
    mine = Trust(tmp_path / "mine")
    mine.add("something else")
    record = tmp_path / "other" / "trust" / "trusted"
    (tmp_path / "mine" / "trust" / "trusted").write_text(record.read_text())
    assert not mine.covers(CODE)


def test_threads_that_need_the_first_key_get_the_same_one(tmp_path: Path) -> None:
    trusts = [Trust(tmp_path) for _ in range(8)]
    threads = [threading.Thread(target=trust.add, args=(f"{CODE}{n}",)) for n, trust in enumerate(trusts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(Trust(tmp_path).covers(f"{CODE}{number}") for number in range(8))


def test_trust_for_a_session_ends_with_it(tmp_path: Path) -> None:
    trust = Trust(tmp_path)
    trust.add_for_session(CODE)
    trust.add_digest(code_digest("other"))
    assert trust.covers(CODE) and trust.covers("other")
    assert not Trust(tmp_path).covers(CODE)


@pytest.mark.parametrize(
    "text", ["", "sha256:", "sha256:12", f"md5:{'0' * 64}", f"sha256:{'G' * 64}", "0" * 64]
)
def test_what_is_no_digest_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(UzoError, match="is no digest of code"):
        Trust(tmp_path).add_digest(text)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_record_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(UzoError, match="cannot be written"):
        Trust(tmp_path).add(CODE)


def document(folder: Path) -> Path:
    """A document that was opened, with code that marks the folder when it runs."""
    mark = folder / "ran"
    code = f"df if __import__('pathlib').Path({str(mark)!r}).write_text('ran') else df"
    read = {"operation": "read", "connectorType": "csv", "path": "a.csv"}
    node = {"id": "a", "data": {"label": "a", "nodeType": "connector", "config": read}}
    config = {"operation": "custom", "code": code}
    custom = {"id": "b", "data": {"label": "b", "nodeType": "transform", "config": config}}
    edge = {"id": "e", "source": "a", "target": "b"}
    (folder / "a.csv").write_text("x\n1\n")
    path = folder / "opened.uzo.json"
    path.write_text(json.dumps({"nodes": [node, custom], "edges": [edge]}))
    return path


def test_the_code_of_an_opened_document_does_not_run_until_the_person_says_so(tmp_path: Path) -> None:
    session = Session({}, tmp_path)
    session.trust = Trust(tmp_path / "home")
    try:
        flow = session.open_document(document(tmp_path))
        flow.sample()
        assert flow.ok
        flow.plan()
        with pytest.raises(RunError, match="nobody has trusted it") as caught:
            flow.run()
        digest = flow.codes()["b"].digest
        assert f"--trust {digest}" in str(caught.value)
        assert not (tmp_path / "ran").exists()
        with pytest.raises(UzoError, match="has changed meanwhile"):
            flow.trust("b", code_digest("something else"))
        flow.trust("b", digest)
        flow.run()
        flow.wait(120)
        assert (tmp_path / "ran").exists()
        assert flow["b"].collect().to_dicts() == [{"x": 1}]
    finally:
        session.close()

"""Code in the messages of a view: what is told of it, who may let it run, and what is kept nowhere."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from uzo_jupyter.protocol import VIEW_MESSAGES, Message
from uzo_jupyter.session import Session
from uzo_jupyter.session.trust import Trust
from uzo_jupyter.view import FlowView

CODE = "df.head(2)"
TEXT = f'a = frame("df")\nb = a.custom("{CODE}")'


class Seen:
    """A view of a workflow that nobody has executed, and what it was told."""

    def __init__(self, folder: Path) -> None:
        self.session = Session({"df": pl.DataFrame({"n": list(range(1000))})}, folder)
        self.session.trust = Trust(folder / "home")
        self.flow = self.session.open_text(TEXT, "demo")
        self.sent: list[Any] = []
        self.view = FlowView(self.flow, self.session.registry, self._post, lambda: "v")

    def _post(self, message: Message, buffers: list[bytes] | None = None) -> None:
        self.sent.append(VIEW_MESSAGES.validate_python(message.to_wire()))

    def trusted(self, node: str = "b") -> bool:
        """Whether the code of a node may run."""
        return self.flow.codes()[node].trusted

    def edit(self, *edits: dict[str, object]) -> None:
        """Edit as the browser does."""
        self.view.receive({"kind": "edit", "edits": list(edits)})


@pytest.fixture
def seen(tmp_path: Path) -> Seen:
    """A view of code that nobody has trusted."""
    return Seen(tmp_path)


def test_the_state_tells_the_code_and_a_refused_run_where_it_is(seen: Seen) -> None:
    seen.view.receive({"kind": "hello"})
    code = seen.sent[-1].nodes["b"].code
    assert (code.text, code.trusted, code.problem) == (CODE, False, None)
    assert seen.sent[-1].nodes["a"].code is None
    seen.view.receive({"kind": "run"})
    rejected = seen.sent[-1]
    assert (rejected.kind, rejected.untrusted) == ("rejected", ("b",))
    assert rejected.message == "The code of 'b' was not written here, and nobody has trusted it."


def test_what_was_read_is_trusted_and_nothing_else(seen: Seen) -> None:
    digest = seen.flow.codes()["b"].digest
    seen.view.receive({"kind": "trust-code", "node": "b", "digest": "sha256:" + "0" * 64})
    assert "has changed meanwhile" in seen.sent[-1].message
    assert not seen.trusted()
    seen.view.receive({"kind": "trust-code", "node": "b", "digest": digest})
    assert seen.trusted()
    assert seen.sent[-1].nodes["b"].code.trusted


def test_code_that_is_written_in_the_settings_is_trusted_for_the_session(seen: Seen, tmp_path: Path) -> None:
    seen.session.trust.add_for_session(CODE)
    seen.edit({"kind": "configure", "node": "b", "values": {"code": "df.head(3)"}})
    assert seen.trusted()
    assert not Trust(tmp_path / "home").covers("df.head(3)")


def test_who_changes_code_of_somebody_else_has_not_trusted_the_rest_of_it(seen: Seen) -> None:
    seen.edit({"kind": "configure", "node": "b", "values": {"code": f"{CODE} "}})
    seen.edit({"kind": "configure", "node": "b", "values": {"code": CODE}})
    assert not seen.trusted()


@pytest.mark.parametrize(
    ("edit", "node"),
    [
        ({"kind": "configure", "node": "b", "values": {"pin": True}}, "b"),
        ({"kind": "rename", "node": "b", "name": "renamed"}, "renamed"),
        ({"kind": "duplicate", "nodes": ["b"]}, "b"),
        ({"kind": "paste", "text": 'p = frame("df")\nq = p.custom("df.tail(1)")'}, "q"),
    ],
)
def test_other_edits_trust_nothing(seen: Seen, edit: dict[str, object], node: str) -> None:
    seen.edit(edit)
    assert seen.flow.codes()[node]
    assert not any(code.trusted for code in seen.flow.codes().values())


def test_the_notebook_keeps_no_code(seen: Seen) -> None:
    assert seen.view.static_view().nodes["b"].code is None


def test_looking_at_code_writes_nothing(seen: Seen, tmp_path: Path) -> None:
    seen.flow.node_states()
    assert not (tmp_path / "home").exists()


def test_what_a_pinned_result_takes_is_known_where_its_rows_are(seen: Seen) -> None:
    assert seen.flow.pin_size("a") is None
    seen.flow.sample()
    assert seen.flow.pin_size("a") == 8000
    assert seen.flow.pin_size("b") is None

"""A live workflow with code in it: what the code is, and who says that it may run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from uzo_jupyter.errors import UzoError
from uzo_jupyter.operations.code import NotebookCall
from uzo_jupyter.protocol import Configure, Edit
from uzo_jupyter.session.code import NodeCode, node_codes
from uzo_jupyter.session.live import LiveWorkflow
from uzo_jupyter.session.opened import Opened

_CODE_SETTINGS = frozenset({"code", "function", "arguments"})


class CodedWorkflow(LiveWorkflow):
    """A live workflow whose nodes may have code, which runs only where the person says so."""

    def __init__(self, opened: Opened) -> None:
        super().__init__(opened)
        self._seen = self._functions()

    def codes(self) -> dict[str, NodeCode]:
        """The code of the nodes that have some, and whether it may run."""
        return node_codes(self._checked, self._opened.namespace, self._opened.trust)

    def trust(self, node: str, digest: str | None = None) -> None:
        """Let the code of a node run from now on, in all sessions of this user.

        ``digest`` is that of the code that the person has read, where another one may be there by now.

        Raises
        ------
        UzoError
            When the node has no code, or not that one.
        """
        code = self.codes().get(node)
        if code is None or code.problem is not None:
            raise UzoError(f"{node!r} has no code to trust.", hint=code.problem if code else None)
        if digest is not None and code.digest != digest:
            raise UzoError(f"The code of {node!r} has changed meanwhile.", hint="Read it again.")
        self._opened.trust.add(code.text)
        if code.call is not None:
            # In this session the person may go on with writing the function.
            self._opened.trust.add_call_for_session(code.call)
        self._tell("checked")

    def trust_for_session(self) -> None:
        """Let the code of all nodes run in this session: the person has executed the cell that it stands in.

        What that says of a call holds also for a function that is only written, or written anew, later on.
        """
        for code in self.codes().values():
            if code.problem is None:
                self._opened.trust.add_for_session(code.text)
            if code.call is not None:
                self._opened.trust.add_call_for_session(code.call)

    def _edit(self, edits: Sequence[Edit]) -> None:
        """Code that the person writes so may run in this session.

        Pasted code may not, and who changes code of somebody else has not said that the rest of it may run.
        """
        before = self.codes()
        own = [edit.node for edit in edits if isinstance(edit, Configure) and self._is_own(edit, before)]
        super()._edit(edits)
        now = self.codes()
        written = [(before.get(node), now[node]) for node in own if node in now]
        for old, new in written:
            self._trust_edited(old, new)
        if written:
            self._tell("checked")

    def _is_own(self, edit: Configure, codes: Mapping[str, NodeCode]) -> bool:
        """Whether an edit writes code in a node that had none yet, or in which all code is trusted."""
        if not _CODE_SETTINGS & {*edit.values, *edit.unset}:
            return False
        code = codes.get(edit.node)
        if code is not None and (code.trusted or self._covers_call(code)):
            return True
        if edit.node not in self.workflow:
            return True
        config = self.workflow.node(edit.node).config
        return not any(_is_filled(config.get(name)) for name in _CODE_SETTINGS)

    def _covers_call(self, code: NodeCode) -> bool:
        return code.call is not None and self._opened.trust.covers_call(code.call)

    def _trust_edited(self, old: NodeCode | None, new: NodeCode) -> None:
        trust, call = self._opened.trust, new.call
        if call is not None:
            trust.add_call_for_session(call)
        # A function that is only imported is not written here: to choose it is not to have read it.
        if new.problem is None and (call is None or _is_of_same_function(old, call)):
            trust.add_for_session(new.text)

    def follow_functions(self) -> None:
        """A cell was executed: tell where it has changed what functions of the notebook say that nodes call."""
        functions = self._functions()
        if functions != self._seen:
            self._seen = functions
            self._tell("checked")

    def _functions(self) -> dict[str, tuple[str, str | None]]:
        """What the functions that nodes call say, or why they cannot be called."""
        return {node: (code.text, code.problem) for node, code in self.codes().items() if code.call}


def _is_of_same_function(old: NodeCode | None, call: NotebookCall) -> bool:
    return old is not None and old.trusted and old.call is not None and old.call.function == call.function


def _is_filled(value: object) -> bool:
    return bool(value.strip() if isinstance(value, str) else value)

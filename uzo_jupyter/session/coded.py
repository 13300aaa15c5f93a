"""A live workflow with code in it: what the code is, and who says that it may run."""

from __future__ import annotations

from uzo_jupyter.errors import UzoError
from uzo_jupyter.session.code import NodeCode, node_codes
from uzo_jupyter.session.live import LiveWorkflow


class CodedWorkflow(LiveWorkflow):
    """A live workflow whose nodes may have code, which runs only where the person says so."""

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
        self._tell("checked")

    def trust_written(self, node: str, text: str) -> None:
        """Let code run in this session that the person has just written here."""
        before = self.workflow.node(node).config.get("code") if node in self.workflow else None
        # Who changes code of somebody else has not said yet that the rest of it may run.
        if not isinstance(before, str) or not before.strip() or self._opened.trust.covers(before):
            self._opened.trust.add_for_session(text)

    def trust_for_session(self) -> None:
        """Let the code of all nodes run in this session: the person has executed the cell that it stands in."""
        for code in self.codes().values():
            if code.problem is None:
                self._opened.trust.add_for_session(code.text)

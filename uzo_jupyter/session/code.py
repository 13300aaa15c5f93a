"""The code of a workflow's nodes: its text, and whether it may run."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from uzo_jupyter.checking import Checked
from uzo_jupyter.errors import RunError, UntrustedCodeError
from uzo_jupyter.operations import CodeOperation
from uzo_jupyter.operations.code import NotebookCall, code_digest
from uzo_jupyter.protocol import CodeState
from uzo_jupyter.session.functions import FunctionError, function_code
from uzo_jupyter.session.trust import Trust


@dataclass(frozen=True, slots=True)
class NodeCode:
    """The code of one node; ``problem`` tells why there is none to run.

    ``call`` is there where the code is a function of the notebook, and tells how it is called.
    """

    node: str
    text: str
    trusted: bool
    problem: str | None = None
    call: NotebookCall | None = None

    @property
    def digest(self) -> str:
        """What tells it from any other code."""
        return code_digest(self.text)

    def state(self) -> CodeState:
        """The code as the browser is told about it."""
        return CodeState(digest=self.digest, text=self.text, trusted=self.trusted, problem=self.problem)


def node_codes(checked: Checked, namespace: Mapping[str, object], trust: Trust) -> dict[str, NodeCode]:
    """The code of every node that has some. Nothing of it runs."""
    found: dict[str, NodeCode] = {}
    for node, bound in checked.nodes.items():
        if isinstance(bound.operation, CodeOperation):
            found[node] = _code(node, bound.operation, namespace, trust)
    return found


def _code(node: str, operation: CodeOperation, namespace: Mapping[str, object], trust: Trust) -> NodeCode:
    call = operation.notebook_call
    if call is None:
        text = operation.own_code or ""
        return NodeCode(node, text, trust.covers(text))
    try:
        function = function_code(call.function, namespace)
    except FunctionError as error:
        return NodeCode(node, "", trusted=False, problem=str(error), call=call)
    # Whoever trusts a function has not said that it may get whatever a document gives it.
    text = call.added_to(function.text)
    trusted = (function.from_cells and trust.covers_call(call)) or trust.covers(text)
    return NodeCode(node, text, trusted, call=call)


def digests_of(codes: Mapping[str, NodeCode]) -> dict[str, str]:
    """What tells the code of each node from any other."""
    return {node: code.digest for node, code in codes.items()}


def code_to_run(codes: Mapping[str, NodeCode], nodes: Collection[str]) -> dict[str, str]:
    """The texts that a run of some nodes needs.

    Raises
    ------
    RunError
        When there is none to run.
    UntrustedCodeError
        When a person has not trusted it.
    """
    for node in nodes:
        code = codes.get(node)
        if code is not None and code.problem is not None:
            raise RunError(f"{node!r} cannot run: {code.problem}")
    doubtful = [codes[node] for node in nodes if node in codes and not codes[node].trusted]
    if doubtful:
        names = ", ".join(repr(code.node) for code in doubtful)
        raise UntrustedCodeError(
            f"The code of {names} was not written here, and nobody has trusted it.",
            tuple(code.node for code in doubtful),
            hint="Read it first. " + " ".join(_how_to_trust(code) for code in doubtful[:3]),
        )
    return {node: codes[node].text for node in nodes if node in codes}


def _how_to_trust(code: NodeCode) -> str:
    return (
        f"Trust it in the settings of {code.node!r}, with %uzo trust {code.node}, "
        f"or on the command line with --trust {code.digest}."
    )


def code_text(code: NodeCode) -> str:
    """The code of a node as a person reads it, with what is known of it; what would not be seen is spelt out."""
    if code.problem is not None:
        return f"{code.node}: {code.problem}"
    state = "trusted" if code.trusted else "not trusted"
    lines = "\n".join(f"    {_readable(line)}" for line in code.text.removesuffix("\n").split("\n"))
    return f"{code.node}: {state}, {code.digest}\n{lines}"


def _readable(line: str) -> str:
    """A line in which nothing hides: no escape of a terminal, no mark that turns the direction of writing.

    Examples
    --------
    >>> _readable("a \\x1b[8m b")
    'a ‹U+001B›[8m b'
    """
    return "".join(
        character if character.isprintable() or character == "\t" else f"‹U+{ord(character):04X}›"
        for character in line
    )

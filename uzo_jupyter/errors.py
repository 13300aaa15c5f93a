"""The exceptions of the package, one small tree.

Exceptions are for programmers who call the package; what a user wrote wrongly is described by
:class:`uzo_jupyter.protocol.Diagnostic` values instead, so that one mistake never hides the next.
"""

from __future__ import annotations


class UzoError(Exception):
    """Base of every error that this package raises on purpose.

    Examples
    --------
    >>> str(UzoError("No node 'late'.", hint="Nodes: flights, top."))
    "No node 'late'. Nodes: flights, top."
    """

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message if hint is None else f"{message} {hint}")
        self.message = message
        self.hint = hint


class DocumentError(UzoError):
    """A text or document could not be made into a workflow at all."""


class DuplicateOperationError(UzoError):
    """Two operations want the same name or word."""


class RunError(UzoError):
    """A run did not reach its result: it failed, was cancelled or was interrupted."""


class FaultyWorkflowError(RunError):
    """A workflow cannot run because of errors in it, which are told as diagnostics."""


class UntrustedCodeError(RunError):
    """A run would execute code of ``nodes`` that nobody has trusted."""

    def __init__(self, message: str, nodes: tuple[str, ...], *, hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.nodes = nodes


class RunnerError(UzoError):
    """The process that runs workflows could not be started or does not answer."""


class ServerError(UzoError):
    """Prefect's server could not be started or reached."""


class SampleWarning(UserWarning):
    """Rows are those of a sample where results may have been meant."""

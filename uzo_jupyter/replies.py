"""Answers to questions of a view that are one message each."""

from __future__ import annotations

import polars as pl

from uzo_jupyter.assistance import complete_expression
from uzo_jupyter.errors import FaultyWorkflowError, UntrustedCodeError, UzoError
from uzo_jupyter.language import print_workflow
from uzo_jupyter.model import write_document
from uzo_jupyter.operations import Registry
from uzo_jupyter.operations.forms import operation_info, policy_schema
from uzo_jupyter.protocol import (
    CatalogueMessage,
    CompleteExpression,
    CompletionItem,
    CompletionsMessage,
    GetWritten,
    Rejected,
    Written,
    WrittenMessage,
)
from uzo_jupyter.session import Flow


def catalogue(registry: Registry) -> CatalogueMessage:
    """What a node can be, and how it can be run."""
    operations = tuple(operation_info(operation) for operation in registry)
    return CatalogueMessage(operations=operations, policies=policy_schema())


def completions(flow: Flow, command: CompleteExpression) -> CompletionsMessage:
    """What may stand at a place of an expression: the columns that come to its node, methods, parameters."""
    checked = flow.checked
    columns: dict[str, pl.DataType] = {}
    for source in flow.workflow.sources_of(command.node):
        columns.update(checked.schemas.get(source) or pl.Schema())
    found = complete_expression(command.text, command.offset, columns, checked.parameters)
    items = tuple(
        CompletionItem(text=each.text, kind=each.kind, detail=each.detail, start=each.start, end=each.end)
        for each in found
    )
    return CompletionsMessage(request=command.request, items=items)


def written(flow: Flow, registry: Registry, command: GetWritten) -> WrittenMessage:
    """The workflow in the other notation.

    Raises
    ------
    EditRefused
        When a part of it would be missing there.
    """
    flow.require_savable()
    if command.notation == "document":
        text = Written(text=write_document(flow.document))
    else:
        text = Written(text=print_workflow(flow.workflow, registry), layout=flow.layout)
    name = flow.workflow.name
    return WrittenMessage(request=command.request, notation=command.notation, name=name, written=text)


def rejected(request: int | None, error: BaseException) -> Rejected:
    """Why a command could not be carried out."""
    if isinstance(error, UntrustedCodeError):
        # The view leads to the code: it need not tell of the ways to trust it elsewhere.
        return Rejected(request=request, message=error.message, untrusted=error.nodes)
    message = str(error) if isinstance(error, UzoError) else f"This failed: {error!r}."
    return Rejected(request=request, message=message, faulty=isinstance(error, FaultyWorkflowError))

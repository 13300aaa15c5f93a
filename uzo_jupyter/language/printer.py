"""Workflow to text in canonical form: one statement a node, links without a name joined to chains."""

from __future__ import annotations

from uzo_jupyter.language.naming import name_nodes
from uzo_jupyter.language.parameters import parameter_text
from uzo_jupyter.language.spelling import Words
from uzo_jupyter.language.spoken import Spoken, order_of, spoken
from uzo_jupyter.language.statements import StatementPrinter
from uzo_jupyter.model import Workflow


def print_workflow(workflow: Workflow, words: Words) -> str:
    """The text of a workflow. Reading it gives the workflow back, but for layout and description.

    Examples
    --------
    >>> from uzo_jupyter.model import Edge, Node
    >>> from uzo_jupyter.operations import Registry
    >>> nodes = (Node("a", "connector", {"operation": "read", "connectorType": "csv", "path": "a.csv"}),
    ...          Node("b", "transform", {"operation": "head", "n": 3}, "First rows"))
    >>> print(print_workflow(Workflow(nodes=nodes, edges=(Edge("a", "b"),)), Registry.load()), end="")
    a = read_csv("a.csv")
    b = a.head(3).options(label="First rows")
    """
    return print_spoken(spoken(workflow, words), words)


def print_spoken(said: Spoken, words: Words) -> str:
    """The text of what a workflow says."""
    naming = name_nodes(said.nodes, words, said.parameters)
    printer = StatementPrinter(said.nodes, naming, words, said.parameters)
    lines = [parameter_text(parameter) for parameter in said.parameters.values()]
    taken: set[str] = set()
    for node in order_of(said.nodes):
        if node not in naming.links:
            lines.append(printer.statement(node, taken))
            taken.update(printer.members(node))
    return "".join(f"{line}\n" for line in lines)

"""What no document may hold, whatever its operations are: secrets, and text that other systems would run."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set

from uzo_jupyter.model import JsonValue, Node, Parameter, Workflow
from uzo_jupyter.protocol import Diagnostic

_PASSWORD = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^/\s:@]*:[^/\s@]+@")
_TEMPLATE = re.compile(r"\{\{|\{%")


def document_problems(workflow: Workflow) -> list[Diagnostic]:
    """Passwords in addresses, and template marks in labels (a label becomes a task's name in Prefect)."""
    labels = (problem for node in workflow.nodes for problem in _label_problems(node))
    return [*labels, *passwords(workflow)]


def passwords(workflow: Workflow, known: Set[str] = frozenset()) -> list[Diagnostic]:
    """The addresses that have a password in them and are not ``known``; what is saved must have none.

    Examples
    --------
    >>> from uzo_jupyter.model import Node, Workflow
    >>> read = Node("a", "connector", {"path": "https://ann:hunter2@example.org/a.csv"})
    >>> [problem.message for problem in passwords(Workflow(nodes=(read,)))]
    ['A password stands in an address.']
    """
    return [
        *(problem for node in workflow.nodes for problem in _config_problems(node, known)),
        *(problem for parameter in workflow.parameters for problem in _parameter_problems(parameter, known)),
    ]


def texts_with_passwords(workflow: Workflow) -> frozenset[str]:
    """What has a password in it, to tell what is new from what a person has written before."""
    texts = [text for node in workflow.nodes for _, text in _texts(dict(node.config))]
    texts += [parameter.default for parameter in workflow.parameters if isinstance(parameter.default, str)]
    return frozenset(text for text in texts if _PASSWORD.search(text))


def _parameter_problems(parameter: Parameter, known: Set[str]) -> Iterator[Diagnostic]:
    text = parameter.default
    if isinstance(text, str) and _PASSWORD.search(text) and text not in known:
        message = f"A password stands in the address of parameter {parameter.name!r}."
        hint = "Give the address when the workflow runs."
        yield Diagnostic(code="secret-in-document", message=message, hint=hint)


def _label_problems(node: Node) -> Iterator[Diagnostic]:
    if node.label is not None and _TEMPLATE.search(node.label):
        message = "A label is plain text: '{{' and '{%' look like a template."
        yield Diagnostic(
            code="template-label", message=message, hint="Choose another label.", node=node.id, field="label"
        )


def _config_problems(node: Node, known: Set[str]) -> Iterator[Diagnostic]:
    for key, text in _texts(dict(node.config)):
        if _PASSWORD.search(text) and text not in known:
            message = "A password stands in an address."
            hint = 'Store it as a secret and write {"secret": "name"} here.'
            yield Diagnostic(code="secret-in-document", message=message, hint=hint, node=node.id, field=key)


def _texts(value: JsonValue, key: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield key, value
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from _texts(item, key or name)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item, key)

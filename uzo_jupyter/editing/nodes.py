"""Nodes: new ones, their settings, their names."""

from __future__ import annotations

from dataclasses import replace

from uzo_jupyter.editing.draft import Draft, EditRefused
from uzo_jupyter.editing.edges import connect, input_names, named_inputs, without_edge
from uzo_jupyter.editing.ids import id_of_new, taken_names
from uzo_jupyter.editing.renaming import renamed
from uzo_jupyter.model import Edge, Node, Workflow, is_name
from uzo_jupyter.operations import Registry
from uzo_jupyter.protocol import AddNode, Configure, Connect, Rename


def add_node(draft: Draft, edit: AddNode, registry: Registry) -> Draft:
    """The draft with one more node, connected as the edit says.

    Raises
    ------
    EditRefused
        When there is no such operation, or it cannot be connected so.
    """
    operation = registry.find(edit.node_type, edit.config)
    if operation is None:
        raise EditRefused(f"There is no operation {edit.config.get('operation')!r} to add.")
    for neighbour in (edit.after, edit.before.node if edit.before else None):
        if neighbour is not None:
            draft.require(neighbour)
    before = edit.before.node if edit.before else None
    identity = id_of_new(draft.workflow, operation, edit.after, before, registry)
    node = Node(identity, operation.node_type, edit.config)
    draft = draft.with_workflow(draft.workflow.add_node(node)).with_created(identity)
    if edit.at is not None:
        draft = draft.with_layout(positions={**draft.layout.positions, identity: edit.at})
    draft = draft.with_workflow(_with_inputs_of_settings(draft.workflow, identity, registry))
    return _put_between(draft, edit, identity, registry)


def _put_between(draft: Draft, edit: AddNode, node: str, registry: Registry) -> Draft:
    if edit.before is not None:
        draft = _make_room(draft, edit, registry)
    if edit.after is not None:
        draft = connect(draft, Connect(source=edit.after, target=node), registry)
    if edit.before is not None:
        target, handle = edit.before.node, edit.before.handle
        draft = connect(draft, Connect(source=node, target=target, handle=handle), registry)
    return draft


def _make_room(draft: Draft, edit: AddNode, registry: Registry) -> Draft:
    """Without the connection that the new node is put into."""
    assert edit.before is not None
    workflow = named_inputs(draft.workflow, edit.before.node, registry)
    feeding = {edge.target_handle: edge.source for edge in workflow.edges_into(edit.before.node)}
    if edit.after is not None and feeding.get(edit.before.handle) == edit.after:
        workflow = without_edge(workflow, edit.before.node, edit.before.handle)
    return draft.with_workflow(workflow)


def configure(draft: Draft, edit: Configure, registry: Registry) -> Draft:
    """The draft with other settings of a node; keys that nobody knows stay."""
    draft.require(edit.node)
    node = draft.workflow.node(edit.node)
    # An older spelling of a setting would stand beside the new value and clash with it.
    config = {**registry.canonical(node.node_type, node.config), **edit.values}
    for key in edit.unset:
        config.pop(key, None)
    changed = draft.workflow.replace_node(replace(node, config=config))
    return draft.with_workflow(_with_inputs_of_settings(changed, edit.node, registry))


def _with_inputs_of_settings(workflow: Workflow, node: str, registry: Registry) -> Workflow:
    """Settings may decide which inputs there are, as the text of SQL does: nodes of those names feed them."""
    item = workflow.node(node)
    spelling = registry.spelling_of(item.node_type, item.config)
    if spelling is None or spelling.tables_in is None:
        return workflow
    names = input_names(workflow, node, registry)
    kept = {edge.target_handle or edge.source: edge.source for edge in workflow.edges_into(node)}
    others = [edge for edge in workflow.edges if edge.target != node]
    feeds = {name: kept.get(name, name) for name in names}
    edges = [
        Edge(source, node, name) for name, source in feeds.items() if source in workflow and source != node
    ]
    return workflow.with_edges([*others, *edges])


def rename(draft: Draft, edit: Rename) -> Draft:
    """The draft with another name for a node; links of its chain go along. A text that is no name is its label.

    Raises
    ------
    EditRefused
        When another node has that name.
    """
    draft.require(edit.node)
    name = edit.name.strip()
    if not name:
        raise EditRefused("A node needs a name.")
    if not is_name(name):
        return renamed(draft, edit.node, edit.node, name)
    if name in taken_names(draft.workflow) - {edit.node}:
        raise EditRefused(f"There is a {name!r} already.", hint="Each name is one node or one parameter.")
    return renamed(draft, edit.node, name, None)

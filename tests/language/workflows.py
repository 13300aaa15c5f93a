"""Random workflows over the real operations, as strategies of hypothesis."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from uzo_jupyter.model import Config, Edge, JsonValue, Node, Parameter, Workflow
from uzo_jupyter.operations import Registry

REGISTRY = Registry.load()

TEXTS = st.one_of(
    st.sampled_from(
        ["a", "price", "two words", "it's", 'say "so"', "both ' and \"", "back\\slash", "é", "", "a\nb"]
    ),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
)
JSON: st.SearchStrategy[JsonValue] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=5,
)
EXPRESSIONS = st.sampled_from(
    [
        "col('price') > 2",
        "col(\"price\") + param('low')",
        "param('low') < param('my limit')",
        "len()",
        "sum",
        "low",
        "5",
        "-5",
        "'text'",
        "col('a')  # why",
        " col('a')",
        "col('a')\n  + 1",
        "col('a'), col('b')",
        "x for x in y",
        "*col('a')",
        "col('ä') == 'ß'",
        "((",
        "None",
    ]
)
DTYPES = st.sampled_from(["Int64", "Decimal(10, 2)", "Datetime('ms')", "low", "List(Int64)", "5", "no such"])
REFERENCES: st.SearchStrategy[JsonValue] = st.sampled_from(
    [{"param": "low"}, {"param": "missing"}, {"param": 5}, {"param": "low", "more": 1}]
)
IDS = st.one_of(
    st.sampled_from(["late", "top"]),
    st.sampled_from(["top.sort", "top.filter", "top.head", "top.join", "late.filter", "late.write_csv"]),
    st.sampled_from(
        ["top.sort2", "late.head", "low", "class", "n 1", "1", "two-words", "col", "node", "None"]
    ),
    st.sampled_from(["ﬁn", "²", "a.b.c", "parameter", "x" * 90]),
    TEXTS.filter(bool),
)
PARAMETERS = (
    Parameter("low", "int", 60, "minutes"),
    Parameter("rate", "float", -0.5),
    Parameter("key", "str", "it's"),
)


def _value(kind: str) -> st.SearchStrategy[JsonValue]:
    plain = {"value": JSON, "expression": EXPRESSIONS, "dtype": DTYPES}[kind]
    return st.one_of(
        plain, st.lists(plain, max_size=3), st.dictionaries(TEXTS, plain, max_size=3), REFERENCES, JSON
    )


@st.composite
def configs(draw: st.DrawFn) -> tuple[str, Config]:
    """A node type and a config: a known operation with any settings and policies, or one that nobody knows."""
    if draw(st.integers(0, 7)) == 0:
        kind = draw(st.sampled_from(["transform", "connector", "genai", "agentic", "control"]))
        return kind, draw(st.dictionaries(TEXTS | st.just("operation"), JSON, max_size=3))
    operation = draw(st.sampled_from(list(REGISTRY)))
    spelling = REGISTRY.spelling(operation)
    config: dict[str, JsonValue] = dict(spelling.identity)
    for (name, kind), field in zip(spelling.fields.items(), operation.model_fields.items(), strict=True):
        if draw(st.booleans()):
            config[field[1].alias or name] = draw(_value(kind))
    if spelling.tables_in is not None:
        config[spelling.tables_in] = draw(
            st.sampled_from(
                ["select * from late", "select * from late join top using (a)\nlimit 3", "select 1", "no sql"]
            )
        )
    if draw(st.booleans()):
        config.update(draw(st.fixed_dictionaries({}, optional=_POLICIES)))
    if draw(st.integers(0, 3)) == 0:
        config.update(
            draw(st.dictionaries(TEXTS | st.sampled_from(["joinType", "columns", "inputVariable"]), JSON))
        )
    return operation.node_type, config


_POLICIES = {
    "retryCount": st.integers(0, 3) | JSON,
    "timeout": st.floats(1, 9) | REFERENCES,
    "continueOnError": st.booleans(),
    "cache": st.booleans() | st.none(),
}


_HANDLES = ["input", "left", "right", "in1", "in2", "in5", "late", "odd handle"]
_INPUTS = {operation.name: operation.inputs for operation in REGISTRY}


@st.composite
def workflows(draw: st.DrawFn, *, cycles: bool = True) -> Workflow:
    """Any workflow that a document can hold."""
    ids = draw(st.lists(IDS, max_size=7, unique=True))
    nodes: list[Node] = []
    for identity in ids:
        kind, config = draw(configs())
        nodes.append(Node(identity, kind, config, draw(st.none() | TEXTS)))  # type: ignore[arg-type]
    edges: list[Edge] = []
    usual = draw(st.booleans())
    handles = st.none() if usual else st.none() | st.sampled_from(_HANDLES)
    for index, target in enumerate(ids):
        sources = ids if cycles and not usual and draw(st.integers(0, 9)) == 0 else ids[:index]
        if sources:
            most = len(_INPUTS.get(str(nodes[index].config.get("operation")), "1")) if usual else 3
            count = draw(st.integers(0, most))
            edges += [Edge(draw(st.sampled_from(sources)), target, draw(handles)) for _ in range(count)]
    parameters = draw(st.lists(st.sampled_from(PARAMETERS), max_size=3, unique_by=lambda p: p.name))
    return Workflow(nodes=tuple(nodes), edges=tuple(edges), parameters=tuple(parameters))


@st.composite
def edits(draw: st.DrawFn, workflow: Workflow) -> Workflow:
    """The workflow after a few random changes of nodes, edges and parameters."""
    for _ in range(draw(st.integers(1, 3))):
        workflow = draw(_edit(workflow))
    return workflow


@st.composite
def _edit(draw: st.DrawFn, workflow: Workflow) -> Workflow:
    ids = [node.id for node in workflow.nodes]
    change = draw(st.sampled_from(["config", "label", "remove", "add", "edge", "cut", "parameters"]))
    if change == "parameters":
        chosen = draw(st.lists(st.sampled_from(PARAMETERS), max_size=3, unique_by=lambda p: p.name))
        return replace(workflow, parameters=tuple(chosen))
    if change == "add" or not ids:
        kind, config = draw(configs())
        new = Node(draw(IDS.filter(lambda name: name not in workflow)), kind, config)  # type: ignore[arg-type]
        workflow = workflow.add_node(new)
        return workflow.add_edge(Edge(draw(st.sampled_from(ids)), new.id)) if ids else workflow
    node = workflow.node(draw(st.sampled_from(ids)))
    if change == "remove":
        return workflow.remove_node(node.id)
    if change == "edge":
        return workflow.add_edge(Edge(draw(st.sampled_from(ids)), node.id))
    if change == "cut":
        return workflow.with_edges(edge for edge in workflow.edges if edge.target != node.id)
    if change == "label":
        return workflow.replace_node(replace(node, label=draw(st.none() | TEXTS)))
    kind, config = draw(configs())
    return workflow.replace_node(replace(node, node_type=kind, config=config))  # type: ignore[arg-type]

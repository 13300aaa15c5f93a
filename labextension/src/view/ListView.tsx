import { NodeIcon, familyOf } from '../editor/families';
import { StatusIcon } from '../editor/icons';
import type { Graph, GraphNode } from '../protocol/generated';
import { problemWord, rowsWord, statusWord } from '../state/words';
import { useNodeState, useSlice, useView } from './context';

/** The graph as a list, in the order of the data: everything that the drawing shows, for readers of screens and text. */
export function ListView(): JSX.Element {
  const { store } = useView();
  const graph = useSlice(store, state => state.graph);
  return (
    <div className="uzo-list uzo-scroll" tabIndex={0} role="region" aria-label={`Nodes of ${graph.name}`}>
      <table className="uzo-table">
        <thead>
          <tr>
            {['Node', 'Operation', 'Inputs', 'State', 'Rows', 'Problems'].map(title => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {ordered(graph).map(node => (
            <Row key={node.id} node={node} graph={graph} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ node, graph }: { node: GraphNode; graph: Graph }): JSX.Element {
  const { store, nodes, problems, selected, select } = useView();
  const state = useNodeState(store, node.id);
  const wrong = problems.get(node.id);
  const inputs = graph.edges
    .filter(edge => edge.target === node.id)
    .map(edge => {
      const label = nodes.get(edge.source)?.label ?? edge.source;
      return node.inputs.length > 1 ? `${edge.targetHandle}: ${label}` : label;
    });
  return (
    <tr data-node={node.id} data-selected={node.id === selected || undefined}>
      <th scope="row">
        <button type="button" aria-pressed={node.id === selected} onClick={() => select(node.id)}>
          <span className="uzo-list-icon" data-family={familyOf(node).name}>
            <NodeIcon node={node} />
          </span>
          {node.label}
        </button>
      </th>
      <td>{node.title}</td>
      <td>{inputs.join(', ')}</td>
      <td data-status={state.status}>
        <StatusIcon status={state.status} /> {statusWord(state)}
      </td>
      <td className="uzo-number">{rowsWord(state)}</td>
      <td>{wrong && problemWord(wrong.errors, wrong.warnings)}</td>
    </tr>
  );
}

/** Each node after those that feed it. */
function ordered(graph: Graph): GraphNode[] {
  const nodes = new Map(graph.nodes.map(node => [node.id, node]));
  const feeding = new Map<string, string[]>();
  for (const { source, target } of graph.edges) {
    feeding.set(target, [...(feeding.get(target) ?? []), source]);
  }
  const done = new Set<string>();
  const result: GraphNode[] = [];
  const todo = [...graph.nodes].reverse().map(node => ({ id: node.id, entered: false }));
  for (let next = todo.pop(); next; next = todo.pop()) {
    const node = nodes.get(next.id);
    if (!node || (done.has(next.id) && !next.entered)) {
      continue;
    }
    if (next.entered) {
      result.push(node);
      continue;
    }
    done.add(next.id);
    todo.push({ id: next.id, entered: true });
    todo.push(...(feeding.get(next.id) ?? []).map(id => ({ id, entered: false })).reverse());
  }
  return result;
}

import { useId, useMemo } from 'react';
import { possibleSources } from '../edit/connections';
import { useEditing } from '../editor/editing';
import type { Graph, GraphNode } from '../protocol/generated';
import { useSlice, useView } from '../view/context';

const NONE = '';

/** What feeds each input: the way to connect nodes without a mouse. */
export function Inputs({ node }: { node: GraphNode }): JSX.Element | null {
  const graph = useSlice(useView().store, state => state.graph);
  const sources = useMemo(() => possibleSources(graph, node.id), [graph, node.id]);
  if (node.inputs.length === 0) {
    return null;
  }
  return (
    <div className="uzo-inputs" role="group" aria-label="Inputs">
      {node.inputs.map(handle => (
        <Input key={handle} node={node} handle={handle} graph={graph} sources={sources} />
      ))}
    </div>
  );
}

interface InputProps {
  readonly node: GraphNode;
  readonly handle: string;
  readonly graph: Graph;
  readonly sources: readonly GraphNode[];
}

function Input({ node, handle, graph, sources }: InputProps): JSX.Element {
  const editing = useEditing();
  const id = useId();
  const feeding = graph.edges.find(edge => edge.target === node.id && edge.targetHandle === handle)?.source;
  const choose = (source: string) => {
    if (source === NONE) {
      const input = { node: node.id, handle };
      editing?.edit({ kind: 'remove', nodes: [], inputs: [input], notes: [], groups: [] });
    } else {
      editing?.edit({ kind: 'connect', source, target: node.id, handle, replace: true });
    }
  };
  const label = node.inputs.length > 1 ? `Input ${handle} from` : 'Input from';
  return (
    <div className="uzo-field">
      <label htmlFor={id}>{label}</label>
      <select id={id} value={feeding ?? NONE} data-input={handle} onChange={event => choose(event.target.value)}>
        <option value={NONE}>nothing</option>
        {sources.map(source => (
          <option key={source.id} value={source.id}>
            {source.label}
          </option>
        ))}
      </select>
    </div>
  );
}

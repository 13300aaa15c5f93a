import type { Edge } from '@xyflow/react';
import { useMemo, useState, type MouseEvent } from 'react';
import { changesAlong, changeWords } from '../preview/changes';
import { useNodeState, useView } from '../view/context';
import { idOf } from './flowIds';

export interface PointedEdge {
  readonly edge: Edge;
  /** In pixels from the left and the top of the graph. */
  readonly x: number;
  readonly y: number;
}

/** The connection under the pointer, and the handlers of React Flow that find it. */
export function usePointedEdge() {
  const [pointed, setPointed] = useState<PointedEdge | null>(null);
  const handlers = useMemo(() => {
    const onEdgeMouseEnter = ({ currentTarget, clientX, clientY }: MouseEvent, edge: Edge) => {
      const frame = currentTarget.closest('.uzo-flow')?.getBoundingClientRect();
      setPointed(frame ? { edge, x: clientX - frame.left, y: clientY - frame.top } : null);
    };
    const leave = () => setPointed(null);
    return { onEdgeMouseEnter, onEdgeMouseLeave: leave, onEdgeClick: leave };
  }, []);
  return { pointed, handlers };
}

/** What the node behind a connection does to the rows and columns that come along it. */
export function EdgeTip({ edge, x, y }: PointedEdge): JSX.Element | null {
  const { store } = useView();
  const source = idOf(edge.source);
  const before = useNodeState(store, source);
  const after = useNodeState(store, idOf(edge.target));
  const { graph } = store.state;
  const words = changeWords(changesAlong(graph, source, before, after));
  const gone = !graph.edges.some(({ id }) => id === edge.id); // nothing says that the pointer has left it
  return gone || words === '' ? null : (
    <span className="uzo-tip" role="tooltip" style={{ left: x, top: y }}>
      {words}
    </span>
  );
}

import type { Edge, EdgeChange } from '@xyflow/react';
import { useCallback, useMemo, useState } from 'react';
import type { Graph, GraphEdge } from '../protocol/generated';
import { flowKey } from './flowIds';
import { OUTPUT } from './handles';

interface FlowEdges {
  readonly edges: Edge[];
  onEdgesChange(changes: EdgeChange[]): void;
}

/** The connections as React Flow draws them, which of them are selected, and which would take in the node in the hand. */
export function useFlowEdges(graph: Graph, beneath: GraphEdge | null): FlowEdges {
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const edges = useMemo(
    () =>
      graph.edges.map(({ id, source, target, targetHandle }) => ({
        id,
        type: 'flow',
        source: flowKey(source),
        sourceHandle: OUTPUT,
        target: flowKey(target),
        targetHandle: flowKey(targetHandle),
        selected: selected.has(id),
        data: { alone: selected.size === 1, beneath: beneath?.id === id }
      })),
    [beneath, graph, selected]
  );
  const onEdgesChange = useCallback((changes: EdgeChange[]) => {
    const picked = changes.filter(change => change.type === 'select');
    if (picked.length > 0) {
      setSelected(before => {
        const next = new Set(before);
        for (const { id, selected: on } of picked) {
          if (on) {
            next.add(id);
          } else {
            next.delete(id);
          }
        }
        return next;
      });
    }
  }, []);
  return { edges, onEdgesChange };
}

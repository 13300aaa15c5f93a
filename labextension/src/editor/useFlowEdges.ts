import type { Edge, EdgeChange } from '@xyflow/react';
import { useCallback, useMemo, useState } from 'react';
import type { Graph } from '../protocol/generated';
import { flowKey } from './flowIds';

interface FlowEdges {
  readonly edges: Edge[];
  onEdgesChange(changes: EdgeChange[]): void;
}

/** The connections as React Flow draws them, and which of them are selected. */
export function useFlowEdges(graph: Graph): FlowEdges {
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const edges = useMemo(
    () =>
      graph.edges.map(({ id, source, target, targetHandle }) => ({
        id,
        type: 'flow',
        source: flowKey(source),
        sourceHandle: 'out',
        target: flowKey(target),
        targetHandle: flowKey(targetHandle),
        selected: selected.has(id),
        data: { alone: selected.size === 1 }
      })),
    [graph, selected]
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

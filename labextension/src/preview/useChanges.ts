import { useMemo } from 'react';
import type { GraphNode } from '../protocol/generated';
import { nodeState } from '../state/workflow';
import { useSlice, useView } from '../view/context';
import { changesOf, type Changes } from './changes';

/** What a node does to its first input, as far as is known now. */
export function useChanges({ id }: GraphNode): Changes | null {
  const { store } = useView();
  const graph = useSlice(store, state => state.graph);
  const nodes = useSlice(store, state => state.nodes);
  return useMemo(() => changesOf(graph, id, node => nodeState({ nodes }, node)), [graph, nodes, id]);
}

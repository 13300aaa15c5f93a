import { useState } from 'react';
import type { GraphNode, TableQuery } from '../protocol/generated';
import type { WorkflowStore } from '../state/store';
import { useNodeState, useView } from '../view/context';
import { ALL, pruned } from './query';

/** What a person chose for each node, as long as its workflow is in the page: other tabs and nodes do not undo it. */
const chosen = new WeakMap<WorkflowStore, Map<string, TableQuery>>();

/** The query of a node's table, and a way to change it. */
export function useQuery(node: GraphNode): [TableQuery, (query: TableQuery) => void] {
  const { store } = useView();
  const { columns } = useNodeState(store, node.id);
  const [, repaint] = useState(0);
  const own = chosen.get(store)?.get(node.id) ?? ALL;
  const query = columns ? pruned(own, columns) : own;
  const choose = (next: TableQuery) => {
    const queries = chosen.get(store) ?? new Map<string, TableQuery>();
    chosen.set(store, queries.set(node.id, next));
    repaint(before => before + 1);
  };
  return [query, choose];
}

import { createContext, useCallback, useContext, useSyncExternalStore } from 'react';
import type { GraphNode, NodeState } from '../protocol/generated';
import type { Host } from '../state/host';
import type { ProblemCount } from '../state/problems';
import type { Link } from '../state/source';
import type { WorkflowStore } from '../state/store';
import type { WorkflowState } from '../state/workflow';

/** What the parts of one view share. */
export interface ViewContext {
  readonly store: WorkflowStore;
  readonly nodes: ReadonlyMap<string, GraphNode>;
  readonly problems: ReadonlyMap<string, ProblemCount>;
  /** The node that the panel is about. */
  readonly selected: string | null;
  /** The node that the Tab key comes to: arrows go on from there. */
  readonly tabStop: string | null;
  /** The nodes that an edit is about. */
  readonly selection: ReadonlySet<string>;
  select(node: string): void;
  setSelection(next: ReadonlySet<string> | ((before: ReadonlySet<string>) => ReadonlySet<string>)): void;
  /** The panel is about a node that no edit is about. */
  look(node: string | null): void;
  /** The way to the kernel; null for a saved view, which cannot be edited. */
  readonly link: Link | null;
  readonly host: Host | null;
  folder(): string;
}

export const View = createContext<ViewContext | null>(null);

export function useView(): ViewContext {
  const view = useContext(View);
  if (!view) {
    throw new Error('A part of the workflow view stands outside of it.');
  }
  return view;
}

/** A part of the state; `select` must give the same value for the same state. */
export function useSlice<T>(store: WorkflowStore, select: (state: WorkflowState) => T): T {
  return useSyncExternalStore(store.subscribe, () => select(store.state));
}

/** The state of one node: nothing re-renders when others change. */
export function useNodeState(store: WorkflowStore, id: string): NodeState {
  const subscribe = useCallback((listener: () => void) => store.subscribeNode(id, listener), [store, id]);
  return useSyncExternalStore(subscribe, () => store.node(id));
}

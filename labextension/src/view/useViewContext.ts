import { useCallback, useMemo, useState } from 'react';
import { isNodeId } from '../editor/flowIds';
import type { Diagnostic } from '../protocol/generated';
import { countByNode, defaultNode, problemsOf } from '../state/problems';
import type { WorkflowSource } from '../state/source';
import type { WorkflowStore } from '../state/store';
import { useSlice, type ViewContext } from './context';

const NOTHING: ReadonlySet<string> = new Set();

export function useProblems(store: WorkflowStore): readonly Diagnostic[] {
  const graph = useSlice(store, state => state.graph);
  const nodes = useSlice(store, state => state.nodes);
  const diagnostics = useSlice(store, state => state.diagnostics);
  const problems = useMemo(() => problemsOf({ graph, nodes, diagnostics }), [graph, nodes, diagnostics]);
  // Most patches change no problem: the list keeps its identity then, and no card is drawn again.
  const text = JSON.stringify(problems);
  return useMemo(() => JSON.parse(text) as Diagnostic[], [text]);
}

export function useViewContext(source: WorkflowSource, problems: readonly Diagnostic[]): ViewContext {
  const { store, link, host, folder } = source;
  const graph = useSlice(store, state => state.graph);
  const [picked, setPicked] = useState<Picked>({ chosen: null, selection: NOTHING });
  const { chosen, selection } = picked;
  const nodes = useMemo(() => new Map(graph.nodes.map(node => [node.id, node])), [graph]);
  const counts = useMemo(() => countByNode(problems), [problems]);
  const selected = chosen !== null && nodes.has(chosen) ? chosen : defaultNode(graph, problems);
  const tabStop = selected !== null && selection.has(selected) ? selected : (graph.nodes[0]?.id ?? null);
  const select = useCallback((node: string) => setPicked({ chosen: node, selection: new Set([node]) }), []);
  const look = useCallback((node: string | null) => setPicked({ chosen: node, selection: NOTHING }), []);
  const setSelection = useCallback<ViewContext['setSelection']>(
    next => setPicked(before => picking(before, typeof next === 'function' ? next(before.selection) : next)),
    []
  );
  return useMemo(
    () => ({ store, nodes, problems: counts, selected, tabStop, selection, select, setSelection, look, link, host, folder }),
    [store, nodes, counts, selected, tabStop, selection, select, setSelection, look, link, host, folder]
  );
}

interface Picked {
  readonly chosen: string | null;
  readonly selection: ReadonlySet<string>;
}

/** The panel is about the node that was added last; a selection without one leaves it as it is. */
function picking(before: Picked, selection: ReadonlySet<string>): Picked {
  if (selection === before.selection) {
    return before;
  }
  const nodes = [...selection].filter(isNodeId);
  const added = nodes.filter(id => !before.selection.has(id)).at(-1);
  const kept = before.chosen !== null && selection.has(before.chosen) ? before.chosen : undefined;
  return { chosen: added ?? kept ?? nodes.at(-1) ?? before.chosen, selection };
}

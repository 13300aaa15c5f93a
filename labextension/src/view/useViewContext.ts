import { useCallback, useMemo, useState } from 'react';
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
  const [chosen, choose] = useState<string | null>(null);
  const [selection, setChosenSet] = useState<ReadonlySet<string>>(NOTHING);
  const nodes = useMemo(() => new Map(graph.nodes.map(node => [node.id, node])), [graph]);
  const counts = useMemo(() => countByNode(problems), [problems]);
  const selected = chosen !== null && nodes.has(chosen) ? chosen : defaultNode(graph, problems);
  const select = useCallback((node: string) => {
    choose(node);
    setChosenSet(new Set([node]));
  }, []);
  const setSelection = useCallback((next: ReadonlySet<string>) => {
    setChosenSet(next);
    // The panel is about the node that was added last; a selection that is taken away leaves it as it is.
    choose(before => [...next].at(-1) ?? before);
  }, []);
  return useMemo(
    () => ({ store, nodes, problems: counts, selected, selection, select, setSelection, link, host, folder }),
    [store, nodes, counts, selected, selection, select, setSelection, link, host, folder]
  );
}

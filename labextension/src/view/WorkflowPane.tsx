import { useCallback, useMemo, useState } from 'react';
import { GraphView } from '../editor/GraphView';
import { graphPaneHeight } from '../editor/layout';
import { Toolbar } from '../editor/Toolbar';
import type { Diagnostic, Graph } from '../protocol/generated';
import { countByNode, defaultNode, problemsOf } from '../state/problems';
import type { WorkflowSource } from '../state/source';
import type { WorkflowStore } from '../state/store';
import { Banners } from './Banners';
import { useSlice, View, type ViewContext } from './context';
import { Panel } from './Panel';
import { Splitter } from './Splitter';

/** One workflow: toolbar, graph and a panel about the selected node. */
export function WorkflowPane({ source, width }: { source: WorkflowSource; width: number }): JSX.Element {
  const { store } = source;
  const problems = useProblems(store);
  const view = useViewContext(store, problems);
  const phase = useSlice(store, state => state.run?.phase ?? 'idle');
  const [height, setHeight] = useGraphHeight(store.state.graph, width);
  const kind = source.link ? 'uzo-live' : 'uzo-static';
  return (
    <View.Provider value={view}>
      <div className={`uzo-workflow ${kind}`} data-phase={phase} data-model={source.id}>
        <Toolbar source={source} />
        <Banners store={store} />
        <GraphView height={height} />
        <Splitter value={height} onChange={setHeight} />
        <Panel source={source} problems={problems} />
      </div>
    </View.Provider>
  );
}

/** What a person chose for a workflow of that name, as long as the page lives: each run of its cell makes a new view. */
const heights = new Map<string, number>();

function useGraphHeight(graph: Graph, width: number): [number, (height: number) => void] {
  const [height, setHeight] = useState(() => heights.get(graph.name) ?? graphPaneHeight(graph, width));
  const choose = (next: number) => {
    heights.set(graph.name, next);
    setHeight(next);
  };
  return [height, choose];
}

function useProblems(store: WorkflowStore): readonly Diagnostic[] {
  const graph = useSlice(store, state => state.graph);
  const nodes = useSlice(store, state => state.nodes);
  const diagnostics = useSlice(store, state => state.diagnostics);
  const problems = useMemo(() => problemsOf({ graph, nodes, diagnostics }), [graph, nodes, diagnostics]);
  // Most patches change no problem: the list keeps its identity then, and no card is drawn again.
  const text = JSON.stringify(problems);
  return useMemo(() => JSON.parse(text) as Diagnostic[], [text]);
}

function useViewContext(store: WorkflowStore, problems: readonly Diagnostic[]): ViewContext {
  const graph = useSlice(store, state => state.graph);
  const [chosen, choose] = useState<string | null>(null);
  const nodes = useMemo(() => new Map(graph.nodes.map(node => [node.id, node])), [graph]);
  const counts = useMemo(() => countByNode(problems), [problems]);
  const selected = chosen !== null && nodes.has(chosen) ? chosen : defaultNode(graph, problems);
  const select = useCallback((node: string) => choose(node), []);
  return useMemo(
    () => ({ store, nodes, problems: counts, selected, select }),
    [store, nodes, counts, selected, select]
  );
}

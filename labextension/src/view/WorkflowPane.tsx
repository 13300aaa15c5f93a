import { useState, type KeyboardEvent } from 'react';
import { EditingContext } from '../editor/editing';
import { GraphView } from '../editor/GraphView';
import { graphPaneHeight } from '../editor/layout';
import { Palette } from '../editor/Palette';
import { Toolbar } from '../editor/Toolbar';
import { isWriting } from '../editor/useEditKeys';
import type { Graph } from '../protocol/generated';
import type { WorkflowSource } from '../state/source';
import { Banners } from './Banners';
import { useSlice, View } from './context';
import { ListView } from './ListView';
import { leaveView } from './keys';
import { Panel } from './Panel';
import { Splitter } from './Splitter';
import { useEditingState } from './useEditingState';
import { useProblems, useViewContext } from './useViewContext';

const SHARE_OF_A_TAB = 0.5;

/** One workflow: toolbar, graph and a panel about the selected node. */
export function WorkflowPane({ source, room }: { source: WorkflowSource; room: Room }): JSX.Element {
  const { store } = source;
  const problems = useProblems(store);
  const view = useViewContext(source, problems);
  const { editing, tools } = useEditingState(view);
  const name = useSlice(store, state => state.graph.name);
  const phase = useSlice(store, state => state.run?.phase ?? 'idle');
  const [height, setHeight] = useGraphHeight(store.state.graph, room);
  const [asked, askForProblems] = useState(0);
  const kind = source.link ? 'uzo-live' : 'uzo-static';
  return (
    <View.Provider value={view}>
      <EditingContext.Provider value={editing}>
        <div
          className={`uzo-workflow ${kind}`}
          role="group"
          aria-label={`Workflow ${name}`}
          data-phase={phase}
          data-model={source.id}
          tabIndex={-1} // a press on what takes no focus would else give it to the cell, whose keys delete and insert
          onKeyDown={onKeyDown}
        >
          <Toolbar source={source} tools={tools} />
          <Banners store={store} problems={problems} showProblems={() => askForProblems(asked + 1)} />
          <div className="uzo-graph" style={{ flexBasis: height }}>
            {tools.palette && <Palette close={tools.togglePalette} />}
            {tools.list ? <ListView /> : <GraphView />}
          </div>
          <Splitter value={height} onChange={setHeight} />
          <Panel source={source} problems={problems} tools={tools} asked={asked} />
        </div>
      </EditingContext.Provider>
    </View.Provider>
  );
}

/** Escape that means nothing within the view leaves it; menus are drawn elsewhere, though their keys come here. */
function onKeyDown(event: KeyboardEvent): void {
  const { currentTarget, target } = event;
  if (event.key === 'Escape' && !event.defaultPrevented && currentTarget.contains(target as Node) && !isWriting(target)) {
    leaveView(currentTarget);
  }
}

export interface Room {
  readonly width: number;
  /** Null where the view is as high as it needs. */
  readonly height: number | null;
}

function firstHeight(graph: Graph, { width, height }: Room): number {
  return height === null ? graphPaneHeight(graph, width) : Math.round(height * SHARE_OF_A_TAB);
}

/** What a person chose for a workflow of that name, as long as the page lives: each run of its cell makes a new view. */
const heights = new Map<string, number>();

function useGraphHeight(graph: Graph, room: Room): [number, (height: number) => void] {
  const [height, setHeight] = useState(() => heights.get(graph.name) ?? firstHeight(graph, room));
  const choose = (next: number) => {
    heights.set(graph.name, next);
    setHeight(next);
  };
  return [height, choose];
}

/** Which part of the graph is seen. */
import { useReactFlow, useStore } from '@xyflow/react';
import { useCallback, useEffect, useMemo, useRef } from 'react';
import type { Graph, GraphNode } from '../protocol/generated';
import { nodeState } from '../state/workflow';
import { useSlice, useView } from '../view/context';
import { boundsOf, isVisible, MARGIN, openingView, revealing, type Size } from './layout';

const GLIDE = { duration: 350 };

/** All of the graph, however small that makes it. */
export const FIT = {
  padding: { top: px(MARGIN.top), bottom: px(MARGIN.bottom), x: px(MARGIN.side) },
  maxZoom: 1
};

export interface Camera {
  /** Whether a part of the graph is out of sight. */
  readonly cropped: boolean;
  /** From now on a person decides what is seen. */
  readonly takeOver: () => void;
  /** From now on all is seen. */
  readonly showAll: () => void;
  /** The keyboard has come to a node. */
  readonly reveal: (node: string | undefined) => void;
}

/**
 * Starts where figures can be read, and keeps what runs in sight, then what is selected, until a person
 * pans or zooms; after that it moves only for a node that the person selects elsewhere.
 */
export function useCamera(): Camera {
  const { store, nodes, problems, selected, selection } = useView();
  const graph = useSlice(store, state => state.graph);
  const running = useRunning(graph);
  const flow = useReactFlow();
  const pane = usePaneSize();
  const mode = useRef<'following' | 'all' | 'free'>('following');
  const before = useRef<{ pane: Size; selected: string | null } | null>(null);

  useEffect(() => {
    if (!pane || graph.nodes.length === 0) {
      return;
    }
    const resized = before.current?.pane !== pane;
    const chose = before.current !== null && before.current.selected !== selected;
    before.current = { pane, selected };
    const view = flow.getViewport();
    const chosen = nodes.get(selected ?? '');
    if (mode.current === 'all' && resized) {
      void flow.fitView(FIT);
      return;
    }
    if (mode.current !== 'following') {
      if (chose && chosen) {
        void flow.setViewport(revealing(boundsOf([chosen]), view, pane), GLIDE);
      }
      return;
    }
    // The node that the panel begins with is no reason to start at the end of the graph.
    const told = chosen !== undefined && (selection.size > 0 || problems.has(chosen.id));
    const focus = running.length > 0 ? running : told ? [chosen] : [];
    const seen = focus.some(node => isVisible(boundsOf([node]), view, pane));
    if (resized || (focus.length > 0 && !seen)) {
      void flow.setViewport(openingView(graph, focus, pane), resized ? undefined : GLIDE);
    }
  }, [flow, graph, nodes, pane, problems, running, selected, selection]);

  const takeOver = useCallback(() => void (mode.current = 'free'), []);
  const showAll = useCallback(() => void (mode.current = 'all'), []);
  const reveal = (id: string | undefined) => {
    const node = nodes.get(id ?? '');
    if (pane && node) {
      void flow.setViewport(revealing(boundsOf([node]), flow.getViewport(), pane), GLIDE);
    }
  };
  return { cropped: useIsCropped(graph), takeOver, showAll, reveal };
}

function useRunning(graph: Graph): readonly GraphNode[] {
  const { store } = useView();
  const isRunning = (id: string) => nodeState(store.state, id).status === 'running';
  // A text, because views compare what they read of the state by identity.
  const text = useSlice(store, ({ graph: { nodes } }) => JSON.stringify(nodes.map(({ id }) => id).filter(isRunning)));
  return useMemo(() => {
    const ids = new Set(JSON.parse(text) as string[]);
    return graph.nodes.filter(node => ids.has(node.id));
  }, [graph, text]);
}

/** Null while the output is hidden. */
function usePaneSize(): Size | null {
  const width = useStore(state => state.width);
  const height = useStore(state => state.height);
  return useMemo(() => (width > 0 && height > 0 ? { width, height } : null), [width, height]);
}

function useIsCropped(graph: Graph): boolean {
  const bounds = useMemo(() => (graph.nodes.length > 0 ? boundsOf(graph.nodes) : null), [graph]);
  return useStore(
    ({ transform: [x, y, zoom], width, height }) =>
      bounds !== null && width > 0 && !isVisible(bounds, { x, y, zoom }, { width, height })
  );
}

function px(pixels: number): `${number}px` {
  return `${pixels}px`;
}
